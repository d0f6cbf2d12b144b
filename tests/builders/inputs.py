"""Inputs of mutations, filled in by what the schema says of them."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from graphql import GraphQLInputObjectType, is_required_input_field

from tests.plan.operations import encode

UNKNOWN: Final = UUID("01838f20-4400-7d87-a46a-2a711b27bcc5")


SAMPLES: Final[Mapping[str, Any]] = {
    "String": "某某",
    "Int": 1,
    "Boolean": True,
    "Date": "2022-10-10",
    "DateTime": "2022-10-10T09:00:00+08:00",
    "Money": "1.00",
    "Score": "80.00",
    "Quarter": "2022Q3",
}


Path = tuple[str, ...]


def filled(of: Any, path: Path | None, id: str) -> Any:
    """A value of an input type with nothing in it but what must be there, and an id at a path."""
    match of.__class__.__name__:
        case "GraphQLNonNull":
            return filled(of.of_type, path, id)
        case "GraphQLList":
            return [filled(of.of_type, path, id)]
        case _:
            return filled_named(of, path, id)


def filled_named(of: Any, path: Path | None, id: str) -> Any:
    if isinstance(of, GraphQLInputObjectType):
        into: dict[str, Path | None] = {name: path[1:] if path and path[0] == name else None for name in of.fields}
        wanted = [name for name, each in of.fields.items() if is_required_input_field(each) or into[name] is not None]
        return {name: filled(of.fields[name].type, into[name], id) for name in wanted}
    if of.name == "ID":
        return id if path == () else encode("Region", UNKNOWN)
    return SAMPLES[of.name] if of.name in SAMPLES else next(iter(of.values))
