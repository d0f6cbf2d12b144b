"""Forgetting the simulated city, so that another begins: only where it lies in a folder of its own and nobody uses it."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import asyncpg

from api.database.embedded import Embedded
from api.database.keeper import alone

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from api.settings import Settings

OURS: Final = "select movable or not exists (select from account) from city_clock"
"""Whether nothing would be lost: only a simulated city's clock can be moved."""
PARTS: Final = ("postgres", "new", "files", "incoming")
"""What is removed of a data folder; its secret and its log stay."""


def forget(settings: Settings) -> None:
    """Remove the simulated city of a data folder, or refuse with what to do instead; where there is none, do nothing."""
    folder = settings.data.resolve()
    if settings.database_url is not None:
        raise SystemExit("--fresh removes an embedded city alone, and DATABASE_URL names a server's: unset it.")
    if not (folder / "postgres").exists():
        return
    if not simulated(folder, durable=settings.durable):
        raise SystemExit(f"{folder} holds what somebody entered, not the simulated city: choose another --data.")
    with unused(folder):
        for part in PARTS:
            shutil.rmtree(folder / part, ignore_errors=True)


def simulated(folder: Path, *, durable: bool) -> bool:
    """Whether a folder's database holds the simulated city, or nothing yet."""
    embedded = Embedded.open(folder, durable=durable)
    try:
        return asyncio.run(_ours(embedded.url()))
    finally:
        embedded.close()


async def _ours(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url)
    except asyncpg.InvalidCatalogNameError:
        return True
    try:
        return bool(await connection.fetchval(OURS))
    except asyncpg.UndefinedTableError:
        return not await connection.fetchval("select exists (select from pg_tables where schemaname = 'public')")
    finally:
        await connection.close()


@contextmanager
def unused(folder: Path) -> Generator[None]:
    """Keep everybody from a data folder for the length of a block; refuse while a program uses it."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)  # waits for a keeper that is just stopping
        if not alone(lock):
            raise SystemExit(f"A program runs on {folder}: stop it first, or choose another --data.")
        yield
    finally:
        os.close(lock)
