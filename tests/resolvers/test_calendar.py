"""A calendar loaded while filings and notices run: open dates follow, what was closed stays (Art. 14, 17)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from api.calendar_file import BadCalendar, declared
from domain.calendar import Calendar
from resolvers.calendar import Loaded, load
from resolvers.city import City
from tests.resolvers.yearly import Yearly

if TYPE_CHECKING:
    from pathlib import Path

    from api.database import Database
    from tests.resolvers.district import District

HEADER = "day,kind,name,source,region"


async def loading(database: Database, folder: Path, *lines: str, header: str = HEADER) -> Loaded:
    """Load a file of these lines."""
    file = folder / "days.csv"
    file.write_text("\n".join((header, *lines)), "utf-8")
    return await load(database.pool.write, City(Calendar({}), 0), lambda regions: declared(file, regions))


async def code_of(district: District) -> str:
    return (await district.one("Region", district.region))["code"]


async def days(district: District) -> list[Any]:
    """What the filings of the quarter's platforms are due by, and what became of them."""
    found = await district.fetch("select effective, outcome from obligation where kind = 'REPORT' order by 1, 2")
    return [tuple(each) for each in found]


async def edition(district: District) -> int:
    return (await district.fetch("select version from city_clock"))[0]["version"]


@pytest.mark.case("2-1")
async def test_open_days_follow_a_calendar_and_what_was_handed_in_stays(district: District, tmp_path: Path):
    await district.reported(district.platform, district.operator)
    before = await edition(district)

    loaded = await loading(district.database, tmp_path, "2022-09-15,REST,校庆,昆政办〔2022〕9号,")

    assert loaded == Loaded(1, 2)
    assert await days(district) == [
        (date(2022, 9, 15), "ON_TIME"),
        (date(2022, 9, 16), "PENDING"),
        (date(2022, 9, 16), "PENDING"),
    ]
    told = await district.fetch("select count(*) from outbox where event = 'OBLIGATION_RECKONED'")
    audited = await district.fetch("select noun, count(*) from audit where act = 'LOAD_CALENDAR' group by 1 order by 1")
    assert told[0][0] == 2
    assert [tuple(each) for each in audited] == [("CalendarDay", 1), ("CityClock", 1), ("Obligation", 3)]
    # The third is the consolidation, whose day is provisional no more.
    assert await edition(district) == before + 1


async def test_the_same_file_again_changes_nothing(district: District, tmp_path: Path):
    lines = ("2022-09-15,REST,校庆,昆政办〔2022〕9号,", "2022-09-17,REST,,昆政办〔2022〕9号,")
    first = await loading(district.database, tmp_path, *lines)
    before = await edition(district), await district.fetch("select * from audit")

    again = await loading(district.database, tmp_path, *lines)

    assert (first.days, again) == (2, Loaded(0))
    assert (await edition(district), await district.fetch("select * from audit")) == before


async def test_what_is_not_late_any_more_is_owed_again(district: District, tmp_path: Path):
    await district.now("2022-09-16 12:00")
    missing = await days(district)

    await loading(district.database, tmp_path, "2022-09-15,REST,,文,", "2022-09-16,REST,,文,")

    assert missing == [(date(2022, 9, 15), "MISSING")] * 3
    assert await days(district) == [(date(2022, 9, 19), "PENDING")] * 3


async def test_what_is_late_under_the_new_calendar_too_stays_late(district: District, tmp_path: Path):
    await district.now("2022-09-19 12:00")

    loaded = await loading(district.database, tmp_path, "2022-09-15,REST,,文,")

    assert loaded == Loaded(1)
    assert await days(district) == [(date(2022, 9, 15), "MISSING")] * 3


async def test_a_region_s_own_day_moves_that_region_alone(district: District, tmp_path: Path):
    code, other = await code_of(district), await district.one("Region", await district.district())

    elsewhere = await loading(district.database, tmp_path, f"2022-09-15,REST,,文,{other['code']}")
    here = await loading(district.database, tmp_path, f"2022-09-15,REST,,文,{code}")

    assert (elsewhere, here) == (Loaded(1), Loaded(1, 3))
    assert await days(district) == [(date(2022, 9, 16), "PENDING")] * 3


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2022-02-30,REST,,文,", "line 3"),
        ("20220915,REST,,文,", "line 3"),
        ("2022-09-15,FREE,,文,", "WORK"),
        ("2022-09-15,REST,,,", "source"),
        ("2022-09-15,REST,,文,000", "区划代码"),
        ("2022-09-16,REST,,文,", "重复"),
        ("2022-09-15,REST,,文", "列"),
        (f"2022-09-15,REST,{'长' * 101},文,", "name"),
        ('2022-09-15,REST,"x,文,', "CSV"),
    ],
)
async def test_a_file_with_a_bad_line_changes_nothing(district: District, tmp_path: Path, line: str, said: str):
    before = await edition(district), await days(district)

    with pytest.raises(BadCalendar, match=said):
        await loading(district.database, tmp_path, "2022-09-16,REST,,文,", line)

    assert (await edition(district), await days(district)) == before


async def test_a_bad_file_is_told_line_by_line_up_to_sixty(district: District, tmp_path: Path):
    with pytest.raises(BadCalendar) as refusal:
        await loading(district.database, tmp_path, *(["x,REST,,文,"] * 70))
    with pytest.raises(BadCalendar, match="day,kind,name,source,region"):
        await loading(district.database, tmp_path, "2022-09-16,REST", header="day,kind")
    with pytest.raises(BadCalendar, match="no days"):
        await loading(district.database, tmp_path)

    assert len(str(refusal.value).splitlines()) == 61


@pytest.mark.case("2-1")
async def test_a_running_window_grows_and_never_shrinks(database: Database, tmp_path: Path):
    case = await Yearly.of(database)
    await case.called()
    await case.published()
    notice = "select n.window_end, e.window_end from notice n join evaluation e on e.notice_id = n.id"
    before = await case.city.fetch(notice)

    grown = await loading(database, tmp_path, "2022-06-08,REST,,文,")
    longer = await case.city.fetch(notice)
    worked = await loading(database, tmp_path, "2022-06-08,WORK,,文,")

    assert [tuple(each) for each in before] == [(date(2022, 6, 8),) * 2]
    assert (
        [tuple(each) for each in longer]
        == [(date(2022, 6, 10),) * 2]
        == [tuple(each) for each in await case.city.fetch(notice)]
    )
    assert (grown.windows, worked.windows) == (1, 0)
