"""What bureau, department or centre gave a platform: policy, money, guidance (Art. 4, 5, 8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.units import Fen
from domain.kernel.violations import Code, Violation
from domain.registry.registry import served_on
from domain.rights.scope import Actor
from domain.services.activity import LedgerPlace
from domain.terms import Role
from domain.terms.network import EntryState, SupportKind

S = EntryState

LIFE: Final = Life("Support", {(S.RECORDED, Act.WITHDRAW_SUPPORT): S.WITHDRAWN})


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """A record of support is bound by state and rights alone."""
    return None


@dataclass(frozen=True)
class SupportContent:
    """A support's content is its kind and text; money alone has an amount."""

    kind: SupportKind
    day: date
    content: str
    amount: Fen | None
    document: str | None


def record(
    place: LedgerPlace, content: SupportContent, giver: Role, *, account: UUID | None, at: datetime, today: date
) -> Change:
    """A desk records its support of a platform. Source: Art. 8.

    “各级中小企业主管部门要从政策、资金上对辖区内服务平台的发展给予扶持” (Art. 8).
    """
    served_on(place.lifetime, content.day, today)
    an_amount(content)
    anchors = {"platform_id": place.platform_id, "region_id": place.region_id}
    recorded = {"giver": giver, "state": S.RECORDED, "recorded_by_id": account, "recorded_at": at}
    return Change(adds=[New("Support", {**vars(content), **anchors, **recorded})], events=[Event.SUPPORT_RECORDED])


def an_amount(content: SupportContent) -> None:
    """Support in money has an amount, and no other support has one."""
    if content.kind is not SupportKind.FUNDS:
        if content.amount is not None:
            facts: dict[str, object] = {"field": "金额", "why": "只有资金扶持填写金额", "why_en": "for funds only"}
            raise Violation(Code.INVALID, path=("amount",), facts=facts)
    elif content.amount is None:
        raise Violation(Code.REQUIRED, path=("amount",), facts={"field": "金额"})
    elif content.amount <= 0:
        raise Violation(Code.NOT_POSITIVE, path=("amount",))


def withdraw(state: EntryState, reason: str | None) -> Change:
    """The giver withdraws a record made by mistake, with a reason."""
    values = {"state": LIFE.move(state, Act.WITHDRAW_SUPPORT), "reason": a_reason(reason)}
    return Change(values, events=[Event.SUPPORT_WITHDRAWN])
