"""What a newly loaded calendar moves, and what stays (Art. 14, 17(4))."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import obligations as law
from domain.calendar import Calendar
from domain.events import Event
from domain.publicity import Window, kept_open
from domain.terms.reporting import Outcome
from tests.domain.filings import PACK, TODAY, an_obligation, calendar

O = Outcome  # noqa: E741


def under(*rest: date, working: tuple[date, ...] = ()) -> Calendar:
    """The published calendar with other words on some days."""
    return calendar().amended({**{(None, day): False for day in rest}, **{(None, day): True for day in working}})


CALENDAR_MOVES: list[tuple[str, dict[str, Any], Calendar, date, dict[str, object] | None]] = [
    ("a rest day moves it", {}, under(date(2022, 9, 15)), TODAY, {"effective": date(2022, 9, 16)}),
    ("nothing else does", {}, under(date(2022, 9, 16)), TODAY, None),
    ("not what was handed in", {"outcome": O.ON_TIME}, under(date(2022, 9, 15)), TODAY, None),
    ("not what was excused", {"outcome": O.EXEMPT}, under(date(2022, 9, 15)), TODAY, None),
    (
        "what is not late any more is owed again",
        {"outcome": O.MISSING},
        under(date(2022, 9, 15)),
        date(2022, 9, 16),
        {"effective": date(2022, 9, 16), "outcome": O.PENDING},
    ),
    ("what is late all the same stays", {"outcome": O.MISSING}, under(date(2022, 9, 15)), date(2022, 9, 17), None),
    (
        "a granted day stays",
        {"effective": date(2022, 9, 20), "extended_from": date(2022, 9, 15)},
        under(date(2022, 9, 15)),
        TODAY,
        None,
    ),
    (
        "but for a rest day",
        {"effective": date(2022, 9, 20), "extended_from": date(2022, 9, 15)},
        under(date(2022, 9, 20)),
        TODAY,
        {"effective": date(2022, 9, 21)},
    ),
    (
        "it comes back where the nominal day is worked after all",
        {"nominal": date(2022, 9, 25), "effective": date(2022, 9, 26)},
        under(working=(date(2022, 9, 25),)),
        TODAY,
        {"effective": date(2022, 9, 25)},
    ),
    (
        "never to before today",
        {"nominal": date(2022, 9, 25), "effective": date(2022, 9, 26)},
        under(working=(date(2022, 9, 25),)),
        date(2022, 9, 26),
        None,
    ),
    ("a published year is not provisional", {"provisional_day": True}, calendar(), TODAY, {"provisional_day": False}),
]


@pytest.mark.case("2-1")
@pytest.mark.parametrize(
    ("facts", "newer", "today", "changed"),
    [each[1:] for each in CALENDAR_MOVES],
    ids=[each[0] for each in CALENDAR_MOVES],
)
def test_what_a_new_calendar_moves(
    facts: dict[str, Any], newer: Calendar, today: date, changed: dict[str, object] | None
):
    change = law.reckoned(an_obligation(**facts), newer, PACK, today=today)

    assert (change and dict(change.set)) == changed
    assert (list(change.tells) if change else []) == (
        [Event.OBLIGATION_RECKONED] if changed and "effective" in changed else []
    )


POSTED = Window(date(2022, 9, 5), date(2022, 9, 6), date(2022, 9, 13))
"""The 12th is a holiday."""


@pytest.mark.parametrize(
    ("newer", "today", "end"),
    [
        (calendar(), TODAY, None),
        (under(date(2022, 9, 13)), TODAY, date(2022, 9, 14)),
        (under(working=(date(2022, 9, 12),)), TODAY, None),
        (under(date(2022, 9, 13)), date(2022, 9, 14), None),
    ],
    ids=["as it was", "a rest day makes it longer", "a day worked leaves it", "one that is over stays"],
)
def test_a_window_under_a_new_calendar(newer: Calendar, today: date, end: date | None):
    again = kept_open(POSTED, 5, newer, today=today)

    assert (again and again.end) == end
