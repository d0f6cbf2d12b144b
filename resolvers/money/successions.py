"""The verb of successions, which add up the money that both platforms received (Art. 12, 18)."""

from datetime import date
from uuid import UUID

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.typed_text import a_text, maybe_text
from domain.registry import registry
from domain.registry.registry import PlatformFacts
from domain.registry.registry_change import Entered
from domain.terms.registry import ChangeKind, PlatformState, SuccessionKind
from resolvers.money.cap_accounts import CapAccounts
from resolvers.registry.registry_changes import named, note
from resolvers.work.mutation import Create, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.platform import PlatformRow
from schema.registry.title import Succession, SuccessionRow


@strawberry.input(description="One platform follows another.")
class RecordSuccessionInput(Create):
    predecessor: strawberry.ID = argument("The one that is followed.")
    successor: strawberry.ID = argument("The one that follows, of the same kind.")
    kind: SuccessionKind = argument("By merger or by split.")
    day: date = argument("From which day; not in the future.")
    document: str = argument("Number of the document it rests on.")
    note: str | None = argument("Anything to be noted.", default=None)
    filing: strawberry.ID | None = argument("The change filing of either that this is the effect of.", default=None)


@mutation(Act.RECORD_SUCCESSION, Succession)
async def record_succession(work: UnitOfWork, input: RecordSuccessionInput) -> New:
    """Record which platform follows which; what both have received is then counted together (Art. 18)."""
    before = await work.find(PlatformRow, input.predecessor, ("predecessor",), lock=True)
    after = await work.find(PlatformRow, input.successor, ("successor",), lock=True)
    columns = {
        "document": a_text(input.document, "document", "文号", 100),
        "note": maybe_text(input.note, "note", "备注", 2000),
    }
    facts = before.facts(PlatformFacts), after.facts(PlatformFacts)
    followers = await _followers(work, after.id)
    change = registry.succeed(*facts, input.kind, input.day, columns, followers=followers, today=work.today)
    await CapAccounts(work).carry(before.id, after.id, before.kind, input.document)
    await note_succession(work, before, after, input)
    return work.create(change)


async def note_succession(
    work: UnitOfWork, before: PlatformRow, after: PlatformRow, input: RecordSuccessionInput
) -> None:
    """Each platform in being of the two gets a restructuring noted, which that platform has to file."""
    by = await named(work, input.filing)
    entered = Entered(ChangeKind.RESTRUCTURING, input.day, before.name, after.name, input.document)
    for each in (before, after):
        if each.state is PlatformState.OPERATING:
            await note(
                work, each, entered, by if by and by.platform_id != (after if each is before else before).id else None
            )


async def _followers(work: UnitOfWork, platform: UUID) -> set[UUID]:
    """A platform's successors are each locked before their own successors are read, so that no circle closes meanwhile."""
    followers, pending = set[UUID](), {platform}
    while pending:
        await work.rows_of(PlatformRow, id=pending).ordered("id").lock()
        onward = await work.rows_of(SuccessionRow, predecessor_id=pending)
        pending = {one.successor_id for one in onward} - followers
        followers |= pending
    return followers
