"""The composition root: the only place that wires the floors together."""

import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing, nullcontext
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from api.database.database import open_database
from api.files.audit_exports import AuditExports
from api.files.downloads import Downloads, linker
from api.files.store import Store
from api.files.uploads import Uploads
from api.http import graphiql
from api.http.checkpoints import Checkpoints
from api.http.endpoint import Endpoint
from api.http.graphql import GraphQL
from api.http.health import Readiness, healthy
from api.http.hosts import Hosts
from api.http.log import configure, lifetime
from api.http.metrics import Metrics
from api.http.networks import trusting
from api.http.plans import plans_of
from api.http.protection import Protection
from api.http.published import Published
from api.http.session import signer
from api.http.sockets import STATE, Sockets
from api.mail.worker import at_work
from api.migrations.fitness import unfit
from api.settings import Settings
from resolvers.plan.city import movable
from resolvers.root import FALLS
from resolvers.work.limits import InDatabase, InMemory, Limit, UseLimits
from resolvers.work.passwords import Hashing
from resolvers.work.unit_of_work import Write

LOCAL: Final = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?"
"""Where whoever writes a client has it run: its pages may call the demonstration city."""
TRACING: Final = ("Traceparent", "Tracestate", "Baggage")
"""What programs that follow a request through several systems add to it (W3C Trace Context, W3C Baggage)."""

configure()


def door_of(settings: Settings) -> GraphQL:
    """What stands behind `/graphql`; the database is given to it once open."""
    secrets = settings.signing_secrets()
    return GraphQL(plans_of(settings), secrets, signer(secrets[0]), linker(secrets[0]), settings, hashing_of(settings))


def hashing_of(settings: Settings) -> Hashing:
    """The threads that hash passwords."""
    return Hashing(settings.hashing_threads, settings.hashing_waiting)


def sockets_of(settings: Settings) -> Sockets:
    """The sockets of a process, and how long each may keep it waiting."""
    return Sockets(
        settings.sockets,
        settings.sockets_by_address,
        settings.head_seconds,
        settings.transfer_seconds,
        settings.stall_seconds,
        trusting(settings.trusted_proxies),
    )


def limits_of(settings: Settings, write: Write) -> UseLimits:
    """The limits of an installation, and where they are counted."""
    counts = InDatabase(write, settings.signing_secrets()[0]) if settings.limits == "database" else InMemory()
    return UseLimits(
        counts,
        Limit(settings.sign_ins_by_address, 60),
        Limit(settings.guesses_by_account, 900),
        Limit(settings.acts_by_address, 3600),
        Limit(settings.acts_by_address_and_record, 86400),
        Limit(settings.acts_by_record, 86400),
        Limit(settings.calls_by_client, 60),
    )


def build(settings: Settings) -> Starlette:
    """Wire the application from its settings."""
    door, ready, metrics = door_of(settings), Readiness(), Metrics(settings)
    store = Store(settings)
    checkpoints, exports = Checkpoints(), AuditExports(settings, door.secrets)
    uploads, downloads = Uploads(settings, door.secrets, store), Downloads(door.secrets, store)

    @asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncGenerator[dict[str, Sockets]]:
        async with await open_database(settings) as database:
            door.city = uploads.city = downloads.city = exports.city = await database.city()
            async with database.pool.read() as connection:
                if why := await unfit(connection):
                    raise SystemExit(why)
                demonstration = await movable(connection)
                if not settings.demo and demonstration:
                    raise SystemExit("this is the demonstration city: start it by `run`, or serve another database")
            door.limits = exports.limits = limits_of(settings, database.pool.write)
            door.policy = uploads.policy = downloads.policy = exports.policy = settings.door_policy(
                demonstration=demonstration
            )
            door.pool = ready.pool = metrics.pool = uploads.pool = downloads.pool = database.pool
            checkpoints.pool = exports.pool = database.pool
            uploads.sweep()
            if settings.tells_schema:
                await door.learn_the_schema()
            # What was built so far stays: no collection need look at it again.
            gc.collect()
            gc.freeze()
            gc.set_threshold(20_000, 10, 10)
            async with at_work(database.pool, door.city, FALLS, settings) if settings.work else nullcontext():
                with lifetime("server"), closing(door.hashing):
                    yield {STATE: sockets_of(settings)}
            gc.unfreeze()

    page = graphiql.routes(demo=settings.demo) if settings.shows_graphiql else []
    looks = [Route("/healthz", healthy), Route("/readyz", ready.respond), Route("/metrics", metrics.respond)]
    files = [
        Route("/files", Endpoint("upload", settings, uploads.respond)),
        Route("/files/{id}", Endpoint("download", settings, downloads.respond)),
    ]
    audit = [
        Route("/audit/checkpoints", Endpoint("checkpoints", settings, checkpoints.respond)),
        Route("/audit/export", Endpoint("export", settings, exports.respond)),
    ]
    schema_file = Route("/schema.graphql", Published().respond)
    routes = [*looks, Route("/graphql", door), schema_file, *files, *audit, *page]
    application = Starlette(
        debug=False,
        routes=routes,
        middleware=[
            Middleware(Protection, settings.hsts_seconds),
            Middleware(Hosts, settings.host_names),
            *([elsewhere(settings)] if settings.origins or settings.demo else []),
        ],
        lifespan=lifespan,
    )
    # A redirect would lead to wherever the request's Host says.
    application.router.redirect_slashes = False
    return application


def elsewhere(settings: Settings) -> Middleware:
    """Let the pages of other origins call; they carry a token in a header and no cookie."""
    return Middleware(
        CORSMiddleware,
        allow_origins=settings.origins,
        allow_origin_regex=LOCAL if settings.demo else None,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", "If-Range", "Range", "X-Request-Id", *TRACING],
        expose_headers=["Content-Disposition", "Content-Range", "ETag", "Retry-After", "X-Request-Id"],
        max_age=3600,
    )


def of_environment() -> Starlette:
    """Wire one of several workers, which know the settings from their environment alone."""
    return build(Settings())
