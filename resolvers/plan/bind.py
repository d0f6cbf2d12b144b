"""Each shown field's reading from the database, derived from the two declarations of its noun; an unserveable field fails here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

import strawberry
from graphql import GraphQLObjectType, GraphQLSchema
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType
from tortoise.fields.relational import ForeignKeyFieldInstance

from domain.rights.authority import hidden, masked, scope_of
from domain.rights.grant import READ, SIGNED_IN
from domain.rights.scope import All, Named, Nothing, Scope, Via, alternatives
from domain.terms import Role
from schema.noun.constraints import Points, column_of, fields_of, table_of
from schema.noun.noun import Computed, Many, Noun, Shown, Stored
from schema.noun.vocabulary import Money, Quarter, Score

READERS = (*SIGNED_IN, Role.PUBLIC)


class Unserveable(Exception):
    """A declaration the planner cannot serve; raised when the schema is built."""


@dataclass(frozen=True)
class Column:
    """A column and how its value becomes JSON. `record` is the GraphQL type of structured data."""

    name: str
    kind: str
    record: str | None = None
    listed: bool = False


@dataclass(frozen=True)
class Parent:
    """A field that is the row named by a column of the noun's own."""

    noun: Noun
    key: str


@dataclass(frozen=True)
class OnlyChild:
    """A field that is the one row naming the noun's own row."""

    noun: Noun
    back: str


@dataclass(frozen=True)
class Children:
    """The rows that name us by `back`; a root list has no `back`."""

    noun: Noun
    back: str | None


Spec = Column | Parent | OnlyChild | Children | Computed

KINDS: dict[object, str] = {
    str: "text",
    int: "plain",
    bool: "plain",
    Quarter: "quoted",
    date: "quoted",
    datetime: "json",
    Money: "hundredths",
    Score: "hundredths",
    strawberry.ID: "id",
}


@dataclass(frozen=True)
class Shape:
    """A field's type taken apart."""

    of: Any
    nullable: bool
    listed: bool


def shape_of(field: StrawberryField) -> Shape:
    """The innermost type of a field, nullable or not, a list or not."""
    kind, nullable, listed = field.type, False, False
    while isinstance(kind, StrawberryOptional | StrawberryList | LazyType):
        if isinstance(kind, StrawberryOptional):
            nullable = nullable or not listed
        listed = listed or isinstance(kind, StrawberryList)
        kind = kind.resolve_type() if isinstance(kind, LazyType) else kind.of_type
    return Shape(kind, nullable, listed)


def kind_of(of: Any) -> str:
    """A leaf's kind decides its JSON."""
    return "quoted" if isinstance(of, StrawberryEnumDefinition) else KINDS[of]


def noun_fields(schema: GraphQLSchema) -> Iterator[tuple[GraphQLObjectType, Noun, StrawberryField, str]]:
    """Every field of every noun: its type, the noun, its declaration, its GraphQL name."""
    for gtype in schema.type_map.values():
        definition = gtype.extensions.get("strawberry-definition")
        noun = getattr(getattr(definition, "origin", None), "__noun__", None)
        if isinstance(gtype, GraphQLObjectType) and noun is not None:
            for name, gfield in gtype.fields.items():
                yield gtype, noun, gfield.extensions["strawberry-definition"], name


def bind(schema: GraphQLSchema) -> dict[tuple[str, str], Spec]:
    """The spec of every field of every noun, by type and field name."""
    specs: dict[tuple[str, str], Spec] = {}
    for gtype, noun, field, name in noun_fields(schema):
        if compared(noun, field.python_name) and not plain_to_all(noun, field.python_name):
            raise Unserveable(
                f"{noun.name}.{name} is hidden from someone, or sealed, so no list may be narrowed or ordered by it"
            )
        if name != "id":
            specs[gtype.name, name] = spec_of(noun, field)
    return specs


def compared(noun: Noun, name: str) -> bool:
    """Whether lists of a noun may be narrowed or ordered by a field."""
    return name in noun.filter or name in [key.removeprefix("-") for key in noun.order]


def plain_to_all(noun: Noun, name: str) -> bool:
    """A field that whoever sees the noun sees as it is, and the database too."""
    masks = any(masked(role, noun.name, name) is not None for role in READERS)
    return not (masks or veiled(noun, name) or name in noun.row.sealed)


def veiled(noun: Noun, name: str) -> bool:
    """A veiled field is hidden from some role."""
    return any(hidden(role, noun.name, name) is not None for role in READERS)


