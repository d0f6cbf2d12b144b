"""Money on its way: payment instructions, orders to give back, and returned sums (Art. 18)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.terms.money import PaymentState, RecoveryState
from schema.money.subsidy import Subsidy
from schema.noun.constraints import Check, Follows, Unique
from schema.noun.noun import Record, Row, many, noun, parent, shown, word
from schema.noun.vocabulary import Connection, Money, Node

ANCHORS = ("holder_id", "region_id")


class PaymentRow(Row):
    """One instruction to pay; at most one of a subsidy is open."""

    subsidy = parent("Subsidy")
    subsidy_id: UUID
    holder_id: UUID = column.UUIDField()
    region_id: UUID = column.UUIDField()
    state: PaymentState = word(PaymentState, default=PaymentState.OPEN)
    amount = column.BigIntField()
    instruction = column.CharField(max_length=100)
    instructed_at = column.DatetimeField()
    settled_on = column.DateField(null=True)
    failure = column.TextField(null=True)

    rules = (
        Unique(("instruction",)),
        Unique(("subsidy",), where="state = 'OPEN'"),
        Unique(("subsidy", "state"), where="state = 'PAID'"),
        Follows("subsidy", ANCHORS),
        Check("amount", "amount > 0"),
        Check("settled", "(state = 'OPEN') = (settled_on IS NULL)"),
        Check("failure", "(state = 'FAILED') = (failure IS NOT NULL)"),
    )

    class Meta:
        table = "payment"


class RecoveryRow(Row):
    """One order to give money back; at most one of a subsidy is open."""

    subsidy = parent("Subsidy")
    subsidy_id: UUID
    holder_id: UUID = column.UUIDField()
    region_id: UUID = column.UUIDField()
    state: RecoveryState = word(RecoveryState, default=RecoveryState.OPEN)
    amount = column.BigIntField()
    returned = column.BigIntField(default=0)
    reason = column.TextField()
    ordered_at = column.DatetimeField()
    closed_at = column.DatetimeField(null=True)
    withdrawal_reason = column.TextField(null=True)

    rules = (
        Unique(("subsidy",), where="state = 'OPEN'"),
        Follows("subsidy", ANCHORS),
        Check("amounts", "amount > 0 AND returned >= 0 AND returned <= amount"),
        Check("returned", "(state = 'RETURNED') = (returned = amount)"),
        Check("closed", "(state = 'OPEN') = (closed_at IS NULL)"),
        Check("withdrawn", "(state = 'WITHDRAWN') = (withdrawal_reason IS NOT NULL)"),
    )

    class Meta:
        table = "recovery"


class MoneyReturnRow(Record):
    """One sum returned under an order."""

    recovery = parent("Recovery")
    recovery_id: UUID
    holder_id: UUID = column.UUIDField()
    region_id: UUID = column.UUIDField()
    amount = column.BigIntField()
    returned_on = column.DateField()
    voucher = column.CharField(max_length=200)
    recorded_at = column.DatetimeField()

    rules = (Unique(("voucher",)), Follows("recovery", ANCHORS), Check("amount", "amount > 0"))

    class Meta:
        table = "money_return"


@noun(PaymentRow, order=("-instructed_at",), filter=("state", "subsidy"))
class Payment(Node):
    """One payment instruction of the finance bureau (Art. 18). A failed one stays, the next is a new one."""

    subsidy: Subsidy | None = shown("What is paid; null where you may not read it.")
    state: PaymentState = shown("What became of it.")
    amount: Money = shown("The sum instructed.")
    instruction: str = shown("Number of the payment instruction.")
    instructed_at: datetime = shown("When it went out.")
    settled_on: date | None = shown("The day the money arrived or came back; null while open.")
    failure: str | None = shown("Why it failed; null unless it did.")


@noun(RecoveryRow, order=("-ordered_at",), filter=("state", "subsidy"))
class Recovery(Node):
    """An order to give paid money back (Art. 18)."""

    subsidy: Subsidy | None = shown("What is to come back; null where you may not read it.")
    returns: Connection[Annotated["MoneyReturn", strawberry.lazy("schema.money.payment")]] = many(
        "Each sum that came back."
    )
    state: RecoveryState = shown("What became of it.")
    amount: Money = shown("The sum ordered back.")
    returned: Money = shown("What of it has come back.")
    reason: str = shown("Why.")
    ordered_at: datetime = shown("When it was ordered.")
    closed_at: datetime | None = shown("When all of it was back or the order withdrawn; null while open.")
    withdrawal_reason: str | None = shown("Why it was withdrawn; null unless it was.")


@noun(MoneyReturnRow, order=("-returned_on",), filter=("recovery",))
class MoneyReturn(Node):
    """A sum that came back under an order (Art. 18)."""

    recovery: Recovery | None = shown("The order it answers; null where you may not read it.")
    amount: Money = shown("The sum.")
    returned_on: date = shown("The day it arrived.")
    voucher: str = shown("Number of the voucher.")
    recorded_at: datetime = shown("When it was recorded.")
