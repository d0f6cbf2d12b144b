"""The ladder of reminders, and how late a filing is (ours)."""

from __future__ import annotations

from datetime import date

import pytest

from domain import obligations, reminding
from domain.events import Event
from domain.rulepacks.kunming_2020 import KUNMING_2020
from domain.terms.reporting import Outcome
from domain.violations import Code, Violation
from tests.domain.filings import an_id, at, calendar

LADDER = KUNMING_2020.ladder.value
DUE = date(2022, 9, 15)
REGION = an_id("region")


@pytest.mark.parametrize(
    ("day", "rung"),
    [
        (date(2022, 8, 30), None),  # twelve working days before; 10 to 12 September are days of rest
        (date(2022, 9, 1), -10),
        (date(2022, 9, 6), -10),
        (date(2022, 9, 7), -5),
        (date(2022, 9, 10), -5),
        (date(2022, 9, 13), -5),
        (date(2022, 9, 14), -1),
        (DUE, 0),
        (date(2022, 9, 16), 1),
        (date(2022, 9, 17), 1),  # a Saturday
        (date(2022, 9, 21), 1),
        (date(2022, 9, 22), 5),
        (date(2022, 9, 27), 5),
        (date(2022, 9, 28), None),  # nothing is told of what is long past
        (date(2025, 1, 1), None),
    ],
)
def test_a_filing_stands_on_the_latest_rung_it_reached(day: date, rung: int | None):
    assert reminding.rung_at(reminding.days_late(DUE, day, calendar(), REGION), LADDER) == rung


@pytest.mark.parametrize(
    ("rung", "event"), [(-10, Event.OBLIGATION_DUE), (0, Event.OBLIGATION_DUE), (1, Event.OBLIGATION_LATE)]
)
def test_a_rung_after_the_day_tells_that_it_is_late(rung: int, event: Event):
    assert reminding.event_of(rung) is event


@pytest.mark.parametrize(
    ("rungs", "code"),
    [
        ([], Code.INVALID),
        (list(range(13)), Code.INVALID),
        ([61], Code.INVALID),
        ([-61], Code.INVALID),
        ([1, 1], Code.TWICE),
    ],
)
def test_a_ladder_that_cannot_be(rungs: list[int], code: Code):
    with pytest.raises(Violation) as refusal:
        reminding.a_ladder(rungs)
    assert refusal.value.code is code


def test_a_ladder_is_in_order():
    assert reminding.a_ladder([5, -60, 0]) == [-60, 0, 5]


@pytest.mark.parametrize(
    ("outcome", "handed_in", "today", "late"),
    [
        (Outcome.PENDING, None, "2022-09-15", None),
        (Outcome.PENDING, None, "2022-09-16", 1),  # the clock has not recorded it yet
        (Outcome.MISSING, None, "2022-09-19", 2),
        (Outcome.ON_TIME, "2022-09-15 23:59", "2022-12-01", None),
        (Outcome.LATE, "2022-09-17 10:00", "2022-12-01", 1),  # on a Saturday
        (Outcome.EXEMPT, None, "2022-12-01", None),
        (Outcome.EXEMPT, "2022-10-20 10:00", "2022-12-01", None),
    ],
)
def test_how_late_a_filing_is(outcome: Outcome, handed_in: str | None, today: str, late: int | None):
    row = {"outcome": outcome, "effective": DUE, "submitted_at": handed_in and at(handed_in), "region_id": REGION}

    assert obligations.days_late(row, calendar(), date.fromisoformat(today)) == late
