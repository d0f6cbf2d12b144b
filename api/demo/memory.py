"""The city's rows while it is made: tables in memory, and the part of Tortoise's query sets that the verbs speak.

So the demonstration city is decided by the very verbs that serve it, without a round trip an act.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from operator import attrgetter
from typing import Any, Final, cast
from uuid import UUID

from tortoise.exceptions import DoesNotExist
from tortoise.expressions import Q
from tortoise.fields.relational import ForeignKeyFieldInstance

from domain.kernel.change import New
from resolvers.work.write import stored_as
from schema.noun.constraints import fields_of
from schema.noun.noun import Stored, rows

NOTHING: Final[Mapping[Any, UUID]] = {}
Row = Any
Test = Callable[[Row], bool]
Shape = tuple[list[str], dict[str, Any], list[tuple[str, Callable[[], Any]]]]

OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "in": lambda value, given: value in given,
    "not_in": lambda value, given: value not in given,
    "not": lambda value, given: value != given,
    "lt": lambda value, given: value is not None and value < given,
    "lte": lambda value, given: value is not None and value <= given,
    "gt": lambda value, given: value is not None and value > given,
    "gte": lambda value, given: value is not None and value >= given,
    "isnull": lambda value, given: (value is None) is given,
    "startswith": lambda value, given: value is not None and value.startswith(given),
}


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
        stored: Any = row._meta
        self.columns = tuple(name for name in stored.fields_map if name in stored.db_fields)
        self.names: dict[str, str] = {}
        self.paths: dict[str, tuple[str, str, str]] = {}
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

    def path(self, name: str) -> tuple[str, str, str]:
        """A filter's name: column and operator, or a parent and what is asked of it."""
        found = self.paths.get(name)
        if found is None:
            head, _, rest = name.partition("__")
            through = bool(rest) and head in self.parents and rest not in OPERATORS
            found = self.paths[name] = ("", rest, head) if through else (self.column(head), rest, "")
        return found

    def _shape(self, names: tuple[str, ...]) -> Shape:
        """The columns some words name, and the defaults of all others."""
        found = self.shapes.get(names)
        if found is None:
            columns = [self.column(name) for name in names]
            rest = {name: default for name, default in self.defaults.items() if name not in columns}
            fixed = {name: default for name, default in rest.items() if not callable(default)}
            found = self.shapes[names] = (
                columns,
                fixed,
                [(name, default) for name, default in rest.items() if callable(default)],
            )
        return found

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


class Memory:
    """Every table."""

    def __init__(self) -> None:
        self.tables = {row: Table(row) for row in rows().values()}
        self.by_noun = {noun: self.tables[row] for noun, row in rows().items()}

    def query(self, row: type[Stored]) -> Query:
        """All rows of a class."""
        return Query(self, self.tables[row])

    def all(self, row: type[Stored], **filters: Any) -> list[Row]:
        """The rows of a class that meet some filters."""
        return self.query(row).filter(**filters).found()

    def one(self, row: type[Stored], **filters: Any) -> Row:
        """The row of a class that meets some filters."""
        [found] = self.all(row, **filters)
        return found

    def parent(self, row: Row, name: str) -> Row | None:
        """A row's parent."""
        of = self.tables[type(row)].parents[name]
        row_id = getattr(row, f"{name}_id")
        return None if row_id is None else self.tables[of].rows[row_id]


