"""Whether the process lives, and whether it can serve."""

import asyncio
from pathlib import Path
from typing import Any, Final

import asyncpg
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse

from api.database.database import Busy, Pool
from resolvers.plan.database_refusals import Lost

FOLDER: Final = Path(__file__).parents[2] / "migrations"
ANSWER_SECONDS: Final = 3
"""Beyond which a database is taken for one that does not answer."""
LACKING: Final = """select array(select name from unnest($1::text[]) name
    where name not in (select name from tortoise_migrations) order by name) as lacking"""


async def healthy(_request: Request) -> PlainTextResponse:
    """Answer that the process lives."""
    return PlainTextResponse("ok\n")


class Readiness:
    """Answers whether requests can be served now, and if not, why; the pool is given to it once open."""

    pool: Pool

    async def answer(self, _request: Request) -> JSONResponse:
        """200 when ready, else 503."""
        why = await self._why_not()
        return JSONResponse({"ready": why is None, "why": why}, 200 if why is None else 503)

    async def _why_not(self) -> str | None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                lacking = await self.pool.reading(lacking_migrations)
        except Busy:
            return "no connection to the database was to be had in time"
        except (Lost, OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            return f"the database does not answer: {type(error).__name__}"
        return f"the database lacks {', '.join(lacking)}: run `python -m api migrate`" if lacking else None


async def lacking_migrations(connection: Any) -> list[str]:
    """The migrations of this program that the database has not seen."""
    return await connection.fetchval(LACKING, sorted(path.stem for path in FOLDER.glob("0*.py")))
