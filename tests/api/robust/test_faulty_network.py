"""A network that fails, before the API or behind it: nobody waits long, nothing is lost or doubled, and all is well again soon."""

import asyncio
import os
import random
import time
from collections import Counter
from itertools import count, cycle, islice
from statistics import median
from typing import Final

import asyncpg
import httpx

from api.settings import Settings
from tests.api.client import Client
from tests.api.crowd import CLIENTS, Crowd, crowd, wrong_with
from tests.api.proxy import Fault, Proxy
from tests.builders.codes import uscc
from tests.history import Outcome
from tests.invariants import Image, image
from tests.pace import HANGING, come, paced

LONG: Final = bool(os.environ.get("DIANCHI_LONG"))
ROUNDS: Final = 100 if LONG else len(Fault)
LASTING: Final = (0.5, 2, 4, 12) if LONG else (1,)
"""Seconds of a fault."""
READERS: Final = 8
PROBES: Final = 12
"""More than the pool has connections of either kind."""
LONGEST_WAIT: Final = 10
LONGEST_RECOVERY: Final = 30
"""Seconds of a machine at rest; it is two there, or seven where silence must be waited out, as the figures printed tell."""
LEAVING: Final = 500 if LONG else 50
READ: Final = "{ viewer { username } platforms { totalCount } }"
NUMBERS: Final = count(900_000)


class Watched(httpx.AsyncHTTPTransport):
    """How long each request waited, and how it was answered."""

    def __init__(self) -> None:
        super().__init__(limits=httpx.Limits(max_connections=CLIENTS + READERS + 2 * PROBES, keepalive_expiry=2))
        self.watching, self.waits, self.answers = False, [0.0], Counter[int | str]()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        begun, told = time.monotonic(), "nothing"
        try:
            answer = await super().handle_async_request(request)
        except httpx.HTTPError as error:
            told = type(error).__name__
            raise
        else:
            told = answer.status_code
            return answer
        finally:
            if self.watching:
                self.waits.append(time.monotonic() - begun)
                self.answers[told] += 1


class Impatient(Watched):
    """Clients of whom half hang up in mid-act, until enough did."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        acts = b'"mutation' in request.content
        if self.watching and acts and self.left < LEAVING and random.random() < 0.5:
            request.extensions["timeout"] = {"read": random.uniform(0, 0.1)}
        return await super().handle_async_request(request)

    @property
    def left(self) -> int:
        """How many did."""
        return self.answers["ReadTimeout"]


async def reads(person: Client) -> None:
    """Read until it is answered."""
    until = time.monotonic() + HANGING
    while (await person.raw(READ)).status_code != 200:
        assert time.monotonic() < until, "no read was answered"
        await asyncio.sleep(0.05)


async def writes(at_work: Crowd) -> None:
    """Register somebody new."""
    number = next(NUMBERS)
    told = {"uscc": uscc(number), "name": f"滇池{number}公司"}
    await at_work.history.do("bureau", at_work.people["bureau"], "registerEntity", "entity { id version }", **told)


async def reading(at_work: Crowd) -> None:
    """Read without end."""
    while at_work.going:
        await at_work.people["bureau"].raw(READ)
        await asyncio.sleep(0.05)


async def recovered(at_work: Crowd) -> float:
    """Seconds until more reads and writes than the pool has connections are all done at once."""
    begun = time.monotonic()
    bureau = at_work.people["bureau"]
    await asyncio.gather(*(reads(bureau) for _ in range(PROBES)), *(writes(at_work) for _ in range(PROBES)))
    return time.monotonic() - begun


async def seen(settings: Settings) -> Image:
    """The database as it is now."""
    owner = await asyncpg.connect(settings.database_url)
    try:
        return await image(owner)
    finally:
        await owner.close()


async def test_a_failing_database_network_makes_nobody_wait_and_loses_and_doubles_nothing(
    city_settings: Settings,
) -> None:
    since, watched, recoveries = await seen(city_settings), Watched(), dict[Fault, list[float]]()
    slow = paced(1)
    async with Proxy(str(city_settings.database_url)).listening() as proxy:
        through = city_settings.model_copy(update={"database_url": proxy.url})
        async with crowd(through, watched) as at_work:
            everybody = [at_work.all(), *(reading(at_work) for _ in range(READERS))]
            working = [asyncio.create_task(each) for each in everybody]
            await at_work.under_way()
            watched.watching = True
            for fault in islice(cycle(Fault), ROUNDS):
                await asyncio.sleep(at_work.chance.uniform(0.2, 0.6))
                proxy.fail(fault)
                await asyncio.sleep(at_work.chance.choice(LASTING))
                proxy.recover()
                recoveries.setdefault(fault, []).append(await recovered(at_work))
                slow = max(slow, paced(1))
                assert not any(each.done() for each in working), working
            at_work.going = False
            await asyncio.gather(*working)
    history = at_work.history
    print(
        f"\n{ROUNDS} faults, {len(history.lines)} acts: {history.count(Outcome.ACKNOWLEDGED)} acknowledged, "
        f"{history.count(Outcome.REFUSED)} refused, {history.repeated} asked for again by their key; "
        f"answers {dict(watched.answers)}, the longest after {max(watched.waits):.1f} s"
    )
    for fault, waits in recoveries.items():
        print(f"{fault}: well again after {median(waits):.1f} s (at most {max(waits):.1f} s)")
    assert await wrong_with(city_settings, history, since) == []
    assert watched.answers.keys() <= {200, 503}
    assert watched.answers[503] > 0
    assert max(watched.waits) < LONGEST_WAIT * slow
    assert max(max(waits) for waits in recoveries.values()) < LONGEST_RECOVERY * slow


async def test_clients_that_leave_in_mid_act_leave_the_whole_of_it_or_nothing(city_settings: Settings) -> None:
    since, impatient = await seen(city_settings), Impatient()
    async with crowd(city_settings, impatient) as at_work:
        working = asyncio.create_task(at_work.all())
        await at_work.under_way()
        impatient.watching = True
        await come(lambda: impatient.left >= LEAVING or working.done())
        at_work.going = False
        await working
    history = at_work.history
    print(
        f"\n{impatient.left} left, {len(history.lines)} acts: {history.count(Outcome.ACKNOWLEDGED)} acknowledged, "
        f"{history.count(Outcome.REFUSED)} refused, {history.repeated} asked for again by their key"
    )
    assert await wrong_with(city_settings, history, since) == []
    assert history.repeated > LEAVING / 4
