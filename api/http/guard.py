"""What a document may cost, counted in one pass before it is validated: fragments are walked once, however often they are spread."""

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

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

from resolvers.plan.pages import BadArgument, page_size


@dataclass(frozen=True)
class Limits:
    """What one document may hold."""

    depth: int = 15
    aliases: int = 30
    directives: int = 30
    roots: int = 20
    schemas: int = 1
    repeats: int = 30
    fragments: int = 50


LIMITS: Final = Limits()
ABOUT_THE_SCHEMA: Final = frozenset({"__schema", "__type"})


@dataclass
class _Measure:
    depth: int = 0
    aliases: int = 0
    directives: int = 0
    schemas: int = 0
    """How often the schema is asked for, or a type of it."""
    keys: Counter[str] = field(default_factory=Counter[str])
    sizes: set[str] = field(default_factory=set[str])
    """The variables that say how many rows a page has."""

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
    schemas = 0
    for operation in operations:
        if len(operation.selection_set.selections) > limits.roots:
            raise BadArgument("TOO_MANY_ROOTS", f"at most {limits.roots} root fields")
        found = _measure(operation.selection_set, fragments, measures, ())
        _expect_sizes(operation, found.sizes)
        found.schemas = schemas = found.schemas + schemas
        for name in ("depth", "aliases", "directives", "schemas", "repeats"):
            if getattr(found, name) > getattr(limits, name):
                raise BadArgument(
                    f"TOO_MANY_{name.upper()}" if name != "depth" else "TOO_DEEP",
                    f"at most {getattr(limits, name)} {name}, not {getattr(found, name)}",
                )


def _expect_sizes(operation: OperationDefinitionNode, sizes: Container[str]) -> None:
    """Refuse a default that is no size of a page, for a variable that is to be one."""
    for node in operation.variable_definitions or ():
        if node.variable.name.value in sizes and isinstance(node.default_value, IntValueNode):
            page_size(node.default_value.value)


def _sized(node: FieldNode) -> Iterator[str]:
    """The variable that says how many rows the field's page has; a number that cannot be that is refused where it stands."""
    for argument in node.arguments or ():
        match argument.value:
            case IntValueNode(value=size) if argument.name.value == "first":
                page_size(size)
            case VariableNode(name=name) if argument.name.value == "first":
                yield name.value
            case _:
                pass


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
                total.schemas += node.name.value in ABOUT_THE_SCHEMA
                total.sizes.update(_sized(node))
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
        total.schemas += below.schemas
        total.sizes |= below.sizes
        total.keys.update(below.keys)
    return total
