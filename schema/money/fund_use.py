"""What subsidised money was spent on (Art. 13, 18)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.money import fund_use as fund_use_rules
from domain.terms.money import FundPurpose, FundUseState
from schema.money.subsidy import Subsidy
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import Row, View, actions, noun, parent, shown, sole_parent, word
from schema.noun.vocabulary import AllowedAction, Money, Node

if TYPE_CHECKING:
    from schema.registry.entity import Entity
    from schema.registry.region import Region


class FundUseRow(Row):
    """One voucher, which never changes; a mistaken one is withdrawn."""

    subsidy = parent("Subsidy")
    subsidy_id: UUID
    holder = parent("Entity")
    holder_id: UUID
    region = parent("Region")
    region_id: UUID
    state: FundUseState = word(FundUseState, default=FundUseState.RECORDED)
    purpose: FundPurpose = word(FundPurpose)
    amount: int = column.BigIntField()
    day = column.DateField()
    voucher = column.CharField(max_length=100)
    payee = column.CharField(max_length=200)
    subject = column.CharField(max_length=500)
    finding = column.CharField(max_length=200, null=True)
    recorded_at = column.DatetimeField()
    recorded_by = parent("Account")
    recorded_by_id: UUID
    reason = column.TextField(null=True)

    rules = (
        Follows("subsidy", ("holder_id", "region_id")),
        Check("amount", "amount > 0"),
        Check("finding", "(purpose = 'OTHER') = (finding IS NOT NULL)"),
        Check("withdrawn", "(state = 'WITHDRAWN') = (reason IS NOT NULL)"),
        Unique(("holder", "voucher", "payee", "day"), where="state = 'RECORDED'"),
        Index(("day", "id")),
    )

    class Meta:
        table = "fund_use"


class FundBalanceRow(View):
    """The part of a paid subsidy spent on one purpose."""

    subsidy = sole_parent("Subsidy")
    subsidy_id: UUID
    holder = parent("Entity")
    holder_id: UUID
    region = parent("Region")
    region_id: UUID
    graded_year = column.IntField()
    kept = column.BigIntField()
    activity = column.BigIntField()
    third_party_service = column.BigIntField()
    other = column.BigIntField()
    unused = column.BigIntField()

    counts = """
select s.id, s.id as subsidy_id, s.holder_id, s.region_id, s.graded_year, s.amount - s.returned as kept,
  u.activity, u.third_party_service, u.other, s.amount - s.returned - u.activity - u.third_party_service - u.other as unused
from subsidy s cross join lateral (
  select coalesce(sum(f.amount) filter (where f.purpose = 'ACTIVITY'), 0)::bigint as activity,
    coalesce(sum(f.amount) filter (where f.purpose = 'THIRD_PARTY_SERVICE'), 0)::bigint as third_party_service,
    coalesce(sum(f.amount) filter (where f.purpose = 'OTHER'), 0)::bigint as other
  from fund_use f where f.subsidy_id = s.id and f.state = 'RECORDED') u
where s.state in ('PAID', 'RECOVERY_ORDERED')"""

    class Meta:
        table = "fund_balance"


@noun(
    FundUseRow,
    order=("-day",),
    filter=("state", "purpose", "subsidy", "holder", "region", "day"),
)
class FundUse(Node):
    """One voucher of what subsidised money was spent on: society sees purpose, day and amount (Art. 13, 18)."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    subsidy: Subsidy | None = shown("The subsidy spent; null where you may not read it.")
    holder: Annotated["Entity", strawberry.lazy("schema.registry.entity")] = shown("Who spent it.")
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] = shown(
        "The district or zone of the subsidy."
    )
    state: FundUseState = shown("Whether it still counts.")
    purpose: FundPurpose = shown("What for; anything the text does not name is OTHER.")
    amount: Money = shown("How much.")
    day: date = shown("The day of the voucher.")
    voucher: str | None = shown("Its number; null where you may not read it.")
    payee: str | None = shown("Who was paid; null where you may not read it.")
    subject: str | None = shown("What was bought or held; null where you may not read it.")
    finding: str | None = shown("What is wrong with it; null where nothing is, and where you may not read it.")
    recorded_at: datetime | None = shown("When it was entered; null where you may not read it.")
    reason: str | None = shown("Why it was withdrawn; null unless it was, and where you may not read it.")
    allowed_actions: list[AllowedAction] = actions(fund_use_rules.LIFE, fund_use_rules.condition)


@noun(
    FundBalanceRow,
    order=("-graded_year", "-unused"),
    filter=("subsidy", "holder", "region", "graded_year", "unused", "other"),
)
class FundBalance(Node):
    """How much of a paid subsidy was spent on what, as the vouchers stand (Art. 13, 18)."""

    subsidy: Subsidy | None = shown("The subsidy; null where you may not read it.")
    holder: Annotated["Entity", strawberry.lazy("schema.registry.entity")] = shown("Who was paid.")
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] = shown(
        "The district or zone of the subsidy."
    )
    graded_year: int = shown("The year it subsidises.")
    kept: Money = shown("What was paid, less what came back.")
    activity: Money = shown("Spent on public service activities.")
    third_party_service: Money = shown("Spent on professional services of third parties.")
    other: Money = shown("Spent on anything else: each voucher of it is a finding.")
    unused: Money = shown("What no voucher accounts for yet.")
