"""Documents of strangers that are dear, deep, wide or round: what is sent, and how it is refused, or None where it is answered."""

from collections.abc import Iterator
from typing import Any, Final

from graphql import get_introspection_query

from tests.api.robust.attack import Sent, many, nested

LISTS: Final = (
    "activities",
    "channels",
    "circulars",
    "coverages",
    "demands",
    "disclosures",
    "entities",
    "evaluations",
    "fundUses",
    "notices",
    "partners",
    "platforms",
    "posts",
    "products",
    "regions",
    "reports",
    "rounds",
    "schemes",
    "subsidies",
    "reviews",
)
"""Twenty root lists that anybody may ask for."""
SIZES: Final = (-2_000_000_000, -1, 0, 101, 2**31 - 1)
WHOLE: Final = get_introspection_query()


def about_the_schema() -> Iterator[Sent]:
    """The schema, asked for dearly."""
    yield Sent(
        "four schemas", "{ " + many("a#: __schema { types { name fields { name } } }", 4) + " }", "TOO_MANY_SCHEMAS"
    )
    yield Sent("two types", "{ " + many('a#: __type(name: "Report") { name }', 2) + " }", "TOO_MANY_SCHEMAS")
    yield Sent(
        "schemas in fragments",
        "{ ...F ... { ...F } } fragment F on Query { __schema { types { name } } }",
        "TOO_MANY_SCHEMAS",
    )
    yield Sent(
        "a schema in each operation",
        "query A { __schema { types { name } } } query B { __schema { types { name } } }",
        "TOO_MANY_SCHEMAS",
    )
    yield Sent(
        "the schema in a circle",
        "{ __schema { types { " + "fields { type { " * 4 + "name" + " } }" * 4 + " } } }",
        "VALIDATION",
    )
    yield Sent("the schema beside data", "{ __schema { types { name } } clock { today } }", "MIXED")
    for n in range(5):
        yield Sent(f"the whole schema under name {n}", WHOLE.replace("IntrospectionQuery", f"Other{n}"))
    yield Sent(
        "the schema skipped four times",
        "{ " + many("a#: __schema @skip(if: true) { types { name } }", 4) + " }",
        "TOO_MANY_SCHEMAS",
    )
    yield Sent("the schema by a mutation", "mutation { __schema { types { name } } }", "VALIDATION")
    yield Sent("the schema by a subscription", "subscription { __schema { types { name } } }", "VALIDATION")
    yield Sent(
        "a type within its types",
        '{ __type(name: "Report") { ' + nested("ofType { # }", 60, "name") + " } }",
        "TOO_DEEP",
    )
    yield Sent(
        "a type and its fields' types in a circle",
        '{ __type(name: "Query") { ' + nested("fields { type { # } }", 3, "name") + " } }",
        "VALIDATION",
    )
    yield Sent(
        "interfaces in a circle",
        '{ __type(name: "Report") { ' + nested("interfaces { possibleTypes { # } }", 3, "name") + " } }",
        "VALIDATION",
    )
    yield Sent(
        "input fields in a circle",
        "{ __schema { types { " + nested("inputFields { type { # } }", 3, "name") + " } } }",
        "VALIDATION",
    )
    yield Sent("a type of a long name", '{ __type(name: "' + "x" * 60_000 + '") { name } }')
    yield Sent(
        "a type by variable", "query($n: String!) { __type(name: $n) { name fields { name } } }", None, {"n": "Query"}
    )
    yield Sent("descriptions under thirty words", "{ __schema { types { " + many("d#: description", 30) + " } } }")
    yield Sent(
        "types under thirty words",
        "{ __schema { " + many("t#: types { name description fields { name } }", 30) + " } }",
        "TOO_COSTLY",
    )
    yield Sent("typenames", "{ " + many("a#: __typename", 20) + " }")


