"""Yearly targets, and their breakdown to platforms (Art. 4, 12)."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.targets import target as target_rules
from domain.terms.targets import TargetLevel, TargetMeasure, TargetState
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import Row, actions, many, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Connection, Node
from schema.registry.platform import Platform
from schema.registry.region import Region

if TYPE_CHECKING:
    from schema.targets.target_progress import TargetProgress


class TargetRow(Row):
    """A target; the region of a platform's target is the platform's on the day of the setting."""

    level: TargetLevel = word(TargetLevel)
    region = parent("Region")
    region_id: UUID
    platform = parent("Platform", null=True)
    platform_id: UUID | None
    state: TargetState = word(TargetState, default=TargetState.SET)
    year = column.IntField()
    measure: TargetMeasure = word(TargetMeasure)
    amount = column.IntField()
    document = column.CharField(max_length=100, null=True)
    reason = column.TextField(null=True)
    set_at = column.DatetimeField()
    parent = parent("Target", null=True)
    parent_id: UUID | None

    rules = (
        Unique(("region", "year", "measure"), where="level = 'DISTRICT' and state = 'SET'"),
        Unique(("platform", "year", "measure"), where="level = 'PLATFORM' and state = 'SET'"),
        Check("whose", "(level = 'PLATFORM') = (platform_id is not null)"),
        Check("breakdown", "parent_id is null or level = 'PLATFORM'"),
        Check("amount", "amount > 0"),
        Check("reason", "state = 'SET' or reason is not null"),
        Follows("parent", ("region", "year", "measure")),
        Index(("year", "id")),
        Index(("set_at", "id")),
    )

    class Meta:
        table = "target"


@noun(
    TargetRow,
    order=("-year", "-set_at"),
    filter=("year", "level", "measure", "state", "region", "platform", "parent"),
)
class Target(Node):
    """What a district or a platform is to achieve in a year (Art. 4, 12)."""

    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    level: TargetLevel = shown("Whether it is a district's or a platform's.")
    region: Region = shown("The district; of a platform's target, the one it lay in when the target was set.")
    platform: Platform | None = shown("Whose it is; null where it is the district's.")
    state: TargetState = shown("Whether it stands.")
    year: int = shown("The calendar year.")
    measure: TargetMeasure = shown("What is counted.")
    amount: int = shown("How much of it is to be achieved.")
    document: str | None = shown("Number of the document it was given by; null when none was named.")
    reason: str | None = shown("Why it was last changed, or withdrawn; null while it is as it was set.")
    set_at: datetime = shown("When it was set.")
    parent: "Target | None" = shown(
        "The district's target it is a part of; null for a district's own, and where the district has none."
    )
    parts: Connection["Target"] = many(
        "What it is broken down to. Their amounts may exceed it; where they fall short, its progress says by how much."
    )
    progress: Connection[Annotated["TargetProgress", strawberry.lazy("schema.targets.target_progress")]] = many(
        "How far it is achieved, the last quarter first; nothing where it was withdrawn."
    )
    allowed_actions: list[AllowedAction] = actions(target_rules.LIFE, target_rules.condition)
