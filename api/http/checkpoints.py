"""The signed checkpoints of the audit, for whoever keeps them out of the database's reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.http.endpoint import Reply, as_json
from api.http.request import BadRequest
from resolvers.people.sealing import handed_out

if TYPE_CHECKING:
    from starlette.types import Receive, Scope

    from api.database.pool import Pool
    from api.http.request import Head

LAST: Final = 100


class Checkpoints:
    """Answers with the last checkpoints, newest first; the pool is given to it once open."""

    pool: Pool

    async def respond(self, head: Head, _scope: Scope, _receive: Receive) -> Reply:
        """They tell nothing of the records but how many there are."""
        if head.method not in ("GET", "HEAD"):
            raise BadRequest(405, "METHOD", "Read checkpoints by GET.", (b"allow", b"GET, HEAD"))
        return as_json(200, {"checkpoints": await self.pool.reading(lambda connection: handed_out(connection, LAST))})
