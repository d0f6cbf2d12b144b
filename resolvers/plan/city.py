"""The city's clock, working days and rule packs, read from the database and remembered until a change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from domain.calendar import Calendar, LostDays

EDITION: Final = "(select version from city_clock)"
"""Counts every change of the clock or the calendar."""


class SealedError(Exception):
    """A sealed value does not open at its place."""


def _without_key(_value: str, place: str) -> str:
    raise LookupError(f"no key is at hand to seal or open {place}")


@dataclass
class City:
    """The working days as last read; `edition` tells when they are stale."""

    calendar: Calendar
    edition: int
    digest: Callable[[object], str] = lambda _value: ""
    """A keyed digest of a personal value, for records that outlive it; without a key nothing of it."""

    client_key: Callable[[str], str] = lambda _handle: ""
    """The key that the requests by a machine's token are signed with; it is kept nowhere."""

    seal: Callable[[str, str], str] = _without_key
    """Enciphers a value for its place in the database, its column and row."""

    unseal: Callable[[str, str], str] = _without_key
    """Reads what was sealed for its place."""

    async def current(self, edition: int, connection: "asyncpg.Connection[asyncpg.Record]") -> Calendar:
        """The calendar of an edition, read again when it is not the one remembered."""
        if edition != self.edition:
            self.calendar, self.edition = await read_calendar(connection), edition
        return self.calendar


async def open_city(
    connection: "asyncpg.Connection[asyncpg.Record]",
    digest: Callable[[object], str] = City.digest,
    client_key: Callable[[str], str] = City.client_key,
) -> City:
    """Read the city for the first time."""
    edition = await connection.fetchval(f"select {EDITION}")
    return City(await read_calendar(connection), edition, digest, client_key)


async def movable(connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    """Whether this is the demonstration city, whose clock can be moved."""
    return await connection.fetchval("select movable from city_clock")


async def read_calendar(connection: "asyncpg.Connection[asyncpg.Record]") -> Calendar:
    """Every day that was declared a working day or a day of rest, and the outages of the reporting portal."""
    rows: list[Any] = await connection.fetch("select region_id, day, is_workday from calendar_day")
    outages: list[Any] = await connection.fetch("select first_day, last_day from portal_outage")
    lost = [LostDays(row["first_day"], row["last_day"]) for row in outages]
    return Calendar({(row["region_id"], row["day"]): row["is_workday"] for row in rows}, lost)
