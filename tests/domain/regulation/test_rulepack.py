"""The figures of the Measures, and what they govern (Art. 18, 21)."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from domain.kernel.basis import basis_of
from domain.kernel.units import Quarter, yuan
from domain.kernel.violations import Code, Violation
from domain.regulation.packs import PACKS
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.regulation.rulepack import (
    Figure,
    PackBy,
    describe,
    governing,
    in_force,
    may_be_called,
    pack_for_quarter,
    pack_for_round,
)
from domain.terms import Kind
from tests.builders.successor import SUCCESSOR

if TYPE_CHECKING:
    from domain.regulation.rulepack import RulePack

ROOT: Final = Path(__file__).parents[3]
BY_YEAR = replace(KUNMING_2020, pack_by=replace(KUNMING_2020.pack_by, value=PackBy.GRADED_YEAR))


@pytest.mark.requirement("R18.1")
@pytest.mark.parametrize(
    ("kind", "excellent", "good", "qualified", "cap"),
    [
        (Kind.SERVICE_CENTER, 500_000, 300_000, 100_000, None),
        (Kind.DEMO_PLATFORM, 50_000, 50_000, 0, 150_000),
        (Kind.DEMO_BASE, 100_000, 100_000, 0, 400_000),
    ],
)
def test_the_amounts_and_caps_of_article_18(
    kind: Kind, excellent: int, good: int, qualified: int, cap: int | None
) -> None:
    amounts = [KUNMING_2020.amount(kind, grade) for grade in KUNMING_2020.grades.value]

    assert amounts == [yuan(excellent), yuan(good), yuan(qualified), yuan(0)]
    assert KUNMING_2020.cap(kind) == (None if cap is None else yuan(cap))


@pytest.mark.requirement("R1.1")
def test_every_figure_cites_its_article_or_says_why_it_is_ours() -> None:
    for key, label, value, article, why in describe(KUNMING_2020):
        assert (article is None) != (why is None), key
        assert label, key
        assert value, key


def test_nothing_but_figures_and_the_code_is_in_a_pack() -> None:
    told = {key for key, *_ in describe(KUNMING_2020)}

    assert told == {name for name, value in vars(KUNMING_2020).items() if isinstance(value, Figure)} | set()
    assert set(vars(KUNMING_2020)) - told == {"code", "articles"}


IDENTITY: Final = {"title", "issuers", "superior_documents", "source_hash"}
"""What a regulation is known by; people read it, no rule does."""


def read_by_rules() -> set[str]:
    """The attributes of which rules and verbs read the value."""
    files = [path for floor in ("domain", "resolvers") for path in (ROOT / floor).rglob("*.py")]
    nodes = (
        node for path in files if path.parent.name != "packs" for node in ast.walk(ast.parse(path.read_text("utf-8")))
    )
    return {
        node.value.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and node.attr == "value" and isinstance(node.value, ast.Attribute)
    }


def test_every_figure_is_read_by_a_rule() -> None:
    assert {key for key, *_ in describe(KUNMING_2020)} - IDENTITY - read_by_rules() == set()


@pytest.mark.parametrize("pack", [*PACKS, SUCCESSOR])
def test_the_lowest_grade_of_a_regulation_fails_and_the_best_does_not(pack: RulePack) -> None:
    assert (pack.lowest.fails, pack.grades.value[0].fails) == (True, False)
    assert set(pack.thresholds.value) == set(pack.cut_off)


def test_an_article_is_cited_as_the_regulation_that_governs_numbers_it() -> None:
    name, unmoved = basis_of("第十八条"), basis_of("第十四条（二）")

    assert [name.under(pack).article for pack in (KUNMING_2020, SUCCESSOR)] == ["第十八条", "第二十一条"]
    assert unmoved.under(SUCCESSOR).article == "第十四条（二）"
    assert name.under(SUCCESSOR).under(KUNMING_2020) == SUCCESSOR.basis(SUCCESSOR.amounts)
    assert basis_of(None).under(SUCCESSOR).article is None


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("KUNMING_2020", "KUNMING_2020"),
        (Quarter("2022Q4"), "KUNMING_2020"),
        (Quarter("2023Q1"), "DRAFT_2023"),
        (None, "DRAFT_2023"),
    ],
)
def test_a_record_falls_under_the_regulation_that_it_names(asked: str | None, code: str) -> None:
    assert governing((KUNMING_2020, SUCCESSOR), asked, date(2023, 5, 8)).code == code


@pytest.mark.requirement("R21.1")
@pytest.mark.parametrize(
    ("called", "graded", "governed"),
    [
        (date(2020, 3, 19), 2019, True),
        (date(2020, 3, 18), 2019, False),
        (date(2021, 5, 1), 2020, True),
        (date(2022, 12, 31), 2021, True),
        (date(2023, 1, 1), 2022, False),
    ],
)
def test_by_default_the_day_of_the_call_decides(called: date, graded: int, governed: bool) -> None:
    assert KUNMING_2020.governs_round(called, graded) is governed


@pytest.mark.reading("L17")
@pytest.mark.parametrize(
    ("called", "graded", "governed"),
    [
        (date(2020, 6, 1), 2019, False),
        (date(2021, 5, 1), 2020, True),
        (date(2023, 5, 1), 2022, True),
        (date(2024, 5, 1), 2023, False),
    ],
)
def test_the_other_reading_goes_by_the_graded_year(called: date, graded: int, governed: bool) -> None:
    assert BY_YEAR.governs_round(called, graded) is governed


@pytest.mark.reading("L14")
@pytest.mark.requirement("R18.5")
@pytest.mark.parametrize("pack", [KUNMING_2020, BY_YEAR])
def test_a_round_grades_the_year_before(pack: RulePack) -> None:
    with pytest.raises(Violation) as refused:
        pack_for_round((pack,), date(2022, 5, 1), 2020)

    assert refused.value.code is Code.NOT_THE_YEAR_BEFORE


@pytest.mark.reading("L17")
@pytest.mark.parametrize(
    ("quarter", "governed"), [("2019Q4", False), ("2020Q1", True), ("2022Q4", True), ("2023Q1", False)]
)
def test_the_quarters_it_governs(quarter: str, governed: bool) -> None:
    assert KUNMING_2020.governs_quarter(Quarter(quarter)) is governed


@pytest.mark.requirement("R21.1")
def test_outside_it_the_refusal_says_what_to_load() -> None:
    with pytest.raises(Violation) as quarter:
        pack_for_quarter(PACKS, Quarter("2023Q1"))
    with pytest.raises(Violation) as year:
        pack_for_round(PACKS, date(2023, 5, 1), 2022)

    for refused in (quarter.value, year.value):
        assert (refused.code, refused.article) == (Code.NO_RULE_PACK, "第二十一条")
        assert "延期" in (refused.advice() or "")
        assert "extension" in (refused.advice("en") or "")


@pytest.mark.parametrize(
    ("today", "graded", "possible"),
    [
        (date(2021, 11, 1), 2020, True),
        (date(2021, 11, 1), 2021, True),
        (date(2022, 12, 31), 2021, True),
        (date(2022, 11, 1), 2022, False),
        (date(2023, 1, 1), 2022, False),
        (date(2023, 1, 1), 2021, False),
    ],
)
def test_it_is_foreseen_whether_a_round_can_still_be_called(today: date, graded: int, possible: bool) -> None:
    assert may_be_called(PACKS, graded, today) is possible


def test_a_successor_that_comes_into_force_within_the_year_of_the_call_is_foreseen() -> None:
    successor = replace(
        KUNMING_2020,
        in_force_from=replace(KUNMING_2020.in_force_from, value=date(2023, 6, 1)),
        valid_to=replace(KUNMING_2020.valid_to, value=date(2027, 12, 31)),
    )

    assert may_be_called((*PACKS, successor), 2022, date(2022, 11, 1))
    assert in_force((*PACKS, successor), date(2023, 6, 1))
    assert not in_force((*PACKS, successor), date(2023, 5, 31))


def test_a_successor_takes_over_where_it_governs() -> None:
    successor = replace(
        KUNMING_2020,
        code="NEXT",
        first_quarter=replace(KUNMING_2020.first_quarter, value=Quarter("2023Q1")),
        last_quarter=replace(KUNMING_2020.last_quarter, value=Quarter("2025Q4")),
    )

    assert pack_for_quarter((*PACKS, successor), Quarter("2023Q1")) is successor
    assert pack_for_quarter((*PACKS, successor), Quarter("2022Q4")) is KUNMING_2020


@pytest.mark.parametrize("kind", list(Kind))
def test_the_default_index_weighs_one_hundred(kind: Kind) -> None:
    assert sum(one.weights[kind] for one in KUNMING_2020.indicators.value) == 100


@pytest.mark.requirement("R1.1")
def test_the_hash_of_the_text_is_a_sha256() -> None:
    assert len(bytes.fromhex(KUNMING_2020.source_hash.value)) == sha256().digest_size
