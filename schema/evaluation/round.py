"""A round of the yearly evaluation: its notice, its subjects, its dates (Art. 15, 17)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.evaluation import round as round_rules
from domain.terms import Kind
from domain.terms.evaluation import RoundState, SubjectBasis, Veto
from schema.evaluation.scheme import Scheme
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.grade import Grade
from schema.noun.noun import Record, Row, actions, counted, many, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Connection, DueDate, Node, Score

if TYPE_CHECKING:
    from schema.evaluation.evaluation import Evaluation
    from schema.evaluation.notice import Notice
    from schema.registry.platform import Platform
    from schema.registry.region import Region


class RoundRow(Row):
    """A round; its call copies the pack and the scheme into the row, and everything later goes by the copies."""

    title = column.CharField(max_length=200)
    graded_year = column.IntField()
    state: RoundState = word(RoundState, default=RoundState.DRAFT)
    scheme = parent("Scheme")
    scheme_id: UUID
    subject_day = column.DateField()
    materials_due = column.DateField()
    materials_effective = column.DateField()
    district_due = column.DateField()
    district_effective = column.DateField()
    cut_offs = column.JSONField[list[dict[str, Any]]]()
    vetoes = column.JSONField[list[str]](default=list)
    bonus_most = column.IntField(default=0)
    trimming = column.BooleanField(default=False)
    notice_number = column.CharField(max_length=80, null=True)
    notice_url = column.CharField(max_length=500, null=True)
    notice_text = column.TextField(null=True)
    pack = column.CharField(max_length=40, null=True)
    pack_snapshot = column.JSONField[dict[str, Any]](null=True)
    scheme_snapshot = column.JSONField[list[dict[str, Any]]](null=True)
    drafted_at = column.DatetimeField()
    drafted_by = parent("Account", null=True)
    drafted_by_id: UUID | None
    called_at = column.DatetimeField(null=True)
    decided_at = column.DatetimeField(null=True)
    published_at = column.DatetimeField(null=True)
    closed_at = column.DatetimeField(null=True)
    withdrawn_at = column.DatetimeField(null=True)
    withdraw_reason = column.TextField(null=True)

    governed_by = "pack"
    rules = (
        Check(
            "dates",
            "materials_due <= district_due AND materials_effective >= materials_due AND district_effective >= district_due",
        ),
        Check("bonus", "bonus_most >= 0 AND bonus_most <= 10000"),
        Check(
            "called",
            "state IN ('DRAFT', 'WITHDRAWN') OR called_at IS NOT NULL AND pack IS NOT NULL AND scheme_snapshot IS NOT NULL AND notice_number IS NOT NULL",
        ),
        Check("withdrawn", "(state = 'WITHDRAWN') = (withdraw_reason IS NOT NULL)"),
        Index(("graded_year", "state")),
        Index(("graded_year", "id")),
        Index(("drafted_at", "id")),
        Index(("materials_due", "id")),
    )

    class Meta:
        table = "round"


class RoundKindRow(Row):
    """A kind a round evaluates: no kind twice in a graded year, unless the first round was withdrawn."""

    round = parent("Round")
    round_id: UUID
    kind: Kind = word(Kind)
    graded_year = column.IntField()
    withdrawn = column.BooleanField(default=False)

    rules = (
        Unique(("round", "kind")),
        Unique(("graded_year", "kind"), where="NOT withdrawn"),
        Follows("round", ("graded_year",)),
    )

    class Meta:
        table = "round_kind"


class RoundSubjectRow(Row):
    """One platform named for a round. Rows with a reason are made in the draft, the stated ones by the call."""

    round = parent("Round")
    round_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    basis: SubjectBasis = word(SubjectBasis)
    reason = column.TextField(null=True)
    named_at = column.DatetimeField()

    rules = (
        Unique(("round", "platform")),
        Check("reasoned", "(basis = 'STATED') = (reason IS NULL)"),
    )

    class Meta:
        table = "round_subject"


class DistrictSubmissionRow(Record):
    """A district's submission to the bureau (Art. 17(2)): its reviewed evaluations, and the missing ones."""

    round = parent("Round")
    round_id: UUID
    region = parent("Region")
    region_id: UUID
    n = column.IntField()
    opinion = column.TextField()
    handed_in = column.IntField()
    gaps = column.JSONField[list[dict[str, Any]]]()
    submitted_at = column.DatetimeField()
    submitter = parent("Account", null=True)
    submitter_id: UUID | None

    rules = (Unique(("round", "region", "n")), Check("handed_in", "handed_in > 0"))

    class Meta:
        table = "district_submission"


@strawberry.type(description="From which score a grade is given, by the round's notice.")
class CutOff:
    grade: Grade = strawberry.field(description="The grade.")
    from_: Score = strawberry.field(name="from", description="The lowest rounded score that earns it.")


@strawberry.type(description="A platform a district did not hand in, and why.")
class DistrictGap:
    platform_id: strawberry.ID = strawberry.field(description="Global id of the platform.")
    name: str = strawberry.field(description="Its name at the time.")
    reason: str = strawberry.field(description="Why it is missing, in the department's words.")


