"""How surely planted repetitions are found among many pictures, by the code that flags them (Art. 11)."""

import asyncio
import io
import os
import random
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg
import pytest
from PIL import Image, ImageEnhance

from api.database.database import Database
from api.files.greyscale import greys_of
from domain.services.archive import Archived, FileFacts, attach
from domain.services.picture_hash import Print, alike, print_of
from domain.terms import Kind
from domain.terms.reporting import ActivityState
from domain.terms.services import Slot
from resolvers.services.repetitions import FoundPlace, seen_before
from resolvers.work.unit_of_work import uuid7
from tests.api.sendings import photo, saved, sheet, sized
from tests.pace import paced
from tests.resolvers.acting import Acting

LONG: Final = bool(os.environ.get("DIANCHI_LONG"))
MANY, PLANTED = (20_000, 200) if LONG else (1_000, 40)
ASKERS: Final = 4
NOBODY: Final = UUID(int=0)
WRONG: Final = Print(0, 0)
THEN: Final = datetime(2022, 9, 1, tzinfo=UTC)


class Shot(NamedTuple):
    """A picture of an archive."""

    facts: FileFacts
    slot: Slot


def altered(picture: Image.Image, r: random.Random) -> bytes:
    """A picture used again: in another size, another brightness, compressed anew."""
    by = r.uniform(0.5, 1.5)
    other = sized(picture, (round(picture.width * by), round(picture.height * by)))
    return saved(ImageEnhance.Brightness(other).enhance(r.uniform(0.8, 1.2)), quality=r.randrange(40, 90))


def shot(content: bytes, slot: Slot) -> tuple[Shot, float]:
    """A picture as its sending notes it, and how long a processor took to look at it, whatever else it did meanwhile."""
    begun = time.process_time()
    seen = print_of(greys_of(io.BytesIO(content), "JPEG"))
    long = None if seen is None else f"{seen.long:064x}"
    took = time.process_time() - begun
    facts = FileFacts(uuid7(), UUID(int=1), "image/jpeg", uuid7().hex * 2, seen and seen.short, long)
    return Shot(facts, slot), took


def picture(n: int) -> tuple[Image.Image, Slot]:
    """One picture in five is a sheet; all sheets are of one form."""
    return (sheet(n), Slot.SIGN_IN) if n % 5 == 0 else (photo(n), Slot.PHOTO)


async def keep(acting: Acting, shots: list[Shot], activities: list[Archived]) -> None:
    """Put pictures into archives, in bulk; what is looked up by is told by the rule."""
    records = list[Any]()
    files = list[Any]()
    platform = await acting.one("Platform", activities[0].platform_id)
    account = await acting.add("Account", username=f"u{uuid7().hex}", name="某人", name_sort="x", password_hash="x")
    theirs = [replace(one.facts, platform_id=platform["id"]) for one in shots]
    found_by = tuple(f"band_{n}" for n in range(1, 5))
    columns = tuple(dict.fromkeys((*attach(activities[0], theirs[0], shots[0].slot, at=THEN).values, *found_by)))
    for one, facts, activity in zip(shots, theirs, activities, strict=True):
        values = attach(activity, facts, one.slot, at=THEN).values
        records.append((uuid7(), 1, *(values.get(name) for name in columns)))
        f = one.facts
        looks = (f.sha256, f.short_print, f.long_print)
        files.append((f.id, platform["id"], platform["region_id"], account, "a.jpg", f.media_type, 1, *looks, THEN))
    named = ("id", "platform_id", "region_id", "uploaded_by_id", "name", "media_type", "size", "sha256", "short_print")
    async with acting.connection() as connection:
        await connection.copy_records_to_table("file", records=files, columns=(*named, "long_print", "uploaded_at"))
        await connection.copy_records_to_table("activity_file", records=records, columns=("id", "version", *columns))


