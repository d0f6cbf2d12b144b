"""What a document may cost, counted in one pass before it is validated: fragments are walked once, however often they are spread."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from resolvers.plan.pages import DEFAULT, BadArgument


@dataclass(frozen=True)
class Limits:
    """What one document may hold."""

    depth: int = 15
    aliases: int = 30
    directives: int = 30
    roots: int = 20
    repeats: int = 30
    fragments: int = 50
    cost: int = 30_000


LIMITS: Final = Limits()


@dataclass
class _Measure:
    depth: int = 0
    aliases: int = 0
    directives: int = 0
    keys: Counter[str] = field(default_factory=Counter[str])

    @property
    def repeats(self) -> int:
        """How often the field asked for most stands in one place of the answer: validation compares each with each."""
        return max(self.keys.values(), default=1)


def guard(document: DocumentNode, limits: Limits = LIMITS) -> None:
    """Refuse a document that is too deep, too wide or too clever. Asking for the schema is exempt from depth."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    if len(fragments) > limits.fragments:
        raise BadArgument("TOO_MANY_FRAGMENTS", f"at most {limits.fragments} fragments")
    measures: dict[str, _Measure] = {}
    for operation in operations:
        if len(operation.selection_set.selections) > limits.roots:
            raise BadArgument("TOO_MANY_ROOTS", f"at most {limits.roots} root fields")
        found = _measure(operation.selection_set, fragments, measures, ())
        for name in ("depth", "aliases", "directives", "repeats"):
            if getattr(found, name) > getattr(limits, name):
                raise BadArgument(
                    f"TOO_MANY_{name.upper()}" if name != "depth" else "TOO_DEEP",
                    f"at most {getattr(limits, name)} {name}, not {getattr(found, name)}",
                )


def _measure(
    selections: SelectionSetNode | None,
    fragments: Mapping[str, FragmentDefinitionNode],
    known: dict[str, _Measure],
    path: tuple[str, ...],
) -> _Measure:
    total = _Measure()
    for node in selections.selections if selections else ():
        total.directives += len(node.directives or ())
        match node:
            case FieldNode():
                below = _measure(node.selection_set, fragments, known, path)
                total.aliases += node.alias is not None
                below.keys = Counter({(node.alias or node.name).value: below.repeats})
                below.depth += not node.name.value.startswith("__")
            case InlineFragmentNode():
                below = _measure(node.selection_set, fragments, known, path)
            case FragmentSpreadNode():
                name = node.name.value
                if name in path or name not in fragments:
                    # Circles and unknown names are for validation to tell.
                    continue
                if name not in known:
                    known[name] = _measure(fragments[name].selection_set, fragments, known, (*path, name))
                below = known[name]
            case _:
                continue
        total.depth = max(total.depth, below.depth)
        total.aliases += below.aliases
        total.directives += below.directives
        total.keys.update(below.keys)
    return total


class Cost:
    """How many fields an answer may have: each field once for each row it can appear in, by the pages' `first`."""

    def __init__(self, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.selections, self.fragments = operation.selection_set, fragments
        self.paged: dict[str, bool] = {}
        self.varies = False
        self.fixed = self._of(self.selections, {}, {})

    def of(self, variables: Mapping[str, Any]) -> int:
        """The cost under some variables."""
        return self._of(self.selections, variables, {}) if self.varies else self.fixed

    def _of(self, selections: SelectionSetNode | None, variables: Mapping[str, Any], known: dict[str, int]) -> int:
        total = 0
        for node in selections.selections if selections else ():
            match node:
                case FragmentSpreadNode():
                    name = node.name.value
                    if name not in known:
                        known[name] = self._of(self.fragments[name].selection_set, variables, known)
                    total += known[name]
                case FieldNode():
                    below = self._of(node.selection_set, variables, known)
                    total += 1 + below * (self._first(node, variables) if self._pages(node.selection_set) else 1)
                case InlineFragmentNode():
                    total += self._of(node.selection_set, variables, known)
                case _:
                    raise AssertionError(node)
        return total

    def _pages(self, selections: SelectionSetNode | None) -> bool:
        """Whether a field is a page: it is asked for nodes or edges, be it through a fragment."""
        for node in selections.selections if selections else ():
            match node:
                case FieldNode():
                    found = node.name.value in ("nodes", "edges")
                case FragmentSpreadNode():
                    name = node.name.value
                    if name not in self.paged:
                        self.paged[name] = self._pages(self.fragments[name].selection_set)
                    found = self.paged[name]
                case InlineFragmentNode():
                    found = self._pages(node.selection_set)
                case _:
                    raise AssertionError(node)
            if found:
                return True
        return False

    def _first(self, node: FieldNode, variables: Mapping[str, Any]) -> int:
        for argument in node.arguments or ():
            if argument.name.value == "first":
                if isinstance(argument.value, IntValueNode):
                    return int(argument.value.value)
                if isinstance(argument.value, VariableNode):
                    self.varies = True
                    return variables.get(argument.value.name.value) or DEFAULT
        return DEFAULT


def affordable(cost: Cost, variables: Mapping[str, Any], limits: Limits = LIMITS) -> None:
    """Refuse an operation whose answer could be too large."""
    if (found := cost.of(variables)) > limits.cost:
        raise BadArgument(
            "TOO_COSTLY", f"the answer could hold {found} fields; at most {limits.cost}: ask for smaller pages"
        )
