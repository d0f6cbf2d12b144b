"""What enterprises say of a service afterwards (Art. 11)."""

from datetime import date, datetime
from uuid import UUID

from tortoise import fields as column

from domain.demands import follow_up as follow_up_rules
from domain.terms.demands import FollowUpState
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import QuarterField, Row, actions, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Node, Quarter
from schema.registry.platform import Platform
from schema.registry.region import Region
from schema.services.activity import ActivityEnterprise
from schema.services.enterprise import Enterprise


class FollowUpRow(Row):
    """One follow-up of one service in the ledger."""

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    enterprise = parent("Enterprise")
    enterprise_id: UUID
    service = parent("ActivityEnterprise")
    service_id: UUID
    state = word(FollowUpState, default=FollowUpState.RECORDED)
    day = column.DateField()
    quarter = QuarterField()
    met = column.BooleanField()
    further = column.BooleanField()
    rating = column.IntField(null=True)
    opinions = column.TextField(null=True)
    suggestions = column.TextField(null=True)
    action = column.TextField(null=True)
    acted_on = column.DateField(null=True)
    reason = column.TextField(null=True)
    recorded_at = column.DatetimeField()

    rules = (
        Follows("service", ("platform", "enterprise")),
        Check("rating", "rating BETWEEN 1 AND 5"),
        Check("action", "(action IS NULL) = (acted_on IS NULL) AND (state <> 'ACTED_ON' OR action IS NOT NULL)"),
        Check("acted_on", "acted_on >= day"),
        Check("reason", "(state = 'WITHDRAWN') = (reason IS NOT NULL)"),
        Unique(("service", "day"), where="state <> 'WITHDRAWN'"),
        Index(("platform", "quarter", "state")),
        Index(("day", "id")),
        Index(("recorded_at", "id")),
    )

    class Meta:
        table = "follow_up"


@noun(
    FollowUpRow,
    order=("-day", "recorded_at"),
    filter=("state", "quarter", "day", "met", "further", "rating", "platform", "region", "enterprise"),
)
class FollowUp(Node):
    """One follow-up of an enterprise served: what it says of the service, and what was done about it (Art. 11)."""

    platform: Platform = shown("The platform that served and asked.")
    region: Region = shown("The region that answered for the platform on that day.")
    enterprise: Enterprise = shown("The enterprise asked.")
    service: ActivityEnterprise | None = shown("The service it is about; null where you may not read it.")
    state: FollowUpState = shown("Where it stands.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    day: date = shown("The day the enterprise was asked.")
    quarter: Quarter = shown("The quarter of that day.")
    met: bool = shown("Whether the service met its need.")
    further: bool = shown("Whether it needs further service.")
    rating: int | None = shown("From 1 to 5, 5 the best; null where it gave none.")
    opinions: str | None = shown("What it thinks of the service; null where it said nothing.")
    suggestions: str | None = shown("What it suggests; null where it said nothing.")
    action: str | None = shown("What was done about it; null before.")
    acted_on: date | None = shown("The day of that; null before.")
    reason: str | None = shown("Why it was withdrawn; null otherwise.")
    recorded_at: datetime = shown("When it was entered.")
    allowed_actions: list[AllowedAction] = actions(follow_up_rules.LIFE, follow_up_rules.condition)
