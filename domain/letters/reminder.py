"""The ladder of reminders: on which of its rungs a filing or another duty stands, by working days from its due day (ours)."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from domain.calendar import Calendar
from domain.kernel.events import Event
from domain.kernel.violations import Code, Violation
from domain.letters.recipients import reached

FARTHEST, MOST = 60, 12
"""How many working days from the due day a rung may be, and how many rungs there may be."""
LAPSES: Final = 3
"""So many working days after its last rung a filing is reminded of no more, even where no letter went out."""


def days_late(effective: date, day: date, calendar: Calendar, region: UUID) -> int:
    """The lateness of a day is counted in working days after the due day; negative before."""
    if day < effective:
        return -calendar.count_workdays(day, effective, region)
    return calendar.count_workdays(effective, day, region)


def rung_at(late: int, ladder: Sequence[int]) -> int | None:
    """A filing is reminded of on the latest rung alone, `late` working days after its due day; None off the ladder."""
    return None if late > ladder[-1] + LAPSES else reached(late, ladder)


Pair = tuple[Event, Event]
"""The event up to the due day, and the one after."""
OBLIGATION: Final[Pair] = (Event.OBLIGATION_DUE, Event.OBLIGATION_LATE)
DUTY: Final[Pair] = (Event.DUTY_DUE, Event.DUTY_LATE)


def event_of(pair: Pair, late: int) -> Event:
    """A rung's event follows from the working days after the due day."""
    return pair[late > 0]


def left(late: int, effective: date, day: date) -> str:
    """The time left stands in Chinese words; it is empty once over."""
    if late > 0:
        return ""
    if late < 0:
        return f"还有{-late}个工作日截止"
    return "今日截止" if day == effective else "今日为截止前最后一个工作日"


def a_ladder(rungs: Sequence[int]) -> list[int]:
    """The rungs in order; refuses none, too many, one twice and one too far from the due day."""
    if not 1 <= len(rungs) <= MOST or any(abs(rung) > FARTHEST for rung in rungs):
        facts: dict[str, object] = {
            "field": "提醒阶梯",
            "field_en": "ladder",
            "why": f"须有1至{MOST}档，每档在前后{FARTHEST}个工作日以内",
            "why_en": f"1 to {MOST} rungs, each within {FARTHEST} working days of the due day",
        }
        raise Violation(Code.INVALID, path=("ladder",), facts=facts)
    for n, rung in enumerate(rungs):
        if rung in rungs[:n]:
            raise Violation(Code.TWICE, path=("ladder", str(n)), facts={"what": rung})
    return sorted(rungs)
