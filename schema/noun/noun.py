"""How a noun is declared: a `Row` stored, a type shown; everything an ordinary field needs is derived from the two.

`shown` is a column or a parent, `many` a page of children, `computed` what only Python can say.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any, ClassVar, Final, TypeVar, cast, dataclass_transform

import strawberry
from tortoise import fields as column
from tortoise.models import Model

from domain.kernel.life import Life
from domain.kernel.units import Quarter
from domain.rights.allowed_actions import Allowed, Condition, allowed_actions
from domain.rights.authority import scope_of
from domain.rights.scope import Actor, facts_of
from domain.terms import Role, Term
from schema.noun.constraints import Rule, fields_of, meta_of, table_of
from schema.noun.page import Page

T = TypeVar("T")
F = TypeVar("F")


def sealed_place(row: type["Stored"], column: str, id: object) -> str:
    """The place that a sealed value is bound to: its column and row."""
    return f"{table_of(row)}.{column} {id}"


class QuarterField(column.CharField[Quarter]):
    """A quarter, stored as `2022Q1`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=6, **kwargs)

    def to_python_value(self, value: str | None) -> Quarter | None:
        return None if value is None else Quarter(value)


def word(term: type[Term], **kwargs: Any) -> Any:
    """A column that holds one of the domain's words."""
    return column.CharEnumField(term, description="", max_length=40, **kwargs)


def secret(field: F) -> F:
    """A column that nobody is shown: the audit notes that it changed, never to what."""
    vars(field)["secret"] = True
    return field


@cache
def secrets_of(row: type["Stored"]) -> frozenset[str]:
    """The columns of a row that are secret."""
    return frozenset(name for name, field in fields_of(row).items() if getattr(field, "secret", False))


def parent(noun: str, **kwargs: Any) -> Any:
    """A foreign key to the noun's row. Declare `<name>_id: UUID` beside it."""
    return cast(
        "Any", column.ForeignKeyField(f"dianchi.{noun}Row", related_name=False, on_delete=column.RESTRICT, **kwargs)
    )


def sole_parent(noun: str, **kwargs: Any) -> Any:
    """A foreign key of which the parent has at most one child."""
    return cast(
        "Any", column.OneToOneField(f"dianchi.{noun}Row", related_name=False, on_delete=column.RESTRICT, **kwargs)
    )


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a kind of facts."""
    return tuple(field.name for field in dataclasses.fields(kind))


class Stored(Model):
    """Any row: a UUIDv7 id, and what the database must hold true."""

    id = column.UUIDField(primary_key=True)

    rules: ClassVar[tuple[Rule, ...]] = ()
    append_only: ClassVar[bool] = False
    counts: ClassVar[str] = ""
    personal: ClassVar[Mapping[str, str]] = {}
    """Columns about a person, each with what it is held for, in Chinese. Of these the audit keeps a keyed digest, so that a person's data can be changed or forgotten in one place."""
    sealed: ClassVar[frozenset[str]] = frozenset()
    """Columns that are enciphered for their own row, with a key that the database never holds."""
    part_of: ClassVar[str] = ""
    """The parent without which such a row says nothing: the parent's audit tells of both when they are made together."""
    governed_by: ClassVar[str] = ""
    """What names the regulation that a row falls under, its code or a quarter: a column of it or of a parent."""

    def facts(self, kind: type[F], **more: object) -> F:
        """The narrow facts a rule asks for, copied by name; `more` are facts the row does not hold."""
        return kind(**{name: getattr(self, name) for name in _names(kind) if name not in more}, **more)

    class Meta:
        abstract = True


class Row(Stored):
    """A row that changes: `version` counts its changes, and an update names the version it saw."""

    version = column.IntField(default=1)

    class Meta:
        abstract = True


class Record(Stored):
    """A row that never changes once written."""

    append_only = True

    class Meta:
        abstract = True


class View(Record):
    """A row of a view, which the database counts from records at each query; nobody writes one.

    `counts` is the SELECT that fills its columns by name; its `id` is `key_of(…)` of what makes a row the one it is.
    """

    class Meta:
        abstract = True


NOW: Final = "now() + make_interval(secs => (select offset_seconds from city_clock))"
"""City time in SQL."""
TODAY: Final = f"(({NOW}) at time zone 'Asia/Shanghai')::date"
"""The business date of city time in SQL."""


