"""Several short lists of rows in one round trip: what a rule needs beyond its row, where equality says which."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import count
from typing import Any, TypeVar

from tortoise import fields as column
from tortoise.fields.data import CharEnumFieldInstance

from resolvers.work.write import stored_as
from schema.noun.constraints import column_of, fields_of, table_of
from schema.noun.noun import Stored

Out = tuple[str, str, Callable[[Any], Any] | None]
"""An attribute, its column, and how it comes out of it; None: as the driver reads it."""
Shape = tuple[type[Stored], tuple[tuple[str, bool], ...], str | None]
"""A class, which columns it is asked by and whether for nothing, and which parent of it is meant."""
R = TypeVar("R", bound=Stored)


def row_of(row: type[R], record: Mapping[str, Any]) -> R:
    """A record as an instance of its row class: what Tortoise's `_init_from_db` makes of it, in a fraction of the time."""
    made = row.__new__(row)
    values = {name: record[key] if out is None else out(record[key]) for name, key, out in outs(row)}
    vars(made).update(values, _partial=False, _saved_in_db=True, _custom_generated_pk=True, _await_when_save={})
    return made


@cache
def outs(row: type[Stored]) -> tuple[Out, ...]:
    """Every field of a row class."""
    meta: Any = row._meta
    plain: list[Out] = [(name, key, None) for key, name, _ in meta.db_native_fields]
    return (
        *plain,
        *((name, key, out_of(field)) for key, name, field in (*meta.db_default_fields, *meta.db_complex_fields)),
    )


def out_of(field: Any) -> Callable[[Any], Any] | None:
    """How a value comes out of the column of a field."""
    if isinstance(field, CharEnumFieldInstance):
        return {None: None, **{member.value: member for member in field.enum_type}}.__getitem__
    return None if isinstance(field, column.UUIDField) else field.to_python_value


@cache
def told_by(row: type[Stored], facts: type[Any]) -> tuple[Out, ...]:
    """The facts that a row holds; the others have defaults."""
    names = {each.name for each in fields(facts)}
    return tuple(out for out in outs(row) if out[0] in names)


@dataclass(frozen=True)
class Those:
    """The rows of a class that hold these values, or what `parent` of those rows is; `parent__column` asks it of a parent, None for nothing there."""

    row: type[Stored]
    facts: type[Any] | None
    hold: Mapping[str, object]
    parent: str | None = None

    @property
    def read(self) -> type[Stored]:
        """The class of what is read."""
        return self.row if self.parent is None else _parent(self.row, self.parent)

    def made(self, record: Mapping[str, Any]) -> Any:
        """What is made of a record: a row, or the facts asked for."""
        if self.facts is None:
            return row_of(self.read, record)
        told = told_by(self.read, self.facts)
        return self.facts(**{name: record[key] if out is None else out(record[key]) for name, key, out in told})


def those(row: type[Stored], facts: type[Any] | None = None, /, **hold: object) -> Those:
    """All rows of a class that hold these values, in the order of their ids; no more than facts of them where a kind is given."""
    return Those(row, facts, hold)


def named_by(row: type[Stored], parent: str, /, **hold: object) -> Those:
    """A parent of the rows of a class that hold these values, each once, in the order of their ids."""
    return Those(row, None, hold, parent)


def reading(asked: Sequence[Those]) -> tuple[str, list[object]]:
    """The statement that reads them all, one array of rows each, and its values."""
    shapes = tuple(
        (each.row, tuple((name, value is None) for name, value in each.hold.items()), each.parent) for each in asked
    )
    return _statement(shapes), [value for each in asked for value in each.hold.values() if value is not None]


@cache
def _statement(shapes: tuple[Shape, ...]) -> str:
    places = count(1)
    arrays = (f"array({_rows(row, _condition(row, names, places), parent)})" for row, names, parent in shapes)
    return f"select {', '.join(arrays)}"


def _rows(row: type[Stored], condition: str, parent: str | None) -> str:
    if parent is None:
        return f"select t from {table_of(row)} t where {condition} order by t.id"
    chosen = f"select t.{column_of(row, parent)} from {table_of(row)} t where {condition}"
    return f"select n from {table_of(_parent(row, parent))} n where n.id in ({chosen}) order by n.id"


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
