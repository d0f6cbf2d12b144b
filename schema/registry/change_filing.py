"""Change filings with their copies, and the registry's own changes (Art. 12)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.registry import change_filing as change_filing_rules
from domain.terms import Role
from domain.terms.registry import ChangeKind, FilingCopyState, FilingRecipient, FilingState
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import Row, actions, computed, counted, many, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Connection, DueDate, Node
from schema.registry.platform import Platform
from schema.registry.region import Region

if TYPE_CHECKING:
    from schema.people.account import Account


NAMES_IN_CHANGES: Final = "办理法定代表人变更备案（第十二条）"
"""Why a change may name a person."""


class ChangeFilingRow(Row):
    """A major change whose formalities are complete; `region` is the one of record then."""

    personal = dict.fromkeys(("before", "after"), NAMES_IN_CHANGES)

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    kind: ChangeKind = word(ChangeKind)
    state: FilingState = word(FilingState, default=FilingState.OPEN)
    subject = column.CharField(max_length=100, null=True)
    before = column.TextField()
    after = column.TextField()
    proof = column.CharField(max_length=200)
    completed_on = column.DateField()
    due_on = column.DateField(null=True)
    working_days = column.IntField(null=True)
    provisional_day = column.BooleanField(default=False)
    registry_due_on = column.DateField(null=True)
    filed_by = parent("Account", null=True)
    filed_by_id: UUID | None
    entered_at = column.DatetimeField()
    first_sent_at = column.DatetimeField(null=True)
    filed_at = column.DatetimeField(null=True)
    on_time = column.BooleanField(null=True)
    received_at = column.DatetimeField(null=True)
    withdrawn_at = column.DatetimeField(null=True)
    withdrawal_reason = column.TextField(null=True)

    rules = (
        Check("other", "kind <> 'OTHER' OR subject IS NOT NULL"),
        Check("due", "due_on > completed_on AND working_days > 0"),
        Check("plain", "(due_on IS NULL) = (working_days IS NULL)"),
        Check("filed", "(state <> 'FILED' OR filed_at IS NOT NULL) AND (state <> 'OPEN' OR filed_at IS NULL)"),
        Check(
            "on_time", "(on_time IS NOT NULL) = (filed_at IS NOT NULL AND num_nonnulls(due_on, registry_due_on) > 0)"
        ),
        Check("sent", "filed_at IS NULL OR first_sent_at IS NOT NULL"),
        Check("received", "received_at IS NULL OR state <> 'WITHDRAWN'"),
        Check("withdrawn", "(state = 'WITHDRAWN') = (withdrawn_at IS NOT NULL AND withdrawal_reason IS NOT NULL)"),
        Index(("due_on", "id")),
        Index(("completed_on", "id")),
        Index(("entered_at", "id")),
        Index(("due_on",), where="state = 'OPEN'"),
    )

    class Meta:
        table = "change_filing"


class FilingCopyRow(Row):
    """A filing for one recipient; `region` is the recipient's, for the municipal ones the filing's."""

    filing = parent("ChangeFiling")
    filing_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    recipient: FilingRecipient = word(FilingRecipient)
    state: FilingCopyState = word(FilingCopyState, default=FilingCopyState.UNSENT)
    first_sent_at = column.DatetimeField(null=True)
    sent_at = column.DatetimeField(null=True)
    sent_by = parent("Account", null=True)
    sent_by_id: UUID | None
    returned_at = column.DatetimeField(null=True)
    missing = column.TextField(null=True)
    supplement = column.TextField(null=True)
    acknowledged_at = column.DatetimeField(null=True)
    acknowledged_by = parent("Account", null=True)
    acknowledged_by_id: UUID | None

    rules = (
        Follows("filing", ("platform_id",)),
        Unique(("filing", "recipient", "region")),
        Check("sent", "(state = 'UNSENT') = (first_sent_at IS NULL)"),
        Check("again", "sent_at >= first_sent_at"),
        Check("returned", "(returned_at IS NULL) = (missing IS NULL)"),
        Check("incomplete", "state <> 'INCOMPLETE' OR missing IS NOT NULL"),
        Check("acknowledged", "(state = 'ACKNOWLEDGED') = (acknowledged_at IS NOT NULL)"),
        Check("four_eyes", "acknowledged_by_id <> sent_by_id"),
        Index(("recipient", "state")),
    )

    class Meta:
        table = "filing_copy"

    @property
    def waiting_on(self) -> Role | None:
        """Who has to act on it."""
        return change_filing_rules.waiting_on(self.recipient, self.state)


class RegistryChangeRow(Row):
    """A change of the registry that has to be filed; `filing` is the filing of that change, once there."""

    personal = dict.fromkeys(("before", "after"), NAMES_IN_CHANGES)

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    kind: ChangeKind = word(ChangeKind)
    completed_on = column.DateField()
    due_on = column.DateField(null=True)
    working_days = column.IntField(null=True)
    provisional_day = column.BooleanField(default=False)
    before = column.TextField(null=True)
    after = column.TextField(null=True)
    document = column.CharField(max_length=100, null=True)
    filing = parent("ChangeFiling", null=True)
    filing_id: UUID | None

    rules = (
        Check("due", "due_on > completed_on AND working_days > 0"),
        Check("plain", "(due_on IS NULL) = (working_days IS NULL)"),
        Index(("completed_on", "id")),
        Index(("due_on", "id")),
    )

    class Meta:
        table = "registry_change"


@noun(
    ChangeFilingRow,
    order=("-due_on", "-completed_on", "-entered_at"),
    filter=("platform", "region", "kind", "state", "on_time", "due_on", "completed_on"),
)
class ChangeFiling(Node):
    """A major change that a platform files with its department and the municipal centre within ten working days (Art. 12). Nobody approves it, and it never holds the change up."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    platform: Platform = shown("The platform it is about.")
    region: Region = shown("The district or zone that answered for it when the change was completed.")
    kind: ChangeKind = shown("What changed.")
    state: FilingState = shown("Whether it was sent to everybody it has to be sent to.")
    subject: str | None = shown("What the change is called; null where its kind says enough.")
    before: str = shown("What was so before.")
    after: str = shown("What is so since.")
    proof: str = shown("How it is proven that the formalities are complete.")
    completed_on: date = shown("The day they were; it is not counted.")
    due_on: date | None = shown(
        "The last day that counts as on time; `dueDate` explains it. Null where the change was complete before the Measures were in force or after."
    )
    due_date: DueDate | None = computed(
        change_filing_rules.due_date,
        change_filing_rules.DUE_NEEDS,
        "When it is due, and where that comes from; null for a plain record, whose change was complete outside the life of the Measures.",
    )
    registry_due_on: date | None = shown(
        "The last day by the registry's change that it answers for; null where it answers for none. The earlier of both days tells whether it is late."
    )
    entered_at: datetime = shown("When it was entered.")
    filed_at: datetime | None = shown(
        "When it was filed: the later of the first sendings to department and municipal centre; null before."
    )
    on_time: bool | None = shown(
        "Whether that was by `dueOn`, and by `registryDueOn` where there is one; null before it is filed, and for a plain record."
    )
    days_late: int | None = counted(
        change_filing_rules.days_late,
        ("state", "due_on", "registry_due_on", "filed_at", "region_id"),
        "How many working days late it was filed, or is by today; null while it is not late.",
    )
    received_at: datetime | None = shown(
        "When a recipient first acknowledged or returned it: from then on it is not taken back; null before."
    )
    withdrawn_at: datetime | None = shown("When it was taken back; null unless it was.")
    withdrawal_reason: str | None = shown("Why it was taken back; null unless it was.")
    copies: Connection[Annotated["FilingCopy", strawberry.lazy("schema.registry.change_filing")]] = many(
        "One for each recipient, delivered and acknowledged by itself."
    )
    effects: Connection[Annotated["RegistryChange", strawberry.lazy("schema.registry.change_filing")]] = many(
        "What it changed in the registry; empty until that is entered there."
    )
    allowed_actions: list[AllowedAction] = actions(
        change_filing_rules.LIFE, change_filing_rules.condition, needs=("received_at",)
    )


