"""The types every noun shares: ids, connections, money, scores, quarters, problems, allowed actions and due dates."""

import re
from base64 import b64encode
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Generic, NewType, TypeVar, cast
from uuid import UUID

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from domain.kernel.acts import Act
from domain.kernel.basis import BasisSource
from domain.kernel.units import Fen, as_yuan
from domain.kernel.units import Quarter as QuarterUnit
from domain.kernel.violations import Code
from domain.terms import Term
from schema.noun.malformed import Malformed, reading

T = TypeVar("T")

UNUSUAL: Final = (
    "What looks unusual about the credit code, in Chinese; empty when nothing does. No reason to refuse it."
)
"""What the notes on a code are, wherever one is entered."""

Money = NewType("Money", int)
"""An amount in fen, shown as a decimal string of yuan."""
Score = NewType("Score", int)
"""Hundredths of a point, shown as a decimal string."""
Quarter = QuarterUnit
"""`2022Q1`."""
Moment = NewType("Moment", datetime)
"""An aware point of time."""


def global_text(noun: str, row_id: UUID) -> str:
    """The global id of a row."""
    return b64encode(f"{noun}:{row_id}".encode()).decode()


DECIMAL: Final = re.compile(r"-?\d{1,15}(\.\d{1,2})?", re.ASCII)
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
YEARS: Final = range(1900, 2200)
"""Of any day that is taken; what is reckoned from it stays within the calendar."""


def _hundredths(value: object) -> int:
    """`"12.30"` as 1230; refuses more than two digits, exponents and full-width digits."""
    if not isinstance(value, str) or not DECIMAL.fullmatch(value):
        raise Malformed(
            '请用半角数字填写，整数至多15位，小数至多2位，如"1234.50"',
            'write a decimal string of at most 15 digits and two after the point, such as "1234.50"',
        )
    return int(Decimal(value).scaleb(2))


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment.year not in YEARS:
        raise Malformed(
            "请填写带时区的时间，如2022-10-10T09:00:00+08:00",
            "write a time with its offset, such as 2022-10-10T09:00:00+08:00",
        )
    return moment


def _day(value: object) -> date:
    day = None
    if isinstance(value, str) and DAY.fullmatch(value):
        with suppress(ValueError):
            day = date.fromisoformat(value)
    if day is None or day.year not in YEARS:
        raise Malformed(
            "请用半角数字填写1900至2199年间的日期，如2022-10-10", "write a day of 1900 to 2199, such as 2022-10-10"
        )
    return day


def _quarter(value: object) -> QuarterUnit:
    try:
        return QuarterUnit(str(value))
    except ValueError:
        raise Malformed("请用半角字符填写季度，如2022Q1", "write a quarter, such as 2022Q1") from None


SCALARS: dict[object, Any] = {
    Money: strawberry.scalar(
        name="Money",
        description='Yuan with two digits, as a string: "500000.00". Exact; stored in fen.',
        serialize=lambda v: as_yuan(Fen(v)),
        parse_value=reading(_hundredths),
    ),
    Score: strawberry.scalar(
        name="Score",
        description='A figure with two digits, as a string: points, a percentage or an area. "88.50".',
        serialize=lambda v: as_yuan(Fen(v)),
        parse_value=reading(_hundredths),
    ),
    QuarterUnit: strawberry.scalar(
        name="Quarter",
        description='A calendar quarter: "2022Q1". Sorts in time order.',
        serialize=str,
        parse_value=reading(_quarter),
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description='A point of time with its offset: "2022-10-10T09:00:00+08:00". Naive times are refused.',
        serialize=lambda v: v.isoformat(),
        parse_value=reading(_moment),
    ),
    date: strawberry.scalar(
        name="Date",
        description='A day in Kunming, of 1900 to 2199: "2022-10-10".',
        serialize=lambda v: v.isoformat(),
        parse_value=reading(_day),
    ),
}


