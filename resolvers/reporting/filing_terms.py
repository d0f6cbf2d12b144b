"""The terms of a quarter's obligations, and how a report or consolidation settles its obligation (Art. 14)."""

from domain.kernel.units import Quarter
from domain.regulation.rulepack import pack_for_quarter
from domain.reporting import obligation as obligation_rules
from domain.reporting.obligation import ObligationFacts, ObligationTerms, Owing
from domain.reporting.reporting_norm import Norm
from resolvers.work.rows import AtMost
from resolvers.work.unit_of_work import UnitOfWork
from schema.reporting.obligation import ObligationRow
from schema.time.calendar import ReportingNormRow


async def terms_of(work: UnitOfWork, quarter: Quarter) -> ObligationTerms:
    """A quarter's terms are its norm, calendar and pack."""
    row = await work.rows_of(ReportingNormRow, valid_from=AtMost(quarter.first_day)).ordered("-valid_from").first()
    pack = pack_for_quarter(work.packs, quarter)
    return ObligationTerms(
        quarter, obligation_rules.norm_of(pack) if row is None else row.facts(Norm), work.calendar, pack
    )


async def settle(work: UnitOfWork, obligation: ObligationRow, to: Owing) -> None:
    """A handed-in report or consolidation settles its obligation, by the day of its route (readings L7, L9)."""
    facts = obligation.facts(ObligationFacts)
    terms = await terms_of(work, Quarter(obligation.quarter)) if obligation_rules.differs(facts, to) else None
    if change := obligation_rules.handed_in(facts, to, terms, at=work.now):
        work.apply(obligation, change)
