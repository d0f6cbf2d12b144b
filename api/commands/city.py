"""The commands that act in the city itself: its clock, its working days, its first accounts."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.calendar_file import declared
from api.commands.options import Data, chosen
from api.database.database import open_database
from domain.calendar import KUNMING
from domain.kernel.violations import Violation
from domain.people.administrators import ADMINISTRATORS
from resolvers.people.founding import FirstAccount, found_city
from resolvers.people.one_time import by_chance
from resolvers.root import FALLS
from resolvers.time.city_clock import move, target
from resolvers.time.working_days import load as load_days
from schema.noun.noun import NOW

if TYPE_CHECKING:
    from resolvers.time.working_days import Loaded

commands = typer.Typer()


@commands.command()
def clock(
    advance: Annotated[str | None, typer.Option(help="A day (2022-12-26), or working days (5wd).")] = None,
    data: Data = None,
) -> None:
    """Tell the city's time, or move the demonstration city's clock on."""

    async def main() -> str:
        async with await open_database(chosen(data=data)) as database:
            city = await database.city()
            async with database.pool.read() as connection:
                now = await connection.fetchval(f"select {NOW}")
            if advance is not None:
                wd = re.fullmatch(r"(\d+)wd", advance)
                until = target(None, int(wd[1])) if wd else target(date.fromisoformat(advance), None)
                now, _ = await move(database.pool.write, city, until, FALLS)
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
commands.add_typer(calendars, name="calendar")


@calendars.command()
def load(
    file: Annotated[Path, typer.Argument(help="CSV: day,kind,name,source,region.", exists=True, dir_okay=False)],
    data: Data = None,
) -> None:
    """Load declared working days and days of rest, the whole file or nothing, and reckon open dates anew."""

    async def main() -> Loaded:
        async with await open_database(chosen(data=data)) as database:
            city = await database.city()
            return await load_days(database.pool.write, city, partial(declared, file))

    loaded = asyncio.run(main())
    moved = f"{loaded.filings} filings, {loaded.windows} publicity windows and {loaded.rounds} rounds"
    print(f"{loaded.days} days changed; the days of {moved} moved")


@commands.command()
def found(
    system: Annotated[str, typer.Option(help="The system administrator's account: USERNAME=NAME.")],
    security: Annotated[str, typer.Option(help="The security administrator's account, of another person.")],
    audit: Annotated[str, typer.Option(help="The audit administrator's account, of a third person.")],
    data: Data = None,
) -> None:
    """Enter Kunming's regions and the three administrators into an empty database, and print their first passwords, once."""
    firsts = dict(zip(ADMINISTRATORS, map(first_account, (system, security, audit)), strict=True))

    async def main() -> None:
        async with await open_database(chosen(data=data)) as database:
            city = await database.city()
            await found_city(database.pool.write, city, firsts)

    try:
        asyncio.run(main())
    except Violation as refusal:
        sentences = (refusal.message(), refusal.advice(), refusal.message("en"), refusal.advice("en"))
        raise SystemExit(" ".join(filter(None, sentences))) from None
    for role, first in firsts.items():
        print(f"{first.username} {first.password} {role.label}")
    print("Hand each its own. Sign in with it and choose a password of your own (changePassword).")


def first_account(text: str) -> FirstAccount:
    """A first administrator, written USERNAME=NAME, with a password by chance."""
    username, _, name = text.partition("=")
    return FirstAccount(username, name, by_chance())
