"""What the schema says of itself: graphql-core's own answers, each found once, put together under a selection."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any, Final, cast

import orjson
from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    SchemaMetaFieldDef,
    TypeMetaFieldDef,
    Undefined,
    get_nullable_type,  # pyright: ignore[reportUnknownVariableType]  (open generics)
    is_leaf_type,
)
from graphql.execution.values import VariableValues, get_argument_values

from resolvers.plan.arguments import named
from resolvers.plan.pages import BadArgument
from resolvers.plan.selection import Selection

MOST: Final = 12 << 20
"""Bytes that are put together for one answer, those of its parts counted too; the whole schema takes 10.6 million."""
MOST_PIECES: Final = 90_000
"""Pieces of which one answer is put together, each written once; the whole schema takes 74,000."""
META: Final[Mapping[str, GraphQLField]] = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}


Question = tuple[str, tuple[tuple[str, object], ...]]
"""A field and its arguments."""


class TooMuch(BadArgument):
    """More of the schema is asked for than is told at once."""

    def __init__(self) -> None:
        super().__init__("TOO_COSTLY", "this says more of the schema than is told at once: read schema.graphql")


class Member:
    """A member is one key of an answer, with its question to a part of the schema and its selection below."""

    __slots__ = ("below", "constant", "field", "key", "of", "question")

    def __init__(self, key: bytes, question: Question, field: GraphQLField | None, constant: bytes | None) -> None:
        self.key, self.question, self.field, self.constant = key, question, field, constant
        self.of: Any = None if field is None else named(type_in(field))
        self.below: tuple[Member, ...] | None = None


class Introspection:
    """The schema as a tree: what a field of a part of it says is asked of graphql-core once, and kept."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.info: Any = SimpleNamespace(schema=schema)
        self.parts: dict[int, tuple[object, dict[Question, Any]]] = {}
        """By its id each part, which is kept so that the id stays its own, and what it said."""

    def part(self, source: object) -> dict[Question, Any]:
        """The answers already known of a part of the schema; answers under made-up names are not kept."""
        if source is None:
            return {}
        if id(source) not in self.parts:
            self.parts[id(source)] = (source, {})
        return self.parts[id(source)][1]

    def ask(self, source: object, member: Member) -> Any:
        """What a part of the schema says: JSON of a leaf, else the parts below."""
        assert member.field is not None
        resolve: Any = member.field.resolve
        _name, arguments = member.question
        return _leaves(member.field, resolve(source, self.info, **dict(arguments)))

    def answer(self, selection: Selection, nodes: Sequence[Any], variables: VariableValues) -> bytes:
        """The answer to an operation, under the keys that its selection has."""
        query = self.schema.query_type
        assert query is not None
        members = _Members(selection, variables).of(query, nodes)
        return b'{"data":' + _Writing(self).object(None, members) + b"}"


@cache
def introspection_of(schema: GraphQLSchema) -> Introspection:
    """The tree of a schema, of which a process has one: it takes many megabytes."""
    return Introspection(schema)


def type_in(field: GraphQLField) -> Any:
    """A field's type."""
    return cast("Any", field).type


def listed(field: GraphQLField) -> bool:
    """Whether a field is a list."""
    return isinstance(get_nullable_type(type_in(field)), GraphQLList)


def _leaves(field: GraphQLField, value: Any) -> Any:
    """A leaf's value in JSON; any other value as it is, or as a list of values."""
    of: Any = named(type_in(field))
    if not is_leaf_type(of):
        return list(value) if listed(field) and value is not None else value
    if value is None:
        return b"null"
    serialize: Callable[[Any], Any] = cast("Any", of).serialize
    return orjson.dumps([serialize(each) for each in value] if listed(field) else serialize(value))


class _Members:
    """What an operation selects, each selection on each type read once."""

    def __init__(self, selection: Selection, variables: VariableValues) -> None:
        self.selection, self.variables = selection, variables
        self.known: dict[tuple[str, tuple[int, ...]], tuple[Member, ...]] = {}

    def of(self, gtype: GraphQLObjectType, nodes: Sequence[Any]) -> tuple[Member, ...]:
        """The members of an object of a type."""
        place = (gtype.name, tuple(map(id, nodes)))
        if place not in self.known:
            fields = self.selection.fields(gtype, nodes).items()
            self.known[place] = tuple(self._member(gtype, key, below) for key, below in fields)
        return self.known[place]

    def _member(self, gtype: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Member:
        name, shown = nodes[0].name.value, f'"{key}":'.encode()
        if name == "__typename":
            return Member(shown, (name, ()), None, b'"%s"' % gtype.name.encode())
        field = META[name] if name in META else gtype.fields[name]
        member = Member(shown, (name, tuple(get_argument_values(field, nodes[0], self.variables).items())), field, None)
        if not is_leaf_type(member.of):
            member.below = self.of(member.of, nodes)
        return member


class _Writing:
    """Writes one answer; a part that is asked for alike in several places is written once."""

    def __init__(self, tree: Introspection) -> None:
        self.tree, self.left, self.pieces = tree, MOST, MOST_PIECES
        self.written: dict[tuple[int, int], bytes] = {}

    def object(self, source: object, members: tuple[Member, ...]) -> bytes:
        """One part of the schema under a selection."""
        place = (id(source), id(members))
        if (known := self.written.get(place)) is not None:
            return known
        said, pieces = self.tree.part(source), list[bytes]()
        for member in members:
            value = member.constant if member.constant is not None else said.get(member.question, Undefined)
            if value is Undefined:
                value = said[member.question] = self.tree.ask(source, member)
            pieces.append(member.key + (value if member.below is None else self._below(value, member.below)))
        self.written[place] = found = self._joined(b"{", pieces, b"}")
        return found

    def _below(self, value: Any, members: tuple[Member, ...]) -> bytes:
        if isinstance(value, list):
            return self._joined(b"[", [self.object(each, members) for each in cast("list[object]", value)], b"]")
        return b"null" if value is None else self.object(value, members)

    def _joined(self, before: bytes, pieces: list[bytes], after: bytes) -> bytes:
        self.left -= sum(map(len, pieces)) + len(pieces) + 1
        self.pieces -= len(pieces)
        if self.left < 0 or self.pieces < 0:
            raise TooMuch
        return before + b",".join(pieces) + after
