"""Whether a program and a database fit: which files the database has seen, and whether it has what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from api import OperatorError
from api.database.database import UNMIGRATED
from api.migrations import files
from api.migrations.fingerprint import Comparison, compared, lost_columns, taken
from migrations._forward import Forward, Phase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asyncpg import Connection, Record

SEEN: Final = """SELECT array(SELECT name FROM tortoise_migrations ORDER BY name) AS applied,
    array(SELECT name FROM tortoise_migrations m WHERE name <> ALL($1) ORDER BY name) AS unknown,
    array(SELECT name FROM tortoise_migrations m
        WHERE name <> ALL($1) AND coalesce(to_jsonb(m) ->> 'phase', 'CONTRACT') = 'CONTRACT' ORDER BY name) AS contracted"""
NEWER: Final = (
    "This database was migrated by a newer version ({}), which took away what this one reads: "
    "serve it with that version, or a newer one."
)
FORKED: Final = (
    "This database has seen {}, which this program does not know, and lacks {}: the two come from different lines "
    "of development. Use a program that has both."
)
REMEDY: Final = (
    "where it was made by a version from before the migrations were frozen, serve it with that version, or begin with "
    "an empty database (the demonstration: another --data folder); where somebody altered it by hand, undo that"
)
DIFFERENT: Final = f"This database is not what its migrations say:{{}}\nNothing was changed: {REMEDY}."
ASTRAY: Final = (
    "{} did not lead to what it says:{}\nIt is recorded as applied. Do not serve this database: restore it from the "
    "backup made before, and report what differs."
)
READERS: Final = """SELECT array(SELECT r.rolname FROM pg_class m CROSS JOIN aclexplode(m.relacl) g
    JOIN pg_roles r ON r.oid = g.grantee
    WHERE m.oid = to_regclass('public.tortoise_migrations') AND g.grantee <> m.relowner ORDER BY 1)"""
OTHER_ROLE: Final = (
    "This database is served under the role {0}, not {1}: set DIANCHI_APP_ROLE={0}, "
    "or let its administrator rename the role (ALTER ROLE {0} RENAME TO {1})."
)
RECORDED: Final = "SELECT to_regclass('tortoise_migrations') IS NOT NULL"
UNREADABLE: Final = "This database lacks {} columns that its migrations say it has ({}, …): run `python -m api doctor`."


class NewerError(OperatorError):
    """The database has seen migrations that this program cannot live with."""


class DifferentError(OperatorError):
    """The database does not have what the files it has seen say."""


async def refuse_newer(connection: Connection[Record], package: str, pending: Sequence[str]) -> list[str]:
    """Leave a database alone that a newer version has migrated; tell the files not known here that do no harm."""
    seen: Any = await connection.fetchrow(SEEN, files.names(package))
    if seen["contracted"]:
        raise NewerError(NEWER.format(seen["contracted"][-1]))
    if seen["unknown"] and pending:
        raise NewerError(FORKED.format(seen["unknown"][-1], pending[0]))
    return seen["unknown"]


async def refuse_other_role(connection: Connection[Record], role: str) -> None:
    """Leave a database alone whose rights were given to another role: the new one would lack them."""
    readers: list[str] = await connection.fetchval(READERS)
    if readers and role not in readers:
        raise DifferentError(OTHER_ROLE.format(readers[0], role))


async def refuse_different(
    connection: Connection[Record], package: str, applied: Sequence[str], due: Sequence[str]
) -> None:
    """Leave a database alone that is not what its files say; the next one may have been broken off."""
    if found := await difference(connection, package, applied, due):
        raise DifferentError(DIFFERENT.format(found))


async def expect_arrival(connection: Connection[Record], package: str, applied: Sequence[str]) -> None:
    """Fail where the files that were applied did not lead to what they say."""
    if found := await difference(connection, package, applied):
        raise DifferentError(ASTRAY.format(applied[-1], found))


async def difference(
    connection: Connection[Record], package: str, applied: Sequence[str], due: Sequence[str] = ()
) -> Comparison | None:
    """Compare what a database has with what its files say; None where no fingerprint is kept of so few files."""
    lines = files.expected(applied, package)
    if lines is None:
        return None
    migration = files.load(due[0], package) if due else None
    resumed = isinstance(migration, Forward) and not migration.transaction
    step = files.delta(due[0], package) if resumed else (set[str](), set[str]())
    return compared(await taken(connection), lines, step)


async def unfit(connection: Connection[Record], package: str = files.PACKAGE) -> str | None:
    """Tell why this program cannot serve a database, and what to do; None where it can."""
    if not await connection.fetchval(RECORDED):
        return UNMIGRATED
    seen: Any = await connection.fetchrow(SEEN, files.names(package))
    if seen["contracted"]:
        return NEWER.format(seen["contracted"][-1])
    lines = files.expected(seen["applied"], package)
    lost = [] if lines is None else lost_columns(await taken(connection), lines)
    return UNREADABLE.format(len(lost), lost[0]) if lost else None


def lacking(applied: Sequence[str], package: str = files.PACKAGE) -> list[str]:
    """List the files of this program that it needs and a database has not seen."""
    missing = [name for name in files.names(package) if name not in applied]
    # A file that takes away is not needed, unless one that is comes after it.
    while missing and files.phase(missing[-1], package) is Phase.CONTRACT:
        missing.pop()
    return missing


async def unready(connection: Connection[Record], package: str = files.PACKAGE) -> str | None:
    """Tell why requests cannot be answered from a database now, by what it has seen alone; None where they can."""
    seen: Any = await connection.fetchrow(SEEN, files.names(package))
    if seen["contracted"]:
        return NEWER.format(seen["contracted"][-1])
    missing = lacking(seen["applied"], package)
    return f"the database lacks {', '.join(missing)}: run `python -m api migrate`" if missing else None


async def conformity(connection: Connection[Record], package: str = files.PACKAGE) -> list[tuple[str, str | None]]:
    """List the findings on a database's migrations and schema, each with a remedy where it will not do."""
    seen: Any = await connection.fetchrow(SEEN, files.names(package))
    missing = lacking(seen["applied"], package)
    findings: list[tuple[str, str | None]] = [
        (f"{len(missing)} migrations are lacking", "run `python -m api migrate`" if missing else None)
    ]
    if seen["contracted"]:
        findings.append(("the database is newer than this program", NEWER.format(seen["contracted"][-1])))
    waiting = [name for name in files.contracts(package) if name not in {*seen["applied"], *missing}]
    findings += [
        (f"{name} waits until no server of the version before is left (`migrate --contract`)", None) for name in waiting
    ]
    differing = None if seen["unknown"] else await difference(connection, package, seen["applied"])
    if differing is not None:
        text = f"the schema is {'not ' if differing else ''}what its migrations say{differing or ''}"
        findings.append((text, REMEDY if differing else None))
        findings += [(f"added by hand: {line}", None) for line in differing.by_hand]
    return findings
