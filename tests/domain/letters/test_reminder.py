"""The ladder of reminders, and how late a filing is (ours)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.kernel.events import Event
from domain.kernel.violations import Code, Violation
from domain.letters import reminder as reminder_rules
from domain.letters.recipients import Whom, escalated
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.reporting import obligation as obligation_rules
from domain.terms import Role
from domain.terms.reporting import ObligationKind, Outcome
from tests.builders.filings import an_id, at, calendar

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
    assert reminder_rules.rung_at(reminder_rules.days_late(DUE, day, calendar(), REGION), LADDER) == rung


@pytest.mark.parametrize(
    ("pair", "late", "event"),
    [
        (reminder_rules.OBLIGATION, -10, Event.OBLIGATION_DUE),
        (reminder_rules.OBLIGATION, 0, Event.OBLIGATION_DUE),
        (reminder_rules.OBLIGATION, 1, Event.OBLIGATION_LATE),
        (reminder_rules.DUTY, -10, Event.DUTY_DUE),
        (reminder_rules.DUTY, 0, Event.DUTY_DUE),
        (reminder_rules.DUTY, 1, Event.DUTY_LATE),
    ],
)
def test_after_its_day_it_is_late(pair: reminder_rules.Pair, late: int, event: Event):
    assert reminder_rules.event_of(pair, late) is event


@pytest.mark.parametrize(
    ("day", "effective", "words"),
    [
        (date(2022, 9, 9), DUE, "还有3个工作日截止"),
        (date(2022, 9, 14), DUE, "还有1个工作日截止"),
        (DUE, DUE, "今日截止"),
        (date(2022, 9, 16), date(2022, 9, 17), "今日为截止前最后一个工作日"),
        (date(2022, 9, 16), DUE, ""),
    ],
)
def test_how_much_time_is_left(day: date, effective: date, words: str):
    assert reminder_rules.left(reminder_rules.days_late(effective, day, calendar(), REGION), effective, day) == words


OPERATOR, DEPARTMENT, CENTER = Role.OPERATOR, Role.DISTRICT_DEPARTMENT, Role.MUNICIPAL_CENTER


@pytest.mark.parametrize(
    ("what", "rung", "to"),
    [
        (ObligationKind.CONSOLIDATION, 0, [Whom.DEBTOR]),
        (ObligationKind.CONSOLIDATION, 1, [Whom.DEBTOR, DEPARTMENT]),
        (ObligationKind.CONSOLIDATION, 5, [Whom.DEBTOR, DEPARTMENT, CENTER]),
        *((noun, 0, [OPERATOR]) for noun in ("ChangeFiling", "RegistryChange", "Inspection")),
        *((noun, 1, [OPERATOR, Whom.DESK]) for noun in ("ChangeFiling", "RegistryChange")),
        *((noun, 5, [OPERATOR, Whom.DESK, CENTER]) for noun in ("ChangeFiling", "RegistryChange")),
        *(("Inspection", rung, [OPERATOR]) for rung in (1, 5)),
        *(("Assignment", rung, [Whom.ASSIGNEE]) for rung in (-10, 0, 1, 5)),
    ],
)
def test_whom_a_reminder_goes_to(what: str, rung: int, to: list[Role | Whom]):
    assert list(escalated(what, rung, LADDER)) == to


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
        reminder_rules.a_ladder(rungs)
    assert refusal.value.code is code


def test_a_ladder_is_in_order():
    assert reminder_rules.a_ladder([5, -60, 0]) == [-60, 0, 5]


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

    assert obligation_rules.days_late(row, calendar(), date.fromisoformat(today)) == late
