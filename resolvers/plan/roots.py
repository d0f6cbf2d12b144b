"""The fields of Query: lists and single rows of nouns, and the few roots without a table."""

from collections.abc import Callable
from typing import Any

from graphql import FieldNode, GraphQLObjectType

from resolvers.plan.bind import Children, connection_noun, shape_of
from resolvers.plan.compile import Compiler
from resolvers.plan.pages import global_id, split_id
from schema.noun import NOUNS, Noun

Root = Callable[[Compiler, GraphQLObjectType, list[FieldNode]], str]


def rows(compiler: Compiler, query: GraphQLObjectType, nodes: list[FieldNode]) -> str:
    """A list of all rows of a noun that the actor may see."""
    field = query.fields[nodes[0].name.value].extensions["strawberry-definition"]
    spec = Children(connection_noun(shape_of(field).of), None)
    return f"({compiler.page(query, nodes, spec, None)})"


def node(compiler: Compiler, query: GraphQLObjectType, nodes: list[FieldNode]) -> str:
    """Any one row by its global id; what is not there and what may not be seen are both null."""
    given = compiler.arguments(query, nodes[0])["id"]
    kind = split_id(given.value).partition(":")[0]
    if kind not in NOUNS:
        return "null::text"
    noun: Noun = NOUNS[kind].__noun__
    fetch = given.fetched
    row = compiler.binds.add(lambda asked, actor: global_id(fetch(asked, actor), kind), "uuid")
    return f"({compiler.one(compiler.schema.type_map[kind], nodes, noun, f'id = {row}', None)})"


ROOTS: dict[str, Root] = {"node": node}


def root_of(name: str) -> Root:
    """How a field of Query is compiled."""
    return ROOTS.get(name, rows)
