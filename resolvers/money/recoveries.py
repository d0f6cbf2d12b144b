"""The verbs of getting paid money back: proposed, heard, decided by two bureaus, served, withdrawn (ours; Art. 13, 18)."""

from datetime import date, datetime

import strawberry

from domain.calendar import day_of
from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.units import Fen
from domain.money import recovery as recovery_rules
from domain.money.hearing import Procedure
from domain.money.recovery import Effect, Grounds, OrderTerms, RecoveryCase
from domain.money.subsidy import Calculation, SubsidyFacts
from domain.rectification import delivery as delivery_rules
from domain.rectification.delivery import Handover
from domain.terms.money import RecoveryGround
from domain.terms.rectification import DeliveryMethod
from resolvers.money.holder_year import holder_year
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.money.payment import Recovery, RecoveryRow
from schema.money.subsidy import SubsidyRow
from schema.noun.vocabulary import Money


@strawberry.input(description="What of a paid subsidy is to come back, and why.")
class ProposeRecoveryInput(Create):
    subsidy: strawberry.ID = argument("The paid subsidy.")
    ground: RecoveryGround = argument("Why: a final lower grade, a payment error, or a finding on the use of funds.")
    facts: str = argument("The facts and reasons, as the notice to the holder says them.")
    amount: Money | None = argument(
        "How much, at most what the holder keeps; left out of a lower grade, of which the system reckons it.",
        default=None,
    )
    document: str | None = argument("The finder's document; a finding needs one.", default=None)
    finder: str | None = argument("Who found it; a finding needs one.", default=None)


@strawberry.input(description="What was served on the holder.")
class NotifyRecoveryInput(Update):
    number: str = argument("Document number of the notice.")
    how: DeliveryMethod = argument("How it was brought.")
    day: date = argument("On which day, or from which day it was announced; not in the future.")
    to_whom: str = argument("Who received it.")
    proof: str = argument("Number of the receipt, of the log or of the note.")
    attempts: str | None = argument("Which other ways failed and why, where it was announced in public.", default=None)


@strawberry.input(description="The holder's statement.")
class StateOnRecoveryInput(Update):
    statement: str = argument("What the holder states.")


@strawberry.input(description="The decision that money is to come back.")
class OrderRecoveryInput(Update):
    number: str = argument("Document number of the order.")
    pay_by: date = argument("The day to pay by: five working days from today at least, a year at most.")
    answer: str | None = argument(
        "What of the statement is followed, and why; left out where there is none.", default=None
    )


@strawberry.input(description="What the finance bureau decides on an order, or on its withdrawal.")
class DecideRecoveryInput(Update):
    agreed: bool = argument("Whether it agrees.")
    opinion: str | None = argument("Why; required where it does not.", default=None)


@strawberry.input(description="The proven delivery of an order.")
class RecordRecoveryDeliveryInput(Update):
    how: DeliveryMethod = argument("How it was brought.")
    day: date = argument("On which day, or from which day it was announced; not in the future.")
    to_whom: str = argument("Who received it.")
    proof: str = argument("Number of the receipt, of the log or of the note.")
    attempts: str | None = argument("Which other ways failed and why, where it was announced in public.", default=None)


@strawberry.input(description="The order to withdraw.")
class WithdrawRecoveryOrderInput(Update):
    reason: str = argument("Why.")


@strawberry.input(description="The recovery to give up before it is ordered.")
class DropRecoveryInput(Update):
    reason: str = argument("Why.")


@mutation(Act.PROPOSE_RECOVERY, Recovery)
async def propose_recovery(work: UnitOfWork, input: ProposeRecoveryInput) -> New:
    """Propose that paid money come back (ours; Art. 13, 18): on a final lower grade, a payment error or a finding; the steps say what is due, held and different."""
    subsidy = await work.find(SubsidyRow, input.subsidy, ("subsidy",), lock=True)
    made = await _year(work, subsidy)
    amount = None if input.amount is None else Fen(input.amount)
    grounds = Grounds(input.ground, amount, input.facts, input.document, input.finder)
    return work.create(recovery_rules.propose(subsidy.facts(SubsidyFacts), made, grounds, work.actor, at=work.now))


@mutation(Act.NOTIFY_RECOVERY, Recovery)
async def notify_recovery(work: UnitOfWork, input: NotifyRecoveryInput) -> RecoveryRow:
    """Record that the holder was told of facts, reasons and basis, with the proof (ours): from then it may make a statement."""
    row = await work.get(RecoveryRow, input)
    subsidy, served = await _served(work, row, input, row.proposed_at)
    effect = recovery_rules.notify(row.facts(RecoveryCase), work.actor, input.number, served, _when(work))
    return _apply(work, row, subsidy, effect)


@mutation(Act.STATE_ON_RECOVERY, Recovery)
async def state_on_recovery(work: UnitOfWork, input: StateOnRecoveryInput) -> RecoveryRow:
    """Make, or enter, the holder's statement on a proposed recovery (ours); it is answered in the decision."""
    row = await work.get(RecoveryRow, input)
    effect = recovery_rules.state_on(row.facts(RecoveryCase), work.actor, input.statement, _when(work))
    return _apply(work, row, await _subsidy(work, row), effect)


