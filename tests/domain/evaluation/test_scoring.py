"""Scores, methods and grades (Art. 16, 17; china.md 5)."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.evaluation.scheme import check, default_lines, lines_of, save, snapshot
from domain.evaluation.scoring import (
    FULL,
    MeasuredInput,
    YearFigures,
    computed,
    experts_part,
    grade_of,
    not_applicable,
    reported,
    rounded,
    share,
    spread,
    steps,
    tally,
)
from domain.kernel.units import Hundredths
from domain.kernel.violations import Code
from domain.regulation.packs.kunming_2020 import EXCELLENT, GOOD, QUALIFIED, UNQUALIFIED
from domain.terms import Grade, Kind
from domain.terms.evaluation import IndicatorGroup, IndicatorSource, Method
from domain.terms.reporting import Outcome
from tests.builders.judging import CUT_OFFS, NOON, PACK, lines, points, refusal

EXPERT_CODES: tuple[str, ...] = ("B11", "C1", "C2", "C3")
TIERS = {"tiers": [{"from": 80, "share": 60}, {"from": 85, "share": 80}, {"from": 90, "share": 100}]}
KINDS = some.sampled_from(Kind)


def declared(kind: Kind, count: int) -> dict[str, MeasuredInput | None]:
    """Every declared indicator at a level, none of the checklists."""
    return {line.code: MeasuredInput(count, 100) for line in lines(kind) if line.source is IndicatorSource.DECLARED}


# the default index


@pytest.mark.requirement("R16.1")
@pytest.mark.parametrize(
    ("kind", "sums"),
    [(Kind.SERVICE_CENTER, (30, 50, 20)), (Kind.DEMO_PLATFORM, (25, 55, 20)), (Kind.DEMO_BASE, (35, 45, 20))],
)
def test_the_groups_of_the_default_index_weigh_what_was_chosen(kind: Kind, sums: tuple[int, int, int]):
    found = tuple(sum(line.weight for line in lines(kind) if line.section is group) for group in IndicatorGroup)

    assert found == tuple(100 * each for each in sums)


@pytest.mark.reading("L10")
def test_the_default_index_is_a_scheme_marked_as_ours():
    change = save("DEFAULT", "默认评价体系", None, default_lines(PACK), PACK, ours=True, account=None, at=NOON)

    scheme, *indicators = change.adds
    assert scheme.values["ours"] is True
    assert len(indicators) == 20 + 20 + 21
    assert {new.values["scheme"] for new in indicators} == {scheme}


def test_only_bases_are_asked_for_tenants():
    assert [kind for kind in Kind if "B10" in {line.code for line in lines(kind)}] == [Kind.DEMO_BASE]


@pytest.mark.parametrize("kind", Kind)
def test_experts_score_expert_indicators_alone(kind: Kind):
    assert {line.code for line in lines(kind) if line.source is IndicatorSource.EXPERTS} == set(EXPERT_CODES)
    assert {line.code for line in lines(kind) if line.method is Method.EXPERT} == set(EXPERT_CODES)


def test_a_round_keeps_a_copy_that_reads_back_equal():
    for kind in Kind:
        assert lines_of(snapshot(each.line for each in default_lines(PACK)), kind) == lines(kind)


def test_weights_that_do_not_sum_to_100_are_refused_with_the_sum():
    short = lines()[:-1]

    found = refusal(lambda: check(short))

    assert (found.code, found.facts["sum"]) == (Code.SCHEME_SUM, "94.00")


@pytest.mark.requirement("R16.1")
def test_a_scheme_without_a_group_of_article_16_is_refused():
    kept = [line for line in lines() if line.section is not IndicatorGroup.INNOVATION]
    grown = [replace(kept[0], weight=Hundredths(kept[0].weight + 2000)), *kept[1:]]

    assert refusal(lambda: check(grown)).code is Code.SCHEME_SECTION


def test_a_method_without_its_figures_is_refused():
    bare = [replace(line, parameters={}) if line.code == "B1" else line for line in lines()]

    found = refusal(lambda: check(bare))

    assert (found.code, found.facts["code"]) == (Code.SCHEME_LINE, "B1")


# methods


@pytest.mark.parametrize(
    ("method", "parameters", "measure", "earned"),
    [
        (Method.LINEAR, {"target": 24}, MeasuredInput(0), Fraction(0)),
        (Method.LINEAR, {"target": 24}, MeasuredInput(18), Fraction(3, 4)),
        (Method.LINEAR, {"target": 24}, MeasuredInput(24), Fraction(1)),
        (Method.LINEAR, {"target": 24}, MeasuredInput(500), Fraction(1)),
        (Method.LINEAR, {"target": 20}, MeasuredInput(1, 10), Fraction(1, 2)),
        (Method.LINEAR, {"target": 20}, MeasuredInput(0, 0), Fraction(0)),
        (Method.TIERED, TIERS, MeasuredInput(7999, 10000), Fraction(0)),
        (Method.TIERED, TIERS, MeasuredInput(80, 100), Fraction(60, 100)),
        (Method.TIERED, TIERS, MeasuredInput(8999, 10000), Fraction(80, 100)),
        (Method.TIERED, TIERS, MeasuredInput(9, 10), Fraction(1)),
        (Method.RATIO, {}, MeasuredInput(3, 4), Fraction(3, 4)),
        (Method.RATIO, {}, MeasuredInput(0, 0), Fraction(0)),
        (Method.RATIO, {"late": 10}, MeasuredInput(4, 4, 1), Fraction(9, 10)),
        (Method.RATIO, {"late": 10}, MeasuredInput(3, 4, 2), Fraction(55, 100)),
        (Method.RATIO, {"late": 100}, MeasuredInput(1, 4, 1), Fraction(0)),
        (Method.CHECKLIST, {"items": ["内容", "流程"]}, MeasuredInput(items=("流程",)), Fraction(1, 2)),
        (Method.CHECKLIST, {"items": ["内容", "流程"]}, MeasuredInput(items=("流程", "流程")), Fraction(1, 2)),
        (Method.CHECKLIST, {"items": ["内容", "流程"]}, MeasuredInput(items=()), Fraction(0)),
        (Method.DEDUCT, {"each": 50, "floor": 0}, MeasuredInput(0), Fraction(1)),
        (Method.DEDUCT, {"each": 50, "floor": 0}, MeasuredInput(1), Fraction(1, 2)),
        (Method.DEDUCT, {"each": 50, "floor": 20}, MeasuredInput(9), Fraction(1, 5)),
        (Method.PER_UNIT_CAP, {"each": 5}, MeasuredInput(19), Fraction(95, 100)),
        (Method.PER_UNIT_CAP, {"each": 5}, MeasuredInput(21), Fraction(1)),
    ],
)
def test_a_method_turns_a_measure_into_a_share_of_the_weight(
    method: Method, parameters: dict[str, object], measure: MeasuredInput, earned: Fraction
):
    assert share(method, parameters, measure) == earned


@pytest.mark.parametrize("method", [method for method in Method if method is not Method.EXPERT])
def test_what_is_owed_and_not_recorded_scores_nothing(method: Method):
    parameters = {"target": 1, "tiers": [{"from": 0, "share": 100}], "items": ["内容"], "each": 50, "floor": 30}

    assert share(method, parameters, None) == share(method, parameters, MeasuredInput()) == 0


# reports of the year


@pytest.mark.requirement("R16.2")
def test_reports_are_counted_by_what_became_of_them():
    filings = [
        (Outcome.ON_TIME, False),
        (Outcome.LATE, False),
        (Outcome.MISSING, False),
        (Outcome.EXEMPT, False),
        (Outcome.PENDING, False),
    ]

    assert reported(filings) == (3, 1, 1)


def test_lateness_of_the_transitional_quarter_is_not_scored_but_its_absence_is():
    assert reported([(Outcome.LATE, True), (Outcome.MISSING, True)]) == (2, 1, 0)


@pytest.mark.requirement("R16.2")
def test_late_and_missing_reports_lower_the_reporting_indicator():
    reporting = next(line for line in lines() if line.code == "B6")
    records = YearFigures(reports_owed=4, reports_on_time=2, reports_late=1)

    measure = computed(reporting, records)

    assert measure == MeasuredInput(3, 4, 1)
    assert records.reports_missing == 1
    assert reporting.weight * share(reporting.method, reporting.parameters, measure) == points("3.25")


@pytest.mark.reading("L31")
@pytest.mark.parametrize(
    ("late", "missing", "counts", "measure"),
    [
        (1, 0, True, MeasuredInput(3, 4, 0)),
        (0, 1, True, MeasuredInput(3, 3, 1)),
        (1, 1, True, MeasuredInput(3, 3, 0)),
        (1, 1, False, MeasuredInput(3, 4, 1)),
    ],
)
def test_an_excuse_counts_unless_the_scheme_says_otherwise(
    late: int, missing: int, counts: bool, measure: MeasuredInput
):
    """A1: `excusedCounts`, default yes, fixed with the scheme's copy at the call."""
    [reporting] = [line for line in lines() if line.code == "B6"]
    line = reporting if counts else replace(reporting, parameters={**reporting.parameters, "excusedCounts": False})
    records = YearFigures(reports_owed=4, reports_on_time=2, reports_late=1, excused_late=late, excused_missing=missing)

    assert computed(line, records) == measure


