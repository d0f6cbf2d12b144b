"""One platform's or base's awards of all years, against its lifetime cap (Art. 18)."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.money import cap as cap_rules
from domain.terms import Kind
from domain.terms.money import CapEntryKind
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import Record, Row, computed, many, noun, parent, shown, sole_parent, word
from schema.noun.vocabulary import Connection, Money, Node

if TYPE_CHECKING:
    from schema.money.subsidy import Subsidy
    from schema.registry.platform import Platform


class CapAccountRow(Row):
    """The account of one platform or base: the counted sums and their cap."""

    platform = sole_parent("Platform")
    platform_id: UUID
    kind: Kind = word(Kind)
    cap = column.BigIntField()
    carried = column.BigIntField(default=0)
    transferred = column.BigIntField(default=0, db_default=0)
    awarded = column.BigIntField(default=0)
    over = column.BigIntField(default=0, db_default=0)

    rules = (
        Follows("platform", ("kind",)),
        Check("capped_kind", "kind <> 'SERVICE_CENTER'"),
        Check("amounts", "cap >= 0 AND carried >= 0 AND awarded >= 0"),
        Check("outside", "transferred >= 0 AND over >= 0"),
        Check("cap_kept", "carried + transferred + awarded <= cap + over"),
        Index(("awarded", "id")),
        Index(("carried", "id")),
    )

    class Meta:
        table = "cap_account"


class CapEntryRow(Record):
    """One change of an account; openings, transfers and awards less what was given back make its total."""

    account = parent("CapAccount")
    account_id: UUID
    platform_id: UUID = column.UUIDField()
    kind: CapEntryKind = word(CapEntryKind)
    amount = column.BigIntField()
    subsidy = parent("Subsidy", null=True)
    subsidy_id: UUID | None
    source = parent("CapAccount", null=True)
    source_id: UUID | None
    reason = column.TextField(null=True)
    entered_at = column.DatetimeField()

    rules = (
        Follows("account", ("platform_id",)),
        Unique(("account",), where="kind = 'OPENING' AND source_id IS NULL"),
        Unique(("account", "source", "kind"), where="source_id IS NOT NULL"),
        Unique(("account", "subsidy"), where="kind = 'AWARD'"),
        Check("amount", "amount > 0 OR kind IN ('OPENING', 'TRANSFER') AND amount = 0"),
        Check("subsidy_fits", "(kind IN ('AWARD', 'GIVEN_BACK')) = (subsidy_id IS NOT NULL)"),
        Check("source_known", "kind <> 'TRANSFER' OR source_id IS NOT NULL"),
        Check("source_fits", "source_id IS NULL OR kind IN ('OPENING', 'TRANSFER') AND source_id <> account_id"),
    )

    class Meta:
        table = "cap_entry"


@noun(CapAccountRow, order=("awarded", "carried"), filter=("platform", "kind", "awarded", "carried"))
class CapAccount(Node):
    """What a platform or base has been awarded in all years against its lifetime cap (Art. 18). A centre has none."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] = shown("Whose account it is.")
    kind: Kind = shown("Platform or base: it decides the cap.")
    cap: Money = shown("The lifetime cap.")
    carried: Money = shown(
        "What was received before this system kept the account, the opening balances of predecessors included. It may exceed the cap."
    )
    transferred: Money = shown("What predecessors had been awarded and not given back. It may exceed the cap.")
    awarded: Money = shown("What was approved here and not given back: the sum of its entries.")
    over: Money = shown("How far what came from before passes the cap; nothing is awarded while it does.")
    headroom: Money = computed(
        cap_rules.headroom_of, cap_rules.HEADROOM_NEEDS, "What may still be awarded; never less than nothing."
    )
    entries: Connection[Annotated["CapEntry", strawberry.lazy("schema.money.cap")]] = many(
        "Every change, oldest first.", via="account"
    )


@noun(CapEntryRow, order=("entered_at",), filter=("kind", "account", "subsidy"))
class CapEntry(Node):
    """One change of what counts against a lifetime cap (Art. 18)."""

    account: CapAccount | None = shown("The account it changes; null where you may not read it.")
    kind: CapEntryKind = shown("Why it changed.")
    amount: Money = shown("By how much: `GIVEN_BACK` lessens what counts, the others add to it.")
    subsidy: Annotated["Subsidy", strawberry.lazy("schema.money.subsidy")] | None = shown(
        "The subsidy it belongs to; null for an opening balance or a transfer."
    )
    source: CapAccount | None = shown(
        "The predecessor's account, of a transfer or of an opening balance recorded after the succession; else null."
    )
    reason: str | None = shown("The document or reason it rests on; null where the subsidy says it.")
    entered_at: datetime = shown("When.")
