"""The verbs of rectification after a failed evaluation (Art. 19)."""

from datetime import date
from uuid import UUID

import strawberry

from domain.calendar import due
from domain.evaluation.round import is_stated
from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.money import subsidy as subsidy_rules
from domain.money.hearing import Procedure
from domain.money.subsidy import UNPAID, SubsidyFacts
from domain.rectification import rectification as rectification_rules
from domain.rectification.delivery import Handover
from domain.rectification.rectification import FailedFacts, NoticeDue, NoticeText, Notification, RectificationFacts
from domain.registry import registry, titles
from domain.registry.registry import Period
from domain.registry.titles import TitleFacts
from domain.reporting.obligation import ObligationFacts
from domain.reporting.obligation_decision import Ruling
from domain.terms import Level
from domain.terms.rectification import DeliveryMethod, RefusalKind
from domain.terms.registry import TitleEnd, TitleState
from resolvers.evaluation import facts as round_facts
from resolvers.money.cap_accounts import CapAccounts
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.rows import other_than
from resolvers.work.unit_of_work import UnitOfWork
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.result import ResultRow
from schema.money.subsidy import SubsidyRow
from schema.rectification.rectification import Rectification, RectificationRow
from schema.registry.platform import PlatformRow
from schema.registry.title import TitleRow
from schema.reporting.obligation import ObligationRow


@strawberry.input(description="The notice that follows a final UNQUALIFIED.")
class IssueRectificationInput(Create):
    evaluation: strawberry.ID = argument("The failed evaluation; it must be final.")
    number: str = argument("Document number of the notice.")
    content: str = argument("What is to be put right.")
    evidence: str = argument("What the answer is to prove it by.")
    due_on: date = argument("By which day to answer; a rest day moves to the next working day.")


@strawberry.input(description="The proven delivery of a notice.")
class RecordDeliveryInput(Update):
    how: DeliveryMethod = argument("How it was brought.")
    day: date = argument("On which day, or from which day it was announced; not in the future.")
    to_whom: str = argument("Who received it.")
    proof: str = argument("Number of the receipt, of the log or of the note.")
    attempts: str | None = argument("Which other ways failed and why, where it was announced in public.", default=None)


@strawberry.input(description="The proven delivery of the notice that a title is to be revoked.")
class NotifyRevocationInput(RecordDeliveryInput):
    number: str = argument("Document number of the notice.")


@strawberry.input(description="The holder's statement on the revocation of its title.")
class StateOnRevocationInput(Update):
    statement: str = argument("What the holder states.")


@strawberry.input(description="A later due day.")
class ExtendRectificationInput(Update):
    due_on: date = argument("The new day; later than the present one.")
    reason: str = argument("Why.")


@strawberry.input(description="The operator's answer.")
class ReportRectificationInput(Update):
    report: str = argument("What was put right, and how it is proven.")


@strawberry.input(description="What the bureau found.")
class RecheckRectificationInput(Update):
    passed: bool = argument("Whether it is put right.")
    opinion: str = argument("What was found.")


@strawberry.input(description="A refusal.")
class RecordRefusalInput(Update):
    kind: RefusalKind = argument("Refused in words, or no answer by the due day.")
    note: str = argument("What was said to whom, or how the silence was ascertained.")


@strawberry.input(description="The document by which the effect took place.")
class CloseRectificationInput(Update):
    number: str = argument("Document number.")
    addressee: str = argument("A centre: the government or zone committee told. A platform or base: the holder told.")
    day: date = argument(
        "Its day; a municipal title ends on it. Not in the future, not before the check or refusal it follows."
    )
    announcement: str | None = argument(
        "Where the revocation of a title is announced in public; left out where none is revoked.", default=None
    )
    answer: str | None = argument(
        "What of the holder's statement is followed, and why; left out where there is none.", default=None
    )


@strawberry.input(description="Why a rectification falls away.")
class AnnulRectificationInput(Update):
    reason: str = argument("Which decision changed the grade.")


def _due(work: UnitOfWork, day: date, row: EvaluationRow | RectificationRow) -> NoticeDue:
    """A day the notice names, with its effect in the region."""
    reckoned = due(day, work.calendar, basis=rectification_rules.NOTICE, region=row.region_id)
    return NoticeDue(reckoned.nominal, reckoned.effective)


