"""When sessions and machines' tokens were last seen: noted after the answer, at most once a minute each, and never in a request's way."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from api.database.pool import Pool
from domain.rights.scope import Actor
from resolvers.plan.actors import note_seen, note_used

LOG: Any = structlog.get_logger()


@dataclass
class Presence:
    """The notes that are on their way, one for each session and token."""

    writing: dict[UUID, asyncio.Task[None]] = field(default_factory=dict[UUID, asyncio.Task[None]])

    def seen(self, pool: Pool, actor: Actor, address: str | None) -> None:
        """Note that somebody was answered, later and by itself, where that was not noted within a minute."""
        seen = actor.session or actor.token
        if seen is None or not actor.unseen or seen in self.writing:
            return
        of_session = actor.session is not None
        note = partial(note_seen, session=seen) if of_session else partial(note_used, token=seen, address=address)
        self.writing[seen] = asyncio.create_task(self._note(pool, seen, note))

    async def _note(self, pool: Pool, seen: UUID, note: Callable[[Any], Awaitable[None]]) -> None:
        """Where the database is busy or away the next request notes it."""
        try:
            async with pool.write() as connection:
                await note(connection)
        except Exception as error:  # noqa: BLE001 (whatever it is, nobody waits for it)
            LOG.warning("unseen", error=type(error).__name__)
        finally:
            del self.writing[seen]
