"""The organisations a platform has gathered, and the products it offers (Art. 3, 7(4), 10)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.network import partner as partner_rules
from domain.registry.credit_code import code_notes
from domain.terms.network import DatedState, ServiceWay
from domain.terms.reporting import Nature, ServiceFunction
from schema.noun.constraints import Check, Follows, Index, Rule, Unique
from schema.noun.noun import Record, Row, actions, computed, many, noun, parent, shown, word
from schema.noun.vocabulary import UNUSUAL, AllowedAction, Connection, Node
from schema.registry.platform import Platform
from schema.registry.region import Region

LASTS: tuple[Rule, ...] = (
    Check("period", "valid_to > valid_from"),
    Check("ended", "(state = 'ENDED') = (valid_to is not null)"),
    Check("withdrawn", "state <> 'WITHDRAWN' or reason is not null"),
    Index(("valid_from", "id")),
    Index(("recorded_at", "id")),
)
"""What is true of whatever lasts from one day to another."""


class PartnerRow(Row):
    """An organisation that serves in a platform's network, from one day to another; once at a time."""

    personal = {"contact_name": "联系合作机构", "contact_phone": "联系合作机构"}

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    state: DatedState = word(DatedState, default=DatedState.CURRENT)
    uscc = column.CharField(max_length=18)
    name = column.CharField(max_length=200)
    name_sort = column.CharField(max_length=1000)
    way: ServiceWay = word(ServiceWay)
    contact_name = column.CharField(max_length=100, null=True)
    contact_phone = column.CharField(max_length=40, null=True)
    agreement = column.CharField(max_length=200, null=True)
    valid_from = column.DateField()
    valid_to = column.DateField(null=True)
    reason = column.TextField(null=True)
    recorded_at = column.DatetimeField()

    rules = (*LASTS, Unique(("platform", "uscc"), where="state = 'CURRENT'"), Index(("name_sort", "id")))

    class Meta:
        table = "partner"


class PartnerFunctionRow(Record):
    """One of the eleven functions that a partner serves."""

    part_of = "partner"

    partner = parent("Partner")
    partner_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    function: ServiceFunction = word(ServiceFunction)

    rules = (Unique(("partner", "function")), Follows("partner", ("platform", "region")))

    class Meta:
        table = "partner_function"


class ProductRow(Row):
    """A product that a platform offers, by itself or through a partner of its own."""

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    state: DatedState = word(DatedState, default=DatedState.CURRENT)
    partner = parent("Partner", null=True)
    partner_id: UUID | None
    function: ServiceFunction = word(ServiceFunction)
    nature: Nature = word(Nature)
    name = column.CharField(max_length=200)
    name_sort = column.CharField(max_length=1000)
    content = column.TextField(null=True)
    fee_standard = column.CharField(max_length=500)
    core = column.BooleanField(default=False)
    valid_from = column.DateField()
    valid_to = column.DateField(null=True)
    reason = column.TextField(null=True)
    recorded_at = column.DatetimeField()

    rules = (*LASTS, Follows("partner", ("platform",)), Index(("name_sort", "id")))

    class Meta:
        table = "product"


@noun(
    PartnerRow,
    order=("name_sort", "-valid_from", "recorded_at"),
    filter=("platform", "region", "state", "uscc", "name", "way", "valid_from", "valid_to"),
)
class Partner(Node):
    """An organisation that a platform has gathered into its service network (Art. 3, 7(4))."""

    platform: Platform = shown("The platform that gathered it.")
    region: Region = shown("The region that answered for the platform on the first day.")
    state: DatedState = shown("Whether it still is a partner.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    uscc: str = shown("Unified social credit code.")
    code_notes: list[str] = computed(code_notes, ("uscc",), UNUSUAL)
    name: str = shown("Chinese name.")
    way: ServiceWay = shown("Whether it serves over the network, at a place, or both.")
    functions: Connection[Annotated["PartnerFunction", strawberry.lazy("schema.network.partner")]] = many(
        "Which of the eleven functions of service it serves."
    )
    contact_name: str | None = shown("Whom to ask there; null when not recorded or not for you to see.")
    contact_phone: str | None = shown("Telephone of that person; null when not recorded or not for you to see.")
    agreement: str | None = shown("Number or title of the agreement; null when not recorded.")
    valid_from: date = shown("The first day it is a partner.")
    valid_to: date | None = shown("The first day it is none any more; null while it is one.")
    reason: str | None = shown("Why it ended or was withdrawn; null when not told or not for you to see.")
    recorded_at: datetime = shown("When it was recorded.")
    products: Connection[Annotated["Product", strawberry.lazy("schema.network.partner")]] = many(
        "What the platform offers through it."
    )
    allowed_actions: list[AllowedAction] = actions(partner_rules.PARTNER_LIFE, partner_rules.condition)


@noun(PartnerFunctionRow, filter=("platform", "region", "function", "partner"))
class PartnerFunction(Node):
    """That a partner serves one of the eleven functions of service (Art. 7(4))."""

    partner: Partner = shown("The partner.")
    platform: Platform = shown("The platform whose partner it is.")
    region: Region = shown("The region that answered for the platform on the first day.")
    function: ServiceFunction = shown("The function.")


@noun(
    ProductRow,
    order=("name_sort", "-valid_from", "recorded_at"),
    filter=("platform", "region", "state", "partner", "function", "nature", "name", "core", "valid_from", "valid_to"),
)
class Product(Node):
    """A service that a platform offers, with what it costs (Art. 10, 16(3))."""

    platform: Platform = shown("The platform that offers it.")
    region: Region = shown("The region that answered for the platform on the first day.")
    state: DatedState = shown("Whether it still is offered.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    partner: Partner | None = shown("The partner that provides it; null where the platform does so itself.")
    function: ServiceFunction = shown("Which of the eleven functions of service it fulfils.")
    nature: Nature = shown("For the public good or at market terms (Art. 10).")
    name: str = shown("Chinese name.")
    content: str | None = shown("What it consists of; null when not recorded.")
    fee_standard: str = shown("What it costs, in words; 免费 where it costs nothing.")
    core: bool = shown("Whether it is a core product, which the yearly evaluation asks for (Art. 16(3)).")
    valid_from: date = shown("The first day it is offered.")
    valid_to: date | None = shown("The first day it is not offered any more; null while it is.")
    reason: str | None = shown("Why it ended or was withdrawn; null when not told or not for you to see.")
    recorded_at: datetime = shown("When it was recorded.")
    allowed_actions: list[AllowedAction] = actions(partner_rules.PRODUCT_LIFE, partner_rules.condition)
