"""The city's rows in memory while the city is made: tables, and a reader for the verbs.

So the demonstration city is decided by the very verbs that serve it, without a round trip an act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from tortoise.fields.relational import ForeignKeyFieldInstance

from domain.kernel.change import New
from resolvers.work.read import made
from resolvers.work.rows import AmongThese, Condition, Equal, NoValue, ParentRows, Rows, test_of
from resolvers.work.write import stored_as
from schema.noun.constraints import fields_of, meta_of
from schema.noun.noun import Stored, rows

NOTHING: Final[Mapping[Any, UUID]] = {}
Row = Any
Test = tuple[str, Condition]
"""A column, and what it is to meet."""
T = TypeVar("T")
Shape = tuple[list[str], dict[str, Any], list[tuple[str, Callable[[], Any]]]]


class Table:
    """The rows of one class. An index is kept of every column by which rows were ever looked for."""

    def __init__(self, row: type[Stored]) -> None:
        self.row = row
        self.rows: dict[UUID, Row] = {}
        self.order: list[Row] = []
        self.changes = 0
        self.indexes: dict[str, dict[Any, dict[UUID, Row]]] = {}
        self.parents: dict[str, type[Stored]] = {
            name: cast("Any", one).related_model
            for name, one in fields_of(row).items()
            if isinstance(one, ForeignKeyFieldInstance)
        }
        self.columns = tuple(name for name in fields_of(row) if name in meta_of(row).db_fields)
        self.names: dict[str, str] = {}
        self.shapes: dict[tuple[str, ...], Shape] = {}
        self.defaults = {
            column: getattr(fields_of(row).get(column), "default", None) for column in self.columns if column != "id"
        }

    def column(self, name: str) -> str:
        """The column a domain word names."""
        found = self.names.get(name)
        if found is None:
            found = self.names[name] = stored_as(self.row, name)
        return found

    def _shape(self, names: tuple[str, ...]) -> Shape:
        """The columns some words name, and the defaults of all others."""
        shape = self.shapes.get(names)
        if shape is None:
            columns = [self.column(name) for name in names]
            rest = {name: default for name, default in self.defaults.items() if name not in columns}
            fixed = {name: default for name, default in rest.items() if not callable(default)}
            shape = self.shapes[names] = (
                columns,
                fixed,
                [(name, default) for name, default in rest.items() if callable(default)],
            )
        return shape

    def insert(self, row_id: UUID, values: Mapping[str, Any], ids: Mapping[New, UUID] = NOTHING) -> Row:
        """Add a row, with its defaults, as an instance of its class; a value that is itself new stands for its id."""
        columns, fixed, rest = self._shape(tuple(values))
        made: Any = object.__new__(self.row)
        kept: dict[str, Any] = made.__dict__
        kept["id"] = row_id
        kept.update(fixed)
        for column, value in zip(columns, values.values(), strict=True):
            kept[column] = ids[value] if value.__class__ is New else value
        for column, default in rest:
            kept[column] = default()
        self.rows[row_id] = made
        self.order.append(made)
        self.changes += 1
        for column, index in self.indexes.items():
            index.setdefault(kept[column], {})[row_id] = made
        return made

    def update(self, row: Row, values: Mapping[str, Any]) -> None:
        """Change a row."""
        kept = row.__dict__
        self.changes += 1
        for name, value in values.items():
            column = self.column(name)
            if (index := self.indexes.get(column)) is not None:
                del index[kept[column]][kept["id"]]
                index.setdefault(value, {})[kept["id"]] = row
            kept[column] = value

    def index(self, column: str) -> dict[Any, dict[UUID, Row]]:
        """The rows by one column."""
        if column not in self.indexes:
            index = self.indexes[column] = {}
            for row_id, row in self.rows.items():
                index.setdefault(getattr(row, column), {})[row_id] = row
        return self.indexes[column]

    def candidates(self, tests: Sequence[Test]) -> tuple[list[Row], Test | None]:
        """The rows of the narrowest index, and the test that this index answers."""
        best: list[dict[UUID, Row]] | None = None
        least, answered = len(self.rows), None
        for test in tests:
            column, condition = test
            if not isinstance(condition, Equal | AmongThese | NoValue):
                continue
            several = isinstance(condition, AmongThese)
            keys = (
                dict.fromkeys(condition.value) if several else (condition.value,)
            )  # in one order, whatever texts hash to
            if column == "id":
                return [self.rows[one] for one in keys if one in self.rows], test
            index = self.index(column)
            entries = [index[key] for key in keys if key in index]
            size = sum(map(len, entries))
            if size <= least:
                best, least, answered = entries, size, test
        return [*self.rows.values()] if best is None else [row for those in best for row in those.values()], answered


class Memory:
    """Every table."""

    def __init__(self) -> None:
        self.tables = {row: Table(row) for row in rows().values()}
        self.reader = Answers(self)
        self.by_noun = {noun: self.tables[row] for noun, row in rows().items()}

    def all(self, row: type[Stored], **holds: object) -> list[Row]:
        """The rows of a class that hold some values."""
        return self.reader.matching(Rows(self.reader, row, (), holds))

    def one(self, row: type[Stored], **holds: object) -> Row:
        """The row of a class that holds some values."""
        [found] = self.all(row, **holds)
        return found

    def parent(self, row: Row, name: str) -> Row | None:
        """A row's parent."""
        of = self.tables[type(row)].parents[name]
        row_id = getattr(row, f"{name}_id")
        return None if row_id is None else self.tables[of].rows[row_id]


