"""What deploy/ has is started as it is shipped: the units under their restrictions, the image's steps, the compose file's services."""

import asyncio
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from api.settings import Settings
from tests.api.deployed import NOBODY, ROOT, Image, Unit, confined
from tests.api.process import APP_PASSWORD, free_port

NAMES: Final = ("dianchi-migrate", "dianchi", "dianchi-worker", "dianchi-doctor")
UNITS: Final = [Unit(ROOT / "deploy" / f"{name}.service") for name in NAMES]
MIGRATION, SERVER, WORKER, DOCTOR = UNITS
SECRETS: Final = (".env", "deploy/.env", "var/secret", "api/web/dist/key", "tests/x.py", "api/__pycache__/x.pyc")


def tracked(to: Path) -> Path:
    """A copy of what is in the repository, as `git clone` makes it."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().splitlines():
        if (ROOT / name).exists():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, to / name)
    return to


def ready(port: int, *programs: subprocess.Popen[bytes]) -> None:
    """Wait until requests are answered."""
    until = time.monotonic() + 300
    while time.monotonic() < until and all(each.poll() is None for each in programs):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    for each in programs:
        each.kill()
    raise AssertionError([each.communicate()[0] for each in programs])


def ended(program: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Order a program to stop; how it ended, and what it wrote."""
    program.terminate()
    output, _ = program.communicate(timeout=40)
    return program.returncode, output.decode()


@pytest.mark.parametrize("unit", UNITS, ids=NAMES)
def test_a_unit_writes_nowhere_but_where_it_is_told(unit: Unit) -> None:
    told = {name: values[-1] for name, values in unit.settings.items()}

    assert told["ProtectSystem"] == "strict"
    assert unit.environment["DIANCHI_DATA"] == f"/var/lib/{told['StateDirectory']}"
    assert ("/etc/dianchi-owner.env" in str(unit.settings["EnvironmentFile"])) == (unit is MIGRATION)
    assert unit.command()[0].startswith(told["WorkingDirectory"])
    assert not told["WorkingDirectory"].startswith("/var/lib")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
@pytest.mark.parametrize("name", [*(f"{name}.service" for name in NAMES), "dianchi-doctor.timer"])
def test_systemd_understands_every_line_of_a_unit(name: str) -> None:
    command = ["systemd-analyze", "verify", str(ROOT / "deploy" / name)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)

    # The command is not there, since nothing is installed at /opt.
    told = [line for line in (found.stdout + found.stderr).splitlines() if name in line]
    assert [line for line in told if "/opt/dianchi/.venv/bin/python is not executable" not in line] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only a superuser starts units")
def test_the_units_commands_work_under_their_restrictions_from_an_empty_state(tmp_path: Path) -> None:
    code, state, port = tracked(tmp_path / "code"), tmp_path / "state", free_port()
    state.mkdir(mode=0o700)
    os.chown(state, NOBODY, NOBODY)
    settings = {"DIANCHI_SECRET": "x" * 40, "DIANCHI_PORT": str(port), **SERVER.environment}

    def start(*command: str) -> subprocess.Popen[bytes]:
        return confined(command, code, state, settings)

    assert start("sh", "-c", "echo > /opt/dianchi/x").wait() != 0
    assert start("sh", "-c", "echo > /var/lib/dianchi/x && rm /var/lib/dianchi/x").wait() == 0
    migrated = start(*MIGRATION.command())
    output, _ = migrated.communicate(timeout=120)
    assert migrated.returncode == 0, output
    programs = [start(*unit.command()) for unit in (SERVER, WORKER)]
    ready(port, *programs)
    looked, _ = start(*DOCTOR.command()).communicate(timeout=120)
    assert b"ok    whatever was acknowledged is there" in looked
    ends = [ended(each) for each in programs]

    assert [code for code, _ in ends] == [0, 0], ends
    assert "Traceback" not in str(ends)
    assert {"postgres", "secret"} & {path.name for path in state.iterdir()} == {"postgres"}
    assert not list(code.rglob("*.pyc"))


async def test_the_image_has_what_runs_and_no_secret_and_answers_its_health_check(
    settings: Settings, tmp_path: Path
) -> None:
    context, port = tracked(tmp_path / "context"), str(free_port())
    for name in SECRETS:
        (context / name).parent.mkdir(parents=True, exist_ok=True)
        (context / name).write_text("secret", "utf-8")
    image = await asyncio.to_thread(Image, context, tmp_path)
    at = {"DATABASE_URL": str(settings.database_url), "DIANCHI_SECRET": "x" * 40, "DIANCHI_PORT": port}
    at |= {"DIANCHI_DATA": str(settings.data), "DIANCHI_APP_PASSWORD": APP_PASSWORD}

    def answered() -> tuple[int, int, int, int]:
        missing = image.start(["python", "-c", "import pytest"], **at).wait()
        before = image.start(image.health, **at).wait()
        server = image.start(image.command, **at)
        ready(int(port), server)
        return missing, before, image.start(image.health, **at).wait(), ended(server)[0]

    missing, before, healthy, end = await asyncio.to_thread(answered)

    assert missing == before == 1
    assert (healthy, end) == (0, 0)
    there = {path.relative_to(image.root).as_posix() for path in image.root.rglob("*") if path.suffix != ".pyc"}
    assert not there & set(SECRETS)
    assert {name.split("/")[0] for name in there} == {
        "api",
        "domain",
        "migrations",
        "resolvers",
        "schema",
        "schema.graphql",
        "runtime.lock",
    }
    text = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    assert text.index("\nUSER dianchi") < text.index("\nCMD")


def test_the_services_share_what_the_image_keeps_and_begin_when_the_one_before_is_healthy() -> None:
    text = (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
    service: Any = dict(re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", text, re.MULTILINE))
    [volume] = re.findall(r"^VOLUME (\S+)$", (ROOT / "deploy" / "Dockerfile").read_text("utf-8"), re.MULTILINE)

    assert f"volumes: &files [files:{volume}]" in service["api"]
    assert "volumes: *files" in service["worker"]
    assert re.search(r"^volumes:\n(  \w+:\n)*  files:\n", text, re.MULTILINE)
    assert "database: { condition: service_healthy }" in service["migrate"]
    assert "migrate: { condition: service_completed_successfully }" in service["api"]
    assert "api: { condition: service_healthy }" in service["worker"]
    assert "disable: true" in service["worker"]
    assert "DIANCHI_KEY_FILE: /run/secrets/keys" in service["api"]
    assert all(
        mounts in service[name] for name, mounts in (("api", "secrets: &keys [keys]"), ("worker", "secrets: *keys"))
    )
    owner = [name for name, lines in service.items() if "POSTGRES" not in lines and "postgresql://dianchi:" in lines]
    assert owner == ["migrate"]
    assert not re.search(r"(?:SECRET|PASSWORD): (?!\$\{)", text)
