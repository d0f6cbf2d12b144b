"""Working days and due days (Art. 12, 14, 17)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.database import calendar_seed
from api.database.founding import YEARS
from domain.calendar import (
    KUNMING,
    Calendar,
    day_of,
    days_in,
    due,
    end_of,
    on_time,
    shifted,
    start_of,
    still_open,
    written,
)
from domain.kernel.basis import Basis, BasisSource, basis_of
from domain.kernel.units import Quarter
from domain.regulation.rulepack import ReadingOfDay, Shift
from tests.builders.calendar import published

SHILIN = UUID(int=126)
FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
DAYS = some.dates(FIRST, LAST)


# the 25th (Art. 14(2))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.requirement("R14.4")
@pytest.mark.parametrize(
    ("nominal", "effective"),
    [
        ("2020-03-25", "2020-03-25"),
        ("2020-06-25", "2020-06-28"),
        ("2020-09-25", "2020-09-25"),
        ("2020-12-25", "2020-12-25"),
        ("2021-03-25", "2021-03-25"),
        ("2021-06-25", "2021-06-25"),
        ("2021-09-25", "2021-09-26"),
        ("2021-12-25", "2021-12-27"),
        ("2022-03-25", "2022-03-25"),
        ("2022-06-25", "2022-06-27"),
        ("2022-09-25", "2022-09-26"),
        ("2022-12-25", "2022-12-26"),
    ],
)
def test_the_25th_moves_to_the_next_working_day_where_it_is_a_rest_day(nominal: str, effective: str):
    quarter = Quarter.of(day(nominal))

    found = due(quarter.day_of_last_month(25), published(), basis=basis_of("第十四条（二）"))

    assert (found.nominal, found.effective, found.provisional) == (day(nominal), day(effective), False)


@pytest.mark.requirement("R14.4")
def test_six_of_the_twelve_quarter_days_in_validity_are_rest_days():
    quarters = [Quarter(f"{year}Q{n}") for year in (2020, 2021, 2022) for n in (1, 2, 3, 4)]

    assert sum(not published().is_workday(quarter.day_of_last_month(25)) for quarter in quarters) == 6


def test_the_quarter_days_of_four_years_that_are_rest_days():
    quarters = [Quarter(f"{year}Q{n}") for year in range(2020, 2024) for n in (1, 2, 3, 4)]
    days = [quarter.day_of_last_month(25) for quarter in quarters]

    rest = ("2020-06-25", "2021-09-25", "2021-12-25", "2022-06-25", "2022-09-25", "2022-12-25", "2023-03-25")
    assert [each for each in days if not published().is_workday(each)] == [day(text) for text in rest]


@pytest.mark.parametrize(
    ("shift", "effective"),
    [(Shift.NEXT, "2021-12-27"), (Shift.PREVIOUS, "2021-12-24"), (Shift.NONE, "2021-12-25")],
)
def test_where_a_rest_day_goes_is_a_switch(shift: Shift, effective: str):
    assert due(day("2021-12-25"), published(), shift=shift).effective == day(effective)


def test_read_without_the_day_itself_the_day_before_is_the_last():
    found = due(day("2022-03-25"), published(), reading=ReadingOfDay.EXCLUSIVE)

    assert found.effective == day("2022-03-24")
    assert "不含当日" in found.explanation


def test_a_due_day_explains_itself_in_chinese():
    found = due(day("2022-09-25"), published(), basis=basis_of("第十四条（二）"))

    assert (
        found.explanation
        == "第十四条（二）：2022年9月25日前；2022年9月25日为休息日，参照《民法典》第二百零三条顺延至2022年9月26日24时。"
    )


@pytest.mark.case("1-7")
def test_a_due_day_on_a_sunday_of_mid_autumn_shows_both_dates():
    found = due(day("2019-09-15"), published(), basis=Basis(BasisSource.NOTICE, words="通知规定"))

    assert (found.nominal, found.effective, found.article) == (day("2019-09-15"), day("2019-09-16"), None)
    assert "休息日" in found.explanation


# the end of the day


@pytest.mark.case("2-5")
def test_the_25th_lasts_to_its_end_in_kunming():
    last = day("2022-03-25")

    assert on_time(datetime.fromisoformat("2022-03-25T23:59:59+08:00"), last)
    assert not on_time(datetime.fromisoformat("2022-03-26T00:00:00+08:00"), last)
    assert on_time(datetime(2022, 3, 25, 15, 59, 59, tzinfo=UTC), last)
    assert not on_time(datetime(2022, 3, 25, 16, 0, tzinfo=UTC), last)
    assert end_of(last) == datetime(2022, 3, 25, 16, 0, tzinfo=UTC)


@pytest.mark.case("2-9")
def test_a_time_without_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        day_of(datetime(2022, 3, 25))  # noqa: DTZ001 (that is the point)


# windows (Art. 17(4)) and filings (Art. 12)


@pytest.mark.requirement("R17.5")
@pytest.mark.parametrize(
    ("posted", "last"),
    [
        ("2020-09-25", "2020-10-09"),
        ("2020-09-29", "2020-10-13"),
        ("2021-02-05", "2021-02-18"),
        ("2022-01-28", "2022-02-09"),
        ("2022-09-28", "2022-10-10"),
        ("2020-04-24", "2020-04-30"),
        ("2025-09-28", "2025-10-11"),
        ("2026-09-18", "2026-09-24"),
    ],
)
def test_five_full_working_days_of_publicity(posted: str, last: str):
    assert published().full_workdays_after(day(posted), 5) == day(last)


@pytest.mark.requirement("R12.4")
@pytest.mark.parametrize(
    ("completed", "last"),
    [
        ("2020-09-29", "2020-10-20"),
        ("2021-02-05", "2021-02-24"),
        ("2022-01-28", "2022-02-16"),
        ("2020-01-20", "2020-02-11"),
        ("2024-09-27", "2024-10-16"),
        ("2026-02-12", "2026-03-04"),
    ],
)
def test_ten_working_days_to_file_a_change(completed: str, last: str):
    assert published().add_workdays(day(completed), 10) == day(last)


@pytest.mark.case("1-1")
@pytest.mark.case("1-3")
@pytest.mark.parametrize(
    ("posted", "end", "full", "earliest"),
    [
        pytest.param("2023-03-24", "2023-03-30", 4, "2023-03-31", marks=pytest.mark.case("1-1")),
        pytest.param("2023-11-07", "2023-11-09", 2, "2023-11-14", marks=pytest.mark.case("1-3")),
        pytest.param("2022-04-08", "2022-04-14", 4, "2022-04-15", marks=pytest.mark.case("1-5")),
    ],
)
def test_windows_seen_in_the_field_are_too_short_by_our_rule(posted: str, end: str, full: int, earliest: str):
    assert published().count_workdays(day(posted), day(end)) == full
    assert published().full_workdays_after(day(posted), 5) == day(earliest)


# years nobody has published, exceptions of a region


@pytest.mark.requirement("RX.4")
def test_an_unpublished_year_is_plain_and_provisional():
    calendar = published()

    assert calendar.is_workday(day("2027-01-01"))  # a Friday
    assert not calendar.is_workday(day("2027-01-02"))
    assert calendar.provisional(day("2026-12-28"), day("2027-01-08"))
    assert not calendar.provisional(day("2026-12-01"), day("2026-12-31"))
    found = due(day("2027-12-25"), calendar)
    assert (found.effective, found.provisional) == (day("2027-12-27"), True)
    assert "尚未公布" in found.explanation


def test_a_year_of_which_only_some_days_are_known_is_not_published():
    calendar = Calendar({(None, day("2027-01-01")): False})

    assert not calendar.is_workday(day("2027-01-01"))
    assert calendar.provisional(day("2027-01-01"), day("2027-01-02"))


@pytest.mark.requirement("RX.4")
def test_a_calendar_loaded_later_moves_an_open_date():
    before = Calendar({})
    after = published()

    assert before.add_workdays(day("2020-01-20"), 10) == day("2020-02-03")
    assert after.add_workdays(day("2020-01-20"), 10) == day("2020-02-11")


def test_an_autonomous_county_has_its_own_holidays():
    torches = day("2022-07-22")
    calendar = Calendar({(None, torches): True, (SHILIN, torches): False})

    assert calendar.is_workday(torches)
    assert not calendar.is_workday(torches, SHILIN)
    assert calendar.add_workdays(day("2022-07-21"), 1, SHILIN) == day("2022-07-25")
    assert due(torches, calendar, region=SHILIN).effective == day("2022-07-25")


# a point of time is no day

MOMENTS: Final = (
    datetime(2022, 9, 30, 23, 30, tzinfo=KUNMING),
    datetime(2022, 9, 30, 16, 0, tzinfo=UTC),
    datetime(2022, 10, 1),  # noqa: DTZ001 (a day that lost its place)
)


ASKED: Final[Sequence[Callable[[datetime], object]]] = (
    lambda moment: published().is_workday(moment),
    lambda moment: published().next_workday(moment),
    lambda moment: published().previous_workday(moment),
    lambda moment: published().reachable(moment),
    lambda moment: published().add_workdays(moment, 0),
    lambda moment: published().add_workdays(moment, 5),
    lambda moment: published().full_workdays_after(moment, 5),
    lambda moment: published().count_workdays(moment, moment),
    lambda moment: published().count_workdays(day("2022-09-01"), moment),
    lambda moment: published().provisional(moment, moment),
    lambda moment: due(moment, published()),
    lambda moment: shifted(moment, published(), Shift.NONE),
    lambda moment: still_open(moment, moment, moment),
    lambda moment: on_time(MOMENTS[0], moment),
    end_of,
    start_of,
    written,
)


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
@pytest.mark.parametrize("ask", ASKED)
def test_a_point_of_time_is_no_day(ask: Callable[[datetime], object], moment: datetime):
    """A8: it was taken for one, and answered wrongly without a word."""
    with pytest.raises(TypeError, match="point of time"):
        ask(moment)


@pytest.mark.parametrize(
    ("nominal", "law"),
    [
        ("2020-06-27", "《民法总则》"),
        ("2020-12-26", "《民法总则》"),
        ("2021-01-02", "《民法典》"),
        ("2022-09-25", "《民法典》"),
    ],
)
def test_a_day_of_2020_rests_on_the_general_rules_of_the_civil_law(nominal: str, law: str):
    """A8: the Civil Code is in force from 2021 on."""
    assert f"参照{law}第二百零三条顺延" in due(day(nominal), published()).explanation


# always


@given(DAYS)
def test_it_agrees_with_the_published_calendar(of: date):
    assert published().is_workday(of) == calendar_seed.is_published_workday(of)


@given(DAYS, some.sampled_from([Shift.NEXT, Shift.PREVIOUS]))
def test_an_effective_day_is_never_a_rest_day(of: date, shift: Shift):
    assert published().is_workday(due(of, published(), shift=shift).effective)


@given(DAYS, some.integers(0, 60), some.integers(0, 30))
def test_due_days_never_cross(of: date, later: int, count: int):
    calendar, second = published(), of + timedelta(days=later)

    assert calendar.next_workday(of) <= calendar.next_workday(second)
    assert calendar.add_workdays(of, count) <= calendar.add_workdays(second, count)
    assert calendar.add_workdays(of, count) <= calendar.add_workdays(of, count + 1)


@given(DAYS, some.integers(1, 40))
def test_what_is_counted_forward_is_counted_back(of: date, count: int):
    calendar = published()
    end = calendar.add_workdays(of, count)

    assert calendar.is_workday(end)
    assert calendar.count_workdays(of, end) == count
    assert calendar.add_workdays(end, -count) <= of
    assert calendar.add_workdays(of, 0) == of


# the seed


@pytest.mark.case("2-3")
def test_the_extension_of_2020_and_the_worked_sundays_of_2019_are_right():
    days = {row["day"]: row["is_workday"] for row in calendar_seed.rows([2019, 2020])}

    assert [days[day(text)] for text in ("2020-01-31", "2020-02-01", "2020-02-02", "2020-02-03")] == [
        False,
        False,
        False,
        True,
    ]
    assert all(
        days[day(text)] for text in ("2020-01-19", "2020-04-26", "2020-05-09", "2020-06-28", "2020-09-27", "2020-10-10")
    )
    assert days[day("2019-04-28")]
    assert days[day("2019-05-05")]


def test_the_worked_weekends_of_2026_are_right():
    days = {row["day"]: row["is_workday"] for row in calendar_seed.rows([2026])}

    worked = [each for each, works in days.items() if works and each.weekday() >= 5]
    assert sorted(worked) == [day(f"2026-{text}") for text in ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")]


@pytest.mark.case("2-3")
def test_a_difference_between_the_two_lists_stops_the_load(monkeypatch: pytest.MonkeyPatch):
    real = calendar_seed.is_published_workday

    def wrong(of: date) -> bool:
        return real(of) != (of == day("2021-09-26"))

    monkeypatch.setattr(calendar_seed, "is_published_workday", wrong)

    with pytest.raises(calendar_seed.CalendarsDisagree, match="2021-09-26"):
        calendar_seed.rows([2021])


@pytest.mark.parametrize("year", range(2019, 2027))
def test_every_year_is_checked_by_the_second_list(monkeypatch: pytest.MonkeyPatch, year: int):
    """A8: all years that are loaded, each day of them."""
    real = calendar_seed.is_published_workday
    of = day(f"{year}-10-01")

    def wrong(each: date) -> bool:
        return real(each) != (each == of)

    monkeypatch.setattr(calendar_seed, "is_published_workday", wrong)

    with pytest.raises(calendar_seed.CalendarsDisagree, match=f"{year}-10-01"):
        calendar_seed.rows([2022, year])


@pytest.mark.parametrize("years", [[2018], [2022, 2018], range(2004, 2027)])
def test_a_year_without_a_second_list_is_not_loaded_nor_any_beside_it(years: Iterable[int]):
    """A8: check all or load none."""
    with pytest.raises(calendar_seed.YearUnknown, match="2018"):
        calendar_seed.rows(years)


def test_what_is_founded_is_checked():
    """A8."""
    assert set(YEARS) == set(calendar_seed.OFF) == set(calendar_seed.WORKED)


def test_a_year_without_a_published_calendar_is_refused():
    with pytest.raises(calendar_seed.YearUnknown, match="2027"):
        calendar_seed.rows([2027])


def test_every_day_of_a_year_is_loaded_with_its_source():
    rows = calendar_seed.rows([2022])

    assert len(rows) == days_in(2022) == 365
    assert all(row["source"] for row in rows)
    assert [row["name"] for row in rows if row["day"] == day("2022-10-01")] == ["国庆节"]
