"""The clock follows the registry: who leaves, who comes back, by which route (Art. 14; readings L9, L32)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.kernel.acts import Act
from domain.terms import Kind, Level
from tests.resolvers.acting import shown
from tests.resolvers.district import District


async def ends(district: District, day: str) -> None:
    """The silent platform's title ends."""
    await district.fetch(
        "update title set valid_to = $2 where platform_id = $1", district.silent, date.fromisoformat(day)
    )


async def renewed(district: District, day: str) -> None:
    """The silent platform has a further title."""
    title = {"kind": Kind.DEMO_PLATFORM, "level": Level.PROVINCIAL, "certificate": "2", "recognised_by": "省工信厅"}
    await district.add("Title", platform_id=district.silent, valid_from=date.fromisoformat(day), **title)


async def told(district: District, event: str) -> list[str]:
    """On which days an event was told of the silent platform's obligation."""
    owed = await district.obligation(district.silent)
    rows = await district.fetch(
        "select (at at time zone 'Asia/Shanghai')::date as day from outbox where event = $1 and row_id = $2 order by at",
        event,
        owed["id"],
    )
    return [str(row["day"]) for row in rows]


@pytest.mark.parametrize("day", ["2022-09-11", "2022-09-15"])
async def test_who_leaves_is_exempt_on_that_day_and_dunned_no_more(district: District, day: str):
    """A3: told once, by a letter that says why."""
    await ends(district, day)

    await district.now("2022-10-08 10:00")

    owed = await district.obligation(district.silent)
    assert (owed["outcome"], owed["left_on"], owed["exemption_reason"]) == ("EXEMPT", date.fromisoformat(day), None)
    assert await told(district, "OBLIGATION_EXEMPTED") == [day]
    assert await told(district, "OBLIGATION_LATE") == await told(district, "OBLIGATION_MISSED") == []


async def test_an_abolished_platform_is_exempt_too(district: District):
    """A3."""
    await district.fetch(
        "update platform set state = 'ABOLISHED', abolished_on = '2022-09-12' where id = $1", district.silent
    )

    await district.now("2022-09-12 00:00")

    assert (await district.obligation(district.silent))["outcome"] == "EXEMPT"


@pytest.mark.parametrize(
    ("entered", "effective"), [("2022-09-13 09:00", "2022-09-20"), ("2022-09-28 09:00", "2022-10-05")]
)
async def test_a_title_renewed_without_a_gap_is_owed_again_with_a_new_day(
    district: District, entered: str, effective: str
):
    """A3: whenever the renewal is entered; in this city every weekday is worked."""
    await ends(district, "2022-09-11")
    await district.now(entered)
    assert (await district.obligation(district.silent))["outcome"] == "EXEMPT"

    await renewed(district, "2022-09-11")
    await district.now(entered.replace("09:00", "09:01"))

    owed = await district.obligation(district.silent)
    assert (owed["outcome"], owed["effective"], owed["left_on"]) == ("PENDING", date.fromisoformat(effective), None)
    assert await told(district, "OBLIGATION_RESTORED") == [entered[:10]]
    await district.now("2022-10-08 10:00")
    assert (await district.obligation(district.silent))["outcome"] == "MISSING"


@pytest.mark.parametrize(
    ("again", "outcome"), [("2022-09-14", "PENDING"), ("2022-09-16", "EXEMPT"), ("2022-09-20", "EXEMPT")]
)
async def test_a_title_renewed_with_a_gap_is_owed_by_the_norms_day_or_from_the_next_quarter(
    district: District, again: str, outcome: str
):
    """A3."""
    await ends(district, "2022-09-11")
    await district.now("2022-09-12 09:00")
    await renewed(district, again)

    await district.now(f"{again} 09:00")

    assert (await district.obligation(district.silent))["outcome"] == outcome
    await district.now("2022-10-02 00:00")
    [next_quarter] = await district.fetch(
        "select outcome from obligation where platform_id = $1 and quarter = '2022Q4'", district.silent
    )
    assert next_quarter["outcome"] == "PENDING"


@pytest.mark.parametrize(("since", "owes"), [("2022-09-15", True), ("2022-09-16", False), ("2022-09-24", False)])
async def test_who_enters_after_the_norms_day_owes_from_the_next_quarter(district: District, since: str, owes: bool):
    """A3."""
    late = await district.platform_of(Kind.DEMO_BASE, await district.holder())
    await district.fetch("update title set valid_from = $2 where platform_id = $1", late, date.fromisoformat(since))

    await district.now("2022-10-02 00:00")

    quarters = await district.fetch("select quarter from obligation where platform_id = $1 order by quarter", late)
    assert [row["quarter"] for row in quarters] == (["2022Q3", "2022Q4"] if owes else ["2022Q4"])


async def test_a_new_centre_turns_the_route_on_its_day(district: District):
    """A4: and the draft that the department had begun passes to the centre."""
    await district.as_owner("delete from obligation")
    await district.fetch("update platform set founded_on = '2022-09-13' where id = $1", district.centre)
    await district.now("2022-09-12 09:00")
    before = await district.obligation(None)
    row = await district.do(Act.START_CONSOLIDATION, district.department, obligation=shown("Obligation", before["id"]))

    await district.now("2022-09-13 00:00")

    after = await district.obligation(None)
    assert (before["route"], before["basis"]) == ("DEPARTMENT", "LAW")
    assert (after["route"], after["basis"], after["route_fixed"]) == ("CENTER", "NORM", False)
    assert (await district.one("Consolidation", row))["author"] == "DISTRICT_CENTER"
    assert (await district.obligation(district.platform))["route"] == "CENTER"
    moved = await district.fetch("select distinct at from outbox where event = 'OBLIGATION_MOVED'")
    assert len(moved) == 1


async def test_a_platform_that_moves_is_followed_on_that_day_and_both_districts_are_told(district: District):
    """A4."""
    other = await district.district()
    for region, since, until in ((district.region, "2015-01-01", "2022-09-13"), (other, "2022-09-13", None)):
        days = {"valid_from": date.fromisoformat(since), "valid_to": until and date.fromisoformat(until)}
        await district.add("PlatformRegion", platform_id=district.silent, region_id=region, **days)
    await district.fetch("update platform set region_id = $1 where id = $2", other, district.silent)

    await district.now("2022-09-13 00:00")

    owed = await district.obligation(district.silent)
    assert (owed["region_id"], owed["route"], owed["moved_from_id"]) == (other, "DEPARTMENT", district.region)
    assert (owed["effective"], owed["followed_on"]) == (date(2022, 9, 15), date(2022, 9, 13))
    assert await told(district, "OBLIGATION_MOVED") == ["2022-09-13"]
