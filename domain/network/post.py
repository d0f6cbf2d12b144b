"""What a platform publishes: one entry an item, on a day and in a channel (Art. 7(2), 7(3), 9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.life import Life
from domain.kernel.units import Quarter
from domain.kernel.violations import Violation
from domain.network.partner import Dated, its_own, lasted
from domain.registry.registry import served_on
from domain.rights.scope import Actor
from domain.services.activity import LedgerPlace
from domain.terms.network import EntryState, PostSource, PostTopic

S = EntryState

LIFE: Final = Life("Post", {(S.RECORDED, Act.WITHDRAW_POST): S.WITHDRAWN})


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """A post is bound by state alone."""
    return None


@dataclass(frozen=True)
class PostContent:
    """A post's content is its title, topic and day."""

    day: date
    source: PostSource
    topic: PostTopic
    title: str
    url: str | None


@dataclass(frozen=True)
class Used:
    """A post's channel belongs to a platform for a period."""

    id: UUID
    platform_id: UUID
    dated: Dated


def record(place: LedgerPlace, item: PostContent, channel: Used, *, at: datetime, today: date) -> New:
    """Record what was published in a channel of the platform's own that was in use on the day. Source: Art. 7(2).

    “动态发布上级和当地有关中小企业的政策法规(解读)和经济动态、产业、技术、市场等信息” (Art. 7(2)).
    """
    served_on(place.lifetime, item.day, today)
    its_own(channel.platform_id, place, "channel")
    lasted(channel.dated, item.day, "channel", "渠道")
    anchors = {"platform_id": place.platform_id, "region_id": place.region_id, "channel_id": channel.id}
    recorded = {"quarter": Quarter.of(item.day), "recorded_at": at, "state": S.RECORDED}
    return New("Post", {**vars(item), **anchors, **recorded})


def withdraw(state: EntryState, reason: str | None) -> Change:
    """The platform withdraws a post entered by mistake, with a reason."""
    return Change({"state": LIFE.move(state, Act.WITHDRAW_POST), "reason": a_reason(reason)})
