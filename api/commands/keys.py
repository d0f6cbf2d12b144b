"""The command of whoever changes the keys."""

from __future__ import annotations

import asyncio

import typer

from api.commands.options import Data, chosen
from api.database.database import open_database
from resolvers.people import sealed_columns

commands = typer.Typer()
keys = typer.Typer(no_args_is_help=True, help="The keys that the database never holds.")
commands.add_typer(keys, name="keys")
keys.callback()(lambda: None)


@keys.command()
def seal(data: Data = None) -> None:
    """Seal with the newest key what is plain or sealed with an older one; may be broken off and run again."""

    async def main() -> int:
        async with await open_database(chosen(data=data)) as database, database.pool.write() as connection:
            return await sealed_columns.seal_anew(connection, database.keyring)

    print(f"{asyncio.run(main())} values sealed")
