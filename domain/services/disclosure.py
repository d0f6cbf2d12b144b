"""The five things a platform makes public, each in dated versions (Art. 11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.life import Life
from domain.kernel.typed_text import LONGEST, a_place, a_text
from domain.kernel.violations import Code, Violation
from domain.registry.registry import LIFE as PLATFORM
from domain.rights.scope import Actor
from domain.terms.registry import PlatformState
from domain.terms.services import DisclosureItem, DisclosureState

S = DisclosureState
LIFE: Final = Life("Disclosure", {(S.PUBLISHED, Act.WITHDRAW_DISCLOSURE): S.WITHDRAWN})


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """A disclosure is bound by rights and state alone."""
    return None


@dataclass(frozen=True)
class Discloser:
    """The platform that makes something public."""

    id: UUID
    region_id: UUID
    state: PlatformState
    founded_on: date


@dataclass(frozen=True)
class DisclosureContent:
    """A disclosure's content is its text, period, place and proof."""

    item: DisclosureItem
    text: str
    valid_from: date
    valid_to: date | None
    place: str
    proof: str


@dataclass(frozen=True)
class DisclosureFacts:
    """A version of a disclosure has its item, period and state."""

    state: DisclosureState
    valid_from: date


def publish(
    who: Discloser, content: DisclosureContent, latest: DisclosureFacts | None, *, versions: int, at: datetime
) -> Change:
    """The platform publishes a version; `latest` is the version before, ended by `superseded` on the new version's first day.

    Refuses one that begins no later than the one it follows, or ends before it begins. Source: Art. 11.

    “严格执行服务内容、服务流程、服务标准、收费标准、服务时间“五公开”要求” (Art. 11).
    """
    PLATFORM.move(who.state, Act.PUBLISH_DISCLOSURE)
    if content.valid_from < who.founded_on:
        facts: dict[str, object] = {"day": content.valid_from, "founded": who.founded_on}
        raise Violation(Code.BEFORE_FOUNDING, path=("valid_from",), facts=facts)
    if content.valid_to is not None and content.valid_to <= content.valid_from:
        raise Violation(Code.EMPTY_PERIOD, path=("valid_to",))
    if latest is not None and content.valid_from <= latest.valid_from:
        raise Violation(Code.PERIODS_OVERLAP, path=("valid_from",), facts={"since": latest.valid_from})
    values = {
        "platform_id": who.id,
        "region_id": who.region_id,
        "item": content.item,
        "n": versions + 1,
        "text": a_text(content.text, "text", "公开内容", LONGEST),
        "valid_from": content.valid_from,
        "valid_to": content.valid_to,
        "place": a_place(content.place, "place", "公开地点", 200),
        "proof": a_text(content.proof, "proof", "公开凭证", 200),
        "published_at": at,
        "state": S.PUBLISHED,
    }
    return Change(adds=[New("Disclosure", values)])


def superseded(day: date) -> Change:
    """A version ends on the day on which the next begins."""
    return Change({"state": S.SUPERSEDED, "superseded_on": day})


def withdraw(version: DisclosureFacts, reason: str, *, at: datetime) -> Change:
    """The platform withdraws a mistaken latest version; the version before is `restored`. Source: Art. 11."""
    state = LIFE.move(version.state, Act.WITHDRAW_DISCLOSURE)
    return Change({"state": state, "withdrawn_at": at, "withdrawal_reason": a_reason(reason)})


def restored() -> Change:
    """A version is the latest again."""
    return Change({"state": S.PUBLISHED, "superseded_on": None})
