"""Rectification after a failed evaluation (Art. 19)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.rectification import rectification as rectification_rules
from domain.terms import Kind
from domain.terms.rectification import RectificationEffect, RectificationState, RefusalKind
from schema.noun.constraints import Check, Follows, Index, Points, Unique
from schema.noun.noun import Row, actions, counted, many, noun, parent, shown, sole_parent, word
from schema.noun.vocabulary import AllowedAction, Connection, DueDate, Node

if TYPE_CHECKING:
    from schema.evaluation.evaluation import Evaluation
    from schema.evaluation.result import Result
    from schema.rectification.delivery import Delivery
    from schema.registry.entity import Entity
    from schema.registry.platform import Platform
    from schema.registry.region import Region
    from schema.registry.title import Title
    from schema.reporting.obligation import Obligation


class RectificationRow(Row):
    """One rectification, from its notice to its effect; the due days are its obligation's."""

    result = sole_parent("Result")
    result_id: UUID
    evaluation = parent("Evaluation")
    evaluation_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    holder = parent("Entity")
    holder_id: UUID
    kind: Kind = word(Kind)
    state: RectificationState = word(RectificationState, default=RectificationState.ISSUED)
    obligation_id: UUID | None = column.UUIDField(null=True)
    number = column.CharField(max_length=100)
    content = column.TextField()
    evidence = column.TextField()
    due_nominal = column.DateField()
    due_effective = column.DateField()
    extensions_left = column.IntField()
    issued_at = column.DatetimeField()
    delivered_on = column.DateField(null=True)
    report = column.TextField(null=True)
    reported_at = column.DatetimeField(null=True)
    opinion = column.TextField(null=True)
    checked_at = column.DatetimeField(null=True)
    refusal: RefusalKind | None = word(RefusalKind, null=True)
    refusal_note = column.TextField(null=True)
    refused_at = column.DatetimeField(null=True)
    hearing_number = column.CharField(max_length=100, null=True)
    heard_until = column.DateField(null=True)
    statement = column.TextField(null=True)
    stated_at = column.DatetimeField(null=True)
    answer = column.TextField(null=True)
    announcement = column.CharField(max_length=500, null=True)
    effect: RectificationEffect | None = word(RectificationEffect, null=True)
    effect_document = column.CharField(max_length=100, null=True)
    effect_addressee = column.CharField(max_length=200, null=True)
    effect_on = column.DateField(null=True)
    effect_delivered_on = column.DateField(null=True)
    title = parent("Title", null=True)
    title_id: UUID | None
    closed_at = column.DatetimeField(null=True)
    annulled_at = column.DatetimeField(null=True)
    annul_reason = column.TextField(null=True)

    governed_by = "evaluation.round.pack"
    rules = (
        Unique(("number",)),
        Unique(("evaluation",), where="state <> 'ANNULLED'"),
        Points("obligation_id", "obligation", "rectification_id"),
        Follows("result", ("evaluation_id",)),
        Follows("evaluation", ("platform_id", "region_id", "holder_id", "kind")),
        Check("extensions_left", "extensions_left >= 0"),
        Check("delivered", "state IN ('ISSUED', 'ANNULLED') OR delivered_on IS NOT NULL"),
        Check("refused", "(refusal IS NULL) = (refused_at IS NULL) AND (state <> 'REFUSED' OR refusal IS NOT NULL)"),
        Check("effect_fits_kind", "effect IS NULL OR (effect = 'ADVISED_GOVERNMENT') = (kind = 'SERVICE_CENTER')"),
        Check("effect_closed", "state NOT IN ('CLOSED') OR effect IS NOT NULL"),
        Check(
            "effect_whole", "(effect IS NULL) = (closed_at IS NULL) AND (effect IS NULL) = (effect_document IS NULL)"
        ),
        Check("title", "(title_id IS NOT NULL) = (effect IS NOT NULL AND effect = 'TITLE_REVOKED')"),
        Check("annulled", "(state = 'ANNULLED') = (annulled_at IS NOT NULL)"),
        Index(("issued_at", "id")),
        Index(("due_effective", "id")),
    )

    class Meta:
        table = "rectification"


