"""The commands of whoever audits: what they write can be examined on another machine, without the database."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID

import typer

from api import OperatorError
from api.commands.options import Data, chosen
from api.database.database import open_database
from api.keyring import signature_holds
from domain.people.audit_chain import Checkpoint, Digest, Sealed, broken, leaf, proof_of, proved_root
from resolvers.people import redacting
from resolvers.people.sealing import RawAuditError, Sealer, chain_after, handed_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Export = Annotated[Path, typer.Argument(help="The export: a line of JSON for each record.", dir_okay=False)]
Checkpoints = Annotated[
    list[Path] | None,
    typer.Option("--checkpoints", help="Checkpoints kept elsewhere, a line of JSON each.", exists=True, dir_okay=False),
]
Key = Annotated[
    str | None, typer.Option(help="The public key that checkpoints must bear; that of the file when left out.")
]
MOST: Final = 1_000_000
"""Checkpoints that an export bears."""

commands = typer.Typer()
audit = typer.Typer(no_args_is_help=True, help="The audit, sealed: export it, verify an export, prove one record.")
commands.add_typer(audit, name="audit")


class UnprovedAuditError(OperatorError):
    """An export that is not what was sealed, or that cannot be read."""


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
    """Write every sealed record with its seal, and all checkpoints; seals first what is not sealed yet."""

    async def main() -> tuple[int, int]:
        async with await open_database(chosen(data=data)) as database:
            try:
                await Sealer(database.pool.write).seal()
            except RawAuditError as error:
                raise UnprovedAuditError(str(error)) from None
            seq = 0
            async with database.pool.read() as connection:
                with file.open("w", encoding="utf-8") as out:
                    while batch := await chain_after(connection, seq):
                        out.writelines(f"{json.dumps(line_of(each), ensure_ascii=False)}\n" for each in batch)
                        seq = batch[-1].seq
                    checkpoints = (await handed_out(connection, MOST))[::-1]
                    out.writelines(f"{json.dumps({'checkpoint': each})}\n" for each in checkpoints)
            return seq, len(checkpoints)

    records, checkpoints = asyncio.run(main())
    print(f"{records} records and {checkpoints} checkpoints")


@audit.command()
def verify(file: Export, checkpoints: Checkpoints = None, key: Key = None) -> None:
    """Verify an export: its chain, and that it leads to every checkpoint in it and to those kept elsewhere."""
    chain, signed = read(file)
    for each in checkpoints or ():
        signed += [checkpoint_of(json.loads(line), key) for line in lines_of(each)]
    expect_key(file, key)
    if found := broken(chain, signed):
        raise UnprovedAuditError(f"record {found.seq}: {found.why}")
    print(f"{len(chain)} records hold together and lead to {len(signed)} checkpoints")


@audit.command()
def prove(
    file: Export, id: Annotated[UUID, typer.Argument(help="The record: the uuid of its own line in the export.")]
) -> None:
    """Print a proof that one record is in the audit, which `check` examines with that record and the checkpoint alone."""
    chain, _ = read(file)
    checkpoint = next((each for each in reversed(list(checkpoints_in(file)))), None)
    sealed = next((each for each in chain if json.loads(each.content)["id"] == str(id)), None)
    if checkpoint is None or sealed is None or sealed.seq > checkpoint["size"]:
        raise UnprovedAuditError(f"{id} is not among the records of the last checkpoint in this export")
    leaves = [leaf(each.content) for each in chain[: checkpoint["size"]]]
    path = [each.hex() for each in proof_of(leaves, sealed.seq - 1)]
    print(json.dumps({"seq": sealed.seq, "record": sealed.content.decode(), "path": path, "checkpoint": checkpoint}))


@audit.command()
def check(
    file: Annotated[Path, typer.Argument(help="What `prove` printed.", exists=True, dir_okay=False)], key: Key = None
) -> None:
    """Check the proof of one record, with nothing but itself."""
    try:
        proof = json.loads(file.read_text("utf-8"))
        checkpoint = checkpoint_of(proof["checkpoint"], key)
        content, path = proof["record"].encode(), [bytes.fromhex(each) for each in proof["path"]]
        root = proved_root(leaf(content), proof["seq"] - 1, checkpoint.size, path)
    except (KeyError, TypeError, ValueError) as error:
        raise UnprovedAuditError(f"{file} is no proof: {error}") from None
    if root != checkpoint.root:
        raise UnprovedAuditError("the record does not lead to the root of the checkpoint")
    print(f"record {proof['seq']} of {checkpoint.size} is in the audit: {proof['record']}")


def line_of(sealed: Sealed) -> dict[str, Any]:
    """A record of the export; its content stands as the text that is hashed."""
    links = {digest.value.lower(): each.hex() for digest, each in sealed.links.items()}
    return {"seq": sealed.seq, **links, "record": sealed.content.decode()}


def lines_of(file: Path) -> list[str]:
    """The lines of a file that hold anything."""
    try:
        return [line for line in file.read_text("utf-8").splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise UnprovedAuditError(f"{file} is not UTF-8") from None


def checkpoints_in(file: Path) -> Iterator[dict[str, Any]]:
    """The checkpoints that an export bears, in their order."""
    return (json.loads(line)["checkpoint"] for line in lines_of(file) if line.startswith('{"checkpoint"'))


def read(file: Path) -> tuple[list[Sealed], list[Checkpoint]]:
    """The records and the checkpoints of an export."""
    chain, signed = list[Sealed](), list[Checkpoint]()
    for number, line in enumerate(lines_of(file), 1):
        try:
            told = json.loads(line)
            if "checkpoint" in told:
                signed.append(checkpoint_of(told["checkpoint"]))
            else:
                links = {digest: bytes.fromhex(told[digest.value.lower()]) for digest in Digest}
                chain.append(Sealed(told["seq"], told["record"].encode(), links))
        except (KeyError, TypeError, ValueError) as error:
            raise UnprovedAuditError(f"line {number} of {file} is no record: {error}") from None
    return chain, signed


def checkpoint_of(told: dict[str, Any], key: str | None = None) -> Checkpoint:
    """A checkpoint whose signature holds."""
    links = {digest: bytes.fromhex(told[digest.value.lower()]) for digest in Digest}
    made = Checkpoint(told["size"], links, bytes.fromhex(told["root"]))
    if not signature_holds(made, told["made_at"], key or told["key"], told["signature"]):
        raise UnprovedAuditError(f"the checkpoint of {made.size} records is not signed by that key")
    return made


def expect_key(file: Path, key: str | None) -> None:
    """Refuse checkpoints of another key than the one that is trusted."""
    others: Sequence[str] = [each["key"] for each in checkpoints_in(file) if key is not None and each["key"] != key]
    if others:
        raise UnprovedAuditError(f"{len(others)} checkpoints of the export are signed by {others[0]}")
