"""Changes by the registry's own acts are noted for filing, with the change filing that answers (Art. 12)."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import strawberry

from domain.kernel.change import Change
from domain.kernel.events import Event
from domain.registry import change_filing as change_filing_rules
from domain.registry import registry_change as registry_change_rules
from domain.registry.registry_change import Entered, NamedChange, Unfiled
from domain.terms.registry import ChangeKind, FilingRecipient, FilingState, PlatformState
from resolvers.registry.anchors import place_of
from resolvers.time.norm import norm_on
from resolvers.work.rows import AtMost, Below
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.change_filing import ChangeFilingRow, FilingCopyRow, RegistryChangeRow
from schema.registry.entity import EntityRow
from schema.registry.platform import PlatformRow

LIVE_STATES = (FilingState.OPEN, FilingState.FILED)
OF_ENTITY: Mapping[ChangeKind, str] = {
    ChangeKind.NAME: "name",
    ChangeKind.ADDRESS: "address",
    ChangeKind.LEGAL_REPRESENTATIVE: "legal_representative",
}
"""What is filed of the unit that runs a platform, and the column it stands in."""


async def named(work: UnitOfWork, id: strawberry.ID | None) -> ChangeFilingRow | None:
    """The filing that an act of the registry names."""
    return None if id is None else await work.find(ChangeFilingRow, id, ("filing",), lock=True)


async def record_of(
    work: UnitOfWork, platform: PlatformRow, completed_on: date
) -> tuple[UUID, change_filing_rules.FilingDue]:
    """The region of record of a change, and when its filing is due."""
    day = change_filing_rules.day_of_record(completed_on, platform.founded_on)
    region = (await place_of(work, platform, day)).region_id
    return region, change_filing_rules.due_of(completed_on, work.packs, work.calendar, region)


async def note(
    work: UnitOfWork, platform: PlatformRow, entered: Entered, by: ChangeFilingRow | None = None
) -> ChangeFilingRow | None:
    """Note a change of a platform; the filing named answers for it, else the one that fits."""
    if by is not None:
        registry_change_rules.refuse_other(entered.kind, platform.id, by.facts(NamedChange), "filing")
    answers = by or await _fitting(work, platform, entered)
    region, due = await record_of(work, platform, entered.completed_on)
    work.add(registry_change_rules.noted(entered, platform.id, region, due, answers and answers.id))
    if answers is not None:
        work.apply(
            answers, change_filing_rules.settle_change(answers.facts(change_filing_rules.ChangeFilingFacts), due.due_on)
        )
    return answers


async def _fitting(work: UnitOfWork, platform: PlatformRow, entered: Entered) -> ChangeFilingRow | None:
    """The free filing of the same kind nearest in time."""
    filings = work.rows_of(ChangeFilingRow, platform_id=platform.id, kind=entered.kind, state=LIVE_STATES)
    locked = await filings.ordered("id").lock()
    taken = work.rows_of(RegistryChangeRow, platform_id=platform.id, kind=entered.kind)
    used = [each.filing_id for each in await taken]
    free = {each.id: each for each in locked if each.id not in used}
    nearest = registry_change_rules.nearest(entered.completed_on, {id: each.completed_on for id, each in free.items()})
    return nearest and free[nearest]


async def note_move(
    work: UnitOfWork, platform: PlatformRow, to: UUID, entered: Entered, by: ChangeFilingRow | None
) -> None:
    """A move is noted, and its filing copied to the new department too. Reading L3."""
    answers = await note(work, platform, entered, by)
    if answers is None or await work.rows_of(FilingCopyRow, filing_id=answers.id, region_id=to).exists():
        return
    copy = change_filing_rules.a_copy(answers.id, platform.id, to, FilingRecipient.NEW_DEPARTMENT, work.now, work.actor)
    work.add(copy)
    work.emit(Event.FILING_SENT, copy)


async def note_entity(work: UnitOfWork, entity: EntityRow, change: Change, day: date) -> None:
    """A change of an entity is noted for each platform of that entity."""
    before = {kind: getattr(entity, column) for kind, column in OF_ENTITY.items()}
    after = {kind: change.set[column] for kind, column in OF_ENTITY.items()}
    changed = registry_change_rules.differences(before, after)
    runs = ({"operator_id": entity.id}, {"operator_id": None, "holder_id": entity.id})
    platforms = work.rows_of(PlatformRow, runs, state=PlatformState.OPERATING, founded_on=AtMost(day)).ordered("id")
    for platform in await platforms.lock() if changed else ():
        for kind, (was, now) in changed.items():
            await note(work, platform, Entered(kind, day, was, now))


async def unfiled_change_of_holder(work: UnitOfWork, platform: UUID) -> Unfiled | None:
    """The change of holder that holds a platform's payments back, where the norm says so."""
    norm = await norm_on(work, work.today)
    if norm is None or not norm.hold_unfiled_holder:
        return None
    overdue = work.rows_of(RegistryChangeRow, platform_id=platform, kind=ChangeKind.HOLDER, due_on=Below(work.today))
    for each in await overdue.ordered("completed_on"):
        if each.filing_id is None or not await _is_filed(work, each.filing_id):
            return each.facts(Unfiled, platform=(await work.rows_of(PlatformRow, id=platform).one()).name)
    return None


async def _is_filed(work: UnitOfWork, id: UUID) -> bool:
    return (await work.rows_of(ChangeFilingRow, id=id).one()).state is FilingState.FILED
