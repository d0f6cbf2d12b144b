"""The audit under seal: in the order of commits, by one sealer at a time, and whatever is rewritten afterwards is found."""

from __future__ import annotations

import asyncio
import json
import random
from typing import TYPE_CHECKING, Any, Final

import asyncpg
import pytest

from api.database.database import open_database
from api.keyring import Keyring
from api.mail.worker import check
from domain.people.audit_chain import Break, Sealed, broken
from resolvers.people.redacting import redact
from resolvers.people.sealing import RawAuditError, Sealer, chain_after
from tests.api.client import serving
from tests.api.process import finished
from tests.api.sealed import NOTED

if TYPE_CHECKING:
    from pathlib import Path

    from api.database.database import Database
    from api.settings import Settings

UNSEALED: Final = "select count(*) from audit a where not exists (select from audit_seal s where s.audit_id = a.id)"
MANY: Final = 250
ROUNDS: Final = 60


@pytest.fixture
async def town(database: Database) -> Database:
    """A database with an audit of some length, and nothing else."""
    async with database.pool.write() as connection:
        await connection.execute(NOTED, "Signature", MANY)
    return database


async def chain_of(database: Database) -> list[Sealed]:
    found, seq = list[Sealed](), 0
    async with database.pool.read() as connection:
        while batch := await chain_after(connection, seq):
            found += batch
            seq = batch[-1].seq
    return found


async def verdict(database: Database) -> Break | None:
    return broken(await chain_of(database))


async def test_all_that_is_committed_is_sealed_once_by_sealers_that_take_turns(city_settings: Settings) -> None:
    async with await open_database(city_settings) as town, serving(city_settings) as anyone:
        first, second = Sealer(town.pool.write), Sealer(town.pool.write)
        await first.seal()

        async def signs_in(name: str) -> None:
            for _ in range(5):
                await anyone.signed_in(name)

        names = ("bureau", "finance", "center", "oversight", "530102-department", "530102-operator")
        async with asyncio.TaskGroup() as tasks:
            people = [tasks.create_task(signs_in(name)) for name in names]
            while not all(each.done() for each in people):
                await asyncio.gather(first.seal(), second.seal())
        await first.seal()

        async with town.pool.read() as connection:
            counts: Any = await connection.fetchrow(
                f"select ({UNSEALED}) as left, (select max(seq) from audit_seal) as last"
            )
        chain = await chain_of(town)
    assert (counts["left"], counts["last"]) == (0, len(chain))
    assert broken(chain) is None


async def test_a_record_committed_later_comes_later_in_the_chain(town: Database) -> None:
    sealer = Sealer(town.pool.write)
    await sealer.seal()
    before = len(await chain_of(town))
    async with town.pool.write() as slow, town.pool.write() as quick:
        await slow.execute("begin")
        await slow.execute(NOTED, "Slow", 1)
        await quick.execute(NOTED, "Quick", 1)
        assert await sealer.seal() == 1
        await slow.execute("commit")

    assert await sealer.seal() == 1

    assert [json.loads(each.content)["noun"] for each in (await chain_of(town))[before:]] == ["Quick", "Slow"]
    assert await verdict(town) is None


async def test_each_alteration_in_the_database_is_located(town: Database) -> None:
    await Sealer(town.pool.write).seal()
    chain, dice = await chain_of(town), random.Random(19)
    owner = await asyncpg.connect(town.owner_url)
    alterations = (
        "update audit set at = at + interval '1 microsecond' where id = $1",
        "update audit set changes = changes || '{\"forged\": 1}' where id = $1",
        "update audit set account_id = null, role = 'CLOCK' where id = $1",
        "update audit set act = 'SIGN_OUT', noun = noun || ' ' where id = $1",
        "update audit_seal set sm3 = translate(sm3, '0123456789abcdef', '123456789abcdef0') where audit_id = $1",
    )
    try:
        for number in range(ROUNDS):
            at = dice.choice(chain)
            undo = owner.transaction()
            await undo.start()
            await owner.execute(alterations[number % len(alterations)], json.loads(at.content)["id"])
            altered, seq = list[Any](), 0
            while batch := await chain_after(owner, seq):
                altered, seq = altered + batch, batch[-1].seq
            found = broken(altered)
            await undo.rollback()
            assert found is not None
            assert found.seq == at.seq
    finally:
        await owner.close()
    assert await verdict(town) is None


