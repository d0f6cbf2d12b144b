"""The verbs of money on its way: paid, failed, returned (Art. 18)."""

from datetime import date
from typing import TypeVar

import strawberry

from domain.kernel.acts import Act
from domain.kernel.units import Fen
from domain.kernel.violations import Code, Violation
from domain.money import payment as payment_rules
from domain.money.payment import Back, PaymentFacts, RecoveryFacts
from domain.money.subsidy import SubsidyFacts
from domain.terms.money import PaymentState, RecoveryState
from resolvers.money.cap_accounts import CapAccounts
from resolvers.money.holder_year import holder_year
from resolvers.registry.registry_changes import unfiled_change_of_holder
from resolvers.work.mutation import Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.money.payment import PaymentRow, RecoveryRow
from schema.money.subsidy import Subsidy, SubsidyRow
from schema.noun.noun import Row
from schema.noun.vocabulary import Money

R = TypeVar("R", bound=Row)


@strawberry.input(description="The instruction by which a confirmed subsidy is paid.")
class PaySubsidyInput(Update):
    instruction: str = argument("Number of the payment instruction; each is used once.")


@strawberry.input(description="What became of a payment.")
class RecordPaymentOutcomeInput(Update):
    arrived: bool = argument("Whether the money arrived; false when it came back.")
    day: date = argument("The day it did; not in the future, not before the instruction.")
    reason: str | None = argument("Why it failed; left out when it arrived.", default=None)


@strawberry.input(description="A sum that came back.")
class RecordReturnInput(Update):
    amount: Money = argument("How much; at most what is still ordered.")
    day: date = argument("The day it arrived; not in the future, not before the order.")
    voucher: str = argument("Number of the voucher.")


@mutation(Act.PAY_SUBSIDY, Subsidy)
async def pay_subsidy(work: UnitOfWork, input: PaySubsidyInput) -> SubsidyRow:
    """Record the instruction to pay a confirmed subsidy (Art. 18), or to try again after a failed one."""
    row = await work.get(SubsidyRow, input)
    year = await holder_year(work, row.holder_id, row.graded_year)
    revoked = year.revoked(row.platform_id)
    facts, again = row.facts(SubsidyFacts), await year.calculation(apart_from=row.id)
    unfiled = await unfiled_change_of_holder(work, row.platform_id)
    change = payment_rules.pay(
        facts, work.actor, again, input.instruction, title_revoked=revoked, at=work.now, unfiled=unfiled
    )
    work.apply(row, change)
    return row


@mutation(Act.RECORD_PAYMENT_OUTCOME, Subsidy)
async def record_payment_outcome(work: UnitOfWork, input: RecordPaymentOutcomeInput) -> SubsidyRow:
    """Record whether the money arrived (Art. 18). A failed payment keeps its place under the cap."""
    row = await work.get(SubsidyRow, input)
    facts, open_one = row.facts(SubsidyFacts), await _payment(work, row)
    sent = open_one.facts(PaymentFacts)
    if input.arrived:
        award, paid = payment_rules.arrived(facts, sent, work.actor, input.day, at=work.now, today=work.today)
    else:
        award, paid = payment_rules.failed(facts, sent, work.actor, input.day, input.reason, today=work.today)
    work.apply(row, award)
    work.apply(open_one, paid)
    return row


@mutation(Act.RECORD_RETURN, Subsidy)
async def record_return(work: UnitOfWork, input: RecordReturnInput) -> SubsidyRow:
    """Record money that came back (Art. 18); the cap gets back the same amount."""
    row = await work.get(SubsidyRow, input)
    order = await _order(work, row)
    back = Back(Fen(input.amount), input.day, input.voucher)
    award, returned = payment_rules.record_return(
        row.facts(SubsidyFacts), order.facts(RecoveryFacts), work.actor, back, at=work.now, today=work.today
    )
    work.apply(row, award)
    work.apply(order, returned)
    await CapAccounts(work).stop_counting(row.id, back.amount, back.voucher)
    return row


async def _payment(work: UnitOfWork, row: SubsidyRow) -> PaymentRow:
    """The open payment of a subsidy."""
    return _there(await work.rows_of(PaymentRow, subsidy_id=row.id, state=PaymentState.OPEN).first(), row)


async def _order(work: UnitOfWork, row: SubsidyRow) -> RecoveryRow:
    """The open order of a subsidy; money may still come while its withdrawal is to be confirmed."""
    states = (RecoveryState.OPEN, RecoveryState.WITHDRAWING)
    return _there(await work.rows_of(RecoveryRow, subsidy_id=row.id, state=states).first(), row)


def _there(open_one: R | None, row: SubsidyRow) -> R:
    """An open payment or order; without one the subsidy's state refuses the act."""
    if open_one is None:
        raise Violation(Code.WRONG_STATE, facts={"state": row.state.label, "state_en": row.state.value})
    return open_one
