"""What is answered while the database is slow, locked or gone or the server stops, and what of it all is logged."""

import asyncio
import json
import signal
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx
import pytest

from api.settings import Settings
from tests.api.client import Client, serving
from tests.api.process import served
from tests.builders.locking import REGISTER, locked, waiting
from tests.pace import HANGING, comes, paced

ASKED: Final = "{ platforms { totalCount } }"


def problem_of(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, code, and when to try again."""
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"], answer.headers["retry-after"]


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"lock_timeout": 200}, "BUSY"),
        ({"statement_timeout": 200}, "BUSY"),
        ({"lock_timeout": 0, "statement_timeout": 0, "command_seconds": 0.2}, "TIMEOUT"),
        ({"lock_timeout": 0, "statement_timeout": 0, "command_seconds": 60, "request_seconds": 0.2}, "TIMEOUT"),
    ],
)
async def test_a_query_that_waits_too_long_is_stopped_and_its_connection_served_again(
    city_settings: Settings, limits: dict[str, Any], code: str
) -> None:
    # What is not kept waiting has time enough, on any machine.
    limits = {name: paced(most) if isinstance(most, float) else most for name, most in limits.items()}
    async with serving(city_settings.model_copy(update={"read_connections": 1, **limits})) as client:
        await client.query("{ clock { today } }")
        async with locked(city_settings) as owner:
            stopped = await client.raw(ASKED)
            await waiting(owner, some=False)
            meanwhile = await client.query("{ clock { today } }")

        assert problem_of(stopped) == (503, code, "1")
        assert meanwhile["clock"]["today"] == "2022-10-10"
        assert (await client.query(ASKED))["platforms"]["totalCount"] > 0


async def test_a_query_whose_connection_is_cut_is_asked_over_another_one(city_settings: Settings) -> None:
    async with serving(city_settings.model_copy(update={"read_connections": 1})) as client:
        async with locked(city_settings) as owner:
            asked = asyncio.create_task(client.raw(ASKED))
            [backend] = await waiting(owner, some=True)
            await owner.execute("select pg_terminate_backend($1)", backend)

        assert (await asked).json()["data"]["platforms"]["totalCount"] > 0


async def test_an_act_that_takes_too_long_leaves_nothing_and_is_done_once_with_its_key(
    city_settings: Settings,
) -> None:
    hurried: dict[str, Any] = {
        "lock_timeout": 0,
        "statement_timeout": 0,
        "request_seconds": paced(1),
        "write_connections": 2,
    }
    filed = {"idempotencyKey": "once", "uscc": "91530102MA8000001B", "name": "云岭有限公司"}
    async with serving(city_settings.model_copy(update=hurried)) as client:
        bureau = await client.signed_in("bureau")
        async with locked(city_settings, "entity") as owner:
            stopped = [await bureau.raw(REGISTER, {"input": filed}) for _ in range(3)]
            await waiting(owner, some=False)
        done, again = [await bureau.query(REGISTER, input=filed) for _ in range(2)]

    assert [problem_of(each) for each in stopped] == [(503, "TIMEOUT", "1")] * 3
    assert done == again
    assert done["registerEntity"]["problems"] == []


async def nobody_listens(url: httpx.URL) -> bool:
    """Whether an address refuses who comes now."""
    async with httpx.AsyncClient(base_url=url, timeout=HANGING) as late:
        try:
            await late.get("/healthz")
        except httpx.TransportError as error:
            return isinstance(error, httpx.ConnectError)
    return False


async def test_an_act_under_way_is_finished_after_the_order_to_stop(city_settings: Settings) -> None:
    filed = {"idempotencyKey": "last", "uscc": "91530102MA8000001B", "name": "云岭有限公司"}
    async with served(city_settings, "run") as (server, http):
        bureau = await Client(http).signed_in("bureau")
        async with locked(city_settings, "entity") as owner:
            act = asyncio.create_task(bureau.query(REGISTER, input=filed))
            await waiting(owner, some=True)
            server.send_signal(signal.SIGTERM)
            await comes(lambda: nobody_listens(http.base_url))
            assert not act.done()
        done = await act
        code = await asyncio.to_thread(server.wait, HANGING)

    assert code == 0
    assert done["registerEntity"]["problems"] == []
    assert done["registerEntity"]["entity"]["id"]


async def test_nothing_that_anybody_entered_is_ever_logged(city_settings: Settings, tmp_path: Path) -> None:
    canary = {"idempotencyKey": "甲秘密钥", "uscc": "91530102MA8000001B", "name": "丙秘姓名有限公司"}
    log = tmp_path / "log"
    with log.open("wb") as file:
        async with served(city_settings, "run", file) as (_server, http):
            anyone = Client(http)
            await anyone.try_("signIn", username="乙秘用户", password="戊秘口令")
            await anyone.raw("{ 己秘查询 }", {"x": "庚秘变量"})
            await http.get("/graphql", params={"query": "{ __typename }", "variables": '{"x": "辛秘变量"}'})
            bureau = await anyone.signed_in("bureau")
            owner = await asyncpg.connect(city_settings.database_url)
            await owner.execute("alter table entity rename column uscc to lost")
            await owner.close()
            fault = await bureau.raw(REGISTER, {"input": canary})
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines() if line.startswith("{")]

    assert fault.status_code == 500
    assert [each["event"] for each in lines if each.get("request") == fault.headers["x-request-id"]] == ["fault"]
    assert "秘" not in log.read_text("utf-8")
    assert bureau.headers["Authorization"].split()[1] not in log.read_text("utf-8")
