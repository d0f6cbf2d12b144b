"""Rows from the database: one statement a question, or one for several; each is made once and remembered."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import count
from typing import Any, TypeVar, cast

from tortoise import fields as column
from tortoise.fields.data import CharEnumFieldInstance

from resolvers.work.rows import ParentRows, Rows, test_of
from resolvers.work.write import stored_as
from schema.noun.constraints import column_of, fields_of, meta_of, table_of
from schema.noun.noun import Stored

Out = tuple[str, str, Callable[[Any], Any] | None]
"""An attribute, its column, and how it comes out of it; None: as the driver reads it."""
Tests = tuple[tuple[str, Any], ...]
"""The columns that are tested, each with the SQL of its test, or with the tests of a parent."""
R = TypeVar("R", bound=Stored)
T = TypeVar("T")


def row_of(row: type[R], record: Mapping[str, Any]) -> R:
    """A record as an instance of its row class: what Tortoise's `_init_from_db` makes of it, in a fraction of the time."""
    made = row.__new__(row)
    values = {name: record[key] if out is None else out(record[key]) for name, key, out in outs(row)}
    vars(made).update(values, _partial=False, _saved_in_db=True, _custom_generated_pk=True, _await_when_save={})
    return made


@cache
def outs(row: type[Stored]) -> tuple[Out, ...]:
    """Every field of a row class."""
    meta = meta_of(row)
    plain: list[Out] = [(name, key, None) for key, name, _ in meta.db_native_fields]
    return (
        *plain,
        *((name, key, out_of(field)) for key, name, field in (*meta.db_default_fields, *meta.db_complex_fields)),
    )


def out_of(field: Any) -> Callable[[Any], Any] | None:
    """The conversion of a column's value into a field's."""
    if isinstance(field, CharEnumFieldInstance):
        return {None: None, **{member.value: member for member in field.enum_type}}.__getitem__
    return None if isinstance(field, column.UUIDField) else field.to_python_value


@cache
def fact_columns(row: type[Stored], facts: type[Any]) -> tuple[Out, ...]:
    """A row's columns fill the facts of the same names; other facts have defaults."""
    names = {each.name for each in fields(facts)}
    return tuple(out for out in outs(row) if out[0] in names)


def read_of(question: Rows[Any]) -> type[Stored]:
    """The class of the rows read: the question's own, or that of a parent."""
    return question.row if question.parent is None else _parent(question.row, question.parent)


def made(question: Rows[T], record: Mapping[str, Any]) -> T:
    """A record becomes a row, or facts of the wanted kind."""
    if question.facts is None:
        return cast("T", row_of(read_of(question), record))
    columns = fact_columns(read_of(question), question.facts)
    return question.facts(**{name: record[key] if out is None else out(record[key]) for name, key, out in columns})


# questions as statements


@dataclass(frozen=True)
class QuestionShape:
    """A question without its values."""

    row: type[Stored]
    either: tuple[tuple[Tests, ...], ...]
    tests: Tests
    order: tuple[str, ...]
    most: int | None
    locked: bool
    parent: str | None


def shape_of(question: Rows[Any]) -> tuple[QuestionShape, list[object]]:
    """A question's shape, and its values in the order in which the statement binds them."""
    values = list[object]()
    tests = tested(question.holds, values)
    either = tuple(tuple(tested(one, values) for one in each) for each in question.either)
    shape = QuestionShape(question.row, either, tests, question.order, question.most, question.locked, question.parent)
    return shape, values


def tested(holds: Mapping[str, object], values: list[object]) -> Tests:
    """The tests that these values stand for; what they bind is put to `values`."""
    tests = list[tuple[str, Any]]()
    for name, value in holds.items():
        test = test_of(value)
        if isinstance(test, ParentRows):
            tests.append((name, tested(test.holds, values)))
            continue
        values.extend(test.bound)
        tests.append((name, test.sql))
    return tuple(tests)


@cache
def listing(shape: QuestionShape) -> str:
    """The statement that reads rows."""
    return _rows(shape, "*", count(1))


