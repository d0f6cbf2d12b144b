"""Documents of strangers whose values, variables or texts are hard to take."""

from collections.abc import Iterator
from typing import Any, Final

from tests.api.robust.attack import Sent, many, nested


def values() -> Iterator[Sent]:
    """Values and variables."""
    yield Sent(
        "a filter of many parts",
        "query($f: PlatformFilter) { platforms(filter: $f) { totalCount } }",
        "LIST_TOO_LONG",
        {"f": {"or": [{"name": {"startsWith": "x"}}] * 501}},
    )
    yield Sent(
        "a filter of many values",
        "query($f: [String!]) { platforms(filter: {name: {in: $f}}) { totalCount } }",
        "LIST_TOO_LONG",
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

    yield Sent("variables that nobody uses", "query(" + many("$v#: Int", 300) + ") { __typename }", "VALIDATION")
    yield Sent(
        "variables of one name", "query(" + "$v: Int " * 300 + ") { platforms(first: $v) { totalCount } }", "VALIDATION"
    )
    yield Sent("a variable of no type", "query($v: Nothing) { platforms(first: $v) { totalCount } }", "VALIDATION")
    yield Sent(
        "a variable of lists in lists",
        f"query($v: {'[' * 150}Int{']' * 150}) {{ platforms(first: $v) {{ totalCount }} }}",
        "VALIDATION",
    )
    yield Sent(
        "a default within a default",
        "query($f: PlatformFilter = " + nested("{and: [#]}", 100, "{}") + ") { platforms(filter: $f) { totalCount } }",
        "SYNTAX",
    )
    yield Sent("a filter by variable that nobody declared", "{ platforms(filter: $f) { totalCount } }", "VALIDATION")
    yield Sent("variables that nobody asked for", "{ clock { today } }", None, {f"v{n}": n for n in range(10_000)})
    yield Sent(
        "a huge variable that nobody asked for", "{ clock { today } }", None, {"v": [[n] for n in range(30_000)]}
    )
    yield Sent("a filter of empty parts", PLATFORMS, None, {"f": {"or": [{}] * 500}})
    yield Sent("a filter of parts of parts", PLATFORMS, "TOO_LARGE", {"f": {"or": [{"and": [{}] * 150}] * 500}})
    yield Sent(
        "a filter of conditions of conditions",
        PLATFORMS,
        "VARIABLES",
        {"f": {"or": [{"and": [{"name": {"eq": "x"}}] * 20}] * 490}},
    )
    yield Sent(
        "a filter of more conditions than are compared",
        PLATFORMS,
        "TOO_COSTLY",
        {"f": {"or": [{"name": {"startsWith": "x"}, "kind": {"isNull": True}}] * 490}},
    )
    yield Sent(
        "a filter of nothing five thousand times",
        PLATFORMS,
        "TOO_COSTLY",
        {"f": {"or": [{"name": None, "kind": None, "and": [{}] * 6} for _ in range(490)]}},
    )
    yield Sent(
        "one filter in twenty places",
        "query($f: PlatformFilter) { " + many("p#: platforms(filter: $f, first: 1) { totalCount }", 20) + " }",
        "TOO_COSTLY",
        {"f": {"or": [{"name": {"startsWith": "x"}}] * 400}},
    )
    yield Sent(
        "a filter of five hundred words",
        PLATFORMS,
        None,
        {"f": {"or": [{"name": {"startsWith": f"x{n}"}} for n in range(500)]}},
    )
    yield Sent(
        "a filter of five hundred fields nobody knows", PLATFORMS, "VARIABLES", {"f": {f"x{n}": n for n in range(5000)}}
    )
    yield Sent("a filter as a text", PLATFORMS, "VARIABLES", {"f": "x" * 100_000})
    yield Sent("a filter of wrong kinds", PLATFORMS, "VARIABLES", {"f": {"and": [{"name": 5}] * 5000}})
    yield Sent("a filter of five thousand values", PLATFORMS, "LIST_TOO_LONG", {"f": {"name": {"in": ["x"] * 9_000}}})
    yield Sent(
        "a literal filter of many parts",
        "{ platforms(filter: {or: [" + '{name: {eq: "x"}} ' * 180 + "]}) { totalCount } }",
        None,
    )
    yield Sent("a start of many signs", PLATFORMS, None, {"f": {"name": {"startsWith": "%_\\" * 30_000}}})
    yield Sent(
        "records by a long id", "query($id: ID!) { node(id: $id) { id } }", None, {"id": "UGxhdGZvcm06" * 20_000}
    )
    yield Sent("a record by no id", "query($id: ID!) { node(id: $id) { id } }", None, {"id": "%%%"})
    yield Sent("a record of no noun", "query($id: ID!) { node(id: $id) { id } }", None, {"id": "X19wcm90b19fOjE="})
    yield Sent("twenty records", "{ " + many('n#: node(id: "x#") { id }', 20) + " }")
    yield Sent("a cursor that is none", 'query { platforms(after: "x") { totalCount } }', "BAD_CURSOR")
    yield Sent(
        "a long cursor", "query($a: String) { platforms(after: $a) { totalCount } }", "BAD_CURSOR", {"a": "A" * 200_000}
    )
    yield Sent(
        "a cursor with a statement in it",
        "query($a: String) { platforms(after: $a) { totalCount } }",
        "BAD_CURSOR",
        {"a": "JzsgZHJvcCB0YWJsZSBhY2NvdW50OyAtLQ=="},
    )
    yield Sent("an order that is none", "{ platforms(orderBy: PASSWORD_ASC) { totalCount } }", "VALIDATION")
    yield Sent(
        "an order with a statement in it",
        "query($o: PlatformOrder) { platforms(orderBy: $o) { totalCount } }",
        "VARIABLES",
        {"o": "name asc; drop table account"},
    )
    yield Sent(
        "a code of a hundred thousand signs",
        "query($c: String!) { enterpriseByCode(code: $c) { id } }",
        None,
        {"c": "9" * 100_000},
    )
    yield Sent(
        "a receipt of blanks", "query($s: String!) { objection(receipt: $s) { state } }", None, {"s": " " * 200_000}
    )
    yield Sent("half of a pair", '{ complaint(receipt: "\\uD800") { state } }', "SYNTAX")
    yield Sent(
        "a number of many digits in a filter",
        "{ rounds(filter: {year: {eq: " + "9" * 60_000 + "}}) { totalCount } }",
        "VALIDATION",
    )
    yield Sent(
        "a number with a large exponent", "{ rounds(filter: {year: {eq: 1e999999999}}) { totalCount } }", "VALIDATION"
    )
    yield Sent("a flag that is a word", '{ clock { today @skip(if: "no") } }', "VALIDATION")
    yield Sent(
        "a flag by variable that is a number",
        "query($b: Boolean!) { clock { today @skip(if: $b) } }",
        "VARIABLES",
        {"b": 1},
    )
    yield from texts()


PLATFORMS: Final = "query($f: PlatformFilter) { platforms(filter: $f) { totalCount } }"


def texts() -> Iterator[Sent]:
    """Texts that are hard to read."""
    yield Sent("a block of many lines", 'query { complaint(receipt: """' + "\n  x" * 15_000 + '""") { state } }')
    yield Sent(
        "a block that is indented more and more",
        'query { complaint(receipt: """\n' + "\n".join(" " * n + "x" for n in range(300)) + '""") { state } }',
    )
    yield Sent("a text of escapes", 'query { complaint(receipt: "' + "\\u0041" * 10_000 + '") { state } }')
    yield Sent("a text without an end", 'query { complaint(receipt: "' + "x" * 60_000, "SYNTAX")
    yield Sent("a block without an end", 'query { complaint(receipt: """' + "x\n" * 30_000, "SYNTAX")
    yield Sent("an escape that is none", 'query { complaint(receipt: "' + "\\q" * 100 + '") { state } }', "SYNTAX")
    yield Sent("a long name", "{ " + "a" * 65_000 + " }", "VALIDATION")
    yield Sent("long names nobody knows", "{ " + many("x#" + "y" * 3_000, 19) + " }", "VALIDATION")
    yield Sent("a long name of an operation", "query " + "a" * 60_000 + " { clock { today } }")
    yield Sent("many remarks", "{ clock { today } }" + "\n#" * 30_000, "SYNTAX")
    yield Sent("commas", "{ clock { today } }" + "," * 60_000)
    yield Sent("blank lines", "{ clock { today } }" + "\n" * 60_000)
    yield Sent("a mark of the order of bytes", "\ufeff{ clock { today } }")
    yield Sent("a sign that nothing begins with", "{ clock { today } } \0", "SYNTAX")
    yield Sent("names in other letters", "{ 平台 { 名称 } }", "SYNTAX")
    yield Sent("tokens that are just few enough", "{ " + "__typename " * 1990 + "}", "TOO_MANY_ROOTS")
    yield Sent("fields of one record that are just few enough", "{ clock { " + "today now offsetSeconds " * 29 + "} }")
    yield Sent("fields nobody knows that are just few enough", "{ clock { " + many("x#", 1900) + " } }", "VALIDATION")
    yield Sent("braces that close", "}" * 60_000, "SYNTAX")
    yield Sent("parentheses", "{ platforms" + "(" * 60_000, "SYNTAX")
    yield Sent("an act by a stranger", "mutation { signOut(input: {}) { problems { code } } }", None)
    yield Sent(
        "twenty acts by a stranger",
        "mutation { "
        + many('a#: confirmOffice(input: {id: "x", expectedVersion: 1, idempotencyKey: "k"}) { problems { code } }', 20)
        + " }",
        None,
    )
    yield Sent(
        "twenty times signing in",
        "mutation { " + many('a#: signIn(input: {username: "x", password: "y"}) { token }', 20) + " }",
        "ONCE_ONLY",
    )
    yield Sent(
        "signing in with long words",
        "mutation($w: String!) { signIn(input: {username: $w, password: $w}) { problems { code } } }",
        None,
        {"w": "x" * 120_000},
    )
    yield Sent(
        "a complaint of a long text",
        COMPLAINT,
        None,
        {"input": {"idempotencyKey": "0" * 32, "platform": "x", "kind": "OTHER", "content": "字" * 80_000}},
    )
    yield Sent(
        "a complaint of fields nobody knows", COMPLAINT, "VARIABLES", {"input": {f"x{n}": n for n in range(5000)}}
    )
    yield Sent(
        "accounts by the ten thousand",
        "mutation($input: CreateAccountsInput!) { createAccounts(input: $input) { problems { code } } }",
        "VARIABLES",
        {"input": {"idempotencyKey": "k", "accounts": [{}] * 10_000}},
    )
    yield Sent(
        "a draft deep within itself",
        "mutation($input: SaveReportDraftInput!) { saveReportDraft(input: $input) { problems { code } } }",
        "VARIABLES",
        {"input": nesting(150)},
    )


COMPLAINT: Final = (
    "mutation($input: RaiseComplaintInput!) { raiseComplaint(input: $input) { receipt problems { code } } }"
)


def nesting(depth: int) -> dict[str, Any]:
    """An object within itself."""
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"draft": value}
    return value
