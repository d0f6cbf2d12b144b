"""The verbs of an activity's archive, and of the flags of files and lists that repeat elsewhere (Art. 11)."""

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.events import Event
from domain.services import archive as archive_rules
from domain.services.archive import Archived, ArchivedFile, FileFacts, Holder, RepeatedPlace
from domain.terms.services import EvidenceState, Slot
from resolvers.services.repetitions import flag, in_turn, keys_of, seen_before
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.platform import PlatformRow
from schema.services.activity import ActivityRow
from schema.services.archive import ActivityFile, ActivityFileRow, EvidenceFlag, EvidenceFlagRow, FlaggedPlaceRow
from schema.services.file import FileRow


@strawberry.input(description="A file to put into the archive of an activity.")
class AttachEvidenceInput(Create):
    activity: strawberry.ID = argument("Whose archive.")
    slot: Slot = argument("What the file is in it. A slot holds as many files as there are.")
    file: strawberry.ID = argument("The file, sent by `POST /files` for the same platform.")


@strawberry.input(description="What was put into an archive by mistake.")
class WithdrawEvidenceInput(Update):
    reason: str = argument("Why.")


@strawberry.input(description="What an operator says of a suspicion.")
class ExplainFlagInput(Update):
    explanation: str = argument("Why the same stands in both places; the desks read it, the other operator does not.")


@strawberry.input(description="What a desk found of a suspicion.")
class DecideFlagInput(Update):
    findings: str = argument("What was found; the operators of both places read it.")


@mutation(Act.ATTACH_EVIDENCE, ActivityFile)
async def attach_evidence(work: UnitOfWork, input: AttachEvidenceInput) -> New:
    """Put a file into the archive of an activity (Art. 11): one file is one of the five slots. What stands elsewhere in the city is flagged, never refused."""
    file = (await work.find(FileRow, input.file, ("file",))).facts(FileFacts)
    await in_turn(work.connection, keys_of(file, input.slot))
    row = await work.find(ActivityRow, input.activity, ("activity",), lock=True)
    files = await work.rows_of(ActivityFileRow, activity_id=row.id, state=EvidenceState.ATTACHED)
    activity, at = row.facts(Archived), work.now
    attached = work.create(
        archive_rules.attach(activity, file, input.slot, [each.facts(ArchivedFile) for each in files], at=at)
    )
    await settle(work, row, (input.slot,))
    if repetition := await seen_before(work.connection, file, input.slot, activity.id):
        where = (activity.id, activity.platform_id, activity.region_id, activity.day, activity.subject)
        flag(work, repetition.kind, RepeatedPlace(*where, attached, input.slot), repetition.there)
    return attached


async def settle(work: UnitOfWork, activity: ActivityRow, more: tuple[Slot, ...] = (), but: object = None) -> None:
    """The filled slots of an archive are stored anew after a change."""
    files = work.rows_of(ActivityFileRow, activity_id=activity.id, state=EvidenceState.ATTACHED)
    change = archive_rules.archive([*more, *(each.slot for each in await files if each.id != but)])
    if change.set["filled_slots"] != activity.filled_slots:
        work.apply(activity, change)


@mutation(Act.WITHDRAW_EVIDENCE, ActivityFile)
async def withdraw_evidence(work: UnitOfWork, input: WithdrawEvidenceInput) -> ActivityFileRow:
    """Take back what was put into an archive by mistake (Art. 11); file and reason are kept."""
    attached = await work.get(ActivityFileRow, input)
    activity = await work.find(ActivityRow, attached.activity_id, lock=True)
    work.apply(attached, archive_rules.withdraw(attached.state, input.reason, at=work.now))
    await settle(work, activity, but=attached.id)
    return attached


@mutation(Act.EXPLAIN_FLAG, EvidenceFlag)
async def explain_flag(work: UnitOfWork, input: ExplainFlagInput) -> EvidenceFlagRow:
    """Explain why the same stands in two places (ours); said of one's own place, or of both where both are one's own."""
    row = await work.get(EvidenceFlagRow, input)
    change, place_change = archive_rules.explain(row.state, input.explanation)
    work.apply(row, change)
    own = list(work.actor.reach["platform"])
    for place in await work.rows_of(FlaggedPlaceRow, flag_id=row.id, platform_id=own):
        work.apply(place, place_change)
    return row


@mutation(Act.CLEAR_FLAG, EvidenceFlag)
async def clear_flag(work: UnitOfWork, input: DecideFlagInput) -> EvidenceFlagRow:
    """Find in order that the same stands in two places (ours)."""
    return await decided(work, Act.CLEAR_FLAG, input)


@mutation(Act.CONFIRM_FLAG, EvidenceFlag)
async def confirm_flag(work: UnitOfWork, input: DecideFlagInput) -> EvidenceFlagRow:
    """Find that what stands in two places is a repetition (ours). Nothing follows by itself."""
    return await decided(work, Act.CONFIRM_FLAG, input)


async def decided(work: UnitOfWork, act: Act, input: DecideFlagInput) -> EvidenceFlagRow:
    """A decision on a flag is notified once to each of its platforms, of its own place."""
    row = await work.get(EvidenceFlagRow, input)
    places = await work.rows_of(FlaggedPlaceRow, flag_id=row.id).ordered("-id")
    platforms = await work.rows_of(PlatformRow, id=[place.platform_id for place in places])
    holders = [platform.facts(Holder) for platform in platforms]
    work.apply(row, archive_rules.decide(act, row.state, input.findings, work.actor, holders, at=work.now))
    for place in {each.platform_id: each for each in places}.values():
        work.emit(Event.FLAG_DECIDED, place)
    return row
