"""What a letter says of an office."""

from uuid import UUID

from resolvers.letters.wording import Facts, name_of, worded
from resolvers.work.unit_of_work import UnitOfWork
from schema.people.account import OfficeRow
from schema.registry.entity import EntityRow
from schema.registry.region import RegionRow


async def office(work: UnitOfWork, row_id: UUID) -> Facts:
    """An office's facts are its role, its place and its term."""
    row = await work.together.one(OfficeRow, row_id)
    at = await name_of(work, RegionRow, row.region_id) or await name_of(work, EntityRow, row.entity_id)
    return {"place": at, **worded(role=row.role, since=row.valid_from, until=row.valid_to)}
