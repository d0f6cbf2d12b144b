"""A server answers by its own names, and leads nowhere else."""

import asyncio
import itertools
import socket
from collections.abc import AsyncGenerator
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.http.hosts import name_of
from api.settings import Settings
from tests.api.client import Client, serving

NAMED: Final = "api.dianchi.example"
STRANGE: Final = (
    "evil.example",
    "evil.example:80",
    f"{NAMED}.evil.example",
    f"evil.{NAMED}",
    f"{NAMED}@evil.example",
    f"evil.example/{NAMED}",
    f"{NAMED}:80@evil.example",
    "localhost.evil.example",
    "localhost:x",
    "8.8.8.8",
    "[::2]",
    "[::1]evil.example",
    "[",
    "",
)


@pytest.fixture
async def door(city_settings: Settings) -> AsyncGenerator[Client]:
    async with serving(city_settings.model_copy(update={"hosts": (NAMED.upper(),)})) as client:
        yield client


PATHS: Final = ("/graphql", "/graphql/", "/healthz", "/files/x/")


async def test_another_name_is_answered_400_and_leads_nowhere(door: Client) -> None:
    for host, path, method in itertools.product(STRANGE, PATHS, ("GET", "POST")):
        answer = await door.http.request(method, path, headers={"Host": host, "X-Forwarded-Host": NAMED}, content=b"")

        assert answer.status_code == 400, (host, path)
        assert "location" not in answer.headers
        assert "evil" not in answer.text
        if answer.headers["content-type"].startswith("application/json"):
            assert [each["extensions"]["code"] for each in answer.json()["errors"]] == ["HOST"]


async def test_its_own_names_are_answered(door: Client) -> None:
    for host in (NAMED, NAMED.title(), f"{NAMED}.", f"{NAMED}:8443", "localhost:1", "127.0.0.1"):
        answer = await door.raw("{ __typename }", Host=host)

        assert answer.json() == {"data": {"__typename": "Query"}}, host


async def test_a_slash_too_many_leads_nowhere(door: Client) -> None:
    here = f"{door.http.base_url}".rstrip("/")
    for path in ("/graphql/", "/files/", "/healthz/", "/files/x/", "//evil.example/graphql/"):
        answer = await door.http.get(f"{here}{path}")

        assert (answer.status_code, answer.headers.get("location")) == (404, None), path


async def test_a_request_names_its_host_once(door: Client) -> None:
    for head, status in (
        (b"GET /healthz HTTP/1.0\r\n\r\n", b"200"),
        (b"GET /healthz HTTP/1.1\r\n\r\n", b"400"),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", b"400"),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", b"400"),
        (b"GET http://evil.example/graphql/ HTTP/1.1\r\nHost: localhost\r\n\r\n", b"404"),
    ):
        answer = await asked((door.http.base_url.host, door.http.base_url.port or 80), head)

        assert answer.split()[1] == status, head
        assert b"location" not in answer.lower()


async def asked(address: tuple[str, int], head: bytes) -> bytes:
    """The beginning of an answer, to a head as it is written here."""

    def ask() -> bytes:
        with socket.create_connection(address) as line:
            line.sendall(head)
            return line.recv(4096)

    return await asyncio.to_thread(ask)


@given(st.text(st.characters(codec="latin-1")))
@example("[::1]:")
@example("[:" * 100)
def test_a_host_of_any_text_is_a_name_or_none(host: str) -> None:
    name = name_of(host)

    assert name == name.lower()
    assert name in host.lower()


def test_the_names_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIANCHI_HOSTS", f'["{NAMED.upper()}"]')

    assert NAMED in Settings().host_names
