"""Circulars on a quarter's service work (Art. 5)."""

from datetime import datetime
from typing import Any

import strawberry
from tortoise import fields as column

from domain.supervision import circular as circular_rules
from domain.terms.reporting import Outcome
from domain.terms.supervision import CircularState
from schema.noun.constraints import Check, Index, Unique
from schema.noun.noun import QuarterField, Row, actions, computed, noun, shown, word
from schema.noun.vocabulary import AllowedAction, Node, Quarter


class CircularRow(Row):
    """One circular; its figures are those of its last saving."""

    quarter = QuarterField()
    state: CircularState = word(CircularState, default=CircularState.DRAFT)
    title = column.CharField(max_length=200)
    text = column.TextField()
    figures = column.JSONField[dict[str, Any]]()
    drafted_at = column.DatetimeField()
    number = column.CharField(max_length=100, null=True)
    published_at = column.DatetimeField(null=True)
    archive_reason = column.TextField(null=True)
    archived_at = column.DatetimeField(null=True)

    rules = (
        Unique(("quarter",), where="state <> 'ARCHIVED'"),
        Unique(("number",)),
        Check("published", "(state = 'DRAFT') = (published_at IS NULL) AND (published_at IS NULL) = (number IS NULL)"),
        Check("archived", "(state = 'ARCHIVED') = (archived_at IS NOT NULL AND archive_reason IS NOT NULL)"),
        Index(("quarter", "id")),
        Index(("drafted_at", "id")),
    )

    class Meta:
        table = "circular"


@strawberry.type(description="A district's quarter, or the city's, as a circular tells it.")
class CircularLine:
    region: str = strawberry.field(description="The district or zone by name; 全市 for the city.")
    owed: int = strawberry.field(description="How many quarterly reports are owed, without the exempt.")
    on_time: int = strawberry.field(description="Of them handed in on time.")
    late: int = strawberry.field(description="Of them handed in late.")
    missing: int = strawberry.field(description="Of them not handed in by their day.")
    pending: int = strawberry.field(description="Of them not due yet.")
    exempt: int = strawberry.field(description="How many more were excused, or fell out of the reporting set.")
    consolidation: Outcome | None = strawberry.field(
        description="What became of the district's consolidation; null for the city."
    )
    activities: int = strawberry.field(description="Activities in the reports in force.")
    enterprises: int = strawberry.field(description="Enterprises served, each counted once in this line.")
    persons: int = strawberry.field(description="Persons served.")


@noun(CircularRow, order=("-quarter", "-drafted_at"), filter=("quarter", "state"))
class Circular(Node):
    """What the municipal centre tells everybody of a quarter's service work, with figures from its records (Art. 5)."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    quarter: Quarter = shown("The quarter it is about.")
    state: CircularState = shown("Where it stands.")
    title: str = shown("Its title.")
    text: str = shown("What it says, in Chinese.")
    districts: list[CircularLine] = computed(
        circular_rules.districts,
        ("figures",),
        "The districts and zones in official order, as of the last saving before it went out.",
    )
    city: CircularLine = computed(circular_rules.city, ("figures",), "The city in all, each enterprise counted once.")
    drafted_at: datetime = shown("When it was begun.")
    number: str | None = shown("Its document number; null for a draft.")
    published_at: datetime | None = shown("When it went out; null for a draft.")
    archive_reason: str | None = shown("Why it was filed away; null unless it was.")
    archived_at: datetime | None = shown("When it was filed away; null unless it was.")
    allowed_actions: list[AllowedAction] = actions(circular_rules.LIFE, circular_rules.condition)
