"""The verbs of change filings and their copies (Art. 12)."""

from collections.abc import Sequence
from datetime import date

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.events import Event
from domain.kernel.violations import Code, Violation
from domain.registry import change_filing as change_filing_rules
from domain.registry import registry_change as registry_change_rules
from domain.registry.change_filing import ChangeFilingFacts, CopyFacts, FiledChange, FilingPlatform
from domain.registry.registry_change import NamedChange
from domain.terms.registry import ChangeKind, FilingCopyState, FilingRecipient
from resolvers.registry.registry_changes import record_of
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.rows import other_than
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.change_filing import ChangeFiling, ChangeFilingRow, FilingCopy, FilingCopyRow, RegistryChangeRow
from schema.registry.platform import PlatformRow


@strawberry.input(description="A major change whose formalities are complete.")
class FileChangeInput(Create):
    platform: strawberry.ID = argument("The platform it is about.")
    kind: ChangeKind = argument("What changed.")
    completed_on: date = argument(
        "The day the formalities were complete; not in the future. A late filing is taken too."
    )
    proof: str = argument("How that is proven: number of the licence, the approval, the certificate.")
    before: str = argument("What was so before.")
    after: str = argument("What is so since.")
    subject: str | None = argument("What the change is called; needed for OTHER.", default=None)
    send_to: list[FilingRecipient] = argument(
        "Whom it is sent to at once: DEPARTMENT, MUNICIPAL_CENTER, both or neither.", default_factory=list
    )
    change: strawberry.ID | None = argument(
        "The change of the registry (`registryChanges`) that it files; left out, the open one of this kind nearest in time.",
        default=None,
    )


@strawberry.input(description="A filing entered by mistake.")
class WithdrawFilingInput(Update):
    reason: str = argument("Why.")


@strawberry.input(description="The copy to send.")
class SendFilingCopyInput(Update):
    pass


@strawberry.input(description="The copy to acknowledge.")
class AcknowledgeFilingCopyInput(Update):
    pass


@strawberry.input(description="A copy that lacks something.")
class ReturnFilingCopyInput(Update):
    missing: str = argument("What is missing. That is the only reason for which a filing is returned.")


@strawberry.input(description="What was missing of a copy.")
class CompleteFilingCopyInput(Update):
    supplement: str = argument("What is supplied, and how it is proven.")


@mutation(Act.FILE_CHANGE, ChangeFiling)
async def file_change(work: UnitOfWork, input: FileChangeInput) -> New:
    """File a major change (Art. 12): due ten working days after its formalities were complete, with department and municipal centre."""
    platform = await work.find(PlatformRow, input.platform, ("platform",), lock=True)
    record, due = await record_of(work, platform, input.completed_on)
    change = FiledChange(input.kind, input.completed_on, input.subject, input.before, input.after, input.proof)
    unit = platform.facts(FilingPlatform, record=record)
    entered = await _entered(work, platform, input)
    new, copies = change_filing_rules.file(
        unit, change, due, input.send_to, work.actor, at=work.now, registry_due_on=entered and entered.due_on
    )
    work.create(new)
    for copy in copies:
        work.add(copy)
        if copy.values["state"] is FilingCopyState.SENT:
            work.emit(Event.FILING_SENT, copy)
    if entered is not None:
        work.apply(entered, Change({"filing_id": new}))
    return new


async def _entered(work: UnitOfWork, platform: PlatformRow, input: FileChangeInput) -> RegistryChangeRow | None:
    """The change of the registry that a filing answers for: the one named, else the one that fits."""
    if input.change is not None:
        row = await work.find(RegistryChangeRow, input.change, ("change",), lock=True)
        registry_change_rules.refuse_other(input.kind, platform.id, NamedChange(row.platform_id, row.kind), "change")
        if row.filing_id is not None:
            raise Violation(Code.ALREADY_EXISTS, path=("change",))
        return row
    still_open = work.rows_of(RegistryChangeRow, platform_id=platform.id, kind=input.kind, filing_id=None)
    entries = {row.id: row for row in await still_open.lock()}
    nearest = registry_change_rules.nearest(input.completed_on, {id: row.completed_on for id, row in entries.items()})
    return nearest and entries[nearest]


