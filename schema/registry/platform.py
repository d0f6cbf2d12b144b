"""Platforms: centres, demonstration platforms and bases, with their dated regions, holders and operators (Art. 2, 12, 19)."""

from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.registry import registry
from domain.terms import Kind
from domain.terms.registry import Bearing, PlatformState
from schema.noun.constraints import Check, Index, Unique
from schema.noun.noun import Row, actions, many, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Connection, Node
from schema.registry.entity import Entity
from schema.registry.region import Region

if TYPE_CHECKING:
    from schema.network.coverage import Coverage
    from schema.network.partner import Partner, Product
    from schema.network.post import Channel, Post
    from schema.network.support import Support
    from schema.network.team_member import TeamMember
    from schema.registry.change_filing import ChangeFiling
    from schema.registry.registry_change import UnfiledChange
    from schema.registry.title import Succession, Title
    from schema.reporting.report import Report
    from schema.services.disclosure import Disclosure
    from schema.services.disclosure_standing import DisclosureStanding


class PlatformRow(Row):
    """A platform, with today's region, holder and operator beside their history."""

    personal = {"contact_name": "联系平台", "contact_phone": "联系平台"}

    kind = word(Kind)
    state = word(PlatformState, default=PlatformState.OPERATING)
    name = column.CharField(max_length=200)
    name_sort = column.CharField(max_length=1000)
    municipal = column.BooleanField(default=False)
    region = parent("Region")
    region_id: UUID
    holder = parent("Entity")
    holder_id: UUID
    operator = parent("Entity", null=True)
    operator_id: UUID | None
    founded_on = column.DateField()
    founding_body = column.CharField(max_length=100, null=True)
    founding_document = column.CharField(max_length=100, null=True)
    distinct_reason = column.TextField(null=True)
    abolished_on = column.DateField(null=True)
    abolition_document = column.CharField(max_length=100, null=True)
    abolition_reason = column.TextField(null=True)
    address = column.CharField(max_length=200, null=True)
    service_phone = column.CharField(max_length=40, null=True)
    contact_name = column.CharField(max_length=100, null=True)
    contact_phone = column.CharField(max_length=40, null=True)

    rules = (
        Unique(("region",), where="kind = 'SERVICE_CENTER' and abolished_on is null"),
        Check("founding", "kind <> 'SERVICE_CENTER' or (founding_body is not null and founding_document is not null)"),
        Check("abolition", "(state = 'ABOLISHED') = (abolished_on is not null)"),
        Check("period", "abolished_on > founded_on"),
        Check("municipal", "not municipal or kind = 'SERVICE_CENTER'"),
        Check("operator", "operator_id <> holder_id"),
        Index(("name_sort", "id")),
        Index(("founded_on", "id")),
    )

    class Meta:
        table = "platform"


class PlatformRegionRow(Row):
    """A platform's region, from one day to another; no two periods overlap."""

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    valid_from = column.DateField()
    valid_to = column.DateField(null=True)
    document = column.CharField(max_length=100, null=True)

    rules = (
        Unique(("platform", "valid_from")),
        Check("period", "valid_to > valid_from"),
    )

    class Meta:
        table = "platform_region"


class PlatformEntityRow(Row):
    """A platform's bearer or operator, from one day to another; no two periods of one bearing overlap."""

    platform = parent("Platform")
    platform_id: UUID
    entity = parent("Entity")
    entity_id: UUID
    bearing = word(Bearing)
    valid_from = column.DateField()
    valid_to = column.DateField(null=True)
    document = column.CharField(max_length=100, null=True)

    rules = (
        Unique(("platform", "bearing", "valid_from")),
        Check("period", "valid_to > valid_from"),
    )

    class Meta:
        table = "platform_entity"


