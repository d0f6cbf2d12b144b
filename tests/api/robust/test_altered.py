"""Tables are altered while clients work: nobody hears of it, neither who reads nor who acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import asyncpg

from tests.api.client import Client, serving
from tests.api.sendings import PDF, send, sent
from tests.builders.codes import uscc

if TYPE_CHECKING:
    from api.settings import Settings

QUERY: Final = "{ activities(first: 1) { nodes { id platform { id name holder { id } } } } }"


async def alter(settings: Settings, column: str) -> None:
    """Give every table a column more, as an upgrade may."""
    owner = await asyncpg.connect(settings.database_url)
    tables: list[str] = await owner.fetchval(
        "select array(select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace)"
    )
    for table in tables:
        await owner.execute(f'alter table "{table}" add column {column} int')
    await owner.close()


async def everything(anyone: Client, number: int) -> list[object]:
    """Sign in, read, act, be refused, and send files, of which one is taken, read again, and one is not."""
    bureau, operator = await anyone.signed_in("bureau"), await anyone.signed_in("530102-operator")
    [activity] = (await operator.query(QUERY))["activities"]["nodes"]
    done = await bureau.do("registerEntity", "entity { id }", uscc=uscc(number), name=f"云岭{number}公司")
    refused = await bureau.try_("registerEntity", uscc="WRONG", name="云岭公司")
    file = await sent(operator, "签到表.pdf", PDF + b"\n" * number, platform=activity["platform"]["id"])
    link = (await operator.do("openFile", "url", file=file))["url"]
    got, bad = await operator.get(link), await send(operator, "a.pdf", b"", platform=activity["platform"]["id"])
    return [
        bool(done["entity"]["id"]),
        [each["code"] for each in refused["problems"]],
        got.status_code,
        bad.status_code,
    ]


async def test_a_client_does_not_hear_of_tables_that_are_altered(city_settings: Settings) -> None:
    narrow = city_settings.model_copy(update={"read_connections": 1, "write_connections": 1})
    async with serving(narrow) as anyone:
        before = await everything(anyone, 1)

        await alter(city_settings, "one")
        after = [await everything(anyone, 2)]
        await alter(city_settings, "two")
        after.append(await everything(anyone, 3))

    assert after == [before, before]
