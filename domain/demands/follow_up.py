"""Enterprises' follow-ups of services, and the platforms' acts on them (Art. 11)."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.life import Life
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.units import Hundredths, Quarter, percentage
from domain.kernel.violations import Code, Violation
from domain.registry.registry import in_being, not_ahead, not_before
from domain.rights.scope import Actor
from domain.services.activity import LedgerPlace
from domain.terms.demands import FollowUpState

S = FollowUpState
LONGEST: Final = 2000
RATINGS: Final = range(1, 6)

LIFE: Final = Life(
    "FollowUp",
    {
        (S.RECORDED, Act.RECORD_FOLLOW_UP_ACTION): S.ACTED_ON,
        (S.RECORDED, Act.WITHDRAW_FOLLOW_UP): S.WITHDRAWN,
        (S.ACTED_ON, Act.WITHDRAW_FOLLOW_UP): S.WITHDRAWN,
    },
)


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """A follow-up is bound by state and rights alone."""
    return None


@dataclass(frozen=True)
class FollowUpContent:
    """A follow-up's content is the enterprise's opinion: whether the need was met, whether more is needed, a rating of 1 to 5, and its words."""

    day: date
    met: bool
    further: bool
    rating: int | None = None
    opinions: str | None = None
    suggestions: str | None = None


@dataclass(frozen=True)
class Service:
    """A service is one enterprise's row of a ledger entry; `followed_up_on` are the days of its follow-ups."""

    id: UUID
    enterprise_id: UUID
    day: date
    followed_up_on: Container[date] = ()


@dataclass(frozen=True)
class FollowUpFacts:
    """A follow-up has a state and a day."""

    id: UUID
    state: FollowUpState
    day: date


def record(place: LedgerPlace, service: Service | None, content: FollowUpContent, *, at: datetime, today: date) -> New:
    """The platform records an enterprise's follow-up of a service, not before the service and once a day (ours). Source: Art. 11.

    “要建立服务企业回访制度和服务评价制度,了解所提供的服务是否满足企业需求、是否需要后续服务等” (Art. 11).
    """
    if service is None:
        raise Violation(Code.NOT_SERVED, path=("enterprise",))
    not_ahead(content.day, today)
    in_being(place.lifetime, content.day)
    not_before(content.day, service.day, ("回访日", "the day of the follow-up"), ("服务日", "the day of the service"))
    if content.day in service.followed_up_on:
        raise Violation(Code.ALREADY_EXISTS, path=("day",))
    if content.rating is not None and content.rating not in RATINGS:
        facts: dict[str, object] = {"field": "评分", "why": "应为1至5分", "why_en": "it lies between 1 and 5"}
        raise Violation(Code.INVALID, path=("rating",), facts=facts)
    words = {
        "opinions": maybe_text(content.opinions, "opinions", "意见", LONGEST),
        "suggestions": maybe_text(content.suggestions, "suggestions", "建议", LONGEST),
    }
    about = {"platform_id": place.platform_id, "region_id": place.region_id, "enterprise_id": service.enterprise_id}
    stands = {"state": S.RECORDED, "service_id": service.id, "quarter": Quarter.of(content.day), "recorded_at": at}
    return New("FollowUp", {**vars(content), **words, **about, **stands})


def act_on(row: FollowUpFacts, action: str, day: date, *, today: date) -> Change:
    """The platform records once what it did about the follow-up. Source: Art. 11."""
    state = LIFE.move(row.state, Act.RECORD_FOLLOW_UP_ACTION)
    not_ahead(day, today)
    not_before(day, row.day, ("改进日", "the day of the action"), ("回访日", "the day of the follow-up"))
    return Change({"state": state, "action": a_text(action, "action", "改进措施", LONGEST), "acted_on": day})


def withdraw(row: FollowUpFacts, reason: str | None) -> Change:
    """The platform withdraws a follow-up entered by mistake, with a reason."""
    return Change({"state": LIFE.move(row.state, Act.WITHDRAW_FOLLOW_UP), "reason": a_reason(reason)})


def corrected(row: FollowUpFacts, service: New | None, day: date, reason: str | None) -> Change:
    """A follow-up moves to the service that corrects its own; without one by its day the follow-up is withdrawn (ours)."""
    return withdraw(row, reason) if service is None or row.day < day else Change({"service_id": service})


# what a quarter's report counts


@dataclass(frozen=True)
class Answered:
    """A counted follow-up has its day and rating."""

    state: FollowUpState
    day: date
    met: bool
    further: bool
    rating: int | None


@dataclass(frozen=True)
class FollowUpFigures:
    """A quarter's follow-up figures are counts and rates; a rate of nothing is None."""

    follow_up_count: int
    survey_answers: int
    satisfaction: Hundredths | None
    met_rate: Hundredths | None
    further_rate: Hundredths | None


def figures_of(quarter: Quarter, follow_ups: Iterable[Answered], satisfied_from: int) -> FollowUpFigures:
    """Count a quarter's follow-ups; satisfied is a rating of at least `satisfied_from`. Source: Art. 11, 14(1).

    “掌握企业提出的意见及建议,不断改进服务质量” (Art. 11).
    """
    counted = [each for each in follow_ups if each.state is not S.WITHDRAWN and Quarter.of(each.day) == quarter]
    ratings = [each.rating for each in counted if each.rating is not None]
    return FollowUpFigures(
        follow_up_count=len(counted),
        survey_answers=len(ratings),
        satisfaction=percentage(sum(rating >= satisfied_from for rating in ratings), len(ratings)),
        met_rate=percentage(sum(each.met for each in counted), len(counted)),
        further_rate=percentage(sum(each.further for each in counted), len(counted)),
    )
