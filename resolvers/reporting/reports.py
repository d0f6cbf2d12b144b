"""The verbs of quarterly reports (Art. 14(1))."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from domain.demands.demand import Brought, Collected
from domain.demands.follow_up import Answered
from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.units import Quarter
from domain.kernel.violations import Code, Violation
from domain.network.partner import Dated
from domain.registry.registry import Bearers
from domain.reporting import figures as figures_rules
from domain.reporting import form
from domain.reporting import obligation as obligation_rules
from domain.reporting import report as report_rules
from domain.reporting.figures import Dealt, PartnerPeriod, Posted, QuarterRecords
from domain.reporting.form import CountedService, LedgerActivity
from domain.reporting.obligation import ObligationFacts, Owing
from domain.reporting.report import Called, Destination, HandedIn, ReportFacts
from domain.reporting.review import Findings
from domain.terms.network import EntryState
from domain.terms.reporting import ActivityState
from resolvers.plan.pages import MOST
from resolvers.reporting.centres import centres_of
from resolvers.reporting.desk_inputs import DecideInput, ReturnInput, decided, findings_of, review_facts
from resolvers.reporting.figures_input import FiguresInput, entered_figures
from resolvers.reporting.filing_terms import settle
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.rows import parent
from resolvers.work.unit_of_work import UnitOfWork
from schema.demands.complaint import ComplaintRow
from schema.demands.demand import DemandRow, MatchRow
from schema.demands.follow_up import FollowUpRow
from schema.network.partner import PartnerRow
from schema.network.post import PostRow
from schema.network.team_member import TeamMemberRow
from schema.registry.platform import PlatformRow
from schema.reporting.obligation import ObligationRow
from schema.reporting.report import Report, ReportDraftRow, ReportRow, ReportVersionRow
from schema.reporting.review import ReviewRow
from schema.services.activity import ActivityEnterpriseRow, ActivityRow
from schema.services.enterprise import EnterpriseRow


@strawberry.input(description="A report to begin.")
class StartReportInput(Create):
    obligation: strawberry.ID = argument("The expected filing, of kind REPORT.")


@strawberry.input(description="What is typed so far.")
class SaveReportDraftInput(Update):
    figures: FiguresInput = argument("What to save: a field left out stays as it is, null clears it.")


@strawberry.input(description="A report to hand in, take back or leave as it was.")
class ReportInput(Update):
    pass


@strawberry.input(description="An accepted report to amend.")
class AmendReportInput(Update):
    reason: str = argument("Why it is amended; it stays with the new version.")


@strawberry.input(description="One of several reports.")
class EachReportInput:
    id: strawberry.ID = argument("The report.")
    expected_version: int = argument("The version you saw.")


@strawberry.input(description="Reports to accept: all of them or none.")
class AcceptReportsInput(Create):
    reports: list[EachReportInput] = argument(
        f"Which, at most {MOST}. A problem's path tells which one stopped it.", most=MOST
    )


# what the rules ask for beyond the report


@dataclass(frozen=True)
class ReportContent:
    """A report's content is its obligation, its platform and its submission."""

    draft: ReportDraftRow
    obligation: ObligationRow
    platform: PlatformRow
    centres: list[PlatformRow]
    handed: HandedIn


async def content_of(work: UnitOfWork, report: ReportRow) -> ReportContent:
    """The content is read from the draft and from the platform's records of the quarter."""
    own, quarter = {"platform_id": report.platform_id}, Quarter(report.quarter)
    of_quarter = {**own, "quarter": quarter}
    ledger = {**of_quarter, "state": ActivityState.RECORDED}
    (draft,), (obligation,), (platform,), (holder,), centres, *lists = await work.read(
        work.rows_of(ReportDraftRow, report_id=report.id),
        work.rows_of(ObligationRow, id=report.obligation_id),
        work.rows_of(PlatformRow, id=report.platform_id),
        work.rows_of(PlatformRow, id=report.platform_id).parents("holder"),
        centres_of(work, report.region_id),
        work.rows_of(ActivityRow, **ledger).as_facts(LedgerActivity),
        work.rows_of(ActivityEnterpriseRow, activity=parent(**ledger)).as_facts(CountedService),
        work.rows_of(PostRow, **of_quarter, state=EntryState.RECORDED).as_facts(Posted),
        work.rows_of(FollowUpRow, **of_quarter).as_facts(Answered),
        work.rows_of(DemandRow, **own).as_facts(Collected),
        work.rows_of(MatchRow, **own, result_quarter=quarter).as_facts(Brought),
        work.rows_of(PartnerRow, **own).as_facts(PartnerPeriod),
        work.rows_of(TeamMemberRow, **own).as_facts(Dated),
        work.rows_of(ComplaintRow, **own).as_facts(Dealt),
    )
    records = QuarterRecords(*lists)
    enterprises = figures_rules.enterprises_of(records.served, await financed(work, records.financed(quarter)))
    figures = figures_rules.figures_of(quarter, records, enterprises, work.pack.satisfied_from.value, work.today)
    handed = HandedIn(
        Called(platform.name, holder.name), draft.kind, typed_figures(draft), figures, records.activities, enterprises
    )
    return ReportContent(draft, obligation, platform, centres, handed)


