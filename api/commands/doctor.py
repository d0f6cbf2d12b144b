"""The doctor examines an installation, and names a remedy for each fault."""

import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import timedelta
from typing import Any, Final

from aiosmtplib import SMTPException

from api.commands.diagnosis import Diagnosis, diagnosis
from api.commands.reconciliation import reconciled
from api.database.application_role import owner_signed_in
from api.database.database import Database, UnmigratedError, expect_migrated, open_database
from api.http.graphiql import BUILT
from api.mail.smtp import MailConnection
from api.migrations.fitness import conformity
from api.settings import Settings
from domain.registry.credit_code import identifies_a_person, refused_today
from domain.regulation.packs import PACKS
from domain.regulation.rulepack import in_force
from resolvers.people.archiving import archivable
from resolvers.people.sealed_columns import examined_seals
from schema.noun.constraints import fields_of, table_of
from schema.noun.noun import NOW, rows

OLDEST: Final = 15
FREE: Final = 1 << 30
AHEAD_DAYS: Final = 60
PATIENCE_DAYS: Final = 31
"""How long records that may leave the database wait for whoever archives each month."""
LISTED: Final = 20
"""How many records are named in one line."""
ROLE: Final = """select not (r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolbypassrls) as plain,
    exists (select from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace) as owns,
    has_table_privilege(r.oid, 'audit', 'delete') or has_table_privilege(r.oid, 'audit', 'update') as rewrites
    from pg_roles r where rolname = $1"""
CLOCK: Final = f"select movable, (({NOW}) at time zone 'Asia/Shanghai')::date as today, (select max(day) from calendar_day) as until from city_clock"  # noqa: S608 (a constant of ours)


async def examined(settings: Settings, *, deep: bool = False) -> AsyncGenerator[Diagnosis]:
    """Every diagnosis, one after the other, `deep` ones of every row too; what cannot be looked at is a finding itself."""
    for look in (_settings, _database, _mail, *((_ledgers,) if deep else ())):
        try:
            async for finding in look(settings):
                yield finding
        except Exception as error:  # noqa: BLE001 (whatever it is, it is what was found)
            yield Diagnosis(f"{look.__name__.strip('_')} could not be examined", f"{type(error).__name__}: {error}")