def test_who_was_excused_from_all_that_was_owed_is_not_scored_on_it():
    """A1."""
    [reporting] = [line for line in lines() if line.code == "B6"]

    assert not_applicable([reporting], YearFigures(reports_owed=2, excused_missing=2)) == {"B6"}
    assert not_applicable([reporting], YearFigures(reports_owed=3, excused_missing=2)) == frozenset()


@pytest.mark.requirement("R16.3")
def test_countables_come_from_the_records():
    records = YearFigures(
        activities=24,
        enterprises=150,
        persons=600,
        public_service=6,
        reports_owed=4,
        reports_on_time=4,
        staff=11,
        floor_area=500,
        disclosed=("服务内容",),
        archives=20,
        changes_unfiled=2,
        letter_missing=True,
        posts=31,
        partners=7,
        ratings=40,
        satisfied=38,
        followed_up=33,
    )

    assert {line.code: measure for line in lines() if (measure := computed(line, records))} == {
        "A1": MeasuredInput(11),
        "A2": MeasuredInput(500),
        "A4": MeasuredInput(items=("服务内容",)),
        "A6": MeasuredInput(20, 24),
        "A7": MeasuredInput(3),
        "B1": MeasuredInput(24),
        "B2": MeasuredInput(150),
        "B3": MeasuredInput(600),
        "B4": MeasuredInput(31),
        "B5": MeasuredInput(7),
        "B6": MeasuredInput(4, 4, 0),
        "B7": MeasuredInput(38, 40),
        "B8": MeasuredInput(33, 150),
        "B9": MeasuredInput(6, 24),
    }


