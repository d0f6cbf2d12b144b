"""The audit by HTTP: for the audit administrator alone, audited, bounded, and verified on another machine as it comes."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from api.database.database import open_database
from api.keyring import Keyring
from domain.calendar import day_of
from resolvers.people import exporting, sealing
from tests.api.client import serving
from tests.api.process import finished
from tests.api.sealed import signed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    import httpx

    from api.settings import Settings
    from tests.api.client import Client

OF_EXPORTS = """{ audits(first: 50, filter: {act: {eq: EXPORT_AUDIT}}) { nodes {
    noun problem account { username } record { id } changes { field value } } } }"""


class Exporting:
    """A city whose audit is signed, at its API."""

    def __init__(self, anyone: Client, settings: Settings, owner: Any) -> None:
        self.anyone, self.settings, self.owner = anyone, settings, owner

    async def sign(self, records: int = 10, *, days_ago: int = 0) -> None:
        async with await open_database(self.settings) as database:
            await signed(database, self.settings, self.owner, records, days_ago=days_ago)


@pytest.fixture
async def town(city_settings: Settings) -> AsyncGenerator[Exporting]:
    owner = await asyncpg.connect(city_settings.database_url)
    try:
        async with serving(city_settings) as anyone:
            yield Exporting(anyone, city_settings, owner)
    finally:
        await owner.close()


def today() -> date:
    """The day by the database's own clock."""
    return day_of(datetime.now(UTC))


def of(first: object, last: object) -> str:
    return f"/audit/export?from={first}&until={last}"


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["problems"][0]["code"]


async def offline(*arguments: object) -> tuple[int, str]:
    done = await asyncio.to_thread(finished, "audit", *map(str, arguments))
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


async def test_a4_an_export_is_verified_offline_and_a_record_of_it_proved(town: Exporting, tmp_path: Path) -> None:
    file, proof, key = tmp_path / "audit.ndjson", tmp_path / "proof.json", Keyring.of(town.settings).public_key
    await town.sign(days_ago=10)
    await town.sign(450)
    audit = await town.anyone.signed_in("audit")

    answer = await audit.get(of(today(), today()))

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert f"audit-{today()}-{today()}.ndjson" in answer.headers["content-disposition"]
    file.write_bytes(answer.content)
    lines = [json.loads(line) for line in answer.text.splitlines()]
    begins, records = lines[0]["export"]["after"], [each for each in lines if "seq" in each]
    # It begins at the checkpoint before the first day, not with the first record.
    assert begins["size"] > 100
    assert [each["seq"] for each in records] == list(range(begins["size"] + 1, lines[0]["export"]["last"] + 1))
    assert len(records) >= 450
    code_, told = await offline("verify", file, "--key", key)
    assert code_ == 0, told
    assert (await offline("verify", file, "--key", "00" * 32))[0] == 1

    proven = json.loads(records[-30]["record"])["id"]
    code_, told = await offline("prove", file, proven)
    assert code_ == 0, told
    proof.write_text(told, "utf-8")
    assert (await offline("check", proof, "--key", key))[0] == 0
    one = await audit.get(f"/audit/export?record={proven}")
    assert one.json() == json.loads(told)
    proof.write_text(one.text.replace(proven, proven[::-1]), "utf-8")
    assert (await offline("check", proof))[0] == 1

    cut = answer.text.splitlines(keepends=True)
    file.write_text("".join(cut[:-10]), "utf-8")
    code_, told = await offline("verify", file)
    assert (code_, "missing" in told) == (1, True)


async def test_a4_the_proof_of_a_record_is_had_by_the_id_that_the_api_shows(town: Exporting) -> None:
    audit = await town.anyone.signed_in("audit")
    nodes = (await audit.query("{ audits(first: 1, filter: {act: {eq: SIGN_IN}}) { nodes { id } } }"))["audits"][
        "nodes"
    ]
    id = nodes[0]["id"]
    assert code(await audit.get(f"/audit/export?record={id}")) == (400, "NOT_YET_SIGNED")
    await town.sign()

    answer = await audit.get(f"/audit/export?record={id}")

    assert answer.status_code == 200
    assert json.loads(answer.json()["record"])["act"] == "SIGN_IN"
    for none in (f"{0:032x}", "Zm9v", "x"):
        assert code(await audit.get(f"/audit/export?record={none}")) == (404, "NOT_FOUND")


