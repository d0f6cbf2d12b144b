"""The verbs of the service ledger (Art. 7, 10, 11)."""

from collections.abc import Sequence
from datetime import date

import strawberry

from domain.demands import follow_up as follow_up_rules
from domain.demands.follow_up import FollowUpFacts
from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.units import Fen
from domain.services import activity as activity_rules
from domain.services.activity import ActivityFacts, Entry, ServedEnterprise
from domain.terms.demands import FollowUpState
from domain.terms.reporting import Mode, Nature, ServiceFunction
from resolvers.registry.anchors import place_of
from resolvers.services.repetitions import same_list
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.rows import other_than
from resolvers.work.unit_of_work import UnitOfWork
from schema.demands.follow_up import FollowUpRow
from schema.noun.vocabulary import Money, Quarter
from schema.registry.platform import PlatformRow
from schema.reporting.report import ReportRow
from schema.services.activity import Activity, ActivityEnterpriseRow, ActivityRow
from schema.services.archive import ActivityFileRow, FlaggedPlaceRow
from schema.services.enterprise import EnterpriseRow


@strawberry.input(description="What an entry of the service ledger says.")
class EntryInput:
    day: date = argument(
        "The day it took place; in a long one, the day it ended. Not in the future, not before the platform's service."
    )
    function: ServiceFunction = argument("Which of the eleven functions of service it fulfils (Art. 7(4)).")
    nature: Nature = argument("For the public good or at market terms (Art. 10).")
    mode: Mode = argument("Over the network or at a place.")
    subject: str = argument("What it was about.")
    place: str | None = argument("Where it took place, or over which channel.", default=None)
    persons: int = argument("How many persons took part.")
    training: bool = argument("Whether it was a training.", default=False)
    fee: Money = argument("What those served paid in all.", default=Money(0))
    enterprises: list[strawberry.ID] = argument(
        "The enterprises it served; one named twice counts once.", default_factory=list
    )


@strawberry.input(description="An activity to enter in the ledger.")
class RecordActivityInput(Create):
    platform: strawberry.ID = argument("Whose activity it was.")
    entry: EntryInput = argument("What took place.")


@strawberry.input(description="An entry that another corrects.")
class ReplaceActivityInput(Update):
    entry: EntryInput = argument("What truly took place: the whole entry, not only the difference.")
    reason: str = argument("Why it is corrected.")


@strawberry.input(description="An entry made by mistake.")
class WithdrawActivityInput(Update):
    reason: str = argument("Why.")


def entry_of(input: EntryInput) -> Entry:
    """An input becomes the rule's entry."""
    subject, place = a_text(input.subject, "subject", "活动主题", 200), maybe_text(input.place, "place", "地点", 200)
    return Entry(
        input.day,
        input.function,
        input.nature,
        input.mode,
        subject,
        place,
        input.persons,
        input.training,
        Fen(input.fee),
    )


async def served(work: UnitOfWork, ids: Sequence[strawberry.ID]) -> list[ServedEnterprise]:
    """The enterprises that the input names."""
    rows = [await work.find(EnterpriseRow, id, ("entry", "enterprises")) for id in dict.fromkeys(ids)]
    return [row.facts(ServedEnterprise) for row in rows]


async def is_late(work: UnitOfWork, platform: PlatformRow, day: date) -> bool:
    """Whether the report of the day's quarter was handed in already."""
    reports = work.rows_of(ReportRow, platform_id=platform.id, quarter=Quarter.of(day))
    return await reports.that(first_submitted_at=other_than(None)).exists()


async def hand_over(work: UnitOfWork, old: ActivityRow, new: New) -> None:
    """The archive and the follow-ups of an entry go over to the entry that replaces it."""
    over = {"activity_id": new, "region_id": new.values["region_id"]}
    for each in await work.rows_of(ActivityFileRow, activity_id=old.id):
        work.apply(each, Change(over))
    for each in await work.rows_of(FlaggedPlaceRow, activity_id=old.id):
        work.apply(each, Change(over))


async def carry_follow_ups(work: UnitOfWork, old: ActivityRow, reason: str, day: date, new: Sequence[New] = ()) -> None:
    """The follow-ups of a corrected entry move to its new rows; those without a service there are withdrawn."""
    services = {row.values.get("enterprise_id"): row for row in new[1:]}
    of = [each.id for each in await work.rows_of(ActivityEnterpriseRow, activity_id=old.id)]
    follow_ups = work.rows_of(FollowUpRow, service_id=of, state=other_than(FollowUpState.WITHDRAWN))
    for each in await follow_ups.ordered("id").lock():
        to = services.get(each.enterprise_id)
        work.apply(each, follow_up_rules.corrected(each.facts(FollowUpFacts), to, day, reason))


@mutation(Act.RECORD_ACTIVITY, Activity)
async def record_activity(work: UnitOfWork, input: RecordActivityInput) -> New:
    """Enter an activity in the service ledger (Art. 11)."""
    platform = await work.find(PlatformRow, input.platform, ("platform",))
    entry, who = entry_of(input.entry), await served(work, input.entry.enterprises)
    place, late = await place_of(work, platform, entry.day), await is_late(work, platform, entry.day)
    entered = work.create(activity_rules.record(place, entry, who, at=work.now, late=late))
    await same_list(work, entered)
    return entered


@mutation(Act.REPLACE_ACTIVITY, Activity)
async def replace_activity(work: UnitOfWork, input: ReplaceActivityInput) -> New:
    """Correct an entry by another that replaces it (Art. 11); a version handed in keeps what it said. Answers with the new entry."""
    old = await work.get(ActivityRow, input)
    platform = await work.find(PlatformRow, old.platform_id)
    entry, who = entry_of(input.entry), await served(work, input.entry.enterprises)
    place, late = await place_of(work, platform, entry.day), await is_late(work, platform, entry.day)
    change = activity_rules.replace(old.facts(ActivityFacts), place, entry, who, input.reason, at=work.now, late=late)
    work.apply(old, change)
    await hand_over(work, old, change.adds[0])
    await carry_follow_ups(work, old, input.reason, entry.day, change.adds)
    await same_list(work, change.adds[0], old)
    return change.adds[0]


@mutation(Act.WITHDRAW_ACTIVITY, Activity)
async def withdraw_activity(work: UnitOfWork, input: WithdrawActivityInput) -> ActivityRow:
    """Withdraw an entry made by mistake (Art. 11), with its follow-ups; a version handed in keeps what it said."""
    activity = await work.get(ActivityRow, input)
    work.apply(activity, activity_rules.withdraw(activity.facts(ActivityFacts), input.reason))
    await carry_follow_ups(work, activity, input.reason, activity.day)
    return activity
