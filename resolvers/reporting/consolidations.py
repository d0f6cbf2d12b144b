"""The verbs of districts' quarterly consolidations (Art. 14)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.reporting import consolidation as consolidation_rules
from domain.reporting import form
from domain.reporting import report as report_rules
from domain.reporting.consolidation import ConsolidationFacts, Contents, Expected
from domain.reporting.form import CountedService
from domain.reporting.obligation import ObligationFacts, Owing
from domain.reporting.report import ReportFacts
from domain.terms import Kind, Role
from domain.terms.reporting import ObligationKind, ReportState
from resolvers.reporting.desk_inputs import DecideInput, ReturnInput, decided, findings_of, review_facts
from resolvers.reporting.figures_input import TextsInput, entered_figures
from resolvers.reporting.filing_terms import settle
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.rows import AtMost
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.platform import PlatformRow
from schema.reporting.consolidation import (
    Consolidation,
    ConsolidationDraftRow,
    ConsolidationRow,
    ConsolidationVersionRow,
)
from schema.reporting.obligation import ObligationRow
from schema.reporting.report import ReportRow, ReportVersionEnterpriseRow, ReportVersionRow
from schema.reporting.review import ReviewRow


@strawberry.input(description="A consolidation to begin.")
class StartConsolidationInput(Create):
    obligation: strawberry.ID = argument("The expected filing, of kind CONSOLIDATION.")


@strawberry.input(description="What is written so far.")
class SaveConsolidationDraftInput(Update):
    texts: TextsInput = argument("What to save: a field left out stays as it is, null clears it.")


@strawberry.input(description="A consolidation to hand on or to leave as it was.")
class ConsolidationInput(Update):
    pass


@strawberry.input(description="A received consolidation to amend.")
class AmendConsolidationInput(Update):
    reason: str = argument("Why it is amended; it stays with the new version.")


# what the rules ask for beyond the consolidation


async def has_centre(work: UnitOfWork, region: UUID) -> bool:
    """A district has a centre today, or none."""
    return await work.rows_of(
        PlatformRow, region_id=region, kind=Kind.SERVICE_CENTER, abolished_on=None, founded_on=AtMost(work.today)
    ).exists()


async def draft_of(work: UnitOfWork, row: ConsolidationRow) -> ConsolidationDraftRow:
    """A consolidation's draft is read."""
    return await work.rows_of(ConsolidationDraftRow, consolidation_id=row.id).one()


async def review_of(work: UnitOfWork, row: ConsolidationRow) -> ReviewRow | None:
    """The open review of the last submitted version."""
    return await work.rows_of(ReviewRow, consolidation_version_id=row.latest_version_id, closed_at=None).maybe()


async def received_of(work: UnitOfWork, row: ConsolidationRow) -> dict[str, Any]:
    """The texts of the version in force; empty without one."""
    version = await work.rows_of(ConsolidationVersionRow, id=row.accepted_version_id).maybe()
    return dict.fromkeys(form.TEXTS) if version is None else texts_of(version)


def texts_of(row: ConsolidationDraftRow | ConsolidationVersionRow) -> dict[str, Any]:
    """The texts of a draft or version."""
    return {name: getattr(row, name) for name in form.TEXTS}


async def reports_of(work: UnitOfWork, row: ConsolidationRow) -> list[ReportRow]:
    """Every report begun in the district for the quarter."""
    return await work.rows_of(ReportRow, region_id=row.region_id, quarter=row.quarter)


async def contents_of(work: UnitOfWork, row: ConsolidationRow, reports: Sequence[ReportRow]) -> Contents:
    """Every expected report as it stands, with the figures and enterprises of what is taken in."""
    owed = await work.rows_of(
        ObligationRow, region_id=row.region_id, quarter=row.quarter, kind=ObligationKind.REPORT
    ).ordered("id")
    begun = {report.obligation_id: report for report in reports}
    expected = [expected_of(each, begun.get(each.id)) for each in owed]
    taken = [each.taken for each in expected if each.taken is not None]
    versions = await work.rows_of(ReportVersionRow, id=taken)
    figures = [{name: getattr(each, name) for name in form.FIGURES} for each in versions]
    served = (
        await work.rows_of(ReportVersionEnterpriseRow, report_version_id=taken).ordered("id").as_facts(CountedService)
    )
    return Contents(expected, figures, form.each_once(served))


def expected_of(owed: ObligationRow, report: ReportRow | None) -> Expected:
    """One expected report, begun or not."""
    if report is None:
        return Expected(owed.id, owed.platform_id or owed.region_id, owed.outcome)
    return report.facts(Expected, platform_id=owed.platform_id, outcome=owed.outcome)


async def own_reports(work: UnitOfWork, row: ConsolidationRow) -> list[ReportRow]:
    """The centre's own report, while it lies with the department inside the consolidation."""
    inside = {"state": ReportState.SUBMITTED, "desk": None, "waiting_on": Role.DISTRICT_DEPARTMENT}
    return await work.rows_of(ReportRow, region_id=row.region_id, quarter=row.quarter, **inside).lock()


# the author