async def financed(work: UnitOfWork, ids: frozenset[UUID]) -> list[CountedService]:
    """Financed enterprises are listed with their size of today."""
    rows = await work.rows_of(EnterpriseRow, id=ids) if ids else []
    return [CountedService(row.id, row.size, row.self_employed) for row in rows]


async def centre_of(work: UnitOfWork, content: ReportContent, region: UUID) -> Bearers | None:
    """The centre the receiving district has today; that of the report's own district is read already."""
    own = region == content.obligation.region_id
    centres = content.centres if own else await centres_of(work, region).ordered("id")
    return next((each.facts(Bearers) for each in centres if each.founded_on <= work.today), None)


async def review_of(work: UnitOfWork, report: ReportRow) -> ReviewRow | None:
    """The open review of the last submitted version, if it is on a desk."""
    return await work.rows_of(ReviewRow, report_version_id=report.latest_version_id, closed_at=None).maybe()


async def sent_at(work: UnitOfWork, report: ReportRow) -> datetime | None:
    """When the last submitted version was handed in; None before the first."""
    version = await work.rows_of(ReportVersionRow, id=report.latest_version_id).maybe()
    return version and version.submitted_at


async def accepted_of(work: UnitOfWork, report: ReportRow) -> dict[str, Any]:
    """The accepted version's answers are read; without one there are none."""
    version = await work.rows_of(ReportVersionRow, id=report.accepted_version_id).maybe()
    return dict.fromkeys(form.TYPED) if version is None else typed_figures(version)


def typed_figures(row: ReportDraftRow | ReportVersionRow) -> dict[str, Any]:
    """Typed figures are columns of a draft or version."""
    return {name: getattr(row, name) for name in form.TYPED}


# the operator


@mutation(Act.START_REPORT, Report)
async def start_report(work: UnitOfWork, input: StartReportInput) -> New | ReportRow:
    """Begin the quarterly report that a platform owes (Art. 14(1)); begun already, it is given back."""
    obligation = await work.find(ObligationRow, input.obligation, ("obligation",), lock=True)
    work.permit("Report", {"platform_id": obligation.platform_id})
    if begun := await work.rows_of(ReportRow, obligation_id=obligation.id).maybe():
        return begun
    platform = await work.find(PlatformRow, obligation.platform_id, ("obligation",))
    return work.create(report_rules.start(obligation.facts(ObligationFacts), platform.id, platform.kind, at=work.now))


@mutation(Act.SAVE_REPORT_DRAFT, Report)
async def save_report_draft(work: UnitOfWork, input: SaveReportDraftInput) -> ReportRow:
    """Save what is typed so far (Art. 14(1)). What the records tell cannot be typed."""
    report = await work.get(ReportRow, input)
    draft = await work.rows_of(ReportDraftRow, report_id=report.id).one()
    changes = report_rules.save(
        report.facts(ReportFacts), entered_figures(input.figures), work.actor, at=work.now, today=work.today
    )
    work.apply(report, changes[0])
    work.apply(draft, changes[1])
    return report


@mutation(Act.SUBMIT_REPORT, Report)
async def submit_report(work: UnitOfWork, input: ReportInput) -> ReportRow:
    """Hand a quarterly report to the receiving desk (Art. 14(1))."""
    report = await work.get(ReportRow, input)
    filing = await content_of(work, report)
    owed, platform = filing.obligation.facts(ObligationFacts), filing.platform
    region = obligation_rules.region_of(owed, platform.region_id)
    centre = await centre_of(work, filing, region)
    desk = report_rules.receiving_desk(platform.facts(Bearers), centre, owed.route if owed.route_fixed else None)
    work.apply(
        report,
        report_rules.submit(
            report.facts(ReportFacts),
            filing.handed,
            Destination(region, desk),
            work.actor,
            at=work.now,
            today=work.today,
        ),
    )
    await settle(work, filing.obligation, Owing(region, centre is not None, platform.id))
    return report


