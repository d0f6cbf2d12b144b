"""The fields of Query: lists and single rows of nouns, and the few roots without a table."""

from collections.abc import Callable
from typing import Final

from graphql import FieldNode, GraphQLObjectType

from domain.registry.credit_code import clean
from domain.regulation.packs import PACKS
from domain.regulation.rulepack import RulePack, describe
from domain.rights.authority import known
from domain.rights.scope import Actor
from resolvers.plan.bind import Children, connection_noun, shape_of
from resolvers.plan.compile import Compiler
from resolvers.plan.computed import project
from resolvers.plan.figures import figures
from resolvers.plan.normal import constant_json
from resolvers.plan.pages import global_id, noun_of
from resolvers.plan.scope import Variables, account
from resolvers.plan.selection import type_of
from resolvers.plan.sql import as_object, concatenation, quote
from schema.noun.noun import NOUNS, NOW, Noun

LONGEST_CODE: Final = 100
"""Characters of a typed code, separators among them."""
Root = Callable[[Compiler, GraphQLObjectType, list[FieldNode]], str]


def rows(compiler: Compiler, query: GraphQLObjectType, nodes: list[FieldNode]) -> str:
    """A list of all rows of a noun that the actor may see."""
    field = query.fields[nodes[0].name.value].extensions["strawberry-definition"]
    spec = Children(connection_noun(shape_of(field).of), None)
    return f"({compiler.page(query, nodes, spec, None)})"


def node(compiler: Compiler, query: GraphQLObjectType, nodes: list[FieldNode]) -> str:
    """Any one row by its global id; what is not there and what may not be seen are both null."""
    given = compiler.arguments(query, nodes[0])["id"]
    kind = noun_of(given.value)
    if kind not in NOUNS:
        return "null::text"
    noun: Noun = NOUNS[kind].__noun__
    fetch = given.fetched
    row = compiler.binds.add(lambda asked, actor: global_id(fetch(asked, actor), kind), "uuid")
    return f"({compiler.one(compiler.schema.type_map[kind], nodes, noun, f'id = {row}', None)})"


def viewer(compiler: Compiler, _query: GraphQLObjectType, nodes: list[FieldNode]) -> str:
    """The viewer is the signed-in account; null without one."""
    noun: Noun = NOUNS["Viewer"].__noun__
    return f"({compiler.one(compiler.schema.type_map['Viewer'], nodes, noun, f'id = {account(compiler.binds)}', None)})"


def by_receipt(shown_type: str) -> Root:
    """A receipt shows its complaint or objection; an unknown one shows null."""

    def root(compiler: Compiler, query: GraphQLObjectType, nodes: list[FieldNode]) -> str:
        fetch, noun = compiler.arguments(query, nodes[0])["receipt"].fetched, NOUNS[shown_type].__noun__
        receipt = compiler.binds.add(lambda asked, actor: fetch(asked, actor).strip().upper(), "text")
        return f"({compiler.one(compiler.schema.type_map[noun.name], nodes, noun, f'receipt = {receipt}', None)})"

    return root


def enterprise_by_code(compiler: Compiler, query: GraphQLObjectType, nodes: list[FieldNode]) -> str:
    """The enterprise of a whole credit code, for whoever may look one up; any other text shows null."""
    fetch, noun = compiler.arguments(query, nodes[0])["code"].fetched, NOUNS["Enterprise"].__noun__

    def typed(asked: Variables, actor: Actor) -> str:
        text = fetch(asked, actor)
        return clean(text) if len(text) <= LONGEST_CODE else ""

    code = compiler.binds.add(typed, "text")
    return f"({compiler.one(compiler.schema.type_map[noun.name], nodes, noun, f'uscc = {code}', None, known)})"


TODAY: Final = f"(({NOW}) at time zone 'Asia/Shanghai')::date"
CLOCK: Final = {
    "now": f"to_json({NOW})::text",
    "today": f"""'"' || {TODAY} || '"'""",
    "offsetSeconds": "(select offset_seconds::text from city_clock)",
    "__typename": """'"Clock"'""",
}


def clock(compiler: Compiler, query: GraphQLObjectType, nodes: list[FieldNode]) -> str:
    """City time."""
    of = type_of(query, "clock")
    fields = compiler.fields(of, nodes).items()
    return concatenation(as_object({key: [(CLOCK[below[0].name.value],)] for key, below in fields}))


def rule_pack(compiler: Compiler, query: GraphQLObjectType, nodes: list[FieldNode]) -> str:
    """The rule pack in force today: a constant for each that is loaded."""
    shown = project(query.fields["rulePack"].type, nodes, compiler.selected)
    first, *later = (quote(constant_json(shown(described(pack), "zh"))) for pack in PACKS)
    for pack, text in zip(PACKS[1:], later, strict=True):
        first = f"case when {TODAY} >= date '{pack.in_force_from.value}' then {text} else {first} end"
    return first


def described(pack: RulePack) -> dict[str, object]:
    """A pack as the API shows it."""
    keys = ("key", "label", "value", "article", "ours")
    return {
        "code": pack.code,
        "title": pack.title.value,
        "valid_from": pack.valid_from.value,
        "valid_to": pack.valid_to.value,
        "figures": [dict(zip(keys, figure, strict=True)) for figure in describe(pack)],
    }


ROOTS: dict[str, Root] = {
    "node": node,
    "viewer": viewer,
    "clock": clock,
    "objection": by_receipt("ObjectionStanding"),
    "complaint": by_receipt("ComplaintStanding"),
    "rulePack": rule_pack,
    "figures": figures,
    "enterpriseByCode": enterprise_by_code,
}


def root_of(name: str) -> Root:
    """How a field of Query is compiled."""
    return ROOTS.get(name, rows)
