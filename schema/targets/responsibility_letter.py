"""Letters of responsibility of the districts' centres, with their signatures (Art. 12)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.targets import responsibility_letter as responsibility_letter_rules
from domain.terms import Role
from domain.terms.targets import ResponsibilityState, TargetLevel, TargetMeasure
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import Row, actions, many, noun, parent, shown, sole_parent, word
from schema.noun.vocabulary import AllowedAction, Connection, Node
from schema.registry.platform import Platform
from schema.registry.region import Region


class ResponsibilityLetterRow(Row):
    """A letter of responsibility. `signed_by` names the account that signed for each role; parties, text and targets are frozen while offered."""

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    year = column.IntField()
    state: ResponsibilityState = word(ResponsibilityState, default=ResponsibilityState.DRAFT)
    number = column.CharField(max_length=100, null=True)
    text = column.TextField()
    centre = column.CharField(max_length=200, null=True)
    holder = column.CharField(max_length=200, null=True)
    targets = column.JSONField[list[dict[str, object]]](default=list)
    signed_by = column.JSONField[dict[str, str]](default=dict)
    drafted_at = column.DatetimeField()
    offered_at = column.DatetimeField(null=True)
    signed_at = column.DatetimeField(null=True)
    withdraw_reason = column.TextField(null=True)
    amend_reason = column.TextField(null=True)
    replaces = sole_parent("ResponsibilityLetter", null=True)
    replaces_id: UUID | None

    rules = (
        Unique(("platform", "year"), where="state = 'SIGNED'"),
        Unique(("year", "platform"), where="state in ('DRAFT', 'OFFERED')"),
        Check("offered", "(state = 'DRAFT') = (offered_at is null)"),
        Check("frozen", "(state = 'DRAFT') = (centre is null) and (state = 'DRAFT') = (targets = '[]')"),
        Check("held", "(state = 'DRAFT') = (holder is null)"),
        Check("signed", "(state in ('SIGNED', 'AMENDED')) = (signed_at is not null)"),
        Check("amends", "(replaces_id is null) = (amend_reason is null)"),
        Follows("replaces", ("platform", "year")),
        Index(("year", "id")),
        Index(("drafted_at", "id")),
    )

    class Meta:
        table = "responsibility_letter"


class SignatureRow(Row):
    """A signature under an offered letter; void once the offer was withdrawn."""

    personal = {"name": "证明签署（第十二条）"}

    letter = parent("ResponsibilityLetter")
    letter_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    role: Role = word(Role)
    body = column.CharField(max_length=200)
    name = column.CharField(max_length=100)
    account = parent("Account")
    account_id: UUID
    office = parent("Office", null=True)
    office_id: UUID | None
    signed_at = column.DatetimeField()
    void = column.BooleanField(default=False)

    rules = (
        Unique(("letter", "role"), where="not void"),
        Unique(("letter", "account"), where="not void"),
        Check("party", "role in ('DISTRICT_CENTER', 'MUNICIPAL_CENTER', 'DISTRICT_DEPARTMENT')"),
        Follows("letter", ("platform", "region")),
        Index(("letter", "signed_at")),
    )

    class Meta:
        table = "signature"


@strawberry.type(description="A target as a letter of responsibility holds it.")
class LetterTarget:
    name: str = strawberry.field(description="Whose: the district's name, or the platform's.")
    level: TargetLevel = strawberry.field(description="Whether it is the district's or a platform's.")
    measure: TargetMeasure = strawberry.field(description="What is counted.")
    amount: int = strawberry.field(description="How much of it is to be achieved in the year.")


@noun(
    ResponsibilityLetterRow,
    order=("-year", "-drafted_at"),
    filter=("year", "state", "signed_at", "region", "platform"),
)
class ResponsibilityLetter(Node):
    """What a district's centre undertakes for a year towards the municipal centre and its department (Art. 12)."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    platform: Platform = shown("The district's centre.")
    region: Region = shown("Its district.")
    year: int = shown("The calendar year.")
    state: ResponsibilityState = shown("Where it stands; only SIGNED is in force.")
    number: str | None = shown("Document number; null when it has none.")
    text: str = shown("What is undertaken; frozen while it is offered or signed.")
    centre: str | None = shown("The centre's name when it was offered; null while it is a draft.")
    holder: str | None = shown(
        "Name of the legal person that bore the centre when it was offered; null while it is a draft."
    )
    targets: list[LetterTarget] = shown(
        "The year's targets of the district and of its platforms, as they stood when it was offered; empty while it is a draft."
    )
    drafted_at: datetime = shown("When its draft was begun.")
    offered_at: datetime | None = shown("When it was offered for signing; null while it is a draft.")
    signed_at: datetime | None = shown("When the third signature was given; null before.")
    withdraw_reason: str | None = shown(
        "Why it was last taken back; null when it was not, and once it is offered again."
    )
    amend_reason: str | None = shown("Why it amends the letter before; null for a first letter.")
    replaces: "ResponsibilityLetter | None" = shown("The letter it amends; null for a first letter.")
    replaced_by: "ResponsibilityLetter | None" = shown("The letter that amends it; null while there is none.")
    signatures: Connection[Annotated["Signature", strawberry.lazy("schema.targets.responsibility_letter")]] = many(
        "Its signatures; `void` ones were given to an offer that was taken back."
    )
    allowed_actions: list[AllowedAction] = actions(
        responsibility_letter_rules.LIFE, responsibility_letter_rules.condition, needs=responsibility_letter_rules.NEEDS
    )


@noun(SignatureRow, order=("signed_at",), filter=("void", "role"))
class Signature(Node):
    """One of the three signatures under a letter of responsibility, each by another person (Art. 12)."""

    letter: ResponsibilityLetter | None = shown("The letter; null where you may not read it.")
    role: Role = shown("For which side: the district's centre, the municipal centre or the department.")
    body: str = shown("The body signed for, by its name then.")
    name: str | None = shown("Who signed; null where you may not read it.")
    signed_at: datetime = shown("When.")
    void: bool = shown("Whether the offer it was given to was taken back, and the signature with it.")
