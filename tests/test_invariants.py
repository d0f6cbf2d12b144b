"""The checker of `tests/invariants.py` and `tests/history.py` is no blind one: whatever is planted, it finds."""

import asyncio
import os
import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any, Final

import asyncpg

from api.settings import Settings
from schema.noun.constraints import table_of
from tests.api.client import Client
from tests.builders.reports import FIGURES, OF_A_BASE, owed
from tests.history import History, Line, Outcome, contradicted
from tests.invariants import Image, broken, image, nouns

PLANTED: Final = 100 if os.environ.get("DIANCHI_LONG") else 8
DISTRICTS: Final = ("530102", "530103", "530111", "530112")
HELD_BACK: Final = "select conrelid::regclass::text as of, conname from pg_constraint where contype in ('f', 'u', 'c') and connamespace = 'public'::regnamespace order by contype = 'u'"
UNIQUE: Final = """select indexrelid::regclass::text as of from pg_index i join pg_class c on c.oid = indexrelid
    where indisunique and not indisprimary and c.relnamespace = 'public'::regnamespace"""
TABLES: Final = (
    ("Report", ()),
    ("ReportDraft", ()),
    ("Review", ()),
    ("Obligation", ()),
    ("Activity", ()),
    ("Entity", ()),
    (
        "ReportVersion",
        (
            "submitted_at",
            "submitter_id",
            "n",
            "region_id",
            "activity_count",
            "expert_count",
            "demand_matched",
            "feature_text",
        ),
    ),
    ("Audit", ("act", "noun", "row_id", "row_version", "account_id", "office_id", "changes", "problem")),
    ("Outbox", ("event", "noun", "row_id", "at")),
    ("Idempotency", ("account_id", "operation", "key", "noun", "row_id")),
    ("CapAccount", ()),
    ("CapEntry", ()),
    ("Subsidy", ()),
)
"""Where faults are planted, and in which columns; in all where none is named. What only the row itself tells of a row written since the last look cannot be found."""


async def filed(history: History, operator: tuple[str, Client], desk: tuple[str, Client]) -> None:
    """A report from draft to acceptance, an activity, and an act that is refused."""
    who, person = operator
    [owing, *_] = await owed(person, "REPORT", "2022Q4")
    figures = FIGURES | (OF_A_BASE if owing["platform"]["kind"] == "DEMO_BASE" else {})
    shown = "report { id version }"
    report = await history.do(who, person, "startReport", shown, obligation=owing["id"])
    acts: list[tuple[tuple[str, Client], str, dict[str, Any]]] = [
        (operator, "saveReportDraft", {"figures": figures}),
        (operator, "submitReport", {}),
        (operator, "acceptReport", {}),
        (desk, "acceptReport", {}),
    ]
    for (name, actor), act, more in acts:
        at = {"id": report["id"], "expectedVersion": report["version"]}
        report = await history.do(name, actor, act, shown, **at, **more) or report
    entry = {
        "day": "2022-10-08",
        "function": "HR_AND_TRAINING",
        "nature": "PUBLIC_BENEFIT",
        "mode": "OFFLINE",
        "subject": "培训",
        "persons": 26,
    }
    await history.do(
        who, person, "recordActivity", "activity { id version }", platform=owing["platform"]["id"], entry=entry
    )


Plant = Callable[[random.Random, Any, list[Line]], Any]


