"""Files and letters of responsibility are had by a signed link at `GET /files/{id}`: whoever asked for it, in the same session, for five minutes, whole or in part (Art. 11, 12; RFC 9110)."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, quote
from uuid import UUID

import jwt

from api.files.letter_pdf import drawn, file_name
from api.files.multipart import named
from api.http.endpoint import Reply
from api.http.request import BadRequest, BadToken, Head
from api.http.session import ALGORITHM, actor_of, verified
from domain.kernel.violations import Code, Violation
from domain.people.session import DoorPolicy
from resolvers.services.files import read_file
from resolvers.work.call import Caller
from schema.services.file import FileRow

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from datetime import datetime

    from starlette.types import Receive, Scope

    from api.database.pool import Pool
    from api.files.store import Store
    from domain.rights.scope import Actor
    from resolvers.plan.city import City
    from resolvers.targets.letter_paper import Paper

RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
SANDBOX: Final = (b"content-security-policy", b"default-src 'none'; sandbox")


def linker(secret: str) -> Callable[[str, UUID, datetime], str]:
    """The maker of links, signed by a key of their own, so that no link is a token and no token a link."""

    def link(id: str, session: UUID, until: datetime) -> str:
        claims = {"file": id, "of": str(session), "exp": until}
        return f"/files/{quote(id)}?link={jwt.encode(claims, key_of(secret), ALGORITHM)}"

    return link


def key_of(secret: str) -> str:
    """The key that signs links."""
    return f"{secret}/files"


def linked(link: str, secrets: tuple[str, ...]) -> tuple[str, UUID]:
    """A link's file or letter, by global id, and its session."""
    try:
        until, [file, of] = verified(link, map(key_of, secrets), "file", "of")
        session = UUID(of)
    except (BadToken, ValueError):
        raise Violation(Code.LINK_OVER, path=("link",)) from None
    if until <= time.time():
        raise Violation(Code.LINK_OVER, path=("link",))
    return file, session


@dataclass(frozen=True)
class LinkedFile:
    """A linked file has a name, kind, size and hash, and its bytes from one place up to another."""

    name: str
    media_type: str
    size: int
    sha256: str
    bytes_of: Callable[[int, int], AsyncGenerator[bytes]]


@dataclass
class Downloads:
    """The handler of `GET /files/{id}`, which gets the database once open."""

    secrets: tuple[str, ...]
    store: Store
    policy: DoorPolicy = field(init=False)
    pool: Pool = field(init=False)
    city: City = field(init=False)
    drawing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    """One paper is drawn at a time: a long one takes half a second of the machine."""

    async def respond(self, head: Head, scope: Scope, _receive: Receive) -> Reply:
        """Give a file, or a part of it, to whom the link was made for, if they still may read it."""
        if head.method not in ("GET", "HEAD"):
            raise BadRequest(405, "METHOD", "Files are had by GET.", (b"allow", b"GET, HEAD"))
        link = parse_qs(head.url.decode("latin-1")).get("link", [""])[0]
        id, session = linked(link, self.secrets)
        if scope["path_params"]["id"] != id:
            raise Violation(Code.LINK_OVER, path=("link",))
        return reply_of(head, await self._read(await self._asker(head, session), id))

    async def _asker(self, head: Head, session: UUID) -> Actor:
        """Whoever follows the link, in the session it was made for: a link that went astray opens nothing by itself."""
        actor = await actor_of(self.pool, head.field(b"authorization"), self.secrets, self.policy)
        if actor.session is None:
            raise Violation(Code.NOT_SIGNED_IN)
        if actor.session != session:
            raise Violation(Code.LINK_OVER, path=("link",))
        return actor

    async def _read(self, actor: Actor, id: str) -> LinkedFile:
        """The file of a link, whose reading is audited before a byte goes out."""
        found = await read_file(Caller(self.pool.write, self.city, actor), id)
        return self._kept(found) if isinstance(found, FileRow) else await self._drawn(found)

    def _kept(self, file: FileRow) -> LinkedFile:
        """A file, as the store has it."""
        sha256 = file.sha256
        return LinkedFile(
            file.name, file.media_type, file.size, sha256, lambda start, end: self.store.bytes_of(sha256, start, end)
        )

    async def _drawn(self, paper: Paper) -> LinkedFile:
        """A letter, drawn now."""
        async with self.drawing:
            sheet = await asyncio.to_thread(drawn, paper)

        async def part(start: int, end: int) -> AsyncGenerator[bytes]:
            yield sheet[start:end]

        return LinkedFile(
            named(file_name(paper)), "application/pdf", len(sheet), hashlib.sha256(sheet).hexdigest(), part
        )


def reply_of(head: Head, file: LinkedFile) -> Reply:
    """The reply with the whole file, or with the part that the Range header names."""
    etag = f'"{file.sha256}"'
    range_header = head.field(b"range") if head.field(b"if-range") in (None, etag) else None
    part = part_of(range_header, file.size)
    headers = [(b"content-type", file.media_type.encode()), (b"etag", etag.encode()), *disposed(file.name), SANDBOX]
    if part == BEYOND:
        return Reply(416, headers=(*headers, (b"content-range", f"bytes */{file.size}".encode())), code="RANGE")
    start, end = part or (0, file.size)
    headers.append((b"content-length", str(end - start).encode()))
    if part is not None:
        headers.append((b"content-range", f"bytes {start}-{end - 1}/{file.size}".encode()))
    pieces = None if head.method == "HEAD" else file.bytes_of(start, end)
    return Reply(200 if part is None else 206, headers=tuple(headers), pieces=pieces)


BEYOND: Final = (-1, -1)
"""A part that begins after the file's end."""


def part_of(range_header: str | None, size: int) -> tuple[int, int] | None:
    """The part of a file that a `Range` names; None is the whole, as for several parts or nonsense."""
    matched = RANGE.fullmatch((range_header or "").replace(" ", ""))
    if matched is None or not (matched[1] or matched[2]):
        return None
    first, last = matched[1], matched[2]
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    return (start, end) if start < end else BEYOND


def disposed(name: str) -> list[tuple[bytes, bytes]]:
    """The headers that have a file saved under its own name, in whatever script (RFC 6266, 8187)."""
    plain = re.sub(r"[^\w.-]", "_", name.encode("ascii", "replace").decode().replace("?", "_"), flags=re.ASCII)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return [(b"content-disposition", disposition.encode("ascii")), (b"accept-ranges", b"bytes")]
