"""An evaluation goes from operator through department to bureau (Art. 17)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.calendar import Calendar, Deadline, explained
from domain.kernel.acts import Act
from domain.kernel.basis import Basis, BasisSource
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.typed_text import named_once
from domain.kernel.violations import Code, Violation
from domain.reporting.review import Findings, opened
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.evaluation import EvaluationState

S = EvaluationState
NOTICE: Final = Basis(BasisSource.NOTICE, words="通知")
REVIEW_ARTICLE, PANEL_ARTICLE, PUBLICITY_ARTICLE = "第十七条（二）", "第十七条（三）", "第十七条（四）"
SETTLED: Final = (S.UNDER_INVESTIGATION, S.DECIDED, S.IN_PUBLICITY, S.FINAL)

LIFE: Final = Life(
    "Evaluation",
    {
        (S.OPEN, Act.SAVE_EVALUATION_DRAFT): S.OPEN,
        (S.RETURNED, Act.SAVE_EVALUATION_DRAFT): S.RETURNED,
        (S.OPEN, Act.SUBMIT_EVALUATION): (S.WITH_DEPARTMENT, S.WITH_BUREAU),
        (S.RETURNED, Act.SUBMIT_EVALUATION): (S.WITH_DEPARTMENT, S.WITH_BUREAU),
        (S.WITH_DEPARTMENT, Act.REVIEW_EVALUATION): S.REVIEWED,
        (S.WITH_DEPARTMENT, Act.RETURN_EVALUATION): S.RETURNED,
        (S.REVIEWED, Act.HAND_IN_DISTRICT): S.WITH_BUREAU,
        (S.WITH_DEPARTMENT, Act.TAKE_OVER_EVALUATION): S.WITH_BUREAU,
        (S.RETURNED, Act.TAKE_OVER_EVALUATION): S.WITH_BUREAU,
        (S.REVIEWED, Act.TAKE_OVER_EVALUATION): S.WITH_BUREAU,
        (S.OPEN, Act.DECIDE_MISSING): S.DECIDED,
        (S.WITH_BUREAU, Act.RETURN_EVALUATION): S.RETURNED,
        (S.WITH_BUREAU, Act.ASSIGN_PANEL): S.IN_PANEL,
        (S.IN_PANEL, Act.ASSIGN_PANEL): S.IN_PANEL,
        (S.IN_PANEL, Act.REPLACE_EXPERT): S.IN_PANEL,
        (S.IN_PANEL, Act.RECUSE): (S.IN_PANEL, S.SCORED),
        (S.IN_PANEL, Act.CLOSE_SCORES): (S.IN_PANEL, S.SCORED),
        (S.SCORED, Act.DECIDE_EVALUATION): S.DECIDED,
        (S.DECIDED, Act.DECIDE_EVALUATION): S.DECIDED,
        (S.SCORED, Act.VOID_SCORE): S.IN_PANEL,
        (S.DECIDED, Act.VOID_SCORE): S.IN_PANEL,
        (S.UNDER_INVESTIGATION, Act.VOID_SCORE): S.IN_PANEL,
        (S.DECIDED, Act.PUBLISH_NOTICE): S.IN_PUBLICITY,
        (S.IN_PUBLICITY, Act.FINALISE_EVALUATION): S.FINAL,
        (S.IN_PUBLICITY, Act.RAISE_OBJECTION): S.UNDER_INVESTIGATION,
        (S.UNDER_INVESTIGATION, Act.RAISE_OBJECTION): S.UNDER_INVESTIGATION,
        (S.IN_PUBLICITY, Act.TAKE_UP_TIP_OFF): S.UNDER_INVESTIGATION,
        (S.UNDER_INVESTIGATION, Act.TAKE_UP_TIP_OFF): S.UNDER_INVESTIGATION,
        (S.FINAL, Act.TAKE_UP_TIP_OFF): S.UNDER_INVESTIGATION,
        (S.FINAL, Act.REOPEN_EVALUATION): S.UNDER_INVESTIGATION,
        (S.UNDER_INVESTIGATION, Act.DECIDE_OBJECTION): SETTLED,
        (S.UNDER_INVESTIGATION, Act.CONCLUDE_REOPENING): SETTLED,
        **{
            (state, Act.WITHDRAW_ROUND): S.WITHDRAWN
            for state in (S.OPEN, S.RETURNED, S.WITH_DEPARTMENT, S.REVIEWED, S.WITH_BUREAU, S.IN_PANEL, S.SCORED)
        },
    },
)
WAITING_ON: Final[Mapping[EvaluationState, Role | None]] = {
    S.OPEN: Role.OPERATOR,
    S.RETURNED: Role.OPERATOR,
    S.WITH_DEPARTMENT: Role.DISTRICT_DEPARTMENT,
    S.REVIEWED: Role.DISTRICT_DEPARTMENT,
    S.WITH_BUREAU: Role.MUNICIPAL_BUREAU,
    S.IN_PANEL: Role.EXPERT,
    S.SCORED: Role.MUNICIPAL_BUREAU,
    S.DECIDED: Role.MUNICIPAL_BUREAU,
    S.UNDER_INVESTIGATION: Role.MUNICIPAL_BUREAU,
    S.IN_PUBLICITY: None,
    S.FINAL: None,
    S.WITHDRAWN: None,
}


def in_state(state: EvaluationState) -> dict[str, object]:
    """The columns hold an evaluation's state and the desk whose act is awaited."""
    return {"state": state, "waiting_on": WAITING_ON[state]}


