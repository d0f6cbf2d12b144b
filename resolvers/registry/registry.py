"""The verbs of platforms: founding, registering, abolishing, moving, and who bears and runs them (Art. 2, 12)."""

from datetime import date
from uuid import UUID

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.typed_text import a_text, maybe_text
from domain.registry import registry, titles
from domain.registry.registry import BearerAndOperator, Period, PlatformFacts, RegionFacts
from domain.registry.registry_change import Entered, differences
from domain.registry.resemblance import KnownCertificate, KnownPlatform, Newcomer, alike, apart_from
from domain.registry.titles import Recognition, TitleFacts
from domain.terms import Kind, Level
from domain.terms.registry import Bearing, ChangeKind, TitleEnd, TitleState
from resolvers.registry.registry_changes import named, note, note_move
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.pinyin import sort_key
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.entity import EntityRow
from schema.registry.platform import Platform, PlatformEntityRow, PlatformRegionRow, PlatformRow
from schema.registry.region import RegionRow
from schema.registry.title import TitleRow


@strawberry.input(description="What every platform is entered with.")
class PlatformInput(Create):
    name: str = argument("Its Chinese name.")
    region: strawberry.ID = argument("The region that answers for it.")
    holder: strawberry.ID = argument("The legal person that bears it.")
    operator: strawberry.ID | None = argument(
        "The body that runs it, where that is another than the holder.", default=None
    )
    founded_on: date = argument("The day its service began; not in the future.")
    address: str | None = argument("Where it is to be found.", default=None)
    service_phone: str | None = argument("Its public telephone.", default=None)
    distinct_reason: str | None = argument(
        "Why it is another platform than one of the registry that it is like in name, or in holder and kind.",
        default=None,
    )


@strawberry.input(description="A service centre to enter with the act that founded it.")
class FoundCenterInput(PlatformInput):
    founding_body: str | None = argument(
        "The government or committee that founded it; the region's own when left out.", default=None
    )
    founding_document: str = argument("Number of the founding document.")


@strawberry.input(description="A title as its certificate says.")
class RecognitionInput:
    level: Level = argument("Who recognised it.")
    certificate: str = argument("Number of the certificate or recognising document.")
    recognised_by: str = argument("The authority's name.")
    valid_from: date = argument("The first day it runs; not in the future.")
    valid_to: date | None = argument("The first day it no longer runs; left out where it has no term.", default=None)


@strawberry.input(description="A demonstration platform or base to enter with its first title.")
class RegisterPlatformInput(PlatformInput):
    kind: Kind = argument("Platform or base; centres are founded by `foundCenter`.")
    title: RecognitionInput = argument("Its first title.")


@strawberry.input(description="Where a platform is to be found and whom to ask for; everything is written over.")
class UpdatePlatformInput(Update):
    address: str | None = argument("Where it is to be found.", default=None)
    service_phone: str | None = argument("Its public telephone.", default=None)
    contact_name: str | None = argument("Whom its desks ask for.", default=None)
    contact_phone: str | None = argument("Office telephone of that person.", default=None)


@strawberry.input(description="A platform that is no longer in being.")
class AbolishPlatformInput(Update):
    day: date = argument("The first day it is no longer in being; not in the future.")
    document: str = argument("Number of the document that abolished it.")
    reason: str = argument("Why.")


@strawberry.input(description="A change from a day on.")
class ChangeInput(Update):
    day: date = argument("The first day it is so; not in the future.")
    document: str | None = argument("Number of the document it rests on.", default=None)
    filing: strawberry.ID | None = argument(
        "The change filing that this is the effect of (Art. 12); left out, the one of this kind that fits.",
        default=None,
    )


@strawberry.input(description="Another region answers for a platform.")
class MovePlatformInput(ChangeInput):
    region: strawberry.ID = argument("The region.")


@strawberry.input(description="Another legal person bears a platform.")
class ChangeHolderInput(ChangeInput):
    holder: strawberry.ID = argument("The legal person.")


@strawberry.input(description="Another body runs a platform, or its holder does so again.")
class ChangeOperatorInput(ChangeInput):
    operator: strawberry.ID | None = argument("The body; left out, the holder runs it itself.", default=None)


def recognition_of(input: RecognitionInput) -> Recognition:
    """An input becomes the rule's recognition."""
    certificate = a_text(input.certificate, "certificate", "证书编号", 100)
    recognised_by = a_text(input.recognised_by, "recognised_by", "认定机关", 100)
    return Recognition(input.level, certificate, recognised_by, input.valid_from, input.valid_to)


def name_and_address(input: PlatformInput) -> dict[str, object]:
    """A platform's columns are its name and address."""
    name = a_text(input.name, "name", "名称", 200)
    return {"name": name, "name_sort": sort_key(name), **whereabouts(input.address, input.service_phone)}


def whereabouts(address: str | None, service_phone: str | None) -> dict[str, object]:
    """A platform's whereabouts are address and telephone."""
    return {
        "address": maybe_text(address, "address", "地址", 200),
        "service_phone": maybe_text(service_phone, "service_phone", "服务电话", 40),
    }


async def bearers(work: UnitOfWork, input: PlatformInput) -> BearerAndOperator:
    """The legal persons that the input names."""
    holder = await work.find(EntityRow, input.holder, ("holder",))
    operator = None if input.operator is None else await work.find(EntityRow, input.operator, ("operator",))
    return BearerAndOperator(holder.id, operator and operator.id)


async def distinct(work: UnitOfWork, input: PlatformInput, new: Newcomer) -> str | None:
    """Why a newcomer is another platform than one it is like; refused where it is like one and no reason is given."""
    others = await work.rows_of(PlatformRow).ordered("founded_on", "id").as_facts(KnownPlatform)
    certified = frozenset[UUID]()
    if new.certificate is not None:
        certificates = await work.rows_of(TitleRow).as_facts(KnownCertificate)
        certified = frozenset(each.platform_id for each in certificates if alike(each.certificate, new.certificate))
    return apart_from(new, others, certified, input.distinct_reason)


@mutation(Act.FOUND_CENTER, Platform)
async def found_center(work: UnitOfWork, input: FoundCenterInput) -> New:
    """Enter a service centre (Art. 2): only governments and committees of national or provincial zones found one, and one a region."""
    region = await work.find(RegionRow, input.region, ("region",), lock=True)
    others = await work.rows_of(PlatformRow, region_id=region.id, kind=Kind.SERVICE_CENTER)
    has_one = any(other.abolished_on is None or other.abolished_on > input.founded_on for other in others)
    act = {
        "founding_body": maybe_text(input.founding_body, "founding_body", "批准机关", 100) or region.founder,
        "founding_document": a_text(input.founding_document, "founding_document", "批准文号", 100),
    }
    facts, who = region.facts(RegionFacts), await bearers(work, input)
    why = None if has_one else await distinct(work, input, Newcomer(input.name, Kind.SERVICE_CENTER, who.holder_id))
    columns = {**name_and_address(input), **act, "distinct_reason": why}
    return work.create(registry.found_center(facts, who, columns, input.founded_on, has_one=has_one, today=work.today))


@mutation(Act.REGISTER_PLATFORM, Platform)
async def register_platform(work: UnitOfWork, input: RegisterPlatformInput) -> New:
    """Enter a demonstration platform or base with its first title (Art. 2)."""
    region = (await work.find(RegionRow, input.region, ("region",))).facts(RegionFacts)
    who = await bearers(work, input)
    why = await distinct(work, input, Newcomer(input.name, input.kind, who.holder_id, input.title.certificate))
    columns = {**name_and_address(input), "distinct_reason": why}
    change = registry.register(input.kind, region, who, columns, input.founded_on, today=work.today)
    new = work.create(change)
    work.add(titles.first(new, input.kind, input.founded_on, (), recognition_of(input.title), today=work.today))
    return new


@mutation(Act.UPDATE_PLATFORM, Platform)
async def update_platform(work: UnitOfWork, input: UpdatePlatformInput) -> PlatformRow:
    """Change where a platform is to be found and whom to ask for."""
    platform = await work.get(PlatformRow, input)
    contact = {
        "contact_name": maybe_text(input.contact_name, "contact_name", "联系人", 100),
        "contact_phone": maybe_text(input.contact_phone, "contact_phone", "联系电话", 40),
    }
    registry.LIFE.move(platform.state, Act.UPDATE_PLATFORM)
    change = Change({**whereabouts(input.address, input.service_phone), **contact})
    moved = differences({ChangeKind.ADDRESS: platform.address}, {ChangeKind.ADDRESS: change.set["address"]})
    for kind, (before, after) in moved.items():
        await note(work, platform, Entered(kind, work.today, before, after))
    work.apply(platform, change)
    return platform


@mutation(Act.ABOLISH_PLATFORM, Platform)
async def abolish_platform(work: UnitOfWork, input: AbolishPlatformInput) -> PlatformRow:
    """Record that a centre, platform or base is no longer in being; its running titles end with it."""
    platform = await work.get(PlatformRow, input)
    document, reason = a_text(input.document, "document", "文号", 100), a_text(input.reason, "reason", "理由", 2000)
    facts, changed_on = platform.facts(PlatformFacts), await last_change(work, platform)
    work.apply(platform, registry.abolish(facts, input.day, document, reason, changed_on=changed_on, today=work.today))
    for title in await work.rows_of(TitleRow, platform_id=platform.id, state=TitleState.RECOGNISED):
        if title.valid_to is None or title.valid_to > input.day:
            ended = titles.end(
                title.facts(TitleFacts), TitleEnd.PLATFORM_ABOLISHED, input.day, today=work.today, document=document
            )
            work.apply(title, ended)
    return platform


