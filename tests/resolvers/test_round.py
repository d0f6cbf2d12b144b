"""A yearly round on a real database, from scheme to final grade, an objection and a reopening on the way (Art. 15-17)."""

from __future__ import annotations

import base64
import math
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from domain.acts import Act
from domain.authority import scope_of
from domain.scope import CLOCK, PUBLIC, Actor
from domain.terms import DeliveryMethod, Grade, Kind, Role
from domain.violations import Violation
from resolvers import round_clock
from resolvers.evaluations import CheckInput, DeclarationInput, DistrictGapInput, MaterialReasonInput, MeasureInput
from resolvers.panels import ScoreInput
from resolvers.rounds import RoundTermsInput
from resolvers.scope import Binds, where
from schema.result import ResultRow
from schema.vocabulary import Score
from tests.resolvers.acting import Acting, code

if TYPE_CHECKING:
    from uuid import UUID

    from api.database import Database

EXPERT_CODES = {"B11": 300, "C1": 800, "C2": 600, "C3": 600}


def shown(noun: str, id: Any) -> Any:
    """A global id."""
    return base64.urlsafe_b64encode(f"{noun}:{id}".encode()).decode().rstrip("=")


class Yearly:
    """A city with one platform of a district, its desks, and five experts."""

    city: Acting
    bureau: Actor
    department: Actor
    operator: Actor
    experts: list[UUID]
    seated: list[Actor]
    region: UUID
    holder: UUID
    platform: UUID
    round: UUID
    evaluation: UUID

    @classmethod
    async def of(cls, database: Database, platforms: int = 1) -> Yearly:
        case = cls()
        city = case.city = Acting(database)
        if not await city.fetch("select 1 from city_clock"):
            await city.add("CityClock")
        await case.at("2022-03-01")
        case.region, case.holder = await city.district(), await city.holder()
        case.platform = await case.titled()
        for _ in range(platforms - 1):
            await case.titled()
        case.bureau = await city.person(Role.MUNICIPAL_BUREAU)
        case.department = within(await city.person(Role.DISTRICT_DEPARTMENT), region=case.region)
        case.operator = within(await city.person(Role.OPERATOR), platform=case.platform)
        people = [await city.person(Role.EXPERT) for _ in range(5)]
        case.experts = [
            await city.do(
                Act.REGISTER_EXPERT, case.bureau, account=shown("Account", one.account), name=f"专家{n}", field="管理"
            )
            for n, one in enumerate(people)
        ]
        case.seated = people
        return case

    async def titled(self) -> UUID:
        """A platform with its title, holder and region on record."""
        id = await self.city.platform(Kind.DEMO_PLATFORM, self.holder, self.region)
        since: dict[str, Any] = {"platform_id": id, "valid_from": date(2015, 1, 1)}
        await self.city.add("PlatformEntity", entity_id=self.holder, bearing="HOLDER", **since)
        await self.city.add("PlatformRegion", region_id=self.region, **since)
        return id

    async def at(self, day: str, hour: int = 12) -> None:
        """Set the city's clock."""
        moment = datetime.fromisoformat(f"{day}T{hour:02d}:00:00+08:00")
        offset = math.ceil((moment - datetime.now(UTC)).total_seconds())
        async with self.city.held() as connection:
            await connection.execute("update city_clock set movable = true, offset_seconds = $1", offset)

    async def called(self) -> None:
        """A round of demonstration platforms that went out."""
        do = self.city.do
        scheme = await do(Act.SAVE_SCHEME, self.bureau, code="DEFAULT", name="默认评价体系")
        terms = RoundTermsInput(
            title="关于开展2021年度绩效评价的通知",
            scheme=shown("Scheme", scheme),
            materials_due=date(2022, 3, 31),
            district_due=date(2022, 4, 15),
            notice_number="昆工信通〔2022〕1号",
        )
        self.round = await do(Act.DRAFT_ROUND, self.bureau, graded_year=2021, kinds=[Kind.DEMO_PLATFORM], terms=terms)
        await do(Act.CALL_ROUND, self.bureau, self.round)
        [found] = await self.city.fetch("select id from evaluation where platform_id = $1", self.platform)
        self.evaluation = found["id"]

    async def do(self, act: Act, actor: Actor, **input: Any) -> None:
        """An act on the evaluation."""
        await self.city.do(act, actor, self.evaluation, **input)

    async def row(self) -> Any:
        return await self.city.one("Evaluation", self.evaluation)

    async def submitted(self) -> None:
        """Handed in to the department."""
        declared = [
            DeclarationInput(
                code="A4", measure=MeasureInput(items=["服务内容", "服务流程", "服务标准", "收费标准", "服务时间"])
            ),
            DeclarationInput(code="A6", measure=MeasureInput(count=9, of=10)),
        ]
        await self.do(Act.SAVE_EVALUATION_DRAFT, self.operator, summary="全年开展服务活动二十四场。", declared=declared)
        await self.do(Act.SUBMIT_EVALUATION, self.operator)

    async def with_bureau(self) -> None:
        """Reviewed and handed in with its district."""
        await self.submitted()
        checks = [CheckInput(code="A6", measure=MeasureInput(count=5, of=10), note="抽查半数档案不全")]
        await self.do(Act.REVIEW_EVALUATION, self.department, opinion="属实，同意上报。", checks=checks)
        await self.hand_in()

    async def hand_in(self, **gaps: Any) -> None:
        await self.city.do(
            Act.HAND_IN_DISTRICT,
            self.department,
            round=shown("Round", self.round),
            region=shown("Region", self.region),
            opinion="已审核汇总",
            **gaps,
        )

    async def seats(self) -> list[Any]:
        return await self.city.fetch(
            "select * from panel_member where evaluation_id = $1 order by assigned_at, id", self.evaluation
        )

    async def panelled(self, *names: int) -> None:
        """Experts seated."""
        await self.do(Act.ASSIGN_PANEL, self.bureau, experts=[shown("Expert", self.experts[n]) for n in names])

    async def close(self, seat: Any, share: int = 100) -> None:
        """An expert scores and closes."""
        expert = within(Actor(Role.EXPERT, seat["account_id"]), evaluation=self.evaluation)
        scores = [ScoreInput(code=each, score=Score(most * share // 100)) for each, most in EXPERT_CODES.items()]
        await self.city.do(Act.SAVE_SCORES, expert, seat["id"], scores=scores)
        await self.city.do(Act.CLOSE_SCORES, expert, seat["id"])

    async def scored(self) -> None:
        await self.with_bureau()
        await self.panelled(0, 1, 2)
        for seat in await self.seats():
            await self.close(seat)

    async def publish(self, posted: date = date(2022, 6, 1), **input: Any) -> UUID:
        told: dict[str, Any] = {
            "title": "公示",
            "url": "http://gxj.km.gov.cn",
            "posted_on": posted,
            "proof": "存档",
            "channel": "电话",
        }
        return await self.city.do(
            Act.PUBLISH_NOTICE,
            self.bureau,
            round=shown("Round", self.round),
            **told,
            number=f"昆工信公示〔2022〕{posted.day}号",
            **input,
        )

    async def published(self) -> None:
        await self.scored()
        await self.do(Act.DECIDE_EVALUATION, self.bureau)
        await self.at("2022-06-01")
        await self.publish()

    async def object(self, **input: Any) -> UUID:
        """Somebody without a name objects."""
        [item] = await self.city.fetch(
            "select id from notice_item where evaluation_id = $1 order by id desc limit 1", self.evaluation
        )
        return await self.city.do(
            Act.RAISE_OBJECTION, PUBLIC, item=shown("NoticeItem", item["id"]), content="服务企业数不实", **input
        )

    async def reads(self, actor: Actor) -> list[int]:
        """Which results of the evaluation somebody reads."""
        binds = Binds()
        scope = where(scope_of(actor.role, Act.READ, "Result"), ResultRow, "t", binds)
        found = await self.city.fetch(f"select n from result t where {scope} order by n", *binds.values({}, actor))
        return [each["n"] for each in found]

    async def passes(self) -> None:
        """The clock records what fell due."""
        async with self.city.working(CLOCK) as work:
            await round_clock.finalise(work)
        async with self.city.working(CLOCK) as work:
            await round_clock.close_round(work)


def within(actor: Actor, **reach: UUID) -> Actor:
    """An actor whose office reaches something."""
    return Actor(actor.role, actor.account, actor.office, {anchor: frozenset({id}) for anchor, id in reach.items()})


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

    # A4 4.00, A6 half of 4.00, nothing recorded, no quarter owed; B11 of 3.00 counts a tenth more.
    assert row["experts_score"] == 400 + 200 + 2000 + 330
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
    assert row["experts_score"] == 400 + 200 + (2330 + 1165 + 1165) // 3  # 15.533…


async def test_an_objection_freezes_the_result_and_a_changed_grade_gets_its_own_window(case: Yearly):
    await case.called()
    await case.published()
    objection = await case.object()
    await case.at("2022-06-20")
    await case.passes()
    assert (await case.row())["state"] == "UNDER_INVESTIGATION"

    await case.city.do(Act.INVESTIGATE_OBJECTION, case.bureau, objection)
    decided = {"findings": "企业数应为三百户", "answer": "已更正", "grade": Grade.QUALIFIED, "reason": "异议成立"}
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
    await case.do(Act.DECIDE_EVALUATION, case.bureau, grade=Grade.GOOD, reason="暂定")
    await case.do(Act.DECIDE_EVALUATION, case.bureau, reason="复核后从专家等次")
    finance, oversight, centre = (
        Actor(role) for role in (Role.FINANCE_BUREAU, Role.OVERSIGHT, Role.MUNICIPAL_CENTER)
    )
    outside = (case.operator, case.department, finance, centre)
    assert [await case.reads(actor) for actor in outside] == [[]] * 4

    await case.at("2022-06-01")
    await case.publish()
    first, second = await case.object(), await case.object()
    for objection in (first, second):
        await case.city.do(Act.INVESTIGATE_OBJECTION, case.bureau, objection)
    told: dict[str, Any] = {"findings": "企业数应为三百户", "answer": "已更正"}
    await case.city.do(
        Act.DECIDE_OBJECTION, case.bureau, first, upheld=True, **told, grade=Grade.QUALIFIED, reason="异议成立"
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