@mutation(Act.WITHDRAW_FILING, ChangeFiling)
async def withdraw_filing(work: UnitOfWork, input: WithdrawFilingInput) -> ChangeFilingRow:
    """Take a change filing back as a mistake that nobody has received yet (ours); what it answered for in the registry is unfiled again."""
    row = await work.get(ChangeFilingRow, input)
    work.apply(row, change_filing_rules.withdraw(row.facts(ChangeFilingFacts), input.reason, at=work.now))
    for copy in await work.rows_of(FilingCopyRow, filing_id=row.id, state=FilingCopyState.SENT):
        work.emit(Event.FILING_WITHDRAWN, copy)
    for each in await work.rows_of(RegistryChangeRow, filing_id=row.id).lock():
        work.apply(each, Change({"filing_id": None}))
    return row


@mutation(Act.SEND_FILING_COPY, FilingCopy)
async def send_filing_copy(work: UnitOfWork, input: SendFilingCopyInput) -> FilingCopyRow:
    """Send a change filing to one of its recipients (Art. 12); it is filed once all that the Measures name were sent theirs."""
    copy = await work.get(FilingCopyRow, input)
    of = await _change_filing(work, copy)
    change, filed = change_filing_rules.send(
        copy.facts(CopyFacts), of.facts(ChangeFilingFacts), await _others(work, copy), work.actor, at=work.now
    )
    work.apply(copy, change)
    work.apply(of, filed)
    return copy


async def _change_filing(work: UnitOfWork, copy: FilingCopyRow) -> ChangeFilingRow:
    return await work.rows_of(ChangeFilingRow, id=copy.filing_id).lock().one()


async def _others(work: UnitOfWork, copy: FilingCopyRow) -> Sequence[CopyFacts]:
    rows = await work.rows_of(FilingCopyRow, filing_id=copy.filing_id, id=other_than(copy.id))
    return [row.facts(CopyFacts) for row in rows]


@mutation(Act.ACKNOWLEDGE_FILING_COPY, FilingCopy)
async def acknowledge_filing_copy(work: UnitOfWork, input: AcknowledgeFilingCopyInput) -> FilingCopyRow:
    """Acknowledge a change filing (Art. 12): it was received; nobody approves it."""
    copy = await work.get(FilingCopyRow, input)
    of = await _change_filing(work, copy)
    change, received = change_filing_rules.acknowledge(
        copy.facts(CopyFacts), of.facts(ChangeFilingFacts), work.actor, at=work.now
    )
    work.apply(copy, change)
    if received is not None:
        work.apply(of, received)
    return copy


@mutation(Act.RETURN_FILING_COPY, FilingCopy)
async def return_filing_copy(work: UnitOfWork, input: ReturnFilingCopyInput) -> FilingCopyRow:
    """Return a change filing for what is missing (Art. 12); the first time of sending still counts."""
    copy = await work.get(FilingCopyRow, input)
    of = await _change_filing(work, copy)
    facts = copy.facts(CopyFacts)
    change, received = change_filing_rules.return_copy(
        facts, of.facts(ChangeFilingFacts), input.missing, work.actor, at=work.now
    )
    work.apply(copy, change)
    if received is not None:
        work.apply(of, received)
    return copy


@mutation(Act.COMPLETE_FILING_COPY, FilingCopy)
async def complete_filing_copy(work: UnitOfWork, input: CompleteFilingCopyInput) -> FilingCopyRow:
    """Supply what was missing of a change filing (Art. 12); it is with its recipient again."""
    copy = await work.get(FilingCopyRow, input)
    state = (await _change_filing(work, copy)).state
    work.apply(
        copy, change_filing_rules.complete(copy.facts(CopyFacts), state, input.supplement, work.actor, at=work.now)
    )
    return copy
