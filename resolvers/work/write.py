"""Everything a unit of work keeps, as one statement: updates guarded by version, new rows, audit, outbox, key."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Final, cast
from uuid import UUID

import orjson
from strawberry.utils.str_converters import to_camel_case

from domain.kernel.change import Increment, New
from resolvers.plan.pages import sql_type
from schema.noun.constraints import column_of, fields_of, table_of
from schema.noun.noun import Row, Stored, rows, sealed_place, secrets_of

SECRET: Final = "•"  # noqa: S105 (what is shown in its place)
RECORDED: Final = object()
"""The database's own time, as a value."""
PLAIN: Final = frozenset({str, int, bool, type(None), date, datetime})
"""What the audit keeps as it is, but for what is personal."""


@dataclass
class Statement:
    """A statement in the making."""

    parts: list[str] = field(default_factory=list[str])
    guarded: list[str] = field(default_factory=list[str])
    values: list[Any] = field(default_factory=list[Any])

    def bind(self, value: object, cast: str) -> str:
        self.values.append(value.value if isinstance(value, Enum) else value)
        return f"${len(self.values)}::{cast}"

    def update(self, row: Row, changes: Mapping[str, object], ids: Mapping[New, UUID]) -> None:
        """A row of the version seen is changed, if every increment stays within its bound."""
        table, sets, guards = table_of(type(row)), list[str](), list[str]()
        for name, value in changes.items():
            column = stored_as(type(row), name)
            if isinstance(value, Increment):
                by = self.bind(value.by, "int8")
                sets.append(f"{column} = {column} + {by}")
                if value.to_at_most is not None:
                    guards.append(f" and {column} + {by} <= {self.bind(value.to_at_most, 'int8')}")
            else:
                sets.append(f"{column} = {self.bind(resolved(value, ids), cast_of(type(row), column))}")
        seen = f"id = {self.bind(row.id, 'uuid')} and version = {self.bind(row.version, 'int4')}"
        alias = f"u{len(self.parts)}"
        self.parts.append(
            f"{alias} as (update {table} set {', '.join([*sets, 'version = version + 1'])} where {seen}{''.join(guards)} returning 1)"
        )
        self.guarded.append(alias)

    def insert(self, row: type[Stored], values: Iterable[Mapping[str, object]], ids: Mapping[New, UUID]) -> None:
        """Add rows of one class that name the same columns. They go as one JSON parameter, so any number has one plan."""
        listed = list(values)
        recorded = tuple(name for name, value in listed[0].items() if value is RECORDED)
        columns = tuple(name for name in listed[0] if name not in recorded)
        self.values.append(
            orjson.dumps(listed, lambda value: str(resolved(value, ids)), orjson.OPT_PASSTHROUGH_DATACLASS)
        )
        self.parts.append(
            f"n{len(self.parts)} as ({inserting(row, columns, recorded)}(${len(self.values)}::jsonb) r({inserted(row, columns)}))"
        )

    @property
    def sql(self) -> str:
        """The whole statement, which yields the number of guarded updates that took effect."""
        counts = " + ".join(f"(select count(*) from {alias})" for alias in self.guarded) or "0"
        return f"with {', '.join(self.parts)} select {counts} as kept"


@cache
def inserting(row: type[Stored], names: tuple[str, ...], recorded: tuple[str, ...]) -> str:
    """The insert of rows that name these columns, up to where they come from."""
    into = ", ".join(stored_as(row, name) for name in (*names, *recorded))
    taken = ", ".join([*(f'r."{name}"' for name in names), *("clock_timestamp()" for _ in recorded)])
    return f"insert into {table_of(row)} ({into}) select {taken} from jsonb_to_recordset"


@cache
def inserted(row: type[Stored], names: tuple[str, ...]) -> str:
    """The columns of what is inserted, with their types."""
    return ", ".join(f'"{name}" {cast_of(row, stored_as(row, name))}' for name in names)


def resolved(value: object, ids: Mapping[New, UUID]) -> object:
    """A value as it is stored: a new row by its id."""
    return ids[value] if isinstance(value, New) else value


@cache
def stored_as(row: type[Stored], name: str) -> str:
    """The column a domain word names: a parent may be named without its `_id`."""
    return f"{name}_id" if name not in fields_of(row) and f"{name}_id" in fields_of(row) else column_of(row, name)


@cache
def cast_of(row: type[Stored], column: str) -> str:
    """The PostgreSQL type a value of a column is given as."""
    kind = sql_type(row, column)
    if kind == "text" and type(fields_of(row).get(column)).__name__ == "JSONField":
        return "jsonb"
    return kind


