"""Inspections of centres and platforms: planned, carried out, answered, closed (Art. 5, 6, 13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from domain.calendar import day_of
from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.typed_text import a_text
from domain.kernel.violations import Code, Violation
from domain.registry.registry import in_being, not_ahead, not_before
from domain.rights.scope import Actor
from domain.services.activity import LedgerPlace
from domain.supervision.task import ahead
from domain.terms import Kind, Role
from domain.terms.supervision import InspectionAspect, InspectionState

S = InspectionState
ARTICLE: Final = "第十三条"
LONG: Final = 5000
A_YEAR: Final = timedelta(days=365)
"""So far ahead an inspection is planned at most (ours)."""
DAY: Final = ("检查日期", "the day of the inspection")

LIFE: Final = Life(
    "Inspection",
    {
        (S.PLANNED, Act.CARRY_OUT_INSPECTION): (S.FINDINGS_SENT, S.CLOSED),
        (S.PLANNED, Act.CANCEL_INSPECTION): S.CANCELLED,
        (S.FINDINGS_SENT, Act.REPLY_INSPECTION): S.REPLIED,
        (S.REPLIED, Act.ASK_AGAIN_INSPECTION): S.FINDINGS_SENT,
        (S.REPLIED, Act.CLOSE_INSPECTION): S.CLOSED,
    },
)


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """An inspection is bound by rights and state alone."""
    return None


def overdue(row: Mapping[str, Any], _actor: Actor, today: date) -> bool:
    """Whether the day to reply by is over without a reply."""
    return row["state"] is S.FINDINGS_SENT and row["due_on"] < today


@dataclass(frozen=True)
class InspectionPlan:
    """An inspection's plan has its day and aspects."""

    aspect: InspectionAspect
    planned_on: date
    content: str


@dataclass(frozen=True)
class Shortcoming:
    """A shortcoming has a problem and a demand."""

    problem: str
    demand: str


@dataclass(frozen=True)
class Seen:
    """An inspection's record has its day, its shortcomings and the day to reply by."""

    record: str
    day: date
    findings: Sequence[Shortcoming]
    due_on: date | None


@dataclass(frozen=True)
class InspectionFacts:
    """An inspection has its state and days."""

    id: UUID
    platform_id: UUID
    region_id: UUID
    state: InspectionState
    planned_at: datetime


def plan(place: LedgerPlace, kind: Kind, inspector: Role, what: InspectionPlan, *, at: datetime, today: date) -> Change:
    """Plan an inspection, and announce it; the day may be today, and lies no more than a year ahead. Nobody inspects itself. Source: Art. 13.

    “对辖区内各类服务平台运营进行监督、管理,检查服务执行情况” (Art. 5).
    """
    if place.lifetime.municipal and inspector is Role.MUNICIPAL_CENTER:
        raise Violation(Code.OWN_CAUSE, path=("platform",))
    in_being(place.lifetime, today)
    not_before(what.planned_on, today, DAY, ("今天", "today"), field="planned_on")
    if what.planned_on > today + A_YEAR:
        facts: dict[str, object] = {"field": DAY[0], "field_en": DAY[1]}
        facts |= {"why": "不应晚于今天起一年", "why_en": "it is no more than a year ahead"}
        raise Violation(Code.INVALID, path=("planned_on",), facts=facts)
    columns = {
        "platform_id": place.platform_id,
        "region_id": place.region_id,
        "kind": kind,
        "inspector": inspector,
        "aspect": what.aspect,
        "planned_on": what.planned_on,
        "content": a_text(what.content, "content", "检查内容", LONG),
        "planned_at": at,
    }
    return Change(adds=[New("Inspection", columns)], events=[Event.INSPECTION_PLANNED])


def carry_out(one: InspectionFacts, seen: Seen, *, at: datetime, today: date) -> Change:
    """The inspector records findings, with a day to reply by; an inspection without findings is closed. Source: Art. 13.

    “对各县区中小企业服务中心、服务平台的建设及运营情况、服务开展情况进行指导和检查” (Art. 13).
    """
    findings = seen.findings
    state = LIFE.move(one.state, Act.CARRY_OUT_INSPECTION, S.FINDINGS_SENT if findings else S.CLOSED)
    not_ahead(seen.day, today)
    not_before(seen.day, day_of(one.planned_at), DAY, ("安排日期", "the day it was planned"))
    if not findings and seen.due_on is not None:
        raise Violation(Code.REQUIRED, path=("findings",), facts={"field": "检查发现"})
    columns = {
        "state": state,
        "record": a_text(seen.record, "record", "检查记录", LONG),
        "carried_out_on": seen.day,
        "due_on": _reply_by(seen.due_on, today) if findings else None,
        "closed_at": None if findings else at,
    }
    anchors = {"inspection_id": one.id, "platform_id": one.platform_id, "region_id": one.region_id}
    rows = [
        New("InspectionFinding", {**anchors, "n": n, **_shortcoming_columns(each)})
        for n, each in enumerate(findings, 1)
    ]
    return Change(columns, rows, [Event.FINDINGS_SENT if findings else Event.INSPECTION_CLOSED])


def _reply_by(due_on: date | None, today: date) -> date:
    if due_on is None:
        raise Violation(Code.REQUIRED, path=("due_on",), facts={"field": "回复期限"})
    ahead(due_on, today)
    return due_on


def _shortcoming_columns(shortcoming: Shortcoming) -> dict[str, object]:
    return {
        "problem": a_text(shortcoming.problem, "problem", "存在问题", 2000),
        "demand": a_text(shortcoming.demand, "demand", "整改要求", 2000),
    }


def reply(one: InspectionFacts, text: str, *, at: datetime) -> Change:
    """The inspected replies to the findings; a late reply counts (ours). Source: Art. 6.

    “承接下达的各项工作任务,接受对运营、服务绩效等情况的检查、评价” (Art. 6).
    """
    state = LIFE.move(one.state, Act.REPLY_INSPECTION)
    text = a_text(text, "reply", "回复内容", LONG)
    return Change({"state": state, "reply": text, "replied_at": at}, events=[Event.INSPECTION_REPLIED])


def ask_again(one: InspectionFacts, reason: str, due_on: date, *, today: date) -> Change:
    """The inspector asks for another reply by another day; the earlier reply stays until then."""
    state = LIFE.move(one.state, Act.ASK_AGAIN_INSPECTION)
    columns = {"state": state, "ask_reason": a_reason(reason), "due_on": _reply_by(due_on, today)}
    return Change(columns, events=[Event.INSPECTION_ASKED_AGAIN])


def close(one: InspectionFacts, opinion: str, *, at: datetime) -> Change:
    """The inspector accepts the reply with a reason."""
    state = LIFE.move(one.state, Act.CLOSE_INSPECTION)
    opinion = a_text(opinion, "opinion", "办结意见", LONG)
    return Change({"state": state, "opinion": opinion, "closed_at": at}, events=[Event.INSPECTION_CLOSED])


def cancel(one: InspectionFacts, reason: str, *, at: datetime) -> Change:
    """The inspector cancels a planned inspection."""
    state = LIFE.move(one.state, Act.CANCEL_INSPECTION)
    columns = {"state": state, "cancel_reason": a_reason(reason), "closed_at": at}
    return Change(columns, events=[Event.INSPECTION_CANCELLED])
