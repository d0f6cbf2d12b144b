"""A real mail server with the faults of real ones."""
# ruff: noqa: N802 - aiosmtpd calls what a command names

import asyncio
import email
import email.policy
import re
import ssl
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import Enum, auto
from typing import Any, Final

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PAUSE: Final = 0.02  # seconds a slow server takes for each step
MESSAGE_ID: Final = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE)
LOGIN: Final = ("dianchi", "一个口令")


class Fault(Enum):
    """What goes wrong with one letter."""

    NONE = auto()
    SLOW = auto()
    SENDER_REFUSED = auto()
    GREYLISTED_451 = auto()
    GREYLISTED_421 = auto()
    NO_SUCH_USER = auto()
    SILENT_BEFORE_DATA = auto()
    DIES_AT_MAIL = auto()
    DIES_AT_RCPT = auto()
    DIES_BEFORE_DATA = auto()
    DIES_IN_DATA = auto()
    DATA_REFUSED = auto()
    TEXT_DEFERRED = auto()
    TEXT_REFUSED = auto()
    DIES_AFTER_THE_DOT_KEEPING = auto()
    DIES_AFTER_THE_DOT_LOSING = auto()
    HANGS_UP_AFTER_THE_DOT_KEEPING = auto()
    SILENT_AFTER_THE_DOT_KEEPING = auto()
    SILENT_AFTER_THE_DOT_LOSING = auto()
    NONSENSE_AFTER_THE_DOT_KEEPING = auto()


KEEPING: Final = {fault for fault in Fault if fault.name.endswith("KEEPING")} | {Fault.NONE, Fault.SLOW}
UNANSWERED: Final = {fault for fault in Fault if "AFTER_THE_DOT" in fault.name}


class Line(SMTP):
    """One connection."""

    fault = Fault.NONE

    async def smtp_DATA(self, arg: str) -> None:
        """Take the text, unless the server dies of it."""
        self.event_handler.witness()
        match self.fault:
            case Fault.DIES_BEFORE_DATA:
                await self.die()
            case Fault.DATA_REFUSED:
                await self.push("554 5.7.1 no")
            case Fault.DIES_IN_DATA:
                await self.push("354 go on")
                await self._reader.readuntil(b"\r\n")
                await self.die()
            case _:
                await super().smtp_DATA(arg)

    async def die(self, *, politely: bool = False) -> None:
        """Cut the line."""
        transport: Any = self.transport
        if politely:
            transport.close()
        else:
            transport.abort()
        await asyncio.Event().wait()


@dataclass
class Kept:
    """A letter that arrived."""

    to: str
    data: bytes

    @property
    def message_id(self) -> str:
        found = MESSAGE_ID.search(self.data)
        assert found is not None
        return found[1].decode()

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.data, policy=email.policy.default)


@dataclass
class Mailserver:
    """Takes letters; `faults` says what goes wrong with the next ones."""

    tls: ssl.SSLContext | None = None
    login: bool = False
    utf8: bool = True
    faults: Iterator[Fault] = field(default_factory=lambda: iter(()))
    kept: list[Kept] = field(default_factory=list[Kept])
    recipients: list[str] = field(default_factory=list[str])
    """Every address that a RCPT named, whatever came of it."""
    witness: Callable[[], None] = lambda: None
    """Called at each step of a letter."""
    lines: int = 0
    port: int = 0
    server: asyncio.Server | None = None
    open_lines: set[Line] = field(default_factory=set[Line])

    def expect(self, *faults: Fault) -> None:
        """What goes wrong with the next letters, and with none after them."""
        self.faults = iter(faults)

    async def open(self, *, implicit: bool = False) -> None:
        """Listen, at the same port as before."""
        loop = asyncio.get_running_loop()
        tls = self.tls if implicit else None
        self.server = await loop.create_server(lambda: self._line(implicit=implicit), "127.0.0.1", self.port, ssl=tls)
        self.port = self.server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Refuse connections, and cut those there are."""
        assert self.server is not None
        self.server.close()
        for line in self.open_lines:
            transport: Any = line.transport
            if transport is not None:
                transport.abort()
        self.open_lines.clear()
        await self.server.wait_closed()

    def _line(self, *, implicit: bool) -> Line:
        self.lines += 1
        line = Line(
            self,
            hostname="mail.invalid",
            enable_SMTPUTF8=self.utf8,
            tls_context=None if implicit else self.tls,
            require_starttls=self.tls is not None and not implicit,
            auth_required=self.login,
            auth_require_tls=not implicit,
            authenticator=self.authenticate,
            loop=asyncio.get_running_loop(),
        )
        self.open_lines.add(line)
        return line

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == LOGIN
        return AuthResult(success=known, handled=not known)

    # what aiosmtpd calls

    async def handle_MAIL(
        self, server: Line, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.witness()
        server.fault = next(self.faults, Fault.NONE)
        match server.fault:
            case Fault.SENDER_REFUSED:
                return "553 5.7.1 not yours"
            case Fault.DIES_AT_MAIL:
                await server.die()
            case Fault.SLOW:
                await asyncio.sleep(PAUSE)
            case _:
                pass
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 ok"

    async def handle_RCPT(
        self, server: Line, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.witness()
        self.recipients.append(address)
        match server.fault:
            case Fault.GREYLISTED_451:
                return "451 4.7.1 灰名单，请稍后再试"
            case Fault.GREYLISTED_421:
                return "421 4.7.0 too busy"
            case Fault.NO_SUCH_USER:
                return "550 5.1.1 no such user"
            case Fault.DIES_AT_RCPT:
                await server.die()
            case Fault.SILENT_BEFORE_DATA:
                await asyncio.Event().wait()
            case Fault.SLOW:
                await asyncio.sleep(PAUSE)
            case _:
                pass
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Line, _session: Session, envelope: Envelope) -> str:
        self.witness()
        if server.fault in KEEPING:
            content = envelope.original_content or b""
            self.kept.extend(Kept(to, content) for to in envelope.rcpt_tos)
        match server.fault:
            case Fault.TEXT_DEFERRED:
                return "452 4.2.2 mailbox full"
            case Fault.TEXT_REFUSED:
                return "554 5.6.0 垃圾邮件"
            case Fault.DIES_AFTER_THE_DOT_KEEPING | Fault.DIES_AFTER_THE_DOT_LOSING:
                await server.die()
            case Fault.HANGS_UP_AFTER_THE_DOT_KEEPING:
                await server.die(politely=True)
            case Fault.SILENT_AFTER_THE_DOT_KEEPING | Fault.SILENT_AFTER_THE_DOT_LOSING:
                await asyncio.Event().wait()
            case Fault.NONSENSE_AFTER_THE_DOT_KEEPING:
                return "您好"
            case Fault.SLOW:
                await asyncio.sleep(PAUSE)
            case _:
                pass
        return "250 2.0.0 kept"


@asynccontextmanager
async def mailserver(*, implicit: bool = False, **how: Any) -> AsyncGenerator[Mailserver]:
    """A mail server that listens on a free port."""
    server = Mailserver(**how)
    await server.open(implicit=implicit)
    try:
        yield server
    finally:
        await server.close()
