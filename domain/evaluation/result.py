"""The bureau's decisions on an evaluation, through publicity, objections and reopening (Art. 17(3), (4))."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.evaluation.evaluation import (
    LIFE,
    NOTICE,
    PANEL_ARTICLE,
    in_state,
    not_reopened,
    refuse,
    still_in_time,
    still_open,
    unreminded,
)
from domain.evaluation.scoring import FULL, CutOffs, grade_of
from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.derivation import DerivationStep, as_data, under
from domain.kernel.events import Event
from domain.kernel.units import Hundredths, as_points
from domain.kernel.violations import Code, Violation
from domain.regulation.rulepack import RulePack
from domain.terms import Grade
from domain.terms.evaluation import EvaluationState, Veto

S = EvaluationState
NOTHING: Final = Hundredths(0)

# decisions


@dataclass(frozen=True)
class DecideFacts:
    """A decision rests on the evaluation's state, score and round."""

    id: UUID
    state: EvaluationState
    platform_id: UUID
    region_id: UUID
    latest_material_id: UUID | None
    experts_score: Hundredths | None
    experts_grade: Grade | None
    decided_grade: Grade | None
    grade: Grade | None
    window_end: date | None
    open_objections: int
    reopened_at: datetime | None


@dataclass(frozen=True)
class NoticeTerms:
    """A notice's terms are cut-offs, vetoes and bonus, with the pack of the round."""

    pack: RulePack
    cut_offs: CutOffs
    vetoes: tuple[Veto, ...] = ()
    bonus_most: Hundredths = NOTHING


@dataclass(frozen=True)
class Verdict:
    """A verdict is the bureau's decision; a `grade` of None follows the score."""

    grade: Grade | None = None
    reason: str | None = None
    bonus: Hundredths = NOTHING
    veto: Veto | None = None


def decide(
    row: DecideFacts,
    verdict: Verdict,
    terms: NoticeTerms,
    steps: Sequence[Mapping[str, Any]],
    *,
    n: int,
    account: UUID | None,
    at: datetime,
) -> Change:
    """The bureau decides, with a reason to differ from the experts or to decide again. Source: Art. 17(3).

    “中小企业主管部门审查意见及提交的绩效评价材料,组织专家按评价体系标准进行专家评审,确定评价结果” (Art. 17(3)).
    """
    state = LIFE.move(row.state, Act.DECIDE_EVALUATION)
    if row.state is S.DECIDED:
        a_reason(verdict.reason)
    result = result_of(row, verdict, terms, steps, n=n, account=account, at=at)
    columns = {
        **in_state(state),
        "latest_result_id": result,
        "decided_grade": result.values["grade"],
        "reopened_at": None,
    }
    return Change(columns, [result], [Event.EVALUATION_DECIDED])


def result_of(
    row: DecideFacts,
    verdict: Verdict,
    terms: NoticeTerms,
    steps: Sequence[Mapping[str, Any]],
    *,
    n: int,
    account: UUID | None,
    at: datetime,
) -> New:
    """The n-th result of an evaluation: experts' score and grade beside the bureau's, with every step."""
    from_score, score, decision_steps = _from_score(row, verdict, terms)
    grade = _graded(row, verdict, terms.pack, from_score)
    differs = grade != row.experts_grade or verdict.bonus > 0 or verdict.veto is not None
    reason = a_reason(verdict.reason) if differs else (verdict.reason or "").strip() or None
    if grade != from_score and verdict.veto is None:
        decision_steps.append(DerivationStep(PANEL_ARTICLE, f"市工业和信息化局评定为{grade.label}：{reason}"))
    experts = {name: getattr(row, name) for name in ("experts_score", "experts_grade")}
    decided = {"score": score, "grade": grade, "reason": reason, "bonus": verdict.bonus, "veto": verdict.veto}
    silent = {"missing": row.latest_material_id is None}
    inputs = {"cutOffs": {str(each): least for each, least in terms.cut_offs.items()}}
    return _result(
        row,
        {
            **experts,
            **decided,
            **silent,
            "steps": [*steps, *as_data(under(decision_steps, terms.pack))],
            "inputs": inputs,
        },
        n,
        account,
        at,
    )


