"""Letters by event: the recipients of each, or the reason for none, and the choices of a person (ours).

Offices are looked up when the letter is addressed: who has left by then hears nothing, who came since does.
Nobody is told of their own act, and nobody twice of one event.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from domain.kernel.change import Change
from domain.kernel.events import Event
from domain.kernel.violations import Code, Violation
from domain.rights.scope import Actor
from domain.supervision import task as task_rules
from domain.terms import Role, Term
from domain.terms.demands import ComplaintState
from domain.terms.evaluation import EvaluationState, ObjectionState, RoundState
from domain.terms.letters import LetterState, LetterWay
from domain.terms.rectification import RectificationState
from domain.terms.registry import FilingCopyState, FilingState, OfficeState
from domain.terms.reporting import ConsolidationState, DecisionState, ObligationKind, Outcome, ReportState
from domain.terms.services import FlagState
from domain.terms.supervision import AssignmentState, DifficultyState, InspectionState
from domain.terms.targets import ResponsibilityState

E = Event


class Whom(Enum):
    """A record names some recipients itself, apart from any role."""

    DESK = "the desk it waits on"
    DEBTOR = "who has to hand it in"
    SEATED = "the experts seated at that moment"
    ACCOUNT_HOLDER = "the account the record is of"
    ISSUER = "who gave the task"
    ASSIGNEE = "who was given the task"
    INSPECTOR = "who inspects"
    OWNER = "who has the difficulty in hand"
    RAISER = "who raised the difficulty"
    CENTER_THAT_MAY = "the district's centre, where it may look into the complaint"


@dataclass(frozen=True)
class Audience:
    """An event's audience are roles and persons. `still` are the states in which a letter is still of use; `always` admits no other choice."""

    to: tuple[Role | Whom, ...]
    always: bool = False
    still: tuple[Term, ...] = ()


@dataclass(frozen=True)
class NoLetter:
    """An event without a letter has a reason."""

    why: str


BUREAU, FINANCE, CENTER = Role.MUNICIPAL_BUREAU, Role.FINANCE_BUREAU, Role.MUNICIPAL_CENTER
DEPARTMENT, DISTRICT_CENTER, OPERATOR = Role.DISTRICT_DEPARTMENT, Role.DISTRICT_CENTER, Role.OPERATOR
OPEN: Final = (Outcome.PENDING, Outcome.MISSING)
SUBMITTED: Final = (EvaluationState.WITH_DEPARTMENT, EvaluationState.WITH_BUREAU)
AWAITED: Final = (RectificationState.ISSUED, RectificationState.DELIVERED)
DUTY_OPEN: Final = (*task_rules.OPEN, InspectionState.FINDINGS_SENT, FilingState.OPEN)
AGAIN: Final = NoLetter("the desk hears of the next version when it is handed in, and reads what is in force meanwhile")
LADDER: Final = NoLetter("the ladder of reminders tells it")

