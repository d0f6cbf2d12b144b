"""Titles of platforms and bases, and successions among platforms (Art. 2, 19; successions are ours)."""

from datetime import date
from uuid import UUID

from tortoise import fields as column

from domain.registry import titles
from domain.terms import Kind, Level
from domain.terms.registry import SuccessionKind, TitleEnd, TitleState
from schema.noun.constraints import Check, Follows, Unique
from schema.noun.noun import Record, Row, actions, computed, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Node
from schema.registry.platform import Platform


class TitleRow(Row):
    """A recognition of a platform or base, dated; several levels may run side by side."""

    platform = parent("Platform")
    platform_id: UUID
    kind = word(Kind)
    level = word(Level)
    state = word(TitleState, default=TitleState.RECOGNISED)
    certificate = column.CharField(max_length=100)
    recognised_by = column.CharField(max_length=100)
    valid_from = column.DateField()
    valid_to = column.DateField(null=True)
    granted_to = column.DateField(null=True)
    end_reason = word(TitleEnd, null=True)
    end_document = column.CharField(max_length=100, null=True)
    end_note = column.TextField(null=True)
    end_announcement = column.CharField(max_length=500, null=True)
    restores = parent("Title", null=True)
    restores_id: UUID | None
    restore_reason = column.TextField(null=True)

    rules = (
        Follows("platform", ("kind",)),
        Unique(("platform", "level", "valid_from")),
        Unique(("platform", "level"), where="valid_to is null"),
        Check("not_centres", "kind <> 'SERVICE_CENTER'"),
        # One entered by mistake never ran.
        Check("period", "valid_to > valid_from or (valid_to = valid_from and end_reason = 'CORRECTED')"),
        Check("end", "(state = 'ENDED') = (end_reason is not null) and (end_reason is null or valid_to is not null)"),
        Check("restoration", "(restores_id is null) = (restore_reason is null)"),
    )

    class Meta:
        table = "title"


class SuccessionRow(Record):
    """One platform followed another on a day."""

    predecessor = parent("Platform")
    predecessor_id: UUID
    successor = parent("Platform")
    successor_id: UUID
    kind = word(SuccessionKind)
    day = column.DateField()
    document = column.CharField(max_length=100)
    note = column.TextField(null=True)

    rules = (
        Unique(("predecessor", "successor")),
        # What went up in another is not there to go up in a third.
        Unique(("predecessor",), where="kind = 'MERGE'"),
        Check("two", "predecessor_id <> successor_id"),
    )

    class Meta:
        table = "succession"


@noun(TitleRow, order=("valid_from",), filter=("level", "state", "platform"))
class Title(Node):
    """The recognition of a platform or base by the city, the province or the state. The municipal one is graded and paid (Art. 15, 18)."""

    platform: Platform = shown("What was recognised.")
    kind: Kind = shown("Platform or base.")
    level: Level = shown("Who recognised it.")
    state: TitleState = shown("Whether a decision ended it early.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    running: bool = computed(titles.running, ("valid_from", "valid_to"), "Whether it runs today.")
    certificate: str = shown("Number of the certificate or recognising document.")
    recognised_by: str = shown("The authority that recognised it.")
    valid_from: date = shown("The first day it runs.")
    valid_to: date | None = shown("The first day it no longer runs; null while open-ended.")
    granted_to: date | None = shown(
        "The first day after the certificate's term, whatever became of it; null where it has none."
    )
    end_reason: TitleEnd | None = shown("Why it was ended early, null otherwise.")
    end_document: str | None = shown("Number of the document that ended it, null when none was named.")
    end_note: str | None = shown("What was noted when it was ended; null where nothing was.")
    end_announcement: str | None = shown("Where its revocation is announced in public; null unless it was revoked.")
    restores: "Title | None" = shown("The revoked title it restores, null otherwise.")
    restore_reason: str | None = shown("Why that one was restored; null where it restores none.")
    allowed_actions: list[AllowedAction] = actions(titles.TITLE_LIFE, titles.title_condition, needs=("valid_to",))


@noun(SuccessionRow, order=("day",), filter=("kind",))
class Succession(Node):
    """One platform followed another: what the first had received counts for the second (Art. 18)."""

    predecessor: Platform = shown("The one that was followed.")
    successor: Platform = shown("The one that followed.")
    kind: SuccessionKind = shown("By merger or by split.")
    day: date = shown("From which day.")
    document: str = shown("Number of the document it rests on.")
    note: str | None = shown("What was noted; null where nothing was.")
