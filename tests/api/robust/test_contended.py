"""Acts that get into each other's way in the database: tried again, answered in bounded time, done once a key."""

import asyncio
import os
import re
import time
from collections import Counter
from typing import Any, Final

import asyncpg
import httpx
import pytest

from api.settings import Settings
from tests.api.client import Client, serving
from tests.api.process import served
from tests.builders.codes import uscc
from tests.builders.locking import REGISTER, locked, waiting
from tests.builders.reports import owed
from tests.pace import HANGING, come, comes, paced

LONG: Final = bool(os.environ.get("DIANCHI_LONG"))
RECOVERY_SECONDS: Final = 2
"""Of a machine at rest, where it is less than 1."""
BUCKETS: Final = (1, 2, 3, 5, 10)
"""Seconds by which the server counts its answers, of those that are bounds here."""
SHOWN = "report { id version }"


async def a_draft(anyone: Client) -> tuple[Client, dict[str, Any]]:
    """An operator and its report of this quarter."""
    operator = await anyone.signed_in("530102-operator")
    [owing] = await owed(operator, "REPORT", "2022Q4")
    return operator, (await operator.do("startReport", SHOWN, obligation=owing["id"]))["report"]


async def saved(operator: Client, report: dict[str, Any], key: str | None = None) -> Any:
    """Save one figure of it."""
    at = {"id": report["id"], "expectedVersion": report["version"]}
    return await operator.try_("saveReportDraft", SHOWN, key=key, **at, figures={"expertCount": 9})


async def test_an_act_that_dies_in_a_deadlock_is_done_again(anyone: Client, city_settings: Settings) -> None:
    operator, report = await a_draft(anyone)
    owner = await asyncpg.connect(city_settings.database_url)
    # The act is to lose: its backend finds the deadlock before the owner's does.
    await owner.execute("set deadlock_timeout = '10s'")
    keeping = owner.transaction()
    await keeping.start()
    # In the other order than the act: what it writes last is held, then what it locked first is asked for.
    await owner.execute("select from report_draft for update")

    saving = asyncio.create_task(saved(operator, report))
    watcher = await asyncpg.connect(city_settings.database_url)
    await waiting(watcher, some=True)
    await owner.execute("select from report for update")
    await keeping.rollback()

    payload = await saving
    assert (payload["problems"], payload["report"]["version"]) == ([], report["version"] + 1)
    counted = "select deadlocks from pg_stat_database where datname = current_database()"
    await comes(lambda: watcher.fetchval(counted))  # counts are published with a delay
    assert await watcher.fetchval(counted) == 1
    assert (await operator.query("{ reports(first: 1) { nodes { draft { expertCount } } } }"))["reports"]["nodes"][0][
        "draft"
    ]["expertCount"] == 9
    for connection in (owner, watcher):
        await connection.close()


async def test_an_act_that_waits_for_a_lock_is_told_so_in_time_and_leaves_nothing(
    anyone: Client, city_settings: Settings
) -> None:
    operator, report = await a_draft(anyone)
    async with locked(city_settings, "report_draft"):
        begun = time.monotonic()
        payload = await saved(operator, report, "late")
        waited = time.monotonic() - begun

    assert [problem["code"] for problem in payload["problems"]] == ["BUSY"]
    assert waited < paced(5)
    again = await saved(operator, report, "late")
    assert again["report"]["version"] == report["version"] + 1


async def test_an_act_that_fails_to_serialize_is_done_again(city_settings: Settings) -> None:
    owner, watcher = [await asyncpg.connect(city_settings.database_url) for _ in range(2)]
    database = await owner.fetchval("select current_database()")
    await owner.execute(f"alter database {database} set default_transaction_isolation = 'repeatable read'")
    async with serving(city_settings) as anyone:
        operator, report = await a_draft(anyone)
        async with owner.transaction():
            # The act waits for this row, which is another when it comes to it.
            await owner.execute("update report set waiting_on = waiting_on")
            saving = asyncio.create_task(saved(operator, report))
            await waiting(watcher, some=True)

        payload = await saving

    assert (payload["problems"], payload["report"]["version"]) == ([], report["version"] + 1)
    for connection in (owner, watcher):
        await connection.close()


