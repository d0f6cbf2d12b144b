"""The work that nobody asks for: what falls due is recorded and letters go out, until told to stop."""

import asyncio
import os
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

import orjson
import structlog

from api.database.pool import Pool
from api.keyring import Keyring
from api.mail import letters
from api.mail.smtp import Mail, MailConnection, SendingOutcome, SendingResult
from api.settings import Settings
from domain.kernel.acts import Act
from domain.terms.letters import LetterState
from resolvers.letters import outgoing, recipients
from resolvers.letters.outgoing import Overtaken, TryOutcome
from resolvers.letters.recipients import Style
from resolvers.people.sealing import Sealer, checkpoint
from resolvers.plan.city import City
from resolvers.plan.database_refusals import TRANSIENT
from resolvers.time.city_clock import catch_up
from resolvers.time.falls_due import Fall
from schema.letters.letter import LetterRow

LOG: Final[Any] = structlog.get_logger()
NOWHERE: Final = "dianchi.invalid"


async def work(pool: Pool, city: City, falls: Sequence[Fall], settings: Settings, stopping: asyncio.Event) -> None:
    """Work until told to stop; what is in hand is finished first. Several processes may: they take turns."""
    if settings.checkpoint_letters == "never":
        falls = [each for each in falls if each.act is not Act.TELL_CHECKPOINT]
    async with asyncio.TaskGroup() as tasks:
        tick = partial(catch_up, pool.write, city, falls)
        mailroom = Mailroom(pool, city, settings, stopping)
        sealer, keyring = Sealer(pool.write), Keyring.of(settings)
        tasks.create_task(again("tick", tick, settings.tick_seconds, settings, stopping))
        tasks.create_task(again("addressing", mailroom.address, settings.poll_seconds, settings, stopping))
        tasks.create_task(again("digests", mailroom.digest, settings.tick_seconds, settings, stopping))
        tasks.create_task(again("letters", mailroom.round, settings.poll_seconds, settings, stopping))
        tasks.create_task(again("sealing", sealer.seal, settings.poll_seconds, settings, stopping))
        checkpoints = partial(check, pool, keyring, settings)
        tasks.create_task(again("checkpoints", checkpoints, settings.checkpoint_seconds, settings, stopping))
    await mailroom.close()


async def again(
    name: str, do: Callable[[], Awaitable[object]], every: float, settings: Settings, stopping: asyncio.Event
) -> None:
    """Run a task again and again; a failure is logged, and a pause made after it."""
    while not stopping.is_set():
        pause = every
        try:
            await do()
        except TRANSIENT:
            pause = settings.poll_seconds
        except Exception:
            LOG.exception(name)
            pause = settings.retry_seconds
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), pause)


@asynccontextmanager
async def at_work(pool: Pool, city: City, falls: Sequence[Fall], settings: Settings) -> AsyncGenerator[None]:
    """Work for the length of a block; what is in hand at its end may be finished for `graceful_seconds`."""
    stopping = asyncio.Event()
    working = asyncio.create_task(work(pool, city, falls, settings, stopping))
    try:
        yield
    finally:
        stopping.set()
        await asyncio.wait({working}, timeout=settings.graceful_seconds)
        working.cancel()


async def check(pool: Pool, keyring: Keyring, settings: Settings) -> None:
    """Hand out a checkpoint of the audit, once records were sealed since the last."""
    made = await checkpoint(pool.write, keyring.sign, keyring.public_key)
    if made is not None and settings.checkpoint_file is not None:
        await asyncio.to_thread(keep_line, settings.checkpoint_file, orjson.dumps(made))


def keep_line(path: Path, line: bytes) -> None:
    """Add a line to a file, whole and on its disk."""
    with path.open("ab") as file:
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())


class Mailroom:
    """The mailroom writes and sends letters, one at a time."""

    def __init__(self, pool: Pool, city: City, settings: Settings, stopping: asyncio.Event) -> None:
        self._write, self._city, self._settings, self._stopping = pool.write, city, settings, stopping
        self._post = None if settings.smtp_host is None else MailConnection(settings)
        self._style = style_of(settings)

    async def address(self) -> None:
        """Write the letters of all waiting events."""
        while not self._stopping.is_set() and await recipients.address(self._write, self._city, self._style):
            continue

    async def digest(self) -> None:
        """Write the daily digests."""
        await recipients.digest(self._write, self._city, self._style)

    async def round(self) -> None:
        """Send all letters that are due; without a mail server they wait."""
        if self._post is None:
            return
        async with self._write() as connection:
            await outgoing.give_up_the_lost(connection)
            await outgoing.lapse(connection)
            due = await outgoing.due(connection)
        while due and not self._stopping.is_set():
            # While the server is out of reach no letter is taken, and none loses a try.
            await self._post.open()
            due = await self._send_next(self._post)

    async def close(self) -> None:
        """Take leave of the mail server."""
        if self._post is not None:
            await self._post.close()

    async def _send_next(self, post: MailConnection) -> bool:
        """Send the next letter that is due; false when there is none."""
        async with self._write() as connection:
            letter = await outgoing.claim(connection, self._settings.lease_seconds)
        if letter is None:
            return False

        async def hand_over() -> None:
            async with self._write() as connection:
                await outgoing.mark(
                    connection, letter, self._settings.smtp_final_seconds + self._settings.lease_seconds
                )

        with suppress(Overtaken):
            result = await post.send(mail_of(letter), hand_over)
            await self._record(letter, outcome_of(result, letter.attempts, self._settings))
        return True

    async def _record(self, letter: LetterRow, stands: TryOutcome) -> None:
        """Note what became of a letter, however long the database is away, unless told to stop."""
        while True:
            try:
                async with self._write() as connection:
                    return await outgoing.record(connection, letter, stands)
            except Exception:
                LOG.exception("letter", id=str(letter.id), state=stands.state)
                if self._stopping.is_set():
                    raise
                await asyncio.sleep(self._settings.retry_seconds)


def style_of(settings: Settings) -> Style:
    """The style of letters by the settings; without a mail server letters are read in the API."""
    domain = (settings.smtp_sender or "").rpartition("@")[2] or NOWHERE
    return Style(letters.written, letters.digest, settings.smtp_host is not None, domain)


def mail_of(letter: LetterRow) -> Mail:
    """The letter as it goes out."""
    assert letter.address is not None
    return Mail(letter.message_id, letter.address, letter.subject, letter.text, letter.html, letter.made_at)


def outcome_of(result: SendingResult, attempts: int, settings: Settings) -> TryOutcome:
    """A letter's state after the mail server's answer."""
    match result.outcome:
        case SendingOutcome.SENT:
            return TryOutcome(LetterState.SENT, result.reply)
        case SendingOutcome.UNKNOWN:
            return TryOutcome(LetterState.UNKNOWN, result.reply)
        case SendingOutcome.DEFERRED if attempts < settings.letter_tries:
            return TryOutcome(LetterState.DEFERRED, result.reply, pause(attempts, settings))
        case SendingOutcome.DEFERRED | SendingOutcome.REFUSED:
            return TryOutcome(LetterState.DEAD, result.reply)


def pause(attempts: int, settings: Settings) -> float:
    """Seconds until the next try: doubled at each, up to a bound, and spread so that not all come back at once."""
    longest = min(settings.retry_seconds * 2 ** min(attempts - 1, 30), settings.retry_most_seconds)
    return longest * random.uniform(0.5, 1)  # noqa: S311 - no secret
