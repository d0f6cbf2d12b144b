"""Arguments as the compiler sees them: a literal, or a place in the variables that is looked up anew at each request."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    GraphQLInputObjectType,
    ListValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,  # pyright: ignore[reportUnknownVariableType]  (open generics, as below)
    value_from_ast,  # pyright: ignore[reportUnknownVariableType]
)

from resolvers.plan.scope import Fetch, Variables

InputType = Any
"""A GraphQL type that is given; graphql-core leaves the types inside its lists open."""


def inner(of: Any) -> Any:
    """A list or a non-null type has an inner type."""
    return of.of_type


def named(of: Any) -> Any:
    """A type out of its lists and nulls."""
    return cast("Any", get_named_type(of))


@dataclass(frozen=True)
class Argument:
    """One argument or one of its parts: its type, and where it stands in the document or in the variables."""

    of: InputType
    variables: Variables
    node: ValueNode | None = None
    path: tuple[str | int, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.node, VariableNode):
            object.__setattr__(self, "path", (self.node.name.value,))
            object.__setattr__(self, "node", None)

    @property
    def value(self) -> Any:
        """The value now; `Undefined` where nothing was given."""
        return self.fetch(self.variables)

    def fetch(self, variables: Variables) -> Any:
        if self.path:
            return _walk(variables, self.path)
        return value_from_ast(self.node, self.of, dict(variables))

    @property
    def fetched(self) -> Fetch:
        """A request fetches the value from its variables, or takes the literal."""
        if self.path:
            return lambda asked, _actor: _walk(asked, self.path)
        if _has_variable(self.node):
            return lambda asked, _actor: self.fetch(asked)
        value = self.value
        return lambda _asked, _actor: value

    def parts(self) -> Iterator[tuple[str, "Argument"]]:
        """The given fields of an input object, in the order written."""
        kind = cast("GraphQLInputObjectType", named(self.of))
        if isinstance(self.node, ObjectValueNode):
            given = [
                (field.name.value, Argument(kind.fields[field.name.value].type, self.variables, field.value))
                for field in self.node.fields
            ]
        else:
            given = [
                (key, Argument(kind.fields[key].type, self.variables, None, (*self.path, key))) for key in self.value
            ]
        yield from ((key, part) for key, part in given if part.value is not Undefined)

    def items(self) -> Iterator["Argument"]:
        """The items of a list."""
        item = inner(get_nullable_type(self.of))
        if isinstance(self.node, ListValueNode):
            yield from (Argument(item, self.variables, node) for node in self.node.values)
        elif self.node is not None:
            yield Argument(item, self.variables, self.node)
        else:
            yield from (Argument(item, self.variables, None, (*self.path, n)) for n in range(len(self.value)))


def _walk(variables: Variables, path: tuple[str | int, ...]) -> Any:
    value: Any = variables
    for step in path:
        if isinstance(step, str) and step not in value:
            return Undefined
        value = value[step]
        if value is None:
            return None
    return value


def _has_variable(node: ValueNode | None) -> bool:
    match node:
        case VariableNode():
            return True
        case ListValueNode():
            return any(map(_has_variable, node.values))
        case ObjectValueNode():
            return any(_has_variable(field.value) for field in node.fields)
        case _:
            return False
