"""What strangers do to a connection: hold it, send slowly, send without end, do not read, or leave."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

from graphql import get_introspection_query

from api.http.sockets import LONGEST_HEAD
from tests.api.robust.attack import HOST, POST, Address, Attack, Line, answer_of, posted

BODY: Final = b'{"query": "{ __typename }"}'
WHOLE: Final = POST + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
FORM: Final = b"POST /files HTTP/1.1\r\n" + HOST + b"Content-Type: multipart/form-data; boundary=x\r\n"
PAUSE: Final = 0.02
"""Between two drops."""
MOST: Final = 20_000
"""Drops after which whoever sends them gives up."""


async def dripped(line: Line, drop: bytes) -> bytes:
    """What comes back for drops without end."""
    reader, writer = line
    with suppress(ConnectionError):
        for _ in range(MOST):
            if reader.at_eof() or writer.transport.is_closing():
                break
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(PAUSE)
    return await answer_of(line)


async def idle(address: Address) -> bytes:
    return await address.answer()


async def half_a_head(address: Address) -> bytes:
    return await address.answer(POST)


async def a_head_by_bytes(address: Address) -> bytes:
    return await dripped(await address.sent(b"GET /"), b"x")


async def a_head_by_lines(address: Address) -> bytes:
    return await dripped(await address.sent(POST), b"X-A: b\r\n")


async def a_head_without_end(address: Address) -> bytes:
    return await address.answer(POST, *[b"A: " + b"b" * 16_000 + b"\r\n"] * (8 * LONGEST_HEAD // 16_000))


async def one_line_of_a_head_without_end(address: Address) -> bytes:
    return await address.answer(POST + b"A: ", *[b"b" * 16_000] * (8 * LONGEST_HEAD // 16_000))


async def a_head_that_is_left_half(address: Address) -> bytes:
    reader, writer = await address.sent(POST)
    writer.write_eof()
    return await answer_of((reader, writer))


async def half_a_body(address: Address) -> bytes:
    return await address.answer(POST + b"Content-Length: 9999\r\n\r\n{")


async def a_body_that_is_left_half(address: Address) -> bytes:
    reader, writer = await address.sent(POST + b"Content-Length: 9999\r\n\r\n{")
    writer.write_eof()
    return await answer_of((reader, writer))


async def a_body_by_bytes(address: Address) -> bytes:
    return await dripped(await address.sent(POST + b"Content-Length: 9999\r\n\r\n{"), b" ")


async def a_body_by_chunks(address: Address) -> bytes:
    return await dripped(await address.sent(POST + b"Transfer-Encoding: chunked\r\n\r\n"), b"1\r\n{\r\n")


async def half_a_chunk(address: Address) -> bytes:
    return await address.answer(POST + b"Transfer-Encoding: chunked\r\n\r\nff\r\n{")


async def a_remark_to_a_chunk_without_end(address: Address) -> bytes:
    return await dripped(await address.sent(POST + b"Transfer-Encoding: chunked\r\n\r\n1;"), b"x")


async def a_body_that_is_promised(address: Address) -> bytes:
    return await address.answer(POST + b"Expect: 100-continue\r\nContent-Length: 9999\r\n\r\n")


async def a_strangers_file_by_bytes(address: Address) -> bytes:
    return await dripped(await address.sent(FORM + b"Content-Length: 200000000\r\n\r\n"), b"x" * 1000)


async def a_strangers_file_at_once(address: Address) -> bytes:
    return await address.answer(FORM + b"Content-Length: 20000000\r\n\r\n", *[b"x" * 100_000] * 20)


async def an_answered_connection_that_is_kept(address: Address) -> bytes:
    return await address.answer(WHOLE)


async def an_answered_connection_and_half_a_head(address: Address) -> bytes:
    return await address.answer(WHOLE + POST)


async def requests_one_after_the_other(address: Address) -> bytes:
    return await address.answer(*[WHOLE] * 50, posted(BODY))


async def an_answer_that_nobody_reads(address: Address) -> bytes:
    """A client that asks for more than lies between, reads nothing, and is cut off; who asks again is answered."""
    body = b'{"query": "' + get_introspection_query().replace("\n", " ").encode() + b'"}'
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(line, (address.host, address.port))
        with suppress(ConnectionError):
            await loop.sock_sendall(line, (POST + b"Content-Length: %d\r\n\r\n" % len(body) + body) * 4)
        await asyncio.sleep(1)
    return b""


async def a_request_whose_sender_breaks_off(address: Address) -> bytes:
    """A client that is gone, without a word, before it is answered."""
    _, writer = await address.sent(WHOLE)
    raw: socket.socket = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return b""


async def connections_one_after_the_other(address: Address) -> bytes:
    """Fifty that are opened and closed at once."""
    async for _, writer in opened(address, 50):
        writer.close()
    return b""


async def connections_at_once(address: Address) -> bytes:
    """Ten that are held together."""
    lines = [line async for line in opened(address, 10)]
    return b"".join(await asyncio.gather(*map(answer_of, lines)))


async def opened(address: Address, times: int) -> AsyncIterator[Line]:
    for _ in range(times):
        yield await address.line()


async def nonsense(address: Address) -> bytes:
    return await address.answer(b"\x16\x03\x01\x02\x00\x01\x00" * 20)


LINES: Final = tuple(
    Attack(run.__name__.replace("_", " "), run, frozenset(answers.split()))
    for run, answers in (
        (idle, "-"),
        (half_a_head, "-"),
        (a_head_by_bytes, "- 400"),
        (a_head_by_lines, "- 400"),
        (a_head_without_end, "- 431"),
        (one_line_of_a_head_without_end, "- 431"),
        (a_head_that_is_left_half, "-"),
        (half_a_body, "SLOW"),
        (a_body_that_is_left_half, "- SLOW"),
        (a_body_by_bytes, "- SLOW"),
        (a_body_by_chunks, "- SLOW"),
        (half_a_chunk, "SLOW"),
        (a_remark_to_a_chunk_without_end, "- SLOW 400"),
        (a_body_that_is_promised, "100 SLOW"),
        (a_strangers_file_by_bytes, "- NOT_SIGNED_IN"),
        (a_strangers_file_at_once, "- NOT_SIGNED_IN"),
        (an_answered_connection_that_is_kept, "200"),
        (an_answered_connection_and_half_a_head, "200"),
        (requests_one_after_the_other, "200"),
        (an_answer_that_nobody_reads, "-"),
        (a_request_whose_sender_breaks_off, "-"),
        (connections_one_after_the_other, "-"),
        (connections_at_once, "-"),
        (nonsense, "400"),
    )
)
"""What is done, and how it may be answered."""
