"""Difficulties of platforms and centres: raised, given to an owner, resolved, and closed by whoever raised them (Art. 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.violations import Code, Violation
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.supervision import DifficultyState

S = DifficultyState
LONG: Final = 5000

LIFE: Final = Life(
    "Difficulty",
    {
        (S.OPEN, Act.ASSIGN_DIFFICULTY): S.IN_HAND,
        (S.IN_HAND, Act.ASSIGN_DIFFICULTY): S.IN_HAND,
        (S.IN_HAND, Act.RESOLVE_DIFFICULTY): S.RESOLVED,
        (S.RESOLVED, Act.REOPEN_DIFFICULTY): S.IN_HAND,
        (S.RESOLVED, Act.CLOSE_DIFFICULTY): S.CLOSED,
    },
)
OWNERS: Final = (Role.MUNICIPAL_CENTER, Role.DISTRICT_DEPARTMENT, Role.DISTRICT_CENTER)
"""Who may be given a difficulty."""


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """A difficulty is bound by rights and state alone."""
    return None


@dataclass(frozen=True)
class Raised:
    """A raised difficulty has its text; `platform_id` is None for a district's own."""

    platform_id: UUID | None
    region_id: UUID
    subject: str
    content: str


@dataclass(frozen=True)
class DifficultyFacts:
    """A difficulty has its state, owner and raiser."""

    state: DifficultyState
    owner: Role | None
    region_name: str
    region_has_centre: bool


def raise_(what: Raised, by: Role, *, at: datetime) -> Change:
    """Raise a difficulty with the municipal centre. Source: Art. 5."""
    columns = {
        "platform_id": what.platform_id,
        "region_id": what.region_id,
        "raised_by": by,
        "subject": a_text(what.subject, "subject", "困难问题", 200),
        "content": a_text(what.content, "content", "具体情况", LONG),
        "raised_at": at,
    }
    return Change(adds=[New("Difficulty", columns)], events=[Event.DIFFICULTY_RAISED])


def assign(one: DifficultyFacts, owner: Role, note: str | None, *, at: datetime) -> Change:
    """The centre gives the difficulty to an owner, or to another owner. Source: Art. 5.

    “协调解决服务平台、服务网络日常运营中的困难和问题” (Art. 5).
    """
    state = LIFE.move(one.state, Act.ASSIGN_DIFFICULTY)
    if owner not in OWNERS:
        why = f"只能交办给{'、'.join(each.label for each in OWNERS)}"
        facts: dict[str, object] = {"field": "承办单位", "why": why, "why_en": f"one of {', '.join(OWNERS)}"}
        raise Violation(Code.INVALID, path=("owner",), facts=facts)
    if owner is one.owner:
        raise Violation(Code.SAME_AS_BEFORE, path=("owner",))
    if owner is Role.DISTRICT_CENTER and not one.region_has_centre:
        raise Violation(Code.REGION_HAS_NO_CENTRE, path=("owner",), facts={"region": one.region_name})
    columns = {"state": state, "owner": owner, "note": maybe_text(note, "note", "交办意见", LONG), "assigned_at": at}
    return Change(columns, events=[Event.DIFFICULTY_ASSIGNED])


def resolve(state: DifficultyState, resolution: str, *, at: datetime) -> Change:
    """The owner resolves the difficulty with an answer."""
    after = LIFE.move(state, Act.RESOLVE_DIFFICULTY)
    resolution = a_text(resolution, "resolution", "办理结果", LONG)
    return Change({"state": after, "resolution": resolution, "resolved_at": at}, events=[Event.DIFFICULTY_RESOLVED])


def close(state: DifficultyState, *, at: datetime) -> Change:
    """The raiser confirms the resolution."""
    return Change({"state": LIFE.move(state, Act.CLOSE_DIFFICULTY), "closed_at": at}, events=[Event.DIFFICULTY_CLOSED])


def reopen(state: DifficultyState, reason: str) -> Change:
    """The raiser reopens the difficulty with a reason, back to its owner."""
    after = LIFE.move(state, Act.REOPEN_DIFFICULTY)
    why = a_reason(reason)
    return Change(
        {"state": after, "reopen_reason": why}, events=[Event.DIFFICULTY_REOPENED], says={"reopen_reason": why}
    )
