"""The sending of one letter by SMTP, with its outcome (RFC 5321).

A letter is handed over by the dot that ends its text, and by nothing before it. So all that fails
before the dot may be tried again; a line that breaks after it, with no answer, leaves the outcome
unknown, and that is what is told.
"""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as PLAIN
from email.policy import SMTPUTF8
from enum import Enum
from typing import Final

import idna
from aiosmtplib import SMTP, SMTPException, SMTPNotSupported, SMTPResponseException, SMTPSenderRefused
from aiosmtplib.protocol import SMTPProtocol

from api.settings import Settings

LONGEST: Final = 254  # characters of an address, by RFC 5321 4.5.3.1.3 without its brackets
LONGEST_LOCAL: Final = 64
LONGEST_REPLY: Final = 500
FAREWELL_SECONDS: Final = 5.0
LOCAL_PART: Final = re.compile(r'[^\s"(),:;<>@\[\\\]\x00-\x1f\x7f-\x9f.]+(\.[^\s"(),:;<>@\[\\\]\x00-\x1f\x7f-\x9f.]+)*')
UNPRINTABLE: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
BEGINNING_DOT: Final = re.compile(rb"(?m)^\.")
GO_ON: Final = 354
REFUSING: Final = 5  # the first digit of a reply that is for ever

HandOver = Callable[[], Awaitable[None]]
"""Awaited when all but the dot is sent; the dot follows, unless it raises."""


class SendingOutcome(Enum):
    """The outcome of sending a letter."""

    SENT = "the server took it"
    DEFERRED = "not now; nothing was handed over"
    REFUSED = "never; nothing was handed over"
    UNKNOWN = "handed over, perhaps; the answer was lost"


VERDICTS: Final = {2: SendingOutcome.SENT, 4: SendingOutcome.DEFERRED, REFUSING: SendingOutcome.REFUSED}
"""By the first digit of the reply to the dot; what is no such reply tells nothing."""


@dataclass(frozen=True)
class SendingResult:
    """An outcome of sending, with the reason in the server's words or ours."""

    outcome: SendingOutcome
    reply: str


@dataclass(frozen=True)
class Mail:
    """A letter as it goes out: the same `message_id` and `at` at every try."""

    message_id: str
    to: str
    subject: str
    text: str
    html: str
    at: datetime


