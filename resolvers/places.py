"""Where a record of a day belongs: to which platform, and to the region that answered for it then (Art. 12, 14)."""

from datetime import date

import strawberry

from domain.ledger import Place
from domain.registry import Lifetime, Period, on
from resolvers.work import UnitOfWork
from schema.platform import PlatformRegionRow, PlatformRow


async def place_of(work: UnitOfWork, platform: PlatformRow, day: date) -> Place:
    """Whose record it is, and which region answered for the platform on a day; today's before and after its lifetime."""
    rows = await work.rows(PlatformRegionRow).filter(platform_id=platform.id)
    then = on([Period(row.valid_from, row.valid_to, row.region_id) for row in rows], day)
    region = then.names if then is not None and then.names is not None else platform.region_id
    return Place(platform.id, region, platform.facts(Lifetime))


async def found_at(work: UnitOfWork, platform: strawberry.ID, day: date) -> Place:
    """The place of a record of a platform that an input names."""
    return await place_of(work, await work.find(PlatformRow, platform, ("platform",)), day)
