"""The arguments of a page as SQL: how many, from where, which, in what order."""

import base64
import binascii
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from graphql import Undefined
from tortoise import fields as column
from tortoise.fields.relational import ForeignKeyFieldInstance

from resolvers.plan.arguments import Argument
from resolvers.plan.scope import Binds, Variables
from schema.noun.constraints import column_of, fields_of
from schema.noun.noun import Noun, Stored

DEFAULT, MOST = 20, 100
LISTED = 500
"""How many entries any list of an input or a filter may hold."""
COMPARED: Final = 2100
"""Parts that all filters of one statement may have, each counted for the page and again for its total."""
NOBODY = UUID(int=0)


class BadArgument(Exception):
    """An argument no list can be made from; shown to the client with its code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class PageOrder:
    """The order of a page: the word clients know it by, its column and whether rows may have nothing there, its way.

    What has nothing comes last, whichever way.
    """

    word: str
    column: str
    nullable: bool
    descends: bool

    def sql(self, table: str) -> str:
        way = " desc" if self.descends else ""
        last = " nulls last" if self.descends and self.nullable else ""
        return ", ".join(dict.fromkeys((f"{table}.{self.column}{way}{last}", f"{table}.id{way}")))


def order_of(noun: Noun, argument: Argument | None) -> PageOrder:
    """The order asked for, or the first that the noun declares."""
    word = None if argument is None or argument.value in (None, Undefined) else argument.value
    first = noun.order[0]
    word = getattr(word, "value", word) or f"{first.removeprefix('-')} {'desc' if first.startswith('-') else 'asc'}"
    key, way = word.split(" ")
    name = column_of(noun.row, key)
    return PageOrder(word, name, bool(field_of(noun.row, name).null), way == "desc")


def page_size(count: int | str) -> int:
    """A page's size is a number, or the value of a document."""
    if len(str(count)) > len(str(MOST)) or not 1 <= int(count) <= MOST:
        raise BadArgument("PAGE_SIZE", f"first must be 1 to {MOST}, not {str(count)[:20]}")
    return int(count)


def first_of(argument: Argument | None, binds: Binds) -> str:
    """The placeholder of how many."""

    def fetch(variables: Variables, _actor: object) -> int:
        count = DEFAULT if argument is None else argument.fetch(variables)
        return DEFAULT if count in (None, Undefined) else page_size(count)

    return binds.add(fetch, "int8")


def cursor_sql(order: PageOrder, source_id: str, source_key: str) -> str:
    """The text of a row's cursor, before it is encoded."""
    key = f"'|' || {source_key}::text"
    return f"'{order.word}|' || {source_id} || " + (f"coalesce({key}, '')" if order.nullable else key)


def encoded(text: str) -> str:
    """A text as a JSON string of base64; null stays null."""
    return f"""'"' || replace(encode(convert_to({text}, 'UTF8'), 'base64'), E'\\n', '') || '"'"""


def after_sql(noun: Noun, order: PageOrder, argument: Argument, table: str, binds: Binds) -> str:
    """The condition that a row comes after the cursor."""

    def part(at: int) -> Any:
        def fetch(variables: Variables, _actor: object) -> Any:
            word, row, key = decoded(argument.fetch(variables))
            if word != order.word:
                raise BadArgument("BAD_CURSOR", "this cursor belongs to another order")
            return UUID(row) if at == 0 else key

        return fetch

    than = "<" if order.descends else ">"
    if order.column == "id":
        return f"{table}.id {than} {binds.add(part(0), 'uuid')}"
    row, key = binds.add(part(0), "uuid"), f"({binds.add(part(1), 'text')})::{sql_type(noun.row, order.column)}"
    further = f"({table}.{order.column}, {table}.id) {than} ({key}, {row})"
    if not order.nullable:
        return further
    empty = f"{table}.{order.column} is null"
    return f"case when {key} is null then {empty} and {table}.id {than} {row} else {further} or {empty} end"


def decoded(cursor: str) -> tuple[str, str, str | None]:
    """The word, id and key of a cursor; of a row that has nothing there no key."""
    try:
        word, row, *key = base64.b64decode(cursor, validate=True).decode().split("|", 2)
        UUID(row)
    except (binascii.Error, ValueError):
        raise BadArgument("BAD_CURSOR", "this is not a cursor of this list") from None
    return word, row, key[0] if key else None


