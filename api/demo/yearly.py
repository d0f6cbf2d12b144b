"""The yearly evaluation: rounds called, self-assessed, reviewed, handed in, scored and decided (Art. 15-17(3))."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from strawberry import ID

from api.demo.filings import Filings
from api.demo.inhabitants import Town
from api.demo.memory import Row
from api.demo.services import Services
from domain.evaluation.scheme import SchemeLine, default_lines, lines_of
from domain.evaluation.scoring import ScoredLine
from domain.kernel.violations import Code, Violation
from domain.regulation.packs.kunming_2020 import EXCELLENT, GOOD, KUNMING_2020
from domain.terms import Kind
from domain.terms.evaluation import EvaluationState, Method, PanelSeatState, RoundState
from domain.terms.evaluation import IndicatorSource as Source
from domain.terms.rectification import DeliveryMethod
from resolvers.evaluation.decisions import decide_evaluation, decide_missing
from resolvers.evaluation.evaluations import (
    DeclarationInput,
    DistrictGapInput,
    MaterialReasonInput,
    MeasureInput,
    hand_in_district,
    return_evaluation,
    review_evaluation,
    save_evaluation_draft,
    submit_evaluation,
)
from resolvers.evaluation.panels import ScoreInput, assign_panel, close_scores, recuse, save_scores
from resolvers.evaluation.rounds import RoundTermsInput, call_round, draft_round
from resolvers.evaluation.schemes import IndicatorInput, IndicatorParametersInput, TierInput, save_scheme
from resolvers.rectification.deliveries import record_reminder
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.panel import PanelMemberRow
from schema.noun.vocabulary import Score, global_text
from schema.registry.platform import PlatformRow

S = EvaluationState
SEATS: Final = 3
OPINIONS: Final = (
    "材料齐全，与台账一致，同意上报。",
    "经核实，自评基本属实，同意上报。",
    "服务开展情况良好，建议予以支持。",
)
SUMMARIES: Final = (
    "本年度围绕企业需求开展服务，完成年度目标任务，服务网络不断完善。",
    "本年度着力提升线上服务能力，服务企业数量和满意度稳步提升。",
)


ALWAYS: Final = {
    Source.EXPERTS,
    Source.ACTIVITIES,
    Source.ENTERPRISES,
    Source.PERSONS,
    Source.PUBLIC_SERVICE,
    Source.REPORTING,
}
RECORDED_FROM: Final = {Source.ARCHIVES: 2022, Source.SATISFACTION: 2021, Source.FOLLOW_UPS: 2021}
"""The first year of which the city has these records; of the others 2020."""


def indicator(each: SchemeLine, graded: int) -> IndicatorInput:
    """A line of the default index; declared where there are no records of the graded year yet."""
    line, parameters = each.line, dict(each.line.parameters)
    if "tiers" in parameters:
        parameters["tiers"] = [TierInput(from_=tier["from"], share=tier["share"]) for tier in parameters["tiers"]]
    recorded = line.source in ALWAYS or graded >= RECORDED_FROM.get(line.source, 2020)
    return IndicatorInput(
        kind=line.kind,
        code=line.code,
        section=line.section,
        name=line.name,
        weight=Score(line.weight),
        method=line.method,
        source=line.source if recorded else Source.DECLARED,
        basis=each.basis,
        lens=each.lens,
        parameters=IndicatorParametersInput(**parameters),
    )


@dataclass(frozen=True)
class Dates:
    """When a round is drafted, called and due, and when the bureau goes on with it."""

    drafted: date
    called: date | None
    materials: date
    districts: date
    panels: date
    published: date | None = None


@dataclass
class DemoRound:
    """One round, with the fate of each of its platforms."""

    graded: int
    kinds: tuple[Kind, ...]
    title: str
    number: str
    scheme: str
    dates: Dates
    stops: Mapping[UUID, EvaluationState] = field(default_factory=dict[UUID, EvaluationState])
    """Where an evaluation is when the city is met, by platform."""
    row: Row = None
    decided: Callable[[DemoRound], None] | None = None


class Yearly:
    """The rounds of all years."""

    def __init__(self, town: Town, services: Services, filings: Filings) -> None:
        self.town, self.services, self.filings, self.city, self.chance = (
            town,
            services,
            filings,
            town.city,
            town.city.random,
        )
        self.schemes: dict[str, Row] = {}
        self.quality: dict[tuple[UUID, int], float] = {}
        self.silent: set[tuple[UUID, int]] = set()
        self.seated: dict[UUID, int] = {}
        self.rounds: dict[UUID, DemoRound] = {}

    # the notice

    def plan(self, round_: DemoRound) -> None:
        """Draft a round, and call it where it is called."""
        self.city.at(self.city.office_hour(round_.dates.drafted), lambda: self.draft(round_))
        if round_.dates.called:
            self.city.at(self.city.office_hour(round_.dates.called), lambda: self.call(round_))

    def draft(self, round_: DemoRound) -> None:
        """Write the notice down."""
        bureau, dates = self.town.people.bureau, round_.dates
        if round_.scheme not in self.schemes:
            self.schemes[round_.scheme] = self.city.do(
                bureau,
                save_scheme,
                code=round_.scheme,
                name=f"昆明市中小企业服务平台绩效评价指标体系（{round_.scheme}）",
                note="权重为示例，由当年通知确定；当年尚无电子台账的指标由自评申报",
                indicators=[indicator(each, round_.graded) for each in default_lines(KUNMING_2020)],
            )
        terms = RoundTermsInput(
            title=round_.title,
            scheme=self.schemes[round_.scheme].id,
            materials_due=dates.materials,
            district_due=dates.districts,
            notice_number=round_.number,
            notice_url=f"https://gxj.dianchi.invalid/notices/{round_.graded + 1}/{round_.number[-4:-1]}",
            notice_text=f"请各评价对象于{dates.materials}前报送自评材料，各地区主管部门于{dates.districts}前审核汇总上报。",
        )
        round_.row = self.city.do(bureau, draft_round, graded_year=round_.graded, kinds=list(round_.kinds), terms=terms)
        self.rounds[round_.row.id] = round_

    def call(self, round_: DemoRound) -> None:
        """The bureau calls a round; every subject plans its submission."""
        self.city.do(self.town.people.bureau, call_round, round_.row)
        self.filings.fall_due()
        for row in self.evaluations(round_):
            self._plan(round_, row)
        for region in self.town.districts:
            self.city.at(self._on(round_.dates.districts, -1), lambda region=region: self.hand_in(round_, region))
            self.city.at(self._on(round_.dates.districts, 12), lambda region=region: self.hand_in(round_, region))
        self.city.at(self._on(round_.dates.materials, 1), lambda: self.urge(round_))
        self.city.at(self._on(round_.dates.materials, 15), lambda: self.give_up(round_))

    def evaluations(self, round_: DemoRound, *states: EvaluationState) -> list[Row]:
        """A round's evaluations, in some states."""
        found = self.city.memory.all(EvaluationRow, round_id=round_.row.id)
        return [row for row in found if not states or row.state in states]

    def _on(self, day: date, workdays: int = 0) -> datetime:
        return self.city.office_hour(self.city.calendar.add_workdays(day, workdays))

    def _soon(self, least: int, most: int) -> datetime:
        return self.city.after(self.chance.randrange(least, most))

    def _stays(self, round_: DemoRound, row: Row) -> bool:
        """Whether an evaluation stays in its state to the end."""
        return round_.stops.get(row.platform_id) is row.state

    # the operator and the department

    def _plan(self, round_: DemoRound, row: Row) -> None:
        if (row.platform_id, round_.graded) in self.silent or self._stays(round_, row):
            return
        span = self.city.calendar.count_workdays(round_.dates.called or round_.dates.drafted, round_.dates.materials)
        late = self.city.likely(0.03) and row.platform_id not in round_.stops
        early = 5 if row.platform_id in round_.stops else 0
        days = (
            2 + self.chance.randrange(span // 3)
            if early
            else span // 3 + self.chance.randrange(span * 2 // 3)
            if not late
            else span + 1 + self.chance.randrange(8)
        )
        self.city.at(self._on(round_.dates.called or round_.dates.drafted, days), lambda: self.submit(round_, row))

    def lines(self, round_: DemoRound, row: Row) -> tuple[ScoredLine, ...]:
        """The lines by which an evaluation is scored."""
        return lines_of(round_.row.scheme_snapshot, row.kind)

    def submit(self, round_: DemoRound, row: Row) -> None:
        """Write the self-assessment and hand it in."""
        if row.state not in (S.OPEN, S.RETURNED):
            return
        platform = self.city.memory.tables[PlatformRow].rows[row.platform_id]
        office, quality = self.town.operator_of(platform), self.goodness(row)
        declared = [
            DeclarationInput(code=line.code, measure=self._declared(line, quality))
            for line in self.lines(round_, row)
            if line.source is Source.DECLARED
        ]
        self.city.do(office, save_evaluation_draft, row, summary=self.chance.choice(SUMMARIES), declared=declared)
        self.city.do(office, submit_evaluation, row)
        if row.straight_to_bureau:
            self._call_experts(round_, row)
        else:
            self.city.at(self._soon(1, 5), lambda: self.review(round_, row))

    def goodness(self, row: Row) -> float:
        """How good a platform's year was, 0 to 1."""
        quality = self.quality.get((row.platform_id, row.graded_year))
        if quality is None:
            platform = self.city.memory.tables[PlatformRow].rows[row.platform_id]
            quality = min(1.0, 0.55 + 0.4 * self.services.manner(platform).vigour * self.chance.uniform(0.85, 1.1))
            self.quality[row.platform_id, row.graded_year] = quality
        return quality

    def _declared(self, line: ScoredLine, quality: float) -> MeasureInput:
        """The declared measure of one indicator."""
        luck = min(1.0, max(0.0, self.chance.gauss(quality, 0.08)))
        match line.method:
            case Method.CHECKLIST:
                items = line.parameters["items"]
                return MeasureInput(items=items[: max(1, round(len(items) * luck))])
            case Method.TIERED:
                reached = [tier["from"] for tier in line.parameters["tiers"]]
                return MeasureInput(
                    count=reached[min(len(reached) - 1, int(luck * len(reached) * 1.15))] + self.chance.randrange(3)
                )
            case Method.RATIO:
                whole = 20 + self.chance.randrange(30)
                return MeasureInput(count=round(whole * luck), of=whole)
            case Method.DEDUCT:
                return MeasureInput(count=0 if luck > 0.6 else 1)  # noqa: PLR2004 (a lazy one has a finding)
            case Method.PER_UNIT_CAP:
                return MeasureInput(count=round(22 * luck))
            case _:
                return MeasureInput(count=round(100 * luck))

    def review(self, round_: DemoRound, row: Row) -> None:
        """The department reviews or returns."""
        if row.state is not S.WITH_DEPARTMENT or self._stays(round_, row):
            return
        department = self.town.people.departments[row.region_id]
        wanted = round_.stops.get(row.platform_id)
        if wanted is S.RETURNED or (wanted is None and self.city.likely(0.05)):
            self.city.do(
                department,
                return_evaluation,
                row,
                reasons=[MaterialReasonInput(item="A6", reason="缺少部分活动的签到表和总结，请补充")],
            )
            if wanted is None:
                self.city.at(self._soon(1, 4), lambda: self.submit(round_, row))
            return
        self.city.do(department, review_evaluation, row, opinion=self.chance.choice(OPINIONS), checks=[])
        if row.platform_id in round_.stops and row.state is S.REVIEWED and not self._stays(round_, row):
            region = self.city.memory.parent(row, "region")
            self.city.at(self._soon(1, 3), lambda: self.hand_in(round_, region))

    def hand_in(self, round_: DemoRound, region: Row) -> None:
        """The department hands its district in, the missing ones by name."""
        mine = [row for row in self.evaluations(round_) if row.region_id == region.id and not row.straight_to_bureau]
        if round_.row.state is not RoundState.CALLED or not any(
            row.state is S.REVIEWED and not self._stays(round_, row) for row in mine
        ):
            return
        missing = [row for row in mine if row.state in (S.OPEN, S.RETURNED, S.WITH_DEPARTMENT)]
        gaps = [
            DistrictGapInput(platform=ID(global_text("Platform", row.platform_id)), reason="运营单位尚未按要求报送")
            for row in missing
        ]
        self.city.do(
            self.town.people.departments[region.id],
            hand_in_district,
            round=round_.row.id,
            region=region.id,
            opinion="辖区评价材料已审核汇总，现予上报。",
            gaps=gaps,
        )
        for row in mine:
            self._call_experts(round_, row)

    def _call_experts(self, round_: DemoRound, row: Row) -> None:
        begin = max(self.city.after(1), self._on(round_.dates.panels, self.chance.randrange(6)))
        self.city.at(begin, lambda: self.seat(round_, row))

    # who says nothing

    def urge(self, round_: DemoRound) -> None:
        """Remind those who have not handed in, with proof."""
        for row in self.evaluations(round_, S.OPEN):
            platform = self.city.memory.tables[PlatformRow].rows[row.platform_id]
            how = {
                "how": DeliveryMethod.TELEPHONE,
                "day": self.city.today,
                "to_whom": f"{platform.name}联系人",
                "proof": f"电话记录{self.city.today:%Y%m%d}-{platform.service_phone[-4:]}",
            }
            self.city.do(self.town.people.bureau, record_reminder, evaluation=row.id, **how)

    def give_up(self, round_: DemoRound) -> None:
        """Decide what is still missing after the reminder."""
        for row in self.evaluations(round_, S.OPEN):
            if row.platform_id not in round_.stops:
                self.city.do(self.town.people.bureau, decide_missing, row, reason="经催报仍未报送评价材料")
        self._maybe_publish(round_)

    # the experts

    def seat(self, round_: DemoRound, row: Row) -> None:
        """Assign a panel of experts who have nothing to do with the platform."""
        if row.state is not S.WITH_BUREAU or self._stays(round_, row):
            return
        least_busy = sorted(
            self.town.people.experts, key=lambda one: (self.seated.get(one[0].id, 0), self.chance.random())
        )
        chosen: list[Row] = []
        for expert, _ in least_busy:
            if len(chosen) < SEATS and self._apart(row, expert):
                chosen.append(expert)
        self.city.do(self.town.people.bureau, assign_panel, row, experts=[expert.id for expert in chosen])
        for expert in chosen:
            self.seated[expert.id] = self.seated.get(expert.id, 0) + 1
        for member in self.city.memory.all(PanelMemberRow, evaluation_id=row.id):
            self.city.at(self._soon(2, 9), lambda member=member: self.score(round_, row, member))

    def _apart(self, row: Row, expert: Row) -> bool:
        """Whether an expert works for nobody who holds or runs the platform."""
        platform = self.city.memory.tables[PlatformRow].rows[row.platform_id]
        entities = self.city.memory.by_noun["Entity"].rows
        parties = {
            entities[one].uscc for one in (row.holder_id, platform.holder_id, platform.operator_id) if one is not None
        }
        employers = self.city.memory.by_noun["ExpertEmployer"].index("expert_id").get(expert.id, {}).values()
        return not parties & {one.uscc for one in employers}

    def score(self, round_: DemoRound, row: Row, member: Row) -> None:
        """Score and close; one expert now and then withdraws instead."""
        if member.state is not PanelSeatState.SCORING or row.state is not S.IN_PANEL:
            return
        office = next(office for expert, office in self.town.people.experts if expert.id == member.expert_id)
        if round_.stops.get(row.platform_id) is S.IN_PANEL and self._others_closed(row):
            return
        if self.city.likely(0.006) and row.platform_id not in round_.stops:
            self.city.do(office, recuse, member, reason="曾为该单位提供咨询，申请回避")
            self.city.at(self._soon(1, 3), lambda: self.refill(round_, row))
            return
        quality = self.goodness(row)
        scores = [
            ScoreInput(code=line.code, score=self._marks(line, quality))
            for line in self.lines(round_, row)
            if line.method is Method.EXPERT
        ]
        self.city.do(office, save_scores, member, scores=scores)
        self.city.do(office, close_scores, member)
        if row.state is S.SCORED and not self._stays(round_, row):
            self.city.at(self._soon(2, 7), lambda: self.decide(round_, row))

    def _others_closed(self, row: Row) -> bool:
        seats = self.city.memory.all(PanelMemberRow, evaluation_id=row.id, live=True)
        return sum(seat.state is PanelSeatState.SCORING for seat in seats) == 1

    def _marks(self, line: ScoredLine, quality: float) -> Score:
        share = min(1.0, max(0.2, self.chance.gauss(quality * 0.98, 0.05)))
        return Score(round(line.weight * share / 50) * 50)

    def refill(self, round_: DemoRound, row: Row) -> None:
        """Seat another expert where one withdrew."""
        seats = self.city.memory.all(PanelMemberRow, evaluation_id=row.id)
        known = {seat.expert_id for seat in seats}
        another = next(
            expert for expert, _ in self.town.people.experts if expert.id not in known and self._apart(row, expert)
        )
        self.city.do(self.town.people.bureau, assign_panel, row, experts=[another.id])
        for member in self.city.memory.all(PanelMemberRow, evaluation_id=row.id, expert_id=another.id):
            self.city.at(self._soon(1, 4), lambda member=member: self.score(round_, row, member))

    # the bureau

    def decide(self, round_: DemoRound, row: Row) -> None:
        """Decide the grade; a reason where it differs from the experts'."""
        if row.state is not S.SCORED or self._stays(round_, row):
            return
        differs = row.experts_grade == EXCELLENT and self.city.likely(0.04)
        grade, reason = (GOOD, "抽查发现部分服务档案不完整，酌情下调一档") if differs else (None, None)
        try:
            self.city.do(self.town.people.bureau, decide_evaluation, row, grade=grade, reason=reason)
        except Violation as refusal:
            if refusal.code is not Code.CONFLICT_OF_INTEREST:
                raise
        self._maybe_publish(round_)

    def _maybe_publish(self, round_: DemoRound) -> None:
        """A round goes on once its last evaluation is decided."""
        if round_.row.state is RoundState.DECIDED and round_.decided is not None:
            decided, round_.decided = round_.decided, None
            self.city.at(
                max(self.city.after(3), self._on(round_.dates.published or self.city.today)), lambda: decided(round_)
            )
