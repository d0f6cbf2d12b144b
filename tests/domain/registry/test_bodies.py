"""Legal persons, enterprises served and the reporting norm (Art. 2, 14, 16)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.kernel.units import Fen, Quarter, yuan
from domain.kernel.violations import Code
from domain.registry import bodies
from domain.registry.bodies import Scale
from domain.regulation.packs import PACKS
from domain.reporting import reporting_norm as reporting_norm_rules
from domain.reporting.reporting_norm import Norm
from domain.terms.registry import Industry, SizeClass, UsccClass
from tests.builders.registry import PLATFORM, TODAY, WUHUA, code_of, refusal_of

CODE = "91110000600037341L"
HOUSEHOLD = "92141127MA0KD1Y64A"
NAMED = bodies.named("昆明某某公司", "kun1 ming2")
ANCHORS: dict[str, UUID] = {"platform_id": PLATFORM, "region_id": WUHUA}


TURNOVER = yuan(5_000_000)


def a_scale(employees: int | None = 15, revenue: Fen | None = TURNOVER) -> Scale:
    return Scale(Industry.INDUSTRY, employees, revenue, None)


def registered(code: str = CODE, scale: Scale | None = None) -> dict[str, Any]:
    return dict(bodies.register_enterprise(code, NAMED, scale or a_scale(), ANCHORS, today=TODAY).adds[0].values)


def test_a_legal_person_is_stored_by_its_clean_code_with_its_class():
    values = bodies.register_entity(" 91-1100006000 37341l", NAMED, " ", "张三").adds[0].values

    assert (values["uscc"], values["uscc_class"], values["address"]) == (CODE, UsccClass.ENTERPRISE, None)


def test_an_enterprise_carries_the_size_its_figures_give_and_by_which_table():
    values = registered()

    assert (values["size"], values["size_table"], values["self_employed"]) == (SizeClass.MICRO, "2017", False)
    assert values["platform_id"] == PLATFORM


def test_a_self_employed_household_is_counted_apart():
    values = registered(HOUSEHOLD)

    assert (values["size"], values["self_employed"]) == (SizeClass.NOT_APPLICABLE, True)


def test_new_figures_give_a_new_size():
    change = bodies.update_enterprise(UsccClass.ENTERPRISE, NAMED, a_scale(employees=20), today=TODAY)

    assert change.set["size"] is SizeClass.SMALL


def test_bodies_that_are_refused():
    assert code_of(lambda: registered("91110000600037342L")) is Code.BAD_CREDIT_CODE
    assert code_of(lambda: registered(scale=a_scale(employees=-1))) is Code.NEGATIVE
    assert code_of(lambda: registered(scale=a_scale(revenue=Fen(-1)))) is Code.NEGATIVE
    assert code_of(lambda: bodies.named("  ", "")) is Code.REQUIRED
    assert code_of(lambda: bodies.named("名" * 201, "")) is Code.TOO_LONG


# the reporting norm


def set_norm(
    quarter: str,
    latest: str | None = None,
    *,
    report: int = 15,
    consolidation: int = 25,
    form: int = 1,
    ladder: Sequence[int] = (5, -5),
):
    since = None if latest is None else date.fromisoformat(latest)
    return reporting_norm_rules.set_norm(
        Norm(report, consolidation, form, None, ladder), Quarter(quarter), since, PACKS, today=TODAY
    )


@pytest.mark.requirement("R14.6")
def test_a_norm_governs_from_the_first_day_of_a_quarter_that_has_not_begun():
    values = set_norm("2022Q3", "2020-01-01").adds[0].values

    assert (values["valid_from"], values["report_day"], values["consolidation_day"]) == (date(2022, 7, 1), 15, 25)


def test_a_quarter_that_has_begun_keeps_its_norm():
    refusal = refusal_of(lambda: set_norm("2022Q2"))

    assert (refusal.code, refusal.article) == (Code.QUARTER_BEGUN, None)


@pytest.mark.parametrize(("report", "consolidation"), [(0, 25), (26, 25), (15, 31)])
def test_days_that_are_refused(report: int, consolidation: int):
    assert code_of(lambda: set_norm("2022Q3", report=report, consolidation=consolidation)) is Code.INVALID


def test_norms_follow_each_other():
    assert code_of(lambda: set_norm("2022Q3", "2022-07-01")) is Code.PERIODS_OVERLAP
    assert code_of(lambda: set_norm("2022Q3", form=0)) is Code.INVALID


@pytest.mark.parametrize("quarter", ["2019Q4", "2023Q1"])
def test_a_quarter_that_no_pack_governs_gets_no_norm(quarter: str):
    refusal = refusal_of(lambda: set_norm(quarter))

    assert (refusal.code, refusal.article, refusal.path) == (Code.NO_RULE_PACK, "第二十一条", ("from_quarter",))
    assert "请先载入" in (refusal.advice() or "")
