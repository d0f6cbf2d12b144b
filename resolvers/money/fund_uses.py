"""The verbs of the use of subsidised money (Art. 13, 18)."""

from datetime import date

import strawberry

from domain.kernel.acts import Act
from domain.kernel.units import Fen, GradedYear
from domain.money import fund_use as fund_use_rules
from domain.money.fund_use import FundedYear, VoucherContent
from domain.money.subsidy import SubsidyFacts
from domain.terms.money import FundPurpose, FundUseState
from resolvers.work.mutation import Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.money.fund_use import FundUse, FundUseRow
from schema.money.subsidy import Subsidy, SubsidyRow
from schema.noun.vocabulary import Money


@strawberry.input(description="One voucher.")
class FundUseInput:
    purpose: FundPurpose = argument("What for; what Art. 18 does not name is OTHER, and raises a finding.")
    amount: Money = argument("How much, in yuan like every amount.")
    day: date = argument("The day of the voucher: not in the future, not before the subsidised year.")
    voucher: str = argument("Its number; a holder enters one of the same payee and day once.")
    payee: str = argument("Who was paid.")
    subject: str = argument("What was bought or held.")


@strawberry.input(description="Vouchers of a paid subsidy.")
class RecordFundUseInput(Update):
    total: Money = argument("What they come to; refused with the difference where the parts come to another sum.")
    uses: list[FundUseInput] = argument("The vouchers.")


@strawberry.input(description="A voucher entered by mistake.")
class WithdrawFundUseInput(Update):
    reason: str = argument("Why.")


def spent(input: FundUseInput) -> VoucherContent:
    """An input becomes the rule's voucher."""
    return VoucherContent(input.purpose, Fen(input.amount), input.day, input.voucher, input.payee, input.subject)


@mutation(Act.RECORD_FUND_USE, Subsidy)
async def record_fund_use(work: UnitOfWork, input: RecordFundUseInput) -> SubsidyRow:
    """Enter vouchers of what a paid subsidy was spent on (Art. 13, 18): all of them or none."""
    row = await work.get(SubsidyRow, input)
    recorded = await work.rows_of(FundUseRow, holder_id=row.holder_id, state=FundUseState.RECORDED)
    before = Fen(sum(each.amount for each in recorded if each.subsidy_id == row.id))
    vouchers = [(each.voucher, each.payee, each.day) for each in recorded]
    account = FundedYear(row.facts(SubsidyFacts), GradedYear(row.graded_year), before, vouchers)
    uses = [spent(each) for each in input.uses]
    work.apply(row, fund_use_rules.record(account, uses, Fen(input.total), work.actor, at=work.now, today=work.today))
    return row


@mutation(Act.WITHDRAW_FUND_USE, FundUse)
async def withdraw_fund_use(work: UnitOfWork, input: WithdrawFundUseInput) -> FundUseRow:
    """Take back a voucher entered by mistake (Art. 13, 18)."""
    row = await work.get(FundUseRow, input)
    work.apply(row, fund_use_rules.withdraw(row.state, input.reason))
    return row
