"""Steps that are taken outside a transaction: each can be broken off at any moment and taken again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import asyncpg

from api import OperatorError
from api.migrations.statements import StatementKind, parsed

if TYPE_CHECKING:
    from asyncpg import Connection, Record

LOCKED: Final = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
PATIENT: Final = "30s"
"""How long an index or the check of a rule waits for old transactions: nobody queues behind it."""
STATE: Final = """SELECT i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relname = $1 AND c.relnamespace = 'public'::regnamespace"""
HOLDERS: Final = """SELECT pid, coalesce(nullif(application_name, ''), usename) AS who,
        extract(epoch FROM now() - xact_start)::int AS seconds FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < now() - interval '1 second'
    ORDER BY xact_start LIMIT 3"""


class BlockedError(OperatorError):
    """A migration that others gave no moment; nothing of the step is left behind."""

    def __init__(self, name: str, holders: list[str]) -> None:
        by = f" Long transactions: {', '.join(holders)}." if holders else ""
        super().__init__(f"{name} could not be applied: others held its tables each time.{by} Run `migrate` again.")


async def holders(connection: Connection[Record]) -> list[str]:
    """Name the sessions whose transactions have lasted longest."""
    return [f"{row['who']} (pid {row['pid']}, {row['seconds']} s)" for row in await connection.fetch(HOLDERS)]


async def outside(connection: Connection[Record], step: str) -> None:
    """Take a step; what an earlier try left half done is done anew, what it finished is left alone."""
    await connection.execute(f"SET lock_timeout = '{PATIENT}'")
    one = parsed(step)
    match one.kind:
        case StatementKind.CREATE_INDEX:
            valid = await connection.fetchval(STATE, one.name)
            if valid is False:
                await connection.execute(f'DROP INDEX CONCURRENTLY "{one.name}"')
            if valid is not True:
                await connection.execute(step)
        case StatementKind.DROP_INDEX:
            if await connection.fetchval(STATE, one.name) is not None:
                await connection.execute(step)
        case StatementKind.ROWS:
            # In parts, each a transaction, until no row is left that it speaks of.
            while not (await connection.execute(step)).endswith(" 0"):
                pass
        case _:
            await connection.execute(step)
