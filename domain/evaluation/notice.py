"""The public notice of results and what anyone may say against it (Art. 17(4); reading L11)."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from domain.calendar import Calendar, day_of
from domain.evaluation.evaluation import PUBLICITY_ARTICLE as ARTICLE
from domain.evaluation.round import LIFE as ROUND_LIFE
from domain.evaluation.round import RoundFacts
from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.derivation import DerivationStep, as_data
from domain.kernel.events import Event
from domain.kernel.far_days import within_a_year
from domain.kernel.life import Life
from domain.kernel.typed_text import Grievance
from domain.kernel.units import Fen, Hundredths
from domain.kernel.violations import Code, Violation
from domain.registry.registry import not_before
from domain.regulation.rulepack import RulePack
from domain.rights.scope import Actor
from domain.terms import Grade, Kind
from domain.terms.evaluation import EvaluationState, ObjectionState, RoundState

S = ObjectionState

LIFE: Final = Life(
    "Objection",
    {
        (S.RECEIVED, Act.INVESTIGATE_OBJECTION): S.UNDER_INVESTIGATION,
        (S.UNDER_INVESTIGATION, Act.DECIDE_OBJECTION): (S.UPHELD, S.REJECTED),
        (S.TIP_OFF, Act.TAKE_UP_TIP_OFF): S.UNDER_INVESTIGATION,
        (S.TIP_OFF, Act.FILE_TIP_OFF): S.FILED,
    },
)
OPEN: Final = frozenset({S.RECEIVED, S.UNDER_INVESTIGATION})
"""States of an objection that freezes the result."""


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """A notice is bound by state and rights alone."""
    return None


# the window


@dataclass(frozen=True)
class Window:
    """A window runs from the first full working day after the posting to the last day for objections."""

    posted_on: date
    first_day: date
    end: date


def window(posted_on: date, days: int, calendar: Calendar, end: date | None = None) -> Window:
    """A window of at least `days` full working days after the day of posting; a shorter one is refused. Source: Art. 17(4).

    “通过市工业和信息化局门户网站向社会进行公示,公示期不少于5个工作日” (Art. 17(4)).
    """
    earliest = calendar.full_workdays_after(posted_on, days)
    if end is not None and end < earliest:
        facts: dict[str, object] = {
            "days": max(calendar.count_workdays(posted_on, end), 0),
            "least": days,
            "earliest": earliest,
        }
        raise Violation(
            Code.WINDOW_TOO_SHORT,
            ARTICLE,
            ("window_end",),
            facts,
            hint=(f"最早可截止于{earliest}。", f"It may end on {earliest} at the earliest."),
        )
    within_a_year(end or earliest, posted_on, "window_end")
    return Window(posted_on, calendar.add_workdays(posted_on, 1), end or earliest)


def kept_open(shown: Window, days: int, calendar: Calendar, *, today: date) -> Change | None:
    """A running window follows a changed calendar: never shorter than the law's full working days, its end never earlier.

    None where nothing moves; a longer window that the bureau chose stays as long. Source: Art. 17(4).

    “通过市工业和信息化局门户网站向社会进行公示,公示期不少于5个工作日” (Art. 17(4)).
    """
    if today > shown.end:
        return None
    least = window(shown.posted_on, days, calendar)
    again = Window(shown.posted_on, least.first_day, max(shown.end, least.end))
    tells = [Event.NOTICE_RECKONED] if again.end != shown.end else []
    return None if again == shown else Change({"first_day": again.first_day, "window_end": again.end}, events=tells)


# the notice


@dataclass(frozen=True)
class NoticeLine:
    """A notice's line states platform, holder and grade by today's names."""

    evaluation: UUID
    result: UUID
    platform_id: UUID
    region_id: UUID
    kind: Kind
    name: str
    region_name: str
    holder_name: str
    grade: Grade
    score: Hundredths | None
    earned: DerivationStep
    decided_at: datetime
    open_matters: bool = False

    @property
    def nominal(self) -> Fen:
        """The nominal amount is what the grade earns before the cap."""
        return self.earned.amount or Fen(0)

    @property
    def published(self) -> dict[str, object]:
        """The published line leaves internal columns out."""
        return {
            "kind": self.kind.value,
            "name": self.name,
            "region_name": self.region_name,
            "holder_name": self.holder_name,
            "grade": str(self.grade),
            "score": self.score,
            "nominal": self.nominal,
        }


@dataclass(frozen=True)
class Posting:
    """A posting has its place and proof."""

    number: str
    title: str
    url: str
    posted_on: date
    proof: str
    channel: str
    window_end: date | None = None


def content_hash(items: Iterable[NoticeLine]) -> str:
    """SHA-256 of the lines in a fixed order, so that anyone can check that nothing changed."""
    lines = sorted(json.dumps(item.published, ensure_ascii=False, sort_keys=True) for item in items)
    return sha256("\n".join(lines).encode()).hexdigest()


def tallies(items: Iterable[NoticeLine], grades: Iterable[Grade]) -> list[dict[str, object]]:
    """Tallies count each kind's grades and add up their nominal amounts before caps; nobody types them."""
    counts, sums = Counter[tuple[Kind, Grade]](), Counter[tuple[Kind, Grade]]()
    for item in items:
        counts[item.kind, item.grade] += 1
        sums[item.kind, item.grade] += item.nominal
    return [
        {"kind": kind.value, "grade": str(grade), "count": counts[kind, grade], "nominal": sums[kind, grade]}
        for kind in Kind
        for grade in grades
        if counts[kind, grade]
    ]