@pytest.mark.parametrize("name", ["bureau", "oversight", "system", "security", "finance", "530102-operator"])
async def test_a4_nobody_but_the_audit_administrator_exports_and_each_try_is_audited(
    town: Exporting, name: str
) -> None:
    person, audit = [await town.anyone.signed_in(each) for each in (name, "audit")]
    assert code(await person.get(of(today(), today()))) == (403, "FORBIDDEN")
    assert code(await town.anyone.get(of(today(), today()))) == (401, "NOT_SIGNED_IN")
    assert (await audit.get(of(today(), today()))).status_code == 200

    done, refused = (await audit.query(OF_EXPORTS))["audits"]["nodes"]

    assert (refused["noun"], refused["problem"], refused["account"]["username"]) == ("Audit", "FORBIDDEN", name)
    assert (done["noun"], done["problem"], done["account"]["username"]) == ("Audit", None, "audit")
    assert {"from": str(today()), "until": str(today())}.items() <= {
        each["field"]: each["value"] for each in done["changes"]
    }.items()


async def test_a4_what_is_asked_wrongly_is_refused_clearly(town: Exporting) -> None:
    audit, day = await town.anyone.signed_in("audit"), today()
    for asked, refusal in (
        (of(day, day - timedelta(days=1)), (400, "EMPTY_PERIOD")),
        (of(day - timedelta(days=366), day), (400, "INVALID")),
        (of("yesterday", day), (400, "INVALID")),
        (f"/audit/export?from={day}", (400, "REQUIRED")),
        ("/audit/export", (400, "REQUIRED")),
    ):
        assert code(await audit.get(asked)) == refusal
    assert (await audit.get(of(day - timedelta(days=365), day))).status_code == 200
    assert (await audit.http.post("/audit/export", headers=audit.headers)).status_code == 405


async def test_a4_one_export_at_a_time_which_holds_no_connection(
    town: Exporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.sign(3 * sealing.BATCH)
    audit, going, begun = await town.anyone.signed_in("audit"), asyncio.Event(), asyncio.Event()

    async def slow(connection: Any, seq: int) -> Any:
        return await sealing.chain_after(connection, seq)

    async def lines(*asked: Any) -> AsyncGenerator[bytes]:
        async for each in exporting.lines_of(*asked):
            yield each
            begun.set()
            await going.wait()

    monkeypatch.setattr("api.files.audit_exports.lines_of", lines)
    monkeypatch.setattr(exporting, "chain_after", slow)
    first = asyncio.create_task(audit.get(of(today(), today())))
    await begun.wait()

    assert code(await audit.get(of(today(), today()))) == (429, "EXPORT_RUNNING")
    # A question asked wrongly in between does not let a second one in.
    assert code(await audit.get(of("x", today()))) == (400, "INVALID")
    assert code(await audit.get(of(today(), today()))) == (429, "EXPORT_RUNNING")
    busy = (
        "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'"
    )
    assert await town.owner.fetchval(busy) == 0

    going.set()
    assert (await first).status_code == 200
    assert (await audit.get(of(today(), today()))).status_code == 200


async def test_a4_an_export_that_is_cut_off_lets_the_next_one_in(
    town: Exporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.sign()
    audit = await town.anyone.signed_in("audit")

    async def broken(*asked: Any) -> AsyncGenerator[bytes]:
        async for each in exporting.lines_of(*asked):
            yield each
            raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("api.files.audit_exports.lines_of", broken)
        with pytest.raises(Exception, match=r"peer closed|incomplete|disconnected"):
            await audit.get(of(today(), today()))

    assert (await audit.get(of(today(), today()))).status_code == 200
