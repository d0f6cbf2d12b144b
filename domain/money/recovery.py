"""Getting paid money back: proposed on a ground, heard, decided by two bureaus, served and withdrawn (ours; Art. 13, 18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.calendar import written
from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.derivation import DerivationStep, as_data
from domain.kernel.events import Event
from domain.kernel.far_days import within_a_year
from domain.kernel.life import Life
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.units import Fen, as_yuan, in_figures, in_text
from domain.kernel.violations import Code, Violation
from domain.money.award import refuse_open
from domain.money.hearing import Procedure, a_statement, an_answer, heard_until, unheard
from domain.money.payment import within
from domain.money.subsidy import Calculation, S, SubsidyFacts, overpaid, reckoning
from domain.rights.scope import Actor
from domain.terms.money import RecoveryGround, RecoveryState

R = RecoveryState
G = RecoveryGround
ARTICLE: Final = "第十八条"
LONG: Final = 5000

LIFE: Final = Life(
    "Recovery",
    {
        (R.PROPOSED, Act.NOTIFY_RECOVERY): R.NOTIFIED,
        (R.NOTIFIED, Act.NOTIFY_RECOVERY): R.NOTIFIED,
        (R.NOTIFIED, Act.STATE_ON_RECOVERY): R.NOTIFIED,
        (R.PROPOSED, Act.ORDER_RECOVERY): R.ORDERED,
        (R.NOTIFIED, Act.ORDER_RECOVERY): R.ORDERED,
        (R.ORDERED, Act.DECIDE_RECOVERY): (R.OPEN, R.NOTIFIED, R.PROPOSED),
        (R.WITHDRAWING, Act.DECIDE_RECOVERY): (R.WITHDRAWN, R.OPEN),
        (R.OPEN, Act.RECORD_RECOVERY_DELIVERY): R.OPEN,
        (R.OPEN, Act.WITHDRAW_RECOVERY_ORDER): R.WITHDRAWING,
        **{(state, Act.DROP_RECOVERY): R.DROPPED for state in (R.PROPOSED, R.NOTIFIED, R.ORDERED)},
    },
)
NEEDS: Final = ("ground", "heard_until", "orderer_id", "withdrawer_id")


def condition(act: Act, row: Mapping[str, Any], actor: Actor, today: date) -> Violation | None:
    """Why an act is refused beyond rights and state: not heard yet, or the same person."""
    if act is Act.ORDER_RECOVERY and row["ground"] is not G.PAYMENT_ERROR:
        return unheard(row["heard_until"], today)
    if act is Act.DECIDE_RECOVERY:
        decided_by = row["withdrawer_id" if row["state"] is R.WITHDRAWING else "orderer_id"]
        same = actor.account is not None and decided_by == actor.account
        return Violation(Code.SAME_PERSON) if same else None
    return None


@dataclass(frozen=True)
class RecoveryCase:
    """A recovery has its ground and amount, what was told and stated, and who decided."""

    region_id: UUID
    ground: RecoveryGround | None
    state: RecoveryState
    amount: Fen
    reason: str
    heard_until: date | None
    statement: str | None
    order_number: str | None
    pay_by: date | None
    orderer_id: UUID | None
    withdrawer_id: UUID | None
    withdrawal_reason: str | None

    def move(self, act: Act, actor: Actor, today: date, to: RecoveryState | None = None) -> RecoveryState:
        """The next state, once the state and the conditions allow the act."""
        state = LIFE.move(self.state, act, to)
        if refusal := condition(act, vars(self), actor, today):
            raise refusal
        return state

    def says(self, **more: str | None) -> Mapping[str, str | None]:
        """A letter's facts of this recovery."""
        ground = self.ground.label if self.ground else None
        return {"ordered": in_figures(self.amount), "ground": ground, "reason": self.reason, **more}


@dataclass(frozen=True)
class Grounds:
    """A recovery rests on a ground, with facts in words; a finding also on its finder's document. `amount` is None where the grades say the amount."""

    ground: RecoveryGround
    amount: Fen | None
    facts: str
    document: str | None = None
    finder: str | None = None


Effect = tuple[Change, Change]
"""The changes of a recovery and of its subsidy."""


def propose(subsidy: SubsidyFacts, made: Calculation, grounds: Grounds, actor: Actor, *, at: datetime) -> New:
    """The bureau proposes that some or all of a paid subsidy come back. Source: Art. 13, 18; readings L25, L55.

    “财政专项经费的使用接受财政、审计、监察部门和社会的监督” (Art. 13).
    """
    _refuse_unpaid(subsidy)
    finding = grounds.ground is G.FUND_MISUSE
    papers = {
        "reason": a_text(grounds.facts, "facts", "事实和理由", LONG),
        "document": _paper(grounds.document, "document", "认定文书", required=finding),
        "finder": _paper(grounds.finder, "finder", "认定机关", required=finding),
    }
    amount = _amount(subsidy, made, grounds)
    steps = _steps(subsidy, made, grounds.ground, amount, papers)
    return New(
        "Recovery",
        {
            **subsidy.anchors,
            **papers,
            "state": R.PROPOSED,
            "ground": grounds.ground,
            "amount": amount,
            "returned": Fen(0),
            "derivation": as_data(steps),
            "proposed_at": at,
            "proposer_id": actor.account,
        },
    )