def publish(
    row: RoundFacts,
    items: Sequence[NoticeLine],
    posting: Posting,
    pack: RulePack,
    *,
    undecided: int,
    calendar: Calendar,
    account: UUID | None,
    at: datetime,
    today: date,
) -> tuple[Change, Change]:
    """Publish every decided result of a round in one notice: changes of the round, and the notice with its lines.

    A result that changed later gets a notice of its own. Source: Art. 17(4).
    """
    state = _publishable(row, items, undecided)
    _check_posting(posting, today)
    decided, earlier = max(day_of(item.decided_at) for item in items), ("评定日", "the day of the last decision in it")
    not_before(posting.posted_on, decided, ("公示发布日", "the day of posting"), earlier, field="posted_on")
    shown = window(posting.posted_on, pack.publicity_days.value, calendar, posting.window_end)
    notice = New(
        "Notice",
        {
            "round": row.id,
            **_posted(posting, shown),
            **_counted(items, pack),
            "published_at": at,
            "published_by": account,
        },
    )
    columns: dict[str, object] = {"state": state}
    if row.state is RoundState.DECIDED:
        columns["published_at"] = at
    return Change(columns), Change(
        adds=[notice, *(_line(notice, item) for item in items)], events=[Event.NOTICE_PUBLISHED]
    )


def _publishable(row: RoundFacts, items: Sequence[NoticeLine], undecided: int) -> RoundState:
    """A first notice waits for every decision; none goes out with a matter still open."""
    if row.state in (RoundState.CALLED, RoundState.DECIDED) and undecided:
        raise Violation(Code.NOT_ALL_DECIDED, facts={"open": undecided})
    state = ROUND_LIFE.move(row.state, Act.PUBLISH_NOTICE)
    if not items:
        raise Violation(Code.NOTHING_DECIDED)
    if open_one := next((item for item in items if item.open_matters), None):
        raise Violation(Code.OPEN_MATTERS, ARTICLE, facts={"name": open_one.name})
    return state


def _check_posting(posting: Posting, today: date) -> None:
    if posting.posted_on > today:
        raise Violation(Code.FUTURE_DAY, path=("posted_on",), facts={"day": posting.posted_on})
    for name, label in (
        ("number", "文号"),
        ("title", "标题"),
        ("url", "公示网址"),
        ("proof", "发布凭证"),
        ("channel", "意见反映渠道"),
    ):
        if not getattr(posting, name).strip():
            raise Violation(Code.REQUIRED, path=(name,), facts={"field": label, "field_en": name})


def _posted(posting: Posting, shown: Window) -> dict[str, object]:
    publication: dict[str, object] = {
        "number": posting.number,
        "title": posting.title,
        "url": posting.url,
        "proof": posting.proof,
        "channel": posting.channel,
    }
    return {**publication, "posted_on": shown.posted_on, "first_day": shown.first_day, "window_end": shown.end}


