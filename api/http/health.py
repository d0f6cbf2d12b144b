"""Whether the process lives, and whether it can serve."""

import asyncio
from typing import Final

import asyncpg
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse

from api.database.database import Busy, Pool
from api.migrations.fitness import unready
from resolvers.plan.database_refusals import Lost

ANSWER_SECONDS: Final = 3
"""Beyond which a database is taken for one that does not answer."""


async def healthy(_request: Request) -> PlainTextResponse:
    """Answer that the process lives."""
    return PlainTextResponse("ok\n")


class Readiness:
    """Answers whether requests can be served now, and if not, why; the pool is given to it once open."""

    pool: Pool

    async def respond(self, _request: Request) -> JSONResponse:
        """200 when ready, else 503."""
        why = await self._why_not()
        return JSONResponse({"ready": why is None, "why": why}, 200 if why is None else 503)

    async def _why_not(self) -> str | None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self.pool.reading(unready)
        except Busy:
            return "no connection to the database was to be had in time"
        except (Lost, OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            return f"the database does not answer: {type(error).__name__}"
