"""Documents are read beside the event loop where that takes a while: whoever asks what is known already goes on meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from resolvers.plan.cache import weight_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphql.execution.values import VariableValues

    from domain.terms import Role
    from resolvers.plan.cache import Operation, Plan, Plans
    from resolvers.plan.scope import Variables

Found = TypeVar("Found")
SHORT: Final = 2000
"""Characters of a document that is read past the long ones."""
FEW: Final = 200
"""Values of variables that are read faster than handed to a thread."""


@dataclass
class Reading:
    """Reads what is not yet known in a thread, one at a time, what is short past what is long; what is remembered is touched by the loop alone."""

    plans: Plans
    turns: tuple[asyncio.Lock, asyncio.Lock] = field(default_factory=lambda: (asyncio.Lock(), asyncio.Lock()))
    """Of what is long, and of what is short."""

    async def operation(self, text: str, name: str | None) -> Operation:
        """The operation of a document; refused where `Plans` refuse it."""
        if (found := self.plans.operations.known((text, name))) is None:
            found = await self._beside(lambda: self.plans.read(text, name), short=len(text) <= SHORT)
            self.plans.operations.keep((text, name), found)
        return found

    async def coerced(self, operation: Operation, variables: Mapping[str, Any]) -> VariableValues:
        """The variables as the schema's types read them."""
        if operation.given(variables, FEW + 1) <= FEW:
            return self.plans.coerced(operation, variables)
        return await self._beside(lambda: self.plans.coerced(operation, variables), short=False)

    async def plan(self, operation: Operation, variables: Variables, role: Role) -> Plan:
        """The plan of a query."""
        few = operation.given(variables, FEW + 1) <= FEW
        if few:
            place = self.plans.place(operation, variables, role)
        else:
            place = await self._beside(lambda: self.plans.place(operation, variables, role), short=False)
        if (found := self.plans.plans.known(place)) is None:
            short = few and operation.weight <= weight_of(SHORT)
            found = await self._beside(lambda: self.plans.made(operation, variables, role), short=short)
            self.plans.plans.keep(place, found)
        return found

    async def _beside(self, work: Callable[[], Found], *, short: bool) -> Found:
        async with self.turns[short]:
            return await asyncio.to_thread(work)
