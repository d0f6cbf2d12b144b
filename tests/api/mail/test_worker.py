"""The worker over a faulty mail server and under kills: every letter arrives, or is known to be unknown."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from api.mail.worker import pause
from api.settings import Settings
from domain.terms.letters import LetterState
from resolvers.letters import outgoing
from tests.api.mailserver import Fault, Mailserver
from tests.api.process import APP_PASSWORD
from tests.builders.mailroom import QUICK, Mailroom, claimed, until
from tests.pace import HANGING
from tests.resolvers.acting import Acting

LONG: Final = bool(os.environ.get("DIANCHI_LONG"))
ROUNDS: Final = 50 if LONG else 4
KILLS: Final = 50 if LONG else 4
ROOT: Final = Path(__file__).resolve().parents[3]


# one letter


@pytest.mark.requirement("RX.6")
async def test_a_letter_is_sent_once(office: Mailroom):
    await office.write(3)

    async with office.working(), office.working():
        await office.settled()
        await asyncio.sleep(0.2)

    assert set(office.arrived().values()) == {1}
    for row in (await office.letters()).values():
        assert (row["state"], row["attempts"], row["last_reply"]) == ("SENT", 1, "250 2.0.0 kept")
        assert row["sent_at"] is not None
        assert row["leased_until"] is None


async def test_without_a_mail_server_letters_wait(office: Mailroom):
    await office.write(1)

    async with office.working(smtp_host=None):
        await asyncio.sleep(0.2)

    assert await office.states() == {"WAITING": 1}
    assert office.server.lines == 0


async def test_while_the_mail_server_is_away_no_letter_loses_a_try(office: Mailroom):
    await office.write(3)
    await office.server.close()

    async with office.working():
        await asyncio.sleep(0.5)
        assert [row["attempts"] for row in (await office.letters()).values()] == [0, 0, 0]
        await office.server.open()
        await office.settled()

    assert set(office.arrived().values()) == {1}


async def test_a_letter_put_off_is_tried_again_and_then_given_up(office: Mailroom):
    await office.write(1)
    office.server.expect(*[Fault.GREYLISTED_451] * 5)

    async with office.working(letter_tries=3):
        await office.settled()
        [letter] = (await office.letters()).values()
        assert (letter["state"], letter["attempts"]) == ("DEAD", 3)
        assert letter["last_reply"] == "451 4.7.1 灰名单，请稍后再试"

        office.server.expect(Fault.GREYLISTED_421)
        await office.resend(LetterState.DEAD)
        await office.settled()

    assert (await office.states(), list(office.arrived().values())) == ({"SENT": 1}, [1])


def test_pauses_double_up_to_a_bound_and_differ():
    settings = Settings(retry_seconds=30, retry_most_seconds=3600)

    longest = [max(pause(attempts, settings) for _ in range(300)) for attempts in (1, 2, 3, 8, 100)]
    shortest = [min(pause(attempts, settings) for _ in range(300)) for attempts in (1, 2, 3, 8, 100)]

    for bound, low, high in zip((30, 60, 120, 3600, 3600), shortest, longest, strict=True):
        assert bound / 2 <= low < bound * 0.6
        assert bound * 0.9 < high <= bound


@pytest.mark.case("2-45")
async def test_what_is_unknown_is_sent_again_by_nobody(office: Mailroom):
    await office.write(2)
    office.server.expect(Fault.DIES_AFTER_THE_DOT_KEEPING, Fault.DIES_AFTER_THE_DOT_LOSING)

    async with office.working():
        await office.settled()
        await asyncio.sleep(2)
        assert (await office.states(), list(office.arrived().values())) == ({"UNKNOWN": 2}, [1])

        await office.resend(LetterState.UNKNOWN)
        await office.settled()

    assert (await office.states(), sorted(office.arrived().values())) == ({"SENT": 2}, [1, 2])


async def test_told_to_stop_a_worker_finishes_the_letter_in_hand_and_takes_no_other(office: Mailroom):
    await office.write(5)
    office.server.faults = iter([Fault.SLOW] * 5)

    async with office.working():
        await until(lambda: bool(office.server.recipients))

    assert await office.states() == {"SENT": 1, "WAITING": 4}
    assert list(office.arrived().values()) == [1]


# leases


async def test_a_letter_held_is_nobody_elses_until_its_lease_ran_out(office: Mailroom):
    await office.write(1)

    office.settings = office.settings.model_copy(update={"lease_seconds": HANGING})
    first = await claimed(office)
    assert first is not None
    assert await claimed(office) is None
    await Acting(office.database).fetch("update letter set leased_until = now()")
    second = await claimed(office)

    assert (second.id, second.attempts) == (first.id, 2)
    async with office.database.pool.write() as connection:
        with pytest.raises(outgoing.Overtaken):
            await outgoing.mark(connection, first, 1)
        await outgoing.record(connection, first, outgoing.TryOutcome(LetterState.SENT, "late"))
        await outgoing.mark(connection, second, 1)
    assert await office.states() == {"SENDING": 1}


async def test_an_answer_that_comes_late_is_still_the_truth_while_nobody_acted(office: Mailroom):
    await office.write(1)
    letter = await claimed(office)
    async with office.database.pool.write() as connection:
        await outgoing.mark(connection, letter, 0)
        await outgoing.give_up_the_lost(connection)
        assert await outgoing.counts(connection) == {"UNKNOWN": 1}

        await outgoing.record(connection, letter, outgoing.TryOutcome(LetterState.SENT, "250 late"))
        assert await outgoing.counts(connection) == {"SENT": 1}


async def test_an_answer_that_comes_after_the_letter_was_sent_anew_changes_nothing(office: Mailroom):
    await office.write(1)
    letter = await claimed(office)
    async with office.database.pool.write() as connection:
        await outgoing.mark(connection, letter, 0)
        await outgoing.give_up_the_lost(connection)
    await office.resend(LetterState.UNKNOWN)

    async with office.database.pool.write() as connection:
        await outgoing.record(connection, letter, outgoing.TryOutcome(LetterState.SENT, "250 late"))
        assert await outgoing.counts(connection) == {"WAITING": 1}


async def test_of_many_who_claim_at_once_each_gets_another_letter(office: Mailroom):
    await office.write(8)

    taken: list[Any] = []
    for _ in range(4):
        taken += await asyncio.gather(*(claimed(office) for _ in range(3)))

    ids: list[UUID] = [letter.id for letter in taken if letter is not None]
    assert len(ids) == len(set(ids)) == 8


# every fault at random


def at_random(chance: random.Random) -> Iterator[Fault]:
    """One letter in three goes well at once."""
    while True:
        yield chance.choice(list(Fault)) if chance.random() < 2 / 3 else Fault.NONE


async def away_at_times(server: Mailserver, chance: random.Random) -> None:
    """Refuse connections for a while, again and again."""
    while True:
        await asyncio.sleep(chance.uniform(0.2, 0.8))
        await server.close()
        await asyncio.sleep(chance.uniform(0.05, 0.4))
        await server.open()


async def test_whatever_goes_wrong_every_letter_arrives_or_is_known_to_be_unknown(office: Mailroom):
    totals = Counter[str]()
    for number in range(ROUNDS):
        chance = random.Random(number)
        office.server.faults = at_random(chance)
        office.server.kept.clear()
        office.server.recipients.clear()
        office.addressees.clear()
        await office.write(20)
        async with office.working(), office.working():
            absences = asyncio.create_task(away_at_times(office.server, chance))
            try:
                await office.settled()
            finally:
                absences.cancel()
        if office.server.server is None or not office.server.server.is_serving():
            await office.server.open()
        totals += await check_and_resend(office)
    print(f"{ROUNDS} rounds: {dict(totals)}")


async def check_and_resend(office: Mailroom) -> Counter[str]:
    """Hold the letters of a round against what arrived, have sent again what did not surely arrive, and hold again."""
    letters, arrived = (
        {id: row for id, row in (await office.letters()).items() if id in office.addressees},
        office.arrived(),
    )
    states = Counter(row["state"] for row in letters.values())
    for id, row in letters.items():
        match row["state"]:
            case LetterState.SENT:
                assert arrived[id] == 1
            case LetterState.UNKNOWN:
                assert arrived[id] <= 1
            case state:
                assert (state, arrived[id]) == (LetterState.DEAD, 0)
                assert row["last_reply"].startswith("55")

    office.server.expect()
    again = await office.resend(LetterState.UNKNOWN, LetterState.DEAD)
    async with office.working():
        await office.settled()
    afterwards = office.arrived()
    assert set(afterwards) == set(office.addressees)
    assert {id for id, times in afterwards.items() if times > 1} <= set(again)
    return states + Counter(twice=sum(times > 1 for times in afterwards.values()))


# kills


async def a_worker(office: Mailroom) -> asyncio.subprocess.Process:
    """A worker as an operator starts it."""
    words = {f"DIANCHI_{name.upper()}": str(value) for name, value in QUICK.items()}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "api",
        "worker",
        cwd=ROOT,
        env={
            **os.environ,
            **words,
            "DIANCHI_SMTP_PORT": str(office.server.port),
            "DATABASE_URL": office.settings.database_url or "",
            "DIANCHI_APP_PASSWORD": APP_PASSWORD,
        },
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def killed(office: Mailroom, after: int) -> None:
    """Start a worker and kill it within the step of a letter, which is the `after`th it comes to."""
    worker = await a_worker(office)
    left = after

    def strike() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            worker.kill()

    office.server.witness = strike
    assert await asyncio.wait_for(worker.wait(), HANGING) == -signal.SIGKILL
    office.server.witness = lambda: None


async def test_of_a_worker_that_is_killed_no_letter_is_lost(office: Mailroom):
    totals = Counter[str]()
    chance = random.Random(1)
    office.server.faults = iter(lambda: Fault.SLOW, None)
    for number in range(KILLS):
        await office.write(4)
        # At each step in turn: sender, addressee, text, dot.
        await killed(office, 1 + number % 4 + 4 * chance.randint(0, 2))
    survivor = await a_worker(office)
    await office.settled()
    survivor.terminate()
    assert await asyncio.wait_for(survivor.wait(), HANGING) == 0

    states = await office.states()
    assert KILLS // 4 <= states["UNKNOWN"] <= KILLS
    totals += await check_and_resend(office)
    print(f"{KILLS} kills: {dict(totals)}")