def spec_of(noun: Noun, field: StrawberryField) -> Spec:
    """A field's reading follows from its declaration; a field out of the planner's reach raises."""
    declared = field.metadata.get("shown")
    place = f"{noun.name}.{field.python_name}"
    shape = shape_of(field)
    target: Noun | None = getattr(shape.of, "__noun__", None)
    match declared:
        case Computed(needs=needs):
            for need in needs:
                check_need(noun.row, need, place)
            return declared
        case Many(via=via):
            child = connection_noun(shape.of)
            return Children(child, back_to(child.row, noun.row, via, place))
        case Shown(key=key) if target is not None:
            return related(noun, target, key or field.python_name, shape, place)
        case Shown(key=key):
            return column(noun, key or field.python_name, shape, place)
        case _:
            raise Unserveable(f"{place} is neither shown, many nor told")


def connection_noun(connection: Any) -> Noun:
    """The noun a connection type pages through."""
    nodes = next(field for field in connection.__strawberry_definition__.fields if field.python_name == "nodes")
    return cast("Noun", shape_of(nodes).of.__noun__)


def column(noun: Noun, name: str, shape: Shape, place: str) -> Column:
    """A field that is a column; nullable exactly where the column is, or is hidden from someone."""
    stored = fields_of(noun.row).get(name)
    if stored is None or isinstance(stored, ForeignKeyFieldInstance):
        raise Unserveable(f"{place}: {noun.row.__name__} has no column {name}")
    if (bool(stored.null) or veiled(noun, name)) and not shape.nullable:
        raise Unserveable(f"{place} may be null or hidden, but its type says never")
    if hasattr(shape.of, "__strawberry_definition__") and not isinstance(shape.of, StrawberryEnumDefinition):
        return Column(column_of(noun.row, name), "record", shape.of.__strawberry_definition__.name, shape.listed)
    return Column(column_of(noun.row, name), "structured" if shape.listed else kind_of(shape.of), None, shape.listed)


def related(noun: Noun, target: Noun, name: str, shape: Shape, place: str) -> Parent | OnlyChild:
    """A parent by our own key, else the only child that names us."""
    stored = fields_of(noun.row).get(name)
    points = any(isinstance(rule, Points) and rule.column == name for rule in noun.row.rules)
    if isinstance(stored, ForeignKeyFieldInstance) or points:
        if not shape.nullable and (stored is None or stored.null or not always_read(noun, target, name)):
            raise Unserveable(f"{place} may be null or outside a reader's scope, but its type says never")
        return Parent(target, column_of(noun.row, name))
    if not shape.nullable:
        raise Unserveable(f"{place} is the only child; it may be missing, so its type must be nullable")
    return OnlyChild(target, back_to(target.row, noun.row, None, place))


def always_read(noun: Noun, target: Noun, name: str) -> bool:
    """A parent is always read when every reader of the noun reads the parent too."""

    def implied(role: Role) -> bool:
        below, above = scope_of(role, READ, noun.name), scope_of(role, READ, target.name)
        named = Named(noun.name, name, below)
        return (
            below in (Nothing(), above)
            or above == All()
            or within_via(below, name, above)
            or named in alternatives(above)
        )

    return all(implied(role) for role in READERS)


def within_via(below: Scope, name: str, above: Scope) -> bool:
    """A child's scope is the parent's own scope through that parent."""
    return isinstance(below, Via) and below.parent == name and below.scope == above


def back_to(child: type[Stored], us: type[Stored], via: str | None, place: str) -> str:
    """The column by which the child names us."""
    keys = [
        name
        for name, field in fields_of(child).items()
        if isinstance(field, ForeignKeyFieldInstance) and cast("Any", field).related_model is us and via in (None, name)
    ]
    if len(keys) != 1:
        raise Unserveable(f"{place}: {child.__name__} names {us.__name__} by {keys}; say via=")
    return column_of(child, keys[0])


def check_need(row: type[Stored], need: str, place: str) -> None:
    """Raise where a computed field needs what the row has not."""
    first, _, rest = need.partition(".")
    stored = fields_of(row).get(first)
    if stored is None and f"{first}_id" not in fields_of(row):
        raise Unserveable(f"{place} needs {need}, which {table_of(row)} has not")
    if rest:
        check_need(cast("type[Stored]", cast("Any", stored).related_model), rest, place)
