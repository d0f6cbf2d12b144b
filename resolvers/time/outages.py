"""The verb of outages of the reporting portal: what was due on their days by norm or notice moves for all (ours)."""

from datetime import datetime

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.reporting import outage as outage_rules
from domain.reporting.outage import OutageSpan
from resolvers.time.working_days import move_filings, move_rounds
from resolvers.work.mutation import Create, argument, mutation
from resolvers.work.rows import Between
from resolvers.work.unit_of_work import UnitOfWork
from schema.reporting.obligation_decision import PortalOutage
from schema.time.calendar import CityClockRow


@strawberry.input(description="An outage of the reporting portal that is over.")
class RecordOutageInput(Create):
    since: datetime = argument("When it began.")
    until: datetime = argument("When it was over; 31 days later at most.")
    reason: str = argument("What happened.")
    proof: str = argument("How that is proven; at most 500 characters.")


@mutation(Act.RECORD_OUTAGE, PortalOutage)
async def record_outage(work: UnitOfWork, input: RecordOutageInput) -> New:
    """Record an outage of the reporting portal (ours): what was due on its days by norm or notice moves for all, a day of the Measures does not."""
    outage = OutageSpan(input.since, input.until)
    new = work.create(outage_rules.record(outage, input.reason, input.proof, work.actor, at=work.now))
    # Its version is the edition by which every process knows that its calendar is stale.
    work.apply(await work.rows_of(CityClockRow).lock().one(), Change())
    calendar = work.calendar.without(outage.lost)
    within = Between((outage.lost.first, outage.lost.last))
    await move_rounds(work, calendar)
    await move_filings(work, calendar, outage_rules.moved_for_all, effective=within)
    return new
