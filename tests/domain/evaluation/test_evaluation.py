"""Evaluations from self-assessment to final grade (Art. 17)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.evaluation import evaluation as evaluation_rules
from domain.evaluation import materials
from domain.evaluation.evaluation import District, MissingEvaluation
from domain.evaluation.materials import Checked, DeclaredValue
from domain.evaluation.result import Verdict
from domain.evaluation.scheme import SOURCES
from domain.evaluation.scoring import MeasuredInput, ScoredLine, YearFigures, spread
from domain.kernel.acts import Act
from domain.kernel.violations import Code
from domain.reporting.review import Findings, ItemFinding
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.evaluation import Applicability, EvaluationState
from tests.builders.judging import (
    NOON,
    TODAY,
    a_handing,
    an_evaluation,
    an_id,
    day,
    few_records,
    lines,
    new_of,
    points,
    refusal,
)

S = EvaluationState
BEFORE_DECISION = (S.OPEN, S.RETURNED, S.WITH_DEPARTMENT, S.REVIEWED, S.WITH_BUREAU, S.IN_PANEL, S.SCORED)
SETTLED = (S.UNDER_INVESTIGATION, S.DECIDED, S.IN_PUBLICITY, S.FINAL)
SOMEBODY = an_id("somebody")
FOLLOW = Verdict()


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
@pytest.mark.parametrize("act", evaluation_rules.LIFE.acts)
def test_the_life_of_an_evaluation(state: EvaluationState, act: Act):
    options = MOVES.get((state, act))

    if options is None:
        assert refusal(lambda: evaluation_rules.LIFE.move(state, act)).code is Code.WRONG_STATE
    else:
        assert tuple(evaluation_rules.LIFE.move(state, act, option) for option in options) == options


def test_every_state_says_whose_act_is_awaited():
    assert set(evaluation_rules.WAITING_ON) == set(S)
    assert evaluation_rules.in_state(S.OPEN) == {"state": S.OPEN, "waiting_on": Role.OPERATOR}
    assert [state for state, role in evaluation_rules.WAITING_ON.items() if role is None] == [
        S.IN_PUBLICITY,
        S.FINAL,
        S.WITHDRAWN,
    ]


# handing in


def submitted(row: Any = None, by: Any = None, **facts: Any):
    handing = a_handing(**facts)
    return materials.submit(row or an_evaluation(), handing, by or lines(), at=NOON, account=SOMEBODY, first=True)


@pytest.mark.requirement("R17.2")
def test_materials_go_to_the_department_and_the_municipal_centres_own_to_the_bureau():
    district, city = submitted(), submitted(an_evaluation(straight_to_bureau=True))

    assert district.set["state"] is S.WITH_DEPARTMENT
    assert new_of(district, "Review")[0]["desk"] is Role.DISTRICT_DEPARTMENT
    assert city.set["state"] is S.WITH_BUREAU
    assert new_of(city, "Review")[0]["desk"] is Role.MUNICIPAL_BUREAU


def test_a_version_holds_declarations_records_ledger_and_every_indicator():
    [version] = new_of(
        submitted(declared=[DeclaredValue("A3", MeasuredInput(items=("管理制度",)), "见附件")]), "EvaluationMaterial"
    )

    assert version["declared"] == [
        {
            "code": "A3",
            "measure": {"count": None, "of": None, "late": None, "items": ["管理制度"], "target": None},
            "note": "见附件",
        }
    ]
    assert (version["records"]["reportsMissing"], version["records"]["disclosed"]) == (0, ["服务内容"])
    assert materials.records_of(version["records"]) == a_handing().records
    change = submitted()
    assert [row["activity"] for row in new_of(change, "EvaluationMaterialActivity")] == [an_id("activity")]
    values = {row["code"]: row for row in new_of(change, "IndicatorValue")}
    assert set(values) == {line.code for line in lines()}
    assert (values["B1"]["computed"]["count"], values["B1"]["points"]) == (24, points("7.00"))
    assert (values["A1"]["computed"]["count"], values["A1"]["points"]) == (12, points("3.50"))
    assert (values["A4"]["computed"]["items"], values["A4"]["points"]) == (["服务内容"], points("0.80"))
    assert (values["A2"]["computed"], values["A3"]["declared"], values["A3"]["points"]) == (None, None, 0)
    assert values["C1"]["points"] is None


def test_an_indicator_for_which_nothing_was_owed_is_shown_as_not_applicable():
    values = {row["code"]: row for row in new_of(submitted(records=YearFigures(activities=24)), "IndicatorValue")}

    assert (values["B6"]["applicability"], values["B6"]["weight"], values["B6"]["points"]) == (
        Applicability.NOT_APPLICABLE,
        0,
        None,
    )
    assert values["B1"]["weight"] == points("7.70")


def test_the_first_submission_is_dated_once():
    again = materials.submit(an_evaluation(S.RETURNED), a_handing(n=2), lines(), at=NOON, account=SOMEBODY, first=False)

    assert submitted().set["first_submitted_at"] == NOON
    assert "first_submitted_at" not in again.set
    assert new_of(again, "EvaluationMaterial")[0]["n"] == 2


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        (DeclaredValue("B1", MeasuredInput(99)), Code.NOT_DECLARED),
        (DeclaredValue("C1", MeasuredInput(99)), Code.NOT_DECLARED),
        (DeclaredValue("Z9", MeasuredInput(99)), Code.NOT_DECLARED),
        (DeclaredValue("B6", MeasuredInput(4, 4)), Code.NOT_DECLARED),
        (DeclaredValue("A1", MeasuredInput(-1)), Code.NEGATIVE),
        (DeclaredValue("A6", MeasuredInput(5, 4)), Code.MORE_THAN_WHOLE),
        (DeclaredValue("A4", MeasuredInput(items=("好评",))), Code.NOT_ON_THE_LIST),
        (DeclaredValue("A4", MeasuredInput(5)), Code.NOT_ITS_MEASURE),
        (DeclaredValue("A7", MeasuredInput(items=())), Code.NOT_ITS_MEASURE),
        (DeclaredValue("A7", MeasuredInput(1, 2)), Code.NOT_ITS_MEASURE),
        (DeclaredValue("B4", MeasuredInput(30, 30)), Code.NOT_ITS_MEASURE),
        (DeclaredValue("A6", MeasuredInput(items=("档案",))), Code.NOT_ITS_MEASURE),
    ],
)
def test_what_cannot_be_declared(declared: DeclaredValue, code: Code):
    assert refusal(lambda: submitted(by=few_records(), declared=[declared])).code is code
    assert refusal(lambda: materials.save_draft(an_evaluation(), few_records(), [declared])).code is code


@pytest.mark.requirement("R16.3")
@pytest.mark.parametrize("line", [line for line in lines() if line.code in SOURCES], ids=lambda line: line.code)
def test_what_records_tell_is_not_declared(line: ScoredLine):
    declared = [DeclaredValue(line.code, MeasuredInput(1))]

    assert refusal(lambda: submitted(declared=declared)).code is Code.NOT_DECLARED
    assert refusal(lambda: reviewed(checks=[Checked(line.code, MeasuredInput(1), "少报")])).code is Code.NOT_DECLARED


def test_all_that_cannot_be_declared_is_told_at_once():
    wrong = [DeclaredValue("Z9", MeasuredInput(1)), DeclaredValue("A6", MeasuredInput(-5, -6))]
    found = refusal(lambda: submitted(by=few_records(), declared=wrong))

    assert [each.path for each in (found, *found.others)] == [
        ("declared", "0", "code"),
        ("declared", "1", "measure", "count"),
        ("declared", "1", "measure", "of"),
    ]


def test_an_indicator_is_declared_and_checked_once():
    one = MeasuredInput(items=("年度计划",))
    twice = [DeclaredValue("A5", one), DeclaredValue("A3", MeasuredInput(items=())), DeclaredValue("A5", one)]
    checks = [Checked("A5", one, "少报"), Checked("A5", one, "少报")]

    assert refusal(lambda: submitted(declared=twice)).path == ("declared", "2", "code")
    assert refusal(lambda: materials.save_draft(an_evaluation(), lines(), twice)).code is Code.TWICE
    assert refusal(lambda: reviewed(checks=checks)).path == ("checks", "1", "code")


def test_a_self_assessment_says_something():
    assert refusal(lambda: submitted(summary=" ")).code is Code.REQUIRED


# the department


def reviewed(
    opinion: str | None = "属实，同意上报。",
    checks: Any = (),
    account: Any = SOMEBODY,
    state: EvaluationState = S.WITH_DEPARTMENT,
):
    return materials.review(an_evaluation(state), opinion, checks, lines(), account=account, at=NOON)


def test_a_review_has_an_opinion():
    change, findings = reviewed()

    assert (change.set["state"], change.set["reviewed_at"], findings.opinion) == (S.REVIEWED, NOON, "属实，同意上报。")
    for empty in (None, "", "  "):
        assert refusal(lambda empty=empty: reviewed(empty)).code is Code.OPINION_REQUIRED


def test_nobody_reviews_what_they_handed_in():
    assert refusal(lambda: reviewed(account=an_id("operator"))).code is Code.OWN_FILING
    assert (
        refusal(
            lambda: evaluation_rules.send_back(
                an_evaluation(S.WITH_DEPARTMENT),
                Findings(None, [ItemFinding("whole", "缺")]),
                role=Role.DISTRICT_DEPARTMENT,
                account=an_id("operator"),
            )
        ).code
        is Code.OWN_FILING
    )


def test_what_the_department_finds_counts_with_its_note():
    line = next(line for line in lines() if line.code == "A5")
    found = Checked("A5", MeasuredInput(items=("年度计划",)), "未见年度总结")

    change = materials.check_value(line, spread(lines(), ())["A5"], found)

    assert (change.set["points"], change.set["check_note"]) == (points("1.00"), "未见年度总结")
    assert refusal(lambda: reviewed(checks=[replace(found, note=" ")])).code is Code.REASON_REQUIRED
    assert refusal(lambda: reviewed(checks=[Checked("B1", MeasuredInput(1), "少报")])).code is Code.NOT_DECLARED


@pytest.mark.parametrize(
    ("state", "role", "code"),
    [
        (S.WITH_DEPARTMENT, Role.DISTRICT_DEPARTMENT, None),
        (S.WITH_BUREAU, Role.MUNICIPAL_BUREAU, None),
        (S.WITH_DEPARTMENT, Role.MUNICIPAL_BUREAU, Code.NOT_YOUR_DESK),
        (S.WITH_BUREAU, Role.DISTRICT_DEPARTMENT, Code.NOT_YOUR_DESK),
    ],
)
def test_only_the_desk_it_waits_on_returns_it(state: EvaluationState, role: Role, code: Code | None):
    def send() -> Any:
        wrong = Findings(None, [ItemFinding("A6", "档案不全")])
        return evaluation_rules.send_back(an_evaluation(state), wrong, role=role, account=SOMEBODY)

    if code is None:
        assert send().set == {"state": S.RETURNED, "waiting_on": Role.OPERATOR}
    else:
        assert refusal(send).code is code


def test_a_return_names_what_is_wrong():
    row, desk = an_evaluation(S.WITH_DEPARTMENT), Role.DISTRICT_DEPARTMENT

    refused = refusal(lambda: evaluation_rules.send_back(row, Findings(), role=desk, account=SOMEBODY))
    assert (refused.code, refused.path) == (Code.ITEM_REASONS_REQUIRED, ("reasons",))


LATE = MissingEvaluation(an_id("late"), "UGxhdGZvcm0=", "迟报平台", "尚未报送")


def a_district(**facts: Any) -> District:
    usual: dict[str, Any] = {
        "round": an_id("round"),
        "region": an_id("wuhua"),
        "opinion": "已审核",
        "reviewed": [an_evaluation(S.REVIEWED)],
        "missing": {an_id("late"): "迟报平台"},
        "gaps": [LATE],
        "n": 1,
    }
    return District(**{**usual, **facts})


@pytest.mark.requirement("R17.2")
def test_a_district_is_handed_in_with_its_gaps_by_name():
    submission = evaluation_rules.hand_in(a_district(), account=SOMEBODY, at=NOON)

    change = evaluation_rules.handed_in(an_evaluation(S.REVIEWED), submission, at=NOON)

    assert (submission.values["handed_in"], submission.values["gaps"]) == (
        1,
        [{"platformId": "UGxhdGZvcm0=", "name": "迟报平台", "reason": "尚未报送"}],
    )
    assert (change.set["state"], change.set["district_submission"]) == (S.WITH_BUREAU, submission)
    assert new_of(change, "Review")[0]["desk"] is Role.MUNICIPAL_BUREAU


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"reviewed": []}, Code.NOTHING_REVIEWED),
        ({"opinion": " "}, Code.OPINION_REQUIRED),
        ({"gaps": []}, Code.GAP_UNNAMED),
        ({"gaps": [MissingEvaluation(an_id("late"), "UGxhdGZvcm0=", "迟报平台", "")]}, Code.GAP_UNNAMED),
        ({"gaps": [LATE, MissingEvaluation(an_id("elsewhere"), "UGxhdGY=", "外地平台", "未报送")]}, Code.NO_GAP),
        ({"gaps": [LATE, LATE]}, Code.TWICE),
    ],
)
def test_what_a_district_cannot_hand_in(facts: dict[str, Any], code: Code):
    assert refusal(lambda: evaluation_rules.hand_in(a_district(**facts), account=SOMEBODY, at=NOON)).code is code


@pytest.mark.parametrize("state", [S.WITH_DEPARTMENT, S.RETURNED, S.REVIEWED])
def test_the_bureau_takes_over_once_the_due_day_is_over(state: EvaluationState):
    last = day("2022-04-15")

    change = evaluation_rules.take_over(
        an_evaluation(state), "主管部门逾期未报", last, at=NOON, today=day("2022-04-16")
    )

    assert (change.set["state"], change.set["takeover_reason"]) == (S.WITH_BUREAU, "主管部门逾期未报")
    assert new_of(change, "Review")[0]["material_id"] == an_id("material")
    assert (
        refusal(lambda: evaluation_rules.take_over(an_evaluation(state), "逾期", last, at=NOON, today=last)).code
        is Code.STILL_IN_TIME
    )
    assert (
        refusal(
            lambda: evaluation_rules.take_over(an_evaluation(state), "", last, at=NOON, today=day("2022-04-16"))
        ).code
        is Code.REASON_REQUIRED
    )


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
        (
            Act.DECIDE_MISSING,
            {"obligation": {"effective": day("2022-02-28")}},
            Role.MUNICIPAL_BUREAU,
            Code.NO_PROVEN_REMINDER,
        ),
        (
            Act.DECIDE_MISSING,
            {"obligation": {"effective": day("2022-02-28")}, "reminded_on": day("2022-02-20")},
            Role.MUNICIPAL_BUREAU,
            None,
        ),
        (Act.FINALISE_EVALUATION, {}, Role.CLOCK, Code.STILL_OPEN),
        (Act.CONCLUDE_REOPENING, {}, Role.MUNICIPAL_BUREAU, Code.NOT_REOPENED),
        (Act.DECIDE_EVALUATION, {}, Role.MUNICIPAL_BUREAU, None),
        (Act.WITHDRAW_ROUND, {}, Role.MUNICIPAL_BUREAU, None),
        (Act.WITHDRAW_ROUND, {"latest_result_id": an_id("result")}, Role.MUNICIPAL_BUREAU, Code.ALREADY_DECIDED),
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
        "latest_result_id": None,
    }

    found = evaluation_rules.condition(act, {**row, **facts}, Actor(role, SOMEBODY), TODAY)

    assert (found and found.code) == code


def test_a_withdrawn_round_takes_its_evaluations_with_it():
    for state in S:
        row = an_evaluation(state)
        if state in BEFORE_DECISION:
            assert evaluation_rules.withdraw(row).set["state"] is S.WITHDRAWN
        else:
            assert refusal(lambda row=row: evaluation_rules.withdraw(row)).code is Code.WRONG_STATE
