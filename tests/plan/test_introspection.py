"""What the schema says of itself is what graphql-core says, byte for byte, under whatever selection."""

import itertools
from typing import Any, Final, cast

import orjson
import pytest
from graphql import (
    execute_sync,  # pyright: ignore[reportUnknownVariableType]  (open generics)
    get_introspection_query,
    introspection_types,
    is_leaf_type,
    parse,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.terms import Role
from resolvers.plan.arguments import named
from resolvers.plan.cache import Plans, Refused
from resolvers.plan.introspection import Introspection
from resolvers.plan.normal import put_back
from resolvers.plan.pages import BadArgument
from resolvers.root import CONFIG, schema
from tests.plan.operations import UNBOUNDED

GRAPH: Final[Any] = schema._schema
PLANS: Final = Plans(GRAPH, CONFIG, UNBOUNDED)
TREE: Final = Introspection(GRAPH)
FLAGS: Final = (
    "descriptions",
    "specified_by_url",
    "directive_is_repeatable",
    "schema_description",
    "input_value_deprecation",
    "one_of",
)


def ours(text: str, variables: dict[str, Any]) -> bytes:
    operation = PLANS.operation(text, None)
    asked = PLANS.coerced(operation, variables)
    compiler = PLANS.compiler(operation, asked.coerced, Role.PUBLIC)
    return put_back(TREE.answer(compiler, [operation.node], asked), operation.normal.aliases)


def theirs(text: str, variables: dict[str, Any]) -> bytes:
    return orjson.dumps(cast("Any", execute_sync(GRAPH, parse(text), variable_values=variables)).formatted)


@pytest.mark.parametrize("chosen", [*itertools.combinations(FLAGS, 1), FLAGS, ()], ids="+".join)
def test_what_tools_ask_is_answered_alike(chosen: tuple[str, ...]) -> None:
    text = get_introspection_query(**{flag: flag in chosen for flag in FLAGS})

    assert ours(text, {}) == theirs(text, {})


class Selections:
    """Draws a document about the schema: aliases, fragments, conditions, deprecated ones or not."""

    def __init__(self, data: st.DataObject) -> None:
        self.draw, self.fragments = data.draw, list[str]()

    def document(self) -> str:
        name = self.draw(st.sampled_from(("Report", "Node", "ReportFilter", "Role", "String", "Query", "No_such")))
        root = self.draw(st.sampled_from(("__schema", f'__type(name: "{name}")', "__type(name: $name)")))
        kind = "__Schema" if root == "__schema" else "__Type"
        body = f"answer: {root} {self.selection(kind, 4)}"
        return f"query($yes: Boolean!, $no: Boolean!, $name: String!) {{ {body} }} {' '.join(self.fragments)}"

    def selection(self, kind: str, depth: int) -> str:
        of: Any = introspection_types[kind]
        names = ["__typename", *(each for each, field in of.fields.items() if depth or is_leaf_type(named(field.type)))]
        chosen = self.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4))
        parts = [self.field(of, each, n, depth) for n, each in enumerate(chosen)]
        if self.draw(st.booleans()):
            self.fragments.append(f"fragment F{len(self.fragments)} on {kind} {{ {' '.join(parts)} }}")
            return f"{{ __typename ...F{len(self.fragments) - 1} }}"
        return f"{{ {' '.join(parts)} }}"

    def field(self, of: Any, name: str, n: int, depth: int) -> str:
        alias = self.draw(st.sampled_from((f"{name.strip('_')}{n}: ", f"k{n}: ")))
        when = self.draw(st.sampled_from(("", "", " @skip(if: $no)", " @include(if: $no)", " @include(if: $yes)")))
        if name == "__typename":
            return f"{alias}{name}{when}"
        field = of.fields[name]
        flag = self.draw(st.sampled_from(("", "(includeDeprecated: true)", "(includeDeprecated: $no)")))
        below = named(field.type)
        inside = "" if is_leaf_type(below) else " " + self.selection(below.name, depth - 1)
        return f"{alias}{name}{flag if field.args else ''}{when}{inside}"


@given(st.data())
@settings(max_examples=60)
def test_any_selection_is_answered_alike(data: st.DataObject) -> None:
    text = Selections(data).document()
    given: dict[str, Any] = {"yes": True, "no": False, "name": "Report"}
    used = {name: value for name, value in given.items() if f"${name}" in text.partition("{")[2]}
    declared = ", ".join(f"${name}: {'String' if name == 'name' else 'Boolean'}!" for name in used)
    text = f"query{f'({declared})' if declared else ''} {{{text.partition('{')[2]}"
    try:
        found = ours(text, used)
    except (BadArgument, Refused):
        return  # larger than is told at once, or nested deeper

    assert found == theirs(text, used), text


def test_what_is_told_at_once_is_bounded() -> None:
    text = "{ __schema { types { fields { args { type { ofType { inputFields { type { ofType { inputFields { name description type { name description } } } } } } } } } } } }"

    with pytest.raises((BadArgument, Refused)):
        ours(text.replace("name description type", " ".join(f"a{n}: description" for n in range(30)) + " type"), {})


def test_names_that_anybody_makes_up_are_not_kept() -> None:
    kept = len(TREE.parts)
    for n in range(100):
        assert (
            ours("query($n: String!) { __type(name: $n) { name } }", {"n": f"Nothing{n}"})
            == b'{"data":{"__type":null}}'
        )

    assert len(TREE.parts) == kept
