"""The commands of whoever audits: what they write can be examined on another machine, without the database."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID

import asyncpg
import typer

from api.commands.audit_files import (
    UnprovedAuditError,
    checkpoint_of,
    checkpoints_in,
    examined,
    opened,
    write,
)
from api.commands.backup import sha256
from api.commands.options import Data, chosen
from api.database.database import open_database
from domain.people.audit_chain import leaf, proved_root
from resolvers.people import archiving, redacting
from resolvers.people.exporting import proved, span_of_all
from resolvers.people.sealing import RawAuditError, Sealer, chain_begins

if TYPE_CHECKING:
    from api.commands.audit_files import Export
    from api.database.database import Database
    from resolvers.people.exporting import Span

File = Annotated[Path, typer.Argument(help="An export: a line of JSON for each record.", exists=True, dir_okay=False)]
Files = Annotated[
    list[Path] | None,
    typer.Argument(help="Exports, oldest first, each going on from the one before.", exists=True, dir_okay=False),
]
Kept = Annotated[
    list[Path] | None,
    typer.Option("--checkpoints", help="Checkpoints kept elsewhere, a line of JSON each.", exists=True, dir_okay=False),
]
Keys = Annotated[
    list[str] | None,
    typer.Option("--key", help="A public key that checkpoints may bear, the older ones too; any when left out."),
]
ARCHIVING: Final = 0x61726368
"""The advisory lock of whoever archives."""

commands = typer.Typer()
audit = typer.Typer(
    no_args_is_help=True, help="The audit, sealed: export it, verify exports, prove one record, archive."
)
commands.add_typer(audit, name="audit")


@audit.command()
def redact(data: Data = None) -> None:
    """Put digests in the place of personal data that records of older versions hold; as the owner, before the first seal."""

    async def main() -> int:
        opened = await open_database(chosen(data=data), application=False)
        async with opened as database, database.pool.write() as connection:
            return await redacting.redact(connection, database.keyring.digest)

    print(f"{asyncio.run(main())} records rewritten")


@audit.command()
def export(file: Annotated[Path, typer.Argument(help="Where to write it.", dir_okay=False)], data: Data = None) -> None:
    """Write every sealed record of the database with its seal, and all checkpoints; seals first what is not sealed yet."""

    async def main() -> Span:
        async with await open_database(chosen(data=data)) as database:
            return await exported(database, file)

    span = asyncio.run(main())
    print(f"{span.last - span.after} records, from {span.after + 1} to {span.last}")


async def exported(database: Database, file: Path) -> Span:
    """The span that was written to a file, after whatever was committed was sealed."""
    try:
        await Sealer(database.pool.write).seal()
    except RawAuditError as error:
        raise UnprovedAuditError(str(error)) from None
    span = await database.pool.reading(span_of_all)
    await write(file, database.pool.reading, span)
    return span


@audit.command()
def verify(
    *,
    files: Files = None,
    checkpoints: Kept = None,
    key: Keys = None,
    database: Annotated[bool, typer.Option("--database", help="The records of the database after those.")] = False,
    data: Data = None,
) -> None:
    """Verify exports as one chain, and that it leads to every checkpoint in them and to those kept elsewhere; without any, the database."""
    with TemporaryDirectory() as folder:
        exports = [opened(each, key or ()) for each in files or ()]
        if database or not exports:
            exports.append(of_database(Path(folder) / "audit.ndjson", key or [], data))
        kept = [each for path in checkpoints or () for each in checkpoints_in(path, key or ())]
        records, signed = examined(exports, kept)
    print(f"{records} records hold together and lead to {signed} checkpoints")


def of_database(file: Path, keys: list[str], data: Path | None) -> Export:
    """What the database has, as an export."""

    async def main() -> None:
        async with await open_database(chosen(data=data)) as database:
            await exported(database, file)

    asyncio.run(main())
    return opened(file, keys, "the database")


@audit.command()
def prove(
    file: File, id: Annotated[UUID, typer.Argument(help="The record: the uuid of its own line in the export.")]
) -> None:
    """Print a proof that one record is in the audit, which `check` examines with that record and the checkpoint alone."""
    export = opened(file)
    size = export.signed[-1].size if export.signed else 0
    leaves, found = list[bytes](), None
    for each in export.records():
        if each.seq <= size:
            leaves.append(leaf(each.content))
            found = each if found is None and json.loads(each.content)["id"] == str(id) else found
    if export.shown is None or found is None:
        raise UnprovedAuditError(f"{id} is not among the records of the last checkpoint in this export")
    print(json.dumps(proved(found.seq, found.content, leaves, export.begins, export.shown)))


@audit.command()
def check(
    file: Annotated[Path, typer.Argument(help="What `prove` printed.", exists=True, dir_okay=False)], key: Keys = None
) -> None:
    """Check the proof of one record, with nothing but itself."""
    try:
        proof = json.loads(file.read_text("utf-8"))
        checkpoint = checkpoint_of(proof["checkpoint"], key or ())
        content, path = proof["record"].encode(), [bytes.fromhex(each) for each in proof["path"]]
        root = proved_root(leaf(content), proof["seq"] - 1, checkpoint.size, path)
    except (KeyError, TypeError, ValueError) as error:
        raise UnprovedAuditError(f"{file} is no proof: {error}") from None
    if root != checkpoint.root:
        raise UnprovedAuditError("the record does not lead to the root of the checkpoint")
    print(f"record {proof['seq']} of {checkpoint.size} is in the audit: {proof['record']}")


@audit.command()
def archive(
    file: Annotated[
        Path, typer.Argument(help="Where to write it; one that an interruption left is gone on with.", dir_okay=False)
    ],
    data: Data = None,
) -> None:
    """Move records older than DIANCHI_AUDIT_RETENTION_DAYS into a file, as the owner: out of the database only once it was written and verified."""
    settings = chosen(data=data)
    if settings.audit_retention_days is None:
        raise UnprovedAuditError("DIANCHI_AUDIT_RETENTION_DAYS is not set: the audit stays in the database for good")
    keeping, there = timedelta(days=settings.audit_retention_days), file.exists()

    async def main() -> str:
        async with await open_database(settings, application=False) as database:
            owner: Any = await asyncpg.connect(database.owner_url)
            try:
                if not await owner.fetchval("select pg_try_advisory_lock($1)", ARCHIVING):
                    raise UnprovedAuditError("somebody else archives the audit at this moment")
                return await archived(database, owner, file, keeping, there=there)
            finally:
                await owner.close()

    print(asyncio.run(main()))


async def archived(database: Database, owner: Any, file: Path, keeping: timedelta, *, there: bool) -> str:
    """Write, verify, note and cut, in this order; whatever was done before is not done again."""
    left = await archiving.clear(owner)
    if left:
        return f"{left} records that lay in an archive already are out of the database"
    span = await database.pool.reading(lambda connection: archiving.archivable(connection, keeping))
    if span is None:
        return "no record is older than what is kept, up to a checkpoint"
    if not there:
        await write(file, database.pool.reading, span)
    export = opened(file)
    examined([export])
    if not export.signed or export.signed[-1].size != export.last:
        raise UnprovedAuditError(f"{file} does not end at a checkpoint: it is no archive")
    span = span._replace(last=export.last)
    if export.begins != await database.pool.reading(chain_begins):
        raise UnprovedAuditError(f"{file} does not begin where the database does: name another file")
    named = {"file": file.name, "sha256": sha256(file)}
    root = export.signed[-1].root.hex()
    if not await archiving.cut(database.pool.write, await database.city(), span, root, keeping, **named):
        raise UnprovedAuditError(f"{file} ends at no checkpoint of this database that is old enough: name another file")
    return f"{await archiving.clear(owner)} records, up to {span.last}, are in {file} and out of the database"
