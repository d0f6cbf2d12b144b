"""Which days of the audit are taken out at once (ours)."""

from datetime import date, datetime, timedelta
from typing import Final

from domain.calendar import start_of
from domain.kernel.violations import Code, Violation

MOST_DAYS: Final = 366


def days_exported(first: date, last: date) -> tuple[datetime, datetime]:
    """The beginning of the first day and the end of the last one, a year at most."""
    if last < first:
        raise Violation(Code.EMPTY_PERIOD, path=("until",))
    if (last - first).days >= MOST_DAYS:
        why, why_en = f"一次最多导出{MOST_DAYS}天。", f"{MOST_DAYS} days at most are exported at once."
        raise Violation(Code.INVALID, path=("until",), facts={"field": "截止日期", "why": why, "why_en": why_en})
    return start_of(first), start_of(last + timedelta(days=1))
