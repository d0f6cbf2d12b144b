"""The verbs by which the bureau decides evaluations, reopens them and ends a reopening (Art. 17(3), (4))."""

import strawberry

from domain.evaluation import result as result_rules
from domain.evaluation import round as round_rules
from domain.evaluation.panel import refuse_conflict, since
from domain.evaluation.result import DecideFacts, Settlement, Verdict
from domain.evaluation.round import RoundFacts
from domain.kernel.acts import Act
from domain.kernel.units import Hundredths
from domain.terms.evaluation import Veto
from resolvers.evaluation import facts as round_facts
from resolvers.money.holder_year import hold_money
from resolvers.work.mutation import Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.evaluation.evaluation import Evaluation, EvaluationRow
from schema.evaluation.panel import PanelMemberRow
from schema.evaluation.result import ResultRow
from schema.evaluation.round import RoundRow
from schema.noun.grade import Grade
from schema.noun.vocabulary import Score
from schema.reporting.obligation import ObligationRow


@strawberry.input(description="An evaluation for which nothing was handed in.")
class DecideMissingInput(Update):
    reason: str = argument("Why it is decided without materials.")


@strawberry.input(description="What the bureau decides.")
class DecideEvaluationInput(Update):
    grade: Grade | None = argument("The grade; left out, what the score gives.", default=None)
    reason: str | None = argument(
        "Why; required where it differs from the experts' grade, with a bonus or veto, and to decide again.",
        default=None,
    )
    bonus: Score = argument("Extra points, where the notice has a bonus.", default=Score(0))
    veto: Veto | None = argument("A finding of the notice that forces UNQUALIFIED.", default=None)


@strawberry.input(description="A final result to reopen.")
class ReopenEvaluationInput(Update):
    reason: str = argument("Why.")


@strawberry.input(description="What a reopening comes to.")
class ConcludeReopeningInput(Update):
    grade: Grade | None = argument("Another grade; left out, the grade stands.", default=None)
    reason: str | None = argument("Why; required with another grade.", default=None)


async def next_n(work: UnitOfWork, row: EvaluationRow) -> int:
    """The number of the next result of an evaluation."""
    return 1 + await work.rows_of(ResultRow, evaluation_id=row.id).count()


async def completed(work: UnitOfWork, row: EvaluationRow) -> None:
    """The last decision completes the round."""
    round_ = await work.rows_of(RoundRow, id=row.round_id).lock().one()
    if change := round_rules.complete(
        round_.facts(RoundFacts), await round_facts.undecided(work, round_.id, (row.id,)), work.now
    ):
        work.apply(round_, change)


@mutation(Act.DECIDE_MISSING, Evaluation)
async def decide_missing(work: UnitOfWork, input: DecideMissingInput) -> EvaluationRow:
    """Decide that nothing was handed in: UNQUALIFIED. Refused before the due day is over and without a proven reminder (ours)."""
    row = await work.get(EvaluationRow, input)
    owed = await work.rows_of(ObligationRow, id=row.obligation_id).one()
    round_, _ = await round_facts.round_of(work, row)
    facts, n = row.facts(DecideFacts), await next_n(work, row)
    change = result_rules.decide_missing(
        facts,
        input.reason,
        owed.effective,
        row.reminded_on,
        work.pack_of(round_.pack_snapshot).lowest,
        n=n,
        account=work.actor.account,
        at=work.now,
        today=work.today,
    )
    work.apply(row, change)
    await completed(work, row)
    return row


@mutation(Act.DECIDE_EVALUATION, Evaluation)
async def decide_evaluation(work: UnitOfWork, input: DecideEvaluationInput) -> EvaluationRow:
    """Decide the grade (Art. 17(3)). Scores of an expert found in conflict of interest must be voided first."""
    row = await work.get(EvaluationRow, input)
    round_, _ = await round_facts.round_of(work, row)
    await refuse_conflicts(work, row, round_)
    verdict = Verdict(input.grade, input.reason, Hundredths(input.bonus), input.veto)
    terms, steps, n = round_facts.terms_of(work, round_), row.score_steps or (), await next_n(work, row)
    facts, who = row.facts(DecideFacts), work.actor.account
    work.apply(row, result_rules.decide(facts, verdict, terms, steps, n=n, account=who, at=work.now))
    await completed(work, row)
    return row


async def refuse_conflicts(work: UnitOfWork, row: EvaluationRow, round_: RoundRow) -> None:
    """No score counts of an expert in conflict, whenever the conflict became known."""
    seated = await work.rows_of(PanelMemberRow, evaluation_id=row.id, live=True)
    parties = await round_facts.parties(work, row, round_.subject_day)
    for expert in await round_facts.experts(work, [seat.expert_id for seat in seated]):
        refuse_conflict(expert, parties, since(row.graded_year), work.today)


@mutation(Act.REOPEN_EVALUATION, Evaluation)
async def reopen_evaluation(work: UnitOfWork, input: ReopenEvaluationInput) -> EvaluationRow:
    """Reopen a final result with a reason; money and rectification wait until it is final again (Art. 17(4))."""
    row = await work.get(EvaluationRow, input)
    work.apply(row, result_rules.reopen(row.facts(DecideFacts), input.reason, at=work.now))
    await hold_money(work, row)
    return row


@mutation(Act.CONCLUDE_REOPENING, Evaluation)
async def conclude_reopening(work: UnitOfWork, input: ConcludeReopeningInput) -> EvaluationRow:
    """Decide what a reopening comes to: the same grade goes on, another one needs its own notice and window (Art. 17(4))."""
    row = await work.get(EvaluationRow, input)
    round_, _ = await round_facts.round_of(work, row)
    facts, verdict = row.facts(DecideFacts), Verdict(input.grade, input.reason)
    latest, who = await round_facts.latest_result(work, row), work.actor.account
    terms, steps = round_facts.terms_of(work, round_), row.score_steps or ()
    result = result_rules.changed(facts, verdict, terms, steps, latest=latest, account=who, at=work.now)
    work.apply(
        row,
        result_rules.conclude(
            facts, Settlement(row.open_objections, reopened=False, result=result), at=work.now, today=work.today
        ),
    )
    await hold_money(work, row)
    return row
