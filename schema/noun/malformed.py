"""A value that its scalar cannot read: an error of the request in a query, and in an act a problem at its place.

Source: GraphQL's own coercion ends a request at the first such value, and says so to programs; whoever fills in a form is told in the form.
"""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar, cast

Read = TypeVar("Read")
KEPT: Final[ContextVar[list["Malformed"] | None]] = ContextVar("KEPT", default=None)


class Malformed(ValueError):
    """A value is not what its scalar takes; it says what that takes, in Chinese and in English."""

    def __init__(self, why: str, why_en: str) -> None:
        super().__init__(f"{why}; {why_en}")
        self.why, self.why_en = why, why_en


@contextmanager
def malformed_kept() -> Generator[list[Malformed]]:
    """Scalars answer with what is wrong instead of raising it, and it is listed."""
    token = KEPT.set(kept := [])
    try:
        yield kept
    finally:
        KEPT.reset(token)


def reading(read: Callable[[object], Read]) -> Callable[[object], Read | Malformed]:
    """A scalar's reader, which answers with what is wrong where that is kept."""

    def parsed(value: object) -> Read | Malformed:
        try:
            return read(value)
        except Malformed as wrong:
            if (kept := KEPT.get()) is None:
                raise
            kept.append(wrong.with_traceback(None))
            return wrong

    return parsed


def malformed_in(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Malformed]]:
    """Every malformed value in an input, and where it stands."""
    match value:
        case Malformed():
            yield path, value
        case Mapping():
            for name, each in cast("Mapping[str, Any]", value).items():
                yield from malformed_in(each, (*path, name))
        case list():
            for place, each in enumerate(cast("list[Any]", value)):
                yield from malformed_in(each, (*path, str(place)))
        case _:
            return
