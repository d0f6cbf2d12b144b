"""Titles of platforms and bases: recognised, ended, restored; several levels may run side by side (Art. 2, 15, 19)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.violations import Code, Violation
from domain.registry.registry import ART2, LIFE, Period, PlatformFacts, in_being, not_ahead, on, runs
from domain.rights.scope import Actor
from domain.terms import Kind, Level
from domain.terms.registry import TitleEnd, TitleState

TITLE_LIFE: Final = Life("Title", {(TitleState.RECOGNISED, Act.END_TITLE): TitleState.ENDED})


def title_condition(_act: Act, row: Mapping[str, Any], _actor: Actor, today: date) -> Violation | None:
    """A title that has run out cannot be ended."""
    if row["valid_to"] is not None and row["valid_to"] <= today:
        return Violation(Code.WRONG_STATE, facts={"state": "已到期", "state_en": "expired"})
    return None


def running(row: Mapping[str, Any], _actor: Actor, today: date) -> bool:
    """Whether a title runs today."""
    return runs(row["valid_from"], row["valid_to"], today)


@dataclass(frozen=True)
class TitleFacts:
    """A title has its level, term and end."""

    id: UUID
    platform_id: UUID
    kind: Kind
    level: Level
    state: TitleState
    certificate: str
    recognised_by: str
    valid_from: date
    valid_to: date | None
    granted_to: date | None


@dataclass(frozen=True)
class Recognition:
    """A recognition is the certificate's level, number and term; `granted_to` is the first day after the term."""

    level: Level
    certificate: str
    recognised_by: str
    valid_from: date
    granted_to: date | None


def recognise(platform: PlatformFacts, others: Iterable[Period], new: Recognition, *, today: date) -> Change:
    """Give a platform or base a title; `others` are its titles of the same level, which may not overlap. Source: Art. 2.

    “市级及以上认定的中小企业服务平台和小型微型企业创业创新示范基地等机构和单位” (Art. 2).
    """
    LIFE.move(platform.state, Act.RECOGNISE_TITLE)
    in_being(platform, new.valid_from)
    title = first(platform.id, platform.kind, platform.founded_on, others, new, today=today)
    return Change(adds=[title], events=[Event.TITLE_RECOGNISED])


def first(
    platform: object, kind: Kind, founded_on: date, others: Iterable[Period], new: Recognition, *, today: date
) -> New:
    """A title of a platform, entered in the same act or before, begins no earlier than the platform's service. Source: Art. 2."""
    if new.valid_from < founded_on:
        raise Violation(
            Code.BEFORE_FOUNDING, path=("valid_from",), facts={"day": new.valid_from, "founded": founded_on}
        )
    if kind is Kind.SERVICE_CENTER:
        raise Violation(Code.CENTRES_HAVE_NO_TITLE, ART2, ("platform",))
    not_ahead(new.valid_from, today, "valid_from")
    if new.granted_to is not None and new.granted_to <= new.valid_from:
        raise Violation(Code.EMPTY_PERIOD, path=("valid_to",))
    _apart(others, new.valid_from, new.granted_to)
    return New(
        "Title",
        {
            "platform_id": platform,
            "kind": kind,
            "state": TitleState.RECOGNISED,
            "valid_to": new.granted_to,
            **vars(new),
        },
    )


def _apart(others: Iterable[Period], start: date, end: date | None) -> None:
    """Refuse a period that overlaps another."""
    for other in others:
        if (end is None or other.valid_from < end) and (other.valid_to is None or start < other.valid_to):
            raise Violation(Code.PERIODS_OVERLAP, path=("valid_from",), facts={"since": other.valid_from})


def end(
    title: TitleFacts,
    reason: TitleEnd,
    day: date,
    *,
    today: date,
    document: str | None = None,
    note: str | None = None,
    announcement: str | None = None,
) -> Change:
    """A title ends by a decision from a day on; a title entered by mistake never ran. Source: Art. 2, 19.

    “整改不合格或拒不整改的示范平台、示范基地将取消市级示范称号” (Art. 19).
    """
    state = TITLE_LIFE.move(title.state, Act.END_TITLE)
    not_ahead(day, today)
    if title.valid_to is not None and day >= title.valid_to:
        raise Violation(Code.WRONG_STATE, path=("day",), facts={"state": "已到期", "state_en": "expired"})
    if reason is TitleEnd.CORRECTED:
        day = title.valid_from
    elif day <= title.valid_from:
        raise Violation(Code.EMPTY_PERIOD, path=("day",))
    values = {"state": state, "valid_to": day, "end_reason": reason, "end_document": document, "end_note": note}
    public = {} if announcement is None else {"end_announcement": announcement}
    return Change({**values, **public}, events=[Event.TITLE_ENDED])


ELSEWHERE: Final = {
    TitleEnd.REVOKED: ("第十九条", "整改不合格或拒绝整改后由整改办结时取消", "closeRectification"),
    TitleEnd.PLATFORM_ABOLISHED: (None, "由登记撤销平台时一并终止", "abolishPlatform"),
}
"""Ends that only another act brings, with its rule, what to say, and that act."""


def end_by_itself(title: TitleFacts, reason: TitleEnd, day: date, *, today: date, **documents: str | None) -> Change:
    """End a title for a reason that no other act records; revoking takes a rectification first. Source: Art. 2, 19."""
    if reason in ELSEWHERE:
        cites, why, act = ELSEWHERE[reason]
        facts: dict[str, object] = {"field": "终止原因", "field_en": "The reason", "why": why, "why_en": f"use {act}"}
        raise Violation(Code.INVALID, cites, path=("reason",), facts=facts, hint=act)
    return end(title, reason, day, today=today, **documents)


def term_over(title: TitleFacts, today: date) -> bool:
    """Whether a title's term is over."""
    return title.granted_to is not None and title.granted_to <= today


def restorable(title: TitleFacts, others: Iterable[Period], today: date) -> bool:
    """A title is restorable while some of its term is left and no other title of its level runs."""
    return not term_over(title, today) and on(others, today) is None


def restore(title: TitleFacts, reason: str, *, today: date) -> Change:
    """A revoked title is restored as a new title for the rest of its term. Source: Art. 19.

    “整改不合格或拒不整改的示范平台、示范基地将取消市级示范称号” (Art. 19).
    """
    if title.state is not TitleState.ENDED or term_over(title, today):
        raise Violation(Code.WRONG_STATE, facts={"state": "已到期", "state_en": "expired"})
    kept = {
        "platform_id": title.platform_id,
        "kind": title.kind,
        "level": title.level,
        "certificate": title.certificate,
    }
    term = {
        "recognised_by": title.recognised_by,
        "valid_from": today,
        "valid_to": title.granted_to,
        "granted_to": title.granted_to,
    }
    why = {"state": TitleState.RECOGNISED, "restores_id": title.id, "restore_reason": a_reason(reason)}
    return Change(adds=[New("Title", {**kept, **term, **why})], events=[Event.TITLE_RECOGNISED])
