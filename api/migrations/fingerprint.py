"""What a database has, one line an object, printed alike by PostgreSQL 15 and 18."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncpg import Connection, Record

RELATIONS: Final = """relation as (
    select c.oid, c.relname as name, c.relkind as kind, c.relacl as rights from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
        and c.relname <> 'tortoise_migrations'
        and not exists (select from pg_depend d
            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'))"""
"""What is ours: the record of migrations and what an extension brought are not."""
COLUMNS: Final = """select format('column %s.%s %s', r.name, a.attname, format_type(a.atttypid, a.atttypmod))
        || case when a.attnotnull and r.kind in ('r', 'p') then ' not null' else '' end
        || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
    from relation r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum"""
# From 18 on every column that is not null has a constraint; the column says so already.
RULES: Final = """select format('rule %s.%s %s', r.name, k.conname, pg_get_constraintdef(k.oid))
    from relation r join pg_constraint k on k.conrelid = r.oid where k.contype in ('p', 'u', 'f', 'c', 'x')"""
INVALID: Final = " INVALID"
INDEXES: Final = """select format('index %s.%s %s', r.name, c.relname, pg_get_indexdef(i.indexrelid))
        || case when i.indisvalid then '' else ' INVALID' end
    from relation r join pg_index i on i.indrelid = r.oid join pg_class c on c.oid = i.indexrelid
    where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))"""
# A view's text is printed otherwise by each version: the hash of what it was made from is its comment.
VIEWS: Final = """select format('view %s %s', r.name, coalesce(obj_description(r.oid, 'pg_class'), ''))
    from relation r where r.kind in ('v', 'm')"""
# The application's role has another name in each installation: it is the one that may read the record of migrations.
RIGHTS: Final = """select format('right %s %s', r.name, g.privilege_type) from relation r
    cross join aclexplode(r.rights) g where g.grantee in (select x.grantee from pg_class m
        cross join aclexplode(m.relacl) x
        where m.oid = 'public.tortoise_migrations'::regclass and x.grantee <> m.relowner)"""
PARTS: Final = (COLUMNS, RULES, INDEXES, VIEWS, RIGHTS)
EVERYTHING: Final = f"with {RELATIONS} {' union all '.join(PARTS)}"
CAST: Final = re.compile(r"::(?:character varying|text)(?:\(\d+\))?(?:\[\])?")
NO_BRACKETS: Final = str.maketrans("", "", "()")
INDEX: Final = "index "
COLUMN: Final = "column "


async def taken(connection: Connection[Record]) -> set[str]:
    """Take a database's fingerprint; the name of the application's role is not in it."""
    return {normal(row["line"]) for row in await connection.fetch(EVERYTHING)}


def normal(line: str) -> str:
    """Write a line as it is printed before and after a database was saved and restored, which moves casts and brackets."""
    line = CAST.sub("", " ".join(line.split()))
    return line if line.startswith(COLUMN) else line.translate(NO_BRACKETS)


@dataclass(frozen=True)
class Comparison:
    """A comparison of a database with its files: the lines it lacks, those beyond, and indexes added by hand."""

    lacking: list[str]
    beyond: list[str]
    by_hand: list[str]

    def __bool__(self) -> bool:
        return bool(self.lacking or self.beyond)

    def __str__(self) -> str:
        lines = [f"lacks {line}" for line in self.lacking] + [f"has {line}" for line in self.beyond]
        more = f"\n  and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
        return "".join(f"\n  {line[:LONGEST]}" for line in lines[:SHOWN]) + more


SHOWN: Final = 6
LONGEST: Final = 160


def compared(has: set[str], expected: set[str], step: tuple[set[str], set[str]] = (set(), set())) -> Comparison:
    """Compare a database with what its files say; `step` is what the file takes away and adds that was broken off."""
    gone, added = step
    beyond = {line for line in has - expected if line.removesuffix(INVALID) not in added}
    names = {rule_of(line) for line in expected | added if line.startswith(INDEX)}
    by_hand = {line for line in beyond if line.startswith(INDEX) and rule_of(line) not in names}
    return Comparison(sorted(expected - has - gone), sorted(beyond - by_hand), sorted(by_hand))


def rule_of(line: str) -> str:
    """Name the object a line is of."""
    return line.split(" ", 2)[1]


def lost_columns(has: set[str], expected: set[str]) -> list[str]:
    """Name the columns that a program would ask for in vain."""
    here = {rule_of(line) for line in has if line.startswith(COLUMN)}
    return sorted(name for name in map(rule_of, filter(is_column, expected)) if name not in here)


def is_column(line: str) -> bool:
    """Tell whether a line is of a column."""
    return line.startswith(COLUMN)
