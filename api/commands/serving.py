"""The commands that go on until told to stop: servers of the API, and workers beside them."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
import sys
from importlib import import_module
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
import uvicorn

from api.commands.options import Data, Port, chosen
from api.database.application_role import expect_own_login
from api.database.database import embedded_kept_up, expect_migrated, open_database
from api.files.store import Store
from api.http.log import lifetime
from api.migrations.fitness import unfit
from api.migrations.runner import migrate

if TYPE_CHECKING:
    from types import FrameType

    from api.database.database import Database
    from api.settings import Settings

Fresh = Annotated[bool, typer.Option("--fresh", help="Forget what was done in the embedded city and people it anew.")]

SPARE: Final = 500
"""Files that a server has open beside its sockets."""

commands = typer.Typer()


def stop(_number: int, _frame: FrameType | None) -> None:
    """Turn an order to stop into an orderly exit, so that the embedded server is given up."""
    raise SystemExit(0)


def expect_free(settings: Settings) -> None:
    """Refuse a port that another program listens on, before anything is started for it."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise SystemExit(
                f"{settings.host}:{settings.port} 无法监听，请用 --port 另选端口。Choose another --port: {error.strerror}"
            ) from None


def listen(settings: Settings) -> None:
    """Serve until told to stop."""
    allow_files(settings.sockets + SPARE)
    settings.signing_secrets()  # made before several workers look for it
    with TemporaryDirectory(prefix="dianchi-metrics-") as counts:
        if settings.workers > 1:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts
        serve_all(settings)


def serve_all(settings: Settings) -> None:
    """Serve with the process itself, or with several under it."""
    uvicorn.run(
        "api.app:of_environment",
        factory=True,
        workers=settings.workers,
        host=settings.host,
        port=settings.port,
        timeout_graceful_shutdown=settings.graceful_seconds,
        **protocol_of(settings),
    )


def protocol_of(settings: Settings) -> dict[str, Any]:
    """How the server speaks with its clients."""
    return {
        "http": "api.http.sockets:TimedSocket",
        "ws": "none",
        "timeout_keep_alive": 5,
        "server_header": False,
        "forwarded_allow_ips": settings.trusted_proxies,
        "access_log": False,
        "log_level": "warning",
    }


def allow_files(most: int) -> None:
    """Let this process have so many files and sockets open, if the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < most:
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def announce(step: str) -> None:
    """Name a step that may take long, where it cannot be mistaken for output."""
    print(f"dianchi: {step}", file=sys.stderr, flush=True)


async def prepared(settings: Settings) -> list[str]:
    """Bring the database up to date, and people the demonstration city if nobody lives there."""
    async with await open_database(settings, application=False) as database:
        announce("bringing the database up to date")
        await migrate(database.owner_url, role=database.role)
        if find_spec("api.demo") is None:
            return []
        return await import_module("api.demo").seed(database, store=Store(settings), announce=announce)


async def expect_ready(settings: Settings) -> None:
    """Refuse to start on a database that this program cannot serve, before a server could only fail at it."""
    async with await open_database(settings) as database:
        await expect_migrated(database.pool)
        await expect_fit(database)


async def expect_fit(database: Database) -> None:
    """Refuse the owner's login, and a database that a newer version has changed or that lacks columns, in a line that says what to do."""
    async with database.pool.read() as connection:
        await expect_own_login(connection, database.role)
        if why := await unfit(connection):
            raise SystemExit(why)


@commands.command()
def serve(port: Port = None, data: Data = None) -> None:
    """Serve the API from a database that `migrate` has brought up to date."""
    settings = chosen(port=port, data=data, demo=False)
    expect_free(settings)
    signal.signal(signal.SIGTERM, stop)
    with embedded_kept_up(settings):
        asyncio.run(expect_ready(settings))
        listen(settings)


@commands.command()
def run(port: Port = None, data: Data = None, *, fresh: Fresh = False) -> None:
    """Serve the demonstration city: database, migrations and inhabitants included."""
    settings = chosen(port=port, data=data, demo=True, work=True)
    expect_free(settings)
    signal.signal(signal.SIGTERM, stop)
    if fresh:
        announce("forgetting the city")
        import_module("api.demo.forgetting").forget(settings)
    announce("starting the database")
    with embedded_kept_up(settings):
        accounts = asyncio.run(prepared(settings))
        here = f"http://{settings.host}:{settings.port}"
        page = [f"GraphiQL: {here}/"] if settings.shows_graphiql else []
        print(f"Dianchi: {here}/graphql", *page, *accounts, sep="\n", flush=True)
        listen(settings)


@commands.command()
def worker(data: Data = None) -> None:
    """Record what falls due and send letters, until told to stop; several may run."""
    falls, work = import_module("resolvers.root").FALLS, import_module("api.mail.worker").work
    settings = chosen(data=data)

    async def main() -> None:
        stopping, loop = asyncio.Event(), asyncio.get_running_loop()

        def finish(_number: int, _frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(stopping.set)

        signal.signal(signal.SIGTERM, finish)
        signal.signal(signal.SIGINT, finish)
        async with await open_database(settings) as database:
            city = await database.city()
            await expect_fit(database)
            with lifetime("worker"):
                await work(database.pool, city, falls, settings, stopping)

    asyncio.run(main())
