"""Reminders and deliveries, each with its proof (Art. 14, 17, 19)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.terms.rectification import DeliveryKind, DeliveryMethod
from schema.noun.constraints import Check, Index
from schema.noun.noun import Record, noun, parent, shown, word
from schema.noun.vocabulary import Node

if TYPE_CHECKING:
    from schema.evaluation.evaluation import Evaluation
    from schema.money.payment import Recovery
    from schema.rectification.rectification import Rectification
    from schema.registry.platform import Platform
    from schema.registry.region import Region
    from schema.reporting.obligation import Obligation


class DeliveryRow(Record):
    """One reminder or delivery of exactly one subject: an obligation, an evaluation, a rectification or a recovery."""

    personal = {"to_whom": "证明提醒和送达（第十七条、第十九条）"}

    kind: DeliveryKind = word(DeliveryKind)
    obligation = parent("Obligation", null=True)
    obligation_id: UUID | None
    evaluation = parent("Evaluation", null=True)
    evaluation_id: UUID | None
    rectification = parent("Rectification", null=True)
    rectification_id: UUID | None
    recovery = parent("Recovery", null=True)
    recovery_id: UUID | None
    region = parent("Region")
    region_id: UUID
    platform = parent("Platform", null=True)
    platform_id: UUID | None
    how: DeliveryMethod = word(DeliveryMethod)
    day = column.DateField()
    to_whom = column.CharField(max_length=200)
    proof = column.TextField()
    attempts = column.TextField(null=True)
    recorded_by = parent("Account", null=True)
    recorded_by_id: UUID | None
    recorded_at = column.DatetimeField()

    rules = (
        Check("one_subject", "num_nonnulls(obligation_id, evaluation_id, rectification_id, recovery_id) = 1"),
        Check("delivery_of_notice", "kind <> 'DELIVERY' OR num_nonnulls(rectification_id, recovery_id) = 1"),
        Check("announced_last", "how <> 'ANNOUNCEMENT' OR attempts IS NOT NULL"),
        Check("proof", "proof <> '' AND to_whom <> ''"),
        Index(("day", "id")),
        Index(("recorded_at", "id")),
    )

    class Meta:
        table = "delivery"


@noun(
    DeliveryRow,
    order=("-day", "recorded_at"),
    filter=("kind", "how", "day", "platform", "region", "evaluation", "obligation", "rectification", "recovery"),
)
class Delivery(Node):
    """Something brought to somebody's notice: a reminder, or a notice with legal effect. Never changes."""

    kind: DeliveryKind = shown("A reminder, or the delivery of a notice.")
    obligation: Annotated["Obligation", strawberry.lazy("schema.reporting.obligation")] | None = shown(
        "The filing it reminds of; null when it is about something else."
    )
    evaluation: Annotated["Evaluation", strawberry.lazy("schema.evaluation.evaluation")] | None = shown(
        "The evaluation whose materials it reminds of; null when it is about something else."
    )
    rectification: Annotated["Rectification", strawberry.lazy("schema.rectification.rectification")] | None = shown(
        "The rectification notice it delivers or reminds of; null when it is about something else."
    )
    recovery: Annotated["Recovery", strawberry.lazy("schema.money.payment")] | None = shown(
        "The recovery whose notice or order it delivers; null when it is about something else."
    )
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] = shown("The district or zone concerned.")
    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] | None = shown(
        "The platform concerned; null when the district is."
    )
    how: DeliveryMethod = shown("How it was brought.")
    day: date = shown("On which day.")
    to_whom: str = shown("To whom.")
    proof: str = shown("The proof: number of the receipt, of the log or of the note.")
    attempts: str | None = shown(
        "Which other ways failed and why, of what was announced in public; null where nothing was said of it."
    )
    recorded_at: datetime = shown("When it was recorded.")
