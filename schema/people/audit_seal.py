"""The seals of the audit, one for each record in the order of commits, and signed checkpoints (ours)."""

from typing import Final
from uuid import UUID

from tortoise import fields as column

from schema.noun.constraints import Check, Unique
from schema.noun.noun import Record, sole_parent

HEX: Final = 64
"""Characters of a digest of 32 bytes."""


class AuditSealRow(Record):
    """The place of one audit record in the chain: `seq` counts the records from 1 without a gap, in the order of commits."""

    audit = sole_parent("Audit")
    audit_id: UUID
    seq = column.BigIntField()
    leaf = column.CharField(max_length=HEX)
    sha256 = column.CharField(max_length=HEX)
    sm3 = column.CharField(max_length=HEX)
    sealed_at = column.DatetimeField()

    rules = (Unique(("seq",)), Check("seq", "seq > 0"))

    class Meta:
        table = "audit_seal"


class AuditCheckpointRow(Record):
    """The chain as it stood at one moment, signed: its size, its last links, the root and the subtrees of its tree."""

    size = column.BigIntField()
    sha256 = column.CharField(max_length=HEX)
    sm3 = column.CharField(max_length=HEX)
    root = column.CharField(max_length=HEX)
    peaks = column.JSONField[list[str]](default=list)
    made_at = column.DatetimeField()
    key = column.CharField(max_length=HEX)
    signature = column.CharField(max_length=2 * HEX)

    rules = (Unique(("size",)), Check("size", "size > 0"))

    class Meta:
        table = "audit_checkpoint"


class AuditArchiveRow(Record):
    """Records of the audit that were moved into a file: from one place in the chain up to a checkpoint, after which it goes on here."""

    checkpoint = sole_parent("AuditCheckpoint")
    checkpoint_id: UUID
    first_seq = column.BigIntField()
    last_seq = column.BigIntField()
    file = column.CharField(max_length=255)
    sha256 = column.CharField(max_length=HEX)
    archived_at = column.DatetimeField()

    rules = (Unique(("last_seq",)), Check("span", "first_seq > 0 AND last_seq >= first_seq"))

    class Meta:
        table = "audit_archive"