def key_of(*columns: str) -> str:
    """The id of a view's row, in SQL, made of the row's key columns."""
    return f"md5(concat_ws('/', {', '.join(columns)}))::uuid"


@dataclass(frozen=True)
class Shown:
    """A column or a parent. `key` names another column or foreign key than the field's own name."""

    key: str | None


@dataclass(frozen=True)
class Many:
    """A page of children. `via` names the child's foreign key back, where it has several."""

    via: str | None


@dataclass(frozen=True)
class Computed:
    """A field that Python computes: `compute(needs, actor, today)`, from columns of the row or (`parent.column`) of a parent.

    One that counts working days gets the calendar in the actor's stead.
    """

    compute: Callable[..., Any]
    needs: tuple[str, ...]
    counts: bool = False
    cites: bool = False
    """Whether it tells refusals, which cite the regulation that the row falls under."""
    compares: str | None = None
    """The column of an id by which lists are narrowed, where the field stands for a record of any noun."""


@dataclass(frozen=True)
class Noun:
    """A noun binds a shown type to its row, its orders and its filters."""

    name: str
    row: type[Stored]
    order: tuple[str, ...]
    filter: tuple[str, ...]


def shown(description: str, *, key: str | None = None) -> Any:
    """A field that is a column, a parent, or the only child of its type."""
    return strawberry.field(description=description, metadata={"shown": Shown(key)})


def many(description: str, *, via: str | None = None) -> Any:
    """A page of children."""
    return strawberry.field(description=description, metadata={"shown": Many(via)}, extensions=[Page()])


def computed(
    compute: Callable[..., Any], needs: tuple[str, ...], description: str, *, compares: str | None = None
) -> Any:
    """A field that Python computes from facts of the row; remembered within a request."""
    return strawberry.field(description=description, metadata={"shown": Computed(compute, needs, compares=compares)})


def counted(compute: Callable[..., Any], needs: tuple[str, ...], description: str) -> Any:
    """A field that Python computes by counting working days: `compute(needs, calendar, today)`."""
    return strawberry.field(description=description, metadata={"shown": Computed(compute, needs, counts=True)})


def actions(life: Life[Any], condition: Condition, needs: tuple[str, ...] = ()) -> Any:
    """The field `allowed_actions` of a noun with a life; `needs` are the columns its condition reads."""
    scopes = (scope_of(role, act, life.noun) for role in Role for act in life.acts)
    facts = {fact for scope in scopes for fact in facts_of(scope)}

    def compute(row: Mapping[str, Any], actor: Actor, today: date) -> Sequence[Allowed]:
        return allowed_actions(life, condition, row, actor, today)

    return strawberry.field(
        description="Every act on this record: whether you may do it now, and why not.",
        metadata={"shown": Computed(compute, tuple(sorted({"state", *needs, *facts})), cites=True)},
    )


@dataclass_transform(field_specifiers=(shown, many, computed, counted, actions))
def noun(
    row: type[Stored], *, order: tuple[str, ...] = ("id",), filter: tuple[str, ...] = ()
) -> Callable[[type[T]], type[T]]:
    """Bind a shown type to its row. `order` lists the permitted orders, the first is the default (`-` descends); `filter` the fields lists may be narrowed by."""

    def bind(shown_type: type[T]) -> type[T]:
        made = strawberry.type(shown_type, description=(shown_type.__doc__ or "").strip().split("\n\n")[0])
        made.__noun__ = Noun(made.__name__, row, order, filter)  # pyright: ignore[reportAttributeAccessIssue]
        NOUNS[made.__name__] = made
        return made

    return bind


NOUNS: dict[str, type[Any]] = {}
"""Every shown noun by name."""


def rows() -> Mapping[str, type[Stored]]:
    """Every stored row class by its noun's name (`Report` for `ReportRow`), whatever was imported before."""
    import_module("schema.nouns")
    classes: dict[str, type[Stored]] = {}
    pending: list[type[Stored]] = [Stored]
    while pending:
        for below in pending.pop().__subclasses__():
            pending.append(below)
            if not meta_of(below).abstract:
                classes[below.__name__.removesuffix("Row")] = below
    return classes
