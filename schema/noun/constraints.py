"""The rules of a row in the database: declared beside the row, and made into SQL here.

A name tells table, columns and kind (`report_obligation_id_unique`), so that a refusal of the
database can be told from its constraint's name alone. Checks of enum columns and indexes of
foreign keys are derived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, cast

from tortoise.fields.data import CharEnumFieldInstance, IntEnumFieldInstance
from tortoise.fields.relational import ForeignKeyFieldInstance, OneToOneFieldInstance

from domain.kernel.acts import Act
from domain.kernel.events import Event
from domain.kernel.violations import Code
from domain.terms import Role

if TYPE_CHECKING:
    from tortoise.models import Model

APPLICATION: Final = "dianchi_app"  # the role that serves: it owns nothing
LONGEST: Final = 63  # bytes of a name in PostgreSQL, which cuts longer ones without a word

GROWING: Final = frozenset({Act, Event, Code, Role})
"""The words that grow with each act, letter, refusal and role, none of which alters a table: Python alone
refuses what is none of them."""


@dataclass(frozen=True)
class Check:
    """A condition every row meets, such as `Check("period", "valid_to > valid_from")`. SQL names columns."""

    name: str
    sql: str


@dataclass(frozen=True)
class Unique:
    """No two rows agree on these fields; with `where`, no two of the rows that meet it."""

    fields: Sequence[str]
    where: str | None = None


@dataclass(frozen=True)
class Index:
    """A path to the rows by these fields, each descending when it begins with `-`."""

    fields: Sequence[str]
    where: str | None = None


@dataclass(frozen=True)
class Follows:
    """Facts copied from a parent, which the database keeps equal to the parent's.

    `facts` are columns of the same name on both, or a mapping from ours to the parent's.
    """

    parent: str
    facts: Sequence[str] | Mapping[str, str]


@dataclass(frozen=True)
class Points:
    """A foreign key that closes a circle: `column` names the current one among this row's own children.

    The child must be this row's own: its `back` column is this row's id.
    """

    column: str
    child: str
    back: str


Rule = Check | Unique | Index | Follows | Points


class Ruled(Protocol):
    """A row class as this module reads it."""

    rules: ClassVar[tuple[Rule, ...]]


@dataclass(frozen=True)
class ConstraintStatement:
    """One constraint or index: the name the catalogue knows it by, the SQL that makes it, the table it refers to."""

    rank: int
    table: str
    name: str
    sql: str
    refers: str | None = None


def name_of(table: str, words: Iterable[str], kind: str) -> str:
    """Name a constraint, cutting in the middle what PostgreSQL would cut at the end."""
    name = "_".join([table, *words, kind])
    if len(name.encode()) <= LONGEST:
        return name
    digest = sha256(name.encode()).hexdigest()[:8]
    return f"{name[: LONGEST - len(kind) - 10]}_{digest}_{kind}"


def meta_of(model: type[Model]) -> Any:
    """Return what Tortoise knows of a row class: the one place that touches its private field."""
    return model._meta


def table_of(model: type[Model]) -> str:
    """Name the table of a row class."""
    return meta_of(model).db_table


def fields_of(model: type[Model]) -> dict[str, Any]:
    """List the fields of a row class by name."""
    return cast("dict[str, Any]", meta_of(model).fields_map)


def column_of(model: type[Model], field: str) -> str:
    """Name the column behind a field; a foreign key may be named with its `_id` or without."""
    definition = fields_of(model).get(field)
    if isinstance(definition, ForeignKeyFieldInstance):
        return definition.source_field or f"{field}_id"
    if definition is None and not isinstance(fields_of(model).get(field.removesuffix("_id")), ForeignKeyFieldInstance):
        raise LookupError(f"{model.__name__} has no column {field!r}, which its rules name")
    return str(getattr(definition, "source_field", None) or field)


def columns_of(model: type[Model], fields: Iterable[str]) -> list[str]:
    """Name the columns behind several fields."""
    return [column_of(model, field.removeprefix("-")) for field in fields]


def view_of(model: type[Model]) -> str:
    """A view's row class has its SELECT; a table's has an empty text."""
    return str(getattr(model, "counts", ""))


def listed(columns: Iterable[str]) -> str:
    """Quote columns for SQL."""
    return ", ".join(f'"{column}"' for column in columns)


def check(table: str, words: Iterable[str], sql: str) -> ConstraintStatement:
    """Make a CHECK."""
    name = name_of(table, words, "check")
    return ConstraintStatement(1, table, name, f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" CHECK ({sql})')


def unique(table: str, columns: list[str], where: str | None = None) -> ConstraintStatement:
    """Make a UNIQUE constraint, or a partial unique index, which takes its place under a condition."""
    name = name_of(table, columns, "unique")
    if where is None:
        return ConstraintStatement(
            0, table, name, f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE ({listed(columns)})'
        )
    return ConstraintStatement(
        0, table, name, f'CREATE UNIQUE INDEX "{name}" ON "{table}" ({listed(columns)}) WHERE {where}'
    )


def index(table: str, columns: list[str], keys: str, where: str | None = None) -> ConstraintStatement:
    """Make an index."""
    name = name_of(table, columns, "index")
    condition = f" WHERE {where}" if where else ""
    return ConstraintStatement(2, table, name, f'CREATE INDEX "{name}" ON "{table}" ({keys}){condition}')


def follows(model: type[Model], rule: Follows) -> list[ConstraintStatement]:
    """Make the composite foreign key of copied facts, and the key of the parent it refers to."""
    table, field = table_of(model), fields_of(model)[rule.parent.removesuffix("_id")]
    parent = cast("type[Model]", field.related_model)
    facts = rule.facts if isinstance(rule.facts, Mapping) else {fact: fact for fact in rule.facts}
    ours = [column_of(model, rule.parent), *columns_of(model, facts)]
    theirs = ["id", *columns_of(parent, facts.values())]
    name = name_of(table, ours, "follows")
    sql = (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY ({listed(ours)}) '
        f'REFERENCES "{table_of(parent)}" ({listed(theirs)}) ON UPDATE CASCADE ON DELETE RESTRICT'
    )
    return [unique(table_of(parent), theirs), ConstraintStatement(3, table, name, sql, table_of(parent))]


def points(model: type[Model], rule: Points) -> list[ConstraintStatement]:
    """Make the foreign key from a row to one of its own children, and the key of the child it refers to."""
    table, child = table_of(model), rule.child
    name = name_of(table, [rule.column], "points")
    sql = (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY ("{rule.column}", "id") '
        f'REFERENCES "{child}" ("id", "{rule.back}") ON DELETE RESTRICT'
    )
    return [unique(child, ["id", rule.back]), ConstraintStatement(3, table, name, sql, child)]


def declared(model: type[Model]) -> list[ConstraintStatement]:
    """Make what the row class declares."""
    table, made = table_of(model), list[ConstraintStatement]()
    for rule in cast("type[Ruled]", model).rules:
        match rule:
            case Check(name, sql):
                made.append(check(table, [name], sql))
            case Unique(fields, where):
                made.append(unique(table, columns_of(model, fields), where))
            case Index(fields, where):
                columns = columns_of(model, fields)
                down = [" DESC" if field.startswith("-") else "" for field in fields]
                keys = ", ".join(f'"{column}"{way}' for column, way in zip(columns, down, strict=True))
                made.append(index(table, columns, keys, where))
            case Follows():
                made += follows(model, rule)
            case Points():
                made += points(model, rule)
    return made


def words_of(field: CharEnumFieldInstance | IntEnumFieldInstance) -> str:
    """List the values of an enum column as SQL."""
    values = [member.value for member in cast("type[Enum]", field.enum_type)]
    return ", ".join(str(one) if isinstance(one, int) else "'" + str(one).replace("'", "''") + "'" for one in values)


def derived(model: type[Model]) -> list[ConstraintStatement]:
    """Make what follows from the fields alone: words of enum columns, paths along foreign keys."""
    table, made = table_of(model), list[ConstraintStatement]()
    leading = {column_of(model, field) for rule in cast("type[Ruled]", model).rules if (field := leads(rule))}
    for name, field in fields_of(model).items():
        if isinstance(field, CharEnumFieldInstance | IntEnumFieldInstance):
            if field.enum_type not in GROWING:
                column = column_of(model, name)
                made.append(check(table, [column], f'"{column}" IN ({words_of(field)})'))
        elif isinstance(field, ForeignKeyFieldInstance) and not isinstance(field, OneToOneFieldInstance):
            column = column_of(model, name)
            if column not in leading:
                made.append(index(table, [column], listed([column])))
    return made


def leads(rule: Rule) -> str | None:
    """Name the field that leads a rule's index over all rows, if any."""
    if isinstance(rule, Unique | Index) and rule.where is None:
        return rule.fields[0].removeprefix("-")
    return None


