"""Working days and due days: the published calendar, with exceptions of single regions (Art. 12, 14, 17).

A year nobody has published yet is taken as plain Monday to Friday, and what is reckoned through it is provisional.
The first day is never counted (Civil Code 201; in 2020 the same article of the General Rules of the Civil Law), and a
day lasts to its end in Kunming: 24:00, UTC+8, no summer time. A point of time is no day, and is refused.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final
from uuid import UUID

from domain.kernel.basis import BY_LAW, Basis, BasisSource
from domain.regulation.rulepack import ReadingOfDay, Shift

KUNMING: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
DAY: Final = timedelta(days=1)
SATURDAY: Final = 5


def day_of(moment: datetime) -> date:
    """A point of time has its day in Kunming; a point without offset is refused."""
    if moment.tzinfo is None:
        raise ValueError("a point of time needs its offset")
    return moment.astimezone(KUNMING).date()


def on_time(moment: datetime, last: date) -> bool:
    """An act is on time until 24:00 of its last day."""
    pure(last)
    return day_of(moment) <= last


def end_of(day: date) -> datetime:
    """The first moment after a day."""
    pure(day)
    return datetime.combine(day + DAY, datetime.min.time(), KUNMING)


def start_of(day: date) -> datetime:
    """The first moment of a day in Kunming."""
    pure(day)
    return datetime.combine(day, datetime.min.time(), KUNMING)


def pure(*days: date) -> None:
    """Refuse a point of time where a day is meant: in which day it lies hangs on the place."""
    if any(isinstance(day, datetime) for day in days):
        raise TypeError("a day is meant, not a point of time")


@dataclass(frozen=True)
class LostDays:
    """Days that an outage of the reporting portal took, whole or in part."""

    first: date
    last: date


class Calendar:
    """Which days are working days; the keys are a region, or None for all the city, and a day.

    `lost` are the outages of the reporting portal, which move what a norm or a notice sets.
    """

    def __init__(self, days: Mapping[tuple[UUID | None, date], bool], lost: Sequence[LostDays] = ()) -> None:
        self._days = days
        self._lost = lost
        known = Counter(day.year for region, day in days if region is None)
        self.published: frozenset[int] = frozenset(year for year, count in known.items() if count == days_in(year))

    def amended(self, days: Mapping[tuple[UUID | None, date], bool]) -> "Calendar":
        """The calendar takes newer declarations of some days."""
        return Calendar({**self._days, **days}, self._lost)

    def without(self, lost: LostDays) -> "Calendar":
        """The calendar takes in a further outage of the reporting portal."""
        return Calendar(self._days, [*self._lost, lost])

    def is_workday(self, day: date, region: UUID | None = None) -> bool:
        """Whether offices work on a day; a region's own exception goes before the city's calendar."""
        pure(day)
        if region is not None and (own := self._days.get((region, day))) is not None:
            return own
        common = self._days.get((None, day))
        return day.weekday() < SATURDAY if common is None else common

    def next_workday(self, day: date, region: UUID | None = None) -> date:
        """The day itself where it is a working day, else the first one after it."""
        pure(day)
        while not self.is_workday(day, region):
            day += DAY
        return day

    def previous_workday(self, day: date, region: UUID | None = None) -> date:
        """The day itself where it is a working day, else the last one before it."""
        pure(day)
        while not self.is_workday(day, region):
            day -= DAY
        return day

    def reachable(self, day: date, region: UUID | None = None) -> date:
        """The day itself where the reporting portal stood open all day, else the first working day after the outage."""
        pure(day)
        while (outage := self._outage_on(day)) is not None:
            day = self.next_workday(outage.last + DAY, region)
        return day

    def outage_within(self, first: date, last: date) -> date | None:
        """The last day that an outage took of a span of days; None where there was no outage."""
        pure(first, last)
        ends = (min(each.last, last) for each in self._lost if each.first <= last and first <= each.last)
        return max(ends, default=None)

    def _outage_on(self, day: date) -> LostDays | None:
        return next((each for each in self._lost if each.first <= day <= each.last), None)

    def add_workdays(self, start: date, count: int, region: UUID | None = None) -> date:
        """The working day `count` working days after a day, which is itself not counted; before it where negative."""
        pure(start)
        step = DAY if count >= 0 else -DAY
        left = abs(count)
        while left:
            start += step
            left -= self.is_workday(start, region)
        return start

    def full_workdays_after(self, posted: date, count: int, region: UUID | None = None) -> date:
        """The last day of a window of `count` full working days after the day of posting. Source: Art. 17(4)."""
        return self.add_workdays(posted, count, region)

    def count_workdays(self, after: date, to: date, region: UUID | None = None) -> int:
        """The working days after one day and up to another are counted."""
        pure(after, to)
        span = (to - after).days
        return sum(self.is_workday(after + n * DAY, region) for n in range(1, span + 1))

    def provisional(self, first: date, last: date) -> bool:
        """A span of days is provisional while a year within the span is not published."""
        pure(first, last)
        return any(year not in self.published for year in range(min(first, last).year, max(first, last).year + 1))


@dataclass(frozen=True)
class DeclaredDay:
    """A declared day is a working day or a day of rest, in the city or in one region, with its place of publication."""

    day: date
    is_workday: bool
    name: str | None
    source: str
    region_id: UUID | None = None

    @property
    def key(self) -> tuple[UUID | None, date]:
        """A region and a day are declared once."""
        return self.region_id, self.day


def still_open(known: date, again: date, today: date) -> date:
    """The last day becomes the day reckoned anew, unless that day is over already (ours)."""
    pure(known, again, today)
    return again if again >= today else known


@dataclass(frozen=True)
class Deadline:
    """A deadline has its nominal day, its effective last day, and the basis of both."""

    nominal: date
    effective: date
    basis: Basis
    provisional: bool
    explanation: str

    @property
    def source(self) -> BasisSource:
        """What sets the day."""
        return self.basis.source

    @property
    def article(self) -> str | None:
        """The article that sets the day; None where a norm or notice does."""
        return self.basis.article


def due(
    nominal: date,
    calendar: Calendar,
    *,
    shift: Shift = Shift.NEXT,
    basis: Basis = BY_LAW,
    reading: ReadingOfDay = ReadingOfDay.INCLUSIVE,
    region: UUID | None = None,
) -> Deadline:
    """A due day with its effect: on a rest day it moves as the switch says. Source: Art. 14(2); readings L7, L8.

    An outage of the reporting portal moves what a norm or a notice sets, and no day of the law (reading L31).

    “由中小企业主管部门每季度最后一个月25日前向市中小企业服务中心报送季度工作情况” (Art. 14(2)).
    """
    last = nominal if reading is ReadingOfDay.INCLUSIVE else nominal - DAY
    effective = shifted(last, calendar, shift, region)
    if basis.source is not BasisSource.TEXT:
        effective = calendar.reachable(effective, region)
    provisional = calendar.provisional(last, effective)
    words = basis.article or basis.words or ""
    return Deadline(
        nominal,
        effective,
        basis,
        provisional,
        explained(nominal, last, effective, words, calendar, provisional=provisional),
    )


def shifted(day: date, calendar: Calendar, shift: Shift, region: UUID | None = None) -> date:
    """A rest day gives way to a working day as the switch says."""
    pure(day)
    match shift:
        case Shift.NEXT:
            return calendar.next_workday(day, region)
        case Shift.PREVIOUS:
            return calendar.previous_workday(day, region)
        case Shift.NONE:
            return day


def explained(nominal: date, last: date, effective: date, basis: str, calendar: Calendar, *, provisional: bool) -> str:
    """The explanation names the due day and what moved it."""
    parts = [f"{basis}：{written(nominal)}前"]
    if last != nominal:
        parts.append(f"不含当日，以{written(last)}为限")
    outage = calendar.outage_within(last, effective - DAY) if last < effective else None
    if effective == last:
        parts.append(f"截至{written(effective)}24时")
    elif outage is not None:
        parts.append(f"{written(outage)}报送系统故障，顺延至{written(effective)}24时")
    else:
        way = f"参照{civil_law(last)}第二百零三条顺延" if effective > last else "提前"
        parts.append(f"{written(last)}为休息日，{way}至{written(effective)}24时")
    if provisional:
        parts.append("当年工作日安排尚未公布，日期可能调整")
    return "；".join(parts) + "。"


CIVIL_CODE_FROM: Final = date(2021, 1, 1)


def civil_law(day: date) -> str:
    """The law that says how periods are counted: until the end of 2020 the General Rules of the Civil Law, then the Civil Code."""
    return "《民法典》" if day >= CIVIL_CODE_FROM else "《民法总则》"


def written(day: date) -> str:
    """A day as Chinese documents write it."""
    pure(day)
    return f"{day.year}年{day.month}月{day.day}日"


def days_in(year: int) -> int:
    """A year has 365 days, or 366."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days
