"""Inspections of centres and platforms, with their findings (Art. 5, 6, 13)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.supervision import inspection as inspection_rules
from domain.terms import Kind, Role
from domain.terms.supervision import InspectionAspect, InspectionState
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import Record, Row, actions, computed, many, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Connection, Node

if TYPE_CHECKING:
    from schema.registry.platform import Platform
    from schema.registry.region import Region


class InspectionRow(Row):
    """One inspection; its region is the platform's on the day of the plan."""

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    kind: Kind = word(Kind)
    inspector: Role = word(Role)
    aspect: InspectionAspect = word(InspectionAspect)
    state: InspectionState = word(InspectionState, default=InspectionState.PLANNED)
    planned_on = column.DateField()
    content = column.TextField()
    planned_at = column.DatetimeField()
    carried_out_on = column.DateField(null=True)
    record = column.TextField(null=True)
    due_on = column.DateField(null=True)
    reply = column.TextField(null=True)
    replied_at = column.DatetimeField(null=True)
    ask_reason = column.TextField(null=True)
    opinion = column.TextField(null=True)
    cancel_reason = column.TextField(null=True)
    closed_at = column.DatetimeField(null=True)

    rules = (
        Follows("platform", ("kind",)),
        Check("inspectors", "inspector IN ('MUNICIPAL_CENTER', 'DISTRICT_DEPARTMENT', 'DISTRICT_CENTER')"),
        Check("not_itself", "inspector <> 'DISTRICT_CENTER' OR kind <> 'SERVICE_CENTER'"),
        Check("carried_out", "(state IN ('PLANNED', 'CANCELLED')) = (carried_out_on IS NULL)"),
        Check("recorded", "(carried_out_on IS NULL) = (record IS NULL)"),
        Check("due", "state NOT IN ('FINDINGS_SENT', 'REPLIED') OR due_on IS NOT NULL"),
        Check("replied", "state <> 'REPLIED' OR reply IS NOT NULL AND replied_at IS NOT NULL"),
        Check("closed", "(state IN ('CLOSED', 'CANCELLED')) = (closed_at IS NOT NULL)"),
        Check("cancelled", "(state = 'CANCELLED') = (cancel_reason IS NOT NULL)"),
        Index(("planned_on", "id")),
        Index(("due_on",), where="state = 'FINDINGS_SENT'"),
    )

    class Meta:
        table = "inspection"


class InspectionFindingRow(Record):
    """One shortcoming that an inspection found."""

    inspection = parent("Inspection")
    inspection_id: UUID
    platform_id: UUID = column.UUIDField()
    region_id: UUID = column.UUIDField()
    n = column.IntField()
    problem = column.TextField()
    demand = column.TextField()

    rules = (
        Unique(("inspection", "n")),
        Follows("inspection", ("platform_id", "region_id")),
        Check("n", "n >= 1"),
    )

    class Meta:
        table = "inspection_finding"


@noun(InspectionFindingRow, order=("n",))
class InspectionFinding(Node):
    """One thing an inspection found that is not as it should be."""

    n: int = shown("Its number in the inspection, from 1.")
    problem: str = shown("What is wrong.")
    demand: str = shown("What is asked for.")


@noun(
    InspectionRow,
    order=("-planned_on",),
    filter=("state", "aspect", "inspector", "kind", "platform", "region", "planned_on", "due_on"),
)
class Inspection(Node):
    """The inspection of a centre, platform or base: planned, carried out, its findings answered (Art. 5, 6, 13)."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] = shown("What is inspected.")
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] = shown(
        "Its district or zone when the inspection was planned."
    )
    kind: Kind = shown("Centre, platform or base.")
    inspector: Role = shown("Who inspects: the municipal centre, or the district's department or centre.")
    aspect: InspectionAspect = shown("What it looks at.")
    state: InspectionState = shown("Where it stands.")
    planned_on: date = shown("The day it is planned for.")
    content: str = shown("What will be looked at.")
    planned_at: datetime = shown("When it was planned and announced.")
    carried_out_on: date | None = shown("The day it took place; null before.")
    record: str | None = shown("What was seen; null before.")
    findings: Connection[InspectionFinding] = many("What is not as it should be.")
    due_on: date | None = shown("The last day to reply; null where nothing is to be answered.")
    overdue: bool = computed(inspection_rules.overdue, ("state", "due_on"), "Whether that day is over without a reply.")
    reply: str | None = shown("What the operator replied last; null before.")
    replied_at: datetime | None = shown("When it replied last; null before.")
    ask_reason: str | None = shown("Why another reply was asked for, the last time; null unless it was.")
    opinion: str | None = shown(
        "Why the inspector is satisfied with the reply; null before, and where nothing was found."
    )
    cancel_reason: str | None = shown("Why it did not take place; null unless cancelled.")
    closed_at: datetime | None = shown("When it was closed or cancelled; null before.")
    allowed_actions: list[AllowedAction] = actions(inspection_rules.LIFE, inspection_rules.condition)
