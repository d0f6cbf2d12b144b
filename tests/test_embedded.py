"""The embedded server: shared by the programs on a folder, gone after the last, found again after a kill."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from api.database import keeper
from api.database.embedded import Embedded, kept
from api.database.keeper import serving
from tests.pace import HANGING

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAM = """
import sys, time
from pathlib import Path
from api.database.embedded import Embedded
print(Embedded.open(Path(sys.argv[1]), durable=False).url("postgres"), flush=True)
time.sleep(3600)
"""


def a_program(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder)], stdout=subprocess.PIPE, text=True)


def url_of(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    return program.stdout.readline().strip()


def kill(program: subprocess.Popen[str]) -> None:
    program.kill()
    program.communicate()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that was used before."""
    folder = tmp_path_factory.mktemp("cluster")
    Embedded.open(folder, durable=False).close()
    return folder


@pytest.fixture
def used(cluster: Path, tmp_path: Path) -> Path:
    """A copy of a folder that was used before, which saves most of a cold start."""
    return Path(shutil.copytree(cluster, tmp_path / "used"))


def opened(folder: Path) -> Embedded:
    return Embedded.open(folder, durable=False)


async def fetched(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def ask(url: str, sql: str) -> object:
    return asyncio.run(fetched(url, sql))


def postmaster(folder: Path) -> int:
    pid = keeper.process(folder / "postgres")
    assert pid is not None
    return pid


def killed(pid: int) -> None:
    """Kill a process and see it end: until it is next scheduled it still answers."""
    os.kill(pid, signal.SIGKILL)
    # Of one that ended and that nobody has reaped, no command is left to be read.
    assert soon(lambda: not command(pid))


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def soon(condition: Callable[[], object]) -> bool:
    until = time.monotonic() + HANGING
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(condition())


def gone(folder: Path) -> bool:
    """Whether nothing is left, as soon as the machine has got round to it."""
    until = time.monotonic() + HANGING
    while kept(folder) is not None or serving(folder / "postgres") is not None:
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_a_new_folder_gets_a_server_that_ends_with_the_claim(tmp_path: Path):
    embedded = opened(tmp_path / "city")

    assert ask(embedded.url("postgres"), "SHOW server_encoding") == "UTF8"

    embedded.close()
    assert gone(tmp_path / "city")


def test_a_second_start_keeps_the_data(tmp_path: Path):
    first = opened(tmp_path)
    ask(first.url("postgres"), "CREATE TABLE kept AS SELECT 42 AS answer")
    first.close()

    second = opened(tmp_path)

    assert ask(second.url("postgres"), "SELECT answer FROM kept") == 42
    second.close()


def test_programs_on_one_folder_share_the_server_even_when_started_at_once(tmp_path: Path):
    programs = [a_program(tmp_path) for _ in range(3)]
    urls = {url_of(program) for program in programs}

    assert len(urls) == 1
    assert ask(urls.pop(), "SELECT 1") == 1

    for program in programs:
        kill(program)
    assert soon(lambda: gone(tmp_path))


def test_a_claim_given_up_leaves_the_server_to_the_others(used: Path):
    first, second = opened(used), opened(used)

    first.close()

    assert ask(second.url("postgres"), "SELECT 1") == 1
    second.close()
    assert gone(used)


def test_a_killed_program_leaves_nothing_running(used: Path):
    program = a_program(used)
    url_of(program)

    kill(program)

    assert soon(lambda: gone(used))


def test_a_killed_server_is_back_for_the_programs_that_use_it(used: Path):
    embedded = opened(used)
    before = postmaster(used)
    killed(before)

    assert soon(lambda: serving(used / "postgres") and keeper.process(used / "postgres") not in {before, None})
    assert ask(embedded.url("postgres"), "SELECT 1") == 1
    embedded.close()


def test_after_a_kill_of_everything_the_next_start_works(used: Path):
    program = a_program(used)
    url_of(program)
    keeping = kept(used)
    assert keeping is not None
    for pid in (keeping, postmaster(used)):
        killed(pid)
    kill(program)

    embedded = opened(used)

    assert ask(embedded.url("postgres"), "SELECT 1") == 1
    embedded.close()
    assert gone(used)


def test_a_server_that_outlived_its_keeper_is_found_and_ended(used: Path):
    program = a_program(used)
    url_of(program)
    keeping = kept(used)
    assert keeping is not None
    killed(keeping)
    kill(program)
    pid = postmaster(used)

    embedded = opened(used)

    assert postmaster(used) == pid
    embedded.close()
    assert gone(used)


def test_a_server_that_outlives_its_keeper_in_use_is_ended_by_the_last_program(used: Path):
    embedded = opened(used)
    keeping = kept(used)
    assert keeping
    killed(keeping)
    assert soon(lambda: kept(used) is None)
    assert ask(embedded.url("postgres"), "SELECT 1") == 1

    embedded.close()

    assert gone(used)


def test_a_keeper_that_has_not_yet_written_its_pid_is_not_taken_for_the_one_before(used: Path):
    with (used / "keeper").open("w", encoding="utf-8") as claim:
        claim.write(str(os.getpid()))
        claim.flush()
        fcntl.flock(claim, fcntl.LOCK_EX)
        assert kept(used) == 0


def test_a_pid_that_is_now_anothers_does_not_bar_the_start(used: Path):
    opened(used).close()
    left = f"{os.getpid()}\n{used}\n0\n5432\n{used}\n\n0\nready\n"
    (used / "postgres" / "postmaster.pid").write_text(left, "utf-8")

    embedded = opened(used)

    assert ask(embedded.url("postgres"), "SELECT 1") == 1
    embedded.close()


def test_a_folder_too_deep_for_a_socket_gets_a_short_one(tmp_path: Path):
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    embedded = opened(deep)
    home = embedded.home

    assert ask(embedded.url("postgres"), "SELECT 1") == 1
    assert not home.is_relative_to(deep)

    embedded.close()
    assert not home.exists()


@pytest.mark.parametrize("name", ["a" * 110, "a, b"])
def test_a_killed_server_comes_back_where_its_programs_look_for_it(used: Path, tmp_path: Path, name: str):
    folder = used.rename(tmp_path / name)
    embedded = opened(folder)
    before, home = postmaster(folder), embedded.home
    assert home.parent == keeper.SHORT
    assert home.stat().st_mode & 0o777 == 0o700

    killed(before)

    assert soon(lambda: serving(folder / "postgres") and keeper.process(folder / "postgres") not in {before, None})
    assert serving(folder / "postgres") == home
    assert ask(embedded.url("postgres"), "SELECT 1") == 1
    embedded.close()
    assert gone(folder)
    assert not home.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")
def test_a_folder_that_somebody_else_made_first_is_not_used(tmp_path: Path):
    deep = tmp_path / ("a" * 110)
    short = keeper.SHORT / f"dianchi-{hashlib.sha256(os.fsencode(deep / 'postgres')).hexdigest()[:16]}"
    short.mkdir()
    os.chown(short, 12345, 12345)
    try:
        with pytest.raises(keeper.CannotKeepError, match="belongs to somebody else"):
            opened(deep)
    finally:
        short.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has modes to leave alone")
def test_root_changes_no_mode_above_the_folder(tmp_path: Path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    opened(closed / "city").close()

    assert closed.stat().st_mode & 0o777 == 0o700
    assert (closed / "city").stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused")
def test_root_without_a_way_to_step_down_is_told_so_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(keeper.CannotKeepError, match="set DATABASE_URL"):
        opened(closed / "city")
