"""Loading working days: the newest declaration of a day counts, and every open date is reckoned anew (ours)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from domain.calendar import Calendar, DeclaredDay
from domain.evaluation import notice as notice_rules
from domain.evaluation import round as round_rules
from domain.evaluation.notice import Window
from domain.evaluation.round import RoundFacts
from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.units import Quarter
from domain.rectification import rectification as rectification_rules
from domain.registry import change_filing as change_filing_rules
from domain.registry.change_filing import Reckoned
from domain.regulation.rulepack import RulePack, pack_for_quarter
from domain.reporting import obligation as obligation_rules
from domain.reporting.obligation import ObligationFacts
from domain.rights.scope import CLOCK
from domain.terms.evaluation import EvaluationState
from domain.terms.registry import FilingState
from domain.terms.reporting import Outcome
from resolvers.plan.city import City
from resolvers.work.rows import AtLeast, Between, other_than, parent
from resolvers.work.unit_of_work import UnitOfWork, Write, alone, working
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.notice import NoticeRow
from schema.evaluation.round import RoundRow
from schema.rectification.rectification import RectificationRow
from schema.registry.change_filing import ChangeFilingRow, RegistryChangeRow
from schema.registry.region import RegionRow
from schema.reporting.obligation import ObligationRow
from schema.time.calendar import CalendarDayRow, CityClockRow

Read = Callable[[Mapping[str, UUID]], Sequence[DeclaredDay]]
"""`(regions by their codes)` -> the days declared."""
OPEN: Final = (Outcome.PENDING, Outcome.MISSING)
SHOWN: Final = (EvaluationState.IN_PUBLICITY, EvaluationState.UNDER_INVESTIGATION)


class Moves(Protocol):
    """A rule tells what a changed calendar makes of an obligation."""

    def __call__(
        self, obligation: ObligationFacts, calendar: Calendar, pack: RulePack | None, /, *, today: date
    ) -> Change | None: ...


@dataclass(frozen=True)
class Loaded:
    """A loading counts its new or changed days, and the filings, windows and rounds moved with those days."""

    days: int
    filings: int = 0
    windows: int = 0
    rounds: int = 0


async def load(write: Write, city: City, read: Read) -> Loaded:
    """Take declared days, all or none, and reckon open dates anew; the same days again change nothing."""
    async with alone(write), working(write, city, CLOCK, Act.LOAD_CALENDAR) as work:
        regions = {each.code: each.id for each in await work.rows_of(RegionRow)}
        declared = read(regions)
        changed = await take(work, declared)
        if not changed:
            return Loaded(0)
        # Its version is the edition by which every process knows that its calendar is stale.
        work.apply(await work.rows_of(CityClockRow).lock().one(), Change())
        calendar = work.calendar.amended({each.key: each.is_workday for each in declared})
        moved = await move_rounds(work, calendar)
        filings = await move_filings(work, calendar, obligation_rules.reckoned, outcome=OPEN)
        filings += await move_changes(work, calendar)
        return Loaded(changed, filings, await move_windows(work, calendar), moved)


async def take(work: UnitOfWork, declared: Sequence[DeclaredDay]) -> int:
    """Write the days that are new or differ; returns their number."""
    days = [each.day for each in declared]
    known = await work.rows_of(CalendarDayRow, day=Between((min(days), max(days)))).lock()
    rows, changed = {(row.region_id, row.day): row for row in known}, 0
    for each in declared:
        row = rows.get(each.key)
        if row is not None and row.facts(DeclaredDay) == each:
            continue
        changed += 1
        if row is None:
            work.add(New("CalendarDay", vars(each)))
        else:
            work.apply(row, Change({name: getattr(each, name) for name in ("is_workday", "name", "source")}))
    return changed


async def move_filings(work: UnitOfWork, calendar: Calendar, rule: Moves, **which: object) -> int:
    """Obligations move as a rule says, and the rectifications of their days; none whose evaluation is decided or whose notice is answered."""
    answers = work.rows_of(RectificationRow, state=rectification_rules.AWAITED)
    notices = {each.id: each for each in await answers.lock()}
    judged_yet = ({"evaluation_id": None}, {"evaluation": parent(state=round_rules.UNDECIDED)})
    awaited = ({"rectification_id": None}, {"rectification_id": notices})
    owed = work.rows_of(ObligationRow, judged_yet, awaited, **which)
    count = 0
    for row in await owed.lock():
        pack = pack_for_quarter(work.packs, Quarter(row.quarter)) if row.quarter else None
        change = rule(row.facts(ObligationFacts), calendar, pack, today=work.today)
        if change is None:
            continue
        work.apply(row, change)
        moved = change.set.get("effective")
        count += moved is not None
        if isinstance(moved, date) and row.rectification_id:
            work.apply(notices[row.rectification_id], rectification_rules.reckoned(moved))
    return count


async def move_changes(work: UnitOfWork, calendar: Calendar) -> int:
    """Unfiled changes move, and their notes in the registry (Art. 12)."""
    count, moved = 0, dict[UUID, date]()
    still_open = await work.rows_of(ChangeFilingRow, state=FilingState.OPEN).lock()
    unanswered = ({"filing_id": None}, {"filing_id": [row.id for row in still_open]})
    noted = await work.rows_of(RegistryChangeRow, unanswered).lock()
    for row in (*still_open, *noted):
        change = change_filing_rules.reckoned(row.facts(Reckoned), calendar, today=work.today)
        if change is None:
            continue
        tells = change.events if isinstance(row, ChangeFilingRow) else ()
        work.apply(row, Change(change.set, events=tells))
        if isinstance(day := change.set.get("due_on"), date):
            moved[row.id] = day
        count += bool(tells)
    for row in still_open:
        days = [moved.get(each.id, each.due_on) for each in noted if each.filing_id == row.id]
        first = change_filing_rules.last_day(*days)
        if days and first != row.registry_due_on:
            work.apply(row, Change({"registry_due_on": first}))
    return count


async def move_rounds(work: UnitOfWork, calendar: Calendar) -> int:
    """The due days of running rounds move."""
    running = await work.rows_of(RoundRow, state=round_rules.RUNNING).lock()
    reckoned = [(row, round_rules.reckoned(row.facts(RoundFacts), calendar, today=work.today)) for row in running]
    moved = [(row, change) for row, change in reckoned if change is not None]
    for row, change in moved:
        work.apply(row, change)
    return len(moved)


async def move_windows(work: UnitOfWork, calendar: Calendar) -> int:
    """The running windows of public notices move, and the results that stand in them (Art. 17(4))."""
    running = await work.rows_of(NoticeRow, window_end=AtLeast(work.today)).lock()
    count = 0
    for row in running:
        pack = work.pack_of((await work.rows_of(RoundRow, id=row.round_id).one()).pack_snapshot)
        shown = Window(row.posted_on, row.first_day, row.window_end)
        change = notice_rules.kept_open(shown, pack.publicity_days.value, calendar, today=work.today)
        if change is None:
            continue
        count += 1
        work.apply(row, change)
        end = change.set["window_end"]
        in_it = work.rows_of(EvaluationRow, notice_id=row.id, state=SHOWN, window_end=other_than(end))
        for each in await in_it.lock():
            work.apply(each, Change({"window_end": end}))
    return count
