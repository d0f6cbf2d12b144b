"""The one pool of open connections, never reset, so that a query costs one round trip."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar
from weakref import WeakKeyDictionary

import asyncpg
import orjson

from api.database.statements import FrugalConnection, Texts
from resolvers.plan.database_refusals import ALTERED, Lost

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping

    from api.settings import Settings

    Connection = FrugalConnection

Read = TypeVar("Read")
PARTING_SECONDS: Final = 1  # for the goodbye to a connection that is given up
WATCHING: Final = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""By which the server finds out that we are out of its reach, and takes no connection for used that nobody has."""
READING: Final = {"plan_cache_mode": "force_generic_plan", "application_name": "dianchi read"}
WRITING: Final = {"plan_cache_mode": "force_generic_plan", "application_name": "dianchi write"}

UNREACHABLE: Final = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
)
"""The server is starting again, full, or was lost while we introduced ourselves: all that passes."""


class Busy(Exception):
    """No connection was to be had in time; the caller may try again shortly."""


def encode_json(value: Any) -> bytes:
    """Encode a value for a json column; text is JSON already, which is how Tortoise hands it over."""
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else orjson.dumps(value, default=str)


def encode_jsonb(value: Any) -> bytes:
    """Encode a value for a jsonb column: JSON behind the version of the format."""
    return b"\x01" + encode_json(value)


def decode_jsonb(data: bytes) -> Any:
    """Decode what a jsonb column holds."""
    return orjson.loads(data[1:])


async def connect(
    url: str, settings: Settings, session: Mapping[str, str], role: str | None = None, seen: Texts | None = None
) -> Connection:
    """Open a connection with our limits in force, under another role where one is given; it knows which texts were `seen`."""
    limits = {
        "timezone": "Asia/Shanghai",
        "random_page_cost": "1.1",
        "statement_timeout": str(settings.statement_timeout),
        "lock_timeout": str(settings.lock_timeout),
        "idle_in_transaction_session_timeout": str(settings.idle_transaction_timeout),
    }
    connection = await asyncpg.connect(
        url,
        timeout=settings.command_seconds,
        command_timeout=settings.command_seconds,
        connection_class=FrugalConnection,
        max_cached_statement_lifetime=0,
        max_cacheable_statement_size=0,
        server_settings=limits | WATCHING | dict(session),
    )
    connection.be_frugal(settings.statement_bytes, seen or Texts())
    try:
        # Binary, so that whole rows can be read too.
        await connection.set_type_codec(
            "json", encoder=encode_json, decoder=orjson.loads, schema="pg_catalog", format="binary"
        )
        await connection.set_type_codec(
            "jsonb", encoder=encode_jsonb, decoder=decode_jsonb, schema="pg_catalog", format="binary"
        )
        if role is not None:
            await connection.execute(f'SET ROLE "{role}"')
    except BaseException:
        connection.terminate()
        raise
    return connection


class Connections:
    """Up to `size` connections of one kind, opened at first need and kept open."""

    def __init__(self, url: str, settings: Settings, size: int, session: Mapping[str, str], role: str | None) -> None:
        self._url, self._settings, self._session, self._role = url, settings, session, role
        self._places = asyncio.Semaphore(size)
        self.lent = 0
        # The one used last is taken first: its caches are warm.
        self._idle: list[Connection] = []
        self._seen = Texts()
        self._altered = 0
        self._taken: WeakKeyDictionary[Connection, int] = WeakKeyDictionary()

    async def _take(self) -> Connection:
        """Take an idle connection, passing over broken ones, or open one."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                if self._taken.get(connection) != self._altered:
                    await connection.reload_schema_state()
                return connection
        try:
            async with asyncio.timeout(self._settings.command_seconds):
                return await connect(self._url, self._settings, self._session, self._role, self._seen)
        except UNREACHABLE as error:
            raise Busy(f"no connection could be opened ({type(error).__name__}: {error})") from error

    @asynccontextmanager
    async def hold(self) -> AsyncGenerator[Connection]:
        """Lend a connection; one that is broken, cut off in mid-command or left in a transaction is not lent again."""
        if self._places.locked():
            try:
                async with asyncio.timeout(self._settings.acquire_seconds):
                    await self._places.acquire()
            except TimeoutError:
                raise Busy(f"all connections were lent for {self._settings.acquire_seconds} seconds") from None
        else:
            await self._places.acquire()
        self.lent += 1
        try:
            connection = await self._take()
            self._taken[connection] = self._altered
            clean = False
            try:
                yield connection
                clean = True
            except (TimeoutError, asyncio.CancelledError):
                self._distrust()
                raise
            except Exception as error:
                clean = not isinstance(error, asyncpg.InterfaceError)
                if isinstance(error, ALTERED) and self._taken[connection] == self._altered:
                    # One has found out for all: each forgets what it prepared before it is lent again.
                    self._altered += 1
                if connection.is_closed():
                    raise Lost from error
                raise
            finally:
                if (
                    clean
                    and not connection.is_closed()
                    and not connection.is_in_transaction()
                    and not self._worn(connection)
                ):
                    self._idle.append(connection)
                else:
                    await self._part(connection)
        finally:
            self.lent -= 1
            self._places.release()

    def _worn(self, connection: Connection) -> bool:
        """A worn connection is renewed, since the server's memory for a connection only grows."""
        return (
            connection.parsed >= self._settings.connection_statements
            or time.monotonic() - connection.opened >= self._settings.connection_seconds
        )

    def _distrust(self) -> None:
        """Close the idle connections, since the silence of one may be the silence of all."""
        while self._idle:
            self._idle.pop().terminate()

    async def _part(self, connection: Connection) -> None:
        """Cancel a connection's statement, then close the connection for good."""
        # What does not close in time is cut off.
        with suppress(TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await connection.close(timeout=PARTING_SECONDS)

    async def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            await self._idle.pop().close(timeout=self._settings.command_seconds)


class Pool:
    """Connections to read with and connections to write with; their plans are generic."""

    def __init__(self, url: str, settings: Settings, role: str | None = None) -> None:
        self._reading = Connections(url, settings, settings.read_connections, READING, role)
        self._writing = Connections(url, settings, settings.write_connections, WRITING, role)
        self.read = self._reading.hold
        self.write = self._writing.hold

    async def reading(self, ask: Callable[[Connection], Awaitable[Read]]) -> Read:
        """Read with a connection, and again where it is lost, or a table was altered since it last asked."""
        with suppress(Lost, *ALTERED):
            async with self.read() as connection:
                return await ask(connection)
        async with self.read() as connection:
            return await ask(connection)

    @property
    def lent(self) -> dict[str, int]:
        """How many connections of each kind are at work."""
        return {"read": self._reading.lent, "write": self._writing.lent}

    async def close(self) -> None:
        """Close every connection."""
        await self._reading.close()
        await self._writing.close()
