"""Kills in mid-work: what was acknowledged is there once, what was refused is not, and the key tells the rest."""

import asyncio
import os
import random
import signal
import subprocess
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

import asyncpg
import httpx
import pytest

from api import demo
from api.database import keeper
from api.database.database import create_database, migrate, open_database
from api.database.embedded import Embedded
from api.settings import Settings
from tests.api.client import Client
from tests.api.process import answering, free_port, started
from tests.api.robust.test_backup import uscc
from tests.api.walks.test_walks import FIGURES, OF_A_BASE, owed
from tests.history import History, Outcome, contradicted
from tests.invariants import Image, broken, image
from tests.pace import HANGING, come, paced

LONG: Final = bool(os.environ.get("DIANCHI_LONG"))
CLIENTS: Final = 32
LIMITS: Final = httpx.Limits(max_connections=CLIENTS, keepalive_expiry=2)
DISTRICTS: Final = ("530102", "530103", "530111", "530112", "530113", "530114", "530115", "530124")
SHOWN: Final = "report { id version state }"
PATIENCE: Final = 60
"""Seconds until the API must answer again, on a machine at rest; it is a few, as the figures printed tell."""


class Api:
    """`run` in a process of its own, on a port that it keeps through kills."""

    def __init__(self, settings: Settings) -> None:
        self.port = free_port()
        self.told: dict[str, Any] = {
            "log": subprocess.DEVNULL,
            "DATABASE_URL": str(settings.database_url),
            "DIANCHI_SECRET": "x" * 40,
            "DIANCHI_PORT": str(self.port),
        }
        self.process = started("run", **self.told)

    def kill(self) -> None:
        """Kill it and start it again."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Tell it to stop and start it again; answers with what it ended with."""
        return self._end(signal.SIGTERM)

    def _end(self, by: signal.Signals) -> int:
        self.process.send_signal(by)
        code = self.process.wait(HANGING)
        self.process = started("run", **self.told)
        return code


class Crowd:
    """Clients that write without end, each on a record of its own."""

    def __init__(self, api: Api, http: httpx.AsyncClient, people: dict[str, Client]) -> None:
        self.api, self.http, self.people = api, http, people
        self.history, self.chance, self.going = History(), random.Random(), True

    async def all(self) -> None:
        """Work until told to stop."""
        reporting = [self.report(district) for district in DISTRICTS]
        async with asyncio.TaskGroup() as tasks:
            for work in [*reporting, *(self.register(n) for n in range(CLIENTS - len(reporting)))]:
                tasks.create_task(work)

    async def under_way(self) -> None:
        """Wait until everybody has something to write on."""
        await come(lambda: self.history.begun == len(DISTRICTS))

    async def register(self, n: int) -> None:
        """Legal persons, one after the other; each third is refused for its code."""
        number = n * 10_000
        while self.going:
            number += 1
            code = "WRONG" if number % 3 == 0 else uscc(number)
            await self.history.do(
                "bureau",
                self.people["bureau"],
                "registerEntity",
                "entity { id version }",
                uscc=code,
                name=f"云岭{number}公司",
            )

    async def report(self, district: str) -> None:
        """A report to and fro, and activities beside it."""
        operator, centre = f"{district}-operator", f"{district}-center"
        [owing, *_] = await owed(self.people[operator], "REPORT", "2022Q4")
        figures = FIGURES | (OF_A_BASE if owing["platform"]["kind"] == "DEMO_BASE" else {})
        record = await self.history.do(operator, self.people[operator], "startReport", SHOWN, obligation=owing["id"])
        reasons = [{"item": "expertCount", "reason": "无台账佐证"}]
        acts: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
            "DRAFT": [(operator, "saveReportDraft", {"figures": figures}), (operator, "submitReport", {})],
            "SUBMITTED": [
                (centre, "acceptReport", {}),
                (centre, "returnReport", {"items": reasons}),
                (operator, "recallReport", {}),
            ],
            "ACCEPTED": [(operator, "amendReport", {"reason": "更正"})],
        }
        entry = {
            "day": "2022-10-08",
            "function": "HR_AND_TRAINING",
            "nature": "PUBLIC_BENEFIT",
            "mode": "OFFLINE",
            "subject": "培训",
            "persons": 26,
        }
        while self.going:
            who, act, more = self.chance.choice(acts["DRAFT" if record["state"] == "RETURNED" else record["state"]])
            at = {"id": record["id"], "expectedVersion": record["version"]}
            record = await self.history.do(who, self.people[who], act, SHOWN, **at, **more) or record
            if self.chance.random() < 0.2:
                await self.history.do(
                    operator,
                    self.people[operator],
                    "recordActivity",
                    "activity { id version }",
                    platform=owing["platform"]["id"],
                    entry=entry,
                )


