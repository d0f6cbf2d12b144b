"""The falling due of a quarter: obligations, their routes and outcomes (Art. 14; readings L4 to L9)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from domain.calendar import end_of, start_of
from domain.kernel.units import Quarter
from domain.registry import registry
from domain.registry.registry import Lifetime, Period
from domain.reporting import consolidation as consolidation_rules
from domain.reporting import obligation as obligation_rules
from domain.reporting import report as report_rules
from domain.reporting.consolidation import ConsolidationFacts
from domain.reporting.obligation import ObligationFacts, Owing
from domain.reporting.report import ReportFacts
from domain.reporting.review import ReviewFacts
from domain.terms import Kind, Role
from domain.terms.rectification import RectificationState
from domain.terms.registry import RegionKind
from domain.terms.reporting import ObligationKind, Outcome, ReportState
from resolvers.reporting.filing_terms import terms_of
from resolvers.work.rows import Below, Either, other_than, parent
from resolvers.work.unit_of_work import AT_ONCE, UnitOfWork
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow
from schema.registry.title import TitleRow
from schema.reporting.consolidation import ConsolidationRow
from schema.reporting.obligation import ObligationRow
from schema.reporting.report import ReportRow
from schema.reporting.review import ReviewRow

QUARTERLY: Final = (ObligationKind.REPORT, ObligationKind.CONSOLIDATION)

# who owes what


@dataclass(frozen=True)
class RegistrySnapshot:
    """A snapshot of the registry yields the obligations of a day."""

    platforms: list[PlatformRow]
    titles: dict[UUID, list[Period]]
    regions: list[RegionRow]

    def has_centre(self, region: UUID, day: date) -> bool:
        """Whether a district has a centre on a day."""
        return registry.has_centre((each.facts(Lifetime) for each in self.platforms if each.region_id == region), day)

    def reports(self, platform: PlatformRow, day: date) -> bool:
        """Whether a platform is in the reporting set on a day."""
        return registry.reports(platform.facts(Lifetime), self.titles.get(platform.id, ()), day)

    def owing(self, day: date) -> dict[UUID, Owing]:
        """Every district and every platform of the reporting set, by its id."""
        districts = [each.id for each in self.regions if registry.runs(each.valid_from, each.valid_to, day)]
        centres = {region: self.has_centre(region, day) for region in districts}
        owing = {region: Owing(region, has) for region, has in centres.items()}
        for each in self.platforms:
            if each.region_id in centres and self.reports(each, day):
                owing[each.id] = Owing(each.region_id, centres[each.region_id], each.id)
        return owing

    def entered(self, platform: PlatformRow, first: date, last: date) -> date | None:
        """The first day of a span on which a platform is in the reporting set."""
        days = [first, platform.founded_on, *(title.valid_from for title in self.titles.get(platform.id, ()))]
        return min((day for day in days if first <= day <= last and self.reports(platform, day)), default=None)


async def registry_snapshot(work: UnitOfWork) -> RegistrySnapshot:
    """The snapshot is read from the registry."""
    titles: dict[UUID, list[Period]] = {}
    for title in await work.rows_of(TitleRow):
        titles.setdefault(title.platform_id, []).append(Period(title.valid_from, title.valid_to))
    platforms = await work.rows_of(PlatformRow, municipal=False).ordered("id")
    regions = await work.rows_of(RegionRow, kind=other_than(RegionKind.MUNICIPALITY)).ordered("id")
    return RegistrySnapshot(platforms, titles, regions)


async def last_quarter(work: UnitOfWork) -> ObligationRow | None:
    """An obligation of the last quarter with obligations, a settled obligation first."""
    return await work.rows_of(ObligationRow, kind=QUARTERLY).ordered("-quarter", "-route_fixed").first()


# the first day of a quarter


async def quarter_begins(work: UnitOfWork) -> datetime | None:
    """The next quarter without obligations begins at this moment; for a new city, the present one."""
    last = await last_quarter(work)
    quarter = Quarter.of(work.today) if last is None else Quarter(last.quarter).next
    return start_of(quarter.first_day) if any(pack.governs_quarter(quarter) for pack in work.packs) else None


async def make_obligations(work: UnitOfWork) -> int:
    """On its first day everybody in the reporting set owes a report, and every district a consolidation (Art. 14)."""
    terms = await terms_of(work, Quarter.of(work.today))
    owing = (await registry_snapshot(work)).owing(work.today)
    for each in owing.values():
        work.add(obligation_rules.owed(each, terms))
    return len(owing)


async def somebody_enters(work: UnitOfWork) -> datetime | None:
    """A platform enters the reporting set in an unsettled quarter at this moment."""
    last = await last_quarter(work)
    if last is None or last.route_fixed:
        return None
    quarter = Quarter(last.quarter)
    now, end = await registry_snapshot(work), min(work.today, (await terms_of(work, quarter)).settling_day)
    known = await owed_already(work, quarter)
    days = [now.entered(each, quarter.first_day, end) for each in now.platforms if each.id not in known]
    return start_of(min(entered)) if (entered := [day for day in days if day is not None]) else None


async def owed_already(work: UnitOfWork, quarter: Quarter) -> set[UUID]:
    """Some platforms owe a quarter's report already."""
    owed = await work.rows_of(ObligationRow, quarter=quarter, kind=ObligationKind.REPORT)
    return {each.platform_id for each in owed if each.platform_id is not None}


