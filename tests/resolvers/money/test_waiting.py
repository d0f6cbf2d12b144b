"""What waits for a grade and what falls with it: money and rectification on a real database (Art. 17(4), 18, 19)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from domain.kernel.acts import Act
from domain.kernel.units import yuan
from domain.kernel.violations import Violation
from domain.regulation.packs.kunming_2020 import GOOD, QUALIFIED, UNQUALIFIED
from domain.rights.scope import CLOCK
from domain.terms import Kind, Role
from domain.terms.evaluation import EvaluationState
from domain.terms.rectification import DeliveryMethod, RefusalKind
from domain.terms.registry import DayBasis, TitleEnd
from domain.terms.reporting import ObligationKind, Route
from resolvers.money.cap_accounts import CapAccounts
from resolvers.money.holder_year import CHANGED, hold_money
from schema.evaluation.evaluation import EvaluationRow
from tests.resolvers.acting import Acting, code, shown
from tests.resolvers.payable import Case, delivered, issued, refused
from tests.resolvers.yearly import Yearly

if TYPE_CHECKING:
    from api.database.database import Database


async def a_case(database: Database) -> Case:
    """A holder in a city with its clock."""
    city = Acting(database)
    if not await city.fetch("select 1 from city_clock"):
        await city.add("CityClock")
    return await Case.of(city)


async def test_an_award_falls_with_the_grade_it_rests_on(database: Database):
    case = await Yearly.of(database)
    await case.called()
    await case.scored()
    await case.do(Act.DECIDE_EVALUATION, case.bureau, grade=GOOD, reason="专家漏评")
    await case.at("2022-06-01")
    await case.publish()
    await case.at("2022-06-09")
    await case.passes()
    claim = await case.city.do(
        Act.CALCULATE_SUBSIDY, case.bureau, holder=shown("Entity", case.holder), graded_year=2021
    )
    subsidy = (await case.city.one("Claim", claim))["subsidy_id"]
    await case.city.do(Act.APPROVE_SUBSIDY, case.bureau, subsidy)
    finance = await case.city.person(Role.FINANCE_BUREAU)

    await case.do(Act.REOPEN_EVALUATION, case.bureau, reason="发现新证据")
    with pytest.raises(Violation) as held:
        await case.city.do(Act.CONFIRM_SUBSIDY, finance, subsidy)
    await case.do(Act.CONCLUDE_REOPENING, case.bureau, grade=UNQUALIFIED, reason="材料不实")
    await case.publish(date(2022, 6, 9))
    await case.at("2022-06-20")
    await case.passes()

    assert code(held) == "ON_HOLD"
    assert ((await case.row())["state"], (await case.row())["grade"]) == ("FINAL", "UNQUALIFIED")
    after = await case.city.one("Subsidy", subsidy)
    assert (after["state"], after["on_hold"], after["cancel_reason"]) == ("CANCELLED", False, CHANGED)
    [account] = await case.city.fetch("select carried + transferred + awarded as used from cap_account")
    assert account["used"] == 0


async def test_an_award_goes_on_where_the_grade_stands(database: Database):
    case = await Yearly.of(database)
    await case.called()
    await case.scored()
    await case.do(Act.DECIDE_EVALUATION, case.bureau, grade=GOOD, reason="专家漏评")
    await case.at("2022-06-01")
    await case.publish()
    await case.at("2022-06-09")
    await case.passes()
    await case.city.do(Act.CALCULATE_SUBSIDY, case.bureau, holder=shown("Entity", case.holder), graded_year=2021)
    [subsidy] = await case.city.fetch("select id from subsidy")
    await case.city.do(Act.APPROVE_SUBSIDY, case.bureau, subsidy["id"])

    await case.do(Act.REOPEN_EVALUATION, case.bureau, reason="发现新证据")
    await case.do(Act.CONCLUDE_REOPENING, case.bureau)

    after = await case.city.one("Subsidy", subsidy["id"])
    assert (after["state"], after["on_hold"]) == ("APPROVED", False)


async def test_a_grade_that_no_longer_stands_is_neither_confirmed_nor_paid(database: Database) -> None:
    case = await a_case(database)
    evaluation = await case.graded(await case.platform(Kind.DEMO_PLATFORM), GOOD)
    subsidy = await case.calculate()
    await case.approve(subsidy)

    await case.city.set("evaluation", evaluation, grade=QUALIFIED)
    with pytest.raises(Violation) as unconfirmed:
        await case.city.do(Act.CONFIRM_SUBSIDY, case.finance, subsidy["id"])
    await case.city.set("evaluation", evaluation, grade=GOOD)
    await case.city.do(Act.CONFIRM_SUBSIDY, case.finance, subsidy["id"])
    await case.city.set("evaluation", evaluation, grade=UNQUALIFIED)
    with pytest.raises(Violation) as unpaid:
        await case.city.do(Act.PAY_SUBSIDY, case.finance, subsidy["id"], instruction="1")

    assert code(unconfirmed) == code(unpaid) == "STALE_CALCULATION"


async def test_the_last_of_a_cap_is_still_confirmed_and_paid(database: Database) -> None:
    case = await a_case(database)
    platform = await case.platform(Kind.DEMO_PLATFORM)
    await case.opened(platform, yuan(130_000))
    await case.graded(platform, GOOD)
    subsidy = await case.calculate()

    await case.pay(subsidy)

    assert (subsidy["amount"], await case.used(platform)) == (yuan(20_000), yuan(150_000))
    assert await case.state(subsidy) == "PAID"


async def test_awards_of_two_years_fall_with_their_grades_in_one_act_and_the_cap_gets_both_back(
    database: Database,
) -> None:
    case = await a_case(database)
    platform = await case.platform(Kind.DEMO_PLATFORM)
    evaluations = [await case.graded(platform, GOOD, year) for year in (2020, 2021)]
    subsidies = [await case.calculate(year) for year in (2020, 2021)]
    for one in subsidies:
        await case.approve(one)
    assert await case.used(platform) == yuan(100_000)

    async with case.city.working(CLOCK) as work:
        accounts = CapAccounts(work)
        for id in evaluations:
            await case.city.set("evaluation", id, grade=UNQUALIFIED)
            await hold_money(work, await work.rows_of(EvaluationRow, id=id).one(), accounts)

    assert [await case.state(one) for one in subsidies] == ["CANCELLED", "CANCELLED"]
    assert await case.used(platform) == 0


async def test_a_title_is_not_revoked_without_a_rectification(database: Database) -> None:
    case = await a_case(database)
    await case.platform(Kind.DEMO_BASE)
    [title] = await case.city.fetch("select id from title")

    with pytest.raises(Violation) as refused:
        await case.city.do(Act.END_TITLE, case.bureau, title["id"], reason=TitleEnd.REVOKED, day=await case.today())

    assert (code(refused), refused.value.article) == ("INVALID", "第十九条")


async def test_a_call_holds_the_money_of_its_holders_and_a_withdrawal_lets_it_go_on(database: Database) -> None:
    case = await Yearly.of(database)
    base = await case.city.platform(Kind.DEMO_BASE, case.holder, case.region)
    await case.city.evaluation(base, GOOD, await case.city.round(2021))
    await case.city.do(Act.CALCULATE_SUBSIDY, case.bureau, holder=shown("Entity", case.holder), graded_year=2021)

    async def hold_state() -> tuple[bool, str]:
        [subsidy] = await case.city.fetch("select on_hold, state from subsidy")
        return subsidy["on_hold"], subsidy["state"]

    assert await hold_state() == (False, "CALCULATED")
    await case.called()
    assert await hold_state() == (True, "CALCULATED")
    await case.city.do(Act.WITHDRAW_ROUND, case.bureau, case.round, reason="通知有误")
    assert await hold_state() == (False, "CALCULATED")


async def test_a_rectification_waits_while_its_result_is_open_again(database: Database) -> None:
    case = await a_case(database)
    base = await case.platform(Kind.DEMO_BASE)
    rectification = await issued(case, base)
    await delivered(case, rectification)
    [evaluation] = await case.city.fetch("select id from evaluation")
    await case.city.do(Act.REOPEN_EVALUATION, case.bureau, evaluation["id"], reason="发现新证据")

    refusal: dict[str, Any] = {"kind": RefusalKind.IN_WORDS, "note": "来函拒绝"}
    with pytest.raises(Violation) as waits:
        await case.city.do(Act.RECORD_REFUSAL, case.bureau, rectification, **refusal)
    await case.city.set("evaluation", evaluation["id"], state=EvaluationState.FINAL, reopened_at=None)
    await case.city.do(Act.RECORD_REFUSAL, case.bureau, rectification, **refusal)

    assert code(waits) == "STILL_OPEN"
    assert (await case.city.one("Rectification", rectification))["state"] == "REFUSED"


async def test_annulling_excuses_the_answer_and_restores_no_title_whose_term_is_over(database: Database) -> None:
    case = await a_case(database)
    base = await case.platform(Kind.DEMO_BASE)
    rectification = await issued(case, base)
    await refused(case, rectification)
    [evaluation] = await case.city.fetch("select id from evaluation")
    await case.city.set("evaluation", evaluation["id"], grade=QUALIFIED)
    [title] = await case.city.fetch("select id from title")
    await case.city.set("title", title["id"], granted_to=await case.today())

    await case.city.do(Act.ANNUL_RECTIFICATION, case.bureau, rectification, reason="复查改判")

    assert (await case.city.one("Rectification", rectification))["state"] == "ANNULLED"
    [obligation] = await case.city.fetch("select outcome, exemption_reason from obligation")
    assert tuple(obligation) == ("EXEMPT", "复查改判")
    assert len(await case.city.fetch("select 1 from title")) == 1


async def test_a_reminder_of_materials_does_not_lie_before_the_call(database: Database) -> None:
    case = await Yearly.of(database)
    await case.called()
    told: dict[str, Any] = {"how": DeliveryMethod.POST, "to_whom": "法人", "proof": "回执"}
    evaluation = await case.row()
    subjects: list[dict[str, Any]] = [
        {"evaluation": shown("Evaluation", case.evaluation)},
        {"obligation": shown("Obligation", evaluation["obligation_id"])},
    ]

    for subject in subjects:
        with pytest.raises(Violation) as early:
            await case.city.do(Act.RECORD_REMINDER, case.bureau, **subject, day=date(2022, 2, 28), **told)
        assert (code(early), early.value.path) == ("DATES_ORDER", ("day",))
        await case.city.do(Act.RECORD_REMINDER, case.bureau, **subject, day=date(2022, 3, 1), **told)


async def test_a_reminder_of_a_report_does_not_lie_before_its_quarter(database: Database) -> None:
    case = await a_case(database)
    owed = await case.city.add(
        "Obligation",
        kind=ObligationKind.REPORT,
        platform_id=await case.platform(Kind.DEMO_BASE),
        region_id=case.region,
        quarter="2022Q1",
        route=Route.DEPARTMENT,
        nominal=date(2022, 3, 15),
        effective=date(2022, 3, 15),
        basis=DayBasis.NORM,
    )
    told: dict[str, Any] = {"how": DeliveryMethod.POST, "to_whom": "法人", "proof": "回执"}
    subject = {"obligation": shown("Obligation", owed)}

    with pytest.raises(Violation) as early:
        await case.city.do(Act.RECORD_REMINDER, case.bureau, **subject, day=date(2021, 12, 31), **told)
    await case.city.do(Act.RECORD_REMINDER, case.bureau, **subject, day=date(2022, 1, 1), **told)

    assert (code(early), early.value.path) == ("DATES_ORDER", ("day",))
