"""What an actor may do to a row now, and why not: the table of rights, the life and the chapter's own conditions in one answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.kernel.acts import Act
from domain.kernel.life import Life
from domain.kernel.violations import Code, Violation
from domain.rights.authority import scope_of, who_may
from domain.rights.scope import Actor, holds

Condition = Callable[[Act, Mapping[str, Any], Actor, date], Violation | None]
"""A chapter's own condition: `(act, facts, actor, today)` -> why not, or None."""


@dataclass(frozen=True)
class Allowed:
    """One act on one row: whether the actor may do it now, and else why not."""

    action: Act
    allowed: bool
    why_not: Violation | None


def forbidden(act: Act, noun: str) -> Violation:
    """The refusal of rights, citing the article of who may."""
    roles, article = who_may(act, noun)
    return Violation(Code.FORBIDDEN, article, facts={"roles": "、".join(role.label for role in roles)})


def allowed_actions(
    life: Life[Any], condition: Condition, row: Mapping[str, Any], actor: Actor, today: date
) -> Sequence[Allowed]:
    """Every act of a life on one row. Rights are judged first, then the state, then the chapter's condition."""

    def why_not(act: Act) -> Violation | None:
        if not holds(scope_of(actor.role, act, life.noun), actor, row):
            return forbidden(act, life.noun)
        return life.refusal(row["state"], act) or condition(act, row, actor, today)

    return [Allowed(act, (reason := why_not(act)) is None, reason) for act in life.acts]
