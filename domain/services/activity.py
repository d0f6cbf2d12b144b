"""The service ledger: one entry an activity, never changed, corrected by another that replaces it (Art. 7, 10, 11, 14)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.calendar import day_of
from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.life import Life
from domain.kernel.units import Fen, Quarter
from domain.kernel.violations import Code, Violation
from domain.registry.registry import Lifetime, served_on
from domain.rights.scope import Actor
from domain.services.archive import list_of
from domain.terms.registry import SizeClass
from domain.terms.reporting import ActivityState, Mode, Nature, ServiceFunction
from domain.terms.services import Slot

S = ActivityState

LIFE: Final = Life(
    "Activity",
    {
        (S.RECORDED, Act.REPLACE_ACTIVITY): S.REPLACED,
        (S.RECORDED, Act.WITHDRAW_ACTIVITY): S.WITHDRAWN,
    },
)


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """An entry is bound by state alone: it may be corrected at any time, and a submitted version keeps its figures."""
    return None


@dataclass(frozen=True)
class Entry:
    """A ledger entry has its day, function, nature and persons.

    “在优先保证公益性服务的基础上,同时兼顾市场化服务” (Art. 10).
    """

    day: date
    function: ServiceFunction
    nature: Nature
    mode: Mode
    subject: str
    place: str | None
    persons: int
    training: bool
    fee: Fen


@dataclass(frozen=True)
class ServedEnterprise:
    """A served enterprise keeps its name and size of the day.

    “为辖区、产业聚集区内的中小企业提供开放式服务” (Art. 7(1)).
    """

    id: UUID
    size: SizeClass
    self_employed: bool


@dataclass(frozen=True)
class LedgerPlace:
    """An entry's place is the platform with its lifetime, and the region of the day."""

    platform_id: UUID
    region_id: UUID
    lifetime: Lifetime


@dataclass(frozen=True)
class ActivityFacts:
    """An entry has its state and platform."""

    id: UUID
    platform_id: UUID
    state: ActivityState
    filled_slots: Sequence[Slot] = ()
    archive_complete: bool = False


def record(place: LedgerPlace, entry: Entry, served: Iterable[ServedEnterprise], *, at: datetime, late: bool) -> Change:
    """Enter an activity; refuses a day in the future or outside the platform's service. Source: Art. 11, 14(1).

    `late` says that the report of its quarter was handed in before: it then enters by the next version.

    “完整保存包括活动通知(方案)、签到表、现场照片、活动简报、总结等服务开展全过程档案” (Art. 11).
    """
    return Change(adds=_entered(place, entry, served, at, {"late": late}))


def replace(
    old: ActivityFacts,
    place: LedgerPlace,
    entry: Entry,
    served: Iterable[ServedEnterprise],
    reason: str | None,
    *,
    at: datetime,
    late: bool,
) -> Change:
    """Correct an entry by another of the same platform, with a reason; a submitted version keeps the entry."""
    state = LIFE.move(old.state, Act.REPLACE_ACTIVITY)
    if old.platform_id != place.platform_id:
        raise Violation(Code.NOT_YOUR_PLATFORM, path=("id",))
    more = {"late": late, "replaces_id": old.id, "reason": a_reason(reason)}
    kept = {"filled_slots": list(old.filled_slots), "archive_complete": old.archive_complete}
    return Change({"state": state}, _entered(place, entry, served, at, {**more, **kept}))


def withdraw(old: ActivityFacts, reason: str | None) -> Change:
    """The platform withdraws an entry made by mistake, with a reason; a submitted version keeps the entry."""
    return Change({"state": LIFE.move(old.state, Act.WITHDRAW_ACTIVITY), "reason": a_reason(reason)})


def _entered(
    place: LedgerPlace, entry: Entry, served: Iterable[ServedEnterprise], at: datetime, more: Mapping[str, object]
) -> list[New]:
    """The rows of an entry, the activity first."""
    _possible(place.lifetime, entry, day_of(at))
    anchors = {"platform_id": place.platform_id, "region_id": place.region_id}
    recorded: dict[str, object] = {"quarter": Quarter.of(entry.day), "recorded_at": at, "state": S.RECORDED}
    once = {one.id: one for one in served}.values()
    recorded["served_list"] = list_of(one.id for one in once)
    activity = New("Activity", {**vars(entry), **anchors, **recorded, **more})
    return [
        activity,
        *(
            New(
                "ActivityEnterprise",
                {
                    "activity_id": activity,
                    "enterprise_id": one.id,
                    **anchors,
                    "size": one.size,
                    "self_employed": one.self_employed,
                },
            )
            for one in once
        ),
    ]


def _possible(lifetime: Lifetime, entry: Entry, today: date) -> None:
    """Refuse what cannot have taken place."""
    served_on(lifetime, entry.day, today)
    for field, label in (("persons", "参加人数"), ("fee", "收费合计")):
        if getattr(entry, field) < 0:
            raise Violation(Code.NEGATIVE, path=(field,), facts={"field": label})
    if not entry.subject.strip():
        raise Violation(Code.REQUIRED, path=("subject",), facts={"field": "活动主题"})
