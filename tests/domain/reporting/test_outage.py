"""What an outage of the reporting portal moves, for all (ours; reading L31)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from domain.calendar import LostDays
from domain.kernel.violations import Code
from domain.reporting import outage as rules
from domain.reporting.outage import OutageSpan
from domain.terms.registry import DayBasis
from domain.terms.reporting import ObligationKind, Outcome, Route
from tests.builders.filings import CITY_CENTRE, PACK, after, an_obligation, at, calendar
from tests.builders.refusing import refused

O = Outcome  # noqa: E741
ON_THE_15TH = LostDays(date(2022, 9, 15), date(2022, 9, 15))


def moved(lost: LostDays = ON_THE_15TH, today: str = "2022-09-16", **facts: Any) -> Any:
    owed = an_obligation(**facts)
    change = rules.moved_for_all(owed, calendar().without(lost), PACK, today=date.fromisoformat(today))
    return None if change is None else after(owed, change)


def recorded(since: str, until: str, now: str = "2022-09-16 09:00", proof: str = "运维日志") -> Any:
    return rules.record(OutageSpan(at(since), at(until)), "机房断电", proof, CITY_CENTRE, at=at(now)).values


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("2022-09-15 14:00", "2022-09-15 17:00", 15, 15),
        ("2022-09-14 22:00", "2022-09-15 00:00", 14, 14),
        ("2022-09-13 22:00", "2022-09-15 00:01", 13, 15),
    ],
)
def test_an_outage_takes_the_days_it_touches(since: str, until: str, first: int, last: int):
    """A1."""
    told = recorded(since, until)

    assert (told["first_day"], told["last_day"]) == (date(2022, 9, first), date(2022, 9, last))


@pytest.mark.parametrize(
    ("since", "until", "proof", "code"),
    [
        ("2022-09-15 14:00", "2022-09-16 10:00", "日志", Code.FUTURE_DAY),
        ("2022-09-15 14:00", "2022-09-15 14:00", "日志", Code.EMPTY_PERIOD),
        ("2022-09-15 14:00", "2022-09-15 13:00", "日志", Code.EMPTY_PERIOD),
        ("2022-07-15 14:00", "2022-09-15 13:00", "日志", Code.TOO_FAR),
        ("2022-09-15 14:00", "2022-09-15 17:00", " ", Code.REQUIRED),
    ],
)
def test_an_outage_is_over_and_proven(since: str, until: str, proof: str, code: Code):
    """A1."""
    assert refused(lambda: recorded(since, until, proof=proof)) is code


@pytest.mark.reading("L31")
@pytest.mark.parametrize(
    ("submitted", "outcome", "to", "first"),
    [
        (None, O.PENDING, O.PENDING, None),
        (None, O.MISSING, O.PENDING, None),
        ("2022-09-16 08:00", O.LATE, O.ON_TIME, O.LATE),
        ("2022-09-15 08:00", O.ON_TIME, O.ON_TIME, None),
    ],
)
def test_an_outage_on_the_last_day_moves_it_for_all(
    submitted: str | None, outcome: Outcome, to: Outcome, first: Outcome | None
):
    """A1: whoever filed and whoever did not."""
    sent: datetime | None = (submitted and at(submitted)) or None
    now = moved(outcome=outcome, submitted_at=sent)

    assert (now.effective, now.outcome, now.first_outcome) == (date(2022, 9, 16), to, first)


@pytest.mark.parametrize(
    ("submitted", "outcome"), [(None, O.MISSING), ("2022-09-17 08:00", O.LATE), ("2022-09-19 00:00", O.LATE)]
)
def test_who_is_late_by_the_new_day_too_stays_late(submitted: str | None, outcome: Outcome):
    """A1: an outage recorded once the new day is over."""
    now = moved(today="2022-09-20", outcome=outcome, submitted_at=submitted and at(submitted))

    assert (now.effective, now.outcome, now.first_outcome) == (date(2022, 9, 16), outcome, None)


@pytest.mark.parametrize(
    ("lost", "effective"),
    [
        (LostDays(date(2022, 9, 14), date(2022, 9, 16)), date(2022, 9, 19)),
        (LostDays(date(2022, 9, 15), date(2022, 9, 30)), date(2022, 10, 8)),
    ],
)
def test_it_moves_to_the_first_working_day_after_it(lost: LostDays, effective: date):
    """A1: over a weekend, over a holiday."""
    assert moved(lost).effective == effective


@pytest.mark.parametrize(
    "facts",
    [
        {"effective": date(2022, 9, 16), "nominal": date(2022, 9, 16)},
        {"effective": date(2022, 9, 14), "nominal": date(2022, 9, 14)},
        {"outcome": O.EXEMPT},
        {
            "basis": DayBasis.LAW,
            "kind": ObligationKind.CONSOLIDATION,
            "route": Route.DEPARTMENT,
            "platform_id": None,
        },
    ],
)
def test_it_moves_no_other_day_and_none_of_the_measures(facts: dict[str, Any]):
    """A1: NORM and NOTICE days alone."""
    assert moved(**facts) is None


@pytest.mark.parametrize("basis", [DayBasis.NORM, DayBasis.NOTICE])
def test_norm_and_notice_move_alike_and_a_granted_day_too(basis: DayBasis):
    """A1."""
    granted: dict[str, Any] = {"effective": date(2022, 9, 20), "extended_from": date(2022, 9, 15)}
    lost = LostDays(date(2022, 9, 20), date(2022, 9, 20))

    assert moved(basis=basis).effective == date(2022, 9, 16)
    assert moved(lost, "2022-09-21", basis=basis, **granted).effective == date(2022, 9, 21)
