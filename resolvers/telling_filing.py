"""What a letter says of a change filing; never from what to what something changed, which may be a person's name (Art. 12)."""

from uuid import UUID

from domain import filing as law
from resolvers.telling import TELLINGS, Facts, columns, due_on, place, told
from resolvers.work import UnitOfWork
from schema.filing import ChangeFilingRow, FilingCopyRow


async def filing(work: UnitOfWork, row_id: UUID) -> Facts:
    """A change filing: of what, and by when."""
    row = await work.together.one(ChangeFilingRow, row_id)
    return {
        **await place(work, row.platform_id, row.region_id),
        **due_on(law.due_date(columns(row, *law.DUE_NEEDS), work.actor, work.today)),
        **told(what=row.subject or row.kind, completed=row.completed_on, filed=row.filed_at),
        **told(reason=row.withdrawal_reason),
    }


async def copy(work: UnitOfWork, row_id: UUID) -> Facts:
    """A copy for one recipient, and what was missing of it."""
    row = await work.together.one(FilingCopyRow, row_id)
    said = told(recipient=row.recipient, missing=row.missing, supplement=row.supplement)
    return {**await filing(work, row.filing_id), **said}


TELLINGS.update({"ChangeFiling": filing, "FilingCopy": copy})
