"""One attack of the corpus: what a stranger does to a server over a connection, and how it may be answered."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

HOST: Final = b"Host: localhost\r\n"
POST: Final = b"POST /graphql HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
LAST: Final = b"Connection: close\r\n"
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Address:
    """Where a server listens."""

    host: str
    port: int

    async def line(self) -> Line:
        return await asyncio.open_connection(self.host, self.port)

    async def sent(self, *pieces: bytes) -> Line:
        """A connection over which something came already."""
        reader, writer = await self.line()
        for piece in pieces:
            with suppress(ConnectionError):
                writer.write(piece)
                await writer.drain()
        return reader, writer

    async def answer(self, *pieces: bytes) -> bytes:
        """All that comes back for what is sent."""
        return await answer_of(await self.sent(*pieces))


async def answer_of(line: Line) -> bytes:
    """What comes back until the connection ends."""
    reader, writer = line
    try:
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@dataclass(frozen=True)
class Attack:
    """What is done, by name, and which answers are right: codes, statuses where there is no code, `-` where the connection just ends."""

    name: str
    run: Callable[[Address], Awaitable[bytes]]
    answers: frozenset[str]


def told(answer: bytes) -> str:
    """What an answer says: the code of its refusal, else its status; `-` where there is none."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status = head.split(b" ", 2)[1].decode() if head.startswith(b"HTTP/1.1 ") else "-"
    with suppress(ValueError, AttributeError):  # no JSON, or no object
        found: Any = json.loads(body)
        for each in (*(error["extensions"] for error in found.get("errors", ())), *found.get("problems", ())):
            return each["code"]
    return status


def posted(body: bytes, *headers: bytes) -> bytes:
    """A request to `/graphql` with a body, the last over its connection."""
    return POST + LAST + b"".join(headers) + b"Content-Length: %d\r\n\r\n" % len(body) + body


@dataclass(frozen=True)
class Sent:
    """A document with its variables, and the code of its refusal."""

    name: str
    query: str
    code: str | None = None
    variables: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def body(self) -> bytes:
        return json.dumps({"query": self.query, "variables": self.variables}, ensure_ascii=False).encode()

    @property
    def attack(self) -> Attack:
        """The document as it is sent."""
        return sends(self.name, posted(self.body), self.code or "200")


def sends(name: str, request: bytes, *answers: str) -> Attack:
    """An attack that sends one text and hears what comes back."""
    return Attack(name, lambda address: address.answer(request), frozenset(answers))


def many(what: str, times: int, between: str = " ") -> str:
    """A text with each number from nothing up in the place of `#`."""
    return between.join(what.replace("#", str(n)) for n in range(times))


def nested(what: str, depth: int, inside: str = "") -> str:
    """A text within itself, in the place of `#`."""
    for _ in range(depth):
        inside = what.replace("#", inside)
    return inside


def unlike(attacks: Iterable[Attack]) -> tuple[Attack, ...]:
    """Attacks, each under a name of its own."""
    found = tuple(attacks)
    assert len({each.name for each in found}) == len(found)
    return found