def field_of(row: type[Stored], name: str) -> Any:
    """The field that is stored in a column."""
    return fields_of(row).get(name) or fields_of(row)[name.removesuffix("_id")]


def sql_type(row: type[Stored], name: str) -> str:
    """The PostgreSQL type of a column, for casts."""
    match field_of(row, name):
        case ForeignKeyFieldInstance() | column.UUIDField():
            return "uuid"
        case column.BigIntField() | column.IntField() | column.SmallIntField():
            return "int8"
        case column.BooleanField():
            return "bool"
        case column.DateField():
            return "date"
        case column.DatetimeField():
            return "timestamptz"
        case _:
            return "text"


ANY_NOUN: Final = "*"
"""Stands for a noun's name where ids of all nouns are compared: no two records share a uuid."""


def global_id(text: object, noun: str) -> UUID:
    """The uuid of a global id of a noun; of any other, one that names nothing."""
    kind, _, row = split_id(text).partition(":")
    try:
        return UUID(row) if noun in (kind, ANY_NOUN) else NOBODY
    except ValueError:
        return NOBODY


def noun_of(text: object) -> str:
    """The noun that a global id names; of any other text, nothing."""
    return split_id(text).partition(":")[0]


def split_id(text: object) -> str:
    """A global id splits into `Noun` and uuid; any other text into nothing."""
    try:
        return base64.urlsafe_b64decode(str(text) + "=" * (-len(str(text)) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return ""


Names = Callable[[Noun, str], tuple[str, str | None]]
"""By GraphQL name, a filter field's column and, for a parent, its noun."""

OPERATORS = {"gte": ">=", "lte": "<="}


def filter_sql(noun: Noun, argument: Argument, table: str, binds: Binds, names: Names) -> str:
    """A filter as a condition."""
    conditions = list[str]()
    for key, part in argument.parts():
        if part.value is None:
            continue
        if key in ("and", "or"):
            items = compared(listed([*part.items()]), binds)
            each = [filter_sql(noun, item, table, binds, names) for item in items]
            conditions.append("(" + f" {key} ".join(each) + ")" if each else ("true" if key == "and" else "false"))
        else:
            conditions += comparisons(noun, *names(noun, key), part, table, binds)
    return " and ".join(conditions) or "true"


def listed(values: list[Any]) -> list[Any]:
    """The values of a list that is not too long."""
    if len(values) > LISTED:
        raise BadArgument("LIST_TOO_LONG", f"at most {LISTED} values, not {len(values)}")
    return values


def compared(parts: list[Argument], binds: Binds) -> list[Argument]:
    """The parts of a filter, where those of the statement are not too many with them."""
    binds.compared += len(parts)
    if binds.compared > COMPARED:
        raise BadArgument("TOO_COSTLY", "the filters of an operation have too many parts: ask in several")
    return parts


def comparisons(
    noun: Noun, name: str, target: str | None, argument: Argument, table: str, binds: Binds
) -> Iterator[str]:
    """The conditions of one field of a filter."""
    field, kind = f"{table}.{name}", sql_type(noun.row, name)

    def one(value: Any) -> Any:
        return global_id(value, target) if target else getattr(value, "value", value)

    def bound(part: Argument, cast: str) -> str:
        if cast.endswith("[]"):
            return binds.add(lambda asked, _actor: [one(each) for each in listed(part.fetch(asked))], cast)
        return binds.add(lambda asked, _actor: one(part.fetch(asked)), cast)

    given = [(operator, part) for operator, part in argument.parts() if part.value is not None]
    compared([part for _, part in given], binds)
    for operator, part in given:
        match operator:
            case "eq":
                yield f"{field} = {bound(part, kind)}"
            case "in":
                yield f"{field} = any({bound(part, kind + '[]')})"
            case "isNull":
                yield f"{field} is {'null' if part.value else 'not null'}"
            case "startsWith":
                yield f"starts_with({field}, {bound(part, 'text')})"
            case _:
                yield f"{field} {OPERATORS[operator]} {bound(part, kind)}"
