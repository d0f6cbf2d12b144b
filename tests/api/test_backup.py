"""Saving the database while people work, and having all of it back elsewhere."""

import asyncio
import itertools
import json
import os
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import asyncpg
import pytest

from api.backup import SUM, NotDone, backup, manifest_of, restore
from api.database import migrate
from api.settings import Settings
from tests.api.client import Client, Refusal, serving
from tests.conftest import at
from tests.invariants import broken

LONG: Final = bool(os.environ.get("DIANCHI_LONG"))
ROUNDS, WRITERS, SOME = (20, 8, 200) if LONG else (1, 2, 5)
REGISTERED: Final = "select count(*) as rows from audit where act = 'REGISTER_ENTITY'"


@asynccontextmanager
async def people_working(client: Client) -> AsyncGenerator[list[str]]:
    """Some register legal persons all the time; gives the codes of those acknowledged."""
    bureau, acknowledged, numbers = await client.signed_in("bureau"), list[str](), itertools.count()
    enough, stopping = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        while not stopping.is_set():
            number = next(numbers)
            await bureau.do("registerEntity", "entity { id }", uscc=uscc(number), name=f"云岭{number}有限公司")
            acknowledged.append(uscc(number))
            if len(acknowledged) > SOME:
                enough.set()

    async with asyncio.TaskGroup() as writing:
        for _ in range(WRITERS):
            writing.create_task(write())
        await enough.wait()
        try:
            yield acknowledged
        finally:
            stopping.set()


def uscc(number: int) -> str:
    """A unified social credit code that nobody has, with its check character (GB 32100)."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91530102MA8{number:06d}"
    return body + letters[-sum(letters.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31]


def names_in(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


async def fetch(url: str, query: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(query)
    finally:
        await connection.close()


@pytest.mark.parametrize("drill", range(1, ROUNDS + 1))
async def test_what_is_saved_under_load_is_restored_whole_elsewhere(
    city_settings: Settings, anyone: Client, empty: str, tmp_path: Path, drill: int
) -> None:
    url, archive = str(city_settings.database_url), tmp_path / "备份 1.dump"
    [earlier] = await fetch(url, REGISTERED)
    async with people_working(anyone) as acknowledged:
        before, begun = set(acknowledged), time.perf_counter()
        manifest = await backup(url, archive)
        during, saved = len(acknowledged), time.perf_counter()
        await asyncio.sleep(0.2)
    assert len(acknowledged) > during > len(before) > 0

    again = time.perf_counter()
    assert await restore(empty, archive) == manifest
    rows = sum(table["rows"] for table in manifest["tables"].values())
    took = f"saved in {saved - begun:.1f} s, restored in {time.perf_counter() - again:.1f} s"
    print(f"\ndrill {drill}: {rows} rows {took}; {during - len(before)} acts acknowledged meanwhile")

    restored = {row["uscc"] for row in await fetch(empty, "select uscc from entity")}
    assert before <= restored < {*restored, *acknowledged}
    [audited] = await fetch(empty, REGISTERED)
    assert audited["rows"] - earlier["rows"] == len(restored & set(acknowledged))
    owner = await asyncpg.connect(empty)
    wrong = await broken(owner)
    await owner.close()
    assert wrong == []
    for name, table in manifest["tables"].items():
        assert dict((await fetch(empty, SUM.format(name)))[0])["rows"] == table["rows"]
    async with serving(city_settings.model_copy(update={"database_url": empty})) as client:
        bureau = await client.signed_in("bureau")
        assert (await bureau.query("{ entities { totalCount } }"))["entities"]["totalCount"] == len(restored)
        with pytest.raises(Refusal):
            await bureau.do("registerEntity", "entity { id }", uscc=acknowledged[0], name="又一家有限公司")
        await bureau.do("registerEntity", "entity { id }", uscc=uscc(999_999), name="新设有限公司")
    app = empty.replace("//dianchi@", "//dianchi_app@")
    if app != empty:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(app, "delete from audit")


async def test_an_archive_is_never_written_over_and_a_damaged_one_never_restored(
    settings: Settings, empty: str, tmp_path: Path
) -> None:
    url, archive = str(settings.database_url), tmp_path / "one.dump"
    await backup(url, archive)

    with pytest.raises(NotDone, match="name another file"):
        await backup(url, archive)
    with pytest.raises(NotDone, match="not empty"):
        await restore(url, archive)
    whole = archive.read_bytes()
    archive.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(NotDone, match="not the archive"):
        await restore(empty, archive)
    archive.write_bytes(whole)
    manifest = json.loads(manifest_of(archive).read_text("utf-8"))
    newer = {**manifest, "migrations": [*manifest["migrations"], "9999_later"]}
    manifest_of(archive).write_text(json.dumps(newer), "utf-8")
    with pytest.raises(NotDone, match="newer program, which knows 9999_later"):
        await restore(empty, archive)
    manifest_of(archive).unlink()
    with pytest.raises(NotDone, match="without its manifest"):
        await restore(empty, archive)
    assert not await fetch(
        empty, "select 1 from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    )


async def test_what_was_altered_in_the_archive_is_found_and_nothing_is_left_of_a_failure(
    settings: Settings, empty: str, tmp_path: Path
) -> None:
    url, archive = str(settings.database_url), tmp_path / "one.dump"
    manifest = await backup(url, archive)
    manifest["tables"]["city_clock"]["sum"] += 1
    manifest_of(archive).write_text(json.dumps(manifest), "utf-8")

    with pytest.raises(NotDone, match=r"not what was saved \(tables\); do not use"):
        await restore(empty, archive)
    with pytest.raises(NotDone, match="never migrated"):
        await backup(at(url, "postgres"), tmp_path / "two.dump")

    assert names_in(tmp_path) == ["one.dump", "one.dump.json"]


async def test_an_older_backup_is_brought_up_to_date(settings: Settings, empty: str, tmp_path: Path) -> None:
    archive = tmp_path / "one.dump"
    await backup(str(settings.database_url), archive)
    await restore(empty, archive)

    await migrate(empty)

    [clock] = await fetch(empty, "select count(*) as rows from city_clock")
    assert clock["rows"] == 1