def sizes() -> Iterator[Sent]:
    """Pages of sizes that are none."""
    for size in SIZES:
        page = f"platforms(first: {size}) @skip(if: true) {{ nodes {{ id }} }}"
        yield Sent(f"a skipped page of {size}", f"{{ clock {{ today }} {page} }}", "PAGE_SIZE")
        yield Sent(f"a page of {size} in a fragment", f"{{ ...F }} fragment F on Query {{ {page} }}", "PAGE_SIZE")
        yield Sent(
            f"a page of {size} by default",
            f"query($n: Int = {size}) {{ platforms(first: $n) {{ totalCount }} }}",
            "PAGE_SIZE",
        )
        yield Sent(
            f"a page of {size} by variable",
            "query($n: Int) { platforms(first: $n) @skip(if: true) { totalCount } }",
            "PAGE_SIZE",
            {"n": size},
        )
        yield Sent(
            f"a page of {size} that pays for others",
            "query($n: Int) { platforms(first: $n) @include(if: false) { nodes { id } } reports(first: 100) { nodes { platform { reports(first: 100) { nodes { id } } } } } }",
            "PAGE_SIZE",
            {"n": size},
        )
    yield Sent("a page of many digits", "{ platforms(first: " + "9" * 60_000 + ") { totalCount } }", "PAGE_SIZE")
    yield Sent("a page of a fraction", "{ platforms(first: 1.5) { totalCount } }", "VALIDATION")
    yield Sent("a page of a word", '{ platforms(first: "5") { totalCount } }', "VALIDATION")
    yield Sent("a page of nothing", "{ platforms(first: null) { totalCount } }")
    yield Sent(
        "a page of a huge variable",
        "query($n: Int) { platforms(first: $n) { totalCount } }",
        "VARIABLES",
        {"n": 10**18},
    )
    yield Sent(
        "pages of two operations",
        "query A { platforms(first: 1) { totalCount } } query B { platforms(first: 999999) { totalCount } }",
        "PAGE_SIZE",
    )
    yield Sent(
        "a page deep within",
        "{ platforms { nodes { reports(first: 5000) @include(if: false) { totalCount } } } }",
        "PAGE_SIZE",
    )


def prices() -> Iterator[Sent]:
    """What is dear to find."""
    quarters = " ".join(
        f'f{n}: figures(filter: {{quarters: ["{2001 + n}Q1"]}}) {{ enterpriseCount microSmallCount }}'
        for n in range(20)
    )
    yield Sent("figures of twenty quarters", f"{{ {quarters} }}", "TOO_COSTLY")
    yield Sent(
        "figures of one filter twenty times",
        "{ " + many("f#: figures { enterpriseCount microSmallCount reportCount }", 20) + " }",
    )
    yield Sent("views twenty times", "{ " + many("c#: coverages { totalCount nodes { id } }", 20) + " }")
    yield Sent(
        "pages in pages",
        "{ platforms(first: 100) { nodes { reports(first: 100) { nodes { reviews(first: 100) { nodes { id } } } } } } }",
        "TOO_COSTLY",
    )
    yield Sent("totals of twenty lists", "{ " + " ".join(f"{each}(first: 1) {{ totalCount }}" for each in LISTS) + " }")
    yield Sent(
        "totals of one list twenty times",
        "{ " + many("a#: activities(first: 1) { totalCount }", 20) + " }",
    )
    yield Sent(
        "totals within pages",
        "{ platforms(first: 100) { nodes { reports(first: 1) { totalCount } partners(first: 1) { totalCount } } } }",
    )
    yield Sent(
        "pages of a hundred of a hundred",
        "{ platforms(first: 100) { nodes { reports(first: 100) { nodes { id } } } } }",
    )
    yield Sent(
        "full pages of twenty lists",
        "{ " + " ".join(f"{each}(first: 100) {{ nodes {{ id }} edges {{ cursor }} }}" for each in LISTS) + " }",
    )
    yield Sent(
        "columns of every platform under thirty words",
        "{ platforms(first: 100) { nodes { " + many("a#: name", 30) + " } } }",
    )
    yield Sent(
        "all that may be done with a page",
        "{ platforms(first: 100) { nodes { allowedActions { action allowed } } } }",
        None,
    )
    yield Sent(
        "records within their records",
        "{ platforms(first: 100) { nodes { "
        + nested("region { platforms(first: 1) { nodes { # } } }", 4, "id")
        + " } } }",
        None,
    )
    yield Sent(
        "figures by every platform",
        "query($p: [ID!]) { figures(filter: {platforms: $p}) { reportCount } }",
        "LIST_TOO_LONG",
        {"p": ["x"] * 501},
    )
    yield Sent(
        "views within records",
        "{ platforms(first: 100) { nodes { coverage(first: 100) { totalCount nodes { id } } } } }",
        None,
    )
    yield Sent(
        "the rule pack twenty times",
        "{ " + many("r#: rulePack { figures { key label value article ours } }", 20) + " }",
        None,
    )


