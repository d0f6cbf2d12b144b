"""The yearly targets, letters of responsibility and departments' assessments (Art. 4, 12)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from api.demo.inhabitants import Town
from api.demo.memory import Row
from domain.calendar import KUNMING
from domain.kernel.acts import Act
from domain.registry.registry import Lifetime
from domain.targets import assessment as assessment_rules
from domain.targets import target as target_rules
from domain.targets.assessment import Assessed
from domain.targets.target import Goal, Whose
from domain.terms.targets import AssessmentResult, TargetMeasure
from resolvers.targets.assessments import withdraw_assessment
from resolvers.targets.responsibility_letters import (
    amend_responsibility_letter,
    countersign_responsibility_letter,
    draft_responsibility_letter,
    offer_responsibility_letter,
    sign_responsibility_letter,
    withdraw_offer,
)
from resolvers.targets.targets import change_target, withdraw_target
from schema.targets.target import TargetRow

TARGETS_SET_ON: Final = {2020: date(2020, 4, 22), 2021: date(2021, 3, 2), 2022: date(2022, 3, 1)}
"""When the bureau gave each year's targets."""
EACH: Final = {
    TargetMeasure.ACTIVITIES: 12,
    TargetMeasure.ENTERPRISES: 40,
    TargetMeasure.PERSONS: 300,
    TargetMeasure.PUBLIC_BENEFIT: 8,
}
"""About how much is expected of one platform."""
BROKEN_DOWN: Final = (TargetMeasure.ACTIVITIES, TargetMeasure.ENTERPRISES)
TEXT: Final = (
    "为落实《昆明市中小企业服务平台管理及评价办法》，乙方按照市工业和信息化局下达的年度工作目标，"
    "完善服务设施和人员配置，组织辖区内服务平台开展公益性服务活动，按季度报送服务绩效信息，"
    "规范使用财政专项经费，确保完成本责任书所列各项目标任务。甲方和辖区主管部门给予业务指导和必要支持，"
    "并对目标任务完成情况进行检查。"
)
OPINIONS: Final = (
    (AssessmentResult.ACHIEVED, "年度目标任务全面完成，服务台账完整，企业反映良好。"),
    (AssessmentResult.ACHIEVED, "完成年度目标任务，公益性服务活动开展经常。"),
    (AssessmentResult.PARTLY, "服务活动场次达到目标，服务企业户数不足，请扩大服务覆盖面。"),
    (AssessmentResult.NOT_ACHIEVED, "全年服务活动明显偏少，档案不全，请限期改进。"),
)
PENDING: Final = ("530129", "530124")
"""Districts whose centre has not signed this year's letter."""
HALFWAY: Final = ("530114",)
"""Where the counter-signatures are awaited."""