@noun(RoundRow, order=("-graded_year", "-drafted_at", "materials_due"), filter=("state", "graded_year"))
class Round(Node):
    """One call of the yearly evaluation for some kinds of platform (Art. 15, 17). Drafts are seen by the bureau alone."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    title: str = shown("Title of the notice that calls it.")
    graded_year: int = shown("The year whose work is judged: the year before the call.")
    state: RoundState = shown("Where it stands.")
    scheme: Scheme = shown("The scheme its evaluations are scored by.")
    subject_day: date = shown(
        "Who is in operation or holds the title on this day is graded; its holder on this day is the payee. Normally 31 December of the graded year."
    )
    materials: DueDate = counted(
        round_rules.materials_due, ("materials_due", "materials_effective"), "When operators must have handed in."
    )
    districts: DueDate = counted(
        round_rules.district_due,
        ("district_due", "district_effective"),
        "When departments must have handed in their districts.",
    )
    cut_offs: list[CutOff] = shown(
        "The scores from which each grade is given; below the last it is UNQUALIFIED. Stated by the notice."
    )
    vetoes: list[Veto] = shown("Findings that force UNQUALIFIED in this round; empty unless the notice has them.")
    bonus_most: Score = shown("The most extra points the bureau may give; 0.00 unless the notice has a bonus.")
    trimming: bool = shown(
        "Whether the highest and lowest expert are left out where there are five or more; false unless the notice says so."
    )
    notice_number: str | None = shown("Document number of the notice; null while a draft leaves it open.")
    notice_url: str | None = shown("Where the notice is published; null if nowhere on line.")
    notice_text: str | None = shown("What the notice asks for, null if nothing is typed here.")
    pack: str | None = shown("Code of the rule pack the round is finished under; null before the call.")
    called_at: datetime | None = shown("When it was called; null before.")
    decided_at: datetime | None = shown("When its last evaluation was decided; null before.")
    published_at: datetime | None = shown("When its results were first published; null before.")
    closed_at: datetime | None = shown("When its last result became final; null before.")
    withdrawn_at: datetime | None = shown("When it was withdrawn; null unless it was.")
    withdraw_reason: str | None = shown("Why it was withdrawn; null unless it was.")
    kinds: Connection["RoundKind"] = many("The kinds it evaluates.")
    subjects: Connection["RoundSubject"] = many(
        "The platforms named for it. Those stated by Art. 15 are listed from the call on."
    )
    evaluations: Connection[Annotated["Evaluation", strawberry.lazy("schema.evaluation.evaluation")]] = many(
        "The evaluations you may see."
    )
    district_submissions: Connection["DistrictSubmission"] = many("What departments handed in.")
    notices: Connection[Annotated["Notice", strawberry.lazy("schema.evaluation.notice")]] = many(
        "The public notices of its results."
    )
    allowed_actions: list[AllowedAction] = actions(
        round_rules.LIFE, round_rules.condition, needs=("graded_year", "notice_number")
    )


@noun(RoundKindRow, order=("kind",), filter=("kind", "graded_year", "withdrawn"))
class RoundKind(Node):
    """One kind of platform a round evaluates."""

    round: Round | None = shown("The round; null while it is a draft that you may not read.")
    kind: Kind = shown("The kind.")
    graded_year: int = shown("The graded year; no kind is evaluated twice in one.")
    withdrawn: bool = shown("Whether the round was withdrawn, which frees the kind for another.")


@noun(RoundSubjectRow, order=("named_at",), filter=("basis", "platform"))
class RoundSubject(Node):
    """A platform named for a round, by the Measures or by the bureau."""

    version: int = shown("Counts the changes.")
    round: Round | None = shown("The round; null while it is a draft that you may not read.")
    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] = shown("The platform.")
    basis: SubjectBasis = shown("Stated by Art. 15, added, or struck.")
    reason: str | None = shown("Why it was added or struck; null when stated by the Measures.")
    named_at: datetime = shown("When it was named.")


@noun(DistrictSubmissionRow, order=("-submitted_at", "n"), filter=("region", "n"))
class DistrictSubmission(Node):
    """One handing-in of a district to the bureau: the evaluations reviewed by then, and the gaps by name (Art. 17(2)). Latecomers follow in the next."""

    round: Round | None = shown("The round; null while it is a draft that you may not read.")
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] = shown("The district or zone.")
    n: int = shown("Which handing-in of this district in this round, from 1.")
    opinion: str = shown("The department's opinion on the district as a whole.")
    handed_in: int = shown("How many evaluations it handed in.")
    gaps: list[DistrictGap] = shown("The evaluations of the district that are not handed in, each with a reason.")
    submitted_at: datetime = shown("When it was handed in.")
    evaluations: Connection[Annotated["Evaluation", strawberry.lazy("schema.evaluation.evaluation")]] = many(
        "The evaluations handed in with it."
    )
