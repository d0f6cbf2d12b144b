"""The statements of migration files, read by their first words: which object of the schema each makes, alters or removes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


class StatementKind(Enum):
    """The kind of a statement."""

    CREATE_TABLE = auto()
    DROP_TABLE = auto()
    ADD_COLUMN = auto()
    DROP_COLUMN = auto()
    ADD_RULE = auto()
    USE_INDEX = auto()
    DROP_RULE = auto()
    VALIDATE = auto()
    SET_NOT_NULL = auto()
    DROP_NOT_NULL = auto()
    SET_TYPE = auto()
    RENAME = auto()
    CREATE_INDEX = auto()
    DROP_INDEX = auto()
    CREATE_VIEW = auto()
    DROP_VIEW = auto()
    COMMENT_VIEW = auto()
    GRANT = auto()
    REVOKE = auto()
    ROWS = auto()
    OTHER = auto()


TABLE: Final = r'ALTER TABLE (?:ONLY )?"(?P<table>\w+)" '
WORDS: Final = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for kind, pattern in (
        (StatementKind.CREATE_TABLE, r'CREATE TABLE "(?P<table>\w+)"'),
        (StatementKind.DROP_TABLE, r'DROP TABLE "(?P<table>\w+)"'),
        (StatementKind.ADD_COLUMN, TABLE + r'ADD COLUMN "(?P<name>\w+)"'),
        (StatementKind.DROP_COLUMN, TABLE + r'DROP COLUMN "(?P<name>\w+)"'),
        (StatementKind.USE_INDEX, TABLE + r'ADD CONSTRAINT "(?P<name>\w+)" UNIQUE USING INDEX'),
        (StatementKind.ADD_RULE, TABLE + r'ADD CONSTRAINT "(?P<name>\w+)"'),
        (StatementKind.DROP_RULE, TABLE + r'DROP CONSTRAINT "(?P<name>\w+)"'),
        (StatementKind.VALIDATE, TABLE + r'VALIDATE CONSTRAINT "(?P<name>\w+)"'),
        (StatementKind.SET_NOT_NULL, TABLE + r'ALTER COLUMN "(?P<name>\w+)" SET NOT NULL'),
        (StatementKind.DROP_NOT_NULL, TABLE + r'ALTER COLUMN "(?P<name>\w+)" DROP NOT NULL'),
        (StatementKind.SET_TYPE, TABLE + r'ALTER COLUMN "(?P<name>\w+)" (?:SET DATA )?TYPE'),
        (StatementKind.RENAME, r'ALTER (?:TABLE|VIEW) "(?P<table>\w+)" RENAME'),
        (StatementKind.CREATE_INDEX, r'CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?"(?P<name>\w+)" ON "(?P<table>\w+)"'),
        (StatementKind.DROP_INDEX, r'DROP INDEX (?:CONCURRENTLY )?(?:IF EXISTS )?"(?P<name>\w+)"'),
        (StatementKind.CREATE_VIEW, r'CREATE (?:OR REPLACE )?VIEW "(?P<table>\w+)" AS'),
        (StatementKind.DROP_VIEW, r'DROP VIEW "(?P<table>\w+)"'),
        (StatementKind.COMMENT_VIEW, r'COMMENT ON VIEW "(?P<table>\w+)"'),
        (StatementKind.GRANT, r'GRANT (?P<name>[\w, ]+) ON "(?P<table>\w+)" TO'),
        (StatementKind.REVOKE, r'REVOKE (?P<name>[\w, ]+) ON "(?P<table>\w+)" FROM'),
        (StatementKind.ROWS, r"(?:UPDATE|DELETE|INSERT|WITH)\b"),
    )
)


@dataclass(frozen=True)
class Parsed:
    """A statement with the object it is about."""

    kind: StatementKind
    table: str
    name: str
    sql: str


def parsed(sql: str) -> Parsed:
    """Tell what a statement does."""
    for kind, words in WORDS:
        if found := words.match(sql.strip()):
            named = found.groupdict()
            return Parsed(kind, named.get("table") or "", named.get("name") or "", sql)
    return Parsed(StatementKind.OTHER, "", "", sql)


@dataclass
class Declared:
    """The declarations of files beside columns: rules and indexes, views with their hashes, rights, each by its name."""

    rules: dict[str, Parsed] = field(default_factory=dict[str, Parsed])
    views: dict[str, str] = field(default_factory=dict[str, str])
    comments: dict[str, str] = field(default_factory=dict[str, str])
    rights: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    validated: set[str] = field(default_factory=set[str])

    def take(self, statements: Iterable[str]) -> None:
        """Go on by these statements, in their order."""
        for sql in statements:
            self._take(parsed(sql))

    def _take(self, one: Parsed) -> None:
        match one.kind:
            case StatementKind.ADD_RULE | StatementKind.CREATE_INDEX:
                self.rules[one.name] = Parsed(one.kind, one.table, one.name, settled(one.sql))
            case StatementKind.USE_INDEX:
                columns = re.search(r"ON \"\w+\" (\(.+\))", self.rules[one.name].sql)
                assert columns is not None
                sql = f'ALTER TABLE "{one.table}" ADD CONSTRAINT "{one.name}" UNIQUE {columns[1]}'
                self.rules[one.name] = Parsed(StatementKind.ADD_RULE, one.table, one.name, sql)
            case StatementKind.DROP_RULE | StatementKind.DROP_INDEX:
                self.rules.pop(one.name, None)
                self.validated.discard(one.name)
            case StatementKind.VALIDATE:
                self.validated.add(one.name)
            case StatementKind.CREATE_VIEW:
                self.views[one.table] = one.sql.replace("CREATE OR REPLACE", "CREATE", 1)
            case StatementKind.COMMENT_VIEW:
                self.comments[one.table] = one.sql
            case StatementKind.GRANT:
                self.rights[one.table] = self.rights.get(one.table, frozenset()) | words(one.name)
            case StatementKind.REVOKE:
                self.rights[one.table] = self.rights.get(one.table, frozenset()) - words(one.name)
            case StatementKind.DROP_COLUMN:
                alone = f'("{one.name}")'
                self.rules = {
                    n: each for n, each in self.rules.items() if each.table != one.table or alone not in each.sql
                }
            case StatementKind.DROP_TABLE | StatementKind.DROP_VIEW:
                self._forget(one.table)
            case _:
                pass

    def _forget(self, table: str) -> None:
        """Leave out what goes with a table or view."""
        self.rules = {name: rule for name, rule in self.rules.items() if rule.table != table}
        for kept in (self.views, self.comments, self.rights):
            kept.pop(table, None)


def words(rights: str) -> frozenset[str]:
    """Part a list of rights."""
    return frozenset(right.strip().upper() for right in rights.split(","))


def settled(sql: str) -> str:
    """Leave out how a rule is made; what stays is what it says."""
    return sql.replace(" CONCURRENTLY", "", 1).removesuffix(" NOT VALID")
