"""What a letter says of a record: short Chinese facts, read when the letter is addressed (ours).

No fact tells a person's name or contact, what an expert gave, or a grade that stands in no notice yet.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Final, TypeVar
from uuid import UUID

from domain.calendar import DueDate, day_of, written
from domain.evaluation import round as round_rules
from domain.kernel.units import Quarter
from domain.rectification import rectification as rectification_rules
from domain.reporting import obligation as obligation_rules
from domain.reporting.form import FORM
from domain.reporting.review import WHOLE
from domain.terms import Term
from domain.terms.demands import ComplaintKind
from domain.terms.registry import Bearing
from domain.terms.reporting import ObligationKind
from domain.terms.targets import TargetLevel
from resolvers.work.unit_of_work import UnitOfWork
from schema.demands.complaint import ComplaintRow
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.notice import NoticeItemRow, NoticeRow
from schema.evaluation.objection import ObjectionRow
from schema.evaluation.panel import PanelMemberRow
from schema.evaluation.round import DistrictSubmissionRow, RoundRow
from schema.money.payment import PaymentRow, RecoveryRow
from schema.money.subsidy import SubsidyRow
from schema.network.support import SupportRow
from schema.noun.noun import Stored
from schema.people.account import OfficeRow
from schema.rectification.delivery import DeliveryRow
from schema.rectification.rectification import RectificationRow
from schema.registry.entity import EntityRow
from schema.registry.platform import PlatformEntityRow, PlatformRegionRow, PlatformRow
from schema.registry.region import RegionRow
from schema.registry.title import SuccessionRow, TitleRow
from schema.reporting.consolidation import ConsolidationRow
from schema.reporting.obligation import ObligationRow
from schema.reporting.report import ReportRow
from schema.reporting.review import ReviewRow
from schema.targets.assessment import AssessmentRow
from schema.targets.responsibility_letter import ResponsibilityLetterRow
from schema.targets.target import TargetRow
from schema.time.calendar import ReportingNormRow

Facts = Mapping[str, str]
R = TypeVar("R", bound=Stored)
Telling = Callable[[UnitOfWork, UUID], Awaitable[Facts]]
ITEMS: Final[Mapping[str, str]] = {
    **{field.code: field.label for field in FORM.values()},
    WHOLE: "总体",
    "activities": "服务台账",
    "enterprises": "服务企业",
}
"""What may be found wrong, as people call it; an indicator goes by its code."""


async def facts_of(work: UnitOfWork, noun: str, row_id: UUID) -> dict[str, str]:
    """What a letter may say of a record."""
    return dict(await TELLINGS[noun](work, row_id))


# how facts are written


def in_words(value: object) -> str:
    """A value as people read it; nothing where there is none."""
    match value:
        case None:
            return ""
        case Term():
            return value.label
        case Quarter():
            return f"{value.year}年第{'一二三四'[value.number - 1]}季度"
        case datetime():
            return in_words(day_of(value))
        case date():
            return f"{written(value)}（星期{'一二三四五六日'[value.weekday()]}）"
        case _:
            return str(value)


def money(row: Stored | None, name: str) -> str:
    """An amount of a row as yuan, with two digits and thousands set apart."""
    fen: int = getattr(row, name, 0)
    return f"{fen // 100:,}.{fen % 100:02d}" if row else ""


def told(**values: object) -> Facts:
    """Facts by their names."""
    return {name: in_words(value) for name, value in values.items()}


def due_on(due: DueDate) -> Facts:
    """The last day that counts, what sets it, and how it follows."""
    return told(due=due.effective, why_due=due.explanation, article=due.article)


def columns(row: Stored, *names: str) -> dict[str, Any]:
    """Columns of a row, as rules ask for them."""
    return {name: getattr(row, name) for name in names}


def last(rows: Sequence[R], column: str) -> R | None:
    """The row in which a column stands highest."""
    return max(rows, key=attrgetter(column), default=None)


# what facts are made of


async def name_of(work: UnitOfWork, row: type[EntityRow] | type[RegionRow], row_id: UUID | None) -> str:
    """What a body or region is called."""
    found = await work.together.maybe(row, row_id)
    return found.name if found else ""


async def place(work: UnitOfWork, platform: UUID | None, region: UUID | None) -> Facts:
    """Which platform a record is of, and which region it belongs to."""
    found = await work.together.maybe(PlatformRow, platform)
    name = found.name if found else ""
    return {"platform": name, "region": await name_of(work, RegionRow, region)}


async def findings(work: UnitOfWork, **version: UUID | None) -> Facts:
    """What the desk said of a version when it last decided."""
    reviews = [] if None in version.values() else await work.together.those(ReviewRow, **version)
    review = last([each for each in reviews if each.closed_at], "closed_at")
    if review is None:
        return told(desk=None, opinion=None, reasons=None)
    reasons = "\n".join(f"{ITEMS.get(one['item'], one['item'])}：{one['reason']}" for one in review.item_reasons)
    return told(desk=review.desk, opinion=review.opinion, reasons=reasons)


# one noun each


async def report(work: UnitOfWork, row_id: UUID) -> Facts:
    """A quarterly report, and what its desk said."""
    row = await work.together.one(ReportRow, row_id)
    said = await findings(work, report_version_id=row.latest_version_id)
    if row.desk is None:  # a centre's own is returned with the consolidation it lies in
        written = await work.together.those(ConsolidationRow, region_id=row.region_id)
        lies_in = next((each.latest_version_id for each in written if each.quarter == row.quarter), None)
        said = await findings(work, consolidation_version_id=lies_in)
    return {**await obligation(work, row.obligation_id), **said, **told(waiting_on=row.waiting_on)}


async def consolidation(work: UnitOfWork, row_id: UUID) -> Facts:
    """A district's consolidation, and what the desk above said."""
    row = await work.together.one(ConsolidationRow, row_id)
    said = await findings(work, consolidation_version_id=row.latest_version_id)
    return {**await obligation(work, row.obligation_id), **said, **told(author=row.author, waiting_on=row.waiting_on)}


