"""What whoever runs the system looks at: health, readiness, figures, the doctor, several workers."""

import asyncio
import json
import re
import signal
import time
from pathlib import Path
from typing import Final

import asyncpg
import httpx
import pytest
from typer.testing import CliRunner

from api import VERSION
from api.__main__ import COMMANDS, command_line
from api.migrations.runner import migrate
from api.settings import Settings
from domain.registry.regions import REGIONS
from tests.api.client import Client, serving
from tests.api.factors import enrolled
from tests.api.process import ROOT, finished, served
from tests.builders.locking import waiting as held_up
from tests.pace import HANGING, paced


async def metric(client: Client, name: str) -> float:
    """One figure of `/metrics`; 0 where it was never counted."""
    told = await client.http.get("/metrics")
    assert told.status_code == 200
    found = re.search(rf"^{re.escape(name)} (\S+)$", told.text, re.MULTILINE)
    return float(found[1]) if found else 0


async def test_a_server_is_ready_when_its_database_is_up_to_date(anyone: Client, city_settings: Settings) -> None:
    ready = await anyone.http.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "why": None})

    owner = await asyncpg.connect(city_settings.database_url)
    await owner.execute("delete from tortoise_migrations where name like '0002%'")
    await owner.close()
    lacking = await anyone.http.get("/readyz")

    assert lacking.status_code == 503
    assert re.search(r"lacks 0002_\w+: run `python -m api migrate`$", lacking.json()["why"])
    assert (await anyone.http.get("/healthz")).text == "ok\n"


async def test_a_server_whose_connections_are_all_lent_is_not_ready_and_lives(city_settings: Settings) -> None:
    narrow = city_settings.model_copy(
        update={"read_connections": 1, "acquire_seconds": paced(0.2), "lock_timeout": 0, "statement_timeout": 0}
    )
    async with serving(narrow) as client:
        assert (await client.http.get("/readyz")).status_code == 200
        owner = await asyncpg.connect(city_settings.database_url)
        async with owner.transaction():
            await owner.execute("lock table platform in access exclusive mode")
            waiting = asyncio.create_task(client.raw("{ platforms { totalCount } }"))
            await held_up(owner, some=True)
            busy, alive = await client.http.get("/readyz"), await client.http.get("/healthz")
        await owner.close()
        assert (await waiting).status_code == 200
        assert (busy.status_code, busy.json()["why"]) == (
            503,
            "no connection to the database was to be had in time",
        )
        assert alive.status_code == 200
        assert (await client.http.get("/readyz")).status_code == 200


async def test_requests_are_counted_by_kind_and_fault_and_nobody_is_named(anyone: Client) -> None:
    names = {
        "query": 'dianchi_requests_total{code="",kind="query"}',
        "wrong": 'dianchi_requests_total{code="VALIDATION",kind="refused"}',
        "act": 'dianchi_request_seconds_count{kind="mutation"}',
        "refusal": 'dianchi_problems_total{code="SIGN_IN_FAILED"}',
    }
    before = {each: await metric(anyone, name) for each, name in names.items()}
    bureau = await anyone.signed_in("bureau")
    await bureau.query("{ clock { today } }")
    await bureau.raw("{ nothing }")
    await anyone.try_("signIn", username="bureau", password="wrong")

    after = {each: await metric(anyone, name) for each, name in names.items()}

    assert {each: after[each] - before[each] for each in names} == {"query": 1, "wrong": 1, "act": 2, "refusal": 1}
    told = (await anyone.http.get("/metrics")).text
    assert 'dianchi_connections_lent{kind="read"}' in told
    assert "bureau" not in told


async def test_the_figures_are_for_the_machine_itself_unless_opened(city_settings: Settings) -> None:
    from_afar = {"X-Forwarded-For": "203.0.113.7"}
    async with serving(city_settings) as client:
        assert (await client.http.get("/metrics", headers=from_afar)).status_code == 404
    async with serving(city_settings.model_copy(update={"open_metrics": True})) as client:
        assert (await client.http.get("/metrics", headers=from_afar)).status_code == 200


FOUND: Final = ("found", "--system", "Zhao=赵启明", "--security", "qian=钱守正", "--audit", "sun=孙明察")


