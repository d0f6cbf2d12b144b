"""The checkpoint of a day as a letter: to the audit administrators alone, once a day, never twice, and verified as it stands."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from api.commands.audit_files import checkpoint_of
from api.database.database import open_database
from api.keyring import Keyring
from api.mail.worker import at_work, style_of
from domain.kernel.acts import Act
from resolvers.letters import recipients
from resolvers.letters.reminders import remind
from resolvers.root import FALLS
from resolvers.time.city_clock import catch_up
from resolvers.time.falls_due import Fall
from tests.api.sealed import signed
from tests.pace import come, comes

if TYPE_CHECKING:
    from api.database.database import Database
    from api.settings import Settings
    from resolvers.work.unit_of_work import UnitOfWork

TOLD = """select a.username, l.subject, l.text, l.state from letter l join account a on a.id = l.account_id
where l.event = 'CHECKPOINT_SIGNED' order by l.made_at, a.username"""
NEXT_DAY = "update city_clock set offset_seconds = offset_seconds + 86400"


class Town:
    """A city whose audit is sealed and signed, and whose letters are written."""

    def __init__(self, database: Database, settings: Settings, owner: Any) -> None:
        self.database, self.settings, self.owner = database, settings, owner

    async def sign(self) -> None:
        """Something happens, and is sealed and signed."""
        await signed(self.database, self.settings, self.owner, 1)

    async def tick(self) -> list[Any]:
        """What falls due is done and its letters are written; the letters of checkpoints so far."""
        city = await self.database.city()
        await catch_up(self.database.pool.write, city, FALLS)
        while await recipients.address(self.database.pool.write, city, style_of(self.settings)):
            continue
        return list(await self.owner.fetch(TOLD))


@pytest.fixture
async def town(city_settings: Settings) -> Any:
    owner = await asyncpg.connect(city_settings.database_url)
    try:
        async with await open_database(city_settings) as database:
            yield Town(database, city_settings, owner)
    finally:
        await owner.close()


async def test_a1_the_last_checkpoint_of_a_day_is_told_once_to_whoever_audits(town: Town) -> None:
    assert await town.tick() == []
    await town.sign()
    await town.sign()
    first = await town.tick()
    assert await town.tick() == first
    # Another of the same day waits for the next one; a day with none has no letter.
    await town.sign()
    await town.sign()
    assert await town.tick() == first
    await town.owner.execute(NEXT_DAY)
    second = await town.tick()
    await town.owner.execute(NEXT_DAY)

    assert await town.tick() == second
    assert [each["username"] for each in second] == ["audit", "audit"]
    sizes = await town.owner.fetch("select size from audit_checkpoint order by size")
    assert [each["subject"] for each in second] == [f"审计检查点：{sizes[at]['size']}条记录" for at in (1, 3)]


async def test_a1_what_the_letter_says_is_verified_as_it_stands(town: Town) -> None:
    await town.sign()
    [letter] = await town.tick()

    [line] = [each for each in letter["text"].splitlines() if each.startswith("{")]

    told = json.loads(line)
    key = Keyring.of(town.settings).public_key
    assert checkpoint_of(told, [key]).size == told["size"] > 0
    assert all(
        str(told[name]) in letter["text"].replace(line, "") for name in ("sha256", "sm3", "root", "signature", "key")
    )
    assert "api audit verify" in letter["text"]


async def test_a1_an_installation_may_do_without(town: Town) -> None:
    await town.sign()
    city, told = await town.database.city(), "select count(*) from outbox where event = 'CHECKPOINT_SIGNED'"
    looks = itertools.count()

    async def looked(_work: UnitOfWork) -> None:
        next(looks)

    only = [Fall(Act.REMIND, looked, remind), *(each for each in FALLS if each.act is Act.TELL_CHECKPOINT)]
    quick = {"tick_seconds": 0.05, "checkpoint_letters": "never"}
    async with at_work(town.database.pool, city, only, town.settings.model_copy(update=quick)):
        await come(lambda: next(looks) > 5)
    assert await town.owner.fetchval(told) == 0

    async with at_work(town.database.pool, city, only, town.settings.model_copy(update={"tick_seconds": 0.05})):

        async def is_told() -> bool:
            return await town.owner.fetchval(told) == 1

        await comes(is_told)
