"""The verbs of expected filings: whoever set a day extends, exempts and excuses; a fault is put right by two persons (ours)."""

from datetime import date

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.events import Event
from domain.kernel.violations import Code, Violation
from domain.reporting import obligation_decision as rules
from domain.reporting.obligation import ObligationFacts
from domain.reporting.obligation_decision import CorrectionFacts, Ruling
from domain.terms.reporting import DecisionState, ExcuseGround, FaultCause, Outcome
from resolvers.work.mutation import Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.reporting.obligation import Obligation, ObligationRow
from schema.reporting.obligation_decision import ObligationDecision, ObligationDecisionRow


@strawberry.input(description="A filing to exempt from.")
class ExemptObligationInput(Update):
    reason: str = argument("Why it is not owed.")


@strawberry.input(description="A filing to give a later day.")
class ExtendObligationInput(Update):
    until: date = argument(
        "The new last day; later than the present one, by a year at most. A rest day moves to the next working day."
    )
    reason: str = argument("Why.")


@strawberry.input(description="A late or missing filing with a good reason.")
class ExcuseObligationInput(Update):
    ground: ExcuseGround = argument("Force majeure, or another good reason.")
    reason: str = argument("What happened.")
    proof: str = argument("How that is proven; at most 500 characters.")


@strawberry.input(description="A filing of which the record is wrong.")
class CorrectOutcomeInput(Update):
    outcome: Outcome = argument("What should stand there: ON_TIME of a late one, EXEMPT of one that was not owed.")
    cause: FaultCause = argument("Whose fault it was.")
    reason: str = argument("What is wrong, and since when.")
    proof: str = argument("How that is proven; at most 500 characters.")


@strawberry.input(description="A correction that another person proposed.")
class DecideCorrectionInput(Update):
    agreed: bool = argument("Whether it takes effect.")
    opinion: str = argument("Why.")


def ruling(work: UnitOfWork, reason: str) -> Ruling:
    """The actor's ruling, now."""
    return Ruling(work.actor, work.now, reason)


@mutation(Act.EXEMPT_OBLIGATION, Obligation)
async def exempt_obligation(work: UnitOfWork, input: ExemptObligationInput) -> ObligationRow:
    """Exempt from a filing before its day is over (ours); refused where the Measures set the day."""
    obligation = await work.get(ObligationRow, input)
    work.apply(obligation, rules.exempt(obligation.facts(ObligationFacts), ruling(work, input.reason)))
    return obligation


@mutation(Act.EXTEND_OBLIGATION, Obligation)
async def extend_obligation(work: UnitOfWork, input: ExtendObligationInput) -> ObligationRow:
    """Give a filing a later day before its day is over (ours); refused where the Measures set the day."""
    obligation = await work.get(ObligationRow, input)
    facts, shift = obligation.facts(ObligationFacts), work.pack.quarter_deadline_shift.value
    granted = ruling(work, input.reason)
    work.apply(obligation, rules.extend(facts, input.until, granted, calendar=work.calendar, shift=shift))
    return obligation


@mutation(Act.EXCUSE_OBLIGATION, Obligation)
async def excuse_obligation(work: UnitOfWork, input: ExcuseObligationInput) -> ObligationRow:
    """Record the good reason of a late or missing filing, which stays beside its lateness (ours)."""
    obligation = await work.get(ObligationRow, input)
    facts = obligation.facts(ObligationFacts)
    work.apply(obligation, rules.excuse(facts, input.ground, input.proof, ruling(work, input.reason)))
    return obligation


@mutation(Act.CORRECT_OUTCOME, Obligation)
async def correct_outcome(work: UnitOfWork, input: CorrectOutcomeInput) -> ObligationRow:
    """Propose to put right what a fault of calendar, registry or portal made of a filing; another person decides (ours)."""
    obligation = await work.get(ObligationRow, input)
    if await work.rows_of(ObligationDecisionRow, obligation_id=obligation.id, state=DecisionState.PROPOSED).exists():
        raise Violation(Code.PROPOSED_ALREADY)
    facts = obligation.facts(ObligationFacts)
    new: New = rules.correct(facts, input.outcome, input.cause, input.proof, ruling(work, input.reason))
    work.add(new)
    work.emit(Event.CORRECTION_PROPOSED, new)
    return obligation


@mutation(Act.DECIDE_CORRECTION, ObligationDecision)
async def decide_correction(work: UnitOfWork, input: DecideCorrectionInput) -> ObligationDecisionRow:
    """Agree to the correction of an outcome that another person proposed, or not; the first word is kept (ours)."""
    row = await work.get(ObligationDecisionRow, input)
    obligation = await work.rows_of(ObligationRow, id=row.obligation_id).lock().one()
    one, facts = row.facts(CorrectionFacts), obligation.facts(ObligationFacts)
    said, put_right = rules.decide(one, facts, input.opinion, work.actor, agreed=input.agreed, at=work.now)
    work.apply(row, said)
    work.apply(obligation, put_right)
    return row
