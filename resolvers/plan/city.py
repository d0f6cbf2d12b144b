"""The city's clock, working days and rule packs, read from the database and remembered until a change."""

from dataclasses import dataclass
from typing import Any, Final, Protocol

import asyncpg

from domain.calendar import Calendar

EDITION: Final = "(select version from city_clock)"
"""Counts every change of the clock or the calendar."""


class SealedError(Exception):
    """A sealed value does not open at its place."""


class Keys(Protocol):
    """What is done with the keys that the database never holds."""

    def digest(self, value: object) -> str:
        """A keyed digest of a personal value, for records that outlive it."""
        ...

    def client_key(self, handle: str) -> str:
        """The key that the requests by a machine's token are signed with; it is kept nowhere."""
        ...

    def seal(self, value: str, place: str) -> str:
        """Encipher a value for its place in the database, its column and row."""
        ...

    def unseal(self, value: str, place: str) -> str:
        """Read what was sealed for its place; raises `SealedError` where it does not open."""
        ...


class WithoutKeys:
    """No keys are at hand: digests say nothing, and nothing is sealed or opened."""

    def digest(self, value: object) -> str:
        return ""

    def client_key(self, handle: str) -> str:
        return ""

    def seal(self, value: str, place: str) -> str:
        raise SealedError(f"no key is at hand to seal {place}")

    def unseal(self, value: str, place: str) -> str:
        raise SealedError(f"no key is at hand to open {place}")


WITHOUT_KEYS: Final = WithoutKeys()


@dataclass
class City:
    """The working days as last read; `edition` tells when they are stale."""

    calendar: Calendar
    edition: int
    keys: Keys = WITHOUT_KEYS

    async def current(self, edition: int, connection: "asyncpg.Connection[asyncpg.Record]") -> Calendar:
        """The calendar of an edition, read again when it is not the one remembered."""
        if edition != self.edition:
            self.calendar, self.edition = await read_calendar(connection), edition
        return self.calendar


async def open_city(connection: "asyncpg.Connection[asyncpg.Record]", keys: Keys = WITHOUT_KEYS) -> City:
    """Read the city for the first time."""
    edition = await connection.fetchval(f"select {EDITION}")
    return City(await read_calendar(connection), edition, keys)


async def movable(connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    """Whether this is the demonstration city, whose clock can be moved."""
    return await connection.fetchval("select movable from city_clock")


async def read_calendar(connection: "asyncpg.Connection[asyncpg.Record]") -> Calendar:
    """Every day that was declared a working day or a day of rest."""
    rows: list[Any] = await connection.fetch("select region_id, day, is_workday from calendar_day")
    return Calendar({(row["region_id"], row["day"]): row["is_workday"] for row in rows})
