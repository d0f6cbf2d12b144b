"""Reminders and notices brought to an addressee, each with its proof (Art. 14, 17, 19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.kernel.change import Change, New
from domain.kernel.events import Event
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.violations import Code, Violation
from domain.registry.registry import not_ahead, not_before
from domain.regulation.rulepack import RulePack
from domain.terms.rectification import DeliveryKind, DeliveryMethod

NO_SUBJECT: Final[Mapping[str, None]] = {
    "obligation_id": None,
    "evaluation_id": None,
    "rectification_id": None,
    "recovery_id": None,
}
"""The keys of which exactly one names what was brought to notice."""


@dataclass(frozen=True)
class Handover:
    """A handover has its method, moment, recipient and proof."""

    how: DeliveryMethod
    day: date
    to_whom: str
    proof: str
    recorded_by: UUID | None
    attempts: str | None = None
    """Which other ways failed and why, where it is announced in public."""


def delivered(
    handover: Handover, subject: Mapping[str, object], since: date, pack: RulePack, *, at: datetime, today: date
) -> tuple[New, date]:
    """The bureau records a notice's delivery, not before the notice was issued: its proof, and the day that counts. Source: Art. 19; reading L56."""
    not_before(handover.day, since, ("送达日", "the day of delivery"), ("文书作出日", "the day of the document"))
    proof = _recorded(DeliveryKind.DELIVERY, handover, subject, at, today)
    return proof, served_on(handover, pack, today)


def served_on(handover: Handover, pack: RulePack, today: date) -> date:
    """What is announced in public counts as served once its days are over, and only where every other way failed. Reading L56."""
    if handover.how is not DeliveryMethod.ANNOUNCEMENT:
        return handover.day
    if not (handover.attempts or "").strip():
        raise Violation(Code.ANNOUNCED_LAST, path=("attempts",))
    periods = pack.announcement_days.value if pack.announcement_days else ()
    days = max((each for each in periods if each.since <= handover.day), key=lambda each: each.since, default=None)
    until = handover.day + timedelta(days=days.days if days else 0)
    if today < until:
        raise Violation(Code.ANNOUNCEMENT_RUNS, path=("day",), facts={"until": until})
    return until


def reminded(handover: Handover, subject: Mapping[str, object], since: date, *, at: datetime, today: date) -> Change:
    """Record a reminder with its proof, not before the filing was owed. Source: Art. 14, 17; reading L16.

    “督促各县区中小企业服务中心、服务平台定期报送服务绩效信息” (Art. 14).
    """
    if handover.how is DeliveryMethod.ANNOUNCEMENT:
        facts: dict[str, object] = {
            "field": "催报方式",
            "field_en": "how",
            "why": "催报不以公告方式进行",
            "why_en": "nobody is reminded by a public announcement",
        }
        raise Violation(Code.INVALID, path=("how",), facts=facts)
    not_before(
        handover.day, since, ("催报日", "the day of the reminder"), ("应报送事项产生日", "the day it was called for")
    )
    return Change(adds=[_recorded(DeliveryKind.REMINDER, handover, subject, at, today)], events=[Event.REMINDED])


def _recorded(kind: DeliveryKind, handover: Handover, subject: Mapping[str, object], at: datetime, today: date) -> New:
    if not handover.proof.strip():
        raise Violation(Code.PROOF_REQUIRED, path=("proof",))
    not_ahead(handover.day, today)
    proof = a_text(handover.proof, "proof", "送达凭证", 2000)
    to_whom = a_text(handover.to_whom, "to_whom", "受送达人", 200)
    tried = maybe_text(handover.attempts, "attempts", "其他送达方式情况", 2000)
    how = {"how": handover.how, "day": handover.day, "to_whom": to_whom, "proof": proof}
    return New(
        "Delivery",
        {
            "kind": kind,
            **subject,
            **how,
            "attempts": tried,
            "recorded_by_id": handover.recorded_by,
            "recorded_at": at,
        },
    )
