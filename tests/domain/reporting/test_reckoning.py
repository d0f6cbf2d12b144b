"""What a newly loaded calendar moves, and what stays (Art. 14, 17(4))."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Calendar
from domain.evaluation import round as round_rules
from domain.evaluation.notice import Window, kept_open, window
from domain.kernel.acts import Act
from domain.kernel.events import Event
from domain.rectification import rectification as rectification_rules
from domain.reporting import obligation as obligation_rules
from domain.terms.evaluation import RoundState
from domain.terms.rectification import RectificationState
from domain.terms.reporting import Outcome
from tests.builders.filings import PACK, TODAY, an_obligation, calendar
from tests.builders.judging import a_round

if TYPE_CHECKING:
    from domain.evaluation.round import RoundFacts

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
    change = obligation_rules.reckoned(an_obligation(**facts), newer, PACK, today=today)

    assert (change and dict(change.set)) == changed
    assert (list(change.events) if change else []) == (
        [Event.OBLIGATION_RECKONED] if changed and "effective" in changed else []
    )


POSTED = Window(date(2022, 9, 5), date(2022, 9, 6), date(2022, 9, 13))
"""The 12th is a holiday."""


@pytest.mark.case("2-1")
@pytest.mark.parametrize(
    ("shown", "newer", "today", "moved"),
    [
        (POSTED, calendar(), TODAY, None),
        (POSTED, under(date(2022, 9, 13)), TODAY, (date(2022, 9, 6), date(2022, 9, 14))),
        (POSTED, under(date(2022, 9, 6)), TODAY, (date(2022, 9, 7), date(2022, 9, 14))),
        (POSTED, under(working=(date(2022, 9, 12),)), TODAY, None),
        (replace(POSTED, end=date(2022, 9, 30)), under(date(2022, 9, 13)), TODAY, None),
        (replace(POSTED, end=date(2022, 9, 30)), under(date(2022, 9, 30)), TODAY, None),
        (replace(POSTED, end=date(2022, 9, 30)), under(date(2022, 9, 6)), TODAY, (date(2022, 9, 7), None)),
        (POSTED, under(date(2022, 9, 13)), date(2022, 9, 13), (date(2022, 9, 6), date(2022, 9, 14))),
        (POSTED, under(date(2022, 9, 13)), date(2022, 9, 14), None),
    ],
    ids=[
        "as it was",
        "a rest day makes it longer",
        "so does one at its beginning",
        "a day worked leaves it",
        "an end that the bureau chose is no reckoning",
        "nor is it moved off a rest day",
        "only its first day may then be another, which is told to nobody",
        "it grows on its last day still",
        "one that is over stays",
    ],
)
def test_a_window_under_a_new_calendar(
    shown: Window, newer: Calendar, today: date, moved: tuple[date, date | None] | None
):
    change = kept_open(shown, 5, newer, today=today)

    first, end = moved or (shown.first_day, None)
    assert change is None if moved is None else change is not None
    assert (dict(change.set) if change else None) == (moved and {"first_day": first, "window_end": end or shown.end})
    assert (list(change.events) if change else []) == ([Event.NOTICE_RECKONED] if end else [])


@pytest.mark.parametrize("worked", [True, False])
@given(
    posted=st.dates(date(2022, 1, 1), date(2022, 12, 1)),
    longer=st.integers(0, 10),
    others=st.sets(st.integers(1, 30), max_size=12),
    passed=st.integers(0, 30),
)
def test_whatever_is_declared_a_running_window_has_five_full_working_days_and_is_not_cut(
    posted: date, longer: int, others: set[int], passed: int, worked: bool
):
    least = window(posted, 5, calendar())
    shown = replace(least, end=least.end + timedelta(days=longer))
    newer = calendar().amended({(None, posted + timedelta(days=n)): worked for n in others})
    today = posted + timedelta(days=passed)

    change = kept_open(shown, 5, newer, today=today)

    end = change.set["window_end"] if change else shown.end
    assert isinstance(end, date)
    assert end >= shown.end
    assert today > shown.end or newer.count_workdays(posted, end) >= 5
    assert today <= shown.end or change is None


CALLED, DRAFT = RoundState.CALLED, RoundState.DRAFT
THEN: Final = date(2022, 3, 10)
MATERIALS, DISTRICT = date(2022, 3, 31), date(2022, 4, 15)
ROUND_MOVES: Final[dict[str, tuple[RoundFacts, Calendar, date, dict[str, date] | None]]] = {
    "a rest day moves the day of materials": (
        a_round(CALLED),
        under(MATERIALS),
        THEN,
        {"materials_effective": date(2022, 4, 1)},
    ),
    "and that of the districts": (
        a_round(CALLED),
        under(DISTRICT),
        THEN,
        {"district_effective": date(2022, 4, 18)},
    ),
    "no other does: a notice names its days and counts no working days": (
        a_round(CALLED),
        under(date(2022, 3, 30), date(2022, 4, 14)),
        THEN,
        None,
    ),
    "it comes back where the day named is worked after all": (
        a_round(CALLED, materials_effective=date(2022, 4, 1)),
        calendar(),
        THEN,
        {"materials_effective": MATERIALS},
    ),
    "never to before today": (
        a_round(CALLED, materials_effective=date(2022, 4, 1)),
        calendar(),
        date(2022, 4, 1),
        None,
    ),
    "a day that is over under either calendar stays": (a_round(CALLED), under(MATERIALS), date(2022, 4, 2), None),
    "a draft moves and nobody is told": (
        a_round(DRAFT),
        under(MATERIALS),
        THEN,
        {"materials_effective": date(2022, 4, 1)},
    ),
    **{
        f"{state}: its days are over": (a_round(state), under(MATERIALS), THEN, None)
        for state in RoundState
        if state not in (CALLED, DRAFT)
    },
}


@pytest.mark.case("2-1")
@pytest.mark.parametrize(("row", "newer", "today", "moved"), ROUND_MOVES.values(), ids=ROUND_MOVES)
def test_a_round_under_a_new_calendar(row: RoundFacts, newer: Calendar, today: date, moved: dict[str, date] | None):
    change = round_rules.reckoned(row, newer, today=today)

    assert (change and dict(change.set)) == moved
    assert (list(change.events) if change else []) == ([Event.ROUND_RECKONED] if moved and row.state is CALLED else [])


@pytest.mark.case("2-1")
def test_a_rectification_has_the_day_of_its_obligation_while_an_answer_is_awaited():
    to = date(2022, 9, 16)

    change = rectification_rules.reckoned(to)

    assert (dict(change.set), list(change.events)) == ({"due_effective": to}, [Event.RECTIFICATION_RECKONED])
    assert {
        state for state in RectificationState if (state, Act.EXTEND_RECTIFICATION) in rectification_rules.LIFE.moves
    } == {*rectification_rules.AWAITED}
