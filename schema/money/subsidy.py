"""A grade's claim, and a holder's award for a graded year (Art. 18)."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.money import subsidy as subsidy_rules
from domain.terms import Kind
from domain.terms.money import ClaimOutcome, SubsidyKind, SubsidyState
from schema.noun.constraints import Check, Follows, Index, Points, Unique
from schema.noun.grade import Grade, a_grade
from schema.noun.noun import Record, Row, actions, computed, many, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Connection, Money, Node, Step

if TYPE_CHECKING:
    from schema.evaluation.evaluation import Evaluation
    from schema.money.cap import CapEntry
    from schema.money.fund_use import FundUse
    from schema.money.payment import Payment, Recovery
    from schema.registry.entity import Entity
    from schema.registry.platform import Platform
    from schema.registry.region import Region

LIVE = "state NOT IN ('CANCELLED', 'RETURNED')"


class ClaimRow(Record):
    """One evaluation in one calculation; `n` counts the calculations of the holder's year."""

    evaluation = parent("Evaluation")
    evaluation_id: UUID
    subsidy = parent("Subsidy", null=True)
    subsidy_id: UUID | None
    holder = parent("Entity")
    holder_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    graded_year = column.IntField()
    n = column.IntField()
    kind: Kind = word(Kind)
    grade: Grade = a_grade()
    nominal = column.BigIntField()
    headroom = column.BigIntField(null=True)
    payable = column.BigIntField()
    outcome: ClaimOutcome = word(ClaimOutcome)
    steps = column.JSONField[list[dict[str, object]]]()
    calculated_at = column.DatetimeField()

    rules = (
        Unique(("evaluation", "n")),
        Index(("holder", "graded_year", "n")),
        Follows("evaluation", ("holder_id", "platform_id", "region_id")),
        Check(
            "amounts",
            "payable >= 0 AND payable <= nominal AND (headroom IS NULL OR headroom >= 0 AND payable <= headroom)",
        ),
        Check("outcome_fits", "(outcome = 'NOTHING') = (payable = 0)"),
        Index(("graded_year", "id")),
        Index(("n", "id")),
        Index(("payable", "id")),
    )

    class Meta:
        table = "claim"


class SubsidyRow(Row):
    """One award of a holder for a graded year; the claim chosen gives it its platform and region."""

    holder = parent("Entity")
    holder_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    claim_id: UUID | None = column.UUIDField(null=True)
    pack = column.CharField(max_length=40)
    graded_year = column.IntField()
    n = column.IntField()
    kind: SubsidyKind = word(SubsidyKind)
    state: SubsidyState = word(SubsidyState, default=SubsidyState.CALCULATED)
    amount = column.BigIntField()
    returned = column.BigIntField(default=0)
    forfeited = column.BigIntField(default=0, db_default=0)
    on_hold = column.BooleanField(default=False)
    derivation = column.JSONField[list[dict[str, object]]]()
    decision = column.TextField(null=True)
    calculated_at = column.DatetimeField()
    approver = parent("Account", null=True)
    approver_id: UUID | None
    approved_at = column.DatetimeField(null=True)
    confirmer = parent("Account", null=True)
    confirmer_id: UUID | None
    confirmed_at = column.DatetimeField(null=True)
    paid_at = column.DatetimeField(null=True)
    cancelled_at = column.DatetimeField(null=True)
    cancel_reason = column.TextField(null=True)

    governed_by = "pack"
    rules = (
        Unique(("holder", "graded_year", "n")),
        Unique(("holder", "graded_year"), where=f"kind = 'AWARD' AND {LIVE}"),
        Unique(("claim_id",), where="state <> 'CANCELLED'"),
        Points("claim_id", "claim", "subsidy_id"),
        Check("four_eyes", "approver_id IS NULL OR confirmer_id IS NULL OR approver_id <> confirmer_id"),
        Check("amounts", "amount > 0 AND returned >= 0 AND returned <= amount"),
        Check("forfeited", "forfeited >= 0 AND forfeited <= returned"),
        Check("returned_whole", "(state = 'RETURNED') = (returned = amount)"),
        Check("supplement_decided", "kind = 'AWARD' OR decision IS NOT NULL OR state IN ('CALCULATED', 'CANCELLED')"),
        Check(
            "approved", "state IN ('CALCULATED', 'CANCELLED') OR approver_id IS NOT NULL AND approved_at IS NOT NULL"
        ),
        Check(
            "confirmed",
            "state IN ('CALCULATED', 'APPROVED', 'CANCELLED') OR confirmer_id IS NOT NULL AND confirmed_at IS NOT NULL",
        ),
        Index(("graded_year", "id")),
        Index(("n", "id")),
        Index(("amount", "id")),
        Index(("calculated_at", "id")),
    )

    class Meta:
        table = "subsidy"


