"""Which rows: a scope is data with two readings, `holds` here and SQL in `resolvers/plan/scope.py`; a test finds them equal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain.terms import Role, Term


@dataclass(frozen=True)
class Actor:
    """An actor is an account in an office, or a machine's without one. `reach` lists the office's reach of today by anchor (`region`, `platform`, …)."""

    role: Role
    account: UUID | None = None
    office: UUID | None = None
    reach: Mapping[str, frozenset[UUID]] = field(default_factory=dict[str, frozenset[UUID]])
    password_first: bool = False
    """Whether the password is still the one that somebody else chose."""
    factor_first: bool = False
    """Whether the role demands a second factor that the account has not set up."""
    session: UUID | None = None
    """The session it acts in."""
    token: UUID | None = None
    """The token that a machine calls by, which has no session."""
    unseen: bool = False
    """Whether it was not noted within a minute that session or token was seen."""


PUBLIC = Actor(Role.PUBLIC)
CLOCK = Actor(Role.CLOCK)


class Scope:
    """A set of rows of one noun, as seen by an actor. `|` widens, `&` narrows; there is no negation."""

    def __or__(self, other: "Scope") -> "Scope":
        return Either((self, other))

    def __and__(self, other: "Scope") -> "Scope":
        return Both((self, other))


@dataclass(frozen=True)
class All(Scope):
    """Every row."""


@dataclass(frozen=True)
class Nothing(Scope):
    """No row."""


@dataclass(frozen=True)
class Within(Scope):
    """Rows whose `column` lies in what the actor's office reaches under `anchor`.

    `Within("region")` reads column `region_id` against `reach["region"]`.
    """

    anchor: str
    column: str = ""

    @property
    def fact(self) -> str:
        return self.column or f"{self.anchor}_id"


@dataclass(frozen=True)
class Mine(Scope):
    """Rows that name the actor's own account in `column`."""

    column: str = "account_id"


@dataclass(frozen=True)
class In(Scope):
    """Rows whose `fact` is one of `values`."""

    fact: str
    values: tuple[Term, ...]


@dataclass(frozen=True)
class IsSet(Scope):
    """Rows whose `fact` is not null."""

    fact: str


@dataclass(frozen=True)
class Holds(Scope):
    """Rows whose boolean `fact` is true."""

    fact: str


@dataclass(frozen=True)
class Via(Scope):
    """Rows whose parent, reached by the foreign key `parent`, lies in `scope`. A null parent is outside."""

    parent: str
    scope: Scope


@dataclass(frozen=True)
class Named(Scope):
    """Rows that some row of `noun` in `scope` names by its foreign key `key`: the fact `NoticeItem.result`, those rows."""

    noun: str
    key: str
    scope: Scope = All()

    @property
    def fact(self) -> str:
        return f"{self.noun}.{self.key}"


@dataclass(frozen=True)
class Either(Scope):
    parts: tuple[Scope, ...]


@dataclass(frozen=True)
class Both(Scope):
    parts: tuple[Scope, ...]


def holds(scope: Scope, actor: Actor, row: Mapping[str, Any]) -> bool:
    """Whether a row, given as facts by column name (a parent as a nested mapping by its name), lies in the scope."""
    match scope:
        case All():
            return True
        case Nothing():
            return False
        case Within(anchor=anchor):
            return row[scope.fact] in actor.reach.get(anchor, frozenset())
        case Mine(column=column):
            return actor.account is not None and row[column] == actor.account
        case In(fact=fact, values=values):
            return row[fact] in values
        case IsSet(fact=fact):
            return row[fact] is not None
        case Holds(fact=fact):
            return row[fact] is True
        case Named(scope=inner):
            return any(holds(inner, actor, each) for each in row[scope.fact])
        case Via(parent=parent, scope=inner):
            return row[parent] is not None and holds(inner, actor, row[parent])
        case Either(parts=parts):
            return any(holds(part, actor, row) for part in parts)
        case Both(parts=parts):
            return all(holds(part, actor, row) for part in parts)
        case _:
            raise AssertionError(scope)


def alternatives(scope: Scope) -> tuple[Scope, ...]:
    """The scopes of which one suffices."""
    return tuple(each for part in scope.parts for each in alternatives(part)) if isinstance(scope, Either) else (scope,)


def facts_of(scope: Scope) -> frozenset[str]:
    """The columns a scope reads of its own row (`parent.column` where it reads a parent's)."""
    match scope:
        case All() | Nothing():
            return frozenset()
        case Within():
            return frozenset({scope.fact})
        case Mine(column=column):
            return frozenset({column})
        case In(fact=fact) | IsSet(fact=fact) | Holds(fact=fact):
            return frozenset({fact})
        case Named():
            return frozenset({"id"})
        case Via(parent=parent, scope=inner):
            return frozenset(f"{parent}.{fact}" for fact in facts_of(inner))
        case Either(parts=parts) | Both(parts=parts):
            return frozenset[str]().union(*(facts_of(part) for part in parts))
        case _:
            raise AssertionError(scope)
