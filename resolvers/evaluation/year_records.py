"""A platform's graded year, read from its records (Art. 16)."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.evaluation.scoring import YearFigures
from domain.evaluation.year_records import (
    DisclosedVersion,
    Filed,
    Noted,
    OwedReport,
    PlatformYear,
    YearActivity,
    YearFollowUp,
    letter_signed,
    year_of,
)
from domain.kernel.units import Hundredths
from domain.network.partner import Dated
from domain.reporting.figures import PartnerPeriod
from domain.terms import Kind
from domain.terms.network import EntryState
from domain.terms.reporting import ActivityState, ObligationKind
from domain.terms.targets import TargetState
from resolvers.work.rows import Between, Starting, other_than
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


async def records_of(work: UnitOfWork, platform_id: UUID, graded_year: int) -> tuple[YearFigures, list[UUID]]:
    """The year's figures are counted from a platform's records, with the ledger entries counted."""
    own = {"platform_id": platform_id}
    of_year = {**own, "day": Between((date(graded_year, 1, 1), date(graded_year, 12, 31)))}
    (platform,), partners, team, disclosures, filings, noted, letters, targets = await work.read(
        work.rows_of(PlatformRow, id=platform_id),
        work.rows_of(PartnerRow, **own).as_facts(PartnerPeriod),
        work.rows_of(TeamMemberRow, **own).as_facts(Dated),
        work.rows_of(DisclosureRow, **own).as_facts(DisclosedVersion),
        work.rows_of(ChangeFilingRow, **own).as_facts(Filed),
        work.rows_of(RegistryChangeRow, **own).as_facts(Noted),
        work.rows_of(ResponsibilityLetterRow, **own, year=graded_year),
        work.rows_of(TargetRow, **own, year=graded_year, state=TargetState.SET),
    )
    entries = await work.rows_of(ActivityRow, **of_year, state=ActivityState.RECORDED).ordered("day", "id")
    ids = [entry.id for entry in entries]
    served = await work.rows_of(ActivityEnterpriseRow, activity_id=ids) if ids else []
    owed = await work.rows_of(ObligationRow, **own, kind=ObligationKind.REPORT, quarter=Starting(f"{graded_year}Q"))
    records = PlatformYear(
        activities=[entry.facts(YearActivity) for entry in entries],
        served=[each.enterprise_id for each in served],
        owed=[each.facts(OwedReport) for each in owed],
        posts=await work.rows_of(PostRow, **of_year, state=EntryState.RECORDED).count(),
        follow_ups=[each.facts(YearFollowUp) for each in await work.rows_of(FollowUpRow, **of_year)],
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
    return year_of(graded_year, records, work.pack.satisfied_from.value, work.today), ids


async def floor_area(work: UnitOfWork, platform_id: UUID, graded_year: int) -> Hundredths | None:
    """The floor area is the last accepted quarterly report's of the year."""
    reports = work.rows_of(ReportRow, platform_id=platform_id, quarter=Starting(f"{graded_year}Q"))
    last = await reports.that(accepted_version_id=other_than(None)).ordered("-quarter").first()
    if last is None:
        return None
    version: Any = await work.rows_of(ReportVersionRow, id=last.accepted_version_id).one()
    return version.floor_area
