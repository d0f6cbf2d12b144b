"""The life of a subsidy: calculated, approved, confirmed, paid, and what may come back (Art. 18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.derivation import DerivationStep, as_data
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.units import Fen, as_yuan, in_text
from domain.kernel.violations import Code, Violation
from domain.money.award import NOTHING, Award, YearEvaluations, refuse_open
from domain.rights.scope import Actor
from domain.terms.money import SubsidyKind, SubsidyState

S = SubsidyState
ARTICLE: Final = "第十八条"

LIFE: Final = Life(
    "Subsidy",
    {
        (S.CALCULATED, Act.RECORD_SUPPLEMENT_DECISION): S.CALCULATED,
        (S.CALCULATED, Act.APPROVE_SUBSIDY): S.APPROVED,
        (S.APPROVED, Act.CONFIRM_SUBSIDY): S.CONFIRMED,
        (S.CONFIRMED, Act.PAY_SUBSIDY): S.PAYING,
        (S.PAYMENT_FAILED, Act.PAY_SUBSIDY): S.PAYING,
        (S.PAYING, Act.RECORD_PAYMENT_OUTCOME): (S.PAID, S.PAYMENT_FAILED),
        (S.CALCULATED, Act.CANCEL_SUBSIDY): S.CANCELLED,
        (S.APPROVED, Act.CANCEL_SUBSIDY): S.CANCELLED,
        (S.CONFIRMED, Act.CANCEL_SUBSIDY): S.CANCELLED,
        (S.PAYMENT_FAILED, Act.CANCEL_SUBSIDY): S.CANCELLED,
        (S.RECOVERY_ORDERED, Act.RECORD_RETURN): (S.RECOVERY_ORDERED, S.RETURNED, S.PAID),
        (S.PAID, Act.RECORD_FUND_USE): S.PAID,
        (S.RECOVERY_ORDERED, Act.RECORD_FUND_USE): S.RECOVERY_ORDERED,
    },
)
UNPAID: Final = frozenset({S.CALCULATED, S.APPROVED, S.CONFIRMED, S.PAYMENT_FAILED})
"""States in which it may still be cancelled."""
DONE: Final = frozenset({S.CANCELLED, S.RETURNED})
"""States in which it no longer counts: nothing was paid, or all came back."""
MONEY_OUT: Final = frozenset({Act.APPROVE_SUBSIDY, Act.CONFIRM_SUBSIDY, Act.PAY_SUBSIDY})
"""Acts refused while an evaluation of the holder's year is open."""


@dataclass(frozen=True)
class SubsidyFacts:
    """A subsidy has its amount, state and money returned."""

    id: UUID
    claim_id: UUID | None
    holder_id: UUID
    region_id: UUID
    kind: SubsidyKind
    state: SubsidyState
    n: int
    amount: Fen
    returned: Fen
    decision: str | None
    on_hold: bool
    approver_id: UUID | None
    forfeited: Fen = NOTHING
    """What came back for misuse: returned, and not due again."""

    @property
    def kept(self) -> Fen:
        """The kept part is the paid amount less returns."""
        return Fen(self.amount - self.returned)

    @property
    def received(self) -> Fen:
        """What the year's award was met by: the kept part, and what was forfeited. Reading L57."""
        return Fen(self.kept + self.forfeited)

    @property
    def anchors(self) -> dict[str, object]:
        """Payments and recoveries carry the anchors of their subsidy."""
        return {"subsidy_id": self.id, "holder_id": self.holder_id, "region_id": self.region_id}


def remaining(row: Mapping[str, Any], _actor: Actor, _today: date) -> Fen:
    """The API shows the amount less returns."""
    return Fen(row["amount"] - row["returned"])


def condition(act: Act, row: Mapping[str, Any], actor: Actor, _today: date) -> Violation | None:
    """Why an act is refused beyond rights and state: four eyes, an open evaluation, a missing decision."""
    if act in MONEY_OUT and row["on_hold"]:
        return Violation(Code.ON_HOLD)
    if act is Act.CONFIRM_SUBSIDY and actor.account is not None and row["approver_id"] == actor.account:
        return Violation(Code.SAME_PERSON)
    if act is Act.APPROVE_SUBSIDY and row["kind"] is SubsidyKind.SUPPLEMENT and not row["decision"]:
        return Violation(Code.DECISION_REQUIRED)
    if act is Act.RECORD_SUPPLEMENT_DECISION and row["kind"] is not SubsidyKind.SUPPLEMENT:
        return Violation(Code.NOT_A_SUPPLEMENT, path=("id",))
    return None


def move(subsidy: SubsidyFacts, act: Act, actor: Actor, to: SubsidyState | None = None) -> SubsidyState:
    """The next state, once the state and the chapter's conditions allow the act."""
    state = LIFE.move(subsidy.state, act, to)
    facts = {
        "on_hold": subsidy.on_hold,
        "approver_id": subsidy.approver_id,
        "kind": subsidy.kind,
        "decision": subsidy.decision,
    }
    if refusal := condition(act, facts, actor, date.min):
        raise refusal
    return state


