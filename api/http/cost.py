"""What an operation may cost: the fields its answer can hold, and the rows the database must look at to find them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    is_composite_type,
)

from domain.kernel.events import Event
from resolvers.plan.arguments import inner, named
from resolvers.plan.bind import connection_noun, shape_of
from resolvers.plan.figures import FigureFilter, figure_filter
from resolvers.plan.pages import DEFAULT, BadArgument, page_size
from schema.noun.constraints import view_of

MOST_COST: Final = 30_000
ENTRIES: Final = {"AllowedAction": 21, "LetterChoice": len(Event), "RuleFigure": 33, "Problem": 20}
"""How many entries a list has that is no page: by what it is of, the most there are."""
FEW: Final = 40
"""Entries of a list that is kept within a record: districts, indicators, columns, steps."""
FIGURES: Final = 1500
"""Of all accepted reports of the city and the enterprises they name, once for each filter."""
COUNTING: Final = 200
"""Of a whole table, where a root list tells its total."""
SEARCHING: Final = 50
"""Of a table from the start of an order until a page is full."""
RECKONING: Final = 500
"""Of a view, which is worked out for each root list that is asked of it."""
FINDING: Final = 5
"""Of one record's rows, which an index finds, to tell their total."""
WORKING_OUT: Final = 20
"""Of one record's part of a view."""


@dataclass(frozen=True)
class Listed:
    """A page: how many rows it has at most, and what telling the total of its list costs."""

    rows: int = 1
    total: int = 0


ALONE: Final = Listed()
"""Whatever is no page."""


class Cost:
    """Each field counts once for each row it can appear in, skipped or not; what is scanned counts by its size."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        self.schema, self.fragments = schema, fragments
        self.root = schema.get_root_type(operation.operation)
        self.selections = operation.selection_set
        self.sizes: set[str] = set()
        self.figures: set[FigureFilter] = set()
        self.fixed = self._all({})

    def of(self, variables: Mapping[str, Any]) -> int:
        """The cost under some variables; raises where one of them is no size of a page."""
        return self._all(variables) if self.sizes else self.fixed

    def _all(self, variables: Mapping[str, Any]) -> int:
        fields = self._of(self.root, self.selections, variables, {}, ALONE)
        return fields + FIGURES * len(self.figures)

    def _of(
        self,
        of: Any,
        selections: SelectionSetNode | None,
        variables: Mapping[str, Any],
        known: dict[tuple[str, Listed], int],
        page: Listed,
    ) -> int:
        """The cost of a selection on a type, which may be a page's."""
        total = 0
        for node in selections.selections if selections else ():
            match node:
                case FragmentSpreadNode():
                    place = (node.name.value, page)
                    if place not in known:
                        fragment = self.fragments[node.name.value]
                        on = self.schema.type_map[fragment.type_condition.name.value]
                        known[place] = self._of(on, fragment.selection_set, variables, known, page)
                    total += known[place]
                case InlineFragmentNode():
                    on = self.schema.type_map[node.type_condition.name.value] if node.type_condition else of
                    total += self._of(on, node.selection_set, variables, known, page)
                case FieldNode() if node.name.value.startswith("__"):
                    total += 1
                case FieldNode():
                    total += self._field(of, node, variables, known, page)
                case _:
                    raise AssertionError(node)
        return total

    def _field(
        self, of: Any, node: FieldNode, variables: Mapping[str, Any], known: dict[tuple[str, Listed], int], page: Listed
    ) -> int:
        name, field = node.name.value, of.fields[node.name.value]
        if of is self.schema.query_type and name == "figures":
            self.figures.add(figure_filter(node))
        scanned, here = 0, ALONE
        if "first" in field.args:
            scan, total = self._scan(field, root=of is self.schema.query_type)
            scanned, here = scan, Listed(self._size(node, variables), total)
        below = self._of(named(field.type), node.selection_set, variables, known, here)
        match name:
            case "nodes" | "edges":
                return 1 + below * page.rows
            case "totalCount":
                return 1 + page.total
            case _ if lists(field.type):
                return 1 + below * ENTRIES.get(named(field.type).name, FEW)
            case _:
                return 1 + scanned + below

    def _size(self, node: FieldNode, variables: Mapping[str, Any]) -> int:
        """How many rows a page has at most."""
        for argument in node.arguments or ():
            if argument.name.value == "first":
                if isinstance(argument.value, IntValueNode):
                    return page_size(argument.value.value)
                if isinstance(argument.value, VariableNode):
                    self.sizes.add(argument.value.name.value)
                    size = variables.get(argument.value.name.value)
                    return DEFAULT if size is None else page_size(size)
        return DEFAULT

    def _scan(self, field: Any, *, root: bool) -> tuple[int, int]:
        """What the database looks at for a page, beside the rows it answers, and again for the total of its list."""
        view = view_of(connection_noun(shape_of(field.extensions["strawberry-definition"]).of).row)
        if not root:
            return (WORKING_OUT, WORKING_OUT) if view else (0, FINDING)
        return (RECKONING, RECKONING) if view else (SEARCHING, COUNTING)


def lists(of: Any) -> bool:
    """Whether a type is a list of what has fields."""
    while isinstance(of, GraphQLNonNull):
        of = inner(of)
    return isinstance(of, GraphQLList) and is_composite_type(named(of))


def affordable(cost: Cost, variables: Mapping[str, Any], most: int = MOST_COST) -> None:
    """Refuse an operation whose answer could be too large, or too dear to find."""
    if (price := cost.of(variables)) > most:
        raise BadArgument("TOO_COSTLY", f"the answer could cost {price} fields; at most {most}: ask for smaller pages")
