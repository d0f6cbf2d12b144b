"""The price of an operation: never below the fields it can answer, and by what the database must look at."""

import sys
from pathlib import Path
from typing import Any, Final, cast

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLNonNull,
    build_schema,
    execute_sync,  # pyright: ignore[reportUnknownVariableType]  (open generics)
    is_leaf_type,
    parse,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from api.http.cost import ENTRIES, FEW, FIGURES, Cost, affordable, lists
from api.http.guard import guard
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.regulation.packs import PACKS
from domain.regulation.rulepack import describe
from resolvers.plan.arguments import named
from resolvers.plan.cache import Guard, Operation, Plans
from resolvers.plan.pages import DEFAULT, BadArgument
from resolvers.root import CONFIG, schema

GRAPH: Final[Any] = schema._schema
PLANS: Final = Plans(GRAPH, CONFIG, Guard(guard, Cost, affordable))
FULL: Final = build_schema((Path(__file__).parents[3] / "schema.graphql").read_text("utf-8"))
"""The published schema without anything behind it, for answers as full as can be."""


class Documents:
    """Draws a document: nested, aliased, in fragments, skipped, its pages of drawn sizes."""

    def __init__(self, data: st.DataObject) -> None:
        self.draw, self.fragments = data.draw, list[str]()
        self.variables: dict[str, tuple[str, object]] = {}

    def document(self) -> str:
        body = self.selection(GRAPH.query_type, 4)
        declared = ", ".join(f"${name}: {of}" for name, (of, _) in self.variables.items())
        return f"query{f'({declared})' if declared else ''} {body} {' '.join(self.fragments)}"

    def selection(self, of: Any, depth: int) -> str:
        names = [name for name, field in of.fields.items() if depth > 0 or is_leaf_type(named(field.type))]
        chosen = self.draw(st.lists(st.sampled_from(names), min_size=1, max_size=3)) if names else []
        if not chosen:
            return "{ __typename }"
        body = " ".join(f"k{n}: {self.field(of, name, depth)}" for n, name in enumerate(chosen))
        if self.draw(st.integers(0, 4)) == 0:
            self.fragments.append(f"fragment F{len(self.fragments)} on {of.name} {{ {body} }}")
            return f"{{ ...F{len(self.fragments) - 1} __typename }}"
        return f"{{ {body} }}"

    def field(self, of: Any, name: str, depth: int) -> str:
        field = of.fields[name]
        given = [f'{each}: "x"' for each, argument in field.args.items() if isinstance(argument.type, GraphQLNonNull)]
        if "first" in field.args:
            given += self.first()
        arguments = f"({', '.join(given)})" if given else ""
        below = named(field.type)
        skips = self.draw(st.sampled_from(("", "", "", " @skip(if: true)", " @include(if: false)")))
        if is_leaf_type(below):
            return name + arguments + skips
        if below.name == "Node":
            return f"{name}{arguments}{skips} {{ ... on Platform {self.selection(GRAPH.type_map['Platform'], depth - 1)} }}"
        return f"{name}{arguments}{skips} {self.selection(below, depth - 1)}"

    def first(self) -> list[str]:
        size = self.draw(st.integers(1, 6))
        match self.draw(st.sampled_from(("none", "literal", "variable", "default"))):
            case "none":
                return []
            case "literal":
                return [f"first: {size}"]
            case how:
                name = f"n{len(self.variables)}"
                self.variables[name] = ("Int", size) if how == "variable" else (f"Int = {size}", None)
                return [f"first: ${name}"]

    @property
    def sizes(self) -> dict[str, object]:
        return {name: value for name, (_, value) in self.variables.items() if value is not None}


def fullest(source: Any, info: Any, **given: Any) -> Any:
    """A field's value where every page is full and every list as long as it can be."""
    of = named(info.return_type)
    name = info.field_name
    if name in ("nodes", "edges"):
        return [dict[str, Any]()] * source["first"]
    if lists(info.return_type):
        return [dict[str, Any]()] * ENTRIES.get(of.name, FEW)
    if not is_leaf_type(of):
        return {"first": given.get("first") or DEFAULT}
    value: Any = next(iter(of.values)) if isinstance(of, GraphQLEnumType) else 1
    return [value] if "[" in str(info.return_type) else value


def a_platform(_value: Any, _info: Any, _of: Any) -> str:
    """The one noun that `node` is asked for."""
    return "Platform"


