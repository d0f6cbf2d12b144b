"""An appointment as the rule asks for it: the anchors named, and whether the district has a centre."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.kernel.change import Change
from domain.people import people
from domain.people.administrators import Proposer
from domain.people.people import OfficeFacts
from domain.registry.registry import RegionFacts
from domain.terms import Kind, Role
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.entity import EntityRow
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow


@dataclass(frozen=True)
class WantedOffice:
    """An office as it is asked for, anchors by their global ids."""

    role: Role
    region: str | None = None
    entity: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


async def appointment(work: UnitOfWork, account: UUID, wanted: WantedOffice, others: Sequence[OfficeFacts]) -> Change:
    """Give an account an office; `others` are those it holds, will hold or is proposed for."""
    region = None if wanted.region is None else await work.find(RegionRow, wanted.region, ("region",))
    entity = None if wanted.entity is None else await work.find(EntityRow, wanted.entity, ("entity",))
    since = wanted.valid_from or work.today
    new = OfficeFacts(wanted.role, region and region.id, entity and entity.id, since, wanted.valid_to)
    centre = work.rows_of(PlatformRow, region_id=new.region_id, kind=Kind.SERVICE_CENTER, abolished_on=None)
    return people.appoint(
        account,
        new,
        others,
        by=Proposer(work.actor.role, work.actor.account),
        region=None if region is None else region.facts(RegionFacts),
        region_has_centre=wanted.role is not Role.DISTRICT_CENTER or await centre.exists(),
    )
