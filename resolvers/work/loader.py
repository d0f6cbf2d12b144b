"""Reads of many tasks of one transaction: one statement for all keys of a kind, and each result remembered."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar, cast

from resolvers.work.read import ConnectionReader
from resolvers.work.rows import Rows
from resolvers.work.write import stored_as
from schema.noun.noun import Stored

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
R = TypeVar("R", bound=Stored)
Read = Callable[[Any, list[K]], Awaitable[Mapping[K, V]]]
"""Reads, on a connection, the answers to several keys; every key has one."""


@dataclass
class Together:
    """Tasks of one transaction share their reads while no row read is changed."""

    connection: Any
    known: dict[Any, dict[Any, asyncio.Future[Any]]] = field(default_factory=dict[Any, dict[Any, asyncio.Future[Any]]])
    waiting: dict[Any, list[Any]] = field(default_factory=dict[Any, list[Any]])
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def load(self, read: Read[K, V], key: K) -> V:
        """A key is looked up; the first task reads for all tasks that come before its turn."""
        known = self.known.setdefault(read, {})
        if key not in known:
            known[key] = asyncio.get_running_loop().create_future()
            keys = self.waiting.setdefault(read, [])
            keys.append(key)
            if len(keys) == 1:
                await self._read_waiting(read)
        return await known[key]

    async def _read_waiting(self, read: Read[Any, Any]) -> None:
        await asyncio.sleep(0)
        async with self.turn:
            keys, known = self.waiting.pop(read), self.known[read]
            try:
                results = await read(self.connection, keys)
            except Exception as error:  # noqa: BLE001 (everybody who asked gets to know)
                for key in keys:
                    known[key].set_exception(error)
            else:
                for key in keys:
                    known[key].set_result(results[key])

    async def those(self, row: type[R], **by: object) -> list[R]:
        """All rows of a class that hold this value in a column, in the order of their ids."""
        [(name, value)] = by.items()
        return list(await self.load(rows_by(row, name), value))

    async def maybe(self, row: type[R], id: object) -> R | None:
        """A row by its id, where there is one."""
        found = [] if id is None else await self.those(row, id=id)
        return found[0] if found else None

    async def one(self, row: type[R], id: object) -> R:
        """A row by its id."""
        if (found := await self.maybe(row, id)) is None:
            raise LookupError(f"no row of {row.__name__} has the id {id}")
        return found

    async def each(self, row: type[R], ids: Iterable[object]) -> list[R]:
        """Rows by their ids."""
        return await beside(self.one(row, id) for id in ids)


async def beside(tasks: Iterable[Coroutine[Any, Any, V]]) -> list[V]:
    """The results of tasks beside each other; where one fails the others end first, for they share a connection."""
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    if failed := [each for each in ended if isinstance(each, BaseException)]:
        raise failed[0]
    return cast("list[V]", ended)


@cache
def rows_by(row: type[R], name: str) -> Read[Any, list[R]]:
    """Reads the rows of a class by the values of a column."""
    attribute = stored_as(row, name)

    async def read(connection: Any, values: list[Any]) -> dict[Any, list[R]]:
        rows: dict[Any, list[R]] = {value: [] for value in values}
        for each in await Rows[R](ConnectionReader(connection), row, (), {name: values}).ordered("id"):
            rows[getattr(each, attribute)].append(each)
        return rows

    return read
