"""Money on its way: payment instructions, orders to give back, and returned sums (Art. 18)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column
from tortoise.fields.db_defaults import Now

from domain.money import recovery as recovery_rules
from domain.terms.money import PaymentState, RecoveryGround, RecoveryState
from schema.money.subsidy import Subsidy
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import Record, Row, actions, many, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Connection, Money, Node, Step

if TYPE_CHECKING:
    from schema.rectification.delivery import Delivery

ANCHORS = ("holder_id", "region_id")
SETTLED = "('RETURNED', 'WITHDRAWN', 'DROPPED')"


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
    """One recovery of paid money, from its proposal on; at most one of a subsidy is not settled."""

    subsidy = parent("Subsidy")
    subsidy_id: UUID
    holder_id: UUID = column.UUIDField()
    region_id: UUID = column.UUIDField()
    state: RecoveryState = word(RecoveryState, default=RecoveryState.OPEN)
    amount = column.BigIntField()
    returned = column.BigIntField(default=0)
    ground: RecoveryGround | None = word(RecoveryGround, null=True)
    reason = column.TextField()
    document = column.CharField(max_length=200, null=True)
    finder = column.CharField(max_length=200, null=True)
    derivation = column.JSONField[list[dict[str, object]]](null=True)
    proposed_at = column.DatetimeField(db_default=Now())
    proposer = parent("Account", null=True)
    proposer_id: UUID | None
    notice_number = column.CharField(max_length=100, null=True)
    heard_until = column.DateField(null=True)
    statement = column.TextField(null=True)
    stated_at = column.DatetimeField(null=True)
    answer = column.TextField(null=True)
    order_number = column.CharField(max_length=100, null=True)
    pay_by = column.DateField(null=True)
    ordered_at = column.DatetimeField(null=True)
    orderer = parent("Account", null=True)
    orderer_id: UUID | None
    decider = parent("Account", null=True)
    decider_id: UUID | None
    decided_at = column.DatetimeField(null=True)
    opinion = column.TextField(null=True)
    delivered_on = column.DateField(null=True)
    withdrawer = parent("Account", null=True)
    withdrawer_id: UUID | None
    closed_at = column.DatetimeField(null=True)
    withdrawal_reason = column.TextField(null=True)

    rules = (
        Unique(("subsidy",), where=f"state NOT IN {SETTLED}"),
        Follows("subsidy", ANCHORS),
        Check("amounts", "amount > 0 AND returned >= 0 AND returned <= amount"),
        Check("returned", "(state = 'RETURNED') = (returned = amount)"),
        Check("closed", f"(state IN {SETTLED}) = (closed_at IS NOT NULL)"),
        Check("withdrawn", "state NOT IN ('WITHDRAWING', 'WITHDRAWN', 'DROPPED') OR withdrawal_reason IS NOT NULL"),
        Check("ordered", "state IN ('PROPOSED', 'NOTIFIED', 'DROPPED') OR ordered_at IS NOT NULL"),
        Check("finding", "ground IS NULL OR ground <> 'FUND_MISUSE' OR num_nonnulls(document, finder) = 2"),
        Check(
            "four_eyes",
            "state <> 'OPEN' OR withdrawer_id IS NOT NULL OR orderer_id IS NULL OR orderer_id <> decider_id",
        ),
        Check("withdrawn_by_two", "state <> 'WITHDRAWN' OR withdrawer_id IS NULL OR withdrawer_id <> decider_id"),
        Index(("proposed_at", "id")),
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


@noun(
    RecoveryRow,
    order=("-proposed_at",),
    filter=("state", "ground", "subsidy"),
)
class Recovery(Node):
    """A recovery of paid money: proposed, heard, decided by two bureaus, served and paid back (ours; Art. 13, 18)."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    subsidy: Subsidy | None = shown("What is to come back; null where you may not read it.")
    returns: Connection[Annotated["MoneyReturn", strawberry.lazy("schema.money.payment")]] = many(
        "Each sum that came back."
    )
    deliveries: Connection[Annotated["Delivery", strawberry.lazy("schema.rectification.delivery")]] = many(
        "What was served on the holder, with its proof."
    )
    state: RecoveryState = shown("Where it stands.")
    ground: RecoveryGround | None = shown("Why; null of one ordered before grounds were kept.")
    amount: Money = shown("The sum to come back.")
    returned: Money = shown("What of it has come back.")
    reason: str = shown("The facts and reasons.")
    document: str | None = shown("The finder's document; null where none was named.")
    finder: str | None = shown("Who found it; null where nobody was named.")
    derivation: list[Step] | None = shown(
        "What is due, what is held and the difference, step by step; null of one ordered before steps were kept."
    )
    proposed_at: datetime = shown("When it was proposed.")
    notice_number: str | None = shown("Number of the notice that told the holder; null before.")
    heard_until: date | None = shown("The last day for the holder's statement; null before it was told.")
    statement: str | None = shown("What the holder stated; null where it was silent.")
    stated_at: datetime | None = shown("When it did; null where it was silent.")
    answer: str | None = shown("What of the statement is followed, and why; null where there is none.")
    order_number: str | None = shown("Number of the order; null before.")
    pay_by: date | None = shown("The day to pay by, moved on where the order was served late; null before the order.")
    ordered_at: datetime | None = shown("When the bureau decided; null before.")
    decided_at: datetime | None = shown("When the finance bureau decided last; null before.")
    opinion: str | None = shown("What the finance bureau said of it; null where it said nothing.")
    delivered_on: date | None = shown("The proven day on which the order was served; null before.")
    closed_at: datetime | None = shown("When all of it was back, or it was withdrawn or given up; null before.")
    withdrawal_reason: str | None = shown("Why it was withdrawn or given up; null unless it was, or is to be.")
    allowed_actions: list[AllowedAction] = actions(
        recovery_rules.LIFE, recovery_rules.condition, needs=recovery_rules.NEEDS
    )


@noun(MoneyReturnRow, order=("-returned_on",), filter=("recovery",))
class MoneyReturn(Node):
    """A sum that came back under an order (Art. 18)."""

    recovery: Recovery | None = shown("The order it answers; null where you may not read it.")
    amount: Money = shown("The sum.")
    returned_on: date = shown("The day it arrived.")
    voucher: str = shown("Number of the voucher.")
    recorded_at: datetime = shown("When it was recorded.")
