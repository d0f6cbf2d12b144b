"""The verb of reminders, each with its proof (Art. 14, 17, 19)."""

from datetime import date

import strawberry

from domain.calendar import day_of
from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.units import Quarter
from domain.kernel.violations import Code, Violation
from domain.rectification import delivery as delivery_rules
from domain.rectification.delivery import Handover
from domain.terms.rectification import DeliveryMethod
from resolvers.work.mutation import Create, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.round import RoundRow
from schema.rectification.delivery import Delivery
from schema.rectification.rectification import RectificationRow
from schema.reporting.obligation import ObligationRow

Subject = ObligationRow | EvaluationRow | RectificationRow


@strawberry.input(description="A reminder of something due: exactly one of obligation, evaluation and rectification.")
class RecordReminderInput(Create):
    obligation: strawberry.ID | None = argument("The quarterly filing reminded of.", default=None)
    evaluation: strawberry.ID | None = argument("The evaluation whose materials are reminded of.", default=None)
    rectification: strawberry.ID | None = argument("The rectification reminded of.", default=None)
    how: DeliveryMethod = argument("How.")
    day: date = argument("On which day; not in the future, and not before it was called for.")
    to_whom: str = argument("Whom.")
    proof: str = argument("Number of the receipt, of the log or of the note.")


@mutation(Act.RECORD_REMINDER, Delivery)
async def record_reminder(work: UnitOfWork, input: RecordReminderInput) -> New:
    """Record a reminder with its proof (Art. 14, 17, 19): without one no missing self-assessment can fail."""
    subject, row = await _subject(work, input)
    handover = Handover(input.how, input.day, input.to_whom, input.proof, work.actor.account)
    anchors = {"region_id": row.region_id, "platform_id": row.platform_id, subject: row.id}
    about, since = {**delivery_rules.NO_SUBJECT, **anchors}, await _since(work, row)
    change = delivery_rules.reminded(handover, about, since, at=work.now, today=work.today)
    if (evaluation := await _evaluation(work, row)) is not None:
        work.apply(evaluation, Change({"reminded_on": max(input.day, evaluation.reminded_on or input.day)}))
    return work.create(change)


async def _evaluation(work: UnitOfWork, row: Subject) -> EvaluationRow | None:
    """A reminder of materials has its evaluation, named directly or by its obligation."""
    if isinstance(row, ObligationRow) and row.evaluation_id is not None:
        return await work.find(EvaluationRow, row.evaluation_id, ("obligation",), lock=True)
    return row if isinstance(row, EvaluationRow) else None


async def _since(work: UnitOfWork, row: Subject) -> date:
    """A subject is owed from its quarter's first day, from the call or from the notice."""
    if isinstance(row, RectificationRow):
        return day_of(row.issued_at)
    if isinstance(row, EvaluationRow):
        called = (await work.rows_of(RoundRow, id=row.round_id).one()).called_at
        return work.today if called is None else day_of(called)
    if row.quarter:
        return Quarter(row.quarter).first_day
    if row.evaluation_id is not None:
        return await _since(work, await work.rows_of(EvaluationRow, id=row.evaluation_id).one())
    return await _since(work, await work.rows_of(RectificationRow, id=row.rectification_id).one())


async def _subject(work: UnitOfWork, input: RecordReminderInput) -> tuple[str, Subject]:
    """A reminder has exactly one subject."""
    kinds = {"obligation": ObligationRow, "evaluation": EvaluationRow, "rectification": RectificationRow}
    named = {name: getattr(input, name) for name in kinds if getattr(input, name) is not None}
    if len(named) != 1:
        facts: dict[str, object] = {
            "field": "催报事项",
            "field_en": "The subject",
            "why": "须且只须指明一项",
            "why_en": "name exactly one",
        }
        raise Violation(Code.INVALID, path=("obligation",), facts=facts)
    [(name, id)] = named.items()
    return f"{name}_id", await work.find(kinds[name], id, path=(name,), lock=True)