# what forbids an act, for the rules and for `allowedActions` alike


def condition(act: Act, row: Mapping[str, Any], actor: Actor, today: date) -> Violation | None:
    """The condition names the refusal of an act beyond state and rights."""
    refusal: Violation | None = None
    match act:
        case Act.RETURN_EVALUATION:
            refusal = not_your_desk(row["waiting_on"], actor.role) or own_evaluation(row["submitter_id"], actor.account)
        case Act.REVIEW_EVALUATION:
            refusal = own_evaluation(row["submitter_id"], actor.account)
        case Act.TAKE_OVER_EVALUATION:
            refusal = still_in_time(row["round"]["district_effective"], today)
        case Act.DECIDE_MISSING:
            refusal = still_in_time(row["obligation"]["effective"], today) or unreminded(row["reminded_on"])
        case Act.FINALISE_EVALUATION:
            refusal = still_open(row["window_end"], row["open_objections"], row["reopened_at"], today)
        case Act.CONCLUDE_REOPENING:
            refusal = not_reopened(row["reopened_at"])
        case Act.WITHDRAW_ROUND:
            refusal = decided_once(row["latest_result_id"])
        case _:
            pass
    return refusal


def not_your_desk(desk: Role | None, role: Role) -> Violation | None:
    """The desk that the evaluation waits on alone may return the evaluation."""
    if desk is None or desk == role:
        return None
    return Violation(Code.NOT_YOUR_DESK, facts={"desk": desk.label, "desk_en": desk.value})


def own_evaluation(submitter: UUID | None, account: UUID | None) -> Violation | None:
    """Whoever handed an evaluation in does not review that evaluation (ours)."""
    return Violation(Code.OWN_FILING) if submitter is not None and submitter == account else None


def still_in_time(last: date, today: date) -> Violation | None:
    """Some acts wait for the end of the effective due day."""
    return Violation(Code.STILL_IN_TIME, NOTICE, facts={"due": last}) if today <= last else None


def unreminded(reminded_on: date | None) -> Violation | None:
    """Nothing fails for silence before a proven reminder (ours). Reading L16."""
    return Violation(Code.NO_PROVEN_REMINDER) if reminded_on is None else None


def still_open(window_end: date | None, open_objections: int, reopened_at: object, today: date) -> Violation | None:
    """A result is final once its window is over without an open matter."""
    if window_end is not None and today > window_end and not open_objections and reopened_at is None:
        return None
    return Violation(Code.STILL_OPEN, PUBLICITY_ARTICLE)


def not_reopened(reopened_at: object) -> Violation | None:
    """A reopening ends once, while the reopening is under way."""
    return Violation(Code.NOT_REOPENED) if reopened_at is None else None


def decided_once(result: UUID | None) -> Violation | None:
    """A round with a decision, voided or not, is not withdrawn."""
    return Violation(Code.ALREADY_DECIDED) if result is not None else None


def due_date(row: Mapping[str, Any], calendar: Calendar, _today: date) -> Deadline:
    """The API shows the due date of the materials."""
    owed = row["obligation"]
    return Deadline(
        owed["nominal"],
        owed["effective"],
        NOTICE,
        False,
        explained(owed["nominal"], owed["nominal"], owed["effective"], "通知", calendar, provisional=False),
    )


def refuse(violation: Violation | None) -> None:
    """The chapter refuses an act by its condition."""
    if violation is not None:
        raise violation