def constraints(models: Iterable[type[Model]]) -> list[ConstraintStatement]:
    """List every constraint and index of these row classes once, in an order in which they can be made."""
    made: dict[str, ConstraintStatement] = {}
    for model in (each for each in models if not view_of(each)):
        for statement in [*declared(model), *derived(model)]:
            if made.setdefault(statement.name, statement) != statement:
                raise ValueError(f"two different rules are named {statement.name}")
    return sorted(made.values(), key=lambda one: (one.rank, one.table, one.name))


def rights_of(model: type[Model]) -> str:
    """List what the application may do with a table; no act deletes or truncates, and what is only ever added stays as it is."""
    if view_of(model):
        return "SELECT"
    return "SELECT, INSERT" if getattr(model, "append_only", False) else "SELECT, INSERT, UPDATE"


def views(models: Iterable[type[Model]]) -> list[str]:
    """List the SQL that makes the views among these row classes."""
    return [f'CREATE VIEW "{table_of(model)}" AS {view_of(model)}' for model in models if view_of(model)]


def grants(models: Iterable[type[Model]]) -> list[str]:
    """List the SQL that gives the application its rights."""
    tables = {table_of(model): rights_of(model) for model in models}
    return [f'GRANT {tables[table]} ON "{table}" TO {APPLICATION}' for table in sorted(tables)]