async def test_checkpoints_are_signed_handed_out_and_made_only_of_something_new(
    town: Database, settings: Settings, tmp_path: Path
) -> None:
    kept = tmp_path / "checkpoints.ndjson"
    settings = settings.model_copy(update={"checkpoint_file": kept})
    keyring, sealer = Keyring.of(settings), Sealer(town.pool.write)
    async with serving(settings) as anyone, town.pool.write() as connection:
        for _ in range(2):
            await connection.execute(NOTED, "Signature", 3)
            await sealer.seal()
            await check(town.pool, keyring, settings)
            await check(town.pool, keyring, settings)
        shown = (await anyone.http.get("/audit/checkpoints")).json()["checkpoints"]

    lines = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
    assert len(lines) == 2
    assert shown == lines[::-1]
    assert {each["key"] for each in lines} == {keyring.public_key}
    assert [each["size"] for each in lines] == [MANY + 3, MANY + 6]


async def test_an_export_is_verified_and_one_record_proved_on_another_machine(
    town: Database, settings: Settings, tmp_path: Path
) -> None:
    export, kept, proof = tmp_path / "audit.ndjson", tmp_path / "kept.ndjson", tmp_path / "proof.json"
    settings = settings.model_copy(update={"checkpoint_file": kept})
    await Sealer(town.pool.write).seal()
    await check(town.pool, Keyring.of(settings), settings)
    place = {"DATABASE_URL": str(settings.database_url), "DIANCHI_DATA": str(settings.data)}

    async def run(*arguments: object, **more: str) -> tuple[int, str, str]:
        done = await asyncio.to_thread(finished, "audit", *map(str, arguments), **more)
        return done.returncode, done.stdout, done.stderr

    assert (await run("export", export, **place))[0] == 0
    key = json.loads(kept.read_text("utf-8"))["key"]
    assert (await run("verify", export, "--checkpoints", kept, "--key", key))[0] == 0
    wanted = json.loads(json.loads(export.read_text("utf-8").splitlines()[8])["record"])["id"]
    code, printed, _ = await run("prove", export, wanted)
    proof.write_text(printed, "utf-8")
    assert code == 0
    assert (await run("check", proof, "--key", key))[0] == 0

    lines = export.read_text("utf-8").splitlines(keepends=True)
    records = [line for line in lines if line.startswith('{"seq"')]
    cut = tmp_path / "cut.ndjson"
    cut.write_text("".join(records[:-3]), "utf-8")
    assert (await run("verify", cut))[0] == 0
    code, _, why = await run("verify", cut, "--checkpoints", kept)
    assert (code, "missing" in why) == (1, True)
    forged = tmp_path / "forged.ndjson"
    forged.write_text("".join(lines).replace(wanted, wanted[::-1], 1), "utf-8")
    code, _, why = await run("verify", forged)
    assert (code, why.startswith("record 8:")) == (1, True)
    assert (await run("verify", export, "--key", "00" * 32))[0] == 1
    proof.write_text(printed.replace(wanted, wanted[::-1]), "utf-8")
    assert (await run("check", proof, "--key", key))[0] == 1
    for broken_file in (b"\xff", b"{}", b'{"seq": 1}', b"[]"):
        forged.write_bytes(broken_file)
        code, _, why = await run("verify", forged)
        assert (code, "Traceback" in why) == (1, False)


async def test_personal_data_of_older_records_leaves_a_digest_before_the_first_seal(town: Database) -> None:
    phone = {"contact_phone": "0871-00001234", "proposed": {"contactName": "某人", "name": "某平台"}}
    owner = await asyncpg.connect(town.owner_url)
    try:
        await owner.execute(
            "insert into audit (id, act, noun, role, at, recorded_at, changes) values "
            "(gen_random_uuid(), 'UPDATE_PLATFORM', 'Platform', 'CLOCK', now(), clock_timestamp(), $1)",
            json.dumps(phone),
        )
        with pytest.raises(RawAuditError):
            await Sealer(town.pool.write).seal()

        assert await redact(owner, town.keyring.digest) == 1
        assert await redact(owner, town.keyring.digest) == 0

        kept = json.loads(await owner.fetchval("select changes from audit order by recorded_at desc limit 1"))
    finally:
        await owner.close()
    digest = town.keyring.digest
    assert kept == {
        "contact_phone": f"•{digest('0871-00001234')}",
        "proposed": {"contactName": f"•{digest('某人')}", "name": "某平台"},
    }
    assert await Sealer(town.pool.write).seal() > 0
