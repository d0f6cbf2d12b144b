"""Values as an operation gives them, read by the schema's types; what is wrong with one names its place.

The input of an act keeps what a scalar cannot read, so that the verb tells it in the form; anywhere else it ends the request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, cast

from graphql import FieldNode, GraphQLError, Node, OperationType, ValuesOfCorrectTypeRule, VariableNode, specified_rules
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from graphql.utilities import (
    validate_input_literal,  # pyright: ignore[reportUnknownVariableType]  (open generics, as below)
    validate_input_value,  # pyright: ignore[reportUnknownVariableType]
)

from schema.noun.malformed import malformed_in, malformed_kept

if TYPE_CHECKING:
    from graphql import ArgumentNode, GraphQLField, GraphQLSchema, ValueNode

    from resolvers.plan.cache import Operation

ERRORS: Final = 20
"""How many errors of a request are told."""


class Values(ValuesOfCorrectTypeRule):
    """Literals are of their type, but for what a scalar cannot read in the input of an act."""

    argument = ""

    def enter_argument(self, node: ArgumentNode, *_args: Any) -> None:
        """The argument whose value is looked at next."""
        self.argument = node.name.value

    def is_valid_value_node(self, node: ValueNode, input_type: Any) -> Any:
        """Tell what is wrong with a literal, and where in its argument."""

        def tell(error: GraphQLError, path: list[str | int]) -> None:
            error.extensions = placed([self.argument, *path])
            self.report_error(error)

        if input_type:
            acts = self.context.schema.mutation_type
            acting = acts is not None and self.context.get_field_def() in acts.fields.values()
            with malformed_kept() if acting else nullcontext():
                validate_input_literal(node, input_type, tell, None, None, self.context.hide_suggestions)
        return self.SKIP


RULES: Final = tuple(Values if rule is ValuesOfCorrectTypeRule else rule for rule in specified_rules)
"""What a document is held to."""


def placed(path: Sequence[str | int]) -> dict[str, Any]:
    """Where in the request an error lies: names from the variable or argument on, an entry of a list by its place."""
    return {"path": [str(step) for step in path]}


def variables_of(
    schema: GraphQLSchema, operation: Operation, given: Mapping[str, Any]
) -> VariableValues | list[GraphQLError]:
    """The variables as the schema's types read them, or what is wrong with them."""
    if operation.node.operation is OperationType.MUTATION:
        with malformed_kept() as malformed:
            found = _read(schema, operation, given)
        if isinstance(found, list) or not malformed or not _malformed_below(operation, found):
            return found
    return _read(schema, operation, given)


def _read(schema: GraphQLSchema, operation: Operation, given: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
    defined = operation.node.variable_definitions or ()
    found = get_variable_values(schema, defined, dict(given), max_errors=ERRORS, hide_suggestions=True)
    if isinstance(found, list):
        _place(found, operation, given)
    return found


class _Enough(Exception):
    """As many errors are placed as are told."""


def _place(errors: Sequence[GraphQLError], operation: Operation, given: Mapping[str, Any]) -> None:
    """Tell of each error where its value lies, which GraphQL's own says in words alone."""
    paths = list[list[str | int]]()

    def note(name: str, _: GraphQLError, path: Sequence[str | int]) -> None:
        paths.append([name, *path])
        if len(paths) == ERRORS:
            raise _Enough

    with suppress(_Enough):
        for name, of in operation.variables:
            if name in given:
                validate_input_value(given[name], of, partial(note, name), hide_suggestions=True)
    about_values = [error for error in errors if error.original_error is not None]
    for error, path in zip(about_values, paths, strict=False):
        error.extensions = placed(path)


def _malformed_below(operation: Operation, found: VariableValues) -> bool:
    """Whether what is malformed is asked for below the acts, where it is no input of theirs."""
    malformed = {name for name, value in found.coerced.items() if any(malformed_in(value))}
    acts = operation.node.selection_set.selections
    below = chain(
        operation.fragments.values(),
        *((act.selection_set, *(act.directives or ())) if isinstance(act, FieldNode) else (act,) for act in acts),
    )
    return any(name in malformed for each in below for name in _named(each))


def _named(node: Node | None) -> Iterator[str]:
    """The variables that are asked for within a node."""
    if isinstance(node, VariableNode):
        yield node.name.value
    for key in node.keys if node else ():
        part: Any = getattr(node, key)
        for each in cast("Sequence[Any]", part) if isinstance(part, tuple | list) else (part,):
            if isinstance(each, Node):
                yield from _named(each)


def input_of_act(field: GraphQLField, node: FieldNode, variables: VariableValues) -> dict[str, Any]:
    """The input of an act as its types read it, with whatever a scalar cannot read."""
    with malformed_kept():
        return get_argument_values(field, node, variables)["input"]
