"""Tasks, inspections, difficulties and circulars of the simulated city (Art. 4-6, 13); chances of their own, so that nothing else changes."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from domain.calendar import KUNMING
from domain.kernel.units import Quarter
from domain.terms import Kind, Role
from domain.terms.supervision import InspectionAspect
from resolvers.supervision.circulars import draft_circular, publish_circular
from resolvers.supervision.difficulties import assign_difficulty, close_difficulty, raise_difficulty, resolve_difficulty
from resolvers.supervision.inspections import (
    FoundInput,
    carry_out_inspection,
    close_inspection,
    plan_inspection,
    reply_inspection,
)
from resolvers.supervision.tasks import (
    acknowledge_assignment,
    close_assignment,
    issue_task,
    report_assignment,
    return_assignment,
)
from schema.supervision.task import AssignmentRow

if TYPE_CHECKING:
    from api.demo.inhabitants import Town
    from api.demo.memory import Row

CHANCE: Final = 5
SHORTCOMINGS: Final = (
    ("两场服务活动没有签到表", "补齐签到表，今后每场活动当日归档"),
    ("服务大厅收费标准公示已过期", "更新公示内容并报送照片"),
    ("季度报告所列活动与台账相差一场", "核对台账并更正"),
)
DIFFICULTIES: Final = (
    ("服务场地租约到期", "现有场地租约年底到期，周边租金上涨，续租有困难。", 4),
    ("缺少财税专业讲师", "企业对财税培训需求多，本地难以聘到讲师。", 3),
    ("线上平台带宽不足", "直播培训时常中断，需协调运营商扩容。", 2),
    ("示范基地用电容量不足", "入驻企业增加，用电容量不足，增容手续办理缓慢。", 1),
    ("企业信用信息难以查询", "开展银企对接时，需要查询企业信用信息的渠道。", 0),
)
"""What stands in whose way, and how many acts have followed by the time the city is met."""
QUARTERS: Final = ("2020Q1", "2020Q2", "2020Q3", "2020Q4", "2021Q1", "2021Q2", "2021Q3", "2021Q4", "2022Q1", "2022Q2")
"""Of which there are circulars; of the last quarter one is being written."""
DRAFTED: Final = Quarter("2022Q3")


class Supervision:
    """Tasks, inspections, difficulties and circulars of the city."""

    def __init__(self, town: Town) -> None:
        self.town, self.city, self.crew = town, town.city, town.people
        self.chance = Random(CHANCE)  # noqa: S311 (a simulation)

    def plan(self) -> None:
        """Plan tasks, inspections, difficulties and circulars by their days."""
        self._on(date(2022, 3, 14), self.yearly_task)
        self._on(date(2022, 9, 20), self.centres_task)
        self._on(date(2022, 9, 26), self.platforms_task)
        self._on(date(2022, 6, 8), self.inspect_districts)
        self._on(date(2022, 8, 22), self.inspect_centres)
        self._on(date(2022, 9, 28), self.announce)
        self._on(date(2022, 8, 1), self.difficulties)
        for quarter in QUARTERS:
            self._on(Quarter(quarter).last_day + timedelta(days=40), lambda quarter=quarter: self.circular(quarter))
        self._on(date(2022, 10, 9), lambda: self.draft(DRAFTED))

    def _on(self, day: date, doing: Callable[[], None]) -> None:
        moment = datetime.combine(self.city.calendar.next_workday(day), time(10, 30), KUNMING)

        def apart() -> None:
            with self._apart():
                doing()

        self.city.at(moment, apart)

    def _after(self, days: int, doing: Callable[[], None]) -> None:
        self._on(self.city.today + timedelta(days=days), doing)

    @contextmanager
    def _apart(self) -> Generator[None]:
        """Draw on chances of its own."""
        common, self.city.random = self.city.random, self.chance
        try:
            yield
        finally:
            self.city.random = common

    def _platforms(self, *kinds: Kind) -> list[Row]:
        """The platforms in being with an office that acts for them, without the city's own centre."""
        return [
            each
            for each in self.town.platforms
            if each.kind in kinds
            and each.founded_on <= self.city.today
            and each.abolished_on is None
            and not each.municipal
            and (each.operator_id or each.holder_id) in self.crew.operators
        ]

    # tasks

    def _issue(self, office: Row, due_on: date, title: str, text: str, **to: list[object]) -> list[Row]:
        task = self.city.do(office, issue_task, title=title, text=text, due_on=due_on, **to)
        return self.city.memory.all(AssignmentRow, task_id=task.id)

    def _holder(self, one: Row) -> Row:
        """The office that has a task."""
        match one.assignee:
            case Role.DISTRICT_DEPARTMENT:
                return self.crew.departments[one.region_id]
            case Role.DISTRICT_CENTER:
                return self.crew.centres[one.region_id]
            case _:
                return self.town.operator_of(next(each for each in self.town.platforms if each.id == one.platform_id))

    def _take_up(self, issuer: Row, assignments: list[Row], result: str, stops: tuple[int, ...]) -> None:
        """Let those who were given a task take it up, report, and be answered; `stops` tells how far one after the other goes."""
        for n, one in enumerate(assignments):
            acts: tuple[Callable[[], object], ...] = (
                lambda one=one: self.city.do(self._holder(one), acknowledge_assignment, one),
                lambda one=one: self.city.do(self._holder(one), report_assignment, one, result=result),
                lambda one=one: self._finish_assignment(issuer, one),
            )
            for place, act in enumerate(acts[: stops[n % len(stops)]]):
                self._after(1 + 2 * place, lambda act=act: (act(), None)[1])

    def _finish_assignment(self, issuer: Row, one: Row) -> None:
        if self.chance.random() < 0.1:  # noqa: PLR2004 (one in ten)
            self.city.do(issuer, return_assignment, one, reason="请补充佐证材料")
        else:
            self.city.do(issuer, close_assignment, one)

    def yearly_task(self) -> None:
        """The bureau asks every department for its plan of the year."""
        to: list[object] = [region.id for region in self.town.districts]
        text = "请制定本地区2022年度中小企业服务工作计划，明确服务活动、服务企业目标。"
        assignments = self._issue(self.crew.bureau, date(2022, 4, 15), "报送2022年度服务工作计划", text, departments=to)
        self._take_up(self.crew.bureau, assignments, "工作计划已印发并报送。", (3,))

    def centres_task(self) -> None:
        """The municipal centre asks every centre for something; some are late."""
        to: list[object] = [id for id in self.crew.centres if self.town.centre(id)]
        text = "请梳理本辖区专精特新企业服务需求，填报需求清单。"
        assignments = self._issue(self.crew.centre, date(2022, 9, 30), "梳理专精特新企业服务需求", text, centers=to)
        self._take_up(self.crew.centre, assignments, "已走访企业并填报需求清单。", (3, 2, 1, 3, 0))

    def platforms_task(self) -> None:
        """Departments ask their platforms to take part in a month of services; it still runs."""
        for region in self.town.districts[:6]:
            to: list[object] = [
                each.id for each in self._platforms(Kind.DEMO_PLATFORM, Kind.DEMO_BASE) if each.region_id == region.id
            ]
            if to:
                office = self.crew.departments[region.id]
                text = "请在服务月期间至少举办一场公益服务活动，并报告开展情况。"
                assignments = self._issue(office, date(2022, 10, 31), "参加中小企业服务月", text, platforms=to)
                self._take_up(office, assignments, "已举办公益讲座一场。", (1, 2, 0))

    # inspections

    def _inspect(self, office: Row, platform: Row, aspect: InspectionAspect, findings: int, due_on: date) -> Row:
        """An inspection planned and carried out on one day."""
        content = f"查看{aspect.label}情况，抽查服务活动档案。"
        day = self.city.today
        one = self.city.do(
            office, plan_inspection, platform=platform.id, aspect=aspect, planned_on=day, content=content
        )
        shortcomings = [FoundInput(problem=problem, demand=demand) for problem, demand in SHORTCOMINGS[:findings]]
        seen = {
            "record": "实地查看服务场所，查阅制度、台账和活动档案。",
            "day": day,
            "due_on": due_on if shortcomings else None,
        }
        return self.city.do(office, carry_out_inspection, one, findings=shortcomings, **seen)

    def _replied(self, office: Row, platform: Row, one: Row, *, closed: bool) -> None:
        self.city.do(self.town.operator_of(platform), reply_inspection, one, reply="已按要求整改，佐证材料随附。")
        if closed:
            self.city.do(office, close_inspection, one, opinion="整改到位，同意办结。")

    def inspect_districts(self) -> None:
        """Each district's centre looks at one platform."""
        seen = set[object]()
        for platform in self._platforms(Kind.DEMO_PLATFORM, Kind.DEMO_BASE):
            office = self.crew.centres.get(platform.region_id)
            if office is None or platform.region_id in seen:
                continue
            seen.add(platform.region_id)
            one = self._inspect(office, platform, InspectionAspect.SERVICE, len(seen) % 3, date(2022, 6, 30))
            if len(seen) % 3:
                self._after(9, lambda args=(office, platform, one): self._replied(*args, closed=True))

    def inspect_centres(self) -> None:
        """The municipal centre looks at the centres; the first has not replied by its day, the second awaits its answer."""
        office = self.crew.centre
        for n, platform in enumerate(self._platforms(Kind.SERVICE_CENTER)):
            aspect = tuple(InspectionAspect)[n % 3]
            one = self._inspect(office, platform, aspect, 2 if n < 2 else n % 3, date(2022, 9, 15))  # noqa: PLR2004
            if n and (n == 1 or n % 3):
                self._after(14, lambda args=(office, platform, one), n=n: self._replied(*args, closed=n != 1))

    def announce(self) -> None:
        """An inspection that is still to come."""
        [platform, *_] = self._platforms(Kind.DEMO_BASE)
        content = "查看基地服务设施、入驻企业服务情况。"
        plan = {"aspect": InspectionAspect.CONSTRUCTION, "planned_on": date(2022, 10, 18), "content": content}
        self.city.do(self.crew.centre, plan_inspection, platform=platform.id, **plan)

    # difficulties

    def difficulties(self) -> None:
        """Platforms raise difficulties; one is closed, one resolved, two are in hand or open."""
        platforms = self._platforms(Kind.DEMO_PLATFORM, Kind.DEMO_BASE)
        for platform, (subject, content, acts) in zip(platforms, DIFFICULTIES, strict=False):
            operator = self.town.operator_of(platform)
            one = self.city.do(operator, raise_difficulty, platform=platform.id, subject=subject, content=content)
            department = self.crew.departments[platform.region_id]
            steps: tuple[Callable[[], object], ...] = (
                lambda one=one: self.city.do(
                    self.crew.centre, assign_difficulty, one, owner=Role.DISTRICT_DEPARTMENT, note="请于两周内答复"
                ),
                lambda one=one, office=department: self.city.do(
                    office, resolve_difficulty, one, resolution="已协调有关单位，问题已解决。"
                ),
                lambda one=one, office=operator: self.city.do(office, close_difficulty, one),
            )
            for place, step in enumerate(steps[: max(acts - 1, 0)]):
                self._after(5 * (place + 1), lambda step=step: (step(), None)[1])

    # circulars

    def draft(self, quarter: Quarter) -> Row:
        """A circular with the words proposed."""
        name = f"{quarter.year}年第{'一二三四'[quarter.number - 1]}季度"
        title = f"关于{name}全市中小企业服务活动开展情况的通报"
        return self.city.do(self.crew.centre, draft_circular, quarter=quarter, title=title)

    def circular(self, quarter: str) -> None:
        """A circular drafted and published."""
        row = self.draft(Quarter(quarter))
        number = f"昆企服〔{self.city.today.year}〕{10 + Quarter(quarter).number}号"
        self.city.do(self.crew.centre, publish_circular, row, number=number)
