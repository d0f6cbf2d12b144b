"""A letter's facts of quarterly filings and their days (Art. 14)."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from domain.kernel.units import Quarter
from domain.reporting import obligation as obligation_rules
from domain.reporting.form import FORM
from domain.reporting.review import WHOLE
from domain.terms.reporting import ObligationDecisionKind, ObligationKind
from resolvers.letters.wording import Facts, columns, due_on, in_words, last, name_of, place, worded
from resolvers.work.unit_of_work import UnitOfWork
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.round import RoundRow
from schema.rectification.rectification import RectificationRow
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow
from schema.reporting.consolidation import ConsolidationRow
from schema.reporting.obligation import ObligationRow
from schema.reporting.obligation_decision import ObligationDecisionRow
from schema.reporting.report import ReportRow
from schema.reporting.review import ReviewRow
from schema.time.calendar import ReportingNormRow

ITEMS: Final[Mapping[str, str]] = {
    **{field.code: field.label for field in FORM.values()},
    WHOLE: "总体",
    "activities": "服务台账",
    "enterprises": "服务企业",
}
"""What may be found wrong, as people call it; an indicator goes by its code."""


ARTICLES: Final[Mapping[ObligationKind, str]] = {
    ObligationKind.REPORT: "第十四条（一）",
    ObligationKind.CONSOLIDATION: "第十四条",
    ObligationKind.MATERIALS: "第十七条（二）",
    ObligationKind.RECTIFICATION: "第十九条",
}
"""By which article something is owed where the day is not the law's own."""


async def report(work: UnitOfWork, row_id: UUID) -> Facts:
    """A quarterly report, with its desk's findings."""
    row = await work.together.one(ReportRow, row_id)
    review = await findings(work, report_version_id=row.latest_version_id)
    if row.desk is None:  # a centre's own is returned with the consolidation it lies in
        written = await work.together.those(ConsolidationRow, region_id=row.region_id)
        lies_in = next((each.latest_version_id for each in written if each.quarter == row.quarter), None)
        review = await findings(work, consolidation_version_id=lies_in)
    return {**await obligation(work, row.obligation_id), **review, **worded(waiting_on=row.waiting_on)}


async def consolidation(work: UnitOfWork, row_id: UUID) -> Facts:
    """A district's consolidation, with the findings of the desk above."""
    row = await work.together.one(ConsolidationRow, row_id)
    review = await findings(work, consolidation_version_id=row.latest_version_id)
    return {
        **await obligation(work, row.obligation_id),
        **review,
        **worded(author=row.author, waiting_on=row.waiting_on),
    }


async def obligation(work: UnitOfWork, row_id: UUID) -> Facts:
    """An obligation's facts are its debtor, its kind, its due day and the basis of that day."""
    row = await work.together.one(ObligationRow, row_id)
    due = obligation_rules.due_date(columns(row, *obligation_rules.DUE_NEEDS), work.calendar, work.today)
    where = await place(work, row.platform_id, row.region_id)
    return {
        **where,
        **due_on(due),
        **worded(quarter=row.quarter, kind=row.kind, route=row.route, outcome=row.outcome),
        **worded(extended_from=row.extended_from, extended_at=row.extended_at, first_outcome=row.first_outcome),
        "who": where["platform"] or where["region"],
        "what": await owed(work, row),
        "article": due.article or ARTICLES[row.kind],
        "extension_reason": in_words(row.extension_reason),
        "exemption_reason": in_words(row.exemption_reason),
        "left": await left(work, row),
        "moved_from": await name_of(work, RegionRow, row.moved_from_id),
        **await ruled(work, row.id),
    }


async def left(work: UnitOfWork, row: ObligationRow) -> str:
    """Why a platform left the reporting set; empty where it did not."""
    platform = await work.together.maybe(PlatformRow, row.platform_id) if row.left_on else None
    if platform is None or row.left_on is None:
        return ""
    abolished = platform.abolished_on is not None and platform.abolished_on <= row.left_on
    return f"平台于{in_words(platform.abolished_on)}撤销" if abolished else f"称号于{in_words(row.left_on)}终止"


async def ruled(work: UnitOfWork, obligation: UUID) -> Facts:
    """The last excuse or correction of an obligation, in words; empty where there is none."""
    those = await work.together.those(ObligationDecisionRow, obligation_id=obligation)
    told = (ObligationDecisionKind.EXCUSE, ObligationDecisionKind.CORRECTION)
    one = last([each for each in those if each.kind in told], "decided_at")
    if one is None:
        return worded(ground=None, cause=None, ruling=None, to=None, by=None)
    return worded(ground=one.ground, cause=one.cause, ruling=one.reason, to=one.outcome_after, by=one.role)


async def correction(work: UnitOfWork, row_id: UUID) -> Facts:
    """A correction that waits for another person."""
    row = await work.together.one(ObligationDecisionRow, row_id)
    words = worded(cause=row.cause, ruling=row.reason, to=row.outcome_after, by=row.role)
    return {**await obligation(work, row.obligation_id), **words}


async def owed(work: UnitOfWork, row: ObligationRow) -> str:
    """The Chinese name of the filing that is owed."""
    match row.kind:
        case ObligationKind.MATERIALS:
            evaluation = await work.together.one(EvaluationRow, row.evaluation_id)
            return f"“{(await work.together.one(RoundRow, evaluation.round_id)).title}”{row.kind.label}"
        case ObligationKind.RECTIFICATION:
            notice = await work.together.one(RectificationRow, row.rectification_id)
            return f"{row.kind.label}（整改通知{notice.number}）"
        case _:
            return f"{in_words(row.quarter)}{row.kind.label.removeprefix('季度')}"


async def findings(work: UnitOfWork, **version: UUID | None) -> Facts:
    """A desk's findings of its last decision on a version."""
    reviews = [] if None in version.values() else await work.together.those(ReviewRow, **version)
    review = last([each for each in reviews if each.closed_at], "closed_at")
    if review is None:
        return worded(desk=None, opinion=None, reasons=None)
    reasons = "\n".join(f"{ITEMS.get(one['item'], one['item'])}：{one['reason']}" for one in review.item_reasons)
    return worded(desk=review.desk, opinion=review.opinion, reasons=reasons)


async def norm(work: UnitOfWork, row_id: UUID) -> Facts:
    """The days of a reporting norm."""
    row = await work.together.one(ReportingNormRow, row_id)
    days = columns(row, "report_day", "consolidation_day")
    return worded(quarter=Quarter.of(row.valid_from), number=row.document, **days)
