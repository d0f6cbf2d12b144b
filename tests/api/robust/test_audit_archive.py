"""The audit's retention: what is old leaves the database for files that are verified, and all of it stays one chain."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from api.commands import auditing
from api.commands.audit_files import opened, write
from api.commands.reconciliation import reconciled
from api.database.database import open_database
from resolvers.people import archiving
from tests.api.process import finished
from tests.api.sealed import signed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from api.database.database import Database
    from api.settings import Settings

MANY = 230
COUNTS = """select (select count(*) from audit) as audits, (select count(*) from audit_seal) as seals,
    (select min(seq) from audit_seal) as first, (select count(*) from audit_checkpoint) as checkpoints"""


class Archive:
    """A database with an audit, and the commands of its owner."""

    def __init__(self, database: Database, settings: Settings, owner: Any, folder: Path) -> None:
        self.database, self.settings, self.owner, self.folder = database, settings, owner, folder

    async def sign(self, *, days_ago: int = 0, times: int = 2) -> None:
        """Records come, are sealed and signed, so many days ago."""
        for _ in range(times):
            await signed(self.database, self.settings, self.owner, MANY, days_ago=days_ago)

    async def run(self, *arguments: object, days: int | None = 183) -> tuple[int, str]:
        place = {"DATABASE_URL": str(self.settings.database_url), "DIANCHI_DATA": str(self.settings.data)}
        if days is not None:
            place["DIANCHI_AUDIT_RETENTION_DAYS"] = str(days)
        done = await asyncio.to_thread(finished, "audit", *map(str, arguments), **place)
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr

    async def counts(self) -> Any:
        return await self.owner.fetchrow(COUNTS)

    async def amiss(self) -> list[str]:
        async with self.database.pool.read() as connection:
            found = [each async for each in reconciled(connection)]
        return [str(each) for each in found if "audit" in each.text and each.remedy is not None]


@pytest.fixture
async def archive(settings: Settings, tmp_path: Path) -> AsyncGenerator[Archive]:
    owner = await asyncpg.connect(settings.database_url)
    try:
        async with await open_database(settings) as database:
            yield Archive(database, settings, owner, tmp_path)
    finally:
        await owner.close()


async def test_a3_exports_and_database_are_one_chain(archive: Archive) -> None:
    first, second = archive.folder / "1.ndjson", archive.folder / "2.ndjson"
    await archive.sign(days_ago=400)
    assert (await archive.run("archive", first))[0] == 0
    await archive.sign(days_ago=200)
    assert (await archive.run("archive", second))[0] == 0
    await archive.sign(days_ago=182)
    await archive.sign()

    assert (await archive.run("archive", archive.folder / "3.ndjson")) == (
        0,
        "no record is older than what is kept, up to a checkpoint\n",
    )
    for whole in ((first, second, "--database"), (first, second), (second, "--database"), ("--database",), ()):
        code, told = await archive.run("verify", *whole)
        assert code == 0, told
    sizes = [opened(each).last for each in (first, second)]
    # Beside what the test writes: the records of the two archives themselves.
    assert sizes == [2 * MANY, 4 * MANY + 1]
    counts = await archive.counts()
    assert (counts["first"], counts["seals"]) == (sizes[1] + 1, counts["audits"])
    assert counts["seals"] == 4 * MANY + 1
    code, told = await archive.run("verify", first, "--database")
    assert (code, "does not go on" in told) == (1, True)
    assert await archive.amiss() == []
    noted = await archive.owner.fetch("select role, sender, changes from audit where act = 'ARCHIVE_AUDIT'")
    assert [(each["role"], "@" in each["sender"]) for each in noted] == [("CLOCK", True)]


async def test_a3_what_was_altered_in_an_archive_or_after_it_is_found(archive: Archive) -> None:
    file, forged = archive.folder / "1.ndjson", archive.folder / "forged.ndjson"
    await archive.sign(days_ago=400)
    await archive.run("archive", file)
    await archive.sign()
    lines = file.read_text("utf-8").splitlines(keepends=True)
    records = [at for at, line in enumerate(lines) if line.startswith('{"seq"')]

    for altered, why in (
        ([*lines[: records[40]], *lines[records[41] :]], "record 41"),
        (
            [each.replace("Signature", "Forgery", 1) if at == records[40] else each for at, each in enumerate(lines)],
            "record 41",
        ),
        (lines[: records[-1]], "missing"),
    ):
        forged.write_text("".join(altered), "utf-8")
        code, told = await archive.run("verify", forged, "--database")
        assert (code, why in told) == (1, True), told
    await archive.owner.execute(
        "update audit set row_version = 7 where id = (select audit_id from audit_seal order by seq limit 1)"
    )
    [line] = await archive.amiss()
    assert f"record {2 * MANY + 1}" in line
    # Where the rest of the chain begins is signed too.
    await archive.owner.execute("update audit set row_version = 1 where row_version = 7")
    assert await archive.amiss() == []
    await archive.owner.execute("update audit_checkpoint set sha256 = repeat('0', 64) where size = $1", 2 * MANY)
    [line] = await archive.amiss()
    assert "not signed" in line


async def test_a3_the_chain_goes_on_where_nothing_is_left_of_it(archive: Archive) -> None:
    file = archive.folder / "1.ndjson"
    await archive.sign(days_ago=400)
    await archive.run("archive", file)
    assert (await archive.counts())["seals"] == 0
    assert await archive.amiss() == []

    await archive.sign(times=1)

    assert (await archive.counts())["first"] == 2 * MANY + 1
    assert (await archive.run("verify", file, "--database"))[0] == 0
    assert await archive.amiss() == []


async def test_a3_nothing_is_cut_without_a_retention_and_none_is_under_six_months(archive: Archive) -> None:
    await archive.sign(days_ago=400)
    code, told = await archive.run("archive", archive.folder / "1.ndjson", days=None)
    assert (code, "stays in the database for good" in told) == (1, True)
    for command in (("audit", "archive", str(archive.folder / "1.ndjson")), ("doctor",), ("serve",)):
        done = await asyncio.to_thread(
            finished,
            *command,
            DATABASE_URL=str(archive.settings.database_url),
            DIANCHI_AUDIT_RETENTION_DAYS="182",
        )
        assert (done.returncode, "DIANCHI_AUDIT_RETENTION_DAYS" in done.stderr) == (1, True)
    assert (await archive.counts())["seals"] == 2 * MANY


async def test_a3_what_is_no_whole_archive_of_old_records_cuts_nothing(archive: Archive) -> None:
    await archive.sign(days_ago=400)
    await archive.sign()
    before = await archive.counts()
    file = archive.folder / "1.ndjson"
    # All of the database, the young records too.
    assert (await archive.run("export", file))[0] == 0
    code, told = await archive.run("archive", file)
    assert (code, "old enough" in told) == (1, True)
    # Records that no checkpoint counts.
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(each for each in lines if "checkpoint" not in each), "utf-8")
    code, told = await archive.run("archive", file)
    assert (code, "does not end at a checkpoint" in told) == (1, True)
    file.write_bytes(b"something else")
    assert (await archive.run("archive", file))[0] == 1
    assert await archive.counts() == before


@pytest.mark.parametrize("fails", ["fsync", "replace"])
async def test_a3_nothing_is_cut_where_the_file_does_not_reach_its_disk(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    await archive.sign(days_ago=400)
    before, file = await archive.counts(), archive.folder / "1.ndjson"

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(*{"fsync": (os, "fsync", full), "replace": (type(file), "replace", full)}[fails])
        with pytest.raises(OSError, match="No space"):
            await auditing.archived(archive.database, archive.owner, file, timedelta(days=183), there=False)
    assert await archive.counts() == before
    assert not file.exists()

    assert (await archive.run("archive", file))[0] == 0
    assert (await archive.counts())["seals"] == 0
    assert (await archive.run("verify", file, "--database"))[0] == 0


async def test_a3_an_interrupted_archive_is_gone_on_with(archive: Archive) -> None:
    file = archive.folder / "1.ndjson"
    await archive.sign(days_ago=400)
    keeping = timedelta(days=183)
    span = await archive.database.pool.reading(lambda connection: archiving.archivable(connection, keeping))
    assert span is not None
    await write(file, archive.database.pool.reading, span)
    # The file is there and nothing is cut; records that grow old meanwhile are of the next archive.
    await archive.sign(days_ago=300, times=1)
    written = file.read_bytes()
    root = opened(file).signed[-1].root.hex()
    async with await open_database(archive.settings, application=False) as owned:
        city = await owned.city()
        assert await archiving.cut(owned.pool.write, city, span, root, keeping, file=file.name, sha256="0" * 64)
    # What lies in the file is noted, and still here.
    assert (await archive.counts())["first"] == 1
    assert await archive.amiss() == []
    assert (await archive.run("verify", file, "--database"))[0] == 0

    code, told = await archive.run("archive", file)

    assert (code, f"{2 * MANY} records that lay in an archive already" in told) == (0, True)
    assert (await archive.counts())["first"] == 2 * MANY + 1
    assert file.read_bytes() == written
    code, told = await archive.run("archive", file)
    assert (code, "name another file" in told) == (1, True)
    second = archive.folder / "2.ndjson"
    assert (await archive.run("archive", second))[0] == 0
    assert (await archive.run("verify", file, second, "--database"))[0] == 0
    assert await archive.amiss() == []


async def test_a3_the_doctor_tells_how_long_the_audit_stays_and_that_records_wait(archive: Archive) -> None:
    async def told(**more: str) -> str:
        done = await asyncio.to_thread(finished, "doctor", DATABASE_URL=str(archive.settings.database_url), **more)
        [line] = [each for each in done.stdout.splitlines() if "the audit stays" in each]
        return line

    kept = {"DIANCHI_AUDIT_RETENTION_DAYS": "183"}
    await archive.sign(days_ago=183 + 30)
    assert await told() == "ok    the audit stays in the database for good"
    assert await told(**kept) == "ok    the audit stays in the database for 183 days"
    await archive.owner.execute("delete from audit_checkpoint")
    await archive.sign(days_ago=183 + 32)
    line = await told(**kept)
    assert line.startswith("FIX ")
    assert "api audit archive" in line


async def test_a3_two_do_not_archive_at_once_and_the_applications_login_never(archive: Archive) -> None:
    await archive.sign(days_ago=400)
    await archive.owner.execute("select pg_advisory_lock($1)", auditing.ARCHIVING)
    code, told = await archive.run("archive", archive.folder / "1.ndjson")
    assert (code, "somebody else" in told) == (1, True)
    async with archive.database.pool.write() as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("delete from audit_seal")


async def test_a3_a_restored_database_goes_on_from_its_archives(archive: Archive, empty: str) -> None:
    file, saved = archive.folder / "1.ndjson", archive.folder / "saved.dump"
    await archive.sign(days_ago=400)
    await archive.run("archive", file)
    await archive.sign(times=1)
    place = {"DATABASE_URL": str(archive.settings.database_url), "DIANCHI_DATA": str(archive.settings.data)}
    done = await asyncio.to_thread(finished, "backup", str(saved), **place)
    assert done.returncode == 0, done.stderr
    done = await asyncio.to_thread(finished, "restore", str(saved), **{**place, "DATABASE_URL": empty})
    assert done.returncode == 0, done.stderr

    done = await asyncio.to_thread(
        finished, "audit", "verify", str(file), "--database", **{**place, "DATABASE_URL": empty}
    )

    assert done.returncode == 0, done.stderr