@mutation(Act.START_CONSOLIDATION, Consolidation)
async def start_consolidation(work: UnitOfWork, input: StartConsolidationInput) -> New | ConsolidationRow:
    """Begin the quarterly consolidation that a district owes (Art. 14); begun already, it is given back."""
    obligation = await work.find(ObligationRow, input.obligation, ("obligation",), lock=True)
    fixed = obligation.route if obligation.route_fixed else None
    author = consolidation_rules.author_of(fixed, has_centre=await has_centre(work, obligation.region_id))
    begun = await work.rows_of(ConsolidationRow, obligation_id=obligation.id).maybe()
    if begun is None:
        return work.create(consolidation_rules.start(obligation.facts(ObligationFacts), author, at=work.now))
    if change := consolidation_rules.rerouted(begun.facts(ConsolidationFacts), author):
        work.apply(begun, change)
    work.permit("Consolidation", {"region_id": begun.region_id, "author": author if change else begun.author})
    return begun


@mutation(Act.SAVE_CONSOLIDATION_DRAFT, Consolidation)
async def save_consolidation_draft(work: UnitOfWork, input: SaveConsolidationDraftInput) -> ConsolidationRow:
    """Save the texts written so far (Art. 14). Figures are computed."""
    row = await work.get(ConsolidationRow, input)
    changes = consolidation_rules.save(
        row.facts(ConsolidationFacts), entered_figures(input.texts), work.actor, at=work.now, today=work.today
    )
    return await _both(work, row, changes)


async def _both(work: UnitOfWork, row: ConsolidationRow, changes: tuple[Change, Change]) -> ConsolidationRow:
    """Change a consolidation and its draft."""
    work.apply(row, changes[0])
    work.apply(await draft_of(work, row), changes[1])
    return row


@mutation(Act.SUBMIT_CONSOLIDATION, Consolidation)
async def submit_consolidation(work: UnitOfWork, input: ConsolidationInput) -> ConsolidationRow:
    """Hand a district's quarter on: to the department, or from it to the municipal centre (Art. 14)."""
    row = await work.get(ConsolidationRow, input)
    draft, reports = await draft_of(work, row), await reports_of(work, row)
    contents = await contents_of(work, row, reports)
    work.apply(
        row,
        consolidation_rules.submit(
            row.facts(ConsolidationFacts), texts_of(draft), contents, work.actor, at=work.now, today=work.today
        ),
    )
    for report in reports:
        if row.author is Role.DISTRICT_CENTER and report_rules.rides_along(report.facts(ReportFacts)):
            work.apply(report, report_rules.taken_in())
    obligation = await work.rows_of(ObligationRow, id=row.obligation_id).one()
    await settle(work, obligation, Owing(row.region_id, row.author is Role.DISTRICT_CENTER))
    return row


@mutation(Act.AMEND_CONSOLIDATION, Consolidation)
async def amend_consolidation(work: UnitOfWork, input: AmendConsolidationInput) -> ConsolidationRow:
    """Begin to amend a received consolidation, which stays in force meanwhile (ours)."""
    row = await work.get(ConsolidationRow, input)
    received = await received_of(work, row)
    return await _both(
        work,
        row,
        consolidation_rules.amend(
            row.facts(ConsolidationFacts), received, input.reason, work.actor, at=work.now, today=work.today
        ),
    )


@mutation(Act.DISCARD_CONSOLIDATION_AMENDMENT, Consolidation)
async def discard_consolidation_amendment(work: UnitOfWork, input: ConsolidationInput) -> ConsolidationRow:
    """Give an amendment up; the received version stands (ours)."""
    row = await work.get(ConsolidationRow, input)
    received = await received_of(work, row)
    return await _both(
        work,
        row,
        consolidation_rules.discard(row.facts(ConsolidationFacts), received, work.actor, at=work.now, today=work.today),
    )


# the desks


@mutation(Act.PASS_CONSOLIDATION, Consolidation)
async def pass_consolidation(work: UnitOfWork, input: DecideInput) -> ConsolidationRow:
    """Pass a consolidation on to the municipal centre, with an opinion; the centre's own report is accepted with it (Art. 14(1))."""
    row = await work.get(ConsolidationRow, input)
    review = await review_of(work, row)
    changes = consolidation_rules.pass_on(
        row.facts(ConsolidationFacts),
        review_facts(review),
        findings_of(input),
        work.actor,
        at=work.now,
        today=work.today,
    )
    for report in await own_reports(work, row):
        work.apply(report, report_rules.accepted(report.facts(ReportFacts)))
    return decided(work, row, review, changes)


@mutation(Act.RETURN_CONSOLIDATION, Consolidation)
async def return_consolidation(work: UnitOfWork, input: ReturnInput) -> ConsolidationRow:
    """Return a consolidation to its author; a centre's own report that lies in it is returned with it (Art. 14(1))."""
    row = await work.get(ConsolidationRow, input)
    review = await review_of(work, row)
    changes = consolidation_rules.turn_back(
        row.facts(ConsolidationFacts),
        review_facts(review),
        findings_of(input),
        work.actor,
        at=work.now,
        today=work.today,
    )
    for report in await own_reports(work, row):
        work.apply(report, report_rules.returned(report.facts(ReportFacts)))
    return decided(work, row, review, changes)


@mutation(Act.RECEIVE_CONSOLIDATION, Consolidation)
async def receive_consolidation(work: UnitOfWork, input: DecideInput) -> ConsolidationRow:
    """Receive a consolidation: that version is in force (Art. 14)."""
    row = await work.get(ConsolidationRow, input)
    review = await review_of(work, row)
    changes = consolidation_rules.receive(
        row.facts(ConsolidationFacts),
        review_facts(review),
        findings_of(input),
        work.actor,
        at=work.now,
        today=work.today,
    )
    return decided(work, row, review, changes)
