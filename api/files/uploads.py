"""Files are sent as a form by `POST /files`: streamed to the disk, told by content, kept by their hash, then named by a row (Art. 11)."""

from __future__ import annotations

import asyncio
import hashlib
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

import asyncpg

from api.files.multipart import Form, named, too_large
from api.files.sandbox import Content, look_into
from api.http.endpoint import Reply, as_json
from api.http.request import PATIENT, BadRequest, Gone, Head
from api.http.session import actor_of
from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.typed_text import a_text, refuse_unwritable
from domain.kernel.violations import Code, Violation
from domain.people.people import own_password_first
from domain.rights.allowed_actions import forbidden
from domain.rights.authority import roles_of
from resolvers.plan.database_refusals import TRANSIENT, Lost, made_meanwhile
from resolvers.work.tries import tried
from resolvers.work.unit_of_work import Key, Spent, UnitOfWork, transaction
from schema.noun.vocabulary import global_text
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from starlette.types import Receive, Scope

    from api.database.pool import Pool
    from api.files.store import Store
    from api.settings import Settings
    from domain.rights.scope import Actor
    from resolvers.plan.city import City

NAME: Final = "uploadFile"
FORM: Final = 65_536
"""Bytes of a form beside its file."""
TRIES: Final = 3
FORGOTTEN: Final = 86_400
"""Seconds after which what a killed process left is thrown away."""


