"""What a document may cost, counted in one pass before it is validated: fragments are walked once, however often they are spread."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, InlineFragmentNode, IntValueNode, OperationDefinitionNode, SelectionSetNode, VariableNode

from resolvers.plan.pages import DEFAULT, BadArgument

Count = Callable[[Mapping[str, Any]], int]
"""How many fields the answer may have, given the variables."""


@dataclass(frozen=True)
class Limits:
    """What one document may hold."""

    depth: int = 15
    aliases: int = 30
    directives: int = 30
    roots: int = 20
    fragments: int = 50
    cost: int = 30_000


LIMITS: Final = Limits()


@dataclass
class _Measure:
    depth: int = 0
    aliases: int = 0
    directives: int = 0


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
        for name in ("depth", "aliases", "directives"):
            if getattr(found, name) > getattr(limits, name):
                raise BadArgument(f"TOO_MANY_{name.upper()}" if name != "depth" else "TOO_DEEP", f"at most {getattr(limits, name)} {name}, not {getattr(found, name)}")


def _measure(selections: SelectionSetNode | None, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, _Measure], path: tuple[str, ...]) -> _Measure:
    total = _Measure()
    for node in selections.selections if selections else ():
        total.directives += len(node.directives or ())
        match node:
            case FieldNode():
                below = _measure(node.selection_set, fragments, known, path)
                total.aliases += node.alias is not None
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
    return total


def costing(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Count:
    """How many fields an answer may have: each field once for each row it can appear in. Source: the pages' `first`."""
    known: dict[str, Count] = {}

    def of(selections: SelectionSetNode | None) -> Count:
        parts = [one(node) for node in (selections.selections if selections else ())]
        return lambda asked: sum(part(asked) for part in parts)

    def one(node: Any) -> Count:
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name not in known:
                known[name] = of(fragments[name].selection_set)
            return known[name]
        below = of(node.selection_set)
        if isinstance(node, InlineFragmentNode):
            return below
        if node.name.value.startswith("__"):
            return lambda _asked: 1
        return (lambda asked, first=_first(node): 1 + first(asked) * below(asked)) if _pages(node) else (lambda asked: 1 + below(asked))

    return of(operation.selection_set)


def _pages(node: FieldNode) -> bool:
    """Whether a field is a page: it is asked for nodes or edges."""
    inside = node.selection_set.selections if node.selection_set else ()
    return any(isinstance(below, FieldNode) and below.name.value in ("nodes", "edges") for below in inside)


def _first(node: FieldNode) -> Count:
    for argument in node.arguments or ():
        if argument.name.value == "first":
            value = argument.value
            if isinstance(value, IntValueNode):
                count = int(value.value)
                return lambda _asked: count
            if isinstance(value, VariableNode):
                name = value.name.value
                return lambda asked: asked.get(name) or DEFAULT
    return lambda _asked: DEFAULT