def _graded(row: DecideFacts, verdict: Verdict, pack: RulePack, from_score: Grade | None) -> Grade:
    """The decided grade is one of the round's own, and the lowest without experts' scores."""
    chosen = pack.lowest if verdict.veto else verdict.grade or from_score
    if chosen is None:
        raise Violation(Code.REQUIRED, path=("grade",), facts={"field": "评价等次", "field_en": "grade"})
    grade = pack.own(chosen)
    if row.experts_grade is None and grade != pack.lowest:
        raise Violation(Code.NO_EXPERTS_GRADE, path=("grade",))
    return grade


def _result(row: DecideFacts, columns: Mapping[str, object], n: int, account: UUID | None, at: datetime) -> New:
    """A result with its anchors, its number, and who decided when."""
    anchors = {"evaluation": row.id, "platform_id": row.platform_id, "region_id": row.region_id}
    rests = {"material": row.latest_material_id, "n": n, "decided_at": at, "decided_by": account}
    return New("Result", {**anchors, **rests, **columns})


def _from_score(
    row: DecideFacts, verdict: Verdict, terms: NoticeTerms
) -> tuple[Grade | None, Hundredths | None, list[DerivationStep]]:
    """The grade follows from the score with the bonus and the veto of the notice."""
    if verdict.veto is not None and verdict.veto not in terms.vetoes:
        raise _not_in_notice("veto", "该项一票否决", "such veto")
    if verdict.bonus < 0 or verdict.bonus > terms.bonus_most:
        raise _not_in_notice("bonus", f"{as_points(verdict.bonus)}分的加分", "such a bonus")
    steps: list[DerivationStep] = []
    if row.experts_score is None:
        return None, None, steps
    score = Hundredths(min(row.experts_score + verdict.bonus, FULL))
    if verdict.bonus:
        steps.append(DerivationStep(NOTICE, f"按通知加{as_points(verdict.bonus)}分，计{as_points(score)}分"))
    if verdict.veto:
        steps.append(DerivationStep(NOTICE, f"按通知一票否决（{verdict.veto.label}），评为{terms.pack.lowest.label}"))
    return grade_of(score, terms.cut_offs, terms.pack.lowest), score, steps


def _not_in_notice(path: str, what: str, what_en: str) -> Violation:
    return Violation(Code.NOT_IN_NOTICE, NOTICE, path=(path,), facts={"what": what, "what_en": what_en})


def decide_missing(
    row: DecideFacts,
    reason: str | None,
    last: date,
    reminded_on: date | None,
    lowest: Grade,
    *,
    n: int,
    account: UUID | None,
    at: datetime,
    today: date,
) -> Change:
    """An evaluation without materials gets the lowest grade without experts, after the due day and a proven reminder (ours). Reading L16."""
    state = LIFE.move(row.state, Act.DECIDE_MISSING)
    refuse(still_in_time(last, today) or unreminded(reminded_on))
    steps = [DerivationStep(None, f"截止日{last}已过，经{reminded_on}催报仍未报送评价材料，评为{lowest.label}")]
    decided = {"grade": lowest, "missing": True, "reason": a_reason(reason), "steps": as_data(steps)}
    result = _result(row, {**decided, "inputs": {"remindedOn": str(reminded_on)}}, n, account, at)
    columns = {**in_state(state), "latest_result_id": result, "decided_grade": lowest}
    return Change(columns, [result], [Event.EVALUATION_DECIDED])


# publicity and what comes after


def published(row: DecideFacts, notice: New, result: UUID, score: Hundredths | None) -> Change:
    """A decided result stands in a notice, with its window, from now on. Source: Art. 17(4)."""
    state = LIFE.move(row.state, Act.PUBLISH_NOTICE)
    shown: dict[str, object] = {"published_result_id": result, "grade": row.decided_grade, "score": score}
    window: dict[str, object] = {"notice": notice, "window_end": notice.values["window_end"]}
    return Change({**in_state(state), **shown, **window}, events=[Event.RESULT_PUBLISHED])