async def entries(acting: Acting, count: int) -> list[Archived]:
    """Entries of a ledger, in bulk."""
    region = await acting.district()
    platform = await acting.platform(Kind.DEMO_PLATFORM, await acting.holder(), region)
    first = await acting.add(
        "Activity", platform_id=platform, region_id=region, day=date(2022, 8, 1), quarter="2022Q3", mode="OFFLINE",
        function="HR_AND_TRAINING", nature="MARKET", subject="讲座", persons=3, recorded_at=THEN,
    )  # fmt: skip
    row = dict(await acting.one("Activity", first))
    made = [
        Archived(uuid7(), platform, region, ActivityState.RECORDED, row["day"], row["subject"]) for _ in range(count)
    ]
    copies = [tuple({**row, "id": each.id}.values()) for each in made]
    async with acting.connection() as connection:
        await connection.copy_records_to_table("activity", records=copies, columns=tuple(row))
    return made


@pytest.mark.requirement("R11.2")
async def test_planted_repetitions_are_found_among_many_pictures(database: Database):
    acting, r = Acting(database), random.Random(11)
    used = set(r.sample(range(MANY), PLANTED))
    shots, again, seconds = list[Shot](), dict[int, Shot](), 0.0
    for n in range(MANY):
        made, slot = picture(n)
        content = saved(made)
        one, took = shot(content, slot)
        shots.append(one)
        seconds += took
        if n in used:
            again[n], took = shot(altered(Image.open(io.BytesIO(content)), r), slot)
            seconds += took
    activities = await entries(acting, MANY)
    await keep(acting, shots, activities)
    await analysed(database)
    others = [(one, activity.id) for one, activity in zip(shots, activities, strict=True)]

    looked = time.perf_counter()
    found = await looked_up(acting, [(one, NOBODY) for one in again.values()])
    false = await looked_up(acting, others)
    searching = time.perf_counter() - looked

    pairs = zip(again, found, strict=True)
    right = sum(1 for n, each in pairs if each and each.there.activity_id == activities[n].id)
    wrong = sum(each is not None for each in false)
    print(
        f"\n{MANY} pictures, {PLANTED} used again: {right} found ({right / PLANTED:.1%}), "
        f"{wrong} others flagged ({wrong / MANY:.2%}); looking {seconds:.1f} s, looking up {searching:.1f} s"
    )
    assert right >= 0.99 * PLANTED
    assert wrong <= 0.005 * MANY
    assert seconds + searching < paced(60)


async def analysed(database: Database) -> None:
    """Let PostgreSQL know its tables, as it does by itself after a while."""
    connection = await asyncpg.connect(database.owner_url)
    await connection.execute("analyze")
    await connection.close()


async def looked_up(acting: Acting, asked: list[tuple[Shot, UUID]]) -> list[FoundPlace | None]:
    """What stands before in another archive, for several who ask at the same time."""

    async def some(part: list[tuple[Shot, UUID]]) -> list[FoundPlace | None]:
        async with acting.connection() as connection:
            return [await seen_before(connection, one.facts, one.slot, activity) for one, activity in part]

    size = max(1, -(-len(asked) // ASKERS))
    parts = await asyncio.gather(*(some(asked[n : n + size]) for n in range(0, len(asked), size)))
    return [each for part in parts for each in part]


async def test_the_look_up_says_what_the_rule_says(database: Database):
    acting, r, found = Acting(database), random.Random(5), 0
    shots = [shot(altered(sheet(n // 3), r), Slot.SIGN_IN)[0] for n in range(90)]
    activities = await entries(acting, len(shots))
    await keep(acting, shots, activities)

    for n, each in enumerate(await looked_up(acting, [(one, activities[n].id) for n, one in enumerate(shots)])):
        seen = shots[n].facts.seen or WRONG
        others = (at for at in range(len(shots)) if at != n)
        right = {activities[at].id for at in others if alike(seen, shots[at].facts.seen or WRONG, Slot.SIGN_IN)}
        assert (each is None) == (not right)
        assert each is None or each.there.activity_id in right
        found += bool(right)
    assert 60 < found <= 90
