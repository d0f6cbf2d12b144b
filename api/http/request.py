"""GraphQL over HTTP: what a request asks, how it wants to be answered, and what is no GraphQL request at all."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast
from urllib.parse import parse_qsl

import orjson
from graphql import GraphQLError
from starlette.types import Receive, Scope

from api.http.networks import network_of
from domain.rights.scope import PUBLIC

JSON, GRAPHQL = "application/json", "application/graphql-response+json"
LONGEST_URL: Final = 16_384
LONGEST_DEVICE: Final = 200
LONGEST_CHOICES: Final = 1000
LARGE: Final = 16_384
"""Bytes of a body that take a millisecond or more to read."""
PATIENT: Final = 1 << 25
"""Bytes of a body that are read at all."""
PARAMETERS: Final[Mapping[str, type[Any]]] = {
    "query": str,
    "operationName": str,
    "variables": dict,
    "extensions": dict,
}
ALWAYS: Final = ((b"cache-control", b"no-store"),)
DIGEST: Final = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)
CLOSE: Final = (b"connection", b"close")
AS_SENT: Final = re.compile(r"[,;] found: .*|(?<= value): .*", re.DOTALL)
"""A value that an error repeats at its end. It may be a person's, and errors are logged by whoever gets them."""
WORD_SENT: Final = re.compile(r"Value '.*' does(?= not exist in '\w+' enum)", re.DOTALL)
REQUEST_ID: Final = re.compile(r"[\w.-]{8,64}", re.ASCII)


class BadRequest(Exception):
    """A request that is no GraphQL request: HTTP status, code and message, and further headers of the answer."""

    def __init__(self, status: int, code: str, message: str, *headers: tuple[bytes, bytes]) -> None:
        super().__init__(message)
        self.status, self.code, self.headers = status, code, headers


class BadToken(Exception):
    """A token that is not ours, or whose session is over."""


class Gone(Exception):
    """Whoever asked left before the request was whole."""


@dataclass(frozen=True)
class Parameters:
    """The parameters of GraphQL over HTTP."""

    query: str
    """The document; empty where its hash alone is sent."""
    operation_name: str | None
    variables: Mapping[str, Any]
    only_reads: bool
    digest: str | None = None
    """The SHA-256 of the document, where `extensions.persistedQuery` names it."""


class Head:
    """What a request says before its body."""

    def __init__(self, scope: Scope) -> None:
        self.method: str = scope["method"]
        self.address: str | None = (scope.get("client") or (None,))[0]
        """The address of the client; behind a proxy that is trusted, as the proxy tells it."""
        self.url: bytes = scope["query_string"]
        self.network: str = network_of(scope)
        path: bytes = scope.get("raw_path") or scope["path"].encode()
        self.target = (path + b"?" * bool(self.url) + self.url).decode("latin-1")
        """The path with what stands behind it, as it was sent."""
        self.body = b""
        """What came, once it is whole."""
        self.actor = PUBLIC
        """Who it turned out to be of."""
        self._fields: dict[bytes, bytes] = dict(scope["headers"])

    def field(self, name: bytes) -> str | None:
        """One header, null where it is not sent."""
        value = self._fields.get(name)
        return None if value is None else value.decode("latin-1")

    def _choices(self, name: bytes) -> str | None:
        """What a header prefers, as far as anybody needs to say: what was read is remembered."""
        value = self.field(name)
        return value if value is None or len(value) <= LONGEST_CHOICES else value[:LONGEST_CHOICES].rpartition(",")[0]

    @property
    def media(self) -> str | None:
        """The media type of the answer; null where neither of ours is accepted."""
        return media_of(self._choices(b"accept"))

    @property
    def language(self) -> str:
        """`en` where English is preferred to Chinese, else `zh`."""
        return language_of(self._choices(b"accept-language"))

    @property
    def device(self) -> str | None:
        """What the client calls itself, as far as it is kept."""
        named = "".join(c for c in self.field(b"user-agent") or "" if c.isprintable()).strip()
        return named[:LONGEST_DEVICE] or None

    @property
    def number(self) -> str:
        """What the request is called in answers and logs: as it calls itself, else a new one."""
        given = self.field(b"x-request-id") or ""
        return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


@lru_cache(1024)
def media_of(accept: str | None) -> str | None:
    """The media type preferred; GraphQL's own only where it is named."""
    asked = weights(accept) or {"*/*": 1.0}
    plain = asked.get(JSON, asked.get("application/*", asked.get("*/*", 0.0)))
    own = asked.get(GRAPHQL, 0.0)
    if plain == own == 0:
        return None
    return GRAPHQL if own >= plain else JSON


@lru_cache(1024)
def language_of(accept: str | None) -> str:
    """The language preferred."""
    best = {"zh": 0.0, "en": 0.0}
    for tag, weight in weights(accept).items():
        language = tag.partition("-")[0]
        if language in best:
            best[language] = max(best[language], weight)
    return "en" if best["en"] > best["zh"] else "zh"


