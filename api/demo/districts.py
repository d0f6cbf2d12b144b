"""The districts' consolidations, by centre and department, or by the department alone (Art. 14)."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from api.demo.filings import EFFECTS, FEATURES, PROBLEMS, SLOW, Filings
from api.demo.inhabitants import Town
from api.demo.memory import Row
from domain.kernel.units import Quarter
from domain.terms import Role
from domain.terms.reporting import ConsolidationState, ExcuseGround, ObligationKind, Outcome, ReportState
from resolvers.reporting.consolidations import (
    amend_consolidation,
    pass_consolidation,
    receive_consolidation,
    return_consolidation,
    save_consolidation_draft,
    start_consolidation,
    submit_consolidation,
)
from resolvers.reporting.desk_inputs import ItemReasonInput
from resolvers.reporting.figures_input import TextsInput
from resolvers.reporting.obligations import excuse_obligation, extend_obligation
from schema.reporting.consolidation import ConsolidationRow
from schema.reporting.obligation import ObligationRow
from schema.reporting.report import ReportRow

S = ConsolidationState
NEVER: Final = (("530129405", "2020Q3"), ("532823106", "2021Q1"))
"""Districts that handed nothing in for a quarter."""


class Districts:
    """The consolidations of all districts, quarter by quarter."""

    def __init__(self, town: Town, filings: Filings) -> None:
        self.town, self.filings, self.city, self.chance = town, filings, town.city, town.city.random
        filings.own_report = self.take_in

    def plan(self, quarter: Quarter) -> None:
        """Plan each district's consolidation of a quarter."""
        city = self.city
        for region in self.town.districts:
            if (region.code, quarter) in NEVER:
                continue
            begun = city.office_hour(quarter.day_of_last_month(17))
            city.at(begun, lambda region=region: self.start(region, quarter))
            late = self.city.likely(0.06)
            day = quarter.day_of_last_month(22 if not late else 28)
            hour = max(
                city.office_hour(city.calendar.add_workdays(day, self.chance.randrange(0, 2))),
                city.office_hour(quarter.day_of_last_month(21)),
            )
            city.at(hour, lambda region=region: self.hand_in(region, quarter))

    def owed(self, region: Row, quarter: Quarter) -> Row:
        """A district's obligation of a quarter."""
        return self.city.memory.one(
            ObligationRow, region_id=region.id, quarter=quarter, kind=ObligationKind.CONSOLIDATION
        )

    def author(self, row: Row) -> Row:
        """The office that writes a district's consolidation."""
        crew = self.town.people
        return crew.centres[row.region_id] if row.author is Role.DISTRICT_CENTER else crew.departments[row.region_id]

    def start(self, region: Row, quarter: Quarter) -> None:
        """The author begins a consolidation."""
        writer = self.town.people.centres.get(region.id) or self.town.people.departments[region.id]
        self.city.do(writer, start_consolidation, obligation=self.owed(region, quarter).id)

    def hand_in(self, region: Row, quarter: Quarter) -> None:
        """The author writes a consolidation and hands it on."""
        [row] = self.city.memory.all(ConsolidationRow, region_id=region.id, quarter=quarter)
        texts = {
            "feature_text": self.chance.choice(FEATURES),
            "demo_effect_text": self.chance.choice(EFFECTS),
            "problem_text": self.chance.choice(PROBLEMS),
        }
        self.city.do(self.author(row), save_consolidation_draft, row, texts=TextsInput(**texts))
        self.city.do(self.author(row), submit_consolidation, row)
        desk = self.review if row.author is Role.DISTRICT_CENTER else self.receive
        self._later(row, desk)

    def _later(self, row: Row, desk: object) -> None:
        days = 30 if row.quarter == SLOW and self.city.likely(0.25) else self.chance.randrange(1, 4)
        version = row.latest_version_id
        self.city.at(self.city.after(days), lambda: desk(row, version))  # type: ignore[operator]

    def review(self, row: Row, version: UUID) -> None:
        """The department passes a consolidation, or returns it with reasons."""
        if row.state is not S.WITH_DEPARTMENT or row.latest_version_id != version:
            return
        department = self.town.people.departments[row.region_id]
        if row.versions_count == 1 and self.city.likely(0.06):
            self.city.do(
                department,
                return_consolidation,
                row,
                opinion="请补充。",
                items=[ItemReasonInput(item="featureText", reason="特色服务未反映辖区示范基地情况")],
            )
            self.city.at(self.city.after(2), lambda: self.again(row))
            return
        self.city.do(department, pass_consolidation, row, opinion="情况属实，同意报送。")
        self._later(row, self.receive)

    def receive(self, row: Row, version: UUID) -> None:
        """The municipal centre receives a consolidation."""
        if row.state is not S.WITH_MUNICIPAL_CENTER or row.latest_version_id != version:
            return
        if row.versions_count == 1 and self.city.likely(0.03):
            self.city.do(
                self.town.people.centre,
                return_consolidation,
                row,
                opinion="请核实。",
                items=[ItemReasonInput(item="whole", reason="未说明未报送平台的原因")],
            )
            self.city.at(self.city.after(2), lambda: self.again(row))
            return
        self.city.do(self.town.people.centre, receive_consolidation, row, opinion=None)
        if self.city.likely(0.04) or self._left_out(row):
            self.city.at(self.city.after(12), lambda: self.amend(row))

    def _left_out(self, row: Row) -> bool:
        """Whether the centre's own report came too late to be taken in."""
        own = self.city.memory.all(
            ReportRow, region_id=row.region_id, quarter=row.quarter, state=ReportState.SUBMITTED, desk=None
        )
        return any(report.waiting_on is Role.DISTRICT_CENTER for report in own)

    def take_in(self, report: Row) -> None:
        """Amend what was received already, so that the centre's own late report is decided with it."""
        for row in self.city.memory.all(
            ConsolidationRow, region_id=report.region_id, quarter=report.quarter, state=S.RECEIVED
        ):
            if self._left_out(row):
                self.amend(row)

    def again(self, row: Row) -> None:
        """A centre's own report, returned with it, is handed in again first."""
        if row.state is not S.RETURNED:
            return
        centre = self.town.centre(row.region_id)
        for report in self.city.memory.all(
            ReportRow, region_id=row.region_id, quarter=row.quarter, state=ReportState.RETURNED
        ):
            if centre is not None and report.platform_id == centre.id:
                self.filings.submit(report, centre)
        region = self.city.memory.parent(row, "region")
        assert region is not None
        self.hand_in(region, row.quarter)

    def amend(self, row: Row) -> None:
        """Take in what was accepted later."""
        if row.state is S.RECEIVED:
            self.city.do(self.author(row), amend_consolidation, row, reason="补入逾期平台的季度报告")
            region = self.city.memory.parent(row, "region")
            assert region is not None
            self.hand_in(region, row.quarter)

    def excuse(self, quarter: Quarter) -> None:
        """The municipal centre finds a good reason of one platform that handed nothing in."""
        missing = self.city.memory.all(
            ObligationRow, quarter=quarter, kind=ObligationKind.REPORT, outcome=Outcome.MISSING
        )
        if missing:
            self.city.do(
                self.town.people.centre,
                excuse_obligation,
                missing[0],
                ground=ExcuseGround.FORCE_MAJEURE,
                reason="防控期间停止运营，经核实情况属实",
                proof="县区主管部门停业证明",
            )

    def extend(self, quarter: Quarter) -> None:
        """The municipal centre gives one platform a later day."""
        pending = self.city.memory.all(
            ObligationRow, quarter=quarter, kind=ObligationKind.REPORT, outcome=Outcome.PENDING
        )
        if pending:
            until = self.city.calendar.add_workdays(pending[0].effective, 5)
            self.city.do(
                self.town.people.centre,
                extend_obligation,
                pending[0],
                until=until,
                reason="疫情防控期间场地封闭，延期报送",
            )