@mutation(Act.RECALL_REPORT, Report)
async def recall_report(work: UnitOfWork, input: ReportInput) -> ReportRow:
    """Take a submitted report back before its desk decides (ours)."""
    report = await work.get(ReportRow, input)
    review, sent = await review_of(work, report), await sent_at(work, report)
    facts = report.facts(ReportFacts)
    changes = report_rules.recall(facts, sent, review_facts(review), work.actor, at=work.now, today=work.today)
    if "first_submitted_at" in changes[0].set:
        obligation = await work.rows_of(ObligationRow, id=report.obligation_id).one()
        work.apply(obligation, obligation_rules.taken_back(obligation.facts(ObligationFacts), today=work.today))
    return decided(work, report, review, changes)


@mutation(Act.AMEND_REPORT, Report)
async def amend_report(work: UnitOfWork, input: AmendReportInput) -> ReportRow:
    """Begin to amend an accepted report, which stays in force meanwhile (ours)."""
    report = await work.get(ReportRow, input)
    facts, accepted = report.facts(ReportFacts), await accepted_of(work, report)
    changes = report_rules.amend(facts, accepted, input.reason, work.actor, at=work.now, today=work.today)
    return await _both(work, report, changes)


@mutation(Act.DISCARD_REPORT_AMENDMENT, Report)
async def discard_report_amendment(work: UnitOfWork, input: ReportInput) -> ReportRow:
    """Give an amendment up; the accepted version stands (ours)."""
    report = await work.get(ReportRow, input)
    changes = report_rules.discard(
        report.facts(ReportFacts), await accepted_of(work, report), work.actor, at=work.now, today=work.today
    )
    return await _both(work, report, changes)


async def _both(work: UnitOfWork, report: ReportRow, changes: tuple[Change, Change]) -> ReportRow:
    """Change a report and its draft."""
    work.apply(report, changes[0])
    work.apply(await work.rows_of(ReportDraftRow, report_id=report.id).one(), changes[1])
    return report


# the desk


@mutation(Act.ACCEPT_REPORT, Report)
async def accept_report(work: UnitOfWork, input: DecideInput) -> ReportRow:
    """Accept a submitted report: that version is in force (Art. 14(1))."""
    report = await work.get(ReportRow, input)
    review = await review_of(work, report)
    changes = report_rules.accept(
        report.facts(ReportFacts), review_facts(review), findings_of(input), work.actor, at=work.now, today=work.today
    )
    return decided(work, report, review, changes)


@mutation(Act.ACCEPT_REPORTS, None, extras={"reports": (int, "How many were accepted; null when refused.")})
async def accept_reports(work: UnitOfWork, input: AcceptReportsInput) -> tuple[None, dict[str, int]]:
    """Accept several submitted reports at once, all of them or none; each is audited for itself (Art. 14(1))."""
    for place, each in enumerate(input.reports):
        try:
            await _accept(work, each)
        except Violation as refusal:
            raise refusal.below("reports", str(place)) from None
    return None, {"reports": len({each.id for each in input.reports})}


async def _accept(work: UnitOfWork, each: EachReportInput) -> None:
    report = await work.find(ReportRow, each.id, lock=True)
    work.permit("Report", {"region_id": report.region_id, "first_submitted_at": report.first_submitted_at})
    if report.version != each.expected_version:
        raise Violation(Code.CONFLICT, path=("expectedVersion",), facts={"version": report.version})
    review = await review_of(work, report)
    changes = report_rules.accept(
        report.facts(ReportFacts), review_facts(review), Findings(), work.actor, at=work.now, today=work.today
    )
    decided(work, report, review, changes)


@mutation(Act.RETURN_REPORT, Report)
async def return_report(work: UnitOfWork, input: ReturnInput) -> ReportRow:
    """Return a submitted report, with what is wrong with which item (ours)."""
    report = await work.get(ReportRow, input)
    review = await review_of(work, report)
    changes = report_rules.turn_back(
        report.facts(ReportFacts), review_facts(review), findings_of(input), work.actor, at=work.now, today=work.today
    )
    return decided(work, report, review, changes)


@mutation(Act.SEND_BACK_REPORT, Report)
async def send_back_report(work: UnitOfWork, input: ReturnInput) -> ReportRow:
    """Send an accepted report back; it stays in force until the corrected one is accepted (ours)."""
    report = await work.get(ReportRow, input)
    version = await work.rows_of(ReportVersionRow, id=report.accepted_version_id).maybe()
    submitter = version.submitter_id if version else None
    work.apply(
        report,
        report_rules.send_back(
            report.facts(ReportFacts), submitter, findings_of(input), work.actor, at=work.now, today=work.today
        ),
    )
    return report
