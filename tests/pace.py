"""How fast this machine is just now, so that a bound of time means the same on one that others use too."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

WORK: Final = 0.03
"""Seconds of a processor that a measurement takes."""
HANGING: Final = 600
"""Seconds after which what was waited for never comes; no test is about this bound."""


def slowness() -> float:
    """How many times longer than its processor works a piece of work takes just now: 1 on a machine at rest."""
    begun, worked = time.perf_counter(), time.thread_time()
    while time.thread_time() - worked < WORK:
        pass
    return max(1.0, (time.perf_counter() - begun) / WORK)


def paced(seconds: float) -> float:
    """What some seconds of a machine at rest are on this one, at its slowest of three looks."""
    return seconds * max(slowness() for _ in range(3))


async def come(holds: Callable[[], object]) -> None:
    """Wait until something holds, however long this machine takes."""
    until = time.monotonic() + HANGING
    while not holds():
        assert time.monotonic() < until, "it never came"
        await asyncio.sleep(0.02)


async def comes(holds: Callable[[], Awaitable[object]]) -> None:
    """Wait until something that must be asked for holds, however long this machine takes."""
    until = time.monotonic() + HANGING
    while not await holds():
        assert time.monotonic() < until, "it never came"
        await asyncio.sleep(0.02)
