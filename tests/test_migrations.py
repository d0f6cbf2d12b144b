"""The migrations: what the rows declare is truly in the database, whoever migrates and however often."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest
from pydantic import ValidationError
from tortoise import Tortoise
from tortoise.context import TortoiseContext

from api.database.database import UNMIGRATED, Database, UnmigratedError, open_database
from api.database.keeper import binaries
from api.migrations import maker
from api.migrations.difference import between_files_and, from_nothing
from api.migrations.fitness import NEWER
from api.migrations.runner import migrate
from api.migrations.state import models
from api.settings import Settings
from schema.noun.constraints import constraints, fields_of, table_of, view_of
from tests.api.process import finished
from tests.zoo import ROWS

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from asyncpg import Record

    Connection = asyncpg.Connection[Record]

NAMES = """SELECT conname AS name FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"""
COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1"
RIGHTS = """SELECT privilege_type FROM information_schema.role_table_grants
    WHERE grantee = 'dianchi_app' AND table_name = $1"""
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"

GRANTED = "SELECT table_name FROM information_schema.role_table_grants WHERE grantee = $1"


def a_package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a package for migrations, with nothing in it."""
    package = f"zoo_{folder.name}"
    (folder / package).mkdir()
    (folder / package / "__init__.py").touch()
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    return package


@pytest.fixture
def zoo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name a package with the zoo's migrations."""
    package = a_package(tmp_path, monkeypatch)
    with TortoiseContext():
        Tortoise.init_models(["tests.zoo"], "dianchi")
        for name, part in maker.parts("zoo", between_files_and(ROWS, package), package):
            maker.write(name, part, package)
    return package


@pytest.fixture
async def owner(empty: str, zoo: str) -> AsyncGenerator[Connection]:
    """A connection of the owner to a zoo."""
    await migrate(empty, zoo)
    connection = await asyncpg.connect(empty)
    yield connection
    await connection.close()


async def a_house(connection: Connection, name: str = "north", kind: str = "CAGE"):
    house = uuid4()
    await connection.execute("INSERT INTO house (id, name, kind) VALUES ($1, $2, $3)", house, name, kind)
    return house


async def an_animal(connection: Connection, house: object, kind: str = "CAGE", weight: int = 1):
    animal = uuid4()
    insert = "INSERT INTO animal (id, house_id, kind, weight) VALUES ($1, $2, $3, $4)"
    await connection.execute(insert, animal, house, kind, weight)
    return animal


async def test_a_word_that_is_none_of_the_enums_is_refused(owner: Connection):
    with pytest.raises(asyncpg.CheckViolationError, match="house_kind_check"):
        await a_house(owner, kind="CAVE")


async def test_a_declared_check_refuses(owner: Connection):
    house = await a_house(owner)

    with pytest.raises(asyncpg.CheckViolationError, match="animal_weight_check"):
        await an_animal(owner, house, weight=-1)


async def test_a_partial_key_binds_only_the_rows_it_speaks_of(owner: Connection):
    await a_house(owner, "a")
    await a_house(owner, "b")
    await a_house(owner, "c", "POND")

    with pytest.raises(asyncpg.UniqueViolationError, match="house_kind_unique"):
        await a_house(owner, "d", "POND")


async def test_a_copied_fact_must_be_the_parents_and_follows_it(owner: Connection):
    house = await a_house(owner)
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="animal_house_id_kind_follows"):
        await an_animal(owner, house, kind="POND")
    animal = await an_animal(owner, house)

    await owner.execute("UPDATE house SET kind = 'POND' WHERE id = $1", house)

    assert await owner.fetchval("SELECT kind FROM animal WHERE id = $1", animal) == "POND"


async def test_a_parent_in_use_cannot_be_deleted(owner: Connection):
    house = await a_house(owner)
    await an_animal(owner, house)

    # 18 tells a restriction from a missing parent; earlier versions do not.
    with pytest.raises((asyncpg.ForeignKeyViolationError, asyncpg.RestrictViolationError)):
        await owner.execute("DELETE FROM house WHERE id = $1", house)


