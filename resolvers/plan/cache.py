"""Plans, found by document, operation, role and the shape of the variables; a miss parses, validates and compiles."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any, Final, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    type_from_ast,  # pyright: ignore[reportUnknownVariableType]  (open generics)
    validate,
)
from graphql.execution.values import VariableValues
from strawberry.schema.config import StrawberryConfig

from domain.rights.scope import Actor
from domain.terms import Role
from resolvers.plan.arguments import InputType, inner, named
from resolvers.plan.bind import bind
from resolvers.plan.city import EDITION, City
from resolvers.plan.compile import Compiler
from resolvers.plan.computed import Hole, RawDocument, fill
from resolvers.plan.normal import Normal, normal, put_back
from resolvers.plan.pages import noun_of
from resolvers.plan.roots import root_of
from resolvers.plan.scope import Binds, Variables
from resolvers.plan.sql import Piece, as_object, concatenation, or_null
from resolvers.plan.values import ERRORS, RULES, variables_of
from schema.noun.noun import NOUNS, NOW

LONGEST, TOKENS, VALUES = 65_536, 2000, 10_000
"""Characters and tokens of a document, and values of its variables with all that is in them."""


SHARE: Final = 8
"""One value takes at most this part of what is remembered."""
REMEMBERED: Final = 64 << 20
"""Bytes of operations and plans that a process remembers, unless told otherwise."""
OPERATION_BYTES, CHARACTER_BYTES = 2000, 120
PLAN_BYTES, BIND_BYTES, HOLE_BYTES = 2000, 400, 2000
"""What operations and plans take, measured: by the characters of a document, the parameters and holes of a statement."""


class Refused(Exception):
    """A request that is not one operation of this schema; `errors` are shown as GraphQL errors."""

    def __init__(self, code: str, *errors: Any) -> None:
        super().__init__(code)
        self.code, self.errors = code, errors


@dataclass(frozen=True)
class Operation:
    """One operation of a parsed and validated document, as plans know it."""

    normal: Normal
    variables: tuple[tuple[str, Any], ...]
    cost: Any
    roots: frozenset[str]
    """The fields asked for at the top, through fragments, whatever directives say of them."""
    weight: int
    """Bytes that it takes to remember."""

    @property
    def node(self) -> OperationDefinitionNode:
        return self.normal.node

    def given(self, variables: Mapping[str, Any], most: int) -> int:
        """The operation's variables have their values counted, nested ones included, up to a bound."""
        return sum(1 for _ in islice(within(variables.get(name) for name, _ in self.variables), most))

    @property
    def fragments(self) -> Mapping[str, FragmentDefinitionNode]:
        return self.normal.fragments


@dataclass(frozen=True)
class Guard:
    """A guard bounds documents before validation, and the cost of an operation."""

    document: Callable[[DocumentNode], None]
    cost: Callable[[GraphQLSchema, OperationDefinitionNode, Mapping[str, FragmentDefinitionNode]], Any]
    affordable: Callable[[Any, Variables], None]


@dataclass(frozen=True)
class Plan:
    """One statement and how it is bound and finished."""

    sql: str
    binds: Binds
    holes: tuple[Hole, ...]

    async def find(self, connection: Any, city: City, values: Sequence[Any]) -> RawDocument:
        """The plan's statement runs in the database; working days are read again only after a change."""
        record = await connection.fetchrow(self.sql, *values)
        edition = record["edition"]
        calendar = city.calendar if edition is None else await city.current(edition, connection)
        return RawDocument(record["document"], record["today"], calendar, city.keys.unseal)

    def fill(self, raw: RawDocument, actor: Actor, language: str, aliases: Sequence[str]) -> bytes:
        """The answer is the document with its holes filled, under the words of its aliases."""
        found = fill(raw, self.holes, actor, language, aliases) if self.holes else raw.document
        return put_back(found, aliases)

    @property
    def weight(self) -> int:
        """Bytes that it takes to remember."""
        return PLAN_BYTES + 2 * len(self.sql) + BIND_BYTES * len(self.binds.fetches) + HOLE_BYTES * len(self.holes)


