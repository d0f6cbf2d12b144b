"""Platforms' disclosures, version by version: content, process, standard, fees and hours of services (Art. 11)."""

from datetime import date, datetime
from uuid import UUID

from tortoise import fields as column

from domain.services import disclosure as disclosure_rules
from domain.terms.services import DisclosureItem, DisclosureState
from schema.noun.constraints import Check, Index, Unique
from schema.noun.noun import Row, actions, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Node
from schema.registry.platform import Platform
from schema.registry.region import Region


class DisclosureRow(Row):
    """One version of one item; at most one of a platform and item is the latest."""

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    item: DisclosureItem = word(DisclosureItem)
    n = column.IntField()
    state: DisclosureState = word(DisclosureState, default=DisclosureState.PUBLISHED)
    text = column.TextField()
    valid_from = column.DateField()
    valid_to = column.DateField(null=True)
    superseded_on = column.DateField(null=True)
    place = column.CharField(max_length=200)
    proof = column.CharField(max_length=200)
    published_at = column.DatetimeField()
    withdrawn_at = column.DatetimeField(null=True)
    withdrawal_reason = column.TextField(null=True)

    rules = (
        Unique(("platform", "item", "n")),
        Unique(("platform", "item"), where="state = 'PUBLISHED'"),
        Check("period", "valid_to > valid_from"),
        Check("superseded", "(state = 'SUPERSEDED') = (superseded_on IS NOT NULL)"),
        Check("withdrawn", "(state = 'WITHDRAWN') = (withdrawn_at IS NOT NULL AND withdrawal_reason IS NOT NULL)"),
        Index(("published_at", "id")),
        Index(("valid_from", "id")),
    )

    class Meta:
        table = "disclosure"


@noun(
    DisclosureRow,
    order=("-published_at", "-valid_from"),
    filter=("platform", "region", "item", "state", "valid_from", "valid_to", "superseded_on", "published_at"),
)
class Disclosure(Node):
    """One version of one of the five things a platform makes public (Art. 11): anyone may read it."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    platform: Platform = shown("Whose disclosure it is.")
    region: Region = shown("The district or zone that answered for the platform when it was published.")
    item: DisclosureItem = shown("Which of the five it is.")
    n: int = shown("Which version of this item it is, from 1.")
    state: DisclosureState = shown("Whether it is the latest version.")
    text: str = shown("What is made public.")
    valid_from: date = shown("The first day it applies; it may lie ahead.")
    valid_to: date | None = shown("The first day it no longer applies by its own words; null where it has no end.")
    superseded_on: date | None = shown("The first day on which a later version applies; null for the latest.")
    place: str = shown("Where it is made public: a notice board, an address on the network.")
    proof: str | None = shown("How that is proven; null where you may not read it.")
    published_at: datetime = shown("When it was entered.")
    withdrawn_at: datetime | None = shown("When it was taken back; null unless it was.")
    withdrawal_reason: str | None = shown("Why it was taken back; null unless it was.")
    allowed_actions: list[AllowedAction] = actions(disclosure_rules.LIFE, disclosure_rules.condition)
