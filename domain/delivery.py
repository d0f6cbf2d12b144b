"""What was brought to somebody's notice, and the proof of it (Art. 14, 17, 19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.change import Change, New
from domain.events import Event
from domain.terms import DeliveryKind, DeliveryMethod
from domain.violations import Code, Violation


@dataclass(frozen=True)
class Handover:
    """How, when and to whom, with what proof."""

    how: DeliveryMethod
    day: date
    to_whom: str
    proof: str
    recorded_by: UUID | None


def delivered(handover: Handover, subject: Mapping[str, object], *, at: datetime, today: date) -> New:
    """The record of a notice delivered. Source: Art. 19."""
    return _recorded(DeliveryKind.DELIVERY, handover, subject, at, today)


def reminded(handover: Handover, subject: Mapping[str, object], *, at: datetime, today: date) -> Change:
    """Record a reminder with its proof, by which a silence can be told from ignorance. Source: Art. 14, 17; reading A16."""
    return Change(adds=[_recorded(DeliveryKind.REMINDER, handover, subject, at, today)], tells=[Event.REMINDED])


def _recorded(kind: DeliveryKind, handover: Handover, subject: Mapping[str, object], at: datetime, today: date) -> New:
    if not handover.proof.strip():
        raise Violation(Code.PROOF_REQUIRED, path=("proof",))
    if not handover.to_whom.strip():
        raise Violation(Code.REQUIRED, path=("to_whom",), facts={"field": "受送达人", "field_en": "to whom"})
    if handover.day > today:
        raise Violation(Code.IN_THE_FUTURE, path=("day",), facts={"field": "日期", "field_en": "the day"})
    how = {"how": handover.how, "day": handover.day, "to_whom": handover.to_whom.strip(), "proof": handover.proof.strip()}
    return New("Delivery", {"kind": kind, **subject, **how, "recorded_by_id": handover.recorded_by, "recorded_at": at})
