"""Evaluations from self-assessment to final grade (Art. 17)."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from domain import deciding, evaluating, materials
from domain.acts import Act
from domain.deciding import NoticeTerms, Settlement, Verdict
from domain.evaluating import District, Gap
from domain.materials import Checked, Declared
from domain.reviewing import ItemReason
from domain.scope import Actor
from domain.scoring import Measure, YearRecords, spread
from domain.terms import Applicability, EvaluationState, Grade, Role, Veto
from domain.units import Hundredths
from domain.violations import Code
from tests.domain.judging import CUT_OFFS, NOON, NOTICE_TERMS, TODAY, a_handing, an_evaluation, an_id, day, lines, new_of, points, refusal, to_decide

S = EvaluationState
BEFORE_DECISION = (S.OPEN, S.RETURNED, S.WITH_DEPARTMENT, S.REVIEWED, S.WITH_BUREAU, S.IN_PANEL, S.SCORED)
SETTLED = (S.UNDER_INVESTIGATION, S.DECIDED, S.IN_PUBLICITY, S.FINAL)
SOMEBODY = an_id("somebody")


# the life: every row of the model

MOVES: dict[tuple[EvaluationState, Act], tuple[EvaluationState, ...]] = {
    (S.OPEN, Act.SAVE_EVALUATION_DRAFT): (S.OPEN,),
    (S.RETURNED, Act.SAVE_EVALUATION_DRAFT): (S.RETURNED,),
    (S.OPEN, Act.SUBMIT_EVALUATION): (S.WITH_DEPARTMENT, S.WITH_BUREAU),
    (S.RETURNED, Act.SUBMIT_EVALUATION): (S.WITH_DEPARTMENT, S.WITH_BUREAU),
    (S.WITH_DEPARTMENT, Act.REVIEW_EVALUATION): (S.REVIEWED,),
    (S.WITH_DEPARTMENT, Act.RETURN_EVALUATION): (S.RETURNED,),
    (S.REVIEWED, Act.HAND_IN_DISTRICT): (S.WITH_BUREAU,),
    (S.WITH_DEPARTMENT, Act.TAKE_OVER_EVALUATION): (S.WITH_BUREAU,),
    (S.RETURNED, Act.TAKE_OVER_EVALUATION): (S.WITH_BUREAU,),
    (S.REVIEWED, Act.TAKE_OVER_EVALUATION): (S.WITH_BUREAU,),
    (S.OPEN, Act.DECIDE_MISSING): (S.DECIDED,),
    (S.WITH_BUREAU, Act.RETURN_EVALUATION): (S.RETURNED,),
    (S.WITH_BUREAU, Act.ASSIGN_PANEL): (S.IN_PANEL,),
    (S.IN_PANEL, Act.ASSIGN_PANEL): (S.IN_PANEL,),
    (S.IN_PANEL, Act.REPLACE_EXPERT): (S.IN_PANEL,),
    (S.IN_PANEL, Act.RECUSE): (S.IN_PANEL, S.SCORED),
    (S.IN_PANEL, Act.CLOSE_SCORES): (S.IN_PANEL, S.SCORED),
    (S.SCORED, Act.DECIDE_EVALUATION): (S.DECIDED,),
    (S.DECIDED, Act.DECIDE_EVALUATION): (S.DECIDED,),
    (S.SCORED, Act.VOID_SCORE): (S.IN_PANEL,),
    (S.DECIDED, Act.VOID_SCORE): (S.IN_PANEL,),
    (S.UNDER_INVESTIGATION, Act.VOID_SCORE): (S.IN_PANEL,),
    (S.DECIDED, Act.PUBLISH_NOTICE): (S.IN_PUBLICITY,),
    (S.IN_PUBLICITY, Act.FINALISE_EVALUATION): (S.FINAL,),
    (S.IN_PUBLICITY, Act.RAISE_OBJECTION): (S.UNDER_INVESTIGATION,),
    (S.UNDER_INVESTIGATION, Act.RAISE_OBJECTION): (S.UNDER_INVESTIGATION,),
    (S.IN_PUBLICITY, Act.TAKE_UP_TIP_OFF): (S.UNDER_INVESTIGATION,),
    (S.UNDER_INVESTIGATION, Act.TAKE_UP_TIP_OFF): (S.UNDER_INVESTIGATION,),
    (S.FINAL, Act.TAKE_UP_TIP_OFF): (S.UNDER_INVESTIGATION,),
    (S.FINAL, Act.REOPEN_EVALUATION): (S.UNDER_INVESTIGATION,),
    (S.UNDER_INVESTIGATION, Act.DECIDE_OBJECTION): SETTLED,
    (S.UNDER_INVESTIGATION, Act.CONCLUDE_REOPENING): SETTLED,
    **{(state, Act.WITHDRAW_ROUND): (S.WITHDRAWN,) for state in BEFORE_DECISION},
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", evaluating.LIFE.acts)
def test_the_life_of_an_evaluation(state: EvaluationState, act: Act):
    options = MOVES.get((state, act))

    if options is None:
        assert refusal(lambda: evaluating.LIFE.move(state, act)).code is Code.WRONG_STATE
    else:
        assert tuple(evaluating.LIFE.move(state, act, option) for option in options) == options


def test_every_state_says_whose_act_is_awaited():
    assert set(evaluating.WAITING_ON) == set(S)
    assert evaluating.in_state(S.OPEN) == {"state": S.OPEN, "waiting_on": Role.OPERATOR}
    assert [state for state, role in evaluating.WAITING_ON.items() if role is None] == [S.IN_PUBLICITY, S.FINAL, S.WITHDRAWN]


# handing in


def submitted(row: Any = None, **facts: Any):
    return materials.submit(row or an_evaluation(), a_handing(**facts), lines(), at=NOON, account=SOMEBODY, first=True)


@pytest.mark.requirement("R17.2")
def test_materials_go_to_the_department_and_the_municipal_centres_own_to_the_bureau():
    district, city = submitted(), submitted(an_evaluation(straight_to_bureau=True))

    assert district.set["state"] is S.WITH_DEPARTMENT
    assert new_of(district, "Review")[0]["desk"] is Role.DISTRICT_DEPARTMENT
    assert city.set["state"] is S.WITH_BUREAU
    assert new_of(city, "Review")[0]["desk"] is Role.MUNICIPAL_BUREAU


def test_a_version_holds_declarations_records_ledger_and_every_indicator():
    [version] = new_of(submitted(declared=[Declared("A4", Measure(items=("服务内容",)), "见附件")]), "EvaluationMaterial")

    assert version["declared"] == [{"code": "A4", "measure": {"count": None, "of": None, "late": None, "items": ["服务内容"]}, "note": "见附件"}]
    assert version["records"]["reportsMissing"] == 0
    change = submitted()
    assert [row["activity"] for row in new_of(change, "EvaluationMaterialActivity")] == [an_id("activity")]
    values = {row["code"]: row for row in new_of(change, "IndicatorValue")}
    assert set(values) == {line.code for line in lines()}
    assert (values["B1"]["computed"]["count"], values["B1"]["points"]) == (24, points("7.00"))
    assert (values["A1"]["declared"], values["A1"]["points"]) == (None, 0)
    assert values["C1"]["points"] is None


def test_an_indicator_for_which_nothing_was_owed_is_shown_as_not_applicable():
    values = {row["code"]: row for row in new_of(submitted(records=YearRecords(activities=24)), "IndicatorValue")}

    assert (values["B6"]["applicability"], values["B6"]["weight"], values["B6"]["points"]) == (Applicability.NOT_APPLICABLE, 0, None)
    assert values["B1"]["weight"] == points("7.70")


def test_the_first_submission_is_dated_once():
    again = materials.submit(an_evaluation(S.RETURNED), a_handing(n=2), lines(), at=NOON, account=SOMEBODY, first=False)

    assert submitted().set["first_submitted_at"] == NOON
    assert "first_submitted_at" not in again.set
    assert new_of(again, "EvaluationMaterial")[0]["n"] == 2


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        (Declared("B1", Measure(99)), Code.NOT_DECLARED),
        (Declared("C1", Measure(99)), Code.NOT_DECLARED),
        (Declared("Z9", Measure(99)), Code.NOT_DECLARED),
        (Declared("A1", Measure(-1)), Code.NEGATIVE),
        (Declared("A6", Measure(5, 4)), Code.MORE_THAN_WHOLE),
        (Declared("A4", Measure(items=("好评",))), Code.NOT_ON_THE_LIST),
    ],
)
def test_what_cannot_be_declared(declared: Declared, code: Code):
    assert refusal(lambda: submitted(declared=[declared])).code is code
    assert refusal(lambda: materials.save_draft(an_evaluation(), lines(), [declared])).code is code


def test_a_self_assessment_says_something():
    assert refusal(lambda: submitted(summary=" ")).code is Code.REQUIRED


# the department


def reviewed(opinion: str | None = "属实，同意上报。", checks: Any = (), account: Any = SOMEBODY, state: EvaluationState = S.WITH_DEPARTMENT):
    return materials.review(an_evaluation(state), opinion, checks, lines(), account=account, at=NOON)


def test_a_review_has_an_opinion():
    change, findings = reviewed()

    assert (change.set["state"], change.set["reviewed_at"], findings.opinion) == (S.REVIEWED, NOON, "属实，同意上报。")
    for empty in (None, "", "  "):
        assert refusal(lambda empty=empty: reviewed(empty)).code is Code.OPINION_REQUIRED


def test_nobody_reviews_what_they_handed_in():
    assert refusal(lambda: reviewed(account=an_id("operator"))).code is Code.OWN_FILING
    assert refusal(lambda: evaluating.send_back(an_evaluation(S.WITH_DEPARTMENT), [ItemReason("whole", "缺")], role=Role.DISTRICT_DEPARTMENT, account=an_id("operator"))).code is Code.OWN_FILING


def test_what_the_department_finds_counts_with_its_note():
    line = next(line for line in lines() if line.code == "A6")
    found = Checked("A6", Measure(1, 2), "抽查半数档案不全")

    change = materials.check_value(line, spread(lines(), ())["A6"], found)

    assert (change.set["points"], change.set["check_note"]) == (points("2.00"), "抽查半数档案不全")
    assert refusal(lambda: reviewed(checks=[replace(found, note=" ")])).code is Code.REASON_REQUIRED
    assert refusal(lambda: reviewed(checks=[Checked("B1", Measure(1), "少报")])).code is Code.NOT_DECLARED


@pytest.mark.parametrize(("state", "role", "code"), [(S.WITH_DEPARTMENT, Role.DISTRICT_DEPARTMENT, None), (S.WITH_BUREAU, Role.MUNICIPAL_BUREAU, None), (S.WITH_DEPARTMENT, Role.MUNICIPAL_BUREAU, Code.NOT_YOUR_DESK), (S.WITH_BUREAU, Role.DISTRICT_DEPARTMENT, Code.NOT_YOUR_DESK)])
def test_only_the_desk_it_waits_on_returns_it(state: EvaluationState, role: Role, code: Code | None):
    def send() -> Any:
        return evaluating.send_back(an_evaluation(state), [ItemReason("A6", "档案不全")], role=role, account=SOMEBODY)

    if code is None:
        change, findings = send()
        assert change.set == {"state": S.RETURNED, "waiting_on": Role.OPERATOR}
        assert findings.items == [ItemReason("A6", "档案不全")]
    else:
        assert refusal(send).code is code


def test_a_return_names_what_is_wrong():
    for reasons in ([], [ItemReason("A6", " ")]):
        assert refusal(lambda reasons=reasons: evaluating.send_back(an_evaluation(S.WITH_DEPARTMENT), reasons, role=Role.DISTRICT_DEPARTMENT, account=SOMEBODY)).code is Code.REASON_REQUIRED


def a_district(**facts: Any) -> District:
    usual: dict[str, Any] = {
        "round": an_id("round"),
        "region": an_id("wuhua"),
        "opinion": "已审核",
        "reviewed": [an_evaluation(S.REVIEWED)],
        "missing": {an_id("late"): "迟报平台"},
        "gaps": [Gap(an_id("late"), "UGxhdGZvcm0=", "迟报平台", "尚未报送")],
        "n": 1,
    }
    return District(**{**usual, **facts})


def test_a_district_is_handed_in_with_its_gaps_by_name():
    submission = evaluating.hand_in(a_district(), account=SOMEBODY, at=NOON)

    change = evaluating.handed_in(an_evaluation(S.REVIEWED), submission, at=NOON)

    assert (submission.values["handed_in"], submission.values["gaps"]) == (1, [{"platformId": "UGxhdGZvcm0=", "name": "迟报平台", "reason": "尚未报送"}])
    assert (change.set["state"], change.set["district_submission"]) == (S.WITH_BUREAU, submission)
    assert new_of(change, "Review")[0]["desk"] is Role.MUNICIPAL_BUREAU


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"reviewed": []}, Code.NOTHING_REVIEWED),
        ({"opinion": " "}, Code.OPINION_REQUIRED),
        ({"gaps": []}, Code.GAP_UNNAMED),
        ({"gaps": [Gap(an_id("late"), "UGxhdGZvcm0=", "迟报平台", "")]}, Code.GAP_UNNAMED),
    ],
)
def test_what_a_district_cannot_hand_in(facts: dict[str, Any], code: Code):
    assert refusal(lambda: evaluating.hand_in(a_district(**facts), account=SOMEBODY, at=NOON)).code is code


@pytest.mark.parametrize("state", [S.WITH_DEPARTMENT, S.RETURNED, S.REVIEWED])
def test_the_bureau_takes_over_once_the_due_day_is_over(state: EvaluationState):
    last = day("2022-04-15")

    change = evaluating.take_over(an_evaluation(state), "主管部门逾期未报", last, at=NOON, today=day("2022-04-16"))

    assert (change.set["state"], change.set["takeover_reason"]) == (S.WITH_BUREAU, "主管部门逾期未报")
    assert new_of(change, "Review")[0]["material_id"] == an_id("material")
    assert refusal(lambda: evaluating.take_over(an_evaluation(state), "逾期", last, at=NOON, today=last)).code is Code.STILL_IN_TIME
    assert refusal(lambda: evaluating.take_over(an_evaluation(state), "", last, at=NOON, today=day("2022-04-16"))).code is Code.REASON_REQUIRED


# silence


def silent(last: str = "2022-03-31", reminded: str | None = "2022-04-02", today: str = "2022-04-20", reason: str = "经催报仍未报送"):
    row = to_decide(S.OPEN, None, latest_material_id=None)
    return deciding.decide_missing(row, reason, day(last), (reminded and day(reminded)) or None, n=1, account=SOMEBODY, at=NOON, today=day(today))


@pytest.mark.case("1-9")
def test_no_materials_fail_only_after_the_due_day_and_a_proven_reminder():
    [result] = new_of(silent(), "Result")

    assert (result["grade"], result["missing"], result.get("experts_grade"), result["reason"]) == (Grade.UNQUALIFIED, True, None, "经催报仍未报送")
    assert refusal(lambda: silent(reminded=None)).code is Code.NO_PROVEN_REMINDER
    assert refusal(lambda: silent(today="2022-03-31")).code is Code.STILL_IN_TIME
    assert refusal(lambda: silent(reason=" ")).code is Code.REASON_REQUIRED


@pytest.mark.case("1-9")
def test_75_are_71_passes_and_4_fails_each_with_its_reason():
    passed = [decided(score="70.00", grade=Grade.QUALIFIED) for _ in range(71)]
    weak = [decided(Verdict(reason="服务企业数量不足"), score="50.00", grade=Grade.UNQUALIFIED) for _ in range(2)]

    results = [new_of(change, "Result")[0] for change in (*passed, *weak, silent(), silent())]

    assert Counter(result["grade"] for result in results) == {Grade.QUALIFIED: 71, Grade.UNQUALIFIED: 4}
    assert [result["reason"] for result in results if result["grade"] is Grade.UNQUALIFIED] == ["服务企业数量不足"] * 2 + ["经催报仍未报送"] * 2


# decisions


def decided(verdict: Verdict = Verdict(), terms: NoticeTerms = NOTICE_TERMS, *, score: str | None = "85.00", grade: Grade | None = Grade.GOOD, n: int = 1, state: EvaluationState = S.SCORED):  # noqa: B008 (frozen)
    return deciding.decide(to_decide(state, score, experts_grade=grade), verdict, terms, [], n=n, account=SOMEBODY, at=NOON)


@pytest.mark.requirement("R17.3")
def test_the_bureau_follows_the_experts_without_a_word():
    [result] = new_of(decided(), "Result")

    assert (result["grade"], result["experts_grade"], result["score"], result["reason"]) == (Grade.GOOD, Grade.GOOD, points("85.00"), None)


@pytest.mark.requirement("R17.3")
def test_the_bureau_differs_with_a_reason_and_both_grades_are_kept():
    [result] = new_of(decided(Verdict(Grade.QUALIFIED, "现场核查与材料不符")), "Result")

    assert (result["grade"], result["experts_grade"], result["reason"]) == (Grade.QUALIFIED, Grade.GOOD, "现场核查与材料不符")
    assert refusal(lambda: decided(Verdict(Grade.QUALIFIED))).code is Code.REASON_REQUIRED


def test_it_may_decide_again_and_the_results_are_numbered():
    [result] = new_of(decided(Verdict(Grade.GOOD), n=2, state=S.DECIDED), "Result")

    assert result["n"] == 2


def test_what_has_no_score_needs_a_grade():
    assert refusal(lambda: decided(score=None, grade=None, state=S.DECIDED)).code is Code.REQUIRED


@pytest.mark.parametrize("verdict", [Verdict(veto=Veto.FALSE_MATERIAL, reason="虚假"), Verdict(bonus=Hundredths(1), reason="表彰"), Verdict(bonus=Hundredths(-1), reason="扣分")])
def test_vetoes_and_bonus_are_off_unless_the_notice_has_them(verdict: Verdict):
    assert refusal(lambda: decided(verdict)).code is Code.NOT_IN_NOTICE


def test_a_veto_of_the_notice_forces_the_lowest_grade():
    terms = NoticeTerms(CUT_OFFS, (Veto.FALSE_MATERIAL,))

    [result] = new_of(decided(Verdict(Grade.EXCELLENT, "提供虚假发票", veto=Veto.FALSE_MATERIAL), terms), "Result")

    assert (result["grade"], result["veto"]) == (Grade.UNQUALIFIED, Veto.FALSE_MATERIAL)
    assert refusal(lambda: decided(Verdict(veto=Veto.FALSE_MATERIAL), terms)).code is Code.REASON_REQUIRED


@pytest.mark.parametrize(("score", "total", "grade"), [("85.00", "90.00", Grade.EXCELLENT), ("84.99", "89.99", Grade.GOOD), ("98.00", "100.00", Grade.EXCELLENT)])
def test_a_bonus_of_the_notice_lifts_the_score_to_at_most_100(score: str, total: str, grade: Grade):
    terms = NoticeTerms(CUT_OFFS, bonus_most=points("5.00"))

    [result] = new_of(decided(Verdict(reason="受国家表彰", bonus=points("5.00")), terms, score=score), "Result")

    assert (result["score"], result["grade"], result["experts_score"]) == (points(total), grade, points(score))


# publicity, objections, reopening


def settled(row: Any, left: Settlement, today: str = "2022-06-09", act: Act = Act.DECIDE_OBJECTION):
    return deciding.settle(row, act, left, at=NOON, today=day(today))


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


def test_another_grade_waits_for_a_notice_of_its_own():
    row = to_decide(S.UNDER_INVESTIGATION, open_objections=1)
    result = deciding.changed(row, Verdict(Grade.QUALIFIED, "异议成立"), NOTICE_TERMS, [], n=2, account=SOMEBODY, at=NOON)

    change = settled(row, Settlement(0, reopened=False, result=result), "2022-06-20")

    assert result is not None
    assert (change.set["state"], change.set["decided_grade"], change.set["latest_result_id"]) == (S.DECIDED, Grade.QUALIFIED, result)
    assert "grade" not in change.set


def test_a_grade_changed_by_the_first_of_two_objections_shows_with_the_second():
    row = to_decide(S.UNDER_INVESTIGATION, open_objections=1, decided_grade=Grade.QUALIFIED)

    assert settled(row, Settlement(0, reopened=False)).set["state"] is S.DECIDED


def test_a_change_of_grade_has_a_reason_and_the_same_grade_is_no_change():
    row = to_decide(S.UNDER_INVESTIGATION)

    def changed(verdict: Verdict) -> Any:
        return deciding.changed(row, verdict, NOTICE_TERMS, [], n=2, account=SOMEBODY, at=NOON)

    assert changed(Verdict()) is changed(Verdict(Grade.GOOD)) is None
    assert refusal(lambda: changed(Verdict(Grade.EXCELLENT))).code is Code.REASON_REQUIRED


def test_an_objection_decided_while_the_panel_sits_again_leaves_the_panel_alone():
    change = settled(to_decide(S.IN_PANEL, open_objections=1), Settlement(0, reopened=False))

    assert "state" not in change.set
    assert change.set["open_objections"] == 0


def test_an_objection_freezes_and_the_second_one_counts():
    first = deciding.objected(to_decide(S.IN_PUBLICITY), Act.RAISE_OBJECTION)
    second = deciding.objected(to_decide(S.UNDER_INVESTIGATION, open_objections=1), Act.RAISE_OBJECTION)

    assert (first.set["state"], first.set["open_objections"]) == (S.UNDER_INVESTIGATION, 1)
    assert (second.set["state"], second.set["open_objections"]) == (S.UNDER_INVESTIGATION, 2)


@pytest.mark.parametrize(
    ("facts", "today", "final"),
    [({}, "2022-06-11", True), ({}, "2022-06-10", False), ({"open_objections": 1}, "2022-06-11", False), ({"reopened_at": NOON}, "2022-06-11", False), ({"window_end": None}, "2022-06-11", False)],
)
def test_a_grade_is_final_once_the_window_is_over_with_nothing_open(facts: dict[str, Any], today: str, final: bool):
    row = to_decide(S.IN_PUBLICITY, **facts)

    if final:
        assert deciding.finalise(row, at=NOON, today=day(today)).set["state"] is S.FINAL
    else:
        assert refusal(lambda: deciding.finalise(row, at=NOON, today=day(today))).code is Code.STILL_OPEN


def test_a_final_result_is_reopened_with_a_reason_and_the_reopening_is_ended():
    opened = deciding.reopen(to_decide(S.FINAL), "发现新证据", at=NOON)
    under_way = to_decide(S.UNDER_INVESTIGATION, reopened_at=NOON)

    ended = deciding.conclude(under_way, Settlement(0, reopened=False), at=NOON, today=day("2022-08-01"))

    assert (opened.set["state"], opened.set["reopen_reason"]) == (S.UNDER_INVESTIGATION, "发现新证据")
    assert (ended.set["state"], ended.set["reopened_at"]) == (S.FINAL, None)
    assert refusal(lambda: deciding.reopen(to_decide(S.FINAL), None, at=NOON)).code is Code.REASON_REQUIRED
    assert refusal(lambda: deciding.conclude(replace(under_way, reopened_at=None), Settlement(0, reopened=False), at=NOON, today=TODAY)).code is Code.NOT_REOPENED


# allowed actions read the same predicates


@pytest.mark.parametrize(
    ("act", "facts", "role", "code"),
    [
        (Act.RETURN_EVALUATION, {"waiting_on": Role.MUNICIPAL_BUREAU}, Role.DISTRICT_DEPARTMENT, Code.NOT_YOUR_DESK),
        (Act.RETURN_EVALUATION, {"waiting_on": Role.DISTRICT_DEPARTMENT}, Role.DISTRICT_DEPARTMENT, None),
        (Act.REVIEW_EVALUATION, {"submitter_id": SOMEBODY}, Role.DISTRICT_DEPARTMENT, Code.OWN_FILING),
        (Act.TAKE_OVER_EVALUATION, {}, Role.MUNICIPAL_BUREAU, Code.STILL_IN_TIME),
        (Act.TAKE_OVER_EVALUATION, {"round": {"district_effective": day("2022-02-28")}}, Role.MUNICIPAL_BUREAU, None),
        (Act.DECIDE_MISSING, {}, Role.MUNICIPAL_BUREAU, Code.STILL_IN_TIME),
        (Act.DECIDE_MISSING, {"obligation": {"effective": day("2022-02-28")}}, Role.MUNICIPAL_BUREAU, Code.NO_PROVEN_REMINDER),
        (Act.DECIDE_MISSING, {"obligation": {"effective": day("2022-02-28")}, "reminded_on": day("2022-02-20")}, Role.MUNICIPAL_BUREAU, None),
        (Act.FINALISE_EVALUATION, {}, Role.CLOCK, Code.STILL_OPEN),
        (Act.CONCLUDE_REOPENING, {}, Role.MUNICIPAL_BUREAU, Code.NOT_REOPENED),
        (Act.DECIDE_EVALUATION, {}, Role.MUNICIPAL_BUREAU, None),
    ],
)
def test_what_stands_against_an_act(act: Act, facts: dict[str, Any], role: Role, code: Code | None):
    row: dict[str, Any] = {
        "waiting_on": None,
        "submitter_id": an_id("operator"),
        "round": {"district_effective": day("2022-04-15")},
        "obligation": {"effective": day("2022-03-31")},
        "reminded_on": None,
        "window_end": None,
        "open_objections": 0,
        "reopened_at": None,
    }

    found = evaluating.condition(act, {**row, **facts}, Actor(role, SOMEBODY), TODAY)

    assert (found and found.code) == code


def test_a_withdrawn_round_takes_its_evaluations_with_it():
    for state in S:
        row = an_evaluation(state)
        if state in BEFORE_DECISION:
            assert evaluating.withdraw(row).set["state"] is S.WITHDRAWN
        else:
            assert refusal(lambda row=row: evaluating.withdraw(row)).code is Code.WRONG_STATE