async def test_a_circle_of_keys_is_closed(owner: Connection):
    house = await a_house(owner)

    with pytest.raises(asyncpg.ForeignKeyViolationError, match="house_favourite_id_fkey"):
        await owner.execute("UPDATE house SET favourite_id = $1", house)


async def test_a_view_counts_and_is_only_read(owner: Connection):
    await an_animal(owner, await a_house(owner))
    await owner.execute("SET ROLE dianchi_app")

    assert [row["animals"] for row in await owner.fetch("SELECT animals FROM herd")] == [1]
    with pytest.raises(asyncpg.PostgresError, match="herd"):
        await owner.execute("DELETE FROM herd")


@pytest.mark.parametrize("verb", ["UPDATE feeding SET id = id", "DELETE FROM feeding", "TRUNCATE house CASCADE"])
async def test_the_application_may_not_undo_what_is_only_added(owner: Connection, verb: str):
    await owner.execute("SET ROLE dianchi_app")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await owner.execute(verb)


async def test_processes_may_migrate_at_once(empty: str, zoo: str, tmp_path: Path):
    program = "import asyncio, sys; from api.migrations.runner import migrate; asyncio.run(migrate(*sys.argv[1:]))"
    command = [sys.executable, "-c", f"import sys; sys.path.append({str(tmp_path)!r}); {program}", empty, zoo]

    processes = [await asyncio.create_subprocess_exec(*command) for _ in range(3)]

    assert [await process.wait() for process in processes] == [0, 0, 0]


async def test_a_failed_migration_leaves_nothing_behind(empty: str, zoo: str, tmp_path: Path):
    first = tmp_path / zoo / "0001_zoo.py"
    first.write_text(first.read_text("utf-8").replace("weight >= 0", "weight >= nonsense"), "utf-8")

    with pytest.raises(Exception, match="nonsense"):
        await migrate(empty, zoo)

    connection = await asyncpg.connect(empty)
    assert await connection.fetchval("SELECT to_regclass('house')") is None
    await connection.close()


def test_the_migrations_say_what_the_rows_say():
    assert maker.stale() == [], "run `python3 dev.py api makemigrations NAME`"


async def test_every_rule_of_every_row_is_in_the_catalogue(database: Database):
    async with database.pool.read() as connection:
        found = {row["name"] for row in await connection.fetch(NAMES)}

    assert {one.name for one in constraints(models())} <= found


async def test_every_row_has_its_columns_and_the_application_its_rights(database: Database):
    async with database.pool.read() as connection:
        for model in models():
            table, fields = table_of(model), fields_of(model).values()
            columns = {row[0] for row in await connection.fetch(COLUMNS, table)}
            rights = {row[0] for row in await connection.fetch(RIGHTS, table)}

            assert columns == {field.source_field or field.model_field_name for field in fields if field.has_db_field}
            least = {"SELECT"} if view_of(model) else {"SELECT", "INSERT"}
            assert least <= rights <= (least if view_of(model) else {*least, "UPDATE"})
            assert ("UPDATE" not in rights) == getattr(model, "append_only", False)


async def test_the_application_takes_no_row_away(database: Database):
    async with database.pool.write() as connection:
        tables = [row[0] for row in await connection.fetch(TABLES)]
        for table in tables:
            for statement in (f'DELETE FROM "{table}"', f'TRUNCATE "{table}" CASCADE'):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)

    assert len(tables) > 80


async def test_the_application_owns_nothing(database: Database):
    async with database.pool.write() as connection:
        assert await connection.fetchval("SELECT current_user") == "dianchi_app"
        assert not await connection.fetchval("SELECT count(*) FROM pg_class WHERE relowner = 'dianchi_app'::regrole")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE TABLE mine (id int)")


async def test_an_application_url_of_its_own_is_used(settings: Settings):
    url = settings.database_url or ""
    app = settings.model_copy(update={"app_database_url": f"{url}{'&' if '?' in url else '?'}application_name=own"})

    async with await open_database(app) as opened, opened.pool.read() as connection:
        assert await connection.fetchval("SELECT current_user") != "dianchi_app"


