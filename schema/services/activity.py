"""The service ledger: one entry an activity (Art. 7, 10, 11, 14)."""

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.services import activity as activity_rules
from domain.services import archive as archive_rules
from domain.terms.registry import SizeClass
from domain.terms.reporting import ActivityState, Mode, Nature, ServiceFunction
from domain.terms.services import Slot
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import QuarterField, Record, Row, actions, computed, many, noun, parent, shown, sole_parent, word
from schema.noun.vocabulary import AllowedAction, Connection, Money, Node, Quarter
from schema.registry.platform import Platform
from schema.registry.region import Region
from schema.services.enterprise import Enterprise

if TYPE_CHECKING:
    from schema.services.archive import ActivityFile, FlaggedPlace


class ActivityRow(Row):
    """One entry of the service ledger, which never changes; a correction is another entry in its place."""

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    state = word(ActivityState, default=ActivityState.RECORDED)
    day = column.DateField()
    quarter = QuarterField()
    function = word(ServiceFunction)
    nature = word(Nature)
    mode = word(Mode)
    subject = column.CharField(max_length=200)
    place = column.CharField(max_length=200, null=True)
    persons = column.IntField()
    training = column.BooleanField(default=False)
    fee = column.BigIntField(default=0)
    recorded_at = column.DatetimeField()
    late = column.BooleanField(default=False)
    replaces = sole_parent("Activity", null=True)
    replaces_id: UUID | None
    reason = column.TextField(null=True)
    filled_slots = column.JSONField[list[Slot]](default=list)
    archive_complete = column.BooleanField(default=False)
    served_list = column.CharField(max_length=64, null=True)

    rules = (
        Follows("replaces", {"platform": "platform"}),
        Check("persons", "persons >= 0"),
        Check("fee", "fee >= 0"),
        Check("reason", "(replaces_id is null and state <> 'WITHDRAWN') or reason is not null"),
        Check(
            "archive_complete", f"archive_complete = (filled_slots @> '{json.dumps(archive_rules.REQUIRED)}'::jsonb)"
        ),
        Index(("served_list",), where="served_list IS NOT NULL"),
        Index(("platform", "quarter", "state")),
        Index(("region", "quarter", "state")),
        Index(("platform", "day", "id")),
        Index(("day", "id")),
        Index(("recorded_at", "id")),
    )

    class Meta:
        table = "activity"


class ActivityEnterpriseRow(Record):
    """An enterprise that an activity served, once, with its size of that day."""

    part_of = "activity"

    activity = parent("Activity")
    activity_id: UUID
    enterprise = parent("Enterprise")
    enterprise_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    size = word(SizeClass)
    self_employed = column.BooleanField()

    rules = (Unique(("activity", "enterprise")), Follows("activity", ("platform",)))

    class Meta:
        table = "activity_enterprise"


@noun(
    ActivityRow,
    order=("-day", "recorded_at"),
    filter=("platform", "region", "quarter", "day", "function", "nature", "mode", "state", "late", "archive_complete"),
)
class Activity(Node):
    """One entry of a platform's service ledger. What it says never changes; a correction replaces it."""

    platform: Platform = shown("Whose activity it is.")
    region: Region = shown("The region that answered for the platform on that day.")
    state: ActivityState = shown("Whether it still counts.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    day: date = shown("The day it took place; in a long one, the day it ended.")
    quarter: Quarter = shown("The quarter of that day.")
    function: ServiceFunction = shown("Which of the eleven functions of service it fulfils (Art. 7(4)).")
    nature: Nature = shown("For the public good or at market terms (Art. 10).")
    mode: Mode = shown("Over the network or at a place.")
    subject: str = shown("What it was about.")
    place: str | None = shown("Where it took place, or over which channel; null when not recorded.")
    persons: int = shown("How many persons took part.")
    training: bool = shown("Whether it was a training: its persons are counted apart too.")
    fee: Money = shown("What those served paid in all.")
    recorded_at: datetime = shown("When it was entered.")
    late: bool = shown(
        "Whether it was entered after the report of its quarter was handed in; it enters by that report's next version."
    )
    replaces: "Activity | None" = shown("The entry it corrects, null otherwise.")
    replaced_by: "Activity | None" = shown("The entry that corrects it, null while there is none.")
    reason: str | None = shown("Why it was corrected or withdrawn; null while it stands as entered.")
    enterprises: Connection[Annotated["ActivityEnterprise", strawberry.lazy("schema.services.activity")]] = many(
        "Whom it served."
    )
    files: Connection[Annotated["ActivityFile", strawberry.lazy("schema.services.archive")]] = many(
        "Its archive, with what was withdrawn from it."
    )
    filled_slots: list[Slot] = shown("Which slots of its archive are filled.")
    missing_slots: list[Slot] = computed(
        archive_rules.missing, ("filled_slots",), "Which of the five required slots of its archive are still empty."
    )
    archive_complete: bool = shown("Whether the five required slots are filled (Art. 11).")
    flagged: Connection[Annotated["FlaggedPlace", strawberry.lazy("schema.services.archive")]] = many(
        "Suspicions that something of it stands elsewhere too."
    )
    allowed_actions: list[AllowedAction] = actions(activity_rules.LIFE, activity_rules.condition)


@noun(ActivityEnterpriseRow, filter=("enterprise", "size", "self_employed"))
class ActivityEnterprise(Node):
    """That an activity served an enterprise."""

    activity: Activity = shown("The activity.")
    enterprise: Enterprise = shown("The enterprise.")
    platform: Platform = shown("Whose activity it is.")
    region: Region = shown("The region that answered for the platform on that day.")
    size: SizeClass = shown("The enterprise's size when the activity was entered.")
    self_employed: bool = shown("Whether it is a self-employed household.")