@cache
def counting(shape: QuestionShape) -> str:
    """The statement that counts rows."""
    return f"select count(*) from {table_of(shape.row)} t where {_condition(shape, count(1))}"


@cache
def finding(shape: QuestionShape) -> str:
    """The statement of whether there is a row."""
    return f"select exists (select from {table_of(shape.row)} t where {_condition(shape, count(1))})"


@cache
def gathering(shapes: tuple[QuestionShape, ...]) -> str:
    """The statement that reads several lists, one array of rows each."""
    places = count(1)
    arrays = (f"array({_rows(shape, '', places)})" for shape in shapes)
    return f"select {', '.join(arrays)}"


def _rows(shape: QuestionShape, which: str, places: Iterator[int]) -> str:
    """The select of rows: each whole, or column by column."""
    table, condition = table_of(shape.row), _condition(shape, places)
    star = f".{which}" if which else ""
    if shape.parent is not None:
        chosen = f"select t.{column_of(shape.row, shape.parent)} from {table} t where {condition}"
        return (
            f"select n{star} from {table_of(_parent(shape.row, shape.parent))} n where n.id in ({chosen}) order by n.id"
        )
    order = [_ordered(shape.row, name) for name in shape.order] or ([] if which else ["t.id"])
    rest = f" order by {', '.join(order)}" if order else ""
    rest += f" limit {shape.most}" if shape.most is not None else ""
    return f"select t{star} from {table} t where {condition}{rest}{' for update of t' if shape.locked else ''}"


def _ordered(row: type[Stored], name: str) -> str:
    head, _, rest = name.removeprefix("-").partition("__")
    at = f"t.{stored_as(row, head)}"
    if rest:
        above = _parent(row, head)
        at = f"(select p.{stored_as(above, rest)} from {table_of(above)} p where p.id = {at})"
    return f"{at} desc" if name.startswith("-") else at


def _condition(shape: QuestionShape, places: Iterator[int]) -> str:
    own = _tests(shape.row, "t", shape.tests, places)
    own += (
        f"({' or '.join(' and '.join(_tests(shape.row, 't', one, places)) for one in each)})" for each in shape.either
    )
    return " and ".join(own) or "true"


def _tests(row: type[Stored], alias: str, tests: Tests, places: Iterator[int]) -> list[str]:
    return [_test(row, alias, name, test, places) for name, test in tests]


def _test(row: type[Stored], alias: str, name: str, test: Any, places: Iterator[int]) -> str:
    if isinstance(test, str):
        at = f"{alias}.{stored_as(row, name)}"
        return test.format(at, *(f"${next(places)}" for _ in range(test.count("{}") - 1)))
    above, inner = _parent(row, name), f"{alias}p"
    condition = " and ".join(_tests(above, inner, test, places))
    return f"{alias}.{column_of(row, name)} in (select {inner}.id from {table_of(above)} {inner} where {condition})"


def _parent(row: type[Stored], name: str) -> Any:
    return fields_of(row)[name].related_model


@dataclass(frozen=True)
class ConnectionReader:
    """The reader of a connection, inside the transaction that is open on it."""

    connection: Any

    async def rows(self, question: Rows[T]) -> list[T]:
        """The rows of a question."""
        shape, values = shape_of(question)
        return [made(question, record) for record in await self.connection.fetch(listing(shape), *values)]

    async def lists(self, questions: Sequence[Rows[Any]]) -> list[list[Any]]:
        """Several lists of rows in one round trip."""
        split = [shape_of(each) for each in questions]
        values = [value for _, some in split for value in some]
        arrays = await self.connection.fetchrow(gathering(tuple(shape for shape, _ in split)), *values)
        return [[made(each, record) for record in records] for each, records in zip(questions, arrays, strict=True)]

    async def count(self, question: Rows[Any]) -> int:
        """How many rows there are."""
        shape, values = shape_of(question)
        return await self.connection.fetchval(counting(shape), *values)

    async def exists(self, question: Rows[Any]) -> bool:
        """Whether there is any row."""
        shape, values = shape_of(question)
        return await self.connection.fetchval(finding(shape), *values)