class Query:
    """What Tortoise calls a query set: narrowed step by step, and read when awaited."""

    __slots__ = ("memory", "met", "most", "order", "others", "show", "table", "tests", "with_parents")

    def __init__(self, memory: Memory, table: Table) -> None:
        self.memory, self.table = memory, table
        self.tests: list[tuple[str, str, Any]] = []
        self.others: list[Test] = []
        self.order: tuple[str, ...] = ()
        self.most: int | None = None
        self.show: Callable[[Row], Any] | None = None
        self.with_parents: tuple[str, ...] = ()
        self.met: tuple[str, str, Any] | None = None  # the test an index has answered

    def filter(self, *conditions: Q, **filters: Any) -> Query:
        """Narrow it."""
        through: dict[str, dict[str, Any]] = {}
        for name, value in filters.items():
            column, operator, parent = self.table.path(name)
            if parent:
                through.setdefault(parent, {})[operator] = value
            else:
                self.tests.append((column, operator, value))
        for parent, inner in through.items():
            found = self.memory.query(self.table.parents[parent]).filter(**inner).found()
            self.tests.append((f"{parent}_id", "in", {one.id for one in found}))
        if conditions:
            self.others += [self._test_of(one) for one in conditions]
        return self

    def exclude(self, *conditions: Q, **filters: Any) -> Query:
        """Leave out what meets all of the filters."""
        test = self._test_of(Q(*conditions, **filters))
        self.others.append(lambda row: not test(row))
        return self

    def order_by(self, *names: str) -> Query:
        self.order = names
        return self

    def limit(self, most: int) -> Query:
        self.most = most
        return self

    def all(self) -> Query:
        return self

    def select_for_update(self, **_: Any) -> Query:
        return self

    def select_related(self, *names: str) -> Query:
        self.with_parents += names
        return self

    prefetch_related = select_related

    def only(self, *_: str) -> Query:
        return self

    def distinct(self) -> Query:
        return self

    def values_list(self, *names: str, flat: bool = False) -> Query:
        read = self._reader(*names)
        self.show = read if flat or len(names) > 1 else lambda row: (read(row),)
        return self

    def values(self, *names: str) -> Query:
        reads = [(name, self._reader(name)) for name in names]
        self.show = lambda row: {name: read(row) for name, read in reads}
        return self

    def _reader(self, *names: str) -> Callable[[Row], Any]:
        """What reads some columns, of the row or of a parent."""
        if all("__" not in name for name in names):
            return attrgetter(*map(self.table.column, names))
        return lambda row: self._value(row, names[0])

    def _value(self, row: Row, name: str) -> Any:
        head, _, rest = name.partition("__")
        return (
            self._value(self.memory.parent(row, head), rest)
            if rest
            else getattr(row, self.memory.tables[type(row)].column(head))
        )

    def _test_of(self, condition: Q) -> Test:
        """A condition as a test of one row."""
        tests = [self._test_of(one) for one in condition.children]
        for name, value in condition.filters.items():
            head, _, rest = name.partition("__")
            tests.append(self._simple(head, rest, value))
        join = all if condition.join_type == Q.AND else any
        return (
            (lambda row: not join(test(row) for test in tests))
            if condition._is_negated  # noqa: SLF001 (Tortoise says it nowhere else)
            else lambda row: join(test(row) for test in tests)
        )

    def _simple(self, head: str, operator: str, given: Any) -> Test:
        if head in self.table.parents and operator and operator not in OPERATORS:
            found = {one.id for one in self.memory.query(self.table.parents[head]).filter(**{operator: given}).found()}
            return lambda row: getattr(row, f"{head}_id") in found
        column = self.table.column(head)
        if not operator:
            return lambda row: getattr(row, column) == given
        compare = OPERATORS[operator]
        return lambda row: compare(getattr(row, column), given)

    # reading

    def _candidates(self) -> Iterable[Row]:
        """The rows worth testing: those of the most telling index."""
        best: list[dict[UUID, Row]] | None = None
        least = len(self.table.rows)
        for test in self.tests:
            column, operator, value = test
            if operator not in ("", "in"):
                continue
            keys = dict.fromkeys(value) if operator else (value,)  # in one order, whatever texts hash to
            if column == "id":
                return [self.table.rows[one] for one in keys if one in self.table.rows]
            index = self.table.index(column)
            found = [index[key] for key in keys if key in index]
            size = sum(map(len, found))
            if size <= least:
                best, least, self.met = found, size, test
        return self.table.rows.values() if best is None else [row for those in best for row in those.values()]

    def found(self) -> list[Any]:
        """The rows, or what is shown of them."""
        found = list(self._candidates())
        for test in self.tests:
            if test is self.met:
                continue
            column, operator, value = test
            if not operator:
                found = [row for row in found if row.__dict__[column] == value]
            else:
                compare = OPERATORS[operator]
                found = [row for row in found if compare(row.__dict__[column], value)]
        for holds in self.others:
            found = [row for row in found if holds(row)]
        if self.most == 1 and self.order:
            found = self._foremost(found)
        else:
            for name in reversed(self.order):
                found.sort(key=self._key(name), reverse=name.startswith("-"))
        if self.most is not None:
            found = found[: self.most]
        for row in found if self.with_parents else ():
            self._join(row)
        return found if self.show is None else [self.show(row) for row in found]

    def _key(self, name: str) -> Callable[[Row], Any]:
        column = name.removeprefix("-")
        if column == "id":
            return attrgetter("id")
        read = self._reader(column)
        return lambda row: ((value := read(row)) is not None, value)

    def _foremost(self, found: list[Row]) -> list[Row]:
        """The first in order, without putting the others in order."""
        for name in self.order:
            if len(found) > 1:
                keys = list(map(self._key(name), found))
                end = (max if name.startswith("-") else min)(keys)
                found = [row for row, key in zip(found, keys, strict=True) if key == end]
        return found

    def _join(self, row: Row) -> None:
        for path in self.with_parents:
            at = row
            for name in path.split("__"):
                parent = self.memory.parent(at, name)
                at.__dict__[f"_{name}"] = parent
                if parent is None:
                    break
                at = parent

    def __await__(self) -> Generator[Any, Any, list[Any]]:
        """Read it as verbs do."""
        return self.found()
        yield  # a generator that never waits

    async def first(self) -> Any:
        found = self.limit(1).found()
        return found[0] if found else None

    async def get_or_none(self, *conditions: Q, **filters: Any) -> Any:
        found = self.filter(*conditions, **filters).found()
        return found[0] if found else None

    async def get(self, *conditions: Q, **filters: Any) -> Any:
        found = self.filter(*conditions, **filters).found()
        if len(found) != 1:
            raise DoesNotExist(f"{len(found)} rows of {self.table.row.__name__} with {filters}")
        return found[0]

    async def exists(self) -> bool:
        return bool(self.found())

    async def count(self) -> int:
        return len(self.found())