class Promises:
    """The years' targets, letters and assessments of every district."""

    def __init__(self, town: Town) -> None:
        self.town, self.city = town, town.city

    def plan(self) -> None:
        """Plan targets, letters and assessments, at hours of their own, so that nothing else changes."""
        for year, day in TARGETS_SET_ON.items():
            for place, region in enumerate(self.town.districts):
                hour = self._hour(day + timedelta(days=place // 8), place)
                self.city.at(hour, lambda region=region, year=year: self.give(region, year))
                later = self._hour(day + timedelta(days=24 + place // 8), place)
                self.city.at(later, lambda region=region, year=year: self.break_down(region, year))
                self.city.at(later + timedelta(days=7), lambda region=region, year=year: self.promise(region, year))
                assessed_at = self._hour(date(year + 1, 1, 18) + timedelta(days=place // 8), place)
                self.city.at(assessed_at, lambda region=region, year=year: self.assess(region, year))
        self.city.at(self._hour(date(2022, 6, 20), 3), self.adjust)

    def _hour(self, day: date, place: int) -> datetime:
        day = self.city.calendar.next_workday(day)
        return datetime.combine(day, time(10), KUNMING) + timedelta(minutes=7 * (place % 8), seconds=11)

    def _platforms(self, region: Row) -> list[Row]:
        """The platforms of a district that are in being."""
        found = self.city.memory.by_noun["Platform"].index("region_id").get(region.id, {}).values()
        return sorted((each for each in found if each.abolished_on is None), key=lambda each: each.id)

    def give(self, region: Row, year: int) -> None:
        """The bureau gives a district its targets."""
        many = max(1, len(self._platforms(region)))
        for measure, each in EACH.items():
            goal = Goal(year, measure, each * many, f"昆工信通〔{year}〕{6 + year % 3}号")
            change = target_rules.set_target(Whose(region.id), goal, at=self.city.now)
            self.city.enter(self.town.people.bureau, Act.SET_TARGET, change)

    def break_down(self, region: Row, year: int) -> None:
        """The department breaks its targets down to the platforms: most exactly, some districts short of it."""
        short = self.town.districts.index(region) % 6 == 5  # noqa: PLR2004 (one in six)
        for measure in BROKEN_DOWN:
            above = self.city.memory.one(
                TargetRow, region_id=region.id, platform_id=None, year=year, measure=measure, state="SET"
            )
            for platform in self._platforms(region):
                goal = Goal(year, measure, EACH[measure] - 2 * short, None)
                whose = Whose(region.id, platform.id, above.id)
                change = target_rules.set_target(whose, goal, at=self.city.now)
                self.city.enter(self.town.people.departments[region.id], Act.SET_TARGET, change)

    def promise(self, region: Row, year: int) -> None:
        """The municipal centre drafts and offers the letter of a district's centre; most are signed within days."""
        centre, own = self.town.centre(region.id), self.town.people.centre
        if centre is None or region.id not in self.town.people.centres:
            return
        number = f"昆企服责〔{year}〕{self.town.districts.index(region) + 1}号"
        draft = {"platform": centre.id, "year": year, "text": TEXT, "number": number}
        letter = self.city.do(own, draft_responsibility_letter, **draft)
        self.city.do(own, offer_responsibility_letter, letter)
        if year == 2022 and region.code in PENDING:  # noqa: PLR2004 (this year's)
            return
        self._next(2, lambda: self.sign(letter, region))

    def _next(self, days: int, doing: object) -> None:
        self.city.at(self.city.now + timedelta(days=days, minutes=5), doing)  # type: ignore[arg-type]

    def sign(self, letter: Row, region: Row) -> None:
        """The district's centre signs, then the others."""
        self.city.do(self.town.people.centres[region.id], sign_responsibility_letter, letter)
        if letter.year == 2022 and region.code in HALFWAY:  # noqa: PLR2004 (this year's)
            return
        self._next(1, lambda: self.countersign(letter, self.town.people.departments[region.id]))
        self._next(3, lambda: self.countersign(letter, self.town.people.centre))

    def countersign(self, letter: Row, office: Row) -> None:
        """One of the two signs."""
        self.city.do(office, countersign_responsibility_letter, letter)

    def assess(self, region: Row, year: int) -> None:
        """The department assesses the platforms of its district; once it records one by mistake."""
        department = self.town.people.departments[region.id]
        for place, platform in enumerate(self._platforms(region)):
            if platform.founded_on.year > year:
                continue
            result, opinion = OPINIONS[(place * 5 + year) % len(OPINIONS)]
            of = Assessed(platform.id, region.id, platform.facts(Lifetime))
            change = assessment_rules.record(of, year, result, opinion, at=self.city.now, today=self.city.today)
            made = self.city.enter(department, Act.RECORD_ASSESSMENT, change)
            if place == 1 and region.code == "530103" and year == 2021:  # noqa: PLR2004 (once)
                self.city.do(department, withdraw_assessment, made, reason="误登，应为另一平台的考核意见")

    def adjust(self) -> None:
        """In the summer of 2022 one district's target is lowered, its letter amended and offered anew; another offer is taken back."""
        people, memory = self.town.people, self.city.memory
        region, other = self.town.regions["530103"], self.town.regions["530111"]
        columns = {"region_id": region.id, "platform_id": None, "year": 2022, "state": "SET"}
        target = memory.one(TargetRow, measure=TargetMeasure.PERSONS, **columns)
        self.city.do(people.bureau, change_target, target, amount=target.amount // 2, reason="疫情防控期间活动规模受限")
        extra = memory.one(TargetRow, measure=TargetMeasure.PUBLIC_BENEFIT, **{**columns, "region_id": other.id})
        self.city.do(people.bureau, withdraw_target, extra, reason="与服务活动场次目标重复")
        letters = memory.by_noun["ResponsibilityLetter"].index("region_id")
        for place, reason in ((region, "目标任务调整"), (other, "撤回一项目标任务")):
            for letter in [each for each in letters.get(place.id, {}).values() if each.state == "SIGNED"]:
                if letter.year == target.year:
                    again = self.city.do(people.centre, amend_responsibility_letter, letter, reason=reason)
                    self.city.do(people.centre, offer_responsibility_letter, again)
                    if place is region:
                        self._next(2, lambda again=again: self.sign(again, region))
                    else:
                        self.city.do(people.centre, withdraw_offer, again, reason="正文有误，修改后重新提请签署")
