"""Demands of enterprises, their matches, and how a quarter counts them (Art. 7(3))."""

from collections.abc import Callable
from dataclasses import replace as but
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.demands import demand as demand_rules
from domain.demands.demand import (
    LIFE,
    Brought,
    Collected,
    DemandContent,
    DemandFacts,
    Gathered,
    MatchResult,
    Provider,
    figures_of,
)
from domain.kernel.acts import Act
from domain.kernel.units import Fen, Quarter, yuan
from domain.kernel.violations import Code
from domain.registry.registry import Lifetime
from domain.rights.authority import who_may
from domain.services.activity import LedgerPlace
from domain.terms import Kind
from domain.terms.demands import DemandSource, DemandState
from domain.terms.network import DatedState
from domain.terms.reporting import ServiceFunction
from tests.builders.filings import NOON, PLATFORM, REGION, TODAY, an_id
from tests.builders.refusing import refused

S = DemandState
Q3 = Quarter("2022Q3")
COLLECTED = TODAY - timedelta(days=30)
MATCHED = TODAY - timedelta(days=20)
PROVIDER = Provider("昆明某某检测有限公司", None)
PARTNER = Gathered(
    DatedState.CURRENT, MATCHED, None, an_id("partner"), PLATFORM, "昆明某某事务所", "91530102MA6K0A001Y"
)
PLACE = LedgerPlace(PLATFORM, REGION, Lifetime(Kind.DEMO_PLATFORM, date(2020, 1, 1), None))
TOLD = DemandContent(COLLECTED, DemandSource.SURVEY, ServiceFunction.FINANCING_SERVICES, "流动资金贷款")


def a_demand(**facts: Any) -> DemandFacts:
    usual = DemandFacts(
        an_id("demand"), S.OPEN, PLATFORM, an_id("enterprise"), ServiceFunction.FINANCING_SERVICES, COLLECTED, None
    )
    return but(usual, **facts)


def match(row: DemandFacts | None = None, day: date = MATCHED, provider: Provider = PROVIDER) -> Any:
    return demand_rules.match(row or a_demand(), PLACE, provider, day, None, at=NOON, today=TODAY)


def conclude(row: DemandFacts | None = None, **result: Any) -> Any:
    given = but(MatchResult(TODAY, met=True, says="签约", financing=None), **result)
    return demand_rules.conclude(row or a_demand(state=S.MATCHED), MATCHED, given, today=TODAY)[0]


# the life


def do(act: Act, row: DemandFacts) -> Any:
    """An act that nothing but the state could forbid."""
    acts: dict[Act, Callable[[], Any]] = {
        Act.MATCH_DEMAND: lambda: match(row),
        Act.RECORD_MATCH_RESULT: lambda: conclude(row),
        Act.CLOSE_DEMAND: lambda: demand_rules.close(row, "无机构承接"),
        Act.WITHDRAW_DEMAND: lambda: demand_rules.withdraw(row, "重复登记"),
    }
    return acts[act]()


@pytest.mark.parametrize(("state", "act"), list(product(S, LIFE.acts)))
def test_each_act_in_each_state_is_allowed_or_refused_as_the_life_says(state: DemandState, act: Act):
    row = a_demand(state=state)

    if (state, act) not in LIFE.moves:
        assert refused(lambda: do(act, row)) is Code.WRONG_STATE
        return
    to = LIFE.moves[state, act]
    assert do(act, row).set["state"] in (to if isinstance(to, tuple) else (to,))


@pytest.mark.parametrize("act", LIFE.acts)
def test_every_act_of_the_life_is_somebodys(act: Act):
    assert who_may(act, "Demand")[0]


@pytest.mark.parametrize(("met", "state"), [(True, S.RESOLVED), (False, S.OPEN)])
def test_a_match_meets_the_demand_or_leaves_it_open(met: bool, state: DemandState):
    assert conclude(met=met).set == {"state": state, **({"resolved_on": TODAY} if met else {})}


