"""Yearly targets: the bureau's for a district, broken down to its platforms by department or centre (Art. 4, 12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.typed_text import maybe_text
from domain.kernel.units import half_up
from domain.kernel.violations import Code, Violation
from domain.rights.scope import Actor
from domain.terms.targets import TargetLevel, TargetMeasure, TargetState

S = TargetState
MOST: Final = 100_000_000

LIFE: Final = Life(
    "Target",
    {
        (S.SET, Act.CHANGE_TARGET): S.SET,
        (S.SET, Act.WITHDRAW_TARGET): S.WITHDRAWN,
    },
)


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """A target is bound by state alone: an offered letter keeps its amount."""
    return None


@dataclass(frozen=True)
class Whose:
    """A target has its district, and a platform's target its platform; `parent_id` is the district's target, None without one."""

    region_id: UUID
    platform_id: UUID | None = None
    parent_id: UUID | None = None


@dataclass(frozen=True)
class Goal:
    """A goal has its measure, amount, year and document."""

    year: int
    measure: TargetMeasure
    amount: int
    document: str | None


@dataclass(frozen=True)
class TargetFacts:
    """A target has its amount and state."""

    state: TargetState
    amount: int


def set_target(whose: Whose, goal: Goal, *, at: datetime) -> Change:
    """Give a district or a platform a target of a year. What platforms get may exceed the district's (ours). Source: Art. 4, 12.

    “安排有关工作,下达目标任务并进行绩效评价” (Art. 4).
    """
    columns = {
        "level": TargetLevel.PLATFORM if whose.platform_id else TargetLevel.DISTRICT,
        "state": S.SET,
        "year": goal.year,
        "measure": goal.measure,
        "amount": _an_amount(goal.amount),
        "document": maybe_text(goal.document, "document", "文号", 100),
        "set_at": at,
        **vars(whose),
    }
    return Change(adds=[New("Target", columns)], events=[Event.TARGET_ISSUED])


def change(one: TargetFacts, amount: int, reason: str | None) -> Change:
    """Give a target another amount, with a reason."""
    state = LIFE.move(one.state, Act.CHANGE_TARGET)
    if _an_amount(amount) == one.amount:
        raise Violation(Code.SAME_AS_BEFORE, path=("amount",))
    return Change({"state": state, "amount": amount, "reason": a_reason(reason)}, events=[Event.TARGET_CHANGED])


def withdraw(one: TargetFacts, reason: str | None) -> Change:
    """Withdraw a target, with a reason; what was broken down from it stands until it is withdrawn too."""
    state = LIFE.move(one.state, Act.WITHDRAW_TARGET)
    return Change({"state": state, "reason": a_reason(reason)}, events=[Event.TARGET_CHANGED])


def percent(row: Mapping[str, Any], _actor: Actor, _today: date) -> int:
    """The achieved part of a target is in hundredths of a percent."""
    return half_up(row["cumulative"] * 10_000, row["amount"])


def shortfall(row: Mapping[str, Any], _actor: Actor, _today: date) -> int | None:
    """The part of a district's target that its platforms' targets do not reach (ours: warned of, never refused)."""
    return None if row["broken_down"] is None else max(0, row["amount"] - row["broken_down"])


def _an_amount(amount: int) -> int:
    if 0 < amount <= MOST:
        return amount
    facts: dict[str, object] = {
        "field": "目标数",
        "field_en": "the amount",
        "why": f"应在1至{MOST}之间",
        "why_en": f"it lies between 1 and {MOST}",
    }
    raise Violation(Code.INVALID, path=("amount",), facts=facts)
