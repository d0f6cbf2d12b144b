"""What bureau, department or centre gave a platform (Art. 4, 5, 8)."""

from datetime import date, datetime
from uuid import UUID

from tortoise import fields as column

from domain.network import support as support_rules
from domain.terms import Role
from domain.terms.network import EntryState, SupportKind
from schema.noun.constraints import Check, Index
from schema.noun.noun import Row, actions, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Money, Node
from schema.registry.platform import Platform
from schema.registry.region import Region


class SupportRow(Row):
    """One support that a desk gave a platform on a day."""

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    state: EntryState = word(EntryState, default=EntryState.RECORDED)
    giver: Role = word(Role)
    kind: SupportKind = word(SupportKind)
    day = column.DateField()
    content = column.CharField(max_length=500)
    amount: int | None = column.BigIntField(null=True)
    document = column.CharField(max_length=100, null=True)
    reason = column.TextField(null=True)
    recorded_by = parent("Account", null=True)
    recorded_by_id: UUID | None
    recorded_at = column.DatetimeField()

    rules = (
        Check("a_desk", "giver IN ('MUNICIPAL_BUREAU', 'DISTRICT_DEPARTMENT', 'DISTRICT_CENTER')"),
        Check("amount", "(kind = 'FUNDS') = (amount is not null) and (amount is null or amount > 0)"),
        Check("withdrawn", "(state = 'WITHDRAWN') = (reason is not null)"),
        Index(("day", "id")),
        Index(("recorded_at", "id")),
    )

    class Meta:
        table = "support"


@noun(
    SupportRow, order=("-day", "recorded_at"), filter=("platform", "region", "state", "giver", "kind", "day", "amount")
)
class Support(Node):
    """What a desk gave a platform: policy, money beside the subsidies of Art. 18, or guidance (Art. 8)."""

    platform: Platform = shown("The platform.")
    region: Region = shown("The region that answered for the platform on that day.")
    state: EntryState = shown("Whether the record stands.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    giver: Role = shown("Which desk gave it: the bureau, the district's department or its centre.")
    kind: SupportKind = shown("What it was.")
    day: date = shown("The day it was given.")
    content: str = shown("What it consisted of.")
    amount: Money | None = shown("How much money; null for anything but funds.")
    document: str | None = shown("Number of the document; null when there is none.")
    reason: str | None = shown("Why the record was withdrawn; null while it stands.")
    recorded_at: datetime = shown("When it was recorded.")
    allowed_actions: list[AllowedAction] = actions(support_rules.LIFE, support_rules.condition)
