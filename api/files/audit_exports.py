"""The audit by `GET /audit/export`: some days of it as lines of JSON, or one record with its proof, for the audit administrator."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import parse_qs
from uuid import UUID

from api.files.downloads import disposed
from api.http.endpoint import Reply, as_json
from api.http.request import BadRequest
from api.http.session import actor_of
from domain.kernel.violations import Code, Violation
from resolvers.people.exporting import EXPORT_AUDIT, ExportAuditInput, lines_of, proof
from resolvers.plan.pages import global_id
from resolvers.work.call import Asked, Call, Caller, Done
from resolvers.work.limits import Limit, UseLimits

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from starlette.types import Receive, Scope

    from api.database.pool import Pool
    from api.http.request import Head
    from api.settings import Settings
    from domain.people.session import DoorPolicy
    from domain.rights.scope import Actor
    from resolvers.people.exporting import Span
    from resolvers.plan.city import City

    T = TypeVar("T")

LINES: Final = (b"content-type", b"application/x-ndjson")
KEY: Final = "audit export"


@dataclass
class AuditExports:
    """Answers with an export, one at a time for each person; database, limits and policy are given to it once open."""

    settings: Settings
    secrets: tuple[str, ...]
    pool: Pool = field(init=False)
    city: City = field(init=False)
    policy: DoorPolicy = field(init=False)
    limits: UseLimits = field(init=False)

    async def respond(self, head: Head, _scope: Scope, _receive: Receive) -> Reply:
        """Take out what is asked for, once that is audited."""
        if head.method != "GET":
            raise BadRequest(405, "METHOD", "Exports are had by GET.", (b"allow", b"GET"))
        actor = await actor_of(self.pool, head.field(b"authorization"), self.secrets, self.policy)
        if actor.account is None:
            raise Violation(Code.NOT_SIGNED_IN)
        return await self._taken_out(head, actor)

    async def _taken_out(self, head: Head, actor: Actor) -> Reply:
        """What is asked for, held by whoever asks until the last of it is gone, or a transfer's time is over."""
        key, begun = (KEY, str(actor.account)), False

        async def read() -> Asked:
            nonlocal begun
            input = asked(head)
            one = Limit(1, int(self.settings.transfer_seconds))
            await self.limits.spend(one, *key, code=Code.EXPORT_RUNNING)
            begun = True
            return Asked(input, b"")

        streams = False
        try:
            done = await Call[None](Caller(self.pool.write, self.city, actor), EXPORT_AUDIT, read).done()
            reply = await self._reply(done, key)
            streams = reply.pieces is not None
            return reply
        finally:
            if begun and not streams:
                await self.limits.forget(*key)

    async def _reply(self, done: Done[None], key: tuple[str, ...]) -> Reply:
        input: ExportAuditInput = done.input
        if (record := input.record) is not None:
            return as_json(200, await self.pool.reading(lambda connection: proof(connection, record)))
        headers = (LINES, *disposed(f"audit-{input.since}-{input.until}.ndjson")[:1])
        return Reply(200, headers=headers, pieces=self._pieces(done.extras["span"], key))

    async def _pieces(self, span: Span, key: tuple[str, ...]) -> AsyncGenerator[bytes]:
        lines = lines_of(self.pool.reading, span)
        try:
            async for each in lines:
                yield each
        finally:
            await lines.aclose()
            await self.limits.forget(*key)


def asked(head: Head) -> ExportAuditInput:
    """What an export is asked to hold: days, or a record by its global id."""
    query = {name: values[-1] for name, values in parse_qs(head.url.decode("latin-1")).items()}
    record = query.get("record")
    days = {to: read(date.fromisoformat, query.get(name), name) for to, name in (("since", "from"), ("until", "until"))}
    return ExportAuditInput(**days, record=None if record is None else audit_id(record))


def audit_id(record: str) -> UUID:
    """The id of an audit record, as the API shows it or as an export has it."""
    try:
        return UUID(record)
    except ValueError:
        return global_id(record, "Audit")


def read(as_value: Callable[[str], T], text: str | None, name: str) -> T | None:
    """A part of the query; None where it is left out."""
    try:
        return None if text is None else as_value(text)
    except ValueError:
        facts: dict[str, Any] = {
            "field": name,
            "why": "应为日期，如2026-01-31。",
            "why_en": "a day, such as 2026-01-31.",
        }
        raise Violation(Code.INVALID, path=(name,), facts=facts) from None
