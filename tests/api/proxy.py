"""A network between the API and PostgreSQL that can be made to fail."""

import asyncio
import socket
import struct
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qs, urlsplit

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]

LATE_SECONDS: Final = 2
TRICKLED: Final = 2  # bytes
TRICKLE_SECONDS: Final = 0.4
RESETTING: Final = struct.pack("ii", 1, 0)


class Fault(StrEnum):
    """What the network does while it fails."""

    DELAYED = "each answer is 2 s late"
    TRICKLING = "five bytes a second pass"
    RESET = "connections are reset"
    CLOSED = "connections are closed"
    ASKING_CLOSED = "the way to the database is closed"
    ANSWERING_CLOSED = "the way back is closed"
    STALLED = "nothing passes, and all of it later"
    FORGOTTEN = "nothing passes, and never will over these connections"


class Link:
    """One connection of the API's, and the one to the database behind it."""

    def __init__(self, proxy: "Proxy", app: Stream, database: Stream) -> None:
        self.proxy, self.app, self.database = proxy, app, database
        self.forgotten = False
        self._shut = set[asyncio.StreamWriter]()

    async def carry(self) -> None:
        """Carry both ways until both are closed."""
        try:
            await asyncio.gather(self._way(self.app, self.database), self._way(self.database, self.app))
        finally:
            self.app[1].close()
            self.database[1].close()

    async def _way(self, of: Stream, to: Stream) -> None:
        with suppress(ConnectionError):
            while data := await of[0].read(65_536):
                await self._pass(data, to[1])
        with suppress(OSError):
            await self.proxy.passable(Fault.STALLED)
            if not self.forgotten:
                self._close(to[1])

    async def _pass(self, data: bytes, to: asyncio.StreamWriter) -> None:
        if to is self.app[1] and self.proxy.fault is Fault.DELAYED:
            await asyncio.sleep(LATE_SECONDS)
        while self.proxy.fault is Fault.TRICKLING and data and to not in self._shut:
            to.write(data[:TRICKLED])
            data = data[TRICKLED:]
            await asyncio.sleep(TRICKLE_SECONDS)
        await self.proxy.passable(Fault.STALLED)
        if not self.forgotten and to not in self._shut:
            to.write(data)
            await to.drain()

    def meet(self, fault: Fault) -> None:
        """Suffer what happens to a connection at once."""
        match fault:
            case Fault.RESET:
                reset(self.app[1])
                reset(self.database[1])
            case Fault.CLOSED:
                self.app[1].close()
                self.database[1].close()
            case Fault.ASKING_CLOSED:
                self._close(self.database[1])
            case Fault.ANSWERING_CLOSED:
                self._close(self.app[1])
            case Fault.FORGOTTEN:
                self.forgotten = True
            case _:
                pass

    def _close(self, way: asyncio.StreamWriter) -> None:
        self._shut.add(way)
        with suppress(OSError):
            way.write_eof()

    def outlive(self) -> None:
        """Let the database find out, in the end, that nobody is there any more."""
        if self.forgotten:
            self.database[1].close()


def reset(way: asyncio.StreamWriter) -> None:
    """Hang up without a word."""
    raw = way.get_extra_info("socket")
    if raw.family != socket.AF_UNIX:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESETTING)
    way.transport.abort()


class Proxy:
    """Where the API finds the database at `url`; `fault` is what befalls what passes."""

    def __init__(self, database_url: str) -> None:
        self._behind = urlsplit(database_url)
        self._calm = asyncio.Event()
        self._calm.set()
        self._links = dict[Link, asyncio.Task[None]]()
        self.fault: Fault | None = None
        self.url = ""

    async def passable(self, *faults: Fault) -> None:
        """Wait while one of these is on."""
        while self.fault in faults:
            await self._calm.wait()

    def fail(self, fault: Fault) -> None:
        """Begin to fail."""
        self.fault = fault
        self._calm.clear()
        for link in [*self._links]:
            link.meet(fault)

    def recover(self) -> None:
        """Be a sound network again."""
        self.fault = None
        self._calm.set()
        for link in [*self._links]:
            link.outlive()

    async def _met(self, *app: *Stream) -> None:
        await self.passable(Fault.STALLED)
        try:
            link = Link(self, app, await self._database())
        except OSError:
            app[1].close()
            return
        if self.fault is not None:
            link.meet(self.fault)
        self._links[link] = carrying = asyncio.create_task(link.carry())
        carrying.add_done_callback(lambda _: self._links.pop(link))

    async def _database(self) -> Stream:
        options = parse_qs(self._behind.query)
        host, port = (
            options.get("host", [self._behind.hostname])[0],
            options.get("port", [self._behind.port or 5432])[0],
        )
        if host is not None and host.startswith("/"):
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        return await asyncio.open_connection(host, int(port))

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator["Proxy"]:
        """Listen for the length of a block."""
        server = await asyncio.start_server(self._met, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        who = self._behind.netloc.rpartition("@")[0]
        self.url = f"postgresql://{who}@127.0.0.1:{port}{self._behind.path}"
        try:
            yield self
        finally:
            server.close()
            for carrying in [*self._links.values()]:
                carrying.cancel()
