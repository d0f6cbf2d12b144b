"""The checks of graphql-cop (https://github.com/dolevf/graphql-cop), by the names it gives them, and two that it added later."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

import httpx
import pytest
import pytest_asyncio

from api.settings import Settings
from tests.api.client import Client, serving
from tests.conftest import at

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def door(
    server: str, city_template: str, city_keys: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Client]:
    """A stranger at a server as it is set up for a city; nothing here writes."""
    data = tmp_path_factory.mktemp("cop")
    settings = Settings(
        database_url=at(server, city_template),
        data=data,
        key_file=city_keys,
        demo=True,
        introspection=False,
        graphiql=False,
    )
    async with serving(settings) as client:
        yield client


def refused(answer: httpx.Response, code: str) -> None:
    assert answer.status_code in (400, 405, 415), answer.text
    assert [each["extensions"]["code"] for each in answer.json()["errors"]] == [code]
    assert "data" not in answer.json()


async def alias_overloading(door: Client) -> None:
    refused(
        await door.raw("query cop { " + " ".join(f"alias{n}: __typename" for n in range(101)) + " }"), "TOO_MANY_ROOTS"
    )
    aliases = " ".join(f"alias{n}: today" for n in range(101))
    refused(await door.raw(f"query cop {{ clock {{ {aliases} }} }}"), "TOO_MANY_ALIASES")


async def batch_queries(door: Client) -> None:
    answer = await door.http.post("/graphql", json=[{"query": "query cop { __typename }"}] * 11)
    refused(answer, "SHAPE")


async def directive_overloading(door: Client) -> None:
    refused(await door.raw("query cop { __typename " + "@aa" * 50 + " }"), "TOO_MANY_DIRECTIVES")


async def circular_query_by_introspection(door: Client) -> None:
    asked = "query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }"
    refused(await door.raw(asked), "VALIDATION")


async def circular_fragment(door: Client) -> None:
    asked = "query cop { ...A } fragment A on Query { __typename ...B } fragment B on Query { __typename ...A }"
    refused(await door.raw(asked), "VALIDATION")


async def field_duplication(door: Client) -> None:
    refused(await door.raw("query cop { " + "__typename " * 500 + "}"), "TOO_MANY_ROOTS")
    refused(await door.raw("query cop { clock { " + "today " * 500 + "} }"), "TOO_MANY_REPEATS")


async def mutation_by_get(door: Client) -> None:
    refused(await door.http.get(f"/graphql?query={quote('mutation cop { __typename }')}"), "METHOD")


async def query_by_get(door: Client) -> None:
    """Answered: queries change nothing, no cookie says who asks, and another origin reads no answer; a setting ends it."""
    answer = await door.http.get(
        f"/graphql?query={quote('query cop { __typename }')}", headers={"Origin": "https://example.invalid"}
    )
    assert answer.json() == {"data": {"__typename": "Query"}}
    assert "access-control-allow-origin" not in answer.headers
    assert "set-cookie" not in answer.headers


async def graphiql(door: Client) -> None:
    for path in ("/", "/graphiql", "/playground", "/console", "/graphql"):
        answer = await door.http.get(path, headers={"Accept": "text/html"})
        assert answer.status_code in (404, 406), path
        assert "graphiql" not in answer.text.lower()


async def introspection(door: Client) -> None:
    refused(await door.raw("query cop { __schema { types { name fields { name } } } }"), "INTROSPECTION_OFF")


async def field_suggestions(door: Client) -> None:
    answer = await door.raw("query cop { __schema { directive } }")
    refused(answer, "VALIDATION")
    assert "Did you mean" not in answer.text


async def trace_mode(door: Client) -> None:
    for asked in ("query cop { __typename }", "query cop { nothing }"):
        answer = await door.raw(asked, None, **{"X-Apollo-Tracing": "1", "Apollo-Federation-Include-Trace": "ftv1"})
        body = answer.json()
        assert {"tracing", "ftv1"}.isdisjoint(body.get("extensions", {}))
        assert all({*each["extensions"]} == {"code"} for each in body.get("errors", ()))


async def post_by_urlencoded(door: Client) -> None:
    refused(await door.http.post("/graphql", data={"query": "query cop { __typename }"}), "CONTENT_TYPE")


async def unhandled_errors(door: Client) -> None:
    answer = await door.raw("qwerty cop { abc }")
    refused(answer, "SYNTAX")
    for word in ("Traceback", 'File "', "exception", ".py"):
        assert word not in answer.text


Check = Callable[[Client], Awaitable[None]]
CHECKS: Final[tuple[Check, ...]] = (
    alias_overloading,
    batch_queries,
    directive_overloading,
    circular_query_by_introspection,
    mutation_by_get,
    query_by_get,
    graphiql,
    introspection,
    field_suggestions,
    trace_mode,
    post_by_urlencoded,
    field_duplication,
    circular_fragment,
    unhandled_errors,
)


@pytest.mark.parametrize("check", CHECKS, ids=[each.__name__ for each in CHECKS])
async def test_check(door: Client, check: Check) -> None:
    await check(door)
