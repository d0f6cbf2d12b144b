"""Who owes what by when and by which route, and what becomes of it (Art. 14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.calendar import Calendar, due
from domain.kernel.basis import basis_of
from domain.kernel.units import Quarter
from domain.kernel.violations import Code, Violation
from domain.regulation.rulepack import Ours, ReadingOfDay, Shift
from domain.reporting import obligation as rules
from domain.reporting.reporting_norm import Norm
from domain.terms import Role
from domain.terms.registry import DayBasis
from domain.terms.reporting import Gap, ObligationKind, Outcome, ReportState, Route
from tests.builders.filings import (
    CITY_CENTRE,
    NOON,
    OTHER_REGION,
    PACK,
    PLATFORM,
    Q3,
    REGION,
    TODAY,
    after,
    an_obligation,
    at,
    calendar,
    owing,
    terms,
)

O = Outcome  # noqa: E741
QUARTERS = [Quarter(f"{year}Q{n}") for year in (2020, 2021, 2022) for n in (1, 2, 3, 4)]
DEPARTMENT_ROUTE = owing(has_centre=False, platform=None)
CENTER_ROUTE = owing(platform=None)


# when (readings L5, L7, L8)


@pytest.mark.reading("L8")
@pytest.mark.requirement("R14.3")
@pytest.mark.parametrize(
    ("quarter", "effective"),
    [
        ("2020Q1", "2020-03-25"),
        ("2020Q2", "2020-06-28"),
        ("2020Q3", "2020-09-25"),
        ("2020Q4", "2020-12-25"),
        ("2021Q1", "2021-03-25"),
        ("2021Q2", "2021-06-25"),
        ("2021Q3", "2021-09-26"),
        ("2021Q4", "2021-12-27"),
        ("2022Q1", "2022-03-25"),
        ("2022Q2", "2022-06-27"),
        ("2022Q3", "2022-09-26"),
        ("2022Q4", "2022-12-26"),
    ],
)
def test_the_25th_of_a_department(quarter: str, effective: str):
    new = rules.owed(DEPARTMENT_ROUTE, terms(Quarter(quarter))).values

    nominal = Quarter(quarter).day_of_last_month(25)
    assert (new["nominal"], new["effective"], new["basis"]) == (nominal, date.fromisoformat(effective), DayBasis.LAW)


@pytest.mark.reading("L5")
@pytest.mark.parametrize(
    ("who", "kind", "route", "nominal", "basis"),
    [
        (owing(), ObligationKind.REPORT, Route.CENTER, 15, DayBasis.NORM),
        (owing(has_centre=False), ObligationKind.REPORT, Route.DEPARTMENT, 15, DayBasis.NORM),
        (CENTER_ROUTE, ObligationKind.CONSOLIDATION, Route.CENTER, 25, DayBasis.NORM),
        (DEPARTMENT_ROUTE, ObligationKind.CONSOLIDATION, Route.DEPARTMENT, 25, DayBasis.LAW),
    ],
)
def test_only_the_department_without_a_centre_has_a_day_of_the_measures(
    who: Any, kind: ObligationKind, route: Route, nominal: int, basis: DayBasis
):
    new = rules.owed(who, terms()).values

    assert (new["kind"], new["route"], new["nominal"], new["basis"]) == (kind, route, date(2022, 9, nominal), basis)


def test_the_norm_of_the_city_centre_moves_the_days_it_may_move():
    strict = replace(terms(), norm=Norm(10, 20, 2, None, (0,)))

    days = [rules.owed(who, strict).values["nominal"] for who in (owing(), CENTER_ROUTE, DEPARTMENT_ROUTE)]

    assert days == [date(2022, 9, 10), date(2022, 9, 20), date(2022, 9, 25)]


@pytest.mark.reading("L7")
@pytest.mark.parametrize(
    ("switch", "value", "effective"),
    [
        ("quarter_deadline_shift", Shift.PREVIOUS, date(2022, 9, 23)),
        ("quarter_deadline_shift", Shift.NONE, date(2022, 9, 25)),
        ("due_day_reading", ReadingOfDay.EXCLUSIVE, date(2022, 9, 26)),
    ],
)
def test_readings_of_the_25th_are_switches(switch: str, value: Any, effective: date):
    other = terms(pack=replace(PACK, **{switch: Ours(value, "test")}))

    assert rules.owed(DEPARTMENT_ROUTE, other).values["effective"] == effective


@pytest.mark.parametrize("quarter", QUARTERS)
def test_only_the_first_quarter_is_transitional(quarter: Quarter):
    assert rules.owed(owing(), terms(quarter)).values["transitional"] is (quarter == "2020Q1")


def test_a_day_in_an_unpublished_year_is_provisional():
    unpublished = replace(terms(), calendar=Calendar({}))

    assert rules.owed(owing(), unpublished).values["provisional_day"] is True


@given(some.sampled_from(QUARTERS), some.booleans(), some.booleans())
def test_an_effective_day_is_never_a_rest_day_nor_before_the_nominal(quarter: Quarter, centre: bool, platform: bool):
    new: Any = rules.owed(owing(has_centre=centre, platform=PLATFORM if platform else None), terms(quarter)).values

    assert calendar().is_workday(new["effective"])
    assert new["nominal"] <= new["effective"] <= quarter.last_day


# who and by which route (reading L9)


def test_a_move_is_followed_while_it_is_provisional():
    moved = rules.moved(an_obligation(), owing(OTHER_REGION), terms())

    assert moved is not None
    assert moved.set["region_id"] == OTHER_REGION


def test_a_new_centre_turns_the_departments_own_report_into_a_consolidation():
    owed = an_obligation(
        kind=ObligationKind.CONSOLIDATION, platform_id=None, route=Route.DEPARTMENT, basis=DayBasis.LAW
    )

    moved = rules.moved(owed, CENTER_ROUTE, terms())

    assert moved is not None
    assert (moved.set["route"], moved.set["basis"]) == (Route.CENTER, DayBasis.NORM)


def test_nothing_moves_that_is_settled():
    assert rules.moved(an_obligation(route_fixed=True), owing(OTHER_REGION), terms()) is None


@pytest.mark.reading("L9")
def test_the_route_settles_at_the_end_of_the_25th():
    assert terms().settled_at == at("2022-09-26 00:00")


def test_settling_fixes_where_it_stands():
    settled = after(an_obligation(), rules.settled(an_obligation(), owing(OTHER_REGION, has_centre=False), terms()))

    assert (settled.route_fixed, settled.region_id, settled.route, settled.outcome) == (
        True,
        OTHER_REGION,
        Route.DEPARTMENT,
        O.PENDING,
    )


def test_who_is_out_of_the_reporting_set_by_then_is_exempt():
    later = an_obligation(effective=date(2022, 9, 30), extended_from=date(2022, 9, 15))

    assert after(later, rules.settled(later, None, terms())).outcome is O.EXEMPT


@pytest.mark.parametrize("outcome", [O.MISSING, O.EXEMPT])
def test_who_is_missing_already_and_falls_out_stays_so(outcome: Outcome):
    """A3."""
    assert rules.settled(an_obligation(outcome=outcome), None, terms()).set == {"route_fixed": True}


@pytest.mark.reading("L9")
@pytest.mark.parametrize("who", [None, owing(OTHER_REGION, has_centre=False)])
def test_what_was_submitted_before_keeps_its_route(who: Any):
    sent = an_obligation(submitted_at=NOON, outcome=O.ON_TIME)

    assert rules.settled(sent, who, terms()).set == {"route_fixed": True}


def test_a_first_submission_settles_district_and_route():
    change = rules.handed_in(an_obligation(), owing(OTHER_REGION, has_centre=False), terms(), at=NOON)

    assert change is not None
    assert (change.set["region_id"], change.set["route"]) == (OTHER_REGION, Route.DEPARTMENT)


def test_after_the_25th_a_submission_moves_nothing():
    change = rules.handed_in(an_obligation(route_fixed=True), owing(OTHER_REGION, has_centre=False), terms(), at=NOON)

    assert change is not None
    assert set(change.set) == {"submitted_at", "outcome"}


@pytest.mark.parametrize(
    ("settled", "region"),
    [({}, OTHER_REGION), ({"submitted_at": NOON, "outcome": O.ON_TIME}, REGION), ({"route_fixed": True}, REGION)],
)
def test_the_district_is_the_platforms_own_until_it_is_settled(settled: dict[str, Any], region: Any):
    assert rules.region_of(an_obligation(**settled), OTHER_REGION) == region


# what becomes of it


@pytest.mark.case("2-5")
@pytest.mark.parametrize(
    ("moment", "outcome"),
    [
        ("2022-09-26 00:00:00", O.ON_TIME),
        ("2022-09-26 23:59:59.999999", O.ON_TIME),
        ("2022-09-27 00:00:00", O.LATE),
    ],
)
def test_the_last_day_counts_to_its_end(moment: str, outcome: Outcome):
    when, _ = terms().due(ObligationKind.CONSOLIDATION, Route.DEPARTMENT)
    owed = an_obligation(
        kind=ObligationKind.CONSOLIDATION, platform_id=None, route=Route.DEPARTMENT, effective=when.effective
    )

    change = rules.handed_in(owed, DEPARTMENT_ROUTE, terms(), at=at(moment))

    assert change is not None
    assert change.set["outcome"] is outcome


def consolidation(route: Route) -> Any:
    """A district's obligation as its quarter began, by a route that is provisional."""
    when, basis = terms().due(ObligationKind.CONSOLIDATION, route)
    days = {"nominal": when.nominal, "effective": when.effective, "basis": basis}
    return an_obligation(kind=ObligationKind.CONSOLIDATION, platform_id=None, route=route, **days)


