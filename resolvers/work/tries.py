"""Tries again what the database asks to be tried again: two acts met, or a table was altered in between."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from resolvers.plan.database_refusals import TRANSIENT

T = TypeVar("T")
TRIES: Final = 4


async def breathe(attempt: int) -> None:
    """Wait before the next try, longer each time."""
    await asyncio.sleep(random.uniform(0, 0.05) * 2**attempt)  # noqa: S311 (jitter, not a secret)


async def tried(once: Callable[[], Awaitable[T]]) -> T:
    """Run what is one transaction, again where the database asks for another try."""
    for attempt in range(TRIES - 1):
        try:
            return await once()
        except TRANSIENT:
            await breathe(attempt)
    return await once()
