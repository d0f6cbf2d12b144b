"""What a letter says of a change filing; never from what to what something changed, which may be a person's name (Art. 12)."""

from uuid import UUID

from domain.registry import change_filing as change_filing_rules
from domain.terms import Term
from resolvers.letters.facts import TELLINGS, Facts, columns, due_on, in_words, place, told
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.change_filing import ChangeFilingRow, FilingCopyRow, RegistryChangeRow


async def due(work: UnitOfWork, row: ChangeFilingRow | RegistryChangeRow, what: Term | str) -> Facts:
    """Whose change is to be filed, what it is, and by when."""
    where = await place(work, row.platform_id, row.region_id)
    return {
        **where,
        **due_on(change_filing_rules.due_date(columns(row, *change_filing_rules.DUE_NEEDS), work.actor, work.today)),
        **told(what=what, completed=row.completed_on),
        "who": where["platform"],
        "duty": f"{in_words(what)}备案",
        "page": "变更备案",
    }


async def entered(work: UnitOfWork, row_id: UUID) -> Facts:
    """A change that the registry shows: of what, and by when it is to be filed."""
    row = await work.together.one(RegistryChangeRow, row_id)
    return await due(work, row, row.kind)


async def filing(work: UnitOfWork, row_id: UUID) -> Facts:
    """A change filing: of what, and by when."""
    row = await work.together.one(ChangeFilingRow, row_id)
    said = told(filed=row.filed_at, reason=row.withdrawal_reason)
    return {**await due(work, row, row.subject or row.kind), **said}


async def copy(work: UnitOfWork, row_id: UUID) -> Facts:
    """A copy for one recipient, and what was missing of it."""
    row = await work.together.one(FilingCopyRow, row_id)
    said = told(recipient=row.recipient, missing=row.missing, supplement=row.supplement)
    return {**await filing(work, row.filing_id), **said}


TELLINGS.update({"ChangeFiling": filing, "FilingCopy": copy, "RegistryChange": entered})
