"""Each step of a derivation stands alone (13 E8; Art. 17, 18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.kernel.units import Fen, in_figures, in_text, yuan
from domain.money.award import subsidy_for
from domain.money.claim_record import Borne, CapEntryLine, ClaimRecord, PublishedGrade, cap_lines
from domain.regulation.packs.kunming_2020 import EXCELLENT, GOOD, QUALIFIED
from domain.terms import Grade, Kind
from domain.terms.money import CapEntryKind
from tests.builders.money import a_claim

K = CapEntryKind
PUBLISHED = PublishedGrade("昆工信公示〔2022〕3号", date(2022, 6, 2), date(2022, 6, 9), 2)
BORNE = Borne("昆工信认〔2016〕5号", date(2016, 7, 1), None)
DAY = date(2022, 3, 1)
COUNTED = (
    CapEntryLine(K.OPENING, yuan(50_000), None, DAY),
    CapEntryLine(K.AWARD, yuan(100_000), 2020, DAY),
    CapEntryLine(K.GIVEN_BACK, yuan(40_000), 2020, DAY),
    CapEntryLine(K.AWARD, yuan(100_000), 2019, DAY),
    CapEntryLine(K.AWARD, yuan(5_000), 2018, DAY),
    CapEntryLine(K.GIVEN_BACK, yuan(5_000), 2018, DAY),
)
RECORD = ClaimRecord(2021, PUBLISHED, BORNE, COUNTED)


def test_a_cap_is_told_year_by_year() -> None:
    """What came back lessens its year, and a year of nothing is not named."""
    assert cap_lines(COUNTED) == [("期初余额", yuan(50_000)), ("2019年度", yuan(100_000)), ("2020年度", yuan(60_000))]
    assert RECORD.year_by_year == "期初余额5万元、2019年度10万元、2020年度6万元"
    assert ClaimRecord(2021).year_by_year == "无"


@pytest.mark.parametrize(
    ("grade", "standard", "payable"),
    [(EXCELLENT, "10万元", "10万元"), (GOOD, "10万元", "10万元"), (QUALIFIED, "0.00元", None)],
)
def test_a_step_names_year_notice_window_result_title_and_amounts(
    grade: Grade, standard: str, payable: str | None
) -> None:
    base = replace(a_claim(Kind.DEMO_BASE, grade, received=yuan(210_000), name="滇池基地"), record=RECORD)

    earned, *more = [step.says for step in subsidy_for([base]).worked[0].steps]

    label = Kind.DEMO_BASE.label
    assert earned == (
        f"2021年度绩效评价，滇池基地（{label}）评定为{grade.label}"
        "（第2次评定，昆工信公示〔2022〕3号，公示期2022年6月2日至2022年6月9日；"
        f"市级称号昆工信认〔2016〕5号，2016年7月1日起），补助标准{standard}"
    )
    expected = "滇池基地累计补助上限40万元，已计入：期初余额5万元、2019年度10万元、2020年度6万元；尚余19万元，应补"
    assert more == ([f"{expected}{payable}"] if payable else [])


@pytest.mark.parametrize(("received", "says"), [(210_000, False), (300_000, True), (400_000, True)])
def test_where_a_successor_leaves_less_the_step_says_so(received: int, says: bool) -> None:
    base = replace(a_claim(Kind.DEMO_BASE, GOOD, received=yuan(received)), record=RECORD)

    step = subsidy_for([base]).worked[0].steps[1].says

    assert ("并受承继平台累计额度限制；尚余" in step) is says


def test_the_losers_are_named_with_what_each_would_have_got() -> None:
    center = a_claim(Kind.SERVICE_CENTER, GOOD, name="盘龙区中心")
    base = a_claim(Kind.DEMO_BASE, EXCELLENT, received=yuan(315_500), name="滇池基地")
    platform = a_claim(Kind.DEMO_PLATFORM, GOOD, name="翠湖平台")

    says = [step.says for step in subsidy_for([platform, base, center]).steps]

    assert says[-1] == (
        "就高不重复：补助盘龙区中心（应补30万元）；滇池基地（应补84,500.00元）、翠湖平台（应补5万元）"
        "不重复补助，不占用累计上限"
    )


def test_where_nothing_is_payable_the_year_is_said() -> None:
    base = replace(a_claim(Kind.DEMO_BASE, QUALIFIED), record=RECORD)

    assert subsidy_for([base]).steps[-1].says == "2021年度没有应补助的项目"


@pytest.mark.parametrize(
    ("amount", "text", "figures"),
    [
        (50_000_000, "50万元", "500,000.00"),
        (5_000_000, "5万元", "50,000.00"),
        (8_450_050, "84,500.50元", "84,500.50"),
        (0, "0.00元", "0.00"),
        (1, "0.01元", "0.01"),
        (-5_000_050, "-50,000.50元", "-50,000.50"),
        (100_000_000_00, "10000万元", "100,000,000.00"),
    ],
)
def test_sums_as_an_office_writes_them(amount: int, text: str, figures: str) -> None:
    assert (in_text(Fen(amount)), in_figures(Fen(amount))) == (text, figures)