@pytest.mark.requirement("R12.1")
def test_a_count_is_measured_by_the_platforms_own_target_where_it_has_one():
    [line] = [line for line in lines() if line.code == "B1"]
    own, none = (
        computed(line, YearFigures(activities=9, activities_target=12)),
        computed(line, YearFigures(activities=9)),
    )

    assert share(line.method, line.parameters, own) == Fraction(9, 12)
    assert share(line.method, line.parameters, none) == Fraction(9, line.parameters["target"])


def test_a_floor_that_no_report_told_is_not_recorded():
    [line] = [line for line in lines() if line.code == "A2"]

    assert computed(line, YearFigures()) is None


# not applicable


@pytest.mark.reading("L26")
@pytest.mark.parametrize("kind", Kind)
def test_2019_had_no_quarters_so_its_reporting_weight_goes_to_its_group(kind: Kind):
    missing = not_applicable(lines(kind), YearFigures(activities=3))

    weights = spread(lines(kind), missing)

    performance = [line for line in lines(kind) if line.section is IndicatorGroup.PERFORMANCE]
    assert missing == {"B6"}
    assert "B6" not in weights
    assert sum(weights[line.code] for line in performance if line.code != "B6") == sum(
        line.weight for line in performance
    )
    assert all(
        weights[line.code] == line.weight for line in lines(kind) if line.section is not IndicatorGroup.PERFORMANCE
    )


@given(kind=KINDS, data=some.data())
def test_weights_sum_to_100_whatever_does_not_apply(kind: Kind, data: some.DataObject):
    codes = [line.code for line in lines(kind)]
    missing = data.draw(some.sets(some.sampled_from(codes), max_size=len(codes) - 1))

    assert sum(spread(lines(kind), missing).values()) == FULL


def test_a_score_of_nothing_is_refused():
    assert refusal(lambda: spread(lines(), [line.code for line in lines()])).code is Code.NOTHING_TO_SCORE


# experts and the sum

MARKS = some.fixed_dictionaries(
    {line.code: some.integers(0, line.weight).map(Hundredths) for line in lines() if line.method is Method.EXPERT}
)
PANEL = some.lists(MARKS, min_size=3, max_size=7)


def year(activities: int, served: int, persons: int, public: int, reports: tuple[int, int, int]) -> YearFigures:
    return YearFigures(activities, served, persons, min(public, activities), sum(reports), *reports[:2])


RECORDS = some.builds(
    year,
    some.integers(0, 40),
    some.integers(0, 300),
    some.integers(0, 900),
    some.integers(0, 40),
    some.tuples(some.integers(0, 2), some.integers(0, 1), some.integers(0, 1)),
)


def score_of(
    records: YearFigures, panel: list[dict[str, Hundredths]], level: int = 50, *, trimming: bool = False
) -> Hundredths:
    measures = declared(Kind.DEMO_PLATFORM, level) | {
        line.code: found for line in lines() if (found := computed(line, records))
    }
    return tally(lines(), measures, panel, not_applicable(lines(), records), trimming=trimming).score