@noun(
    PlatformRow,
    order=("name_sort", "founded_on"),
    filter=("kind", "state", "region", "holder", "operator", "name", "municipal"),
)
class Platform(Node):
    """A service centre, demonstration platform or demonstration base: what reports each quarter and is graded each year (Art. 2)."""

    kind: Kind = shown("Which of the three kinds; it never changes.")
    state: PlatformState = shown("Whether it is still in being.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    name: str = shown("Chinese name.")
    municipal: bool = shown("Whether it is the city's own centre, to which the districts report (Art. 5).")
    region: Region = shown("The region that answers for it today.")
    holder: Entity = shown("The legal person that bears it today and is paid its subsidies.")
    operator: Entity | None = shown("The body that runs it today; null where the holder does so itself.")
    founded_on: date = shown("The day its service began: nothing can be reported before it.")
    founding_body: str | None = shown(
        "A centre: the government or committee that founded it. Null for platforms and bases, which are recognised."
    )
    founding_document: str | None = shown("A centre: number of the founding document. Null for platforms and bases.")
    distinct_reason: str | None = shown(
        "Why it is another platform than one it was like when it was entered; null where it was like none."
    )
    abolished_on: date | None = shown("The first day it is no longer in being, null while it is.")
    abolition_document: str | None = shown("Number of the document that abolished it; null while it is in being.")
    abolition_reason: str | None = shown("Why it was abolished; null while it is in being.")
    address: str | None = shown("Where it is to be found, null when not recorded.")
    service_phone: str | None = shown("Its public telephone, null when not recorded.")
    contact_name: str | None = shown("Whom its desks ask for; null when not recorded or not for you to see.")
    contact_phone: str | None = shown("Office telephone of that person; null when not recorded or not for you to see.")
    titles: Connection[Annotated["Title", strawberry.lazy("schema.registry.title")]] = many(
        "Its titles of every level, past ones too. Centres have none."
    )
    reports: Connection[Annotated["Report", strawberry.lazy("schema.reporting.report")]] = many(
        "Its quarterly reports, the last quarter first."
    )
    regions: Connection[Annotated["PlatformRegion", strawberry.lazy("schema.registry.platform")]] = many(
        "In which regions it lay, and when."
    )
    bearers: Connection[Annotated["PlatformEntity", strawberry.lazy("schema.registry.platform")]] = many(
        "Who bore and ran it, and when."
    )
    successors: Connection[Annotated["Succession", strawberry.lazy("schema.registry.title")]] = many(
        "What followed it.", via="predecessor"
    )
    predecessors: Connection[Annotated["Succession", strawberry.lazy("schema.registry.title")]] = many(
        "What it followed.", via="successor"
    )
    disclosures: Connection[Annotated["Disclosure", strawberry.lazy("schema.services.disclosure")]] = many(
        "What it made public, every version (Art. 11)."
    )
    disclosure_standings: Connection[
        Annotated["DisclosureStanding", strawberry.lazy("schema.services.disclosure_standing")]
    ] = many("Whether each of the five items is disclosed today.")
    change_filings: Connection[Annotated["ChangeFiling", strawberry.lazy("schema.registry.change_filing")]] = many(
        "The major changes it filed (Art. 12)."
    )
    unfiled_changes: Connection[Annotated["UnfiledChange", strawberry.lazy("schema.registry.registry_change")]] = many(
        "Changes that the registry shows and nobody filed in time (Art. 12): empty where nothing is to be said."
    )
    # the service network (Art. 3, 7-10)
    partners: Connection[Annotated["Partner", strawberry.lazy("schema.network.partner")]] = many(
        "The organisations it has gathered, past ones too."
    )
    products: Connection[Annotated["Product", strawberry.lazy("schema.network.partner")]] = many(
        "What it offers, and offered."
    )
    posts: Connection[Annotated["Post", strawberry.lazy("schema.network.post")]] = many("What it published.")
    channels: Connection[Annotated["Channel", strawberry.lazy("schema.network.post")]] = many("Where it publishes.")
    team: Connection[Annotated["TeamMember", strawberry.lazy("schema.network.team_member")]] = many(
        "Who works in its team, and worked."
    )
    supports: Connection[Annotated["Support", strawberry.lazy("schema.network.support")]] = many(
        "What bureau, department and centre gave it."
    )
    coverage: Connection[Annotated["Coverage", strawberry.lazy("schema.network.coverage")]] = many(
        "Each of the eleven functions of service, and what it has of it today."
    )
    allowed_actions: list[AllowedAction] = actions(registry.LIFE, registry.condition, needs=("kind",))


@noun(PlatformRegionRow, order=("valid_from",))
class PlatformRegion(Node):
    """In which region a platform lay, for a time."""

    platform: Platform = shown("The platform.")
    region: Region = shown("The region that answered for it.")
    valid_from: date = shown("The first day.")
    valid_to: date | None = shown("The first day after, null while it lasts.")
    document: str | None = shown("Number of the document it rests on, null when none was named.")


@noun(PlatformEntityRow, order=("valid_from",), filter=("bearing",))
class PlatformEntity(Node):
    """Who bore or ran a platform, for a time."""

    platform: Platform = shown("The platform.")
    entity: Entity = shown("The legal person.")
    bearing: Bearing = shown("Whether it bore the platform or ran it for the holder.")
    valid_from: date = shown("The first day.")
    valid_to: date | None = shown("The first day after, null while it lasts.")
    document: str | None = shown("Number of the document it rests on, null when none was named.")
