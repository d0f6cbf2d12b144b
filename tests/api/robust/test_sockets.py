"""Clients that hold sockets, send slowly, send too much or do not read: each loses its own, and a bystander notices nothing."""

import asyncio
import socket
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import pytest
from graphql import get_introspection_query

from api import app
from api.http.networks import trusting
from api.http.sockets import LONGEST_HEAD, Sockets
from api.settings import Settings
from tests.api.client import Client, serving
from tests.pace import come, paced

AT_ONCE: Final = 20
LOOKS: Final = 100
P99: Final = 0.25
HEAD: Final = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
FORM: Final = b"POST /files HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
BODY: Final = b'{"query": "{ __typename }"}'
WHOLE: Final = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Attacked:
    """A server, a bystander, and what the server knows of its sockets."""

    bystander: Client
    sockets: Sockets

    async def line(self) -> Line:
        url = self.bystander.http.base_url
        return await asyncio.open_connection(url.host, url.port)

    async def sent(self, *pieces: bytes) -> Line:
        """A connection over which something came already."""
        reader, writer = await self.line()
        for piece in pieces:
            with suppress(ConnectionError):
                writer.write(piece)
                await writer.drain()
        return reader, writer

    async def served(self) -> bool:
        return (await self.bystander.query("{ clock { today } }"))["clock"]["today"] == "2022-10-10"


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


async def answer_of(line: Line) -> bytes:
    """What comes back until the connection ends."""
    reader, writer = line
    try:
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def status_of(answer: bytes) -> bytes:
    return answer.split(b" ", 2)[1] if answer else b""


async def idle(attack: Attacked) -> bytes:
    return await answer_of(await attack.line())


async def half_a_head(attack: Attacked) -> bytes:
    return await answer_of(await attack.sent(HEAD))


async def head_by_bytes(attack: Attacked) -> bytes:
    reader, writer = await attack.line()
    with suppress(ConnectionError):
        for n in range(10_000):
            writer.write(HEAD[n : n + 1] or b"x")
            await writer.drain()
            await asyncio.sleep(0.02)
            if reader.at_eof():
                break
    return await answer_of((reader, writer))


