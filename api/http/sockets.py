"""Sockets: how many there may be, and how long each may keep the server waiting. A client that only holds one takes it from nobody."""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_HEAD: Final = 65_536
"""Bytes of a request before its body."""
TOO_LONG: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
STATE: Final = "sockets"
"""Under what the application tells the server its bounds."""


@dataclass
class Sockets:
    """The sockets of one process. Of those that wait for their client the oldest makes room for a new one."""

    most: int
    most_of_one: int
    """Of one address, but of a proxy that is trusted, whose clients share its address."""
    head_seconds: float
    """For a request to arrive up to its body, and for the rest of one that was answered before it was whole."""
    body_seconds: float
    """For a whole body, whatever it is; what is not a file has less."""
    stall_seconds: float
    """For a client to go on reading."""
    trusted: Callable[[str], bool]
    open: set[TimedSocket] = field(default_factory=set["TimedSocket"])
    of_address: Counter[str] = field(default_factory=Counter[str])
    idle: OrderedDict[TimedSocket, None] = field(default_factory=OrderedDict["TimedSocket", None])
    """Those without a whole head, the oldest first."""
    arriving: OrderedDict[TimedSocket, None] = field(default_factory=OrderedDict["TimedSocket", None])
    """Those whose body is on its way."""

    def admits(self, socket: TimedSocket) -> bool:
        """Whether a new socket may stay."""
        address = socket.address
        if self.of_address[address] >= self.most_of_one and not self.trusted(address):
            return False
        if len(self.open) >= self.most and not self._makes_room():
            return False
        self.open.add(socket)
        self.of_address[address] += 1
        return True

    def leave(self, socket: TimedSocket) -> None:
        """Forget a socket."""
        if socket in self.open:
            self.open.remove(socket)
            self.of_address -= Counter({socket.address: 1})
        self.answers(socket)

    def waits(self, socket: TimedSocket, among: OrderedDict[TimedSocket, None]) -> None:
        """Note what a socket waits for."""
        self.answers(socket)
        among[socket] = None

    def answers(self, socket: TimedSocket) -> None:
        """Note that a socket waits for us."""
        self.idle.pop(socket, None)
        self.arriving.pop(socket, None)

    def _makes_room(self) -> bool:
        among = self.idle or self.arriving
        if not among:
            return False
        oldest = next(iter(among))
        self.leave(oldest)
        oldest.transport.abort()
        return True


class TimedSocket(HttpToolsProtocol):
    """A connection whose every step has its time: to send a head, a body, the rest of what was answered already, and to read."""

    sockets: Sockets
    address: str = ""
    _begun: bool = False
    """Whether a head is on its way."""
    _head: int = 0
    """Its bytes so far, but for those it came with first."""
    _whole: bool = True
    """Whether no body is on its way."""
    _timer: TimerHandle | None = None
    _stall: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:
        """Take a connection, or close it at once."""
        super().connection_made(transport)
        self.sockets = self.app_state[STATE]
        self.address = self.client[0] if self.client else ""
        if self.sockets.admits(self):
            self._waits_for_a_head()
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self.sockets.leave(self)
        self._free()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless a head grows too long."""
        if self.transport.is_closing():
            return
        begun = self._begun
        super().data_received(data)
        if not (begun and self._begun):
            self._head = 0
            return
        self._head += len(data)
        if self._head > LONGEST_HEAD and not self.transport.is_closing():
            self.transport.write(TOO_LONG)
            self._close()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._begun = True
        self._waits_for_a_head()

    def on_headers_complete(self) -> None:
        """A head is whole."""
        self._begun = self._whole = False
        self._within(self.sockets.body_seconds)
        self.sockets.waits(self, self.sockets.arriving)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request is whole."""
        super().on_message_complete()
        self._whole = True
        self._free()
        if self.cycle.response_complete:
            self._within(self.timeout_keep_alive)
            self.sockets.waits(self, self.sockets.idle)
        else:
            self.sockets.answers(self)

    def on_response_complete(self) -> None:
        """An answer is out, be the request whole or not."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._ends()
        elif self._whole:
            self.sockets.waits(self, self.sockets.idle)
        else:
            self._within(self.sockets.head_seconds)

    def pause_writing(self) -> None:
        """The client does not read as fast as it is answered."""
        super().pause_writing()
        self._stall = self.loop.call_later(self.sockets.stall_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads on."""
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that nothing came over."""
        self._close()

    def _waits_for_a_head(self) -> None:
        self._within(self.sockets.head_seconds)
        self.sockets.waits(self, self.sockets.idle)

    def _within(self, seconds: float) -> None:
        self._free()
        self._timer = self.loop.call_later(seconds, self._close)

    def _free(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
        self._ends()

    def _ends(self) -> None:
        """See that a connection ends, though its client does not read what is left."""
        self._free()
        self._timer = self.loop.call_later(self.sockets.head_seconds, self.transport.abort)
