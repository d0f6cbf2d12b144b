"""Faults planted in rights, scopes and planner: the sweep against the oracle catches each, in bounded time."""

import os
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import asyncpg
import pytest
import pytest_asyncio

from api.database.database import create_database, open_database
from api.settings import Settings
from domain.rights.scope import Actor
from tests.conftest import at, drop
from tests.plan.changed_city import a_city, by_roles
from tests.plan.faults import FAULTS, Fault, forget
from tests.plan.oracle import Eye
from tests.plan.sweep import NOUN_NAMES, Sweep

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEED: Final = int(os.environ.get("DIANCHI_SEED", "20221201"))
CHOSEN: Final = FAULTS if os.environ.get("DIANCHI_LONG") else tuple(Random(SEED).sample(FAULTS, 10))
ROUNDS: Final = 8
"""Times that a fault is looked for, in other records and by other people."""
People = Mapping[str, Sequence[tuple[Actor, Eye]]]


@dataclass(repr=False)  # it holds every row
class Town:
    """A changed city as it is, and who looks at it."""

    owner: Any
    sweep: Sweep
    by_role: People

    def anew(self, seed: int) -> Sweep:
        """A sweep of the same city that remembers no plan."""
        return Sweep(self.sweep.rows, self.sweep.connection, self.sweep.city, Random(seed))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town(
    server: str, city_template: str, city_keys: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Town]:
    name = f"{city_template}_faults"
    await create_database(server, name, city_template)
    settings = Settings(
        database_url=at(server, name), data=tmp_path_factory.mktemp("faults"), key_file=city_keys, demo=True
    )
    owner = await asyncpg.connect(settings.database_url)
    await owner.execute("set session_replication_role = replica")
    async with await open_database(settings) as database, database.pool.read() as connection:
        yield Town(owner, *await a_city(owner, connection, database.keyring, SEED))
    await owner.close()
    await drop(server, name)


@pytest.fixture(autouse=True)
def as_before() -> Generator[None]:
    """What a fault made of the table of rights is forgotten after it."""
    yield
    forget()


async def found(town: Town, fault: Fault) -> list[str]:
    """What differs first; nothing where nothing does."""
    for round_ in range(ROUNDS):
        sweep = town.anew(SEED + round_)
        by_role = await by_roles(town.owner, sweep) if fault.whoever else town.by_role
        people = [by_role[letter] for letter in fault.letters if letter in by_role]
        for each in people if not fault.nouns else ():
            await sweep.figures(*sweep.random.choice(each))
        for name in fault.nouns or Random(round_).sample(NOUN_NAMES, len(NOUN_NAMES)):
            for each in people:
                await sweep.noun(*sweep.random.choice(each), name)
            if sweep.differences:
                return sweep.differences
    return []


@pytest.mark.parametrize("fault", CHOSEN, ids=[each.name for each in CHOSEN])
async def test_a_planted_fault_is_caught(town: Town, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault.plant(monkeypatch)
    forget()

    assert await found(town, fault)


async def test_without_a_fault_the_same_walk_finds_nothing(town: Town) -> None:
    sweep = town.anew(SEED)
    for name in NOUN_NAMES:
        for people in sweep.random.sample([*town.by_role.values()], 3):
            await sweep.noun(*sweep.random.choice(people), name)
    for people in town.by_role.values():
        await sweep.figures(*sweep.random.choice(people))

    assert sweep.differences == []
    assert sweep.cells > 1000


async def test_there_are_sixty() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 60
