"""The life of an account: kept right, locked out and let in again, shut and opened (ours)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, a_reason
from domain.kernel.life import Life
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.violations import Code, Violation
from domain.people.people import an_address
from domain.people.session import PasswordFacts
from domain.rights.scope import Actor
from domain.terms.registry import AccountState

ACTIVE, DISABLED = AccountState.ACTIVE, AccountState.DISABLED
MOST: Final = 200
"""How many accounts are opened, or appointments confirmed, at once."""

LIFE: Final = Life(
    "Account",
    {
        (ACTIVE, Act.UPDATE_ACCOUNT): ACTIVE,
        (DISABLED, Act.UPDATE_ACCOUNT): DISABLED,
        (ACTIVE, Act.RESET_PASSWORD): ACTIVE,
        (ACTIVE, Act.UNLOCK_ACCOUNT): ACTIVE,
        (ACTIVE, Act.REVOKE_SESSIONS): ACTIVE,
        (ACTIVE, Act.DISABLE_ACCOUNT): DISABLED,
        (DISABLED, Act.ENABLE_ACCOUNT): ACTIVE,
    },
)
NOT_ONES_OWN: Final = frozenset({Act.RESET_PASSWORD, Act.DISABLE_ACCOUNT})


@dataclass(frozen=True)
class AccountFacts:
    """An account, and whether it may sign in."""

    id: UUID
    state: AccountState


def condition(act: Act, row: Mapping[str, Any], actor: Actor, _today: date) -> Violation | None:
    """Nobody shuts an account of one's own, nor goes round the present password by a reset."""
    return Violation(Code.OWN_ACCOUNT) if act in NOT_ONES_OWN and row["id"] == actor.account else None


def moved(account: AccountFacts, act: Act, actor: Actor, today: date) -> AccountState:
    """The state after an act; refuses what the life or the condition does not allow."""
    state = LIFE.move(account.state, act)
    if refusal := condition(act, vars(account), actor, today):
        raise refusal
    return state


def contacts(phone: str | None, email: str | None) -> dict[str, object]:
    """The office telephone and the one address for letters, each where it is given."""
    return {"phone": maybe_text(phone, "phone", "办公电话", 40), "email": an_address(email)}


def a_name(name: str) -> str:
    """The name of a person, or of the body whose machine it is."""
    return a_text(name, "name", "姓名", 100)


def given_password(before: PasswordFacts, password_hash: str, *, at: datetime) -> Change:
    """Somebody else gives an account a password, to be changed at the next signing-in; what locked it out is over."""
    given = {"password_hash": password_hash, "must_change_password": True, "password_given_at": at}
    return Change({**given, "past_passwords": before.kept, **unlocked().set})


def unlocked() -> Change:
    """An account may try again at once."""
    return Change({"failed_sign_ins": 0, "locked_until": None})


def shut(state: AccountState, reason: str | None) -> Change:
    """An account is shut, or opened again, with a reason."""
    return Change({"state": state, "state_reason": a_reason(reason)})