@pytest.mark.parametrize(
    ("before", "has_centre", "moment", "route", "basis", "outcome"),
    [
        (Route.DEPARTMENT, True, "2022-09-20 10:00", Route.CENTER, DayBasis.NORM, O.ON_TIME),
        (Route.DEPARTMENT, True, "2022-09-21 10:00", Route.CENTER, DayBasis.NORM, O.LATE),
        (Route.CENTER, False, "2022-09-22 10:00", Route.DEPARTMENT, DayBasis.LAW, O.ON_TIME),
    ],
)
def test_a_route_that_changed_in_the_quarter_is_judged_by_its_own_day(
    before: Route, has_centre: bool, moment: str, route: Route, basis: DayBasis, outcome: Outcome
):
    until_the_20th = replace(terms(), norm=Norm(15, 20, 1, None, (0,)))
    owed = replace(consolidation(before), effective=date(2022, 9, 20 if before is Route.CENTER else 26))

    change = rules.handed_in(owed, CENTER_ROUTE if has_centre else DEPARTMENT_ROUTE, until_the_20th, at=at(moment))

    assert change is not None
    assert (change.set["route"], change.set["basis"], change.set["outcome"]) == (route, basis, outcome)


def test_an_extended_day_stays_when_the_route_changes():
    owed = replace(consolidation(Route.CENTER), effective=date(2022, 9, 30), extended_from=date(2022, 9, 20))

    change = rules.handed_in(owed, DEPARTMENT_ROUTE, terms(), at=at("2022-09-29 10:00"))

    assert change is not None
    assert (change.set["route"], change.set["outcome"]) == (Route.DEPARTMENT, O.ON_TIME)
    assert "effective" not in change.set


