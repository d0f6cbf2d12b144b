"""What the bureau decides, and what publicity, objections and reopening make of it (Art. 17(3), (4))."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from domain.evaluation import result as result_rules
from domain.evaluation.result import Latest, NoticeTerms, Settlement, Verdict
from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.events import Event
from domain.kernel.units import Hundredths
from domain.kernel.violations import Code
from domain.regulation.packs.kunming_2020 import EXCELLENT, GOOD, QUALIFIED, UNQUALIFIED
from domain.terms import Grade
from domain.terms.evaluation import EvaluationState, Veto
from tests.builders.judging import (
    CUT_OFFS,
    NOON,
    NOTICE_TERMS,
    PACK,
    TODAY,
    an_id,
    day,
    new_of,
    points,
    refusal,
    to_decide,
)

S = EvaluationState
SOMEBODY = an_id("somebody")
FOLLOW = Verdict()
FIRST = Latest(1, Hundredths(0), None)


# silence


def silent(
    last: str = "2022-03-31",
    reminded: str | None = "2022-04-02",
    today: str = "2022-04-20",
    reason: str = "经催报仍未报送",
):
    row = to_decide(S.OPEN, None, latest_material_id=None)
    return result_rules.decide_missing(
        row,
        reason,
        day(last),
        (reminded and day(reminded)) or None,
        PACK.lowest,
        n=1,
        account=SOMEBODY,
        at=NOON,
        today=day(today),
    )


@pytest.mark.reading("L16")
@pytest.mark.case("1-9")
def test_no_materials_fail_only_after_the_due_day_and_a_proven_reminder():
    [result] = new_of(silent(), "Result")

    assert (result["grade"], result["missing"], result.get("experts_grade"), result["reason"]) == (
        UNQUALIFIED,
        True,
        None,
        "经催报仍未报送",
    )
    assert refusal(lambda: silent(reminded=None)).code is Code.NO_PROVEN_REMINDER
    assert refusal(lambda: silent(today="2022-03-31")).code is Code.STILL_IN_TIME
    assert refusal(lambda: silent(reason=" ")).code is Code.REASON_REQUIRED


@pytest.mark.case("1-9")
def test_75_are_71_passes_and_4_fails_each_with_its_reason():
    passed = [decided(score="70.00", grade=QUALIFIED) for _ in range(71)]
    weak = [decided(Verdict(reason="服务企业数量不足"), score="50.00", grade=UNQUALIFIED) for _ in range(2)]

    results = [new_of(change, "Result")[0] for change in (*passed, *weak, silent(), silent())]

    assert Counter(result["grade"] for result in results) == {QUALIFIED: 71, UNQUALIFIED: 4}
    assert [result["reason"] for result in results if result["grade"] == UNQUALIFIED] == ["服务企业数量不足"] * 2 + [
        "经催报仍未报送"
    ] * 2


# decisions


def decided(
    verdict: Verdict = FOLLOW,
    terms: NoticeTerms = NOTICE_TERMS,
    *,
    score: str | None = "85.00",
    grade: Grade | None = GOOD,
    n: int = 1,
    state: EvaluationState = S.SCORED,
):
    return result_rules.decide(
        to_decide(state, score, experts_grade=grade), verdict, terms, [], n=n, account=SOMEBODY, at=NOON
    )


@pytest.mark.requirement("R17.3")
def test_the_bureau_follows_the_experts_without_a_word():
    [result] = new_of(decided(), "Result")

    assert (result["grade"], result["experts_grade"], result["score"], result["reason"]) == (
        GOOD,
        GOOD,
        points("85.00"),
        None,
    )


@pytest.mark.requirement("R17.3")
def test_the_bureau_differs_with_a_reason_and_both_grades_are_kept():
    [result] = new_of(decided(Verdict(QUALIFIED, "现场核查与材料不符")), "Result")

    assert (result["grade"], result["experts_grade"], result["reason"]) == (
        QUALIFIED,
        GOOD,
        "现场核查与材料不符",
    )
    assert refusal(lambda: decided(Verdict(QUALIFIED))).code is Code.REASON_REQUIRED


def test_it_may_decide_again_with_a_reason_and_the_results_are_numbered():
    [result] = new_of(decided(Verdict(GOOD, "复核后维持专家等次"), n=2, state=S.DECIDED), "Result")

    assert (result["n"], result["reason"]) == (2, "复核后维持专家等次")
    assert refusal(lambda: decided(Verdict(GOOD), n=2, state=S.DECIDED)).code is Code.REASON_REQUIRED


def test_what_has_no_score_needs_a_grade():
    again = Verdict(reason="复核")

    assert refusal(lambda: decided(again, score=None, grade=None, state=S.DECIDED)).code is Code.REQUIRED


def changed(row: Any, verdict: Verdict, terms: NoticeTerms = NOTICE_TERMS, latest: Latest = FIRST) -> Any:
    return result_rules.changed(row, verdict, terms, [], latest=latest, account=SOMEBODY, at=NOON)


def test_silence_stays_unqualified_however_often_it_is_decided():
    def again(grade: Grade) -> Any:
        row = to_decide(S.DECIDED, None, latest_material_id=None, decided_grade=UNQUALIFIED)
        return result_rules.decide(row, Verdict(grade, "复核"), NOTICE_TERMS, [], n=2, account=SOMEBODY, at=NOON)

    [result] = new_of(again(UNQUALIFIED), "Result")

    assert (result["grade"], result["missing"], result["reason"]) == (UNQUALIFIED, True, "复核")
    for grade in (EXCELLENT, GOOD, QUALIFIED):
        assert refusal(lambda grade=grade: again(grade)).code is Code.NO_EXPERTS_GRADE


def test_an_investigation_lifts_no_silence():
    row = to_decide(S.UNDER_INVESTIGATION, None, latest_material_id=None, decided_grade=UNQUALIFIED)
    verdict = Verdict(GOOD, "异议成立")

    refused = refusal(lambda: changed(row, verdict))

    assert refused.code is Code.NO_EXPERTS_GRADE


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(veto=Veto.FALSE_MATERIAL, reason="虚假"),
        Verdict(bonus=Hundredths(1), reason="表彰"),
        Verdict(bonus=Hundredths(-1), reason="扣分"),
    ],
)
def test_vetoes_and_bonus_are_off_unless_the_notice_has_them(verdict: Verdict):
    assert refusal(lambda: decided(verdict)).code is Code.NOT_IN_NOTICE


def test_a_veto_of_the_notice_forces_the_lowest_grade():
    terms = NoticeTerms(PACK, CUT_OFFS, (Veto.FALSE_MATERIAL,))

    [result] = new_of(decided(Verdict(EXCELLENT, "提供虚假发票", veto=Veto.FALSE_MATERIAL), terms), "Result")

    assert (result["grade"], result["veto"]) == (UNQUALIFIED, Veto.FALSE_MATERIAL)
    assert refusal(lambda: decided(Verdict(veto=Veto.FALSE_MATERIAL), terms)).code is Code.REASON_REQUIRED


@pytest.mark.parametrize(
    ("score", "total", "grade"),
    [("85.00", "90.00", EXCELLENT), ("84.99", "89.99", GOOD), ("98.00", "100.00", EXCELLENT)],
)
def test_a_bonus_of_the_notice_lifts_the_score_to_at_most_100(score: str, total: str, grade: Grade):
    terms = NoticeTerms(PACK, CUT_OFFS, bonus_most=points("5.00"))

    [result] = new_of(decided(Verdict(reason="受国家表彰", bonus=points("5.00")), terms, score=score), "Result")

    assert (result["score"], result["grade"], result["experts_score"]) == (points(total), grade, points(score))


# publicity, objections, reopening


def settled(row: Any, left: Settlement, today: str = "2022-06-09", act: Act = Act.DECIDE_OBJECTION):
    return result_rules.settle(row, act, left, at=NOON, today=day(today))


@pytest.mark.parametrize(
    ("left", "today", "state"),
    [
        (Settlement(1, reopened=False), "2022-06-09", S.UNDER_INVESTIGATION),
        (Settlement(0, reopened=True), "2022-06-09", S.UNDER_INVESTIGATION),
        (Settlement(0, reopened=False), "2022-06-10", S.IN_PUBLICITY),
        (Settlement(0, reopened=False), "2022-06-11", S.FINAL),
    ],
)
def test_with_the_last_matter_the_same_grade_goes_on_where_it_was(left: Settlement, today: str, state: EvaluationState):
    change = settled(to_decide(S.UNDER_INVESTIGATION, open_objections=2), left, today)

    assert change.set["state"] is state
    assert change.set["open_objections"] == left.open_objections
    assert ("final_at" in change.set) is (state is S.FINAL)


@pytest.mark.reading("L11")
def test_another_grade_waits_for_a_notice_of_its_own():
    row = to_decide(S.UNDER_INVESTIGATION, open_objections=1)
    result = changed(row, Verdict(QUALIFIED, "异议成立"))

    change = settled(row, Settlement(0, reopened=False, result=result), "2022-06-20")

    assert result is not None
    assert (change.set["state"], change.set["decided_grade"], change.set["latest_result_id"]) == (
        S.DECIDED,
        QUALIFIED,
        result,
    )
    assert "grade" not in change.set


def test_a_grade_changed_by_the_first_of_two_objections_shows_with_the_second():
    row = to_decide(S.UNDER_INVESTIGATION, open_objections=1, decided_grade=QUALIFIED)

    assert settled(row, Settlement(0, reopened=False)).set["state"] is S.DECIDED


def test_a_change_of_grade_has_a_reason_and_the_same_grade_is_no_change():
    row = to_decide(S.UNDER_INVESTIGATION)

    assert changed(row, Verdict()) is changed(row, Verdict(GOOD)) is None
    assert refusal(lambda: changed(row, Verdict(EXCELLENT))).code is Code.REASON_REQUIRED


def test_a_changed_grade_keeps_the_bonus():
    terms, latest = NoticeTerms(PACK, CUT_OFFS, bonus_most=points("5.00")), Latest(1, points("5.00"), None)

    result = changed(to_decide(S.UNDER_INVESTIGATION), Verdict(EXCELLENT, "异议成立"), terms, latest)

    assert result is not None
    assert (result.values["n"], result.values["bonus"], result.values["score"]) == (2, points("5.00"), points("90.00"))


def test_a_better_grade_lifts_a_veto_and_says_so():
    row = to_decide(S.UNDER_INVESTIGATION, decided_grade=UNQUALIFIED)
    terms, latest = NoticeTerms(PACK, CUT_OFFS, (Veto.FALSE_MATERIAL,)), Latest(1, Hundredths(0), Veto.FALSE_MATERIAL)

    result = changed(row, Verdict(GOOD, "发票查证属实"), terms, latest)

    assert result is not None
    assert (result.values["grade"], result.values["veto"]) == (GOOD, None)
    assert "一票否决" in str(result.values["steps"])


def test_a_veto_stays_with_the_lowest_grade():
    terms, latest = NoticeTerms(PACK, CUT_OFFS, (Veto.FALSE_MATERIAL,)), Latest(2, Hundredths(0), Veto.FALSE_MATERIAL)

    result = changed(to_decide(S.UNDER_INVESTIGATION), Verdict(UNQUALIFIED, "属实"), terms, latest)

    assert result is not None
    assert (result.values["n"], result.values["veto"]) == (3, Veto.FALSE_MATERIAL)


def test_an_objection_decided_while_the_panel_sits_again_leaves_the_panel_alone():
    change = settled(to_decide(S.IN_PANEL, open_objections=1), Settlement(0, reopened=False))

    assert "state" not in change.set
    assert change.set["open_objections"] == 0


def test_an_objection_freezes_and_the_second_one_counts():
    first = result_rules.objected(to_decide(S.IN_PUBLICITY), Act.RAISE_OBJECTION)
    second = result_rules.objected(to_decide(S.UNDER_INVESTIGATION, open_objections=1), Act.RAISE_OBJECTION)

    assert (first.set["state"], first.set["open_objections"]) == (S.UNDER_INVESTIGATION, 1)
    assert (second.set["state"], second.set["open_objections"]) == (S.UNDER_INVESTIGATION, 2)
    assert (first.events, second.events) == ([Event.EVALUATION_REOPENED], [])


@pytest.mark.parametrize(
    ("facts", "today", "final"),
    [
        ({}, "2022-06-11", True),
        ({}, "2022-06-10", False),
        ({"open_objections": 1}, "2022-06-11", False),
        ({"reopened_at": NOON}, "2022-06-11", False),
        ({"window_end": None}, "2022-06-11", False),
    ],
)
def test_a_grade_is_final_once_the_window_is_over_with_nothing_open(facts: dict[str, Any], today: str, final: bool):
    row = to_decide(S.IN_PUBLICITY, **facts)

    if final:
        assert result_rules.finalise(row, at=NOON, today=day(today)).set["state"] is S.FINAL
    else:
        assert refusal(lambda: result_rules.finalise(row, at=NOON, today=day(today))).code is Code.STILL_OPEN


def test_a_final_result_is_reopened_with_a_reason_and_the_reopening_is_ended():
    opened = result_rules.reopen(to_decide(S.FINAL), "发现新证据", at=NOON)
    under_way = to_decide(S.UNDER_INVESTIGATION, reopened_at=NOON)

    ended = result_rules.conclude(under_way, Settlement(0, reopened=False), at=NOON, today=day("2022-08-01"))

    assert (opened.set["state"], opened.set["reopen_reason"]) == (S.UNDER_INVESTIGATION, "发现新证据")
    assert (ended.set["state"], ended.set["reopened_at"]) == (S.FINAL, None)
    assert refusal(lambda: result_rules.reopen(to_decide(S.FINAL), None, at=NOON)).code is Code.REASON_REQUIRED
    assert (
        refusal(
            lambda: result_rules.conclude(
                replace(under_way, reopened_at=None), Settlement(0, reopened=False), at=NOON, today=TODAY
            )
        ).code
        is Code.NOT_REOPENED
    )


def test_a_published_result_stands_with_the_window_of_its_notice():
    notice = New("Notice", {"window_end": day("2022-06-08")})

    change = result_rules.published(to_decide(S.DECIDED), notice, an_id("result"), points("85.00"))

    assert (change.set["state"], change.set["grade"], change.set["score"]) == (
        S.IN_PUBLICITY,
        GOOD,
        points("85.00"),
    )
    assert (change.set["notice"], change.set["window_end"]) == (notice, day("2022-06-08"))