@dataclass(frozen=True)
class ClaimAnchors:
    """A claim's row carries the anchors of its platform."""

    platform_id: UUID
    region_id: UUID


@dataclass(frozen=True)
class Calculation:
    """A calculation rests on these facts. `live` are the holder's subsidies of the year, without cancelled and returned ones."""

    holder_id: UUID
    graded_year: int
    n: int
    evaluations: YearEvaluations
    award: Award
    places: Mapping[UUID, ClaimAnchors]
    live: Sequence[SubsidyFacts] = ()
    chosen_before: Mapping[UUID, UUID] = field(default_factory=dict[UUID, UUID])
    """The evaluation whose claim each live subsidy chose, by the subsidy's id."""

    @property
    def unpaid(self) -> Sequence[SubsidyFacts]:
        """Unpaid subsidies have no money out."""
        return [one for one in self.live if one.state in UNPAID]

    @property
    def paid(self) -> Sequence[SubsidyFacts]:
        """Paid subsidies have money out."""
        return [one for one in self.live if one.state not in UNPAID]

    @property
    def received(self) -> Fen:
        """The received sum adds up the holder's earlier subsidies of the year."""
        return Fen(sum(one.received for one in self.paid))

    @property
    def due(self) -> int:
        """The due sum is the award less the received sum; negative where too much was paid."""
        return self.award.amount - self.received


@dataclass(frozen=True)
class CalculationOutcome:
    """A calculation's outcome adds rows and cancels unpaid subsidies; of paid ones it says what is too much, and changes nothing."""

    subsidy: New | None
    claims: Sequence[New]
    """The chosen one first."""
    cancelled: Sequence[SubsidyFacts]


def calculate(made: Calculation, *, at: datetime) -> CalculationOutcome:
    """The holder's award of the year is worked out, with the changes of its live subsidies.

    Unpaid subsidies are replaced; of paid ones more due becomes a supplement. Less due is said in the steps, and comes
    back by a recovery of its own. Source: Art. 18; readings L25, L55.

    “评定为于优秀的中小企业服务中心给予上年度运营经费补助50万元” (Art. 18).
    """
    refuse_open(made.evaluations)
    if any(one.state in (S.PAYING, S.RECOVERY_ORDERED) for one in made.live):
        raise Violation(Code.PAYMENT_UNSETTLED)
    if _unchanged(made):
        raise Violation(Code.NOTHING_CHANGED)
    columns = _columns(made, at) if made.due > 0 else {}
    subsidy = New("Subsidy", columns) if columns else None
    claims = _claims(made, subsidy, at)
    if columns:
        columns["claim_id"] = claims[0]
    return CalculationOutcome(subsidy, claims, made.unpaid)


def _unchanged(made: Calculation) -> bool:
    """The live subsidies are unchanged where claim and amount stay the same unpaid, or nothing more is due on paid ones."""
    if made.unpaid:
        return made.due > 0 and any(
            one.amount == made.due and made.chosen_before.get(one.id) == _evaluation(made.award) for one in made.unpaid
        )
    return bool(made.paid) and made.due == 0


def _evaluation(award: Award) -> UUID | None:
    return award.claim.evaluation_id if award.claim else None


def overpaid(made: Calculation) -> Sequence[tuple[SubsidyFacts, Fen]]:
    """The part of each paid subsidy that the final grades do not earn, the latest first. Source: Art. 18; reading L25."""
    rest, parts = -made.due, list[tuple[SubsidyFacts, Fen]]()
    for one in sorted(made.paid, key=lambda one: -one.n):
        part = min(rest, one.kept)
        if part > 0:
            parts.append((one, Fen(part)))
            rest -= part
    return parts


def reckoning(made: Calculation) -> Sequence[DerivationStep]:
    """What a year earns, what was paid and kept of it, and the difference; nothing where nothing was paid. Source: Art. 18; reading L25."""
    if not made.paid:
        return ()
    paid, back = (Fen(sum(getattr(one, name) for one in made.paid)) for name in ("amount", "returned"))
    forfeited = Fen(sum(one.forfeited for one in made.paid))
    kept = f"{made.graded_year}年度已补助{in_text(paid)}，已退回{in_text(back)}，现留存{in_text(Fen(paid - back))}"
    misused = f"；其中因资金使用问题追回{in_text(forfeited)}，不再补发" if forfeited else ""
    difference = Fen(abs(made.due))
    says = (
        f"应补差{in_text(difference)}，只计入所补项目的累计上限"
        if made.due > 0
        else f"多补{in_text(difference)}，经告知、听取陈述申辩并作出决定后追回"
        if made.due < 0
        else "应补与已补相符"
    )
    return (
        DerivationStep(ARTICLE, f"{made.graded_year}年度应补助{in_text(made.award.amount)}", made.award.amount),
        DerivationStep(None, f"{kept}{misused}", Fen(paid - back)),
        DerivationStep(None, says, difference),
    )


