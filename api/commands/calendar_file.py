"""A file of working days: `day,kind,name,source,region`, read whole or refused with every line that is wrong."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from api import OperatorError
from domain.calendar import DeclaredDay

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

HEADER: Final = ("day", "kind", "name", "source", "region")
KINDS: Final = {"WORK": True, "REST": False}
MOST_PRINTED: Final = 60
MOST_DAYS: Final = 4000
YEARS: Final = range(2000, 2100)


class BadCalendar(OperatorError):
    """The faults of a calendar's file, a line each."""

    def __init__(self, problems: list[str]) -> None:
        left = len(problems) - MOST_PRINTED
        super().__init__("\n".join(problems[:MOST_PRINTED] + ([f"另有{left}处。{left} more."] if left > 0 else [])))


def declared(path: Path, regions: Mapping[str, UUID]) -> list[DeclaredDay]:
    """The days of a file, its regions given by their codes; refuses the whole file where anything is wrong."""
    days, problems = dict[tuple[UUID | None, date], DeclaredDay](), list[str]()
    for number, line in _lines(path):
        wrong = list(_wrong(line, regions))
        if not wrong:
            each = _day(line, regions)
            if each.key in days:
                wrong = [f"{each.day}重复。{each.day} is given twice."]
            days[each.key] = each
        problems += [f"第{number}行 line {number}: {problem}" for problem in wrong]
    if problems or not days:
        raise BadCalendar(problems or ["文件中没有日期。The file has no days."])
    return list(days.values())


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """The lines below the header, with their numbers, without blanks around their fields."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            lines = [(rows.line_num, [field.strip() for field in row]) for row in rows if any(row)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadCalendar([f"不是UTF-8编码的CSV文件。Not a CSV file in UTF-8: {error}"]) from None
    if not lines or tuple(lines[0][1]) != HEADER:
        raise BadCalendar([f"首行应为 the first line has to be: {','.join(HEADER)}"])
    if len(lines) - 1 > MOST_DAYS:
        raise BadCalendar([f"最多{MOST_DAYS}行。At most {MOST_DAYS} days."])
    return lines[1:]


def _wrong(line: list[str], regions: Mapping[str, UUID]) -> Iterator[str]:
    """The faults of one line."""
    if len(line) != len(HEADER):
        yield f"应有{len(HEADER)}列。There have to be {len(HEADER)} fields."
        return
    day, kind, name, source, region = line
    if not _is_day(day):
        yield f"日期有误，应如2023-01-02。Not a day such as 2023-01-02: {day!r}"
    if kind not in KINDS:
        yield f"kind应为WORK或REST。Neither WORK nor REST: {kind!r}"
    for field, text, least, most in (("name", name, 0, 100), ("source", source, 1, 200)):
        if not least <= len(text) <= most or not text.isprintable():
            yield f"{field}应为{least}至{most}个字符。{field} has to have {least} to {most} printable characters."
    if region and region not in regions:
        yield f"没有此区划代码。No region has this code: {region!r}"


def _is_day(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.isoformat() == text and day.year in YEARS


def _day(line: list[str], regions: Mapping[str, UUID]) -> DeclaredDay:
    day, kind, name, source, region = line
    return DeclaredDay(date.fromisoformat(day), KINDS[kind], name or None, source, regions[region] if region else None)
