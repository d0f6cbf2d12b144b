"""Columns that are sealed, looked through: sealed anew after a change of the keys, and examined (ours)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from resolvers.plan.city import Keys, SealedError
from resolvers.plan.pages import NOBODY
from schema.noun.constraints import table_of
from schema.noun.noun import rows, sealed_place

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from schema.noun.noun import Stored

BATCH: Final = 500
SEALED: Final = "~"
"""How every sealed value begins, whatever the key."""


class Seals(Keys, Protocol):
    """Keys of which the newest has a mark."""

    @property
    def seal_mark(self) -> str:
        """How a value begins that needs no sealing anew."""
        ...


async def kept(connection: Any, mark: str | None) -> AsyncIterator[tuple[type[Stored], str, list[Any]]]:
    """What stands in the sealed columns, or of it what does not begin with a mark, a batch at a time."""
    for row in rows().values():
        for column in sorted(row.sealed):
            found = f"""select id, {column} as value from {table_of(row)}
                where id > $1 and {column} is not null and ($2::text is null or not starts_with({column}, $2))
                order by id limit {BATCH}"""  # noqa: S608 (names of ours)
            last: Any = NOBODY
            while batch := await connection.fetch(found, last, mark):
                yield row, column, batch
                last = batch[-1]["id"]


async def any_plain(connection: Any) -> bool:
    """Whether anything stands plain in a sealed column, as an older version kept it."""
    return any([True async for _ in kept(connection, SEALED)])


async def seal_anew(connection: Any, seals: Seals) -> int:
    """Seal with the newest key what is plain or sealed with an older one; answers how many values there were.

    What an interruption left is done by the next call; a value that somebody changes meanwhile stays as it was changed.
    """
    total = 0
    async for row, column, batch in kept(connection, seals.seal_mark):
        places = [(each["id"], each["value"], sealed_place(row, column, each["id"])) for each in batch]
        sealed = [(id, value, seals.seal(seals.unseal(value, place), place)) for id, value, place in places]
        changed = f"update {table_of(row)} set {column} = $3 where id = $1 and {column} = $2"  # noqa: S608 (as above)
        await connection.executemany(changed, sealed)
        total += len(sealed)
    return total


async def examined_seals(connection: Any, seals: Seals) -> tuple[int, int]:
    """How many sealed values do not open, and how many wait for the newest key."""
    closed = waiting = 0
    async for row, column, batch in kept(connection, None):
        for each in batch:
            waiting += not each["value"].startswith(seals.seal_mark)
            closed += not opens(each["value"], sealed_place(row, column, each["id"]), seals)
    return closed, waiting


def opens(value: str, place: str, seals: Seals) -> bool:
    """Whether a value opens at its place."""
    try:
        seals.unseal(value, place)
    except SealedError:
        return False
    return True
