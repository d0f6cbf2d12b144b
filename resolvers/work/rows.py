"""Rows as a rule asks for them: of which class, holding what, in which order; a reader answers, from the database or from memory."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, Protocol, TypeGuard, TypeVar, cast

from schema.noun.noun import Stored

F = TypeVar("F")
T = TypeVar("T")


@dataclass(frozen=True)
class Condition:
    """A test of a column, read twice: in SQL, of a column and a parameter, and in Python."""

    value: Any = None
    sql: ClassVar[str]

    @property
    def bound(self) -> Sequence[Any]:
        """The parameters of the SQL."""
        return (self.value,)

    def met(self, value: Any) -> bool:
        """Whether a value meets the test."""
        raise NotImplementedError


class Equal(Condition):
    """The value itself."""

    sql = "{} = {}"

    def met(self, value: Any) -> bool:
        return value == self.value


class AmongThese(Condition):
    """One of several values."""

    sql = "{} = any({})"

    def met(self, value: Any) -> bool:
        return value in self.value


class NoValue(Condition):
    """No value."""

    sql = "{} is null"

    @property
    def bound(self) -> Sequence[Any]:
        return ()

    def met(self, value: Any) -> bool:
        return value is None


class Something(Condition):
    """Any value."""

    sql = "{} is not null"

    @property
    def bound(self) -> Sequence[Any]:
        return ()

    def met(self, value: Any) -> bool:
        return value is not None


class Differs(Condition):
    """A value differs from the named value; null differs too."""

    sql = "{} is distinct from {}"

    def met(self, value: Any) -> bool:
        return value != self.value


class NotAmongThese(Condition):
    """None of several values."""

    sql = "not coalesce({} = any({}), false)"

    def met(self, value: Any) -> bool:
        return value not in self.value


class AtMost(Condition):
    """The value or less."""

    sql = "{} <= {}"

    def met(self, value: Any) -> bool:
        return value is not None and value <= self.value


class AtLeast(Condition):
    """The value or more."""

    sql = "{} >= {}"

    def met(self, value: Any) -> bool:
        return value is not None and value >= self.value


class Below(Condition):
    """Less than the value."""

    sql = "{} < {}"

    def met(self, value: Any) -> bool:
        return value is not None and value < self.value


class Above(Condition):
    """More than the value."""

    sql = "{} > {}"

    def met(self, value: Any) -> bool:
        return value is not None and value > self.value


class Between(Condition):
    """From one value to another, both included."""

    sql = "{} between {} and {}"

    @property
    def bound(self) -> Sequence[Any]:
        return self.value

    def met(self, value: Any) -> bool:
        first, last = self.value
        return value is not None and first <= value <= last


class Starting(Condition):
    """A text that starts with the value."""

    sql = "starts_with({}, {})"

    def met(self, value: Any) -> bool:
        return value is not None and value.startswith(self.value)


@dataclass(frozen=True)
class ParentRows:
    """A test of a row's parent, by the values that the parent holds."""

    holds: Mapping[str, object]


def parent(**holds: object) -> ParentRows:
    """A parent that holds these values."""
    return ParentRows(holds)


Either = Sequence[Mapping[str, object]]
"""Alternatives, of which a row meets one."""


def other_than(value: object) -> Condition:
    """A value other than the named value or values; other than None is any value."""
    if value is None:
        return Something()
    return NotAmongThese([*value]) if several(value) else Differs(value)


def several(value: object) -> TypeGuard[Collection[object]]:
    """Whether a value stands for several."""
    return isinstance(value, Collection) and not isinstance(value, str | bytes)


def test_of(value: object) -> Condition | ParentRows:
    """The test that a value named for a column stands for: equality, one of several, or nothing there."""
    match value:
        case Condition() | ParentRows():
            return value
        case None:
            return NoValue()
        case _:
            return AmongThese([*value]) if several(value) else Equal(value)


class Reader(Protocol):
    """A reader answers questions for rows, within one transaction."""

    async def rows(self, question: Rows[T]) -> list[T]:
        """The rows of a question."""
        ...

    async def lists(self, questions: Sequence[Rows[Any]]) -> list[list[Any]]:
        """Several lists of rows at once, each in the order of its ids where it names no other."""
        ...

    async def count(self, question: Rows[Any]) -> int:
        """How many rows there are."""
        ...

    async def exists(self, question: Rows[Any]) -> bool:
        """Whether there is any row."""
        ...


@dataclass(frozen=True, eq=False)
class Rows(Generic[T]):
    """A question for rows of a class; it is asked when it is awaited.

    `facts` is the kind of facts that is made of each row instead, `parent` the one of its parents that is meant, each once.
    """

    reader: Reader
    row: type[Stored]
    either: tuple[Either, ...]
    holds: Mapping[str, object]
    order: tuple[str, ...] = ()
    most: int | None = None
    locked: bool = False
    facts: type[Any] | None = None
    parent: str | None = None

    def that(self, *either: Either, **holds: object) -> Rows[T]:
        """The question narrowed to rows with these values too."""
        return replace(self, either=(*self.either, *either), holds={**self.holds, **holds})

    def ordered(self, *names: str) -> Rows[T]:
        """The rows in the order of some columns; `-` before a name turns it round."""
        return replace(self, order=names)

    def limited(self, most: int) -> Rows[T]:
        """So many rows at most."""
        return replace(self, most=most)

    def lock(self) -> Rows[T]:
        """The rows, kept from being changed by others until the transaction ends."""
        return replace(self, locked=True)

    def as_facts(self, facts: type[F]) -> Rows[F]:
        """Facts of the rows, and no more of them."""
        return cast("Rows[F]", replace(self, facts=facts))

    def parents(self, name: str) -> Rows[Any]:
        """A parent of the rows, each once, in the order of their ids."""
        return replace(self, parent=name)

    def __await__(self) -> Generator[Any, Any, list[T]]:
        return self.reader.rows(self).__await__()

    async def first(self) -> T | None:
        """The first of the rows, where there is one."""
        found = await self.limited(1)
        return found[0] if found else None

    async def maybe(self) -> T | None:
        """The only row there may be."""
        found = await self.limited(2)
        if len(found) > 1:
            raise LookupError(f"several rows of {self.row.__name__} hold {dict(self.holds)}")
        return found[0] if found else None

    async def one(self) -> T:
        """The only row there is."""
        found = await self.maybe()
        if found is None:
            raise LookupError(f"no row of {self.row.__name__} holds {dict(self.holds)}")
        return found

    async def count(self) -> int:
        """How many rows there are."""
        return await self.reader.count(self)

    async def exists(self) -> bool:
        """Whether there is any row."""
        return await self.reader.exists(self)