async def last_change(work: UnitOfWork, platform: PlatformRow) -> date:
    """The day on which a platform's present region or bearers began."""
    regions = await work.rows_of(PlatformRegionRow, platform_id=platform.id)
    bearers = await work.rows_of(PlatformEntityRow, platform_id=platform.id)
    return max(row.valid_from for row in (*regions, *bearers))


@mutation(Act.MOVE_PLATFORM, Platform)
async def move_platform(work: UnitOfWork, input: MovePlatformInput) -> PlatformRow:
    """Record that another region answers for a platform from a day on (Art. 12); a centre does not move."""
    platform = await work.get(PlatformRow, input)
    region = (await work.find(RegionRow, input.region, ("region",))).facts(RegionFacts)
    row = await work.rows_of(PlatformRegionRow, platform_id=platform.id).ordered("-valid_from").first()
    assert row is not None  # every platform is entered with its first region
    current = Period(row.valid_from, row.valid_to, row.region_id)
    work.apply(
        platform,
        registry.move(platform.facts(PlatformFacts), current, region, input.day, document_of(input), today=work.today),
    )
    work.apply(row, registry.close(current, input.day))
    left = await work.rows_of(RegionRow, id=platform.region_id).one()
    entered = Entered(ChangeKind.ADDRESS, input.day, left.name, region.name, document_of(input))
    await note_move(work, platform, region.id, entered, await named(work, input.filing))
    return platform


@mutation(Act.CHANGE_HOLDER, Platform)
async def change_holder(work: UnitOfWork, input: ChangeHolderInput) -> PlatformRow:
    """Record that another legal person bears a platform from a day on (Art. 12); what it has received stays with it."""
    platform = await work.get(PlatformRow, input)
    holder = await work.find(EntityRow, input.holder, ("holder",))
    row = await latest(work, platform, Bearing.HOLDER)
    assert row is not None  # every platform is entered with its first holder
    current = Period(row.valid_from, row.valid_to, row.entity_id)
    change = registry.change_holder(
        platform.facts(PlatformFacts), current, holder.id, input.day, document_of(input), today=work.today
    )
    work.apply(platform, change)
    work.apply(row, registry.close(current, input.day))
    await note_bearer(work, platform, input, Bearing.HOLDER, holder)
    return platform


@mutation(Act.CHANGE_OPERATOR, Platform)
async def change_operator(work: UnitOfWork, input: ChangeOperatorInput) -> PlatformRow:
    """Record who runs a platform for its holder from a day on, or that its holder does (Art. 12, 19)."""
    platform = await work.get(PlatformRow, input)
    operator = None if input.operator is None else await work.find(EntityRow, input.operator, ("operator",))
    row = await latest(work, platform, Bearing.OPERATOR)
    before = row and Period(row.valid_from, row.valid_to, row.entity_id)
    change = registry.change_operator(
        platform.facts(PlatformFacts), before, operator and operator.id, input.day, document_of(input), today=work.today
    )
    work.apply(platform, change)
    if row is not None and before is not None and before.valid_to is None:
        work.apply(row, registry.close(before, input.day))
    await note_bearer(work, platform, input, Bearing.OPERATOR, operator)
    return platform


async def note_bearer(
    work: UnitOfWork, platform: PlatformRow, input: ChangeInput, bearing: Bearing, after: EntityRow | None
) -> None:
    """A change of bearer or operator is noted, to be filed by the platform."""
    left = platform.holder_id if bearing is Bearing.HOLDER else platform.operator_id
    before = left and await work.rows_of(EntityRow, id=left).one()
    kind = ChangeKind(bearing.value)
    entered = Entered(kind, input.day, before and before.name, after and after.name, document_of(input))
    await note(work, platform, entered, await named(work, input.filing))


async def latest(work: UnitOfWork, platform: PlatformRow, bearing: Bearing) -> PlatformEntityRow | None:
    """The last period of a bearing."""
    return (
        await work.rows_of(PlatformEntityRow, platform_id=platform.id, bearing=bearing).ordered("-valid_from").first()
    )


def document_of(input: ChangeInput) -> str | None:
    """The document a change rests on."""
    return maybe_text(input.document, "document", "文号", 100)
