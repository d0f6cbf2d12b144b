"""Passwords are hashed beside everything else: so many at once, so many in waiting, and none within a transaction."""

import asyncio
import threading

import pytest

from api.database.database import Database
from domain.kernel.acts import Act
from domain.rights.scope import CLOCK
from resolvers.work import passwords
from resolvers.work.passwords import Crowded, Hashing
from resolvers.work.unit_of_work import working
from tests.pace import HANGING, come


class Held:
    """A hasher that waits until it is let go, and notes how many it hashed at once."""

    def __init__(self) -> None:
        self.go, self.now, self.most = threading.Event(), 0, 0

    def hash(self, password: str) -> str:
        self.now += 1
        self.most = max(self.most, self.now)
        assert self.go.wait(HANGING)
        self.now -= 1
        return password


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    hasher = Held()
    monkeypatch.setattr(passwords, "HASHER", hasher)
    return hasher


async def test_so_many_wait_and_the_next_is_refused_at_once(held: Held) -> None:
    hashing = Hashing(threads=2, waiting=3)
    asked = [asyncio.create_task(hashing.hashed(str(n))) for n in range(5)]
    await come(lambda: held.now == 2)

    for _ in range(3):
        with pytest.raises(Crowded):
            await hashing.hashed("one too many")

    held.go.set()
    assert await asyncio.gather(*asked) == [str(n) for n in range(5)]
    assert held.most == 2
    assert await hashing.hashed("room again") == "room again"
    hashing.close()


async def test_whoever_goes_away_leaves_their_place_once_it_is_free(held: Held) -> None:
    hashing = Hashing(threads=1, waiting=1)
    working_, waiting = [asyncio.create_task(hashing.hashed(str(n))) for n in range(2)]
    await come(lambda: held.now == 1)

    waiting.cancel()
    working_.cancel()
    await asyncio.gather(waiting, working_, return_exceptions=True)
    third = asyncio.create_task(hashing.hashed("third"))
    await asyncio.sleep(0)
    with pytest.raises(Crowded):  # the thread is at work still
        await hashing.hashed("fourth")

    held.go.set()
    assert await third == "third"
    hashing.close()


async def test_nothing_is_hashed_within_a_transaction(database: Database) -> None:
    city, hashing = await database.city(), Hashing()
    async with working(database.pool.write, city, CLOCK, Act.FOUND_CITY):
        with pytest.raises(RuntimeError, match="before"):
            await hashing.hashed("Some-pass-1")
        with pytest.raises(RuntimeError, match="before"):
            await hashing.matches(None, "Some-pass-1")

    assert await hashing.matches(await hashing.hashed("Some-pass-1"), "Some-pass-1")
    hashing.close()
