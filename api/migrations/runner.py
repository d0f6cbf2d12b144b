"""Brings a database forward: one file after the other, each with its record, while servers go on working."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import asyncpg
from tortoise.context import TortoiseContext
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps

from api.database.application_role import ensure_role
from api.database.database import naming
from api.database.founding import found_clock
from api.migrations import files
from api.migrations.fitness import (
    DifferentError,
    NewerError,
    expect_arrival,
    refuse_different,
    refuse_newer,
    refuse_other_role,
)
from api.migrations.steps import LOCKED, BlockedError, holders, outside
from migrations._forward import Forward, Phase
from resolvers.work.orm import wrapped
from schema.noun.constraints import APPLICATION

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from asyncpg import Connection, Record
    from tortoise.migrations import Migration

__all__ = ["BlockedError", "DifferentError", "NewerError", "migrate"]

LOCK: Final = 0x6469616E  # "dian": all who migrate a database agree on this number
TURN_SECONDS: Final = 0.2
WAIT_MILLISECONDS: Final = 1000
"""What all steps of a transaction may wait for locks together. Clients queue behind such a wait, and themselves give
up after the 1.5 seconds of `Settings.lock_timeout`, so that a longer one would be theirs to feel."""
LEAST_MILLISECONDS: Final = 50
TRIES: Final = 200
PAUSE_SECONDS: Final = 0.5
"""On average: never in step with what holds the lock again and again."""
LEDGER: Final = f"""CREATE TABLE IF NOT EXISTS tortoise_migrations (
    id SERIAL PRIMARY KEY, app VARCHAR(255) NOT NULL, name VARCHAR(255) NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL, UNIQUE (app, name));
GRANT SELECT ON tortoise_migrations TO {APPLICATION}"""
PHASED: Final = "SELECT true FROM pg_attribute WHERE attrelid = 'tortoise_migrations'::regclass AND attname = 'phase'"
PHASE: Final = "ALTER TABLE tortoise_migrations ADD COLUMN phase VARCHAR(40)"
RECORD: Final = "INSERT INTO tortoise_migrations (app, name, applied_at, phase) VALUES ($1, $2, now(), $3)"


@dataclass(frozen=True)
class MigrationOutcome:
    """The files applied, and those that wait until servers of the version before are gone."""

    applied: list[str]
    waiting: list[str]


async def migrate(
    owner_url: str,
    package: str = files.PACKAGE,
    *,
    role: str = APPLICATION,
    password: str | None = None,
    contract: bool = True,
) -> MigrationOutcome:
    """Bring the schema up to date, with the application's role, its password where one is given, and its rights.

    Any number of processes may call this at once: they take turns. Each file and its record are kept together
    or not at all. Without `contract` a database in use is brought as far as servers of the version before reach.
    """
    connection = await asyncpg.connect(
        owner_url, server_settings={"lock_timeout": "0", "statement_timeout": "0"}, connection_class=naming(role)
    )
    try:
        async with turn(connection):
            await prepare(connection, role, password)
            outcome = await forward(connection, package, contract=contract)
            if package == files.PACKAGE:
                async with connection.transaction():
                    await found_clock(connection)
            return outcome
    finally:
        await connection.close()


@asynccontextmanager
async def turn(connection: Connection[Record]) -> AsyncGenerator[None]:
    """Let no other process migrate meanwhile.

    Whoever waits asks again and again: a statement that waits would be waited for by an index made concurrently.
    """
    while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):  # noqa: ASYNC110 (only the database knows)
        await asyncio.sleep(TURN_SECONDS)
    try:
        yield
    finally:
        if not connection.is_closed():
            await connection.execute("SELECT pg_advisory_unlock($1)", LOCK)


async def prepare(connection: Connection[Record], role: str, password: str | None = None) -> None:
    """Make what every database has before its first migration: the application's role and the record."""
    async with connection.transaction():
        await refuse_other_role(connection, role)
        await ensure_role(connection, role, password)
        await connection.execute(LEDGER)
        if not await connection.fetchval(PHASED):
            await connection.execute(PHASE)


async def forward(connection: Connection[Record], package: str, *, contract: bool) -> MigrationOutcome:
    """Apply the files that a database lacks, and prove that it then has what they say."""
    applied: list[str] = await connection.fetchval("SELECT array(SELECT name FROM tortoise_migrations ORDER BY id)")
    pending = [name for name in files.names(package) if name not in applied]
    contract = contract or not applied
    waits = next((n for n, name in enumerate(pending) if files.phase(name, package) is Phase.CONTRACT), len(pending))
    due = pending if contract else pending[:waits]
    if await refuse_newer(connection, package, pending):
        return MigrationOutcome([], [])
    await refuse_different(connection, package, applied, due[:1])
    history = History(connection, package, applied)
    for name in due:
        await history.apply(name)
    if due:
        await expect_arrival(connection, package, [*applied, *due])
    return MigrationOutcome(due, pending[len(due) :])


class History:
    """The files of a package, applied one after the other."""

    def __init__(self, connection: Connection[Record], package: str, applied: list[str]) -> None:
        self.connection, self.package, self.applied = connection, package, applied
        self._state: State | None = None

    async def apply(self, name: str) -> None:
        """Apply a file and record it, as often as it takes where others hold what it needs."""
        migration = files.load(name, self.package)

        async def record() -> None:
            await self.connection.execute(RECORD, files.LABEL, name, str(files.phase(name, self.package)))

        if not isinstance(migration, Forward):
            async with self.connection.transaction():
                await self._founding(migration)
                await record()
        elif migration.transaction:
            await again(self.connection, name, lambda: self._together(migration, record))
        else:
            for step in migration.steps:
                await again(self.connection, name, lambda step=step: outside(self.connection, step))
            await record()

    async def _together(self, migration: Forward, record: Callable[[], Awaitable[None]]) -> None:
        """Take all steps and the record in one transaction, whose waits for locks add up to less than a client's."""
        until = time.monotonic() + WAIT_MILLISECONDS / 1000
        async with self.connection.transaction():
            for step in migration.steps:
                left = max(LEAST_MILLISECONDS, int((until - time.monotonic()) * 1000))
                await self.connection.execute(f"SET LOCAL lock_timeout = {left}")
                await self.connection.execute(step)
            await record()

    async def _founding(self, migration: Migration) -> None:
        """Make tables by Tortoise's own steps, which go by the state that the files before have made."""
        with TortoiseContext() as context:
            client = wrapped(self.connection)
            context.connections.set("default", client)
            if self._state is None:
                self._state = State(models={}, apps=StateApps(default_connections={files.LABEL: "default"}))
                for name in (each for each in files.names(self.package) if each in self.applied):
                    await files.load(name, self.package).apply(self._state, dry_run=True)
            await migration.apply(self._state, schema_editor=AsyncpgSchemaEditor(client))


async def again(connection: Connection[Record], name: str, take: Callable[[], Awaitable[None]]) -> None:
    """Take a step, again after a pause where somebody held a lock for too long, and not for ever."""
    for attempt in range(TRIES):
        try:
            return await take()
        except LOCKED as error:
            if attempt == TRIES - 1:
                raise BlockedError(name, await holders(connection)) from error
            await asyncio.sleep(random.uniform(0, 2 * PAUSE_SECONDS))  # noqa: S311 (no secret)
    raise AssertionError