def _columns(made: Calculation, at: datetime) -> dict[str, object]:
    """The subsidy's columns but for its claim, which names the subsidy in its turn."""
    if made.award.claim is None:
        raise AssertionError("something is due without a claim")
    place = made.places[made.award.claim.evaluation_id]
    steps = [*made.award.steps, *reckoning(made)]
    return {
        "holder_id": made.holder_id,
        "platform_id": place.platform_id,
        "region_id": place.region_id,
        "pack": made.award.claim.pack.code,
        "graded_year": made.graded_year,
        "n": made.n,
        "kind": SubsidyKind.SUPPLEMENT if made.paid else SubsidyKind.AWARD,
        "amount": Fen(made.due),
        "derivation": as_data(steps),
        "calculated_at": at,
    }


def _claims(made: Calculation, subsidy: New | None, at: datetime) -> Sequence[New]:
    """A row for every claim, the chosen one first; its steps end with what is due, held and different."""
    first = made.award.worked[0] if made.award.worked else None
    shared = {
        "holder_id": made.holder_id,
        "graded_year": made.graded_year,
        "n": made.n,
        "calculated_at": at,
        "subsidy_id": subsidy,
    }
    return [
        New(
            "Claim",
            {
                **shared,
                "evaluation_id": one.claim.evaluation_id,
                "platform_id": made.places[one.claim.evaluation_id].platform_id,
                "region_id": made.places[one.claim.evaluation_id].region_id,
                "kind": one.claim.kind,
                "grade": one.claim.grade,
                "nominal": one.nominal,
                "headroom": one.claim.headroom,
                "payable": one.payable,
                "outcome": made.award.outcome(one.claim),
                "steps": as_data([*one.steps, *(reckoning(made) if one is first else ())]),
            },
        )
        for one in made.award.worked
    ]


def record_decision(subsidy: SubsidyFacts, actor: Actor, decision: str) -> Change:
    """Record the decision a supplement rests on (ours). Source: Art. 18."""
    move(subsidy, Act.RECORD_SUPPLEMENT_DECISION, actor)
    return Change(set={"decision": a_reason(decision)})


def stale(subsidy: SubsidyFacts, again: Calculation) -> Violation | None:
    """An unpaid subsidy is stale once a calculation without that subsidy gives another amount or claim."""
    if again.due == subsidy.amount and again.chosen_before.get(subsidy.id) == _evaluation(again.award):
        return None
    facts: dict[str, object] = {"due": as_yuan(Fen(again.due)), "amount": as_yuan(subsidy.amount)}
    return Violation(Code.STALE_CALCULATION, facts=facts, hint="calculateSubsidy")


def approve(subsidy: SubsidyFacts, actor: Actor, again: Calculation, *, at: datetime) -> Change:
    """The bureau approves a subsidy that comes to the same when worked out again under the caps' locks. Source: Art. 18."""
    state = move(subsidy, Act.APPROVE_SUBSIDY, actor)
    refuse_open(again.evaluations)
    if refusal := stale(subsidy, again):
        raise refusal
    return Change(
        set={"state": state, "approver_id": actor.account, "approved_at": at}, events=[Event.SUBSIDY_APPROVED]
    )


def confirm(subsidy: SubsidyFacts, actor: Actor, again: Calculation, *, title_revoked: bool, at: datetime) -> Change:
    """The finance bureau confirms a subsidy that is still due, by another person than approved the subsidy. Source: Art. 18; reading L24."""
    state = move(subsidy, Act.CONFIRM_SUBSIDY, actor)
    refuse_undue(subsidy, again, title_revoked=title_revoked)
    return Change(
        set={"state": state, "confirmer_id": actor.account, "confirmed_at": at}, events=[Event.SUBSIDY_CONFIRMED]
    )


def refuse_undue(subsidy: SubsidyFacts, again: Calculation, *, title_revoked: bool) -> None:
    """No money goes out during an open evaluation, after the title's revocation, or on a stale calculation. Source: Art. 17(4), 18, 19."""
    refuse_open(again.evaluations)
    if title_revoked:
        raise Violation(Code.TITLE_REVOKED, "第十九条", hint="cancelSubsidy")
    if refusal := stale(subsidy, again):
        raise refusal


def cancel(subsidy: SubsidyFacts, actor: Actor, reason: str, *, at: datetime) -> Change:
    """An unpaid subsidy is cancelled; the cap accounts follow by changes of their own. Source: Art. 18."""
    state = move(subsidy, Act.CANCEL_SUBSIDY, actor)
    return Change(
        set={"state": state, "cancel_reason": a_reason(reason), "cancelled_at": at}, events=[Event.SUBSIDY_CANCELLED]
    )


def hold(*, on: bool) -> Change:
    """A reopened evaluation puts the live subsidies of its year on hold. Source: Art. 17(4)."""
    return Change(set={"on_hold": on})
