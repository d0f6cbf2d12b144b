"""What an office decides about a filing that is owed: extension, exemption, excuse, correction (reading L31).

Time that was, stays: before the day is over it may be moved or waived by whoever set it, afterwards only explained.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.calendar import Calendar, day_of, shifted
from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.far_days import within_a_year
from domain.kernel.life import Life
from domain.kernel.typed_text import a_text
from domain.kernel.violations import Code, Violation
from domain.regulation.rulepack import Shift
from domain.reporting.obligation import ARTICLE, ObligationFacts
from domain.rights.allowed_actions import Allowed, allowed_actions
from domain.rights.scope import Actor
from domain.terms.registry import DayBasis
from domain.terms.reporting import (
    DecisionState,
    ExcuseGround,
    FaultCause,
    ObligationDecisionKind,
    ObligationKind,
    Outcome,
)

D, O, S = ObligationDecisionKind, Outcome, DecisionState  # noqa: E741 (as in the chapter's other files)
LONGEST_PROOF: Final = 500

LIFE: Final = Life(
    "Obligation",
    {
        (O.PENDING, Act.EXTEND_OBLIGATION): O.PENDING,
        (O.PENDING, Act.EXEMPT_OBLIGATION): O.EXEMPT,
        (O.LATE, Act.EXCUSE_OBLIGATION): O.LATE,
        (O.MISSING, Act.EXCUSE_OBLIGATION): O.MISSING,
        (O.LATE, Act.CORRECT_OUTCOME): O.LATE,
        (O.MISSING, Act.CORRECT_OUTCOME): O.MISSING,
    },
)
"""What an office may do. Handing in and taking back move the outcome by `handed_in` and `taken_back`, time by `missed`."""

CORRECTION_LIFE: Final = Life("ObligationDecision", {(S.PROPOSED, Act.DECIDE_CORRECTION): (S.IN_FORCE, S.REJECTED)})
CORRECTIONS: Final[Mapping[tuple[Outcome, Outcome], frozenset[FaultCause]]] = {
    (O.LATE, O.ON_TIME): frozenset(FaultCause),
    (O.LATE, O.EXEMPT): frozenset({FaultCause.REGISTRY}),
    (O.MISSING, O.EXEMPT): frozenset({FaultCause.REGISTRY}),
}
"""Which fault puts which outcome right; who was in time by the first word is never made late."""
OWN_ACTS: Final[Mapping[tuple[ObligationKind, Act], str]] = {
    (ObligationKind.RECTIFICATION, Act.EXTEND_OBLIGATION): "extendRectification",
    (ObligationKind.RECTIFICATION, Act.EXEMPT_OBLIGATION): "annulRectification",
    (ObligationKind.MATERIALS, Act.EXEMPT_OBLIGATION): "withdrawRound",
}
"""Filings whose noun has an act of its own for what would be decided here."""

NEEDS: Final = ("outcome", "kind", "basis", "effective", "excused_at")
CORRECTION_NEEDS: Final = ("account_id",)


# whether


def condition(act: Act, row: Mapping[str, Any], _actor: Actor, today: date) -> Violation | None:
    """An act fits the kind of a filing, whoever set its day, and the day itself."""
    kind: ObligationKind = row["kind"]
    if hint := OWN_ACTS.get((kind, act)):
        return Violation(Code.OWN_ACT, facts={"kind": kind.label, "kind_en": kind.value}, hint=hint)
    if act is Act.EXCUSE_OBLIGATION and row["excused_at"] is not None:
        return Violation(Code.ALREADY_EXISTS)
    if act not in (Act.EXTEND_OBLIGATION, Act.EXEMPT_OBLIGATION):
        return None
    if row["basis"] is DayBasis.LAW:
        return Violation(Code.LAW_SETS_THE_DAY, ARTICLE)
    if today > row["effective"]:
        return Violation(Code.DAY_OVER, facts={"due": row["effective"]}, hint="excuseObligation")
    return None


def actions(row: Mapping[str, Any], actor: Actor, today: date) -> Sequence[Allowed]:
    """Every act on an obligation; its outcome is its state."""
    return allowed_actions(LIFE, condition, {**row, "state": row["outcome"]}, actor, today)


def _move(obligation: ObligationFacts, act: Act, actor: Actor, today: date) -> Outcome:
    """The next outcome, or the refusal that `allowedActions` shows."""
    to = LIFE.move(obligation.outcome, act)
    if refusal := condition(act, vars(obligation), actor, today):
        raise refusal
    return to


# what


@dataclass(frozen=True)
class Ruling:
    """A ruling is an office's word on a filing: who, when, and why."""

    actor: Actor
    at: datetime
    reason: str | None

    @property
    def today(self) -> date:
        """The day of the ruling."""
        return day_of(self.at)


def decision(obligation: ObligationFacts, kind: ObligationDecisionKind, ruling: Ruling, **more: object) -> New:
    """A decision keeps who decided what, when and why; `more` are the columns of its kind."""
    about = {
        "obligation_id": obligation.id,
        "region_id": obligation.region_id,
        "platform_id": obligation.platform_id,
        "day_before": obligation.effective,
        "outcome_before": obligation.outcome,
    }
    who = {"role": ruling.actor.role, "account_id": ruling.actor.account, "decided_at": ruling.at}
    return New("ObligationDecision", {**about, **who, "kind": kind, "reason": a_reason(ruling.reason), **more})