@noun(
    ClaimRow,
    order=("-graded_year", "-n", "-payable"),
    filter=("graded_year", "n", "holder", "platform", "region", "kind", "grade", "outcome"),
)
class Claim(Node):
    """What one platform's grade would earn, as one calculation found it (Art. 18). Never changes; a new calculation adds new claims."""

    evaluation: Annotated["Evaluation", strawberry.lazy("schema.evaluation.evaluation")] | None = shown(
        "The evaluation whose grade it rests on; null where you may not read it."
    )
    subsidy: "Subsidy | None" = shown("The subsidy this calculation led to; null when nothing was payable.")
    holder: Annotated["Entity", strawberry.lazy("schema.registry.entity")] = shown(
        "The legal entity that would be paid: the holder on the subject day."
    )
    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] = shown(
        "The centre, platform or base graded."
    )
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] = shown(
        "Its district or zone in that evaluation."
    )
    graded_year: int = shown("The year whose work was graded.")
    n: int = shown("Which calculation of the holder's graded year, from 1.")
    kind: Kind = shown("Centre, platform or base: it decides amount and cap.")
    grade: Grade = shown("The final grade.")
    nominal: Money = shown("What the grade earns before any cap.")
    headroom: Money | None = shown("What was left under the lifetime cap; null for a centre, which has none.")
    payable: Money = shown("What would be payable after the cap.")
    outcome: ClaimOutcome = shown("Whether this claim was chosen, lapsed to a higher one, or earns nothing.")
    steps: list[Step] = shown("How the payable amount came about, step by step.")
    calculated_at: datetime = shown("When it was calculated.")


@noun(
    SubsidyRow,
    order=("-graded_year", "-n", "-amount", "calculated_at"),
    filter=("state", "kind", "graded_year", "holder", "platform", "region", "amount"),
)
class Subsidy(Node):
    """What a holder is awarded for a graded year: its highest claim, once (Art. 18)."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    holder: Annotated["Entity", strawberry.lazy("schema.registry.entity")] = shown("The legal entity that is paid.")
    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] = shown(
        "The platform whose claim was chosen."
    )
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] = shown(
        "The district or zone of that platform in the evaluation."
    )
    claim: Claim | None = shown("The claim that was chosen; null where you may not read it.", key="claim_id")
    claims: Connection[Claim] = many("Every claim of this calculation, the lapsed ones too.", via="subsidy")
    payments: Connection[Annotated["Payment", strawberry.lazy("schema.money.payment")]] = many(
        "The payment instructions, failed ones too."
    )
    recoveries: Connection[Annotated["Recovery", strawberry.lazy("schema.money.payment")]] = many(
        "The orders to give money back."
    )
    cap_entries: Connection[Annotated["CapEntry", strawberry.lazy("schema.money.cap")]] = many(
        "What it took from lifetime caps and gave back."
    )
    fund_uses: Connection[Annotated["FundUse", strawberry.lazy("schema.money.fund_use")]] = many(
        "The vouchers of what it was spent on."
    )
    pack: str = shown("Code of the rule pack it was calculated under.")
    graded_year: int = shown("The year whose operating cost it subsidises.")
    n: int = shown("Which calculation of the holder's graded year, from 1.")
    kind: SubsidyKind = shown("The year's award, or a supplement to one already paid.")
    state: SubsidyState = shown("Where it stands.")
    amount: Money = shown("What is to be paid; of a supplement, the difference alone.")
    returned: Money = shown("What has come back so far.")
    forfeited: Money = shown("What of it came back for misuse, and is not due again.")
    on_hold: bool = shown(
        "Whether an evaluation of the holder's year is open again, so that nothing may be approved, confirmed or paid."
    )
    derivation: list[Step] | None = shown("How the amount came about, step by step; null for the public.")
    decision: str | None = shown("The recorded decision a supplement rests on; null for an award.")
    calculated_at: datetime = shown("When it was calculated.")
    approved_at: datetime | None = shown("When the bureau approved it; null before.")
    confirmed_at: datetime | None = shown("When the finance bureau confirmed it; null before.")
    paid_at: datetime | None = shown("When the money arrived; null before.")
    cancelled_at: datetime | None = shown("When it was cancelled; null unless it was.")
    cancel_reason: str | None = shown("Why it was cancelled; null unless it was.")
    remaining: Money = computed(
        subsidy_rules.remaining,
        ("amount", "returned"),
        "What the holder keeps if no more comes back: amount less returned.",
    )
    allowed_actions: list[AllowedAction] = actions(
        subsidy_rules.LIFE, subsidy_rules.condition, needs=("kind", "decision", "on_hold", "approver_id")
    )
