"""A yearly round on a real database, from scheme to final grade, an objection and a reopening on the way (Art. 15-17)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from domain.kernel.acts import Act
from domain.kernel.violations import Violation
from domain.regulation.packs.kunming_2020 import EXCELLENT, GOOD, QUALIFIED
from domain.rights.scope import Actor
from domain.terms import Kind, Role
from domain.terms.rectification import DeliveryMethod
from resolvers.evaluation.evaluations import DistrictGapInput, MaterialReasonInput
from resolvers.evaluation.rounds import RoundTermsInput
from tests.resolvers.acting import code, shown
from tests.resolvers.yearly import Yearly, within

if TYPE_CHECKING:
    from api.database.database import Database


@pytest.fixture
async def case(database: Database) -> Yearly:
    return await Yearly.of(database)


async def test_a_round_runs_from_its_call_to_a_final_grade(case: Yearly):
    await case.called()
    await case.published()
    row = await case.row()
    assert (row["state"], row["grade"], row["window_end"]) == ("IN_PUBLICITY", row["experts_grade"], date(2022, 6, 8))

    await case.at("2022-06-08", 23)
    await case.passes()
    assert (await case.row())["state"] == "IN_PUBLICITY"
    await case.at("2022-06-09", 0)
    await case.passes()

    assert (await case.row())["state"] == "FINAL"
    assert (await case.city.one("Round", case.round))["state"] == "CLOSED"


async def test_what_the_department_found_and_the_experts_gave_make_the_score(case: Yearly):
    await case.called()
    await case.scored()

    row = await case.row()

    # A3 4.00, A5 half of 2.00, no change unfiled for A7's 2.00, nothing else recorded, no quarter owed; B11 of 3.00 counts a tenth more.
    assert row["experts_score"] == 400 + 100 + 200 + 2000 + 330
    assert row["experts_grade"] == "UNQUALIFIED"
    assert any("专家评分平均23.30分" in step["says"] for step in row["score_steps"])


async def test_late_is_late_and_nothing_fails_by_itself(case: Yearly):
    await case.called()
    await case.at("2022-04-02")
    await case.submitted()

    row = await case.row()
    owed = await case.city.one("Obligation", row["obligation_id"])
    assert (row["state"], owed["outcome"]) == ("WITH_DEPARTMENT", "LATE")


async def test_silence_fails_only_after_a_proven_reminder(case: Yearly):
    await case.called()
    await case.at("2022-04-20")

    with pytest.raises(Violation) as refused:
        await case.do(Act.DECIDE_MISSING, case.bureau, reason="未报送")
    assert code(refused) == "NO_PROVEN_REMINDER"
    told: dict[str, Any] = {"how": DeliveryMethod.POST, "day": date(2022, 4, 5), "to_whom": "法人", "proof": "回执"}
    await case.city.do(Act.RECORD_REMINDER, case.bureau, evaluation=shown("Evaluation", case.evaluation), **told)
    await case.do(Act.DECIDE_MISSING, case.bureau, reason="未报送")

    row = await case.row()
    assert (row["state"], row["decided_grade"], row["experts_grade"]) == ("DECIDED", "UNQUALIFIED", None)
    assert (await case.city.one("Round", case.round))["state"] == "DECIDED"


async def test_materials_come_back_with_reasons_and_the_second_version_is_new(case: Yearly):
    await case.called()
    await case.submitted()
    await case.do(Act.RETURN_EVALUATION, case.department, reasons=[MaterialReasonInput(item="A6", reason="档案不全")])
    await case.do(Act.SUBMIT_EVALUATION, case.operator)

    versions = await case.city.fetch("select n from evaluation_material order by n")
    desks = await case.city.fetch("select desk, decision from review order by opened_at, id")
    assert [each["n"] for each in versions] == [1, 2]
    assert [(each["desk"], each["decision"]) for each in desks] == [
        ("DISTRICT_DEPARTMENT", "RETURNED"),
        ("DISTRICT_DEPARTMENT", None),
    ]


async def test_a_district_names_its_gaps_and_hands_in_latecomers_later(database: Database):
    case = await Yearly.of(database, platforms=2)
    await case.called()
    await case.submitted()
    await case.do(Act.REVIEW_EVALUATION, case.department, opinion="属实")

    with pytest.raises(Violation) as refused:
        await case.hand_in()
    assert code(refused) == "GAP_UNNAMED"
    [late] = await case.city.fetch("select platform_id from evaluation where id <> $1", case.evaluation)
    await case.hand_in(gaps=[DistrictGapInput(platform=shown("Platform", late["platform_id"]), reason="尚未报送")])

    [submission] = await case.city.fetch("select * from district_submission")
    assert (submission["n"], submission["handed_in"], submission["gaps"][0]["reason"]) == (1, 1, "尚未报送")
    assert (await case.row())["state"] == "WITH_BUREAU"


async def test_the_bureau_takes_over_past_the_districts_due_day(case: Yearly):
    await case.called()
    await case.submitted()

    with pytest.raises(Violation) as refused:
        await case.do(Act.TAKE_OVER_EVALUATION, case.bureau, reason="逾期")
    assert code(refused) == "STILL_IN_TIME"
    await case.at("2022-04-16")
    await case.do(Act.TAKE_OVER_EVALUATION, case.bureau, reason="主管部门逾期未报")

    desks = await case.city.fetch("select desk, decision from review order by opened_at, id")
    assert [(each["desk"], each["decision"]) for each in desks] == [
        ("DISTRICT_DEPARTMENT", "HANDED_OVER"),
        ("MUNICIPAL_BUREAU", None),
    ]


@pytest.mark.case("2-25")
async def test_a_conflict_bars_a_seat_and_one_found_later_bars_the_decision(case: Yearly):
    await case.called()
    await case.scored()
    holder = await case.city.one("Entity", case.holder)
    told: dict[str, Any] = {"uscc": holder["uscc"], "name": holder["name"], "valid_from": date(2021, 5, 1)}
    first = (await case.seats())[0]
    for expert, account in ((case.experts[3], case.seated[3].account), (first["expert_id"], first["account_id"])):
        await case.city.add("ExpertEmployer", expert_id=expert, account_id=account, **told)

    with pytest.raises(Violation) as barred:
        await case.do(Act.DECIDE_EVALUATION, case.bureau)
    await case.city.do(Act.VOID_SCORE, case.bureau, first["id"], reason="事后发现利益关系")
    with pytest.raises(Violation) as unseated:
        await case.panelled(3)
    await case.panelled(4)

    assert code(barred) == code(unseated) == "CONFLICT_OF_INTEREST"
    row = await case.row()
    assert (row["state"], row["panel_closed"], row["experts_grade"]) == ("IN_PANEL", False, None)
    await case.close(next(seat for seat in await case.seats() if seat["state"] == "SCORING"))
    await case.do(Act.DECIDE_EVALUATION, case.bureau)
    assert (await case.row())["state"] == "DECIDED"


async def test_an_expert_who_leaves_is_followed_by_another(case: Yearly):
    await case.called()
    await case.with_bureau()
    await case.panelled(0, 1, 2)
    first, second, third = await case.seats()
    expert = within(Actor(Role.EXPERT, first["account_id"]), evaluation=case.evaluation)
    await case.city.do(Act.RECUSE, expert, first["id"], reason="曾任顾问")
    await case.close(second)
    await case.city.do(
        Act.REPLACE_EXPERT, case.bureau, third["id"], expert=shown("Expert", case.experts[3]), reason="出差"
    )
    await case.panelled(4)
    for seat in await case.seats():
        if seat["state"] == "SCORING":
            await case.close(seat, 50)

    row = await case.row()
    assert (row["state"], row["panel_closed"]) == ("SCORED", True)
    assert row["experts_score"] == 700 + (2330 + 1165 + 1165) // 3  # 15.533…


async def test_an_objection_freezes_the_result_and_a_changed_grade_gets_its_own_window(case: Yearly):
    await case.called()
    await case.published()
    objection = await case.object()
    await case.at("2022-06-20")
    await case.passes()
    assert (await case.row())["state"] == "UNDER_INVESTIGATION"

    await case.city.do(Act.INVESTIGATE_OBJECTION, case.bureau, objection)
    decided = {"findings": "企业数应为三百户", "answer": "已更正", "grade": QUALIFIED, "reason": "异议成立"}
    await case.city.do(Act.DECIDE_OBJECTION, case.bureau, objection, upheld=True, **decided)
    row = await case.row()
    assert (row["state"], row["decided_grade"], row["grade"]) == ("DECIDED", "QUALIFIED", "UNQUALIFIED")

    await case.publish(date(2022, 6, 20))
    row = await case.row()
    assert (row["state"], row["grade"], row["window_end"]) == ("IN_PUBLICITY", "QUALIFIED", date(2022, 6, 27))
    await case.at("2022-06-28")
    await case.passes()
    assert (await case.row())["state"] == "FINAL"


async def test_only_results_that_were_published_are_read_outside_the_bureau(case: Yearly):
    await case.called()
    await case.scored()
    await case.do(Act.DECIDE_EVALUATION, case.bureau, grade=GOOD, reason="暂定")
    await case.do(Act.DECIDE_EVALUATION, case.bureau, reason="复核后从专家等次")
    finance, oversight, centre = (Actor(role) for role in (Role.FINANCE_BUREAU, Role.OVERSIGHT, Role.MUNICIPAL_CENTER))
    outside = (case.operator, case.department, finance, centre)
    assert [await case.reads(actor) for actor in outside] == [[]] * 4

    await case.at("2022-06-01")
    await case.publish()
    first, second = await case.object(), await case.object()
    for objection in (first, second):
        await case.city.do(Act.INVESTIGATE_OBJECTION, case.bureau, objection)
    told: dict[str, Any] = {"findings": "企业数应为三百户", "answer": "已更正"}
    await case.city.do(
        Act.DECIDE_OBJECTION, case.bureau, first, upheld=True, **told, grade=QUALIFIED, reason="异议成立"
    )

    assert (await case.row())["state"] == "UNDER_INVESTIGATION"
    assert [await case.reads(actor) for actor in outside] == [[2]] * 4
    assert [await case.reads(actor) for actor in (case.bureau, oversight)] == [[1, 2, 3]] * 2

    await case.city.do(Act.DECIDE_OBJECTION, case.bureau, second, upheld=False, **told)
    assert [await case.reads(actor) for actor in outside] == [[2]] * 4
    await case.at("2022-06-02")
    await case.publish(date(2022, 6, 2))
    assert [await case.reads(actor) for actor in outside] == [[2, 3]] * 4


async def test_a_tip_off_after_the_window_is_taken_up_and_leaves_the_round_closed(case: Yearly):
    await case.called()
    await case.published()
    await case.at("2022-06-09")
    await case.passes()
    tip_off = await case.object()
    assert (await case.city.one("Objection", tip_off))["state"] == "TIP_OFF"
    assert (await case.row())["state"] == "FINAL"

    await case.city.do(Act.TAKE_UP_TIP_OFF, case.bureau, tip_off)
    assert (await case.row())["state"] == "UNDER_INVESTIGATION"
    await case.city.do(Act.DECIDE_OBJECTION, case.bureau, tip_off, upheld=False, findings="查无实据", answer="不成立")

    assert (await case.row())["state"] == "FINAL"
    assert (await case.city.one("Round", case.round))["state"] == "CLOSED"


@pytest.mark.parametrize(
    "title",
    [
        "level = 'PROVINCIAL'",
        "level = 'NATIONAL'",
        "valid_to = '2021-12-31', granted_to = '2021-12-31'",
        "valid_from = '2022-01-01'",
    ],
)
async def test_who_was_added_without_a_municipal_title_is_graded_and_not_paid(case: Yearly, title: str):
    """D1: an added subject is paid if and only if it bore a municipal title on the subject day."""
    await case.city.as_owner(f"update title set {title} where platform_id = $1", case.platform)
    await case.called(added="市政府要求")
    await case.scored()
    await case.do(Act.DECIDE_EVALUATION, case.bureau, grade=EXCELLENT, reason="成效显著")
    await case.at("2022-06-01")
    await case.publish()
    await case.at("2022-06-09")
    await case.passes()
    holder: dict[str, Any] = {"holder": shown("Entity", case.holder), "graded_year": 2021}
    claim = await case.city.one("Claim", await case.city.do(Act.CALCULATE_SUBSIDY, case.bureau, **holder))

    [line] = await case.city.fetch("select grade, nominal, steps from notice_item")
    assert (line["grade"], line["nominal"]) == ("EXCELLENT", 0)
    assert (claim["nominal"], claim["payable"], claim["outcome"], claim["subsidy_id"]) == (0, 0, "NOTHING", None)
    for steps in (line["steps"], claim["steps"]):
        assert "2021年12月31日既不是在运营的中小企业服务中心，也没有市级称号，不予补助" in steps[0]["says"]


async def test_who_was_added_and_proves_a_municipal_title_of_the_subject_day_is_paid(case: Yearly):
    """D1: the title of the subject day decides, not how the platform came into the round."""
    await case.city.as_owner("update title set level = 'PROVINCIAL' where platform_id = $1", case.platform)
    await case.called(added="证书正在补登")
    await case.city.as_owner("update title set level = 'MUNICIPAL' where platform_id = $1", case.platform)
    await case.scored()
    await case.do(Act.DECIDE_EVALUATION, case.bureau, grade=EXCELLENT, reason="成效显著")
    await case.at("2022-06-01")
    await case.publish()
    await case.at("2022-06-09")
    await case.passes()
    holder: dict[str, Any] = {"holder": shown("Entity", case.holder), "graded_year": 2021}
    claim = await case.city.one("Claim", await case.city.do(Act.CALCULATE_SUBSIDY, case.bureau, **holder))

    [line] = await case.city.fetch("select nominal from notice_item")
    assert line["nominal"] == claim["nominal"] == claim["payable"] == 50_000_00


async def test_who_failed_without_a_municipal_title_gets_no_rectification(case: Yearly):
    """D1: Art. 19 has nothing to take from a subject that was added."""
    await case.city.as_owner("update title set level = 'NATIONAL' where platform_id = $1", case.platform)
    await case.called(added="市政府要求")
    await case.published()
    await case.at("2022-06-09")
    await case.passes()
    notice: dict[str, Any] = {"number": "整1", "content": "补齐", "evidence": "复印件", "due_on": date(2022, 7, 1)}
    with pytest.raises(Violation) as refused:
        await case.city.do(
            Act.ISSUE_RECTIFICATION, case.bureau, evaluation=shown("Evaluation", case.evaluation), **notice
        )

    assert code(refused) == "NO_MUNICIPAL_TITLE"


async def test_a_final_result_is_reopened_and_decided(case: Yearly):
    await case.called()
    await case.published()
    await case.at("2022-06-09")
    await case.passes()

    await case.do(Act.REOPEN_EVALUATION, case.bureau, reason="发现新证据")
    await case.do(Act.CONCLUDE_REOPENING, case.bureau)

    row = await case.row()
    assert (row["state"], row["reopened_at"], row["reopen_reason"]) == ("FINAL", None, "发现新证据")


async def test_a_shorter_window_is_refused(case: Yearly):
    await case.called()
    await case.scored()
    await case.do(Act.DECIDE_EVALUATION, case.bureau)
    await case.at("2022-06-01")

    with pytest.raises(Violation) as refused:
        await case.publish(window_end=date(2022, 6, 7))

    assert code(refused) == "WINDOW_TOO_SHORT"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,1", "http:///1", "https://km.gov.cn@x.cn"])
async def test_e7_a_call_and_a_notice_lead_to_a_server(case: Yearly, link: str):
    """E7: neither the call of a round nor the notice of its results bears a link that is no http or https address."""
    await case.called()
    scheme = (await case.city.one("Round", case.round))["scheme_id"]
    terms = RoundTermsInput(
        title="通知",
        scheme=shown("Scheme", scheme),
        materials_due=date(2022, 4, 1),
        district_due=date(2022, 4, 15),
        notice_url=link,
    )
    with pytest.raises(Violation) as call:
        await case.city.do(Act.DRAFT_ROUND, case.bureau, graded_year=2021, kinds=[Kind.DEMO_BASE], terms=terms)
    await case.scored()
    await case.do(Act.DECIDE_EVALUATION, case.bureau)
    await case.at("2022-06-01")
    with pytest.raises(Violation) as notice:
        await case.publish(url=link)

    assert (code(call), call.value.path[-1], code(notice), notice.value.path) == (
        *("INVALID", "notice_url"),
        *("INVALID", ("url",)),
    )


async def test_no_kind_is_evaluated_twice_unless_the_first_round_is_withdrawn(case: Yearly):
    await case.called()
    await case.submitted()
    with pytest.raises(Violation) as refused:
        await case.called()
    assert code(refused) == "ALREADY_EXISTS"  # the scheme's code
    scheme = await case.city.do(Act.SAVE_SCHEME, case.bureau, code="2021-2", name="再次")
    terms = RoundTermsInput(
        title="再次", scheme=shown("Scheme", scheme), materials_due=date(2022, 3, 31), district_due=date(2022, 4, 15)
    )
    again: dict[str, Any] = {"graded_year": 2021, "kinds": [Kind.DEMO_PLATFORM], "terms": terms}
    with pytest.raises(Violation) as twice:
        await case.city.do(Act.DRAFT_ROUND, case.bureau, **again)
    assert code(twice) == "KIND_TWICE"

    await case.city.do(Act.WITHDRAW_ROUND, case.bureau, case.round, reason="通知有误")
    await case.city.do(Act.DRAFT_ROUND, case.bureau, **again)

    assert (await case.row())["state"] == "WITHDRAWN"
    assert [each["decision"] for each in await case.city.fetch("select decision from review")] == ["RECALLED"]


async def test_the_panels_of_a_withdrawn_round_rise(case: Yearly):
    await case.called()
    await case.with_bureau()
    await case.panelled(0, 1, 2)
    first, second, _ = await case.seats()
    await case.close(first)
    await case.city.do(Act.WITHDRAW_ROUND, case.bureau, case.round, reason="通知有误")

    seats = await case.seats()
    assert {(each["state"], each["live"], each["end_reason"]) for each in seats} == {("VOIDED", False, "通知有误")}
    with pytest.raises(Violation) as refused:
        await case.close(second)
    assert code(refused) == "WRONG_STATE"


async def test_a_decision_that_was_voided_still_keeps_its_round_from_being_withdrawn(database: Database):
    case = await Yearly.of(database, platforms=2)
    await case.called()
    await case.submitted()
    [late] = await case.city.fetch("select platform_id from evaluation where id <> $1", case.evaluation)
    await case.do(Act.REVIEW_EVALUATION, case.department, opinion="属实")
    await case.hand_in(gaps=[DistrictGapInput(platform=shown("Platform", late["platform_id"]), reason="尚未报送")])
    await case.panelled(0, 1, 2)
    for seat in await case.seats():
        await case.close(seat)
    await case.do(Act.DECIDE_EVALUATION, case.bureau)
    await case.city.do(Act.VOID_SCORE, case.bureau, (await case.seats())[0]["id"], reason="评分有误")

    with pytest.raises(Violation) as refused:
        await case.city.do(Act.WITHDRAW_ROUND, case.bureau, case.round, reason="通知有误")

    assert code(refused) == "ALREADY_DECIDED"


async def test_a_first_notice_waits_for_a_panel_that_sits_again(database: Database):
    case = await Yearly.of(database)
    await case.called()
    await case.scored()
    await case.do(Act.DECIDE_EVALUATION, case.bureau)
    await case.at("2022-06-01")
    await case.city.do(Act.VOID_SCORE, case.bureau, (await case.seats())[0]["id"], reason="评分有误")

    with pytest.raises(Violation) as refused:
        await case.publish()

    assert code(refused) == "NOT_ALL_DECIDED"


async def test_only_the_bureau_returns_what_it_has_and_the_department_reviews_it_again(case: Yearly):
    await case.called()
    await case.with_bureau()
    reasons = [MaterialReasonInput(item="whole", reason="缺总结")]

    with pytest.raises(Violation) as refused:
        await case.do(Act.RETURN_EVALUATION, case.department, reasons=reasons)
    await case.do(Act.RETURN_EVALUATION, case.bureau, reasons=reasons)
    await case.do(Act.SUBMIT_EVALUATION, case.operator)

    assert code(refused) == "NOT_YOUR_DESK"
    assert (await case.row())["state"] == "WITH_DEPARTMENT"
