"""Computed fields: holes in the document, filled as it passes, remembered within a request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, cast

import orjson
from graphql import GraphQLList, GraphQLNamedType, GraphQLNonNull, GraphQLObjectType

from domain.calendar import Calendar
from domain.kernel.masking import masked
from domain.kernel.units import Fen, as_yuan
from domain.kernel.violations import Violation
from domain.regulation.packs import PACKS
from domain.regulation.rulepack import governing
from domain.rights.allowed_actions import Allowed
from domain.rights.scope import Actor
from resolvers.plan.arguments import inner
from resolvers.plan.normal import as_json
from resolvers.plan.problem import problem_of
from schema.noun.constraints import fields_of
from schema.noun.noun import Computed, Stored, sealed_place

Unseal = Callable[[str, str], str]
"""Opens a sealed value at its place."""
Projection = Callable[[Any, str], Any]
"""`(value, language)` as JSON values of the selected fields."""


OutputType = Any
"""A GraphQL type that is read; graphql-core leaves the types inside its lists open."""
Selected = Mapping[str, tuple[str, OutputType | None, Any]]
"""By response key: a field's Python name, its type (None for `__typename`) and its nodes."""
Select = Callable[[GraphQLObjectType, Any], Selected]


@dataclass(frozen=True)
class Needs:
    """The facts a hole carries, in order: columns and their converters, then parents with facts of their own."""

    columns: tuple[tuple[str, Callable[[Any], Any]], ...]
    parents: tuple[tuple[str, "Needs"], ...]

    def read(self, values: Sequence[Any]) -> dict[str, Any]:
        """The facts by name, from the values of a hole."""
        own = len(self.columns)
        row = {name: convert(value) for (name, convert), value in zip(self.columns, values[:own], strict=True)}
        for (name, needs), value in zip(self.parents, values[own:], strict=True):
            row[name] = None if value is None else needs.read(value)
        return row


@dataclass(frozen=True)
class Hole:
    """One computed field of one plan."""

    compute: Callable[[Mapping[str, Any], Any, date], Any]
    needs: Needs
    show: Projection
    by: Literal["actor", "calendar", "unseal"] = "actor"
    """What it is computed by beside the facts: who asks, the calendar, or what opens sealed values."""


@dataclass(frozen=True)
class RawDocument:
    """A raw document of the database has holes, and what they are computed by: the day, the calendar, and what opens sealed values."""

    document: bytes
    today: date
    calendar: Calendar
    unseal: Unseal


def needs_of(row: type[Stored], needs: Sequence[str]) -> Needs:
    """The tree of needed facts, from names such as `state` and `obligation.effective`."""
    below: dict[str, list[str]] = {}
    columns: list[tuple[str, Callable[[Any], Any]]] = []
    for need in needs:
        first, _, rest = need.partition(".")
        if rest:
            below.setdefault(first, []).append(rest)
        else:
            columns.append((first, converter(row, first)))
    parents = (
        (name, needs_of(cast("type[Stored]", fields_of(row)[name].related_model), rest)) for name, rest in below.items()
    )
    return Needs(tuple(columns), tuple(parents))


def converter(row: type[Stored], column: str) -> Callable[[Any], Any]:
    """How a column's JSON value becomes the value its row would hold."""
    return cast("Callable[[Any], Any]", fields_of(row)[column].to_python_value)


def personal_value(row: type[Stored], column: str, *, mask: bool) -> Callable[[Mapping[str, Any], Unseal, date], str]:
    """Compute what is shown of a personal column: opened where it is sealed, masked where it is to be."""

    def compute(facts: Mapping[str, Any], unseal: Unseal, _today: date) -> str:
        value = facts[column]
        value = unseal(value, sealed_place(row, column, facts["id"])) if column in row.sealed else value
        return masked(value) if mask else value

    return compute


def under_law(spec: Computed, path: str) -> Computed:
    """A field computes refusals, with the articles of the regulation that the row falls under; `path` names it."""

    def compute(row: Mapping[str, Any], actor: Actor, today: date) -> Sequence[Allowed]:
        named: Any = row
        for step in path.split(".") if path else ():
            named = named and named[step]
        law = governing(PACKS, named if path else None, today)
        allowed: Sequence[Allowed] = spec.compute(row, actor, today)
        for refusal in (each.why_not for each in allowed if each.why_not):
            refusal.under(law)
        return allowed

    return replace(spec, compute=compute, needs=tuple(dict.fromkeys((*spec.needs, *((path,) if path else ())))))


def fill(raw: RawDocument, holes: Sequence[Hole], actor: Actor, language: str, aliases: Sequence[str]) -> bytes:
    """The document with every hole filled. A raw 0x01 cannot occur in JSON text, so holes are found without parsing."""
    parts = raw.document.split(b"\x01")
    memo: dict[bytes, bytes] = {}
    for at in range(1, len(parts), 2):
        asked = parts[at]
        answer = memo.get(asked)
        if answer is None:
            number, _, values = asked.partition(b":")
            hole = holes[int(number)]
            by = actor if hole.by == "actor" else getattr(raw, hole.by)
            told = hole.compute(hole.needs.read(orjson.loads(values)), by, raw.today)
            memo[asked] = answer = as_json(hole.show(told, language), aliases)
        parts[at] = answer
    return b"".join(parts)


def project(of: OutputType, nodes: Any, select: Select) -> Projection:
    """How a value of a type is shown under the selection of some field nodes."""
    if isinstance(of, GraphQLNonNull):
        return project(inner(of), nodes, select)
    if isinstance(of, GraphQLList):
        item = project(inner(of), nodes, select)
        return lambda value, language: None if value is None else [item(each, language) for each in value]
    if isinstance(of, GraphQLObjectType):
        fields = {
            key: (name, kind and project(kind, below, select)) for key, (name, kind, below) in select(of, nodes).items()
        }
        return lambda value, language: None if value is None else _object(of.name, fields, value, language)
    return _leaf(of)


def _object(
    typename: str, fields: Mapping[str, tuple[str, Projection | None]], value: Any, language: str
) -> dict[str, Any]:
    if isinstance(value, Violation):
        value = problem_of(value, language)

    def read(name: str) -> Any:
        return cast("Mapping[str, Any]", value)[name] if isinstance(value, Mapping) else getattr(value, name)

    return {key: typename if show is None else show(read(name), language) for key, (name, show) in fields.items()}


def _leaf(of: GraphQLNamedType) -> Projection:
    if of.name in ("Money", "Score"):
        return lambda value, _language: None if value is None else as_yuan(Fen(value))
    return lambda value, _language: value
