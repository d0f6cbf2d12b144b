"""The public notice of results (Art. 17(4))."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.terms import Kind
from schema.evaluation.round import Round
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.grade import Grade, a_grade
from schema.noun.noun import Record, Row, many, noun, parent, shown, word
from schema.noun.vocabulary import Connection, Money, Node, Score, Step

if TYPE_CHECKING:
    from schema.evaluation.evaluation import Evaluation
    from schema.registry.platform import Platform
    from schema.registry.region import Region


class NoticeRow(Row):
    """One notice on the bureau's portal; only its window still moves, with a changed calendar."""

    round = parent("Round")
    round_id: UUID
    number = column.CharField(max_length=80)
    title = column.CharField(max_length=200)
    url = column.CharField(max_length=500)
    posted_on = column.DateField()
    first_day = column.DateField()
    window_end = column.DateField()
    proof = column.TextField()
    channel = column.TextField()
    content_hash = column.CharField(max_length=64)
    tallies = column.JSONField[list[dict[str, Any]]]()
    nominal_total = column.BigIntField()
    published_at = column.DatetimeField()
    published_by = parent("Account", null=True)
    published_by_id: UUID | None

    rules = (
        Unique(("number",)),
        Check("window", "first_day > posted_on AND window_end > posted_on"),
        Index(("posted_on", "id")),
    )

    class Meta:
        table = "notice"


class NoticeItemRow(Record):
    """One line of a notice, with names as they stood."""

    notice = parent("Notice")
    notice_id: UUID
    evaluation = parent("Evaluation")
    evaluation_id: UUID
    result = parent("Result")
    result_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    kind: Kind = word(Kind)
    name = column.CharField(max_length=200)
    region_name = column.CharField(max_length=120)
    holder_name = column.CharField(max_length=200)
    grade: Grade = a_grade()
    score = column.IntField(null=True)
    nominal = column.BigIntField()
    steps = column.JSONField[list[dict[str, object]]](null=True)

    governed_by = "notice.round.pack"
    rules = (
        Unique(("notice", "evaluation")),
        Follows("evaluation", ("platform_id", "region_id", "kind")),
        Follows("result", ("evaluation_id", "grade")),
    )

    class Meta:
        table = "notice_item"


@strawberry.type(description="How many of a kind got a grade in a notice.")
class Tally:
    kind: Kind = strawberry.field(description="The kind.")
    grade: Grade = strawberry.field(description="The grade.")
    count: int = strawberry.field(description="How many.")
    nominal: Money = strawberry.field(
        description='What these grades earn together before caps and "highest, not cumulative" (Art. 18).'
    )


@noun(NoticeRow, order=("-posted_on", "number"), filter=("round", "number", "posted_on", "window_end"))
class Notice(Node):
    """A public notice of results, open to objections for at least five full working days after the day of posting (Art. 17(4)). Anyone may read it."""

    version: int = shown("Counts the changes.")
    round: Round | None = shown("The round; null where you may not read it.")
    number: str = shown("Document number.")
    title: str = shown("Its title.")
    url: str = shown("Where it stands on the bureau's portal.")
    posted_on: date = shown("The day it was posted; this day does not count.")
    first_day: date = shown("The first working day that counts.")
    window_end: date = shown("The last day of the window, to its end.")
    proof: str = shown("What proves the posting: an archive address or a file reference.")
    channel: str = shown("How objections reach the bureau: telephone, address, mail, office.")
    content_hash: str = shown(
        "SHA-256 of the lines as published, in hexadecimal; compute it again to check that nothing changed."
    )
    tallies: list[Tally] = shown("How many of each kind got each grade, counted from the lines.")
    nominal_total: Money = shown(
        'Sum of what the grades earn before caps and "highest, not cumulative"; counted, not typed.'
    )
    published_at: datetime = shown("When it was recorded here.")
    items: Connection["NoticeItem"] = many("Its lines; one list for each kind.")


@noun(NoticeItemRow, order=("kind", "name"), filter=("kind", "grade", "platform", "region", "notice"))
class NoticeItem(Node):
    """One line of a notice, as it was published. Never changes; a changed result stands in a new notice."""

    notice: Notice = shown("The notice.")
    evaluation: Annotated["Evaluation", strawberry.lazy("schema.evaluation.evaluation")] | None = shown(
        "The evaluation; null where you may not read it."
    )
    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] = shown("The platform.")
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] = shown("Its district or zone in the round.")
    kind: Kind = shown("Which list of the notice it stands in.")
    name: str = shown("The platform's name as published.")
    region_name: str = shown("Its district as published.")
    holder_name: str = shown("Its holder as published.")
    grade: Grade = shown("The grade published.")
    score: Score | None = shown("The score; null where nothing was handed in.")
    nominal: Money = shown(
        'What the grade earns before caps and "highest, not cumulative" (Art. 18); 0.00 without a municipal title on the subject day.'
    )
    steps: list[Step] | None = shown("How `nominal` came about; null in a line published before steps were kept.")
