"""The verbs of an evaluation on its way from operator to bureau (Art. 17(2))."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import strawberry

from domain.evaluation import evaluation as evaluation_rules
from domain.evaluation import materials
from domain.evaluation.evaluation import District, EvaluationFacts, MissingEvaluation
from domain.evaluation.materials import Checked, DeclaredValue, Handing
from domain.evaluation.scoring import MeasuredInput, not_applicable, spread
from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.events import Event
from domain.kernel.typed_text import a_text, maybe_text
from domain.reporting import review as review_rules
from domain.reporting.obligation import ObligationFacts
from domain.reporting.review import ItemFinding, ReviewFacts
from domain.terms.evaluation import EvaluationState
from domain.terms.reporting import Decision
from resolvers.evaluation import facts, year_records
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.evaluation.evaluation import (
    Evaluation,
    EvaluationDraftRow,
    EvaluationMaterialRow,
    EvaluationRow,
    IndicatorValueRow,
)
from schema.evaluation.round import DistrictSubmission, DistrictSubmissionRow, RoundRow
from schema.evaluation.scheme import IndicatorRow
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow
from schema.reporting.obligation import ObligationRow
from schema.reporting.review import ReviewRow


@strawberry.input(description="The input of an indicator: a count, a part of a whole, or the items in place.")
class MeasureInput:
    count: int | None = argument("The count, or the part where `of` is given.", default=None)
    of: int | None = argument("The whole the count is a part of.", default=None)
    items: list[str] | None = argument("The items of a checklist that are in place.", default=None)

    @property
    def read(self) -> MeasuredInput:
        """An input becomes the rule's value."""
        return MeasuredInput(
            self.count, self.of, None, None if self.items is None else tuple(dict.fromkeys(self.items))
        )


@strawberry.input(description="What the self-assessment says of one indicator.")
class DeclarationInput:
    code: str = argument("Code of an indicator whose source is DECLARED.")
    measure: MeasureInput = argument("The declared input.")
    note: str | None = argument("What the operator adds.", default=None)


@strawberry.input(description="A self-assessment as far as it is written; everything is written over.")
class SaveEvaluationDraftInput(Update):
    summary: str = argument("The self-assessment in words.")
    declared: list[DeclarationInput] = argument("What is declared, by indicator.")


@strawberry.input(description="A saved draft to hand in.")
class SubmitEvaluationInput(Update):
    pass


@strawberry.input(description="What the department found instead of what was declared.")
class CheckInput:
    code: str = argument("Code of an indicator whose source is DECLARED.")
    measure: MeasureInput = argument("What was found.")
    note: str = argument("Why it differs.")


@strawberry.input(description="The department's opinion on the materials.")
class ReviewEvaluationInput(Update):
    opinion: str = argument("The opinion; never empty.")
    checks: list[CheckInput] = argument("Where it differs from what was declared.", default_factory=list)


@strawberry.input(description="What is wrong with one part of the materials.")
class MaterialReasonInput:
    item: str = argument("Code of the indicator meant, or `whole`.")
    reason: str = argument("What is wrong with it.")


@strawberry.input(description="Materials to send back.")
class ReturnEvaluationInput(Update):
    reasons: list[MaterialReasonInput] = argument("What is wrong with which part; at least one.")


@strawberry.input(description="An evaluation of the district that is not handed in.")
class DistrictGapInput:
    platform: strawberry.ID = argument("The platform.")
    reason: str = argument("Why it is missing.")


@strawberry.input(description="A district to hand in: all its reviewed evaluations, and the others by name.")
class HandInDistrictInput(Create):
    round: strawberry.ID = argument("The round.")
    region: strawberry.ID = argument("The department's district or zone.")
    opinion: str = argument("The department's opinion on the district as a whole.")
    gaps: list[DistrictGapInput] = argument(
        "Every evaluation of the district that is not handed in, with its reason.", default_factory=list
    )


@strawberry.input(description="An evaluation to take over.")
class TakeOverEvaluationInput(Update):
    reason: str = argument("Why.")


def declared_in(inputs: Sequence[DeclarationInput]) -> list[DeclaredValue]:
    """Declarations become the rule's values."""
    return [
        DeclaredValue(each.code, each.measure.read, maybe_text(each.note, "declared", "说明", 2000)) for each in inputs
    ]


