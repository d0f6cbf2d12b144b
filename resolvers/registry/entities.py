"""The verbs of legal persons and enterprises served (Art. 2, 11, 16)."""

from datetime import date

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.units import Fen
from domain.registry import bodies
from domain.registry.bodies import Scale
from domain.registry.registry import not_ahead
from domain.terms.registry import Industry
from resolvers.registry.registry_changes import note_entity
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.pinyin import sort_key
from resolvers.work.unit_of_work import UnitOfWork
from schema.noun.vocabulary import Money
from schema.registry.entity import Entity, EntityRow
from schema.registry.platform import PlatformRow
from schema.services.enterprise import Enterprise, EnterpriseRow


@strawberry.input(description="A legal person to enter.")
class RegisterEntityInput(Create):
    uscc: str = argument("Its unified social credit code; blanks, hyphens and full-width characters are put right.")
    name: str = argument("Its registered Chinese name.")
    address: str | None = argument("Its registered address.", default=None)
    legal_representative: str | None = argument("Its legal representative's name.", default=None)


@strawberry.input(
    description="What is now so of a legal person; everything is written over, what is left out becomes empty."
)
class UpdateEntityInput(Update):
    name: str = argument("Its registered Chinese name.")
    address: str | None = argument("Its registered address.", default=None)
    legal_representative: str | None = argument("Its legal representative's name.", default=None)
    day: date | None = argument(
        "Since when it is so; today when left out. Not in the future. From it runs the time to file the change (Art. 12).",
        default=None,
    )


@strawberry.input(description="What the size class of an enterprise is told from.")
class ScaleInput:
    industry: Industry = argument("The industry whose size limits apply.")
    employees: int | None = argument("Staff; left out, the size may be unknown.", default=None)
    revenue: Money | None = argument("Yearly revenue.", default=None)
    assets: Money | None = argument("Total assets.", default=None)


@strawberry.input(description="An enterprise served, to enter once for the whole city.")
class RegisterEnterpriseInput(Create):
    platform: strawberry.ID = argument("The platform that enters it.")
    uscc: str = argument("Its unified social credit code; blanks, hyphens and full-width characters are put right.")
    name: str = argument("Its registered Chinese name.")
    scale: ScaleInput = argument("Its industry and figures.")


@strawberry.input(
    description="What is now so of an enterprise; everything is written over, what is left out becomes empty."
)
class UpdateEnterpriseInput(Update):
    name: str = argument("Its registered Chinese name.")
    scale: ScaleInput = argument("Its industry and figures.")


def scale_of(input: ScaleInput) -> Scale:
    """An input becomes the enterprise's scale."""
    revenue, assets = (None if money is None else Fen(money) for money in (input.revenue, input.assets))
    return Scale(input.industry, input.employees, revenue, assets)


def called(name: str) -> dict[str, object]:
    """A name with the key it sorts by."""
    return bodies.named(name, sort_key(name.strip()))


@mutation(Act.REGISTER_ENTITY, Entity)
async def register_entity(work: UnitOfWork, input: RegisterEntityInput) -> New:
    """Enter a legal person, once, by its credit code; a code that cannot be one is refused with the reason."""
    return work.create(
        bodies.register_entity(input.uscc, called(input.name), input.address, input.legal_representative)
    )


@mutation(Act.UPDATE_ENTITY, Entity)
async def update_entity(work: UnitOfWork, input: UpdateEntityInput) -> EntityRow:
    """Change what is recorded of a legal person; its code never changes. What a platform it runs has to file of it is noted (Art. 12)."""
    entity, day = await work.get(EntityRow, input), input.day or work.today
    not_ahead(day, work.today)
    change = Change({**called(input.name), **bodies.entity_details(input.address, input.legal_representative)})
    await note_entity(work, entity, change, day)
    work.apply(entity, change)
    return entity


@mutation(Act.REGISTER_ENTERPRISE, Enterprise)
async def register_enterprise(work: UnitOfWork, input: RegisterEnterpriseInput) -> New:
    """Enter an enterprise served (Art. 11, 16(2)); ALREADY_EXISTS when some platform has: find that record by `enterpriseByCode`."""
    platform = await work.find(PlatformRow, input.platform, ("platform",))
    anchors = {"platform_id": platform.id, "region_id": platform.region_id}
    return work.create(
        bodies.register_enterprise(input.uscc, called(input.name), scale_of(input.scale), anchors, today=work.today)
    )


@mutation(Act.UPDATE_ENTERPRISE, Enterprise)
async def update_enterprise(work: UnitOfWork, input: UpdateEnterpriseInput) -> EnterpriseRow:
    """Change the name or figures of an enterprise; its size is worked out again, what was handed in stays."""
    enterprise = await work.get(EnterpriseRow, input)
    work.apply(
        enterprise,
        bodies.update_enterprise(enterprise.uscc_class, called(input.name), scale_of(input.scale), today=work.today),
    )
    return enterprise
