"""Files of the audit: they are written whole or not at all, and verified without the database, in memory that does not grow with them."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api import OperatorError
from api.keyring import signature_holds
from domain.people.audit_chain import ChainEnd, Checkpoint, Digest, Examination, Frontier, Sealed
from resolvers.people.exporting import lines_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from resolvers.people.exporting import LendsConnection, Span

RECORD: Final = '{"seq"'
"""How the line of a record begins."""


class UnprovedAuditError(OperatorError):
    """An export that is not what was sealed, or that cannot be read."""


@dataclass(frozen=True)
class Export:
    """An export: where its chain begins and which record is its last, and the checkpoints in it, each with a signature that holds."""

    path: Path
    name: str
    begins: ChainEnd
    last: int
    signed: Sequence[Checkpoint]
    shown: dict[str, Any] | None
    """The last checkpoint as it was handed out."""

    def records(self) -> Iterator[Sealed]:
        """The records, one after the other."""
        for number, line in lines_in(self.path):
            if not line.startswith(RECORD):
                continue
            try:
                told = json.loads(line)
                links = {digest: bytes.fromhex(told[digest.value.lower()]) for digest in Digest}
                yield Sealed(told["seq"], told["record"].encode(), links)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise no_record(number, self.path, error) from None


def opened(path: Path, keys: Collection[str] = (), name: str = "") -> Export:
    """Read what an export says beside its records; of other keys than these, where some are named, nothing is believed."""
    begins, last, signed, shown = ChainEnd(), 0, list[Checkpoint](), None
    for number, line in lines_in(path):
        if line.startswith(RECORD):
            continue
        try:
            told = json.loads(line)
            if "export" in told:
                last = int(told["export"]["last"])
                begins = begins_of(told["export"]["after"], keys)
            else:
                shown = told["checkpoint"]
                signed.append(checkpoint_of(told["checkpoint"], keys))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise no_record(number, path, error) from None
    return Export(path, name or str(path), begins, last, signed, shown)


def no_record(number: int, path: Path, error: Exception) -> UnprovedAuditError:
    """What a line is called that is nothing an export has."""
    return UnprovedAuditError(f"line {number} of {path} is no record: {type(error).__name__}: {error}")


def lines_in(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold anything, with their numbers."""
    try:
        with path.open(encoding="utf-8") as file:
            yield from ((number, line) for number, line in enumerate(file, 1) if line.strip())
    except UnicodeDecodeError:
        raise UnprovedAuditError(f"{path} is not UTF-8") from None


def checkpoints_in(path: Path, keys: Collection[str]) -> list[Checkpoint]:
    """The checkpoints of a file that was kept elsewhere, a line each."""
    try:
        return [checkpoint_of(json.loads(line), keys) for _, line in lines_in(path)]
    except (KeyError, TypeError, ValueError) as error:
        raise UnprovedAuditError(f"{path} is no file of checkpoints: {error}") from None


def checkpoint_of(told: dict[str, Any], keys: Collection[str] = ()) -> Checkpoint:
    """A checkpoint whose signature holds, by a key that is trusted."""
    links = {digest: bytes.fromhex(told[digest.value.lower()]) for digest in Digest}
    made = Checkpoint(told["size"], links, bytes.fromhex(told["root"]))
    if keys and told["key"] not in keys:
        raise UnprovedAuditError(f"the checkpoint of {made.size} records is signed by another key, {told['key']}")
    if not signature_holds(made, told["made_at"], told["key"], told["signature"]):
        raise UnprovedAuditError(f"the checkpoint of {made.size} records is not signed by that key")
    return made


def begins_of(told: dict[str, Any] | None, keys: Collection[str]) -> ChainEnd:
    """Where an export begins: with the first record, or after a checkpoint to whose root its subtrees lead."""
    if told is None:
        return ChainEnd()
    made = checkpoint_of(told, keys)
    begins = ChainEnd(made.links, Frontier(made.size, tuple(map(bytes.fromhex, told["peaks"]))))
    if len(begins.frontier.peaks) != made.size.bit_count() or not begins.is_at(made):
        raise UnprovedAuditError(f"what comes before does not lead to the checkpoint of {made.size} records")
    return begins


def examined(exports: Sequence[Export], kept: Sequence[Checkpoint] = ()) -> tuple[int, int]:
    """Verify exports as one chain, each from where it begins; answers how many records and checkpoints there were."""
    signed = {each.size: each for export in exports for each in export.signed}
    end: ChainEnd | None = None
    for at, export in enumerate(exports):
        last_one = at == len(exports) - 1
        due = [each for each in kept if last_one or each.size <= export.last]
        end = one_examined(export, [*export.signed, *due], end)
    size = 0 if end is None else end.size
    return size - (exports[0].begins.size if exports else 0), len(signed) + len(kept)


def one_examined(export: Export, signed: Sequence[Checkpoint], before: ChainEnd | None) -> ChainEnd:
    """Verify one export, which is to go on from the end of the one before; answers its own end."""
    examination = Examination(signed, export.begins)
    joined = before is None or before == examination.end
    for record in export.records():
        if found := examination.take(record):
            raise UnprovedAuditError(f"record {found.seq}: {found.why}")
        joined = joined or before == examination.end
    if found := examination.over(export.last):
        raise UnprovedAuditError(f"record {found.seq}: {found.why}")
    if not joined and before is not None:
        raise UnprovedAuditError(
            f"{export.name} does not go on from record {before.size}, where the one before it ends"
        )
    return examination.end


async def write(path: Path, reading: LendsConnection, span: Span) -> str:
    """Write an export, whole and on its disk; answers the hash of its bytes."""
    partial, digest = path.with_name(f"{path.name}.partial"), hashlib.sha256()
    with partial.open("wb") as file:
        async for lines in lines_of(reading, span):
            file.write(lines)
            digest.update(lines)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return digest.hexdigest()
