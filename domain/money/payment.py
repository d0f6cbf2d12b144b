"""Paying a subsidy and getting money back (Art. 18)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.calendar import day_of
from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.typed_text import a_text
from domain.kernel.units import Fen, as_yuan
from domain.kernel.violations import Code, Violation
from domain.money.subsidy import Calculation, S, SubsidyFacts, move, refuse_undue
from domain.registry.registry import not_ahead, not_before
from domain.registry.registry_change import Unfiled, refuse_unfiled
from domain.rights.scope import Actor
from domain.terms.money import PaymentState, RecoveryGround, RecoveryState


@dataclass(frozen=True)
class RecoveryFacts:
    """A recovery is an open order to return money."""

    id: UUID
    holder_id: UUID
    region_id: UUID
    amount: Fen
    returned: Fen
    ordered_at: datetime
    ground: RecoveryGround | None = None


@dataclass(frozen=True)
class PaymentFacts:
    """A payment is an open instruction to pay."""

    instructed_at: datetime


@dataclass(frozen=True)
class Back:
    """A returned sum has its amount, day and voucher."""

    amount: Fen
    day: date
    voucher: str


def pay(
    subsidy: SubsidyFacts,
    actor: Actor,
    again: Calculation,
    instruction: str,
    *,
    title_revoked: bool,
    at: datetime,
    unfiled: Unfiled | None = None,
) -> Change:
    """The finance bureau instructs the payment of a subsidy still due; `unfiled` is a change of holder that holds the payment back. Source: Art. 18.

    “对于以上项目,按照“就高不重复”的原则给予运营补助” (Art. 18).
    """
    state = move(subsidy, Act.PAY_SUBSIDY, actor)
    refuse_undue(subsidy, again, title_revoked=title_revoked)
    refuse_unfiled(unfiled)
    number = a_text(instruction, "instruction", "拨付凭证号", 100)
    payment = New("Payment", {**subsidy.anchors, "amount": subsidy.amount, "instruction": number, "instructed_at": at})
    return Change(set={"state": state}, adds=[payment], events=[Event.SUBSIDY_PAYING])


def arrived(
    subsidy: SubsidyFacts, payment: PaymentFacts, actor: Actor, day: date, *, at: datetime, today: date
) -> tuple[Change, Change]:
    """An arrived payment pays the subsidy: changes of the subsidy and of its payment. Source: Art. 18."""
    state = move(subsidy, Act.RECORD_PAYMENT_OUTCOME, actor, S.PAID)
    _settled(payment, day, today)
    return Change(set={"state": state, "paid_at": at}, events=[Event.SUBSIDY_PAID]), Change(
        set={"state": PaymentState.PAID, "settled_on": day}
    )


def failed(
    subsidy: SubsidyFacts, payment: PaymentFacts, actor: Actor, day: date, reason: str | None, *, today: date
) -> tuple[Change, Change]:
    """The payment failed: the subsidy keeps its cap and may be paid again. Source: Art. 18."""
    state = move(subsidy, Act.RECORD_PAYMENT_OUTCOME, actor, S.PAYMENT_FAILED)
    _settled(payment, day, today)
    why = a_reason(reason)
    return Change(set={"state": state}, events=[Event.SUBSIDY_PAYMENT_FAILED]), Change(
        set={"state": PaymentState.FAILED, "settled_on": day, "failure": why}
    )


def _settled(payment: PaymentFacts, day: date, today: date) -> None:
    """Refuse an outcome of a day that has not come, or before the instruction went out."""
    not_ahead(day, today)
    since, earlier = day_of(payment.instructed_at), ("拨付指令日", "the day of the instruction")
    not_before(day, since, ("拨付结果日", "the day of the outcome"), earlier)


def record_return(
    subsidy: SubsidyFacts, recovery: RecoveryFacts, actor: Actor, back: Back, *, at: datetime, today: date
) -> tuple[Change, Change]:
    """A return reduces what the holder keeps: changes of the subsidy and of the order. Source: Art. 18.

    “对于以上项目,按照“就高不重复”的原则给予运营补助” (Art. 18).
    """
    open_sum = Fen(recovery.amount - recovery.returned)
    settled = back.amount == open_sum
    to = S.RECOVERY_ORDERED if not settled else S.RETURNED if back.amount == subsidy.kept else S.PAID
    state = move(subsidy, Act.RECORD_RETURN, actor, to)
    within(back.amount, open_sum)
    not_ahead(back.day, today)
    since, earlier = day_of(recovery.ordered_at), ("追回决定日", "the day of the order")
    not_before(back.day, since, ("退款到账日", "the day it came back"), earlier)
    voucher = a_text(back.voucher, "voucher", "退款凭证号", 200)
    sum_back = New(
        "MoneyReturn",
        {
            "recovery_id": recovery.id,
            "holder_id": recovery.holder_id,
            "region_id": recovery.region_id,
            "amount": back.amount,
            "returned_on": back.day,
            "voucher": voucher,
            "recorded_at": at,
        },
    )
    order: dict[str, object] = {"returned": Fen(recovery.returned + back.amount)}
    if settled:
        order |= {"state": RecoveryState.RETURNED, "closed_at": at}
    came: dict[str, object] = {"state": state, "returned": Fen(subsidy.returned + back.amount)}
    if recovery.ground is RecoveryGround.FUND_MISUSE:
        came["forfeited"] = Fen(subsidy.forfeited + back.amount)
    return Change(came, events=[Event.MONEY_RETURNED]), Change(set=order, adds=[sum_back])


def within(amount: Fen, limit: Fen) -> None:
    """An amount is positive, and no more than what it is taken from."""
    if amount <= 0:
        raise Violation(Code.NOT_POSITIVE, path=("amount",))
    if amount > limit:
        raise Violation(Code.TOO_MUCH, path=("amount",), facts={"limit": as_yuan(limit)})