@dataclass
class Uploads:
    """What stands behind `POST /files`; the database is given to it once open."""

    settings: Settings
    secret: str
    store: Store
    pool: Pool = field(init=False)
    city: City = field(init=False)
    looking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    """One file is looked into at a time, so that no crowd of them takes the machine's memory."""

    @property
    def folder(self) -> Path:
        """Where files are until they are known to be in order."""
        return self.settings.data / "incoming"

    def sweep(self) -> None:
        """Throw away what processes left that were killed while a file came."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.iterdir():
            if time.time() - path.stat().st_mtime > FORGOTTEN:
                path.unlink(missing_ok=True)

    async def answer(self, head: Head, _scope: Scope, receive: Receive) -> Reply:
        """Take one file, and tell what it is kept as."""
        if head.method != "POST":
            raise BadRequest(405, "METHOD", "Send files by POST.", (b"allow", b"POST"))
        body = Body(head, receive)
        try:
            actor, _ = await actor_of(self.pool, head.field(b"authorization"), self.secret)
            with self._space() as path:
                return await self._taken(actor, head, body, path)
        except (Violation, BadRequest):
            await body.hear_out()
            raise

    @contextmanager
    def _space(self) -> Generator[Path]:
        """A place on the disk, for the length of a block."""
        path = self.folder / uuid4().hex
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    async def _taken(self, actor: Actor, head: Head, body: Body, path: Path) -> Reply:
        try:
            self._may(actor, head)
            form = Form(head.field(b"content-type") or "", path, self.settings.longest_file)
            try:
                async for piece in body:
                    await asyncio.to_thread(form.take, piece)
                await asyncio.to_thread(form.finish)
            finally:
                form.close()
            sent = await self._known(form, path)
            await self.store.keep(path, sent.sha256, sent.size)
            row_id = await self._entered(actor, sent)
        except Violation as refusal:
            await tried(partial(self._audit, actor, refusal))
            raise
        told = {"id": global_text("File", row_id), "name": sent.name, "size": sent.size}
        return as_json(201, {**told, "sha256": sent.sha256, "mediaType": sent.content.media_type})

    def _may(self, actor: Actor, head: Head) -> None:
        """Refuse before a byte is read whoever may send no file, and whatever says that it is too large."""
        if actor.account is None:
            raise Violation(Code.NOT_SIGNED_IN)
        own_password_first(Act.UPLOAD_FILE, actor)
        if actor.role not in roles_of(Act.UPLOAD_FILE):
            raise forbidden(Act.UPLOAD_FILE, "File")
        announced = head.field(b"content-length") or ""
        if announced.isdigit() and int(announced) > self.settings.longest_file + FORM:
            raise too_large(self.settings.longest_file)

    async def _known(self, form: Form, path: Path) -> Sent:
        """What was sent, told by its content."""
        refuse_unwritable(form.fields)
        name = a_text(named(form.fields.get("name") or form.name or ""), "name", "文件名", 200)
        async with self.looking:
            content = await asyncio.to_thread(look_into, path, name)
        return Sent(name, form.size, form.sha256, content, form.fields)

    async def _entered(self, actor: Actor, sent: Sent) -> UUID:
        """The row that names the file, again where the database asks for it."""
        for attempt in range(TRIES):
            try:
                return await self._once(actor, sent)
            except (*TRANSIENT, Lost):
                if attempt == TRIES - 1:
                    raise
            except asyncpg.UniqueViolationError as error:
                if not made_meanwhile(error):
                    raise
        raise Violation(Code.BUSY)

    async def _once(self, actor: Actor, sent: Sent) -> UUID:
        async with self.pool.write() as connection:
            work = UnitOfWork(connection, actor, Act.UPLOAD_FILE, self.city, key=sent.key)
            async with transaction(connection):
                try:
                    await work.open()
                except Spent as spent:
                    return spent.row_id
                new = work.create(New("File", await sent.row(work)))
                await work.keep(("File", work.ids[new]))
                return work.ids[new]

    async def _audit(self, actor: Actor, refusal: Violation) -> None:
        """Note a refusal."""
        if actor.account is None:
            return
        async with self.pool.write() as connection:
            work = UnitOfWork(connection, actor, Act.UPLOAD_FILE, self.city)
            async with transaction(connection):
                await work.open()
                await work.refused(refusal.code, "File")


@dataclass(frozen=True)
class Sent:
    """A file that is in order, and what was said of it."""

    name: str
    size: int
    sha256: str
    content: Content
    fields: dict[str, str]

    @property
    def key(self) -> Key | None:
        """Its idempotency key, where it was given one."""
        key = self.fields.get("idempotencyKey")
        if not key:
            return None
        body = [self.sha256, self.name, self.fields.get("platform"), self.fields.get("region")]
        return Key(NAME, a_text(key, "idempotencyKey", "幂等键", 100), hashlib.sha256(repr(body).encode()).hexdigest())

    async def row(self, work: UnitOfWork) -> dict[str, object]:
        """What is noted of it."""
        seen = self.content.seen
        return {
            **await self._anchors(work),
            "uploaded_by_id": work.actor.account,
            "name": self.name,
            "media_type": self.content.media_type,
            "size": self.size,
            "sha256": self.sha256,
            "short_print": seen and seen.short,
            "long_print": seen and f"{seen.long:064x}",
            "uploaded_at": work.now,
        }

    async def _anchors(self, work: UnitOfWork) -> dict[str, object]:
        """The platform it is of, else the region."""
        if platform := self.fields.get("platform"):
            found = await work.find(PlatformRow, platform, ("platform",))
            return {"platform_id": found.id, "region_id": found.region_id}
        if region := self.fields.get("region"):
            return {"platform_id": None, "region_id": (await work.find(RegionRow, region, ("region",))).id}
        raise Violation(Code.REQUIRED, path=("platform",), facts={"field": "平台"})


@dataclass
class Body:
    """A body as it comes in."""

    head: Head
    receive: Receive
    come: int = 0
    over: bool = False

    def __aiter__(self) -> Body:
        return self

    async def __anext__(self) -> bytes:
        if self.over:
            raise StopAsyncIteration
        message: Any = await self.receive()
        if message["type"] == "http.disconnect":
            raise Gone
        self.over = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        self.come += len(piece)
        return piece

    async def hear_out(self) -> None:
        """Hear a refused sender out, within reason: one that is cut off does not read why."""
        until = self.come + PATIENT
        while not self.over and self.come < until:
            await anext(self)
