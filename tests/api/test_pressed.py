"""What is answered while the database is slow, locked or gone: to try again, and nobody after is the worse for it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg
import httpx
import pytest

from api.settings import Settings
from tests.api.client import serving

ASKED: Final = "{ platforms { totalCount } }"
AT_WORK: Final = """select pid from pg_stat_activity where datname = current_database()
    and application_name like 'dianchi %' and state = 'active'"""


@asynccontextmanager
async def locked(settings: Settings, table: str = "platform") -> AsyncGenerator[Any]:
    """A connection of the owner's that keeps everybody from a table."""
    owner = await asyncpg.connect(settings.database_url)
    try:
        async with owner.transaction():
            await owner.execute(f"lock table {table} in access exclusive mode")
            yield owner
    finally:
        await owner.close()


async def at_work(owner: Any, *, some: bool) -> list[int]:
    """The backends that work for the server, once there are some, or none any more."""
    found = list[int]()
    for _ in range(200):
        # Within a transaction what was seen once is seen again, unless cleared.
        await owner.execute("select pg_stat_clear_snapshot()")
        found = [row["pid"] for row in await owner.fetch(AT_WORK)]
        if bool(found) is some:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(found)


def told(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, code, and when to try again."""
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"], answer.headers["retry-after"]


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"lock_timeout": 200}, "BUSY"),
        ({"statement_timeout": 200}, "BUSY"),
        ({"lock_timeout": 0, "statement_timeout": 0, "command_seconds": 0.2}, "BUSY"),
        ({"lock_timeout": 0, "statement_timeout": 0, "request_seconds": 0.2}, "TIMEOUT"),
    ],
)
async def test_a_query_that_waits_too_long_is_stopped_and_its_connection_served_again(
    city_settings: Settings, limits: dict[str, Any], code: str
) -> None:
    async with serving(city_settings.model_copy(update={"read_connections": 1, **limits})) as client:
        await client.query("{ clock { today } }")
        async with locked(city_settings) as owner:
            stopped = await client.raw(ASKED)
            await at_work(owner, some=False)
            meanwhile = await client.query("{ clock { today } }")

        assert told(stopped) == (503, code, "1")
        assert meanwhile["clock"]["today"] == "2022-10-10"
        assert (await client.query(ASKED))["platforms"]["totalCount"] > 0


async def test_a_query_whose_connection_is_cut_is_to_be_tried_again(city_settings: Settings) -> None:
    async with serving(city_settings.model_copy(update={"read_connections": 1})) as client:
        async with locked(city_settings) as owner:
            asked = asyncio.create_task(client.raw(ASKED))
            [backend] = await at_work(owner, some=True)
            await owner.execute("select pg_terminate_backend($1)", backend)
            cut = await asked

        assert told(cut) == (503, "BUSY", "1")
        assert (await client.query(ASKED))["platforms"]["totalCount"] > 0


async def test_an_act_that_takes_too_long_leaves_nothing_and_is_done_once_with_its_key(
    city_settings: Settings,
) -> None:
    hurried = {"lock_timeout": 0, "statement_timeout": 0, "request_seconds": 1, "write_connections": 2}
    filed = {"idempotencyKey": "once", "uscc": "91530102MA8000001B", "name": "云岭有限公司"}
    register = (
        "mutation($input: RegisterEntityInput!) { registerEntity(input: $input) { entity { id } problems { code } } }"
    )
    async with serving(city_settings.model_copy(update=hurried)) as client:
        bureau = await client.signed_in("bureau")
        async with locked(city_settings, "entity") as owner:
            stopped = [await bureau.raw(register, {"input": filed}) for _ in range(3)]
            await at_work(owner, some=False)
        done, again = [await bureau.query(register, input=filed) for _ in range(2)]

    assert [told(each) for each in stopped] == [(503, "TIMEOUT", "1")] * 3
    assert done == again
    assert done["registerEntity"]["problems"] == []
