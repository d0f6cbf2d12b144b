"""What a letter says of support (Art. 8)."""

from uuid import UUID

from resolvers.letters.wording import Facts, money, place, worded
from resolvers.work.unit_of_work import UnitOfWork
from schema.network.support import SupportRow


async def support(work: UnitOfWork, row_id: UUID) -> Facts:
    """A desk's support of a platform."""
    row = await work.together.one(SupportRow, row_id)
    facts = worded(giver=row.giver, kind=row.kind, day=row.day, content=row.content, document=row.document)
    amount = money(row, "amount") if row.amount is not None else ""
    return {**await place(work, row.platform_id, row.region_id), **facts, **worded(amount=amount, reason=row.reason)}
