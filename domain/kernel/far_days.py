"""A day that an office sets for others lies within a year: a year mistyped by a digit is none (ours)."""

from datetime import date

from domain.kernel.units import a_year_after
from domain.kernel.violations import Code, Violation


def within_a_year(day: date, since: date, *path: str) -> None:
    """Refuse a day that lies beyond a year after another."""
    if day > (latest := a_year_after(since)):
        raise Violation(Code.TOO_FAR, path=path, facts={"day": day, "latest": latest})
