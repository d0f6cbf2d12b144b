"""Personal data in records of the audit from before digests were kept there: they are rewritten once, before the first seal (ours)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

import orjson

from resolvers.plan.pages import NOBODY
from resolvers.work.write import SECRET, personal_anywhere
from schema.noun.noun import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

BATCH: Final = 1000
REWRITTEN: Final = "update audit set changes = $2::jsonb where id = $1"


@cache
def raw() -> str:
    """The condition, in SQL, on an audit record that holds a personal value as it was entered and is not sealed yet."""
    anywhere = _entered(personal_anywhere())
    of_nouns = [
        f"noun = '{noun}' and changes::text ~ '{_entered(row.personal)}'"
        for noun, row in rows().items()
        if row.personal
    ]
    entered = " or ".join([f"changes::text ~ '{anywhere}'", *(f"({each})" for each in of_nouns)])
    return f"({entered}) and not exists (select from audit_seal s where s.audit_id = audit.id)"


def _entered(names: Iterable[str]) -> str:
    return f'"({"|".join(sorted(map(re.escape, names)))})": "[^{SECRET}]'


async def left(connection: Any) -> bool:
    """Whether any record that may still be rewritten holds a personal value as it was entered."""
    return await connection.fetchval(f"select exists (select from audit where {raw()})")  # noqa: S608 (names of columns)


async def redact(connection: Any, digest: Callable[[object], str]) -> int:
    """Put digests in the place of personal values, a batch at a time; answers how many records there were.

    The connection is the owner's: nobody else rewrites the audit. What an interruption left is done by the next call.
    """
    total, last = 0, NOBODY
    sql = f"select id, noun, changes from audit where id > $1 and {raw()} order by id limit {BATCH}"  # noqa: S608 (as above)
    while batch := await connection.fetch(sql, last):
        rewritten = [
            (each["id"], orjson.dumps(redacted(each["noun"], each["changes"], digest)).decode()) for each in batch
        ]
        await connection.executemany(REWRITTEN, rewritten)
        total, last = total + len(batch), batch[-1]["id"]
    return total


def redacted(noun: str, changes: Mapping[str, object] | str, digest: Callable[[object], str]) -> dict[str, object]:
    """The changes of a record with digests for what is personal in them."""
    plain = orjson.loads(changes) if isinstance(changes, str) else changes
    row = rows().get(noun)
    names = frozenset[str]() if row is None else frozenset(row.personal)
    return {name: _redacted(name, value, names, digest) for name, value in plain.items()}


def _redacted(name: str, value: object, names: frozenset[str], digest: Callable[[object], str]) -> object:
    match value:
        case str() if name in names | personal_anywhere() and not value.startswith(SECRET):
            return SECRET + digest(value)
        case dict():
            parts = cast("dict[str, object]", value)
            return {key: _redacted(key, each, names, digest) for key, each in parts.items()}
        case list():
            return [_redacted("", each, names, digest) for each in cast("list[object]", value)]
        case _:
            return value