@given(records=RECORDS, panel=PANEL, data=some.data())
def test_the_order_of_the_experts_does_not_matter(
    records: YearFigures, panel: list[dict[str, Hundredths]], data: some.DataObject
):
    trimming = data.draw(some.booleans())

    assert score_of(records, panel, trimming=trimming) == score_of(
        records, data.draw(some.permutations(panel)), trimming=trimming
    )


@given(records=RECORDS, panel=PANEL, data=some.data())
def test_a_higher_mark_never_lowers_the_score(
    records: YearFigures, panel: list[dict[str, Hundredths]], data: some.DataObject
):
    code = data.draw(some.sampled_from(sorted(panel[0])))
    most = next(line.weight for line in lines() if line.code == code)
    higher = [{**panel[0], code: Hundredths(data.draw(some.integers(panel[0][code], most)))}, *panel[1:]]

    assert score_of(records, higher) >= score_of(records, panel)


@given(records=RECORDS, panel=PANEL)
def test_more_activity_never_lowers_the_score(records: YearFigures, panel: list[dict[str, Hundredths]]):
    more = replace(records, enterprises=records.enterprises + 1, persons=records.persons + 10)

    assert score_of(more, panel) >= score_of(records, panel)


@given(records=RECORDS, panel=PANEL, level=some.integers(0, 100))
def test_a_score_lies_between_0_and_100(records: YearFigures, panel: list[dict[str, Hundredths]], level: int):
    assert 0 <= score_of(records, panel, level) <= FULL


def test_full_marks_and_full_records_are_100():
    measures: dict[str, MeasuredInput | None] = {
        line.code: MeasuredInput(0)
        if line.method is Method.DEDUCT
        else MeasuredInput(
            10**6, None if line.method is not Method.RATIO else 10**6, items=tuple(line.parameters.get("items", ()))
        )
        for line in lines()
    }
    best = {line.code: line.weight for line in lines() if line.method is Method.EXPERT}

    assert tally(lines(), measures, [best] * 3).score == FULL


def test_the_sum_is_rounded_once_half_up_from_exact_parts():
    thirds = [
        {"C1": Hundredths(1), "B11": Hundredths(0), "C2": Hundredths(0), "C3": Hundredths(0)},
        *[dict.fromkeys(EXPERT_CODES, Hundredths(0))] * 2,
    ]

    found = tally(lines(), {"B1": MeasuredInput(1, None)}, thirds)

    exact = sum(found.points.values(), found.experts)
    assert exact == Fraction(700, 24) + Fraction(1, 3)
    assert found.score == rounded(exact) == 30
    assert [rounded(Fraction(each, 2)) for each in (1, 3, 5)] == [1, 2, 3]


def test_trimming_leaves_out_one_highest_and_one_lowest_of_five():
    weights = {line.code: Fraction(line.weight) for line in lines()}
    panel = [dict.fromkeys(EXPERT_CODES, Hundredths(mark)) for mark in (0, 100, 200, 300, 300)]

    assert experts_part(lines(), weights, panel, trimming=True) == Fraction(4 * (100 + 200 + 300), 3)
    assert experts_part(lines(), weights, panel, trimming=False) == Fraction(4 * 900, 5)
    assert experts_part(lines(), weights, panel[:4], trimming=True) == Fraction(4 * 600, 4)


# grades


@pytest.mark.requirement("R17.4")
@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("100.00", EXCELLENT),
        ("90.00", EXCELLENT),
        ("89.99", GOOD),
        ("80.00", GOOD),
        ("79.99", QUALIFIED),
        ("60.00", QUALIFIED),
        ("59.99", UNQUALIFIED),
        ("0.00", UNQUALIFIED),
    ],
)
def test_a_grade_is_judged_on_the_rounded_score(score: str, grade: Grade):
    assert grade_of(points(score), CUT_OFFS, PACK.lowest) == grade


@given(low=some.integers(0, FULL), high=some.integers(0, FULL))
def test_a_higher_score_never_has_a_lower_grade(low: int, high: int):
    order = list(PACK.grades.value)
    worse, better = sorted((low, high))

    first, then = (order.index(grade_of(Hundredths(one), CUT_OFFS, PACK.lowest)) for one in (better, worse))

    assert first <= then


def test_a_score_explains_itself():
    records = YearFigures(24, 150, 600, 6)
    measures = {line.code: computed(line, records) for line in lines()}
    panel = [dict.fromkeys(EXPERT_CODES, Hundredths(200))] * 3
    found = tally(lines(), measures, panel, not_applicable(lines(), records))

    said = "\n".join(step.says for step in steps(lines(), found, 3, UNQUALIFIED))

    assert "3位专家评分平均8.20分" in said  # B11 counts a tenth more, for B6
    assert "B6" in said
    assert "不计分" in said
    assert "评为不合格" in said