async def desk_of(work: UnitOfWork, material: UUID | None) -> ReviewRow | None:
    """The open review of a version."""
    return await work.rows_of(ReviewRow, material_id=material, closed_at=None).lock().first()


async def close_desk(
    work: UnitOfWork, material: UUID | None, decision: Decision, findings: review_rules.Findings
) -> None:
    """End the open review of a version."""
    if desk := await desk_of(work, material):
        work.apply(
            desk, review_rules.closed(desk.facts(ReviewFacts), decision, findings, by=work.actor.account, at=work.now)
        )


@mutation(Act.SAVE_EVALUATION_DRAFT, Evaluation)
async def save_evaluation_draft(work: UnitOfWork, input: SaveEvaluationDraftInput) -> EvaluationRow:
    """Save the unsent self-assessment (Art. 17(2)); only the operator sees it."""
    row = await work.get(EvaluationRow, input)
    _, lines = await facts.round_of(work, row)
    declared = declared_in(input.declared)
    materials.save_draft(row.facts(EvaluationFacts), lines, declared)
    summary = maybe_text(input.summary, "summary", "自评总结", 20000) or ""
    await write_draft(
        work, row, {"summary": summary, "declared": materials.declared_data(declared), "saved_at": work.now}
    )
    work.apply(row, Change())
    return row


async def write_draft(work: UnitOfWork, row: EvaluationRow, values: Mapping[str, object]) -> None:
    """Keep an evaluation's draft, the first or the same one anew."""
    draft = await work.rows_of(EvaluationDraftRow, evaluation_id=row.id).maybe()
    if draft is None:
        anchors = {"evaluation": row.id, "platform_id": row.platform_id, "region_id": row.region_id}
        work.add(New("EvaluationDraft", {**anchors, **values}))
    else:
        work.apply(draft, Change(values))


@mutation(Act.SUBMIT_EVALUATION, Evaluation)
async def submit_evaluation(work: UnitOfWork, input: SubmitEvaluationInput) -> EvaluationRow:
    """Hand in the self-assessment, with what the records tell of the graded year (Art. 17(2))."""
    row = await work.get(EvaluationRow, input)
    round_, lines = await facts.round_of(work, row)
    change = materials.submit(
        row.facts(EvaluationFacts),
        await handing(work, row, round_),
        lines,
        at=work.now,
        account=work.actor.account,
        first=row.first_submitted_at is None,
    )
    work.apply(row, change)
    for owed in await work.rows_of(ObligationRow, id=row.obligation_id).lock():
        if answer := materials.answered(owed.facts(ObligationFacts), at=work.now):
            work.apply(owed, answer)
    return row


async def handing(work: UnitOfWork, row: EvaluationRow, round_: RoundRow) -> Handing:
    """A submission consists of the draft, the year's figures and the scheme's indicators."""
    draft = await work.rows_of(EvaluationDraftRow, evaluation_id=row.id).maybe()
    records, activities = await year_records.records_of(work, row.platform_id, row.graded_year)
    indicators = {
        each.code: each.id for each in await work.rows_of(IndicatorRow, scheme_id=round_.scheme_id, kind=row.kind)
    }
    n = 1 + await work.rows_of(EvaluationMaterialRow, evaluation_id=row.id).count()
    declared = [] if draft is None else materials.declared_of(draft.declared)
    return Handing("" if draft is None else draft.summary, declared, records, activities, indicators, n)


@mutation(Act.REVIEW_EVALUATION, Evaluation)
async def review_evaluation(work: UnitOfWork, input: ReviewEvaluationInput) -> EvaluationRow:
    """Give the department's opinion on the materials, and what it found otherwise (Art. 17(2))."""
    row = await work.get(EvaluationRow, input)
    _, lines = await facts.round_of(work, row)
    checks = [Checked(each.code, each.measure.read, each.note) for each in input.checks]
    opinion = a_text(input.opinion, "opinion", "审核意见", 2000) if input.opinion.strip() else None
    change, findings = materials.review(
        row.facts(EvaluationFacts), opinion, checks, lines, account=work.actor.account, at=work.now
    )
    work.apply(row, change)
    await close_desk(work, row.latest_material_id, Decision.PASSED, findings)
    version = await work.rows_of(EvaluationMaterialRow, id=row.latest_material_id).one()
    weights = spread(lines, not_applicable(lines, materials.records_of(version.records)))
    values = {each.code: each for each in await work.rows_of(IndicatorValueRow, material_id=version.id)}
    for line in lines:
        for check in checks:
            if check.code == line.code:
                work.apply(values[line.code], materials.check_value(line, weights[line.code], check))
    return row