def _refuse_unpaid(subsidy: SubsidyFacts) -> None:
    if subsidy.state is not S.PAID:
        facts: dict[str, object] = {"state": subsidy.state.label, "state_en": subsidy.state.value}
        raise Violation(Code.WRONG_STATE, path=("subsidy",), facts=facts)


def _paper(text: str | None, field: str, label: str, *, required: bool) -> str | None:
    return (a_text if required else maybe_text)(text, field, label, 200)


def _amount(subsidy: SubsidyFacts, made: Calculation, grounds: Grounds) -> Fen:
    """The sum to come back: by the final grades, or as an error or a finding names it."""
    if grounds.ground is G.LOWER_GRADE:
        due = _too_much(subsidy, made)
        if grounds.amount is not None and grounds.amount != due:
            facts: dict[str, object] = {"due": as_yuan(due), "amount": as_yuan(grounds.amount)}
            raise Violation(Code.OTHER_DIFFERENCE, path=("amount",), facts=facts)
        return due
    if grounds.amount is None:
        raise Violation(Code.REQUIRED, path=("amount",), facts={"field": "追回金额", "field_en": "amount"})
    within(grounds.amount, subsidy.kept)
    return grounds.amount


def _too_much(subsidy: SubsidyFacts, made: Calculation) -> Fen:
    """The part of a subsidy that the final grades do not earn; refused while a grade is open. Source: Art. 17(4), 18."""
    refuse_open(made.evaluations)
    parts = {one.id: part for one, part in overpaid(made)}
    if subsidy.id not in parts:
        raise Violation(Code.NOT_OVERPAID, path=("subsidy",))
    return parts[subsidy.id]


def _steps(
    subsidy: SubsidyFacts, made: Calculation, ground: RecoveryGround, amount: Fen, papers: Mapping[str, str | None]
) -> Sequence[DerivationStep]:
    """The steps from what is due and held to what is to come back."""
    back = DerivationStep(None, f"拟追回{in_text(amount)}", amount)
    if ground is G.LOWER_GRADE:
        return (*made.award.steps, *reckoning(made), back)
    kept = f"已补助{in_text(subsidy.amount)}，已退回{in_text(subsidy.returned)}，现留存{in_text(subsidy.kept)}"
    by = "".join(filter(None, (papers["finder"], papers["document"])))
    says = f"{ground.label}{f'（{by}）' if by else ''}：{papers['reason']}"
    basis = ARTICLE if ground is G.FUND_MISUSE else None
    return DerivationStep(None, kept, subsidy.kept), DerivationStep(basis, says, amount), back


def notify(case: RecoveryCase, actor: Actor, number: str, served_on: date, when: Procedure) -> Effect:
    """The holder was told of facts, reasons and basis, and may make a statement; told again, by the later of both days. Reading L55."""
    state = case.move(Act.NOTIFY_RECOVERY, actor, when.today)
    until = heard_until(served_on, when, case.region_id, before=case.heard_until)
    columns = {"state": state, "notice_number": a_text(number, "number", "文号", 100), "heard_until": until}
    says = case.says(until=written(until), number=number.strip())
    return Change(columns), Change(events=[Event.RECOVERY_PROPOSED], says=says)


def state_on(case: RecoveryCase, actor: Actor, statement: str, when: Procedure) -> Effect:
    """The holder's statement is taken until the bureau decides. Reading L55."""
    case.move(Act.STATE_ON_RECOVERY, actor, when.today)
    text = a_statement(statement)
    return Change({"statement": text, "stated_at": when.at}), Change(events=[Event.RECOVERY_STATED], says=case.says())


@dataclass(frozen=True)
class OrderTerms:
    """An order has its number, the day to pay by, and the answer to a statement."""

    number: str
    pay_by: date
    answer: str | None


def order(
    case: RecoveryCase, subsidy: SubsidyFacts, made: Calculation, terms: OrderTerms, actor: Actor, when: Procedure
) -> Effect:
    """The bureau decides that money is to come back; the order stands once finance confirms. Reading L55."""
    state = case.move(Act.ORDER_RECOVERY, actor, when.today)
    _refuse_stale(case, subsidy, made)
    columns = {
        "state": state,
        "order_number": a_text(terms.number, "number", "文号", 100),
        "pay_by": _pay_by(terms.pay_by, case, when),
        "answer": an_answer(case.statement, terms.answer),
        "orderer_id": actor.account,
        "ordered_at": when.at,
    }
    return Change(columns), Change(events=[Event.RECOVERY_TO_CONFIRM], says=case.says(asked="追回"))


