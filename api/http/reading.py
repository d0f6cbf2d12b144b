"""Documents are read beside the event loop where that takes a while: whoever asks what is known already goes on meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphql.execution.values import VariableValues

    from domain.terms import Role
    from resolvers.plan.cache import Operation, Plan, Plans
    from resolvers.plan.scope import Variables

Found = TypeVar("Found")
FEW: Final = 200
"""Values of variables that are read faster than handed to a thread."""


@dataclass
class Reading:
    """Reads what is not yet known, one at a time, in a thread: what is remembered is touched by the loop alone."""

    plans: Plans
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def operation(self, text: str, name: str | None) -> Operation:
        """The operation of a document; refused where `Plans` refuse it."""
        if (found := self.plans.operations.known((text, name))) is None:
            found = await self._beside(lambda: self.plans.read(text, name))
            self.plans.operations.keep((text, name), found)
        return found

    async def coerced(self, operation: Operation, variables: Mapping[str, Any]) -> VariableValues:
        """The variables as the schema's types read them."""
        if operation.given(variables, FEW + 1) <= FEW:
            return self.plans.coerced(operation, variables)
        return await self._beside(lambda: self.plans.coerced(operation, variables))

    async def plan(self, operation: Operation, variables: Variables, role: Role) -> Plan:
        """The plan of a query."""
        few = operation.given(variables, FEW + 1) <= FEW
        place = (
            self.plans.place(operation, variables, role)
            if few
            else await self._beside(lambda: self.plans.place(operation, variables, role))
        )
        if (found := self.plans.plans.known(place)) is None:
            found = await self._beside(lambda: self.plans.made(operation, variables, role))
            self.plans.plans.keep(place, found)
        return found

    async def _beside(self, work: Callable[[], Found]) -> Found:
        async with self.turn:
            return await asyncio.to_thread(work)