async def in_a_table(chance: random.Random, connection: Any, _lines: list[Line]) -> str | None:
    """Drop, double or alter a row."""
    noun, columns = chance.choice(TABLES)
    row = nouns()[noun]
    table = table_of(row)
    # The rows written last are those a fault would hit; the others are of the image.
    fresh = "desc limit 60" if chance.random() < 0.7 else ""
    ids = [one["id"] for one in await connection.fetch(f"select id from {table} order by id {fresh}")]
    id, how = chance.choice(ids), chance.choice(("drop", "double", "alter"))
    names = [
        one["column_name"]
        for one in await connection.fetch(
            "select column_name from information_schema.columns where table_name = $1 and column_name <> 'id' order by 1",
            table,
        )
    ]
    if how == "drop":
        done = await connection.execute(f"delete from {table} where id = $1", id)
    elif how == "double":
        into = ", ".join(f'"{name}"' for name in names)
        done = await connection.execute(
            f"insert into {table} (id, {into}) select gen_random_uuid(), {into} from {table} where id = $1", id
        )
    else:
        name = chance.choice(columns or names)
        done = await connection.execute(
            f"""update {table} set "{name}" = o.value from (select "{name}" as value from {table} o
            where "{name}" is distinct from (select "{name}" from {table} where id = $1) order by md5(o.id::text || $2) limit 1) o where id = $1""",
            id,
            str(chance.random()),
        )
        how += f" {name} of"
    return f"{how} {noun} {id}" if done.endswith(" 1") else None


async def in_the_history(chance: random.Random, _connection: Any, lines: list[Line]) -> str | None:
    """Drop, double or alter a line."""
    n, how = chance.randrange(len(lines)), chance.choice(("drop", "double", "alter"))
    line = lines[n]
    if how == "drop" and line.outcome is Outcome.ACKNOWLEDGED:
        del lines[n]
    elif how == "double" and line.outcome is Outcome.ACKNOWLEDGED:
        lines.append(line)
    elif how == "alter":
        others = [other for other in Outcome if other is not line.outcome]
        changes = [
            {"outcome": chance.choice(others), "codes": ()},
            {"key": "another"},
            {"version": (line.version or 0) + 1},
            {"act": "recallReport"},
        ]
        lines[n] = replace(line, **chance.choice(changes if line.outcome is Outcome.ACKNOWLEDGED else changes[:1]))
    else:
        return None
    return f"{how} line {line}"


async def unbound(connection: Any) -> None:
    """Let the tables take what the database itself would refuse."""
    for one in await connection.fetch(HELD_BACK):
        await connection.execute(f'alter table {one["of"]} drop constraint if exists "{one["conname"]}" cascade')
    for one in await connection.fetch(UNIQUE):
        await connection.execute(f"drop index if exists {one['of']}")


async def faults(connection: Any, history: History, since: Image) -> list[str]:
    """All that is wrong."""
    return await broken(connection, since) + await contradicted(connection, history, since)


async def test_whatever_is_dropped_doubled_or_altered_is_found(anyone: Client, city_settings: Settings) -> None:
    history = History()
    owner = await asyncpg.connect(city_settings.database_url)
    since = await image(owner)
    names = [f"{district}-{desk}" for district in DISTRICTS for desk in ("operator", "center")]
    people = dict(zip(names, await asyncio.gather(*map(anyone.signed_in, names)), strict=True))
    pairs = [[(name, people[name]) for name in (f"{each}-operator", f"{each}-center")] for each in DISTRICTS]
    await asyncio.gather(*(filed(history, *pair) for pair in pairs))
    assert (history.count(Outcome.ACKNOWLEDGED), history.count(Outcome.REFUSED)) == (20, 4)
    assert await faults(owner, history, since) == []
    chance, planted, missed = random.Random(2022), 0, list[str]()
    keeping = owner.transaction()
    await keeping.start()
    await unbound(owner)
    while planted < PLANTED:
        lines, plant = deepcopy(history.lines), chance.choice((in_a_table, in_a_table, in_a_table, in_the_history))
        fault = owner.transaction()
        await fault.start()
        try:
            what = await plant(chance, owner, lines)
        except (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError):
            what = None  # the database itself refuses it still
        else:
            if what is not None:
                planted += 1
                if not await faults(owner, replace(history, lines=lines), since):
                    missed.append(what)
        await fault.rollback()
    await keeping.rollback()
    await owner.close()
    assert missed == []
