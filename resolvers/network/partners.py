"""The verbs of the service network: partners, products, teams, channels (Art. 3, 7(4), 9, 10)."""

from datetime import date
from typing import Any

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.typed_text import a_text, maybe_link, maybe_place, maybe_text
from domain.network import partner as partner_rules
from domain.network.partner import Dated, Joining
from domain.registry.bodies import named
from domain.registry.credit_code import checked
from domain.terms.network import ChannelKind, ServiceWay
from domain.terms.reporting import Nature, ServiceFunction
from resolvers.registry.anchors import named_place
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.pinyin import sort_key
from resolvers.work.unit_of_work import UnitOfWork
from schema.network.partner import Partner, PartnerRow, Product, ProductRow
from schema.network.post import Channel, ChannelRow
from schema.network.team_member import TeamMember, TeamMemberRow
from schema.noun.noun import Row

SINCE = "The first day; not in the future, not before the platform's service."


@strawberry.input(description="The end of what began on a day.")
class EndInput(Update):
    day: date | None = argument(
        "The first day it is no longer so, after the day it began and not in the future; left out where it was entered by mistake and never was so.",
        default=None,
    )
    reason: str | None = argument("Why; required where the day is left out.", default=None)


@strawberry.input(description="An organisation that a platform has gathered into its service network.")
class RecordPartnerInput(Create):
    platform: strawberry.ID = argument("Whose partner it is.")
    uscc: str = argument(
        "Its unified social credit code; blanks, hyphens and full-width characters are put right. One organisation is a partner once at a time."
    )
    name: str = argument("Its Chinese name.")
    way: ServiceWay = argument("Whether it serves over the network, at a place, or both.")
    functions: list[ServiceFunction] = argument(
        "Which of the eleven functions of service it serves (Art. 7(4)); at least one."
    )
    contact_name: str | None = argument("Whom to ask there.", default=None)
    contact_phone: str | None = argument("Telephone of that person.", default=None)
    agreement: str | None = argument("Number or title of the agreement.", default=None)
    valid_from: date = argument(SINCE)


@strawberry.input(description="A service that a platform offers.")
class RecordProductInput(Create):
    platform: strawberry.ID = argument("Who offers it.")
    partner: strawberry.ID | None = argument(
        "The partner of the same platform that provides it; left out where the platform does so itself.", default=None
    )
    function: ServiceFunction = argument("Which of the eleven functions of service it fulfils (Art. 7(4)).")
    nature: Nature = argument("For the public good or at market terms (Art. 10).")
    name: str = argument("Its Chinese name.")
    content: str | None = argument("What it consists of.", default=None)
    fee_standard: str = argument("What it costs, in words; 免费 where it costs nothing.")
    core: bool = argument("Whether it is a core product (Art. 16(3)).", default=False)
    valid_from: date = argument(SINCE)


@strawberry.input(description="Somebody who works in a platform's team. No identity document is asked for.")
class RecordTeamMemberInput(Create):
    platform: strawberry.ID = argument("The platform.")
    name: str = argument("Name.")
    post: str = argument("Post in the team.")
    qualification: str | None = argument("Qualification or title.", default=None)
    full_time: bool = argument("Whether the person works for the platform alone.")
    valid_from: date = argument(SINCE)


@strawberry.input(description="A channel in which a platform publishes.")
class RecordChannelInput(Create):
    platform: strawberry.ID = argument("Who publishes there.")
    kind: ChannelKind = argument("Which kind.")
    name: str = argument("What it is called.")
    address: str | None = argument(
        "Its address on the network, by http or https, or in town; a website's is one on the network.", default=None
    )
    valid_from: date = argument(SINCE)


@strawberry.input(description="The end of a partnership.")
class EndPartnerInput(EndInput):
    pass


@strawberry.input(description="The end of a product.")
class EndProductInput(EndInput):
    pass


@strawberry.input(description="The end of somebody's work in a team.")
class EndTeamMemberInput(EndInput):
    pass


@strawberry.input(description="The end of a channel.")
class EndChannelInput(EndInput):
    pass


def ended(work: UnitOfWork, row: Row, input: EndInput) -> None:
    """A dated record is ended or withdrawn."""
    noun = type(row).__name__.removesuffix("Row")
    work.apply(row, partner_rules.end(noun, row.facts(Dated), input.day, input.reason, today=work.today))


def called(name: str) -> dict[str, object]:
    """A name with the key it sorts by."""
    return named(name, sort_key(name.strip()))


