"""What a letter says of an office, and of a checkpoint of the audit."""

import json
from uuid import UUID

from domain.calendar import KUNMING, written
from resolvers.letters.wording import Facts, name_of, worded
from resolvers.people.sealing import COLUMNS_HANDED_OUT, as_handed_out
from resolvers.work.unit_of_work import UnitOfWork
from schema.people.account import OfficeRow
from schema.people.audit_seal import AuditCheckpointRow
from schema.registry.entity import EntityRow
from schema.registry.region import RegionRow


async def office(work: UnitOfWork, row_id: UUID) -> Facts:
    """An office's facts are its role, its place and its term."""
    row = await work.together.one(OfficeRow, row_id)
    at = await name_of(work, RegionRow, row.region_id) or await name_of(work, EntityRow, row.entity_id)
    return {"place": at, **worded(role=row.role, since=row.valid_from, until=row.valid_to)}


async def checkpoint(work: UnitOfWork, row_id: UUID) -> Facts:
    """A checkpoint's facts are all that was signed, one by one and as the line that is verified."""
    row = await work.together.one(AuditCheckpointRow, row_id)
    line = as_handed_out({name: getattr(row, name) for name in COLUMNS_HANDED_OUT.split(", ")})
    at = row.made_at.astimezone(KUNMING)
    return {
        "size": str(line["size"]),
        "made": f"{written(at.date())}{at:%H时%M分%S秒}",
        "sha": row.sha256,
        "sm": row.sm3,
        "root": row.root,
        "key": row.key,
        "signature": row.signature,
        "line": json.dumps(line, separators=(",", ":")),
    }