class Bounded(OrderedDict[Any, Any]):
    """The most recently used, up to a number of bytes."""

    def __init__(self, most: int, weigh: Callable[[Any], int]) -> None:
        super().__init__()
        self.most, self.weigh, self.weight = most, weigh, 0

    def recall(self, key: object, make: Callable[[], Any]) -> Any:
        """What is remembered under a key, or made anew."""
        if (found := self.known(key)) is None:
            found = make()
            self.keep(key, found)
        return found

    def known(self, key: object) -> Any:
        """The remembered value of a key, if any."""
        if (found := self.get(key)) is not None:
            self.move_to_end(key)
        return found

    def keep(self, key: object, value: Any) -> None:
        """Remember a value, and forget what was not used for longest; one that would drive out many is not worth it."""
        if (before := self.pop(key, None)) is not None:
            self.weight -= self.weigh(before)
        if self.weigh(value) > self.most // SHARE:
            return
        self[key] = value
        self.weight += self.weigh(value)
        while self.weight > self.most:
            self.weight -= self.weigh(self.popitem(last=False)[1])


class Plans:
    """All plans of one schema."""

    def __init__(self, schema: GraphQLSchema, config: StrawberryConfig, guard: Guard, most: int = REMEMBERED) -> None:
        self.schema, self.config, self.guard = schema, config, guard
        self.specs = bind(schema)
        self.operations = Bounded(most // 2, lambda operation: operation.weight)
        self.plans = Bounded(most // 2, lambda plan: plan.weight)

    def operation(self, text: str, name: str | None) -> Operation:
        """The operation of a document; refused when it cannot be parsed, costs too much, is not valid or not one."""
        return self.operations.recall((text, name), lambda: self.read(text, name))

    def read(self, text: str, name: str | None) -> Operation:
        """The same, read anew and not remembered."""
        document = parse(text, max_tokens=TOKENS, max_source_length=LONGEST)
        self.guard.document(document)
        if errors := validate(self.schema, document, RULES, ERRORS, hide_suggestions=True):
            raise Refused("VALIDATION", *errors)
        found = [
            node
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode) and (name is None or (node.name and node.name.value == name))
        ]
        if len(found) != 1:
            raise Refused(
                "OPERATION", f"name one operation of the document, not {name!r}" if name or found else "no operation"
            )
        fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        variables = tuple(
            (node.variable.name.value, type_from_ast(self.schema, node.type))
            for node in found[0].variable_definitions or ()
        )
        plain = normal(found[0], fragments)
        cost = self.guard.cost(self.schema, plain.node, plain.fragments)
        roots = frozenset(roots_of(plain.node.selection_set, plain.fragments))
        return Operation(plain, variables, cost, roots, weight_of(len(text)))

    def coerced(self, operation: Operation, variables: Mapping[str, Any]) -> VariableValues:
        """The variables as the schema's types read them."""
        if operation.given(variables, VALUES + 1) > VALUES:
            raise Refused("VARIABLES", f"the variables hold more than {VALUES} values")
        coerced = variables_of(self.schema, operation, variables)
        if isinstance(coerced, list):
            raise Refused("VARIABLES", *coerced)
        self.guard.affordable(operation.cost, coerced.coerced)
        return coerced

    def query(self, operation: Operation, variables: Variables, role: Role) -> Plan:
        """The plan of a query."""
        key = self.place(operation, variables, role)
        return self.plans.recall(key, lambda: self.made(operation, variables, role))

    def place(self, operation: Operation, variables: Variables, role: Role) -> tuple[object, ...]:
        """Where the plan of a query is remembered."""
        return (operation.normal.digest, role, shape(operation, variables))

    def made(self, operation: Operation, variables: Variables, role: Role) -> Plan:
        """The plan of a query, made anew and not remembered."""
        compiler = self.compiler(operation, variables, role)
        query = self.schema.query_type
        assert query is not None
        members: dict[str, list[Piece]] = {}
        for key, nodes in compiler.fields(query, [operation.node]).items():
            name = nodes[0].name.value
            members[key] = [
                f'"{query.name}"' if name == "__typename" else (or_null(root_of(name)(compiler, query, nodes)),)
            ]
        return finished(concatenation(['{"data":', *as_object(members), "}"]), compiler)

    def row(
        self, operation: Operation, variables: Variables, role: Role, gtype: Any, nodes: Any, place: tuple[str, str]
    ) -> Plan:
        """The plan of one row of a noun under a selection, bound by the `id` asked: how a mutation ends.

        `place` is where in the operation the selection stands, by response keys.
        """
        key = (operation.normal.digest, role, shape(operation, variables), place)

        def make() -> Plan:
            compiler = self.compiler(operation, variables, role)
            noun = NOUNS[gtype.name].__noun__
            row = compiler.binds.add(lambda asked, _actor: asked["\0id"], "uuid")
            return finished(or_null(f"({compiler.one(gtype, nodes, noun, f'id = {row}', None)})"), compiler)

        return self.plans.recall(key, make)

    def compiler(self, operation: Operation, variables: Variables, role: Role) -> Compiler:
        return Compiler(self.schema, self.specs, operation.fragments, variables, role)


def weight_of(characters: int) -> int:
    """Bytes that the operation of a document takes."""
    return OPERATION_BYTES + CHARACTER_BYTES * characters


def within(values: Iterable[Any]) -> Iterator[Any]:
    """Values of JSON and what is in them, however deep."""
    pending = deque(values)
    while pending:
        yield (value := pending.popleft())
        if isinstance(value, dict):
            pending.extend(cast("dict[str, Any]", value).values())
        elif isinstance(value, list):
            pending.extend(cast("list[Any]", value))


def roots_of(selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Iterator[str]:
    """The names of the fields in a selection, fragments spread."""
    for node in selections.selections:
        match node:
            case FieldNode():
                yield node.name.value
            case FragmentSpreadNode():
                yield from roots_of(fragments[node.name.value].selection_set, fragments)
            case InlineFragmentNode():
                yield from roots_of(node.selection_set, fragments)
            case _:
                raise AssertionError(node)


def finished(document: str, compiler: Compiler) -> Plan:
    today = f"(({NOW}) at time zone 'Asia/Shanghai')::date" if compiler.holes else "null::date"
    edition = EDITION if any(hole.by == "calendar" for hole in compiler.holes) else "null::int4"
    sql = f"{compiler.before}select convert_to({document}, 'UTF8') as document, {today} as today, {edition} as edition"
    return Plan(sql, compiler.binds, tuple(compiler.holes))


def shape(operation: Operation, variables: Variables) -> bytes:
    """The statement depends on the shape of the variables: present ones, enums, booleans and kinds of ids.

    It is remembered by its hash, for it may be as large as the variables.
    """
    found = [(name, shape_of(of, variables[name])) for name, of in operation.variables if name in variables]
    return sha256(repr(found).encode()).digest() if found else b""


def shape_of(of: InputType, value: Any) -> Any:
    if isinstance(of, GraphQLNonNull):
        return shape_of(inner(of), value)
    if value is None:
        return None
    if isinstance(of, GraphQLInputObjectType):
        return tuple((key, shape_of(of.fields[key].type, value[key])) for key in sorted(value))
    if isinstance(of, GraphQLList):
        objects = isinstance(named(of), GraphQLInputObjectType)
        return tuple(shape_of(inner(of), item) for item in value) if objects else "[]"
    if isinstance(of, GraphQLEnumType) or of.name == "Boolean":
        return value
    return noun_of(value) if of.name == "ID" else "v"


__all__ = ["Operation", "Plan", "Plans", "Refused"]
