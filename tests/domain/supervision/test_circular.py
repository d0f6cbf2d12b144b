"""Circulars on a quarter: their figures are the records' (Art. 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.kernel.change import Change
from domain.kernel.units import Quarter
from domain.kernel.violations import Code
from domain.supervision import circular as circular_rules
from domain.supervision.circular import CircularFacts, CircularText, CityQuarter, QuarterlyReturn, Taken
from domain.terms.reporting import ObligationKind, Outcome
from domain.terms.supervision import CircularState
from tests.builders.filings import at
from tests.builders.money import NOON, an_id
from tests.builders.refusing import refused

Q3 = Quarter("2022Q3")
NORTH, SOUTH = an_id("north"), an_id("south")
REGIONS = {NORTH: "盘龙区", SOUTH: "官渡区", an_id("city"): "昆明市"}
R, C = ObligationKind.REPORT, ObligationKind.CONSOLIDATION
RECORDS = CityQuarter(
    REGIONS,
    [
        QuarterlyReturn(NORTH, R, Outcome.ON_TIME),
        QuarterlyReturn(NORTH, R, Outcome.LATE),
        QuarterlyReturn(NORTH, R, Outcome.EXEMPT),
        QuarterlyReturn(NORTH, C, Outcome.ON_TIME),
        QuarterlyReturn(SOUTH, R, Outcome.MISSING),
        QuarterlyReturn(SOUTH, R, Outcome.ON_TIME),
        QuarterlyReturn(SOUTH, C, Outcome.MISSING),
    ],
    [Taken(an_id("a"), NORTH, 3, 90), Taken(an_id("b"), NORTH, 2, 40), Taken(an_id("c"), SOUTH, 1, 10)],
    [
        (an_id("a"), an_id("x")),
        (an_id("a"), an_id("y")),
        (an_id("b"), an_id("x")),
        (an_id("c"), an_id("x")),
        (an_id("c"), an_id("z")),
    ],
)
SAID = circular_rules.figures(RECORDS)
DRAFT = CircularFacts(Q3, CircularState.DRAFT, SAID)


def test_an_enterprise_counts_once_in_each_district_and_once_in_the_city() -> None:
    north, south = SAID["districts"]

    assert (north["enterprises"], south["enterprises"], SAID["city"]["enterprises"]) == (2, 2, 3)
    assert (SAID["city"]["activities"], SAID["city"]["persons"]) == (6, 140)


def test_the_exempt_are_not_owed_and_each_district_has_its_consolidation() -> None:
    north, south = SAID["districts"]

    assert [
        (line["region"], line["owed"], line["on_time"], line["late"], line["missing"]) for line in (north, south)
    ] == [
        ("盘龙区", 2, 1, 1, 0),
        ("官渡区", 2, 1, 0, 1),
    ]
    assert (north["exempt"], north["consolidation"], south["consolidation"]) == (1, Outcome.ON_TIME, Outcome.MISSING)
    assert SAID["city"]["consolidation"] is None


@given(
    some.lists(
        some.tuples(some.sampled_from([NORTH, SOUTH]), some.sampled_from([R, C]), some.sampled_from(Outcome)),
        min_size=1,
    )
)
def test_the_city_is_the_sum_of_its_districts_and_what_is_owed_of_its_parts(filings: list[Any]) -> None:
    said = circular_rules.figures(replace(RECORDS, filings=[QuarterlyReturn(*each) for each in filings]))

    for name in ("owed", "on_time", "late", "missing", "pending", "exempt"):
        assert said["city"][name] == sum(line[name] for line in said["districts"])
    assert all(
        line["owed"] == line["on_time"] + line["late"] + line["missing"] + line["pending"] for line in said["districts"]
    )


def test_the_words_proposed_name_who_is_behind() -> None:
    text = circular_rules.proposed(Q3, SAID)

    assert "2022年第三季度，全市各服务平台应报送季度报告4份，按时报送2份，逾期报送1份，未报送1份。" in text
    assert "季度汇总未报送的地区：官渡区。" in text
    assert "季度汇总逾期报送的地区" not in text


def test_what_is_not_due_yet_is_named_so_that_the_parts_come_to_the_whole() -> None:
    filings = [*RECORDS.filings, QuarterlyReturn(SOUTH, R, Outcome.PENDING)]

    text = circular_rules.proposed(Q3, circular_rules.figures(replace(RECORDS, filings=filings)))

    assert "应报送季度报告5份，按时报送2份，逾期报送1份，未报送1份，尚未到期1份。" in text


@pytest.mark.parametrize(("moment", "code"), [("2022-09-30 23:59", Code.QUARTER_RUNS), ("2022-10-01 00:00", None)])
def test_a_quarter_that_runs_has_no_circular_yet(moment: str, code: Code | None) -> None:
    def publish() -> Change:
        return circular_rules.publish(DRAFT, "昆企服〔2022〕9号", SAID, at=at(moment))

    assert (refused(publish) if code else publish().set["state"]) is (code or CircularState.PUBLISHED)


def test_what_somebody_wrote_stays_and_a_title_is_needed() -> None:
    assert circular_rules.draft(Q3, CircularText("通报", "正文"), SAID, at=NOON).values["text"] == "正文"
    assert circular_rules.draft(Q3, CircularText("通报", None), SAID, at=NOON).values[
        "text"
    ] == circular_rules.proposed(Q3, SAID)
    assert refused(lambda: circular_rules.draft(Q3, CircularText(" ", None), SAID, at=NOON)) is Code.REQUIRED
    assert refused(lambda: circular_rules.figures(replace(RECORDS, filings=[]))) is Code.INVALID


def test_what_the_records_say_no_more_is_not_published() -> None:
    later = circular_rules.figures(replace(RECORDS, taken=RECORDS.taken[1:]))

    assert refused(lambda: circular_rules.publish(DRAFT, "昆企服〔2022〕9号", later, at=NOON)) is Code.FIGURES_CHANGED
    saved = replace(DRAFT, figures=circular_rules.save(DRAFT, CircularText("通报", None), later).set["figures"])
    change = circular_rules.publish(saved, "昆企服〔2022〕9号", later, at=NOON)
    assert change.set == {"state": CircularState.PUBLISHED, "number": "昆企服〔2022〕9号", "published_at": NOON}


@pytest.mark.parametrize("state", [CircularState.PUBLISHED, CircularState.ARCHIVED])
def test_what_is_out_is_never_written_anew(state: CircularState) -> None:
    assert (
        refused(lambda: circular_rules.save(replace(DRAFT, state=state), CircularText("通报", None), SAID))
        is Code.WRONG_STATE
    )
    if state is CircularState.PUBLISHED:
        archived = circular_rules.archive(replace(DRAFT, state=state), "年度归档", at=NOON)
        assert archived.set["state"] is CircularState.ARCHIVED
