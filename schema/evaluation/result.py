"""A decision of the bureau on one evaluation: the experts' grade beside the final one (Art. 17(3))."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields as column

from domain.terms.evaluation import Veto
from schema.evaluation.evaluation import FROZEN, Evaluation
from schema.noun.constraints import Check, Follows, Unique
from schema.noun.grade import Grade, a_grade
from schema.noun.noun import Record, noun, parent, shown, word
from schema.noun.vocabulary import Node, Score, Step


class ResultRow(Record):
    """The n-th decision on an evaluation, with its inputs."""

    evaluation = parent("Evaluation")
    evaluation_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    n = column.IntField()
    material = parent("EvaluationMaterial", null=True)
    material_id: UUID | None
    experts_score = column.IntField(null=True)
    experts_grade: Grade | None = a_grade(null=True)
    bonus = column.IntField(default=0)
    veto: Veto | None = word(Veto, null=True)
    score = column.IntField(null=True)
    grade: Grade = a_grade()
    missing = column.BooleanField(default=False)
    reason = column.TextField(null=True)
    steps = column.JSONField[list[dict[str, object]]]()
    inputs = column.JSONField[dict[str, Any]]()
    decided_at = column.DatetimeField()
    decided_by = parent("Account", null=True)
    decided_by_id: UUID | None

    rules = (
        Unique(("evaluation", "n")),
        Follows("evaluation", FROZEN),
        Check(
            "reasoned",
            "reason IS NOT NULL OR experts_grade IS NOT NULL AND experts_grade = grade AND veto IS NULL AND bonus = 0",
        ),
        Check("missing", "NOT missing OR experts_grade IS NULL AND score IS NULL"),
        Check("score", "score IS NULL OR score BETWEEN 0 AND 10000"),
    )

    class Meta:
        table = "result"


@noun(ResultRow, order=("-n", "decided_at"), filter=("grade", "missing", "evaluation"))
class Result(Node):
    """One decision of the bureau on an evaluation. Never changes; a new decision is a new result."""

    evaluation: Evaluation | None = shown("The evaluation; null where you may not read it.")
    n: int = shown("Which decision, from 1.")
    grade: Grade = shown("The grade the bureau decided.")
    score: Score | None = shown("The score it decided on, bonus included; null where nothing was handed in.")
    experts_score: Score | None = shown(
        "The score by records and experts; null where nothing was handed in, and for all but bureau and oversight."
    )
    experts_grade: Grade | None = shown(
        "The grade that `expertsScore` gives; null where nothing was handed in, and for all but bureau and oversight."
    )
    bonus: Score = shown("Extra points of the notice; 0.00 unless given.")
    veto: Veto | None = shown("The finding that forced UNQUALIFIED; null unless one did.")
    missing: bool = shown("Whether it failed because nothing was handed in after a proven reminder.")
    reason: str | None = shown("Why; null where the bureau at once follows the experts, and where you may not read it.")
    steps: list[Step] | None = shown(
        "How score and grade came about, step by step; null for all but bureau and oversight."
    )
    decided_at: datetime = shown("When it was decided.")
