"""The evaluation of one platform in one round, from self-assessment to final grade (Art. 17)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.evaluation import evaluation as evaluation_rules
from domain.terms import Kind, Role
from domain.terms.evaluation import Applicability, EvaluationState
from schema.evaluation.round import DistrictSubmission, Round
from schema.evaluation.scheme import Indicator
from schema.noun.constraints import Check, Follows, Index, Points, Unique
from schema.noun.grade import Grade, a_grade
from schema.noun.noun import Record, Row, actions, counted, many, noun, parent, shown, sole_parent, word
from schema.noun.vocabulary import AllowedAction, Connection, DueDate, Node, Score, Step

if TYPE_CHECKING:
    from schema.evaluation.notice import Notice
    from schema.evaluation.objection import Objection
    from schema.evaluation.panel import PanelMember
    from schema.evaluation.result import Result
    from schema.registry.entity import Entity
    from schema.registry.platform import Platform
    from schema.registry.region import Region
    from schema.reporting.obligation import Obligation
    from schema.reporting.review import Review
    from schema.services.activity import Activity

FROZEN = ("platform_id", "region_id")


class EvaluationRow(Row):
    """One platform in one round. Region and holder are those of the subject day, for ever.

    `grade` and `score` are the published ones; `decided_grade` is the bureau's last, published or not.
    """

    round = parent("Round")
    round_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    holder = parent("Entity")
    holder_id: UUID
    kind: Kind = word(Kind)
    graded_year = column.IntField()
    state: EvaluationState = word(EvaluationState, default=EvaluationState.OPEN)
    waiting_on: Role | None = word(Role, null=True)
    straight_to_bureau = column.BooleanField(default=False)
    obligation = parent("Obligation", null=True)
    obligation_id: UUID | None
    reminded_on = column.DateField(null=True)
    latest_material_id: UUID | None = column.UUIDField(null=True)
    first_submitted_at = column.DatetimeField(null=True)
    submitter_id: UUID | None = column.UUIDField(null=True)
    reviewed_at = column.DatetimeField(null=True)
    district_submission = parent("DistrictSubmission", null=True)
    district_submission_id: UUID | None
    takeover_reason = column.TextField(null=True)
    panel_closed = column.BooleanField(default=False)
    experts_score = column.IntField(null=True)
    experts_grade: Grade | None = a_grade(null=True)
    score_steps = column.JSONField[list[dict[str, object]]](null=True)
    latest_result_id: UUID | None = column.UUIDField(null=True)
    decided_grade: Grade | None = a_grade(null=True)
    published_result_id: UUID | None = column.UUIDField(null=True)
    grade: Grade | None = a_grade(null=True)
    score = column.IntField(null=True)
    notice = parent("Notice", null=True)
    notice_id: UUID | None
    window_end = column.DateField(null=True)
    open_objections = column.IntField(default=0)
    reopened_at = column.DatetimeField(null=True)
    reopen_reason = column.TextField(null=True)
    final_at = column.DatetimeField(null=True)

    governed_by = "round.pack"
    rules = (
        Unique(("round", "platform")),
        Points("latest_material_id", "evaluation_material", "evaluation_id"),
        Points("latest_result_id", "result", "evaluation_id"),
        Points("published_result_id", "result", "evaluation_id"),
        Follows("round", ("graded_year",)),
        Follows("platform", ("kind",)),
        Index(("holder", "graded_year")),
        Index(("region", "state")),
        Check("score", "score IS NULL OR score BETWEEN 0 AND 10000"),
        Check("experts_score", "experts_score IS NULL OR experts_score BETWEEN 0 AND 10000"),
        Check("open_objections", "open_objections >= 0"),
        Check(
            "submitted",
            "state IN ('OPEN', 'DECIDED', 'IN_PUBLICITY', 'UNDER_INVESTIGATION', 'FINAL', 'WITHDRAWN') OR latest_material_id IS NOT NULL",
        ),
        Check(
            "final",
            "state <> 'FINAL' OR grade IS NOT NULL AND final_at IS NOT NULL AND open_objections = 0 AND reopened_at IS NULL",
        ),
        Index(("graded_year", "id")),
        Index(("kind", "id")),
    )

    class Meta:
        table = "evaluation"


class EvaluationDraftRow(Row):
    """An evaluation's unsent draft, which its operator alone sees."""

    evaluation = sole_parent("Evaluation")
    evaluation_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    summary = column.TextField(default="")
    declared = column.JSONField[list[dict[str, Any]]]()
    saved_at = column.DatetimeField()

    rules = (Follows("evaluation", FROZEN),)

    class Meta:
        table = "evaluation_draft"


