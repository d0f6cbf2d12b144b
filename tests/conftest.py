"""What tests stand on: one server for the session, and a fresh database for each test that asks."""

from __future__ import annotations

import asyncio
import fcntl
import itertools
import os
import secrets
import shutil
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import asyncpg
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from api import demo
from api.database.database import Database, create_database, open_database
from api.database.embedded import Embedded
from api.keyring import Keyring
from api.migrations.runner import migrate
from api.settings import Settings
from resolvers.work import passwords
from schema.noun.noun import NOW
from tests.api.client import Client, serving
from tests.api.process import UNLIMITED
from tests.pace import HANGING
from tests.plan.reference import Rows, load

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

NUMBERS: Final = itertools.count(1)
MEMORY: Final = Path("/dev/shm")
ROOM: Final = 4 << 30
"""What the databases of one session may take, in bytes, and more than that."""
SESSION: Final = f"PYTEST_OF={os.getpid()}\0".encode()
"""What is in the environment of every program that this session starts."""
os.environ["PYTEST_OF"] = str(os.getpid())
# Nothing is stopped for what a busy machine takes but where a test is about that, and sets its own bounds;
# commands started as processes keep those that are served with.
os.environ.update(
    {f"DIANCHI_{what}_SECONDS": str(HANGING) for what in ("REQUEST", "COMMAND", "ACQUIRE", "HEAD", "BODY")}
)
# Tests come from one address, more of them than people do; those about limits set their own.
os.environ.update(UNLIMITED)
# How long an example takes is the machine's; no property is about it.
hypothesis_settings.register_profile("dianchi", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("dianchi")


def at(url: str, name: str) -> str:
    """Address another database of the same server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


async def drop(url: str, name: str) -> None:
    """Remove a database, whoever is still connected."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        await connection.close()


@pytest.fixture(scope="session", autouse=True)
def nothing_left() -> Generator[None]:
    """Fail where the session leaves a program of ours or a database running that it began."""
    before = ours()
    yield
    until = time.monotonic() + HANGING
    while (left := ours() - before) and time.monotonic() < until:
        time.sleep(0.1)
    assert not left, left


def ours() -> set[tuple[int, bytes]]:
    """The programs this session started, whoever they belong to by now."""
    found = set[tuple[int, bytes]]()
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if SESSION in path.read_bytes() and path.parent.name != str(os.getpid()):
                found.add((int(path.parent.name), (path.parent / "cmdline").read_bytes()))
    return found


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Generator[None]:
    """Hash passwords at the least cost: signing in is what most tests of the API begin with, and a tenth of a second each."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", cheap)
        patch.setattr(passwords, "NOBODYS", cheap.hash("nobody has this password"))
        yield


@pytest.fixture(scope="session")
def server() -> Generator[str]:
    """URL of an empty database, as its owner: on the server DATABASE_URL names, or an embedded one that ends with the session."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    sweep()
    with TemporaryDirectory(prefix="dianchi-", dir=in_memory()) as folder:
        embedded = Embedded.open(Path(folder), durable=False)
        yield embedded.url("postgres")
        embedded.close()


def in_memory() -> str | None:
    """Where files are made without a disk, if there is room: a database is a thousand of them, and most tests copy one."""
    return str(MEMORY) if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


def sweep() -> None:
    """Give memory back that a session which was killed left taken: nobody claims its server any more."""
    for folder in MEMORY.glob("dianchi-*"):
        with suppress(OSError), (folder / "lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template(server: str) -> Generator[str]:
    """Name of a migrated database that tests copy and nobody connects to."""
    name = f"dianchi_template_{os.getpid()}"

    async def make() -> None:
        await create_database(server, name)
        await migrate(at(server, name))

    try:
        asyncio.run(make())
        yield name
    finally:
        asyncio.run(drop(server, name))


@pytest.fixture
async def empty(server: str) -> AsyncGenerator[str]:
    """URL of a database of the test's own with nothing in it, as its owner."""
    name = f"dianchi_empty_{os.getpid()}_{next(NUMBERS)}"
    await create_database(server, name)
    yield at(server, name)
    await drop(server, name)


@pytest.fixture
async def settings(server: str, template: str, tmp_path: Path) -> AsyncGenerator[Settings]:
    """Settings that name a migrated database of the test's own."""
    name = f"dianchi_test_{os.getpid()}_{next(NUMBERS)}"
    await create_database(server, name, template)
    yield Settings(database_url=at(server, name), data=tmp_path)
    await drop(server, name)


@pytest.fixture
async def database(settings: Settings) -> AsyncGenerator[Database]:
    """A migrated database of the test's own; its pool is the application's."""
    async with await open_database(settings) as opened:
        yield opened


class City:
    """The small simulated city: a database nobody writes to, its keys, its business date."""

    def __init__(self, database: Database, keys: Keyring, today: date) -> None:
        self.pool, self.keys, self.today = database.pool, keys, today


@pytest.fixture(scope="session")
def city_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of keys by which the small simulated city opens, however often it is copied."""
    file = tmp_path_factory.mktemp("keys") / "keys"
    file.write_text(f"1 {secrets.token_hex(32)}\n")
    return file


@pytest.fixture(scope="session")
def city_template(
    server: str, template: str, city_keys: Path, tmp_path_factory: pytest.TempPathFactory
) -> Generator[str]:
    """Name of a database with the small simulated city in it, that tests copy and nobody connects to."""
    name = f"dianchi_city_{os.getpid()}"
    seeding = Settings(database_url=at(server, name), data=tmp_path_factory.mktemp("city"), key_file=city_keys)

    async def make() -> None:
        await create_database(server, name, template)
        async with await open_database(seeding, application=False) as opened:
            await demo.seed(opened, scale=0.1)

    asyncio.run(make())
    yield name
    asyncio.run(drop(server, name))


@pytest.fixture
async def city_settings(server: str, city_template: str, city_keys: Path, tmp_path: Path) -> AsyncGenerator[Settings]:
    """Settings that name a small simulated city of the test's own."""
    name = f"dianchi_town_{os.getpid()}_{next(NUMBERS)}"
    await create_database(server, name, city_template)
    yield Settings(database_url=at(server, name), data=tmp_path, key_file=city_keys, demo=True)
    await drop(server, name)


@pytest.fixture
async def city(city_settings: Settings) -> AsyncGenerator[City]:
    """The small simulated city, as the application reads it."""
    async with await open_database(city_settings) as opened:
        async with opened.pool.read() as connection:
            today = await connection.fetchval(f"select (({NOW}) at time zone 'Asia/Shanghai')::date")
        yield City(opened, opened.keyring, today)


@pytest.fixture
async def city_rows(city: City) -> Rows:
    """Every row of it."""
    async with city.pool.read() as connection:
        return await load(connection, city.keys.unseal)


@pytest.fixture
async def anyone(city_settings: Settings) -> AsyncGenerator[Client]:
    """Somebody at the API of the small simulated city who has not signed in."""
    async with serving(city_settings) as client:
        yield client
