"""Saving the database while people work, and having all of it back elsewhere."""

import asyncio
import hashlib
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

from api.commands.backup import SUM, NotDone, backup, manifest_of, restore
from api.commands.backup_files import look
from api.database.database import open_database
from api.files.store import Store, key_of
from api.migrations.runner import migrate
from api.settings import Settings
from tests.api.client import Client, Refusal, serving
from tests.api.process import finished
from tests.api.sendings import PDF, film, sent
from tests.builders.codes import uscc
from tests.conftest import at
from tests.invariants import broken
from tests.pace import come

LONG: Final = bool(os.environ.get("DIANCHI_LONG"))
ROUNDS, WRITERS, SOME = (20, 8, 200) if LONG else (1, 2, 5)
OBJECTORS: Final = "{ objections(first: 50) { nodes { contact } } }"
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


async def kept(url: str, settings: Settings, archive: Path) -> dict[str, Any]:
    """Save a database; its manifest."""
    return (await backup(url, archive, Store(settings)))[0]


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
        manifest = await kept(url, city_settings, archive)
        during, saved = len(acknowledged), time.perf_counter()
        await come(lambda: len(acknowledged) > during)
    assert len(acknowledged) > during > len(before) > 0

    again = time.perf_counter()
    assert (await restore(empty, archive, Store(city_settings)))[0] == manifest
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
        assert {each["contact"] for each in (await bureau.query(OBJECTORS))["objections"]["nodes"]} > {None}
    without_keys = city_settings.model_copy(update={"database_url": empty, "key_file": None})
    async with serving(without_keys) as client:
        answer = (await (await client.signed_in("bureau")).raw(OBJECTORS)).json()
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["SEALED"]
    app = empty.replace("//dianchi@", "//dianchi_app@")
    if app != empty:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(app, "delete from audit")


