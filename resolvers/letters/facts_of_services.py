"""A letter's facts of a flag, from one of its two places alone (Art. 11)."""

from uuid import UUID

from resolvers.letters.wording import Facts, place, worded
from resolvers.work.unit_of_work import UnitOfWork
from schema.services.archive import EvidenceFlagRow, FlaggedPlaceRow


async def flagged(work: UnitOfWork, row_id: UUID) -> Facts:
    """A flagged place's facts leave out the desk's findings, which may name the other place."""
    row = await work.together.one(FlaggedPlaceRow, row_id)
    flag = await work.together.one(EvidenceFlagRow, row.flag_id)
    facts = worded(kind=flag.kind, state=flag.state, day=row.day, subject=row.subject)
    what = row.slot.label if row.slot else "服务企业名单"
    return {**await place(work, row.platform_id, row.region_id), **facts, "what": what}


async def flag(work: UnitOfWork, row_id: UUID) -> Facts:
    """A flag, at the place where the repetition was found."""
    here, _ = await work.together.those(FlaggedPlaceRow, flag_id=row_id)
    return await flagged(work, here.id)
