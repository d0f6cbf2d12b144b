"""What a letter says of tasks, inspections, difficulties and circulars (Art. 4-6, 13)."""

from datetime import date
from operator import attrgetter
from uuid import UUID

from domain.supervision import inspection as inspection_rules
from domain.supervision import task as task_rules
from domain.terms import Role
from resolvers.letters.wording import Facts, columns, place, worded
from resolvers.work.unit_of_work import UnitOfWork
from schema.supervision.circular import CircularRow
from schema.supervision.difficulty import DifficultyRow
from schema.supervision.inspection import InspectionFindingRow, InspectionRow
from schema.supervision.task import AssignmentRow, TaskRow


def by_day(due: date | None, whose: Role) -> Facts:
    """A due day's facts are the day and its issuer."""
    return worded(due=due, why_due=f"该期限由{whose.label}确定。")


async def assignment(work: UnitOfWork, row_id: UUID) -> Facts:
    """An assignment's facts are its task and assignee."""
    row = await work.together.one(AssignmentRow, row_id)
    task = await work.together.one(TaskRow, row.task_id)
    where = await place(work, row.platform_id, row.region_id)
    who = where["platform"] or where["region"] + row.assignee.label.removeprefix("县区")
    facts = columns(row, "issuer", "result", "return_reason", "withdrawal_reason")
    duty = {"who": who, "duty": f"任务“{task.title}”结果报告", "page": "工作任务", "article": task_rules.ARTICLE}
    return {**where, **duty, **by_day(row.due_on, row.issuer), **worded(title=task.title, text=task.text, **facts)}


async def inspection(work: UnitOfWork, row_id: UUID) -> Facts:
    """An inspection's facts are its day and shortcomings."""
    row = await work.together.one(InspectionRow, row_id)
    shortcomings = await work.together.those(InspectionFindingRow, inspection_id=row_id)
    facts = columns(
        row, "inspector", "aspect", "planned_on", "content", "carried_out_on", "ask_reason", "cancel_reason"
    )
    listed = "\n".join(
        f"{each.n}. {each.problem}（要求：{each.demand}）" for each in sorted(shortcomings, key=attrgetter("n"))
    )
    where = await place(work, row.platform_id, row.region_id)
    duty = {"duty": f"{row.aspect.label}检查发现回复", "page": "检查", "article": inspection_rules.ARTICLE}
    by = by_day(row.due_on, row.inspector)
    facts = worded(opinion=row.opinion, reply=row.reply, findings=listed, **facts)
    return {**where, "who": where["platform"], **duty, **by, **facts}


async def difficulty(work: UnitOfWork, row_id: UUID) -> Facts:
    """A difficulty's facts are its owner and answer."""
    row = await work.together.one(DifficultyRow, row_id)
    where = await place(work, row.platform_id, row.region_id)
    facts = columns(row, "subject", "content", "owner", "note", "resolution", "reopen_reason")
    return {**where, "who": where["platform"] or where["region"], **worded(**facts)}


async def circular(work: UnitOfWork, row_id: UUID) -> Facts:
    """A circular on a quarter."""
    row = await work.together.one(CircularRow, row_id)
    return worded(**columns(row, "quarter", "title", "number", "text"))
