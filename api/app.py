"""The composition root: the only place that wires the floors together."""

import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, nullcontext

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from api.database.database import open_database
from api.files.downloads import Downloads, linker
from api.files.store import Store
from api.files.uploads import Uploads
from api.http import graphiql
from api.http.endpoint import Endpoint
from api.http.graphql import GraphQL
from api.http.guard import Cost, affordable, guard
from api.http.health import Readiness, healthy
from api.http.log import configure, lifetime
from api.http.metrics import Metrics
from api.http.session import signer
from api.mail.worker import at_work
from api.migrations.fitness import unfit
from api.settings import Settings
from resolvers.plan.cache import Guard, Plans
from resolvers.plan.city import movable
from resolvers.root import CONFIG, FALLS, schema

configure()


def door_of(settings: Settings) -> GraphQL:
    """What stands behind `/graphql`; the database is given to it once open."""
    plans = Plans(schema._schema, CONFIG, Guard(guard, Cost, affordable))
    secrets = settings.signing_secrets()
    return GraphQL(plans, secrets, signer(secrets[0]), linker(secrets[0]), settings)


def build(settings: Settings) -> Starlette:
    """Wire the application from its settings."""
    door, ready, metrics = door_of(settings), Readiness(), Metrics(settings)
    store = Store(settings)
    uploads, downloads = Uploads(settings, door.secrets, store), Downloads(door.secrets, store)

    @asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncGenerator[None]:
        async with await open_database(settings) as database:
            door.city = uploads.city = downloads.city = await database.city()
            async with database.pool.read() as connection:
                if why := await unfit(connection):
                    raise SystemExit(why)
                demonstration = await movable(connection)
                if not settings.demo and demonstration:
                    raise SystemExit("this is the demonstration city: start it by `run`, or serve another database")
            door.policy = uploads.policy = downloads.policy = settings.door_policy(demonstration=demonstration)
            door.pool = ready.pool = metrics.pool = uploads.pool = downloads.pool = database.pool
            uploads.sweep()
            # What was built so far stays: no collection need look at it again.
            gc.collect()
            gc.freeze()
            gc.set_threshold(20_000, 10, 10)
            async with at_work(database.pool, door.city, FALLS, settings) if settings.work else nullcontext():
                with lifetime("server"):
                    yield

    page = graphiql.routes(demo=settings.demo) if settings.shows_graphiql else []
    looks = [Route("/healthz", healthy), Route("/readyz", ready.respond), Route("/metrics", metrics.respond)]
    files = [
        Route("/files", Endpoint("upload", settings, uploads.respond)),
        Route("/files/{id}", Endpoint("download", settings, downloads.respond)),
    ]
    routes = [*looks, Route("/graphql", door), *files, *page]
    return Starlette(
        debug=False,
        routes=routes,
        middleware=[elsewhere(settings)] if settings.origins else [],
        lifespan=lifespan,
    )


def elsewhere(settings: Settings) -> Middleware:
    """Let the pages of other origins call; they carry a token in a header and no cookie."""
    return Middleware(
        CORSMiddleware,
        allow_origins=settings.origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", "X-Request-Id"],
        expose_headers=["X-Request-Id", "Retry-After"],
        max_age=3600,
    )


def of_environment() -> Starlette:
    """Wire one of several workers, which know the settings from their environment alone."""
    return build(Settings())
