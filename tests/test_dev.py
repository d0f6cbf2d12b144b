"""The command that prepares and runs all: long steps show that they go on, and keep their words for when they fail."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import dev
from tests.api.process import environment_of, free_port

if TYPE_CHECKING:
    from pathlib import Path

WARNS = "import sys; print('WARNING: of pip', file=sys.stderr); print('of uv'); raise SystemExit({code})"


def test_a_step_that_succeeds_keeps_its_warnings(capfd: pytest.CaptureFixture[str]) -> None:
    dev.step([sys.executable, "-c", WARNS.format(code=0)], "nothing")

    assert capfd.readouterr() == ("", "")


def test_a_step_that_fails_shows_its_words_and_what_to_do(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(dev.StepError, match=r"failed \(3\)\. Do something\."):
        dev.step([sys.executable, "-c", WARNS.format(code=3)], "Do something.")

    shown = capfd.readouterr().err
    assert "WARNING: of pip" in shown
    assert "of uv" in shown


def test_a_program_that_is_not_there_is_a_step_that_fails() -> None:
    with pytest.raises(dev.StepError, match=r"failed \(127\)\. Install it\."):
        dev.step(["no-such-program"], "Install it.")


def test_a_long_step_shows_that_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The step waits for its own sign of life."""
    shown = dev.say

    def noted(text: str) -> None:
        shown(text)
        (tmp_path / "shown").touch()

    monkeypatch.setattr(dev, "say", noted)
    monkeypatch.setattr(dev, "ALIVE_SECONDS", 0.05)
    waits = "import pathlib, sys, time\nwhile not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.01)"

    dev.step([sys.executable, "-c", waits, tmp_path / "shown"], "nothing")

    assert capfd.readouterr().err.startswith("dev: … 0 s\n")


def test_a_city_on_a_server_of_ones_own_is_not_begun_anew(tmp_path: Path) -> None:
    settings = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    arguments = ["run", "--fresh", "--port", str(free_port()), "--data", str(tmp_path)]

    done = subprocess.run(
        [sys.executable, "dev.py", *arguments], cwd=dev.ROOT, env=environment_of(settings), capture_output=True, text=True, check=False
    )  # fmt: skip

    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr.splitlines()[-1]


def test_a_failing_run_names_its_tests_in_the_last_lines(tmp_path: Path) -> None:
    failing = "import pytest\n\n@pytest.fixture\ndef lost(): raise RuntimeError\n\ndef test_without(lost): ...\n"
    (tmp_path / "test_it.py").write_text(f"{failing}\ndef test_wrong(): assert not 'so\\n' * 99\n", "utf-8")
    ours = [*dev.WHOLE, "--numprocesses=1", "-p", "no:cacheprovider", "-c", dev.ROOT / "pyproject.toml"]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *ours, "--rootdir", tmp_path, tmp_path], capture_output=True, text=True, check=False
    )  # fmt: skip

    failed, error, count = done.stdout.splitlines()[-3:]
    assert re.match(r"FAILED \S*test_it\.py::test_wrong", failed)
    assert re.match(r"ERROR \S*test_it\.py::test_without", error)
    assert count.startswith("1 failed, 1 error in ")
