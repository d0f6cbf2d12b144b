"""Tasks for platforms, departments or centres, from issue to result (Art. 4-6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.far_days import within_a_year
from domain.kernel.life import Life
from domain.kernel.typed_text import a_text, named_once
from domain.kernel.violations import Code, Violation
from domain.registry.registry import Lifetime, RegionFacts, exists, in_a_district, in_being
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.supervision import AssignmentState

S = AssignmentState
ARTICLE: Final = "第六条"
LONG: Final = 5000

LIFE: Final = Life(
    "Assignment",
    {
        (S.ISSUED, Act.ACKNOWLEDGE_ASSIGNMENT): S.ACKNOWLEDGED,
        (S.ACKNOWLEDGED, Act.REPORT_ASSIGNMENT): S.REPORTED,
        (S.REPORTED, Act.RETURN_ASSIGNMENT): S.ACKNOWLEDGED,
        (S.REPORTED, Act.CLOSE_ASSIGNMENT): S.CLOSED,
        **{(state, Act.WITHDRAW_ASSIGNMENT): S.WITHDRAWN for state in (S.ISSUED, S.ACKNOWLEDGED, S.REPORTED)},
    },
)
OPEN: Final = (S.ISSUED, S.ACKNOWLEDGED)
"""States in which whoever has the task is awaited."""


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """A task is bound by rights and state alone."""
    return None


def title(row: Mapping[str, Any], _actor: Actor, _today: date) -> str:
    """An assignment shows the title of its task."""
    return row["task"]["title"]


def text(row: Mapping[str, Any], _actor: Actor, _today: date) -> str:
    """An assignment shows the text of its task."""
    return row["task"]["text"]


def overdue(row: Mapping[str, Any], _actor: Actor, today: date) -> bool:
    """Whether the due day is over and no result reported."""
    return row["state"] in OPEN and row["due_on"] < today


@dataclass(frozen=True)
class TaskContent:
    """A task's content is its title, text and due day."""

    title: str
    text: str
    due_on: date


@dataclass(frozen=True)
class ToPlatform:
    """A platform that is given a task."""

    id: UUID
    region_id: UUID
    lifetime: Lifetime


@dataclass(frozen=True)
class ToDesk:
    """A department or centre of a district that is given a task."""

    region: RegionFacts
    desk: Role
    has_centre: bool


Assignee = ToPlatform | ToDesk


def ahead(day: date, today: date) -> None:
    """Refuse a due day that is over already, or today, or beyond a year (ours)."""
    if day <= today:
        raise Violation(Code.DUE_DAY_PASSED, path=("due_on",))
    within_a_year(day, today, "due_on")


def issue(
    order: TaskContent, issuer: Role, region_id: UUID | None, to: Sequence[Assignee], *, at: datetime, today: date
) -> tuple[New, list[Change]]:
    """Give a task to everybody named, each once; `region_id` is the issuer's, None for the city's own offices. Source: Art. 4-6.

    “根据国家和云南省,市委、市政府开展中小企业服务的工作部署,安排有关工作” (Art. 4).
    """
    ahead(order.due_on, today)
    if not to:
        raise Violation(Code.REQUIRED, path=("platforms",), facts={"field": "承办单位", "field_en": "platforms"})
    content = {
        "title": a_text(order.title, "title", "任务名称", 200),
        "text": a_text(order.text, "text", "任务内容", LONG),
        "due_on": order.due_on,
    }
    task = New("Task", {**content, "issuer": issuer, "region_id": region_id, "issued_at": at})
    copied: dict[str, object] = {"task_id": task, "issuer": issuer, "due_on": order.due_on, "issued_at": at}
    assignments = [{**copied, **_assignee(each, today)} for each in to]
    named_once([f"{one['platform_id'] or one['region_id']}{one['assignee']}" for one in assignments], "platforms")
    return task, [Change(adds=[New("Assignment", one)], events=[Event.ASSIGNMENT_ISSUED]) for one in assignments]


def _assignee(to: Assignee, today: date) -> dict[str, object]:
    """The columns of an assignee, which is in being and has a desk."""
    match to:
        case ToPlatform(id, region_id, lifetime):
            in_being(lifetime, today)
            return {"platform_id": id, "region_id": region_id, "assignee": Role.OPERATOR}
        case ToDesk(region, desk, has_centre):
            in_a_district(region.kind, region.name)
            exists(region, today)
            if desk is Role.DISTRICT_CENTER and not has_centre:
                raise Violation(Code.REGION_HAS_NO_CENTRE, path=("centers",), facts={"region": region.name})
            return {"platform_id": None, "region_id": region.id, "assignee": desk}


def acknowledge(state: AssignmentState, *, at: datetime) -> Change:
    """The assignee acknowledges the task. Source: Art. 6."""
    return Change({"state": LIFE.move(state, Act.ACKNOWLEDGE_ASSIGNMENT), "acknowledged_at": at})


def report(state: AssignmentState, result: str, *, at: datetime) -> Change:
    """Report the result; after the due day it is still taken, and shown as late (ours). Source: Art. 6.

    “承接下达的各项工作任务,接受对运营、服务绩效等情况的检查、评价” (Art. 6).
    """
    after = LIFE.move(state, Act.REPORT_ASSIGNMENT)
    result = a_text(result, "result", "办理结果", LONG)
    return Change({"state": after, "result": result, "reported_at": at}, events=[Event.ASSIGNMENT_REPORTED])


def send_back(state: AssignmentState, reason: str) -> Change:
    """The issuer asks for more; the reported result stays until the next report."""
    after = LIFE.move(state, Act.RETURN_ASSIGNMENT)
    return Change({"state": after, "return_reason": a_reason(reason)}, events=[Event.ASSIGNMENT_RETURNED])


def close(state: AssignmentState, *, at: datetime) -> Change:
    """The issuer accepts the result."""
    return Change({"state": LIFE.move(state, Act.CLOSE_ASSIGNMENT), "closed_at": at}, events=[Event.ASSIGNMENT_CLOSED])


def withdraw(state: AssignmentState, reason: str, *, at: datetime) -> Change:
    """The issuer withdraws the task."""
    after = LIFE.move(state, Act.WITHDRAW_ASSIGNMENT)
    columns = {"state": after, "withdrawal_reason": a_reason(reason), "closed_at": at}
    return Change(columns, events=[Event.ASSIGNMENT_WITHDRAWN])
