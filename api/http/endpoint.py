"""How the endpoints of files answer: what the law or the form refuses as problems, all else as errors, both as JSON."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson
import structlog

from api.http.log import request_answered
from api.http.metrics import count, count_refusal
from api.http.outage import outage_of
from api.http.request import ALWAYS, BadRequest, BadToken, Gone, Head, errors
from domain.kernel.violations import Code, Violation
from resolvers.plan.problem import problem_of
from resolvers.work.origin import ORIGIN, Origin

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from starlette.types import Receive, Scope, Send

    from api.settings import Settings

LOG: Final[Any] = structlog.get_logger()
STATUSES: Final = {
    Code.NOT_SIGNED_IN: 401,
    Code.TOKEN_OVER: 401,
    Code.CLIENT_REVOKED: 401,
    Code.SIGNATURE_REQUIRED: 401,
    Code.SIGNATURE_WRONG: 401,
    Code.SIGNATURE_STALE: 401,
    Code.NONCE_USED: 401,
    Code.ADDRESS_REFUSED: 403,
    Code.SCOPE_PROPOSED: 403,
    Code.FORBIDDEN: 403,
    Code.PASSWORD_FIRST: 403,
    Code.LINK_OVER: 403,
    Code.NOT_FOUND: 404,
    Code.KEY_REUSED: 409,
    Code.FILE_TOO_LARGE: 413,
    Code.FILE_KIND: 415,
    Code.FILE_BROKEN: 422,
    Code.FILE_SUSPECT: 422,
    Code.TOO_OFTEN: 429,
    Code.EXPORT_RUNNING: 429,
    Code.BUSY: 503,
}
"""Of a refusal; 400 of all others."""


@dataclass(frozen=True)
class Reply:
    """An answer: its bytes at once, or piece by piece."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    pieces: AsyncGenerator[bytes] | None = None
    code: str = ""


def as_json(status: int, body: object, code: str = "") -> Reply:
    """An answer in JSON."""
    return Reply(status, orjson.dumps(body), ((b"content-type", b"application/json; charset=utf-8"),), code=code)


def refused(violation: Violation, language: str) -> Reply:
    """A refusal, in the shape that GraphQL's payloads have."""
    count_refusal(violation.code)
    problems = [problem_of(each, language) for each in (violation, *violation.others)]
    return as_json(STATUSES.get(violation.code, 400), {"problems": problems}, violation.code.value)


def wrong(status: int, code: str, message: str, *headers: tuple[bytes, bytes]) -> Reply:
    """What is no request of ours, a fault, or an outage."""
    told = ((b"content-type", b"application/json; charset=utf-8"), *headers)
    return Reply(status, errors(code, message), told, code=code)


@dataclass
class Endpoint:
    """An ASGI application that answers one kind of request, its transfer included, within `transfer_seconds`."""

    kind: str
    settings: Settings
    respond: Callable[[Head, Scope, Receive], Awaitable[Reply]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun, head = time.perf_counter(), Head(scope)
        structlog.contextvars.bind_contextvars(request=(number := head.number))
        ORIGIN.set(Origin(head.address, number))
        try:
            async with asyncio.timeout(self.settings.transfer_seconds):
                reply = await self._replied(head, scope, receive, number)
                await sent(reply, number, send)
        except (Gone, TimeoutError):
            return
        taken = time.perf_counter() - begun
        count(self.kind, reply.code, taken)
        request_answered(self.settings, self.kind, reply.code, taken)

    async def _replied(self, head: Head, scope: Scope, receive: Receive, number: str) -> Reply:
        try:
            return await self.respond(head, scope, receive)
        except Violation as found:
            return refused(found, head.language)
        except BadRequest as bad:
            return wrong(bad.status, bad.code, str(bad))
        except BadToken:
            return refused(Violation(Code.NOT_SIGNED_IN), head.language)
        except Gone:
            raise
        except Exception as error:
            if outage := outage_of(error):
                return wrong(503, outage.code, outage.message, (b"retry-after", b"%d" % outage.retry_after))
            LOG.exception("fault")
            return wrong(500, "INTERNAL", f"Something went wrong on our side; it is logged as {number}.")


async def sent(reply: Reply, number: str, send: Send) -> None:
    """Send an answer; what it still reads from is let go of, however that ends."""
    told = reply.pieces is not None or any(name == b"content-length" for name, _ in reply.headers)
    length = () if told else ((b"content-length", str(len(reply.body)).encode()),)
    headers = [*reply.headers, *length, (b"x-request-id", number.encode()), *ALWAYS]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    if reply.pieces is None:
        await send({"type": "http.response.body", "body": reply.body})
        return
    try:
        async for piece in reply.pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    finally:
        await reply.pieces.aclose()
    await send({"type": "http.response.body"})
