"""The falling due of a quarter: obligations, their routes and outcomes (Art. 14; readings L4 to L9)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.calendar import end_of, start_of
from domain.kernel.change import Change
from domain.kernel.units import Quarter
from domain.registry import registry
from domain.registry.registry import Lifetime, Period
from domain.reporting import consolidation as consolidation_rules
from domain.reporting import obligation as obligation_rules
from domain.reporting import report as report_rules
from domain.reporting.consolidation import ConsolidationFacts
from domain.reporting.obligation import ObligationFacts, ObligationTerms, Owing
from domain.reporting.report import ReportFacts
from domain.reporting.review import ReviewFacts
from domain.terms import Kind, Role
from domain.terms.rectification import RectificationState
from domain.terms.registry import RegionKind
from domain.terms.reporting import ObligationKind, Outcome, ReportState
from resolvers.reporting.filing_terms import terms_of
from resolvers.work.rows import Below, Either, other_than, parent
from resolvers.work.unit_of_work import AT_ONCE, UnitOfWork
from schema.registry.platform import PlatformRegionRow, PlatformRow
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
    places: dict[UUID, list[Period]]

    def region_of(self, platform: PlatformRow, day: date) -> UUID:
        """The region that answers for a platform on a day; today's before its first."""
        then = registry.on(self.places.get(platform.id, ()), day)
        return then.names if then is not None and then.names is not None else platform.region_id

    def centres_on(self, day: date) -> frozenset[UUID]:
        """The districts that have a centre on a day."""
        centres = [each for each in self.platforms if each.kind is Kind.SERVICE_CENTER]
        return frozenset(each.region_id for each in centres if registry.has_centre([each.facts(Lifetime)], day))

    def reports(self, platform: PlatformRow, day: date) -> bool:
        """Whether a platform is in the reporting set on a day."""
        return registry.reports(platform.facts(Lifetime), self.titles.get(platform.id, ()), day)

    def owing(self, day: date) -> dict[UUID, Owing]:
        """Every district and every platform of the reporting set, by its id."""
        districts = [each.id for each in self.regions if registry.runs(each.valid_from, each.valid_to, day)]
        with_centre = self.centres_on(day)
        centres = {region: region in with_centre for region in districts}
        owing = {region: Owing(region, has) for region, has in centres.items()}
        for each in self.platforms:
            region = self.region_of(each, day)
            if region in centres and self.reports(each, day):
                owing[each.id] = Owing(region, centres[region], each.id)
        return owing

    def days_of_change(self, first: date, last: date) -> list[date]:
        """The days of a span on which the registry changes, its first, and its last for what was entered late."""
        lives = [day for each in self.platforms for day in (each.founded_on, each.abolished_on)]
        periods = [period for each in (*self.titles.values(), *self.places.values()) for period in each]
        regions = [day for each in self.regions for day in (each.valid_from, each.valid_to)]
        days = {first, last, *lives, *regions, *(day for each in periods for day in (each.valid_from, each.valid_to))}
        return sorted(day for day in days if day is not None and first <= day <= last)

    def stayed(self, debtor: UUID, since: date, until: date) -> bool:
        """Whether a platform was in the reporting set on every day of a span."""
        platform = next((each for each in self.platforms if each.id == debtor), None)
        if platform is None:
            return False
        days = (since + timedelta(days=n) for n in range((until - since).days + 1))
        return all(self.reports(platform, day) for day in days)

    def entered(self, platform: PlatformRow, first: date, last: date) -> date | None:
        """The first day of a span on which a platform is in the reporting set."""
        days = [first, platform.founded_on, *(title.valid_from for title in self.titles.get(platform.id, ()))]
        return min((day for day in days if first <= day <= last and self.reports(platform, day)), default=None)


async def registry_snapshot(work: UnitOfWork) -> RegistrySnapshot:
    """The snapshot is read from the registry."""
    titles: dict[UUID, list[Period]] = {}
    for title in await work.rows_of(TitleRow):
        titles.setdefault(title.platform_id, []).append(Period(title.valid_from, title.valid_to))
    places: dict[UUID, list[Period]] = {}
    for row in await work.rows_of(PlatformRegionRow):
        places.setdefault(row.platform_id, []).append(Period(row.valid_from, row.valid_to, row.region_id))
    platforms = await work.rows_of(PlatformRow, municipal=False).ordered("id")
    regions = await work.rows_of(RegionRow, kind=other_than(RegionKind.MUNICIPALITY)).ordered("id")
    return RegistrySnapshot(platforms, titles, regions, places)


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


# the registry changes within a quarter