async def endless_head(attack: Attacked) -> bytes:
    return await answer_of(await attack.sent(HEAD, *[b"A: " + b"b" * 16_000 + b"\r\n"] * (8 * LONGEST_HEAD // 16_000)))


async def half_a_body(attack: Attacked) -> bytes:
    return await answer_of(await attack.sent(HEAD + b"Content-Length: 9999\r\n\r\n{"))


async def body_by_chunks(attack: Attacked) -> bytes:
    reader, writer = await attack.sent(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    with suppress(ConnectionError):
        while not reader.at_eof():
            writer.write(b"1\r\n{\r\n")
            await writer.drain()
            await asyncio.sleep(0.02)
    return await answer_of((reader, writer))


async def promised_body(attack: Attacked) -> bytes:
    return await answer_of(await attack.sent(HEAD + b"Expect: 100-continue\r\nContent-Length: 9999\r\n\r\n"))


async def unsigned_file(attack: Attacked) -> bytes:
    reader, writer = await attack.sent(FORM + b"Content-Length: 200000000\r\n\r\n")
    with suppress(ConnectionError):
        while not reader.at_eof():
            writer.write(b"x" * 1000)
            await writer.drain()
            await asyncio.sleep(0.02)
            if writer.transport.is_closing():
                break
    return await answer_of((reader, writer))


async def answered_and_idle(attack: Attacked) -> bytes:
    return await answer_of(await attack.sent(WHOLE))


async def nonsense(attack: Attacked) -> bytes:
    return await answer_of(await attack.sent(b"\x16\x03\x01\x02\x00\x01\x00" * 20))


Attack = Callable[[Attacked], Awaitable[bytes]]
ATTACKS: Final[tuple[tuple[Attack, tuple[bytes, ...]], ...]] = (
    (idle, (b"",)),
    (half_a_head, (b"",)),
    (head_by_bytes, (b"", b"400")),
    (endless_head, (b"", b"431")),
    (half_a_body, (b"408",)),
    (body_by_chunks, (b"408", b"")),
    (promised_body, (b"100",)),
    (unsigned_file, (b"401", b"")),
    (answered_and_idle, (b"200",)),
    (nonsense, (b"400",)),
)
"""What is sent, and how it may be answered; nothing where the connection just ends."""


@pytest.mark.parametrize(("attack", "statuses"), ATTACKS, ids=[each.__name__ for each, _ in ATTACKS])
async def test_whoever_keeps_the_server_waiting_is_let_go_and_a_bystander_is_served(
    city_settings: Settings, monkeypatch: pytest.MonkeyPatch, attack: Attack, statuses: tuple[bytes, ...]
) -> None:
    waits = {"head_seconds": paced(0.5), "body_seconds": paced(0.5), "concurrent_requests": 40, "sockets": 40}
    async with attacked(city_settings, monkeypatch, **waits) as server:
        assert await server.served()
        attacks = [asyncio.create_task(_of(attack, server)) for _ in range(AT_ONCE)]
        taken = list[float]()
        while len(taken) < LOOKS:
            begun = time.perf_counter()
            assert await server.served()
            taken.append(time.perf_counter() - begun)
        answers = await asyncio.gather(*attacks)

    assert {status_of(answer) for answer in answers} <= set(statuses)
    assert any(status_of(answer) == statuses[-1] or statuses == (b"",) for answer in answers) or b"" in statuses
    slow = sorted(taken)[-LOOKS // 100 - 1]
    print(f"\n{attack.__name__}: the bystander's p99 {slow * 1000:.0f} ms")
    assert slow < paced(P99)


async def _of(attack: Attack, server: Attacked) -> bytes:
    return await attack(server)


async def test_more_idle_sockets_than_there_may_be_take_none_from_whoever_asks(
    city_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with attacked(city_settings, monkeypatch, sockets=30) as server:
        lines = list[Line]()
        for _ in range(100):
            lines.append(await server.sent(HEAD))
            assert await status(server) == b"200"
        assert len(server.sockets.open) <= 30
        for line in lines:
            line[1].close()


async def test_more_slow_bodies_than_may_be_at_work_take_none_from_whoever_asks(
    city_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with attacked(city_settings, monkeypatch, sockets=30, concurrent_requests=2) as server:
        lines = [await server.sent(HEAD + b"Content-Length: 9999\r\n\r\n{") for _ in range(60)]
        for _ in range(10):
            assert await status(server) == b"200"
        for line in lines:
            line[1].close()


async def status(server: Attacked) -> bytes:
    """How a request over a connection of its own is answered."""
    reader, writer = await server.sent(WHOLE)
    found = await reader.readuntil(b"\r\n")
    writer.close()
    return status_of(found)


async def test_one_address_has_so_many_sockets_and_gets_them_back(
    city_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = {"sockets_by_address": 5, "trusted_proxies": "192.0.2.1"}
    async with attacked(city_settings, monkeypatch, **bounds) as server:
        lines = [await server.sent(HEAD) for _ in range(5)]
        await come(lambda: len(server.sockets.open) == 5)
        assert await idle(server) == b""
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
            request = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
            await asyncio.get_running_loop().sock_sendall(line, request * 4)
            await come(lambda: len(server.sockets.open) == 1)
            await come(lambda: not server.sockets.open)
        assert await server.served()


async def test_a_file_of_a_stranger_is_refused_before_it_comes(
    city_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with attacked(city_settings, monkeypatch, head_seconds=600.0) as server:
        for header in (b"", b"Authorization: Bearer x\r\n", b"Expect: 100-continue\r\n"):
            reader, writer = await server.sent(FORM + header + b"Content-Length: 200000000\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            writer.close()

            assert status_of(head) == b"401"


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
