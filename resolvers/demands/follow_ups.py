"""The verbs of follow-ups (Art. 11)."""

from datetime import date
from uuid import UUID

import strawberry

from domain.demands import follow_up as follow_up_rules
from domain.demands.follow_up import FollowUpContent, FollowUpFacts, Service
from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.terms.demands import FollowUpState
from domain.terms.reporting import ActivityState
from resolvers.registry.anchors import place_of
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.rows import AtMost, other_than, parent
from resolvers.work.unit_of_work import UnitOfWork
from schema.demands.follow_up import FollowUp, FollowUpRow
from schema.registry.platform import PlatformRow
from schema.services.activity import ActivityEnterpriseRow, ActivityRow
from schema.services.enterprise import EnterpriseRow


@strawberry.input(description="What an enterprise served says of the service.")
class RecordFollowUpInput(Create):
    platform: strawberry.ID = argument("The platform that served and asked.")
    enterprise: strawberry.ID = argument("The enterprise asked; the platform has served it by then.")
    activity: strawberry.ID | None = argument(
        "The activity it is about; the last one that served it by that day when left out.", default=None
    )
    day: date = argument("The day it was asked, not in the future; of one service once a day.")
    met: bool = argument("Whether the service met its need.")
    further: bool = argument("Whether it needs further service.")
    rating: int | None = argument("From 1 to 5, 5 the best; left out where it gave none.", default=None)
    opinions: str | None = argument("What it thinks of the service.", default=None)
    suggestions: str | None = argument("What it suggests.", default=None)


@strawberry.input(description="What was done about a follow-up.")
class RecordFollowUpActionInput(Update):
    action: str = argument("What was done; it is recorded once.")
    day: date = argument("The day of that, not before the follow-up.")


@strawberry.input(description="A follow-up entered by mistake.")
class WithdrawFollowUpInput(Update):
    reason: str = argument("Why.")


async def service_of(
    work: UnitOfWork, platform: UUID, enterprise: UUID, day: date, activity: UUID | None
) -> Service | None:
    """The followed-up service is the named one, or the last by a day, and is locked; a replaced or withdrawn one does not count."""
    services = work.rows_of(ActivityEnterpriseRow, platform_id=platform, enterprise_id=enterprise)
    chosen = {"day": AtMost(day)} if activity is None else {"id": activity}
    recorded = services.that(activity=parent(state=ActivityState.RECORDED, **chosen))
    row = await recorded.ordered("-activity__day", "-id").first()
    if row is None:
        return None
    now = await work.rows_of(ActivityRow, id=row.activity_id).lock().one()
    if now.state is not ActivityState.RECORDED:
        return None
    follow_ups = work.rows_of(FollowUpRow, service_id=row.id, state=other_than(FollowUpState.WITHDRAWN))
    return Service(row.id, row.enterprise_id, now.day, {each.day for each in await follow_ups})


@mutation(Act.RECORD_FOLLOW_UP, FollowUp)
async def record_follow_up(work: UnitOfWork, input: RecordFollowUpInput) -> New:
    """Enter what an enterprise says of a service afterwards (Art. 11); only one that the platform has served."""
    platform = await work.find(PlatformRow, input.platform, ("platform",))
    enterprise = await work.find(EnterpriseRow, input.enterprise, ("enterprise",))
    activity = None if input.activity is None else (await work.find(ActivityRow, input.activity, ("activity",))).id
    place = await place_of(work, platform, input.day)
    service = await service_of(work, platform.id, enterprise.id, input.day, activity)
    content = FollowUpContent(input.day, input.met, input.further, input.rating, input.opinions, input.suggestions)
    return work.create(follow_up_rules.record(place, service, content, at=work.now, today=work.today))


@mutation(Act.RECORD_FOLLOW_UP_ACTION, FollowUp)
async def record_follow_up_action(work: UnitOfWork, input: RecordFollowUpActionInput) -> FollowUpRow:
    """Add what was done about a follow-up, once (Art. 11)."""
    row = await work.get(FollowUpRow, input)
    work.apply(row, follow_up_rules.act_on(row.facts(FollowUpFacts), input.action, input.day, today=work.today))
    return row


@mutation(Act.WITHDRAW_FOLLOW_UP, FollowUp)
async def withdraw_follow_up(work: UnitOfWork, input: WithdrawFollowUpInput) -> FollowUpRow:
    """Take back a follow-up entered by mistake, with a reason."""
    row = await work.get(FollowUpRow, input)
    work.apply(row, follow_up_rules.withdraw(row.facts(FollowUpFacts), input.reason))
    return row
