"""The verbs of public notices and objections (Art. 17(4))."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry

from domain.calendar import start_of
from domain.evaluation import notice as notice_rules
from domain.evaluation import result as result_rules
from domain.evaluation.notice import NoticeLine, ObjectionFacts, Posting, PublishedFacts
from domain.evaluation.result import DecideFacts, Settlement, Verdict
from domain.evaluation.round import Candidate, RoundFacts, is_stated
from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.derivation import DerivationStep
from domain.kernel.typed_text import Grievance, a_link, a_text, maybe_text
from domain.kernel.violations import Code, Violation
from domain.money.award import earned
from domain.money.claim_record import ClaimRecord
from domain.regulation.rulepack import RulePack
from domain.terms.evaluation import EvaluationState, ObjectionState
from resolvers.evaluation import facts as round_facts
from resolvers.money.holder_year import hold_money
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.rows import AtLeast
from resolvers.work.unit_of_work import UnitOfWork
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.notice import Notice, NoticeItemRow
from schema.evaluation.objection import Objection, ObjectionRow
from schema.evaluation.result import ResultRow
from schema.evaluation.round import RoundRow
from schema.noun.grade import Grade
from schema.registry.entity import EntityRow
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow

RECEIPT: Mapping[str, tuple[Any, str]] = {
    "receipt": (
        str,
        "The code by which the objection is found again; keep it. Null when refused; a request repeated with its key is answered with the same code.",
    )
}


@strawberry.input(description="A notice of results that was posted on the portal.")
class PublishNoticeInput(Create):
    round: strawberry.ID = argument("The round; every result decided and not published goes into the notice.")
    number: str = argument("Document number.")
    title: str = argument("Its title.")
    url: str = argument("Where it stands on the portal: an http or https address.")
    posted_on: date = argument("The day it was posted, not before the last decision in it; this day does not count.")
    window_end: date | None = argument(
        "Last day of the window; at least five full working days after the posting. The earliest possible when left out.",
        default=None,
    )
    proof: str = argument("What proves the posting.")
    channel: str = argument("How objections reach the bureau: telephone, address, mail, office.")


@strawberry.input(description="An objection to a published result. No identity document is asked for.")
class RaiseObjectionInput(Create):
    item: strawberry.ID = argument("The line of a notice that is objected to.")
    content: str = argument("What is objected.")
    name: str | None = argument("Your name; without it nobody is answered.", default=None)
    contact: str | None = argument("How to reach you; without it nobody is answered.", default=None)


@strawberry.input(description="An objection to investigate.")
class InvestigateObjectionInput(Update):
    pass


@strawberry.input(description="How an objection is decided.")
class DecideObjectionInput(Update):
    upheld: bool = argument("Whether it is right.")
    findings: str = argument("What the investigation found.")
    answer: str = argument("The answer; kept even where nobody can be answered.")
    grade: Grade | None = argument("Another grade that follows; only with an objection upheld.", default=None)
    reason: str | None = argument("Why the grade changes; required with another grade.", default=None)


@strawberry.input(description="A tip-off to take up.")
class TakeUpTipOffInput(Update):
    pass


@strawberry.input(description="A tip-off to file.")
class FileTipOffInput(Update):
    reason: str = argument("Why nothing is investigated.")


@mutation(Act.PUBLISH_NOTICE, Notice)
async def publish_notice(work: UnitOfWork, input: PublishNoticeInput) -> New:
    """Publish every decided result of a round in one notice, for at least five full working days after the day of posting (Art. 17(4))."""
    round_ = await work.find(RoundRow, input.round, ("round",), lock=True)
    rows = await decided(work, round_.id)
    pack = work.pack_of(round_.pack_snapshot)
    items = await items_of(work, rows, round_.subject_day, pack)
    change, posted = notice_rules.publish(
        round_.facts(RoundFacts),
        items,
        posting(input),
        pack,
        undecided=await round_facts.undecided(work, round_.id),
        calendar=work.calendar,
        account=work.actor.account,
        at=work.now,
        today=work.today,
    )
    work.apply(round_, change)
    notice = work.create(posted)
    for row, item in zip(rows, items, strict=True):
        work.apply(row, result_rules.published(row.facts(DecideFacts), notice, item.result, item.score))
    return notice


async def decided(work: UnitOfWork, round_id: UUID) -> list[EvaluationRow]:
    """The evaluations whose decision is not published."""
    waiting = work.rows_of(EvaluationRow, round_id=round_id, state=EvaluationState.DECIDED)
    return await waiting.ordered("id").lock()


def posting(input: PublishNoticeInput) -> Posting:
    """A posting is read from the input."""
    number, title = a_text(input.number, "number", "文号", 80), a_text(input.title, "title", "标题", 200)
    url, channel = a_link(input.url, "url", "公示网址", 500), a_text(input.channel, "channel", "意见反映渠道", 2000)
    return Posting(
        number, title, url, input.posted_on, a_text(input.proof, "proof", "发布凭证", 2000), channel, input.window_end
    )


async def items_of(work: UnitOfWork, rows: Sequence[EvaluationRow], day: date, pack: RulePack) -> list[NoticeLine]:
    """The lines of a notice, with names as they stand today, and the amounts of the subject day's titles."""
    found = await work.rows_of(PlatformRow, id=[row.platform_id for row in rows])
    platforms = {each.id: each for each in await round_facts.candidates(work, found, pack)}
    regions = await names(work, RegionRow, [row.region_id for row in rows])
    holders = await names(work, EntityRow, [row.holder_id for row in rows])
    latest = await work.rows_of(ResultRow, id=[row.latest_result_id for row in rows])
    results = {each.evaluation_id: each for each in latest}
    return [
        row.facts(
            NoticeLine,
            evaluation=row.id,
            result=results[row.id].id,
            name=platforms[row.platform_id].name,
            region_name=regions[row.region_id],
            holder_name=holders[row.holder_id],
            grade=results[row.id].grade,
            score=results[row.id].score,
            earned=earned_by(platforms[row.platform_id], results[row.id].grade, day, pack, row.graded_year),
            decided_at=results[row.id].decided_at,
            open_matters=row.open_objections > 0 or row.reopened_at is not None,
        )
        for row in rows
    ]


