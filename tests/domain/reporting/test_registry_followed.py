"""Who owes what follows the registry day by day until it is settled (Art. 14; readings L9, L32)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.kernel.events import Event
from domain.kernel.units import Quarter
from domain.kernel.violations import Code
from domain.regulation.packs import PACKS
from domain.reporting import obligation as rules
from domain.reporting.reporting_norm import Norm, set_norm
from domain.terms.registry import DayBasis
from domain.terms.reporting import ObligationKind, Outcome, Route
from tests.builders.filings import NOON, OTHER_REGION, REGION, after, an_obligation, at, owing, terms
from tests.builders.refusing import refused

O = Outcome  # noqa: E741


def day(text: str) -> date:
    return date.fromisoformat(text)


# A3: who leaves


@pytest.mark.reading("L32")
@pytest.mark.parametrize("on", ["2022-07-02", "2022-09-14", "2022-09-15"])
def test_who_leaves_before_the_day_is_over_is_exempt_at_once(on: str):
    """A3: with a letter."""
    change = rules.left(an_obligation(), day(on))

    assert change is not None
    assert (change.set["outcome"], change.set["left_on"]) == (O.EXEMPT, day(on))
    assert list(change.events) == [Event.OBLIGATION_EXEMPTED]


@pytest.mark.parametrize(
    ("on", "facts"),
    [
        ("2022-09-16", {}),
        ("2022-09-20", {"outcome": O.MISSING}),
        ("2022-09-01", {"outcome": O.MISSING}),
        ("2022-09-20", {"outcome": O.LATE, "submitted_at": NOON}),
        ("2022-09-01", {"outcome": O.ON_TIME, "submitted_at": NOON}),
        ("2022-09-01", {"outcome": O.EXEMPT}),
        ("2022-09-30", {"route_fixed": True, "effective": day("2022-10-10")}),
    ],
)
def test_who_leaves_later_stays_what_it_was(on: str, facts: dict[str, Any]):
    """A3: LATE and MISSING are kept, and after the 25th it is settled who owes."""
    assert rules.left(an_obligation(**facts), day(on)) is None


@pytest.mark.parametrize(
    ("today", "fixed", "effective"),
    [
        ("2022-08-20", False, "2022-09-15"),
        ("2022-09-14", False, "2022-09-21"),
        ("2022-09-28", True, "2022-10-10"),
        ("2022-11-01", True, "2022-11-08"),
    ],
)
def test_a_title_renewed_without_a_gap_takes_the_exemption_back_with_a_new_day(today: str, fixed: bool, effective: str):
    """A3: five working days at least."""
    out = an_obligation(outcome=O.EXEMPT, left_on=day("2022-08-07"), route_fixed=fixed)

    change = rules.restored(out, terms(), today=day(today), without_gap=True)

    assert change is not None
    now = after(out, change)
    assert (now.outcome, now.left_on, now.effective) == (O.PENDING, None, day(effective))
    assert list(change.events) == [Event.OBLIGATION_RESTORED]


@pytest.mark.parametrize(
    ("today", "fixed", "effective"),
    [
        ("2022-08-20", False, "2022-09-15"),
        ("2022-09-15", False, "2022-09-15"),
        ("2022-09-16", False, None),
        ("2022-09-10", True, None),
    ],
)
def test_with_a_gap_whoever_enters_by_the_norms_day_owes_by_it_and_later_from_the_next_quarter(
    today: str, fixed: bool, effective: str | None
):
    """A3."""
    out = an_obligation(outcome=O.EXEMPT, left_on=day("2022-08-07"), route_fixed=fixed)

    change = rules.restored(out, terms(), today=day(today), without_gap=False)

    assert (change and change.set["effective"]) == (effective and day(effective))


@pytest.mark.parametrize("facts", [{"outcome": O.EXEMPT}, {"outcome": O.PENDING}, {"outcome": O.MISSING}])
def test_no_other_exemption_is_taken_back(facts: dict[str, Any]):
    """A3: an office's stays."""
    assert rules.restored(an_obligation(**facts), terms(), today=day("2022-08-20"), without_gap=True) is None


