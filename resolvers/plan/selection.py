"""The selection of an operation: fields by response key, fragments spread, directives applied, arguments read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLBoolean,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    is_abstract_type,
)
from strawberry.types.field import StrawberryField

from resolvers.plan.arguments import Argument, named
from resolvers.plan.computed import OutputType, Selected
from resolvers.plan.scope import Variables

Fields = Mapping[str, list[FieldNode]]

CONDITION: Final = GraphQLNonNull(GraphQLBoolean)
"""What `@skip` and `@include` take."""


def type_of(gtype: GraphQLObjectType, field: str) -> Any:
    """The type of a field, out of its lists and nulls."""
    return named(gtype.fields[field].type)


def field_of(gtype: GraphQLObjectType, name: str) -> StrawberryField:
    """The declaration of a field."""
    return gtype.fields[name].extensions["strawberry-definition"]


@dataclass
class Selection:
    """Reads the selections of one operation under its variables."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Variables

    def fields(self, gtype: GraphQLObjectType, nodes: Sequence[Any]) -> Fields:
        """The fields selected on a type, by response key, fragments spread and directives applied."""
        found: dict[str, list[FieldNode]] = {}
        for node in nodes:
            for field in self._spread(gtype, node.selection_set.selections if node.selection_set else ()):
                found.setdefault((field.alias or field.name).value, []).append(field)
        return found

    def _spread(self, gtype: GraphQLObjectType, selections: Sequence[SelectionNode]) -> Iterator[FieldNode]:
        for selection in selections:
            if not self._included(selection):
                continue
            match selection:
                case FieldNode():
                    yield selection
                case InlineFragmentNode(type_condition=condition, selection_set=inside):
                    if condition is None or self._applies(gtype, condition.name.value):
                        yield from self._spread(gtype, inside.selections)
                case FragmentSpreadNode(name=name):
                    fragment = self.fragments[name.value]
                    if self._applies(gtype, fragment.type_condition.name.value):
                        yield from self._spread(gtype, fragment.selection_set.selections)
                case _:
                    raise AssertionError(selection)

    def _applies(self, gtype: GraphQLObjectType, condition: str) -> bool:
        on = self.schema.type_map[condition]
        return on is gtype or (is_abstract_type(on) and self.schema.is_sub_type(on, gtype))

    def _included(self, node: SelectionNode) -> bool:
        return not self._directive(node, "skip", otherwise=False) and self._directive(node, "include", otherwise=True)

    def _directive(self, node: SelectionNode, directive: str, *, otherwise: bool) -> bool:
        for used in node.directives or ():
            if used.name.value == directive and used.arguments:
                return bool(Argument(CONDITION, self.variables, used.arguments[0].value).value)
        return otherwise

    def arguments(self, gtype: GraphQLObjectType, node: FieldNode) -> dict[str, Argument]:
        """The arguments of a field that were given, by name."""
        types = gtype.fields[node.name.value].args
        given = {
            argument.name.value: Argument(types[argument.name.value].type, self.variables, argument.value)
            for argument in node.arguments or ()
        }
        return {name: each for name, each in given.items() if not (each.path and each.path[0] not in self.variables)}

    def selected(self, gtype: GraphQLObjectType, nodes: Sequence[FieldNode]) -> Selected:
        """A selection as `project` reads it."""
        found: dict[str, tuple[str, OutputType | None, Any]] = {}
        for key, below in self.fields(gtype, nodes).items():
            name = below[0].name.value
            if name == "__typename":
                found[key] = (name, None, below)
            else:
                found[key] = (field_of(gtype, name).python_name, gtype.fields[name].type, below)
        return found
