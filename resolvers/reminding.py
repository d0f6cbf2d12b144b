"""Reminders because time passed: every working morning, whatever reached another rung of the ladder is told of once (ours).

After days on which nothing ran only the latest rung is told. A moved due day moves what was not told yet.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from tortoise.queryset import QuerySet

from domain.acts import Act
from domain.calendar import KUNMING, Calendar
from domain.reminding import LAPSES, days_late, event_of, rung_at
from domain.rulepack import pack_on
from domain.terms.reporting import Outcome
from resolvers.city import SHANGHAI
from resolvers.clock import falls
from resolvers.work import UnitOfWork
from schema.calendar import ReportingNormRow
from schema.ledger import OutboxRow
from schema.obligation import ObligationRow

MORNING: Final = time(9)
"""When offices begin to work."""
SLACK: Final = timedelta(days=10)
"""By how much the working days of one region may differ from the city's within a ladder."""


async def norm_on(work: UnitOfWork, day: date) -> ReportingNormRow | None:
    """The norm in force on a day."""
    return await work.rows(ReportingNormRow).filter(valid_from__lte=day).order_by("-valid_from").first()


async def ladder_on(work: UnitOfWork, day: date) -> Sequence[int]:
    """The ladder of the norm in force on a day, else of the rule pack."""
    row = await norm_on(work, day)
    return pack_on(work.packs, day).ladder.value if row is None else row.ladder


def last_morning(now: datetime, calendar: Calendar) -> datetime:
    """The last time by now at which a working day began."""
    local = now.astimezone(SHANGHAI)
    day = local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)
    return datetime.combine(calendar.previous_workday(day), MORNING, KUNMING)


def open_around(work: UnitOfWork, day: date, ladder: Sequence[int]) -> QuerySet[ObligationRow]:
    """Every open filing that may stand on a rung at a day."""
    first = work.calendar.add_workdays(day, -ladder[-1] - LAPSES) - SLACK
    last = work.calendar.add_workdays(day, -ladder[0]) + SLACK
    open_ones = work.rows(ObligationRow).filter(outcome__in=(Outcome.PENDING, Outcome.MISSING))
    return open_ones.filter(effective__gte=first, effective__lte=last)


async def standing_on(work: UnitOfWork, day: date) -> list[tuple[ObligationRow, int]]:
    """Every open filing with the rung it stands on at a day, where that was not told yet."""
    ladder, calendar = await ladder_on(work, day), work.calendar
    rows = await open_around(work, day, ladder).order_by("effective", "id")
    stands = [(row, rung_at(days_late(row.effective, day, calendar, row.region_id), ladder)) for row in rows]
    due = [(row, rung) for row, rung in stands if rung is not None]
    told = work.rows(OutboxRow).filter(row_id__in=[row.id for row, _ in due], rung__isnull=False)
    known = {(each.row_id, each.rung) for each in await told.only("id", "row_id", "rung")}
    return [(row, rung) for row, rung in due if (row.id, rung) not in known]


async def a_rung_is_reached(work: UnitOfWork) -> datetime | None:
    """The last morning of a working day, where something may have stood on a rung by then; which it was is asked once, then."""
    morning = last_morning(work.now, work.calendar)
    ladder = await ladder_on(work, morning.date())
    return morning if await open_around(work, morning.date(), ladder).exists() else None


@falls(Act.REMIND, a_rung_is_reached)
async def remind(work: UnitOfWork) -> int:
    """Tell of every open filing the rung it stands on, once."""
    due = await standing_on(work, work.today)
    for row, rung in due:
        work.tell(event_of(rung), row, rung)
    return len(due)
