"""Kills in mid-work: what was acknowledged is there once, what was refused is not, and the key tells the rest."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, Final

import asyncpg
import httpx
import pytest

from api import demo
from api.database import keeper
from api.database.database import create_database, open_database
from api.database.embedded import Embedded
from api.migrations.runner import migrate
from api.settings import Settings
from tests.api.crowd import Api, crowd, wrong_with
from tests.history import Outcome
from tests.invariants import image
from tests.pace import HANGING, paced

LONG: Final = bool(os.environ.get("DIANCHI_LONG"))
PATIENCE: Final = 60
"""Seconds until the API must answer again, on a machine at rest; it is a few, as the figures printed tell."""


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
        await at_work.under_way()
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
