"""Files are had by a signed link at `GET /files/{id}`: whoever asked for it, for five minutes, whole or in part (Art. 11; RFC 9110)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, quote
from uuid import UUID

import jwt

from api.replies import Reply
from api.request import BadRequest, Head
from api.session import ALGORITHM
from domain.acts import Act
from domain.people import own_password_first
from domain.violations import Code, Violation
from resolvers.plan.actors import session_actor
from resolvers.plan.pages import global_id, global_text
from resolvers.work import working
from schema.file import FileRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.types import Receive, Scope

    from api.pool import Pool
    from api.store import Store
    from domain.scope import Actor
    from resolvers.city import City

RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
SANDBOX: Final = (b"content-security-policy", b"default-src 'none'; sandbox")


def linker(secret: str) -> Callable[[UUID, UUID, datetime], str]:
    """How links are made: signed by a key of their own, so that no link is a token and no token a link."""

    def link(file: UUID, session: UUID, until: datetime) -> str:
        claims = {"file": str(file), "of": str(session), "exp": until}
        return f"/files/{quote(global_text('File', file))}?link={jwt.encode(claims, key_of(secret), ALGORITHM)}"

    return link


def key_of(secret: str) -> str:
    """The key that signs links."""
    return f"{secret}/files"


def linked(link: str, secret: str) -> tuple[UUID, UUID]:
    """The file and the session of a link."""
    try:
        claims = jwt.decode(link, key_of(secret), [ALGORITHM], options={"require": ["exp", "file", "of"]})
        return UUID(claims["file"]), UUID(claims["of"])
    except (jwt.InvalidTokenError, ValueError):
        raise Violation(Code.LINK_OVER, path=("link",)) from None


@dataclass
class Downloads:
    """What stands behind `GET /files/{id}`; the database is given to it once open."""

    secret: str
    store: Store
    pool: Pool = field(init=False)
    city: City = field(init=False)

    async def answer(self, head: Head, scope: Scope, _receive: Receive) -> Reply:
        """Give a file, or a part of it, to whom the link was made for, if they still may read it."""
        if head.method not in ("GET", "HEAD"):
            raise BadRequest(405, "METHOD", "Files are had by GET.", (b"allow", b"GET, HEAD"))
        link = parse_qs(head.url.decode("latin-1")).get("link", [""])[0]
        file_id, session = linked(link, self.secret)
        if global_id(scope["path_params"]["id"], "File") != file_id:
            raise Violation(Code.LINK_OVER, path=("link",))
        file = await self._read(await self._actor(session), file_id)
        return self._reply(head, file)

    async def _actor(self, session: UUID) -> Actor:
        actor = await self.pool.reading(lambda connection: session_actor(connection, session))
        if actor is None:
            raise Violation(Code.LINK_OVER, path=("link",))
        own_password_first(Act.READ_FILE, actor)
        return actor

    async def _read(self, actor: Actor, file_id: UUID) -> FileRow:
        """The file, its reading noted before a byte goes out."""
        async with working(self.pool.write, self.city, actor, Act.READ_FILE) as work:
            file = await work.find(FileRow, file_id)
            work.permit("File", {"platform_id": file.platform_id, "region_id": file.region_id})
            await work.note("File", file.id)
        return file

    def _reply(self, head: Head, file: FileRow) -> Reply:
        etag = f'"{file.sha256}"'
        asked = head.field(b"range") if head.field(b"if-range") in (None, etag) else None
        part = part_of(asked, file.size)
        told = [(b"content-type", file.media_type.encode()), (b"etag", etag.encode()), *disposed(file.name), SANDBOX]
        if part == BEYOND:
            return Reply(416, headers=(*told, (b"content-range", f"bytes */{file.size}".encode())), code="RANGE")
        start, end = part or (0, file.size)
        told.append((b"content-length", str(end - start).encode()))
        if part is not None:
            told.append((b"content-range", f"bytes {start}-{end - 1}/{file.size}".encode()))
        pieces = None if head.method == "HEAD" else self.store.bytes_of(file.sha256, start, end)
        return Reply(200 if part is None else 206, headers=tuple(told), pieces=pieces)


BEYOND: Final = (-1, -1)
"""A part that begins after the file's end."""


def part_of(asked: str | None, size: int) -> tuple[int, int] | None:
    """From where up to where a file is asked for; None: the whole, as where several parts are asked for, or nonsense."""
    found = RANGE.fullmatch((asked or "").replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return None
    first, last = found[1], found[2]
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    return (start, end) if start < end else BEYOND


def disposed(name: str) -> list[tuple[bytes, bytes]]:
    """That a file is to be saved, under its own name, which is not of the letters a header is made of (RFC 6266, 8187)."""
    plain = re.sub(r"[^\w.-]", "_", name.encode("ascii", "replace").decode().replace("?", "_"), flags=re.ASCII)
    told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return [(b"content-disposition", told.encode("ascii")), (b"accept-ranges", b"bytes")]
