"""What a letter says of a complaint (Art. 7, 13)."""

from uuid import UUID

from domain.terms.demands import ComplaintKind
from resolvers.letters.wording import Facts, place, worded
from resolvers.work.unit_of_work import UnitOfWork
from schema.demands.complaint import ComplaintRow


async def complaint(work: UnitOfWork, row_id: UUID) -> Facts:
    """A complaint, without its text and its sender."""
    row = await work.together.one(ComplaintRow, row_id)
    where = await place(work, row.platform_id, row.region_id)
    fund = row.kind is ComplaintKind.FUND_USE
    article = worded(article="第十三条" if fund else "第七条（一）", reason=row.pass_reason)
    return {**where, **article, **worded(receipt=row.receipt, kind=row.kind, day=row.received_at, state=row.state)}
