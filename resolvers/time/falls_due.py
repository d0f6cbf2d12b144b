"""The passing of time: each moment of something due is replayed in order, with its own `now`.

Rules judge by `now`; these verbs only record. `resolvers/root.py` lists all that falls due, in its order.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.kernel.acts import Act
from resolvers.work.unit_of_work import UnitOfWork

Moment = Callable[[UnitOfWork], Awaitable[datetime | None]]
Doing = Callable[[UnitOfWork], Awaitable[int]]


class OpenWork(Protocol):
    """Opens a unit of work of the clock at a moment, in a transaction of its own, and keeps it when left in peace."""

    def __call__(self, act: Act, at: datetime, /) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open the unit of work."""
        ...


@dataclass(frozen=True)
class Fall:
    """One kind of due event: `moment` is that of the earliest unrecorded one, `do` records and counts what fell due then."""

    act: Act
    moment: Moment
    do: Doing


async def advance(open_work: OpenWork, until: datetime, falls: Sequence[Fall]) -> int:
    """Replay what falls due up to a moment, in order; returns how many acts there were.

    Running it again changes nothing. What turns out to need no record at its moment is left aside.
    """
    acts, idle = 0, set[tuple[Fall, datetime]]()
    while (due := await _next(open_work, until, falls, idle)) is not None:
        moment, fall = due
        async with open_work(fall.act, moment) as work:
            recorded = await fall.do(work)
        if recorded:
            acts += 1
        else:
            idle.add((fall, moment))
    return acts


async def _next(
    open_work: OpenWork, until: datetime, falls: Sequence[Fall], idle: set[tuple[Fall, datetime]]
) -> tuple[datetime, Fall] | None:
    """The earliest thing to record."""
    async with open_work(Act.READ, until) as work:
        moments = [(await fall.moment(work), fall) for fall in falls]
    due = [
        (moment, fall)
        for moment, fall in moments
        if moment is not None and moment <= until and (fall, moment) not in idle
    ]
    return min(due, key=lambda each: each[0], default=None)
