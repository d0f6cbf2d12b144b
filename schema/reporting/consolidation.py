"""One district's consolidation of one quarter for the municipal centre (Art. 14)."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.reporting import consolidation as consolidation_rules
from domain.reporting import obligation as obligation_rules
from domain.terms import Role
from domain.terms.reporting import ConsolidationState, Gap
from schema.noun.constraints import Check, Follows, Index, Points, Unique
from schema.noun.noun import (
    QuarterField,
    Record,
    Row,
    actions,
    counted,
    many,
    noun,
    parent,
    shown,
    sole_parent,
    word,
)
from schema.noun.vocabulary import AllowedAction, Connection, DueDate, Node, Quarter
from schema.registry.platform import Platform
from schema.registry.region import Region
from schema.reporting.figures import FiguresColumns, FiguresFields, TextColumns, TextFields

if TYPE_CHECKING:
    from schema.reporting.obligation import Obligation
    from schema.reporting.report import ReportVersion
    from schema.reporting.review import Review


class ConsolidationRow(Row):
    """One district's consolidation of one quarter; its author is the district's centre, or in a district without one the department."""

    obligation = sole_parent("Obligation")
    obligation_id: UUID
    region = parent("Region")
    region_id: UUID
    quarter = QuarterField()
    state: ConsolidationState = word(ConsolidationState, default=ConsolidationState.DRAFT)
    author: Role = word(Role)
    waiting_on: Role | None = word(Role, null=True)
    submitter = parent("Account", null=True)
    submitter_id: UUID | None
    first_submitted_at = column.DatetimeField(null=True)
    latest_version_id: UUID | None = column.UUIDField(null=True)
    accepted_version_id: UUID | None = column.UUIDField(null=True)
    versions_count = column.IntField(default=0)
    amendment_reason = column.TextField(null=True)

    governed_by = "quarter"
    rules = (
        Follows("obligation", ("region_id", "quarter")),
        Points("latest_version_id", "consolidation_version", "consolidation_id"),
        Points("accepted_version_id", "consolidation_version", "consolidation_id"),
        Check("author_is_a_desk", "author IN ('DISTRICT_CENTER', 'DISTRICT_DEPARTMENT')"),
        Check(
            "sent",
            "state NOT IN ('WITH_DEPARTMENT', 'WITH_MUNICIPAL_CENTER', 'RECEIVED') OR latest_version_id IS NOT NULL AND first_submitted_at IS NOT NULL",
        ),
        Check("received", "state <> 'RECEIVED' OR accepted_version_id IS NOT NULL"),
        Index(("quarter", "id")),
        Index(("accepted_version_id",)),
        Index(("region", "quarter", "id")),
    )

    class Meta:
        table = "consolidation"


class ConsolidationDraftRow(TextColumns, Row):
    """A consolidation's draft, which its author's office alone sees."""

    consolidation = sole_parent("Consolidation")
    consolidation_id: UUID
    region = parent("Region")
    region_id: UUID
    author: Role = word(Role)
    saved_at = column.DatetimeField()

    rules = (Follows("consolidation", ("region_id", "author")),)

    class Meta:
        table = "consolidation_draft"


class ConsolidationVersionRow(FiguresColumns, Record):
    """One submitted version: the author's texts and the computed figures; its items are rows of their own."""

    consolidation = parent("Consolidation")
    consolidation_id: UUID
    region = parent("Region")
    region_id: UUID
    quarter = QuarterField()
    n = column.IntField()
    author: Role = word(Role)
    submitter = parent("Account", null=True)
    submitter_id: UUID | None
    submitted_at = column.DatetimeField()
    reason = column.TextField(null=True)
    reports_taken = column.IntField()
    gaps = column.IntField()

    rules = (
        Unique(("consolidation", "n")),
        Follows("consolidation", ("region_id", "quarter")),
        Check("n", "n >= 1"),
        Index(("region", "quarter")),
    )

    class Meta:
        table = "consolidation_version"


class ConsolidationItemRow(Record):
    """One expected report in a consolidation's version: the report's version taken in, or the gap."""

    consolidation_version = parent("ConsolidationVersion")
    consolidation_version_id: UUID
    obligation = parent("Obligation")
    obligation_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region_id: UUID = column.UUIDField()
    report_version = parent("ReportVersion", null=True)
    report_version_id: UUID | None
    gap: Gap | None = word(Gap, null=True)

    rules = (
        Unique(("consolidation_version", "obligation")),
        Follows("consolidation_version", ("region_id",)),
        Check("one", "num_nonnulls(report_version_id, gap) = 1"),
    )

    class Meta:
        table = "consolidation_item"


