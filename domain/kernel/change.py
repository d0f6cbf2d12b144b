"""A change is a rule's effect: columns to set, rows to add, events to emit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.kernel.events import Event
from domain.kernel.violations import Code, Violation


@dataclass(frozen=True, eq=False)
class New:
    """A row to add. `noun` is the row class's name without `Row`; a value may be another `New`, whose id it takes."""

    noun: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Increment:
    """An increment in `Change.set` adds `by` to a column; the database refuses a sum above `to_at_most`."""

    by: int
    to_at_most: int | None
    refusal: Violation


@dataclass(frozen=True)
class Change:
    """The effect of one act on one row. A value in `set` may be one of `adds`, whose id it takes.

    `says` is what letters about the events say as it was at the act, whatever the row becomes before they go out.
    """

    set: Mapping[str, object] = field(default_factory=dict[str, object])
    adds: Sequence[New] = ()
    events: Sequence[Event] = ()
    says: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])


def a_reason(text: str | None) -> str:
    """A reason is required, and loses its surrounding blanks."""
    if text is None or not text.strip():
        raise Violation(Code.REASON_REQUIRED, path=("reason",))
    return text.strip()
