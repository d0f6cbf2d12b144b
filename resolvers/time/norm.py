"""The reporting norm that is in force (Art. 14; its days are ours)."""

from datetime import date

from resolvers.work.rows import AtMost
from resolvers.work.unit_of_work import UnitOfWork
from schema.time.calendar import ReportingNormRow


async def norm_on(work: UnitOfWork, day: date) -> ReportingNormRow | None:
    """The norm in force on a day."""
    return await work.rows_of(ReportingNormRow, valid_from=AtMost(day)).ordered("-valid_from").first()
