"""The verbs of experts, panels and scores (Art. 17(3))."""

from collections.abc import Sequence
from datetime import date

import strawberry

from domain.evaluation import panel as panel_rules
from domain.evaluation import scoring
from domain.evaluation.evaluation import in_state
from domain.evaluation.materials import measure_of, records_of
from domain.evaluation.panel import Employment, Mark, PanelFacts, Seat
from domain.evaluation.round import cut_offs_of
from domain.evaluation.scoring import Marks, ScoredLine, not_applicable, tally
from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.derivation import as_data, under
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.units import Hundredths
from domain.registry.credit_code import checked
from domain.reporting.review import Findings, ReviewFacts, closed
from domain.terms.evaluation import EvaluationState
from domain.terms.reporting import Decision
from resolvers.evaluation import facts as round_facts
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.evaluation.evaluation import Evaluation, EvaluationMaterialRow, EvaluationRow, IndicatorValueRow
from schema.evaluation.panel import (
    Expert,
    ExpertEmployer,
    ExpertEmployerRow,
    ExpertRow,
    ExpertScoreRow,
    PanelMember,
    PanelMemberRow,
)
from schema.evaluation.round import RoundRow
from schema.evaluation.scheme import IndicatorRow
from schema.noun.vocabulary import Score
from schema.people.account import AccountRow
from schema.reporting.review import ReviewRow


@strawberry.input(description="A person to enter in the register of experts.")
class RegisterExpertInput(Create):
    account: strawberry.ID = argument("The person's account.")
    name: str = argument("The person's name.")
    field: str = argument("The person's field of work.")


@strawberry.input(description="An expert who is no longer seated.")
class RetireExpertInput(Update):
    day: date = argument("From when.")


@strawberry.input(description="Whom an expert works or worked for.")
class RecordEmployerInput(Create):
    expert: strawberry.ID = argument("The expert.")
    uscc: str = argument("The employer's unified social credit code.")
    name: str = argument("The employer's name.")
    valid_from: date = argument("First day.")
    valid_to: date | None = argument("First day it no longer holds; left out while it does.", default=None)


@strawberry.input(description="An employment that ended.")
class EndEmployerInput(Update):
    valid_to: date = argument("First day it no longer holds.")


@strawberry.input(description="Experts to seat on the panel of an evaluation.")
class AssignPanelInput(Update):
    experts: list[strawberry.ID] = argument("The experts; with those already seated at least three.")


@strawberry.input(description="A seat to give to another expert.")
class ReplaceExpertInput(Update):
    expert: strawberry.ID = argument("The expert who takes it.")
    reason: str = argument("Why.")


@strawberry.input(description="A seat that ends.")
class RecuseInput(Update):
    reason: str = argument("Why.")


@strawberry.input(description="Closed scores to void.")
class VoidScoreInput(Update):
    reason: str = argument("Why.")


@strawberry.input(description="A score for one indicator.")
class ScoreInput:
    code: str = argument("Code of an indicator whose source is EXPERTS.")
    score: Score = argument("The points, from 0 to its weight.")
    comment: str | None = argument("Why.", default=None)

    @property
    def mark(self) -> Mark:
        """An input becomes the rule's mark."""
        return Mark(self.code, Hundredths(self.score), maybe_text(self.comment, "scores", "评语", 2000))


@strawberry.input(description="Scores as far as they are given; an indicator left out keeps its score.")
class SaveScoresInput(Update):
    scores: list[ScoreInput] = argument("The scores.")


@strawberry.input(description="A seat whose scores are closed.")
class CloseScoresInput(Update):
    pass


# the register


@mutation(Act.REGISTER_EXPERT, Expert)
async def register_expert(work: UnitOfWork, input: RegisterExpertInput) -> New:
    """Enter a person who may be seated on panels (Art. 17(3))."""
    account = await work.find(AccountRow, input.account, ("account",))
    name, field = a_text(input.name, "name", "姓名", 60), a_text(input.field, "field", "专业领域", 120)
    return work.create(New("Expert", {"account": account.id, "name": name, "field": field, "registered_at": work.now}))


@mutation(Act.RETIRE_EXPERT, Expert)
async def retire_expert(work: UnitOfWork, input: RetireExpertInput) -> ExpertRow:
    """Record from when an expert is no longer seated; live seats stay."""
    expert = await work.get(ExpertRow, input)
    work.apply(expert, Change({"retired_on": input.day}))
    return expert