def shapes() -> Iterator[Sent]:
    """Documents that are many, deep, wide or round."""
    yield Sent("aliases", "{ platforms { " + many("a#: __typename", 31) + " } }", "TOO_MANY_ALIASES")
    yield Sent(
        "aliases by fragments",
        "{ platforms { nodes { " + "...F " * 16 + "} } } fragment F on Platform { a: id b: name }",
        "TOO_MANY_ALIASES",
    )
    yield Sent("one field many times", "{ platforms { " + "nodes { id } " * 300 + "} }", "TOO_MANY_REPEATS")
    yield Sent("directives", "{ clock { today " + "@skip(if: false) " * 200 + "} }", "TOO_MANY_DIRECTIVES")
    yield Sent("roots", "{ " + "__typename " * 1000 + "}", "TOO_MANY_ROOTS")
    yield Sent("fragments", "{ __typename } " + many("fragment F# on Query { __typename }", 200), "TOO_MANY_FRAGMENTS")
    yield Sent(
        "depth",
        "{ platforms { nodes { " + "region { platforms { nodes { " * 8 + "id" + " } } }" * 8 + " } } }",
        "TOO_DEEP",
    )
    yield Sent(
        "a fragment in a circle", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "VALIDATION"
    )
    yield Sent("a fragment of itself", "{ ...A } fragment A on Query { clock { today } ...A }", "VALIDATION")
    for levels in (10, 25, 49):
        doubled = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels))
        yield Sent(
            f"fragments that spread twice {levels} times",
            f"{{ ...F0 }} {doubled} fragment F{levels} on Query {{ clock {{ today }} }}",
            "TOO_MANY_REPEATS",
        )
    for depth, spread, listed, literal, given in (
        (50, None, "VALIDATION", None, None),
        (150, "TOO_DEEP", "VALIDATION", "SYNTAX", "VARIABLES"),
        (500, "SYNTAX", "SYNTAX", "SYNTAX", "VARIABLES"),
    ):
        yield Sent(f"{depth} nested fragments", "{ " + nested("... { # }", depth, "__typename") + " }", spread)
        yield Sent(
            f"{depth} nested lists", f"{{ platforms(filter: {'[' * depth}{']' * depth}) {{ totalCount }} }}", listed
        )
        filters = nested("{and: [#]}", depth)
        yield Sent(f"{depth} nested filters", f"{{ platforms(filter: {filters}) {{ totalCount }} }}", literal)
        value: dict[str, Any] = {}
        for _ in range(min(depth, 200)):
            value = {"and": [value]}
        asked = "query($f: PlatformFilter) { platforms(filter: $f) { totalCount } }"
        yield Sent(f"{depth} nested filters in a variable", asked, given, {"f": value})


