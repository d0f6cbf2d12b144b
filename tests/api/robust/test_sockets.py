"""Clients that hold sockets, send slowly, send too much or do not read: each loses its own, and a bystander notices nothing."""

import asyncio
import socket
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
from graphql import get_introspection_query

from api import app
from api.http.networks import trusting
from api.http.sockets import Sockets
from api.settings import Settings
from tests.api.client import Client, serving
from tests.api.robust.attack import POST, Address, Attack, Line, told
from tests.api.robust.lines import FORM, LINES, WHOLE, idle
from tests.pace import come, paced

AT_ONCE: Final = 20
LOOKS: Final = 100
P99: Final = 0.25
"""Seconds that a bystander waits at most, but for one time in a hundred."""


@dataclass
class Attacked:
    """A server, a bystander, and what the server knows of its sockets."""

    bystander: Client
    sockets: Sockets

    @property
    def address(self) -> Address:
        url = self.bystander.http.base_url
        return Address(url.host, url.port or 0)

    async def served(self) -> bool:
        """Ask, over another connection where the idle one made room for somebody, as every browser does."""
        for last in (False, True):
            try:
                answer = await self.bystander.query("{ clock { today } }")
            except (httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError):
                if last:
                    raise
            else:
                return answer["clock"]["today"] == "2022-10-10"
        return False


@asynccontextmanager
async def attacked(settings: Settings, monkeypatch: pytest.MonkeyPatch, **bounds: Any) -> AsyncGenerator[Attacked]:
    made, wire = list[Sockets](), app.sockets_of

    def noted(of: Settings) -> Sockets:
        made.append(wire(of))
        return made[-1]

    monkeypatch.setattr(app, "sockets_of", noted)
    async with serving(settings.model_copy(update=bounds)) as bystander:
        yield Attacked(bystander, made[0])
        await bystander.http.aclose()
        # Whatever was done to it, the server forgets it: counts would shut an address out for good.
        await come(lambda: not made[0].open)
        assert not made[0].of_address
        assert not made[0].idle
        assert not made[0].arriving


@pytest.mark.parametrize("attack", LINES, ids=[each.name for each in LINES])
async def test_whoever_keeps_the_server_waiting_is_let_go_and_a_bystander_is_served(
    city_settings: Settings, monkeypatch: pytest.MonkeyPatch, attack: Attack
) -> None:
    quick = {"head_seconds": paced(0.5), "body_seconds": paced(0.5), "stall_seconds": paced(0.5)}
    async with attacked(city_settings, monkeypatch, **quick, concurrent_requests=40, sockets=400) as server:
        assert await server.served()
        attacks = asyncio.gather(*(attack.run(server.address) for _ in range(AT_ONCE)))
        waits = list[float]()
        for _ in range(LOOKS):
            begun = time.perf_counter()
            assert await server.served()
            waits.append(time.perf_counter() - begun)
        answers = await attacks

    assert {told(answer) for answer in answers} <= attack.answers
    assert sorted(waits)[-LOOKS // 100 - 1] < paced(P99)


async def test_more_idle_sockets_than_there_may_be_take_none_from_whoever_asks(
    city_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with attacked(city_settings, monkeypatch, sockets=30) as server:
        lines = list[Line]()
        for _ in range(100):
            lines.append(await server.address.sent(POST))
            assert await status(server) == b"200"
        assert len(server.sockets.open) <= 30
        for line in lines:
            line[1].close()


async def test_more_slow_bodies_than_may_be_at_work_take_none_from_whoever_asks(
    city_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with attacked(city_settings, monkeypatch, sockets=30, concurrent_requests=2) as server:
        lines = [await server.address.sent(POST + b"Content-Length: 9999\r\n\r\n{") for _ in range(60)]
        for _ in range(10):
            assert await status(server) == b"200"
        for line in lines:
            line[1].close()


async def status(server: Attacked) -> bytes:
    """How a request over a connection of its own is answered."""
    reader, writer = await server.address.sent(WHOLE)
    found = await reader.readuntil(b"\r\n")
    writer.close()
    return found.split(b" ", 2)[1]


async def test_one_address_has_so_many_sockets_and_gets_them_back(
    city_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = {"sockets_by_address": 5, "trusted_proxies": "192.0.2.1"}
    async with attacked(city_settings, monkeypatch, **bounds) as server:
        lines = [await server.address.sent(POST) for _ in range(5)]
        await come(lambda: len(server.sockets.open) == 5)
        assert await idle(server.address) == b""
        lines[0][1].close()
        await come(lambda: len(server.sockets.open) == 4)

        assert await status(server) == b"200"
        for line in lines:
            line[1].close()


async def test_a_client_that_does_not_read_is_cut_off(city_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = get_introspection_query().replace("\n", " ").encode()
    body = b'{"query": "' + asked + b'"}'
    async with attacked(city_settings, monkeypatch, stall_seconds=paced(0.5)) as server:
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.setblocking(False)
            url = server.bystander.http.base_url
            await asyncio.get_running_loop().sock_connect(line, (url.host, url.port))
            # Several at once fill what lies between.
            request = POST + b"Content-Length: %d\r\n\r\n" % len(body) + body
            await asyncio.get_running_loop().sock_sendall(line, request * 4)
            await come(lambda: len(server.sockets.open) == 1)
            await come(lambda: not server.sockets.open)
        assert await server.served()


async def test_a_file_of_a_stranger_is_refused_before_it_comes(
    city_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with attacked(city_settings, monkeypatch, head_seconds=600.0) as server:
        for header in (b"", b"Authorization: Bearer x\r\n", b"Expect: 100-continue\r\n"):
            reader, writer = await server.address.sent(FORM + header + b"Content-Length: 200000000\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            writer.close()

            assert head.startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(
    ("proxies", "address", "trusted"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("10.0.0.0/8, ::1", "10.1.2.3", True),
        ("10.0.0.0/8, ::1", "::1", True),
        ("*", "", True),
        ("", "127.0.0.1", False),
        ("proxy", "proxy", False),
    ],
)
def test_a_proxy_is_trusted_by_address_or_network(proxies: str, address: str, trusted: bool) -> None:
    assert trusting(proxies)(address) is trusted