@asynccontextmanager
async def crowd(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> AsyncGenerator[Crowd]:
    """A server in a process of its own and everybody signed in."""
    api = Api(settings)
    try:
        base = f"http://127.0.0.1:{api.port}"
        async with httpx.AsyncClient(base_url=base, timeout=HANGING, limits=LIMITS, transport=transport) as http:
            await answering(api.process, http)
            names = ["bureau", *(f"{district}-{desk}" for district in DISTRICTS for desk in ("operator", "center"))]
            signed_in = [await Client(http).signed_in(name) for name in names]
            yield Crowd(api, http, dict(zip(names, signed_in, strict=True)))
    finally:
        api.process.terminate()
        await asyncio.to_thread(api.process.wait, HANGING)


async def answers_again(http: httpx.AsyncClient) -> float:
    """Seconds until the API is ready."""
    begun = time.monotonic()
    while time.monotonic() - begun < HANGING:
        try:
            if (await http.get("/readyz")).status_code == 200:
                return time.monotonic() - begun
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.02)
    raise AssertionError("the API did not come back")


async def survived(settings: Settings, rounds: int, kill: Callable[[Api], Any]) -> None:
    """Kill something again and again under a writing crowd; nothing is lost, doubled or half done."""
    owner = await asyncpg.connect(settings.database_url)
    since = await image(owner)
    await owner.close()
    waits = list[float]()
    async with crowd(settings) as at_work:
        working = asyncio.create_task(at_work.all())
        for _ in range(rounds):
            await asyncio.sleep(at_work.chance.uniform(0.3, 1.2))
            await kill(at_work.api)
            waits.append(await answers_again(at_work.http))
            assert waits[-1] < paced(PATIENCE)
            assert not working.done(), working
        at_work.going = False
        await working
    history = at_work.history
    print(
        f"\n{rounds} kills, {len(history.lines)} acts: {history.count(Outcome.ACKNOWLEDGED)} acknowledged, "
        f"{history.count(Outcome.REFUSED)} refused, {history.repeated} asked for again by their key; "
        f"answering again after {median(waits):.1f} s (at most {max(waits):.1f} s)"
    )
    assert await wrong_with(settings, history, since) == []
    assert history.count(Outcome.ACKNOWLEDGED) > 10 * rounds
    assert history.repeated > 0


async def wrong_with(settings: Settings, history: History, since: Image) -> list[str]:
    """What the database and the clients' history tell against."""
    owner = await asyncpg.connect(settings.database_url)
    try:
        return await broken(owner, since) + await contradicted(owner, history, since)
    finally:
        await owner.close()


async def test_a_server_that_is_killed_loses_and_doubles_nothing(city_settings: Settings) -> None:
    async def kill(api: Api) -> None:
        await asyncio.to_thread(api.kill)

    await survived(city_settings, 50 if LONG else 5, kill)


async def test_a_server_told_to_stop_under_load_ends_well_and_loses_and_doubles_nothing(
    city_settings: Settings,
) -> None:
    async def stop(api: Api) -> None:
        assert await asyncio.to_thread(api.stop) == 0

    await survived(city_settings, 20 if LONG else 2, stop)


@pytest.fixture(scope="module")
def durable(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A city on an embedded server of its own that waits for the disk, as in earnest."""
    folder = tmp_path_factory.mktemp("durable")
    embedded = Embedded.open(folder)
    settings = Settings(database_url=embedded.url(), data=folder, demo=True)

    async def make() -> None:
        await create_database(embedded.url("postgres"), "dianchi")
        async with await open_database(settings, application=False) as opened:
            await migrate(opened.owner_url)
            await demo.seed(opened, scale=0.1)

    asyncio.run(make())
    yield folder, settings
    embedded.close()


def postmaster(folder: Path) -> int:
    pid = keeper.process(folder / "postgres")
    assert pid is not None
    return pid


async def test_a_database_that_is_killed_loses_and_doubles_nothing(durable: tuple[Path, Settings]) -> None:
    folder, settings = durable
    turn = 0

    async def kill(_api: Api) -> None:
        nonlocal turn
        turn += 1
        victim = postmaster(folder)
        if turn % 2:  # one of its backends in mid-work, which ends them all
            watcher = await asyncpg.connect(settings.database_url)
            working = await watcher.fetch(
                "select pid from pg_stat_activity where application_name = 'dianchi write' order by state <> 'active', random()"
            )
            victim = working[0]["pid"]
            await watcher.close()
        os.kill(victim, signal.SIGKILL)
        await asyncio.sleep(0.05)

    await survived(settings, 20 if LONG else 2, kill)
