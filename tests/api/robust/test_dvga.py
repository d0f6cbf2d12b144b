"""The scenarios of Damn Vulnerable GraphQL Application (https://github.com/dolevf/Damn-Vulnerable-GraphQL-Application), by the names it gives them.

What it has and we have not, such as imports from an address, is shown to be absent: a scenario that does not apply says why.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import jwt
import pytest
import pytest_asyncio
import structlog

from api.database.database import create_database
from api.settings import Settings
from resolvers.root import schema
from tests.api.client import PASSWORD, Client, serving
from tests.api.sendings import PDF, send
from tests.builders.files import opened, own_platform
from tests.conftest import at, drop
from tests.pace import comes, paced

pytestmark = pytest.mark.asyncio(loop_scope="module")

GRAPH: Final[Any] = schema._schema
SHELL: Final = ("; touch {}", "$(touch {})", "`touch {}`", "| touch {}", "&& touch {}", "\n touch {}")
SQL: Final = (
    "' or '1'='1",
    "'; select pg_sleep(5); --",
    "\\'; drop table account; --",
    "%' union select username from account --",
)
HTML: Final = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<h1>notice</h1>",
)


class Site:
    """A server as it is set up for a city, a stranger at it, and whoever signs in."""

    def __init__(self, client: Client, settings: Settings) -> None:
        self.client, self.settings = client, settings

    async def code(self, document: str, variables: dict[str, Any] | None = None) -> str | None:
        """The code with which a document is refused."""
        answer = await self.client.raw(document, variables)
        assert answer.status_code < 500, answer.text
        errors = answer.json().get("errors")
        return errors and errors[0]["extensions"]["code"]

    async def platform(self) -> Any:
        asked = "{ platforms(first: 1) { nodes { id region { code } } } }"
        return (await self.client.query(asked))["platforms"]["nodes"][0]

    async def desk(self) -> Client:
        """Who reads complaints about it."""
        return await self.client.signed_in(f"{(await self.platform())['region']['code']}-department")

    async def complains(self, content: str) -> dict[str, Any]:
        """A stranger's complaint."""
        told = {"platform": (await self.platform())["id"], "kind": "OTHER", "content": content, "name": content[:50]}
        return await self.client.try_("raiseComplaint", "receipt", key=uuid4().hex, **told)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def site(
    server: str, city_template: str, city_keys: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Site]:
    name = f"{city_template}_dvga"
    await create_database(server, name, city_template)
    settings = Settings(
        database_url=at(server, name),
        data=tmp_path_factory.mktemp("dvga"),
        key_file=city_keys,
        demo=True,
        introspection=False,
        graphiql=False,
        guesses_by_account=5,
        work=True,
        poll_seconds=0.1,
    )
    async with serving(settings) as client:
        yield Site(client, settings)
    await drop(server, name)


# reconnaissance


async def discovering_graphql(site: Site) -> None:
    """The address is published; at all others there is nothing, and nothing leads on."""
    for path in (
        "/graphiql",
        "/playground",
        "/console",
        "/v1/graphql",
        "/api/graphql",
        "/graph",
        "/altair",
        "/graphql/",
    ):
        answer = await site.client.http.get(path, params={"query": "{ __typename }"})
        assert (answer.status_code, answer.headers.get("location")) == (404, None), path


async def fingerprinting_graphql(site: Site) -> None:
    """No header names a program or version, and to whom the schema is not told all that does not fit is told in one sentence."""
    answers = [
        await site.client.raw(asked)
        for asked in (
            "{ __typename @a }",
            "query { a }",
            "subscription { a }",
            "{ ...A }",
            "query($x: Y) { __typename }",
            "{ __typename @skip }",
        )
    ]
    assert len({answer.text for answer in answers}) == 1
    for answer in answers:
        assert not re.search(
            "uvicorn|starlette|strawberry|python|graphql-core", f"{answer.headers}{answer.text}", re.IGNORECASE
        )


