"""Files are sent as a form by `POST /files`: streamed to the disk, known by content, kept by their hash, then named by a row (Art. 11)."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from api.files.multipart import Form, named, too_large
from api.files.sandbox import look_into
from api.http.endpoint import Reply, as_json
from api.http.request import PATIENT, BadRequest, Gone, Head
from api.http.session import actor_of
from domain.kernel.typed_text import a_text, refuse_unwritable
from domain.kernel.violations import Code, Violation
from resolvers.services.files import UPLOAD_FILE, UploadFileInput
from resolvers.work.call import KEY_LONGEST, Asked, Call, Caller
from schema.noun.vocabulary import global_text

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path
    from uuid import UUID

    from starlette.types import Receive, Scope

    from api.database.pool import Pool
    from api.files.store import Store
    from api.settings import Settings
    from domain.people.session import DoorPolicy
    from domain.rights.scope import Actor
    from resolvers.plan.city import City

FORM: Final = 65_536
"""Bytes of a form beside its file."""
FORGOTTEN: Final = 86_400
"""Seconds after which what a killed process left is thrown away."""


@dataclass
class Uploads:
    """The handler of `POST /files`, which gets the database once open."""

    settings: Settings
    secrets: tuple[str, ...]
    store: Store
    policy: DoorPolicy = field(init=False)
    pool: Pool = field(init=False)
    city: City = field(init=False)
    looking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    """One file is looked into at a time, so that no crowd of them takes the machine's memory."""

    @property
    def folder(self) -> Path:
        """The folder of files not yet known to be in order."""
        return self.settings.data / "incoming"

    def sweep(self) -> None:
        """Remove the files that killed processes left half received."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.iterdir():
            if time.time() - path.stat().st_mtime > FORGOTTEN:
                path.unlink(missing_ok=True)

    async def respond(self, head: Head, _scope: Scope, receive: Receive) -> Reply:
        """Take one file, and reply with the record it is kept as."""
        if head.method != "POST":
            raise BadRequest(405, "METHOD", "Send files by POST.", (b"allow", b"POST"))
        # Whoever has not signed in is told so at once, and not heard out.
        actor, body = await self._sender(head), Body(head, receive)
        try:
            with self._space() as path:
                return await self._taken(actor, head, body, path)
        except (Violation, BadRequest):
            await body.drain()
            raise

    async def _sender(self, head: Head) -> Actor:
        """Whoever is signed in."""
        actor = await actor_of(self.pool, head.field(b"authorization"), self.secrets, self.policy)
        if actor.account is None:
            raise Violation(Code.NOT_SIGNED_IN)
        return actor

    @contextmanager
    def _space(self) -> Generator[Path]:
        """A place on the disk, for the length of a block."""
        path = self.folder / uuid4().hex
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    async def _taken(self, actor: Actor, head: Head, body: Body, path: Path) -> Reply:
        async def read() -> Asked:
            return await self._read(head, body, path)

        done = await Call[None](Caller(self.pool.write, self.city, actor), UPLOAD_FILE, read).done()
        return reply_of(done.row_id, done.input)

    async def _read(self, head: Head, body: Body, path: Path) -> Asked:
        """The incoming file, known by its content and kept in the store."""
        announced = head.field(b"content-length") or ""
        if announced.isdigit() and int(announced) > self.settings.longest_file + FORM:
            raise too_large(self.settings.longest_file)
        form = Form(head.field(b"content-type") or "", path, self.settings.longest_file)
        try:
            async for piece in body:
                await asyncio.to_thread(form.take, piece)
            await asyncio.to_thread(form.finish)
        finally:
            form.close()
        sent = await self._known(form, path)
        await self.store.keep(path, sent.sha256, sent.size)
        return Asked(sent, repr([sent.sha256, sent.name, sent.platform, sent.region]).encode())

    async def _known(self, form: Form, path: Path) -> UploadFileInput:
        """The content of a sent file."""
        fields = form.fields
        refuse_unwritable(fields)
        name = a_text(named(fields.get("name") or form.name or ""), "name", "文件名", 200)
        async with self.looking:
            content = await asyncio.to_thread(look_into, path, name)
        return UploadFileInput(
            name=name,
            size=form.size,
            sha256=form.sha256,
            media_type=content.media_type,
            seen=content.seen,
            platform=fields.get("platform"),
            region=fields.get("region"),
            idempotency_key=key_of(fields),
        )


def key_of(fields: Mapping[str, str]) -> str | None:
    """The idempotency key of a form, where it bears one."""
    key = fields.get("idempotencyKey")
    return a_text(key, "idempotencyKey", "幂等键", KEY_LONGEST) if key else None


def reply_of(row_id: UUID, sent: UploadFileInput) -> Reply:
    """The reply that names the record of a file."""
    kept = {"id": global_text("File", row_id), "name": sent.name, "size": sent.size}
    return as_json(201, {**kept, "sha256": sent.sha256, "mediaType": sent.media_type})


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

    async def drain(self) -> None:
        """Hear a refused sender out, within reason: one that is cut off does not read why."""
        until = self.come + PATIENT
        while not self.over and self.come < until:
            await anext(self)
