"""A day set for others lies within a year."""

from datetime import date

import pytest

from domain.evaluation.notice import window
from domain.kernel.far_days import within_a_year
from domain.kernel.units import a_year_after
from domain.kernel.violations import Code
from domain.supervision.task import ahead
from tests.builders.calendar import published
from tests.builders.refusing import refused

SINCE = date(2022, 10, 10)


@pytest.mark.parametrize(
    ("since", "last"),
    [
        (SINCE, date(2023, 10, 10)),
        (date(2020, 2, 29), date(2021, 2, 28)),
        (date(2019, 2, 28), date(2020, 2, 28)),
        (date(2021, 12, 31), date(2022, 12, 31)),
    ],
)
def test_a_year_is_a_calendar_year(since: date, last: date):
    """A7."""
    assert a_year_after(since) == last
    within_a_year(last, since, "until")
    assert refused(lambda: within_a_year(date.fromordinal(last.toordinal() + 1), since, "until")) is Code.TOO_FAR


@pytest.mark.parametrize("far", [date(2023, 10, 11), date(2122, 10, 20), date(2123, 1, 1)])
def test_no_window_task_or_reply_ends_beyond_a_year(far: date):
    """A7: a window to 2122, a task due 2123."""
    ahead(date(2023, 10, 10), SINCE)
    assert window(SINCE, 5, published(), date(2023, 10, 10)).end == date(2023, 10, 10)

    assert refused(lambda: ahead(far, SINCE)) is Code.TOO_FAR
    assert refused(lambda: window(SINCE, 5, published(), far)) is Code.TOO_FAR
