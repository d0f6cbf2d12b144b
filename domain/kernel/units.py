"""The units the law counts in: fen, hundredths of a point, quarters, working days."""

import re
from datetime import date
from typing import Final, NewType, Self

Fen = NewType("Fen", int)
"""Money: one hundredth of a yuan."""

Hundredths = NewType("Hundredths", int)
"""A score: one hundredth of a point."""

WorkingDays = NewType("WorkingDays", int)

QUARTERS: Final = 4
"""Of a year."""

GradedYear = NewType("GradedYear", int)
"""The year whose work is judged; the round is called in the year after."""


def yuan(amount: int) -> Fen:
    """Whole yuan as fen."""
    return Fen(amount * 100)


def as_yuan(amount: Fen) -> str:
    """Fen as people write them: yuan with two digits, `"1234.50"`."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 100)
    return f"{sign}{whole}.{rest:02d}"


def in_text(amount: Fen) -> str:
    """Fen as a sentence of an office says them: `50万元`, else `1,234.50元`."""
    ten_thousands, rest = divmod(amount, 10_000_00)
    return f"{ten_thousands}万元" if amount > 0 and not rest else f"{in_figures(amount)}元"


def in_figures(amount: Fen) -> str:
    """Fen as a table of an office shows them: yuan with two digits and thousands set apart, `"500,000.00"`."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 100)
    return f"{sign}{whole:,}.{rest:02d}"


def as_points(score: int) -> str:
    """A score as people write it: points with two digits, `"88.50"`."""
    return as_yuan(Fen(score))


def half_up(numerator: int, denominator: int) -> int:
    """Divide non-negative integers and round a half upwards, the only rounding in the system."""
    return (2 * numerator + denominator) // (2 * denominator)


class Quarter(str):
    """A calendar quarter, written `2022Q1`; sorts in time order."""

    __slots__ = ()
    _FORM: Final = re.compile(r"\A[12]\d{3}Q[1-4]\Z", re.ASCII)

    def __new__(cls, text: str) -> Self:
        if not cls._FORM.match(text):
            raise ValueError(f"not a quarter: {text!r}")
        return super().__new__(cls, text)

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter that contains a day."""
        return cls(f"{day.year:04d}Q{(day.month + 2) // 3}")

    @property
    def year(self) -> int:
        return int(self[:4])

    @property
    def number(self) -> int:
        return int(self[5])

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.next.first_day.toordinal() - 1)

    @property
    def next(self) -> "Quarter":
        return Quarter(f"{self.year + 1:04d}Q1" if self.number == QUARTERS else f"{self.year:04d}Q{self.number + 1}")

    def day_of_last_month(self, day: int) -> date:
        """The `day`th of the quarter's last month (Art. 14(2) names the 25th)."""
        return date(self.year, 3 * self.number, day)


def a_year_after(day: date) -> date:
    """The same day of the next year; of 29 February the 28th."""
    following = day.year + 1
    return day.replace(year=following) if (day.month, day.day) != (2, 29) else date(following, 2, 28)


HUNDRED_PERCENT: Final = 100_00
"""Percentages are kept in hundredths."""


def percentage(part: int, whole: int) -> Hundredths | None:
    """Percent in hundredths, half up; None of nothing."""
    return None if whole == 0 else Hundredths(half_up(part * HUNDRED_PERCENT, whole))