async def test_an_empty_city_gets_its_regions_and_three_administrators_once(settings: Settings) -> None:
    at = {"DATABASE_URL": str(settings.database_url), "DIANCHI_SECRET": "x" * 40}

    first, again = finished(*FOUND, **at), finished(*FOUND, **at)

    assert first.returncode == 0, first.stderr
    printed = [line.split() for line in first.stdout.splitlines()[:3]]
    assert [(line[0].lower(), line[2]) for line in printed] == [
        ("zhao", "系统管理员"),
        ("qian", "安全管理员"),
        ("sun", "审计管理员"),
    ]
    assert len({password for _, password, _ in printed}) == 3
    assert again.returncode == 1
    assert again.stderr.startswith("已有相同的记录。 已有“qian”（钱守正）")
    assert "There is “qian”（钱守正） already" in again.stderr
    async with serving(settings) as anyone:
        for (username, password, _), role in zip(printed, ("SYSTEM", "SECURITY", "AUDIT"), strict=True):
            new = await anyone.signed_in(username, password)
            me = (await new.query("{ viewer { account version role mustChangePassword } }"))["viewer"]
            assert (me["role"], me["mustChangePassword"]) == (f"{role}_ADMINISTRATOR", True)
            own = {"present": password, "password": "Chosen-2022-own"}
            await new.do("changePassword", id=me["account"], expectedVersion=me["version"], **own)
            person = await anyone.signed_in(username, own["password"])
            await enrolled(person)
            regions = (await person.query("{ regions(first: 100) { nodes { code name } } }"))["regions"]["nodes"]
            assert {each["name"] for each in regions} == {"昆明市", *(seed.name for seed in REGIONS)}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [(("zhao=赵", "Zhao=钱", "sun=孙"), "已有相同的记录"), (("zhao", "qian=钱", "sun=孙"), "姓名")],
    ids=["twice", "without a name"],
)
def test_the_three_are_three_and_each_has_a_name(settings: Settings, wrong: tuple[str, str, str], words: str) -> None:
    at = {"DATABASE_URL": str(settings.database_url), "DIANCHI_SECRET": "x" * 40}

    refused = finished("found", "--system", wrong[0], "--security", wrong[1], "--audit", wrong[2], **at)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert words in refused.stderr


async def test_the_doctor_finds_a_sound_installation_sound(settings: Settings, tmp_path: Path) -> None:
    assert finished(*FOUND, DATABASE_URL=str(settings.database_url)).returncode == 0
    (keys := tmp_path / "keys").write_text(f"1 {'0' * 64}")
    named = {"DIANCHI_SECRET": "x" * 40, "DIANCHI_KEY_FILE": str(keys)}
    sound = finished("doctor", DATABASE_URL=str(settings.database_url), **named)

    assert sound.returncode in (0, 1), sound.stderr
    # It is today there: whether the year's days and its regulation are loaded is not the installation's.
    lines = [line for line in sound.stdout.splitlines() if "working days" not in line and "regulation" not in line]
    assert len(lines) >= 6
    assert all(line.startswith("ok    ") for line in lines), sound.stdout


async def test_the_doctor_says_what_to_do_about_each_thing_amiss(empty: str) -> None:
    await migrate(empty)
    owner = await asyncpg.connect(empty)
    await owner.execute("delete from tortoise_migrations where name like '0003%'")
    await owner.execute("grant delete on audit to dianchi_app")
    await owner.execute("delete from calendar_day")
    await owner.close()

    amiss = finished(
        "doctor",
        DATABASE_URL=empty,
        DIANCHI_SMTP_HOST="127.0.0.1",
        DIANCHI_SMTP_PORT="1",
        DIANCHI_SMTP_SENDER="dianchi@example.invalid",
    )

    assert amiss.returncode == 1, amiss.stderr
    found = [line for line in amiss.stdout.splitlines() if line.startswith("FIX")]
    for what in (
        "DIANCHI_SECRET",
        "DIANCHI_KEY_FILE",
        "migrations are lacking",
        "can rewrite the audit",
        "accounts can sign in",
        "no regulation that is loaded is in force today",
        "working days",
        "mail server 127.0.0.1",
    ):
        assert any(what in line for line in found), (what, amiss.stdout)
    assert "Traceback" not in amiss.stdout + amiss.stderr


