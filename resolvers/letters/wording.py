"""The wording of letters' facts: dates, amounts and names as people read them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from domain.calendar import Deadline, day_of, written
from domain.kernel.units import Quarter, in_figures
from domain.terms import Grade, Term
from resolvers.work.unit_of_work import UnitOfWork
from schema.noun.noun import Stored
from schema.registry.entity import EntityRow
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow

Facts = Mapping[str, str]
R = TypeVar("R", bound=Stored)


def in_words(value: object) -> str:
    """A value in a person's words; an absent value is empty."""
    match value:
        case None:
            return ""
        case Term() | Grade():
            return value.label
        case Quarter():
            return f"{value.year}年第{'一二三四'[value.number - 1]}季度"
        case datetime():
            return in_words(day_of(value))
        case date():
            return f"{written(value)}（星期{'一二三四五六日'[value.weekday()]}）"
        case _:
            return str(value)


def money(row: Stored | None, name: str) -> str:
    """An amount of a row as yuan, with two digits and thousands set apart."""
    return in_figures(getattr(row, name)) if row else ""


def worded(**values: object) -> Facts:
    """Facts by their names."""
    return {name: in_words(value) for name, value in values.items()}


def due_on(due: Deadline) -> Facts:
    """A due date's facts are its last day, the basis of that day and its explanation."""
    return worded(due=due.effective, why_due=due.explanation, article=due.article)


def columns(row: Stored, *names: str) -> dict[str, Any]:
    """Columns of a row, as rules ask for them."""
    return {name: getattr(row, name) for name in names}


def last(rows: Sequence[R], column: str) -> R | None:
    """The row with the highest value of a column."""
    return max(rows, key=attrgetter(column), default=None)


async def name_of(work: UnitOfWork, row: type[EntityRow] | type[RegionRow], row_id: UUID | None) -> str:
    """The name of a body or region; empty where there is none."""
    found = await work.together.maybe(row, row_id)
    return found.name if found else ""


async def place(work: UnitOfWork, platform: UUID | None, region: UUID | None) -> Facts:
    """A record's place is its platform and its region."""
    found = await work.together.maybe(PlatformRow, platform)
    name = found.name if found else ""
    return {"platform": name, "region": await name_of(work, RegionRow, region)}
