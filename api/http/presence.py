"""When sessions were last seen: noted after the answer, at most once a minute each, and never in a request's way."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog

from api.database.pool import Pool
from domain.rights.scope import Actor
from resolvers.plan.actors import note_seen

LOG: Any = structlog.get_logger()


@dataclass
class Presence:
    """The notes that are on their way, one for each session."""

    writing: dict[UUID, asyncio.Task[None]] = field(default_factory=dict[UUID, asyncio.Task[None]])

    def seen(self, pool: Pool, actor: Actor) -> None:
        """Note that a session was answered, later and by itself, where that was not noted within a minute."""
        if actor.session is None or not actor.unseen or actor.session in self.writing:
            return
        self.writing[actor.session] = asyncio.create_task(self._note(pool, actor.session))

    async def _note(self, pool: Pool, session: UUID) -> None:
        """Where the database is busy or away the next request notes it."""
        try:
            async with pool.write() as connection:
                await note_seen(connection, session)
        except Exception as error:  # noqa: BLE001 (whatever it is, nobody waits for it)
            LOG.warning("unseen", error=type(error).__name__)
        finally:
            del self.writing[session]
