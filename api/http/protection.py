"""What every answer tells browsers not to do with it: guess its kind, run, frame or send on what is in it, or come by HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTHING: Final = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The policy of whatever is no page: should a browser take it for one, nothing of it runs."""
HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", NOTHING),
)


@dataclass
class Protection:
    """An ASGI layer that adds its headers to each answer, but for those that the answer has of its own."""

    app: ASGIApp
    secure_seconds: int
    """How long a browser that came by HTTPS is to come by nothing else (RFC 6797); 0: nothing is said of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        added = HEADERS
        if self.secure_seconds and scope["scheme"] == "https":
            added = (*HEADERS, (b"strict-transport-security", b"max-age=%d" % self.secure_seconds))

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message.get("headers", [])
                named = {name for name, _ in own}
                message["headers"] = [*own, *(header for header in added if header[0] not in named)]
            await send(message)

        await self.app(scope, receive, send_protected)
