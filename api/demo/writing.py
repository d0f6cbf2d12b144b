"""How the city gets into the database: copied table by table in one transaction, foreign keys checked at the end, all at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import asyncpg
import orjson
from tortoise.fields.data import JSONField

from api.demo.deeds import City
from schema.constraints import fields_of, table_of
from schema.noun import Stored

Connection = Any

KEYS: Final = """
select conrelid::regclass::text as "table", conname as name, pg_get_constraintdef(oid) as definition
from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by conrelid, conname
"""
NOTES: Final = 3
"""Milliseconds from one note of the audit to the next."""


async def write(connection: Connection, city: City) -> None:
    """Copy everything. A row and the row it names may come in any order: the keys are made again when all are there."""
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(hashtext('dianchi demo'))")
        keys = await connection.fetch(KEYS)
        for key in keys:
            await connection.execute(f'alter table {key["table"]} drop constraint "{key["name"]}"')
        for row, table in city.memory.tables.items():
            await _copy(connection, row, table.columns, [[*map(one.__dict__.__getitem__, table.columns)] for one in table.rows.values()])
        await _notes(connection, city)
        for key in keys:
            await connection.execute(f'alter table {key["table"]} add constraint "{key["name"]}" {key["definition"]}')
    await connection.execute("analyze")


async def _copy(connection: Connection, row: type[Stored], columns: tuple[str, ...], records: list[list[Any]]) -> None:
    """Copy the rows of one class."""
    if not records:
        return
    for place, column in enumerate(columns):
        if isinstance(fields_of(row).get(column), JSONField):
            for record in records:
                record[place] = None if record[place] is None else orjson.dumps(record[place]).decode()
    await connection.copy_records_to_table(table_of(row), records=records, columns=columns)


async def _notes(connection: Connection, city: City) -> None:
    """What every act left behind: the audit, and the telling of others, which is over."""
    begun: datetime = await connection.fetchval("select now()")
    audit, outbox = city.memory.by_noun["Audit"].row, city.memory.by_noun["Outbox"].row
    step, first = timedelta(milliseconds=NOTES), begun - timedelta(milliseconds=NOTES * (len(city.audits) + 1))
    noted = [
        [city.new_id(), act, noun, row_id, version, account, office, role, at, first + step * n, orjson.dumps(changes, default=str).decode()]
        for n, (act, noun, row_id, version, account, office, role, at, changes) in enumerate(city.audits)
    ]
    columns = ("id", "act", "noun", "row_id", "row_version", "account_id", "office_id", "role", "at", "recorded_at", "changes")
    await connection.copy_records_to_table(table_of(audit), records=noted, columns=columns)
    told = [[city.new_id(), 1, event, noun, row_id, "{}", at, at, 1] for event, noun, row_id, at in city.told]
    columns = ("id", "version", "event", "noun", "row_id", "payload", "at", "sent_at", "attempts")
    await connection.copy_records_to_table(table_of(outbox), records=told, columns=columns)
