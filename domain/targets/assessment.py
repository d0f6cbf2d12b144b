"""A department's yearly assessment of the platforms of its district: a result and why, never a grade (Art. 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.typed_text import a_text
from domain.kernel.violations import Code, Violation
from domain.registry.registry import Lifetime, in_being_within
from domain.rights.scope import Actor
from domain.terms.targets import AssessmentResult, AssessmentState

S = AssessmentState
LONG: Final = 5000

LIFE: Final = Life("Assessment", {(S.RECORDED, Act.WITHDRAW_ASSESSMENT): S.WITHDRAWN})


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """An assessment is bound by state alone."""
    return None


@dataclass(frozen=True)
class Assessed:
    """The platform assessed, and the district it lies in."""

    platform_id: UUID
    region_id: UUID
    lifetime: Lifetime


def record(of: Assessed, year: int, result: AssessmentResult, opinion: str, *, at: datetime, today: date) -> Change:
    """The department assesses a platform's year, one begun and with the platform in being. Source: Art. 4.

    “安排有关工作,下达目标任务并进行绩效评价” (Art. 4).
    """
    if year > today.year:
        raise Violation(Code.FUTURE_DAY, path=("year",), facts={"day": f"{year}年", "day_en": year})
    in_being_within(of.lifetime, year)
    columns = {
        "platform_id": of.platform_id,
        "region_id": of.region_id,
        "year": year,
        "result": result,
        "opinion": a_text(opinion, "opinion", "考核意见", LONG),
        "state": S.RECORDED,
        "recorded_at": at,
    }
    return Change(adds=[New("Assessment", columns)], events=[Event.ASSESSMENT_RECORDED])


def withdraw(state: AssessmentState, reason: str | None) -> Change:
    """Take back an assessment recorded by mistake, with a reason; another may follow."""
    moved = LIFE.move(state, Act.WITHDRAW_ASSESSMENT)
    return Change({"state": moved, "reason": a_reason(reason)}, events=[Event.ASSESSMENT_WITHDRAWN])