@noun(
    FilingCopyRow,
    filter=("filing", "platform", "region", "recipient", "state"),
)
class FilingCopy(Node):
    """A change filing for one recipient (Art. 12)."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    filing: ChangeFiling | None = shown("The filing; null where you may not see it.")
    platform: Platform = shown("The platform it is about.")
    region: Region = shown("The recipient's district or zone; for the municipal recipients the filing's.")
    recipient: FilingRecipient = shown("Whom it goes to.")
    state: FilingCopyState = shown("Where it stands.")
    first_sent_at: datetime | None = shown("When it was first sent, which decides about time; null before.")
    sent_at: datetime | None = shown("When it was last sent; null before.")
    sent_by: Annotated["Account", strawberry.lazy("schema.people.account")] | None = shown(
        "Who sent it last; null before, and where you may not see it."
    )
    returned_at: datetime | None = shown("When it was last returned; null where it never was.")
    missing: str | None = shown("What was missing then; null where it never was returned.")
    supplement: str | None = shown("What was supplied last; null where nothing was.")
    acknowledged_at: datetime | None = shown("When it was acknowledged; null before.")
    acknowledged_by: Annotated["Account", strawberry.lazy("schema.people.account")] | None = shown(
        "Who acknowledged it; null before, and where you may not see it."
    )
    waiting_on: Role | None = computed(
        change_filing_rules.waits_on,
        ("recipient", "state", "filing.state"),
        "Who has to act on it; null once it is acknowledged.",
    )
    allowed_actions: list[AllowedAction] = actions(
        change_filing_rules.COPY_LIFE, change_filing_rules.copy_condition, needs=("sent_by_id", "filing.state")
    )


@noun(
    RegistryChangeRow,
    order=("-completed_on", "-due_on"),
    filter=("platform", "region", "kind", "completed_on", "due_on", "filing"),
)
class RegistryChange(Node):
    """A change of a platform or of the unit that runs it, as it was entered in the registry; it has to be filed (Art. 12)."""

    platform: Platform = shown("The platform.")
    region: Region = shown("The district or zone that answered for it until then.")
    kind: ChangeKind = shown("What changed.")
    completed_on: date = shown("Since when it is so by the registry.")
    due_on: date | None = shown(
        "The last day to file it; `dueDate` explains it. Null where it was complete before the Measures were in force or after."
    )
    due_date: DueDate | None = computed(
        change_filing_rules.due_date,
        change_filing_rules.DUE_NEEDS,
        "When its filing is due, and where that comes from; null where it was complete outside the life of the Measures.",
    )
    before: str | None = shown("What was so before; null where nothing was, and where you may not read it.")
    after: str | None = shown("What is so since; null where nothing is, and where you may not read it.")
    document: str | None = shown("Number of the document it rests on; null where none was named.")
    filing: ChangeFiling | None = shown(
        "The filing that answers for it; null without one, and where you may not see it."
    )