@pytest.mark.case("2-9")
def test_a_time_without_its_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        rules.handed_in(an_obligation(), owing(), terms(), at=NOON.replace(tzinfo=None))


@pytest.mark.case("2-9")
def test_the_evening_of_the_last_day_in_utc_is_the_last_day_in_kunming():
    assert rules.outcome_of(at("2022-09-15 23:30").astimezone(tz=None), date(2022, 9, 15)) is O.ON_TIME


def test_later_versions_change_nothing():
    assert (
        rules.handed_in(
            an_obligation(submitted_at=NOON, outcome=O.ON_TIME), owing(), terms(), at=at("2022-12-01 00:00")
        )
        is None
    )


@pytest.mark.reading("L30")
@pytest.mark.parametrize(("today", "outcome"), [("2022-09-15", O.PENDING), ("2022-09-16", O.MISSING)])
def test_a_recall_of_the_first_version_undoes_the_outcome(today: str, outcome: Outcome):
    sent = an_obligation(submitted_at=NOON, outcome=O.ON_TIME)

    assert rules.taken_back(sent, today=date.fromisoformat(today)).set == {
        "submitted_at": None,
        "outcome": outcome,
    }


def test_an_excused_filing_stays_excused_whatever_is_handed_in():
    change = rules.handed_in(an_obligation(outcome=O.EXEMPT), owing(), terms(), at=NOON)

    assert change is not None
    assert change.set["outcome"] is O.EXEMPT


