"""A review opens with a version's arrival on a desk, and closes once, never by the submitter (Art. 14, 17(2))."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.calendar import Calendar, day_of
from domain.kernel.change import Change, New
from domain.kernel.violations import Code, Violation
from domain.terms import Role
from domain.terms.reporting import Decision

WHOLE: Final = "whole"
PARTS: Final = frozenset({WHOLE, "activities", "enterprises"})
"""What may be found wrong beside the fields of a form."""
LONGEST: Final = 2000


@dataclass(frozen=True)
class ReviewFacts:
    """A review has its desk, submitter and closing."""

    id: UUID
    desk: Role
    submitter_id: UUID | None
    closed_at: datetime | None


@dataclass(frozen=True)
class ItemFinding:
    """An item's finding gives the reason of its return."""

    item: str
    reason: str


@dataclass(frozen=True)
class Findings:
    """A desk's findings are its opinion and items."""

    opinion: str | None = None
    items: Sequence[ItemFinding] = ()


def opened(subject: Mapping[str, object], desk: Role, *, at: datetime) -> New:
    """A new, empty review of a version that reached a desk; `subject` names version, anchors and submitter."""
    return New("Review", {**subject, "desk": desk, "opened_at": at})


def closed(
    review: ReviewFacts | None, decision: Decision, findings: Findings = Findings(), *, by: UUID | None, at: datetime
) -> Change:
    """An open review is closed once; a recall or a handing over has no decider."""
    if review is None or review.closed_at is not None:
        raise Violation(Code.REVIEW_CLOSED)
    if decision in (Decision.RECALLED, Decision.HANDED_OVER):
        by = None
    else:
        others_only(by, review.submitter_id)
    reasons = {"opinion": findings.opinion, "item_reasons": [vars(one) for one in findings.items]}
    return Change({"closed_at": at, "decision": decision, "decider_id": by, **reasons})


def at_once(
    subject: Mapping[str, object], desk: Role, decision: Decision, findings: Findings, *, by: UUID | None, at: datetime
) -> New:
    """A review is opened and closed in one act on a version already decided."""
    submitter = subject.get("submitter_id")
    others_only(by, submitter if isinstance(submitter, UUID) else None)
    reasons = {"opinion": findings.opinion, "item_reasons": [vars(one) for one in findings.items]}
    return New(
        "Review",
        {**opened(subject, desk, at=at).values, "closed_at": at, "decision": decision, "decider_id": by, **reasons},
    )


def others_only(by: UUID | None, submitter: UUID | None) -> None:
    """Whoever handed a version in does not review that version."""
    if by is not None and by == submitter:
        raise Violation(Code.OWN_FILING)


def findings_of(
    opinion: str | None, items: Sequence[ItemFinding], known: AbstractSet[str], path: str = "items"
) -> Findings:
    """A desk's findings name `known` items and give each a reason."""
    opinion = (opinion or "").strip() or None
    if opinion is not None and len(opinion) > LONGEST:
        raise Violation(
            Code.TOO_LONG, path=("opinion",), facts={"field": "审核意见", "field_en": "opinion", "limit": LONGEST}
        )
    return Findings(opinion, [_reason(one, known, (path, str(n))) for n, one in enumerate(items)])


def _reason(one: ItemFinding, known: AbstractSet[str], here: tuple[str, ...]) -> ItemFinding:
    if one.item not in known:
        raise Violation(Code.UNKNOWN_ITEM, path=(*here, "item"), facts={"item": one.item})
    if not one.reason.strip():
        raise Violation(Code.REASON_REQUIRED, path=(*here, "reason"))
    return ItemFinding(one.item, one.reason.strip())


def reasons(findings: Findings) -> Findings:
    """A return names its items with reasons."""
    if not findings.items:
        raise Violation(Code.ITEM_REASONS_REQUIRED, path=("items",))
    return findings


def an_opinion(findings: Findings) -> Findings:
    """Passing on takes an opinion."""
    if findings.opinion is None:
        raise Violation(Code.OPINION_REQUIRED, path=("opinion",))
    return findings


# how long


def days_held(row: Mapping[str, Any], calendar: Calendar, today: date) -> int:
    """A version's working days on a desk, without the day of its arrival."""
    last = day_of(row["closed_at"]) if row["closed_at"] else today
    return calendar.count_workdays(day_of(row["opened_at"]), last, row["region_id"])
