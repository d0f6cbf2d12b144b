"""The migration files: their order, their phases, the hashes of the frozen ones, and the fingerprint kept beside each."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from tortoise.migrations.operations import RunSQL

from migrations._forward import Forward, Phase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tortoise.migrations import Migration

LABEL: Final = "dianchi"
PACKAGE: Final = "migrations"
FROZEN: Final = "frozen.sha256"
SUFFIX: Final = ".fingerprint"


def folder(package: str = PACKAGE) -> Path:
    """Name the folder of a package's files."""
    return Path(next(iter(import_module(package).__path__)))


def names(package: str = PACKAGE) -> list[str]:
    """List the migrations in their order."""
    return sorted(path.stem for path in folder(package).glob("0*.py"))


def load(name: str, package: str = PACKAGE) -> Migration:
    """Read a migration."""
    return cast("Migration", import_module(f"{package}.{name}").Migration(name, LABEL))


def frozen(package: str = PACKAGE) -> dict[str, str]:
    """List the files that never change again, with their hashes."""
    path = folder(package) / FROZEN
    lines = path.read_text("ascii").splitlines() if path.exists() else []
    return {Path(name).stem: digest for digest, name in (line.split() for line in lines)}


def forward(package: str = PACKAGE) -> list[str]:
    """List the migrations after the frozen ones."""
    return [name for name in names(package) if name not in frozen(package)]


def digest(name: str, package: str = PACKAGE) -> str:
    """Hash a file."""
    return sha256((folder(package) / f"{name}.py").read_bytes()).hexdigest()


def altered(package: str = PACKAGE) -> list[str]:
    """List the frozen files that are no longer what they were."""
    here = set(names(package))
    return [name for name, was in frozen(package).items() if name not in here or digest(name, package) != was]


@cache
def phase(name: str, package: str = PACKAGE) -> Phase:
    """Tell a file's phase; the first ones only made what was not there."""
    migration = load(name, package)
    return migration.phase if isinstance(migration, Forward) else Phase.EXPAND


def contracts(package: str = PACKAGE) -> list[str]:
    """List the files that servers of the version before do not outlive."""
    return [name for name in names(package) if phase(name, package) is Phase.CONTRACT]


def statements(migration: Migration) -> list[str]:
    """List the SQL of a file, as far as it is written there as SQL."""
    if isinstance(migration, Forward):
        return list(migration.steps)
    found: list[Any] = [operation for operation in migration.operations if isinstance(operation, RunSQL)]
    return [str(statement) for operation in found for statement in operation.sql]


def delta(name: str, package: str = PACKAGE) -> tuple[set[str], set[str]]:
    """Read what a file's fingerprint says it takes away and adds; nothing where none is kept."""
    path = folder(package) / f"{name}{SUFFIX}"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    gone = {line[2:] for line in lines if line.startswith("- ")}
    return gone, {line[2:] for line in lines if line.startswith("+ ")}


def keep_delta(name: str, before: set[str], after: set[str], package: str = PACKAGE) -> None:
    """Keep what a file changes beside it, with the hash of the file it was taken of."""
    lines = [f"# sha256 of {name}.py {digest(name, package)}"]
    lines += [f"- {line}" for line in sorted(before - after)] + [f"+ {line}" for line in sorted(after - before)]
    text = "\n".join(lines) + "\n"
    path = folder(package) / f"{name}{SUFFIX}"
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def unproved(package: str = PACKAGE) -> list[str]:
    """List the files after the frozen ones that were edited since their fingerprint was taken, or never had one."""
    edited: list[str] = []
    for name in forward(package):
        path = folder(package) / f"{name}{SUFFIX}"
        first = path.read_text("utf-8").partition("\n")[0] if path.exists() else ""
        if first != f"# sha256 of {name}.py {digest(name, package)}":
            edited.append(name)
    return edited


def fingerprinted(package: str = PACKAGE) -> list[str]:
    """List the files of which a fingerprint is kept."""
    return [name for name in names(package) if (folder(package) / f"{name}{SUFFIX}").exists()]


def expected(applied: Iterable[str], package: str = PACKAGE) -> set[str] | None:
    """Compute a database's fingerprint after these files; None before the first with a fingerprint."""
    done, known = set(applied), fingerprinted(package)
    if not known or not {name for name in names(package) if name <= known[0]} <= done:
        return None
    lines = set[str]()
    for name in (each for each in known if each in done):
        gone, added = delta(name, package)
        lines = (lines - gone) | added
    return lines