async def obligation(work: UnitOfWork, row_id: UUID) -> Facts:
    """A filing: who owes what by when, and why then."""
    row = await work.together.one(ObligationRow, row_id)
    due = obligation_rules.due_date(columns(row, *obligation_rules.DUE_NEEDS), work.actor, work.today)
    where = await place(work, row.platform_id, row.region_id)
    return {
        **where,
        **due_on(due),
        **told(quarter=row.quarter, kind=row.kind, route=row.route, extended_from=row.extended_from),
        "who": where["platform"] or where["region"],
        "what": await owed(work, row),
        "article": due.article or ARTICLES[row.kind],
        "extension_reason": in_words(row.extension_reason),
        "exemption_reason": in_words(row.exemption_reason),
    }


ARTICLES: Final[Mapping[ObligationKind, str]] = {
    ObligationKind.REPORT: "第十四条（一）",
    ObligationKind.CONSOLIDATION: "第十四条",
    ObligationKind.MATERIALS: "第十七条（二）",
    ObligationKind.RECTIFICATION: "第十九条",
}
"""By which article something is owed where the day is not the law's own."""


async def owed(work: UnitOfWork, row: ObligationRow) -> str:
    """What is to be handed in, by the name it goes by."""
    match row.kind:
        case ObligationKind.MATERIALS:
            evaluation = await work.together.one(EvaluationRow, row.evaluation_id)
            return f"“{(await work.together.one(RoundRow, evaluation.round_id)).title}”{row.kind.label}"
        case ObligationKind.RECTIFICATION:
            notice = await work.together.one(RectificationRow, row.rectification_id)
            return f"{row.kind.label}（整改通知{notice.number}）"
        case _:
            return f"{in_words(row.quarter)}{row.kind.label.removeprefix('季度')}"


