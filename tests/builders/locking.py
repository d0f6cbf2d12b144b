"""A database in which somebody keeps a table from all others."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg

from api.settings import Settings
from tests.pace import HANGING

REGISTER: Final = (
    "mutation($input: RegisterEntityInput!) { registerEntity(input: $input) { entity { id } problems { code } } }"
)


WAITING: Final = """select pid from pg_stat_activity where datname = current_database()
    and application_name like 'dianchi %' and wait_event_type = 'Lock'"""


@asynccontextmanager
async def locked(settings: Settings, table: str = "platform") -> AsyncGenerator[Any]:
    """A connection of the owner's that keeps everybody from a table."""
    owner = await asyncpg.connect(settings.database_url)
    try:
        async with owner.transaction():
            await owner.execute(f"lock table {table} in access exclusive mode")
            yield owner
    finally:
        await owner.close()


async def waiting(owner: Any, *, some: bool) -> list[int]:
    """The backends that wait for the lock, once there are some, or none any more."""
    found = list[int]()
    until = time.monotonic() + HANGING
    while time.monotonic() < until:
        # Within a transaction what was seen once is seen again, unless cleared.
        await owner.execute("select pg_stat_clear_snapshot()")
        found = [row["pid"] for row in await owner.fetch(WAITING)]
        if bool(found) is some:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(found)
