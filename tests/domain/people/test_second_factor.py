"""The second factor (ours)."""

from datetime import UTC, datetime

import pytest

from domain.kernel.acts import Act
from domain.kernel.violations import Code
from domain.people import second_factor
from domain.people.second_factor import ALWAYS, FactorFacts
from domain.rights.scope import Actor
from domain.terms import Role
from tests.builders.registry import code_of

AT = datetime(2022, 6, 1, tzinfo=UTC)
NONE = FactorFacts(None, None, None, None)
SEEDED = FactorFacts("SEED", None, None, None)
USED = FactorFacts("SEED", AT, 5, ["a", "b"])


def test_who_administers_confirms_or_pays_has_one_always() -> None:
    names = ("SYSTEM_ADMINISTRATOR", "SECURITY_ADMINISTRATOR", "AUDIT_ADMINISTRATOR", "FINANCE_BUREAU")

    assert {role.value for role in ALWAYS} == {*names}


@pytest.mark.parametrize("act", list(Act))
def test_nothing_is_done_before_it_is_set_up_but_what_leads_there(act: Act) -> None:
    second_factor.factor_first(act, Actor(Role.FINANCE_BUREAU))
    actor = Actor(Role.FINANCE_BUREAU, factor_first=True)

    if act in second_factor.BEFORE_A_FACTOR:
        second_factor.factor_first(act, actor)
    else:
        assert code_of(lambda: second_factor.factor_first(act, actor)) is Code.FACTOR_FIRST


@pytest.mark.parametrize(("factor", "allowed"), [(NONE, True), (SEEDED, True), (USED, False)])
def test_a_seed_is_replaced_until_it_is_in_use(factor: FactorFacts, allowed: bool) -> None:
    if allowed:
        assert second_factor.enrol(factor, "NEW").set == {"factor_seed": "NEW", "factor_step": None}
    else:
        assert code_of(lambda: second_factor.enrol(factor, "NEW")) is Code.WRONG_STATE


@pytest.mark.parametrize(
    ("factor", "step", "code"),
    [(NONE, 7, Code.WRONG_STATE), (USED, 7, Code.WRONG_STATE), (SEEDED, None, Code.WRONG_FACTOR)],
)
def test_a_first_code_proves_a_seed_once(factor: FactorFacts, step: int | None, code: Code) -> None:
    assert second_factor.confirm(SEEDED, 7, ["h"], at=AT).set == {
        "factor_since": AT,
        "factor_step": 7,
        "recovery_hashes": ["h"],
    }
    assert code_of(lambda: second_factor.confirm(factor, step, [], at=AT)) is code


def test_a_code_is_used_up() -> None:
    by_code, by_recovery = second_factor.proved(USED, 6, "x"), second_factor.proved(USED, None, "a")

    assert by_code is not None
    assert by_code.set == {"factor_step": 6}
    assert by_recovery is not None
    assert by_recovery.set == {"recovery_hashes": ["b"]}
    assert second_factor.proved(USED, None, "x") is None
    assert second_factor.proved(NONE, None, "x") is None


def test_one_taken_away_leaves_nothing() -> None:
    change = second_factor.reset("遗失")

    assert {name for name, value in change.set.items() if value is None} == {
        "factor_seed",
        "factor_since",
        "factor_step",
        "recovery_hashes",
    }
    assert code_of(lambda: second_factor.reset(" ")) is Code.REASON_REQUIRED
