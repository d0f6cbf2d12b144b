"""The life of a database: an older one is brought on, a kill in mid-migration leaves nothing behind, and what cannot be used is said in one line."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from api.migrations import files
from api.migrations.runner import LOCK, migrate
from migrations._founding import CreateModels
from tests.api.process import ROOT, ended, finished, started
from tests.pace import HANGING

if TYPE_CHECKING:
    from collections.abc import Generator

TABLES = "select count(*) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
MIGRATING = "select pid from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())"


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """The one line it ended with."""
    assert done.returncode == 1
    [line] = (done.stdout + done.stderr).strip().split("\n")
    return line


def line_at_once(*arguments: str, **environment: str) -> str:
    """The one line that a command ends with, run in this process."""
    line, written = ended(*arguments, **environment)
    assert written == ""
    assert isinstance(line, str)
    assert "\n" not in line
    return line


async def test_data_of_an_older_version_are_brought_on(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tmp_path / f"older_{tmp_path.name}"
    older.mkdir()
    for path in [ROOT / "migrations" / "__init__.py", *sorted((ROOT / "migrations").glob("0*.py"))[:2]]:
        shutil.copy(path, older)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    await migrate(empty, older.name)
    owner = await asyncpg.connect(empty)
    before = await owner.fetchval(TABLES)

    await migrate(empty)

    assert await owner.fetchval(TABLES) > before > 5
    assert await owner.fetchval("select count(*) from tortoise_migrations") == len(
        [*(ROOT / "migrations").glob("0*.py")]
    )
    await owner.close()


async def test_a_database_of_a_newer_version_is_left_alone(empty: str) -> None:
    await migrate(empty)
    owner = await asyncpg.connect(empty)
    await owner.execute(
        "insert into tortoise_migrations (app, name, applied_at) values ('dianchi', '9001_later', now())"
    )
    await owner.close()

    line = last_line(await asyncio.to_thread(finished, "migrate", DATABASE_URL=empty))

    assert "newer version (9001_later)" in line


async def test_a_migration_that_is_killed_leaves_whole_files_and_the_next_goes_on(empty: str) -> None:
    owner = await asyncpg.connect(empty)
    process = started("migrate", DATABASE_URL=empty)
    while not await owner.fetch(MIGRATING) or await owner.fetchval(TABLES) < 5:
        await asyncio.sleep(0.005)
        assert process.poll() is None

    process.kill()
    process.wait()

    await owner.fetch("select pg_advisory_lock($1)", LOCK)  # once its backend has noticed
    recorded: list[str] = await owner.fetchval("select array(select name from tortoise_migrations)")
    made = [
        len(one.models) for name in recorded for one in files.load(name).operations if isinstance(one, CreateModels)
    ]
    assert await owner.fetchval(TABLES) == sum(made) + 1  # and the record of them
    await owner.fetch("select pg_advisory_unlock($1)", LOCK)
    await migrate(empty)  # which compares what is there with what the files say
    assert await owner.fetchval(TABLES) > 40
    await owner.close()


@pytest.fixture
def small(tmp_path: Path) -> Generator[Path]:
    """A disk of eight megabytes."""
    disk = tmp_path / "small"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("only who may mount a small disk can fill it")
    yield disk
    until = time.monotonic() + HANGING
    while subprocess.run(["umount", str(disk)], check=False, capture_output=True).returncode:
        assert time.monotonic() < until, "a keeper that cannot keep is still there"
        time.sleep(0.02)


def test_a_full_disk_is_told_as_such(small: Path) -> None:
    line = line_at_once("migrate", "--data", str(small / "city"))

    assert "64 MiB" in line
    assert "--data" in line


def test_a_folder_that_cannot_be_one_is_told_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "city").touch()

    line = line_at_once("migrate", "--data", str(tmp_path / "city"))

    assert str(tmp_path / "city") in line
    assert "--data" in line


@pytest.mark.parametrize("asked", ["worker", "clock"])
def test_a_database_out_of_reach_is_told_in_one_line(asked: str) -> None:
    assert "DATABASE_URL" in line_at_once(asked, DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")


def test_a_process_ends_with_that_line() -> None:
    line = last_line(finished("migrate", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing"))

    assert "DATABASE_URL" in line