@pytest.mark.parametrize("end", [demand_rules.close, demand_rules.withdraw])
@pytest.mark.parametrize("reason", [None, "", "  "])
def test_nothing_ends_without_a_reason(end: Callable[..., Any], reason: str | None):
    assert refused(lambda: end(a_demand(), reason)) is Code.REASON_REQUIRED


# what may be entered


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"day": TODAY + timedelta(days=1)}, Code.FUTURE_DAY),
        ({"day": date(2019, 12, 31)}, Code.BEFORE_FOUNDING),
        ({"content": " \n"}, Code.REQUIRED),
        ({"content": "需" * 2001}, Code.TOO_LONG),
    ],
)
def test_demands_that_are_refused(told: dict[str, Any], code: Code):
    assert refused(lambda: demand_rules.record(PLACE, an_id("e"), but(TOLD, **told), at=NOON, today=TODAY)) is code


def test_a_demand_carries_its_quarter_and_its_region():
    values = demand_rules.record(PLACE, an_id("e"), TOLD, at=NOON, today=TODAY).values

    assert (values["quarter"], values["region_id"], values["state"]) == (Q3, REGION, S.OPEN)


@pytest.mark.parametrize(
    ("day", "provider", "code"),
    [
        (TODAY + timedelta(days=1), PROVIDER, Code.FUTURE_DAY),
        (COLLECTED - timedelta(days=1), PROVIDER, Code.DATES_ORDER),
        (MATCHED, Provider("", None), Code.REQUIRED),
        (MATCHED, Provider(None, None), Code.REQUIRED),
        (MATCHED, Provider("某机构", None, PARTNER), Code.INVALID),
        (MATCHED, Provider(None, PARTNER.uscc, PARTNER), Code.INVALID),
        (MATCHED, Provider(None, None, but(PARTNER, platform_id=an_id("another"))), Code.NOT_YOUR_PLATFORM),
        (MATCHED - timedelta(days=1), Provider(None, None, PARTNER), Code.DATES_ORDER),
        (MATCHED, Provider(None, None, but(PARTNER, state=DatedState.ENDED, valid_to=MATCHED)), Code.DATES_ORDER),
        (MATCHED, Provider(None, None, but(PARTNER, state=DatedState.WITHDRAWN)), Code.WRONG_STATE),
        (MATCHED, Provider("某机构", "91530102OOOOOOOOO1"), Code.BAD_CREDIT_CODE),
    ],
)
def test_matches_that_are_refused(day: date, provider: Provider, code: Code):
    assert refused(lambda: match(day=day, provider=provider)) is code


def test_a_match_keeps_what_it_copies_of_its_demand():
    [made] = match().adds

    assert (made.values["demand_id"], made.values["enterprise_id"], made.values["function"]) == (
        an_id("demand"),
        an_id("enterprise"),
        ServiceFunction.FINANCING_SERVICES,
    )


def test_a_match_with_a_partner_keeps_its_name_and_code():
    [made] = match(provider=Provider(None, " ", PARTNER)).adds

    kept = [made.values[name] for name in ("partner_id", "provider", "provider_uscc")]
    assert kept == [PARTNER.id, PARTNER.name, PARTNER.uscc]


def test_the_first_match_dates_the_demand():
    assert match().set["matched_on"] == MATCHED
    assert match(a_demand(matched_on=MATCHED), day=TODAY).set["matched_on"] == MATCHED


@pytest.mark.parametrize(("day", "fits"), [(MATCHED, False), (TODAY - timedelta(days=1), True), (TODAY, True)])
def test_a_further_match_lies_no_earlier_than_the_last_result(day: date, fits: bool):
    result = TODAY - timedelta(days=1)
    row = a_demand(matched_on=result - timedelta(days=1))

    def again() -> Any:
        return demand_rules.match(row, PLACE, PROVIDER, day, None, at=NOON, today=TODAY, last_result=result)

    assert again().set["matched_on"] == row.matched_on if fits else refused(again) is Code.DATES_ORDER


def test_a_match_that_is_broken_off_was_not_met_for_the_reason_given():
    change = demand_rules.broken_off(" 企业撤销需求 ", today=TODAY).set

    assert (change["met"], change["result"], change["result_day"]) == (False, "企业撤销需求", TODAY)


