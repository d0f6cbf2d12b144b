"""What an operation may cost: the fields its answer can hold, and the rows the database must look at to find them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLNonNull,
    InlineFragmentNode,
    IntValueNode,
    VariableNode,
    is_composite_type,
)

from domain.kernel.events import Event
from resolvers.plan.arguments import inner, named
from resolvers.plan.bind import connection_noun, shape_of
from resolvers.plan.figures import FigureFilter, figure_filter
from resolvers.plan.pages import DEFAULT, BadArgument, page_size
from schema.noun.constraints import view_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphql import (
        FragmentDefinitionNode,
        GraphQLSchema,
        OperationDefinitionNode,
        SelectionNode,
        SelectionSetNode,
    )

MOST_COST: Final = 30_000
ENTRIES: Final = {"AllowedAction": 21, "LetterChoice": len(Event), "RuleFigure": 36, "Problem": 20}
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


Size = int | str
"""Of a page: a number, or the name of the variable that says it."""


class Sum(NamedTuple):
    """A price that waits for variables: what is fixed, and parts, each as often as a page has rows."""

    fixed: int
    parts: tuple[tuple[Size, Price], ...]


Price = int | Sum


def total(fixed: int, parts: Iterable[tuple[Size, Price]]) -> Price:
    """The sum of parts, worked out as far as it does not wait for variables."""
    waiting = list[tuple[Size, Price]]()
    for times, part in parts:
        if isinstance(times, int) and isinstance(part, int):
            fixed += times * part
        else:
            waiting.append((times, part))
    return Sum(fixed, tuple(waiting)) if waiting else fixed


def worked_out(price: Price, sizes: Mapping[str, int], known: dict[int, int]) -> int:
    """A price under the sizes of pages; what several fragments share is worked out once."""
    if isinstance(price, int):
        return price
    if (found := known.get(id(price))) is None:
        found = price.fixed
        for times, part in price.parts:
            found += (times if isinstance(times, int) else sizes[times]) * worked_out(part, sizes, known)
        known[id(price)] = found
    return found


@dataclass(frozen=True)
class Listed:
    """A page: how many rows it has at most, and what telling the total of its list costs."""

    rows: Size = 1
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
        self.sizes: set[str] = set()
        self.figures: set[FigureFilter] = set()
        self.known: dict[tuple[str, Listed], Price] = {}
        root = schema.get_root_type(operation.operation)
        fields = self._of(root, operation.selection_set, ALONE)
        self.price = total(FIGURES * len(self.figures), [(1, fields)])
        self.known.clear()

    def of(self, variables: Mapping[str, Any]) -> int:
        """The cost under some variables; raises where one of them is no size of a page."""
        return worked_out(self.price, {name: _rows(variables.get(name)) for name in self.sizes}, {})

    def _of(self, of: Any, selections: SelectionSetNode | None, page: Listed) -> Price:
        """The cost of a selection on a type, which may be a page's."""
        return total(0, [(1, self._selected(of, node, page)) for node in (selections.selections if selections else ())])

    def _selected(self, of: Any, node: SelectionNode, page: Listed) -> Price:
        match node:
            case FragmentSpreadNode():
                place = (node.name.value, page)
                if place not in self.known:
                    fragment = self.fragments[node.name.value]
                    on = self.schema.type_map[fragment.type_condition.name.value]
                    self.known[place] = self._of(on, fragment.selection_set, page)
                return self.known[place]
            case InlineFragmentNode():
                on = self.schema.type_map[node.type_condition.name.value] if node.type_condition else of
                return self._of(on, node.selection_set, page)
            case FieldNode() if node.name.value.startswith("__"):
                return 1
            case FieldNode():
                return self._field(of, node, page)
            case _:
                raise AssertionError(node)

    def _field(self, of: Any, node: FieldNode, page: Listed) -> Price:
        name, field = node.name.value, of.fields[node.name.value]
        root = of is self.schema.query_type
        if root and name == "figures":
            self.figures.add(figure_filter(node))
        scanned, here = 0, ALONE
        if "first" in field.args:
            scanned, total_count = _scan(field, root=root)
            here = Listed(self._size(node), total_count)
        below = self._of(named(field.type), node.selection_set, here)
        match name:
            case "nodes" | "edges":
                return total(1, [(page.rows, below)])
            case "totalCount":
                return 1 + page.total
            case _ if lists(field.type):
                return total(1, [(ENTRIES.get(named(field.type).name, FEW), below)])
            case _:
                return total(1 + scanned, [(1, below)])

    def _size(self, node: FieldNode) -> Size:
        """How many rows a page has at most."""
        for argument in node.arguments or ():
            if argument.name.value == "first":
                if isinstance(argument.value, IntValueNode):
                    return page_size(argument.value.value)
                if isinstance(argument.value, VariableNode):
                    self.sizes.add(argument.value.name.value)
                    return argument.value.name.value
        return DEFAULT


def _rows(size: Any) -> int:
    return DEFAULT if size is None else page_size(size)


def _scan(field: Any, *, root: bool) -> tuple[int, int]:
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
