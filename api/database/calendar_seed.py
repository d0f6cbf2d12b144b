"""The published calendar as rows to load: every day of a year, checked against a second list before it is believed.

`chinesecalendar` is used here alone. Years it does not know are refused, never guessed.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

import chinese_calendar

from domain.calendar import days_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

NOTICES: Final = {
    2019: "国办发明电〔2018〕15号、国办发明电〔2019〕3号",
    2020: "国办发明电〔2019〕16号、国办发明电〔2020〕1号",
    2021: "国办发明电〔2020〕27号",
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
}
NOTICE: Final = "国务院办公厅关于{year}年部分节假日安排的通知"

# The package tells no types.
is_published_workday: Callable[[date], bool] = cast("Any", chinese_calendar).is_workday
holiday: Callable[[date], tuple[bool, str | None]] = cast("Any", chinese_calendar).get_holiday_detail

# The second list, read from the notices: weekdays off and weekend days worked, as month and day.
OFF: Final = {
    2019: "0101 0204 0205 0206 0207 0208 0405 0501 0502 0503 0607 0913 1001 1002 1003 1004 1007",
    2020: "0101 0124 0127 0128 0129 0130 0131 0406 0501 0504 0505 0625 0626 1001 1002 1005 1006 1007 1008",
    2021: "0101 0211 0212 0215 0216 0217 0405 0503 0504 0505 0614 0920 0921 1001 1004 1005 1006 1007",
    2022: "0103 0131 0201 0202 0203 0204 0404 0405 0502 0503 0504 0603 0912 1003 1004 1005 1006 1007",
    2023: "0102 0123 0124 0125 0126 0127 0405 0501 0502 0503 0622 0623 0929 1002 1003 1004 1005 1006",
    2024: "0101 0212 0213 0214 0215 0216 0404 0405 0501 0502 0503 0610 0916 0917 1001 1002 1003 1004 1007",
    2025: "0101 0128 0129 0130 0131 0203 0204 0404 0501 0502 0505 0602 1001 1002 1003 1006 1007 1008",
    2026: "0101 0102 0216 0217 0218 0219 0220 0223 0406 0501 0504 0505 0619 0925 1001 1002 1005 1006 1007",
}
WORKED: Final = {
    2019: "0202 0203 0428 0505 0929 1012",
    2020: "0119 0426 0509 0628 0927 1010",
    2021: "0207 0220 0425 0508 0918 0926 1009",
    2022: "0129 0130 0402 0424 0507 1008 1009",
    2023: "0128 0129 0423 0506 0625 1007 1008",
    2024: "0204 0218 0407 0428 0511 0914 0929 1012",
    2025: "0126 0208 0427 0928 1011",
    2026: "0104 0214 0228 0509 0920 1010",
}


class CalendarsDisagree(Exception):
    """The two lists differ on a day, and nothing is loaded."""


class YearUnknown(Exception):
    """No published calendar of the year is at hand, or no second list to check it by."""


def rows(years: Iterable[int]) -> list[dict[str, Any]]:
    """Every day of the years as columns of `calendar_day`; refuses unknown years and any disagreement."""
    years = list(years)
    if unchecked := [year for year in years if year not in OFF]:
        raise YearUnknown(f"no second list of {', '.join(map(str, unchecked))} to check the calendar by")
    days = [_row(day) for year in years for day in _days(year)]
    disagreements = differences({row["day"]: row["is_workday"] for row in days})
    if disagreements:
        listed = "、".join(day.isoformat() for day in disagreements)
        raise CalendarsDisagree(f"the calendars disagree on {listed}")
    return days


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range(days_in(year))]


def _row(day: date) -> dict[str, Any]:
    try:
        is_workday, name = is_published_workday(day), holiday(day)[1]
    except NotImplementedError:
        raise YearUnknown(f"no calendar of {day.year} is published yet") from None
    source = NOTICES.get(day.year) or NOTICE.format(year=day.year)
    return {"region_id": None, "day": day, "is_workday": is_workday, "name": name and NAMES[name], "source": source}


NAMES: Final = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
}


def differences(days: Mapping[date, bool]) -> list[date]:
    """The days, among those given, of which the second list tells otherwise."""
    return [day for day, is_workday in sorted(days.items()) if is_workday != _by_second_list(day)]


def _by_second_list(day: date) -> bool:
    """Whether a day is a working day by the second list."""
    written = f"{day:%m%d}"
    if day.weekday() < 5:  # noqa: PLR2004 (Saturday)
        return written not in OFF[day.year].split()
    return written in WORKED[day.year].split()