def weights(header: str | None) -> dict[str, float]:
    """The choices of an Accept header in small letters, each with its weight (RFC 9110 12.4.2)."""
    found: dict[str, float] = {}
    for part in (header or "").lower().split(","):
        name, *rest = (piece.strip() for piece in part.split(";"))
        weight = next((piece[2:] for piece in rest if piece.startswith("q=")), "1")
        if name:
            found[name] = float(weight) if re.fullmatch(r"[01](\.\d{0,3})?", weight) else 0.0
    return found


async def parameters_of(head: Head, receive: Receive, longest: int, *, by_get: bool) -> Parameters:
    """The request's parameters; refused in GraphQL's shape when they are not such."""
    match head.method:
        case "POST":
            _is_json(head)
            head.body = await body_of(head, receive, longest)
            # What is large is read beside the event loop, so that several of them hold nobody else up.
            large = len(head.body) > LARGE
            sent = await asyncio.to_thread(_json, head.body, "the body") if large else _json(head.body, "the body")
            return _parameters(sent, only_reads=False)
        case "GET" if by_get:
            return _parameters(_of_url(head.url), only_reads=True)
        case _:
            allowed = b"GET, POST" if by_get else b"POST"
            raise BadRequest(405, "METHOD", "Send operations by POST.", (b"allow", allowed))


def _is_json(head: Head) -> None:
    kind, _, rest = (head.field(b"content-type") or "").lower().partition(";")
    if kind.strip() != JSON or rest.replace('"', "").strip() not in ("", "charset=utf-8", "charset=utf8"):
        raise BadRequest(415, "CONTENT_TYPE", "Send application/json in UTF-8.")
    if (head.field(b"content-encoding") or "identity").lower() != "identity":
        raise BadRequest(415, "CONTENT_ENCODING", "Send the body as it is, not compressed.")


async def body_of(head: Head, receive: Receive, longest: int) -> bytes:
    """The whole body, of `longest` bytes at most; what is longer is heard out within reason, so that its sender reads why."""
    announced = head.field(b"content-length") or "0"
    size = int(announced) if announced.isascii() and announced.isdigit() else 0
    parts, come, more = list[bytes](), 0, size <= PATIENT
    while more and come <= PATIENT:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body, more = message.get("body", b""), message.get("more_body", False)
        come += len(body)
        if come <= longest:
            parts.append(body)
    if max(size, come) > longest:
        raise BadRequest(413, "TOO_LARGE", f"A request has at most {longest} bytes.", CLOSE)
    return b"".join(parts)


def _of_url(url: bytes) -> dict[str, Any]:
    if len(url) > LONGEST_URL:
        raise BadRequest(414, "TOO_LARGE", f"The parameters of a URL have at most {LONGEST_URL} bytes.")
    try:
        pairs = parse_qsl(url.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError:
        raise BadRequest(400, "SHAPE", "The URL's parameters are not UTF-8 that is percent-encoded.") from None
    found: dict[str, Any] = dict(pairs)
    if len(found) < len(pairs):
        raise BadRequest(400, "SHAPE", "A parameter is given twice.")
    nested = {name: _json(found[name].encode(), name) for name in ("variables", "extensions") if found.get(name)}
    return {name: value or None for name, value in found.items()} | nested


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadRequest(400, "JSON", f"What was sent as {what} is not JSON in UTF-8.") from None


def _parameters(sent: object, *, only_reads: bool) -> Parameters:
    if not isinstance(sent, dict):
        raise BadRequest(400, "SHAPE", "Send one JSON object with query, and where needed operationName and variables.")
    body = cast("dict[str, Any]", sent)
    digest = _digest(body.get("extensions"))
    for name, kind in PARAMETERS.items():
        value = body.get(name)
        missing = name == "query" and digest is None
        if not isinstance(value, kind) and (value is not None or missing):
            shape = "a string" if kind is str else "an object"
            raise BadRequest(400, "SHAPE", f"{name} is to be {shape}{'' if name == 'query' else ' or null'}.")
    variables: dict[str, Any] = body.get("variables") or {}
    return Parameters(body.get("query") or "", body.get("operationName"), variables, only_reads, digest)


def _digest(extensions: object) -> str | None:
    """The hash that a client sends for a document, or beside it."""
    named = cast("dict[str, Any]", extensions).get("persistedQuery") if isinstance(extensions, dict) else None
    if named is None:
        return None
    digest = cast("dict[str, Any]", named).get("sha256Hash") if isinstance(named, dict) else None
    if not isinstance(digest, str) or not DIGEST.fullmatch(digest):
        raise BadRequest(400, "SHAPE", "extensions.persistedQuery is to have a sha256Hash of 64 hex digits.")
    return digest.lower()


def errors(code: str, *found: Any) -> bytes:
    """An answer without data."""
    return orjson.dumps({"errors": [shown_error(code, each) for each in found or (code,)]})


def shown_error(code: str, error: Any) -> dict[str, Any]:
    """An error as GraphQL shows it, without suggestions and values: graphql-core cannot be kept from all of them."""
    if not isinstance(error, GraphQLError):
        return {"message": str(error), "extensions": {"code": code}}
    message = AS_SENT.sub("", WORD_SENT.sub("The value does", error.message.partition(" Did you mean")[0]))
    extensions = {"code": code, **(error.extensions or {})}
    return {
        **error.formatted,
        "message": message if message.endswith(".") else f"{message}.",
        "extensions": extensions,
    }
