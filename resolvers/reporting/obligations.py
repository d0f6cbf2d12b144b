"""The verbs of expected filings: the municipal centre excuses and extends, each with a reason (ours)."""

from datetime import date

import strawberry

from domain.kernel.acts import Act
from domain.reporting import obligation as obligation_rules
from domain.reporting.obligation import ObligationFacts
from resolvers.work.mutation import Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.reporting.obligation import Obligation, ObligationRow


@strawberry.input(description="A filing to excuse.")
class ExemptObligationInput(Update):
    reason: str = argument("Why it is not owed.")


@strawberry.input(description="A filing to give a later day.")
class ExtendObligationInput(Update):
    until: date = argument("The new last day; later than the present one. A rest day moves to the next working day.")
    reason: str = argument("Why.")


@mutation(Act.EXEMPT_OBLIGATION, Obligation)
async def exempt_obligation(work: UnitOfWork, input: ExemptObligationInput) -> ObligationRow:
    """Excuse a filing that was not handed in (ours)."""
    obligation = await work.get(ObligationRow, input)
    work.apply(obligation, obligation_rules.exempt(obligation.facts(ObligationFacts), input.reason))
    return obligation


@mutation(Act.EXTEND_OBLIGATION, Obligation)
async def extend_obligation(work: UnitOfWork, input: ExtendObligationInput) -> ObligationRow:
    """Give a filing a later day; refused where the Measures set it (ours)."""
    obligation = await work.get(ObligationRow, input)
    facts, shift = obligation.facts(ObligationFacts), work.pack.quarter_deadline_shift.value
    change = obligation_rules.extend(
        facts, input.until, input.reason, calendar=work.calendar, shift=shift, today=work.today
    )
    work.apply(obligation, change)
    return obligation