# denial of service


async def batch_query_attack(site: Site) -> None:
    answer = await site.client.http.post("/graphql", json=[{"query": "{ __typename }"}] * 100)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "SHAPE")


async def deep_recursion_query_attack(site: Site) -> None:
    deep = "id"
    for _ in range(10):
        deep = f"region {{ platforms(first: 1) {{ nodes {{ {deep} }} }} }}"
    assert await site.code(f"{{ platforms {{ nodes {{ {deep} }} }} }}") == "TOO_DEEP"


async def resource_intensive_query_attack(site: Site) -> None:
    asked = (
        "{ platforms(first: 100) { nodes { reports(first: 100) { nodes { reviews(first: 100) { nodes { id } } } } } } }"
    )
    assert await site.code(asked) == "TOO_COSTLY"
    quarters = " ".join(f'f{n}: figures(filter: {{quarters: ["{2001 + n}Q1"]}}) {{ reportCount }}' for n in range(20))
    assert await site.code(f"{{ {quarters} }}") == "TOO_COSTLY"


async def field_duplication_attack(site: Site) -> None:
    assert await site.code("{ platforms { nodes { " + "id " * 500 + "} } }") == "TOO_MANY_REPEATS"


async def aliases_based_attack(site: Site) -> None:
    assert (
        await site.code("{ platforms { " + " ".join(f"a{n}: totalCount" for n in range(40)) + " } }")
        == "TOO_MANY_ALIASES"
    )


async def circular_fragment(site: Site) -> None:
    asked = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"
    assert await site.code(asked) == "VALIDATION"


# information disclosure


async def graphql_introspection(site: Site) -> None:
    assert await site.code("{ __schema { types { name } } }") == "INTROSPECTION_OFF"
    assert await site.code('{ __type(name: "Account") { fields { name } } }') == "INTROSPECTION_OFF"


async def graphiql_interface(site: Site) -> None:
    """It is shown where the settings say so, whatever a cookie or header says."""
    for headers in ({}, {"Cookie": "env=graphiql:enable"}, {"Accept": "text/html"}):
        assert (await site.client.http.get("/", headers=headers)).status_code == 404


async def graphql_field_suggestions(site: Site) -> None:
    answer = await site.client.raw("{ platform { nodes { nam } } report { id } }")
    assert answer.status_code == 400
    assert not re.search("Did you mean|platforms|reports", answer.text)


async def server_side_request_forgery(site: Site) -> None:
    """Does not apply: no act fetches what an asker names. None takes an address of the network, and one that stands in a text is not called."""
    inputs = [(of.name, name) for of in GRAPH.type_map.values() if of.name.endswith("Input") for name in of.fields]
    assert len(inputs) > 300
    assert [each for each in inputs if re.search(r"(?i)^(host|port|uri|webhook|callback)$", each[1])] == []
    called = list[bytes]()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.append(await reader.read(1))
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as listener:
        port = listener.sockets[0].getsockname()[1]
        assert (await site.complains(f"http://127.0.0.1:{port}/x"))["receipt"]
    assert called == []


async def stack_trace_errors(site: Site) -> None:
    attempts: tuple[tuple[str, dict[str, Any] | None], ...] = (
        ("{ a", None),
        ("query($x: Int!) { platforms(first: $x) { totalCount } }", {"x": {}}),
        ('{ platforms(after: "\' ") { totalCount } }', None),
    )
    for document, variables in attempts:
        answer = await site.client.raw(document, variables)
        assert answer.status_code == 400, answer.text
        assert not re.search(r'Traceback|File "|\.py|asyncpg|select ', answer.text)


# code execution


async def os_command_injection_1(site: Site) -> None:
    """Of what is asked: no text of an asker reaches a shell."""
    mark = site.settings.data / "ran-1"
    for attempt in SHELL:
        text = attempt.format(mark)
        assert (await site.client.query("query($s: String!) { complaint(receipt: $s) { state } }", s=text))[
            "complaint"
        ] is None
        assert (await site.client.query("query($s: String!) { enterpriseByCode(code: $s) { id } }", s=text))[
            "enterpriseByCode"
        ] is None
    assert not mark.exists()


