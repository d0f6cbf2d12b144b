"""The audit's oldest records leave the database for a file, which whoever owns the database has written and verified before (ours).

What is cut ends at a checkpoint, from which both the rest of the chain and the next file are verified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.rights.scope import CLOCK
from resolvers.people.exporting import SIGNED, Span
from resolvers.people.sealing import archived
from resolvers.work.unit_of_work import working

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from resolvers.plan.city import City
    from resolvers.work.unit_of_work import Write

BATCH: Final = 2000
OLD_ENOUGH: Final = f"{SIGNED} where made_at <= clock_timestamp() - $1::interval order by size desc limit 1"
SIGNED_AT: Final = "select id, made_at <= clock_timestamp() - $2::interval as old_enough from audit_checkpoint where size = $1 and root = $3"
LEFT: Final = """with cut as (delete from audit_seal where audit_id in (
    select audit_id from audit_seal where seq <= $1 order by seq limit $2) returning audit_id)
select array_agg(audit_id) from cut"""
GONE: Final = "delete from audit where id = any($1)"
CHECKPOINTS: Final = """delete from audit_checkpoint c where c.size < $1
and not exists (select from audit_archive r where r.checkpoint_id = c.id)"""


async def archivable(connection: Any, keeping: timedelta) -> Span | None:
    """The part of the chain that is older than what is kept: up to the last checkpoint signed before; None where there is none.

    Whatever a checkpoint counts was recorded before it was signed.
    """
    begins = await archived(connection)
    last = await connection.fetchrow(OLD_ENOUGH, keeping)
    span = Span(begins, 0 if last is None else last["size"])
    return span if span.last > span.after else None


async def cut(write: Write, city: City, span: Span, root: str, keeping: timedelta, *, file: str, sha256: str) -> bool:
    """Note that a part of the chain lies in a file; false where its end is no checkpoint of this database, or a young one."""
    async with working(write, city, CLOCK, Act.ARCHIVE_AUDIT) as work:
        signed: Mapping[str, Any] | None = await work.connection.fetchrow(SIGNED_AT, span.last, keeping, root)
        if signed is None or not signed["old_enough"]:
            return False
        kept = {"first_seq": span.after + 1, "last_seq": span.last, "file": file, "sha256": sha256}
        work.add(New("AuditArchive", {"checkpoint": signed["id"], **kept, "archived_at": work.database_now}))
    return True


async def clear(connection: Any) -> int:
    """Take out of the database what lies in files, a batch at a time; what an interruption left is taken by the next call."""
    begins = await archived(connection)
    if begins is None:
        return 0
    total = 0
    while True:
        async with connection.transaction():
            gone = await connection.fetchval(LEFT, begins["size"], BATCH)
            if gone:
                await connection.execute(GONE, gone)
        if not gone:
            await connection.execute(CHECKPOINTS, begins["size"])
            return total
        total += len(gone)
