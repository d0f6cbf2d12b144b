"""What anyone says against a published result (Art. 17(4))."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.evaluation import notice as notice_rules
from domain.terms.evaluation import ObjectionState
from schema.evaluation.evaluation import FROZEN, Evaluation
from schema.evaluation.notice import Notice
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import Row, actions, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Node

if TYPE_CHECKING:
    from schema.registry.platform import Platform


class ObjectionRow(Row):
    """An objection or, after the window, a tip-off. Name and contact may be empty: then nobody is answered."""

    personal = {"name": "答复异议人", "contact": "答复异议人"}
    sealed = frozenset(personal)

    notice = parent("Notice")
    notice_id: UUID
    evaluation = parent("Evaluation")
    evaluation_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    state: ObjectionState = word(ObjectionState)
    receipt = column.CharField(max_length=40)
    content = column.TextField()
    name = column.TextField(null=True)
    contact = column.TextField(null=True)
    anonymous = column.BooleanField()
    received_at = column.DatetimeField()
    investigated_at = column.DatetimeField(null=True)
    findings = column.TextField(null=True)
    answer = column.TextField(null=True)
    decided_at = column.DatetimeField(null=True)
    decided_by = parent("Account", null=True)
    decided_by_id: UUID | None

    governed_by = "evaluation.round.pack"
    rules = (
        Unique(("receipt",)),
        Follows("evaluation", FROZEN),
        Check("anonymous", "anonymous = (name IS NULL OR contact IS NULL)"),
        Check(
            "answered", "state NOT IN ('UPHELD', 'REJECTED', 'FILED') OR decided_at IS NOT NULL AND answer IS NOT NULL"
        ),
        Index(("received_at", "id")),
    )

    class Meta:
        table = "objection"


@noun(ObjectionRow, order=("-received_at",), filter=("state", "evaluation", "platform", "anonymous"))
class Objection(Node):
    """An objection to a published result: anyone may raise one, with or without a name. No identity document is ever asked for."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    notice: Notice = shown("The notice objected to.")
    evaluation: Evaluation | None = shown("The evaluation objected to; null where you may not read it.")
    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] = shown(
        "The platform whose result it is."
    )
    state: ObjectionState = shown("Where it stands.")
    receipt: str | None = shown("The receipt code given to whoever raised it; null where you may not read it.")
    content: str | None = shown("What is objected; null where you may not read it.")
    name: str | None = shown("The name given; null when anonymous, and where you may not read it.")
    contact: str | None = shown("How to answer; null when none is given, and where you may not read it.")
    anonymous: bool = shown(
        "Whether name or contact is missing: it is investigated like any other, but nobody is answered."
    )
    received_at: datetime = shown("When it was received.")
    investigated_at: datetime | None = shown("When the investigation began; null before.")
    findings: str | None = shown("What the investigation found; null before, and where you may not read it.")
    answer: str | None = shown("The answer, or why it was filed; null before.")
    decided_at: datetime | None = shown("When it was decided or filed; null before.")
    allowed_actions: list[AllowedAction] = actions(notice_rules.LIFE, notice_rules.condition)


@noun(ObjectionRow)
class ObjectionStanding(Node):
    """Where an objection stands, for whoever holds its receipt; who raised it and what was said is not in it."""

    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] = shown(
        "The platform whose result it is."
    )
    state: ObjectionState = shown("Where it stands, and what was decided.")
    received_at: datetime = shown("When it was received.")
    investigated_at: datetime | None = shown("When the investigation began; null before.")
    decided_at: datetime | None = shown("When it was decided or filed; null before.")
    answer: str | None = shown("The answer, or why it was filed; null before.")
