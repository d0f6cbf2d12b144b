"""What anyone says against a platform (Art. 7(1), 13)."""

from datetime import datetime
from uuid import UUID

from tortoise import fields as column

from domain.demands import complaint as complaint_rules
from domain.terms import Role
from domain.terms.demands import ComplaintKind, ComplaintState
from schema.noun.constraints import Check, Index, Unique
from schema.noun.noun import Row, actions, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Node
from schema.registry.platform import Platform
from schema.registry.region import Region


class ComplaintRow(Row):
    """A complaint. Name and contact may be empty: then the receipt alone tells the answer."""

    personal = {"name": "答复投诉人", "contact": "答复投诉人"}
    sealed = frozenset(personal)

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    city_desk: Role = word(Role)
    center_may = column.BooleanField(default=False, db_default=False)
    kind: ComplaintKind = word(ComplaintKind)
    state: ComplaintState = word(ComplaintState)
    desk: Role | None = word(Role, null=True)
    receipt = column.CharField(max_length=40)
    content = column.TextField()
    name = column.TextField(null=True)
    contact = column.TextField(null=True)
    anonymous = column.BooleanField()
    received_at = column.DatetimeField()
    taken_up_at = column.DatetimeField(null=True)
    passed_on_at = column.DatetimeField(null=True)
    pass_reason = column.TextField(null=True)
    upheld = column.BooleanField(null=True)
    findings = column.TextField(null=True)
    answer = column.TextField(null=True)
    answered_at = column.DatetimeField(null=True)
    answered_by = parent("Account", null=True)
    answered_by_id: UUID | None

    rules = (
        Unique(("receipt",)),
        Check("anonymous", "anonymous = (name IS NULL OR contact IS NULL)"),
        Check("in_hand", "(state = 'RECEIVED') = (desk IS NULL)"),
        Check("city_desks", "city_desk IN ('MUNICIPAL_CENTER', 'MUNICIPAL_BUREAU')"),
        Check("desks", "desk IN ('DISTRICT_DEPARTMENT', city_desk) OR desk = 'DISTRICT_CENTER' AND center_may"),
        Check("passed_on", "(passed_on_at IS NULL) = (pass_reason IS NULL)"),
        Check("answered", "(state = 'ANSWERED') = (num_nonnulls(upheld, findings, answer, answered_at) = 4)"),
        Index(("received_at", "id")),
    )

    class Meta:
        table = "complaint"


@noun(
    ComplaintRow,
    order=("-received_at",),
    filter=("kind", "state", "desk", "platform", "region", "anonymous", "upheld", "received_at", "answered_at"),
)
class Complaint(Node):
    """What somebody says against a platform: anyone may, with or without a name. No identity document is ever asked for."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    platform: Platform = shown("The platform complained of.")
    region: Region = shown("The region that answered for it when the complaint came.")
    kind: ComplaintKind = shown("What it is about.")
    city_desk: Role = shown(
        "The desk of the city that may take it up: the municipal centre, or the bureau where it is about that centre."
    )
    center_may: bool = shown(
        "Whether the district's centre may take it up: not where it is about that centre, or its holder's or operator's."
    )
    state: ComplaintState = shown("Where it stands.")
    desk: Role | None = shown(
        "Who has it in hand: department, district's centre or municipal centre, of one about that centre the bureau; null while nobody has."
    )
    receipt: str | None = shown("The receipt code given to whoever raised it; null where you may not read it.")
    content: str | None = shown("What is complained of; null where you may not read it.")
    name: str | None = shown("The name given; null when anonymous, and where you may not read it.")
    contact: str | None = shown("How to answer; null when none is given, and where you may not read it.")
    anonymous: bool = shown("Whether name or contact is missing: only the receipt tells the answer then.")
    received_at: datetime = shown("When it was received.")
    taken_up_at: datetime | None = shown(
        "When a desk took it up; null before, and where a department passed it on at once."
    )
    passed_on_at: datetime | None = shown("When the department handed it to the municipal centre; null where not.")
    pass_reason: str | None = shown("Why it was handed on; null where not, and where you may not read it.")
    upheld: bool | None = shown("Whether it proved right; null before it is answered.")
    findings: str | None = shown("What was found; null before, and where you may not read it.")
    answer: str | None = shown("The answer; null before.")
    answered_at: datetime | None = shown("When it was answered; null before.")
    allowed_actions: list[AllowedAction] = actions(complaint_rules.LIFE, complaint_rules.condition, needs=("desk",))


@noun(ComplaintRow)
class ComplaintStanding(Node):
    """Where a complaint stands, for whoever holds its receipt; who raised it and what was said is not in it."""

    platform: Platform = shown("The platform complained of.")
    kind: ComplaintKind = shown("What it is about.")
    state: ComplaintState = shown("Where it stands.")
    desk: Role | None = shown("Who has it in hand; null while nobody has.")
    received_at: datetime = shown("When it was received.")
    answered_at: datetime | None = shown("When it was answered; null before.")
    upheld: bool | None = shown("Whether it proved right; null before it is answered.")
    answer: str | None = shown("The answer; null before.")
