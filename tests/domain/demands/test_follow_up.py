"""Follow-ups of enterprises served, and how a quarter counts them (Art. 11)."""

from collections.abc import Callable
from dataclasses import replace as but
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.demands import follow_up as follow_up_rules
from domain.demands.follow_up import LIFE, Answered, FollowUpContent, FollowUpFacts, Service, figures_of
from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.units import Quarter
from domain.kernel.violations import Code
from domain.registry.registry import Lifetime
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.rights.authority import who_may
from domain.services.activity import LedgerPlace
from domain.terms import Kind
from domain.terms.demands import FollowUpState
from tests.builders.filings import NOON, PLATFORM, REGION, TODAY, an_id
from tests.builders.refusing import refused

S = FollowUpState
Q3 = Quarter("2022Q3")
SERVED = TODAY - timedelta(days=10)
SERVICE = Service(an_id("service"), an_id("enterprise"), SERVED)
HEARD = FollowUpContent(TODAY, met=True, further=False, rating=5)
PLACE = LedgerPlace(PLATFORM, REGION, Lifetime(Kind.DEMO_BASE, date(2020, 1, 1), None))
SATISFIED = KUNMING_2020.satisfied_from.value


def record(service: Service | None = SERVICE, **heard: Any) -> Any:
    return follow_up_rules.record(PLACE, service, but(HEARD, **heard), at=NOON, today=TODAY).values


def a_follow_up(state: FollowUpState = S.RECORDED) -> FollowUpFacts:
    return FollowUpFacts(an_id("follow-up"), state, SERVED)


@pytest.mark.parametrize(("state", "act"), list(product(S, LIFE.acts)))
def test_each_act_in_each_state_is_allowed_or_refused_as_the_life_says(state: FollowUpState, act: Act):
    acts: dict[Act, Callable[[], Any]] = {
        Act.RECORD_FOLLOW_UP_ACTION: lambda: follow_up_rules.act_on(a_follow_up(state), "调整课程", TODAY, today=TODAY),
        Act.WITHDRAW_FOLLOW_UP: lambda: follow_up_rules.withdraw(a_follow_up(state), "误录"),
    }

    if (state, act) in LIFE.moves:
        assert acts[act]().set["state"] is LIFE.moves[state, act]
    else:
        assert refused(acts[act]) is Code.WRONG_STATE


@pytest.mark.parametrize("act", LIFE.acts)
def test_every_act_of_the_life_is_somebodys(act: Act):
    assert who_may(act, "FollowUp")[0]


@pytest.mark.parametrize(
    ("heard", "code"),
    [
        ({"day": TODAY + timedelta(days=1)}, Code.FUTURE_DAY),
        ({"day": SERVED - timedelta(days=1)}, Code.DATES_ORDER),
        ({"rating": 0}, Code.INVALID),
        ({"rating": 6}, Code.INVALID),
        ({"opinions": "好" * 2001}, Code.TOO_LONG),
    ],
)
def test_follow_ups_that_are_refused(heard: dict[str, Any], code: Code):
    assert refused(lambda: record(**heard)) is code


def test_one_service_is_followed_up_once_a_day():
    heard = but(SERVICE, followed_up_on={TODAY})

    assert refused(lambda: record(heard)) is Code.ALREADY_EXISTS
    assert record(heard, day=TODAY - timedelta(days=1))["rating"] == 5


def test_a_follow_up_goes_over_to_the_service_that_corrects_its_own_or_is_withdrawn():
    new, by = New("ActivityEnterprise", {}), SERVED

    assert follow_up_rules.corrected(a_follow_up(), new, by, "误录").set == {"service_id": new}
    gone = [follow_up_rules.corrected(a_follow_up(S.ACTED_ON), None, by, "误录")]
    gone.append(follow_up_rules.corrected(a_follow_up(), new, by + timedelta(days=1), "误录"))
    assert [each.set for each in gone] == [{"state": S.WITHDRAWN, "reason": "误录"}] * 2


def test_only_an_enterprise_served_is_followed_up():
    assert refused(lambda: record(None)) is Code.NOT_SERVED
    assert (record()["service_id"], record()["enterprise_id"]) == (SERVICE.id, SERVICE.enterprise_id)


@pytest.mark.parametrize("rating", [None, 1, 2, 3, 4, 5])
def test_a_rating_is_one_to_five_or_none(rating: int | None):
    assert record(rating=rating)["rating"] == rating


@pytest.mark.parametrize(
    ("action", "day", "code"),
    [
        (" ", TODAY, Code.REQUIRED),
        ("调整", TODAY + timedelta(days=1), Code.FUTURE_DAY),
        ("调整", SERVED - timedelta(days=1), Code.DATES_ORDER),
    ],
)
def test_what_was_done_follows_what_was_said(action: str, day: date, code: Code):
    assert refused(lambda: follow_up_rules.act_on(a_follow_up(), action, day, today=TODAY)) is code


def answered(*ratings: int | None, met: bool = True, further: bool = False, day: date = TODAY) -> list[Answered]:
    return [Answered(S.RECORDED, day, met, further, rating) for rating in ratings]


@pytest.mark.reading("L23")
@pytest.mark.parametrize(
    ("ratings", "satisfaction"),
    [
        ((), None),
        ((None,), None),
        ((3,), 0),
        ((4,), 100_00),
        ((5, 4, 3), 66_67),
        ((5, None), 100_00),
        ((1, 2, 5), 33_33),
    ],
)
def test_satisfied_are_ratings_of_four_and_five(ratings: tuple[int | None, ...], satisfaction: int | None):
    found = figures_of(Q3, answered(*ratings), SATISFIED)

    assert found.satisfaction == satisfaction
    assert (found.follow_up_count, found.survey_answers) == (len(ratings), sum(each is not None for each in ratings))


def test_rates_are_of_the_follow_ups_of_the_quarter():
    others = [*answered(1, met=False, day=date(2022, 6, 30)), Answered(S.WITHDRAWN, TODAY, False, True, 1)]
    found = figures_of(Q3, answered(5, further=True) + answered(2, met=False) + answered(None, 4) + others, SATISFIED)

    assert (found.follow_up_count, found.met_rate, found.further_rate) == (4, 75_00, 25_00)


def test_nothing_has_no_rates():
    found = figures_of(Q3, [], SATISFIED)

    assert (found.follow_up_count, found.met_rate, found.further_rate) == (0, None, None)


@given(
    st.lists(
        st.builds(
            Answered,
            st.sampled_from(S),
            st.dates(date(2022, 6, 1), date(2022, 10, 31)),
            st.booleans(),
            st.booleans(),
            st.none() | st.integers(1, 5),
        )
    )
)
def test_rates_lie_within_the_hundred_and_answers_within_the_visits(heard: list[Answered]):
    found = figures_of(Q3, heard, SATISFIED)

    assert found.survey_answers <= found.follow_up_count <= len(heard)
    for rate in (found.satisfaction, found.met_rate, found.further_rate):
        assert rate is None or 0 <= rate <= 100_00
