"""A life is a noun's one table from state and act to the next state, for rules, allowed actions, docs and tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.kernel.acts import Act
from domain.kernel.violations import Code, Violation
from domain.terms import Term

State = TypeVar("State", bound=Term)


@dataclass(frozen=True)
class Life(Generic[State]):
    """The moves of one noun. A value is the next state, or a tuple where the rule chooses among several."""

    noun: str
    moves: Mapping[tuple[State, Act], State | tuple[State, ...]]

    @property
    def acts(self) -> tuple[Act, ...]:
        """Every act of this life, in the table's order."""
        return tuple(dict.fromkeys(act for _, act in self.moves))

    def refusal(self, state: State, act: Act) -> Violation | None:
        """The state refuses an act by a violation, or allows the act (None)."""
        if (state, act) in self.moves:
            return None
        return Violation(Code.WRONG_STATE, facts={"state": state.label, "state_en": state.value})

    def move(self, state: State, act: Act, chosen: State | None = None) -> State:
        """The next state; refuses WRONG_STATE; `chosen` picks where the table leaves a choice."""
        if refusal := self.refusal(state, act):
            raise refusal
        to = self.moves[state, act]
        options = to if isinstance(to, tuple) else (to,)
        if chosen is None and len(options) == 1:
            return options[0]
        if chosen is None or chosen not in options:
            raise AssertionError(f"{self.noun}: {act} may lead to {options}, not to {chosen}")
        return chosen
