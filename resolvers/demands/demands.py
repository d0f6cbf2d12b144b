"""The verbs of demands and their matches (Art. 7(3))."""

from datetime import date

import strawberry

from domain.demands import demand as demand_rules
from domain.demands.demand import DemandContent, DemandFacts, Gathered, MatchResult, Provider
from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.units import Fen
from domain.terms.demands import DemandSource
from domain.terms.reporting import ServiceFunction
from resolvers.registry.anchors import place_of
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.demands.demand import Demand, DemandRow, MatchRow
from schema.network.partner import PartnerRow
from schema.noun.vocabulary import Money
from schema.registry.platform import PlatformRow
from schema.services.enterprise import EnterpriseRow


@strawberry.input(description="A demand to enter.")
class RecordDemandInput(Create):
    platform: strawberry.ID = argument("The platform that collected it.")
    enterprise: strawberry.ID = argument("The enterprise that needs it.")
    day: date = argument("The day it was collected. Not in the future, not before the platform's service.")
    source: DemandSource = argument("How it came to be known.")
    function: ServiceFunction = argument("Which of the eleven functions of service is needed (Art. 7(4)).")
    content: str = argument("What is needed.")


@strawberry.input(description="Whom an open demand is brought together with.")
class MatchDemandInput(Update):
    partner: strawberry.ID | None = argument(
        "The partner of the same platform who may meet it, one on that day. Name either a partner or a provider.",
        default=None,
    )
    provider: str | None = argument("The name of who else may meet it.", default=None)
    provider_uscc: str | None = argument("That provider's unified social credit code.", default=None)
    day: date = argument(
        "The day they were brought together, not before the demand was collected, nor before the last result."
    )
    note: str | None = argument("How, or on what terms.", default=None)


@strawberry.input(description="What the running match of a demand came to.")
class RecordMatchResultInput(Update):
    day: date = argument("The day of the result, not before the match.")
    met: bool = argument("Whether the demand is met; if not, it is open again.")
    result: str = argument("What came of it.")
    financing: Money | None = argument(
        "How much money it brought the enterprise; of a demand of investment and financing alone.", default=None
    )


@strawberry.input(description="A demand that nobody could meet.")
class CloseDemandInput(Update):
    reason: str = argument("Why it is given up.")


@strawberry.input(description="A demand entered by mistake.")
class WithdrawDemandInput(Update):
    reason: str = argument("Why.")


@mutation(Act.RECORD_DEMAND, Demand)
async def record_demand(work: UnitOfWork, input: RecordDemandInput) -> New:
    """Enter what an enterprise needs (Art. 7(3)); the enterprise need not have been served before."""
    platform = await work.find(PlatformRow, input.platform, ("platform",))
    enterprise = await work.find(EnterpriseRow, input.enterprise, ("enterprise",))
    place = await place_of(work, platform, input.day)
    content = DemandContent(input.day, input.source, input.function, input.content)
    return work.create(demand_rules.record(place, enterprise.id, content, at=work.now, today=work.today))


@mutation(Act.MATCH_DEMAND, Demand)
async def match_demand(work: UnitOfWork, input: MatchDemandInput) -> DemandRow:
    """Bring an open demand together with who may meet it (Art. 7(3))."""
    demand = await work.get(DemandRow, input)
    platform = await work.find(PlatformRow, demand.platform_id)
    place = await place_of(work, platform, input.day)
    partner = None if input.partner is None else await work.find(PartnerRow, input.partner, ("partner",))
    provider = Provider(input.provider, input.provider_uscc, partner and partner.facts(Gathered))
    facts, last = demand.facts(DemandFacts), await _last_result(work, demand)
    change = demand_rules.match(
        facts, place, provider, input.day, input.note, at=work.now, today=work.today, last_result=last
    )
    work.apply(demand, change)
    return demand


async def _last_result(work: UnitOfWork, demand: DemandRow) -> date | None:
    """The day of the last result of a demand's matches."""
    ended = work.rows_of(MatchRow, demand_id=demand.id, met=False)
    return max([each.result_day for each in await ended if each.result_day is not None], default=None)


async def _running(work: UnitOfWork, demand: DemandRow) -> MatchRow | None:
    """The match of a demand that has no result yet."""
    return await work.rows_of(MatchRow, demand_id=demand.id, met=None).maybe()


@mutation(Act.RECORD_MATCH_RESULT, Demand)
async def record_match_result(work: UnitOfWork, input: RecordMatchResultInput) -> DemandRow:
    """Record what the running match came to (Art. 7(3)): the demand is met, or open for another match."""
    demand = await work.get(DemandRow, input)
    running = await _running(work, demand)
    financing = None if input.financing is None else Fen(input.financing)
    result = MatchResult(input.day, input.met, input.result, financing)
    since = running.day if running is not None else demand.day
    change, concluded = demand_rules.conclude(demand.facts(DemandFacts), since, result, today=work.today)
    work.apply(demand, change)
    if running is not None:
        work.apply(running, concluded)
    return demand


@mutation(Act.CLOSE_DEMAND, Demand)
async def close_demand(work: UnitOfWork, input: CloseDemandInput) -> DemandRow:
    """Give a demand up that nobody could meet, with a reason (Art. 7(3)); a match that runs ends as not met."""
    demand = await work.get(DemandRow, input)
    work.apply(demand, demand_rules.close(demand.facts(DemandFacts), input.reason))
    await _break_off(work, demand, input.reason)
    return demand


@mutation(Act.WITHDRAW_DEMAND, Demand)
async def withdraw_demand(work: UnitOfWork, input: WithdrawDemandInput) -> DemandRow:
    """Take back a demand entered by mistake, with a reason; neither it nor its matches count any more, and one that runs ends as not met."""
    demand = await work.get(DemandRow, input)
    work.apply(demand, demand_rules.withdraw(demand.facts(DemandFacts), input.reason))
    for each in await work.rows_of(MatchRow, demand_id=demand.id).ordered("id"):
        work.apply(each, demand_rules.WITHDRAWN)
    await _break_off(work, demand, input.reason)
    return demand


async def _break_off(work: UnitOfWork, demand: DemandRow, reason: str) -> None:
    """A running match is broken off."""
    if running := await _running(work, demand):
        work.apply(running, demand_rules.broken_off(reason, today=work.today))