async def test_each_installation_on_a_server_has_the_role_that_its_settings_name(empty: str, server: str):
    role = f"dianchi_other_{os.getpid()}"
    await migrate(empty, role=role)
    connection = await asyncpg.connect(empty)
    tables = {row[0] for row in await connection.fetch(GRANTED, role)}
    others = await connection.fetch(GRANTED, "dianchi_app")
    await connection.close()
    other = Settings(database_url=empty, app_role=role)

    async with await open_database(other) as opened:
        city = await opened.city()
        async with opened.pool.write() as application:
            assert await application.fetchval("SELECT current_user") == role

    owner = await asyncpg.connect(server)
    await owner.execute(f'DROP DATABASE "{urlsplit(empty).path[1:]}" WITH (FORCE)')
    await owner.execute(f"DROP ROLE {role}")
    await owner.close()
    assert city.calendar
    assert {"audit", "account", "tortoise_migrations"} <= tables
    assert not others


@pytest.mark.parametrize("role", ["Dianchi", 'a" or "b', "", "1st", "x" * 64])
def test_a_role_that_would_need_quoting_is_refused(role: str):
    with pytest.raises(ValidationError, match="app_role"):
        Settings(app_role=role)


async def test_a_database_that_a_newer_version_changed_is_refused_in_a_line(empty: str, tmp_path: Path):
    at = {"DATABASE_URL": empty, "DIANCHI_SECRET": "x" * 40, "DIANCHI_DATA": str(tmp_path), "DIANCHI_PORT": "0"}
    await migrate(empty)
    connection = await asyncpg.connect(empty)
    await connection.execute(
        "INSERT INTO tortoise_migrations (app, name, applied_at, phase) VALUES ('dianchi', '9999_newer', now(), 'CONTRACT')"
    )
    await connection.close()

    for command in ("serve", "worker"):
        refused = finished(command, **at)
        assert (refused.returncode, refused.stderr) == (1, f"{NEWER.format('9999_newer')}\n"), command


async def test_a_database_that_was_never_migrated_is_told_so(empty: str, tmp_path: Path):
    at = {"DATABASE_URL": empty, "DIANCHI_SECRET": "x" * 40, "DIANCHI_DATA": str(tmp_path), "DIANCHI_PORT": "0"}

    commands = [
        ["serve"],
        ["worker"],
        ["found", "--system", "zhao=赵", "--security", "qian=钱", "--audit", "sun=孙"],
        ["clock"],
    ]
    for command in commands:
        done = finished(*command, **at)
        assert (done.returncode, done.stderr) == (1, f"{UNMIGRATED}\n"), command
    doctor = finished("doctor", **at)
    assert "FIX   the database was never migrated: run `python -m api migrate`" in doctor.stdout
    with pytest.raises(UnmigratedError):
        async with await open_database(Settings(database_url=empty)) as opened:
            await opened.city()


DUMPED: Final = re.compile(r"^(?:SET|SELECT|--|\\|COMMENT ON TABLE)|^$")
"""What is of no weight: settings, and the docstrings that the frozen files kept as comments of tables."""


def dumped(url: str) -> list[str]:
    """What `pg_dump` says of a schema, in an order that does not tell when a column was added."""
    command = [binaries() / "pg_dump", "--schema-only", "--no-owner", "--exclude-table=tortoise_migrations*", url]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    # From 18 on NOT NULL has a name, which nobody chose.
    lines = re.sub(r"CONSTRAINT \w+ NOT NULL", "NOT NULL", done.stdout).split("\n")
    return sorted(line.strip().rstrip(",") for line in lines if not DUMPED.search(line))


async def test_the_dump_of_all_files_is_that_of_a_database_made_at_once(settings: Settings, empty: str):
    owner = await asyncpg.connect(empty)
    steps = from_nothing(models())
    for sql in (one for stage in steps.stages for one in steps.sql.get(stage, ())):
        await owner.execute(sql)
    await owner.close()

    made, once = dumped(str(settings.database_url)), dumped(empty)

    assert len(once) > 2000
    assert made == once
