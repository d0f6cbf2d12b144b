"""A connection's prepared statements: repeated texts alone, within a number of bytes."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

import asyncpg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    DriverConnection = asyncpg.Connection[asyncpg.Record]
else:
    DriverConnection = asyncpg.Connection

PREPARED_LEAST: Final = 20_000
PREPARED_BYTES: Final = 120
"""What PostgreSQL takes for a prepared statement of ours with its plan, and more for each character: 80 to 210, measured."""
SEEN: Final = 8192
"""Texts that are remembered as having come once."""

Statement = Any
"""The driver's own record of a statement."""
Key = tuple[Any, ...]
"""The text of a statement, and how its rows are read."""


class Texts:
    """The hashes of the texts that came before, on whatever connection."""

    def __init__(self, most: int = SEEN) -> None:
        self.most, self._hashes = most, OrderedDict[int, None]()

    def before(self, text: str) -> bool:
        """Whether a text has come before; from now on it has."""
        known = hash(text)
        again = known in self._hashes
        self._hashes[known] = None
        self._hashes.move_to_end(known)
        if len(self._hashes) > self.most:
            self._hashes.popitem(last=False)
        return again


class Prepared(OrderedDict[Key, Statement]):
    """The driver's cache of statements, bounded by what they take: the one not used for longest goes first."""

    def __init__(self, most: int, let_go: Callable[[Statement], None]) -> None:
        super().__init__()
        self.most, self.let_go, self.weight = most, let_go, 0

    def get(self, key: Key, *, promote: bool = True) -> Statement | None:  # pyright: ignore[reportIncompatibleMethodOverride]  (as the driver asks)
        """The statement of a key; one that was closed is forgotten."""
        if key not in self:
            return None
        statement = self[key]
        if statement.closed:
            self._forget(key)
            return None
        if promote:
            self.move_to_end(key)
        return statement

    def has(self, key: Key) -> bool:
        """A key has an open statement, or none."""
        return self.get(key, promote=False) is not None

    def put(self, key: Key, statement: Statement) -> None:
        """Keep a statement."""
        if key in self:
            self._forget(key)
        self[key] = statement
        self.weight += weight_of(key)
        while self.weight > self.most and len(self) > 1:
            self.let_go(self._forget(next(iter(self))))

    def iter_statements(self) -> Iterator[Statement]:
        """Each statement."""
        return iter(self.values())

    def clear(self) -> None:
        """Let go of all."""
        kept = list(self.values())
        super().clear()
        self.weight = 0
        for statement in kept:
            self.let_go(statement)

    def _forget(self, key: Key) -> Statement:
        self.weight -= weight_of(key)
        return self.pop(key)


def weight_of(key: Key) -> int:
    """The bytes that a prepared statement takes."""
    return PREPARED_LEAST + PREPARED_BYTES * len(key[0])


class FrugalConnection(DriverConnection):
    """A connection that prepares a text when it comes again: the first time it is run without a name, and forgotten."""

    seen: Texts
    opened: float
    parsed: int
    """How many statements it has been told, prepared or not: each leaves something behind in the server."""

    def be_frugal(self, most: int, seen: Texts) -> None:
        """Keep statements of so many bytes from now on."""
        self.seen, self.parsed, self.opened = seen, 0, time.monotonic()
        driver: Any = self
        self._stmt_cache = Prepared(most, driver._maybe_gc_stmt)  # noqa: SLF001  (the driver has no other way to let a statement go)

    async def _get_statement(
        self,
        query: str,
        timeout: Any,  # noqa: ASYNC109  (the driver's)
        *,
        use_cache: bool = True,
        **options: Any,
    ) -> Statement:
        """The driver's way to a statement: by name from the cache, else for this once."""
        cache = getattr(self, "_stmt_cache", None)
        if isinstance(cache, Prepared):
            record = options.get("record_class") or self._protocol.get_record_class()
            key = (query, record, options.get("ignore_custom_codec", False))
            if use_cache and not cache.has(key):
                self.parsed += 1
                use_cache = self.seen.before(query)
        driver: Any = super()
        return await driver._get_statement(query, timeout, use_cache=use_cache, **options)  # noqa: SLF001
