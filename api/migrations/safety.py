"""The steps that hold up or break a database in use, each of which a file takes only with a written reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from api.migrations import files
from api.migrations.fingerprint import is_column, rule_of
from api.migrations.statements import Declared, Parsed, StatementKind, parsed
from migrations._forward import Forward, Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RESUMABLE: Final = frozenset(
    {StatementKind.CREATE_INDEX, StatementKind.DROP_INDEX, StatementKind.VALIDATE, StatementKind.ROWS}
)


@dataclass
class Setting:
    """A step's surroundings: its file, the tables that the file makes, and the declarations of earlier files."""

    file: Forward
    earlier: Declared
    made: set[str] = field(default_factory=set[str])


@dataclass(frozen=True)
class Danger:
    """A kind of step, why it is one, what to do instead, and whether a reason can allow it all the same."""

    name: str
    meant: Callable[[Parsed, Setting], bool]
    instead: str
    excusable: bool = True


def has(one: Parsed, words: str) -> bool:
    """Tell whether a statement holds these words."""
    return re.search(words, one.sql, re.IGNORECASE) is not None


def unfilled(one: Parsed, setting: Setting) -> bool:
    """Tell whether NOT NULL is set without a checked condition, so that every row is looked at under a long lock."""
    condition = f'CHECK ("{one.name}" IS NOT NULL)'
    return one.kind is StatementKind.SET_NOT_NULL and not any(
        rule.table == one.table and condition in rule.sql and rule.name in setting.earlier.validated
        for rule in setting.earlier.rules.values()
    )


DANGERS: Final = (
    Danger(
        "not null",
        lambda one, _: one.kind is StatementKind.ADD_COLUMN and has(one, " NOT NULL") and not has(one, " DEFAULT "),
        "rows that are there have nothing to put into it, and servers of the version before write none: "
        "give it a db_default, or add it empty, fill it, and forbid NULL in a later file",
        # It fails on the first table with a row in it, whatever the reason says.
        excusable=False,
    ),
    Danger("not null unchecked", unfilled, "validate a CHECK that it is not null first, in a file of its own"),
    Danger(
        "rewrite",
        lambda one, _: (
            one.kind is StatementKind.SET_TYPE
            or (one.kind is StatementKind.ADD_COLUMN and has(one, r" DEFAULT (?!now\(\)).*\("))
        ),
        "every row is written anew under a lock: add a column, fill it in parts, take the old one away later",
    ),
    Danger(
        "index not concurrent",
        lambda one, _: one.kind is StatementKind.CREATE_INDEX and not has(one, " CONCURRENTLY "),
        "nobody writes while it is made: CREATE INDEX CONCURRENTLY, in a file outside a transaction",
    ),
    Danger(
        "key not by an index",
        lambda one, _: one.kind is StatementKind.ADD_RULE and has(one, r" (UNIQUE|PRIMARY KEY) \("),
        "nobody reads while it is made: make the index concurrently, then ADD CONSTRAINT … USING INDEX",
    ),
    Danger(
        "rule checked at once",
        lambda one, _: (
            one.kind is StatementKind.ADD_RULE and has(one, r" (CHECK|FOREIGN KEY) ") and not has(one, " NOT VALID$")
        ),
        "every row is looked at under a lock: add it NOT VALID, and validate it in a file outside a transaction",
    ),
    Danger(
        "rule inside a column",
        lambda one, _: one.kind is StatementKind.ADD_COLUMN and has(one, r" (REFERENCES|UNIQUE|CHECK) "),
        "add the column, and its rule as a step of its own",
    ),
    Danger(
        "binds",
        lambda one, setting: (
            setting.file.phase is Phase.EXPAND
            and (one.kind in {StatementKind.ADD_RULE, StatementKind.USE_INDEX} or has(one, "^CREATE UNIQUE INDEX "))
        ),
        "servers of the version before do not know it: say why they keep it already (--because), or make it CONTRACT",
    ),
    Danger(
        "takes away",
        lambda one, setting: (
            setting.file.phase is Phase.EXPAND
            and one.kind
            in {
                StatementKind.DROP_TABLE,
                StatementKind.DROP_COLUMN,
                StatementKind.RENAME,
                StatementKind.SET_NOT_NULL,
                StatementKind.REVOKE,
            }
        ),
        "servers of the version before still use it: a file that takes away is CONTRACT",
    ),
    Danger(
        "view taken away",
        lambda one, setting: (
            setting.file.phase is Phase.EXPAND
            and one.kind is StatementKind.DROP_VIEW
            and not any(
                parsed(step).kind is StatementKind.CREATE_VIEW
                for step in setting.file.steps
                if f'"{one.table}"' in step
            )
        ),
        "servers of the version before still read it: a file that takes away is CONTRACT",
    ),
    Danger(
        "outside a transaction",
        lambda one, setting: not setting.file.transaction and one.kind not in RESUMABLE,
        "it cannot be taken again after an interruption: put it into a file with a transaction",
    ),
    Danger(
        "inside a transaction",
        lambda one, setting: (
            setting.file.transaction and (one.kind is StatementKind.VALIDATE or has(one, " CONCURRENTLY "))
        ),
        "it takes long, or cannot be done there: put it into a file with transaction = False",
    ),
    Danger(
        "rows at once",
        lambda one, setting: (
            one.kind is StatementKind.ROWS and (setting.file.transaction or not has(one, r"\bLIMIT\b"))
        ),
        "rows stay locked until the last is written: in parts (… WHERE id IN (SELECT … LIMIT 1000)), "
        "in a file outside a transaction",
    ),
    Danger(
        "unknown",
        lambda one, _: one.kind is StatementKind.OTHER,
        "it is no step that this house knows: say what it locks, for how long, and what servers notice",
    ),
)


class UnreasonedStep(NamedTuple):
    """A dangerous step for which its file gives no reason."""

    file: str
    danger: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.message}"


def unexplained(package: str = files.PACKAGE) -> Iterator[UnreasonedStep]:
    """Tell the steps of the files after the frozen ones that are dangerous and give no reason."""
    earlier = Declared()
    for name in files.names(package):
        migration = files.load(name, package)
        if isinstance(migration, Forward):
            yield from dangers(migration, earlier)
            yield from (taken_away(name, package) if migration.phase is Phase.EXPAND else ())
        earlier.take(files.statements(migration))


def dangers(migration: Forward, earlier: Declared) -> Iterator[UnreasonedStep]:
    """Tell the dangerous steps of a file for which it gives no reason; a table it makes itself is nobody's yet."""
    setting = Setting(migration, earlier)
    for one in map(parsed, migration.steps):
        if one.kind is StatementKind.CREATE_TABLE:
            setting.made.add(one.table)
        for danger in DANGERS if one.table not in setting.made else ():
            reason = migration.reasons.get(danger.name, "").strip() if danger.excusable else ""
            if danger.meant(one, setting) and not reason:
                message = f"{one.sql[:80]!r} is refused ({danger.name}): {danger.instead}"
                yield UnreasonedStep(migration.name, danger.name, message)


def taken_away(name: str, package: str) -> Iterator[UnreasonedStep]:
    """Tell the columns that a file's fingerprint no longer has, of tables or of views."""
    gone, added = (set(map(rule_of, filter(is_column, lines))) for lines in files.delta(name, package))
    for column in sorted(gone - added):
        yield UnreasonedStep(name, "takes away", f"{column} is gone after it: a file that takes away is CONTRACT")
