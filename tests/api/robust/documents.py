"""Documents of strangers: by name what is sent, and the code of its refusal, or None where it is answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import get_introspection_query


@dataclass(frozen=True)
class Sent:
    """A document with its variables, and how it is refused."""

    name: str
    query: str
    code: str | None = None
    variables: dict[str, Any] = field(default_factory=dict[str, Any])


def many(what: str, times: int) -> str:
    """A text with each number from nothing up in the place of `#`."""
    return " ".join(what.replace("#", str(n)) for n in range(times))


SIZES: Final = (-2_000_000_000, -1, 0, 101, 2**31 - 1)
WHOLE: Final = get_introspection_query()


def documents() -> Iterator[Sent]:
    """The corpus."""
    # the schema
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
    # sizes of pages
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
    # prices
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
    # shapes
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
    for depth in (50, 150, 500):
        code = "SYNTAX" if depth > 200 else "ANY"
        yield Sent(f"{depth} nested fragments", "{ " + "... { " * depth + "__typename" + " }" * depth + " }", code)
        yield Sent(
            f"{depth} nested lists", "{ platforms(filter: " + "[" * depth + "]" * depth + ") { totalCount } }", "ANY"
        )
        yield Sent(
            f"{depth} nested filters",
            "{ platforms(filter: " + "{and: [" * depth + "]}" * depth + ") { totalCount } }",
            "ANY",
        )
        value: dict[str, Any] = {}
        for _ in range(min(depth, 200)):
            value = {"and": [value]}
        yield Sent(
            f"{depth} nested filters in a variable",
            "query($f: PlatformFilter) { platforms(filter: $f) { totalCount } }",
            "ANY",
            {"f": value},
        )
    # values
    yield Sent(
        "a filter of many parts",
        "query($f: PlatformFilter) { platforms(filter: $f) { totalCount } }",
        "LIST_TOO_LONG",
        {"f": {"or": [{"name": {"startsWith": "x"}}] * 501}},
    )
    yield Sent(
        "a filter of many values",
        "query($f: [String!]) { platforms(filter: {name: {in: $f}}) { totalCount } }",
        "ANY",
        {"f": ["x"] * 501},
    )
    yield Sent("a long word", "query($s: String!) { complaint(receipt: $s) { state } }", None, {"s": "x" * 100_000})
    yield Sent(
        "a word with nothing in it",
        "query($s: String!) { complaint(receipt: $s) { state } }",
        "BAD_VALUE",
        {"s": "a\0b"},
    )
    yield Sent("many variables", "query(" + many("$v#: Int", 400) + ") { clock { today } }", "VALIDATION")
    yield Sent("many unknown fields", "{ " + many("nothing#", 19) + " }", "VALIDATION")
    yield Sent("tokens", "{ " + "a " * 3000 + "}", "SYNTAX")
    yield Sent("a long remark", "{ clock { today } } # " + "x" * 70_000, "SYNTAX")
    yield Sent("braces", "{" * 10_000, "SYNTAX")
    yield Sent("nothing", "", "SYNTAX")
    yield Sent("a subscription", "subscription { clock { today } }", "VALIDATION")


DOCUMENTS: Final = tuple(documents())
