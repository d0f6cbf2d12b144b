"""No clause of the Measures is left without a rule and a test, or a stated reason; no citation names one that is not there."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest

from api.commands.clauses import gaps, printed
from domain.regulation.clauses import CLAUSES, Clause, clauses
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.regulation.packs.kunming_2020_index import CONSTRUCTION, INNOVATION, PERFORMANCE

AN_ANSWER: Final = CLAUSES[0]


def test_nothing_of_the_measures_is_left_open_without_a_word() -> None:
    assert gaps() == []


def test_all_of_the_measures_is_printed() -> None:
    heads = [line.split()[0] for line in printed() if not line.startswith(" ")]

    assert heads == clauses()
    assert (len(heads), heads[0], heads[-1]) == (34, "第一条", "第二十一条")


@pytest.mark.parametrize(
    ("first", "gap"),
    [
        (replace(AN_ANSWER, rules=(), tests=()), "第一条: neither a rule nor a reason why not"),
        (replace(AN_ANSWER, tests=()), "第一条: rules and tests belong together"),
        (replace(AN_ANSWER, tests=(), open="later"), "第一条: rules and tests belong together"),
        (
            replace(AN_ANSWER, rules=("domain.money.award.nothing",)),
            "第一条: there is no rule domain.money.award.nothing",
        ),
        (replace(AN_ANSWER, rules=("domain.nothing",)), "第一条: there is no rule domain.nothing"),
        (replace(AN_ANSWER, tests=("test_law.py::test_no",)), "第一条: there is no test test_law.py::test_no"),
        (replace(AN_ANSWER, tests=("test_no.py::test_no",)), "第一条: there is no test test_no.py::test_no"),
    ],
)
def test_what_a_clause_lacks_is_told(first: Clause, gap: str) -> None:
    assert gaps((first, *CLAUSES[1:])) == [gap]


def test_each_clause_stands_once_in_its_place() -> None:
    assert gaps(CLAUSES[1:]) == ["第一条: not listed"]
    assert gaps((*CLAUSES, AN_ANSWER)) == ["第一条: listed twice, out of order, or not there"]


def test_every_paragraph_of_article_16_has_its_indicators() -> None:
    bases = {one.basis for one in KUNMING_2020.indicators.value}

    assert {CONSTRUCTION, PERFORMANCE, INNOVATION} <= bases


def test_the_pack_names_the_four_grades_of_article_17() -> None:
    assert [grade.label for grade in KUNMING_2020.grades.value] == ["优秀", "良好", "合格", "不合格"]