LETTERS: Final[Mapping[E, Audience | NoLetter]] = {
    E.REPORT_SUBMITTED: Audience((Whom.DESK,), still=(ReportState.SUBMITTED,)),
    E.REPORT_RECALLED: AGAIN,
    E.REPORT_ACCEPTED: Audience((OPERATOR,)),
    E.REPORT_RETURNED: Audience((OPERATOR,), always=True, still=(ReportState.RETURNED,)),
    E.REPORT_AMENDED: AGAIN,
    E.CONSOLIDATION_SUBMITTED: Audience(
        (Whom.DESK,), still=(ConsolidationState.WITH_DEPARTMENT, ConsolidationState.WITH_MUNICIPAL_CENTER)
    ),
    E.CONSOLIDATION_PASSED: Audience((Whom.DESK,), still=(ConsolidationState.WITH_MUNICIPAL_CENTER,)),
    E.CONSOLIDATION_RECEIVED: Audience((Whom.DEBTOR, DEPARTMENT)),
    E.CONSOLIDATION_RETURNED: Audience((Whom.DEBTOR,), always=True, still=(ConsolidationState.RETURNED,)),
    E.CONSOLIDATION_AMENDED: AGAIN,
    E.OBLIGATION_MADE: LADDER,
    E.OBLIGATION_MISSED: LADDER,
    E.OBLIGATION_DUE: Audience((), still=OPEN),
    E.OBLIGATION_LATE: Audience((), still=OPEN),
    E.DUTY_DUE: Audience((), still=DUTY_OPEN),
    E.DUTY_LATE: Audience((), still=DUTY_OPEN),
    E.OBLIGATION_EXEMPTED: Audience((Whom.DEBTOR,)),
    E.OBLIGATION_EXTENDED: Audience((Whom.DEBTOR,)),
    E.OBLIGATION_EXCUSED: Audience((Whom.DEBTOR,)),
    E.CORRECTION_PROPOSED: Audience((CENTER, BUREAU), still=(DecisionState.PROPOSED,)),
    E.OUTCOME_CORRECTED: Audience((Whom.DEBTOR, DEPARTMENT, DISTRICT_CENTER)),
    E.OBLIGATION_MOVED: Audience((Whom.DEBTOR, DEPARTMENT, DISTRICT_CENTER)),
    E.OBLIGATION_RESTORED: Audience((Whom.DEBTOR,), always=True, still=OPEN),
    E.OBLIGATION_RECKONED: Audience((Whom.DEBTOR,), always=True, still=OPEN),
    E.DESK_HANDED_OVER: Audience((DEPARTMENT,)),
    # money (Art. 18)
    E.SUBSIDY_CALCULATED: NoLetter("the bureau's own reckoning, which its approval makes known"),
    E.SUBSIDY_APPROVED: Audience((OPERATOR, DEPARTMENT, FINANCE)),
    E.SUBSIDY_CONFIRMED: NoLetter("the finance bureau goes on by itself, and the holder hears of the payment"),
    E.SUBSIDY_CANCELLED: Audience((OPERATOR, DEPARTMENT, FINANCE)),
    E.SUBSIDY_PAYING: NoLetter("the outcome of the payment is told within days"),
    E.SUBSIDY_PAID: Audience((OPERATOR, BUREAU)),
    E.SUBSIDY_PAYMENT_FAILED: Audience((OPERATOR, BUREAU)),
    E.RECOVERY_PROPOSED: Audience((OPERATOR, DEPARTMENT), always=True),
    E.RECOVERY_STATED: Audience((BUREAU,)),
    E.RECOVERY_TO_CONFIRM: Audience((FINANCE,)),
    E.RECOVERY_NOT_CONFIRMED: Audience((BUREAU,)),
    E.RECOVERY_ORDERED: Audience((OPERATOR, DEPARTMENT, BUREAU), always=True),
    E.RECOVERY_DROPPED: Audience((OPERATOR, DEPARTMENT), always=True),
    E.RECOVERY_WITHDRAWN: Audience((OPERATOR, DEPARTMENT, BUREAU), always=True),
    E.MONEY_RETURNED: Audience((OPERATOR, BUREAU)),
    E.FUND_FINDING: Audience((BUREAU, FINANCE, Role.OVERSIGHT, DEPARTMENT)),
    # rectification (Art. 19)
    E.RECTIFICATION_ISSUED: Audience((OPERATOR, DEPARTMENT), always=True),
    E.RECTIFICATION_DELIVERED: Audience((OPERATOR, DEPARTMENT), always=True),
    E.RECTIFICATION_EXTENDED: Audience((OPERATOR, DEPARTMENT), always=True),
    # The operator hears of it as of any filing: OBLIGATION_RECKONED.
    E.RECTIFICATION_RECKONED: Audience((BUREAU, DEPARTMENT), always=True, still=AWAITED),
    E.RECTIFICATION_REPORTED: Audience((BUREAU, DEPARTMENT)),
    E.RECTIFICATION_PASSED: Audience((OPERATOR, DEPARTMENT), always=True),
    E.RECTIFICATION_FAILED: Audience((OPERATOR, DEPARTMENT), always=True),
    E.RECTIFICATION_REFUSED: Audience((OPERATOR, DEPARTMENT), always=True),
    E.REVOCATION_PROPOSED: Audience((OPERATOR, DEPARTMENT), always=True),
    E.REVOCATION_STATED: Audience((BUREAU,)),
    E.RECTIFICATION_CLOSED: Audience((OPERATOR, DEPARTMENT, CENTER), always=True),
    E.RECTIFICATION_ANNULLED: Audience((OPERATOR, DEPARTMENT), always=True),
    E.REMINDED: Audience((Whom.DEBTOR,)),
    # registry
    E.PLATFORM_REGISTERED: Audience((OPERATOR, DEPARTMENT)),
    E.PLATFORM_ABOLISHED: Audience((OPERATOR, DEPARTMENT)),
    E.PLATFORM_MOVED: Audience((OPERATOR, DEPARTMENT, DISTRICT_CENTER)),
    E.HOLDER_CHANGED: Audience((OPERATOR, DEPARTMENT)),
    E.OPERATOR_CHANGED: Audience((OPERATOR, DEPARTMENT)),
    E.TITLE_RECOGNISED: Audience((OPERATOR, DEPARTMENT)),
    E.TITLE_ENDED: Audience((OPERATOR, DEPARTMENT), always=True),
    E.PLATFORMS_SUCCEEDED: Audience((OPERATOR,)),
    E.NORM_SET: Audience((OPERATOR, DISTRICT_CENTER, DEPARTMENT)),
    # evidence (Art. 11)
    E.FLAG_RAISED: Audience((OPERATOR, DEPARTMENT, DISTRICT_CENTER), still=(FlagState.OPEN,)),
    E.FLAG_DECIDED: Audience((OPERATOR,)),
    # the service network (Art. 8)
    E.SUPPORT_RECORDED: Audience((OPERATOR,)),
    E.SUPPORT_WITHDRAWN: Audience((OPERATOR,)),
    # people
    E.OFFICE_PROPOSED: Audience(
        (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR), still=(OfficeState.PROPOSED,)
    ),
    E.OFFICE_APPOINTED: Audience((Whom.ACCOUNT_HOLDER,)),
    E.OFFICE_ENDED: NoLetter("a person whose office ended hears nothing"),
    E.CHECKPOINT_SIGNED: Audience((Role.AUDIT_ADMINISTRATOR,), always=True),
    # the yearly round (Art. 15-17)
    E.ROUND_CALLED: Audience((OPERATOR, DEPARTMENT, CENTER), always=True),
    # So do the operators that have not handed in; the others are not concerned.
    E.ROUND_RECKONED: Audience((BUREAU, DEPARTMENT, CENTER), always=True, still=(RoundState.CALLED,)),
    E.ROUND_WITHDRAWN: Audience((OPERATOR, DEPARTMENT, CENTER), always=True),
    E.ROUND_DECIDED: Audience((BUREAU,)),
    E.ROUND_CLOSED: Audience((BUREAU, FINANCE, CENTER, DEPARTMENT)),
    E.EVALUATION_SUBMITTED: Audience((Whom.DESK,), still=SUBMITTED),
    E.EVALUATION_REVIEWED: Audience((OPERATOR,)),
    E.EVALUATION_RETURNED: Audience((OPERATOR,), always=True, still=(EvaluationState.RETURNED,)),
    E.EVALUATION_TAKEN_OVER: Audience((OPERATOR, DEPARTMENT)),
    E.EVALUATION_WITHDRAWN: NoLetter("the letter about the round tells it"),
    E.DISTRICT_HANDED_IN: Audience((BUREAU,)),
    E.PANEL_ASSIGNED: Audience((Whom.SEATED,)),
    E.EXPERT_UNSEATED: Audience((Whom.ACCOUNT_HOLDER,)),
    E.PANEL_CLOSED: Audience((BUREAU,)),
    E.EVALUATION_DECIDED: NoLetter("a grade is told when it stands in a notice, never before (Art. 17(4))"),
    E.NOTICE_PUBLISHED: Audience((DEPARTMENT, DISTRICT_CENTER, CENTER, FINANCE), always=True),
    E.NOTICE_RECKONED: Audience((OPERATOR, BUREAU, DEPARTMENT, DISTRICT_CENTER, CENTER, FINANCE), always=True),
    E.RESULT_PUBLISHED: Audience((OPERATOR,), always=True),
    E.EVALUATION_FINAL: Audience((OPERATOR, DEPARTMENT), always=True),
    E.EVALUATION_REOPENED: Audience((OPERATOR, DEPARTMENT), always=True),
    E.OBJECTION_RECEIVED: Audience((BUREAU,), still=(ObjectionState.RECEIVED, ObjectionState.UNDER_INVESTIGATION)),
    E.TIP_OFF_RECEIVED: Audience((BUREAU,), still=(ObjectionState.TIP_OFF,)),
    E.OBJECTION_DECIDED: Audience((OPERATOR, DEPARTMENT), always=True),
    E.TIP_OFF_FILED: NoLetter("nobody outside the bureau knew of it"),
    # complaints (Art. 7(1), 13)
    E.COMPLAINT_RECEIVED: Audience((DEPARTMENT, Whom.CENTER_THAT_MAY, CENTER), still=(ComplaintState.RECEIVED,)),
    E.FUND_TIP_OFF_RECEIVED: Audience((DEPARTMENT, Whom.CENTER_THAT_MAY, CENTER, Role.OVERSIGHT)),
    E.CENTER_COMPLAINT_RECEIVED: Audience((BUREAU,), still=(ComplaintState.RECEIVED,)),
    E.CENTER_TIP_OFF_RECEIVED: Audience((BUREAU, Role.OVERSIGHT)),
    E.COMPLAINT_PASSED_ON: Audience((CENTER,), still=(ComplaintState.IN_HAND,)),
    E.COMPLAINT_ANSWERED: Audience((OPERATOR,)),
    # change filings (Art. 12)
    E.FILING_SENT: Audience((Whom.DESK,), still=(FilingCopyState.SENT,)),
    E.FILING_ACKNOWLEDGED: Audience((OPERATOR,)),
    E.FILING_RETURNED: Audience((OPERATOR,), always=True, still=(FilingCopyState.INCOMPLETE,)),
    E.FILING_WITHDRAWN: Audience((Whom.DESK,)),
    E.FILING_RECKONED: Audience((OPERATOR,), always=True, still=(FilingState.OPEN,)),
    # targets, letters of responsibility, assessments (Art. 4, 12)
    E.TARGET_ISSUED: Audience((DEPARTMENT, DISTRICT_CENTER, OPERATOR)),
    E.TARGET_CHANGED: Audience((DEPARTMENT, DISTRICT_CENTER, OPERATOR)),
    E.RESPONSIBILITY_OFFERED: Audience((DISTRICT_CENTER, DEPARTMENT), still=(ResponsibilityState.OFFERED,)),
    E.RESPONSIBILITY_CENTRE_SIGNED: Audience((CENTER, DEPARTMENT), still=(ResponsibilityState.OFFERED,)),
    E.RESPONSIBILITY_SIGNED: Audience((DISTRICT_CENTER, DEPARTMENT, CENTER)),
    E.RESPONSIBILITY_WITHDRAWN: Audience((DISTRICT_CENTER, DEPARTMENT)),
    E.ASSESSMENT_RECORDED: Audience((OPERATOR, DISTRICT_CENTER)),
    E.ASSESSMENT_WITHDRAWN: Audience((OPERATOR, DISTRICT_CENTER)),
    # supervision (Art. 4-6, 13)
    E.ASSIGNMENT_ISSUED: Audience((Whom.ASSIGNEE,), always=True),
    E.ASSIGNMENT_REPORTED: Audience((Whom.ISSUER,), still=(AssignmentState.REPORTED,)),
    E.ASSIGNMENT_RETURNED: Audience((Whom.ASSIGNEE,), always=True, still=(AssignmentState.ACKNOWLEDGED,)),
    E.ASSIGNMENT_CLOSED: Audience((Whom.ASSIGNEE,)),
    E.ASSIGNMENT_WITHDRAWN: Audience((Whom.ASSIGNEE,)),
    E.INSPECTION_PLANNED: Audience((OPERATOR, DEPARTMENT), always=True, still=(InspectionState.PLANNED,)),
    E.FINDINGS_SENT: Audience((OPERATOR, DEPARTMENT), always=True),
    E.INSPECTION_REPLIED: Audience((Whom.INSPECTOR,), still=(InspectionState.REPLIED,)),
    E.INSPECTION_ASKED_AGAIN: Audience((OPERATOR,), always=True, still=(InspectionState.FINDINGS_SENT,)),
    E.INSPECTION_CLOSED: Audience((OPERATOR, DEPARTMENT)),
    E.INSPECTION_CANCELLED: Audience((OPERATOR, DEPARTMENT), always=True),
    E.DIFFICULTY_RAISED: Audience((CENTER,), still=(DifficultyState.OPEN,)),
    E.DIFFICULTY_ASSIGNED: Audience((Whom.OWNER,), always=True, still=(DifficultyState.IN_HAND,)),
    E.DIFFICULTY_RESOLVED: Audience((Whom.RAISER, CENTER), still=(DifficultyState.RESOLVED,)),
    E.DIFFICULTY_CLOSED: Audience((Whom.OWNER, CENTER)),
    E.DIFFICULTY_REOPENED: Audience((Whom.OWNER, CENTER), always=True, still=(DifficultyState.IN_HAND,)),
    E.CIRCULAR_PUBLISHED: Audience((OPERATOR, DISTRICT_CENTER, DEPARTMENT, BUREAU)),
}
"""Every event. Whom a reminder goes to is told by its rung: `escalated`."""

