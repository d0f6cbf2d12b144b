"""The commands of whoever alters the code: each writes, or looks at, what follows from it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from graphql import lexicographic_sort_schema, print_schema

from api.commands import clauses, errors
from api.migrations import maker
from resolvers.root import schema

SCHEMA = Path(__file__).resolve().parents[2] / "schema.graphql"

commands = typer.Typer()


def sdl() -> str:
    """Print the schema, sorted."""
    return print_schema(lexicographic_sort_schema(schema._schema)) + "\n"


@commands.command()
def makemigrations(
    name: Annotated[str, typer.Argument(help="What changes, in a few words.")] = "change",
    because: Annotated[str, typer.Option(help="Why servers of the version before keep a new rule already.")] = "",
) -> None:
    """Write the next migrations, from what the files have made to what the row classes say, and prove them."""
    for path in asyncio.run(maker.make(name, because)):
        print(path.name)


@commands.command(name="sdl")
def print_sdl(*, write: Annotated[bool, typer.Option(help="Write schema.graphql instead.")] = False) -> None:
    """Print the GraphQL schema, sorted."""
    if write:
        SCHEMA.write_text(sdl(), "utf-8")
    else:
        print(sdl(), end="")


@commands.command(name="errors")
def print_errors(*, write: Annotated[bool, typer.Option(help="Write docs/errors.md instead.")] = False) -> None:
    """Print every code a client may meet, with what to do about it."""
    if write:
        errors.PAGE.write_text(errors.page(), "utf-8")
    else:
        print(errors.page(), end="")


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
    if not SCHEMA.exists() or SCHEMA.read_text("utf-8") != sdl():
        stale.append("schema.graphql: run `python3 dev.py api sdl --write`")
    if not errors.PAGE.exists() or errors.PAGE.read_text("utf-8") != errors.page():
        stale.append("docs/errors.md: run `python3 dev.py api errors --write`")
    for line in stale:
        print(f"stale {line}", file=sys.stderr)
    raise typer.Exit(bool(stale))
