"""The commands of whoever alters the code: each writes, or looks at, what follows from it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from graphql import lexicographic_sort_schema, print_schema

from api.commands import clauses, errors, permissions, personal_data, settings_page
from api.migrations import maker
from resolvers.root import schema

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).resolve().parents[2]

commands = typer.Typer()


def sdl() -> str:
    """Print the schema, sorted."""
    return print_schema(lexicographic_sort_schema(schema._schema)) + "\n"


PAGES: Final[dict[str, tuple[Path, Callable[[], str]]]] = {
    "sdl": (ROOT / "schema.graphql", sdl),
    "errors": (ROOT / "docs" / "errors.md", errors.page),
    "permissions": (ROOT / "docs" / "permissions.md", permissions.page),
    "personal": (ROOT / "docs" / "personal-data.md", personal_data.page),
    "settings": (settings_page.PAGE, settings_page.page),
}
"""What each command writes, and how it is made."""


@commands.command()
def makemigrations(
    name: Annotated[str, typer.Argument(help="What changes, in a few words.")] = "change",
    because: Annotated[str, typer.Option(help="Why servers of the version before keep a new rule already.")] = "",
) -> None:
    """Write the next migrations, from what the files have made to what the row classes say, and prove them."""
    for path in asyncio.run(maker.make(name, because)):
        print(path.name)


Write = Annotated[bool, typer.Option("--write", help="Write the file that is committed instead.")]


@commands.command(name="sdl")
def print_sdl(*, write: Write = False) -> None:
    """Print the GraphQL schema, sorted."""
    _told("sdl", write=write)


@commands.command(name="errors")
def print_errors(*, write: Write = False) -> None:
    """Print every code a client may meet, with what to do about it."""
    _told("errors", write=write)


@commands.command(name="permissions")
def print_permissions(*, write: Write = False) -> None:
    """Print who may do and see what, as the table of rights says."""
    _told("permissions", write=write)


@commands.command(name="personal")
def print_personal(*, write: Write = False) -> None:
    """Print the inventory of personal data, as the rows and the table of rights say."""
    _told("personal", write=write)


@commands.command(name="settings")
def print_settings(*, write: Write = False) -> None:
    """Print the operating page with every setting, as it is declared."""
    _told("settings", write=write)


def _told(name: str, *, write: bool) -> None:
    """Print a generated file, or write it."""
    path, made = PAGES[name]
    if write:
        path.write_text(made(), "utf-8")
    else:
        print(made(), end="")


@commands.command()
def law() -> None:
    """Print the Measures clause by clause with what answers each; fail when one is left open without a word."""
    print(*clauses.printed(), sep="\n")
    gaps = clauses.gaps()
    print(*(f"gap {gap}" for gap in gaps), sep="\n", end="\n" if gaps else "", file=sys.stderr)
    raise typer.Exit(bool(gaps))


@commands.command()
def generated() -> None:
    """Fail when a generated file no longer says what the code says."""
    unmade = maker.stale()
    stale = [f"migrations: {one}: run `python3 dev.py api makemigrations NAME`" for one in unmade]
    for name, (path, made) in PAGES.items():
        if not path.exists() or path.read_text("utf-8") != made():
            stale.append(f"{path.relative_to(ROOT)}: run `python3 dev.py api {name} --write`")
    for line in stale:
        print(f"stale {line}", file=sys.stderr)
    raise typer.Exit(bool(stale))
