"""A city with letters to send, and a mail server."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from api.database.database import Database
from api.mail.worker import work
from api.settings import Settings
from domain.kernel.acts import Act
from domain.terms import Role
from domain.terms.letters import LetterState
from resolvers.letters import outgoing
from resolvers.plan.city import City
from resolvers.root import FALLS
from resolvers.work.unit_of_work import uuid7
from tests.api.mailserver import Mailserver
from tests.pace import HANGING, paced
from tests.resolvers.acting import Acting

QUICK: Final[dict[str, Any]] = {
    "smtp_host": "127.0.0.1",
    "smtp_security": "none",
    "smtp_sender": "no-reply@dianchi.invalid",
    "smtp_seconds": paced(0.5),
    "smtp_final_seconds": paced(0.5),
    "poll_seconds": 0.02,
    "retry_seconds": 0.05,
    "retry_most_seconds": 0.2,
    "lease_seconds": paced(1),
}
MOVING: Final = {LetterState.WAITING, LetterState.DEFERRED, LetterState.SENDING}


@dataclass
class Mailroom:
    """A city with accounts, letters to them, and a mail server."""

    settings: Settings
    database: Database
    city: City
    server: Mailserver
    addressees: dict[str, str] = field(default_factory=dict[str, str])
    """Of every letter by its Message-ID."""

    async def write(self, number: int) -> None:
        """Write letters, each to somebody else."""
        acting = Acting(self.database)
        for _ in range(number):
            id = uuid7()
            address, message_id = f"u{id.hex}@dianchi.invalid", f"<{id}@dianchi.invalid>"
            person = {"username": id.hex, "name": "某人", "name_sort": "mouren", "email": address}
            account = await acting.add("Account", **person, password_hash="x")
            [now] = await acting.fetch("select now()")
            await acting.add(
                "Letter",
                account_id=account,
                address=address,
                message_id=message_id,
                subject="催报：2022年第四季度报告",
                text="请报送。",
                html="<p>请报送。</p>",
                state=LetterState.WAITING,
                digest_of=now[0].date(),
                made_at=now[0],
                next_at=now[0],
            )
            self.addressees[message_id] = address

    async def letters(self) -> dict[str, Any]:
        """Every letter by its Message-ID."""
        rows = await Acting(self.database).fetch("select * from letter")
        return {row["message_id"]: row for row in rows}

    async def states(self) -> Counter[str]:
        return Counter(row["state"] for row in (await self.letters()).values())

    async def settled(self) -> None:
        """Wait until no letter waits or is on its way."""
        async with asyncio.timeout(HANGING):
            while MOVING & set(await self.states()):  # noqa: ASYNC110 - a database calls nobody
                await asyncio.sleep(0.05)

    async def resend(self, *states: LetterState) -> list[str]:
        """Let the bureau have sent again what stands in these states."""
        acting = Acting(self.database)
        bureau = await acting.person(Role.MUNICIPAL_BUREAU)
        rows = await acting.fetch("select id, message_id from letter where state = any($1)", list(states))
        for row in rows:
            await acting.do(Act.RESEND_LETTER, bureau, row["id"])
        return [row["message_id"] for row in rows]

    @asynccontextmanager
    async def working(self, **changes: Any) -> AsyncGenerator[None]:
        """A worker in this process."""
        stopping = asyncio.Event()
        settings = self.settings.model_copy(update=changes)
        running = asyncio.create_task(work(self.database.pool, self.city, FALLS, settings, stopping))
        try:
            yield
        finally:
            stopping.set()
            await running

    def arrived(self) -> Counter[str]:
        """How often each letter arrived; each at its own addressee and at nobody else."""
        for kept in self.server.kept:
            assert self.addressees[kept.message_id] == kept.to
            assert kept.message["To"] == kept.to
        assert set(self.server.recipients) <= set(self.addressees.values())
        return Counter(kept.message_id for kept in self.server.kept)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(HANGING):
        while not condition():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)


async def claimed(office: Mailroom) -> Any:
    async with office.database.pool.write() as connection:
        return await outgoing.claim(connection, office.settings.lease_seconds)
