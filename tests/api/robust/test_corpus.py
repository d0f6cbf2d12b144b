"""What a stranger's attack may cost: each of the corpus is refused or answered for little, and a bystander hardly waits for it."""

import asyncio
import os
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import asyncpg
import pytest
import pytest_asyncio

from api.database.database import create_database
from api.settings import Settings
from tests.api.process import served
from tests.api.robust.attack import Address, Attack, posted, told, unlike
from tests.api.robust.corpus import CORPUS
from tests.api.robust.footprint import MEGABYTE, Process, backends
from tests.conftest import at, drop
from tests.pace import paced

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG: Final = bool(os.environ.get("DIANCHI_LONG"))
SEED: Final = int(os.environ.get("DIANCHI_SEED", "20221201"))
SAMPLE: Final = 12
"""Attacks in the short form that a bystander lives through."""
SECONDS, BYTES, P99 = 0.1, 20 * MEGABYTE, 0.25
"""Of a core and of memory for each, and how long a bystander waits at most, but for one time in a hundred."""
AT_ONCE, LOOKS = 20, 100
ASKED: Final = posted(b'{"query": "{ clock { today } }"}')


@dataclass
class Attacked:
    """A server in a process of its own, with its backends of PostgreSQL, as it is set up where nothing is set."""

    address: Address
    server: Process
    owner: Any

    async def seconds(self) -> float:
        """Of all cores so far."""
        return sum(each.seconds for each in (self.server, *await backends(self.owner)))

    async def cost(self, attack: Attack) -> tuple[str, float, int]:
        """How an attack is answered, the seconds of a core that it takes at its quickest, and the memory at its highest."""
        self.server.forget()
        before, taken, answers = self.server.resident, list[float](), set[str]()
        for _ in range(3):
            begun = await self.seconds()
            answers.add(told(await attack.run(self.address)))
            taken.append(await self.seconds() - begun)
        return " ".join(sorted(answers)), min(taken), self.server.highest - before

    async def wait(self) -> float:
        """How long a bystander waits."""
        begun = time.perf_counter()
        assert told(await self.address.answer(ASKED)) == "200"
        return time.perf_counter() - begun


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def attacked(
    server: str, city_template: str, city_keys: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Attacked]:
    name = f"{city_template}_attacked"
    await create_database(server, name, city_template)
    settings = Settings(database_url=at(server, name), key_file=city_keys)
    quick = str(paced(0.5))
    waits = {f"DIANCHI_{what}_SECONDS": quick for what in ("HEAD", "BODY", "STALL")}
    # Nothing that falls due disturbs the measuring, and hardly a plan is remembered from one time to the next.
    alone = {"DIANCHI_TICK_SECONDS": "9999", "DIANCHI_POLL_SECONDS": "9999", "DIANCHI_PLAN_BYTES": str(MEGABYTE)}
    environment = {**waits, **alone, "DIANCHI_DATA": str(tmp_path_factory.mktemp("attacked"))}
    async with served(settings, "run", None, (), **environment) as (process, http):
        owner = await asyncpg.connect(settings.database_url)
        try:
            yield Attacked(Address(http.base_url.host, http.base_url.port or 0), Process(process.pid), owner)
        finally:
            await owner.close()
    await drop(server, name)


async def test_each_is_refused_or_answered_for_little(attacked: Attacked) -> None:
    assert len(unlike(CORPUS)) >= 200
    await attacked.wait()
    wrong = list[str]()
    for attack in CORPUS:
        answer, seconds, memory = await attacked.cost(attack)
        if not {*answer.split()} <= attack.answers:
            wrong.append(f"{attack.name}: answered {answer}")
        if seconds > SECONDS or memory > BYTES:
            wrong.append(f"{attack.name}: {seconds * 1000:.0f} ms, {memory / MEGABYTE:.0f} MB")

    assert not wrong, "\n".join(wrong)


async def test_a_bystander_hardly_waits_while_each_comes_twenty_times_at_once(attacked: Attacked) -> None:
    wrong = list[str]()
    for attack in CORPUS if LONG else Random(SEED).sample(CORPUS, SAMPLE):
        waits = list[float]()
        while len(waits) < LOOKS:
            attacks = asyncio.gather(*(attack.run(attacked.address) for _ in range(AT_ONCE)))
            while not attacks.done():
                waits.append(await attacked.wait())
            found = {told(answer) for answer in await attacks}
            assert found <= attack.answers | {"BUSY"}, (attack.name, found)
        if (slow := sorted(waits)[-(len(waits) // 100) - 1]) > paced(P99):
            wrong.append(f"{attack.name}: {slow * 1000:.0f} ms")

    assert not wrong, "\n".join(wrong)