def _pay_by(day: date, case: RecoveryCase, when: Procedure) -> date:
    """The day to pay by leaves some working days, and lies within a year. Reading L55."""
    within_a_year(day, when.today, "pay_by")
    if day < (earliest := _earliest(when.today, case, when)):
        raise Violation(Code.TOO_SOON, path=("pay_by",), facts={"day": day, "earliest": earliest})
    return day


def _earliest(since: date, case: RecoveryCase, when: Procedure) -> date:
    days = when.pack.answer_days.value if when.pack.answer_days else 0
    return when.calendar.add_workdays(since, days, case.region_id) if days else since


def _refuse_stale(case: RecoveryCase, subsidy: SubsidyFacts, made: Calculation) -> None:
    """What the grades do not earn is reckoned again at each decision; an error or a finding stays within what is kept."""
    _refuse_unpaid(subsidy)
    if case.ground is not G.LOWER_GRADE:
        return within(case.amount, subsidy.kept)
    if (due := _too_much(subsidy, made)) != case.amount:
        facts: dict[str, object] = {"due": as_yuan(due), "amount": as_yuan(case.amount)}
        raise Violation(Code.STALE_RECOVERY, facts=facts)
    return None


def confirm(
    case: RecoveryCase, subsidy: SubsidyFacts, made: Calculation, actor: Actor, opinion: str | None, when: Procedure
) -> Effect:
    """The finance bureau confirms an order, or that an order is withdrawn. Reading L55."""
    by = _decided(actor, maybe_text(opinion, "opinion", "复核意见", LONG), when)
    if case.state is R.WITHDRAWING:
        state = case.move(Act.DECIDE_RECOVERY, actor, when.today, R.WITHDRAWN)
        says = case.says(withdrawal_reason=case.withdrawal_reason)
        back = Change({"state": S.PAID}, events=[Event.RECOVERY_WITHDRAWN], says=says)
        return Change({"state": state, "closed_at": when.at, **by}), back
    state = case.move(Act.DECIDE_RECOVERY, actor, when.today, R.OPEN)
    _refuse_stale(case, subsidy, made)
    day = written(case.pay_by) if case.pay_by else None
    says = case.says(number=case.order_number, pay_by=day)
    return Change({"state": state, **by}), Change(
        {"state": S.RECOVERY_ORDERED}, events=[Event.RECOVERY_ORDERED], says=says
    )


def disagree(case: RecoveryCase, actor: Actor, opinion: str | None, when: Procedure) -> Effect:
    """The finance bureau does not agree, with reasons: an order goes back to the bureau, a withdrawn one stands."""
    before = R.NOTIFIED if case.heard_until else R.PROPOSED
    to = R.OPEN if case.state is R.WITHDRAWING else before
    state = case.move(Act.DECIDE_RECOVERY, actor, when.today, to)
    why = a_text(opinion, "opinion", "复核意见", LONG)
    told = Change(events=[Event.RECOVERY_NOT_CONFIRMED], says=case.says(opinion=why))
    return Change({"state": state, **_decided(actor, why, when)}), told


def _decided(actor: Actor, opinion: str | None, when: Procedure) -> dict[str, object]:
    return {"decider_id": actor.account, "decided_at": when.at, "opinion": opinion}


def serve(case: RecoveryCase, actor: Actor, served_on: date, when: Procedure) -> Change:
    """An order was delivered; its day to pay by leaves the working days of the pack from then. Reading L55."""
    case.move(Act.RECORD_RECOVERY_DELIVERY, actor, when.today)
    earliest = _earliest(served_on, case, when)
    return Change({"delivered_on": served_on, "pay_by": max(case.pay_by or earliest, earliest)})


def withdraw(case: RecoveryCase, actor: Actor, reason: str, when: Procedure) -> Effect:
    """The bureau would withdraw an order, with a reason; the finance bureau confirms. Reading L55."""
    state = case.move(Act.WITHDRAW_RECOVERY_ORDER, actor, when.today)
    columns = {"state": state, "withdrawal_reason": a_reason(reason), "withdrawer_id": actor.account}
    return Change(columns), Change(events=[Event.RECOVERY_TO_CONFIRM], says=case.says(asked="撤回追回决定"))


def drop(case: RecoveryCase, actor: Actor, reason: str, when: Procedure) -> Effect:
    """The bureau gives a recovery up before the recovery is ordered; who was told of it hears so. Reading L55."""
    state = case.move(Act.DROP_RECOVERY, actor, when.today)
    columns = {"state": state, "closed_at": when.at, "withdrawal_reason": a_reason(reason)}
    events = [Event.RECOVERY_DROPPED] if case.heard_until else []
    return Change(columns), Change(events=events, says=case.says(withdrawal_reason=reason.strip()))