async def delivery(work: UnitOfWork, row_id: UUID) -> Facts:
    """A reminder: of what, when and how."""
    row = await work.together.one(DeliveryRow, row_id)
    subject = row.obligation_id
    if row.evaluation_id:
        subject = (await work.together.one(EvaluationRow, row.evaluation_id)).obligation_id
    if row.rectification_id:
        subject = (await work.together.one(RectificationRow, row.rectification_id)).obligation_id
    owing = await obligation(work, subject) if subject else {**NOTHING_OWED, **await place(work, row.platform_id, None)}
    return {**owing, **told(day=row.day, how=row.how)}


NOTHING_OWED: Final = {"who": "", "what": ObligationKind.MATERIALS.label, "due": "", "why_due": ""}


async def subsidy(work: UnitOfWork, row_id: UUID) -> Facts:
    """A holder's award, with its last payment and its last order to give back."""
    row = await work.together.one(SubsidyRow, row_id)
    payment = last(await work.together.those(PaymentRow, subsidy_id=row_id), "instructed_at")
    order = last(await work.together.those(RecoveryRow, subsidy_id=row_id), "ordered_at")
    return {
        **await place(work, row.platform_id, row.region_id),
        **told(year=row.graded_year, kind=row.kind, cancel_reason=row.cancel_reason),
        **told(instruction=payment and payment.instruction, failure=payment and payment.failure),
        **told(paid_on=payment and payment.settled_on, reason=order and order.reason),
        **told(withdrawal_reason=order and order.withdrawal_reason),
        "holder": await name_of(work, EntityRow, row.holder_id),
        "amount": money(row, "amount"),
        "ordered": money(order, "amount"),
        "returned": money(order, "returned"),
    }


async def rectified(work: UnitOfWork, row_id: UUID) -> Facts:
    """A rectification, from its notice to its effect."""
    row = await work.together.one(RectificationRow, row_id)
    evaluation = await work.together.one(EvaluationRow, row.evaluation_id)
    due = rectification_rules.due_date(columns(row, *rectification_rules.DUE_NEEDS), work.actor, work.today)
    says = ("number", "content", "delivered_on", "opinion", "refusal", "refusal_note", "annul_reason")
    effect = ("effect", "effect_document", "effect_addressee", "effect_on")
    return {
        **await place(work, row.platform_id, row.region_id),
        **due_on(due),
        **told(year=evaluation.graded_year, **columns(row, *says, *effect)),
        "holder": await name_of(work, EntityRow, row.holder_id),
    }


async def platform(work: UnitOfWork, row_id: UUID) -> Facts:
    """A platform as it stands, and since when it does."""
    row = await work.together.one(PlatformRow, row_id)
    moved = last(await work.together.those(PlatformRegionRow, platform_id=row_id), "valid_from")
    bearers = await work.together.those(PlatformEntityRow, platform_id=row_id)
    holder, operator = (
        last([each for each in bearers if each.bearing is bearing], "valid_from")
        for bearing in (Bearing.HOLDER, Bearing.OPERATOR)
    )
    return {
        **await place(work, row_id, row.region_id),
        **told(**columns(row, "kind", "founded_on", "abolished_on", "abolition_document", "abolition_reason")),
        **told(moved_on=moved and moved.valid_from, moved_by=moved and moved.document),
        **told(held_since=holder and holder.valid_from, held_by=holder and holder.document),
        **told(run_since=operator and operator.valid_from, run_by=operator and operator.document),
        "holder": await name_of(work, EntityRow, row.holder_id),
        "operator": await name_of(work, EntityRow, row.operator_id),
    }