@mutation(Act.ORDER_RECOVERY, Recovery)
async def order_recovery(work: UnitOfWork, input: OrderRecoveryInput) -> RecoveryRow:
    """Decide that money is to come back (ours; Art. 13, 18), once the holder was heard; the finance bureau confirms."""
    row = await work.get(RecoveryRow, input)
    subsidy = await _subsidy(work, row)
    made, facts = await _year(work, subsidy), subsidy.facts(SubsidyFacts)
    terms = OrderTerms(input.number, input.pay_by, input.answer)
    effect = recovery_rules.order(row.facts(RecoveryCase), facts, made, terms, work.actor, _when(work))
    return _apply(work, row, subsidy, effect)


@mutation(Act.DECIDE_RECOVERY, Recovery)
async def decide_recovery(work: UnitOfWork, input: DecideRecoveryInput) -> RecoveryRow:
    """Confirm as the finance bureau, or not, that money is ordered back or an order withdrawn (ours), by another person than decided it."""
    row = await work.get(RecoveryRow, input)
    subsidy, case, when = await _subsidy(work, row), row.facts(RecoveryCase), _when(work)
    if not input.agreed:
        return _apply(work, row, subsidy, recovery_rules.disagree(case, work.actor, input.opinion, when))
    made, facts = await _year(work, subsidy), subsidy.facts(SubsidyFacts)
    return _apply(work, row, subsidy, recovery_rules.confirm(case, facts, made, work.actor, input.opinion, when))


@mutation(Act.RECORD_RECOVERY_DELIVERY, Recovery)
async def record_recovery_delivery(work: UnitOfWork, input: RecordRecoveryDeliveryInput) -> RecoveryRow:
    """Record the proven delivery of an order to give money back (ours); the day to pay by leaves five working days from then."""
    row = await work.get(RecoveryRow, input)
    _, served = await _served(work, row, input, row.decided_at or work.now)
    work.apply(row, recovery_rules.serve(row.facts(RecoveryCase), work.actor, served, _when(work)))
    return row


@mutation(Act.WITHDRAW_RECOVERY_ORDER, Recovery)
async def withdraw_recovery_order(work: UnitOfWork, input: WithdrawRecoveryOrderInput) -> RecoveryRow:
    """Ask that an order to give money back be withdrawn (ours); the finance bureau confirms, and what came back is kept."""
    row = await work.get(RecoveryRow, input)
    effect = recovery_rules.withdraw(row.facts(RecoveryCase), work.actor, input.reason, _when(work))
    return _apply(work, row, await _subsidy(work, row), effect)


@mutation(Act.DROP_RECOVERY, Recovery)
async def drop_recovery(work: UnitOfWork, input: DropRecoveryInput) -> RecoveryRow:
    """Give a recovery up before it is ordered, with a reason (ours)."""
    row = await work.get(RecoveryRow, input)
    effect = recovery_rules.drop(row.facts(RecoveryCase), work.actor, input.reason, _when(work))
    return _apply(work, row, await _subsidy(work, row), effect)


def _when(work: UnitOfWork) -> Procedure:
    return Procedure(work.now, work.today, work.calendar, work.pack)


def _apply(work: UnitOfWork, row: RecoveryRow, subsidy: SubsidyRow, effect: Effect) -> RecoveryRow:
    """Apply a recovery's effect; its letters are of the subsidy."""
    own, other = effect
    work.apply(row, own)
    if other.set:
        work.apply(subsidy, other)
    else:
        for event in other.events:
            work.emit(event, subsidy, says=other.says)
    return row


async def _subsidy(work: UnitOfWork, row: RecoveryRow) -> SubsidyRow:
    return await work.rows_of(SubsidyRow, id=row.subsidy_id).lock().one()


async def _year(work: UnitOfWork, subsidy: SubsidyRow) -> Calculation:
    """What the holder's year comes to now, of all its subsidies."""
    return await (await holder_year(work, subsidy.holder_id, subsidy.graded_year)).calculation(explained=True)


async def _served(
    work: UnitOfWork, row: RecoveryRow, input: NotifyRecoveryInput | RecordRecoveryDeliveryInput, since: datetime
) -> tuple[SubsidyRow, date]:
    """A delivery is kept with its proof; the day that counts is that of the delivery, or when an announcement is over."""
    subsidy = await _subsidy(work, row)
    handover = Handover(input.how, input.day, input.to_whom, input.proof, work.actor.account, input.attempts)
    anchors = {"recovery_id": row.id, "region_id": row.region_id, "platform_id": subsidy.platform_id}
    about = {**delivery_rules.NO_SUBJECT, **anchors}
    proof, served = delivery_rules.delivered(handover, about, day_of(since), work.pack, at=work.now, today=work.today)
    work.add(proof)
    return subsidy, served
