"""Proves migration files: they lead, step by step, to what a database has that is made at once from the row classes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

from api import OperatorError
from api.database.database import create_database
from api.database.embedded import Embedded
from api.migrations import files
from api.migrations.difference import from_nothing
from api.migrations.fingerprint import compared, taken
from api.migrations.runner import History, prepare
from schema.noun.constraints import APPLICATION

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from tortoise.models import Model


class UnprovedError(OperatorError):
    """Files that do not lead to what the row classes say."""


async def prove(rows: Sequence[type[Model]], package: str = files.PACKAGE, server: str | None = None) -> None:
    """Run all files and, beside them, make a database at once; keep each fingerprint where the two agree."""
    async with scratch(server) as url:
        grown = await grow(url, package)
        once = await at_once(url, rows)
    if difference := compared(grown[-1][1], once):
        raise UnprovedError(f"these files do not lead to what the row classes say:{difference}")
    before, first = set[str](), next(iter(files.fingerprinted(package)), "")
    for name, lines in grown:
        if name >= first:
            files.keep_delta(name, before, lines, package)
            before = lines


async def grow(url: str, package: str) -> list[tuple[str, set[str]]]:
    """Take the fingerprint of a database after each file."""
    async with database(url) as connection:
        await prepare(connection, APPLICATION)
        history, fingerprints = History(connection, package, []), list[tuple[str, set[str]]]()
        for name in files.names(package):
            await history.apply(name)
            fingerprints.append((name, await taken(connection)))
        return fingerprints


async def at_once(url: str, rows: Sequence[type[Model]]) -> set[str]:
    """Take the fingerprint of a database that is made at once from the row classes."""
    steps = from_nothing(rows)
    async with database(url) as connection:
        await prepare(connection, APPLICATION)
        async with connection.transaction():
            for sql in (one for stage in steps.stages for one in steps.sql.get(stage, ())):
                await connection.execute(sql)
        return await taken(connection)


@asynccontextmanager
async def scratch(server: str | None) -> AsyncGenerator[str]:
    """Lend a server to try on: the one that is named, or an embedded one of its own."""
    if server is not None:
        yield server
        return
    with TemporaryDirectory(prefix="dianchi-made-") as folder:
        embedded = await asyncio.to_thread(Embedded.open, Path(folder), durable=False)
        try:
            yield embedded.url("postgres")
        finally:
            await asyncio.to_thread(embedded.close)


@asynccontextmanager
async def database(server: str) -> AsyncGenerator[asyncpg.Connection[asyncpg.Record]]:
    """Lend a database that is gone afterwards."""
    name = f"dianchi_made_{uuid4().hex[:12]}"
    await create_database(server, name)
    connection = await asyncpg.connect(urlsplit(server)._replace(path=f"/{name}").geturl())
    try:
        yield connection
    finally:
        await connection.close()
        owner = await asyncpg.connect(server)
        await owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await owner.close()
