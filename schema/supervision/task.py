"""Tasks for platforms, departments and centres, with their assignments (Art. 4-6)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.supervision import task as task_rules
from domain.terms import Role
from domain.terms.supervision import AssignmentState
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import Record, Row, actions, computed, many, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Connection, Node

if TYPE_CHECKING:
    from schema.registry.platform import Platform
    from schema.registry.region import Region


class TaskRow(Record):
    """One task; region is the issuer's, null for the city's offices."""

    issuer: Role = word(Role)
    region = parent("Region", null=True)
    region_id: UUID | None
    title = column.CharField(max_length=200)
    text = column.TextField()
    due_on = column.DateField()
    issued_at = column.DatetimeField()

    rules = (
        Check("issuers_region", "(region_id IS NULL) = (issuer IN ('MUNICIPAL_BUREAU', 'MUNICIPAL_CENTER'))"),
        Index(("issued_at", "id")),
        Index(("due_on", "id")),
    )

    class Meta:
        table = "task"


class AssignmentRow(Row):
    """A task with one assignee: a platform's operator, or the desk of a district."""

    task = parent("Task")
    task_id: UUID
    issuer: Role = word(Role)
    assignee: Role = word(Role)
    platform = parent("Platform", null=True)
    platform_id: UUID | None
    region = parent("Region")
    region_id: UUID
    state: AssignmentState = word(AssignmentState, default=AssignmentState.ISSUED)
    due_on = column.DateField()
    issued_at = column.DatetimeField()
    acknowledged_at = column.DatetimeField(null=True)
    result = column.TextField(null=True)
    reported_at = column.DatetimeField(null=True)
    return_reason = column.TextField(null=True)
    withdrawal_reason = column.TextField(null=True)
    closed_at = column.DatetimeField(null=True)

    rules = (
        Follows("task", ("issuer", "due_on", "issued_at")),
        Unique(("task", "platform"), where="platform_id IS NOT NULL"),
        Unique(("task", "region", "assignee"), where="platform_id IS NULL"),
        Check(
            "assignee_fits",
            "CASE assignee WHEN 'OPERATOR' THEN platform_id IS NOT NULL WHEN 'DISTRICT_DEPARTMENT' THEN platform_id IS NULL"
            " WHEN 'DISTRICT_CENTER' THEN platform_id IS NULL ELSE false END",
        ),
        Check("acknowledged", "state IN ('ISSUED', 'WITHDRAWN') OR acknowledged_at IS NOT NULL"),
        Check("reported", "state NOT IN ('REPORTED', 'CLOSED') OR result IS NOT NULL AND reported_at IS NOT NULL"),
        Check("closed", "(state IN ('CLOSED', 'WITHDRAWN')) = (closed_at IS NOT NULL)"),
        Check("withdrawn", "(state = 'WITHDRAWN') = (withdrawal_reason IS NOT NULL)"),
        Index(("due_on", "id")),
        Index(("issued_at", "id")),
    )

    class Meta:
        table = "assignment"


@noun(TaskRow, order=("-issued_at", "due_on"), filter=("issuer", "region", "due_on"))
class Task(Node):
    """A task that a bureau, department or centre gave downward, once to each of those named (Art. 4-6). It never changes."""

    issuer: Role = shown("Who gave it.")
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] | None = shown(
        "The issuer's district or zone; null where the bureau or the municipal centre gave it."
    )
    title: str = shown("What it is called.")
    text: str = shown("What is to be done.")
    due_on: date = shown("The last day to report the result.")
    issued_at: datetime = shown("When it was given.")
    assignments: Connection["Assignment"] = many("Whom it was given to, and where it stands there.")


@noun(
    AssignmentRow,
    order=("-issued_at", "due_on"),
    filter=("state", "issuer", "assignee", "task", "platform", "region", "due_on"),
)
class Assignment(Node):
    """A task at one of those it was given to: taken up, reported, closed (Art. 6)."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    task: Task | None = shown("The whole task; null where you may not read what others have to do.")
    title: str = computed(task_rules.title, ("task.title",), "What the task is called.")
    text: str = computed(task_rules.text, ("task.text",), "What is to be done.")
    issuer: Role = shown("Who gave it, and decides on the result.")
    assignee: Role = shown("Whose it is: the platform's operator, or the district's department or centre.")
    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] | None = shown(
        "The platform that has it; null where a district's department or centre has."
    )
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] = shown(
        "The district or zone that has it, or that the platform lay in when it was given."
    )
    state: AssignmentState = shown("Where it stands.")
    due_on: date = shown("The last day to report the result.")
    overdue: bool = computed(
        task_rules.overdue, ("state", "due_on"), "Whether that day is over and no result reported."
    )
    issued_at: datetime = shown("When it was given.")
    acknowledged_at: datetime | None = shown("When it was taken up; null before.")
    result: str | None = shown("What came of it, as reported last; null before.")
    reported_at: datetime | None = shown("When the result was reported last; null before.")
    return_reason: str | None = shown("What the issuer asked for beyond a result, the last time; null unless it did.")
    withdrawal_reason: str | None = shown("Why it was withdrawn; null unless it was.")
    closed_at: datetime | None = shown("When it was closed or withdrawn; null before.")
    allowed_actions: list[AllowedAction] = actions(task_rules.LIFE, task_rules.condition)
