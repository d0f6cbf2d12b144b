"""Loading working days: each day is the newest word on it, and every open date that hangs on them is reckoned anew (ours)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from domain import obligations, publicity
from domain.acts import Act
from domain.calendar import Calendar, Declared, still_open
from domain.change import Change, New
from domain.obligations import ObligationFacts
from domain.publicity import Window
from domain.rulepack import pack_for_quarter
from domain.scope import CLOCK
from domain.terms.evaluation import EvaluationState, RoundState
from domain.terms.reporting import Outcome
from domain.units import Quarter
from resolvers import judged
from resolvers.city import City
from resolvers.work import UnitOfWork, Write, alone, working
from schema.calendar import CalendarDayRow, CityClockRow
from schema.evaluation import EvaluationRow
from schema.notice import NoticeRow
from schema.obligation import ObligationRow
from schema.rectification import RectificationRow
from schema.region import RegionRow
from schema.round import RoundRow

Read = Callable[[Mapping[str, UUID]], Sequence[Declared]]
"""`(regions by their codes)` -> the days declared."""
RUNNING: Final = (RoundState.DRAFT, RoundState.CALLED)
"""States of a round whose due days still count."""
SHOWN: Final = (EvaluationState.IN_PUBLICITY, EvaluationState.UNDER_INVESTIGATION)


@dataclass(frozen=True)
class Loaded:
    """How many days were new or other than known, and how many filings and windows moved with them."""

    days: int
    filings: int = 0
    windows: int = 0


async def load(write: Write, city: City, read: Read) -> Loaded:
    """Take declared days, all or none of them, and reckon anew what hangs on them; the same days again change nothing."""
    async with alone(write), working(write, city, CLOCK, Act.LOAD_CALENDAR) as work:
        regions = {each.code: each.id for each in await work.rows(RegionRow)}
        declared = read(regions)
        changed = await take(work, declared)
        if not changed:
            return Loaded(0)
        # Its version is the edition by which every process knows that its calendar is stale.
        work.apply(await work.rows(CityClockRow).select_for_update().get(), Change())
        calendar = work.calendar.amended({each.key: each.is_workday for each in declared})
        await move_rounds(work, calendar)
        return Loaded(changed, await move_filings(work, calendar), await move_windows(work, calendar))


async def take(work: UnitOfWork, declared: Sequence[Declared]) -> int:
    """Write the days on which something else, or nothing, is known; how many those are."""
    days = [each.day for each in declared]
    known = await work.rows(CalendarDayRow).filter(day__gte=min(days), day__lte=max(days)).select_for_update()
    rows, changed = {(row.region_id, row.day): row for row in known}, 0
    for each in declared:
        row = rows.get(each.key)
        if row is not None and row.facts(Declared) == each:
            continue
        changed += 1
        if row is None:
            work.add(New("CalendarDay", vars(each)))
        else:
            work.apply(row, Change({name: getattr(each, name) for name in ("is_workday", "name", "source")}))
    return changed


async def move_filings(work: UnitOfWork, calendar: Calendar) -> int:
    """Every filing that is still owed, and the rectification whose day it is."""
    owed = await work.rows(ObligationRow).filter(outcome__in=(Outcome.PENDING, Outcome.MISSING)).select_for_update()
    moved = dict[UUID, object]()
    count = 0
    for row in owed:
        pack = pack_for_quarter(work.packs, Quarter(row.quarter)) if row.quarter else None
        change = obligations.reckoned(row.facts(ObligationFacts), calendar, pack, today=work.today)
        if change is None:
            continue
        work.apply(row, change)
        count += "effective" in change.set
        if row.rectification_id and "effective" in change.set:
            moved[row.rectification_id] = change.set["effective"]
    for each in await work.rows(RectificationRow).filter(id__in=list(moved)).select_for_update() if moved else ():
        work.apply(each, Change({"due_effective": moved[each.id]}))
    return count


async def move_rounds(work: UnitOfWork, calendar: Calendar) -> None:
    """The due days that the notices of running rounds name."""
    for row in await work.rows(RoundRow).filter(state__in=RUNNING).select_for_update():
        named = {"materials": row.materials_due, "district": row.district_due}
        days = {f"{of}_effective": calendar.next_workday(day) for of, day in named.items()}
        again = {name: still_open(getattr(row, name), day, work.today) for name, day in days.items()}
        if any(getattr(row, name) != day for name, day in again.items()):
            work.apply(row, Change(again))


async def move_windows(work: UnitOfWork, calendar: Calendar) -> int:
    """Every public notice whose window runs, and the results that stand in it (Art. 17(4))."""
    running = await work.rows(NoticeRow).filter(window_end__gte=work.today).select_for_update()
    count = 0
    for row in running:
        pack = judged.pack_of(work, await work.rows(RoundRow).get(id=row.round_id))
        shown = Window(row.posted_on, row.first_day, row.window_end)
        again = publicity.kept_open(shown, pack.publicity_days.value, calendar, today=work.today)
        if again is None:
            continue
        count += 1
        work.apply(row, Change({"first_day": again.first_day, "window_end": again.end}))
        if again.end != shown.end:
            in_it = work.rows(EvaluationRow).filter(notice_id=row.id, state__in=SHOWN)
            for each in await in_it.select_for_update():
                work.apply(each, Change({"window_end": again.end}))
    return count
