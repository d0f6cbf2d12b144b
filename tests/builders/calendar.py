"""The calendar as it was published."""

from functools import cache

from api.database import calendar_seed
from domain.calendar import Calendar


@cache
def published() -> Calendar:
    """The calendar of 2019 to 2026."""
    return Calendar({(None, row["day"]): row["is_workday"] for row in calendar_seed.rows(range(2019, 2027))})
