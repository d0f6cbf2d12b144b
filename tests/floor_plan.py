"""Prints the arrows between the rooms of each floor, as imports draw them at run time, and every circle of rooms."""

from __future__ import annotations

import sys
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import grimp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FLOORS: Final = ("domain", "schema", "resolvers", "api")
Arrow = tuple[str, str]
"""From the room that imports to the room that is imported."""


def room_of(module: str) -> str:
    """The room a module stands in: its folder, or the module itself where it lies on the floor."""
    return ".".join(module.split(".")[:2])


def arrows(graph: grimp.ImportGraph, floor: str) -> Mapping[Arrow, Sequence[Arrow]]:
    """The arrows between the rooms of a floor, each with the imports that draw it."""
    found: dict[Arrow, list[Arrow]] = {}
    for module in sorted(graph.find_descendants(floor)):
        for imported in sorted(graph.find_modules_directly_imported_by(module)):
            rooms = room_of(module), room_of(imported)
            if imported.split(".")[0] == floor and rooms[0] != rooms[1]:
                found.setdefault(rooms, []).append((module, imported))
    return found


def circle(found: Mapping[Arrow, Sequence[Arrow]]) -> list[str]:
    """A circle of rooms, or nothing."""
    uses: dict[str, set[str]] = {}
    for room, used in found:
        uses.setdefault(room, set()).add(used)
    try:
        TopologicalSorter(uses).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def plan() -> dict[str, Mapping[Arrow, Sequence[Arrow]]]:
    """The arrows of every floor at run time: imports for type checkers alone are left out."""
    graph = grimp.build_graph(*FLOORS, exclude_type_checking_imports=True)
    return {floor: arrows(graph, floor) for floor in FLOORS}


def main() -> int:
    """Print them; fails where rooms form a circle."""
    circles = 0
    for floor, found in plan().items():
        rooms = {room for arrow in found for room in arrow}
        print(f"{floor}: {len(found)} arrows between {len(rooms)} rooms")
        if ring := circle(found):
            circles += 1
            print("  circle:", " <- ".join(ring))
            for used, room in pairwise(ring):
                for module, imported in found[room, used]:
                    print(f"    {module} imports {imported}")
    return bool(circles)


if __name__ == "__main__":
    sys.exit(main())
