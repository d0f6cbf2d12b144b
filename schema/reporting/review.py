"""One desk's review of one submitted version."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.reporting import review as review_rules
from domain.terms import Role
from domain.terms.reporting import Decision
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import Row, counted, noun, parent, shown, word
from schema.noun.vocabulary import Node
from schema.registry.platform import Platform
from schema.registry.region import Region

if TYPE_CHECKING:
    from schema.evaluation.evaluation import EvaluationMaterial
    from schema.reporting.consolidation import ConsolidationVersion
    from schema.reporting.report import ReportVersion


@strawberry.type(description="Why one item of what was handed in was not accepted.")
class ItemReason:
    item: str = strawberry.field(
        description="The item meant: a field of the form in camel case, such as `activityCount`, or `activities`, `enterprises`, `whole`."
    )
    reason: str = strawberry.field(description="What is wrong with it.")


class ReviewRow(Row):
    """A review opens when a version reaches its desk, and closes once."""

    report_version = parent("ReportVersion", null=True)
    report_version_id: UUID | None
    report = parent("Report", null=True)
    report_id: UUID | None
    consolidation_version = parent("ConsolidationVersion", null=True)
    consolidation_version_id: UUID | None
    consolidation = parent("Consolidation", null=True)
    consolidation_id: UUID | None
    material = parent("EvaluationMaterial", null=True)
    material_id: UUID | None
    region = parent("Region")
    region_id: UUID
    platform = parent("Platform", null=True)
    platform_id: UUID | None
    desk: Role = word(Role)
    submitter = parent("Account", null=True)
    submitter_id: UUID | None
    opened_at = column.DatetimeField()
    closed_at = column.DatetimeField(null=True)
    decision: Decision | None = word(Decision, null=True)
    decider = parent("Account", null=True)
    decider_id: UUID | None
    opinion = column.TextField(null=True)
    item_reasons = column.JSONField[list[dict[str, str]]](default=list)

    rules = (
        Check("subject", "num_nonnulls(report_version_id, consolidation_version_id, material_id) = 1"),
        Check("of_a_report", "(report_id IS NULL) = (report_version_id IS NULL)"),
        Check("of_a_consolidation", "(consolidation_id IS NULL) = (consolidation_version_id IS NULL)"),
        Check("closed", "(closed_at IS NULL) = (decision IS NULL)"),
        Check("closed_after", "closed_at >= opened_at"),
        Check("four_eyes", "decider_id <> submitter_id"),
        Follows("report_version", ("report_id", "platform_id", "region_id", "submitter_id")),
        Follows("consolidation_version", ("consolidation_id", "region_id", "submitter_id")),
        Unique(("report_version",), where="closed_at IS NULL"),
        Unique(("consolidation_version",), where="closed_at IS NULL"),
        Unique(("material",), where="closed_at IS NULL"),
        Index(("opened_at", "id")),
        Index(("report", "opened_at", "id")),
        Index(("region", "opened_at", "id")),
        Index(("region", "desk"), where="closed_at IS NULL"),
    )

    class Meta:
        table = "review"


@noun(ReviewRow, order=("opened_at", "-opened_at"), filter=("desk", "decision", "region", "platform", "closed_at"))
class Review(Node):
    """What one desk decided about one submitted version: opened when the version reaches the desk, closed once. A further version gets a new review."""

    version: int = shown("Counts the changes.")
    desk: Role = shown("Whose desk it is or was on.")
    report_version: Annotated["ReportVersion", strawberry.lazy("schema.reporting.report")] | None = shown(
        "The version of a report it judges; null for the others."
    )
    consolidation_version: (
        Annotated["ConsolidationVersion", strawberry.lazy("schema.reporting.consolidation")] | None
    ) = shown("The version of a consolidation it judges; null for the others.")
    material: Annotated["EvaluationMaterial", strawberry.lazy("schema.evaluation.evaluation")] | None = shown(
        "The evaluation materials it judges; null for the others."
    )
    region: Region = shown("The district or zone.")
    platform: Platform | None = shown("The platform concerned; null for a consolidation.")
    opened_at: datetime = shown("When the version reached the desk.")
    closed_at: datetime | None = shown("When the desk decided; null while it is open.")
    decision: Decision | None = shown("How it ended; null while it is open.")
    opinion: str | None = shown("The desk's opinion; null where it gave none.")
    item_reasons: list[ItemReason] = shown("What was wrong with which item; empty unless returned.")
    days_held: int = counted(
        review_rules.days_held,
        ("opened_at", "closed_at", "region_id"),
        "How many working days the desk held it, up to today while it is open; the day it came is not counted.",
    )