class EvaluationMaterialRow(Record):
    """One submitted version: the self-assessment, and the figures counted from records on that day."""

    evaluation = parent("Evaluation")
    evaluation_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    n = column.IntField()
    summary = column.TextField()
    declared = column.JSONField[list[dict[str, Any]]]()
    records = column.JSONField[dict[str, Any]]()
    submitted_at = column.DatetimeField()
    submitter = parent("Account", null=True)
    submitter_id: UUID | None

    rules = (Unique(("evaluation", "n")), Follows("evaluation", FROZEN))

    class Meta:
        table = "evaluation_material"


class EvaluationMaterialActivityRow(Record):
    """One ledger entry of the graded year handed in with a version."""

    part_of = "material"

    material = parent("EvaluationMaterial")
    material_id: UUID
    activity = parent("Activity")
    activity_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID

    rules = (Unique(("material", "activity")), Follows("material", FROZEN))

    class Meta:
        table = "evaluation_material_activity"


class IndicatorValueRow(Row):
    """One indicator of one submitted version: declared, checked by the department, computed from records, and its points."""

    material = parent("EvaluationMaterial")
    material_id: UUID
    indicator = parent("Indicator")
    indicator_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    code = column.CharField(max_length=20)
    applicability: Applicability = word(Applicability, default=Applicability.APPLIES)
    declared = column.JSONField[dict[str, Any]](null=True)
    checked = column.JSONField[dict[str, Any]](null=True)
    check_note = column.TextField(null=True)
    computed = column.JSONField[dict[str, Any]](null=True)
    weight = column.IntField()
    points = column.IntField(null=True)

    rules = (
        Unique(("material", "indicator")),
        Follows("material", FROZEN),
        Check("points", "points IS NULL OR points >= 0 AND points <= 10000"),
        Check("weight", "weight >= 0"),
    )

    class Meta:
        table = "indicator_value"


@strawberry.type(description="What an indicator is computed from: a count, a part of a whole, or the items in place.")
class Measure:
    count: int | None = strawberry.field(
        description="The count, or the part where `of` is given; null when the indicator is a checklist."
    )
    of: int | None = strawberry.field(description="The whole the count is a part of; null for a plain count.")
    late: int | None = strawberry.field(
        description="Of the quarterly reports counted, how many came late; null elsewhere."
    )
    items: list[str] | None = strawberry.field(
        description="The items of a checklist that are in place; null elsewhere."
    )
    target: int | None = strawberry.field(
        description="The platform's own target of the graded year that the count is measured by (Art. 12); null where it had none, and elsewhere: then the scheme's figure stands."
    )


@strawberry.type(description="What the self-assessment says of one indicator.")
class Declaration:
    code: str = strawberry.field(description='Code of the indicator: "A3".')
    measure: Measure = strawberry.field(description="The declared input.")
    note: str | None = strawberry.field(description="What the operator adds, null when nothing.")


@strawberry.type(description="What the records of this system told of the graded year.")
class YearRecords:
    activities: int = strawberry.field(description="Activities of the graded year in the ledger, by date.")
    enterprises: int = strawberry.field(description="Distinct enterprises served.")
    persons: int = strawberry.field(description="Persons served, person-times.")
    public_service: int = strawberry.field(
        description="Of the activities, those in the public interest or at a reduced price."
    )
    reports_owed: int = strawberry.field(description="Quarterly reports owed for the graded year.")
    reports_on_time: int = strawberry.field(
        description="Of the reports owed, those handed in on time; a late one of a transitional quarter counts as on time."
    )
    reports_late: int = strawberry.field(description="Of the reports owed, those handed in late.")
    excused_late: int | None = strawberry.field(
        description="Of those handed in late, how many for a good reason on record; null where counted before that was kept."
    )
    excused_missing: int | None = strawberry.field(
        description="Of those never handed in so far, how many for a good reason on record; null where counted before that was kept."
    )
    reports_missing: int = strawberry.field(description="Of the reports owed, those never handed in so far.")
    staff: int = strawberry.field(description="Service staff on the last day of the graded year.")
    floor_area: int | None = strawberry.field(
        description="Whole square metres in the last accepted quarterly report of the graded year; null where none told."
    )
    disclosed: list[str] = strawberry.field(
        description="Which of the five items were disclosed on the last day of the graded year, by their Chinese names."
    )
    archives: int = strawberry.field(description="Of the activities, those with a complete archive.")
    changes_unfiled: int = strawberry.field(
        description="Changes of the graded year filed late, or due and not filed at all."
    )
    letter_missing: bool = strawberry.field(
        description="Whether it is a district's centre that signed no letter of responsibility for the graded year."
    )
    posts: int = strawberry.field(description="Items of information published in the graded year.")
    partners: int = strawberry.field(
        description="Partner organisations, each once, on the last day of the graded year."
    )
    ratings: int = strawberry.field(description="Ratings given in follow-ups of the graded year.")
    satisfied: int = strawberry.field(description="Of the ratings, the satisfied ones.")
    followed_up: int = strawberry.field(description="Of the enterprises served, those followed up in the graded year.")
    activities_target: int | None = strawberry.field(
        description="The platform's target of activities for the graded year; null where none was set."
    )
    enterprises_target: int | None = strawberry.field(
        description="The platform's target of enterprises served for the graded year; null where none was set."
    )
    persons_target: int | None = strawberry.field(
        description="The platform's target of persons served for the graded year; null where none was set."
    )


