"""The composition root: the only place that wires the floors together."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from api.database import open_database
from api.graphql import GraphQL
from api.guard import Cost, affordable, guard
from api.session import signer
from api.settings import Settings
from resolvers.city import open_city
from resolvers.plan.cache import Guard, Plans
from resolvers.root import CONFIG, schema


structlog.configure(processors=[structlog.processors.TimeStamper(fmt="iso"), structlog.processors.add_log_level, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)])


async def healthy(_request: Request) -> PlainTextResponse:
    """Answer that the process serves."""
    return PlainTextResponse("ok\n")


def build(settings: Settings) -> Starlette:
    """Wire the application from its settings."""
    plans = Plans(schema._schema, CONFIG, Guard(guard, Cost, affordable))  # pyright: ignore[reportPrivateUsage]  (strawberry publishes graphql-core's schema no other way)
    door = GraphQL(plans, settings.signing_secret(), signer(settings.signing_secret()), demo=settings.demo)

    @asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncGenerator[None]:
        async with await open_database(settings) as database:
            async with database.pool.read() as connection:
                door.city = await open_city(connection)
            door.pool = database.pool
            yield

    return Starlette(debug=False, routes=[Route("/healthz", healthy), Route("/graphql", door)], lifespan=lifespan)
