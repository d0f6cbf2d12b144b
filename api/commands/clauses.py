"""The Measures clause by clause, each with its rules, rights and tests, and the gaps."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from domain.regulation.clauses import CLAUSES, ELSEWHERE, Clause, clauses
from domain.rights.authority import GRANTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT: Final = Path(__file__).resolve().parents[2]
CITED: Final = re.compile(r"第[一二三四五六七八九十百零]+条(?:（[一二三四五六七八九十]+）)?")
CITING: Final = ("domain", "schema", "resolvers")


def there(rule: str) -> bool:
    """Tell whether a dotted name leads to something."""
    parts = rule.split(".")
    for at in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:at])
        if path.with_suffix(".py").exists() or (path / "__init__.py").exists():
            target: object = import_module(".".join(parts[:at]))
            for part in parts[at:]:
                target = getattr(target, part, None)
            return target is not None
    return False


@cache
def tests_of(path: str) -> frozenset[str]:
    """Name the tests of a file below `tests`."""
    file = ROOT / "tests" / path
    tree = ast.parse(file.read_text("utf-8") if file.exists() else "")
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def proven(test: str) -> bool:
    """Tell whether a test `path::name` is there."""
    path, _, name = test.partition("::")
    return name in tests_of(path)


def rights(number: str) -> list[str]:
    """Tell who may do what by this clause."""
    acts_of: dict[str, dict[str, None]] = {}
    for grant in GRANTS:
        if grant.article == number:
            acts_of.setdefault(" ".join(grant.roles), {})[grant.act] = None
    return [f"{roles}: {' '.join(acts)}" for roles, acts in acts_of.items()]


def lacks(clause: Clause) -> Iterator[str]:
    """A clause lacks a rule and a reason for having none, tests beside its rules, or a rule or test under a name."""
    if not (clause.rules or clause.open):
        yield f"{clause.number}: neither a rule nor a reason why not"
    if bool(clause.rules) != bool(clause.tests):
        yield f"{clause.number}: rules and tests belong together"
    yield from (f"{clause.number}: there is no rule {rule}" for rule in clause.rules if not there(rule))
    yield from (f"{clause.number}: there is no test {test}" for test in clause.tests if not proven(test))


def gaps(entries: Sequence[Clause] = CLAUSES) -> list[str]:
    """Tell all that is left open without a word: clauses not listed, not answered, or cited and not there."""
    known = clauses()
    listed = [clause.number for clause in entries]
    lines = [f"{number}: not listed" for number in known if number not in listed]
    lines += [f"{number}: listed twice, out of order, or not there" for number in out_of_order(listed, known)]
    lines += [gap for clause in entries for gap in lacks(clause)]
    for floor in CITING:
        for path in sorted((ROOT / floor).rglob("*.py")):
            cited = set(CITED.findall(path.read_text("utf-8"))) - {*known, *ELSEWHERE}
            lines += [f"{number}: cited in {path.relative_to(ROOT).as_posix()}, and not there" for number in cited]
    return lines


def out_of_order(listed: list[str], known: list[str]) -> list[str]:
    """Name the clauses out of their order."""
    there = [number for number in known if number in listed]
    return [number for at, number in enumerate(listed) if there[at : at + 1] != [number]]


def printed() -> Iterator[str]:
    """Write the Measures with what answers each clause."""
    for clause in CLAUSES:
        yield f"{clause.number} {clause.title}"
        answers = (
            ("rule", clause.rules),
            ("right", rights(clause.number)),
            ("test", [f"tests/{test}" for test in clause.tests]),
        )
        yield from (f"    {kind:6} {one}" for kind, ones in answers for one in ones)
        if clause.open:
            yield f"    open   {clause.open}"
