"""Reminders on a real database: each rung once, the latest alone after a pause, by the day that is due now (ours)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from uuid import UUID

    from tests.resolvers.district import District


async def told(district: District, platform: UUID) -> list[tuple[str, int]]:
    """What a platform was reminded of, in order."""
    owed = await district.obligation(platform)
    found = await district.fetch(
        "select event, rung, at from outbox where rung is not null and row_id = $1 order by at", owed["id"]
    )
    return [(each["event"], each["rung"]) for each in found]


@pytest.mark.case("2-7")
async def test_each_rung_is_told_once_and_the_latest_alone_after_a_pause(district: District) -> None:
    assert await told(district, district.platform) == [("OBLIGATION_DUE", -5)]  # met on Saturday, three days before

    await district.now("2022-09-14 23:45")
    await district.now("2022-09-15 00:15")  # nothing ran at midnight
    assert (await told(district, district.platform))[1:] == [("OBLIGATION_DUE", -1)]
    await district.now("2022-09-15 08:59")
    assert len(await told(district, district.platform)) == 2
    await district.now("2022-09-15 09:00")
    await district.now("2022-09-15 23:59")
    await district.now("2022-09-20 12:00")  # nothing ran on the first day after
    await district.now("2022-10-31 12:00")  # nor until long after

    assert (await told(district, district.platform))[2:] == [("OBLIGATION_DUE", 0), ("OBLIGATION_LATE", 1)]
