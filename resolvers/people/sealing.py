"""The one sealer of the audit: it chains what was committed, and makes checkpoints of the chain (ours).

It works outside the acts' transactions, so that no act waits for another's place in the chain. The order in which
records were seen committed is the order of their seals, `seq`, without a gap.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from domain.people.audit_chain import EMPTY, ChainEnd, Checkpoint, Digest, Frontier, Sealed, content_of, leaf, sealed
from resolvers.people.redacting import left
from resolvers.plan.pages import NOBODY
from resolvers.work.unit_of_work import transaction, uuid7
from resolvers.work.write import Statement
from schema.noun.constraints import column_of, fields_of
from schema.people.audit import AuditRow
from schema.people.audit_seal import AuditCheckpointRow, AuditSealRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from resolvers.work.unit_of_work import Write

SEALING: Final = 0x7365616C
"""The advisory lock of whoever seals."""
BATCH: Final = 200
SLOWEST: Final = timedelta(seconds=30)
"""A record is committed so long after it was written: statements and idle transactions are bounded by seconds."""
AGES: Final = timedelta(days=1)
"""How far back is looked at first and then each hour, for what was committed later all the same."""
HOURLY: Final = timedelta(hours=1)
CHANNEL: Final = "dianchi_sealed"
"""Whoever listens here hears the last `seq` after each sealing."""

# `changes` as PostgreSQL writes it: a number keeps its digits, which it loses on the way through Python.
COLUMNS: Final = tuple(dict.fromkeys(column_of(AuditRow, name) for name in fields_of(AuditRow)))
READ: Final = ", ".join(
    f"a.{name}::text as {name}" if name in ("changes", "before") else f"a.{name}" for name in COLUMNS
)
LAST: Final = """select s.seq, s.sha256, s.sm3, a.recorded_at from audit_seal s join audit a on a.id = s.audit_id
order by s.seq desc limit 1"""
WRITTEN: Final = f"""select {READ} from audit a where (a.recorded_at, a.id) > ($1, $2)
order by a.recorded_at, a.id limit {BATCH}"""  # noqa: S608 (constants of ours)
KNOWN: Final = "select audit_id from audit_seal where audit_id = any($1)"
CHAIN: Final = f"""select s.seq, s.sha256 as "#sha256", s.sm3 as "#sm3", {READ}
from audit_seal s join audit a on a.id = s.audit_id where s.seq > $1 order by s.seq limit {BATCH}"""  # noqa: S608 (as above)
LEAVES: Final = f"select seq, leaf, sha256, sm3 from audit_seal where seq > $1 order by seq limit {BATCH}"  # noqa: S608 (as above)
CHECKPOINT: Final = "select size, sha256, sm3, peaks from audit_checkpoint order by size desc limit 1"
COLUMNS_HANDED_OUT: Final = "size, sha256, sm3, root, made_at, key, signature"
HANDED_OUT: Final = f"select {COLUMNS_HANDED_OUT} from audit_checkpoint order by size desc limit $1"  # noqa: S608 (as above)
ARCHIVED: Final = f"""select c.{COLUMNS_HANDED_OUT.replace(", ", ", c.")}, c.peaks from audit_archive r
join audit_checkpoint c on c.id = r.checkpoint_id order by r.last_seq desc limit 1"""  # noqa: S608 (as above)
FIRST: Final = datetime(1, 1, 1, tzinfo=UTC)


def content(record: Mapping[str, Any]) -> bytes:
    """The content of an audit record, in the one way that is hashed: times in UTC, to the microsecond."""
    return content_of({name: _plain(record[name]) for name in COLUMNS})


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case UUID():
            return str(value)
        case Enum():
            return value.value
        case _:
            return value


class RawAuditError(Exception):
    """The audit holds personal data as it was entered, which a seal would keep for ever: `api audit redact` comes first."""


class Sealer:
    """A sealer of one process; of several processes one seals at a time."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._since: datetime | None = None
        self._looked_far = FIRST

    async def seal(self) -> int:
        """Put all committed records under seal; answers how many there were."""
        total, place = 0, None
        while True:
            async with self._write() as connection, transaction(connection):
                if not await connection.fetchval("select pg_try_advisory_xact_lock($1)", SEALING):
                    return total
                now: datetime = await connection.fetchval("select clock_timestamp()")
                last: Any = await connection.fetchrow(LAST)
                begins = ChainEnd() if last else await chain_begins(connection)
                if last is None and not begins.size and await left(connection):
                    raise RawAuditError("run `python -m api audit redact` as the owner before the audit is sealed")
                place = place or (self._begin(now, last), NOBODY)
                written: list[Any] = await connection.fetch(WRITTEN, *place)
                known = {each["audit_id"] for each in await connection.fetch(KNOWN, [each["id"] for each in written])}
                fresh = [each for each in written if each["id"] not in known]
                if fresh:
                    after = (last["seq"], links_of(last)) if last else (begins.size, begins.links)
                    await self._keep(connection, fresh, after, now)
            total += len(fresh)
            if len(written) < BATCH:
                self._since = now - SLOWEST
                return total
            place = (written[-1]["recorded_at"], written[-1]["id"])

    def _begin(self, now: datetime, last: Any) -> datetime:
        """The time from which records are looked at: short of the last look, and now and then far back."""
        if self._since is None or now - self._looked_far > HOURLY:
            self._looked_far = now
            return FIRST if last is None else last["recorded_at"] - AGES
        return self._since

    @staticmethod
    async def _keep(
        connection: Any, records: list[Any], after: tuple[int, Mapping[Digest, bytes]], now: datetime
    ) -> None:
        chain = list(sealed(map(content, records), *after))
        statement = Statement()
        statement.insert(
            AuditSealRow,
            [
                {
                    "id": uuid7(),
                    "audit_id": record["id"],
                    "seq": each.seq,
                    "leaf": leaf(each.content).hex(),
                    "sha256": each.links[Digest.SHA256].hex(),
                    "sm3": each.links[Digest.SM3].hex(),
                    "sealed_at": now,
                }
                for record, each in zip(records, chain, strict=True)
            ],
            {},
        )
        await connection.execute(statement.sql, *statement.values)
        await connection.execute("select pg_notify($1, $2)", CHANNEL, str(chain[-1].seq))


