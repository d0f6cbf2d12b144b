"""By which names the server may be asked: another `Host` is none of ours, and nothing is told or done under it (RFC 9112 3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from api.http.request import ALWAYS, CLOSE, JSON, BadRequest, errors

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

ALWAYS_OURS: Final = frozenset({"localhost"})
WRONG: Final = BadRequest(
    400, "HOST", "This server is not asked by that name; whoever runs it lists its names in DIANCHI_HOSTS.", CLOSE
)
"""The connection ends with it, since the body was not read."""
BODY: Final = errors(WRONG.code, WRONG)
HEADERS: Final = [
    (b"content-type", f"{JSON}; charset=utf-8".encode()),
    (b"content-length", str(len(BODY)).encode()),
    *WRONG.headers,
    *ALWAYS,
]


@dataclass
class Hosts:
    """An ASGI layer that lets requests through by their `Host`: `localhost`, the address reached, and the names of the setting."""

    app: ASGIApp
    names: tuple[str, ...]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with 400."""
        if scope["type"] != "http" or self._ours(scope):
            await self.app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": WRONG.status, "headers": HEADERS})
        await send({"type": "http.response.body", "body": BODY})

    def _ours(self, scope: Scope) -> bool:
        """Whether a request names us once, or, by HTTP/1.0, not at all."""
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1:
            return not hosts and scope["http_version"] == "1.0"
        name = name_of(hosts[0].decode("latin-1"))
        return name in ALWAYS_OURS or name in self.names or name == (scope.get("server") or ("",))[0]


def name_of(host: str) -> str:
    """The name or address in a `Host`, without its port, in small letters."""
    if host.startswith("["):
        address, _, rest = host[1:].partition("]")
        return address.lower() if not rest or is_port(rest) else ""
    name, colon, _ = host.partition(":")
    return name.lower().removesuffix(".") if not colon or is_port(host.removeprefix(name)) else ""


def is_port(text: str) -> bool:
    """Whether a text is a colon and a port, which may be empty (RFC 3986 3.2.3)."""
    return text.startswith(":") and (text == ":" or (text[1:].isascii() and text[1:].isdigit()))