@noun(
    EvaluationRow,
    order=("-graded_year", "kind"),
    filter=(
        "state",
        "kind",
        "graded_year",
        "round",
        "platform",
        "region",
        "holder",
        "grade",
        "waiting_on",
        "window_end",
    ),
)
class Evaluation(Node):
    """The evaluation of one platform in one round (Art. 17): self-assessment, department's review, experts, decision, publicity, final grade."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    round: Round | None = shown("The round; null where you may not read it.")
    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] = shown("The platform judged.")
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] = shown(
        "Its district or zone on the subject day; it does not move with the platform."
    )
    holder: Annotated["Entity", strawberry.lazy("schema.registry.entity")] = shown(
        "The legal entity that held it on the subject day: the payee of any subsidy."
    )
    kind: Kind = shown("Centre, platform or base.")
    graded_year: int = shown("The year judged.")
    state: EvaluationState = shown("Where it stands.")
    waiting_on: Role | None = shown("Whose act is awaited; null when only time must pass, or nothing.")
    straight_to_bureau: bool = shown(
        "Whether it goes to the bureau without a department's review: the municipal centre's own."
    )
    due_date: DueDate = counted(
        evaluation_rules.due_date,
        ("obligation.nominal", "obligation.effective"),
        "When the materials are due, by the round's notice.",
    )
    obligation: Annotated["Obligation", strawberry.lazy("schema.reporting.obligation")] | None = shown(
        "The obligation to hand in materials, with what became of it; null where you may not read it."
    )
    reminded_on: date | None = shown(
        "Day of the last proven reminder; without one a missing self-assessment cannot fail. Null when there is none, and where you may not read it."
    )
    first_submitted_at: datetime | None = shown("When materials were first handed in; null before.")
    draft: "EvaluationDraft | None" = shown("The operator's draft; null for everyone else, and when there is none.")
    latest_material: "EvaluationMaterial | None" = shown(
        "The version last handed in; null before the first.", key="latest_material_id"
    )
    materials: Connection["EvaluationMaterial"] = many("Every version handed in.")
    reviewed_at: datetime | None = shown("When the department gave its opinion; null before.")
    district_submission: DistrictSubmission | None = shown(
        "The handing-in of the district it went to the bureau with; null before, and where it was taken over."
    )
    takeover_reason: str | None = shown(
        "Why the bureau took it over from a department past the due day; null unless it did, and where you may not read it."
    )
    panel_closed: bool = shown(
        "Whether every expert has closed the scores; until then nobody sees them but their author."
    )
    panel: Connection[Annotated["PanelMember", strawberry.lazy("schema.evaluation.panel")]] = many(
        "The seats of its panel; only for the bureau, oversight and an expert's own."
    )
    experts_score: Score | None = shown(
        "The score by records and experts; null before, and for all but bureau and oversight."
    )
    experts_grade: Grade | None = shown(
        "The grade that `expertsScore` gives; null before, and for all but bureau and oversight."
    )
    score_steps: list[Step] | None = shown(
        "How `expertsScore` came about, group by group; null before, and for all but bureau and oversight."
    )
    decided_grade: Grade | None = shown(
        "The grade the bureau decided last, published or not; null before, and for all but bureau and oversight."
    )
    results: Connection[Annotated["Result", strawberry.lazy("schema.evaluation.result")]] = many(
        "Every decision of the bureau."
    )
    published_result: Annotated["Result", strawberry.lazy("schema.evaluation.result")] | None = shown(
        "The decision that is published; null before, and where you may not read it.", key="published_result_id"
    )
    grade: Grade | None = shown("The published grade; final only in state FINAL. Null before publication.")
    score: Score | None = shown("The published score; null before publication, and where nothing was handed in.")
    notice: Annotated["Notice", strawberry.lazy("schema.evaluation.notice")] | None = shown(
        "The public notice its window runs under; null before publication."
    )
    window_end: date | None = shown("Last day on which an objection counts; null before publication.")
    open_objections: int | None = shown(
        "How many objections are not decided; while any is, the result is not final and no money moves. Null where you may not read it."
    )
    objections: Connection[Annotated["Objection", strawberry.lazy("schema.evaluation.objection")]] = many(
        "The objections you may see."
    )
    reopened_at: datetime | None = shown("When the bureau reopened it; null when no reopening is under way.")
    reopen_reason: str | None = shown("Why it was reopened; null when it never was, and where you may not read it.")
    final_at: datetime | None = shown("When the grade last became final; null before.")
    allowed_actions: list[AllowedAction] = actions(
        evaluation_rules.LIFE,
        evaluation_rules.condition,
        needs=(
            "waiting_on",
            "obligation.effective",
            "round.district_effective",
            "reminded_on",
            "open_objections",
            "reopened_at",
            "window_end",
            "submitter_id",
            "latest_result_id",
        ),
    )


@noun(EvaluationDraftRow, order=("saved_at",))
class EvaluationDraft(Node):
    """The operator's unsent self-assessment; seen by the operator alone."""

    version: int = shown("Counts the changes.")
    evaluation: Evaluation | None = shown("The evaluation it is for; null where you may not read it.")
    summary: str = shown("The self-assessment in words.")
    declared: list[Declaration] = shown("What is declared so far, by indicator.")
    saved_at: datetime = shown("When it was last saved.")


