"""One platform's report of one quarter (Art. 14(1)): its draft, and its versions with their activities and enterprises."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.reporting import form
from domain.reporting import obligation as obligation_rules
from domain.reporting import report as report_rules
from domain.terms import Kind, Role
from domain.terms.registry import SizeClass
from domain.terms.reporting import ReportState
from schema.noun.constraints import Check, Follows, Index, Points, Unique
from schema.noun.noun import (
    QuarterField,
    Record,
    Row,
    actions,
    computed,
    counted,
    many,
    noun,
    parent,
    shown,
    sole_parent,
    word,
)
from schema.noun.vocabulary import AllowedAction, Connection, DueDate, Node, Problem, Quarter
from schema.registry.platform import Platform
from schema.registry.region import Region
from schema.reporting.figures import FiguresColumns, FiguresFields, TypedColumns, TypedFields

if TYPE_CHECKING:
    from schema.reporting.obligation import Obligation
    from schema.reporting.review import Review
    from schema.services.activity import Activity
    from schema.services.enterprise import Enterprise


class ReportRow(Row):
    """Region and platform are the obligation's; `desk` is the desk of the last submitted version, null for a centre's own report."""

    obligation = sole_parent("Obligation")
    obligation_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    quarter = QuarterField()
    state: ReportState = word(ReportState, default=ReportState.DRAFT)
    waiting_on: Role | None = word(Role, null=True, default=Role.OPERATOR)
    desk: Role | None = word(Role, null=True)
    submitter = parent("Account", null=True)
    submitter_id: UUID | None
    first_submitted_at = column.DatetimeField(null=True)
    latest_version_id: UUID | None = column.UUIDField(null=True)
    accepted_version_id: UUID | None = column.UUIDField(null=True)
    versions_count = column.IntField(default=0)
    sent_back = column.BooleanField(default=False)
    amendment_reason = column.TextField(null=True)

    governed_by = "quarter"
    rules = (
        Follows("obligation", ("platform_id", "region_id", "quarter")),
        Points("latest_version_id", "report_version", "report_id"),
        Points("accepted_version_id", "report_version", "report_id"),
        Check(
            "sent",
            "state NOT IN ('SUBMITTED', 'ACCEPTED') OR latest_version_id IS NOT NULL AND first_submitted_at IS NOT NULL",
        ),
        Check("accepted", "state <> 'ACCEPTED' OR accepted_version_id IS NOT NULL"),
        Check("sent_back", "NOT sent_back OR accepted_version_id IS NOT NULL"),
        Index(("quarter", "id")),
        Index(("accepted_version_id",)),
        Index(("region", "quarter", "id")),
        Index(("platform", "quarter", "id")),
    )

    class Meta:
        table = "report"


class ReportDraftRow(TypedColumns, Row):
    """A report's draft, which its operator's office alone sees."""

    report = sole_parent("Report")
    report_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    kind: Kind = word(Kind)
    saved_at = column.DatetimeField()

    rules = (Follows("platform", ("kind",)),)

    class Meta:
        table = "report_draft"


class ReportVersionRow(FiguresColumns, Record):
    """One submitted version, under the names of its day."""

    report = parent("Report")
    report_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    quarter = QuarterField()
    n = column.IntField()
    submitter = parent("Account", null=True)
    submitter_id: UUID | None
    submitted_at = column.DatetimeField()
    reason = column.TextField(null=True)
    platform_name = column.CharField(max_length=200)
    holder_name = column.CharField(max_length=200)

    rules = (
        Unique(("report", "n")),
        Follows("report", ("platform_id", "region_id", "quarter")),
        Check("n", "n >= 1"),
        Check(
            "counts",
            "activity_online_count <= activity_count AND micro_small_count <= enterprise_count AND self_employed_count <= enterprise_count AND public_service_count <= activity_count AND enterprise_count <= enterprise_visits",
        ),
        Index(("region", "quarter")),
        Index(("platform", "quarter")),
    )

    class Meta:
        table = "report_version"


class ReportVersionActivityRow(Record):
    """An activity of a submitted version, frozen by that version."""

    part_of = "report_version"

    report_version = parent("ReportVersion")
    report_version_id: UUID
    activity = parent("Activity")
    activity_id: UUID
    platform_id: UUID = column.UUIDField()
    region_id: UUID = column.UUIDField()

    rules = (
        Unique(("report_version", "activity")),
        Follows("report_version", ("platform_id", "region_id")),
    )

    class Meta:
        table = "report_version_activity"


class ReportVersionEnterpriseRow(Record):
    """An enterprise of a submitted version, with its size of then, so that distinct counts add up over any set of versions."""

    part_of = "report_version"

    report_version = parent("ReportVersion")
    report_version_id: UUID
    enterprise = parent("Enterprise")
    enterprise_id: UUID
    platform_id: UUID = column.UUIDField()
    region_id: UUID = column.UUIDField()
    size: SizeClass = word(SizeClass)
    self_employed = column.BooleanField(default=False)
    financed = column.BooleanField(default=False)
    visits = column.IntField()

    rules = (
        Unique(("report_version", "enterprise")),
        Follows("report_version", ("platform_id", "region_id")),
        Check("visits", "visits >= 1 or (visits = 0 and financed)"),
    )

    class Meta:
        table = "report_version_enterprise"


@noun(ReportVersionActivityRow)
class ReportVersionActivity(Node):
    """One activity that a submitted version handed in."""

    activity: Annotated["Activity", strawberry.lazy("schema.services.activity")] | None = shown(
        "The entry of the service ledger; it cannot change any more. Null where you may not read it."
    )


@noun(ReportVersionEnterpriseRow)
class ReportVersionEnterprise(Node):
    """One enterprise that a submitted version counts, with its size as it was then."""

    enterprise: Annotated["Enterprise", strawberry.lazy("schema.services.enterprise")] | None = shown(
        "The enterprise served or financed; null where you may not read it."
    )
    size: SizeClass = shown("Its size class then.")
    self_employed: bool = shown("Whether it is a self-employed household.")
    financed: bool = shown("Whether a match brought it financing in the quarter.")
    visits: int = shown("How often an activity served it in the quarter; 0 where it was only financed.")


@noun(ReportVersionRow, order=("-n", "quarter", "submitted_at"), filter=("quarter", "region", "platform", "n"))
class ReportVersion(FiguresFields, Node):
    """One submission of a quarterly report, as it was handed in. Never changes; a correction is a further version."""

    report: Annotated["Report", strawberry.lazy("schema.reporting.report")] | None = shown(
        "The report it is a version of; null where you may not see that any more."
    )
    platform: Platform = shown("Whose report it is.")
    region: Region = shown("The district or zone it was handed in to.")
    quarter: Quarter = shown("The quarter reported on.")
    n: int = shown("Which submission, from 1.")
    submitted_at: datetime = shown(
        "When it was handed in: the cut-off. What entered the ledger later enters by the next version."
    )
    reason: str | None = shown("Why it amends what was accepted; null for a first report.")
    platform_name: str = shown(
        "What the platform was called when it was handed in; `platform` tells what it is called today."
    )
    holder_name: str = shown("What the legal person was called that bore the platform then.")
    warnings: list[Problem] = computed(form.warnings, form.FIGURES, "What looks odd in it but did not stop it.")
    activities: Connection[ReportVersionActivity] = many("The ledger entries it handed in.")
    enterprises: Connection[ReportVersionEnterprise] = many("The enterprises it counts, each once.")
    reviews: Connection[Annotated["Review", strawberry.lazy("schema.reporting.review")]] = many(
        "What each desk decided on this version."
    )


@noun(ReportDraftRow)
class ReportDraft(TypedFields, Node):
    """What the operator is writing, seen by its own office alone. What the service ledger tells is counted when it is handed in."""

    version: int = shown("Counts the changes of the draft.")
    saved_at: datetime = shown("When it was last saved.")
    findings: list[Problem] = computed(
        form.draft_findings,
        ("kind", *form.TYPED),
        "What would stop it from being handed in like this, and what looks odd.",
    )


@noun(
    ReportRow,
    order=("-quarter",),
    filter=("state", "quarter", "platform", "region", "waiting_on", "first_submitted_at"),
)
class Report(Node):
    """What a platform tells its local centre of a quarter (Art. 14(1)). Desks see it once it has been handed in."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    obligation: Annotated["Obligation", strawberry.lazy("schema.reporting.obligation")] | None = shown(
        "The expected filing it answers: due day and outcome. Null where you may not read it."
    )
    platform: Platform = shown("Whose report it is.")
    region: Region = shown("The district or zone it goes to; settled by its first submission, whatever moves later.")
    quarter: Quarter = shown("The quarter reported on.")
    state: ReportState = shown("Where it stands.")
    waiting_on: Role | None = shown("Who has to act next; null when accepted.")
    desk: Role | None = shown(
        "The desk that decides on the last submitted version; null before, and for a centre's own report, which is decided with the consolidation."
    )
    first_submitted_at: datetime | None = shown(
        "When it was first handed in; null before. Decides whether it was on time."
    )
    sent_back: bool = shown("Whether the desk sent it back after accepting it: then it must be handed in again.")
    amendment_reason: str | None = shown("Why the accepted version is being amended; null when it is not.")
    draft: ReportDraft | None = shown("What is being written; null for everybody but the operator.")
    latest_version: ReportVersion | None = shown(
        "The last submitted version; null before the first.", key="latest_version_id"
    )
    accepted_version: ReportVersion | None = shown(
        "The version in force; null while none was accepted.", key="accepted_version_id"
    )
    versions: Connection[ReportVersion] = many("Every submitted version, the last one first.")
    reviews: Connection[Annotated["Review", strawberry.lazy("schema.reporting.review")]] = many(
        "What each desk decided on each version."
    )
    due_date: DueDate = counted(
        obligation_rules.due_date_of_report,
        obligation_rules.DUE_DATE_NEEDS,
        "When it is due, and where that comes from.",
    )
    allowed_actions: list[AllowedAction] = actions(report_rules.LIFE, report_rules.condition, report_rules.NEEDS)
