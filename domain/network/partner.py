"""The service network of a platform: partners, products, team and channels, each from one day to another (Art. 3, 7, 9, 10)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.life import Life
from domain.kernel.violations import Code, Violation
from domain.registry.registry import not_ahead, not_before, runs, served_on
from domain.rights.scope import Actor
from domain.services.activity import LedgerPlace
from domain.terms.network import DatedState, ServiceWay
from domain.terms.reporting import ServiceFunction

S = DatedState


def _life(noun: str, end: Act) -> Life[DatedState]:
    """A dated record ends once, and a mistaken record is withdrawn by the same act."""
    return Life(noun, {(S.CURRENT, end): (S.ENDED, S.WITHDRAWN)})


PARTNER_LIFE: Final = _life("Partner", Act.END_PARTNER)
PRODUCT_LIFE: Final = _life("Product", Act.END_PRODUCT)
TEAM_LIFE: Final = _life("TeamMember", Act.END_TEAM_MEMBER)
CHANNEL_LIFE: Final = _life("Channel", Act.END_CHANNEL)
LIVES: Final = {life.noun: life for life in (PARTNER_LIFE, PRODUCT_LIFE, TEAM_LIFE, CHANNEL_LIFE)}


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """A partner is bound by state alone."""
    return None


@dataclass(frozen=True)
class Dated:
    """A dated record of a platform runs from one day to another."""

    state: DatedState
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Joining:
    """An organisation that joins a platform's network."""

    uscc: str
    way: ServiceWay
    functions: Collection[ServiceFunction]


def begin(
    noun: str, place: LedgerPlace, since: date, columns: Mapping[str, object], *, at: datetime, today: date
) -> New:
    """A dated record begins on a past day of the platform's service.

    “各级中小企业服务中心要组建专业团队运营服务平台,积极开展服务对接活动” (Art. 9).
    """
    served_on(place.lifetime, since, today, field="valid_from")
    anchors = {"platform_id": place.platform_id, "region_id": place.region_id}
    return New(noun, {**columns, **anchors, "state": S.CURRENT, "valid_from": since, "recorded_at": at})


def join(
    place: LedgerPlace,
    since: date,
    joining: Joining,
    columns: Mapping[str, object],
    *,
    before: Iterable[Dated],
    at: datetime,
    today: date,
) -> Change:
    """The platform records a partner with its functions; `before` are the records of the same organisation at this platform.

    One organisation is a platform's partner once at a time. Source: Art. 3, 7(4).

    “上述单位及其聚集能为企业提供专业服务的机构,共同构成多层次、多类别,线上线下协同的中小企业服务网络” (Art. 3).
    “组织区域内外优质服务资源入驻服务平台,开展线上、线下服务,优化中小企业服务生态” (Art. 7(4)).
    """
    if not joining.functions:
        raise Violation(Code.REQUIRED, path=("functions",), facts={"field": "服务功能"})
    apart(before, since)
    partner = begin("Partner", place, since, {**columns, "uscc": joining.uscc, "way": joining.way}, at=at, today=today)
    anchors = {"platform_id": place.platform_id, "region_id": place.region_id}
    once = [each for each in ServiceFunction if each in joining.functions]
    return Change(
        adds=[
            partner,
            *(New("PartnerFunction", {"partner_id": partner, "function": each, **anchors}) for each in once),
        ]
    )


def apart(before: Iterable[Dated], since: date) -> None:
    """Refuse a period that begins before the end of another; withdrawn periods do not count."""
    for each in before:
        if each.state is not S.WITHDRAWN and (each.valid_to is None or since < each.valid_to):
            raise Violation(Code.PERIODS_OVERLAP, path=("valid_from",), facts={"since": each.valid_from})


def serves(row: Dated, day: date) -> bool:
    """A partner serves on the days of its period and while current; experts of such a partner do not judge the platform (Art. 17(3), ours)."""
    return row.state is S.CURRENT or (row.state is S.ENDED and runs(row.valid_from, row.valid_to, day))


def is_current(row: Dated, day: date) -> bool:
    """A dated record is current on the days of its period; a withdrawn one never was."""
    return row.state is not S.WITHDRAWN and runs(row.valid_from, row.valid_to, day)


def provides(provider: UUID | None, dated: Dated | None, place: LedgerPlace, day: date) -> None:
    """Refuse a provider of a product who is no partner of the platform's own on its first day.

    “与各类专业服务机构开展深度合作,不断完善服务功能,创新服务产品” (Art. 10).
    """
    if provider is not None and dated is not None:
        its_own(provider, place, "partner")
        lasted(dated, day, "partner", "合作机构", field="valid_from")


def its_own(platform: UUID, place: LedgerPlace, what: str) -> None:
    """A record of another platform is refused."""
    if platform != place.platform_id:
        raise Violation(Code.NOT_YOUR_PLATFORM, path=(what,))


def lasted(dated: Dated, day: date, what: str, label: str, *, field: str = "day") -> None:
    """A day outside a record's period is refused."""
    if dated.state is S.WITHDRAWN:
        raise Violation(
            Code.WRONG_STATE, path=(what,), facts={"state": S.WITHDRAWN.label, "state_en": S.WITHDRAWN.value}
        )
    ours = ("登记的日期", "the day given")
    not_before(day, dated.valid_from, ours, (f"{label}的起始日", f"the first day of the {what}"), field=field)
    if dated.valid_to is not None:
        last = dated.valid_to - timedelta(days=1)
        not_before(last, day, (f"{label}的终止日", f"the last day of the {what}"), ours, field=field)


def end(noun: str, row: Dated, day: date | None, reason: str | None, *, today: date) -> Change:
    """A dated record ends before a day, or without a day is withdrawn with a reason."""
    life = LIVES[noun]
    [act] = life.acts
    if day is None:
        return Change({"state": life.move(row.state, act, S.WITHDRAWN), "reason": a_reason(reason)})
    state = life.move(row.state, act, S.ENDED)
    not_ahead(day, today)
    if day <= row.valid_from:
        raise Violation(Code.EMPTY_PERIOD, path=("day",))
    return Change({"state": state, "valid_to": day, "reason": (reason or "").strip() or None})
