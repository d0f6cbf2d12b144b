"""Requests of strangers that are no GraphQL request, or one that is hard to take: by their method, address, head or body."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from graphql import get_introspection_query

from tests.api.robust.attack import HOST, LAST, POST, Attack, many, posted, sends

QUERY: Final = b'{"query": "{ clock { today } }"}'
FORM: Final = b"POST /files HTTP/1.1\r\n" + HOST
FILE: Final = b"/files/RmlsZTowMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDA="


def got(path: bytes, *headers: bytes, method: bytes = b"GET") -> bytes:
    """A request without a body, the last over its connection."""
    return method + b" " + path + b" HTTP/1.1\r\n" + HOST + LAST + b"".join(headers) + b"\r\n"


def bodies() -> Iterator[Attack]:
    """Bodies."""
    yield sends("no body", posted(b""), "JSON")
    yield sends("no JSON", posted(b"query { clock { today } }"), "JSON")
    yield sends("a list", posted(b"[" + b",".join([QUERY] * 100) + b"]"), "SHAPE")
    yield sends("an empty list", posted(b"[]"), "SHAPE")
    yield sends("a list of lists", posted(b"[" * 100_000 + b"]" * 100_000), "JSON")
    yield sends("an object of objects", posted(b'{"a":' * 50_000 + b"1" + b"}" * 50_000), "JSON", "TOO_LARGE")
    yield sends(
        "lists just deep enough",
        posted(b'{"query": "{ clock { today } }", "variables": {"x": ' + b"[" * 900 + b"]" * 900 + b"}}"),
        "200",
        "JSON",
    )
    yield sends("a number", posted(b"1"), "SHAPE")
    yield sends("a text", posted(b'"' + b"x" * 200_000 + b'"'), "SHAPE")
    yield sends("nothing that is meant", posted(b"null"), "SHAPE")
    yield sends(
        "a number of many digits",
        posted(b'{"query": "{ clock { today } }", "variables": {"x": ' + b"9" * 200_000 + b"}}"),
        "200",
        "JSON",
    )
    yield sends(
        "a number with a large exponent in a body",
        posted(b'{"query": "{ clock { today } }", "variables": {"x": 1e400}}'),
        "200",
        "JSON",
    )
    yield sends(
        "one key many times", posted(b"{" + b",".join([b'"query": "{ clock { today } }"'] * 5000) + b"}"), "200"
    )
    yield sends(
        "many keys", posted(b'{"query": "{ clock { today } }",' + many('"k#": 1', 18_000, ",").encode() + b"}"), "200"
    )
    yield sends("half of a pair in a body", posted(b'{"query": "{ clock { today } } # \\ud800"}'), "JSON")
    yield sends("other letters than UTF-8", posted(b'{"query": "{ clock { today } } # \xff\xfe"}'), "JSON")
    yield sends("UTF-16", posted('{"query": "{ clock { today } }"}'.encode("utf-16")), "JSON")
    yield sends("a query that is no text", posted(b'{"query": {"a": 1}}'), "SHAPE")
    yield sends(
        "variables that are a list",
        posted(b'{"query": "{ clock { today } }", "variables": [' + b"1," * 50_000 + b"1]}"),
        "SHAPE",
    )
    yield sends(
        "an operation that is not named",
        posted(b'{"query": "query A { clock { today } }", "operationName": "' + b"B" * 100_000 + b'"}'),
        "OPERATION",
    )
    yield sends(
        "extensions that are many",
        posted(b'{"query": "{ clock { today } }", "extensions": {' + many('"k#": {}', 15_000, ",").encode() + b"}}"),
        "200",
    )
    yield sends(
        "a hash that is none",
        posted(b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "' + b"z" * 64 + b'"}}}'),
        "SHAPE",
    )
    yield sends(
        "a hash that nobody registered",
        posted(b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "' + b"0" * 64 + b'"}}}'),
        "PERSISTED_QUERY_NOT_FOUND",
    )
    yield sends(
        "a hash of something else",
        posted(
            b'{"query": "{ clock { today } }", "extensions": {"persistedQuery": {"sha256Hash": "' + b"0" * 64 + b'"}}}'
        ),
        "PERSISTED_QUERY_MISMATCH",
    )
    yield sends("a byte too many", posted(QUERY + b" " * (262_145 - len(QUERY))), "TOO_LARGE")
    yield sends("as many bytes as there may be", posted(QUERY + b" " * (262_144 - len(QUERY))), "200")
    yield sends("eight million bytes", posted(b" " * 8_000_000), "TOO_LARGE", "-")
    yield sends("a billion bytes that are announced", POST + LAST + b"Content-Length: 1000000000\r\n\r\n{", "TOO_LARGE")
    yield sends(
        "eight million bytes in pieces",
        POST
        + LAST
        + b"Transfer-Encoding: chunked\r\n\r\n"
        + (b"10000\r\n" + b" " * 65_536 + b"\r\n") * 122
        + b"0\r\n\r\n",
        "TOO_LARGE",
        "-",
    )
    yield sends(
        "a body in pieces of one byte",
        POST
        + LAST
        + b"Transfer-Encoding: chunked\r\n\r\n"
        + b"".join(b"1\r\n%c\r\n" % each for each in QUERY + b" " * 20_000)
        + b"0\r\n\r\n",
        "200",
    )


def kinds() -> Iterator[Attack]:
    """What a body is said to be."""
    multipart = b'--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n' + QUERY + b"\r\n--x--\r\n"
    for name, kind, body in (
        ("a form", b"application/x-www-form-urlencoded", b"query=%7B__typename%7D"),
        ("a form of a thousand fields", b"application/x-www-form-urlencoded", many("a#=1", 1000, "&").encode()),
        ("parts", b"multipart/form-data; boundary=x", multipart),
        ("GraphQL", b"application/graphql", b"{ __typename }"),
        ("text", b"text/plain", QUERY),
        ("JSON in other letters", b"application/json; charset=utf-16", QUERY),
        ("JSON with much behind it", b"application/json; " + b"x=y; " * 5000, QUERY),
    ):
        head = b"POST /graphql HTTP/1.1\r\n" + HOST + LAST + b"Content-Type: " + kind + b"\r\n"
        yield sends(name, head + b"Content-Length: %d\r\n\r\n" % len(body) + body, "CONTENT_TYPE")
    yield sends(
        "a kind that is not told",
        b"POST /graphql HTTP/1.1\r\n" + HOST + LAST + b"Content-Length: 2\r\n\r\n{}",
        "CONTENT_TYPE",
    )
    for coding in (b"gzip", b"br", b"deflate, gzip", b"x" * 1000):
        yield sends(
            f"compressed by {coding.decode()[:13]}",
            posted(QUERY, b"Content-Encoding: " + coding + b"\r\n"),
            "CONTENT_ENCODING",
        )


def addresses() -> Iterator[Attack]:
    """Methods and addresses."""
    for method in (b"HEAD", b"PUT", b"PATCH", b"DELETE", b"OPTIONS", b"TRACE"):
        yield sends(f"{method.decode()} of the API", got(b"/graphql", method=method), "METHOD", "405")
    yield sends("a query by its address", got(b"/graphql?query=%7B__typename%7D"), "200")
    yield sends(
        "an act by its address",
        got(b"/graphql?query=" + quote("mutation { signOut(input: {}) { problems { code } } }").encode()),
        "METHOD",
    )
    yield sends(
        "a query by the address of a post",
        posted(b"{}").replace(b"/graphql", b"/graphql?query=%7B__typename%7D", 1),
        "SHAPE",
    )
    yield sends("an address too long", got(b"/graphql?query=" + b"a" * 20_000), "TOO_LARGE")
    yield sends("an address much too long", got(b"/" + b"a" * 60_000), "404", "400")
    yield sends(
        "the schema by its address",
        got(b"/graphql?query=" + quote(get_introspection_query()).encode()),
        "200",
        "INTROSPECTION_OFF",
    )
    yield sends("a parameter twice", got(b"/graphql?query=%7B__typename%7D&query=%7B__typename%7D"), "SHAPE")
    yield sends("many parameters", got(b"/graphql?" + many("a#=1", 1000, "&").encode()), "SHAPE")
    yield sends("parameters in other letters", got(b"/graphql?query=%ff%fe"), "SHAPE")
    yield sends("variables that are no JSON", got(b"/graphql?query=%7B__typename%7D&variables=%7B"), "JSON")
    yield sends(
        "variables deep in each other", got(b"/graphql?query=%7B__typename%7D&variables=" + b"%5B" * 5000), "JSON"
    )
    yield sends("a slash too many", got(b"/graphql/"), "404")
    yield sends("two slashes", got(b"//example.invalid/graphql"), "404")
    for path in (
        b"/assets/../../../etc/passwd",
        b"/assets/%2e%2e/%2e%2e/etc/passwd",
        b"/assets/..%2f..%2fpyproject.toml",
        b"/assets/\\..\\x",
        b"/assets/%00",
    ):
        yield sends(f"a way out of a folder by {path.decode()}", got(path), "404", "400")
    yield sends("a file without a link", got(FILE), "NOT_SIGNED_IN", "LINK_OVER")
    yield sends("a file by a link that is none", got(FILE + b"?link=" + b"e" * 900), "LINK_OVER", "NOT_SIGNED_IN")
    yield sends(
        "a file of a long name", got(b"/files/" + b"x" * 50_000), "NOT_FOUND", "NOT_SIGNED_IN", "LINK_OVER", "404"
    )
    yield sends(
        "a part of a part of a file",
        got(FILE, b"Range: bytes=" + many("#-#", 5000, ",").encode() + b"\r\n"),
        "NOT_SIGNED_IN",
        "LINK_OVER",
    )
    yield sends(
        "the schema's file against many tags",
        got(b"/schema.graphql", b"If-None-Match: " + many('"#"', 8000, ",").encode() + b"\r\n"),
        "200",
    )
    yield sends(
        "the figures of the server from elsewhere",
        got(b"/metrics", b"X-Forwarded-For: 203.0.113.9\r\n"),
        "403",
        "404",
        "200",
    )
    yield sends("the audit's checkpoints by a post", got(b"/audit/checkpoints", method=b"POST"), "METHOD")
    yield sends("the audit's checkpoints", got(b"/audit/checkpoints"), "200")
    yield sends("whether it is ready", got(b"/readyz"), "200")


def heads() -> Iterator[Attack]:
    """Heads."""
    for name, header, answers in (
        ("an answer that is none of ours", b"Accept: text/html\r\n", "NOT_ACCEPTABLE"),
        ("many answers", b"Accept: " + many("a/b#;q=0.5", 4000, ",").encode() + b"\r\n", "NOT_ACCEPTABLE"),
        ("many languages", b"Accept-Language: " + many("x#;q=0.5", 5000, ",").encode() + b"\r\n", "200"),
        ("a language of many parts", b"Accept-Language: " + b"-".join([b"x"] * 25_000) + b"\r\n", "200"),
        ("a weight of many digits", b"Accept-Language: en;q=0." + b"1" * 50_000 + b"\r\n", "200"),
        ("a token that is none", b"Authorization: Bearer x\r\n", "NOT_SIGNED_IN"),
        ("a long token", b"Authorization: Bearer " + b"x" * 60_000 + b"\r\n", "NOT_SIGNED_IN"),
        ("a token of many parts", b"Authorization: Bearer " + b"." * 1000 + b"\r\n", "NOT_SIGNED_IN"),
        (
            "a token without a signature",
            b"Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzaWQiOiIxIn0.\r\n",
            "NOT_SIGNED_IN",
        ),
        ("a name and a password", b"Authorization: Basic eDp5\r\n", "NOT_SIGNED_IN"),
        ("a number of its own", b"X-Request-Id: " + b"x" * 50_000 + b"\r\n", "200"),
        ("a device of a long name", b"User-Agent: " + b"x" * 60_000 + b"\r\n", "200"),
        ("cookies", b"Cookie: " + many("c#=1", 6000, ";").encode() + b"\r\n", "200"),
        ("a thousand lines", b"".join(b"X-%d: y\r\n" % n for n in range(1000)), "200"),
        ("another address before ours", b"X-Forwarded-For: " + many("10.0.0.#", 5000, ",").encode() + b"\r\n", "200"),
        ("an address that is none", b"X-Forwarded-For: ' or 1=1\r\n", "200"),
        (
            "an offer of another protocol",
            b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n",
            "JSON",
        ),
        ("an origin of its own", b"Origin: https://example.invalid\r\n", "200"),
    ):
        yield sends(name, posted(QUERY, header), answers)
    yield sends("a host of another name", posted(QUERY).replace(HOST, b"Host: example.invalid\r\n"), "HOST")
    yield sends("a host of a long name", posted(QUERY).replace(HOST, b"Host: " + b"x" * 60_000 + b"\r\n"), "HOST")
    yield sends("two hosts", posted(QUERY, HOST), "HOST", "400")
    yield sends("no host", posted(QUERY).replace(HOST, b""), "HOST", "400")
    yield sends(
        "a question from another page",
        got(
            b"/graphql",
            b"Origin: https://example.invalid\r\nAccess-Control-Request-Method: POST\r\n",
            method=b"OPTIONS",
        ),
        "METHOD",
        "400",
    )


def wires() -> Iterator[Attack]:
    """What is no HTTP, or two things at once."""
    for name, text, *answers in (
        ("a length and pieces", POST + LAST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"),
        ("two lengths", POST + LAST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}", "400"),
        ("a length below nothing", POST + LAST + b"Content-Length: -1\r\n\r\n", "400"),
        ("a length beyond numbers", POST + LAST + b"Content-Length: " + b"9" * 100 + b"\r\n\r\n", "400"),
        ("pieces of pieces", POST + LAST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", "400", "JSON"),
        ("a piece without an end", POST + LAST + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx", "400", "408", "SLOW", "TOO_LARGE"),
        ("a piece beyond numbers", POST + LAST + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 100 + b"\r\nx", "400"),
        ("a piece of no number", POST + LAST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx", "400"),
        ("a remark to a piece", POST + LAST + b"Transfer-Encoding: chunked\r\n\r\n2;" + b"x" * 50_000 + b"\r\n{}\r\n0\r\n\r\n", "SHAPE", "400"),
        ("lines after the pieces", POST + LAST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nHost: example.invalid\r\n\r\n", "HOST"),
        ("a line that goes on", posted(QUERY, b"X-A: b\r\n  c\r\n"), "200", "400"),
        ("a blank before a colon", posted(QUERY, b"X-A : b\r\n"), "400"),
        ("no name before a colon", posted(QUERY, b": b\r\n"), "400"),
        ("nothing within a name", posted(QUERY, b"X-\0A: b\r\n"), "400"),
        ("a method nobody knows", got(b"/graphql", method=b"BREW"), "400"),
        ("a way through", got(b"example.invalid:443", method=b"CONNECT"), "400", "404", "HOST", "405"),
        ("the address of another server", got(b"http://example.invalid/graphql?query=%7B__typename%7D"), "404", "200", "400"),
        ("a version nobody knows", b"GET / HTTP/9.9\r\n" + HOST + LAST + b"\r\n", "400"),
        ("no version", b"GET /graphql\r\n\r\n", "HOST"),
        ("blanks for a head", b"\r\n" * 20_000 + got(b"/healthz"), "200"),
        ("TLS", b"\x16\x03\x01\x02\x00\x01\x00" * 20, "400"),
        ("SSH", b"SSH-2.0-OpenSSH_9.6\r\n", "400"),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"),
        ("noise", bytes(range(256)) * 200, "400", "-"),
        ("a hundred at once", POST.join([b""] + [b"Content-Length: %d\r\n\r\n" % len(QUERY) + QUERY] * 100) + got(b"/healthz"), "200"),
        ("a file of no form", FORM + LAST + b"Content-Type: text/plain\r\nContent-Length: 1\r\n\r\nx", "NOT_SIGNED_IN"),
        ("a form without its bounds", FORM + LAST + b"Content-Type: multipart/form-data\r\nContent-Length: 1\r\n\r\nx", "NOT_SIGNED_IN"),
        ("a form with long bounds", FORM + LAST + b"Content-Type: multipart/form-data; boundary=" + b"x" * 50_000 + b"\r\nContent-Length: 1\r\n\r\nx", "NOT_SIGNED_IN"),
    ):  # fmt: skip
        yield sends(name, text, *answers)


def requests() -> Iterator[Attack]:
    """All of them."""
    for chapter in (bodies, kinds, addresses, heads, wires):
        yield from chapter()