@mutation(Act.RETURN_EVALUATION, Evaluation)
async def return_evaluation(work: UnitOfWork, input: ReturnEvaluationInput) -> EvaluationRow:
    """Send the materials back to the operator with reasons (Art. 17(2), (3)); the due day stays."""
    row = await work.get(EvaluationRow, input)
    _, lines = await facts.round_of(work, row)
    reasons, known = [ItemFinding(each.item, each.reason) for each in input.reasons], {line.code for line in lines}
    findings = review_rules.findings_of(None, reasons, known | {review_rules.WHOLE}, "reasons")
    role, account = work.actor.role, work.actor.account
    work.apply(row, evaluation_rules.send_back(row.facts(EvaluationFacts), findings, role=role, account=account))
    await close_desk(work, row.latest_material_id, Decision.RETURNED, findings)
    return row


@mutation(Act.HAND_IN_DISTRICT, DistrictSubmission)
async def hand_in_district(work: UnitOfWork, input: HandInDistrictInput) -> New:
    """Hand the district's reviewed evaluations to the bureau, the missing ones by name (Art. 17(2)); again for latecomers."""
    round_ = await work.find(RoundRow, input.round, ("round",))
    region = await work.find(RegionRow, input.region, ("region",))
    work.permit("DistrictSubmission", {"region_id": region.id})
    rows = await work.rows_of(EvaluationRow, round_id=round_.id, region_id=region.id, straight_to_bureau=False).lock()
    submission = evaluation_rules.hand_in(
        await district(work, input, round_.id, region.id, rows), account=work.actor.account, at=work.now
    )
    work.create(Change(adds=[submission], events=[Event.DISTRICT_HANDED_IN]))
    for row in rows:
        if row.state == EvaluationState.REVIEWED:
            work.apply(row, evaluation_rules.handed_in(row.facts(EvaluationFacts), submission, at=work.now))
    return submission


async def district(
    work: UnitOfWork, input: HandInDistrictInput, round_id: UUID, region_id: UUID, rows: Sequence[EvaluationRow]
) -> District:
    """A district's submission is read from its evaluations."""
    platforms = {each.id: each for each in await work.rows_of(PlatformRow, id=[row.platform_id for row in rows])}
    waiting = (EvaluationState.OPEN, EvaluationState.RETURNED, EvaluationState.WITH_DEPARTMENT)
    missing = {row.platform_id: platforms[row.platform_id].name for row in rows if row.state in waiting}
    gaps = list[MissingEvaluation]()
    for each in input.gaps:
        platform = await work.find(PlatformRow, each.platform, ("gaps", "platform"))
        gaps.append(MissingEvaluation(platform.id, str(each.platform), platform.name, each.reason))
    n = 1 + await work.rows_of(DistrictSubmissionRow, round_id=round_id, region_id=region_id).count()
    reviewed = [row.facts(EvaluationFacts) for row in rows if row.state == EvaluationState.REVIEWED]
    return District(round_id, region_id, input.opinion, reviewed, missing, gaps, n)


@mutation(Act.TAKE_OVER_EVALUATION, Evaluation)
async def take_over_evaluation(work: UnitOfWork, input: TakeOverEvaluationInput) -> EvaluationRow:
    """Take the latest version from a department past its due day, with a reason (ours)."""
    row = await work.get(EvaluationRow, input)
    round_, _ = await facts.round_of(work, row)
    work.apply(
        row,
        evaluation_rules.take_over(
            row.facts(EvaluationFacts), input.reason, round_.district_effective, at=work.now, today=work.today
        ),
    )
    await close_desk(work, row.latest_material_id, Decision.HANDED_OVER, review_rules.Findings())
    return row
