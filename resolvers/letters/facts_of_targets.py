"""What a letter says of targets, letters of responsibility and assessments (Art. 4, 12)."""

from uuid import UUID

from domain.terms.targets import TargetLevel
from resolvers.letters.wording import Facts, columns, place, worded
from resolvers.work.unit_of_work import UnitOfWork
from schema.targets.assessment import AssessmentRow
from schema.targets.responsibility_letter import ResponsibilityLetterRow
from schema.targets.target import TargetRow


async def target(work: UnitOfWork, row_id: UUID) -> Facts:
    """A target's facts are its district or platform, its measure and its amount."""
    row = await work.together.one(TargetRow, row_id)
    where = await place(work, row.platform_id, row.region_id)
    says = columns(row, "year", "measure", "amount", "document", "state", "reason")
    district = row.level is TargetLevel.DISTRICT
    return {
        **where,
        **worded(**says, article="第十二条" if district else "第四条", district="分解" if district else None),
        "whose": where["platform"] or where["region"],
    }


async def responsibility(work: UnitOfWork, row_id: UUID) -> Facts:
    """A letter of responsibility's facts are its year and the centre's name on that letter."""
    row = await work.together.one(ResponsibilityLetterRow, row_id)
    where = await place(work, row.platform_id, row.region_id)
    says = columns(row, "year", "number", "withdraw_reason", "amend_reason")
    return {**where, **worded(**says, signed_on=row.signed_at), "centre": row.centre or where["platform"]}


async def assessment(work: UnitOfWork, row_id: UUID) -> Facts:
    """A department's assessment of a platform's year."""
    row = await work.together.one(AssessmentRow, row_id)
    where = await place(work, row.platform_id, row.region_id)
    return {**where, **worded(**columns(row, "year", "result", "opinion", "reason"))}
