"""Reading what the records tell of a platform's graded year (Art. 16)."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.evaluation.scoring import YearRecords
from domain.evaluation.year_records import Disclosed, Filed, Heard, Held, Noted, Owed, Records, letter_signed, year_of
from domain.kernel.units import Hundredths
from domain.network.partner import Dated
from domain.reporting.figures import Standing
from domain.terms import Kind
from domain.terms.network import EntryState
from domain.terms.reporting import ActivityState, ObligationKind
from domain.terms.targets import TargetState
from resolvers.work.read import those
from resolvers.work.unit_of_work import UnitOfWork
from schema.demands.follow_up import FollowUpRow
from schema.network.partner import PartnerRow
from schema.network.post import PostRow
from schema.network.team_member import TeamMemberRow
from schema.registry.change_filing import ChangeFilingRow, RegistryChangeRow
from schema.registry.platform import PlatformRow
from schema.reporting.obligation import ObligationRow
from schema.reporting.report import ReportRow, ReportVersionRow
from schema.services.activity import ActivityEnterpriseRow, ActivityRow
from schema.services.disclosure import DisclosureRow
from schema.targets.responsibility_letter import ResponsibilityLetterRow
from schema.targets.target import TargetRow


async def records_of(work: UnitOfWork, platform_id: UUID, graded_year: int) -> tuple[YearRecords, list[UUID]]:
    """What the records tell of a platform's graded year, and the ledger entries counted."""
    own = {"platform_id": platform_id}
    of_year = {**own, "day__gte": date(graded_year, 1, 1), "day__lte": date(graded_year, 12, 31)}
    (platform,), partners, team, disclosures, filings, noted, letters, targets = await work.read(
        those(PlatformRow, id=platform_id),
        those(PartnerRow, Standing, **own),
        those(TeamMemberRow, Dated, **own),
        those(DisclosureRow, Disclosed, **own),
        those(ChangeFilingRow, Filed, **own),
        those(RegistryChangeRow, Noted, **own),
        those(ResponsibilityLetterRow, **own, year=graded_year),
        those(TargetRow, **own, year=graded_year, state=TargetState.SET),
    )
    entries = await work.rows(ActivityRow).filter(**of_year, state=ActivityState.RECORDED).order_by("day", "id")
    ids = [entry.id for entry in entries]
    served = await work.rows(ActivityEnterpriseRow).filter(activity_id__in=ids) if ids else []
    owed = await work.rows(ObligationRow).filter(
        **own, kind=ObligationKind.REPORT, quarter__startswith=f"{graded_year}Q"
    )
    told = Records(
        activities=[entry.facts(Held) for entry in entries],
        served=[each.enterprise_id for each in served],
        owed=[each.facts(Owed) for each in owed],
        posts=await work.rows(PostRow).filter(**of_year, state=EntryState.RECORDED).count(),
        follow_ups=[each.facts(Heard) for each in await work.rows(FollowUpRow).filter(**of_year)],
        partners=partners,
        team=team,
        disclosures=disclosures,
        filings=filings,
        noted=noted,
        letter_signed=letter_signed(graded_year, [each.signed_at for each in letters])
        if platform.kind is Kind.SERVICE_CENTER and not platform.municipal
        else None,
        targets={each.measure: each.amount for each in targets},
        floor_area=await floor_area(work, platform_id, graded_year),
    )
    return year_of(graded_year, told, work.pack.satisfied_from.value, work.today), ids


async def floor_area(work: UnitOfWork, platform_id: UUID, graded_year: int) -> Hundredths | None:
    """What the last quarterly report in force tells of a year."""
    reports = work.rows(ReportRow).filter(platform_id=platform_id, quarter__startswith=f"{graded_year}Q")
    last = await reports.exclude(accepted_version_id=None).order_by("-quarter").first()
    if last is None:
        return None
    version: Any = await work.rows(ReportVersionRow).get(id=last.accepted_version_id)
    return version.floor_area