@pytest.mark.parametrize("at_once", [2, 12])
async def test_one_key_sent_many_times_at_once_is_one_effect_and_one_answer(anyone: Client, at_once: int) -> None:
    bureau = await anyone.signed_in("bureau")
    asked = {"uscc": uscc(7), "name": "云岭公司"}

    payloads = await asyncio.gather(
        *(bureau.try_("registerEntity", "entity { id version }", key="once", **asked) for _ in range(at_once))
    )

    assert [payload["problems"] for payload in payloads] == [[]] * at_once
    assert len({payload["entity"]["id"] for payload in payloads}) == 1


async def test_an_act_whose_backend_is_ended_is_done_over_another_one(anyone: Client, city_settings: Settings) -> None:
    operator, report = await a_draft(anyone)
    async with locked(city_settings, "report_draft") as owner:
        saving = asyncio.create_task(saved(operator, report))
        for backend in await waiting(owner, some=True):
            await owner.execute("select pg_terminate_backend($1)", backend)

    payload = await saving
    assert (payload["problems"], payload["report"]["version"]) == ([], report["version"] + 1)


async def crushed(bureau: Client, n: int, codes: Counter[str], until: asyncio.Event) -> None:
    """Register somebody until it is done, or until told."""
    while not until.is_set():
        told = {"idempotencyKey": f"crush {n}", "uscc": uscc(n), "name": f"云岭{n}公司"}
        answer = (await bureau.raw(REGISTER, {"input": told})).json()
        found: list[Any] = answer["data"]["registerEntity"]["problems"] if "data" in answer else answer["errors"]
        if not found:
            return
        codes.update(each.get("code") or each["extensions"]["code"] for each in found)
        await asyncio.sleep(0.2)


def answered(figures: str, within: str) -> int:
    """How many requests were answered within some seconds, by the server's own clock: a client may itself be kept waiting."""
    found = re.findall(
        rf'^dianchi_request_seconds_bucket{{kind="(?:mutation|refused)",le="{within}"}} (\S+)$', figures, re.MULTILINE
    )
    return int(sum(map(float, found)))


async def test_writers_in_a_crush_are_told_busy_in_time_and_go_on_at_once_after_it(city_settings: Settings) -> None:
    many, codes, enough = 10 * city_settings.write_connections, Counter[str](), asyncio.Event()
    limits = httpx.Limits(max_connections=many + 20, keepalive_expiry=2)
    async with (
        served(city_settings, "run") as (_server, plain),
        httpx.AsyncClient(base_url=plain.base_url, timeout=HANGING, limits=limits) as http,
    ):
        bureau = await Client(http).signed_in("bureau")
        async with locked(city_settings, "entity"):
            crush = [asyncio.create_task(crushed(bureau, n, codes, enough)) for n in range(many)]
            await asyncio.sleep(60 if LONG else 0)
            await come(lambda: codes.total() >= many)
            slow = paced(1)
            ready, figures = await http.get("/readyz"), (await http.get("/metrics")).text

            async def tight() -> bool:
                """The figures say where it is tight, between two tries of a writer too."""
                lent = f'dianchi_connections_lent{{kind="write"}} {city_settings.write_connections}.0'
                return lent in (await http.get("/metrics")).text

            await comes(tight)
        enough.set()
        freed = time.monotonic()
        await crushed(bureau, many, Counter[str](), asyncio.Event())
        recovery = time.monotonic() - freed
        await asyncio.gather(*crush)

    slow = max(slow, paced(1))
    in_time = next((f"{each:.1f}" for each in BUCKETS if each >= 3 * slow), r"\+Inf")
    steps = {within: answered(figures, within) for within in ("1.0", "2.0", in_time, r"\+Inf")}
    print(f"\nanswers within seconds: {steps}, {codes}; a write {recovery:.2f} s after it")
    assert codes.keys() == {"BUSY"}
    assert steps[in_time] == steps[r"\+Inf"] >= many
    assert recovery < RECOVERY_SECONDS * slow
    assert ready.status_code == 200  # reads go on