async def os_command_injection_2(site: Site) -> None:
    """Of what is sent: a file is looked into by its content, and its name reaches no shell and no path."""
    mark = site.settings.data / "ran-2"
    operator = await site.client.signed_in("530102-operator")
    for attempt in SHELL[:4]:
        answer = await send(operator, attempt.format(mark) + ".pdf", PDF, platform=await own_platform(operator))
        assert answer.status_code in (201, 400), answer.text
    assert not mark.exists()


# injection


async def stored_cross_site_scripting(site: Site) -> None:
    """What is entered comes back as the JSON text it is, in an answer no browser takes for a page."""
    for text in HTML:
        assert (await site.complains(text))["receipt"]
    answer = await (await site.desk()).raw("{ complaints(first: 100) { nodes { content } } }")
    assert {*HTML} <= {each["content"] for each in answer.json()["data"]["complaints"]["nodes"]}
    assert answer.headers["content-type"].startswith("application/graphql-response+json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


async def log_spoofing(site: Site) -> None:
    """Nothing that is entered stands in the log, and a line of it cannot be ended from outside."""
    forged = 'x\n{"event": "forged", "level": "info"}'
    with structlog.testing.capture_logs() as lines:
        await site.client.try_("signIn", username=forged, password="x")
        await site.client.raw(f"query {json.dumps(forged)} {{ __typename }}")
        await site.client.raw("{ __typename }", None, **{"X-Request-Id": "forged forged", "User-Agent": "forged"})
    assert "forged" not in repr(lines)


async def html_injection(site: Site) -> None:
    """What a stranger wrote stands escaped in the letters that tell of it, or not at all."""
    desk = await site.desk()
    text = "<h1>forged notice</h1>"
    assert (await site.complains(text))["receipt"]

    async def letters() -> list[dict[str, str]]:
        found = await desk.query("{ letters(first: 100) { nodes { event html } } }")
        return [each for each in found["letters"]["nodes"] if each["event"] == "COMPLAINT_RECEIVED"]

    await comes(letters)
    assert "<h1>forged" not in repr(await letters())


async def sql_injection(site: Site) -> None:
    begun, most = time.perf_counter(), paced(4.0)
    for text in SQL:
        assert (await site.client.query("query($s: String!) { complaint(receipt: $s) { state } }", s=text))[
            "complaint"
        ] is None
        found = await site.client.query(
            "query($f: PlatformFilter) { platforms(filter: $f) { totalCount } }", f={"name": {"startsWith": text}}
        )
        assert found["platforms"]["totalCount"] == 0
        assert (await site.client.try_("signIn", "token", username=text, password=text))["token"] is None
    assert (
        await site.code("query($o: PlatformOrder) { platforms(orderBy: $o) { totalCount } }", {"o": "name; --"})
        == "VARIABLES"
    )
    assert (await site.client.query("{ platforms { totalCount } }"))["platforms"]["totalCount"] > 0
    assert time.perf_counter() - begun < most


# going round what is protected


async def graphql_jwt_token_forge(site: Site) -> None:
    """A token is ours or none: unsigned, signed by a guess, or one of ours with another session in it."""
    token = (await site.client.signed_in("oversight")).token or ""
    claims = jwt.decode(token, options={"verify_signature": False})
    head, body, signature = token.split(".")
    other = jwt.encode({**claims, "sid": str(uuid4())}, "x" * 32, "HS256").split(".")[1]
    forged = (
        jwt.encode(claims, "", "none"),
        jwt.encode(claims, "dvga" * 8, "HS256"),
        f"{head}.{other}.{signature}",
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:-4]}AAAA",
    )
    for each in forged:
        answer = await Client(site.client.http, each).raw("{ viewer { username } }")
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "NOT_SIGNED_IN")


