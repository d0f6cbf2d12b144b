"""The verb by which a personal value that is shown masked is seen (ours)."""

from typing import Any

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.violations import Code, Violation
from domain.people import reveal as reveal_rules
from domain.rights.allowed_actions import forbidden
from domain.rights.authority import revealable
from domain.rights.scope import Nothing
from resolvers.plan.pages import noun_of
from resolvers.work.call import Once
from resolvers.work.mutation import Create, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.noun.noun import rows
from schema.people.reveal import Reveal


@strawberry.input(description="Which personal value is to be seen, and why.")
class RevealInput(Create):
    id: strawberry.ID = argument("The record.")
    field: str = argument("The field that is shown masked, by its name in the schema, such as `contactPhone`.")
    reason: str = argument("Why it has to be seen. It stays on record with your name.")


@mutation(
    Act.REVEAL,
    Reveal,
    extras={"value": Once(str, "The value as it was entered; null where there is none, and when refused. Shown once.")},
)
async def reveal(work: UnitOfWork, input: RevealInput) -> tuple[New, dict[str, Any]]:
    """See a personal value that is shown to you masked, with a reason. Every look is on record, for oversight and the audit administrator."""
    noun = noun_of(input.id)
    row = rows().get(noun)
    if row is None:
        raise Violation(Code.NOT_FOUND, path=("id",))
    column = reveal_rules.personal_column(row.personal, input.field)
    scope = revealable(work.actor.role, noun, column)
    if scope == Nothing():
        raise forbidden(Act.REVEAL, noun)
    found = await work.find(row, input.id, within=scope)
    look = reveal_rules.look(noun, found.id, column, input.reason, work.actor, at=work.now)
    work.add(look)
    return look, {"value": work.opened_value(found, column) if column in row.sealed else getattr(found, column)}