@mutation(Act.ISSUE_RECTIFICATION, Rectification)
async def issue_rectification(work: UnitOfWork, input: IssueRectificationInput) -> New:
    """Issue the notice that follows a failed evaluation (Art. 19): what to put right, by when, proven by what."""
    failed = await work.find(EvaluationRow, input.evaluation, path=("evaluation",), lock=True)
    notice = NoticeText(input.number, input.content, input.evidence)
    day = _due(work, input.due_on, failed)
    round_, _ = await round_facts.round_of(work, failed)
    pack = work.pack_of(round_.pack_snapshot)
    issued = work.rows_of(RectificationRow, result_id=failed.published_result_id)
    fails = failed.grade is not None and pack.fails(failed.grade)
    platform = await work.rows_of(PlatformRow, id=failed.platform_id)
    [candidate] = await round_facts.candidates(work, platform, pack)
    titled = is_stated(candidate, round_.subject_day)
    facts = failed.facts(FailedFacts, failed=fails, issued=await issued.exists(), evaluated=titled)
    return work.create(rectification_rules.issue(facts, notice, day, pack, at=work.now, today=work.today))


@mutation(Act.RECORD_DELIVERY, Rectification)
async def record_delivery(work: UnitOfWork, input: RecordDeliveryInput) -> RectificationRow:
    """Record the proven delivery of a rectification notice (Art. 19), without which a silence is no refusal; once closed, of the document of its effect."""
    row = await work.get(RectificationRow, input)
    facts, handover = await _facts(work, row), _handover(work, input)
    work.apply(row, rectification_rules.deliver(facts, handover, work.pack, at=work.now, today=work.today))
    return row


def _handover(work: UnitOfWork, input: RecordDeliveryInput) -> Handover:
    return Handover(input.how, input.day, input.to_whom, input.proof, work.actor.account, input.attempts)


@mutation(Act.NOTIFY_REVOCATION, Rectification)
async def notify_revocation(work: UnitOfWork, input: NotifyRevocationInput) -> RectificationRow:
    """Record that the holder was told that its title is to be revoked, with the proof (ours; Art. 19): from then it may make a statement."""
    row = await work.get(RectificationRow, input)
    when = Procedure(work.now, work.today, work.calendar, work.pack)
    facts = await _facts(work, row)
    work.apply(row, rectification_rules.notify_revocation(facts, input.number, _handover(work, input), when))
    return row


@mutation(Act.STATE_ON_REVOCATION, Rectification)
async def state_on_revocation(work: UnitOfWork, input: StateOnRevocationInput) -> RectificationRow:
    """Make, or enter, the holder's statement on the revocation of its title (ours; Art. 19); it is answered in the decision."""
    row = await work.get(RectificationRow, input)
    change = rectification_rules.state_on_revocation(await _facts(work, row), input.statement, at=work.now)
    work.apply(row, change)
    return row


@mutation(Act.EXTEND_RECTIFICATION, Rectification)
async def extend_rectification(work: UnitOfWork, input: ExtendRectificationInput) -> RectificationRow:
    """Give a later due day, with a reason (Art. 19): once, and as often as it takes while the notice is not delivered."""
    row = await work.get(RectificationRow, input)
    day = _due(work, input.due_on, row)
    obligation = await _obligation(work, row)
    ruling = Ruling(work.actor, work.now, input.reason)
    facts = await _facts(work, row)
    change, owed = rectification_rules.extend(facts, day, obligation.facts(ObligationFacts), ruling)
    work.apply(row, change)
    work.apply(obligation, owed)
    return row


async def _facts(work: UnitOfWork, row: RectificationRow) -> RectificationFacts:
    """A rectification with its evaluation as it stands today, locked."""
    evaluation = await work.rows_of(EvaluationRow, id=row.evaluation_id).lock().one()
    noticed = await work.rows_of(ResultRow, id=row.result_id).one()
    return row.facts(RectificationFacts, evaluation_state=evaluation.state, failed=evaluation.grade == noticed.grade)


async def _obligation(work: UnitOfWork, row: RectificationRow) -> ObligationRow:
    return await work.rows_of(ObligationRow, rectification_id=row.id).lock().one()


