"""Several short lists of rows in one round trip: what a rule needs beyond its row, where equality says which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import count
from typing import Any, Final

from tortoise import fields as column

from resolvers.keep import stored_as
from schema.constraints import column_of, fields_of, table_of
from schema.noun import Stored

PLAIN: Final = (column.IntField, column.BooleanField, column.UUIDField)
"""Columns that the driver reads as the values they are."""

Shape = tuple[type[Stored], tuple[tuple[str, bool], ...]]


@dataclass(frozen=True)
class Those:
    """The rows of a class that hold these values; `parent__column` asks it of a parent, None for nothing there."""

    row: type[Stored]
    facts: type[Any] | None
    hold: Mapping[str, object]

    def made(self, record: Mapping[str, Any]) -> Any:
        """What is made of a record: a row, or the facts asked for."""
        if self.facts is None:
            return self.row._init_from_db(**record)  # pyright: ignore[reportPrivateUsage]  (Tortoise's own way, see planner)
        told = told_by(self.row, self.facts)
        return self.facts(
            **{name: record[name] if convert is None else convert(record[name]) for name, convert in told}
        )


def those(row: type[Stored], facts: type[Any] | None = None, /, **hold: object) -> Those:
    """All rows of a class that hold these values, in the order of their ids; no more than facts of them where a kind is given."""
    return Those(row, facts, hold)


@cache
def told_by(row: type[Stored], facts: type[Any]) -> tuple[tuple[str, Any], ...]:
    """The facts that a row holds, and how each comes out of its column; the others have defaults."""
    stored = fields_of(row)
    names = [each.name for each in fields(facts) if each.name in stored]
    return tuple((name, None if isinstance(stored[name], PLAIN) else stored[name].to_python_value) for name in names)


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
