"""Exports of the audit: a span of the chain as lines of JSON, or one record with its proof, to be verified elsewhere (ours).

An export says what it begins after, a checkpoint with its subtrees, and which record is its last; then come the records
and the checkpoints among them. It is read a batch at a time, so that no connection waits for whoever takes it in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import orjson

from domain.kernel.acts import Act
from domain.kernel.violations import Code, Violation
from domain.people.audit_chain import ChainEnd, proof_of
from domain.people.audit_export import days_exported
from resolvers.people.sealing import (
    BATCH,
    COLUMNS_HANDED_OUT,
    LEAVES,
    READ,
    SLOWEST,
    archived,
    as_handed_out,
    chain_after,
    content,
    end_at,
)
from resolvers.work.call import Verb
from schema.people.audit import Audit

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
    from datetime import date, datetime
    from typing import Protocol
    from uuid import UUID

    from domain.people.audit_chain import Sealed
    from resolvers.work.unit_of_work import UnitOfWork

    T = TypeVar("T")

    class LendsConnection(Protocol):
        """Lends a connection for one question."""

        def __call__(self, ask: Callable[[Any], Awaitable[T]], /) -> Awaitable[T]: ...


SIGNED: Final = f"select {COLUMNS_HANDED_OUT}, peaks from audit_checkpoint"  # noqa: S608 (constants of ours)
LAST_SIGNED_BY: Final = f"{SIGNED} where made_at <= $1 order by size desc limit 1"
FIRST_SIGNED_SINCE: Final = "select size from audit_checkpoint where made_at >= $1 order by size limit 1"
SIGNED_BETWEEN: Final = f"{SIGNED} where size > $1 and size <= $2 order by size limit {BATCH}"
SIGNED_BEFORE: Final = f"{SIGNED} where size < $1 order by size desc limit 1"
SIGNED_WITH: Final = f"{SIGNED} where size >= $1 order by size limit 1"
LAST_SEALED: Final = "select coalesce(max(seq), 0) from audit_seal"
PLACE: Final = "select seq from audit_seal where audit_id = $1"
RECORD: Final = f"select {READ} from audit a where id = $1"  # noqa: S608 (as above)


class Span(NamedTuple):
    """A part of the chain: the checkpoint that it begins after, none where it begins with the first record, and its last record."""

    begins: Mapping[str, Any] | None
    last: int

    @property
    def after(self) -> int:
        """How many records lie before it."""
        return 0 if self.begins is None else self.begins["size"]


async def span_of_all(connection: Any) -> Span:
    """All that the database has of the chain."""
    begins = await archived(connection)
    return Span(begins, max(await connection.fetchval(LAST_SEALED), 0 if begins is None else begins["size"]))


async def span_between(connection: Any, since: datetime, until: datetime) -> Span:
    """The chain from the last checkpoint before one moment up to the first that was signed after all of before another."""
    all_there = await span_of_all(connection)
    begins = await connection.fetchrow(LAST_SIGNED_BY, since)
    if begins is None or begins["size"] < all_there.after:
        begins = all_there.begins
    last = await connection.fetchval(FIRST_SIGNED_SINCE, until + SLOWEST)
    span = Span(begins, all_there.last if last is None else last)
    return Span(begins, max(span.last, span.after))


async def lines_of(reading: LendsConnection, span: Span) -> AsyncGenerator[bytes]:
    """The lines of an export, a batch at a time."""
    begins = None if span.begins is None else {**as_handed_out(span.begins), "peaks": span.begins["peaks"]}
    yield line({"export": {"after": begins, "last": span.last}})
    seq = span.after
    while seq < span.last and (batch := await reading(lambda connection, after=seq: chain_after(connection, after))):
        yield b"".join(line(as_exported(each)) for each in batch if each.seq <= span.last)
        seq = batch[-1].seq
    size = span.after
    while signed := await reading(lambda connection, after=size: signed_between(connection, after, span.last)):
        yield b"".join(line({"checkpoint": each}) for each in signed)
        size = signed[-1]["size"]


async def signed_between(connection: Any, after: int, last: int) -> list[dict[str, Any]]:
    """The next checkpoints of a span, as they were handed out."""
    return [without_peaks(each) for each in await connection.fetch(SIGNED_BETWEEN, after, last)]


def without_peaks(checkpoint: Mapping[str, Any]) -> dict[str, Any]:
    """A stored checkpoint as it was handed out."""
    return as_handed_out({name: value for name, value in checkpoint.items() if name != "peaks"})


def as_exported(sealed: Sealed) -> dict[str, Any]:
    """A record of the export; its content stands as the text that is hashed."""
    links = {digest.value.lower(): each.hex() for digest, each in sealed.links.items()}
    return {"seq": sealed.seq, **links, "record": sealed.content.decode()}


def line(told: object) -> bytes:
    """A line of JSON."""
    return orjson.dumps(told) + b"\n"


# one record


async def proof(connection: Any, record: UUID) -> dict[str, Any]:
    """The proof that a record is in the audit, between the checkpoints before it and after it."""
    seq: int = await connection.fetchval(PLACE, record)
    before = await connection.fetchrow(SIGNED_BEFORE, seq)
    signed = await connection.fetchrow(SIGNED_WITH, seq)
    begins = ChainEnd() if before is None else end_at(before)
    leaves, after = list[bytes](), begins.size
    while after < signed["size"] and (batch := await connection.fetch(LEAVES, after)):
        leaves += [bytes.fromhex(each["leaf"]) for each in batch if each["seq"] <= signed["size"]]
        after = batch[-1]["seq"]
    return proved(seq, content(await connection.fetchrow(RECORD, record)), leaves, begins, without_peaks(signed))


def proved(
    seq: int, content: bytes, leaves: list[bytes], begins: ChainEnd, checkpoint: Mapping[str, Any]
) -> dict[str, Any]:
    """A proof as it is handed out: the record, its audit path, and the checkpoint to whose root they lead."""
    path = [each.hex() for each in proof_of(leaves, seq - 1, begins.frontier)]
    return {"seq": seq, "record": content.decode(), "path": path, "checkpoint": checkpoint}


# the act


@dataclass(frozen=True)
class ExportAuditInput:
    """Some days of the audit, or one record of it."""

    since: date | None = None
    until: date | None = None
    record: UUID | None = None


async def export_audit(work: UnitOfWork, input: ExportAuditInput) -> tuple[None, Mapping[str, Any]]:
    """Take some days of the audit out, or one record with its proof; that they were taken is audited first."""
    if input.record is not None:
        await signed(work, input.record)
        await work.note("Audit", input.record)
        return None, {}
    if input.since is None or input.until is None:
        missing = "from" if input.since is None else "until"
        raise Violation(Code.REQUIRED, path=(missing,), facts={"field": "起止日期", "field_en": missing})
    span = await span_between(work.connection, *days_exported(input.since, input.until))
    days = {"from": input.since.isoformat(), "until": input.until.isoformat()}
    await work.note("Audit", None, {**days, "after": span.after, "last": span.last})
    return None, {"span": span}


async def signed(work: UnitOfWork, record: UUID) -> None:
    """Refuse a record that is not here, or that no checkpoint was signed of yet."""
    seq = await work.connection.fetchval(PLACE, record)
    if seq is None and await work.connection.fetchrow(RECORD, record) is None:
        raise Violation(Code.NOT_FOUND, path=("record",))
    if seq is None or await work.connection.fetchrow(SIGNED_WITH, seq) is None:
        raise Violation(Code.NOT_YET_SIGNED, path=("record",))


EXPORT_AUDIT: Final = Verb.of(Act.EXPORT_AUDIT, Audit, export_audit)
"""A verb like others that is no mutation: its answer goes out by `GET /audit/export`."""