class MailConnection:
    """The way to the mail server: one connection, renewed when idle, much used or after anything but success."""

    def __init__(self, settings: Settings) -> None:
        assert settings.smtp_host is not None
        self._settings = settings
        self._sender = Address(settings.smtp_sender_name, *mailbox(settings.smtp_sender or "").rsplit("@", 1))
        self._client: SMTP | None = None
        self._taken, self._used = 0, 0.0

    async def send(self, mail: Mail, hand_over: HandOver) -> SendingResult:
        """Send a letter to its one addressee; `hand_over` may still stop it, by raising, before the dot."""
        try:
            to = mailbox(mail.to)
            data = written(mail, self._sender, to)
        except ValueError as error:
            return SendingResult(SendingOutcome.REFUSED, one_line(str(error)))
        try:
            result = await self._deliver(to, data, hand_over)
        except BaseException:
            self._break()
            raise
        if result.outcome is SendingOutcome.UNKNOWN:
            self._break()
        elif result.outcome is not SendingOutcome.SENT:
            await self.close()
        return result

    async def _deliver(self, to: str, data: bytes, hand_over: HandOver) -> SendingResult:
        try:
            client = await self.open()
        except (SMTPException, OSError) as error:
            # Nothing the server says before it hears of the letter is about the letter.
            return SendingResult(SendingOutcome.DEFERRED, one_line(f"{type(error).__name__}: {error}"))
        try:
            protocol = await self._offer(client, to, data)
            await hand_over()
            protocol.write(b".\r\n")
        except SMTPSenderRefused as error:
            # As little is what it says of us.
            return SendingResult(SendingOutcome.DEFERRED, server_reply(error.code, error.message))
        except SMTPResponseException as error:
            never = error.code // 100 == REFUSING
            return SendingResult(
                SendingOutcome.REFUSED if never else SendingOutcome.DEFERRED, server_reply(error.code, error.message)
            )
        except SMTPNotSupported as error:
            return SendingResult(SendingOutcome.REFUSED, one_line(error.message))
        except (SMTPException, OSError) as error:
            return SendingResult(SendingOutcome.DEFERRED, one_line(f"{type(error).__name__}: {error}"))
        try:
            reply = await protocol.read_response(timeout=self._settings.smtp_final_seconds)
        except (SMTPException, OSError) as error:
            return SendingResult(SendingOutcome.UNKNOWN, one_line(f"{type(error).__name__}: {error}"))
        return SendingResult(
            VERDICTS.get(reply.code // 100, SendingOutcome.UNKNOWN), server_reply(reply.code, reply.message)
        )

    async def _offer(self, client: SMTP, to: str, data: bytes) -> SMTPProtocol:
        """Offer a letter, up to the closing dot."""
        self._taken += 1
        foreign = not f"{self._sender.addr_spec}{to}".isascii()
        if foreign and not client.supports_extension("smtputf8"):
            raise SMTPNotSupported(f"the mail server takes no address such as {to}, which is not ASCII before its @")
        encoding, options = ("utf-8", ["SMTPUTF8"]) if foreign else ("ascii", [])
        await client.mail(self._sender.addr_spec, options=options, encoding=encoding)
        await client.rcpt(to, encoding=encoding)
        reply = await client.execute_command(b"DATA")
        if reply.code != GO_ON or client.protocol is None:
            raise SMTPResponseException(reply.code, reply.message)
        client.protocol.write(data)
        return client.protocol

    async def open(self) -> SMTP:
        """The connection, ready for a letter; raises `SMTPException` or `OSError` where there is none to be had."""
        now = asyncio.get_running_loop().time()
        fresh = self._taken < self._settings.smtp_letters and now - self._used < self._settings.smtp_idle_seconds
        self._used = now
        if self._client is not None and self._client.is_connected and fresh:
            # Shows too whether the server still holds the line.
            with suppress(SMTPException, OSError):
                await self._client.rset()
                return self._client
        await self.close()
        self._client, self._taken = client_of(self._settings, self._sender.domain), 0
        await self._client.connect()
        await self._client.rset()
        return self._client

    async def close(self) -> None:
        """Take leave of the server."""
        if self._client is not None and self._client.is_connected:
            with suppress(SMTPException, OSError):
                await self._client.quit(timeout=FAREWELL_SECONDS)
        self._break()

    def _break(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


def mailbox(address: str) -> str:
    """An address as it stands on the wire, the domain in ASCII; a `ValueError` where it is none.

    Nothing that the form of a command or a header gives a meaning to passes, so that no address is ever two.
    """
    local, _, domain = address.rpartition("@")
    try:
        domain = idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        domain = ""
    encoded = f"{local}@{domain}"
    if not domain or len(local) > LONGEST_LOCAL or len(encoded) > LONGEST or LOCAL_PART.fullmatch(local) is None:
        raise ValueError(f"not an address that can be written to: {one_line(address)!r}")
    return encoded


def written(mail: Mail, sender: Address, to: str) -> bytes:
    """The letter's bytes without the closing dot: plain text, the same as HTML, all in ASCII."""
    message = EmailMessage(policy=PLAIN if f"{sender.addr_spec}{to}".isascii() else SMTPUTF8)
    message["From"] = sender
    message["To"] = Address("", *to.rsplit("@", 1))
    message["Subject"] = one_line(mail.subject)
    message["Date"] = mail.at
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    # Base64 needs no promise of the server's, and no line of it is long or begins with a dot.
    message.set_content(mail.text, cte="base64")
    message.add_alternative(mail.html, subtype="html", cte="base64")
    return BEGINNING_DOT.sub(b"..", message.as_bytes())


def client_of(settings: Settings, name: str) -> SMTP:
    """A client that checks the server's certificate, or speaks in the open where the settings say so."""
    security = settings.smtp_security
    return SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_user,
        password=None if settings.smtp_password is None else settings.smtp_password.get_secret_value(),
        local_hostname=name,
        timeout=settings.smtp_seconds,
        use_tls=security == "tls",
        start_tls=security == "starttls",
        tls_context=None if security == "none" else ssl.create_default_context(cafile=settings.smtp_ca),
    )


def server_reply(code: int, message: str) -> str:
    """A server's words, fit to be kept."""
    return one_line(f"{code} {message}")


def one_line(text: str) -> str:
    """A text in one line of printable characters, not too long."""
    return UNPRINTABLE.sub(" ", text.encode("utf-8", "replace").decode()).strip()[:LONGEST_REPLY]
