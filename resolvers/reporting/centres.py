"""The centre of a district, as its desk and as what is reported of (Art. 5, 14)."""

from uuid import UUID

from domain.terms import Kind
from resolvers.work.rows import Rows
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.platform import PlatformRow


def centres_of(work: UnitOfWork, region: UUID) -> Rows[PlatformRow]:
    """The centre of a district."""
    return work.rows_of(PlatformRow, region_id=region, kind=Kind.SERVICE_CENTER, abolished_on=None)