@noun(EvaluationMaterialRow, order=("-n", "submitted_at"), filter=("n",))
class EvaluationMaterial(Node):
    """One submitted version of an evaluation's materials. Never changes."""

    evaluation: Evaluation | None = shown("The evaluation; null where you may not read it.")
    n: int = shown("Which version, from 1.")
    summary: str = shown("The self-assessment in words.")
    declared: list[Declaration] = shown("What was declared, by indicator.")
    records: YearRecords = shown("What this system's records told of the graded year on that day.")
    submitted_at: datetime = shown("When it was handed in.")
    activities: Connection["EvaluationMaterialActivity"] = many("The ledger entries handed in with it.")
    values: Connection["IndicatorValue"] = many("Each indicator: declared, checked, computed, and its points.")
    reviews: Connection[Annotated["Review", strawberry.lazy("schema.reporting.review")]] = many(
        "What each desk decided about this version."
    )


@noun(EvaluationMaterialActivityRow)
class EvaluationMaterialActivity(Node):
    """One ledger entry that a version handed in; frozen with it."""

    material: EvaluationMaterial = shown("The version.")
    activity: Annotated["Activity", strawberry.lazy("schema.services.activity")] | None = shown(
        "The ledger entry; null where you may not read it."
    )


@noun(IndicatorValueRow, order=("code", "weight"), filter=("code", "applicability", "indicator"))
class IndicatorValue(Node):
    """One indicator of one submitted version, with its input as declared, checked and computed."""

    version: int = shown("Counts the changes.")
    material: EvaluationMaterial = shown("The submitted version.")
    indicator: Indicator = shown("The indicator.")
    code: str = shown('Its code: "B2".')
    applicability: Applicability = shown("Whether it counts for this platform in the graded year.")
    declared: Measure | None = shown("What the self-assessment says; null where records or experts tell.")
    checked: Measure | None = shown("What the department found instead; null where it left the declared input.")
    check_note: str | None = shown("Why the department differs; null where it does not.")
    computed: Measure | None = shown("What the records told; null where it is declared or scored by experts.")
    weight: Score = shown("The most points it can bring here, after weight of indicators not applicable was spread.")
    points: Score | None = shown(
        "Its points, rounded for display (the sum is rounded once, from exact parts); null where experts score."
    )
