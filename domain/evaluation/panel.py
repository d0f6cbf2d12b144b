"""Experts: at least three, without conflict of interest, each blind to the others until all have closed (Art. 17(3); the rest is ours)."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.evaluation import evaluation as evaluation_rules
from domain.evaluation.evaluation import in_state
from domain.evaluation.scoring import Marks, ScoredLine
from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.typed_text import named_once
from domain.kernel.units import Hundredths, as_points
from domain.kernel.violations import Code, Violation
from domain.rights.scope import Actor
from domain.terms.evaluation import EvaluationState, Interest, Method, PanelSeatState

S = PanelSeatState

LIFE: Final = Life(
    "PanelMember",
    {
        (S.SCORING, Act.SAVE_SCORES): S.SCORING,
        (S.SCORING, Act.CLOSE_SCORES): S.CLOSED,
        (S.SCORING, Act.RECUSE): S.RECUSED,
        (S.SCORING, Act.REPLACE_EXPERT): S.REPLACED,
        (S.CLOSED, Act.REPLACE_EXPERT): S.REPLACED,
        (S.CLOSED, Act.VOID_SCORE): S.VOIDED,
    },
)
LIVE: Final = frozenset({S.SCORING, S.CLOSED})
"""States of a seat that counts."""
OWN: Final = frozenset({Act.SAVE_SCORES, Act.CLOSE_SCORES, Act.RECUSE})
"""Acts of the expert alone."""


def condition(act: Act, row: Mapping[str, Any], actor: Actor, _today: date) -> Violation | None:
    """Only the expert scores, closes and withdraws; and the evaluation must be where the act belongs."""
    stranger = not_your_seat(row["account_id"], actor.account) if act in OWN else None
    return stranger or not_now(row["evaluation"]["state"], act)


def not_now(state: EvaluationState, act: Act) -> Violation | None:
    """The evaluation's state refuses an act on a seat; scores are saved while they may be closed."""
    return evaluation_rules.LIFE.refusal(state, Act.CLOSE_SCORES if act is Act.SAVE_SCORES else act)


def not_your_seat(account: UUID, actor: UUID | None) -> Violation | None:
    """A seat belongs to its expert alone."""
    return Violation(Code.NOT_YOUR_SEAT) if account != actor else None


# conflicts of interest


@dataclass(frozen=True)
class Employment:
    """An employment binds an expert to a legal person for a period; offices of that person count alike."""

    uscc: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class EvaluatedParty:
    """An evaluated party held, ran or served the platform on the subject day, or does so today."""

    uscc: str
    name: str
    interest: Interest = Interest.BEARER


@dataclass(frozen=True)
class ExpertFacts:
    """An expert, with every identity known: all employers, and the entities for which the account holds offices."""

    id: UUID
    account_id: UUID
    name: str
    retired_on: date | None
    employments: tuple[Employment, ...]


def conflict(expert: ExpertFacts, parties: Iterable[EvaluatedParty], since: date, today: date) -> EvaluatedParty | None:
    """The first party the expert worked for at any time from `since` (the graded year's first day) to today. Reading L29.

    “组织专家按评价体系标准进行专家评审,确定评价结果” (Art. 17(3)).
    """
    at_the_time = {
        each.uscc
        for each in expert.employments
        if each.valid_from <= today and (each.valid_to is None or each.valid_to > since)
    }
    return next((party for party in parties if party.uscc in at_the_time), None)


def refuse_conflict(expert: ExpertFacts, parties: Iterable[EvaluatedParty], since: date, today: date) -> None:
    """A conflict of interest bars an expert, whatever anybody declares."""
    if party := conflict(expert, parties, since, today):
        facts: dict[str, object] = {"expert": expert.name, "party": party.name, "interest": party.interest.label}
        facts["interest_en"] = party.interest.says
        raise Violation(Code.CONFLICT_OF_INTEREST, path=("experts",), facts=facts)


def since(graded_year: int) -> date:
    """Employments count from the first day of the graded year."""
    return date(graded_year, 1, 1)


def employed(expert: UUID, account: UUID, name: str, work: Employment) -> New:
    """An expert's employment is recorded."""
    _a_period(work.valid_from, work.valid_to)
    return New("ExpertEmployer", {"expert": expert, "account_id": account, "name": name, **vars(work)})


