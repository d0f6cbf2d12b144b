"""A server in a process of its own, and a crowd that writes on it without end."""

import asyncio
import random
import signal
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg
import httpx

from api.settings import Settings
from tests.api.client import Client
from tests.api.process import answering, free_port, started
from tests.builders.codes import uscc
from tests.builders.reports import FIGURES, OF_A_BASE, owed
from tests.history import History, contradicted
from tests.invariants import Image, broken
from tests.pace import HANGING, come

CLIENTS: Final = 32


LIMITS: Final = httpx.Limits(max_connections=CLIENTS, keepalive_expiry=2)


DISTRICTS: Final = ("530102", "530103", "530111", "530112", "530113", "530114", "530115", "530124")


SHOWN: Final = "report { id version state }"


class Api:
    """`run` in a process of its own, on a port that it keeps through kills."""

    def __init__(self, settings: Settings) -> None:
        self.port = free_port()
        self.options: dict[str, Any] = {
            "log": subprocess.DEVNULL,
            "DATABASE_URL": str(settings.database_url),
            "DIANCHI_SECRET": "x" * 40,
            "DIANCHI_PORT": str(self.port),
        }
        self.process = started("run", **self.options)

    def kill(self) -> None:
        """Kill it and start it again."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Tell it to stop and start it again; answers with what it ended with."""
        return self._end(signal.SIGTERM)

    def _end(self, by: signal.Signals) -> int:
        self.process.send_signal(by)
        code = self.process.wait(HANGING)
        self.process = started("run", **self.options)
        return code


class Crowd:
    """Clients that write without end, each on a record of its own."""

    def __init__(self, api: Api, http: httpx.AsyncClient, people: dict[str, Client]) -> None:
        self.api, self.http, self.people = api, http, people
        self.history, self.chance, self.going = History(), random.Random(), True

    async def all(self) -> None:
        """Work until told to stop."""
        reporting = [self.report(district) for district in DISTRICTS]
        async with asyncio.TaskGroup() as tasks:
            for work in [*reporting, *(self.register(n) for n in range(CLIENTS - len(reporting)))]:
                tasks.create_task(work)

    async def under_way(self) -> None:
        """Wait until everybody has something to write on."""
        await come(lambda: self.history.begun == len(DISTRICTS))

    async def register(self, n: int) -> None:
        """Legal persons, one after the other; each third is refused for its code."""
        number = n * 10_000
        while self.going:
            number += 1
            code = "WRONG" if number % 3 == 0 else uscc(number)
            await self.history.do(
                "bureau",
                self.people["bureau"],
                "registerEntity",
                "entity { id version }",
                uscc=code,
                name=f"云岭{number}公司",
            )

    async def report(self, district: str) -> None:
        """A report to and fro, and activities beside it."""
        operator, centre = f"{district}-operator", f"{district}-center"
        [owing, *_] = await owed(self.people[operator], "REPORT", "2022Q4")
        figures = FIGURES | (OF_A_BASE if owing["platform"]["kind"] == "DEMO_BASE" else {})
        record = await self.history.do(operator, self.people[operator], "startReport", SHOWN, obligation=owing["id"])
        reasons = [{"item": "expertCount", "reason": "无台账佐证"}]
        acts: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
            "DRAFT": [(operator, "saveReportDraft", {"figures": figures}), (operator, "submitReport", {})],
            "SUBMITTED": [
                (centre, "acceptReport", {}),
                (centre, "returnReport", {"items": reasons}),
                (operator, "recallReport", {}),
            ],
            "ACCEPTED": [(operator, "amendReport", {"reason": "更正"})],
        }
        entry = {
            "day": "2022-10-08",
            "function": "HR_AND_TRAINING",
            "nature": "PUBLIC_BENEFIT",
            "mode": "OFFLINE",
            "subject": "培训",
            "persons": 26,
        }
        while self.going:
            who, act, more = self.chance.choice(acts["DRAFT" if record["state"] == "RETURNED" else record["state"]])
            at = {"id": record["id"], "expectedVersion": record["version"]}
            record = await self.history.do(who, self.people[who], act, SHOWN, **at, **more) or record
            if self.chance.random() < 0.2:
                await self.history.do(
                    operator,
                    self.people[operator],
                    "recordActivity",
                    "activity { id version }",
                    platform=owing["platform"]["id"],
                    entry=entry,
                )


@asynccontextmanager
async def crowd(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> AsyncGenerator[Crowd]:
    """A server in a process of its own and everybody signed in."""
    api = Api(settings)
    try:
        base = f"http://127.0.0.1:{api.port}"
        async with httpx.AsyncClient(base_url=base, timeout=HANGING, limits=LIMITS, transport=transport) as http:
            await answering(api.process, http)
            names = ["bureau", *(f"{district}-{desk}" for district in DISTRICTS for desk in ("operator", "center"))]
            signed_in = [await Client(http).signed_in(name) for name in names]
            yield Crowd(api, http, dict(zip(names, signed_in, strict=True)))
    finally:
        api.process.terminate()
        await asyncio.to_thread(api.process.wait, HANGING)


async def wrong_with(settings: Settings, history: History, since: Image) -> list[str]:
    """What the database and the clients' history tell against."""
    owner = await asyncpg.connect(settings.database_url)
    try:
        return await broken(owner, since) + await contradicted(owner, history, since)
    finally:
        await owner.close()
