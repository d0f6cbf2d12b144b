"""No clause of the Measures is left without a rule and a test, or a stated reason; no citation names one that is not there."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from domain.law import LAW, Clause
from domain.rulepacks.kunming_2020 import KUNMING_2020
from domain.rulepacks.kunming_2020_index import CONSTRUCTION, INNOVATION, PERFORMANCE
from domain.terms import Grade

ROOT: Final = Path(__file__).parent.parent
NUMERALS: Final = "一二三四五六七八九十"
PARAGRAPHS: Final = {7: 4, 14: 2, 16: 3, 17: 4}
"""The articles of the Measures that have numbered paragraphs, and how many."""
CITED: Final = re.compile(r"第[一二三四五六七八九十]+条(?:（[一二三四五六七八九十]+）)?")


def numeral(number: int) -> str:
    """A number up to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    return (NUMERALS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (NUMERALS[ones - 1] if ones else "")


def clauses() -> list[str]:
    """Every clause of the Measures, in order."""
    found = list[str]()
    for article in range(1, 22):
        name = f"第{numeral(article)}条"
        found += [name, *(f"{name}（{numeral(n)}）" for n in range(1, PARAGRAPHS.get(article, 0) + 1))]
    return found


def test_every_article_and_paragraph_is_listed_once_and_in_order() -> None:
    assert [clause.number for clause in LAW] == clauses()


@pytest.mark.parametrize("clause", LAW, ids=lambda clause: clause.number)
def test_a_clause_has_rules_and_tests_or_says_why_not(clause: Clause) -> None:
    assert clause.open or (clause.rules and clause.tests)
    assert clause.title


@pytest.mark.parametrize("name", sorted({name for clause in LAW for name in clause.rules}))
def test_every_rule_named_is_there(name: str) -> None:
    parts = name.split(".")
    at = next(n for n in range(len(parts), 0, -1) if (ROOT / "/".join(parts[:n])).with_suffix(".py").exists())
    found: object = import_module(".".join(parts[:at]))
    for part in parts[at:]:
        found = getattr(found, part)
    assert found is not None


@pytest.mark.parametrize("name", sorted({name for clause in LAW for name in clause.tests}))
def test_every_test_named_is_there(name: str) -> None:
    path, _, function = name.partition("::")
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))

    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("floor", ["domain", "schema", "resolvers"])
def test_nothing_cites_a_clause_that_is_not_there(floor: str) -> None:
    known = set(clauses()) | {"第二百零三条"}
    for path in sorted((ROOT / floor).rglob("*.py")):
        for cited in CITED.findall(path.read_text(encoding="utf-8")):
            assert cited in known, f"{path.name} cites {cited}"


def test_every_paragraph_of_article_16_has_its_indicators() -> None:
    bases = {one.basis for one in KUNMING_2020.indicators.value}

    assert {CONSTRUCTION, PERFORMANCE, INNOVATION} <= bases


def test_the_pack_names_the_four_grades_of_article_17() -> None:
    assert KUNMING_2020.grades.value == tuple(Grade)
    assert [grade.label for grade in Grade] == ["优秀", "良好", "合格", "不合格"]
