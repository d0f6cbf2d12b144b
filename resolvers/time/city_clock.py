"""Moving the city's clock: what falls due on the way is recorded first, then the time is changed (ours)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, cast

import strawberry

from domain.calendar import KUNMING, Calendar, day_of
from domain.kernel.acts import Act
from domain.kernel.change import Change
from domain.kernel.violations import Code, Violation
from domain.rights.allowed_actions import forbidden
from domain.rights.authority import scope_of
from domain.rights.scope import CLOCK, Actor, Nothing
from resolvers.plan.city import City
from resolvers.time.falls_due import Fall, advance
from resolvers.work.mutation import Door, argument, mutation
from resolvers.work.unit_of_work import Write, alone, working
from schema.roots import Clock
from schema.time.calendar import CityClockRow

MOST_DAYS: Final = 250
Until = Callable[[datetime, Calendar], datetime]
"""`(now, calendar)` -> the moment to move to."""


@strawberry.input(description="How far to move: to a day, or by working days; the time of day stays.")
class AdvanceClockInput:
    to: date | None = argument(
        "The day to move to: later than today, of a year whose calendar is published.", default=None
    )
    working_days: int | None = argument("How many working days to move on, 1 to 250.", default=None)


@mutation(Act.ADVANCE_CLOCK, None, extras={"clock": (Clock, "The clock afterwards; null when refused.")}, direct=True)
async def advance_clock(door: Door, input: AdvanceClockInput) -> dict[str, Any]:
    """Move the demonstration city's clock on; what falls due on the way happens in order, each at its own time."""
    if scope_of(door.actor.role, Act.ADVANCE_CLOCK, "CityClock") == Nothing():
        raise forbidden(Act.ADVANCE_CLOCK, "CityClock")
    if not door.demo:
        raise Violation(Code.CLOCK_FIXED)
    now, offset = await move(door.write, door.city, target(input.to, input.working_days), door.falls, door.actor)
    return {"clock": {"now": now.astimezone(KUNMING), "today": day_of(now), "offset_seconds": offset}}


def target(to: date | None, working_days: int | None) -> Until:
    """The moment that a day, or a number of working days, means; within the published calendars."""
    if (to is None) == (working_days is None) or not 1 <= (working_days or 1) <= MOST_DAYS:
        either = f"请填写其中一项，工作日数为1至{MOST_DAYS}"
        raise _unfit(
            "to / workingDays", either, f"give one of them, workingDays within 1 to {MOST_DAYS}", "workingDays"
        )

    def until(now: datetime, calendar: Calendar) -> datetime:
        today, last = day_of(now), max(calendar.published)
        if to is not None and to <= today:
            raise Violation(Code.CLOCK_BACK, path=("to",))
        if max(to or today, today + timedelta(days=2 * (working_days or 0))).year > last:
            raise _unfit("to", f"工作日安排公布至{last}年", f"calendars are published to {last}", "to")
        day = to or calendar.add_workdays(today, working_days or 0)
        return now + timedelta(days=(day - today).days)

    return until


def _unfit(field: str, why: str, why_en: str, path: str) -> Violation:
    return Violation(Code.INVALID, path=(path,), facts={"field": field, "why": why, "why_en": why_en})


async def move(
    write: Write, city: City, until: Until, falls: Sequence[Fall], actor: Actor = CLOCK
) -> tuple[datetime, int]:
    """Replay up to a moment, then set the clock to it; returns city time and the offset in seconds."""
    async with alone(write):
        async with working(write, city, CLOCK, Act.READ) as work:
            moment = until(work.now, work.calendar)
            clock = await work.rows_of(CityClockRow).one()
        if not clock.movable:
            raise Violation(Code.CLOCK_FIXED)
        await replay(write, city, moment, falls)
        async with working(write, city, actor, Act.ADVANCE_CLOCK) as work:
            clock = await work.rows_of(CityClockRow).one()
            ahead = cast("int", clock.offset_seconds)
            offset = ahead + round((moment - work.now).total_seconds())
            work.apply(clock, Change({"offset_seconds": offset}))
    return moment, offset


async def replay(write: Write, city: City, until: datetime, falls: Sequence[Fall]) -> int:
    """Record what has fallen due up to a moment; again changes nothing."""
    return await advance(lambda act, at: working(write, city, CLOCK, act, at), until, falls)


async def catch_up(write: Write, city: City, falls: Sequence[Fall]) -> int:
    """Record what has fallen due until now; several processes take turns."""
    async with alone(write):
        async with working(write, city, CLOCK, Act.READ) as work:
            now = work.now
        return await replay(write, city, now, falls)