@pytest.mark.parametrize(
    ("result", "code"),
    [
        ({"day": MATCHED - timedelta(days=1)}, Code.DATES_ORDER),
        ({"day": TODAY + timedelta(days=1)}, Code.FUTURE_DAY),
        ({"says": ""}, Code.REQUIRED),
        ({"financing": Fen(0)}, Code.NOT_POSITIVE),
        ({"financing": Fen(-1)}, Code.NOT_POSITIVE),
        ({"financing": Fen(demand_rules.MOST_FINANCING + 1)}, Code.INVALID),
    ],
)
def test_results_that_are_refused(result: dict[str, Any], code: Code):
    assert refused(lambda: conclude(**result)) is code


@pytest.mark.parametrize("function", ServiceFunction)
def test_only_a_demand_of_financing_brings_money(function: ServiceFunction):
    row = a_demand(state=S.MATCHED, function=function)

    if function is ServiceFunction.FINANCING_SERVICES:
        assert conclude(row, financing=yuan(100), met=False).set["state"] is S.OPEN
    else:
        assert refused(lambda: conclude(row, financing=yuan(100))) is Code.NOT_FINANCING


# the figures of a quarter


def test_a_quarter_counts_each_step_on_its_own_day():
    before, within, after = date(2022, 6, 30), date(2022, 7, 1), date(2022, 10, 1)
    days = [
        (S.OPEN, within, None, None),
        (S.MATCHED, before, within, None),
        (S.RESOLVED, before, before, within),
        (S.RESOLVED, within, within, after),
        (S.UNMET, within, None, None),
        (S.WITHDRAWN, within, within, within),
    ]
    chain = [Collected(UUID(int=n), *each) for n, each in enumerate(days)]
    one, two, withdrawn = UUID(int=1), UUID(int=2), UUID(int=5)
    money = [
        Brought(UUID(int=2), one, within, yuan(300)),
        Brought(UUID(int=0), one, date(2022, 9, 30), yuan(50)),
        Brought(UUID(int=3), two, after, yuan(7)),
        Brought(UUID(int=2), two, within, None),
        Brought(UUID(int=1), two, None, None),
        Brought(withdrawn, two, within, yuan(1)),
    ]

    found = figures_of(Q3, chain, money)

    assert (found.collected, found.matched, found.resolved) == (3, 2, 1)
    assert (found.financing_amount, found.financed) == (yuan(350), {one})


DAYS = st.dates(date(2021, 1, 1), date(2022, 12, 31))
IDS = st.sampled_from([UUID(int=n) for n in range(6)])
DEMANDS = st.builds(Collected, IDS, st.sampled_from(S), DAYS, st.none() | DAYS, st.none() | DAYS)
MONEY = st.builds(
    Brought,
    IDS,
    st.sampled_from([UUID(int=n) for n in range(4)]),
    st.none() | DAYS,
    st.none() | st.integers(1, 10**9).map(Fen),
)
QUARTERS = [Quarter(f"{year}Q{n}") for year in (2021, 2022) for n in (1, 2, 3, 4)]


@given(st.lists(DEMANDS, unique_by=lambda each: each.id), st.lists(MONEY))
def test_the_quarters_together_count_every_standing_demand_and_every_fen_once(
    chain: list[Collected], money: list[Brought]
):
    found = [figures_of(quarter, chain, money) for quarter in QUARTERS]

    standing = [each for each in chain if each.state is not S.WITHDRAWN]
    assert sum(each.collected for each in found) == len(standing)
    assert sum(each.matched for each in found) == sum(each.matched_on is not None for each in standing)
    assert sum(each.resolved for each in found) == sum(each.resolved_on is not None for each in standing)
    stands = {each.id for each in standing}
    counted = [each for each in money if each.demand_id in stands and each.result_day and each.financing]
    assert sum(each.financing_amount for each in found) == sum(each.financing or 0 for each in counted)
    assert {id for each in found for id in each.financed} == {each.enterprise_id for each in counted}
