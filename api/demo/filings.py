"""How the platforms report: on time, late or not at all, returned, recalled, amended, sent back (Art. 14(1))."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from api.demo.inhabitants import Town
from api.demo.memory import Row
from api.demo.services import Services
from domain.calendar import KUNMING, end_of
from domain.kernel.units import Hundredths, Quarter
from domain.terms import Kind, Role
from domain.terms.reporting import ObligationKind, Outcome, ReportState
from resolvers.reporting.desk_inputs import ItemReasonInput
from resolvers.reporting.figures_input import FiguresInput
from resolvers.reporting.reports import (
    accept_report,
    amend_report,
    recall_report,
    return_report,
    save_report_draft,
    send_back_report,
    start_report,
    submit_report,
)
from schema.reporting.obligation import ObligationRow

S = ReportState
SLOW: Final = Quarter("2022Q3")
"""The last quarter reported on: some of it still lies on its desks."""
RETURNS: Final = (
    ("activityCount", "与服务台账所列场次不一致，请核对"),
    ("demandMatched", "对接需求无台账佐证，请补充"),
    ("satisfaction", "评价问卷未随附汇总，请补充"),
    ("enterprises", "部分企业重复登记，请核实"),
)
FEATURES: Final = (
    "围绕特色产业开展专题服务，形成“一企一策”诊断清单。",
    "联合金融机构推出线上融资对接，服务下沉到园区。",
    "建立服务需求收集台账，实行闭环办理。",
)
EFFECTS: Final = ("带动服务机构集聚，企业满意度持续提升。", "形成可复制的服务流程，周边园区前来交流。")
PROBLEMS: Final = ("专业服务机构数量不足，建议加大引导。", "企业参与线上活动积极性有待提高。")


class Filings:
    """The reports of all platforms, quarter by quarter."""

    def __init__(self, town: Town, services: Services) -> None:
        self.town, self.services, self.city, self.chance = town, services, town.city, town.city.random
        self.planned: set[UUID] = set()
        self.woken: set[date] = set()
        self.turns: dict[tuple[UUID, str], str] = {}
        """What becomes of a platform's report of a quarter whatever chance says."""
        self.own_report: Callable[[Row], None] = lambda _report: None
        """What a district does about its centre's own report."""

    # what falls due

    def wake(self, day: date) -> None:
        """Record what falls due when a day begins."""
        if day not in self.woken:
            self.woken.add(day)
            self.city.at(datetime.combine(day, time(), KUNMING), self.fall_due)

    def fall_due(self) -> None:
        """Record what falls due, and let each new debtor plan its filing."""
        self.city.fall_due()
        for owed in self.city.memory.all(ObligationRow, outcome=Outcome.PENDING):
            if owed.id not in self.planned:
                self.planned.add(owed.id)
                self.wake(end_of(owed.effective).date())
                if owed.kind is ObligationKind.REPORT:
                    self._plan(owed)

    # one report

    def _plan(self, owed: Row) -> None:
        """Plan a platform's report of a quarter, in time, late or never."""
        platform = self.city.memory.parent(owed, "platform")
        assert platform is not None
        self.services.plan(platform, owed.quarter)
        turn = self.turns.get((platform.id, owed.quarter))
        if turn is not None:
            if turn != "MISSING":
                self.city.at(
                    self._moment(owed.effective, 4 if turn == "LATE" else -3), lambda: self.hand_in(owed, platform)
                )
            return
        lazy = 1 - self.services.manner(platform).diligence + (0.15 if owed.transitional else 0)
        luck = self.chance.random()
        if luck < lazy * 0.35:
            if luck < lazy * 0.1:
                self.city.at(self._moment(owed.effective, -4), lambda: self._begin(owed, platform))
            return
        day = self.chance.randrange(1, 16) if luck < lazy else -self.chance.randrange(9)
        self.city.at(self._moment(owed.effective, day), lambda: self.hand_in(owed, platform))

    def _moment(self, day: date, workdays: int) -> datetime:
        return self.city.office_hour(self.city.calendar.add_workdays(day, workdays))

    def _begin(self, owed: Row, platform: Row) -> Row:
        return self.city.do(self.town.operator_of(platform), start_report, obligation=owed.id)

    def hand_in(self, owed: Row, platform: Row) -> None:
        """Begin, write and submit a report, unless nothing is owed any more."""
        if owed.outcome is Outcome.EXEMPT or not self._still_reports(platform):
            return
        report = self._begin(owed, platform)
        self.submit(report, platform)
        if self.turn(report) == "RECALLED" or self.city.likely(0.025):
            self.city.at(self.city.now + timedelta(minutes=40), lambda: self.recall(report, platform))

    def _still_reports(self, platform: Row) -> bool:
        titles = self.city.memory.by_noun["Title"].index("platform_id").get(platform.id, {}).values()
        running = any(title.valid_to is None or title.valid_to > self.city.today for title in titles)
        return platform.abolished_on is None and (platform.kind is Kind.SERVICE_CENTER or running)

    def begin_some(self) -> None:
        """Some begin early to write of the quarter that runs."""
        pending = self.city.memory.all(ObligationRow, kind=ObligationKind.REPORT, outcome=Outcome.PENDING)
        for owed in pending[:: max(1, len(pending) // 9)]:
            platform = self.city.memory.parent(owed, "platform")
            assert platform is not None
            report = self._begin(owed, platform)
            self.city.do(
                self.town.operator_of(platform),
                save_report_draft,
                report,
                figures=FiguresInput(expert_count=6),
            )

    def submit(self, report: Row, platform: Row) -> None:
        """Write and submit a report, whose desk decides some days later."""
        office = self.town.operator_of(platform)
        self.city.do(office, save_report_draft, report, figures=FiguresInput(**self.typed_figures(platform)))
        self.city.do(office, submit_report, report)
        if report.desk is None:
            self.city.at(self.city.after(2), lambda: self.own_report(report))
        else:
            version, days = report.latest_version_id, self.chance.randrange(1, 4)
            if report.quarter == SLOW and self.city.likely(0.12):
                days = 40
            self.city.at(self.city.after(days), lambda: self.decide(report, platform, version))

    def recall(self, report: Row, platform: Row) -> None:
        """The operator recalls a report, and submits it again the next day."""
        if report.state is S.SUBMITTED and report.waiting_on is not Role.DISTRICT_DEPARTMENT:
            self.city.do(self.town.operator_of(platform), recall_report, report)
            self.city.at(self.city.after(1), lambda: self.submit(report, platform))

    def turn(self, report: Row) -> str | None:
        """The fate of a report."""
        return self.turns.get((report.platform_id, report.quarter))

    # the desk

    def desk(self, report: Row) -> Row:
        """The office that decides on a report."""
        crew = self.town.people
        return (
            crew.centres[report.region_id]
            if report.desk is Role.DISTRICT_CENTER
            else crew.departments[report.region_id]
        )

    def decide(self, report: Row, platform: Row, version: UUID) -> None:
        """The desk accepts a report, or returns it with reasons."""
        if report.state is not S.SUBMITTED or report.latest_version_id != version:
            return
        if report.versions_count == 1 and (self.turn(report) == "RETURNED" or self.city.likely(0.06)):
            item, reason = self.chance.choice(RETURNS)
            self.city.do(
                self.desk(report),
                return_report,
                report,
                opinion="请修改后重新报送。",
                items=[ItemReasonInput(item=item, reason=reason)],
            )
            days = self.chance.randrange(1, 5) if report.quarter != SLOW else 40
            self.city.at(self.city.after(days), lambda: self.again(report, platform))
            return
        self.city.do(
            self.desk(report), accept_report, report, opinion="数据与台账相符。" if self.city.likely(0.2) else None
        )
        if (report.versions_count == 1 and self.turn(report) == "AMENDED") or self.city.likely(0.03):
            self.city.at(self.city.after(self.chance.randrange(10, 20)), lambda: self.amend(report, platform))
        elif (report.versions_count == 1 and self.turn(report) == "SENT_BACK") or self.city.likely(0.007):
            self.city.at(self.city.after(self.chance.randrange(3, 8)), lambda: self.send_back(report, platform))

    def again(self, report: Row, platform: Row) -> None:
        """Hand a returned report in again."""
        if report.state in (S.RETURNED, S.DRAFT):
            self.submit(report, platform)

    def amend(self, report: Row, platform: Row) -> None:
        """Bring in what came after the report."""
        if report.state is S.ACCEPTED:
            self.city.do(self.town.operator_of(platform), amend_report, report, reason="补充季末开展的服务活动")
            self.submit(report, platform)

    def send_back(self, report: Row, platform: Row) -> None:
        """The desk sends an accepted report back."""
        if report.state is S.ACCEPTED:
            self.city.do(
                self.desk(report),
                send_back_report,
                report,
                opinion="抽查发现问题。",
                items=[ItemReasonInput(item="whole", reason="抽查发现签到表与台账人数不符，请核实更正")],
            )
            self.city.at(self.city.after(self.chance.randrange(2, 6)), lambda: self.again(report, platform))

    # what a report says

    def typed_figures(self, platform: Row) -> dict[str, Any]:
        """The figures that an operator types."""
        chance, vigour = self.chance, self.services.manner(platform).vigour

        def some(most: int) -> int:
            return chance.randrange(max(2, round(most * vigour)))

        figures: dict[str, Any] = {
            "expert_count": 3 + some(15),
            "floor_area": Hundredths(100 * (150 + some(1500))),
            "feature_text": chance.choice(FEATURES),
            "demo_effect_text": chance.choice(EFFECTS),
            "problem_text": chance.choice(PROBLEMS) if self.city.likely(0.3) else None,
        }
        if platform.kind is Kind.DEMO_BASE:
            figures |= {
                "resident_enterprises": 15 + some(50),
                "resident_employees": 80 + some(400),
                "graduated_enterprises": some(4),
            }
        return figures


def quarters(first: str, last: str) -> list[Quarter]:
    """Every quarter from one to another."""
    series = [Quarter(first)]
    while series[-1] < last:
        series.append(series[-1].next)
    return series


def settles(quarter: Quarter) -> date:
    """The day on which a quarter's debtors and routes are settled."""
    return quarter.day_of_last_month(26)
