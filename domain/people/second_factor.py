"""The second factor: a code of the moment beside the password, and codes for the day the phone is lost (ours).

Source: GB/T 22239-2019, 8.1.4.1 d (two ways of telling who it is, one of them cryptographic).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.kernel.acts import Act
from domain.kernel.change import Change, a_reason
from domain.kernel.violations import Code, Violation
from domain.people.administrators import ADMINISTRATORS
from domain.rights.authority import roles_of
from domain.rights.scope import Actor
from domain.terms import Role

ALWAYS: Final[frozenset[Role]] = frozenset(ADMINISTRATORS) | roles_of(Act.CONFIRM_SUBSIDY) | roles_of(Act.PAY_SUBSIDY)
"""Roles of which it is demanded whatever the setting: who administers, and who confirms or pays money."""
RECOVERY_CODES: Final = 10
BEFORE_A_FACTOR: Final = frozenset(
    {
        Act.SIGN_IN,
        Act.SIGN_OUT,
        Act.SWITCH_OFFICE,
        Act.CHANGE_PASSWORD,
        Act.ENROL_SECOND_FACTOR,
        Act.CONFIRM_SECOND_FACTOR,
    }
)
"""What is open to whoever has not yet set up the second factor that the role demands."""


@dataclass(frozen=True)
class FactorFacts:
    """An account's second factor: its seed, since when it is demanded, the last step used, the hashes of the codes left."""

    factor_seed: str | None
    factor_since: datetime | None
    factor_step: int | None
    recovery_hashes: Sequence[str] | None


def factor_first(act: Act, actor: Actor) -> None:
    """Refuse an act of whoever has not set up the second factor that the role demands."""
    if actor.factor_first and act not in BEFORE_A_FACTOR:
        raise Violation(Code.FACTOR_FIRST)


def enrol(factor: FactorFacts, seed: str) -> Change:
    """An account gets a seed, which counts once a first code of it was told; one in use is not replaced."""
    if factor.factor_since is not None:
        raise Violation(Code.WRONG_STATE, facts={"state": "已启用", "state_en": "in use"})
    return Change({"factor_seed": seed, "factor_step": None})


def confirm(factor: FactorFacts, step: int | None, recovery_hashes: Sequence[str], *, at: datetime) -> Change:
    """The first code proves that the seed arrived; `step` is the one it is of, None where it fits none."""
    if factor.factor_seed is None or factor.factor_since is not None:
        state = {"state": "未登记", "state_en": "not enrolled"} if factor.factor_since is None else None
        raise Violation(Code.WRONG_STATE, facts=dict(state or {"state": "已启用", "state_en": "in use"}))
    if step is None:
        raise Violation(Code.WRONG_FACTOR, path=("code",))
    return Change({"factor_since": at, "factor_step": step, "recovery_hashes": list(recovery_hashes)})


def proved(factor: FactorFacts, step: int | None, recovery_hash: str) -> Change | None:
    """What a code uses up: its step, or the recovery code it is; None where it is neither."""
    if step is not None:
        return Change({"factor_step": step})
    left = list(factor.recovery_hashes or ())
    if recovery_hash not in left:
        return None
    left.remove(recovery_hash)
    return Change({"recovery_hashes": left})


def reset(reason: str | None) -> Change:
    """An account has no second factor any more, for a reason; where its role demands one it sets up another."""
    gone = dict.fromkeys(("factor_seed", "factor_since", "factor_step", "recovery_hashes"))
    return Change({**gone, "factor_reset_reason": a_reason(reason)})