async def test_a_calendar_is_loaded_from_a_file_or_refused_line_by_line(settings: Settings, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("day,kind,name,source,region\n2026-12-30,REST,,文,\n", "utf-8-sig")
    bad.write_text("day,kind,name,source,region\n2026-12-31,REST,,文,000\n", "utf-8")

    taken = finished("calendar", "load", str(good), DATABASE_URL=str(settings.database_url))
    refused = finished("calendar", "load", str(bad), DATABASE_URL=str(settings.database_url))

    assert (taken.returncode, taken.stdout.split(";")[0]) == (0, "1 days changed"), taken.stderr
    assert refused.returncode == 1
    assert "line 2: " in refused.stderr


async def test_the_doctor_survives_a_database_that_is_not_there() -> None:
    gone = finished("doctor", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing", DIANCHI_SECRET="x" * 40)

    assert gone.returncode == 1
    assert "FIX   database could not be examined" in gone.stdout
    assert "Traceback" not in gone.stdout + gone.stderr


async def test_several_workers_serve_count_together_and_end_at_one_order(settings: Settings) -> None:
    async with served(settings, DIANCHI_WORKERS="2") as (server, client):
        children = workers_of(server.pid)
        for _ in range(20):
            # A connection each, so that both workers get some.
            async with httpx.AsyncClient(base_url=client.base_url) as once:
                answer = await once.post("/graphql", json={"query": "{ clock { today } }"})
                assert "errors" not in answer.json()
        told = (await client.get("/metrics")).text
        server.send_signal(signal.SIGTERM)
        code = await asyncio.to_thread(server.wait, HANGING)

    assert len(children) >= 2
    assert 'dianchi_requests_total{code="",kind="query"} 20.0' in told
    assert code in (0, -signal.SIGTERM)
    assert await asyncio.to_thread(gone, children)


def gone(processes: list[int]) -> bool:
    """Whether all these end."""
    until = time.monotonic() + HANGING
    while any(Path(f"/proc/{pid}").exists() for pid in processes):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def workers_of(parent: int) -> list[int]:
    """The processes under a process."""
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(pid) for task in tasks for pid in task.read_text("ascii").split()]


@pytest.mark.parametrize("name", [name for names in COMMANDS.values() for name in names])
def test_every_command_is_in_its_module_and_tells_what_it_is_for(name: str) -> None:
    answer = CliRunner().invoke(command_line(name), [name, "--help"])

    assert answer.exit_code == 0
    assert len(answer.stdout.split("\n")) > 4


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "docs/operating.md",
        "deploy/compose.yaml",
        "deploy/dianchi.service",
        "deploy/dianchi-worker.service",
    ],
)
def test_pages_name_only_settings_and_commands_that_there_are(path: str) -> None:
    text = (ROOT / path).read_text("utf-8")
    ours = {f"DIANCHI_{name.upper()}" for name in Settings.model_fields} | {"DIANCHI_DATABASE_PASSWORD"}
    commands = {name for names in COMMANDS.values() for name in names}

    assert set(re.findall(r"DIANCHI_[A-Z_]+", text)) <= ours
    asked = set(re.findall(r"(?:-m api|dev\.py api|\[python, -m, api,) (\w+)", text))
    assert asked <= commands
    assert asked


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"DIANCHI_LOG_REQUESTS": "true"}, ["request", "request", "request"]),
        ({"DIANCHI_SLOW_SECONDS": "0.000001", "DIANCHI_LOG_REQUESTS": "true"}, ["slow", "slow", "slow"]),
        ({"DIANCHI_SLOW_SECONDS": "60"}, []),
        ({}, []),
    ],
)
async def test_requests_are_lines_of_the_log_where_the_settings_ask_and_start_and_stop_always(
    settings: Settings, tmp_path: Path, asked: dict[str, str], told: list[str]
) -> None:
    log = tmp_path / "log"
    with log.open("wb") as file:
        async with served(settings, log=file, **asked) as (server, http):
            await http.post("/graphql", json={"query": "query Secret { clock { today } regions { totalCount } }"})
            refused = await http.post("/graphql", json={"query": "{ nothing }"})
            await http.post("/files")
            server.send_signal(signal.SIGTERM)
            await asyncio.to_thread(server.wait, 30)
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines() if line.startswith("{")]

    assert [(each["event"], each["program"], each["version"]) for each in (lines[0], lines[-1])] == [
        ("started", "server", VERSION),
        ("stopped", "server", VERSION),
    ]
    assert [each["event"] for each in lines[1:-1]] == told
    if told:
        assert [each["fields"] for each in lines[1:-1]] == [["clock", "regions"], [], []]
        assert [each["kind"] for each in lines[1:-1]] == ["query", "refused", "upload"]
        assert [each.get("code") for each in lines[1:-1]] == [None, "VALIDATION", "NOT_SIGNED_IN"]
        assert lines[2]["request"] == refused.headers["x-request-id"]
    assert "Secret" not in log.read_text("utf-8")
