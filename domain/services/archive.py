"""The archive of an activity, and the flags of files and lists that repeat elsewhere (Art. 11)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.typed_text import a_text
from domain.kernel.violations import Code, Violation
from domain.rights.scope import Actor
from domain.services.picture_hash import Print, alike, bands
from domain.terms import Kind, Role
from domain.terms.reporting import ActivityState
from domain.terms.services import EvidenceState, FlagKind, FlagState, Slot

F = FlagState

REQUIRED: Final = (Slot.NOTICE, Slot.SIGN_IN, Slot.PHOTO, Slot.BRIEF, Slot.SUMMARY)
"""What an archive includes. Reading L2."""
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/webp"})
SEEN: Final = PICTURES | {"video/mp4"}
"""What can be a photo."""
MANY: Final = 5
"""Enterprises from which on the same list twice is no chance (ours)."""
LONGEST: Final = 2000

LIFE: Final = Life(
    "EvidenceFlag",
    {
        (F.OPEN, Act.EXPLAIN_FLAG): F.EXPLAINED,
        (F.EXPLAINED, Act.EXPLAIN_FLAG): F.EXPLAINED,
        (F.OPEN, Act.CLEAR_FLAG): F.CLEARED,
        (F.EXPLAINED, Act.CLEAR_FLAG): F.CLEARED,
        (F.OPEN, Act.CONFIRM_FLAG): F.CONFIRMED,
        (F.EXPLAINED, Act.CONFIRM_FLAG): F.CONFIRMED,
    },
)
FILE_LIFE: Final = Life("ActivityFile", {(EvidenceState.ATTACHED, Act.WITHDRAW_EVIDENCE): EvidenceState.WITHDRAWN})


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """An archive's file is bound by state alone."""
    return None


# the archive


@dataclass(frozen=True)
class Archived:
    """An archived entry has its platform and filled slots."""

    id: UUID
    platform_id: UUID
    region_id: UUID
    state: ActivityState
    day: date
    subject: str


@dataclass(frozen=True)
class FileFacts:
    """A file has its hash, kind and picture print."""

    id: UUID
    platform_id: UUID | None
    media_type: str
    sha256: str
    short_print: int | None
    long_print: str | None

    @property
    def seen(self) -> Print | None:
        """A picture with some content has a print."""
        return seen_of(self.short_print, self.long_print)


@dataclass(frozen=True)
class ArchivedFile:
    """An archived file fills a slot of an activity."""

    slot: Slot
    sha256: str
    short_print: int | None
    long_print: str | None

    def is_as(self, file: FileFacts) -> bool:
        """A file is a copy of another with the same bytes or the nearest picture print."""
        seen = seen_of(self.short_print, self.long_print)
        looks = seen is not None and file.seen is not None and alike(seen, file.seen, Slot.SIGN_IN)
        return looks or self.sha256 == file.sha256


def seen_of(short_print: int | None, long_print: str | None) -> Print | None:
    """A print is read from its stored columns."""
    return None if short_print is None else Print(short_print, int(long_print or "", 16))


def archive(slots: Iterable[Slot]) -> Change:
    """An archive is complete once all five slots are filled. Source: Art. 11."""
    filled = sorted(set(slots), key=list(Slot).index)
    return Change({"filled_slots": filled, "archive_complete": set(filled) >= set(REQUIRED)})


def missing(row: Mapping[str, Any], _actor: Actor, _today: date) -> Sequence[Slot]:
    """The slots that are still empty."""
    return [slot for slot in REQUIRED if slot not in row["filled_slots"]]


def attach(activity: Archived, file: FileFacts, slot: Slot, files: Iterable[ArchivedFile] = (), *, at: datetime) -> New:
    """The platform puts a file into the archive of its own activity, in one of the five slots and not in two. Source: Art. 11.

    “完整保存包括活动通知(方案)、签到表、现场照片、活动简报、总结等服务开展全过程档案” (Art. 11).
    """
    if activity.state is not ActivityState.RECORDED:
        state = activity.state
        raise Violation(Code.WRONG_STATE, path=("activity",), facts={"state": state.label, "state_en": state.value})
    if file.platform_id != activity.platform_id:
        raise Violation(Code.FILE_ELSEWHERE, path=("file",))
    if slot is Slot.PHOTO and file.media_type not in SEEN:
        raise Violation(Code.NOT_A_PHOTO, path=("slot",))
    if slot in REQUIRED:
        one_of_the_five(file, slot, files)
    anchors = {"platform_id": activity.platform_id, "region_id": activity.region_id}
    evidence = {"activity_id": activity.id, "file_id": file.id, "slot": slot, "state": EvidenceState.ATTACHED}
    looks = {"sha256": file.sha256, "short_print": file.short_print, "long_print": file.long_print}
    found_by = {} if file.seen is None else {f"band_{n}": band for n, band in enumerate(bands(file.seen.short), 1)}
    return New("ActivityFile", {**evidence, **anchors, **looks, **found_by, "attached_at": at})


