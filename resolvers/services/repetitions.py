"""Repetitions across the city's archives: equal bytes, alike pictures, equal lists of enterprises (Art. 11; ours)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from domain.kernel.change import New
from domain.services.archive import COMPARED, FileFacts, RepeatedPlace, of_same_bytes, repeated
from domain.services.picture_hash import NEAR, NEAR_LONG, bands, close_to
from domain.terms.reporting import ActivityState
from domain.terms.services import FlagKind, Slot
from resolvers.work.rows import other_than
from resolvers.work.unit_of_work import EmittedEvent, UnitOfWork
from schema.services.activity import ActivityRow

SHOWN: Final = """select f.id as evidence_id, f.attached_at, f.slot, f.platform_id, f.region_id, f.activity_id, a.day, a.subject
from activity_file f join activity a on a.id = f.activity_id"""
SAME: Final = f"""{SHOWN} where f.sha256 = $1 and f.state = 'ATTACHED' and f.activity_id <> $2 and a.state = 'RECORDED'
order by f.attached_at, f.id limit 1"""
LIKE: Final = f"""with near as materialized ({SHOWN} where f.state = 'ATTACHED' and f.short_print is not null
and (f.band_1 = any($3::int[]) or f.band_2 = any($4::int[]) or f.band_3 = any($5::int[]) or f.band_4 = any($6::int[]))
and bit_count((f.short_print # $7::bigint)::bit(64)) <= {NEAR}
and bit_count(('x' || f.long_print)::bit(256) # ('x' || $8::text)::bit(256)) <= $9::int
and f.slot = $2 and f.activity_id <> $1 and a.state = 'RECORDED')
select * from near order by attached_at, evidence_id limit 1"""
"""What `domain.services.picture_hash.alike` says, asked of all pictures at once; a test finds the two equal."""


TURN: Final = "select pg_advisory_xact_lock(hashtextextended(key, 11)) from unnest($1::text[]) as key"


async def in_turn(connection: Any, keys: Sequence[str]) -> None:
    """Wait for whoever looks up the same and has not committed yet; of two at once, the second sees the first."""
    await connection.execute(TURN, sorted(keys))


def keys_of(file: FileFacts, slot: Slot) -> list[str]:
    """A file takes turns by these keys: with the same bytes and, as a picture, with all pictures of its slot."""
    return [file.sha256] if slot not in COMPARED or file.seen is None else [file.sha256, slot.value]


@dataclass(frozen=True)
class FoundPlace:
    """A found place holds the same file or list."""

    kind: FlagKind
    there: RepeatedPlace


async def seen_before(connection: Any, file: FileFacts, slot: Slot, activity: UUID) -> FoundPlace | None:
    """The first place, of another activity, where the same file stands, or the same picture."""
    same = await connection.fetchrow(SAME, file.sha256, activity)
    if same is not None:
        return FoundPlace(of_same_bytes(slot, Slot(same["slot"])), _place(same))
    if slot not in COMPARED or file.seen is None:
        return None
    near = [list(close_to(band)) for band in bands(file.seen.short)]
    like = (file.short_print, file.long_print, NEAR_LONG[slot])
    first = await connection.fetchrow(LIKE, activity, slot.value, *near, *like)
    return None if first is None else FoundPlace(COMPARED[slot], _place(first))


def _place(record: Any) -> RepeatedPlace:
    there = place_of(record["activity_id"], record)
    return replace(there, evidence_id=record["evidence_id"], slot=Slot(record["slot"]))


def place_of(activity: UUID | New, columns: Mapping[str, Any]) -> RepeatedPlace:
    """An activity as a place, from its columns."""
    return RepeatedPlace(activity, columns["platform_id"], columns["region_id"], columns["day"], columns["subject"])


async def same_list(work: UnitOfWork, entry: New, *but: ActivityRow) -> None:
    """Flag an entry whose enterprises are just those of an earlier one, of another quarter or platform or of the same day."""
    values: Mapping[str, Any] = entry.values
    if values["served_list"] is None or any(old.served_list == values["served_list"] for old in but):
        return
    await in_turn(work.connection, [values["served_list"]])
    same = work.rows_of(ActivityRow, served_list=values["served_list"], state=ActivityState.RECORDED)
    elsewhere = {name: other_than(values[name]) for name in ("platform_id", "quarter")}
    others = same.that([*({name: test} for name, test in elsewhere.items()), {"day": values["day"]}])
    first = await others.ordered("recorded_at", "id").first()
    if first is not None:
        flag(work, FlagKind.SAME_ENTERPRISES, place_of(entry, values), place_of(first.id, vars(first)))


def flag(work: UnitOfWork, kind: FlagKind, here: RepeatedPlace, there: RepeatedPlace) -> None:
    """Raise a flag of two places."""
    change = repeated(kind, here, there, at=work.now)
    for new in change.adds:
        work.add(new)
    work.events.extend(EmittedEvent(event, work.ids[change.adds[0]], "EvidenceFlag") for event in change.events)