def contradictions() -> Iterator[Sent]:
    """Documents that validation compares part by part, or that are not of this schema."""
    yield Sent("one field with unlike arguments", "{ " + many('node(id: "#") { id }', 20) + " }", "VALIDATION")
    yield Sent("unlike fields under one word", "{ platforms { nodes { " + "a: name a: id " * 15 + "} } }", "VALIDATION")
    yield Sent(
        "fragments that contradict each other",
        "{ platforms { nodes { ...A ...B } } } fragment A on Platform { x: id " + many("a#: name", 14) + " } "
        "fragment B on Platform { x: name " + many("a#: id", 14) + " }",
        "VALIDATION",
    )
    yield Sent(
        "fragments of many fields that may contradict each other",
        "{ platforms { nodes { "
        + many("...F#", 25)
        + " } } } "
        + many("fragment F# on Platform { " + "id name kind region { id name } " * 2 + "}", 25),
        "TOO_MANY_REPEATS",
    )
    yield Sent(
        "nested fragments that may contradict each other",
        "{ platforms { nodes { "
        + many("...F#", 14)
        + " } } } "
        + many("fragment F# on Platform { region { platforms { nodes { region { id name } } } } }", 14),
        None,
    )
    yield Sent(
        "types of records in one selection",
        '{ node(id: "x") { ' + many("... on Platform { id name } ... on Report { id } ", 100) + "} }",
        "TOO_MANY_REPEATS",
    )
    yield Sent(
        "two entangled circles",
        "{ ...A } fragment A on Query { ...B ...A } fragment B on Query { ...A ...B }",
        "VALIDATION",
    )
    yield Sent(
        "a circle of fifty",
        "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{(n + 1) % 50} }}" for n in range(50)),
        "VALIDATION",
    )
    yield Sent(
        "a circle through fields",
        "{ platforms { nodes { ...F } } } fragment F on Platform { region { platforms { nodes { ...F } } } }",
        "VALIDATION",
    )
    yield Sent(
        "fragments that nobody spreads",
        "{ __typename } " + many("fragment F# on Query { __typename }", 50),
        "VALIDATION",
    )
    yield Sent("fragments of one name", "{ ...F } " + "fragment F on Query { __typename } " * 50, "VALIDATION")
    yield Sent("a fragment that is not there", "{ " + many("...F#", 200) + " }", "TOO_MANY_ROOTS")
    yield Sent("a fragment on no type", "{ ...F } fragment F on Nothing { id }", "VALIDATION")
    yield Sent("a fragment on a word", "{ ...F } fragment F on String { id }", "VALIDATION")
    yield Sent(
        "fragments with directives",
        "{ __typename ...F @include(if: true) } fragment F on Query @skip(if: true) { __typename }",
        "VALIDATION",
    )
    yield Sent("a directive nobody knows", "{ clock { today " + many("@a#", 30) + " } }", "VALIDATION")
    yield Sent("a directive twice", "{ clock { today @skip(if: false) @skip(if: false) } }", "VALIDATION")
    yield Sent("directives on the operation", "query " + "@skip(if: false) " * 31 + "{ clock { today } }", "VALIDATION")
    yield Sent(
        "directives on a variable", "query($a: Int " + "@skip(if: true) " * 31 + ") { clock { today } }", "VALIDATION"
    )
    yield Sent("defer", "{ clock { ... @defer { today } } }", "VALIDATION")
    yield Sent("stream", "{ platforms { nodes @stream(initialCount: 1) { id } } }", "VALIDATION")
    yield Sent("operations", many("query Q# { __typename }", 300), "OPERATION")
    yield Sent("operations of one name", "query Q { __typename } " * 200, "VALIDATION")
    yield Sent("operations without a name", "{ __typename } " * 200, "VALIDATION")
    yield Sent("definitions of types", "type Query { a: Int } " * 100, "VALIDATION")
    yield Sent("additions to types", "extend type Query { a: Int } { __typename }", "VALIDATION")
    yield Sent("a schema of its own", "schema { query: Report } { __typename }", "VALIDATION")
    yield Sent("arguments nobody knows", "{ platforms(" + many("a#: 1", 400) + ") { totalCount } }", "VALIDATION")
    yield Sent("one argument many times", "{ platforms(" + "first: 1 " * 400 + ") { totalCount } }", "VALIDATION")
    yield Sent("inline fragments of types", "{ " + nested("... on Query { # }", 150, "__typename") + " }", "TOO_DEEP")
    yield Sent("fields nobody knows within each other", nested("{ a # }", 180), "TOO_DEEP")
    yield Sent("selections of what has none", "{ clock { today { today } } }", "VALIDATION")
    yield Sent("no selection of what has one", "{ platforms }", "VALIDATION")


def documents() -> Iterator[Sent]:
    """All of them."""
    for chapter in (about_the_schema, sizes, prices, shapes, contradictions):
        yield from chapter()
