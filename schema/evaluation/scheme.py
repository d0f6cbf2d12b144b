"""The scheme of a score: three groups of indicators with weights (Art. 16 lists the contents, weights are ours)."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.terms import Kind
from domain.terms.evaluation import IndicatorGroup, IndicatorSource, Lens, Method
from schema.noun.constraints import Check, Index, Unique
from schema.noun.noun import Record, many, noun, parent, shown, word
from schema.noun.vocabulary import Connection, Node, Score


class SchemeRow(Record):
    """A saved scheme never changes; a revision is a new one. A called round keeps its own copy besides."""

    code = column.CharField(max_length=40)
    name = column.CharField(max_length=120)
    pack = column.CharField(max_length=40)
    ours = column.BooleanField(default=True)
    note = column.TextField(null=True)
    saved_by = parent("Account", null=True)
    saved_by_id: UUID | None
    saved_at = column.DatetimeField()

    rules = (
        Unique(("code",)),
        Index(("saved_at", "id")),
    )

    class Meta:
        table = "scheme"


class IndicatorRow(Record):
    """One indicator of one kind; `weight` in hundredths of a point."""

    scheme = parent("Scheme")
    scheme_id: UUID
    kind: Kind = word(Kind)
    code = column.CharField(max_length=20)
    section: IndicatorGroup = word(IndicatorGroup)
    lens: Lens | None = word(Lens, null=True)
    name = column.CharField(max_length=120)
    weight = column.IntField()
    method: Method = word(Method)
    source: IndicatorSource = word(IndicatorSource)
    parameters = column.JSONField[dict[str, Any]]()
    basis = column.CharField(max_length=120)

    rules = (
        Unique(("scheme", "kind", "code")),
        Check("weight", "weight > 0"),
        Check("experts_score", "(method = 'EXPERT') = (source = 'EXPERTS')"),
    )

    class Meta:
        table = "indicator"


@strawberry.type(description="A step of a tiered indicator.")
class Tier:
    from_: int = strawberry.field(name="from", description="Reached from this value on.")
    share: int = strawberry.field(description="The share of the weight it brings, in percent.")


@strawberry.type(description="The figures a method needs; null what it does not.")
class IndicatorParameters:
    target: int | None = strawberry.field(
        description="LINEAR: the value that brings the full weight. Null for other methods."
    )
    tiers: list[Tier] | None = strawberry.field(description="TIERED: the steps, lowest first. Null for other methods.")
    items: list[str] | None = strawberry.field(description="CHECKLIST: what is to be in place. Null for other methods.")
    each: int | None = strawberry.field(
        description="DEDUCT: percent of the weight taken off per finding; PER_UNIT_CAP: percent given per item. Null for other methods."
    )
    floor: int | None = strawberry.field(
        description="DEDUCT: percent of the weight that always stays. Null where none does, and for other methods."
    )
    late: int | None = strawberry.field(
        description="RATIO of quarterly reports: percent of the weight taken off for each late one. Null elsewhere."
    )
    excused_counts: bool | None = strawberry.field(
        description="RATIO of quarterly reports: false where a good reason on record does not count; null where it does, and elsewhere."
    )


@noun(SchemeRow, order=("-saved_at", "code"), filter=("code", "pack"))
class Scheme(Node):
    """A scheme: indicators and weights for each kind, chosen by a round's notice. Saved once, never changed."""

    code: str = shown('Its short name, unique: "DEFAULT-2021".')
    name: str = shown("Its title.")
    pack: str = shown("Code of the rule pack whose contents (Art. 16) it covers.")
    ours: bool = shown(
        "True while its weights are this system's suggestion; false once a notice of the bureau states them."
    )
    note: str | None = shown("Where its weights come from, null when nothing is noted.")
    saved_at: datetime = shown("When it was saved.")
    indicators: Connection["Indicator"] = many("Its indicators, of all kinds.")


@noun(IndicatorRow, order=("code", "weight"), filter=("kind", "section", "lens", "method", "source", "code"))
class Indicator(Node):
    """One indicator of a scheme, for one kind. The weights of a kind sum to 100 points."""

    scheme: Scheme = shown("The scheme it belongs to.")
    kind: Kind = shown("The kind of platform it scores.")
    code: str = shown('Its place in the index: "B2".')
    section: IndicatorGroup = shown("Which of the three groups of Art. 16.")
    lens: Lens | None = shown("Which of the four aspects of Art. 15 it speaks of; null when none in particular.")
    name: str = shown("Its name.")
    weight: Score = shown("The most points it can bring.")
    method: Method = shown("How points follow from its input.")
    source: IndicatorSource = shown("Where its input comes from: records, the self-assessment or the experts.")
    parameters: IndicatorParameters = shown("The figures of its method.")
    basis: str = shown("The article that asks for it.")