@dataclass(frozen=True)
class EvaluationFacts:
    """An evaluation has a state, a desk, a submitter and its due date."""

    id: UUID
    state: EvaluationState
    platform_id: UUID
    region_id: UUID
    straight_to_bureau: bool
    submitter_id: UUID | None
    waiting_on: Role | None
    latest_material_id: UUID | None

    @property
    def anchors(self) -> dict[str, object]:
        return {"platform_id": self.platform_id, "region_id": self.region_id}


# return, handing in of a district, taking over


def send_back(row: EvaluationFacts, findings: Findings, *, role: Role, account: UUID | None) -> Change:
    """Return the materials to the operator with a reason for each item meant. Source: Art. 17(2)."""
    state = LIFE.move(row.state, Act.RETURN_EVALUATION)
    refuse(not_your_desk(row.waiting_on, role) or own_evaluation(row.submitter_id, account))
    if not findings.items:
        raise Violation(Code.ITEM_REASONS_REQUIRED, path=("reasons",))
    return Change(in_state(state), events=[Event.EVALUATION_RETURNED])


@dataclass(frozen=True)
class MissingEvaluation:
    """A missing evaluation of the district has a reason."""

    platform: UUID
    platform_id: str
    """Its global id."""
    name: str
    reason: str


@dataclass(frozen=True)
class District:
    """A district's submission lists the reviewed evaluations, and the missing ones with reasons."""

    round: UUID
    region: UUID
    opinion: str
    reviewed: Sequence[EvaluationFacts]
    missing: Mapping[UUID, str]
    """The platforms of the district not handed in before or now, by name."""
    gaps: Sequence[MissingEvaluation]
    n: int


def hand_in(district: District, *, account: UUID | None, at: datetime) -> New:
    """The department hands in at least one evaluation, and a reason for every missing one; late evaluations follow in the next submission. Source: Art. 17(2).

    “经属地中小企业主管部门审核、汇总后报市工业和信息化局” (Art. 17(2)).
    """
    if not district.reviewed:
        raise Violation(Code.NOTHING_REVIEWED, REVIEW_ARTICLE)
    if not district.opinion.strip():
        raise Violation(Code.OPINION_REQUIRED, PANEL_ARTICLE, path=("opinion",))
    _check_gaps(district)
    gaps = [{"platformId": gap.platform_id, "name": gap.name, "reason": gap.reason.strip()} for gap in district.gaps]
    columns: dict[str, object] = {
        "opinion": district.opinion.strip(),
        "handed_in": len(district.reviewed),
        "gaps": gaps,
    }
    return New(
        "DistrictSubmission",
        {
            "round": district.round,
            "region": district.region,
            "n": district.n,
            **columns,
            "submitted_at": at,
            "submitter": account,
        },
    )


def _check_gaps(district: District) -> None:
    """Refuse a gap of an evaluation that is not missing, and a missing evaluation without a reason."""
    named_once([gap.platform_id for gap in district.gaps], "gaps", "platform")
    for n, gap in enumerate(district.gaps):
        if gap.platform not in district.missing:
            raise Violation(Code.NO_GAP, path=("gaps", str(n), "platform"), facts={"name": gap.name})
    explained_gaps = {gap.platform for gap in district.gaps if gap.reason.strip()}
    for platform, name in district.missing.items():
        if platform not in explained_gaps:
            raise Violation(Code.GAP_UNNAMED, path=("gaps",), facts={"name": name})


def handed_in(row: EvaluationFacts, submission: New, *, at: datetime) -> Change:
    """The evaluation goes to the bureau with its district, and the bureau's review opens."""
    state = LIFE.move(row.state, Act.HAND_IN_DISTRICT)
    return Change({**in_state(state), "district_submission": submission}, [bureau_desk(row, at)])


def bureau_desk(row: EvaluationFacts, at: datetime) -> New:
    """The bureau's review of the latest version opens."""
    return opened(
        {"material_id": row.latest_material_id, **row.anchors, "submitter_id": row.submitter_id},
        Role.MUNICIPAL_BUREAU,
        at=at,
    )


def take_over(row: EvaluationFacts, reason: str | None, last: date, *, at: datetime, today: date) -> Change:
    """The bureau takes the latest version from a department past its due day (ours)."""
    state = LIFE.move(row.state, Act.TAKE_OVER_EVALUATION)
    refuse(still_in_time(last, today))
    return Change(
        {**in_state(state), "takeover_reason": a_reason(reason)}, [bureau_desk(row, at)], [Event.EVALUATION_TAKEN_OVER]
    )


def withdraw(row: EvaluationFacts) -> Change:
    """An evaluation is withdrawn with its round."""
    return Change(in_state(LIFE.move(row.state, Act.WITHDRAW_ROUND)), events=[Event.EVALUATION_WITHDRAWN])
