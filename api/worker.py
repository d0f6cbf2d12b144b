"""The work that nobody asks for: what falls due is recorded, until told to stop."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, Final

import structlog

from api.pool import Pool
from api.settings import Settings
from resolvers.city import City
from resolvers.clockwork import catch_up

LOG: Final[Any] = structlog.get_logger()


async def work(pool: Pool, city: City, settings: Settings, stopping: asyncio.Event) -> None:
    """Work until told to stop; what is in hand is finished first. Several processes may: they take turns."""
    async with asyncio.TaskGroup() as tasks:
        tick = partial(catch_up, pool.write, city)
        tasks.create_task(again("tick", tick, settings.tick_seconds, settings, stopping))


async def again(
    name: str, do: Callable[[], Awaitable[object]], every: float, settings: Settings, stopping: asyncio.Event
) -> None:
    """Do something again and again; a failure is logged, and a pause made after it."""
    while not stopping.is_set():
        pause = every
        try:
            await do()
        except Exception:
            LOG.exception(name)
            pause = settings.retry_seconds
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), pause)


@asynccontextmanager
async def at_work(pool: Pool, city: City, settings: Settings) -> AsyncGenerator[None]:
    """Work for the length of a block; what is in hand at its end may be finished for `graceful_seconds`."""
    stopping = asyncio.Event()
    working = asyncio.create_task(work(pool, city, settings, stopping))
    try:
        yield
    finally:
        stopping.set()
        await asyncio.wait({working}, timeout=settings.graceful_seconds)
        working.cancel()
