"""A column as PostgreSQL declares it, with the rules that come with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from api.migrations import files
from api.migrations.state import REFERS, fields_of
from schema.noun.constraints import LONGEST

if TYPE_CHECKING:
    from tortoise.migrations.schema_generator.state import State

UNBOUNDED: Final = 1 << 30  # characters, which is all that PostgreSQL takes


@dataclass(frozen=True)
class StoredColumn:
    """A stored column, as PostgreSQL declares it."""

    table: str
    name: str
    type: str
    null: bool
    primary: bool
    unique: bool
    refers: str | None
    default: str | None

    @property
    def definition(self) -> str:
        """Define the column; what refers elsewhere is a rule of its own."""
        ending = " PRIMARY KEY" if self.primary else "" if self.null else " NOT NULL"
        return f'"{self.name}" {self.type}{ending}{f" DEFAULT {self.default}" if self.default else ""}'

    @property
    def longest(self) -> int:
        """Tell how long a text the column takes; 0 where it takes none."""
        found = re.fullmatch(r"VARCHAR\((\d+)\)", self.type)
        return int(found[1]) if found else UNBOUNDED if self.type == "TEXT" else 0

    @property
    def rules(self) -> list[str]:
        """Make the rules that come with the column, under the names that PostgreSQL gives them."""
        alter, made = f'ALTER TABLE "{self.table}" ADD CONSTRAINT', list[str]()
        if self.unique and not self.primary:
            made.append(f'{alter} "{automatic(self.table, self.name, "key")}" UNIQUE ("{self.name}")')
        if self.refers:
            key = f'FOREIGN KEY ("{self.name}") REFERENCES "{self.refers}" ("id") ON DELETE RESTRICT'
            made.append(f'{alter} "{automatic(self.table, self.name, "fkey")}" {key}')
        return made


def automatic(table: str, column: str, kind: str) -> str:
    """Name a rule as PostgreSQL does by itself: of two long names the longer is cut first."""
    room = LONGEST - len(kind) - 2
    while len(table) + len(column) > room:
        table, column = (table[:-1], column) if len(table) > len(column) else (table, column[:-1])
    return f"{table}_{column}_{kind}"


def default_of(field: Any) -> str | None:
    """Write what the database fills a column with where nobody says."""
    match field.db_default if field.has_db_default() else None:
        case None:
            return None
        case bool(value):
            return str(value).upper()
        case int(value):
            return str(value)
        case str(value):
            return "'" + value.replace("'", "''") + "'"
        case value:
            return str(value.get_sql(dialect="postgres"))


def columns(state: State, model: str) -> list[StoredColumn]:
    """List the columns of a table."""
    return [column(state, model, name) for name in fields_of(state.models[files.LABEL, model])]


def column(state: State, model: str, name: str) -> StoredColumn:
    """Describe the column behind a field."""
    one = state.models[files.LABEL, model]
    field = fields_of(one)[name]
    parent = referred(field)
    refers = None if parent is None else state.models[files.LABEL, parent].table
    kind = "UUID" if parent else field.get_for_dialect("postgres", "SQL_TYPE")
    return StoredColumn(
        one.table, column_of(name, field), kind, field.null, field.pk, field.unique, refers, default_of(field)
    )


def column_of(name: str, field: Any) -> str:
    """Name the column of a field."""
    return str(field.source_field or (f"{name}_id" if hasattr(field, "on_delete") else name))


def referred(field: Any) -> str | None:
    """Name the row class that a foreign key refers to."""
    name = getattr(field, REFERS, None) if hasattr(field, "on_delete") else None
    return None if name is None else cast("str", name).removeprefix(f"{files.LABEL}.")
