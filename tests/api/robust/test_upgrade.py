"""An upgrade while everybody works: two servers, a worker and sixteen clients, three migrations, a rolling restart."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from api.database.database import create_database
from api.migrations import files
from api.migrations.fingerprint import taken
from api.migrations.runner import History as Applied
from api.migrations.runner import migrate
from domain.rights.grant import ADMINISTRATORS
from schema.noun.constraints import APPLICATION
from tests.api.client import Client
from tests.api.crowd import DISTRICTS, Crowd, wrong_with
from tests.api.process import ROOT, answering, environment_of, free_port
from tests.builders.codes import uscc
from tests.conftest import at, drop
from tests.history import Outcome
from tests.invariants import image
from tests.pace import come

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from api.settings import Settings

LONG: Final = bool(os.environ.get("DIANCHI_LONG"))
ROUNDS: Final = 4 if LONG else 1
WRITERS: Final = 16
PATIENCE: Final = 150
"""Seconds for a program to start beside others that start, and clients that write, on a machine that is shared."""
FOLDERS: Final = ("api", "domain", "resolvers", "schema", "migrations", "docs")
FORWARD: Final = '''"""Made up."""

from migrations._forward import Forward, Phase


class Migration(Forward):
    phase = Phase.EXPAND
    transaction = {transaction}
    steps = {steps!r}
    reasons = {{"binds": "no act writes another"}}
'''


def made_up(turn: int) -> list[tuple[str, bool, list[str]]]:
    """Three migrations that no row class asks for: a column, a rule and a view on rows that change."""
    column, rule, view = f"spare_{turn}", f"activity_persons_{turn}_check", f"busy_{turn}"
    return [
        (
            f"09{turn}1_column",
            True,
            [
                f'ALTER TABLE "{table}" ADD COLUMN "{column}" INT'
                for table in ("entity", "activity", "report", "obligation")
            ],
        ),
        (f"09{turn}2_rule", True, [f'ALTER TABLE "activity" ADD CONSTRAINT "{rule}" CHECK (persons >= 0) NOT VALID']),
        (
            f"09{turn}3_checked",
            False,
            [
                f'ALTER TABLE "activity" VALIDATE CONSTRAINT "{rule}"',
                f'CREATE INDEX CONCURRENTLY "activity_spare_{turn}" ON "activity" ("{column}")',
            ],
        ),
        (
            f"09{turn}4_view",
            True,
            [
                f'CREATE VIEW "{view}" AS SELECT id, "{column}" FROM "activity"',
                f"COMMENT ON VIEW \"{view}\" IS 'sha256 {turn}'",
                f'GRANT SELECT ON "{view}" TO dianchi_app',
            ],
        ),
    ]


def a_newer_program(folder: Path, rounds: int) -> Path:
    """A copy of this program that knows some migrations more."""
    for each in FOLDERS:
        skipped = shutil.ignore_patterns("node_modules", "__pycache__", "web")
        shutil.copytree(ROOT / each, folder / each, ignore=skipped)
    for each in (*ROOT.glob("*.md"), *ROOT.glob("*.graphql")):
        shutil.copy(each, folder)
    for name, transaction, steps in (one for turn in range(1, rounds + 1) for one in made_up(turn)):
        text = FORWARD.format(transaction=transaction, steps=steps)
        (folder / "migrations" / f"{name}.py").write_text(text, "utf-8")
    return folder


def as_package(folder: Path, newer: Path, rounds: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """The newer program's migrations under a name by which this process can read them."""
    package = f"newer_{folder.name}_{rounds}"
    shutil.copytree(newer / "migrations", folder / package)
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    return package


async def prove(server: str, template: str, package: str, newer: Path) -> None:
    """Keep the fingerprints of the migrations that are made up."""
    name = f"dianchi_proof_{package}"
    await create_database(server, name, template)
    connection = await asyncpg.connect(at(server, name))
    try:
        before, history = await taken(connection), Applied(connection, package, [])
        for each in (one for one in files.names(package) if one.startswith("09")):
            await history.apply(each)
            after = await taken(connection)
            files.keep_delta(each, before, after, package)
            shutil.copy(files.folder(package) / f"{each}{files.SUFFIX}", newer / "migrations")
            before = after
    finally:
        await connection.close()
        await drop(server, name)


@dataclass
class Server:
    """A program of ours in a process of its own."""

    settings: Settings
    command: str
    folder: Path
    port: int = field(default_factory=free_port)
    lent: int = 0
    up: bool = False

    def start(self) -> None:
        told = {"DATABASE_URL": str(self.settings.database_url), "DIANCHI_SECRET": "x" * 40}
        told |= {"DIANCHI_DATA": str(self.settings.data), "DIANCHI_PORT": str(self.port)}
        command = [sys.executable, "-m", "api", self.command]
        self.process = subprocess.Popen(command, cwd=self.folder, env=environment_of(told))

    async def ready(self) -> None:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=10) as client:
            await answering(self.process, client, PATIENCE)
        self.up = True

    async def stop(self) -> int:
        """Let it finish what it has in hand, and stop it."""
        self.up = False
        await come(lambda: self.lent == 0)
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self.process.wait, PATIENCE)