def one_of_the_five(file: FileFacts, slot: Slot, files: Iterable[ArchivedFile]) -> None:
    """Refuse a file that fills another of the five slots already: five slots ask for five things (ours)."""
    filled = (each.slot for each in files if each.slot in REQUIRED and each.slot is not slot and each.is_as(file))
    if other := next(filled, None):
        facts: dict[str, object] = {"slot": other.label, "slot_en": other.value}
        raise Violation(Code.FILLS_ANOTHER_SLOT, path=("slot",), facts=facts)


def withdraw(state: EvidenceState, reason: str | None, *, at: datetime) -> Change:
    """The operator withdraws a file put into an archive by mistake; the row is kept, with the reason."""
    to = FILE_LIFE.move(state, Act.WITHDRAW_EVIDENCE)
    return Change({"state": to, "reason": a_reason(reason), "withdrawn_at": at})


# what stands elsewhere too


@dataclass(frozen=True)
class RepeatedPlace:
    """A repeated place is an activity, with the file where the flag is of a file."""

    activity_id: UUID | New
    platform_id: UUID
    region_id: UUID
    day: date
    subject: str
    evidence_id: UUID | New | None = None
    slot: Slot | None = None


def of_same_bytes(here: Slot, there: Slot) -> FlagKind:
    """Two places of equal bytes hold one file or one list."""
    return FlagKind.SAME_SHEET if here is there is Slot.SIGN_IN else FlagKind.SAME_FILE


COMPARED: Final = {Slot.PHOTO: FlagKind.LIKE_PHOTO, Slot.SIGN_IN: FlagKind.SAME_SHEET}
"""In which slots pictures are compared by what is seen on them."""


def repeated(kind: FlagKind, here: RepeatedPlace, there: RepeatedPlace, *, at: datetime) -> Change:
    """Flag a file or list that stands in two places; a flag asks for an explanation and accuses nobody. Source: Art. 11 (ours).

    “各类服务平台的运营和服务工作要按规范流程操作” (Art. 11).
    """
    anchors = {"platform_id": here.platform_id, "region_id": here.region_id}
    other = {"other_platform_id": there.platform_id, "other_region_id": there.region_id}
    flag = New("EvidenceFlag", {"kind": kind, "state": F.OPEN, **anchors, **other, "raised_at": at})
    places = [New("FlaggedPlace", {"flag_id": flag, **vars(place)}) for place in (here, there)]
    return Change(adds=[flag, *places], events=[Event.FLAG_RAISED])


def list_of(enterprises: Iterable[UUID]) -> str | None:
    """A list of enterprises has one key in whatever order; a short list, which may repeat by chance, has None."""
    ids = sorted({each.int for each in enterprises})
    return None if len(ids) < MANY else sha256(repr(ids).encode()).hexdigest()


def explain(state: FlagState, explanation: str) -> tuple[Change, Change]:
    """The operator explains a flag: the flag's change, and those of the operator's own places."""
    explanation = a_text(explanation, "explanation", "说明", LONGEST)
    return Change({"state": LIFE.move(state, Act.EXPLAIN_FLAG)}), Change({"explanation": explanation})


@dataclass(frozen=True)
class Holder:
    """A place's holder is the platform with its region."""

    kind: Kind
    municipal: bool
    region_id: UUID


def own_cause(actor: Actor, holders: Iterable[Holder]) -> bool:
    """A centre's desk has an own cause in the archives of that centre."""
    centres = [each for each in holders if each.kind is Kind.SERVICE_CENTER]
    if actor.role is Role.MUNICIPAL_CENTER:
        return any(each.municipal for each in centres)
    regions = actor.reach.get("region", frozenset())
    return actor.role is Role.DISTRICT_CENTER and any(each.region_id in regions for each in centres)


def decide(
    act: Act, state: FlagState, findings: str, actor: Actor, holders: Iterable[Holder], *, at: datetime
) -> Change:
    """A desk clears or confirms a flag with its findings, never in its own cause."""
    if own_cause(actor, holders):
        raise Violation(Code.OWN_CAUSE)
    findings = a_text(findings, "findings", "核查情况", LONGEST)
    return Change({"state": LIFE.move(state, act), "findings": findings, "decided_at": at})