@pytest.mark.parametrize(
    ("entered", "owes"), [("2022-07-01", True), ("2022-09-15", True), ("2022-09-16", False), ("2022-09-25", False)]
)
def test_who_enters_after_the_norms_day_owes_from_the_next_quarter(entered: str, owes: bool):
    """A3."""
    assert terms().takes_in(day(entered), REGION) is owes


# A4: the route that is shown


@pytest.mark.reading("L32")
@pytest.mark.parametrize(
    ("workdays", "since", "effective"),
    [
        (0, "2022-07-01", "2022-09-26"),
        (0, "2022-09-27", "2022-09-27"),
        (5, "2022-09-19", "2022-09-26"),
        (5, "2022-09-21", "2022-09-28"),
        (20, "2022-09-01", "2022-09-30"),
    ],
)
def test_a_new_debtor_has_the_norms_working_days(workdays: int, since: str, effective: str):
    """A4: `handoverWorkdays`, default 0; never a day before the debtor owed."""
    owed = an_obligation(
        kind=ObligationKind.CONSOLIDATION, platform_id=None, route=Route.DEPARTMENT, basis=DayBasis.LAW
    )
    under = replace(terms(), norm=replace(terms().norm, handover_workdays=workdays))

    change = rules.moved(owed, owing(platform=None), under, since=day(since))

    assert change is not None
    assert (change.set["route"], change.set["basis"], change.set["effective"]) == (
        Route.CENTER,
        DayBasis.NORM,
        day(effective),
    )
    assert change.set["followed_on"] == day(since)


@pytest.mark.parametrize("workdays", [0, 5, 20])
@pytest.mark.parametrize("since", ["2022-07-04", "2022-09-20"])
def test_the_25th_of_the_measures_stays_the_25th(workdays: int, since: str):
    """A4: 14(2)."""
    owed = an_obligation(kind=ObligationKind.CONSOLIDATION, platform_id=None)
    under = replace(terms(), norm=replace(terms().norm, handover_workdays=workdays))

    change = rules.moved(owed, owing(has_centre=False, platform=None), under, since=day(since))

    assert change is not None
    assert (change.set["basis"], change.set["nominal"], change.set["effective"]) == (
        DayBasis.LAW,
        day("2022-09-25"),
        day("2022-09-26"),
    )


@pytest.mark.parametrize("outcome", [O.MISSING])
@pytest.mark.parametrize("where", [owing(OTHER_REGION), owing(has_centre=False)])
def test_what_is_missing_follows_but_keeps_its_day(outcome: Outcome, where: Any):
    """A4: time that was, stays."""
    change = rules.moved(an_obligation(outcome=outcome), where, terms(), since=day("2022-09-20"))

    assert change is not None
    assert not {"effective", "nominal", "outcome"} & set(change.set)


@pytest.mark.parametrize("workdays", [-1, 21, 1000])
def test_a_handover_is_some_working_days(workdays: int):
    """A4."""
    norm = Norm(15, 25, 1, None, (0,), handover_workdays=workdays)

    assert refused(lambda: set_norm(norm, Quarter("2022Q4"), None, PACKS, today=day("2022-09-10"))) is Code.INVALID


def test_a_day_that_was_given_anew_is_the_day_named_and_no_calendar_takes_it_back():
    """A4."""
    owed = an_obligation(
        kind=ObligationKind.CONSOLIDATION, platform_id=None, route=Route.DEPARTMENT, basis=DayBasis.LAW
    )
    under = replace(terms(), norm=replace(terms().norm, handover_workdays=5))
    change = rules.moved(owed, owing(platform=None), under, since=day("2022-09-22"))
    assert change is not None
    now = after(owed, change)

    assert now.nominal == now.effective == day("2022-09-29")
    assert rules.reckoned(now, terms().calendar, terms().pack, today=day("2022-09-23")) is None


def test_a_filing_of_before_keeps_its_route():
    """A4: until fixed, by its first submission too."""
    sent = an_obligation(submitted_at=at("2022-09-10 12:00"), outcome=O.ON_TIME)

    assert rules.handed_in(sent, owing(OTHER_REGION), terms(), at=at("2022-09-20 12:00")) is None
