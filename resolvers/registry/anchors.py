"""The place of a dated record: its platform, and the region responsible on that day (Art. 12, 14)."""

from datetime import date
from uuid import UUID

import strawberry

from domain.registry.registry import Lifetime, Period, has_centre, on
from domain.rights.scope import Actor
from domain.services.activity import LedgerPlace
from domain.terms import Kind, Role
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.platform import PlatformRegionRow, PlatformRow


async def place_of(work: UnitOfWork, platform: PlatformRow, day: date) -> LedgerPlace:
    """A record's place is the platform, with the region responsible on a day; today's before and after its lifetime."""
    rows = await work.rows_of(PlatformRegionRow, platform_id=platform.id)
    then = on([Period(row.valid_from, row.valid_to, row.region_id) for row in rows], day)
    region = then.names if then is not None and then.names is not None else platform.region_id
    return LedgerPlace(platform.id, region, platform.facts(Lifetime))


async def named_place(work: UnitOfWork, platform: strawberry.ID, day: date) -> LedgerPlace:
    """A record's place is read from the platform that the input names."""
    return await place_of(work, await work.find(PlatformRow, platform, ("platform",)), day)


def reached_region(actor: Actor) -> UUID | None:
    """An actor at a desk of a district or zone has that region; the city's offices and operators have None."""
    if actor.role not in (Role.DISTRICT_DEPARTMENT, Role.DISTRICT_CENTER):
        return None
    return next(iter(actor.reach.get("region", ())), None)


async def centred(work: UnitOfWork, region: UUID) -> bool:
    """A region has a centre today, or none."""
    platforms = await work.rows_of(PlatformRow, region_id=region, kind=Kind.SERVICE_CENTER)
    return has_centre((each.facts(Lifetime) for each in platforms), work.today)