async def graphql_interface_protection_bypass(site: Site) -> None:
    """Does not apply to a page that is not there; of the API, nothing but the token says who asks."""
    for headers in (
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-User": "bureau"},
        {"Cookie": "token=x; role=BUREAU"},
        {"X-Role": "MUNICIPAL_BUREAU"},
    ):
        answer = await site.client.raw("{ viewer { username } accounts { totalCount } }", None, **headers)
        assert answer.json() == {"data": {"viewer": None, "accounts": {"totalCount": 0}}}


async def graphql_query_deny_list_bypass(site: Site) -> None:
    """There is no list of words to get round: rights go by rows, whatever the operation and its aliases are called."""
    for asked in (
        "query getPlatforms { accounts { totalCount } }",
        "query { platforms: accounts { totalCount } }",
        "query { ...F } fragment F on Query { accounts { totalCount } }",
        "query A { accounts { totalCount } }",
    ):
        [found] = (await site.client.query(asked)).values()
        assert found == {"totalCount": 0}


# and further


async def graphql_query_weak_password_protection(site: Site) -> None:
    """Guesses are counted, several in one document are refused, and a weak password is not taken."""
    guess = 'signIn(input: {username: "finance", password: "#"}) { token }'
    several = " ".join(f"a{n}: {guess.replace('#', f'guess{n}')}" for n in range(20))
    assert await site.code(f"mutation {{ {several} }}") == "ONCE_ONLY"
    codes = [
        (await site.client.try_("signIn", "token", username="center", password=f"guess {n}"))["problems"][0]["code"]
        for n in range(8)
    ]
    assert codes[-1] == "LOCKED_OUT"
    oversight = await site.client.signed_in("oversight")
    me = (await oversight.query("{ viewer { account version } }"))["viewer"]
    weak = await oversight.try_(
        "changePassword", id=me["account"], expectedVersion=me["version"], present=PASSWORD, password="password"
    )
    assert weak["problems"][0]["path"] == ["password"]


async def arbitrary_file_write(site: Site) -> None:
    """A file lies under the hash of its content, wherever its name would lead."""
    operator = await site.client.signed_in("530102-operator")
    platform = await own_platform(operator)
    for name in (
        "../../escaped.pdf",
        f"{site.settings.data}/escaped.pdf",
        "..\\escaped.pdf",
        "a/../../escaped.pdf",
        "%2e%2e%2fescaped.pdf",
    ):
        answer = await send(operator, name, PDF, platform=platform)
        assert answer.status_code in (201, 400), answer.text
        if answer.status_code == 201:
            got = await operator.get(await opened(operator, answer.json()["id"]))
            assert got.content == PDF
    folder = site.settings.data
    assert {path.name for path in (folder / "files").rglob("*") if path.is_file()} == {answer.json()["sha256"]}
    assert not [*folder.parent.rglob("*escaped*")]


Scenario = Callable[[Site], Awaitable[None]]
SCENARIOS: Final[tuple[Scenario, ...]] = (
    discovering_graphql,
    fingerprinting_graphql,
    batch_query_attack,
    deep_recursion_query_attack,
    resource_intensive_query_attack,
    field_duplication_attack,
    aliases_based_attack,
    circular_fragment,
    graphql_introspection,
    graphiql_interface,
    graphql_field_suggestions,
    server_side_request_forgery,
    stack_trace_errors,
    os_command_injection_1,
    os_command_injection_2,
    stored_cross_site_scripting,
    log_spoofing,
    html_injection,
    sql_injection,
    graphql_jwt_token_forge,
    graphql_interface_protection_bypass,
    graphql_query_deny_list_bypass,
    graphql_query_weak_password_protection,
    arbitrary_file_write,
)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[each.__name__ for each in SCENARIOS])
async def test_scenario(site: Site, scenario: Scenario) -> None:
    await scenario(site)