def earned_by(platform: Candidate, grade: Grade, day: date, pack: RulePack, year: int) -> DerivationStep:
    """What a published grade earns a platform."""
    untitled = None if is_stated(platform, day) else day
    return earned(platform.name, platform.life.kind, grade, pack, untitled, ClaimRecord(year))


async def names(work: UnitOfWork, of: type[RegionRow] | type[EntityRow], ids: list[UUID]) -> dict[UUID, str]:
    """The names of some rows."""
    return {each.id: each.name for each in await work.rows_of(of, id=ids)}


@mutation(Act.RAISE_OBJECTION, Objection, extras=RECEIPT, target="item")
async def raise_objection(work: UnitOfWork, input: RaiseObjectionInput) -> tuple[New, dict[str, str]]:
    """Object to a published result (Art. 17(4)). Anyone may; without name and contact it is investigated alike, but nobody is answered."""
    item = await work.find(NoticeItemRow, input.item, ("item",))
    row = await round_facts.locked(work, item.evaluation_id)
    receipt = secrets.token_hex(8).upper()
    content, name = a_text(input.content, "content", "异议内容", 5000), maybe_text(input.name, "name", "姓名", 60)
    grievance = Grievance(content, name, maybe_text(input.contact, "contact", "联系方式", 120))
    facts, waits = row.facts(PublishedFacts), await another_waits(work, row, at=start_of(work.today))
    new = work.create(
        notice_rules.raised(facts, grievance, receipt, at=work.now, today=work.today, another_waits=waits)
    )
    if new.values["state"] is ObjectionState.RECEIVED:
        work.apply(row, result_rules.objected(row.facts(DecideFacts), Act.RAISE_OBJECTION))
    return new, {"receipt": receipt}


async def another_waits(work: UnitOfWork, row: EvaluationRow, *, at: datetime) -> bool:
    """Another objection or tip-off to the result still waits, received since a moment."""
    waiting = (ObjectionState.RECEIVED, ObjectionState.TIP_OFF)
    return await work.rows_of(ObjectionRow, evaluation_id=row.id, state=waiting, received_at=AtLeast(at)).exists()


@mutation(Act.INVESTIGATE_OBJECTION, Objection)
async def investigate_objection(work: UnitOfWork, input: InvestigateObjectionInput) -> ObjectionRow:
    """Begin to investigate an objection (Art. 17(4))."""
    objection = await work.get(ObjectionRow, input)
    work.apply(objection, notice_rules.investigate(objection.facts(ObjectionFacts), at=work.now))
    return objection


@mutation(Act.DECIDE_OBJECTION, Objection)
async def decide_objection(work: UnitOfWork, input: DecideObjectionInput) -> ObjectionRow:
    """Decide and answer an objection (Art. 17(4)). With the last one the result goes on, or waits for its own notice when the grade changes."""
    objection = await work.get(ObjectionRow, input)
    row = await round_facts.locked(work, objection.evaluation_id)
    answered = notice_rules.decide(
        objection.facts(ObjectionFacts),
        input.findings,
        input.answer,
        upheld=input.upheld,
        account=work.actor.account,
        at=work.now,
    )
    work.apply(objection, answered)
    left = Settlement(
        row.open_objections - 1, reopened=row.reopened_at is not None, result=await another_grade(work, row, input)
    )
    work.apply(
        row, result_rules.settle(row.facts(DecideFacts), Act.DECIDE_OBJECTION, left, at=work.now, today=work.today)
    )
    await hold_money(work, row)
    return objection


async def another_grade(work: UnitOfWork, row: EvaluationRow, input: DecideObjectionInput) -> New | None:
    """An upheld objection with another grade leads to a result; None where the grade stays."""
    if input.grade is not None and not input.upheld:
        raise Violation(Code.NOT_UPHELD, path=("grade",))
    round_, _ = await round_facts.round_of(work, row)
    terms = round_facts.terms_of(work, round_)
    verdict, latest = Verdict(input.grade, input.reason), await round_facts.latest_result(work, row)
    facts, who = row.facts(DecideFacts), work.actor.account
    return result_rules.changed(facts, verdict, terms, row.score_steps or (), latest=latest, account=who, at=work.now)


@mutation(Act.TAKE_UP_TIP_OFF, Objection)
async def take_up_tip_off(work: UnitOfWork, input: TakeUpTipOffInput) -> ObjectionRow:
    """Take up what came after the window: the result is investigated again (ours)."""
    objection = await work.get(ObjectionRow, input)
    row = await round_facts.locked(work, objection.evaluation_id)
    work.apply(objection, notice_rules.take_up(objection.facts(ObjectionFacts), at=work.now))
    work.apply(row, result_rules.objected(row.facts(DecideFacts), Act.TAKE_UP_TIP_OFF))
    await hold_money(work, row)
    return objection


@mutation(Act.FILE_TIP_OFF, Objection)
async def file_tip_off(work: UnitOfWork, input: FileTipOffInput) -> ObjectionRow:
    """File what came after the window, with a reason; the result stays (ours)."""
    objection = await work.get(ObjectionRow, input)
    work.apply(
        objection,
        notice_rules.file(objection.facts(ObjectionFacts), input.reason, account=work.actor.account, at=work.now),
    )
    return objection