@mutation(Act.RECORD_EMPLOYER, ExpertEmployer)
async def record_employer(work: UnitOfWork, input: RecordEmployerInput) -> New:
    """Record whom an expert works or worked for; conflicts of interest are computed from it (Art. 17(3))."""
    expert = await work.find(ExpertRow, input.expert, ("expert",))
    name = a_text(input.name, "name", "单位名称", 120)
    work_for = Employment(checked(input.uscc), input.valid_from, input.valid_to)
    return work.create(panel_rules.employed(expert.id, expert.account_id, name, work_for))


@mutation(Act.END_EMPLOYER, ExpertEmployer)
async def end_employer(work: UnitOfWork, input: EndEmployerInput) -> ExpertEmployerRow:
    """Record when an expert's employment ended; it counts for the years it touches."""
    employer = await work.get(ExpertEmployerRow, input)
    work.apply(employer, panel_rules.left(employer.valid_from, input.valid_to))
    return employer


# seats


@mutation(Act.ASSIGN_PANEL, Evaluation)
async def assign_panel(work: UnitOfWork, input: AssignPanelInput) -> EvaluationRow:
    """Seat experts, none in conflict of interest with holder, operator or partners (Art. 17(3)); later ones fill a panel again."""
    row = await work.get(EvaluationRow, input)
    round_, _ = await round_facts.round_of(work, row)
    rows = [await work.find(ExpertRow, expert, ("experts",)) for expert in input.experts]
    experts = await round_facts.experts(work, [expert.id for expert in rows])
    seats, parties = await round_facts.seats_of(work, row.id), await round_facts.parties(work, row, round_.subject_day)
    facts, enough = row.facts(PanelFacts), work.pack_of(round_.pack_snapshot).experts_minimum.value
    work.apply(row, panel_rules.assign(facts, experts, seats, parties, enough, at=work.now, today=work.today))
    if desk := await work.rows_of(ReviewRow, material_id=row.latest_material_id, closed_at=None).first():
        accepted = closed(desk.facts(ReviewFacts), Decision.ACCEPTED, Findings(), by=work.actor.account, at=work.now)
        work.apply(desk, accepted)
    return row


@mutation(Act.REPLACE_EXPERT, PanelMember)
async def replace_expert(work: UnitOfWork, input: ReplaceExpertInput) -> PanelMemberRow:
    """Put another expert in a seat while the panel is scoring, with a reason (Art. 17(3))."""
    seat = await work.get(PanelMemberRow, input)
    row = await round_facts.locked(work, seat.evaluation_id)
    round_, _ = await round_facts.round_of(work, row)
    expert = await work.find(ExpertRow, input.expert, ("expert",))
    [other] = await round_facts.experts(work, [expert.id])
    seats, parties = await round_facts.seats_of(work, row.id), await round_facts.parties(work, row, round_.subject_day)
    work.apply(
        row,
        panel_rules.replace(
            row.facts(PanelFacts), seat.facts(Seat), other, seats, parties, at=work.now, today=work.today
        ),
    )
    work.apply(seat, panel_rules.end(seat.facts(Seat), Act.REPLACE_EXPERT, input.reason, at=work.now))
    return seat


@mutation(Act.RECUSE, PanelMember)
async def recuse(work: UnitOfWork, input: RecuseInput) -> PanelMemberRow:
    """Withdraw from a seat because of a conflict of interest (Art. 17(3)); the bureau fills the panel again."""
    seat = await work.get(PanelMemberRow, input)
    row = await round_facts.locked(work, seat.evaluation_id)
    change = panel_rules.recuse(seat.facts(Seat), input.reason, account=work.actor.account, at=work.now)
    work.apply(seat, change)
    await moved_on(work, row, Act.RECUSE, seat, change)
    return seat


@mutation(Act.VOID_SCORE, PanelMember)
async def void_score(work: UnitOfWork, input: VoidScoreInput) -> PanelMemberRow:
    """Void closed scores with a reason; the panel is filled again, and the new expert sees nobody else's scores (Art. 17(3))."""
    seat = await work.get(PanelMemberRow, input)
    row = await round_facts.locked(work, seat.evaluation_id)
    panel_change, seat_change = panel_rules.void(row.facts(PanelFacts), seat.facts(Seat), input.reason, at=work.now)
    work.apply(row, panel_change)
    work.apply(seat, seat_change)
    return seat