def fields(answer: Any) -> int:
    """How many fields an answer holds."""
    if isinstance(answer, list):
        return sum(map(fields, cast("list[Any]", answer)))
    return sum(1 + fields(each) for each in cast("dict[str, Any]", answer).values()) if isinstance(answer, dict) else 0


@given(st.data())
@settings(max_examples=150)
def test_no_answer_has_more_fields_than_were_paid_for(data: st.DataObject) -> None:
    documents = Documents(data)
    text = documents.document()
    try:
        operation = PLANS.operation(text, None)
        asked = PLANS.coerced(operation, documents.sizes).coerced
    except BadArgument:
        return  # refused for its cost

    result = execute_sync(
        FULL,
        parse(text),
        variable_values=documents.sizes,
        field_resolver=fullest,
        type_resolver=a_platform,
    )
    assert cast("Any", result).errors is None
    assert fields(cast("Any", result).data) <= operation.cost.of(asked), text


def test_the_longest_lists_are_as_long_as_is_paid_for() -> None:
    law = [vars(module) for name, module in sys.modules.items() if name.startswith("domain.")]
    acts = [len(cast("Any", each).acts) for module in law for each in module.values() if isinstance(each, Life)]

    assert max(acts) <= ENTRIES["AllowedAction"]
    assert len(Event) <= ENTRIES["LetterChoice"]
    assert max(sum(1 for _ in describe(pack)) for pack in PACKS) <= ENTRIES["RuleFigure"]


BAD: Final = ("-2000000000", "-1", "0", "101", "2147483648", "9" * 5000)


@pytest.mark.parametrize("size", BAD, ids=lambda size: size[:12])
@pytest.mark.parametrize(
    "document",
    [
        "{ platforms(first: SIZE) { nodes { id } } }",
        "{ clock { today } platforms(first: SIZE) @skip(if: true) { totalCount } }",
        "{ clock { today } platforms @include(if: false) { nodes { reports(first: SIZE) { nodes { id } } } } }",
        "{ ...F } fragment F on Query { platforms { nodes { ... @skip(if: true) { reports(first: SIZE) { totalCount } } } } }",
        "query($n: Int = SIZE) { platforms(first: $n) @skip(if: true) { totalCount } }",
        "query A { clock { today } } query B { platforms(first: SIZE) { nodes { id } } }",
    ],
)
def test_a_page_is_judged_where_it_stands(document: str, size: str) -> None:
    with pytest.raises(BadArgument) as refused:
        PLANS.operation(document.replace("SIZE", size), "A" if "query A" in document else None)

    assert refused.value.code == "PAGE_SIZE"


@pytest.mark.parametrize("size", [-2_000_000_000, -1, 0, 101, 2**31 - 1])
def test_a_variable_is_judged_even_where_its_field_is_skipped(size: int) -> None:
    operation = PLANS.operation("query($n: Int) { platforms(first: $n) @skip(if: true) { totalCount } }", None)

    with pytest.raises(BadArgument) as refused:
        PLANS.coerced(operation, {"n": size})

    assert refused.value.code == "PAGE_SIZE"


def priced(text: str) -> int:
    operation: Operation = PLANS.operation(text, None)
    return operation.cost.of({})


def test_equal_filters_are_priced_as_the_one_scan_they_are() -> None:
    one = 'a: figures(filter: {quarters: ["2022Q1", "2022Q2"], kinds: null}) { reportCount }'
    same = 'b: figures(filter: {quarters: ["2022Q2", "2022Q1"]}) { reportCount }'
    other = 'b: figures(filter: {quarters: ["2022Q3"]}) { reportCount }'

    assert priced(f"{{ {one} }}") == FIGURES + 2
    assert priced(f"{{ {one} {same} }}") == FIGURES + 4
    assert priced(f"{{ {one} {other} }}") == 2 * FIGURES + 4
    with pytest.raises(BadArgument, match="cost"):
        affordable(
            Cost(
                GRAPH,
                cast(
                    "Any",
                    parse(
                        "{"
                        + " ".join(
                            f'f{n}: figures(filter: {{quarters: ["{2000 + n}Q1"]}}) {{ enterpriseCount }}'
                            for n in range(20)
                        )
                        + "}"
                    ).definitions[0],
                ),
                {},
            ),
            {},
        )


def test_what_scans_more_costs_more() -> None:
    page = priced("{ activities(first: 1) { nodes { id } } }")

    assert priced("{ activities(first: 1) { nodes { id } totalCount } }") > page + 100
    assert priced("{ coverages(first: 1) { nodes { id } } }") > page + 400