@noun(ConsolidationItemRow, filter=("gap", "platform"))
class ConsolidationItem(Node):
    """What a consolidation did with one expected report: it took a version in, or it names the gap."""

    platform: Platform = shown("Whose report was expected.")
    obligation: Annotated["Obligation", strawberry.lazy("schema.reporting.obligation")] | None = shown(
        "The expected report; null where you may not read it."
    )
    report_version: Annotated["ReportVersion", strawberry.lazy("schema.reporting.report")] | None = shown(
        "The version taken in; null for a gap."
    )
    gap: Gap | None = shown("Why nothing was taken in; null when a version was.")


@noun(ConsolidationVersionRow, order=("-n", "quarter", "submitted_at"), filter=("quarter", "region", "n"))
class ConsolidationVersion(FiguresFields, Node):
    """One submission of a consolidation: its author's texts and figures computed from the reports taken in. Enterprises are counted once each over all of them."""

    consolidation: Annotated["Consolidation", strawberry.lazy("schema.reporting.consolidation")] | None = shown(
        "The consolidation it is a version of; null where you may not see that any more."
    )
    region: Region = shown("The district or zone.")
    quarter: Quarter = shown("The quarter reported on.")
    n: int = shown("Which submission, from 1.")
    author: Role = shown("Who wrote it: the district's centre, or its department.")
    submitted_at: datetime = shown("When it was handed in. What is accepted later enters by an amendment.")
    reason: str | None = shown("Why it amends what was received; null for a first one.")
    reports_taken: int = shown("How many reports were taken in.")
    gaps: int = shown("For how many expected reports it names a gap instead.")
    items: Connection[ConsolidationItem] = many(
        "Every expected report of the district: the version taken in, or the gap."
    )
    reviews: Connection[Annotated["Review", strawberry.lazy("schema.reporting.review")]] = many(
        "What each desk decided on this version."
    )


@noun(ConsolidationDraftRow)
class ConsolidationDraft(TextFields, Node):
    """What the author is writing, seen by its own office alone. Figures are computed when it is handed in."""

    version: int = shown("Counts the changes of the draft.")
    saved_at: datetime = shown("When it was last saved.")


@noun(ConsolidationRow, order=("-quarter",), filter=("state", "quarter", "region", "author", "waiting_on"))
class Consolidation(Node):
    """What one district tells the municipal centre of a quarter: its centre's consolidation, passed by the department (Art. 14(1)), or the department's own (Art. 14(2))."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    obligation: Annotated["Obligation", strawberry.lazy("schema.reporting.obligation")] | None = shown(
        "The expected filing it answers: due day and outcome. Null where you may not read it."
    )
    region: Region = shown("The district or zone.")
    quarter: Quarter = shown("The quarter reported on.")
    state: ConsolidationState = shown("Where it stands.")
    author: Role = shown("Who writes it: the district's centre, or its department.")
    waiting_on: Role | None = shown("Who has to act next; null when received.")
    first_submitted_at: datetime | None = shown(
        "When its author first handed it in; null before. Decides whether it was on time; later desks' days are theirs."
    )
    amendment_reason: str | None = shown("Why the received version is being amended; null when it is not.")
    draft: ConsolidationDraft | None = shown("What is being written; null for everybody but its author.")
    latest_version: ConsolidationVersion | None = shown(
        "The last submitted version; null before the first.", key="latest_version_id"
    )
    accepted_version: ConsolidationVersion | None = shown(
        "The version in force; null while none was received.", key="accepted_version_id"
    )
    versions: Connection[ConsolidationVersion] = many("Every submitted version, the last one first.")
    reviews: Connection[Annotated["Review", strawberry.lazy("schema.reporting.review")]] = many(
        "What each desk decided on each version."
    )
    due_date: DueDate = counted(
        obligation_rules.due_date_of_report,
        obligation_rules.DUE_DATE_NEEDS,
        "When it is due, and where that comes from.",
    )
    allowed_actions: list[AllowedAction] = actions(
        consolidation_rules.LIFE, consolidation_rules.condition, consolidation_rules.NEEDS
    )