async def owe_from_now(work: UnitOfWork) -> int:
    """A platform that enters the reporting set owes the quarter's report (Art. 14(1))."""
    quarter = Quarter.of(work.today)
    terms, known = await terms_of(work, quarter), await owed_already(work, quarter)
    new = [
        each
        for each in (await registry_snapshot(work)).owing(work.today).values()
        if each.platform_id and each.platform_id not in known
    ]
    for each in new:
        work.add(obligation_rules.owed(each, terms))
    return len(new)


# the end of the 25th


async def routes_settle(work: UnitOfWork) -> datetime | None:
    """The earliest unsettled quarter is settled at this moment."""
    open_one = await work.rows_of(ObligationRow, kind=QUARTERLY, route_fixed=False).ordered("quarter").first()
    return None if open_one is None else (await terms_of(work, Quarter(open_one.quarter))).settled_at


async def settle_routes(work: UnitOfWork) -> int:
    """Owners and routes are fixed for ever; drafts move, and platforms out of the reporting set are exempt (reading L9)."""
    quarter = Quarter.of(work.today)
    terms = await terms_of(work, quarter)
    owing = (await registry_snapshot(work)).owing(terms.settling_day)
    rows = await work.rows_of(ObligationRow, kind=QUARTERLY, quarter=quarter, route_fixed=False).limited(AT_ONCE)
    begun = {
        each.obligation_id: each
        for each in await work.rows_of(ConsolidationRow, obligation_id=[row.id for row in rows])
    }
    for row in rows:
        who = owing.get(row.platform_id or row.region_id)
        work.apply(row, obligation_rules.settled(row.facts(ObligationFacts), who, terms))
        if who is not None and (draft := begun.get(row.id)):
            _reroute(work, draft, who)
    return len(rows)


def _reroute(work: UnitOfWork, draft: ConsolidationRow, who: Owing) -> None:
    """A consolidation's draft passes to the author of the settled route."""
    author = consolidation_rules.author_of(None, has_centre=who.has_centre)
    if change := consolidation_rules.rerouted(draft.facts(ConsolidationFacts), author):
        work.apply(draft, change)


# an effective day is over


BINDING: Final[Either] = (
    {"rectification_id": None},
    {"rectification": parent(state=other_than(RectificationState.ISSUED))},
)
"""Whoever was not brought a rectification notice owes no answer to it yet."""


async def a_day_is_over(work: UnitOfWork) -> datetime | None:
    """The earliest effective day without an outcome ends at this moment."""
    pending = await work.rows_of(ObligationRow, BINDING, outcome=Outcome.PENDING).ordered("effective").first()
    return None if pending is None else end_of(pending.effective)


async def record_missing(work: UnitOfWork) -> int:
    """The effective day is over and nothing was handed in."""
    pending = work.rows_of(ObligationRow, BINDING, outcome=Outcome.PENDING, effective=Below(work.today))
    rows = await pending.limited(AT_ONCE)
    changes = [(row, obligation_rules.missed(row.facts(ObligationFacts), today=work.today)) for row in rows]
    for row, change in changes:
        if change is not None:
            work.apply(row, change)
    return sum(change is not None for _, change in changes)


# a centre ended


ON_ITS_DESK: Final[Either] = (
    {"desk": Role.DISTRICT_CENTER},
    {"desk": None, "state": ReportState.SUBMITTED, "waiting_on": Role.DISTRICT_CENTER},
)


async def orphaned(work: UnitOfWork) -> dict[UUID, date]:
    """Orphaned districts have an ended centre and no other; each with the day of the end."""
    centres = await work.rows_of(PlatformRow, kind=Kind.SERVICE_CENTER, municipal=False)
    standing_still = {each.region_id for each in centres if each.abolished_on is None}
    ended = sorted((each.abolished_on, each.region_id) for each in centres if each.abolished_on is not None)
    return {region: day for day, region in ended if region not in standing_still}


async def a_centre_ended(work: UnitOfWork) -> datetime | None:
    """A centre with reports on its desk ended at this moment, no earlier than the last of the reports."""
    regions = await orphaned(work)
    reports = await work.rows_of(ReportRow, ON_ITS_DESK, region_id=regions)
    written = await work.rows_of(ConsolidationRow, region_id=regions, author=Role.DISTRICT_CENTER)
    if not reports and not written:
        return None
    came = await work.rows_of(ReviewRow, region_id=regions, desk=Role.DISTRICT_CENTER, closed_at=None)
    days = [start_of(regions[each.region_id]) for each in (*reports, *written)]
    return max([*days, *(review.opened_at for review in came)])


async def hand_over_desk(work: UnitOfWork) -> int:
    """The reports on the desk of an ended centre pass to the department; due days and routes stay (ours)."""
    regions = list(await orphaned(work))
    reports = await work.rows_of(ReportRow, ON_ITS_DESK, region_id=regions).limited(AT_ONCE)
    open_ones = work.rows_of(ReviewRow, report_version_id=[each.latest_version_id for each in reports], closed_at=None)
    reviews = {review.report_id: review for review in await open_ones}
    for report in reports:
        review = reviews.get(report.id)
        facts = None if review is None else review.facts(ReviewFacts)
        change, close = report_rules.handed_over(report.facts(ReportFacts), facts, at=work.now)
        work.apply(report, change)
        if review is not None and close is not None:
            work.apply(review, close)
    written = await work.rows_of(ConsolidationRow, region_id=regions, author=Role.DISTRICT_CENTER).limited(AT_ONCE)
    for row in written:
        work.apply(row, consolidation_rules.handed_over(row.facts(ConsolidationFacts)))
    return len(reports) + len(written)