async def title(work: UnitOfWork, row_id: UUID) -> Facts:
    """A title: who gave it for how long, and what ended it."""
    row = await work.together.one(TitleRow, row_id)
    ended = columns(row, "end_reason", "end_document", "end_note", "restore_reason")
    return {
        **await place(work, row.platform_id, None),
        **told(title=f"{row.level.label}{row.kind.label}", number=row.certificate, by=row.recognised_by),
        **told(since=row.valid_from, until=row.valid_to, **ended),
    }


async def succession(work: UnitOfWork, row_id: UUID) -> Facts:
    """Which platform follows which."""
    row = await work.together.one(SuccessionRow, row_id)
    before = await place(work, row.predecessor_id, None)
    after = await place(work, row.successor_id, None)
    said = told(kind=row.kind, day=row.day, number=row.document, note=row.note)
    return {"predecessor": before["platform"], "successor": after["platform"], **said}


async def norm(work: UnitOfWork, row_id: UUID) -> Facts:
    """The days of a reporting norm."""
    row = await work.together.one(ReportingNormRow, row_id)
    days = columns(row, "report_day", "consolidation_day")
    return told(quarter=Quarter.of(row.valid_from), number=row.document, **days)


async def office(work: UnitOfWork, row_id: UUID) -> Facts:
    """An office: in which role, where, for how long."""
    row = await work.together.one(OfficeRow, row_id)
    at = await name_of(work, RegionRow, row.region_id) or await name_of(work, EntityRow, row.entity_id)
    return {"place": at, **told(role=row.role, since=row.valid_from, until=row.valid_to)}


async def round_(work: UnitOfWork, row_id: UUID) -> Facts:
    """A round as its notice called it."""
    row = await work.together.one(RoundRow, row_id)
    days = columns(row, "materials_due", "materials_effective", "district_due", "district_effective")
    district = round_rules.district_due(days, work.actor, work.today)
    return {
        **due_on(round_rules.materials_due(days, work.actor, work.today)),
        **told(district_due=district.effective, why_district=district.explanation),
        **told(title=row.title, year=row.graded_year, number=row.notice_number, url=row.notice_url),
        **told(withdraw_reason=row.withdraw_reason),
    }


async def evaluation(work: UnitOfWork, row_id: UUID) -> Facts:
    """An evaluation, with the grade that was published and no other."""
    row = await work.together.one(EvaluationRow, row_id)
    notice = row.notice_id and await work.together.one(NoticeRow, row.notice_id)
    reopened = row.reopen_reason if row.reopened_at else None
    return {
        **await round_(work, row.round_id),
        **await place(work, row.platform_id, row.region_id),
        **await findings(work, material_id=row.latest_material_id),
        **told(grade=row.grade, grade_before=await grade_before(work, row), window_end=row.window_end),
        **told(reopen_reason=reopened, takeover_reason=row.takeover_reason, waiting_on=row.waiting_on),
        **told(notice=notice.number if notice else None, notice_url=notice.url if notice else None),
    }


async def grade_before(work: UnitOfWork, row: EvaluationRow) -> Term | None:
    """The grade an earlier notice gave, where this one gives another."""
    items = await work.together.those(NoticeItemRow, evaluation_id=row.id) if row.notice_id else []
    grades = {each.notice_id: each.grade for each in items if each.notice_id != row.notice_id}
    earlier = last(await work.together.each(NoticeRow, grades), "published_at")
    return grades[earlier.id] if earlier and grades[earlier.id] is not row.grade else None


async def submission(work: UnitOfWork, row_id: UUID) -> Facts:
    """What a district handed in."""
    row = await work.together.one(DistrictSubmissionRow, row_id)
    counts = told(count=row.handed_in, gaps=len(row.gaps) or None, opinion=row.opinion)
    return {**await round_(work, row.round_id), **await place(work, None, row.region_id), **counts}


async def seat(work: UnitOfWork, row_id: UUID) -> Facts:
    """An expert's seat, without a score."""
    row = await work.together.one(PanelMemberRow, row_id)
    of = await work.together.one(EvaluationRow, row.evaluation_id)
    where = await place(work, row.platform_id, row.region_id)
    return {**await round_(work, of.round_id), **where, **told(state=row.state, reason=row.end_reason)}


