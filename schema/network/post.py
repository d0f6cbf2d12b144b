"""A platform's posts and channels (Art. 7(2), 7(3), 9)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.network import partner as partner_rules
from domain.network import post as post_rules
from domain.terms.network import ChannelKind, DatedState, EntryState, PostSource, PostTopic
from schema.network.partner import LASTS
from schema.noun.constraints import Check, Follows, Index
from schema.noun.noun import QuarterField, Row, actions, many, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Connection, Node, Quarter
from schema.registry.platform import Platform
from schema.registry.region import Region


class ChannelRow(Row):
    """A channel in which a platform publishes, from one day to another."""

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    state: DatedState = word(DatedState, default=DatedState.CURRENT)
    kind: ChannelKind = word(ChannelKind)
    name = column.CharField(max_length=200)
    address = column.CharField(max_length=500, null=True)
    valid_from = column.DateField()
    valid_to = column.DateField(null=True)
    reason = column.TextField(null=True)
    recorded_at = column.DatetimeField()

    rules = LASTS

    class Meta:
        table = "channel"


class PostRow(Row):
    """One item of information that was published."""

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    state: EntryState = word(EntryState, default=EntryState.RECORDED)
    channel = parent("Channel")
    channel_id: UUID
    day = column.DateField()
    quarter = QuarterField()
    source: PostSource = word(PostSource)
    topic: PostTopic = word(PostTopic)
    title = column.CharField(max_length=200)
    url = column.CharField(max_length=500, null=True)
    reason = column.TextField(null=True)
    recorded_at = column.DatetimeField()

    rules = (
        Follows("channel", ("platform",)),
        Check("withdrawn", "(state = 'WITHDRAWN') = (reason is not null)"),
        Index(("platform", "quarter", "state")),
        Index(("day", "id")),
        Index(("recorded_at", "id")),
    )

    class Meta:
        table = "post"


@noun(
    ChannelRow,
    order=("-valid_from", "recorded_at"),
    filter=("platform", "region", "state", "kind", "name", "valid_from", "valid_to"),
)
class Channel(Node):
    """Where a platform publishes: its website, the screen in its hall, an account on a social network (Art. 9)."""

    platform: Platform = shown("The platform that publishes there.")
    region: Region = shown("The region that answered for the platform on the first day.")
    state: DatedState = shown("Whether it still is in use.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    kind: ChannelKind = shown("Which kind.")
    name: str = shown("What it is called.")
    address: str | None = shown("Its address on the network or in town; null when not recorded.")
    valid_from: date = shown("The first day it is used.")
    valid_to: date | None = shown("The first day it is not used any more; null while it is.")
    reason: str | None = shown("Why it ended or was withdrawn; null when not told or not for you to see.")
    recorded_at: datetime = shown("When it was recorded.")
    posts: Connection[Annotated["Post", strawberry.lazy("schema.network.post")]] = many("What was published there.")
    allowed_actions: list[AllowedAction] = actions(partner_rules.CHANNEL_LIFE, partner_rules.condition)


@noun(
    PostRow,
    order=("-day", "recorded_at"),
    filter=("platform", "region", "state", "channel", "day", "quarter", "source", "topic", "title"),
)
class Post(Node):
    """One item of policy, market or service information that a platform published (Art. 7(2), 7(3))."""

    platform: Platform = shown("The platform that published it.")
    region: Region = shown("The region that answered for the platform on that day.")
    state: EntryState = shown("Whether it still counts.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    channel: Channel | None = shown("Where it was published; null where you may not read that record.")
    day: date = shown("The day it was published.")
    quarter: Quarter = shown("The quarter of that day.")
    source: PostSource = shown("Whether it comes from above or is local.")
    topic: PostTopic = shown("What it is about.")
    title: str = shown("Its title.")
    url: str | None = shown("Where it is to be read; null when not recorded.")
    reason: str | None = shown("Why it was withdrawn; null while it stands.")
    recorded_at: datetime = shown("When it was recorded.")
    allowed_actions: list[AllowedAction] = actions(post_rules.LIFE, post_rules.condition)
