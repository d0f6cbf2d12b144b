"""The database: the server DATABASE_URL names, or the embedded one. No other file knows which."""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Final

import asyncpg

from api import OperatorError
from api.database.application_role import signing_in
from api.database.embedded import Embedded
from api.database.pool import Busy, Pool
from api.keyring import Keyring
from resolvers.plan.city import open_city
from schema.noun.constraints import APPLICATION

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Self

    from api.settings import Settings
    from resolvers.plan.city import City

__all__ = ["Busy", "Database", "Pool", "embedded_kept_up", "open_database"]

LABEL: Final = "dianchi"
UNMIGRATED: Final = "This database was never migrated: run `python -m api migrate` first."
NAME: Final = re.compile(rf"\b{APPLICATION}\b")


class Database:
    """An open database: `owner_url` to migrate with, `pool` to serve from."""

    def __init__(self, owner_url: str, pool: Pool, embedded: Embedded | None, settings: Settings) -> None:
        self.owner_url = owner_url
        self.pool = pool
        self.role = settings.app_role
        self.password = None if settings.app_password is None else settings.app_password.get_secret_value()
        self._settings = settings
        self._embedded = embedded

    async def city(self) -> City:
        """Read the city for the first time; refuse a database in which there is none."""
        await expect_migrated(self.pool)
        async with self.pool.read() as connection:
            return await open_city(connection, self.keyring)

    @cached_property
    def keyring(self) -> Keyring:
        """The keys that the database never holds."""
        return Keyring.of(self._settings)

    async def close(self) -> None:
        """Close the pool, and give the embedded server up."""
        await self.pool.close()
        if self._embedded is not None:
            await asyncio.to_thread(self._embedded.close)

    async def __aenter__(self) -> Self:
        """Hand the database to a `with` block."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the database after the block."""
        await self.close()


async def open_database(settings: Settings, *, application: bool = True) -> Database:
    """Open the database; nothing is migrated, and the pool connects when first used.

    Without `application` the pool's connections are the owner's: for seeding and tests.
    """
    if settings.database_url is None:
        embedded = await asyncio.to_thread(Embedded.open, settings.data, durable=settings.durable)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(asyncio.to_thread, embedded.close)
            owner = embedded.url()
            await create_database(embedded.url("postgres"), LABEL)
            stack.pop_all()
        user = settings.app_role if application else LABEL
        return Database(owner, Pool(embedded.url(user=user), settings), embedded, settings)
    return Database(settings.database_url, pool_of(settings, settings.database_url, application), None, settings)


def pool_of(settings: Settings, owner_url: str, application: bool) -> Pool:
    """The connections of the application, its own or the owner's under its role, or the owner's as they are."""
    if not application:
        return Pool(owner_url, settings)
    if settings.app_database_url is not None:
        return Pool(settings.app_database_url, settings)
    if settings.app_password is not None:
        return Pool(signing_in(owner_url, settings.app_role, settings.app_password.get_secret_value()), settings)
    return Pool(owner_url, settings, role=settings.app_role)


@contextmanager
def embedded_kept_up(settings: Settings) -> Generator[None]:
    """Keep the embedded server up for the length of a block, whatever is opened and closed within."""
    if settings.database_url is not None:
        yield
        return
    embedded = Embedded.open(settings.data, durable=settings.durable)
    try:
        yield
    finally:
        embedded.close()


async def create_database(url: str, name: str, template: str | None = None) -> None:
    """Make a database where it does not exist yet, as a copy of another where one is given."""
    connection = await asyncpg.connect(url)
    try:
        if await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
            return
        # A copy of files beats replaying the copy through the log while the template is small.
        copied = f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
        await connection.execute(f'CREATE DATABASE "{name}"{copied}')
    except (asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
        # Another program was faster.
        return
    finally:
        await connection.close()


def naming(role: str) -> type[asyncpg.Connection[asyncpg.Record]]:
    """A connection on which the files of migrations, which say `dianchi_app`, speak of the role that the settings name."""

    class Naming(asyncpg.Connection):
        async def execute(self, query: str, *args: object, timeout: float | None = None) -> str:  # noqa: ASYNC109 (asyncpg's own signature)
            return await super().execute(NAME.sub(role, query), *args, timeout=timeout)

    return Naming


class UnmigratedError(OperatorError):
    """The database has no tables of ours."""


class NotLetInError(OperatorError):
    """PostgreSQL refuses the password of the application's role."""


async def expect_migrated(pool: Pool) -> None:
    """Refuse a database that was never migrated, whose application's role may be missing too."""
    try:
        async with pool.read() as connection:
            if await connection.fetchval("SELECT to_regclass('public.tortoise_migrations')") is not None:
                return
    except asyncpg.InvalidPasswordError as error:
        raise NotLetInError(f"{error}: run `python -m api migrate` with the DIANCHI_APP_PASSWORD of now") from error
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidParameterValueError) as error:
        raise UnmigratedError(UNMIGRATED) from error  # there is no such role
    raise UnmigratedError(UNMIGRATED)
