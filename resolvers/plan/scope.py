"""A scope as SQL: the second reading of `domain.rights.scope`, equal to `holds` row by row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from domain.rights.scope import Actor, All, Both, Either, Holds, In, IsSet, Mine, Named, Nothing, Scope, Via, Within
from schema.noun.constraints import column_of, fields_of, table_of
from schema.noun.noun import Stored, rows

Variables = Mapping[str, Any]
"""The coerced variables of one request."""
Fetch = Callable[[Variables, Actor], Any]


@dataclass
class Binds:
    """The parameters of one statement: each knows how to find its value at a request."""

    fetches: list[Fetch] = field(default_factory=list[Fetch])
    places: dict[object, int] = field(default_factory=dict[object, int])
    aliases: int = 0
    compared: int = 0
    """Parts of filters so far."""

    def add(self, fetch: Fetch, cast_to: str, key: object = None) -> str:
        """A parameter gets a placeholder, shared by parameters of one `key`."""
        place = self.places.get(key) if key is not None else None
        if place is None:
            self.fetches.append(fetch)
            place = len(self.fetches)
            if key is not None:
                self.places[key] = place
        return f"${place}::{cast_to}"

    def constant(self, value: object, cast_to: str) -> str:
        return self.add(lambda _asked, _actor: value, cast_to)

    def alias(self, letter: str) -> str:
        """A fresh name for a table or sub-select."""
        self.aliases += 1
        return f"{letter}{self.aliases}"

    def values(self, variables: Variables, actor: Actor) -> list[Any]:
        return [fetch(variables, actor) for fetch in self.fetches]


def reach(binds: Binds, anchor: str) -> str:
    """What the actor's office reaches under an anchor, as an array."""
    return binds.add(lambda _asked, actor: list(actor.reach.get(anchor, ())), "uuid[]", ("reach", anchor))


def account(binds: Binds) -> str:
    """The placeholder of the actor's account."""
    return binds.add(lambda _asked, actor: actor.account, "uuid", "account")


def where(scope: Scope, row: type[Stored], alias: str, binds: Binds) -> str:
    """The condition on `alias` under which a row of `row` lies in the scope; null counts as no."""
    match scope:
        case All():
            return "true"
        case Nothing():
            return "false"
        case Within(anchor=anchor):
            return f"{alias}.{column_of(row, scope.fact)} = any({reach(binds, anchor)})"
        case Mine(column=column):
            return f"{alias}.{column_of(row, column)} = {account(binds)}"
        case In(fact=fact, values=values):
            words = binds.constant([value.value for value in values], "text[]")
            return f"{alias}.{column_of(row, fact)} = any({words})"
        case IsSet(fact=fact):
            return f"{alias}.{column_of(row, fact)} is not null"
        case Holds(fact=fact):
            return f"{alias}.{column_of(row, fact)} is true"
        case Named(noun=noun, key=key, scope=inner):
            other, n = rows()[noun], binds.alias("n")
            return f"exists (select 1 from {table_of(other)} {n} where {n}.{column_of(other, key)} = {alias}.id and {where(inner, other, n, binds)})"
        case Via(parent=parent, scope=inner):
            above = cast("type[Stored]", fields_of(row)[parent].related_model)
            p = binds.alias("v")
            return f"exists (select 1 from {table_of(above)} {p} where {p}.id = {alias}.{column_of(row, parent)} and {where(inner, above, p, binds)})"
        case Either(parts=parts):
            return "(" + " or ".join(where(part, row, alias, binds) for part in parts) + ")"
        case Both(parts=parts):
            return "(" + " and ".join(where(part, row, alias, binds) for part in parts) + ")"
        case _:
            raise AssertionError(scope)
