"""An operation as plans know it: without places in the text, its name, other operations, or the words of aliases and fragments.

An alias is a mark with a number, which the database writes into the answer like any other key, and is put back last.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, TypeVar, cast

import orjson
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    NameNode,
    Node,
    OperationDefinitionNode,
    print_ast,
)

MARK: Final = "\x02"
"""Stands around the number of an alias: JSON text holds no such character, nor does GraphQL."""
Copied = TypeVar("Copied", bound=Node)


@dataclass(frozen=True)
class Normal:
    """An operation under marks: its fragments by name, its aliases by number, and what tells it from others."""

    node: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    aliases: tuple[str, ...]
    digest: bytes


@dataclass
class _Renaming:
    """Numbers aliases and fragments in the order in which the operation comes to them."""

    aliases: dict[str, int] = field(default_factory=dict[str, int])
    fragments: dict[str, int] = field(default_factory=dict[str, int])

    def copy(self, node: Copied, **instead: Any) -> Copied:
        """A node without its place, some of its parts replaced."""
        parts = {key: self._part(getattr(node, key)) for key in node.keys if key != "loc" and key not in instead}
        return type(node)(**parts, **instead)

    def _part(self, part: Any) -> Any:
        match part:
            case tuple() | list():
                return tuple(map(self._part, cast("Sequence[Any]", part)))
            case FieldNode(alias=alias, name=name):
                # A name given to a field that has it already tells nothing.
                shown = None if alias is None or alias.value == name.value else self.alias(alias.value)
                return self.copy(part, alias=shown)
            case FragmentSpreadNode(name=name):
                return self.copy(part, name=self.fragment(name.value))
            case Node():
                return self.copy(part)
            case _:
                return part

    def alias(self, word: str) -> NameNode:
        """The mark of an alias: the same for the same word."""
        return NameNode(value=f"{MARK}{self.aliases.setdefault(word, len(self.aliases))}{MARK}")

    def fragment(self, name: str) -> NameNode:
        """What a fragment is called instead."""
        return NameNode(value=f"F{self.fragments.setdefault(name, len(self.fragments))}")


def normal(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Normal:
    """An operation without its name, places, aliases and fragment names, which change only the keys of an answer."""
    renaming = _Renaming()
    node = renaming.copy(operation, name=None)
    spread = {each.name.value: each for each in _spread(renaming, fragments)}
    text = "\n".join(map(print_ast, (node, *spread.values())))
    return Normal(node, spread, tuple(renaming.aliases), sha256(text.encode()).digest())


def _spread(renaming: _Renaming, fragments: Mapping[str, FragmentDefinitionNode]) -> Iterator[FragmentDefinitionNode]:
    """The fragments that the operation comes to, each of which may lead to others."""
    for n in range(len(fragments)):
        names = tuple(renaming.fragments)
        if n < len(names):
            yield renaming.copy(fragments[names[n]], name=renaming.fragment(names[n]))


def put_back(answer: bytes, aliases: Sequence[str]) -> bytes:
    """An answer with the words of its aliases, which stand at every second part of it."""
    if not aliases:
        return answer
    parts = answer.split(MARK.encode())
    words = {str(n).encode(): alias.encode() for n, alias in enumerate(aliases)}
    parts[1::2] = [words[number] for number in parts[1::2]]
    return b"".join(parts)


def as_json(value: Any, aliases: Sequence[str]) -> bytes:
    """The JSON of what Python makes under marks, with the words of its aliases."""
    return orjson.dumps(_worded(value, aliases) if aliases else value)


def _worded(value: Any, aliases: Sequence[str]) -> Any:
    match value:
        case dict():
            entries = cast("dict[str, Any]", value).items()
            return {
                aliases[int(key[1:-1])] if key.startswith(MARK) else key: _worded(below, aliases)
                for key, below in entries
            }
        case list():
            return [_worded(each, aliases) for each in cast("list[Any]", value)]
        case _:
            return value


def constant_json(value: Any) -> str:
    """The JSON of words of ours, in which a mark can only be a key's, to be put back like the database's own."""
    return orjson.dumps(value).decode().replace("\\u0002", MARK)