# scores


@mutation(Act.SAVE_SCORES, PanelMember)
async def save_scores(work: UnitOfWork, input: SaveScoresInput) -> PanelMemberRow:
    """Save scores that are not closed yet; nobody else sees them (Art. 17(3))."""
    seat = await work.get(PanelMemberRow, input)
    row = await work.rows_of(EvaluationRow, id=seat.evaluation_id).one()
    round_, lines = await round_facts.round_of(work, row)
    scores = [each.mark for each in input.scores]
    panel_rules.save_scores(row.facts(PanelFacts), seat.facts(Seat), scores, lines, account=work.actor.account)
    marks = {each.code: each for each in scores}
    saved = {each.code: each for each in await work.rows_of(ExpertScoreRow, member_id=seat.id)}
    for indicator in await work.rows_of(IndicatorRow, scheme_id=round_.scheme_id, kind=row.kind, code=marks):
        mark = marks[indicator.code]
        if mark.code in saved:
            work.apply(saved[mark.code], panel_rules.marked(mark, work.now))
        else:
            work.add(panel_rules.mark(seat_anchors(seat), mark, indicator.id, Hundredths(indicator.weight), work.now))
    work.apply(seat, Change())
    return seat


def seat_anchors(seat: PanelMemberRow) -> dict[str, object]:
    """A score carries the anchors of its seat."""
    return {
        "member": seat.id,
        "evaluation_id": seat.evaluation_id,
        "platform_id": seat.platform_id,
        "region_id": seat.region_id,
        "account_id": seat.account_id,
    }


async def marks_of(work: UnitOfWork, seats: Sequence[Seat]) -> list[Marks]:
    """Marks are read from the scores of some seats."""
    scores = await work.rows_of(ExpertScoreRow, member_id=[seat.id for seat in seats])
    return [{each.code: Hundredths(each.score) for each in scores if each.member_id == seat.id} for seat in seats]


@mutation(Act.CLOSE_SCORES, PanelMember)
async def close_scores(work: UnitOfWork, input: CloseScoresInput) -> PanelMemberRow:
    """Close the scores of a seat; with the last one the score is worked out (Art. 17(3))."""
    seat = await work.get(PanelMemberRow, input)
    row = await round_facts.locked(work, seat.evaluation_id)
    _, lines = await round_facts.round_of(work, row)
    [marks] = await marks_of(work, [seat.facts(Seat)])
    change = panel_rules.close_scores(seat.facts(Seat), marks, lines, account=work.actor.account, at=work.now)
    work.apply(seat, change)
    await moved_on(work, row, Act.CLOSE_SCORES, seat, change)
    return seat


async def moved_on(work: UnitOfWork, row: EvaluationRow, act: Act, seat: PanelMemberRow, change: Change) -> None:
    """The evaluation is scored once every expert of a full panel has closed."""
    round_, lines = await round_facts.round_of(work, row)
    seats = await round_facts.seats_of(work, row.id)
    left = [panel_rules.as_left(each, change) if each.id == seat.id else each for each in seats]
    if (
        panel_rules.after(row.facts(PanelFacts), act, left, work.pack_of(round_.pack_snapshot).experts_minimum.value)
        is EvaluationState.SCORED
    ):
        work.apply(row, await scored(work, row, round_, lines, panel_rules.live(left)))


async def scored(
    work: UnitOfWork, row: EvaluationRow, round_: RoundRow, lines: Sequence[ScoredLine], seats: Sequence[Seat]
) -> Change:
    """The score of records and experts, with its steps."""
    version = await work.rows_of(EvaluationMaterialRow, id=row.latest_material_id).one()
    values = await work.rows_of(IndicatorValueRow, material_id=version.id)
    measures = {each.code: measure_of(each.checked or each.computed or each.declared) for each in values}
    missing = not_applicable(lines, records_of(version.records))
    total = tally(lines, measures, await marks_of(work, seats), missing, trimming=round_.trimming)
    pack = work.pack_of(round_.pack_snapshot)
    grade = scoring.grade_of(total.score, cut_offs_of(round_.cut_offs, pack), pack.lowest)
    steps = as_data(under(scoring.steps(lines, total, len(seats), grade), pack))
    columns: dict[str, object] = {"experts_score": total.score, "experts_grade": grade, "score_steps": steps}
    return panel_rules.scored({**in_state(EvaluationState.SCORED), **columns})