@mutation(Act.RECORD_PARTNER, Partner)
async def record_partner(work: UnitOfWork, input: RecordPartnerInput) -> New:
    """Record an organisation that a platform has gathered, and for which functions (Art. 3, 7(4)). No expert employed by it judges that platform."""
    place = await named_place(work, input.platform, input.valid_from)
    joining = Joining(checked(input.uscc), input.way, input.functions)
    before = await work.rows_of(PartnerRow, platform_id=place.platform_id, uscc=joining.uscc)
    known = [row.facts(Dated) for row in before]
    columns = {**called(input.name), **contact(input)}
    return work.create(
        partner_rules.join(place, input.valid_from, joining, columns, before=known, at=work.now, today=work.today)
    )


def contact(input: RecordPartnerInput) -> dict[str, Any]:
    """A contact is a person, with the agreement of the partner."""
    return {
        "contact_name": maybe_text(input.contact_name, "contact_name", "联系人", 100),
        "contact_phone": maybe_text(input.contact_phone, "contact_phone", "联系电话", 40),
        "agreement": maybe_text(input.agreement, "agreement", "合作协议", 200),
    }


@mutation(Act.END_PARTNER, Partner)
async def end_partner(work: UnitOfWork, input: EndPartnerInput) -> PartnerRow:
    """End a partnership on a day, or withdraw one that never was (Art. 7(4))."""
    row = await work.get(PartnerRow, input)
    ended(work, row, input)
    return row


@mutation(Act.RECORD_PRODUCT, Product)
async def record_product(work: UnitOfWork, input: RecordProductInput) -> New:
    """Record a product that a platform offers, with its nature and what it costs (Art. 10)."""
    place = await named_place(work, input.platform, input.valid_from)
    partner = None if input.partner is None else await work.find(PartnerRow, input.partner, ("partner",))
    partner_rules.provides(partner and partner.platform_id, partner and partner.facts(Dated), place, input.valid_from)
    columns = {
        **called(input.name),
        "partner_id": partner and partner.id,
        "function": input.function,
        "nature": input.nature,
        "content": maybe_text(input.content, "content", "服务内容", 2000),
        "fee_standard": a_text(input.fee_standard, "fee_standard", "收费标准", 500),
        "core": input.core,
    }
    return work.create(partner_rules.begin("Product", place, input.valid_from, columns, at=work.now, today=work.today))


@mutation(Act.END_PRODUCT, Product)
async def end_product(work: UnitOfWork, input: EndProductInput) -> ProductRow:
    """End the offer of a product on a day, or withdraw one that never was (Art. 10)."""
    row = await work.get(ProductRow, input)
    ended(work, row, input)
    return row


@mutation(Act.RECORD_TEAM_MEMBER, TeamMember)
async def record_team_member(work: UnitOfWork, input: RecordTeamMemberInput) -> New:
    """Record who works in a platform's team, in which post, since when (Art. 9)."""
    place = await named_place(work, input.platform, input.valid_from)
    columns = {
        "name": a_text(input.name, "name", "姓名", 60),
        "post": a_text(input.post, "post", "岗位", 100),
        "qualification": maybe_text(input.qualification, "qualification", "资格或职称", 200),
        "full_time": input.full_time,
    }
    return work.create(
        partner_rules.begin("TeamMember", place, input.valid_from, columns, at=work.now, today=work.today)
    )


@mutation(Act.END_TEAM_MEMBER, TeamMember)
async def end_team_member(work: UnitOfWork, input: EndTeamMemberInput) -> TeamMemberRow:
    """Record that somebody left a team on a day, or withdraw an entry that never was so (Art. 9)."""
    row = await work.get(TeamMemberRow, input)
    ended(work, row, input)
    return row


@mutation(Act.RECORD_CHANNEL, Channel)
async def record_channel(work: UnitOfWork, input: RecordChannelInput) -> New:
    """Record a channel in which a platform publishes (Art. 9)."""
    place = await named_place(work, input.platform, input.valid_from)
    address = maybe_link if input.kind is ChannelKind.WEBSITE else maybe_place
    columns = {
        "kind": input.kind,
        "name": a_text(input.name, "name", "渠道名称", 200),
        "address": address(input.address, "address", "网址或地址", 500),
    }
    return work.create(partner_rules.begin("Channel", place, input.valid_from, columns, at=work.now, today=work.today))


@mutation(Act.END_CHANNEL, Channel)
async def end_channel(work: UnitOfWork, input: EndChannelInput) -> ChannelRow:
    """End the use of a channel on a day, or withdraw one that never was used (Art. 9)."""
    row = await work.get(ChannelRow, input)
    ended(work, row, input)
    return row