@noun(
    RectificationRow,
    order=("-issued_at", "due_effective"),
    filter=("state", "kind", "effect", "platform", "region", "holder", "due_effective"),
)
class Rectification(Node):
    """What follows a final UNQUALIFIED: a notice to put things right, the check, and where that fails its effect (Art. 19)."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    evaluation: Annotated["Evaluation", strawberry.lazy("schema.evaluation.evaluation")] | None = shown(
        "The failed evaluation; null where you may not read it."
    )
    result: Annotated["Result", strawberry.lazy("schema.evaluation.result")] | None = shown(
        "The result it rests on; null where you may not read it."
    )
    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] = shown(
        "The centre, platform or base."
    )
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] = shown(
        "Its district or zone in the evaluation."
    )
    holder: Annotated["Entity", strawberry.lazy("schema.registry.entity")] = shown("Its holder in the evaluation.")
    obligation: Annotated["Obligation", strawberry.lazy("schema.reporting.obligation")] | None = shown(
        "The obligation to answer; it tells whether the answer came on time. Null where you may not read it.",
        key="obligation_id",
    )
    deliveries: Connection[Annotated["Delivery", strawberry.lazy("schema.rectification.delivery")]] = many(
        "Deliveries and reminders of this notice, with their proof."
    )
    kind: Kind = shown("Centre, platform or base: it decides the effect.")
    state: RectificationState = shown("Where it stands.")
    number: str = shown("Document number of the notice.")
    content: str = shown("What is to be put right.")
    evidence: str = shown("What the answer is to prove it by.")
    due_date: DueDate = counted(rectification_rules.due_date, rectification_rules.DUE_NEEDS, "When the answer is due.")
    due_effective: date = shown("The last day that counts as on time.")
    extensions_left: int = shown(
        "How often the due day may still be extended once the notice is delivered; before, it moves as often as it takes."
    )
    issued_at: datetime = shown("When the notice was issued.")
    delivered_on: date | None = shown("The proven day of delivery; null before.")
    report: str | None = shown("What the operator says was put right; null before.")
    reported_at: datetime | None = shown("When it said so; null before.")
    opinion: str | None = shown("What the bureau found when it checked; null before.")
    checked_at: datetime | None = shown("When the bureau checked; null before.")
    refusal: RefusalKind | None = shown("How it was refused; null unless it was.")
    refusal_note: str | None = shown("What was said, or that nothing was; null unless refused.")
    refused_at: datetime | None = shown("When the bureau recorded the refusal; null unless refused.")
    hearing_number: str | None = shown(
        "Number of the notice that told the holder of the revocation to come; null before."
    )
    heard_until: date | None = shown("The last day for the holder's statement on it; null before it was told.")
    statement: str | None = shown("What the holder stated; null where it was silent.")
    stated_at: datetime | None = shown("When it did; null where it was silent.")
    answer: str | None = shown("What of the statement was followed, and why; null where there is none.")
    announcement: str | None = shown("Where the revocation is announced in public; null where nothing was revoked.")
    effect: RectificationEffect | None = shown("What failing or refusing led to; null before, and where it passed.")
    effect_document: str | None = shown("Number of the document by which the effect took place; null before.")
    effect_addressee: str | None = shown(
        "To whom that document went: the government or zone committee, or the holder; null before."
    )
    effect_on: date | None = shown("Its day; null before.")
    effect_delivered_on: date | None = shown("The proven day on which that document was delivered; null before.")
    title: Annotated["Title", strawberry.lazy("schema.registry.title")] | None = shown(
        "The municipal title that was revoked; null unless one was."
    )
    closed_at: datetime | None = shown("When the effect was recorded; null before.")
    annulled_at: datetime | None = shown("When it was annulled; null unless the grade changed.")
    annul_reason: str | None = shown("Why it was annulled; null unless it was.")
    allowed_actions: list[AllowedAction] = actions(
        rectification_rules.LIFE, rectification_rules.condition, needs=rectification_rules.NEEDS
    )
