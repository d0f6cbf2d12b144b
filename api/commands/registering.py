"""The command of whoever serves known clients: the file of the operations that they were built with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from graphql import GraphQLError, OperationDefinitionNode, parse

from api import OperatorError
from api.http.plans import plans_of
from api.http.registered import hash_of
from api.settings import Settings
from resolvers.plan.cache import Refused
from resolvers.plan.pages import BadArgument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from resolvers.plan.cache import Plans

KINDS = (".graphql", ".gql")

commands = typer.Typer()


def files_of(paths: list[Path]) -> Iterator[Path]:
    """The documents named, those in folders too, in the order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.suffix in KINDS)
        else:
            yield path


def entries_of(path: Path, plans: Plans) -> Iterator[tuple[str, dict[str, Any]]]:
    """A document as it stands in its file and, where that differs, without the blank around it: clients send either."""
    text = path.read_text("utf-8")
    try:
        definitions = parse(text).definitions
        names = [each.name and each.name.value for each in definitions if isinstance(each, OperationDefinitionNode)]
        for name in names:
            plans.operation(text, name)
    except (GraphQLError, Refused, BadArgument) as error:
        why = error.errors[0] if isinstance(error, Refused) else error
        raise OperatorError(f"{path}: {why}") from error
    if not names:
        raise OperatorError(f"{path} has no operation: put fragments into the documents that use them")
    for document in dict.fromkeys((text, text.strip())):
        yield hash_of(document), {"operations": [name or "" for name in names], "document": document}


@commands.command()
def operations(
    paths: Annotated[list[Path], typer.Argument(help="Documents, or folders of them (.graphql, .gql).")],
    write: Annotated[Path | None, typer.Option(help="Where to write, for DIANCHI_REGISTERED_OPERATIONS.")] = None,
) -> None:
    """Print the clients' documents by their SHA-256, each found to be one that this version answers."""
    plans = plans_of(Settings())
    found = dict(entry for path in files_of(paths) for entry in entries_of(path, plans))
    if not found:
        raise OperatorError("no document is there")
    text = orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    if write is None:
        print(text.decode(), end="")
    else:
        write.write_bytes(text)