def _counted(items: Sequence[NoticeLine], pack: RulePack) -> dict[str, object]:
    return {
        "content_hash": content_hash(items),
        "tallies": tallies(items, pack.grades.value),
        "nominal_total": sum(item.nominal for item in items),
    }


def _line(notice: New, item: NoticeLine) -> New:
    anchors: dict[str, object] = {
        "notice": notice,
        "evaluation": item.evaluation,
        "result": item.result,
        "platform_id": item.platform_id,
        "region_id": item.region_id,
    }
    typed = {"kind": item.kind, "grade": item.grade, "steps": as_data([item.earned])}
    return New("NoticeItem", {**anchors, **item.published, **typed})


# objections


@dataclass(frozen=True)
class PublishedFacts:
    """A published result has its notice, and the window for objections that runs now."""

    id: UUID
    state: EvaluationState
    platform_id: UUID
    region_id: UUID
    notice_id: UUID | None
    window_end: date | None


def in_window(row: PublishedFacts, today: date) -> bool:
    """An objection counts against a published result until the end of the window's last day."""
    return (
        row.state in (EvaluationState.IN_PUBLICITY, EvaluationState.UNDER_INVESTIGATION)
        and row.window_end is not None
        and today <= row.window_end
    )


def raised(
    row: PublishedFacts, grievance: Grievance, receipt: str, *, at: datetime, today: date, another_waits: bool = False
) -> Change:
    """Anyone raises an objection, or a tip-off after the window; an anonymous sender gets no answer. Source: Art. 17(4).

    The bureau is told of the first of a day that waits; `another_waits` says that this is a later one (ours).

    “对评价结果有异议的,由市工业和信息化局组织调查核实” (Art. 17(4)).
    """
    if row.notice_id is None:
        raise Violation(Code.NOT_PUBLISHED, path=("item",))
    if not grievance.content.strip():
        raise Violation(Code.REQUIRED, path=("content",), facts={"field": "异议内容", "field_en": "content"})
    counts = in_window(row, today)
    about = {"notice": row.notice_id, "evaluation": row.id, "platform_id": row.platform_id, "region_id": row.region_id}
    stands = {"state": S.RECEIVED if counts else S.TIP_OFF, "receipt": receipt, "received_at": at}
    event = Event.OBJECTION_RECEIVED if counts else Event.TIP_OFF_RECEIVED
    return Change(
        adds=[New("Objection", {**about, **stands, **grievance.columns})], events=[] if another_waits else [event]
    )


@dataclass(frozen=True)
class ObjectionFacts:
    """An objection has a state and a receipt."""

    id: UUID
    state: ObjectionState


def investigate(row: ObjectionFacts, *, at: datetime) -> Change:
    """The bureau begins to investigate. Source: Art. 17(4)."""
    return Change({"state": LIFE.move(row.state, Act.INVESTIGATE_OBJECTION), "investigated_at": at})


def decide(
    row: ObjectionFacts, findings: str | None, answer: str | None, *, upheld: bool, account: UUID | None, at: datetime
) -> Change:
    """Decide an objection, with what was found and the answer. Source: Art. 17(4)."""
    state = LIFE.move(row.state, Act.DECIDE_OBJECTION, S.UPHELD if upheld else S.REJECTED)
    for name, text, label in (("findings", findings, "调查情况"), ("answer", answer, "答复")):
        if text is None or not text.strip():
            raise Violation(Code.REQUIRED, path=(name,), facts={"field": label, "field_en": name})
    columns: dict[str, object] = {"findings": findings, "answer": answer, "decided_at": at, "decided_by_id": account}
    return Change({"state": state, **columns}, events=[Event.OBJECTION_DECIDED])


def take_up(row: ObjectionFacts, *, at: datetime) -> Change:
    """The bureau investigates a tip-off after all (ours)."""
    return Change({"state": LIFE.move(row.state, Act.TAKE_UP_TIP_OFF), "investigated_at": at})


def file(row: ObjectionFacts, reason: str | None, *, account: UUID | None, at: datetime) -> Change:
    """The bureau files a tip-off with a reason (ours)."""
    columns: dict[str, object] = {"answer": a_reason(reason), "decided_at": at, "decided_by_id": account}
    return Change({"state": LIFE.move(row.state, Act.FILE_TIP_OFF), **columns}, events=[Event.TIP_OFF_FILED])
