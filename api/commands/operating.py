"""The commands of whoever operates an installation: each does one thing to its database, and ends."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands import backup as backups
from api.commands.doctor import examined
from api.commands.options import Data, chosen
from api.database.database import open_database
from api.files.store import Store
from api.migrations.runner import migrate as migrate_database
from resolvers.people.sealed_columns import any_plain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from api.commands.backup_files import Looked
    from api.migrations.runner import MigrationOutcome
    from api.settings import Settings

Archive = Annotated[Path, typer.Argument(help="The file; its manifest is FILE.json.", dir_okay=False)]

commands = typer.Typer()


@commands.command()
def migrate(
    *,
    contract: Annotated[bool, typer.Option("--contract", help="No server of the version before is left.")] = False,
    data: Data = None,
) -> None:
    """Bring the database up to date while servers go on working; safe from every replica at once."""

    async def main() -> tuple[MigrationOutcome, bool]:
        async with await open_database(chosen(data=data), application=False) as database:
            outcome = await migrate_database(
                database.owner_url, role=database.role, password=database.password, contract=contract
            )
            async with database.pool.read() as connection:
                return outcome, await any_plain(connection)

    outcome, plain = asyncio.run(main())
    if outcome.waiting:
        print(f"{outcome.waiting[0]} waits: run `migrate --contract` once no server of the version before is left")
    if plain:
        print("personal values of an older version are kept plain: run `keys seal` once no server of it is left")


@commands.command()
def doctor(
    *,
    deep: Annotated[bool, typer.Option("--deep", help="Every row too: sums, counts, receipts, the audit.")] = False,
    data: Data = None,
) -> None:
    """Look whether all is as it should be, and say what to do where it is not; fail when something is amiss."""
    settings = chosen(data=data)

    async def main() -> bool:
        amiss = False
        async for finding in examined(settings, deep=deep):
            print(finding)
            amiss = amiss or finding.remedy is not None
        return amiss

    raise typer.Exit(asyncio.run(main()))


@commands.command()
def backup(archive: Archive, data: Data = None) -> None:
    """Save the database to a file, with its manifest and the files it names beside it, while others go on working."""
    _backed(backups.backup, archive, chosen(data=data))


@commands.command()
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