@dataclass(frozen=True)
class UnsettledQuarter:
    """An unsettled quarter has its terms, its obligations by debtor, and the registry that they follow."""

    terms: ObligationTerms
    owed: dict[UUID, ObligationRow]
    registry: RegistrySnapshot

    def changes(self, day: date) -> Iterator[tuple[ObligationRow, Change, Owing | None]]:
        """What the registry of a day makes of the obligations that stand by an earlier one."""
        owing = self.registry.owing(day)
        for debtor, row in self.owed.items():
            if row.route_fixed or row.submitted_at is not None or (row.followed_on or date.min) >= day:
                continue
            facts, who = row.facts(ObligationFacts), owing.get(debtor)
            if who is None:
                change = obligation_rules.left(facts, day)
            elif facts.left_on is not None and self.registry.stayed(debtor, facts.left_on, day):
                continue  # it never left, as is known now: `owe_again` gives a new day
            elif facts.left_on is not None:
                change = obligation_rules.restored(facts, self.terms, today=day, without_gap=False)
            else:
                change = obligation_rules.moved(facts, who, self.terms, since=day)
            if change is not None:
                yield row, change, who

    def entrants(self, day: date) -> Iterator[Owing]:
        """Whoever entered the reporting set by a day, in time to owe the quarter's report."""
        first, platforms = self.terms.quarter.first_day, {each.id: each for each in self.registry.platforms}
        for debtor, who in self.registry.owing(day).items():
            if who.platform_id is None or debtor in self.owed:
                continue
            entered = self.registry.entered(platforms[debtor], first, day)
            if entered is not None and self.terms.takes_in(entered, who.region_id):
                yield who

    def anything(self, day: date) -> bool:
        """Whether the registry of a day changes anything."""
        return any(True for _ in self.changes(day)) or any(True for _ in self.entrants(day))


async def unsettled_quarter(work: UnitOfWork) -> UnsettledQuarter | None:
    """The quarter whose debtors and routes still follow the registry; None where there is none."""
    last = await last_quarter(work)
    if last is None or last.route_fixed:
        return None
    quarter = Quarter(last.quarter)
    rows = await work.rows_of(ObligationRow, kind=QUARTERLY, quarter=quarter).ordered("id")
    owed = {each.platform_id or each.region_id: each for each in rows}
    return UnsettledQuarter(await terms_of(work, quarter), owed, await registry_snapshot(work))


async def registry_changes(work: UnitOfWork) -> datetime | None:
    """The registry changes at this moment who owes an unsettled quarter's filings, or by which route."""
    unsettled = await unsettled_quarter(work)
    if unsettled is None:
        return None
    first, last = unsettled.terms.quarter.first_day, min(work.today, unsettled.terms.settling_day)
    days = unsettled.registry.days_of_change(first, last)
    return next((start_of(day) for day in days if unsettled.anything(day)), None)


async def follow_registry(work: UnitOfWork) -> int:
    """Debtors and routes follow the registry; whoever leaves is exempt, and whoever enters owes (Art. 14; reading L9)."""
    unsettled = await unsettled_quarter(work)
    if unsettled is None:
        return 0
    changes, entrants = list(unsettled.changes(work.today)), list(unsettled.entrants(work.today))
    begun = await _begun(work, [row for row, _, _ in changes])
    for row, change, who in changes:
        work.apply(row, change)
        if who is not None and (draft := begun.get(row.id)):
            _reroute(work, draft, who)
    for who in entrants:
        work.add(obligation_rules.owed(who, unsettled.terms, entered=work.today))
    return len(changes) + len(entrants)


async def _restorable(work: UnitOfWork) -> list[tuple[ObligationRow, Change]]:
    """Exemptions of platforms that, as the registry now says, never left the reporting set."""
    rows = await work.rows_of(ObligationRow, outcome=Outcome.EXEMPT, left_on=other_than(None))
    now = await registry_snapshot(work) if rows else None
    found = list[tuple[ObligationRow, Change]]()
    for row in rows:
        if (
            now is None
            or row.left_on is None
            or not now.stayed(row.platform_id or row.region_id, row.left_on, work.today)
        ):
            continue
        terms = await terms_of(work, Quarter(row.quarter))
        change = obligation_rules.restored(row.facts(ObligationFacts), terms, today=work.today, without_gap=True)
        if change is not None:
            found.append((row, change))
    return found


async def somebody_is_back(work: UnitOfWork) -> datetime | None:
    """A title was renewed without a gap: known now, whenever it was renewed."""
    return work.now if await _restorable(work) else None


async def owe_again(work: UnitOfWork) -> int:
    """Whoever never left owes again, with a new day."""
    found = await _restorable(work)
    for row, change in found:
        work.apply(row, change)
    return len(found)


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
    begun = await _begun(work, rows)
    for row in rows:
        who = owing.get(row.platform_id or row.region_id)
        work.apply(row, obligation_rules.settled(row.facts(ObligationFacts), who, terms))
        if who is not None and (draft := begun.get(row.id)):
            _reroute(work, draft, who)
    return len(rows)


async def _begun(work: UnitOfWork, rows: Sequence[ObligationRow]) -> dict[UUID, ConsolidationRow]:
    """The consolidations begun for some obligations."""
    drafts = await work.rows_of(ConsolidationRow, obligation_id=[row.id for row in rows]) if rows else []
    return {each.obligation_id: each for each in drafts}


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
