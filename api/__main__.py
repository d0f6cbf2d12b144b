"""The command line: `python -m api COMMAND`, or `python3 dev.py api COMMAND` to have the environment prepared."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import signal
import socket
import sys
from datetime import date
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import asyncpg
import typer
import uvicorn
from pydantic import ValidationError

from api.commands import backup as backups
from api.commands import calendar_file, clauses, errors
from api.commands.doctor import examined
from api.database.database import Busy, UnmigratedError, embedded_kept_up, expect_migrated, open_database
from api.database.keeper import CannotKeepError
from api.files.store import Store
from api.http.log import lifetime
from api.mail.worker import work
from api.migrations.fitness import unfit
from api.migrations.runner import BlockedError, DifferentError, MigrationOutcome, NewerError
from api.migrations.runner import migrate as migrate_database
from api.settings import Settings
from domain.calendar import KUNMING
from domain.kernel.violations import Violation
from resolvers.people.founding import found_city
from resolvers.time.city_clock import move, target
from resolvers.time.working_days import Loaded
from resolvers.time.working_days import load as load_days
from schema.noun.noun import NOW

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import FrameType

    from api.commands.backup_files import Looked
    from api.database.database import Database

Port = Annotated[int | None, typer.Option(help="Where to listen.")]
Archive = Annotated[Path, typer.Argument(help="The file; its manifest is FILE.json.", dir_okay=False)]
Data = Annotated[Path | None, typer.Option(help="Folder of the embedded database.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Forget what was done in the embedded city and people it anew.")]

SCHEMA = Path(__file__).resolve().parent.parent / "schema.graphql"

command = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


def chosen(**options: Any) -> Settings:
    """Read the settings, the command line's word going before the environment's."""
    # By way of the environment, from which several workers read them again.
    os.environ.update({f"DIANCHI_{name.upper()}": str(value) for name, value in options.items() if value is not None})
    return Settings()


def wrong_setting(place: tuple[int | str, ...], message: str) -> str:
    """Say which setting is wrong, and why."""
    name = str(place[0]) if place else ""
    message = message.removeprefix("Value error, ")
    return f"{name if name.isupper() else f'DIANCHI_{name.upper()}'}: {message}" if name else message


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
    """Serve until told to stop. The server has no read timeout: put a proxy before it."""
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
        limit_concurrency=settings.concurrent_requests,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=settings.graceful_seconds,
        ws_max_size=65536,
        ws_max_queue=8,
        h11_max_incomplete_event_size=16384,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        access_log=False,
        log_level="warning",
    )


def announce(step: str) -> None:
    """Name a step that may take long, where it cannot be mistaken for output."""
    print(f"dianchi: {step}", file=sys.stderr, flush=True)


async def prepared(settings: Settings) -> list[str]:
    """Bring the database up to date, and people the demonstration city if nobody lives there."""
    async with await open_database(settings, application=False) as database:
        announce("bringing the database up to date")
        await migrate_database(database.owner_url, role=database.role)
        if find_spec("api.demo") is None:
            return []
        return await import_module("api.demo").seed(database, store=Store(settings), announce=announce)


async def expect_ready(settings: Settings) -> None:
    """Refuse to start on a database that this program cannot serve, before a server could only fail at it."""
    async with await open_database(settings) as database:
        await expect_migrated(database.owner_url)
        await expect_fit(database)


async def expect_fit(database: Database) -> None:
    """Refuse a database that a newer version has changed, or that lacks columns, in a line that says what to do."""
    async with database.pool.read() as connection:
        if why := await unfit(connection):
            raise SystemExit(why)


def sdl() -> str:
    """Print the schema, sorted."""
    graphql = import_module("graphql")
    schema = import_module("resolvers.root").schema
    return graphql.print_schema(graphql.lexicographic_sort_schema(schema._schema)) + "\n"


@command.command()
def serve(port: Port = None, data: Data = None) -> None:
    """Serve the API from a database that `migrate` has brought up to date."""
    settings = chosen(port=port, data=data, demo=False)
    expect_free(settings)
    signal.signal(signal.SIGTERM, stop)
    with embedded_kept_up(settings):
        asyncio.run(expect_ready(settings))
        listen(settings)


@command.command()
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
        told = asyncio.run(prepared(settings))
        here = f"http://{settings.host}:{settings.port}"
        page = [f"GraphiQL: {here}/"] if settings.shows_graphiql else []
        print(f"Dianchi: {here}/graphql", *page, *told, sep="\n", flush=True)
        listen(settings)


@command.command()
def worker(data: Data = None) -> None:
    """Record what falls due and send letters, until told to stop; several may run."""
    falls = import_module("api.app").FALLS
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


@command.command()
def migrate(
    *,
    contract: Annotated[bool, typer.Option("--contract", help="No server of the version before is left.")] = False,
    data: Data = None,
) -> None:
    """Bring the database up to date while servers go on working; safe from every replica at once."""

    async def main() -> MigrationOutcome:
        async with await open_database(chosen(data=data), application=False) as database:
            return await migrate_database(database.owner_url, role=database.role, contract=contract)

    waiting = asyncio.run(main()).waiting
    if waiting:
        print(f"{waiting[0]} waits: run `migrate --contract` once no server of the version before is left")


@command.command()
def doctor(data: Data = None) -> None:
    """Look whether all is as it should be, and say what to do where it is not; fail when something is amiss."""
    settings = chosen(data=data)

    async def main() -> bool:
        amiss = False
        async for finding in examined(settings):
            print(finding)
            amiss = amiss or finding.remedy is not None
        return amiss

    raise typer.Exit(asyncio.run(main()))


@command.command()
def backup(archive: Archive, data: Data = None) -> None:
    """Save the database to a file, with its manifest and the files it names beside it, while others go on working."""
    _backed(backups.backup, archive, chosen(data=data))


@command.command()
def restore(archive: Archive, data: Data = None) -> None:
    """Fill an empty database from a saved file, bring the files back that it names, and prove that everything is there."""
    _backed(backups.restore, archive, chosen(data=data))


def _backed(
    doing: Callable[[str, Path, Store, str], Awaitable[tuple[dict[str, Any], Looked]]],
    archive: Path,
    settings: Settings,
) -> None:
    """Save or restore, and say what is there and what is missing; fail where anything is."""

    async def main() -> tuple[dict[str, Any], Looked]:
        async with await open_database(settings) as database:
            return await doing(database.owner_url, archive, Store(settings), database.role)

    manifest, looked = asyncio.run(main())
    tables = manifest["tables"].values()
    print(f"{sum(table['rows'] for table in tables)} rows of {len(tables)} tables, sha256 {manifest['sha256']}")
    print(looked)
    raise typer.Exit(bool(looked.missing))


@command.command()
def clock(
    advance: Annotated[str | None, typer.Option(help="A day (2022-12-26), or working days (5wd).")] = None,
    data: Data = None,
) -> None:
    """Tell the city's time, or move the demonstration city's clock on."""
    falls = import_module("resolvers.root").FALLS

    async def main() -> str:
        async with await open_database(chosen(data=data)) as database:
            city = await database.city()
            async with database.pool.read() as connection:
                now = await connection.fetchval(f"select {NOW}")
            if advance is not None:
                wd = re.fullmatch(r"(\d+)wd", advance)
                until = target(None, int(wd[1])) if wd else target(date.fromisoformat(advance), None)
                now, _ = await move(database.pool.write, city, until, falls)
            return now.astimezone(KUNMING).isoformat(timespec="seconds")

    try:
        print(asyncio.run(main()))
    except (Violation, ValueError) as refusal:
        raise SystemExit(
            refusal.message()
            if isinstance(refusal, Violation)
            else f"--advance takes a day or working days, such as 2022-12-26 or 5wd, not {advance!r}"
        ) from None


calendars = typer.Typer(no_args_is_help=True, help="The working days of the city.")
command.add_typer(calendars, name="calendar")


@calendars.command()
def load(
    file: Annotated[Path, typer.Argument(help="CSV: day,kind,name,source,region.", exists=True, dir_okay=False)],
    data: Data = None,
) -> None:
    """Load declared working days and days of rest, the whole file or nothing, and reckon open dates anew."""
    import_module("resolvers.root")

    async def main() -> Loaded:
        async with await open_database(chosen(data=data)) as database:
            city = await database.city()
            return await load_days(database.pool.write, city, partial(calendar_file.declared, file))

    try:
        loaded = asyncio.run(main())
    except calendar_file.BadCalendar as refusal:
        raise SystemExit(str(refusal)) from None
    moved = f"{loaded.filings} filings, {loaded.windows} publicity windows and {loaded.rounds} rounds"
    print(f"{loaded.days} days changed; the days of {moved} moved")


@command.command()
def found(
    username: Annotated[str, typer.Option(help="The name the bureau's first account signs in with.")],
    name: Annotated[str, typer.Option(help="Whose account it is.")],
    data: Data = None,
) -> None:
    """Enter Kunming's regions and the bureau's first account into an empty database, and print its first password, once."""
    import_module("resolvers.root")
    password = f"Dc-{secrets.token_urlsafe(15)}-7"

    async def main() -> None:
        async with await open_database(chosen(data=data)) as database:
            city = await database.city()
            await found_city(database.pool.write, city, username, name, password)

    try:
        asyncio.run(main())
    except Violation as refusal:
        said = (refusal.message(), refusal.advice(), refusal.message("en"), refusal.advice("en"))
        raise SystemExit(" ".join(filter(None, said))) from None
    print(f"{username} {password}\nSign in with it and choose a password of your own (changePassword).")


@command.command()
def makemigrations(
    name: Annotated[str, typer.Argument(help="What changes, in a few words.")] = "change",
    because: Annotated[str, typer.Option(help="Why servers of the version before keep a new rule already.")] = "",
) -> None:
    """Write the next migrations, from what the files have made to what the row classes say, and prove them."""
    for path in asyncio.run(import_module("api.migrations.maker").make(name, because)):
        print(path.name)


@command.command(name="sdl")
def print_sdl(*, write: Annotated[bool, typer.Option(help="Write schema.graphql instead.")] = False) -> None:
    """Print the GraphQL schema, sorted."""
    if write:
        SCHEMA.write_text(sdl(), "utf-8")
    else:
        print(sdl(), end="")


@command.command(name="errors")
def print_errors(*, write: Annotated[bool, typer.Option(help="Write docs/errors.md instead.")] = False) -> None:
    """Print every code a client may meet, with what to do about it."""
    if write:
        errors.PAGE.write_text(errors.page(), "utf-8")
    else:
        print(errors.page(), end="")


@command.command()
def law() -> None:
    """Print the Measures clause by clause with what answers each; fail when one is left open without a word."""
    print(*clauses.printed(), sep="\n")
    gaps = clauses.gaps()
    print(*(f"gap {gap}" for gap in gaps), sep="\n", end="\n" if gaps else "", file=sys.stderr)
    raise typer.Exit(bool(gaps))


@command.command()
def generated() -> None:
    """Fail when a generated file no longer says what the code says."""
    unmade = import_module("api.migrations.maker").stale()
    stale = [f"migrations: {one}: run `python3 dev.py api makemigrations NAME`" for one in unmade]
    if not SCHEMA.exists() or SCHEMA.read_text("utf-8") != sdl():
        stale.append("schema.graphql: run `python3 dev.py api sdl --write`")
    if not errors.PAGE.exists() or errors.PAGE.read_text("utf-8") != errors.page():
        stale.append("docs/errors.md: run `python3 dev.py api errors --write`")
    for line in stale:
        print(f"stale {line}", file=sys.stderr)
    raise typer.Exit(bool(stale))


def main() -> None:
    """Run the command asked for; where it cannot be run, end with one line that says what to do."""
    try:
        command()
    except ValidationError as error:
        # The values stay out of it: one may be a password.
        sys.exit("\n".join(wrong_setting(each["loc"], each["msg"]) for each in error.errors()))
    except (CannotKeepError, NewerError, DifferentError, BlockedError, UnmigratedError, backups.NotDone) as error:
        sys.exit(str(error))
    except (Busy, OSError, asyncpg.PostgresError) as error:
        sys.exit(f"The database cannot be used: {error}. See DATABASE_URL.")


if __name__ == "__main__":
    main()
