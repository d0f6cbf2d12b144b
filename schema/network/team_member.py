"""Who works in a platform's team (Art. 9)."""

from datetime import date, datetime
from uuid import UUID

from tortoise import fields as column

from domain.network import partner as partner_rules
from domain.terms.network import DatedState
from schema.network.partner import LASTS
from schema.noun.constraints import Unique
from schema.noun.noun import Row, actions, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Node
from schema.registry.platform import Platform
from schema.registry.region import Region


class TeamMemberRow(Row):
    """A person in a platform's team, in one post, from one day to another. No identity document is ever asked for."""

    personal = {"name": "证明服务队伍（第九条）"}

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    state: DatedState = word(DatedState, default=DatedState.CURRENT)
    name = column.CharField(max_length=60)
    post = column.CharField(max_length=100)
    qualification = column.CharField(max_length=200, null=True)
    full_time = column.BooleanField()
    valid_from = column.DateField()
    valid_to = column.DateField(null=True)
    reason = column.TextField(null=True)
    recorded_at = column.DatetimeField()

    rules = (*LASTS, Unique(("platform", "name", "post", "valid_from"), where="state = 'CURRENT'"))

    class Meta:
        table = "team_member"


@noun(
    TeamMemberRow,
    order=("-valid_from", "recorded_at"),
    filter=("platform", "region", "state", "post", "full_time", "valid_from", "valid_to"),
)
class TeamMember(Node):
    """A person who works in a platform's team (Art. 9). Personal: platform, district, bureau, centre and oversight alone read it."""

    platform: Platform = shown("The platform.")
    region: Region = shown("The region that answered for the platform on the first day.")
    state: DatedState = shown("Whether the person still works there.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    name: str = shown("Name.")
    post: str = shown("Post in the team.")
    qualification: str | None = shown("Qualification or title; null when not recorded.")
    full_time: bool = shown("Whether the person works for the platform alone.")
    valid_from: date = shown("The first day in this post.")
    valid_to: date | None = shown("The first day no more in this post; null while in it.")
    reason: str | None = shown("Why it ended or was withdrawn; null when not told.")
    recorded_at: datetime = shown("When it was recorded.")
    allowed_actions: list[AllowedAction] = actions(partner_rules.TEAM_LIFE, partner_rules.condition)
