"""The archives of activities, and the flags of files and lists that repeat elsewhere (Art. 11)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.services import archive as archive_rules
from domain.terms.services import EvidenceState, FlagKind, FlagState, Slot
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import Row, actions, many, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Connection, Node
from schema.registry.platform import Platform
from schema.registry.region import Region
from schema.services.activity import Activity
from schema.services.file import File

ATTACHED_AND_READ = "state = 'ATTACHED' AND short_print IS NOT NULL"


class ActivityFileRow(Row):
    """A file in the archive of an activity, with the bands of its print; a corrected entry hands its files on."""

    activity = parent("Activity")
    activity_id: UUID
    file = parent("File")
    file_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    slot: Slot = word(Slot)
    state: EvidenceState = word(EvidenceState, default=EvidenceState.ATTACHED)
    attached_at = column.DatetimeField()
    withdrawn_at = column.DatetimeField(null=True)
    reason = column.TextField(null=True)
    sha256 = column.CharField(max_length=64)
    short_print = column.BigIntField(null=True)
    long_print = column.CharField(max_length=64, null=True)
    band_1 = column.IntField(null=True)
    band_2 = column.IntField(null=True)
    band_3 = column.IntField(null=True)
    band_4 = column.IntField(null=True)

    rules = (
        Follows("activity", ("platform", "region")),
        Follows("file", ("sha256",)),
        Unique(("activity", "slot", "file"), where="state = 'ATTACHED'"),
        Check("withdrawn", "(state = 'WITHDRAWN') = (withdrawn_at IS NOT NULL AND reason IS NOT NULL)"),
        Index(("sha256", "state")),
        Index(("attached_at", "id")),
        *(Index((f"band_{n}",), where=ATTACHED_AND_READ) for n in range(1, 5)),
    )

    class Meta:
        table = "activity_file"


class EvidenceFlagRow(Row):
    """A flag of one file or list in two places: the repetition here, and the earlier place there."""

    kind: FlagKind = word(FlagKind)
    state: FlagState = word(FlagState, default=FlagState.OPEN)
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    other_platform = parent("Platform")
    other_platform_id: UUID
    other_region = parent("Region")
    other_region_id: UUID
    raised_at = column.DatetimeField()
    findings = column.TextField(null=True)
    decided_at = column.DatetimeField(null=True)

    rules = (
        Check("decided", "(state IN ('CLEARED', 'CONFIRMED')) = (decided_at IS NOT NULL AND findings IS NOT NULL)"),
        Index(("raised_at", "id")),
    )

    class Meta:
        table = "evidence_flag"


class FlaggedPlaceRow(Row):
    """One of the two places of a flag, with its operator's explanation."""

    flag = parent("EvidenceFlag")
    flag_id: UUID
    activity = parent("Activity")
    activity_id: UUID
    evidence = parent("ActivityFile", null=True)
    evidence_id: UUID | None
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    day = column.DateField()
    subject = column.CharField(max_length=200)
    slot: Slot | None = word(Slot, null=True)
    explanation = column.TextField(null=True)

    rules = (Follows("activity", ("platform",)), Check("filed", "(evidence_id IS NULL) = (slot IS NULL)"))

    class Meta:
        table = "flagged_place"


@noun(
    ActivityFileRow,
    order=("-attached_at",),
    filter=("activity", "platform", "region", "slot", "state", "file"),
)
class ActivityFile(Node):
    """A file in the archive of an activity. Nothing is taken out: what was put in by mistake is withdrawn with a reason."""

    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    activity: Activity = shown("Whose archive it is in.")
    file: File = shown("The file.")
    platform: Platform = shown("Whose activity it was.")
    region: Region = shown("The region that answered for the platform on that day.")
    slot: Slot = shown("What it is in the archive.")
    state: EvidenceState = shown("Whether it still stands.")
    attached_at: datetime = shown("When it was put in.")
    withdrawn_at: datetime | None = shown("When it was withdrawn; null while it stands.")
    reason: str | None = shown("Why it was withdrawn; null while it stands.")
    allowed_actions: list[AllowedAction] = actions(archive_rules.FILE_LIFE, archive_rules.condition)


@noun(EvidenceFlagRow, order=("-raised_at",), filter=("kind", "state", "raised_at"))
class EvidenceFlag(Node):
    """A suspicion that the same stands in two places. It accuses nobody: an operator explains, a desk decides."""

    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    kind: FlagKind = shown("What stands in two places.")
    state: FlagState = shown("Where it stands.")
    raised_at: datetime = shown("When it was found.")
    places: Connection[Annotated["FlaggedPlace", strawberry.lazy("schema.services.archive")]] = many(
        "The two places; an operator sees its own alone."
    )
    findings: str | None = shown("What the desk found; null before.")
    decided_at: datetime | None = shown("When the desk decided; null before.")
    allowed_actions: list[AllowedAction] = actions(archive_rules.LIFE, archive_rules.condition)


@noun(FlaggedPlaceRow)
class FlaggedPlace(Node):
    """One of the two places at which the same stands."""

    flag: EvidenceFlag | None = shown("The suspicion; null where you may not read it.")
    activity: Activity | None = shown("The activity; null where you may not read it.")
    evidence: ActivityFile | None = shown(
        "The file in its archive; null for a list of enterprises, and where you may not read it."
    )
    platform: Platform = shown("Whose activity it was.")
    region: Region = shown("The region that answered for the platform on that day.")
    day: date = shown("The day of the activity, as it was entered then.")
    subject: str = shown("What the activity was about, as it was entered then.")
    slot: Slot | None = shown("What the file is in the archive; null for a list of enterprises.")
    explanation: str | None = shown("What the operator says of it; null before.")