@mutation(Act.REPORT_RECTIFICATION, Rectification)
async def report_rectification(work: UnitOfWork, input: ReportRectificationInput) -> RectificationRow:
    """Tell the bureau what was put right (Art. 19). A late answer is still taken until a refusal is recorded."""
    row = await work.get(RectificationRow, input)
    change, owed = rectification_rules.report(await _facts(work, row), input.report, at=work.now)
    work.apply(row, change)
    work.apply(await _obligation(work, row), owed)
    return row


@mutation(Act.RECHECK_RECTIFICATION, Rectification)
async def recheck_rectification(work: UnitOfWork, input: RecheckRectificationInput) -> RectificationRow:
    """Decide whether what was reported is put right (Art. 19). The grade stays as it is either way, and nothing is paid."""
    row = await work.get(RectificationRow, input)
    facts = await _facts(work, row)
    work.apply(row, rectification_rules.recheck(facts, input.opinion, passed=input.passed, at=work.now))
    return row


@mutation(Act.RECORD_REFUSAL, Rectification)
async def record_refusal(work: UnitOfWork, input: RecordRefusalInput) -> RectificationRow:
    """Record a refusal in words, or that the due day passed without an answer (Art. 19)."""
    row = await work.get(RectificationRow, input)
    facts = await _facts(work, row)
    work.apply(row, rectification_rules.refuse(facts, input.kind, input.note, at=work.now, today=work.today))
    return row


@mutation(Act.CLOSE_RECTIFICATION, Rectification)
async def close_rectification(work: UnitOfWork, input: CloseRectificationInput) -> RectificationRow:
    """Record that the effect took place (Art. 19): a centre's government was told, or the municipal title of a platform or base ends with this act."""
    row = await work.get(RectificationRow, input)
    title = await _running(work, row)
    notification = Notification(input.number, input.addressee, input.day, input.announcement, input.answer)
    facts = await _facts(work, row)
    work.apply(row, rectification_rules.close(facts, notification, title and title.id, at=work.now, today=work.today))
    if title is not None:
        work.apply(
            title,
            titles.end(
                title.facts(TitleFacts),
                TitleEnd.REVOKED,
                input.day,
                today=work.today,
                document=input.number,
                announcement=input.announcement,
            ),
        )
        await _cancel_unpaid(work, row)
    return row


async def _running(work: UnitOfWork, row: RectificationRow) -> TitleRow | None:
    """The municipal title that runs today."""
    kept = work.rows_of(TitleRow, platform_id=row.platform_id, level=Level.MUNICIPAL, state=TitleState.RECOGNISED)
    return next((one for one in await kept.lock() if registry.runs(one.valid_from, one.valid_to, work.today)), None)


async def _cancel_unpaid(work: UnitOfWork, row: RectificationRow) -> None:
    """A title revoked before payment is not paid."""
    accounts = CapAccounts(work)
    unpaid = work.rows_of(SubsidyRow, platform_id=row.platform_id, state=UNPAID).ordered("id").lock()
    for one in await unpaid:
        reason = f"市级称号已取消（{row.number}）"
        work.apply(one, subsidy_rules.cancel(one.facts(SubsidyFacts), work.actor, reason, at=work.now))
        await accounts.stop_counting(one.id, one.facts(SubsidyFacts).amount, reason)


@mutation(Act.ANNUL_RECTIFICATION, Rectification)
async def annul_rectification(work: UnitOfWork, input: AnnulRectificationInput) -> RectificationRow:
    """Annul it because the final grade is another now (Art. 17(4), 19); a title it revoked is restored by the same act for what is left of its term."""
    row = await work.get(RectificationRow, input)
    work.apply(row, rectification_rules.annul(await _facts(work, row), input.reason, at=work.now))
    owed = await _obligation(work, row)
    if (excused := rectification_rules.falls_away(owed.outcome, input.reason)).set:
        work.apply(owed, excused)
    if row.title_id is not None:
        await _restore(work, row.title_id, input.reason)
    return row


async def _restore(work: UnitOfWork, title_id: UUID, reason: str) -> None:
    """A revoked title is restored for the rest of its term."""
    title = await work.find(TitleRow, title_id, path=("id",), lock=True)
    others = work.rows_of(TitleRow, platform_id=title.platform_id, level=title.level, id=other_than(title.id))
    facts, beside = title.facts(TitleFacts), [each.facts(Period) for each in await others]
    if titles.restorable(facts, beside, work.today):
        for restored in titles.restore(facts, reason, today=work.today).adds:
            work.add(restored)
