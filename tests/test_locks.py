"""The locked lists: each package by hash, the running system without the tools of development, in the same versions."""

import re
import tomllib
from pathlib import Path

import pytest

from api import VERSION

ROOT = Path(__file__).resolve().parent.parent
LISTS = ("requirements.lock", "runtime.lock", "installer.lock")


def locked(name: str) -> dict[str, str]:
    """The version of each package of a list."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", LISTS)
def test_each_package_is_locked_by_hash_and_no_index_is_named(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")

    assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?=\S)", text))
    assert "://" not in text


def test_what_runs_is_what_was_tested_without_the_tools_of_development() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    tools = {re.split(r"[=><]", each)[0] for each in project["dependency-groups"]["dev"]}
    needed = {re.split(r"[=><;]", each)[0] for each in project["project"]["dependencies"]}
    everything, runtime = locked("requirements.lock"), locked("runtime.lock")

    assert runtime.items() < everything.items()
    assert needed <= runtime.keys()
    assert not tools & runtime.keys()
    assert locked("installer.lock").keys() == {"uv"}


def test_the_version_that_programs_tell_is_the_projects() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION
