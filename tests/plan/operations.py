"""Random operations over the whole schema: nested, aliased, fragmented, conditional, filtered, ordered, paged."""

import base64
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from random import Random
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLSchema,
    is_leaf_type,
)

from domain.kernel.units import Fen, as_yuan
from resolvers.plan.arguments import named
from resolvers.plan.bind import Column, Parent, Spec
from resolvers.plan.cache import Guard
from schema.demands.complaint import ComplaintRow
from schema.evaluation.objection import ObjectionRow
from schema.noun.constraints import table_of
from schema.noun.noun import NOUNS, Computed
from schema.services.enterprise import EnterpriseRow
from tests.plan.reference import Rows, specs_of

UNBOUNDED = Guard(lambda _document: None, lambda _schema, _operation, _fragments: None, lambda _cost, _asked: None)
"""Lets every document pass."""
UNTABLED = {"clock", "rulePack", "figures", "viewer"}


class Operations:
    """Makes operations from a random source; filter values are mostly such as occur."""

    def __init__(self, schema: GraphQLSchema, rows: Rows, random: Random, *, small: bool = False) -> None:
        self.small = small
        self.schema, self.rows, self.random = schema, rows, random
        self.specs = specs_of(schema)
        self.receipts = ["none", *(each["receipt"] for of in (ObjectionRow, ComplaintRow) for each in rows.of(of))]
        self.codes = ["none", *(each["uscc"] for each in rows.of(EnterpriseRow))]
        self.variables: dict[str, tuple[str, Any]] = {}
        self.fragments: list[str] = []

    def operation(self) -> tuple[str, dict[str, Any]]:
        """A document and its variables."""
        self.variables, self.fragments = {}, []
        query: Any = self.schema.query_type
        names = [name for name in query.fields if name not in UNTABLED]
        chosen = [self.random.choice(names) for _ in range(self.random.choice((1, 1, 1, 2, 3)))]
        body = " ".join(f"r{n}: {self.field(name, query.fields[name], 4)}" for n, name in enumerate(chosen))
        declared = ", ".join(f"${name}: {of}" for name, (of, _) in self.variables.items())
        return f"query{f'({declared})' if declared else ''} {{ {body} }} {' '.join(self.fragments)}", {
            name: value for name, (_, value) in self.variables.items()
        }

    def field(self, name: str, field: Any, depth: int, directive: str = "") -> str:
        of = named(field.type)
        arguments = self.arguments(name, field) + directive
        if is_leaf_type(of):
            return f"{name}{directive}"
        if isinstance(of, GraphQLInterfaceType):
            return f"{name}{arguments} {self.anything(depth)}"
        return f"{name}{arguments} {self.selection(of, depth)}"

    def selection(self, of: Any, depth: int) -> str:
        """A selection on an object type."""
        if of.name.endswith("Connection"):
            return self.connection(of, depth)
        leaves = [name for name, field in of.fields.items() if is_leaf_type(named(field.type))]
        others = [name for name in of.fields if name not in leaves] if depth > 0 else []
        chosen = self.some(leaves, 4) + self.some(others, 2)
        parts = [self.decorated(name, of, depth - 1) for name in chosen]
        return "{ " + " ".join(["__typename", *parts]) + " }"

    def connection(self, of: Any, depth: int) -> str:
        node = named(of.fields["nodes"].type)
        parts = [f"nodes {self.selection(node, depth)}"]
        if self.random.random() < 0.3:
            parts.append("totalCount")
        if self.random.random() < 0.4:
            parts.append("pageInfo { hasNextPage hasPreviousPage startCursor endCursor }")
        if self.random.random() < 0.2:
            parts.append(f"edges {{ cursor node {self.selection(node, 0)} }}")
        self.random.shuffle(parts)
        return "{ " + " ".join(parts) + " }"

    def decorated(self, name: str, of: Any, depth: int) -> str:
        """A field, sometimes under an alias, a condition or in a fragment."""
        throw = self.random.random()
        if throw < 0.1:
            flag = self.variable("Boolean!", self.random.random() < 0.5)
            return self.field(name, of.fields[name], depth, f" @{self.random.choice(('include', 'skip'))}(if: {flag})")
        text = self.field(name, of.fields[name], depth)
        if throw < 0.2:
            return f"a_{name}: {text}"
        if throw < 0.25:
            return f"... on {of.name} {{ {text} }}"
        if throw < 0.3:
            self.fragments.append(f"fragment F{len(self.fragments)} on {of.name} {{ {text} }}")
            return f"...F{len(self.fragments) - 1}"
        return text

    def anything(self, depth: int) -> str:
        # Fields of one name may have different types on two nouns, which one selection may not ask for.
        noun = self.random.choice(sorted(NOUNS))
        return f"{{ id __typename ... on {noun} {self.selection(self.schema.type_map[noun], min(depth, 1))} }}"

    def arguments(self, name: str, field: Any) -> str:
        if name == "node":
            return f"(id: {self.variable('ID!', self.some_id())})"
        arguments: list[str] = []
        if "first" in field.args and (self.small or self.random.random() < 0.8):
            first = self.random.choice((1, 2, 3) if self.small else (1, 2, 3, 5, 10))
            arguments.append(f"first: {self.variable('Int', first) if self.random.random() < 0.5 else first}")
        if "receipt" in field.args:
            arguments.append(f"receipt: {self.variable('String!', self.random.choice(self.receipts))}")
        if "code" in field.args:
            arguments.append(f"code: {self.variable('String!', self.random.choice(self.codes))}")
        if "orderBy" in field.args and self.random.random() < 0.5:
            of: Any = named(field.args["orderBy"].type)
            arguments.append(f"orderBy: {self.random.choice(list(of.values))}")
        if "filter" in field.args and name not in UNTABLED and self.random.random() < 0.4:
            of = named(field.args["filter"].type)
            value = self.filter(of, 2)
            arguments.append(f"filter: {self.variable(of.name, value)}")
        return f"({', '.join(arguments)})" if arguments else ""

    def filter(self, of: GraphQLInputObjectType, depth: int) -> dict[str, Any]:
        noun = of.name.removesuffix("Filter")
        names = [name for name in of.fields if name not in ("and", "or")]
        if depth and self.random.random() < 0.3:
            return {
                self.random.choice(("and", "or")): [
                    self.filter(of, depth - 1) for _ in range(self.random.choice((0, 1, 2, 2)))
                ]
            }
        return {name: self.comparison(noun, name, of) for name in self.some(names, 2)}

    def comparison(self, noun: str, name: str, of: GraphQLInputObjectType) -> dict[str, Any]:
        comparison: Any = named(of.fields[name].type)
        operator = self.random.choice(list(comparison.fields))
        if operator == "isNull":
            return {operator: self.random.random() < 0.5}
        values = [value for value in (self.occurring(noun, name) for _ in range(3)) if value is not None]
        if operator == "in":
            return {operator: values}
        if operator == "startsWith":
            return {operator: str(values[0])[:2] if values else "昆"}
        return {operator: values[0]} if values else {}

    def occurring(self, noun: str, name: str) -> Any:
        """A value that some row has in a filtered field, as JSON."""
        rows = self.rows.of(NOUNS[noun].__noun__.row)
        return as_argument(self.specs[noun, name], self.random.choice(rows)) if rows else None

    def some_id(self) -> str:
        noun = self.random.choice(sorted(NOUNS))
        row = NOUNS[noun].__noun__.row
        ids = list(self.rows.tables[table_of(row)])
        return encode(noun, self.random.choice(ids)) if ids else encode(noun, "00000000-0000-0000-0000-000000000000")

    def variable(self, of: str, value: Any) -> str:
        name = f"v{len(self.variables)}"
        self.variables[name] = (of, value)
        return f"${name}"

    def some(self, names: Sequence[str], most: int) -> list[str]:
        return self.random.sample(list(names), min(len(names), self.random.randint(0, most)))


def as_argument(spec: Spec, row: Mapping[str, Any]) -> Any:
    """The value of a row in a filtered field, as JSON."""
    if isinstance(spec, Parent):
        value = row[spec.key]
        return None if value is None else encode(spec.noun.name, value)
    if isinstance(spec, Computed):
        value = row[str(spec.compares)]
        return None if value is None else encode(row["noun"], value)
    assert isinstance(spec, Column)
    value = row[spec.name]
    if value is None or isinstance(value, bool):
        return value
    if spec.kind == "hundredths":
        return as_yuan(Fen(value))
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value


def encode(noun: str, row_id: object) -> str:
    return base64.b64encode(f"{noun}:{row_id}".encode()).decode()
