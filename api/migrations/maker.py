"""Makes the next migration files from the row classes, and proves each by running it beside a database made at once."""

from __future__ import annotations

import importlib
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from tortoise.migrations.writer import ImportManager, MigrationWriter

from api import OperatorError
from api.migrations import files, state
from api.migrations.difference import (
    BIND,
    BUILD,
    CONTRACT,
    INDEX,
    LOOSEN,
    OUTSIDE,
    TIGHTEN,
    VALIDATE,
    Steps,
    between_files_and,
)
from api.migrations.proof import prove
from api.migrations.safety import unexplained
from migrations._forward import Phase

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from pathlib import Path

    from tortoise.migrations.operations import Operation
    from tortoise.models import Model

NAMED: Final = {LOOSEN: "", BUILD: "", BIND: "", INDEX: "_indexed", VALIDATE: "_checked", TIGHTEN: "_filled"}
"""How a file is called after the first of its stages."""
TEXT: Final = '''"""{what}.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

{imports}

class Migration(Forward):
    phase = Phase.{phase}
    transaction = {transaction}
    operations = [
{operations}    ]
    steps = [
{steps}    ]
    reasons = {reasons}
'''


class UnsafeError(OperatorError):
    """A difference that cannot be made without holding up or breaking a database in use."""


def stale(rows: Iterable[type[Model]] | None = None, package: str = files.PACKAGE) -> list[str]:
    """Tell in what the migrations no longer say what the row classes say, or are not what they were."""
    reasons = [f"{name} is frozen, and was altered" for name in files.altered(package)]
    if between_files_and(state.models() if rows is None else rows, package).stages:
        reasons.append("a row class changed")
    reasons += [f"{name} was edited since it was proved" for name in files.unproved(package)]
    numbers = [name[:4] for name in files.names(package)]
    reasons += [
        f"two files are numbered {number}" for number in sorted({one for one in numbers if numbers.count(one) > 1})
    ]
    return [*reasons, *map(str, unexplained(package))]


async def make(
    name: str,
    because: str = "",
    rows: Sequence[type[Model]] | None = None,
    package: str = files.PACKAGE,
    server: str | None = None,
) -> list[Path]:
    """Write the files that lead to what the row classes say, prove them, and tell their paths; none where none is needed."""
    rows = state.models() if rows is None else rows
    made = dict(parts(name, between_files_and(rows, package), package))
    with keep_all_or_none(package) as written:
        written += [write(called, part, package) for called, part in made.items()]
        for each in list(unexplained(package)) if because else ():
            if each.file in made:
                made[each.file].reasons[each.danger] = because
                write(each.file, made[each.file], package)
        expect_safe(package)
        if written or files.unproved(package):
            await prove(rows, package, server)
            expect_safe(package)
    return written


def expect_safe(package: str) -> None:
    """Refuse files that hold up or break a database in use, and say no word of why they may."""
    if refused := list(map(str, unexplained(package))):
        raise UnsafeError("\n".join(refused))


@contextmanager
def keep_all_or_none(package: str) -> Generator[list[Path]]:
    """Take the files away again that a block wrote, where it fails."""
    written: list[Path] = []
    try:
        yield written
    except BaseException:
        for path in written:
            path.unlink()
            path.with_suffix(files.SUFFIX).unlink(missing_ok=True)
            forget(path.stem, package)
        raise


class Part:
    """One file: the stages beside each other that are taken in the same way."""

    def __init__(self, steps: Steps, stages: list[int]) -> None:
        self.stages = stages
        self.phase = Phase.CONTRACT if stages[0] in {TIGHTEN, CONTRACT} else Phase.EXPAND
        self.transaction = stages[0] not in OUTSIDE
        self.sql = [one for stage in stages for one in steps.sql.get(stage, ())]
        self.operations = [one for stage in stages for one in steps.operations.get(stage, ())]
        self.reasons = dict(steps.harmless)
        self.suffix = "_taken_away" if stages == [CONTRACT] else NAMED.get(stages[0], "")


def parts(name: str, steps: Steps, package: str) -> list[tuple[str, Part]]:
    """Divide steps into files, and name each."""
    groups: list[list[int]] = []
    for stage in steps.stages:
        if groups and way(groups[-1][-1]) == way(stage):
            groups[-1].append(stage)
        else:
            groups.append([stage])
    slug, first = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_"), len(files.names(package)) + 1
    made = [Part(steps, group) for group in groups]
    return [(f"{number:04}_{slug}{part.suffix}", part) for number, part in enumerate(made, first)]


def way(stage: int) -> tuple[bool, bool]:
    """Tell how the steps of a stage are taken: in a transaction, and whether they take away."""
    return stage in OUTSIDE, stage in {TIGHTEN, CONTRACT}


def write(name: str, part: Part, package: str) -> Path:
    """Write a file."""
    imports = ImportManager()
    writer = MigrationWriter(name, files.LABEL, [])
    operations = "".join(f"{line}\n" for one in part.operations for line in lines(writer, one, imports))
    imports.add_from("migrations._forward", "Forward, Phase")
    if part.operations:
        imports.add_from("tortoise.migrations", "operations as ops")
    text = TEXT.format(
        what=name[5:].replace("_", " ").capitalize(),
        imports="\n".join(imports.render()),
        phase=part.phase.name,
        transaction=part.transaction,
        operations=operations,
        steps="".join(f"        {sql!r},\n" for sql in part.sql),
        reasons=part.reasons,
    )
    path = files.folder(package) / f"{name}.py"
    path.write_text(text, "utf-8")
    forget(name, package)
    return path


def forget(name: str, package: str) -> None:
    """Have a file read again where it is asked for next."""
    importlib.invalidate_caches()
    sys.modules.pop(f"{package}.{name}", None)
    files.phase.cache_clear()


def lines(writer: MigrationWriter, operation: Operation, imports: ImportManager) -> list[str]:
    """Write an operation in Tortoise's words."""
    return writer._format_operation(operation, imports, indent="        ")  # noqa: SLF001 (its writer of one operation)
