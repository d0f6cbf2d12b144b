"""Money on a real database: caps under parallel approvals, top-ups, recoveries, titles revoked, notices (Art. 18, 19)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.kernel.acts import Act
from domain.kernel.change import Change
from domain.kernel.units import yuan
from domain.kernel.violations import Violation
from domain.regulation.packs.kunming_2020 import EXCELLENT, GOOD, QUALIFIED
from domain.terms import Kind, Role
from domain.terms.evaluation import EvaluationState
from domain.terms.money import RecoveryGround
from domain.terms.rectification import DeliveryMethod
from domain.terms.registry import SuccessionKind
from resolvers import root
from resolvers.money.holder_year import hold_money
from schema.evaluation.evaluation import EvaluationRow
from tests.resolvers.acting import Acting, code, shown
from tests.resolvers.payable import Case, delivered, issued, refused

if TYPE_CHECKING:
    from api.database.database import Database


@pytest.fixture
async def city(database: Database) -> Acting:
    acting = Acting(database)
    if not await acting.fetch("select 1 from city_clock"):
        await acting.add("CityClock")
    return acting


async def test_an_award_from_calculation_to_arrival(city: Acting) -> None:
    case = await Case.of(city)
    platform = await case.platform(Kind.DEMO_PLATFORM)
    await case.graded(platform, GOOD)

    subsidy = await case.calculate()
    await case.pay(subsidy)

    assert (subsidy["amount"], subsidy["n"], subsidy["kind"]) == (yuan(50_000), 1, "AWARD")
    assert await case.state(subsidy) == "PAID"
    assert await case.used(platform) == yuan(50_000)
    [payment] = await city.fetch("select * from payment")
    assert (payment["state"], payment["amount"]) == ("PAID", yuan(50_000))


async def test_where_nothing_is_payable_only_claims_are_kept(city: Acting) -> None:
    case = await Case.of(city)
    await case.graded(await case.platform(Kind.DEMO_BASE), QUALIFIED)

    assert await case.calculate() is None
    [claim] = await city.fetch("select * from claim")
    assert (claim["outcome"], claim["payable"]) == ("NOTHING", 0)


@pytest.mark.reading("L25")
@pytest.mark.case("1-19")
async def test_a_top_up_takes_the_difference_from_the_winners_cap_alone(city: Acting) -> None:
    case = await Case.of(city)
    platform, base = await case.platform(Kind.DEMO_PLATFORM), await case.platform(Kind.DEMO_BASE)
    await case.graded(platform, GOOD)
    await case.pay(await case.calculate())
    await case.graded(base, EXCELLENT)

    supplement = await case.calculate()
    with pytest.raises(Violation) as refused:
        await case.approve(supplement)
    await city.do(Act.RECORD_SUPPLEMENT_DECISION, case.bureau, supplement["id"], decision="局务会纪要")
    await case.pay(supplement)

    assert code(refused) == "DECISION_REQUIRED"
    assert (supplement["amount"], supplement["kind"], supplement["n"]) == (yuan(50_000), "SUPPLEMENT", 2)
    assert (await case.used(platform), await case.used(base)) == (yuan(50_000), yuan(50_000))


@pytest.mark.case("2-19")
async def test_five_approvals_at_once_never_pass_the_cap(city: Acting) -> None:
    case = await Case.of(city)
    platform = await case.platform(Kind.DEMO_PLATFORM)
    await case.opened(platform, yuan(130_000))
    subsidies = list[Any]()
    for year in range(2017, 2022):
        await case.graded(platform, GOOD, year)
        subsidies.append(await case.calculate(year))

    answers = await asyncio.gather(*(case.approve(one) for one in subsidies), return_exceptions=True)

    assert [one["amount"] for one in subsidies] == [yuan(20_000)] * 5
    assert sum(answer is None for answer in answers) == 1, answers
    assert await case.used(platform) == yuan(150_000)
    for answer in answers:
        assert answer is None or isinstance(answer, Violation), answer


@pytest.mark.requirement("R18.7")
async def test_confirming_takes_another_person(city: Acting) -> None:
    case = await Case.of(city)
    await case.graded(await case.platform(Kind.SERVICE_CENTER), GOOD)
    subsidy = await case.calculate()
    await case.approve(subsidy)
    twin = type(case.finance)(Role.FINANCE_BUREAU, case.bureau.account)

    with pytest.raises(Violation) as refused:
        await city.do(Act.CONFIRM_SUBSIDY, twin, subsidy["id"])

    assert code(refused) == "SAME_PERSON"


async def test_a_calculation_made_stale_by_another_is_refused(city: Acting) -> None:
    case = await Case.of(city)
    platform = await case.platform(Kind.DEMO_PLATFORM)
    await case.graded(platform, GOOD)
    subsidy = await case.calculate()
    await case.opened(platform, yuan(140_000))

    with pytest.raises(Violation) as refused:
        await case.approve(subsidy)

    assert code(refused) == "STALE_CALCULATION"
    assert (await case.calculate())["amount"] == yuan(10_000)
    assert await case.state(subsidy) == "CANCELLED"


async def test_nothing_is_approved_while_an_evaluation_is_open_again(city: Acting) -> None:
    case = await Case.of(city)
    evaluation = await case.graded(await case.platform(Kind.DEMO_PLATFORM), GOOD)
    subsidy = await case.calculate()
    await city.set("evaluation", evaluation, state=EvaluationState.UNDER_INVESTIGATION)

    with pytest.raises(Violation) as refused:
        await case.approve(subsidy)

    assert code(refused) == "NOT_ALL_FINAL"


async def test_money_is_held_while_an_evaluation_of_its_year_is_open_again(city: Acting) -> None:
    case = await Case.of(city)
    evaluation = await case.graded(await case.platform(Kind.DEMO_PLATFORM), GOOD)
    subsidy = await case.calculate()

    async def becomes(state: EvaluationState) -> bool:
        async with city.working(case.bureau) as work:
            row = await work.find(EvaluationRow, evaluation, lock=True)
            work.apply(row, Change({"state": state}))
            await hold_money(work, row)
        return (await city.one("Subsidy", subsidy["id"]))["on_hold"]

    assert await becomes(EvaluationState.UNDER_INVESTIGATION)
    with pytest.raises(Violation) as refused:
        await case.approve(subsidy)
    assert code(refused) == "ON_HOLD"
    assert not await becomes(EvaluationState.FINAL)
    await case.approve(subsidy)


@pytest.mark.requirement("R18.7")
async def test_a_lower_grade_after_payment_is_recovered_and_the_cap_gets_it_back(city: Acting) -> None:
    case = await Case.of(city)
    base = await case.platform(Kind.DEMO_BASE)
    evaluation = await case.graded(base, GOOD)
    subsidy = await case.calculate()
    await case.pay(subsidy)
    await city.set("evaluation", evaluation, grade=QUALIFIED)

    assert await case.calculate() is None
    assert await case.state(subsidy) == "PAID", "nothing is ordered back in silence"
    await case.recovery(subsidy, RecoveryGround.LOWER_GRADE)
    assert await case.state(subsidy) == "RECOVERY_ORDERED"
    await city.do(
        Act.RECORD_RETURN, case.finance, subsidy["id"], amount=yuan(30_000), day=await case.today(), voucher="1"
    )
    again = {"amount": yuan(70_000), "day": await case.today(), "voucher": "1"}
    with pytest.raises(Violation) as used:
        await city.do(Act.RECORD_RETURN, case.finance, subsidy["id"], **again)
    assert code(used) == "VOUCHER_USED"
    assert (await case.state(subsidy), await case.used(base)) == ("RECOVERY_ORDERED", yuan(70_000))
    await city.do(
        Act.RECORD_RETURN, case.finance, subsidy["id"], amount=yuan(70_000), day=await case.today(), voucher="2"
    )
    assert (await case.state(subsidy), await case.used(base)) == ("RETURNED", 0)


async def test_the_steps_of_an_award_stand_alone(city: Acting) -> None:
    """13 E8: year, notice, window, result, title, the cap year by year, and what the losers would have got."""
    case = await Case.of(city)
    base, platform = await case.platform(Kind.DEMO_BASE), await case.platform(Kind.DEMO_PLATFORM)
    await case.opened(base, yuan(60_000))
    await case.graded(base, GOOD, 2020)
    await case.pay(await case.calculate(2020))
    await case.noticed(await case.graded(base, EXCELLENT), EXCELLENT)
    await case.graded(platform, GOOD)

    subsidy = await case.calculate()

    [first, under_cap, *_, loser] = [step["says"] for step in subsidy["derivation"]]
    for each in (
        "2021年度绩效评价，",
        "评定为优秀（第2次评定，公示〔2022〕1号，公示期2022年6月2日至2022年6月9日；市级称号",
    ):
        assert each in first
    assert "累计补助上限40万元，已计入：期初余额6万元、2020年度10万元；尚余24万元，应补10万元" in under_cap
    assert "（应补5万元）不重复补助，不占用累计上限" in loser


async def test_cancelling_gives_the_cap_back(city: Acting) -> None:
    case = await Case.of(city)
    platform = await case.platform(Kind.DEMO_PLATFORM)
    await case.graded(platform, GOOD)
    subsidy = await case.calculate()
    await case.approve(subsidy)

    await city.do(Act.CANCEL_SUBSIDY, case.bureau, subsidy["id"], reason="撤回")

    assert (await case.state(subsidy), await case.used(platform)) == ("CANCELLED", 0)
    again = await case.calculate()
    assert (again["n"], again["amount"]) == (2, yuan(50_000))


async def test_a_failed_payment_may_be_tried_again(city: Acting) -> None:
    case = await Case.of(city)
    await case.graded(await case.platform(Kind.SERVICE_CENTER), QUALIFIED)
    subsidy = await case.calculate()
    await case.approve(subsidy)
    await city.do(Act.CONFIRM_SUBSIDY, case.finance, subsidy["id"])
    await city.do(Act.PAY_SUBSIDY, case.finance, subsidy["id"], instruction="1")
    await city.do(
        Act.RECORD_PAYMENT_OUTCOME,
        case.finance,
        subsidy["id"],
        arrived=False,
        day=await case.today(),
        reason="账号有误",
    )

    await city.do(Act.PAY_SUBSIDY, case.finance, subsidy["id"], instruction="2")
    await city.do(Act.RECORD_PAYMENT_OUTCOME, case.finance, subsidy["id"], arrived=True, day=await case.today())

    assert await case.state(subsidy) == "PAID"
    assert sorted(row["state"] for row in await city.fetch("select state from payment")) == ["FAILED", "PAID"]


async def test_an_order_withdrawn_leaves_the_subsidy_paid(city: Acting) -> None:
    case = await Case.of(city)
    await case.graded(await case.platform(Kind.SERVICE_CENTER), GOOD)
    subsidy = await case.calculate()
    await case.pay(subsidy)

    recovery = await case.recovery(subsidy, RecoveryGround.PAYMENT_ERROR, amount=yuan(1))
    await city.do(Act.WITHDRAW_RECOVERY_ORDER, case.bureau, recovery, reason="x")

    assert await case.state(subsidy) == "RECOVERY_ORDERED", "the bureau alone forgives nothing"
    await city.do(Act.DECIDE_RECOVERY, case.finance, recovery, agreed=True)
    assert await case.state(subsidy) == "PAID"


async def test_an_opening_balance_is_recorded_once(city: Acting) -> None:
    case = await Case.of(city)
    platform = shown("Platform", await case.platform(Kind.DEMO_BASE))
    await city.do(Act.RECORD_OPENING_BALANCE, case.bureau, platform=platform, amount=yuan(300_000), reason="x")

    with pytest.raises(Violation) as refused:
        await city.do(Act.RECORD_OPENING_BALANCE, case.bureau, platform=platform, amount=yuan(1), reason="x")

    assert code(refused) == "ALREADY_OPENED"


async def test_a_successor_bears_what_its_predecessor_received(city: Acting) -> None:
    case = await Case.of(city)
    before, after = await case.platform(Kind.DEMO_PLATFORM), await case.platform(Kind.DEMO_PLATFORM)
    await case.graded(before, GOOD)
    subsidy = await case.calculate()
    await case.approve(subsidy)

    names: dict[str, Any] = {"predecessor": shown("Platform", before), "successor": shown("Platform", after)}
    await city.do(
        Act.RECORD_SUCCESSION, case.bureau, **names, kind=SuccessionKind.MERGE, day=await case.today(), document="合1号"
    )
    assert await case.used(after) == yuan(50_000)

    await city.do(Act.CANCEL_SUBSIDY, case.bureau, subsidy["id"], reason="撤回")
    assert (await case.used(before), await case.used(after)) == (0, 0)


async def test_a_platform_goes_up_in_one_other_alone(city: Acting) -> None:
    case = await Case.of(city)
    before, *others = [shown("Platform", await case.platform(Kind.DEMO_BASE)) for _ in range(3)]
    merging: dict[str, Any] = {"kind": SuccessionKind.MERGE, "day": await case.today(), "document": "合1号"}
    await city.do(Act.RECORD_SUCCESSION, case.bureau, predecessor=before, successor=others[0], **merging)

    with pytest.raises(Violation) as refused:
        await city.do(Act.RECORD_SUCCESSION, case.bureau, predecessor=before, successor=others[1], **merging)

    assert code(refused) == "ALREADY_EXISTS"


async def test_a_late_award_of_a_merged_platform_counts_in_both(city: Acting) -> None:
    case = await Case.of(city)
    before, after = await case.platform(Kind.DEMO_BASE), await case.platform(Kind.DEMO_BASE)
    await case.opened(after, yuan(380_000))
    names: dict[str, Any] = {"predecessor": shown("Platform", before), "successor": shown("Platform", after)}
    await city.do(
        Act.RECORD_SUCCESSION, case.bureau, **names, kind=SuccessionKind.MERGE, day=await case.today(), document="合1号"
    )
    await case.graded(before, EXCELLENT)

    subsidy = await case.calculate()
    await case.approve(subsidy)

    assert subsidy["amount"] == yuan(20_000)
    assert (await case.used(before), await case.used(after)) == (yuan(20_000), yuan(400_000))


# rectification


@pytest.mark.requirement("R19.4")
async def test_a_refusal_ends_the_municipal_title_and_what_was_not_yet_paid(city: Acting) -> None:
    case = await Case.of(city)
    platform = await case.platform(Kind.DEMO_PLATFORM)
    await case.graded(platform, GOOD, 2020)
    subsidy = await case.calculate(2020)
    await case.approve(subsidy)

    rectification = await issued(case, platform)
    await refused(case, rectification)

    [title] = await city.fetch("select * from title where platform_id = $1", platform)
    assert (title["state"], title["end_reason"]) == ("ENDED", "REVOKED")
    assert (await city.one("Rectification", rectification))["effect"] == "TITLE_REVOKED"
    assert (await case.state(subsidy), await case.used(platform)) == ("CANCELLED", 0)


async def test_a_changed_grade_annuls_and_restores_the_title(city: Acting) -> None:
    case = await Case.of(city)
    platform = await case.platform(Kind.DEMO_BASE)
    rectification = await issued(case, platform)
    await refused(case, rectification)
    [evaluation] = await city.fetch("select id from evaluation")
    await city.set("evaluation", evaluation["id"], grade=QUALIFIED)

    await city.do(Act.ANNUL_RECTIFICATION, case.bureau, rectification, reason="复查改判")

    titles = await city.fetch("select * from title where platform_id = $1 order by valid_from", platform)
    assert [(one["state"], one["restore_reason"]) for one in titles] == [("ENDED", None), ("RECOGNISED", "复查改判")]


@pytest.mark.requirement("R19.3")
async def test_of_a_centre_nothing_is_taken_away(city: Acting) -> None:
    case = await Case.of(city)
    center = await case.platform(Kind.SERVICE_CENTER)

    rectification = await issued(case, center)
    await refused(case, rectification)

    found = await city.one("Rectification", rectification)
    assert (found["state"], found["effect"], found["title_id"]) == ("CLOSED", "ADVISED_GOVERNMENT", None)


async def test_a_rectification_that_passes(city: Acting) -> None:
    case = await Case.of(city)
    platform = await case.platform(Kind.DEMO_PLATFORM)
    operator = await city.person(Role.OPERATOR)
    operator = type(operator)(
        Role.OPERATOR, operator.account, None, {"platform": frozenset({platform}), "entity": frozenset({case.holder})}
    )
    rectification = await issued(case, platform)
    await delivered(case, rectification)
    await city.do(
        Act.EXTEND_RECTIFICATION,
        case.bureau,
        rectification,
        due_on=await case.today() + timedelta(days=60),
        reason="设备未到货",
    )
    await city.do(
        Act.RECORD_REMINDER,
        case.bureau,
        rectification=shown("Rectification", rectification),
        how=DeliveryMethod.TELEPHONE,
        day=await case.today(),
        to_whom="负责人",
        proof="电话记录1",
    )

    await city.do(Act.REPORT_RECTIFICATION, operator, rectification, report="已补齐")
    await city.do(Act.RECHECK_RECTIFICATION, case.bureau, rectification, passed=True, opinion="符合要求")

    assert (await city.one("Rectification", rectification))["state"] == "PASSED"
    [obligation] = await city.fetch("select * from obligation")
    assert (obligation["outcome"], obligation["extension_reason"]) == ("ON_TIME", "设备未到货")
    assert len(await city.fetch("select 1 from delivery")) == 2


async def test_a_proven_reminder_is_noted_on_the_evaluation(city: Acting) -> None:
    case = await Case.of(city)
    evaluation = await case.graded(await case.platform(Kind.DEMO_PLATFORM), GOOD)

    await city.do(
        Act.RECORD_REMINDER,
        case.bureau,
        evaluation=shown("Evaluation", evaluation),
        how=DeliveryMethod.POST,
        day=await case.today(),
        to_whom="负责人",
        proof="EMS 2",
    )

    assert (await city.one("Evaluation", evaluation))["reminded_on"] == await case.today()


@pytest.mark.case("2-23")
def test_no_amount_and_no_score_is_a_float() -> None:
    sdl = str(root.schema)

    assert "Float" not in sdl
    assert "amount: Money!" in sdl