@strawberry.interface(description="Anything with a stable global id.")
class Node:
    id: strawberry.ID = strawberry.field(description="Global id; opaque, stable, good for `node(id:)`.")


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows this page.")
    has_previous_page: bool = strawberry.field(description="Whether this page began after a cursor.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first node, null on an empty page.")
    end_cursor: str | None = strawberry.field(
        description="Cursor of the last node, for `after`; null on an empty page."
    )


@strawberry.type(description="A node and where it stands in its list.")
class Edge(Generic[T]):
    node: T = strawberry.field(description="The node.")
    cursor: str = strawberry.field(description="Its place in this order, for `after`.")


@strawberry.type(description="A page of a list, within what you may see.")
class Connection(Generic[T]):
    nodes: list[T] = strawberry.field(description="The nodes of this page.")
    edges: list[Edge[T]] = strawberry.field(description="The nodes with their cursors.")
    page_info: PageInfo = strawberry.field(description="Whether and where it goes on.")
    total_count: int = strawberry.field(description="How many there are on all pages, under the same filter.")


@strawberry.type(description="Why something was refused: data, not a failure.")
class Problem:
    code: Code = strawberry.field(description="Stable code, for programs.")
    message: str = strawberry.field(description="For people; Chinese, or English by `Accept-Language: en`.")
    source: BasisSource = strawberry.field(description="What it rests on.")
    article: str | None = strawberry.field(
        description="The article of the Measures whose text says it, null where `source` is another."
    )
    path: list[str] = strawberry.field(
        description="The input field meant, outermost first, an entry of a list by its place from 0; empty when none."
    )
    hint: str | None = strawberry.field(description="What to do next, null when there is nothing to add.")


@strawberry.type(description="One act on this record: whether you may do it now, and why not.")
class AllowedAction:
    action: Act = strawberry.field(description="The act; its mutation has the same name in camel case.")
    allowed: bool = strawberry.field(description="Whether you may do it now.")
    why_not: Problem | None = strawberry.field(description="Why not; null when allowed.")


@strawberry.type(description="When something is due, and where that comes from.")
class DueDate:
    nominal: date = strawberry.field(description="The day the rule names.")
    effective: date = strawberry.field(
        description="The last day that counts as on time; later than nominal when that is a rest day."
    )
    source: BasisSource = strawberry.field(description="What sets the date.")
    article: str | None = strawberry.field(
        description="The article that sets the date; null when the reporting norm or a notice does."
    )
    provisional: bool = strawberry.field(
        description="Whether the date may still move: the calendar of that year is not published, or the route not fixed."
    )
    explanation: str = strawberry.field(description="The date in words.")


@strawberry.type(description="One step of a derivation, as stored when it was decided.")
class Step:
    source: BasisSource | None = strawberry.field(
        description="What this step applies; null in a step written before that was kept."
    )
    article: str | None = strawberry.field(
        description="The article this step applies; null where it is a switch of the rule pack or the notice."
    )
    says: str = strawberry.field(description="What this step does, in Chinese.")
    amount: Money | None = strawberry.field(description="The amount after this step, null where it carries none.")


def _words(term: type[Term]) -> None:
    """Show a domain word list as a GraphQL enum, with each word's label and meaning."""
    if not hasattr(term, "__strawberry_definition__"):
        strawberry.enum(term)
    definition = cast("StrawberryEnumDefinition", getattr(term, "__strawberry_definition__"))  # noqa: B009 (strawberry's own, which `Term` does not know)
    definition.description = (term.__doc__ or "").split("\n")[0]
    for value in definition.values:
        member = term[value.name]
        value.description = f"{member.label.rstrip('。')}。{member.says}" if member.label else member.says


def _subclasses(term: type[Term]) -> set[type[Term]]:
    return {term, *(deeper for below in term.__subclasses__() for deeper in _subclasses(below))}


def show_words() -> None:
    """Show every word list of the domain; call once all chapters are imported."""
    for term in sorted(_subclasses(Term) - {Term}, key=lambda term: term.__name__):
        _words(term)
