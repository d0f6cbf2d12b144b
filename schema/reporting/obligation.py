"""One expected filing: who owes what by when, and what became of it (Art. 14, 17(2), 19)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.reporting import obligation as obligation_rules
from domain.reporting import obligation_decision as decision_rules
from domain.terms import Role
from domain.terms.registry import DayBasis
from domain.terms.reporting import ObligationKind, Outcome, Route
from schema.noun.constraints import Check, Index, Unique
from schema.noun.noun import QuarterField, Row, computed, counted, many, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Connection, DueDate, Node, Quarter
from schema.registry.platform import Platform
from schema.registry.region import Region

if TYPE_CHECKING:
    from schema.reporting.consolidation import Consolidation
    from schema.reporting.obligation_decision import ObligationDecision
    from schema.reporting.report import Report

QUARTERLY = "quarter IS NOT NULL AND route IS NOT NULL AND evaluation_id IS NULL AND rectification_id IS NULL"


class ObligationRow(Row):
    """An obligation has exactly one subject, by its kind: a platform, a district, an evaluation or a rectification."""

    kind: ObligationKind = word(ObligationKind)
    region = parent("Region")
    region_id: UUID
    platform = parent("Platform", null=True)
    platform_id: UUID | None
    evaluation = parent("Evaluation", null=True)
    evaluation_id: UUID | None
    rectification = parent("Rectification", null=True)
    rectification_id: UUID | None
    quarter = QuarterField(null=True)
    route: Route | None = word(Route, null=True)
    route_fixed = column.BooleanField(default=False)
    nominal = column.DateField()
    effective = column.DateField()
    basis: DayBasis = word(DayBasis)
    provisional_day = column.BooleanField(default=False)
    transitional = column.BooleanField(default=False)
    outcome: Outcome = word(Outcome, default=Outcome.PENDING)
    submitted_at = column.DatetimeField(null=True)
    extended_from = column.DateField(null=True)
    extended_at = column.DatetimeField(null=True)
    extension_reason = column.TextField(null=True)
    excused_at = column.DatetimeField(null=True)
    first_outcome: Outcome | None = word(Outcome, null=True)
    exemption_reason = column.TextField(null=True)
    left_on = column.DateField(null=True)
    followed_on = column.DateField(null=True)
    moved_from = parent("Region", null=True)
    moved_from_id: UUID | None
    told_at = column.DatetimeField(null=True)

    governed_by = "quarter"
    rules = (
        Unique(("platform", "quarter"), where="kind = 'REPORT'"),
        Unique(("region", "quarter"), where="kind = 'CONSOLIDATION'"),
        Unique(("evaluation",), where="kind = 'MATERIALS'"),
        Unique(("rectification",), where="kind = 'RECTIFICATION'"),
        Check("report", f"kind <> 'REPORT' OR platform_id IS NOT NULL AND {QUARTERLY}"),
        Check("consolidation", f"kind <> 'CONSOLIDATION' OR platform_id IS NULL AND {QUARTERLY}"),
        Check(
            "materials",
            "kind <> 'MATERIALS' OR evaluation_id IS NOT NULL AND rectification_id IS NULL AND platform_id IS NOT NULL",
        ),
        Check(
            "rectification",
            "kind <> 'RECTIFICATION' OR rectification_id IS NOT NULL AND evaluation_id IS NULL AND platform_id IS NOT NULL",
        ),
        Check("handed_in", "outcome NOT IN ('ON_TIME', 'LATE') OR submitted_at IS NOT NULL"),
        Check("not_handed_in", "outcome NOT IN ('PENDING', 'MISSING') OR submitted_at IS NULL"),
        Check("extension", "(extended_from IS NULL) = (extension_reason IS NULL)"),
        Check("exemption", "exemption_reason IS NULL OR outcome = 'EXEMPT'"),
        Check("left", "left_on IS NULL OR outcome = 'EXEMPT'"),
        Index(("effective", "id")),
        Index(("region", "effective", "id")),
        Index(("platform", "effective", "id")),
        Index(("quarter", "kind", "region")),
        Index(("effective",), where="outcome = 'PENDING'"),
        Index(("nominal", "id")),
    )

    class Meta:
        table = "obligation"


@noun(
    ObligationRow,
    order=("effective", "nominal"),
    filter=("kind", "quarter", "outcome", "route", "basis", "effective", "region", "platform"),
)
class Obligation(Node):
    """One expected filing: who owes what by when, and what became of it. Made by the system before it is due; a filing exists once its owner starts it."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    kind: ObligationKind = shown("What is owed.")
    region: Region = shown(
        "The district or zone it belongs to; it follows the registry until it is settled, by the first submission, else at the end of the 25th of the quarter's last month."
    )
    platform: Platform | None = shown(
        "The platform that owes it or that it concerns; null for a consolidation, which the district owes."
    )
    quarter: Quarter | None = shown("The quarter reported on; null for materials and rectifications.")
    route: Route | None = shown(
        "Through the district's centre or through its department; null for materials and rectifications."
    )
    route_fixed: bool = shown(
        "Whether who owes it and by which route is settled for ever (after the 25th of the quarter's last month)."
    )
    basis: DayBasis = shown("What sets the due day: the Measures, the reporting norm or a notice.")
    effective: date = shown("The last day that counts as on time; `dueDate` explains it.")
    outcome: Outcome = shown("What became of it.")
    submitted_at: datetime | None = shown(
        "When it was first handed in; null until then. Later versions do not move it."
    )
    transitional: bool = shown("Whether lateness is shown but not scored (2020Q1: the Measures were six days old).")
    extended_from: date | None = shown("The effective day before it was extended; null when it never was.")
    extended_at: datetime | None = shown(
        "When that was granted; null when it never was, and for days granted before this was kept."
    )
    excused_at: datetime | None = shown(
        "When a good reason for its lateness was put on record, beside the lateness; null when none was."
    )
    first_outcome: Outcome | None = shown(
        "What had become of it by the first word, where that was put right since; null otherwise."
    )
    extension_reason: str | None = shown("Why it was extended; null when it never was, and where you may not read it.")
    exemption_reason: str | None = shown(
        "Why it is exempt; null when it is not, when it fell out of the reporting set by itself, and where you may not read it."
    )
    left_on: date | None = shown(
        "The first day out of the reporting set, which exempted from it; null when nothing did, and when an office did."
    )
    followed_on: date | None = shown(
        "The day of the registry that debtor, route and exemption stand by; null while they are as the quarter began."
    )
    moved_from: Region | None = shown(
        "The district or zone it belonged to before it last moved; null when it never did."
    )
    told_at: datetime | None = shown("When its owner was first told of it; null before.")
    owed_by: Role = computed(obligation_rules.owed_by, ("kind", "route"), "Who has to hand it in.")
    waiting_on: Role | None = computed(
        obligation_rules.waiting_on,
        ("kind", "route", "outcome"),
        "Who has to act for it to be met; null once it is met or exempt.",
    )
    days_late: int | None = counted(
        obligation_rules.days_late,
        ("outcome", "effective", "submitted_at", "region_id"),
        "How many working days late it was handed in, or is by today; null while it is not late, and when it is exempt.",
    )
    due_date: DueDate = counted(
        obligation_rules.due_date, obligation_rules.DUE_NEEDS, "When it is due, and where that comes from."
    )
    allowed_actions: list[AllowedAction] = computed(
        decision_rules.actions,
        decision_rules.NEEDS,
        "Every act on this record: whether you may do it now, and why not.",
    )
    decisions: Connection[Annotated["ObligationDecision", strawberry.lazy("schema.reporting.obligation_decision")]] = (
        many("What was decided about it: extensions, exemption, excuse, corrections.")
    )
    report: Annotated["Report", strawberry.lazy("schema.reporting.report")] | None = shown(
        "The report that answers it; null before it is started, and where you may not see it."
    )
    consolidation: Annotated["Consolidation", strawberry.lazy("schema.reporting.consolidation")] | None = shown(
        "The consolidation that answers it; null before it is started, and where you may not see it."
    )