async def test_an_archive_is_never_written_over_and_a_damaged_one_never_restored(
    settings: Settings, empty: str, tmp_path: Path
) -> None:
    url, archive, store = str(settings.database_url), tmp_path / "one.dump", Store(settings)
    await backup(url, archive, store)

    with pytest.raises(NotDone, match="name another file"):
        await backup(url, archive, store)
    with pytest.raises(NotDone, match="not empty"):
        await restore(url, archive, store)
    whole = archive.read_bytes()
    archive.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(NotDone, match="not the archive"):
        await restore(empty, archive, Store(settings))
    archive.write_bytes(whole)
    manifest = json.loads(manifest_of(archive).read_text("utf-8"))
    newer = {**manifest, "migrations": [*manifest["migrations"], "9999_later"]}
    manifest_of(archive).write_text(json.dumps(newer), "utf-8")
    with pytest.raises(NotDone, match="newer program, which knows 9999_later"):
        await restore(empty, archive, Store(settings))
    manifest_of(archive).write_text(json.dumps({**manifest, "server": 99}), "utf-8")
    with pytest.raises(NotDone, match="saved from PostgreSQL 99: restore it to that version or a later one"):
        await restore(empty, archive, Store(settings))
    manifest_of(archive).unlink()
    with pytest.raises(NotDone, match="without its manifest"):
        await restore(empty, archive, Store(settings))
    assert not await fetch(
        empty, "select 1 from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    )


async def test_what_was_altered_in_the_archive_is_found_and_nothing_is_left_of_a_failure(
    settings: Settings, empty: str, tmp_path: Path
) -> None:
    archives = tmp_path / "archives"
    archives.mkdir()
    url, archive = str(settings.database_url), archives / "one.dump"
    manifest = await kept(url, settings, archive)
    manifest["tables"]["city_clock"]["sum"] += 1
    manifest_of(archive).write_text(json.dumps(manifest), "utf-8")

    with pytest.raises(NotDone, match=r"not what was saved \(tables\); do not use"):
        await restore(empty, archive, Store(settings))
    with pytest.raises(NotDone, match="never migrated"):
        await backup(at(url, "postgres"), archives / "two.dump", Store(settings))

    assert names_in(archives) == ["one.dump", "one.dump.json"]


async def test_where_the_application_has_another_role_that_one_gets_the_rights(
    settings: Settings, empty: str, tmp_path: Path
) -> None:
    role, archive = f"dianchi_elsewhere_{os.getpid()}", tmp_path / "one.dump"
    manifest = await kept(str(settings.database_url), settings, archive)
    await restore(empty, archive, Store(settings), role)

    granted = "select grantee, count(*) from information_schema.role_table_grants where table_name = 'audit' group by 1"
    rights = {row["grantee"]: row["count"] for row in await fetch(empty, granted)}
    async with await open_database(settings.model_copy(update={"database_url": empty, "app_role": role})) as opened:
        await opened.city()
    owner = await asyncpg.connect(empty)
    await owner.execute(f"drop owned by {role}")
    await owner.execute(f"drop role {role}")
    await owner.close()

    assert manifest["role"] == "dianchi_app"
    assert rights[role] == 2
    assert "dianchi_app" not in rights


async def test_an_older_backup_is_brought_up_to_date(settings: Settings, empty: str, tmp_path: Path) -> None:
    archive = tmp_path / "one.dump"
    await backup(str(settings.database_url), archive, Store(settings))
    await restore(empty, archive, Store(settings))

    await migrate(empty)

    [clock] = await fetch(empty, "select count(*) as rows from city_clock")
    assert clock["rows"] == 1


# files


async def with_files(client: Client) -> None:
    """An operator sends two files, one of them twice; of those the city was peopled with no bytes are there."""
    operator = await client.signed_in("530102-operator")
    [activity] = (await operator.query("{ activities(first: 1) { nodes { platform { id } } } }"))["activities"]["nodes"]
    for name, content in (("签到表.pdf", PDF), ("again.pdf", PDF), ("a.mp4", film())):
        await sent(operator, name, content, platform=activity["platform"]["id"])


def contents(folder: Path) -> dict[str, bytes]:
    """What lies in a folder, by its place."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


SENT: Final = {key_of(hashlib.sha256(each).hexdigest()): each for each in (PDF, film())}


async def test_the_files_that_a_database_names_are_saved_and_brought_back(
    city_settings: Settings, anyone: Client, empty: str, tmp_path: Path
) -> None:
    url, archives = str(city_settings.database_url), tmp_path / "archives"
    archives.mkdir()
    await with_files(anyone)
    (city_settings.data / "files" / "ab").mkdir(exist_ok=True)
    (city_settings.data / "files" / "ab" / "nobody-names-it").write_bytes(b"x")

    _, first = await backup(url, archives / "one.dump", Store(city_settings))
    manifest, second = await backup(url, archives / "two.dump", Store(city_settings))
    assert contents(archives / "saved-files") == SENT
    assert first == second
    assert first.named == len(first.missing) + len(SENT)
    assert names_in(archives) == ["one.dump", "one.dump.json", "saved-files", "two.dump", "two.dump.json"]

    elsewhere = city_settings.model_copy(update={"data": tmp_path / "elsewhere", "database_url": empty})
    restored, third = await restore(empty, archives / "two.dump", Store(elsewhere))
    assert contents(elsewhere.data / "files") == SENT
    assert (restored, third.named, third.missing) == (manifest, first.named, first.missing)


async def test_what_is_missing_or_spoilt_is_told_in_a_line_and_the_rest_is_saved(
    settings: Settings, tmp_path: Path
) -> None:
    archives, store = tmp_path / "archives", Store(settings)
    archives.mkdir()
    owner = await asyncpg.connect(str(settings.database_url))
    await owner.execute("alter table file disable trigger all")
    named = {each: hashlib.sha256(each).hexdigest() for each in (b"whole", b"spoilt", b"never there")}
    for content, name in named.items():
        columns = "id, region_id, uploaded_by_id, name, media_type, size, sha256, uploaded_at"
        told = "gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'a.pdf', 'application/pdf', $1, $2, now()"
        await owner.execute(f"insert into file ({columns}) values ({told})", len(content), name)
    await owner.close()
    await store.keep_all({named[b"whole"]: b"whole", named[b"spoilt"]: b"spoilT"})

    _, looked = await backup(str(settings.database_url), archives / "one.dump", store)

    lacking = sorted([named[b"spoilt"], named[b"never there"]])
    assert contents(archives / "saved-files") == {key_of(named[b"whole"]): b"whole"}
    assert str(looked).startswith("MISSING: 2 of 3 files are not in ")
    assert list(looked.missing) == lacking
    assert all(each in str(looked) for each in lacking)


async def test_the_command_fails_where_a_file_is_missing_and_says_so_in_its_last_line(
    city_settings: Settings, tmp_path: Path
) -> None:
    archive = tmp_path / "one.dump"

    told = finished(
        "backup", str(archive), DATABASE_URL=str(city_settings.database_url), DIANCHI_DATA=str(city_settings.data)
    )

    assert told.returncode == 1
    assert "rows of" in told.stdout.splitlines()[-2]
    assert told.stdout.splitlines()[-1].startswith("MISSING: ")
    assert archive.exists()


async def test_of_a_store_elsewhere_names_and_sizes_are_looked_for(settings: Settings, tmp_path: Path) -> None:
    # A store that is no folder of ours answers by name and size alone; what it is made of does not matter here.
    store = Store(settings)
    store.folder, store.where = None, "s3://bucket"
    await store.keep_all({"a" * 64: b"1234"})

    looked = await look({"a" * 64: 4, "b" * 64: 4}, store)

    assert list(looked.missing) == ["b" * 64]
    assert str(looked) == (
        "MISSING: 1 of 2 files are not in s3://bucket by name and size; that store is saved by its own means: "
        + "b" * 64
    )
    _, saved = await backup(str(settings.database_url), tmp_path / "one.dump", store)
    assert str(saved) == "0 files in s3://bucket, each there by name and size; that store is saved by its own means"
    assert not (tmp_path / "saved-files").exists()
