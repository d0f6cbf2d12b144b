"""A letter's facts of platforms, titles and change filings, without the values of a change, which may be a person's name (Art. 12)."""

from uuid import UUID

from domain.registry import change_filing as change_filing_rules
from domain.terms import Term
from domain.terms.registry import Bearing
from resolvers.letters.wording import Facts, columns, due_on, in_words, last, name_of, place, worded
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.change_filing import ChangeFilingRow, FilingCopyRow, RegistryChangeRow
from schema.registry.entity import EntityRow
from schema.registry.platform import PlatformEntityRow, PlatformRegionRow, PlatformRow
from schema.registry.title import SuccessionRow, TitleRow


async def platform(work: UnitOfWork, row_id: UUID) -> Facts:
    """A platform's facts are its founding and abolition, and its last region, holder and operator."""
    row = await work.together.one(PlatformRow, row_id)
    moved = last(await work.together.those(PlatformRegionRow, platform_id=row_id), "valid_from")
    bearers = await work.together.those(PlatformEntityRow, platform_id=row_id)
    holder, operator = (
        last([each for each in bearers if each.bearing is bearing], "valid_from")
        for bearing in (Bearing.HOLDER, Bearing.OPERATOR)
    )
    return {
        **await place(work, row_id, row.region_id),
        **worded(**columns(row, "kind", "founded_on", "abolished_on", "abolition_document", "abolition_reason")),
        **worded(moved_on=moved and moved.valid_from, moved_by=moved and moved.document),
        **worded(held_since=holder and holder.valid_from, held_by=holder and holder.document),
        **worded(run_since=operator and operator.valid_from, run_by=operator and operator.document),
        "holder": await name_of(work, EntityRow, row.holder_id),
        "operator": await name_of(work, EntityRow, row.operator_id),
    }


async def title(work: UnitOfWork, row_id: UUID) -> Facts:
    """A title's facts are its issuer, its term and its end."""
    row = await work.together.one(TitleRow, row_id)
    ended = columns(row, "end_reason", "end_document", "end_note", "restore_reason")
    return {
        **await place(work, row.platform_id, None),
        **worded(title=f"{row.level.label}{row.kind.label}", number=row.certificate, by=row.recognised_by),
        **worded(since=row.valid_from, until=row.valid_to, **ended),
    }


async def succession(work: UnitOfWork, row_id: UUID) -> Facts:
    """A succession's facts are its two platforms, its kind and its day."""
    row = await work.together.one(SuccessionRow, row_id)
    before = await place(work, row.predecessor_id, None)
    after = await place(work, row.successor_id, None)
    facts = worded(kind=row.kind, day=row.day, number=row.document, note=row.note)
    return {"predecessor": before["platform"], "successor": after["platform"], **facts}


async def due(work: UnitOfWork, row: ChangeFilingRow | RegistryChangeRow, what: Term | str) -> Facts:
    """A change's facts are its platform, its kind and its due day."""
    where = await place(work, row.platform_id, row.region_id)
    deadline = change_filing_rules.due_date(columns(row, *change_filing_rules.DUE_NEEDS), work.actor, work.today)
    return {
        **where,
        **(worded(due=None, why_due=None, article=None) if deadline is None else due_on(deadline)),
        **worded(what=what, completed=row.completed_on),
        "who": where["platform"],
        "duty": f"{in_words(what)}备案",
        "page": "变更备案",
    }


async def entered(work: UnitOfWork, row_id: UUID) -> Facts:
    """A registry change's facts are its kind and its due day."""
    row = await work.together.one(RegistryChangeRow, row_id)
    return await due(work, row, row.kind)


async def change_filing(work: UnitOfWork, row_id: UUID) -> Facts:
    """A change filing's facts are its subject, its due day and its filing."""
    row = await work.together.one(ChangeFilingRow, row_id)
    facts = worded(filed=row.filed_at, reason=row.withdrawal_reason)
    return {**await due(work, row, row.subject or row.kind), **facts}


async def copy(work: UnitOfWork, row_id: UUID) -> Facts:
    """A copy's facts are its recipient and its missing parts."""
    row = await work.together.one(FilingCopyRow, row_id)
    facts = worded(recipient=row.recipient, missing=row.missing, supplement=row.supplement)
    return {**await change_filing(work, row.filing_id), **facts}
