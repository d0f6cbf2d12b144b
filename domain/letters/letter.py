"""The bureau sends a letter again whose mail failed (ours)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from domain.kernel.acts import Act
from domain.kernel.change import Change
from domain.kernel.life import Life
from domain.kernel.violations import Violation
from domain.rights.scope import Actor
from domain.terms.letters import LetterState

S = LetterState

LIFE: Final = Life(
    "Letter",
    {(S.DEAD, Act.RESEND_LETTER): S.WAITING, (S.UNKNOWN, Act.RESEND_LETTER): S.WAITING},
)
"""What the bureau may do; what else becomes of a letter is the worker's to note."""


@dataclass(frozen=True)
class FailedLetterFacts:
    """A failed letter has the state of its last try."""

    state: LetterState


def resend(letter: FailedLetterFacts, address: str | None, *, database_now: datetime) -> Change:
    """Send a dead letter, or a letter of unknown fate, again to the account's present address."""
    state = LIFE.move(letter.state, Act.RESEND_LETTER)
    to = S.ONLINE if address is None else state
    return Change({"state": to, "address": address, "attempts": 0, "next_at": database_now, "leased_until": None})


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """A letter's state alone forbids another sending."""
    return None