def finalise(row: DecideFacts, *, at: datetime, today: date) -> Change:
    """The grade is final once its window is over without an open matter. Source: Art. 17(4).

    “通过市工业和信息化局门户网站向社会进行公示,公示期不少于5个工作日” (Art. 17(4)).
    """
    state = LIFE.move(row.state, Act.FINALISE_EVALUATION)
    refuse(still_open(row.window_end, row.open_objections, row.reopened_at, today))
    return Change({**in_state(state), "final_at": at}, events=[Event.EVALUATION_FINAL])


def reopen(row: DecideFacts, reason: str | None, *, at: datetime) -> Change:
    """The bureau reopens a final result; money and rectification wait. Source: Art. 17(4)."""
    state = LIFE.move(row.state, Act.REOPEN_EVALUATION)
    why = a_reason(reason)
    columns = {**in_state(state), "reopened_at": at, "reopen_reason": why}
    return Change(columns, events=[Event.EVALUATION_REOPENED], says={"reopen_reason": why})


def objected(row: DecideFacts, act: Act) -> Change:
    """An objection came, or a tip-off was taken up: the result is under investigation, which is told once."""
    state = LIFE.move(row.state, act)
    events = [] if state is row.state else [Event.EVALUATION_REOPENED]
    columns = {**in_state(state), "open_objections": row.open_objections + 1}
    return Change(columns, events=events, says={"reopen_reason": None})


@dataclass(frozen=True)
class Settlement:
    """A settlement counts the matters still open, and holds the result of a changed grade."""

    open_objections: int
    reopened: bool
    result: New | None = None


@dataclass(frozen=True)
class Latest:
    """A changed grade takes score and bonus over from the latest result."""

    n: int
    bonus: Hundredths
    veto: Veto | None


def changed(
    row: DecideFacts,
    verdict: Verdict,
    terms: NoticeTerms,
    steps: Sequence[Mapping[str, Any]],
    *,
    latest: Latest,
    account: UUID | None,
    at: datetime,
) -> New | None:
    """An investigation with another grade leads to a result; None where the grade stays.

    The bonus stays. A veto stays only with the lowest grade, so another lifts it, and a step says so.
    """
    if verdict.grade is None or verdict.grade == row.decided_grade:
        return None
    a_reason(verdict.reason)
    stays = latest.veto if verdict.grade == terms.pack.lowest else None
    carried = replace(verdict, bonus=latest.bonus, veto=stays)
    lifted = [DerivationStep(None, f"一票否决（{latest.veto.label}）经调查撤销")] if latest.veto and not stays else []
    return result_of(row, carried, terms, [*steps, *as_data(lifted)], n=latest.n + 1, account=account, at=at)


def conclude(row: DecideFacts, left: Settlement, *, at: datetime, today: date) -> Change:
    """The bureau ends a reopening that is under way. Source: Art. 17(4)."""
    refuse(LIFE.refusal(row.state, Act.CONCLUDE_REOPENING) or not_reopened(row.reopened_at))
    return settle(row, Act.CONCLUDE_REOPENING, left, at=at, today=today)


def settle(row: DecideFacts, act: Act, left: Settlement, *, at: datetime, today: date) -> Change:
    """After the last decided matter a changed grade waits for its notice, and an unchanged grade goes on. Source: Art. 17(4)."""
    grade = row.decided_grade if left.result is None else left.result.values["grade"]
    columns: dict[str, object] = {"open_objections": left.open_objections}
    if not left.reopened:
        columns["reopened_at"] = None
    if left.result is not None:
        columns |= {"latest_result_id": left.result, "decided_grade": grade}
    adds = [] if left.result is None else [left.result]
    if row.state != S.UNDER_INVESTIGATION:
        return Change(columns, adds)
    state = LIFE.move(row.state, act, _settled(row, grade, left, today))
    tells = [Event.EVALUATION_FINAL] if state is S.FINAL else [Event.EVALUATION_DECIDED] if state is S.DECIDED else []
    return Change({**columns, **in_state(state), **({"final_at": at} if state is S.FINAL else {})}, adds, tells)


def _settled(row: DecideFacts, grade: object, left: Settlement, today: date) -> EvaluationState:
    if left.open_objections or left.reopened:
        return S.UNDER_INVESTIGATION
    if grade != row.grade:
        return S.DECIDED
    return S.FINAL if row.window_end is not None and today > row.window_end else S.IN_PUBLICITY
