"""The departments' yearly assessments of the platforms of their district (Art. 4)."""

from datetime import datetime
from uuid import UUID

from tortoise import fields as column

from domain.targets import assessment as assessment_rules
from domain.terms.targets import AssessmentResult, AssessmentState
from schema.noun.constraints import Check, Index, Unique
from schema.noun.noun import Row, actions, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Node
from schema.registry.platform import Platform
from schema.registry.region import Region


class AssessmentRow(Row):
    """An assessment; its region is the platform's on the day of the recording."""

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    year = column.IntField()
    result: AssessmentResult = word(AssessmentResult)
    opinion = column.TextField()
    state: AssessmentState = word(AssessmentState, default=AssessmentState.RECORDED)
    reason = column.TextField(null=True)
    recorded_at = column.DatetimeField()

    rules = (
        Unique(("platform", "year"), where="state = 'RECORDED'"),
        Check("reason", "(state = 'WITHDRAWN') = (reason is not null)"),
        Index(("year", "id")),
        Index(("recorded_at", "id")),
    )

    class Meta:
        table = "assessment"


@noun(
    AssessmentRow,
    order=("-year", "-recorded_at"),
    filter=("year", "result", "state", "platform", "region"),
)
class Assessment(Node):
    """What a department found of a platform's year (Art. 4). It is no grade of Art. 17, and nothing is paid by it."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    platform: Platform = shown("The platform assessed.")
    region: Region = shown("The district whose department assessed it.")
    year: int = shown("The calendar year.")
    result: AssessmentResult = shown("What was found.")
    opinion: str = shown("Why.")
    state: AssessmentState = shown("Whether it stands.")
    reason: str | None = shown("Why it was withdrawn; null while it stands.")
    recorded_at: datetime = shown("When it was recorded.")
    allowed_actions: list[AllowedAction] = actions(assessment_rules.LIFE, assessment_rules.condition)