LEVELS: Final[Mapping[str, tuple[Role | Whom, ...]]] = {
    ObligationKind.REPORT: (Whom.DEBTOR, Whom.DESK, CENTER),
    ObligationKind.CONSOLIDATION: (Whom.DEBTOR, DEPARTMENT, CENTER),
    ObligationKind.MATERIALS: (Whom.DEBTOR, DEPARTMENT, BUREAU),
    ObligationKind.RECTIFICATION: (Whom.DEBTOR, DEPARTMENT, BUREAU),
    "ChangeFiling": (OPERATOR, Whom.DESK, CENTER),
    "RegistryChange": (OPERATOR, Whom.DESK, CENTER),
    "Assignment": (Whom.ASSIGNEE,),
    "Inspection": (OPERATOR,),
}
"""Who hears of what is due, from its owner upwards: of a filing by its kind, of another duty by its noun."""


def escalated(what: str, rung: int, ladder: Sequence[int]) -> tuple[Role | Whom, ...]:
    """A reminder goes to the filing's owner and, once late, to one level more with each rung (ours)."""
    late = sorted(each for each in ladder if each > 0)
    return LEVELS[what][: 2 + late.index(rung) if rung in late else 1]


def reached(days_late: int, ladder: Sequence[int]) -> int | None:
    """A filing stands on the latest rung of `days_late` working days or fewer; None before the first."""
    return max((rung for rung in ladder if rung <= days_late), default=None)


