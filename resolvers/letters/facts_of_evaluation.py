"""A letter's facts of the yearly evaluation, from round to objection (Art. 15-17)."""

from uuid import UUID

from domain.evaluation import round as round_rules
from resolvers.letters.facts_of_reporting import findings
from resolvers.letters.wording import Facts, columns, due_on, last, place, worded
from resolvers.work.unit_of_work import UnitOfWork
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.notice import NoticeItemRow, NoticeRow
from schema.evaluation.objection import ObjectionRow
from schema.evaluation.panel import PanelMemberRow
from schema.evaluation.round import DistrictSubmissionRow, RoundRow


async def round_(work: UnitOfWork, row_id: UUID) -> Facts:
    """A round as its notice called it."""
    row = await work.together.one(RoundRow, row_id)
    days = columns(row, "materials_due", "materials_effective", "district_due", "district_effective")
    district = round_rules.district_due(days, work.calendar, work.today)
    return {
        **due_on(round_rules.materials_due(days, work.calendar, work.today)),
        **worded(district_due=district.effective, why_district=district.explanation),
        **worded(title=row.title, year=row.graded_year, number=row.notice_number, url=row.notice_url),
        **worded(withdraw_reason=row.withdraw_reason),
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
        **await grades(work, row),
        **worded(window_end=row.window_end),
        **worded(reopen_reason=reopened, takeover_reason=row.takeover_reason, waiting_on=row.waiting_on),
        **worded(notice=notice.number if notice else None, notice_url=notice.url if notice else None),
    }


async def grades(work: UnitOfWork, row: EvaluationRow) -> Facts:
    """The published grade and an earlier notice's different grade, as the round's pack calls both."""
    items = await work.together.those(NoticeItemRow, evaluation_id=row.id) if row.notice_id else []
    before = {each.notice_id: each.grade for each in items if each.notice_id != row.notice_id}
    earlier = last(await work.together.each(NoticeRow, before), "published_at")
    changed = before[earlier.id] if earlier and before[earlier.id] != row.grade else None
    pack = work.pack_of((await work.together.one(RoundRow, row.round_id)).pack_snapshot)
    return worded(grade=row.grade and pack.own(row.grade), grade_before=changed and pack.own(changed))


async def submission(work: UnitOfWork, row_id: UUID) -> Facts:
    """A district's submission."""
    row = await work.together.one(DistrictSubmissionRow, row_id)
    counts = worded(count=row.handed_in, gaps=len(row.gaps) or None, opinion=row.opinion)
    return {**await round_(work, row.round_id), **await place(work, None, row.region_id), **counts}


async def seat(work: UnitOfWork, row_id: UUID) -> Facts:
    """An expert's seat, without a score."""
    row = await work.together.one(PanelMemberRow, row_id)
    of = await work.together.one(EvaluationRow, row.evaluation_id)
    where = await place(work, row.platform_id, row.region_id)
    return {**await round_(work, of.round_id), **where, **worded(state=row.state, reason=row.end_reason)}


async def notice(work: UnitOfWork, row_id: UUID) -> Facts:
    """A notice of results."""
    row = await work.together.one(NoticeRow, row_id)
    round_row = await work.together.one(RoundRow, row.round_id)
    dated = columns(row, "posted_on", "first_day", "window_end")
    return worded(year=round_row.graded_year, number=row.number, title=row.title, url=row.url, **dated)


async def objection(work: UnitOfWork, row_id: UUID) -> Facts:
    """An objection, without its text and its sender."""
    row = await work.together.one(ObjectionRow, row_id)
    about = await notice(work, row.notice_id)
    where = await place(work, row.platform_id, row.region_id)
    return {**about, **where, **worded(receipt=row.receipt, day=row.received_at, state=row.state)}
