"""What every database holds from the start: the city's clock and the published calendar. Never changed once there."""

from typing import Any, Final

from api.database.calendar_seed import rows
from resolvers.work.unit_of_work import uuid7

YEARS: Final = range(2019, 2027)


async def found_clock(connection: Any) -> None:
    """Write the rows that are missing; the caller holds the transaction."""
    await connection.execute(
        "insert into city_clock (id, version, single, movable, offset_seconds) values ($1, 1, true, false, 0) on conflict do nothing",
        uuid7(),
    )
    if await connection.fetchval("select true from calendar_day limit 1"):
        return
    days = [{"id": uuid7(), "version": 1, **row} for row in rows(YEARS)]
    columns = list(days[0])
    await connection.copy_records_to_table(
        "calendar_day", columns=columns, records=[[day[column] for column in columns] for day in days]
    )
