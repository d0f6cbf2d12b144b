"""Who hears of what: for each event whom a letter goes to, or why none does; and what a person may choose (ours).

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
from domain.terms.registry import FilingCopyState, FilingState
from domain.terms.reporting import ConsolidationState, ObligationKind, Outcome, ReportState
from domain.terms.services import FlagState
from domain.terms.supervision import AssignmentState, DifficultyState, InspectionState
from domain.terms.targets import ResponsibilityState

E = Event


class Whom(Enum):
    """Somebody named by the record rather than by a role."""

    DESK = "the desk it waits on"
    DEBTOR = "who has to hand it in"
    SEATED = "the experts seated at that moment"
    ACCOUNT_HOLDER = "the account the record is of"
    ISSUER = "who gave the task"
    ASSIGNEE = "who was given the task"
    INSPECTOR = "who inspects"
    OWNER = "who has the difficulty in hand"
    RAISER = "who raised the difficulty"


@dataclass(frozen=True)
class Told:
    """Who hears of an event. `still` are the states in which it is still worth telling; `always` may not be chosen away."""

    to: tuple[Role | Whom, ...]
    always: bool = False
    still: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Untold:
    """Why nobody gets a letter."""

    why: str


BUREAU, FINANCE, CENTER = Role.MUNICIPAL_BUREAU, Role.FINANCE_BUREAU, Role.MUNICIPAL_CENTER
DEPARTMENT, DISTRICT_CENTER, OPERATOR = Role.DISTRICT_DEPARTMENT, Role.DISTRICT_CENTER, Role.OPERATOR
OPEN: Final = (Outcome.PENDING, Outcome.MISSING)
SUBMITTED: Final = (EvaluationState.WITH_DEPARTMENT, EvaluationState.WITH_BUREAU)
AWAITED: Final = (RectificationState.ISSUED, RectificationState.DELIVERED)
DUTY_OPEN: Final = (*task_rules.OPEN, InspectionState.FINDINGS_SENT, FilingState.OPEN)
AGAIN: Final = Untold("the desk hears of the next version when it is handed in, and reads what is in force meanwhile")
LADDER: Final = Untold("the ladder of reminders tells it")

LETTERS: Final[Mapping[E, Told | Untold]] = {
    E.REPORT_SUBMITTED: Told((Whom.DESK,), still=(ReportState.SUBMITTED,)),
    E.REPORT_RECALLED: AGAIN,
    E.REPORT_ACCEPTED: Told((OPERATOR,)),
    E.REPORT_RETURNED: Told((OPERATOR,), always=True, still=(ReportState.RETURNED,)),
    E.REPORT_AMENDED: AGAIN,
    E.CONSOLIDATION_SUBMITTED: Told(
        (Whom.DESK,), still=(ConsolidationState.WITH_DEPARTMENT, ConsolidationState.WITH_MUNICIPAL_CENTER)
    ),
    E.CONSOLIDATION_PASSED: Told((Whom.DESK,), still=(ConsolidationState.WITH_MUNICIPAL_CENTER,)),
    E.CONSOLIDATION_RECEIVED: Told((Whom.DEBTOR, DEPARTMENT)),
    E.CONSOLIDATION_RETURNED: Told((Whom.DEBTOR,), always=True, still=(ConsolidationState.RETURNED,)),
    E.CONSOLIDATION_AMENDED: AGAIN,
    E.OBLIGATION_MADE: LADDER,
    E.OBLIGATION_MISSED: LADDER,
    E.OBLIGATION_DUE: Told((), still=OPEN),
    E.OBLIGATION_LATE: Told((), still=OPEN),
    E.DUTY_DUE: Told((), still=DUTY_OPEN),
    E.DUTY_LATE: Told((), still=DUTY_OPEN),
    E.OBLIGATION_EXEMPTED: Told((Whom.DEBTOR,)),
    E.OBLIGATION_EXTENDED: Told((Whom.DEBTOR,)),
    E.OBLIGATION_MOVED: Told((Whom.DEBTOR, DEPARTMENT, DISTRICT_CENTER)),
    E.OBLIGATION_RECKONED: Told((Whom.DEBTOR,), always=True, still=OPEN),
    E.DESK_HANDED_OVER: Told((DEPARTMENT,)),
    # money (Art. 18)
    E.SUBSIDY_CALCULATED: Untold("the bureau's own reckoning, which its approval makes known"),
    E.SUBSIDY_APPROVED: Told((OPERATOR, DEPARTMENT, FINANCE)),
    E.SUBSIDY_CONFIRMED: Untold("the finance bureau goes on by itself, and the holder hears of the payment"),
    E.SUBSIDY_CANCELLED: Told((OPERATOR, DEPARTMENT, FINANCE)),
    E.SUBSIDY_PAYING: Untold("the outcome of the payment is told within days"),
    E.SUBSIDY_PAID: Told((OPERATOR, BUREAU)),
    E.SUBSIDY_PAYMENT_FAILED: Told((OPERATOR, BUREAU)),
    E.RECOVERY_ORDERED: Told((OPERATOR, DEPARTMENT, FINANCE), always=True),
    E.RECOVERY_WITHDRAWN: Told((OPERATOR, DEPARTMENT, FINANCE), always=True),
    E.MONEY_RETURNED: Told((OPERATOR, BUREAU)),
    E.FUND_FINDING: Told((BUREAU, FINANCE, Role.OVERSIGHT, DEPARTMENT)),
    # rectification (Art. 19)
    E.RECTIFICATION_ISSUED: Told((OPERATOR, DEPARTMENT), always=True),
    E.RECTIFICATION_DELIVERED: Told((OPERATOR, DEPARTMENT), always=True),
    E.RECTIFICATION_EXTENDED: Told((OPERATOR, DEPARTMENT), always=True),
    # The operator hears of it as of any filing: OBLIGATION_RECKONED.
    E.RECTIFICATION_RECKONED: Told((BUREAU, DEPARTMENT), always=True, still=AWAITED),
    E.RECTIFICATION_REPORTED: Told((BUREAU, DEPARTMENT)),
    E.RECTIFICATION_PASSED: Told((OPERATOR, DEPARTMENT), always=True),
    E.RECTIFICATION_FAILED: Told((OPERATOR, DEPARTMENT), always=True),
    E.RECTIFICATION_REFUSED: Told((OPERATOR, DEPARTMENT), always=True),
    E.RECTIFICATION_CLOSED: Told((OPERATOR, DEPARTMENT, CENTER), always=True),
    E.RECTIFICATION_ANNULLED: Told((OPERATOR, DEPARTMENT), always=True),
    E.REMINDED: Told((Whom.DEBTOR,)),
    # registry
    E.PLATFORM_REGISTERED: Told((OPERATOR, DEPARTMENT)),
    E.PLATFORM_ABOLISHED: Told((OPERATOR, DEPARTMENT)),
    E.PLATFORM_MOVED: Told((OPERATOR, DEPARTMENT, DISTRICT_CENTER)),
    E.HOLDER_CHANGED: Told((OPERATOR, DEPARTMENT)),
    E.OPERATOR_CHANGED: Told((OPERATOR, DEPARTMENT)),
    E.TITLE_RECOGNISED: Told((OPERATOR, DEPARTMENT)),
    E.TITLE_ENDED: Told((OPERATOR, DEPARTMENT), always=True),
    E.PLATFORMS_SUCCEEDED: Told((OPERATOR,)),
    E.NORM_SET: Told((OPERATOR, DISTRICT_CENTER, DEPARTMENT)),
    # evidence (Art. 11)
    E.FLAG_RAISED: Told((OPERATOR, DEPARTMENT, DISTRICT_CENTER), still=(FlagState.OPEN,)),
    E.FLAG_DECIDED: Told((OPERATOR,)),
    # the service network (Art. 8)
    E.SUPPORT_RECORDED: Told((OPERATOR,)),
    E.SUPPORT_WITHDRAWN: Told((OPERATOR,)),
    # people
    E.OFFICE_APPOINTED: Told((Whom.ACCOUNT_HOLDER,)),
    E.OFFICE_ENDED: Untold("a person whose office ended hears nothing"),
    # the yearly round (Art. 15-17)
    E.ROUND_CALLED: Told((OPERATOR, DEPARTMENT, CENTER), always=True),
    # So do the operators that have not handed in; the others are not concerned.
    E.ROUND_RECKONED: Told((BUREAU, DEPARTMENT, CENTER), always=True, still=(RoundState.CALLED,)),
    E.ROUND_WITHDRAWN: Told((OPERATOR, DEPARTMENT, CENTER), always=True),
    E.ROUND_DECIDED: Told((BUREAU,)),
    E.ROUND_CLOSED: Told((BUREAU, FINANCE, CENTER, DEPARTMENT)),
    E.EVALUATION_SUBMITTED: Told((Whom.DESK,), still=SUBMITTED),
    E.EVALUATION_REVIEWED: Told((OPERATOR,)),
    E.EVALUATION_RETURNED: Told((OPERATOR,), always=True, still=(EvaluationState.RETURNED,)),
    E.EVALUATION_TAKEN_OVER: Told((OPERATOR, DEPARTMENT)),
    E.EVALUATION_WITHDRAWN: Untold("the letter about the round tells it"),
    E.DISTRICT_HANDED_IN: Told((BUREAU,)),
    E.PANEL_ASSIGNED: Told((Whom.SEATED,)),
    E.EXPERT_UNSEATED: Told((Whom.ACCOUNT_HOLDER,)),
    E.PANEL_CLOSED: Told((BUREAU,)),
    E.EVALUATION_DECIDED: Untold("a grade is told when it stands in a notice, never before (Art. 17(4))"),
    E.NOTICE_PUBLISHED: Told((DEPARTMENT, DISTRICT_CENTER, CENTER, FINANCE), always=True),
    E.NOTICE_RECKONED: Told((OPERATOR, BUREAU, DEPARTMENT, DISTRICT_CENTER, CENTER, FINANCE), always=True),
    E.RESULT_PUBLISHED: Told((OPERATOR,), always=True),
    E.EVALUATION_FINAL: Told((OPERATOR, DEPARTMENT), always=True),
    E.EVALUATION_REOPENED: Told((OPERATOR, DEPARTMENT), always=True),
    E.OBJECTION_RECEIVED: Told((BUREAU,), still=(ObjectionState.RECEIVED, ObjectionState.UNDER_INVESTIGATION)),
    E.TIP_OFF_RECEIVED: Told((BUREAU,), still=(ObjectionState.TIP_OFF,)),
    E.OBJECTION_DECIDED: Told((OPERATOR, DEPARTMENT), always=True),
    E.TIP_OFF_FILED: Untold("nobody outside the bureau knew of it"),
    # complaints (Art. 7(1), 13)
    E.COMPLAINT_RECEIVED: Told((DEPARTMENT, CENTER), still=(ComplaintState.RECEIVED,)),
    E.FUND_TIP_OFF_RECEIVED: Told((DEPARTMENT, CENTER, Role.OVERSIGHT)),
    E.CENTER_COMPLAINT_RECEIVED: Told((BUREAU,), still=(ComplaintState.RECEIVED,)),
    E.CENTER_TIP_OFF_RECEIVED: Told((BUREAU, Role.OVERSIGHT)),
    E.COMPLAINT_PASSED_ON: Told((CENTER,), still=(ComplaintState.IN_HAND,)),
    E.COMPLAINT_ANSWERED: Told((OPERATOR,)),
    # change filings (Art. 12)
    E.FILING_SENT: Told((Whom.DESK,), still=(FilingCopyState.SENT,)),
    E.FILING_ACKNOWLEDGED: Told((OPERATOR,)),
    E.FILING_RETURNED: Told((OPERATOR,), always=True, still=(FilingCopyState.INCOMPLETE,)),
    E.FILING_WITHDRAWN: Told((Whom.DESK,)),
    E.FILING_RECKONED: Told((OPERATOR,), always=True, still=(FilingState.OPEN,)),
    # targets, letters of responsibility, assessments (Art. 4, 12)
    E.TARGET_ISSUED: Told((DEPARTMENT, DISTRICT_CENTER, OPERATOR)),
    E.TARGET_CHANGED: Told((DEPARTMENT, DISTRICT_CENTER, OPERATOR)),
    E.RESPONSIBILITY_OFFERED: Told((DISTRICT_CENTER, DEPARTMENT), still=(ResponsibilityState.OFFERED,)),
    E.RESPONSIBILITY_CENTRE_SIGNED: Told((CENTER, DEPARTMENT), still=(ResponsibilityState.OFFERED,)),
    E.RESPONSIBILITY_SIGNED: Told((DISTRICT_CENTER, DEPARTMENT, CENTER)),
    E.RESPONSIBILITY_WITHDRAWN: Told((DISTRICT_CENTER, DEPARTMENT)),
    E.ASSESSMENT_RECORDED: Told((OPERATOR, DISTRICT_CENTER)),
    E.ASSESSMENT_WITHDRAWN: Told((OPERATOR, DISTRICT_CENTER)),
    # supervision (Art. 4-6, 13)
    E.ASSIGNMENT_ISSUED: Told((Whom.ASSIGNEE,), always=True),
    E.ASSIGNMENT_REPORTED: Told((Whom.ISSUER,), still=(AssignmentState.REPORTED,)),
    E.ASSIGNMENT_RETURNED: Told((Whom.ASSIGNEE,), always=True, still=(AssignmentState.ACKNOWLEDGED,)),
    E.ASSIGNMENT_CLOSED: Told((Whom.ASSIGNEE,)),
    E.ASSIGNMENT_WITHDRAWN: Told((Whom.ASSIGNEE,)),
    E.INSPECTION_PLANNED: Told((OPERATOR, DEPARTMENT), always=True, still=(InspectionState.PLANNED,)),
    E.FINDINGS_SENT: Told((OPERATOR, DEPARTMENT), always=True),
    E.INSPECTION_REPLIED: Told((Whom.INSPECTOR,), still=(InspectionState.REPLIED,)),
    E.INSPECTION_ASKED_AGAIN: Told((OPERATOR,), always=True, still=(InspectionState.FINDINGS_SENT,)),
    E.INSPECTION_CLOSED: Told((OPERATOR, DEPARTMENT)),
    E.INSPECTION_CANCELLED: Told((OPERATOR, DEPARTMENT), always=True),
    E.DIFFICULTY_RAISED: Told((CENTER,), still=(DifficultyState.OPEN,)),
    E.DIFFICULTY_ASSIGNED: Told((Whom.OWNER,), always=True, still=(DifficultyState.IN_HAND,)),
    E.DIFFICULTY_RESOLVED: Told((Whom.RAISER, CENTER), still=(DifficultyState.RESOLVED,)),
    E.DIFFICULTY_CLOSED: Told((Whom.OWNER, CENTER)),
    E.DIFFICULTY_REOPENED: Told((Whom.OWNER, CENTER), always=True, still=(DifficultyState.IN_HAND,)),
    E.CIRCULAR_PUBLISHED: Told((OPERATOR, DISTRICT_CENTER, DEPARTMENT, BUREAU)),
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
    """Whom a reminder goes to: its owner; once late, with each rung one level more, where there is one (ours)."""
    late = sorted(each for each in ladder if each > 0)
    return LEVELS[what][: 2 + late.index(rung) if rung in late else 1]


def reached(days_late: int, ladder: Sequence[int]) -> int | None:
    """The rung a filing stands on, so many working days after its day; None before the first. Earlier ones lapse."""
    return max((rung for rung in ladder if rung <= days_late), default=None)


# what a person may choose


CHOSEN: Final[Sequence[E]] = tuple(event for event, to in LETTERS.items() if isinstance(to, Told) and not to.always)
"""What may be put into the daily digest, or off."""


@dataclass(frozen=True)
class Choice:
    """How a person wants to be told of one kind of event."""

    event: E
    way: LetterWay


def way_of(event: E, chosen: Mapping[str, str]) -> LetterWay:
    """How a person is told of an event: by mail where nothing else was chosen or may be."""
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
    """Everything a person may be told of, and how it is told."""
    told = [event for event, to in LETTERS.items() if isinstance(to, Told)]
    return [{"event": each, "way": way_of(each, row["letters"]), "fixed": each not in CHOSEN} for each in told]


def begun(event: E, chosen: Mapping[str, str], address: str | None, *, mailed: bool) -> LetterState:
    """Where a letter begins; `mailed` tells whether there is a mail server at all."""
    if address is None or not mailed:
        return LetterState.ONLINE
    match way_of(event, chosen):
        case LetterWay.MAIL:
            return LetterState.WAITING
        case LetterWay.DIGEST:
            return LetterState.FOR_DIGEST
        case LetterWay.NONE:
            return LetterState.ONLINE
