"""Uses are counted by key, whoever counts them, and forgotten when their time is over."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.database.database import Database
from domain.kernel.violations import Code, Violation
from resolvers.work import limits
from resolvers.work.limits import Counts, InDatabase, InMemory, Limit, UseLimits
from tests.pace import comes

Making = Callable[[Database], Counts]


def in_memory(_database: Database) -> Counts:
    return InMemory()


def in_database(database: Database) -> Counts:
    return InDatabase(database.pool.write, "s" * 200)


BOTH = pytest.mark.parametrize("counts", [in_memory, in_database])


async def let_through(limits: UseLimits, limit: Limit, *key: str) -> bool:
    try:
        await limits.spend(limit, *key)
    except Violation as refusal:
        assert refusal.code is Code.TOO_OFTEN  # noqa: PT017 (whether it is refused is the question)
        return False
    return True


@BOTH
async def test_so_many_are_let_through_of_each_key_and_none_more(database: Database, counts: Making) -> None:
    found = UseLimits(counts(database))
    limit = Limit(3, 600)

    tried = await asyncio.gather(*(let_through(found, limit, "a", "b") for _ in range(8)))

    assert sum(tried) == 3
    for other in (("a",), ("b", "a"), ("a", "b", ""), ("ab",)):
        assert await let_through(found, limit, *other), other
    await found.forget("a", "b")
    assert [await let_through(found, limit, "a", "b") for _ in range(4)] == [True, True, True, False]


@BOTH
async def test_uses_are_forgotten_after_their_time(database: Database, counts: Making) -> None:
    found = UseLimits(counts(database))
    limit = Limit(1, 1)
    assert await let_through(found, limit, "a")

    async def again() -> bool:
        return await let_through(found, limit, "a")

    await comes(again)


async def test_the_refusal_says_when_to_come_again() -> None:
    now = 0.0
    found = UseLimits(InMemory(lambda: now))
    await found.spend(Limit(1, 600), "a")
    told = list[object]()
    for now in (0.0, 1.0, 61.0, 599.5):  # noqa: B007 (the clock reads it)
        with pytest.raises(Violation) as refusal:
            await found.spend(Limit(1, 600), "a")
        told.append(refusal.value.facts["minutes"])

    assert told == [10, 10, 9, 1]


@BOTH
async def test_a_crowd_of_keys_takes_no_more_than_its_places(
    database: Database, counts: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PLACES", 2)
    kept = counts(database)

    for n in range(20):
        assert await let_through(UseLimits(kept), Limit(1, 600), f"passer-by {n}")

    if isinstance(kept, InMemory):
        assert len(kept.counts) == 2
    else:
        async with database.pool.write() as connection:
            assert await connection.fetchval("select count(*) from limit_count") <= 2


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 400)), max_size=60))
def test_no_window_lets_more_through_than_its_limit(uses: list[tuple[int, int]]) -> None:
    """A key and the seconds since the use before, against a plain list of what was let through."""
    now, limit, passed = 0, Limit(3, 600), dict[int, list[int]]()

    async def used() -> None:
        nonlocal now
        found = UseLimits(InMemory(lambda: now))
        for key, later in uses:
            now += later
            if await let_through(found, limit, str(key)):
                passed.setdefault(key, []).append(now)

    asyncio.run(used())

    for times in passed.values():
        assert all(after[0] <= at < after[1] for at, after in zip(times, windows(times), strict=True))


def windows(times: list[int]) -> list[Any]:
    """The window that each use stands in, of three uses or fewer; fails where a fourth stands in one."""
    found = list[tuple[int, int]]()
    begun, count = -600, 0
    for at in times:
        begun, count = (begun, count + 1) if at < begun + 600 else (at, 1)
        assert count <= 3
        found.append((begun, begun + 600))
    return found
