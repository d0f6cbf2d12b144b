"""Difficulties of platforms and districts, each a ticket with an owner (Art. 5)."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.supervision import difficulty as difficulty_rules
from domain.terms import Role
from domain.terms.supervision import DifficultyState
from schema.noun.constraints import Check, Index
from schema.noun.noun import Row, actions, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Node

if TYPE_CHECKING:
    from schema.registry.platform import Platform
    from schema.registry.region import Region


class DifficultyRow(Row):
    """One ticket; its region is the platform's on the day of the raising."""

    platform = parent("Platform", null=True)
    platform_id: UUID | None
    region = parent("Region")
    region_id: UUID
    raised_by: Role = word(Role)
    state: DifficultyState = word(DifficultyState, default=DifficultyState.OPEN)
    subject = column.CharField(max_length=200)
    content = column.TextField()
    raised_at = column.DatetimeField()
    owner: Role | None = word(Role, null=True)
    note = column.TextField(null=True)
    assigned_at = column.DatetimeField(null=True)
    resolution = column.TextField(null=True)
    resolved_at = column.DatetimeField(null=True)
    reopen_reason = column.TextField(null=True)
    closed_at = column.DatetimeField(null=True)

    rules = (
        Check(
            "raisers",
            "raised_by IN ('DISTRICT_CENTER', 'DISTRICT_DEPARTMENT') OR raised_by = 'OPERATOR' AND platform_id IS NOT NULL",
        ),
        Check("owners", "owner IN ('MUNICIPAL_CENTER', 'DISTRICT_DEPARTMENT', 'DISTRICT_CENTER')"),
        Check("owned", "(state = 'OPEN') = (owner IS NULL) AND (owner IS NULL) = (assigned_at IS NULL)"),
        Check("resolved", "state NOT IN ('RESOLVED', 'CLOSED') OR resolution IS NOT NULL AND resolved_at IS NOT NULL"),
        Check("closed", "(state = 'CLOSED') = (closed_at IS NOT NULL)"),
        Index(("raised_at", "id")),
    )

    class Meta:
        table = "difficulty"


@noun(DifficultyRow, order=("-raised_at",), filter=("state", "owner", "raised_by", "platform", "region", "raised_at"))
class Difficulty(Node):
    """What stands in the way of a platform or a district: a ticket with an owner, closed by whoever raised it (Art. 5)."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] | None = shown(
        "Whose difficulty it is; null where it is the district's own."
    )
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] = shown(
        "The district or zone when it was raised."
    )
    raised_by: Role = shown("Who raised it: the platform's operator, or the district's centre or department.")
    state: DifficultyState = shown("Where it stands.")
    subject: str = shown("What it is called.")
    content: str = shown("What stands in the way.")
    raised_at: datetime = shown("When it was raised.")
    owner: Role | None = shown("Who is to resolve it; null until somebody is.")
    note: str | None = shown("What the municipal centre told the owner; null where nothing.")
    assigned_at: datetime | None = shown("When the owner got it; null before.")
    resolution: str | None = shown("How it was resolved, or what was answered, the last time; null before.")
    resolved_at: datetime | None = shown("When that was said; null before.")
    reopen_reason: str | None = shown("Why it was not resolved after all, the last time; null unless it was reopened.")
    closed_at: datetime | None = shown("When whoever raised it confirmed that it is resolved; null before.")
    allowed_actions: list[AllowedAction] = actions(difficulty_rules.LIFE, difficulty_rules.condition)