def extend(obligation: ObligationFacts, until: date, ruling: Ruling, *, calendar: Calendar, shift: Shift) -> Change:
    """Give a later day before the day is over, within a year. A rest day moves as any due day does.

    Ours; refused for a day of the Measures. Reading L31.
    """
    outcome = _move(obligation, Act.EXTEND_OBLIGATION, ruling.actor, ruling.today)
    to = calendar.reachable(shifted(until, calendar, shift, obligation.region_id), obligation.region_id)
    new = decision(obligation, D.EXTENSION, ruling, day_after=to)
    if to <= obligation.effective:
        raise Violation(Code.NOT_LATER, path=("until",), facts={"due": obligation.effective})
    within_a_year(to, obligation.effective, "until")
    values = {
        "effective": to,
        "extended_from": obligation.extended_from or obligation.effective,
        "extended_at": ruling.at,
        "extension_reason": new.values["reason"],
        "outcome": outcome,
    }
    return Change(values, [new], [Event.OBLIGATION_EXTENDED])


def exempt(obligation: ObligationFacts, ruling: Ruling) -> Change:
    """Exempt from a filing before its day is over, with a reason. Ours; refused for a day of the Measures. Reading L31."""
    outcome = _move(obligation, Act.EXEMPT_OBLIGATION, ruling.actor, ruling.today)
    new = decision(obligation, D.EXEMPTION, ruling, outcome_after=outcome)
    values = {"outcome": outcome, "exemption_reason": new.values["reason"]}
    return Change(values, [new], [Event.OBLIGATION_EXEMPTED])


def excuse(obligation: ObligationFacts, ground: ExcuseGround, proof: str, ruling: Ruling) -> Change:
    """Record a good reason of a late or missing filing; it stays beside the lateness and takes nothing of it away. Reading L31."""
    _move(obligation, Act.EXCUSE_OBLIGATION, ruling.actor, ruling.today)
    new = decision(obligation, D.EXCUSE, ruling, ground=ground, proof=_a_proof(proof))
    return Change({"excused_at": ruling.at}, [new], [Event.OBLIGATION_EXCUSED])


def correct(obligation: ObligationFacts, to: Outcome, cause: FaultCause, proof: str, ruling: Ruling) -> New:
    """Propose to put right what a fault made of a filing; another person decides. Reading L31."""
    _move(obligation, Act.CORRECT_OUTCOME, ruling.actor, ruling.today)
    _fits(obligation.outcome, to, cause)
    proven = _a_proof(proof)
    return decision(obligation, D.CORRECTION, ruling, outcome_after=to, cause=cause, proof=proven, state=S.PROPOSED)


def _a_proof(proof: str) -> str:
    return a_text(proof, "proof", "证明材料", LONGEST_PROOF)


def _fits(outcome: Outcome, to: Outcome, cause: FaultCause) -> None:
    if cause not in CORRECTIONS.get((outcome, to), ()):
        zh = {"outcome": outcome.label, "to": to.label, "cause": cause.label}
        en = {"outcome_en": outcome.value, "to_en": to.value, "cause_en": cause.value}
        raise Violation(Code.NOT_THIS_FAULT, path=("outcome",), facts={**zh, **en})


def void(outcome: Outcome, reason: str | None) -> Change:
    """A duty falls away with what it was owed for, a withdrawn round or an annulled notice; the first word is kept."""
    first = {} if outcome is O.PENDING else {"first_outcome": outcome}
    return Change({"outcome": O.EXEMPT, "exemption_reason": a_reason(reason), **first})


# the second person


@dataclass(frozen=True)
class CorrectionFacts:
    """A correction has its state, its proposer, and what it would change."""

    state: DecisionState
    account_id: UUID | None
    outcome_after: Outcome
    cause: FaultCause


def correction_condition(_act: Act, row: Mapping[str, Any], actor: Actor, _today: date) -> Violation | None:
    """Nobody decides on a correction of one's own."""
    own = actor.account is not None and actor.account == row["account_id"]
    return Violation(Code.ANOTHER_PERSON) if own else None


def decide(
    one: CorrectionFacts, obligation: ObligationFacts, opinion: str | None, actor: Actor, *, agreed: bool, at: datetime
) -> tuple[Change, Change]:
    """Another person agrees to a correction or not: the changes of the decision and of its obligation.

    The first word is kept beside what it became.
    """
    state = CORRECTION_LIFE.move(one.state, Act.DECIDE_CORRECTION, S.IN_FORCE if agreed else S.REJECTED)
    if refusal := correction_condition(Act.DECIDE_CORRECTION, vars(one), actor, day_of(at)):
        raise refusal
    said = {"state": state, "opinion": a_reason(opinion), "confirmed_at": at, "confirmer_id": actor.account}
    if not agreed:
        return Change(said), Change()
    _fits(obligation.outcome, one.outcome_after, one.cause)
    first = obligation.first_outcome or obligation.outcome
    put_right = {"outcome": one.outcome_after, "first_outcome": first}
    return Change(said), Change(put_right, events=[Event.OUTCOME_CORRECTED])