async def notice(work: UnitOfWork, row_id: UUID) -> Facts:
    """A notice of results."""
    row = await work.together.one(NoticeRow, row_id)
    round_row = await work.together.one(RoundRow, row.round_id)
    dated = columns(row, "posted_on", "first_day", "window_end")
    return told(year=round_row.graded_year, number=row.number, title=row.title, url=row.url, **dated)


async def objection(work: UnitOfWork, row_id: UUID) -> Facts:
    """An objection, without what was said by whom."""
    row = await work.together.one(ObjectionRow, row_id)
    about = await notice(work, row.notice_id)
    where = await place(work, row.platform_id, row.region_id)
    return {**about, **where, **told(receipt=row.receipt, day=row.received_at, state=row.state)}


async def complaint(work: UnitOfWork, row_id: UUID) -> Facts:
    """A complaint, without what was said by whom."""
    row = await work.together.one(ComplaintRow, row_id)
    where = await place(work, row.platform_id, row.region_id)
    fund = row.kind is ComplaintKind.FUND_USE
    article = told(article="第十三条" if fund else "第七条（一）", reason=row.pass_reason)
    return {**where, **article, **told(receipt=row.receipt, kind=row.kind, day=row.received_at, state=row.state)}


async def support(work: UnitOfWork, row_id: UUID) -> Facts:
    """What a desk gave a platform."""
    row = await work.together.one(SupportRow, row_id)
    given = told(giver=row.giver, kind=row.kind, day=row.day, content=row.content, document=row.document)
    amount = money(row, "amount") if row.amount is not None else ""
    return {**await place(work, row.platform_id, row.region_id), **given, **told(amount=amount, reason=row.reason)}


async def target(work: UnitOfWork, row_id: UUID) -> Facts:
    """A target: whose, of what, how much."""
    row = await work.together.one(TargetRow, row_id)
    where = await place(work, row.platform_id, row.region_id)
    says = columns(row, "year", "measure", "amount", "document", "state", "reason")
    district = row.level is TargetLevel.DISTRICT
    return {
        **where,
        **told(**says, article="第十二条" if district else "第四条", district="分解" if district else None),
        "whose": where["platform"] or where["region"],
    }


async def responsibility(work: UnitOfWork, row_id: UUID) -> Facts:
    """A letter of responsibility, and by which name its centre signs it."""
    row = await work.together.one(ResponsibilityLetterRow, row_id)
    where = await place(work, row.platform_id, row.region_id)
    says = columns(row, "year", "number", "withdraw_reason", "amend_reason")
    return {**where, **told(**says, signed_on=row.signed_at), "centre": row.centre or where["platform"]}


async def assessment(work: UnitOfWork, row_id: UUID) -> Facts:
    """What a department found of a platform's year."""
    row = await work.together.one(AssessmentRow, row_id)
    where = await place(work, row.platform_id, row.region_id)
    return {**where, **told(**columns(row, "year", "result", "opinion", "reason"))}


TELLINGS: Final[dict[str, Telling]] = {
    "Report": report,
    "Consolidation": consolidation,
    "Obligation": obligation,
    "Delivery": delivery,
    "Subsidy": subsidy,
    "Rectification": rectified,
    "Platform": platform,
    "Title": title,
    "Succession": succession,
    "ReportingNorm": norm,
    "Office": office,
    "Round": round_,
    "Evaluation": evaluation,
    "DistrictSubmission": submission,
    "PanelMember": seat,
    "Notice": notice,
    "Objection": objection,
    "Complaint": complaint,
    "Support": support,
    "Target": target,
    "ResponsibilityLetter": responsibility,
    "Assessment": assessment,
}
"""By the noun an event is told of; the chapters beside add their own."""
