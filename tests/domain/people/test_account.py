"""The life of an account (ours)."""

from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import pytest

from domain.kernel.acts import Act
from domain.kernel.violations import Code
from domain.people import account
from domain.people.account import LIFE, AccountFacts
from domain.people.session import PasswordFacts
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.registry import AccountState
from tests.builders.registry import TODAY, code_of

ACTIVE, DISABLED = AccountState.ACTIVE, AccountState.DISABLED
OWN, OTHER = UUID(int=1), UUID(int=2)
ACTOR = Actor(Role.SYSTEM_ADMINISTRATOR, OWN)


@pytest.mark.parametrize(
    ("state", "act", "to"),
    [
        (ACTIVE, Act.DISABLE_ACCOUNT, DISABLED),
        (DISABLED, Act.ENABLE_ACCOUNT, ACTIVE),
        (ACTIVE, Act.RESET_PASSWORD, ACTIVE),
        (ACTIVE, Act.UNLOCK_ACCOUNT, ACTIVE),
        (ACTIVE, Act.REVOKE_SESSIONS, ACTIVE),
        (DISABLED, Act.DISABLE_ACCOUNT, None),
        (ACTIVE, Act.ENABLE_ACCOUNT, None),
        (DISABLED, Act.RESET_PASSWORD, None),
        (DISABLED, Act.UNLOCK_ACCOUNT, None),
    ],
)
def test_an_account_is_shut_once_and_mended_while_it_is_open(
    state: AccountState, act: Act, to: AccountState | None
) -> None:
    def moved() -> AccountState:
        return account.moved(AccountFacts(OTHER, state), act, ACTOR, TODAY)

    if to is None:
        assert code_of(moved) is Code.WRONG_STATE
    else:
        assert moved() is to


@pytest.mark.parametrize(("act", "id"), list(product(LIFE.acts, (OWN, OTHER))))
def test_nobody_shuts_an_account_of_ones_own_nor_resets_its_password(act: Act, id: UUID) -> None:
    refusal = account.condition(act, {"id": id}, ACTOR, TODAY)

    refused = id == OWN and act in (Act.DISABLE_ACCOUNT, Act.RESET_PASSWORD)
    assert (refusal and refusal.code) == (Code.OWN_ACCOUNT if refused else None)


def test_a_given_password_must_be_changed_and_unlocks() -> None:
    at = datetime(2022, 6, 1, tzinfo=UTC)

    before = PasswordFacts("own", ["older"], at, None)
    assert account.given_password(before, "hash", at=at).set == {
        "password_hash": "hash",
        "past_passwords": ["own", "older"],
        "must_change_password": True,
        "password_given_at": at,
        "failed_sign_ins": 0,
        "locked_until": None,
    }


def test_shutting_and_opening_have_a_reason() -> None:
    assert account.shut(DISABLED, " 调离 ").set == {"state": DISABLED, "state_reason": "调离"}
    assert code_of(lambda: account.shut(DISABLED, " ")) is Code.REASON_REQUIRED
