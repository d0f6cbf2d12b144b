"""A backup is PostgreSQL's own archive, with a manifest beside it by which a restore proves that everything is back, and the files it names.

The manifest is taken from the very snapshot that is archived, so that it is exact while others write.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import asyncpg

from api.commands.backup_files import Looked, bring_back, copied_to, save
from api.commands.client_programs import NotDone, grants_of, program, run
from api.database.application_role import ensure_role
from api.migrations.runner import migrate as bring_up_to_date
from schema.noun.constraints import APPLICATION

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from api.files.store import Store

    Connection = asyncpg.Connection[asyncpg.Record]

SESSION: Final = {"timezone": "UTC", "datestyle": "ISO", "intervalstyle": "iso_8601", "statement_timeout": "0"}
"""What the text of a row depends on."""
TABLES: Final = """select relname from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname"""
SUM: Final = """select count(*) as rows,
    coalesce(bit_xor(('x' || left(encode(sha256(convert_to(t::text, 'UTF8')), 'hex'), 16))::bit(64)::bigint), 0) as sum
    from public."{}" t"""
"""How many rows a table has, and what tells that they are the same, whatever their order."""
NAMED: Final = "select distinct sha256, size from file order by sha256"
MIGRATIONS: Final = "select name from tortoise_migrations order by name"


def manifest_of(archive: Path) -> Path:
    """The path of an archive's manifest."""
    return archive.with_name(f"{archive.name}.json")


def vacant(archive: Path) -> Path:
    """The path of a new archive's manifest, where neither is there yet."""
    manifest = manifest_of(archive)
    if archive.exists() or manifest.exists():
        raise NotDone(f"{archive} or its manifest exists; name another file")
    return manifest


async def backup(url: str, archive: Path, store: Store, role: str = APPLICATION) -> tuple[dict[str, Any], Looked]:
    """Copy a database and the files it names: archive and manifest are there whole or not at all.

    A file that is missing keeps nobody from saving the rest; it is counted as missing.
    """
    manifest = vacant(archive)
    partial = archive.with_name(f"{archive.name}.partial")
    try:
        async with snapshot(url) as (connection, name):
            major = connection.get_server_version().major
            state = {"server": major, "role": role, **await state_of(connection)}
            options = ["--format=custom", "--no-owner", f"--snapshot={name}", f"--file={partial}"]
            await run(await program("pg_dump", major), url, *options)
            named = await names(connection)
        try:
            looked = await save(named, store, archive)
        except OSError as error:
            raise NotDone(f"the files cannot be copied beside {archive}, so nothing was saved: {error}") from None
        # The archive first: a manifest never stands for bytes that a power cut has taken.
        state = {"sha256": sha256(partial), **state}
        manifest.write_text(json.dumps(state, indent=2) + "\n", "utf-8")
        keep(manifest)
        keep(partial)
        partial.replace(archive)
        keep(archive.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        manifest.unlink(missing_ok=True)
        raise
    return state, looked


async def restore(url: str, archive: Path, store: Store, role: str = APPLICATION) -> tuple[dict[str, Any], Looked]:
    """Fill an empty database from an archive, prove that all is there, bring it up to date, and its files back."""
    expected = checked(archive)
    connection = await asyncpg.connect(url, server_settings=SESSION)
    try:
        if await connection.fetch(TABLES):
            raise NotDone("the database is not empty; name an empty one by DATABASE_URL or --data")
        major = connection.get_server_version().major
        expect_server(expected.get("server", 0), major)
        await ensure_role(connection, role)
        path = await program("pg_restore", major)
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(archive)]
        await run(path, url, *options)
        # The application may have another role here than where it was saved.
        saved = re.compile(rf"\b{expected.get('role', APPLICATION)}\b")
        await connection.execute(saved.sub(role, await grants_of(path, archive)))
        state, named = await state_of(connection), await names(connection)
    finally:
        await connection.close()
    if differing := [name for name in state if state[name] != expected[name]]:
        raise NotDone(f"what was restored is not what was saved ({', '.join(differing)}); do not use this database")
    await bring_up_to_date(url, role=role)
    try:
        return expected, await bring_back(named, store, archive)
    except OSError as error:
        by_hand = f"copy {copied_to(archive)} to {store.where} by hand"
        raise NotDone(f"the database is restored and its files are not, {by_hand}: {error}") from None


def checked(archive: Path) -> dict[str, Any]:
    """The manifest of an archive that is whole, and that this program can bring up to date."""
    try:
        expected: dict[str, Any] = json.loads(manifest_of(archive).read_text("utf-8"))
        whole = sha256(archive) == expected["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise NotDone(f"{archive} cannot be restored without its manifest beside it: {error}") from None
    if not whole:
        raise NotDone(f"{archive} is not the archive its manifest speaks of; take another copy")
    known = {path.stem for path in (Path(__file__).parents[2] / "migrations").glob("0*.py")}
    if unknown := sorted(set(expected["migrations"]) - known):
        raise NotDone(f"{archive} was made by a newer program, which knows {unknown[-1]}; restore it with that one")
    return expected


def expect_server(saved: int, server: int) -> None:
    """Refuse a server that is older than the one saved: its programs cannot read the archive."""
    if saved > server:
        raise NotDone(
            f"this was saved from PostgreSQL {saved}: restore it to that version or a later one, not {server}"
        )


@asynccontextmanager
async def snapshot(url: str) -> AsyncGenerator[tuple[Connection, str]]:
    """A connection that sees one moment, and the name by which others see the same."""
    connection = await asyncpg.connect(url, server_settings=SESSION)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            yield connection, await connection.fetchval("select pg_export_snapshot()")
    finally:
        await connection.close()


async def state_of(connection: Connection) -> dict[str, Any]:
    """A database's state: the migrations that made it, and every table's rows."""
    tables = [row["relname"] for row in await connection.fetch(TABLES)]
    if "tortoise_migrations" not in tables:
        raise NotDone("there is nothing to save: this database was never migrated")
    sums = {name: dict(await connection.fetchrow(SUM.format(name)) or {}) for name in tables}
    return {"migrations": [row["name"] for row in await connection.fetch(MIGRATIONS)], "tables": sums}


async def names(connection: Connection) -> dict[str, int]:
    """The files a database names, by their hash, with their sizes; it may be older than files are."""
    if not await connection.fetchval("select to_regclass('public.file') is not null"):
        return {}
    return {row["sha256"]: row["size"] for row in await connection.fetch(NAMED)}


def sha256(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(path: Path) -> None:
    """Have a file or folder outlive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
