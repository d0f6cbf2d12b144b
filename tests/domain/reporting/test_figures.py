"""A quarter's figures are drawn from what was recorded, each record in the quarter it counts in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.demands.demand import Brought, Collected
from domain.demands.follow_up import Answered
from domain.kernel.units import Fen, Quarter, yuan
from domain.network.partner import Dated
from domain.reporting import form
from domain.reporting.figures import Dealt, PartnerPeriod, Posted, QuarterRecords, enterprises_of, figures_of
from domain.terms.demands import DemandState, FollowUpState
from domain.terms.network import DatedState, PostTopic
from domain.terms.registry import SizeClass
from tests.builders.filings import PACK, Q3, an_activity, an_id, at, served

LAST, AFTER = date(2022, 9, 30), date(2022, 10, 1)
BEFORE, FIRST = date(2022, 6, 30), date(2022, 7, 1)
S = DatedState


def drawn(today: date = LAST, **records: Any) -> dict[str, Any]:
    told = QuarterRecords(**records)
    return figures_of(Q3, told, enterprises_of(told.served, ()), PACK.satisfied_from.value, today)


def a_partner(uscc: str, since: date, until: date | None = None, state: DatedState | None = None) -> PartnerPeriod:
    return PartnerPeriod(state or (S.CURRENT if until is None else S.ENDED), since, until, uscc)


@pytest.mark.requirement("R14.1")
def test_every_figure_that_is_not_typed_is_told_by_records():
    assert set(drawn()) == set(form.FORM) - set(form.TYPED)


@pytest.mark.requirement("R7.2")
def test_posts_are_counted_by_what_they_are_about():
    found = drawn(posts=[Posted(topic) for topic in (*PostTopic, PostTopic.POLICY)])

    assert (found["policy_info_count"], found["service_info_count"]) == (2, 1)


@pytest.mark.requirement("R7.3")
def test_a_demand_counts_when_it_was_collected_and_when_first_matched_and_money_when_it_came():
    demands = [
        Collected(an_id("a"), DemandState.RESOLVED, BEFORE, FIRST, LAST),
        Collected(an_id("b"), DemandState.OPEN, LAST, None, None),
        Collected(an_id("c"), DemandState.WITHDRAWN, LAST, LAST, LAST),
    ]
    money = [
        Brought(an_id("a"), an_id("x"), LAST, yuan(7)),
        Brought(an_id("a"), an_id("y"), AFTER, yuan(9)),
        Brought(an_id("c"), an_id("z"), LAST, yuan(11)),
    ]

    found = drawn(demands=demands, matches=money)

    assert (found["demand_collected"], found["demand_matched"], found["financing_amount"]) == (1, 1, yuan(7))
    assert QuarterRecords(demands=demands, matches=money).financed(Q3) == {an_id("x")}


@pytest.mark.parametrize(
    ("since", "until", "count", "new"),
    [
        (BEFORE, None, 1, 0),
        (FIRST, None, 1, 1),
        (LAST, None, 1, 1),
        (AFTER, None, 0, 0),
        (BEFORE, FIRST, 0, 0),
        (FIRST, LAST, 0, 1),
        (FIRST, AFTER, 1, 1),
    ],
)
@pytest.mark.requirement("R7.4")
def test_partners_stand_at_the_end_and_are_new_in_the_quarter_they_join(
    since: date, until: date | None, count: int, new: int
):
    found = drawn(partners=[a_partner("A", since, until)])

    assert (found["partner_agency_count"], found["partner_agency_new"]) == (count, new)


def test_a_partner_counts_once_and_is_not_new_again_when_it_only_renews():
    renewed = [a_partner("A", date(2020, 1, 1), FIRST), a_partner("A", FIRST), a_partner("A", FIRST, state=S.WITHDRAWN)]

    found = drawn(partners=[*renewed, a_partner("B", LAST, state=S.WITHDRAWN)])

    assert (found["partner_agency_count"], found["partner_agency_new"]) == (1, 0)


def test_what_stands_is_counted_today_while_the_quarter_runs_and_on_its_last_day_after_it():
    team = [Dated(S.CURRENT, date(2022, 9, 20), None), Dated(S.ENDED, BEFORE, AFTER)]

    assert [drawn(day, team=team)["staff_count"] for day in (date(2022, 9, 19), LAST, date(2022, 12, 1))] == [1, 2, 2]


@pytest.mark.requirement("R11.3")
def test_follow_ups_and_their_ratings_are_those_of_the_quarter():
    def answered(day: date, rating: int | None, state: FollowUpState = FollowUpState.RECORDED) -> Answered:
        return Answered(state, day, met=True, further=False, rating=rating)

    found = drawn(
        follow_ups=[
            answered(FIRST, 5),
            answered(LAST, 4),
            answered(LAST, 2),
            answered(LAST, None),
            answered(BEFORE, 1),
            answered(LAST, 1, FollowUpState.WITHDRAWN),
        ]
    )

    assert (found["follow_up_count"], found["survey_answers"], found["satisfaction"]) == (4, 3, 66_67)


def test_complaints_count_when_they_are_answered():
    moments = [at("2022-09-30 23:59"), at("2022-10-01 00:00"), None]

    assert drawn(complaints=[Dealt(moment) for moment in moments])["complaint_count"] == 1


def test_income_is_what_the_activities_brought():
    found = drawn(activities=[an_activity("a", fee=12_34), an_activity("b", fee=66)])

    assert found["service_revenue"] == Fen(13_00)


def test_an_enterprise_that_only_money_came_to_is_financed_and_not_served():
    visited, financed = served("x", SizeClass.MICRO, visits=2), served("x", SizeClass.MEDIUM)

    enterprises = enterprises_of([visited], [financed, served("y")])

    assert enterprises == (
        replace(visited, financed=True),
        replace(served("y", visits=0), financed=True),
    )
    told = form.distinct(enterprises)
    assert (told["enterprise_count"], told["micro_small_count"], told["financing_enterprises"]) == (1, 1, 2)


DAYS = some.dates(date(2021, 6, 1), date(2022, 12, 31))
YEAR = [Quarter(f"2022Q{n}") for n in (1, 2, 3, 4)]


@given(some.lists(some.tuples(some.sampled_from("ABC"), DAYS, some.none() | DAYS)))
def test_partners_at_the_end_are_those_before_with_the_new_and_without_those_that_left(
    periods: list[tuple[str, date, date | None]],
):
    partners = [a_partner(*each) for each in periods if each[2] is None or each[1] < each[2]]

    found = [figures_of(quarter, QuarterRecords(partners=partners), (), 4, quarter.last_day) for quarter in YEAR]

    for before, after in pairwise(found):
        assert after["partner_agency_count"] <= before["partner_agency_count"] + after["partner_agency_new"]
        assert after["partner_agency_new"] <= len({uscc for uscc, *_ in periods})