async def _settings(settings: Settings) -> AsyncIterator[Diagnosis]:
    secret = settings.secret is not None
    yield diagnosis(
        settings.database_url is None or secret,
        "the secret that signs tokens is set" if secret else "the secret that signs tokens is this machine's own",
        "set DIANCHI_SECRET, the same for every replica",
    )
    keys = settings.key_file is not None
    yield diagnosis(
        settings.database_url is None or keys,
        "the file of keys is named" if keys else "the file of keys is this machine's own",
        "set DIANCHI_KEY_FILE, the same for every replica and apart from the backups: without it nothing sealed opens elsewhere",
    )
    folder = next(path for path in (settings.data.resolve(), *settings.data.resolve().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    yield diagnosis(free > FREE, f"{free >> 20:,} MiB are free at {folder}", "make room: a full disk stops every act")
    if settings.shows_graphiql:
        built = (BUILT / "index.html").exists()
        yield diagnosis(
            built, f"GraphiQL is {'' if built else 'not '}built", "run `python3 dev.py run` where npm is reached"
        )


async def _database(settings: Settings) -> AsyncIterator[Diagnosis]:
    async with await open_database(settings) as database:
        try:
            await expect_migrated(database.pool)
        except UnmigratedError:
            yield Diagnosis("the database was never migrated", "run `python -m api migrate`")
            return
        async for finding in _migrated(settings, database):
            yield finding


async def _migrated(settings: Settings, database: Database) -> AsyncIterator[Diagnosis]:
    async with database.pool.read() as connection:
        version = connection.get_server_version()
        name = f"PostgreSQL {version.major}.{version.micro}{'' if settings.database_url else ', embedded'}"
        yield diagnosis(version.major >= OLDEST, name, f"upgrade to {OLDEST} or newer")
        for text, remedy in await conformity(connection):
            yield Diagnosis(text, remedy)
        async for finding in _role(connection, settings.app_role):
            yield finding
        owner = await owner_signed_in(connection)
        yield diagnosis(
            owner is None,
            f"the programs sign in as {owner or settings.app_role}{', the owner' if owner else ''}",
            "run `python -m api migrate` with DIANCHI_APP_PASSWORD set, and give it to `serve` and `worker`",
        )
        async for finding in _codes(connection):
            yield finding
        async for finding in _sealed(connection, database):
            yield finding
        accounts = await connection.fetchval("select count(*) from account")
        yield diagnosis(accounts, f"{accounts} accounts can sign in", "run `python -m api found`")
        clock: Any = await connection.fetchrow(CLOCK)
        today, until = clock["today"], clock["until"]
        movable = clock["movable"]
        yield diagnosis(
            in_force(PACKS, today),
            f"{'a' if in_force(PACKS, today) else 'no'} regulation that is loaded is in force today, {today}",
            "load the rule pack of its successor or extension: until then no round is called and no quarter reported",
        )
        yield diagnosis(
            settings.demo or not movable,
            f"it is {today} in the city{', whose clock can be moved' if movable else ''}",
            "this is the demonstration city: serve another database",
        )
        yield diagnosis(
            until is not None and (until - today).days > AHEAD_DAYS,
            f"the working days are loaded until {until}" if until else "no working days are loaded",
            "load the next year's as soon as the State Council has published them",
        )
        yield await _retention(connection, settings.audit_retention_days)


async def _retention(connection: Any, days: int | None) -> Diagnosis:
    """How long the audit stays in the database, and whether records wait to leave it."""
    if days is None:
        return Diagnosis("the audit stays in the database for good")
    waiting = await archivable(connection, timedelta(days=days + PATIENCE_DAYS))
    return diagnosis(
        waiting is None,
        f"the audit stays in the database for {days} days{'' if waiting is None else ', and older records wait'}",
        "run `python -m api audit archive FILE`, as the owner",
    )


async def _ledgers(settings: Settings) -> AsyncIterator[Diagnosis]:
    async with await open_database(settings) as database, database.pool.read() as connection:
        async for finding in reconciled(connection):
            yield finding


async def _codes(connection: Any) -> AsyncIterator[Diagnosis]:
    """Stored credit codes that would be refused today, by record: a code itself is never printed."""
    people, others = list[str](), list[str]()
    for noun, row in sorted(rows().items()):
        for column in (name for name in fields_of(row) if name.endswith("uscc")):
            stored = f"select id, {column} from {table_of(row)} where {column} is not null"  # noqa: S608 (names of ours)
            codes = await connection.fetch(stored)
            for id, code in codes:
                if refused_today(code):
                    (people if identifies_a_person(code) else others).append(f"{noun} {id}")
    if people:
        yield Diagnosis(
            f"{len(people)} stored credit codes are built as a citizen's ID number: {_some(people)}",
            "ask for the licence; such a number is not to be kept, and may be public",
        )
    if others:
        yield Diagnosis(f"{len(others)} stored credit codes would be refused today, and stay: {_some(others)}")


async def _sealed(connection: Any, database: Database) -> AsyncIterator[Diagnosis]:
    """Whether every sealed column opens with the keys at hand, and is sealed with the newest."""
    closed, older = await examined_seals(connection, database.keyring)
    yield diagnosis(
        not closed,
        f"{closed or 'no'} sealed values do not open with the keys at hand",
        "put the keys that this database was written with into DIANCHI_KEY_FILE; without them second factors are lost",
    )
    yield diagnosis(
        not older, f"{older or 'no'} values wait for the newest key or cipher", "run `python -m api keys seal`"
    )


def _some(records: list[str]) -> str:
    """The first of some records, and how many more there are."""
    more = f" and {len(records) - LISTED} more" if len(records) > LISTED else ""
    return f"{', '.join(records[:LISTED])}{more}"


async def _role(connection: Any, name: str) -> AsyncIterator[Diagnosis]:
    role: Any = await connection.fetchrow(ROLE, name)
    if role is None:
        yield Diagnosis(
            f"the role {name} is not there",
            "set DIANCHI_APP_ROLE to the role that this database was made for, or run `python -m api migrate`",
        )
        return
    owns = "an owner, an administrator, or both" if role["owns"] or not role["plain"] else "no owner of anything"
    yield diagnosis(
        role["plain"] and not role["owns"],
        f"the role {name} is {owns}",
        f"give what it owns to the owner of the database, and ALTER ROLE {name} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
    )
    yield diagnosis(
        not role["rewrites"],
        f"the role {name} can {'rewrite' if role['rewrites'] else 'only add to'} the audit",
        f"REVOKE UPDATE, DELETE ON audit FROM {name}",
    )


async def _mail(settings: Settings) -> AsyncIterator[Diagnosis]:
    if settings.smtp_host is None:
        yield Diagnosis("no mail server is set; letters are read in the API alone")
        return
    post = MailConnection(settings)
    try:
        await post.open()
    except (SMTPException, OSError) as error:
        yield Diagnosis(f"the mail server {settings.smtp_host} does not take us", f"{type(error).__name__}: {error}")
    else:
        yield Diagnosis(f"the mail server {settings.smtp_host} takes our letters")
    finally:
        await post.close()