def closed(
    row: type[Stored], column: str, id: object, value: str | None, seal: Callable[[str, str], str]
) -> str | None:
    """A value of a sealed column as it is stored."""
    return None if value is None else seal(value, sealed_place(row, column, id))


def with_defaults(row: type[Stored], values: Mapping[str, object]) -> dict[str, object]:
    """The values of a new row, with the declared defaults of what was left out."""
    rest = left_out(row, tuple(values))
    return {name: default() if callable(default) else default for name, default in rest} | dict(values)


@cache
def left_out(row: type[Stored], names: tuple[str, ...]) -> tuple[tuple[str, Any], ...]:
    """The fields with a default that are not among these."""
    named = {"id", *(stored_as(row, name) for name in names)}
    defaults = (
        (name, getattr(stored, "default", None)) for name, stored in fields_of(row).items() if name not in named
    )
    return tuple((name, default) for name, default in defaults if default is not None)


@cache
def row_class(noun: str) -> type[Stored]:
    """The row class of a noun, found once."""
    return rows()[noun]


def plain(
    row: type[Stored], values: Mapping[str, object], ids: Mapping[New, UUID], digest: Callable[[object], str]
) -> dict[str, object]:
    """Changes are plain for the audit: ids for rows, amounts for increments, digests for what is personal."""
    secret, personal = secrets_of(row), row.personal
    return {
        name: SECRET
        if name in secret
        else value
        if type(value) in PLAIN and name not in personal
        else _plain(name, value, personal, ids, digest)
        for name, value in values.items()
    }


def _plain(
    name: str, value: object, personal: Collection[str], ids: Mapping[New, UUID], digest: Callable[[object], str]
) -> object:
    if isinstance(value, Increment):
        return value.by
    if value is not None and name in personal:
        return SECRET + digest(value)
    if isinstance(value, dict):
        parts = cast("dict[str, object]", value)
        inside = {*personal, *personal_anywhere()}
        return {key: _plain(key, each, inside, ids, digest) for key, each in parts.items()}
    if isinstance(value, list | tuple):
        items = cast("list[object]", value)
        return [_plain("", each, personal, ids, digest) for each in items]
    value = resolved(value, ids)
    # The driver's ids are a class of their own, which the JSON writer does not know.
    return str(value) if isinstance(value, UUID) else value


def audited(
    changed: Iterable[tuple[Row, Mapping[str, object]]],
    added: Iterable[New],
    ids: Mapping[New, UUID],
    digest: Callable[[object], str],
    opened: Callable[[Stored, str], object] = getattr,
) -> list[dict[str, object]]:
    """What the audit keeps of each row written; a part stands in the record of the row it is made with. `opened` reads sealed columns."""
    whole, parts = list[New](), dict[New, dict[str, list[object]]]()
    for new in added:
        kind = row_class(new.noun)
        owner = new.values.get(kind.part_of) or new.values.get(f"{kind.part_of}_id")
        if isinstance(owner, New):
            parts.setdefault(owner, {}).setdefault(new.noun, []).append(plain(kind, new.values, ids, digest))
        else:
            whole.append(new)
    updates: list[dict[str, object]] = [
        {
            "noun": type(row).__name__.removesuffix("Row"),
            "row_id": row.id,
            "row_version": row.version + 1,
            "changes": plain(type(row), changes, ids, digest),
            "before": plain(type(row), before(row, changes, opened), {}, digest),
        }
        for row, changes in changed
    ]
    inserts: list[dict[str, object]] = [
        {
            "noun": new.noun,
            "row_id": ids[new],
            "row_version": 1,
            "changes": {**plain(row_class(new.noun), new.values, ids, digest), **parts.get(new, {})},
            "before": None,
        }
        for new in whole
    ]
    return updates + inserts


def before(row: Row, names: Iterable[str], opened: Callable[[Stored, str], object]) -> dict[str, object]:
    """The values that a row had; the secret ones stay closed."""
    kind = type(row)
    read = kind.sealed - secrets_of(kind)
    return {name: opened(row, name) if name in read else getattr(row, stored_as(kind, name)) for name in names}


@cache
def personal_anywhere() -> frozenset[str]:
    """The names that are personal inside a document too: those that nothing but a person bears."""
    every = rows().values()
    impersonal = {name for row in every for name in fields_of(row).keys() - row.personal.keys()}
    names = {name for row in every for name in row.personal} - impersonal
    return frozenset({*names, *map(to_camel_case, names)})