class Proxy(httpx.AsyncBaseTransport):
    """A proxy before several servers, which hands a request to one that is up and notes each answer that is our fault."""

    def __init__(self, servers: list[Server]) -> None:
        self.servers, self.faults, self.answers = servers, list[str](), 0
        self._behind = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=64, keepalive_expiry=1))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        server = min((each for each in self.servers if each.up), key=lambda each: each.lent)
        request.url = request.url.copy_with(port=server.port)
        server.lent += 1
        try:
            response = await self._behind.handle_async_request(request)
            content = await response.aread()
        finally:
            server.lent -= 1
        self.answers += 1
        if response.status_code >= 500 or b'"errors"' in content or b'"BUSY"' in content:
            self.faults.append(f"{response.status_code} {content[:200]!r}")
        return httpx.Response(response.status_code, headers=response.headers, content=content)


@asynccontextmanager
async def at_work(servers: list[Server], worker: Server) -> AsyncGenerator[tuple[Proxy, Crowd]]:
    """Servers and a worker, and everybody signed in."""
    try:
        for each in (*servers, worker):
            each.start()
        for each in servers:
            await each.ready()
        proxy = Proxy(servers)
        async with httpx.AsyncClient(base_url="http://127.0.0.1", timeout=20, transport=proxy) as http:
            names = ["bureau", *(f"{district}-{desk}" for district in DISTRICTS for desk in ("operator", "center"))]
            people = {name: await Client(http).signed_in(name) for name in names}
            crowd: Any = Crowd(None, http, people)  # pyright: ignore[reportArgumentType] (it is killed by nobody)
            yield proxy, crowd
    finally:
        for each in (*servers, worker):
            with suppress(ProcessLookupError):
                each.process.terminate()
            await asyncio.to_thread(each.process.wait, 40)


