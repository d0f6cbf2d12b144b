"""The verbs of tasks given downward (Art. 4-6)."""

from datetime import date

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.registry.registry import Lifetime, RegionFacts
from domain.supervision import task as task_rules
from domain.supervision.task import Assignee, TaskContent, ToDesk, ToPlatform
from domain.terms import Role
from resolvers.registry.anchors import centred, reached_region
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow
from schema.supervision.task import Assignment, AssignmentRow, Task


@strawberry.input(description="A task, and whom it is given to; at least one.")
class IssueTaskInput(Create):
    title: str = argument("What it is called.")
    text: str = argument("What is to be done.")
    due_on: date = argument("The last day to report the result; later than today.")
    platforms: list[strawberry.ID] = argument("Platforms, whose operators are to do it.", default_factory=list)
    departments: list[strawberry.ID] = argument(
        "Districts, whose departments are to do it; the bureau's alone.", default_factory=list
    )
    centers: list[strawberry.ID] = argument("Districts, whose centres are to do it.", default_factory=list)


@strawberry.input(description="A task to take up, or whose result to take.")
class AssignmentInput(Update):
    pass


@strawberry.input(description="The result of a task.")
class ReportAssignmentInput(Update):
    result: str = argument("What was done, and what came of it.")


@strawberry.input(description="Why a result is not enough, or a task is asked for no more.")
class AssignmentReasonInput(Update):
    reason: str = argument("Why.")


@mutation(Act.ISSUE_TASK, Task)
async def issue_task(work: UnitOfWork, input: IssueTaskInput) -> New:
    """Give a task to platforms, departments or centres (Art. 4-6): a district's office within its district."""
    order = TaskContent(input.title, input.text, input.due_on)
    to = await _assignees(work, input)
    task, assigned = task_rules.issue(
        order, work.actor.role, reached_region(work.actor), to, at=work.now, today=work.today
    )
    work.create(task)
    for each in assigned:
        work.create(each)
    return task


async def _assignees(work: UnitOfWork, input: IssueTaskInput) -> list[Assignee]:
    """The assignees that the input names."""
    assignees = list[Assignee]()
    for id in input.platforms:
        platform = await work.find(PlatformRow, id, ("platforms",))
        assignees.append(ToPlatform(platform.id, platform.region_id, platform.facts(Lifetime)))
    for desk, ids, path in (
        (Role.DISTRICT_DEPARTMENT, input.departments, "departments"),
        (Role.DISTRICT_CENTER, input.centers, "centers"),
    ):
        for id in ids:
            region = await work.find(RegionRow, id, (path,))
            assignees.append(ToDesk(region.facts(RegionFacts), desk, await centred(work, region.id)))
    return assignees


@mutation(Act.ACKNOWLEDGE_ASSIGNMENT, Assignment)
async def acknowledge_assignment(work: UnitOfWork, input: AssignmentInput) -> AssignmentRow:
    """Take a task up (Art. 6)."""
    row = await work.get(AssignmentRow, input)
    work.apply(row, task_rules.acknowledge(row.state, at=work.now))
    return row


@mutation(Act.REPORT_ASSIGNMENT, Assignment)
async def report_assignment(work: UnitOfWork, input: ReportAssignmentInput) -> AssignmentRow:
    """Report the result of a task (Art. 6); after its day it is still taken."""
    row = await work.get(AssignmentRow, input)
    work.apply(row, task_rules.report(row.state, input.result, at=work.now))
    return row


@mutation(Act.RETURN_ASSIGNMENT, Assignment)
async def return_assignment(work: UnitOfWork, input: AssignmentReasonInput) -> AssignmentRow:
    """Ask for more than was reported: the task is in the assignee's hands again."""
    row = await work.get(AssignmentRow, input)
    work.apply(row, task_rules.send_back(row.state, input.reason))
    return row


@mutation(Act.CLOSE_ASSIGNMENT, Assignment)
async def close_assignment(work: UnitOfWork, input: AssignmentInput) -> AssignmentRow:
    """Take the result of a task."""
    row = await work.get(AssignmentRow, input)
    work.apply(row, task_rules.close(row.state, at=work.now))
    return row


@mutation(Act.WITHDRAW_ASSIGNMENT, Assignment)
async def withdraw_assignment(work: UnitOfWork, input: AssignmentReasonInput) -> AssignmentRow:
    """Ask for a task no more at one of those it was given to."""
    row = await work.get(AssignmentRow, input)
    work.apply(row, task_rules.withdraw(row.state, input.reason, at=work.now))
    return row