def links_of(seal: Mapping[str, Any], prefix: str = "") -> dict[Digest, bytes]:
    """The links that a seal was kept with."""
    return {digest: bytes.fromhex(seal[f"{prefix}{digest.value.lower()}"]) for digest in Digest}


async def archived(connection: Any) -> Mapping[str, Any] | None:
    """The checkpoint up to which the audit was moved into files, with its subtrees; None while all of it is here."""
    return await connection.fetchrow(ARCHIVED)


async def chain_begins(connection: Any) -> ChainEnd:
    """Where the chain of this database begins: after what was archived of it."""
    last = await archived(connection)
    return ChainEnd() if last is None else end_at(last)


def end_at(checkpoint: Mapping[str, Any]) -> ChainEnd:
    """Where the chain stood at a checkpoint that was kept with its subtrees."""
    return ChainEnd(links_of(checkpoint), Frontier(checkpoint["size"], tuple(map(bytes.fromhex, checkpoint["peaks"]))))


async def chain_after(connection: Any, seq: int) -> list[Sealed]:
    """The next records of the chain with their seals, a batch at most."""
    return [
        Sealed(record["seq"], content(record), links_of(record, "#")) for record in await connection.fetch(CHAIN, seq)
    ]


async def checkpoint(
    write: Write, sign: Callable[[Checkpoint, datetime], str], key: str
) -> Mapping[str, object] | None:
    """Make a checkpoint of the chain as it stands, signed; None where nothing was sealed since the last one."""
    async with write() as connection, transaction(connection):
        if not await connection.fetchval("select pg_try_advisory_xact_lock($1)", SEALING):
            return None
        last: Any = await connection.fetchrow(CHECKPOINT)
        frontier = EMPTY if last is None else end_at(last).frontier
        end: Any = None
        while seals := await connection.fetch(LEAVES, frontier.size):
            frontier, end = frontier.grown(bytes.fromhex(each["leaf"]) for each in seals), seals[-1]
        if end is None:
            return None
        at: datetime = (await connection.fetchval("select clock_timestamp()")).astimezone(UTC)
        made = Checkpoint(frontier.size, links_of(end), frontier.root)
        handed_out = shown(made, at.isoformat(), key, sign(made, at))
        statement, peaks = Statement(), [each.hex() for each in frontier.peaks]
        statement.insert(AuditCheckpointRow, [{"id": uuid7(), **handed_out, "peaks": peaks}], {})
        await connection.execute(statement.sql, *statement.values)
        return handed_out


def shown(checkpoint: Checkpoint, at: str, key: str, signature: str) -> dict[str, object]:
    """A checkpoint as it is handed out and kept."""
    links = {digest.value.lower(): each.hex() for digest, each in checkpoint.links.items()}
    return {
        "size": checkpoint.size,
        **links,
        "root": checkpoint.root.hex(),
        "made_at": at,
        "key": key,
        "signature": signature,
    }


async def handed_out(connection: Any, last: int) -> list[dict[str, object]]:
    """The last checkpoints, newest first, as they were handed out."""
    return [as_handed_out(record) for record in await connection.fetch(HANDED_OUT, last)]


def as_handed_out(record: Mapping[str, Any]) -> dict[str, object]:
    """A stored checkpoint with its time as it was signed."""
    return {**record, "made_at": record["made_at"].astimezone(UTC).isoformat()}