async def test_an_upgrade_while_everybody_works_is_heard_by_nobody(
    server: str, city_template: str, city_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await asyncpg.connect(city_settings.database_url)
    since = await image(owner)
    await owner.close()
    newer = a_newer_program(tmp_path / "newer", ROUNDS)
    packages = [as_package(tmp_path, newer, ROUNDS, monkeypatch)]
    await prove(server, city_template, packages[-1], newer)
    servers = [Server(city_settings, "run", ROOT) for _ in range(2)]

    async with at_work(servers, worker := Server(city_settings, "worker", ROOT)) as (proxy, crowd):
        writers = [crowd.report(district) for district in DISTRICTS]
        writers += [crowd.register(n) for n in range(WRITERS - len(writers))]
        working = asyncio.gather(*writers)
        await crowd.under_way()
        outcome = await migrate(str(city_settings.database_url), packages[-1], contract=False)
        # In the long form the version before also starts again on a schema that it does not know.
        for each, folder in [*((each, ROOT) for each in servers if LONG), *((each, newer) for each in servers)]:
            assert await each.stop() == 0
            each.folder = folder
            each.start()
            await each.ready()
        await asyncio.sleep(1)
        crowd.going = False
        await working
        assert worker.process.poll() is None

    history = crowd.history
    print(
        f"\n{proxy.answers} answers, {history.count(Outcome.ACKNOWLEDGED)} acts acknowledged, {len(proxy.faults)} faults"
    )
    assert len(outcome.applied) == 4 * ROUNDS
    assert proxy.faults == []
    assert await wrong_with(city_settings, history, since) == []
    assert history.count(Outcome.ACKNOWLEDGED) > 50


# the city as the frozen files could hold it


FOLDED: Final = "update cap_account set carried = carried + awarded, awarded = 0 where carried > 0 and awarded > 0"
"""As the version before kept an account that an opening balance brought beyond its cap."""
CAPS: Final = "select id, carried, transferred, awarded, over from cap_account order by id"
"""What a migration reckons anew from the entries."""
ROW: Final = "insert into {table} ({columns}) select {values} from {table} where id = $1"
CHANGED: Final = {"entity": {"id": "$2", "uscc": "$3"}, "audit": {"id": "$2", "noun": "$3"}}
"""What a client writes anew of a row that it copies."""


async def columns_of(connection: Any) -> dict[str, list[str]]:
    """The columns of every table."""
    found = await connection.fetch(
        "select relname, array_agg(attname::text order by attnum) from pg_class c join pg_attribute a on attrelid = c.oid "
        "where relkind = 'r' and relnamespace = 'public'::regnamespace and attnum > 0 and not attisdropped group by 1"
    )
    return {name: columns for name, columns in found if name != "tortoise_migrations"}


async def poured(source: str, target: str) -> None:
    """Fill a database with what another has, as far as it has room for it."""
    there, here = await asyncpg.connect(source), await asyncpg.connect(target)
    theirs, ours = await columns_of(there), await columns_of(here)
    # Words of today that the version before refuses stood in none of its rows.
    for table, name in (("audit", "act"), ("audit", "role"), ("outbox", "event"), ("letter", "event")):
        check = f"select pg_get_constraintdef(oid) from pg_constraint where conname = '{table}_{name}_check'"
        known = await here.fetchval(check)
        await there.execute(f"delete from {table} where strpos($1, quote_literal({name})) = 0", known)
    # Nor had its columns room for what is longer in today's, such as a contact that is sealed.
    for table, name, room in await here.fetch(
        "select table_name, column_name, character_maximum_length from information_schema.columns "
        "where table_schema = 'public' and character_maximum_length is not null"
    ):
        if name in theirs.get(table, ()):
            await there.execute(f'update {table} set "{name}" = left("{name}", {room}) where length("{name}") > {room}')
    # Nor did it serve anything of a recovery.
    await there.execute("delete from delivery where recovery_id is not null")
    administrators = [each.value for each in ADMINISTRATORS]
    await there.execute("update office set role = 'EXPERT' where role = any($1)", administrators)
    await here.execute("set session_replication_role = replica")
    # The version before had none of what stands in tables that came after it.
    await there.execute(f"truncate {', '.join(sorted(theirs.keys() - ours.keys()))}")
    for table, columns in ours.items():
        common = [name for name in columns if name in theirs.get(table, ())]
        if common:
            rows = io.BytesIO()
            await there.copy_from_table(table, columns=common, output=rows, format="binary")
            rows.seek(0)
            await here.copy_to_table(table, columns=common, source=rows, format="binary")
    await there.close()
    await here.close()


async def executed(url: str, sql: str) -> str:
    """Execute a statement as the owner; how many rows it was about."""
    owner = await asyncpg.connect(url)
    done = await owner.execute(sql)
    await owner.close()
    return done


class Writer:
    """A client of the version before, which knows the columns of the frozen files and no others."""

    def __init__(self, number: int, url: str) -> None:
        self.number, self.url, self.kept, self.waits = number, url, list[UUID](), list[float]()
        self.going = True

    async def write(self) -> None:
        """Copy rows to new ones, a transaction after the other, as the application's role with its limits."""
        connection = await asyncpg.connect(self.url, server_settings={"lock_timeout": "1500"})
        await connection.execute(f'set role "{APPLICATION}"')
        columns = await columns_of(connection)
        models = {table: await connection.fetchval(f"select id from {table} limit 1") for table in CHANGED}
        while self.going:
            begun = time.monotonic()
            new = [uuid4() for _ in CHANGED]
            async with connection.transaction():
                for id, (table, changed) in zip(new, CHANGED.items(), strict=True):
                    values = ", ".join(changed.get(name, f'"{name}"') for name in columns[table])
                    names = ", ".join(f'"{name}"' for name in columns[table])
                    sql = ROW.format(table=table, columns=names, values=values)
                    await connection.execute(sql, models[table], id, uscc(self.number + len(self.kept)))
            self.kept += new
            self.waits.append(time.monotonic() - begun)
        await connection.close()


def frozen_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The frozen files under a name of their own."""
    package = f"frozen_{folder.name}"
    (folder / package).mkdir()
    for path in files.folder().iterdir():
        if path.is_file() and (path.name[:4] <= "0014" or not path.name[0].isdigit()):
            shutil.copy(path, folder / package)
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    return package


async def test_the_city_of_the_frozen_files_is_brought_on_while_clients_write(
    server: str, city_template: str, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(empty, frozen_alone(tmp_path, monkeypatch))
    city = f"{city_template}_read"
    await create_database(server, city, city_template)
    await poured(at(server, city), empty)
    assert await executed(empty, FOLDED) != "UPDATE 0"
    writers = [Writer(n * 10_000, empty) for n in range(1, WRITERS + 1)]
    working = asyncio.gather(*(each.write() for each in writers))
    await come(lambda: all(len(each.kept) > 4 for each in writers) or working.done())

    outcome = await migrate(empty, contract=False)

    before = [len(each.kept) for each in writers]
    await come(lambda: all(len(each.kept) > was for each, was in zip(writers, before, strict=True)) or working.done())
    for each in writers:
        each.going = False
    await working
    assert outcome.applied == [name for name in files.names() if "0015" < name < min(files.contracts())]
    await migrate(empty)
    owner, other = await asyncpg.connect(empty), await asyncpg.connect(at(server, city))
    assert await taken(owner) == await taken(other)
    assert await owner.fetch(CAPS) == await other.fetch(CAPS)
    kept = [id for each in writers for id in each.kept]
    for table in CHANGED:
        there = await owner.fetchval(f"select count(*) from {table} where id = any($1)", kept)
        assert there == len(kept) / len(CHANGED)
    for table in await columns_of(other):
        more = len(kept) // len(CHANGED) if table in CHANGED else 0
        count = f'select count(*) from "{table}"'
        assert await owner.fetchval(count) == await other.fetchval(count) + more, table
    await other.close()
    await owner.close()
    await drop(server, city)
    print(
        f"\n{len(kept)} rows kept meanwhile; a transaction waited {max(max(each.waits) for each in writers):.2f} s at most"
    )
