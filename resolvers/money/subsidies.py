"""The verbs of a subsidy up to its payment: calculated, approved, confirmed, cancelled (Art. 18)."""

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.events import Event
from domain.money import subsidy as subsidy_rules
from domain.money.subsidy import CalculationOutcome, SubsidyFacts
from resolvers.money.cap_accounts import CapAccounts
from resolvers.money.holder_year import HolderYear, holder_year
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.money.subsidy import Claim, Subsidy, SubsidyRow
from schema.registry.entity import EntityRow

ANEW = "应补金额或者所补项目有变，原核算作废，已按现行评价结果另行核算"


@strawberry.input(description="Whose subsidy to work out, of which year.")
class CalculateSubsidyInput(Create):
    holder: strawberry.ID = argument("The legal entity that held the platforms on the subject day.")
    graded_year: int = argument("The year whose work was graded; every evaluation of it must be final.")


@strawberry.input(description="The calculated subsidy to approve.")
class ApproveSubsidyInput(Update):
    pass


@strawberry.input(description="The approved subsidy to confirm.")
class ConfirmSubsidyInput(Update):
    pass


@strawberry.input(description="The unpaid subsidy to cancel.")
class CancelSubsidyInput(Update):
    reason: str = argument("Why.")


@strawberry.input(description="The decision a supplement rests on.")
class RecordSupplementDecisionInput(Update):
    decision: str = argument("Number and day of the decision, and who took it.")


@mutation(Act.CALCULATE_SUBSIDY, Claim)
async def calculate_subsidy(work: UnitOfWork, input: CalculateSubsidyInput) -> New:
    """Work out what a holder is due for a graded year (Art. 18): the answer is the highest claim, with the subsidy it led to, if any; its steps say what is due and held. What was paid too much comes back by `proposeRecovery` alone."""
    holder = await work.find(EntityRow, input.holder, path=("holder",), lock=True)
    year = await holder_year(work, holder.id, input.graded_year)
    outcome = subsidy_rules.calculate(await year.calculation(explained=True), at=work.now)
    await _replace(work, year, outcome)
    first, *others = outcome.claims
    subsidies = [outcome.subsidy] if outcome.subsidy else []
    return work.create(Change(adds=[first, *subsidies, *others], events=[Event.SUBSIDY_CALCULATED]))


async def _replace(work: UnitOfWork, year: HolderYear, outcome: CalculationOutcome) -> None:
    """A calculation's outcome cancels unpaid subsidies, and leaves paid ones as they are."""
    rows = {row.id: row for row in year.rows}
    for one in outcome.cancelled:
        work.apply(rows[one.id], subsidy_rules.cancel(one, work.actor, ANEW, at=work.now))
        await year.accounts.stop_counting(one.id, one.amount, ANEW)


@mutation(Act.APPROVE_SUBSIDY, Subsidy)
async def approve_subsidy(work: UnitOfWork, input: ApproveSubsidyInput) -> SubsidyRow:
    """Approve a calculated subsidy (Art. 18). It is worked out again first, and counts against the lifetime cap from here on."""
    row = await work.get(SubsidyRow, input)
    year = await holder_year(work, row.holder_id, row.graded_year)
    facts = row.facts(SubsidyFacts)
    again = await year.calculation(apart_from=row.id)
    work.apply(row, subsidy_rules.approve(facts, work.actor, again, at=work.now))
    if again.award.claim is not None:
        claim = again.award.claim
        year.accounts.take(row.platform_id, claim.kind, claim.pack, facts.amount, row.id)
    return row


@mutation(Act.CONFIRM_SUBSIDY, Subsidy)
async def confirm_subsidy(work: UnitOfWork, input: ConfirmSubsidyInput) -> SubsidyRow:
    """Confirm an approved subsidy as the finance bureau (Art. 18), by another person than approved it."""
    row = await work.get(SubsidyRow, input)
    year = await holder_year(work, row.holder_id, row.graded_year)
    revoked = year.revoked(row.platform_id)
    facts, again = row.facts(SubsidyFacts), await year.calculation(apart_from=row.id)
    work.apply(row, subsidy_rules.confirm(facts, work.actor, again, title_revoked=revoked, at=work.now))
    return row


@mutation(Act.CANCEL_SUBSIDY, Subsidy)
async def cancel_subsidy(work: UnitOfWork, input: CancelSubsidyInput) -> SubsidyRow:
    """Cancel a subsidy that is not paid (Art. 18); the cap gets back what it took."""
    row = await work.get(SubsidyRow, input)
    facts = row.facts(SubsidyFacts)
    work.apply(row, subsidy_rules.cancel(facts, work.actor, input.reason, at=work.now))
    await CapAccounts(work).stop_counting(row.id, facts.amount, input.reason)
    return row


@mutation(Act.RECORD_SUPPLEMENT_DECISION, Subsidy)
async def record_supplement_decision(work: UnitOfWork, input: RecordSupplementDecisionInput) -> SubsidyRow:
    """Record the decision a supplement rests on (Art. 18); without it a supplement cannot be approved."""
    row = await work.get(SubsidyRow, input)
    work.apply(row, subsidy_rules.record_decision(row.facts(SubsidyFacts), work.actor, input.decision))
    return row
