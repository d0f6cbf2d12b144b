"""The city's way into the database: copied in one transaction while it happens, with foreign keys checked at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

import orjson
from tortoise.fields.data import JSONField

from api.demo.deeds import DemoCity, an_id
from api.demo.memory import Row
from domain.kernel.units import Quarter
from resolvers.work.write import closed
from schema.noun.constraints import fields_of, table_of
from schema.noun.noun import Stored

Announce = Callable[[str], None]
"""Names a step that may take long."""
KEYS: Final = """
select conrelid::regclass::text as "table", conname as name, pg_get_constraintdef(oid) as definition
from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by conrelid, conname
"""
CLOCK: Final = "update city_clock set movable = true, version = version + 1, offset_seconds = round(extract(epoch from $1::timestamptz - clock_timestamp()))"
ENOUGH: Final = 4000
"""How many rows of a table are worth copying at once."""
AUDIT: Final = (
    "id",
    "act",
    "noun",
    "row_id",
    "row_version",
    "account_id",
    "office_id",
    "role",
    "at",
    "recorded_at",
    "changes",
    "before",
)
OUTBOX: Final = ("id", "version", "event", "noun", "row_id", "payload", "at", "addressed_at", "attempts")
STEP: Final = timedelta(milliseconds=1)
LONGEST: Final = timedelta(hours=1)
"""How long the noting of the whole audit is said to have taken."""


async def write(connection: Any, city: DemoCity, announce: Announce) -> None:
    """Let the city happen and copy it. A row and the row it names may come in any order: the keys are made again at the end."""
    async with connection.transaction():
        keys = await connection.fetch(KEYS)
        await connection.execute(
            ";".join(f'alter table {key["table"]} drop constraint "{key["name"]}"' for key in keys)
        )
        copier = Copier(connection, city, await connection.fetchval("select now()"))
        await copier.follow(announce)
        announce("checking that the city holds together")
        await connection.execute(
            ";".join(f'alter table {key["table"]} add constraint "{key["name"]}" {key["definition"]}' for key in keys)
        )
        await connection.execute(CLOCK, city.until)
    await connection.execute("analyze")


def announced(city: DemoCity, announce: Announce) -> Iterator[None]:
    """Let the city happen, with a word at each quarter it comes to and how much of its time has passed."""
    begun, reached = city.now, None
    for _ in city.run():
        if (quarter := Quarter.of(city.today)) != reached:
            reached = quarter
            announce(f"peopling the city: {quarter}, {(city.now - begun) / (city.until - begun):.0%}")
        yield


class Copier:
    """Copies what never changes while the city goes on, and the rest when it stands still."""

    def __init__(self, connection: Any, city: DemoCity, begun: datetime) -> None:
        self.connection, self.city, self.first = connection, city, begun - LONGEST
        self.copied: dict[object, int] = {}
        # Chances of their own: what is copied when must not change what happens.
        self.chance_of_notes, self.chance_of_tellings = Random(1), Random(2)  # noqa: S311 (a simulation)

    async def follow(self, announce: Announce) -> None:
        """Let the city happen; PostgreSQL works beside it."""
        copying: asyncio.Task[None] | None = None
        for _ in announced(self.city, announce):
            if copying is None or copying.done():
                if copying is not None:
                    copying.result()
                copying = asyncio.create_task(self._some(ENOUGH))
            await asyncio.sleep(0)
        if copying is not None:
            await copying
        await self._some(1)
        for row, table in self.city.memory.tables.items():
            if not row.append_only:
                await self._copy(row, table.columns, list(table.rows.values()))

    async def _some(self, least: int) -> None:
        """Copy what there is of tables that are only ever added to, where it is worth it."""
        for row, table in self.city.memory.tables.items():
            if row.append_only and (fresh := self._fresh(row, table.order, least)):
                await self._copy(row, table.columns, fresh)
        if fresh := self._fresh("audit", self.city.audits, least):
            await self._note(fresh)
        if fresh := self._fresh("outbox", self.city.events, least):
            records = [
                [an_id(at, self.chance_of_tellings), 1, event, noun, row_id, "{}", at, at, 1]
                for event, noun, row_id, at in fresh
            ]
            await self.connection.copy_records_to_table("outbox", records=records, columns=OUTBOX)

    def _fresh(self, what: object, rows: list[Any], least: int) -> list[Any]:
        """The rows added since the last copying, if they are enough."""
        before = self.copied.get(what, 0)
        if len(rows) - before < least:
            return []
        self.copied[what] = len(rows)
        return rows[before:]

    async def _copy(self, row: type[Stored], columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Copy rows of one class."""
        if not rows:
            return
        records = [[*map(one.__dict__.__getitem__, columns)] for one in rows]
        for place, column in enumerate(columns):
            if isinstance(fields_of(row).get(column), JSONField):
                for record in records:
                    record[place] = None if record[place] is None else orjson.dumps(record[place]).decode()
            elif column in row.sealed:
                for record, one in zip(records, rows, strict=True):
                    record[place] = closed(row, column, one.id, record[place], self.city.keys.seal)
        await self.connection.copy_records_to_table(table_of(row), records=records, columns=columns)

    async def _note(self, audits: list[Any]) -> None:
        """Copy the audit entries of acts."""
        start = self.copied["audit"] - len(audits)
        noted = [
            [
                an_id(at, self.chance_of_notes),
                act,
                noun,
                row_id,
                version,
                account,
                office,
                role,
                at,
                self.first + STEP * (start + n),
                orjson.dumps(changes, default=str).decode(),
                None if before is None else orjson.dumps(before, default=str).decode(),
            ]
            for n, (act, noun, row_id, version, account, office, role, at, changes, before) in enumerate(audits)
        ]
        await self.connection.copy_records_to_table("audit", records=noted, columns=AUDIT)