# what a person may choose


CHOSEN: Final[Sequence[E]] = tuple(event for event, to in LETTERS.items() if isinstance(to, Audience) and not to.always)
"""What may be put into the daily digest, or off."""


@dataclass(frozen=True)
class Choice:
    """A choice sets the way of one kind of letter."""

    event: E
    way: LetterWay


def way_of(event: E, chosen: Mapping[str, str]) -> LetterWay:
    """An event's letter goes by mail where a person chose nothing else, or may not."""
    return LetterWay(chosen.get(event.value, LetterWay.MAIL)) if event in CHOSEN else LetterWay.MAIL


def choose(chosen: Mapping[str, str], choices: Sequence[Choice]) -> Change:
    """Take a person's choices; what a person must know stays a mail of its own."""
    for at, choice in enumerate(choices):
        if choice.event not in CHOSEN and choice.way is not LetterWay.MAIL:
            facts: dict[str, object] = {"event": choice.event.label, "event_en": choice.event.value}
            raise Violation(Code.LETTER_ALWAYS, path=("choices", str(at), "way"), facts=facts)
    taken = {**chosen, **{choice.event.value: choice.way.value for choice in choices}}
    return Change({"letters": {event: way for event, way in taken.items() if way != LetterWay.MAIL.value}})


def move_to(address: str | None) -> Change:
    """Take another address; letters already addressed keep theirs."""
    return Change({"email": address})


def choices(row: Mapping[str, Any], _actor: Actor, _today: object) -> Sequence[Mapping[str, object]]:
    """The choices list every kind of letter a person may get, with its way."""
    events = [event for event, to in LETTERS.items() if isinstance(to, Audience)]
    return [{"event": each, "way": way_of(each, row["letters"]), "fixed": each not in CHOSEN} for each in events]


def begun(event: E, chosen: Mapping[str, str], address: str | None, *, mailed: bool) -> LetterState:
    """A letter begins in a state; `mailed` says whether a mail server is set."""
    if address is None or not mailed:
        return LetterState.ONLINE
    match way_of(event, chosen):
        case LetterWay.MAIL:
            return LetterState.WAITING
        case LetterWay.DIGEST:
            return LetterState.FOR_DIGEST
        case LetterWay.NONE:
            return LetterState.ONLINE