class Answers:
    """The reader of the city's rows in memory."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    async def rows(self, question: Rows[T]) -> list[T]:
        """The rows of a question."""
        return self.matching(question)

    async def lists(self, questions: Sequence[Rows[Any]]) -> list[list[Any]]:
        """Several lists of rows, each in the order of its ids where it names no other."""
        return [self.matching(each if each.order else each.ordered("id")) for each in questions]

    async def count(self, question: Rows[Any]) -> int:
        """How many rows there are."""
        return len(self.matching(question))

    async def exists(self, question: Rows[Any]) -> bool:
        """Whether there is any row."""
        return bool(self.matching(question))

    def matching(self, question: Rows[T]) -> list[T]:
        """The rows of a question, or the facts made of them."""
        rows = self._in_order(self.memory.tables[question.row], self._met(question), question)
        if question.parent is not None:
            parents = {each.id: each for row in rows if (each := self.memory.parent(row, question.parent)) is not None}
            rows = sorted(parents.values(), key=attrgetter("id"))
        return rows if question.facts is None else [made(question, row.__dict__) for row in rows]

    def _met(self, question: Rows[Any]) -> list[Row]:
        """The rows that meet every test and an alternative of each kind."""
        table = self.memory.tables[question.row]
        tests = self._tests(table, question.holds)
        rows, answered = table.candidates(tests)
        for test in tests:
            if test is not answered:
                column, condition = test
                rows = [row for row in rows if condition.met(row.__dict__[column])]
        for either in question.either:
            ways = [self._tests(table, one) for one in either]
            rows = [row for row in rows if any(all(t.met(row.__dict__[c]) for c, t in way) for way in ways)]
        return rows

    def _tests(self, table: Table, holds: Mapping[str, object]) -> list[Test]:
        """The tests by column; a test of a parent becomes a test of the parent's id."""
        tests = list[Test]()
        for name, value in holds.items():
            test = test_of(value)
            if isinstance(test, ParentRows):
                above = self.matching(Rows[Any](self, table.parents[name], (), test.holds))
                tests.append((f"{name}_id", AmongThese({each.id for each in above})))
            else:
                tests.append((table.column(name), test))
        return tests

    def _in_order(self, table: Table, rows: list[Row], question: Rows[Any]) -> list[Row]:
        keys = [(self._key(table, name.removeprefix("-")), name.startswith("-")) for name in question.order]
        if question.most == 1 and keys:
            rows = foremost(rows, keys)
        else:
            for key, turned in reversed(keys):
                rows.sort(key=key, reverse=turned)
        return rows if question.most is None else rows[: question.most]

    def _key(self, table: Table, name: str) -> Callable[[Row], Any]:
        """The key that orders rows: a column of the row, or of a parent."""
        if name == "id":
            return attrgetter("id")
        head, _, rest = name.partition("__")
        read = attrgetter(table.column((rest and f"{head}_id") or head))
        if rest:
            above = self.memory.tables[table.parents[head]]
            of, read = read, attrgetter(above.column(rest))
            return lambda row: (True, read(above.rows[of(row)]))
        return lambda row: ((value := read(row)) is not None, value)


def foremost(rows: list[Row], keys: Sequence[tuple[Callable[[Row], Any], bool]]) -> list[Row]:
    """The first rows in order, without putting the others in order."""
    for key, turned in keys:
        if len(rows) > 1:
            values = list(map(key, rows))
            end = (max if turned else min)(values)
            rows = [row for row, value in zip(rows, values, strict=True) if value == end]
    return rows
