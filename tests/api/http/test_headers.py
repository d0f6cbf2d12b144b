"""What answers tell browsers: nothing foreign runs, nobody guesses, and which pages of which origins may call."""

from collections.abc import AsyncGenerator
from typing import Any, Final

import httpx
import pytest

from api.http.protection import NOTHING
from api.settings import Settings
from tests.api.browser import visiting
from tests.api.client import Client, serving

ELSEWHERE: Final = "https://app.example.gov.cn"
LOCAL: Final = ("http://localhost:5173", "http://127.0.0.1:3000", "https://[::1]", "http://localhost")
FOREIGN: Final = (
    "https://example.invalid",
    "http://localhost.example.invalid",
    "http://localhost:5173.example.invalid",
    "http://example.invalid/localhost",
    "null",
    f"{ELSEWHERE}.example.invalid",
    ELSEWHERE.replace("https", "http"),
)
ASKED: Final = "authorization, content-type, traceparent, tracestate, baggage, x-request-id"


@pytest.fixture
async def demonstration(city_settings: Settings) -> AsyncGenerator[Client]:
    async with serving(city_settings.model_copy(update={"origins": (ELSEWHERE,)})) as client:
        yield client


async def preflight(client: Client, origin: str, headers: str = ASKED) -> httpx.Response:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": headers}
    return await client.http.options("/graphql", headers={"Origin": origin, **asked})


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/graphql", 415),
        ("GET", "/graphql?query=%7B__typename%7D", 200),
        ("GET", "/schema.graphql", 200),
        ("GET", "/graphiql.json", 200),
        ("GET", "/assets/nothing.js", 404),
        ("GET", "/nothing", 404),
        ("GET", "/files/x", 403),
        ("POST", "/files", 401),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/metrics", 200),
        ("GET", "/audit/checkpoints", 200),
    ],
)
async def test_whatever_is_no_page_runs_nothing_is_not_guessed_at_and_sends_nobody_on(
    anyone: Client, method: str, path: str, status: int
) -> None:
    answer = await anyone.http.request(method, path)

    assert answer.status_code == status, answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-security-policy"] == NOTHING.decode()
    assert "strict-transport-security" not in answer.headers


async def test_a_refused_host_and_a_refused_preflight_are_protected_too(anyone: Client) -> None:
    for answer in (
        await anyone.http.get("/graphql", headers={"Host": "example.invalid"}),
        await preflight(anyone, "https://example.invalid"),
    ):
        assert answer.status_code == 400
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_page_has_a_policy_of_its_own_without_inline_scripts(anyone: Client) -> None:
    answer = await anyone.http.get("/")
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))

    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["worker-src"] == policy["connect-src"] == "'self'"
    assert answer.headers.get_list("content-security-policy", split_commas=False) == [
        answer.headers["content-security-policy"]
    ]
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_the_page_works_in_a_browser_that_holds_it_to_its_policy(anyone: Client) -> None:
    async with visiting(str(anyone.http.base_url)) as visit:
        await visit.open_step("WhatThePublicReads")
        assert (await visit.run())["data"]["notices"]["nodes"]
        await visit.button("登录").click()
        await visit.page.get_by_label("演示账号").select_option("finance")
        await visit.button("退出").wait_for()
        assert visit.complaints == []

        # That is worth something, for what it forbids is complained of: a script within the page, and one from elsewhere.
        for forbidden in (
            "const script = document.createElement('script'); script.textContent = 'window.ran = 1'; document.head.append(script)",
            "const script = document.createElement('script'); script.src = 'http://127.0.0.1:1/x.js'; document.head.append(script)",
            "fetch('http://127.0.0.1:1/x').catch(() => {})",
        ):
            visit.complaints.clear()
            async with visit.page.expect_console_message(lambda message: "Content Security Policy" in message.text):
                await visit.page.evaluate(forbidden)
            assert visit.complaints
        assert await visit.page.evaluate("window.ran") is None


@pytest.mark.parametrize(
    ("seconds", "forwarded", "told"),
    [
        (31_536_000, "https", "max-age=31536000"),
        (31_536_000, "http", None),
        (31_536_000, None, None),
        (0, "https", None),
    ],
)
async def test_https_alone_is_asked_for_where_it_is_set_and_over_https(
    settings: Settings, seconds: int, forwarded: str | None, told: str | None
) -> None:
    async with serving(settings.model_copy(update={"hsts_seconds": seconds})) as client:
        headers = {} if forwarded is None else {"X-Forwarded-Proto": forwarded}
        answer = await client.http.get("/healthz", headers=headers)

    assert answer.headers.get("strict-transport-security") == told


async def test_a_page_of_a_listed_origin_may_call_follow_requests_and_save_files_by_their_names(
    demonstration: Client,
) -> None:
    asked = await preflight(demonstration, ELSEWHERE)
    answer = await demonstration.raw("{ __typename }", Origin=ELSEWHERE)

    assert asked.status_code == 200
    allowed = {each.strip().lower() for each in asked.headers["access-control-allow-headers"].split(",")}
    assert {each.strip() for each in ASKED.split(",")} <= allowed
    for each in (asked, answer):
        assert each.headers["access-control-allow-origin"] == ELSEWHERE
        assert "access-control-allow-credentials" not in each.headers
        assert "Origin" in each.headers["vary"]
    exposed = {each.strip().lower() for each in answer.headers["access-control-expose-headers"].split(",")}
    assert {"content-disposition", "etag", "retry-after", "x-request-id"} <= exposed


async def test_a_preflight_for_anything_else_is_refused(demonstration: Client) -> None:
    assert (await preflight(demonstration, ELSEWHERE, "cookie, x-anything")).status_code == 400


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_page_of_another_origin_reads_nothing(demonstration: Client, origin: str) -> None:
    answer = await demonstration.raw("{ __typename }", Origin=origin)

    assert (await preflight(demonstration, origin)).status_code == 400
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("origin", LOCAL)
async def test_pages_of_ones_own_machine_may_call_the_demonstration_and_nothing_else(
    demonstration: Client, settings: Settings, origin: str
) -> None:
    assert (await preflight(demonstration, origin)).headers["access-control-allow-origin"] == origin
    for origins in ((), (ELSEWHERE,)):
        settled: dict[str, Any] = {"origins": origins}
        async with serving(settings.model_copy(update=settled)) as client:
            answers = await preflight(client, origin), await client.raw("{ __typename }", Origin=origin)

        assert [each.headers.get("access-control-allow-origin") for each in answers] == [None, None]
