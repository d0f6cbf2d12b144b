"""A light HTTP/1.1 client on plain sockets: so many connections, each sending its next request when the last is answered."""

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, repeat
from typing import Final

CONNECTIONS: Final = 24
PATIENCE: Final = 20.0  # seconds without any answer
BUFFER: Final = 1 << 18


class Unanswered(Exception):
    """A request was answered by an error, or not at all."""


def request(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@dataclass
class Connection:
    """One connection, and what has come of the answer to its last request."""

    port: int
    line: socket.socket = field(init=False)
    came: bytearray = field(default_factory=bytearray)
    length: int = -1

    def __post_init__(self) -> None:
        self.line = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, wire: bytes) -> None:
        self.came.clear()
        self.length = -1
        self.line.sendall(wire)

    def read(self) -> bool:
        """Take what has arrived; true when the answer is whole."""
        data = self.line.recv(BUFFER)
        if not data:
            raise Unanswered("the server hung up")
        self.came += data
        if self.length < 0 and (end := self.came.find(b"\r\n\r\n")) >= 0:
            head = bytes(self.came[:end]).lower()
            if not head.startswith(b"http/1.1 200"):
                raise Unanswered(bytes(self.came[:600]).decode(errors="replace"))
            self.length = end + 4 + int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        return 0 <= self.length <= len(self.came)

    @property
    def body(self) -> bytes:
        return bytes(self.came).partition(b"\r\n\r\n")[2]


def ask(port: int, wire: bytes) -> bytes:
    """One request and its answer's body."""
    connection = Connection(port)
    try:
        connection.ask(wire)
        while not connection.read():
            pass
        return connection.body
    finally:
        connection.line.close()


def rate(port: int, wires: Iterator[bytes], *, seconds: float, must: bytes) -> float:
    """Answers per second until the requests or the seconds are used up; each answer must contain `must`."""
    connections = [Connection(port) for _ in range(CONNECTIONS)]
    with selectors.DefaultSelector() as selector:
        begun, answered = time.perf_counter(), 0
        try:
            for connection, wire in zip(connections, islice(wires, CONNECTIONS), strict=False):
                connection.ask(wire)
                selector.register(connection.line, selectors.EVENT_READ, connection)
            while selector.get_map():
                if not (ready := selector.select(PATIENCE)):
                    raise Unanswered(f"nothing came for {PATIENCE:.0f} s")
                for key, _ in ready:
                    connection: Connection = key.data
                    if not connection.read():
                        continue
                    if must not in connection.came:
                        raise Unanswered(connection.body[:600].decode(errors="replace"))
                    answered += 1
                    wire = next(wires, None) if time.perf_counter() - begun < seconds else None
                    if wire is None:
                        selector.unregister(connection.line)
                    else:
                        connection.ask(wire)
            return answered / (time.perf_counter() - begun)
        finally:
            for connection in connections:
                connection.line.close()


__all__ = ["Unanswered", "ask", "rate", "repeat", "request"]
