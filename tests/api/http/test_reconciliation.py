"""`api doctor --deep`: the simulated city agrees with itself, and whatever is altered behind the acts is found and named."""

from typing import Final
from uuid import uuid4

import asyncpg
import pytest

from api.commands.reconciliation import AGREEMENTS, reconciled
from api.database.database import open_database
from api.keyring import Keyring
from api.settings import Settings
from resolvers.people.sealing import Sealer, checkpoint
from tests.api.process import finished

PLANTED: Final = {
    "each cap account is the sum of its entries": "update cap_account set awarded = awarded - 1 where awarded > 0",
    "no cap account is beyond its cap": "update cap_account set awarded = cap + 1, carried = 0",
    "an approved subsidy counts once under its platform's cap, with its amount": "update cap_entry set amount = amount + 100 where kind = 'AWARD'",
    "what is given back to a cap is no more than what it was charged": """insert into cap_entry
        (id, account_id, platform_id, kind, amount, subsidy_id, reason, entered_at)
        select gen_random_uuid(), account_id, platform_id, 'GIVEN_BACK', amount + 1, subsidy_id, '', entered_at
        from cap_entry where kind = 'AWARD' limit 1""",
    "a subsidy is paid once at most, and with its amount": "update payment set amount = amount + 1 where state = 'PAID'",
    "a subsidy that counts as paid has a payment that arrived": "update payment set state = 'FAILED' where state = 'PAID'",
    "what came back of a recovery is the sum of its returns": "update recovery set returned = returned + 1",
    "what came back of a subsidy is the sum of its recoveries": "update subsidy set returned = returned + 1 where state = 'PAID'",
    "the first award of a year is what its claim comes to": "update claim set payable = payable + 1 where subsidy_id is not null",
    "a published score and grade are those of the result that was published": "update evaluation set score = score + 1 where published_result_id is not null",
    "each report has the versions it counts, the last of which is its latest": "update report set versions_count = versions_count + 1",
    "each version of a report has the activities it counts": "update report_version set activity_count = activity_count + 1",
    "each version of a report has the enterprises it counts": "update report_version set enterprise_count = enterprise_count + 1",
    "each consolidation has the versions it counts": "update consolidation set versions_count = versions_count + 1",
    "each consolidated figure is the sum of the reports taken in": "update consolidation_version set person_count = person_count + 1",
    "each filing is on time or late by the day it was handed in": "update obligation set outcome = 'ON_TIME' where outcome = 'LATE'",
    "no filing that is owed or missing was handed in": "update obligation set outcome = 'MISSING' where outcome = 'LATE'",
}


async def amiss(settings: Settings) -> list[str]:
    """What a deep look finds."""
    async with await open_database(settings) as opened, opened.pool.read() as connection:
        return [str(each) async for each in reconciled(connection) if each.remedy is not None]


async def alter(settings: Settings, sql: str, *, least: int = 1) -> None:
    """Alter rows as whoever owns the database can, with every rule of it out of force."""
    owner = await asyncpg.connect(settings.database_url)
    try:
        await owner.execute("set session_replication_role = replica")
        for of, name in await owner.fetch(
            "select conrelid::regclass::text, conname from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace"
        ):
            await owner.execute(f'alter table {of} drop constraint "{name}"')
        assert int((await owner.execute(sql)).split()[-1]) >= least
    finally:
        await owner.close()


async def test_the_simulated_city_agrees_with_itself(city_settings: Settings) -> None:
    done = finished("doctor", "--deep", DATABASE_URL=str(city_settings.database_url), DIANCHI_SECRET="x" * 40)

    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("FIX") and ("not so" in line or "audit" in line)] == []
    assert {f"ok    {each.holds}" for each in AGREEMENTS} <= set(lines)
    assert "ok    whatever was acknowledged is there" in lines


@pytest.mark.parametrize("holds", [each.holds for each in AGREEMENTS])
async def test_what_was_altered_behind_the_acts_is_found_and_named(city_settings: Settings, holds: str) -> None:
    await alter(city_settings, PLANTED[holds])

    [line] = [each for each in await amiss(city_settings) if holds in each]
    [noun] = [each.noun for each in AGREEMENTS if each.holds == holds]
    assert line.startswith(f"FIX   not so: {holds}: {noun} ")
    assert line.count(f"{noun} ") <= 21


async def test_what_was_acknowledged_and_is_gone_is_named(city_settings: Settings) -> None:
    gone = uuid4()
    await alter(
        city_settings,
        f"""insert into idempotency (id, account_id, operation, key, body_hash, noun, row_id, extras)
        values (gen_random_uuid(), gen_random_uuid(), 'startReport', 'k', repeat('0', 64), 'Report', '{gone}', '{{}}')""",
    )

    [line] = await amiss(city_settings)
    assert line.startswith(f"FIX   acknowledged and not there: Report {gone}")


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("update audit set row_version = 77 where id = (select audit_id from audit_seal where seq = 5)", "record 5"),
        ("delete from audit_seal where seq > 8", "checkpoint counts"),
        ("update audit_checkpoint set root = repeat('0', 64)", "not signed"),
    ],
    ids=["altered", "cut", "checkpoint"],
)
async def test_an_audit_that_does_not_hold_together_is_found(city_settings: Settings, sql: str, why: str) -> None:
    async with await open_database(city_settings) as opened:
        await Sealer(opened.pool.write).seal()
        keyring = Keyring.of(city_settings)
        assert await checkpoint(opened.pool.write, keyring.sign, keyring.public_key)
    assert await amiss(city_settings) == []
    await alter(city_settings, sql)

    [line] = await amiss(city_settings)
    assert why in line