def left(valid_from: date, valid_to: date) -> Change:
    """An employment ends on a day."""
    _a_period(valid_from, valid_to)
    return Change({"valid_to": valid_to})


def _a_period(valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to <= valid_from:
        raise Violation(Code.EMPTY_PERIOD, path=("valid_to",))


# seats


@dataclass(frozen=True)
class Seat:
    """A seat of a panel has its expert and state, also after its end."""

    id: UUID
    expert_id: UUID
    account_id: UUID
    state: PanelSeatState


@dataclass(frozen=True)
class PanelFacts:
    """A panel belongs to one evaluation."""

    id: UUID
    state: EvaluationState
    platform_id: UUID
    region_id: UUID
    graded_year: int


def live(seats: Iterable[Seat]) -> list[Seat]:
    """Live seats count."""
    return [seat for seat in seats if seat.state in LIVE]


def complete(seats: Iterable[Seat], least: int) -> bool:
    """Whether every expert has closed the scores, and the experts are enough."""
    counting = live(seats)
    return len(counting) >= least and all(seat.state == S.CLOSED for seat in counting)


def assign(
    row: PanelFacts,
    experts: Sequence[ExpertFacts],
    seats: Sequence[Seat],
    parties: Sequence[EvaluatedParty],
    least: int,
    *,
    at: datetime,
    today: date,
) -> Change:
    """Seat experts; with those already seated at least `least`, none of them in conflict. Source: Art. 17(3).

    “组织专家按评价体系标准进行专家评审,确定评价结果” (Art. 17(3)).
    """
    state = evaluation_rules.LIFE.move(row.state, Act.ASSIGN_PANEL)
    if len({expert.id for expert in experts}) + len(live(seats)) < least or not experts:
        raise Violation(Code.TOO_FEW_EXPERTS, path=("experts",), facts={"least": least})
    adds = [_seat(row, expert, seats, parties, at=at, today=today) for expert in experts]
    if twice := next((expert for n, expert in enumerate(experts) if expert in experts[:n]), None):
        raise Violation(Code.EXPERT_TWICE, path=("experts",), facts={"expert": twice.name})
    return Change({**in_state(state), "panel_closed": False}, adds, [Event.PANEL_ASSIGNED])


def _seat(
    row: PanelFacts,
    expert: ExpertFacts,
    seats: Sequence[Seat],
    parties: Sequence[EvaluatedParty],
    *,
    at: datetime,
    today: date,
) -> New:
    """A new seat is for an expert in service, without conflict and without another seat on the panel."""
    if expert.retired_on is not None and expert.retired_on <= today:
        raise Violation(Code.EXPERT_RETIRED, path=("experts",), facts={"expert": expert.name})
    if any(seat.expert_id == expert.id for seat in seats):
        raise Violation(Code.EXPERT_TWICE, path=("experts",), facts={"expert": expert.name})
    refuse_conflict(expert, parties, since(row.graded_year), today)
    anchors: dict[str, object] = {"evaluation": row.id, "platform_id": row.platform_id, "region_id": row.region_id}
    return New(
        "PanelMember",
        {**anchors, "expert": expert.id, "account_id": expert.account_id, "state": S.SCORING, "assigned_at": at},
    )


def replace(
    row: PanelFacts,
    seat: Seat,
    expert: ExpertFacts,
    seats: Sequence[Seat],
    parties: Sequence[EvaluatedParty],
    *,
    at: datetime,
    today: date,
) -> Change:
    """Another expert takes the place of one; the seat left changes by `end`. Source: Art. 17(3)."""
    state = evaluation_rules.LIFE.move(row.state, Act.REPLACE_EXPERT)
    LIFE.move(seat.state, Act.REPLACE_EXPERT)
    return Change(
        {**in_state(state), "panel_closed": False},
        [_seat(row, expert, seats, parties, at=at, today=today)],
        [Event.PANEL_ASSIGNED],
    )


def end(seat: Seat, act: Act, reason: str | None, *, at: datetime) -> Change:
    """A seat ends when its expert withdraws or is replaced, or its scores are voided."""
    state = LIFE.move(seat.state, act)
    return Change(
        {"state": state, "live": False, "ended_at": at, "end_reason": a_reason(reason)}, events=[Event.EXPERT_UNSEATED]
    )


def dismiss(reason: str | None, *, at: datetime) -> Change:
    """A live seat ends with its withdrawn evaluation, and its scores count no more."""
    return Change({"state": S.VOIDED, "live": False, "ended_at": at, "end_reason": a_reason(reason)})


def recuse(seat: Seat, reason: str | None, *, account: UUID | None, at: datetime) -> Change:
    """An expert withdraws from a seat. Source: Art. 17(3)."""
    evaluation_rules.refuse(not_your_seat(seat.account_id, account))
    return end(seat, Act.RECUSE, reason, at=at)


def void(row: PanelFacts, seat: Seat, reason: str | None, *, at: datetime) -> tuple[Change, Change]:
    """Voided scores no longer count, and the panel is filled again. Source: Art. 17(3)."""
    state = evaluation_rules.LIFE.move(row.state, Act.VOID_SCORE)
    open_again = {
        **in_state(state),
        "panel_closed": False,
        "experts_score": None,
        "experts_grade": None,
        "score_steps": None,
    }
    return Change(open_again), end(seat, Act.VOID_SCORE, reason, at=at)


# scores


@dataclass(frozen=True)
class Mark:
    """A mark is an expert's score of one indicator."""

    code: str
    score: Hundredths
    comment: str | None = None


def scored_by_experts(lines: Iterable[ScoredLine]) -> dict[str, ScoredLine]:
    """The indicators experts score, by code."""
    return {line.code: line for line in lines if line.method is Method.EXPERT}


def save_scores(
    row: PanelFacts, seat: Seat, marks: Sequence[Mark], lines: Iterable[ScoredLine], *, account: UUID | None
) -> None:
    """Refuse scores of another's seat, outside the panel's time, of other indicators, or beyond their bounds. Source: Art. 17(3)."""
    LIFE.move(seat.state, Act.SAVE_SCORES)
    evaluation_rules.refuse(not_your_seat(seat.account_id, account) or not_now(row.state, Act.SAVE_SCORES))
    known = scored_by_experts(lines)
    named_once([mark.code for mark in marks], "scores")
    for n, mark in enumerate(marks):
        here = ("scores", str(n))
        if mark.code not in known:
            raise Violation(Code.NOT_SCORED_BY_EXPERTS, path=(*here, "code"), facts={"code": mark.code})
        most = known[mark.code].weight
        if not 0 <= mark.score <= most:
            facts: dict[str, object] = {"code": mark.code, "most": as_points(most)}
            raise Violation(Code.SCORE_RANGE, path=(*here, "score"), facts=facts)


def close_scores(
    seat: Seat, marks: Marks, lines: Iterable[ScoredLine], *, account: UUID | None, at: datetime
) -> Change:
    """Close a seat's scores: every indicator of the experts has one, and none changes any more. Source: Art. 17(3)."""
    state = LIFE.move(seat.state, Act.CLOSE_SCORES)
    evaluation_rules.refuse(not_your_seat(seat.account_id, account))
    if lacking := [code for code in scored_by_experts(lines) if code not in marks]:
        raise Violation(Code.SCORES_INCOMPLETE, path=("scores",), facts={"code": lacking[0]})
    return Change({"state": state, "closed_at": at, "points": sum(marks.values())})


def after(row: PanelFacts, act: Act, seats: Sequence[Seat], least: int) -> EvaluationState:
    """The evaluation's state after an act on its `seats`: scored when every expert of a full panel has closed."""
    return evaluation_rules.LIFE.move(
        row.state, act, EvaluationState.SCORED if complete(seats, least) else EvaluationState.IN_PANEL
    )


def as_left(seat: Seat, change: Change) -> Seat:
    """A seat takes a change."""
    return dataclasses.replace(seat, state=PanelSeatState(str(change.set["state"])))


def scored(columns: Mapping[str, object]) -> Change:
    """The closed panel's experts see each other's scores, and the bureau decides."""
    return Change({**columns, "panel_closed": True}, events=[Event.PANEL_CLOSED])


def mark(anchors: Mapping[str, object], score: Mark, indicator: UUID, most: Hundredths, at: datetime) -> New:
    """An expert's first score of an indicator is a new row."""
    columns: dict[str, object] = {"code": score.code, "score": score.score, "comment": score.comment}
    return New("ExpertScore", {**anchors, **columns, "indicator": indicator, "most": most, "saved_at": at})


def marked(score: Mark, at: datetime) -> Change:
    """An expert's later score replaces the first."""
    return Change({"score": score.score, "comment": score.comment, "saved_at": at})