@pytest.mark.parametrize(("today", "is_missing"), [("2022-09-15", False), ("2022-09-16", True)])
def test_it_is_missing_once_the_effective_day_is_over(today: str, is_missing: bool):
    assert (rules.missed(an_obligation(), today=date.fromisoformat(today)) is not None) is is_missing


@pytest.mark.parametrize("outcome", [outcome for outcome in O if outcome is not O.PENDING])
def test_only_what_is_pending_goes_missing(outcome: Outcome):
    assert rules.missed(an_obligation(outcome=outcome), today=date(2023, 1, 1)) is None


def test_an_extended_day_stays_when_the_route_moves():
    later = an_obligation(effective=date(2022, 9, 30), extended_from=date(2022, 9, 15))

    moved = rules.moved(later, owing(OTHER_REGION), terms())

    assert moved is not None
    assert set(moved.set) == {"moved_from_id", "region_id", "route"}


# as the API tells it


def row(**given: Any) -> dict[str, Any]:
    return {**vars(an_obligation()), "transitional": False, "extended_at": None, **given}


def test_a_due_day_explains_itself():
    basis = {
        "kind": ObligationKind.CONSOLIDATION,
        "route": Route.DEPARTMENT,
        "basis": DayBasis.LAW,
        "nominal": date(2022, 9, 25),
        "effective": date(2022, 9, 26),
    }

    told = rules.due_date(row(**basis, route_fixed=True), calendar(), TODAY)

    assert (told.article, told.provisional) == ("第十四条（二）", False)
    assert told.explanation == due(date(2022, 9, 25), calendar(), basis=basis_of("第十四条（二）")).explanation


@pytest.mark.requirement("RX.1")
def test_a_due_day_of_the_norm_is_not_the_measures():
    told = rules.due_date(row(), calendar(), TODAY)

    assert (told.article, told.provisional) == (None, True)
    assert "报送规范" in told.explanation


def test_an_extended_day_tells_both():
    told = rules.due_date(
        row(effective=date(2022, 9, 30), extended_from=date(2022, 9, 15), route_fixed=True), calendar(), TODAY
    )

    assert "2022年9月15日" in told.explanation
    assert "2022年9月30日24时" in told.explanation


@pytest.mark.parametrize(
    ("kind", "route", "role"),
    [
        (ObligationKind.REPORT, Route.CENTER, Role.OPERATOR),
        (ObligationKind.CONSOLIDATION, Route.CENTER, Role.DISTRICT_CENTER),
        (ObligationKind.CONSOLIDATION, Route.DEPARTMENT, Role.DISTRICT_DEPARTMENT),
        (ObligationKind.MATERIALS, None, Role.OPERATOR),
    ],
)
@pytest.mark.parametrize("outcome", list(O))
def test_who_owes_and_who_is_waited_for(kind: ObligationKind, route: Route | None, role: Role, outcome: Outcome):
    told = row(kind=kind, route=route, outcome=outcome)

    assert rules.owed_by(told, CITY_CENTRE, TODAY) is role
    assert rules.waiting_on(told, CITY_CENTRE, TODAY) is (role if outcome in (O.PENDING, O.MISSING) else None)


@pytest.mark.parametrize(
    ("outcome", "state", "gap"),
    [
        (O.EXEMPT, ReportState.SUBMITTED, Gap.EXEMPT),
        (O.MISSING, None, Gap.NOT_SUBMITTED),
        (O.ON_TIME, ReportState.SUBMITTED, Gap.UNDER_REVIEW),
        (O.ON_TIME, ReportState.RETURNED, Gap.RETURNED),
        (O.LATE, ReportState.DRAFT, Gap.RETURNED),
    ],
)
def test_a_gap_says_why(outcome: Outcome, state: ReportState | None, gap: Gap):
    assert rules.gap(outcome, state) is gap


def test_an_obligation_is_answered_by_what_it_asks_for():
    with pytest.raises(Violation) as refusal:
        rules.must_be(an_obligation(quarter=Q3), ObligationKind.CONSOLIDATION)

    assert refusal.value.code is Code.NOT_OWED
