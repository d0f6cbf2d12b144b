"""What a letter says of a rectification and of reminders (Art. 17, 19)."""

from typing import Final
from uuid import UUID

from domain.rectification import rectification as rectification_rules
from domain.terms.reporting import ObligationKind
from resolvers.letters.facts_of_reporting import obligation
from resolvers.letters.wording import Facts, columns, due_on, name_of, place, worded
from resolvers.work.unit_of_work import UnitOfWork
from schema.evaluation.evaluation import EvaluationRow
from schema.rectification.delivery import DeliveryRow
from schema.rectification.rectification import RectificationRow
from schema.registry.entity import EntityRow


async def rectified(work: UnitOfWork, row_id: UUID) -> Facts:
    """A rectification, from its notice to its effect."""
    row = await work.together.one(RectificationRow, row_id)
    evaluation = await work.together.one(EvaluationRow, row.evaluation_id)
    due = rectification_rules.due_date(columns(row, *rectification_rules.DUE_NEEDS), work.calendar, work.today)
    says = (
        "number",
        "content",
        "delivered_on",
        "opinion",
        "refusal",
        "refusal_note",
        "annul_reason",
        "hearing_number",
        "heard_until",
        "announcement",
    )
    effect = ("effect", "effect_document", "effect_addressee", "effect_on")
    return {
        **await place(work, row.platform_id, row.region_id),
        **due_on(due),
        **worded(year=evaluation.graded_year, **columns(row, *says, *effect)),
        "holder": await name_of(work, EntityRow, row.holder_id),
    }


NOTHING_OWED: Final = {"who": "", "what": ObligationKind.MATERIALS.label, "due": "", "why_due": ""}


async def delivery(work: UnitOfWork, row_id: UUID) -> Facts:
    """A reminder's facts are its subject, its day and its method."""
    row = await work.together.one(DeliveryRow, row_id)
    subject = row.obligation_id
    if row.evaluation_id:
        subject = (await work.together.one(EvaluationRow, row.evaluation_id)).obligation_id
    if row.rectification_id:
        subject = (await work.together.one(RectificationRow, row.rectification_id)).obligation_id
    owing = await obligation(work, subject) if subject else {**NOTHING_OWED, **await place(work, row.platform_id, None)}
    return {**owing, **worded(day=row.day, how=row.how)}
