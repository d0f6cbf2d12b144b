"""Several short lists of rows in one round trip: what a rule needs beyond its row, where equality says which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from resolvers.keep import stored_as
from schema.constraints import column_of, fields_of, table_of
from schema.noun import Stored

Shape = tuple[type[Stored], tuple[tuple[str, bool], ...]]


@dataclass(frozen=True)
class Those:
    """The rows of a class that hold these values; `parent__column` asks it of a parent, None for nothing there."""

    row: type[Stored]
    hold: Mapping[str, object]


def those(row: type[Stored], **hold: object) -> Those:
    """All rows of a class that hold these values, in the order of their ids."""
    return Those(row, hold)


def reading(asked: Sequence[Those]) -> tuple[str, list[object]]:
    """The statement that reads them all, one array of rows each, and its values."""
    shapes = tuple((each.row, tuple((name, value is None) for name, value in each.hold.items())) for each in asked)
    return _statement(shapes), [value for each in asked for value in each.hold.values() if value is not None]


@cache
def _statement(shapes: tuple[Shape, ...]) -> str:
    places = count(1)
    arrays = (
        f"array(select t from {table_of(row)} t where {_condition(row, names, places)} order by t.id)"
        for row, names in shapes
    )
    return f"select {', '.join(arrays)}"


def _condition(row: type[Stored], names: Sequence[tuple[str, bool]], places: Iterator[int]) -> str:
    own, above = list[str](), dict[str, list[str]]()
    for name, empty in names:
        test = "is null" if empty else f"= ${next(places)}"
        head, _, rest = name.partition("__")
        if rest:
            above.setdefault(head, []).append(f"p.{stored_as(_parent(row, head), rest)} {test}")
        else:
            own.append(f"t.{stored_as(row, name)} {test}")
    own += (
        f"t.{column_of(row, head)} in (select p.id from {table_of(_parent(row, head))} p where {' and '.join(tests)})"
        for head, tests in above.items()
    )
    return " and ".join(own) or "true"


def _parent(row: type[Stored], name: str) -> Any:
    return fields_of(row)[name].related_model
