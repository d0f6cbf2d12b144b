"""Money that is to come back, on a real database (13 E2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from domain.kernel.acts import Act
from domain.kernel.units import yuan
from domain.kernel.violations import Violation
from domain.regulation.packs.kunming_2020 import GOOD, QUALIFIED
from domain.rights.scope import Actor
from domain.terms import Kind, Role
from domain.terms.evaluation import EvaluationState
from domain.terms.money import RecoveryGround
from domain.terms.rectification import DeliveryMethod
from tests.resolvers.acting import Acting, code
from tests.resolvers.payable import ANNOUNCED, SERVED, Case, delivered, issued, warned

if TYPE_CHECKING:
    from api.database.database import Database

MISUSE: dict[str, Any] = {"amount": yuan(30_000), "document": "昆审报〔2022〕8号", "finder": "市审计局"}


@pytest.fixture
async def case(database: Database) -> Case:
    acting = Acting(database)
    if not await acting.fetch("select 1 from city_clock"):
        await acting.add("CityClock")
    return await Case.of(acting)


async def a_paid_base(case: Case) -> tuple[Any, Any]:
    evaluation = await case.graded(await case.platform(Kind.DEMO_BASE), GOOD)
    subsidy = await case.calculate()
    await case.pay(subsidy)
    return subsidy, evaluation


async def refusal(case: Case, act: Act, id: Any, **input: Any) -> str:
    actor = case.finance if act is Act.DECIDE_RECOVERY else case.bureau
    with pytest.raises(Violation) as refused:
        await case.city.do(act, actor, id, **input)
    return code(refused)


@pytest.mark.parametrize("state", [EvaluationState.IN_PUBLICITY, EvaluationState.UNDER_INVESTIGATION])
async def test_no_money_comes_back_while_the_lower_grade_is_in_publicity(case: Case, state: EvaluationState) -> None:
    subsidy, evaluation = await a_paid_base(case)
    await case.city.set("evaluation", evaluation, grade=QUALIFIED, state=state)

    with pytest.raises(Violation) as refused:
        await case.proposed(subsidy, RecoveryGround.LOWER_GRADE)

    assert code(refused) == "NOT_ALL_FINAL"


async def test_a_calculation_explains_and_a_recovery_is_heard_decided_and_served(case: Case) -> None:
    subsidy, evaluation = await a_paid_base(case)
    await case.city.set("evaluation", evaluation, grade=QUALIFIED)
    assert await case.calculate() is None
    [claim] = await case.city.fetch("select steps::text as says from claim where n = 2")
    for each in ("2021年度应补助0.00元", "现留存10万元", "多补10万元"):
        assert each in claim["says"]

    recovery = await case.proposed(subsidy, RecoveryGround.LOWER_GRADE)
    order = {"number": "决1号", "pay_by": await case.today() + timedelta(days=30)}
    assert await refusal(case, Act.ORDER_RECOVERY, recovery, **order) == "HEARING_FIRST"
    served = {**SERVED, "day": await case.today()}
    await case.city.do(Act.NOTIFY_RECOVERY, case.bureau, recovery, number="告1号", **served)
    assert await refusal(case, Act.ORDER_RECOVERY, recovery, **order) == "STILL_HEARD"
    await case.city.do(Act.STATE_ON_RECOVERY, case.bureau, recovery, statement="已用于活动")
    await case.city.set("recovery", recovery, heard_until=await case.today() - timedelta(days=1))
    assert await refusal(case, Act.ORDER_RECOVERY, recovery, **order) == "ANSWER_REQUIRED"
    await case.city.do(Act.ORDER_RECOVERY, case.bureau, recovery, **order, answer="不影响等次")
    assert await case.state(subsidy) == "PAID", "the bureau alone orders nothing"
    assert await refusal(case, Act.DECIDE_RECOVERY, recovery, agreed=False) == "REQUIRED"
    await case.city.do(Act.DECIDE_RECOVERY, case.finance, recovery, agreed=True)
    await case.city.do(Act.RECORD_RECOVERY_DELIVERY, case.bureau, recovery, **served)

    found = await case.city.one("Recovery", recovery)
    assert (found["state"], found["amount"], found["delivered_on"]) == ("OPEN", yuan(100_000), await case.today())
    assert await case.state(subsidy) == "RECOVERY_ORDERED"
    assert len(await case.city.fetch("select 1 from delivery where recovery_id = $1", recovery)) == 2
    [letter] = await case.city.fetch("select payload from outbox where event = 'RECOVERY_ORDERED'")
    assert (letter["payload"]["number"], letter["payload"]["ordered"]) == ("决1号", "100,000.00")
    assert letter["payload"]["reason"] == found["reason"]


async def test_what_came_back_for_misuse_is_paid_no_second_time(case: Case) -> None:
    subsidy, _ = await a_paid_base(case)
    await case.recovery(subsidy, RecoveryGround.FUND_MISUSE, **MISUSE)
    back = {"amount": yuan(30_000), "day": await case.today(), "voucher": "退1"}
    await case.city.do(Act.RECORD_RETURN, case.finance, subsidy["id"], **back)

    with pytest.raises(Violation) as refused:
        await case.calculate()

    assert code(refused) == "NOTHING_CHANGED"
    found = await case.city.one("Subsidy", subsidy["id"])
    assert (found["state"], found["returned"], found["forfeited"]) == ("PAID", yuan(30_000), yuan(30_000))


async def test_nothing_is_paid_anew_where_the_whole_came_back_for_misuse(case: Case) -> None:
    subsidy, _ = await a_paid_base(case)
    await case.recovery(subsidy, RecoveryGround.FUND_MISUSE, **{**MISUSE, "amount": yuan(100_000)})
    back = {"amount": yuan(100_000), "day": await case.today(), "voucher": "退2"}
    await case.city.do(Act.RECORD_RETURN, case.finance, subsidy["id"], **back)

    with pytest.raises(Violation) as refused:
        await case.calculate()

    assert (code(refused), await case.state(subsidy)) == ("NOTHING_CHANGED", "RETURNED")


async def test_one_recovery_of_a_subsidy_at_a_time_and_one_given_up_leaves_room(case: Case) -> None:
    subsidy, _ = await a_paid_base(case)
    first = await case.proposed(subsidy, RecoveryGround.FUND_MISUSE, **MISUSE)

    with pytest.raises(Violation) as refused:
        await case.proposed(subsidy, RecoveryGround.PAYMENT_ERROR, amount=yuan(1))
    assert code(refused) == "PAYMENT_UNSETTLED"
    await case.city.do(Act.DROP_RECOVERY, case.bureau, first, reason="查实无误")
    assert await case.proposed(subsidy, RecoveryGround.PAYMENT_ERROR, amount=yuan(1))


async def test_an_announcement_comes_last_and_counts_once_its_days_are_over(case: Case) -> None:
    subsidy, _ = await a_paid_base(case)
    recovery = await case.proposed(subsidy, RecoveryGround.FUND_MISUSE, **MISUSE)
    posted = {**SERVED, "how": DeliveryMethod.ANNOUNCEMENT, "number": "告1号", "day": await case.today()}

    assert await refusal(case, Act.NOTIFY_RECOVERY, recovery, **posted) == "ANNOUNCED_LAST"
    assert await refusal(case, Act.NOTIFY_RECOVERY, recovery, **posted, attempts="邮寄退回") == "ANNOUNCEMENT_RUNS"


async def test_no_title_is_revoked_unheard_or_in_silence(case: Case) -> None:
    platform = await case.platform(Kind.DEMO_PLATFORM)
    rectification = await issued(case, platform)
    await delivered(case, rectification)
    await case.city.do(Act.RECORD_REFUSAL, case.bureau, rectification, kind="IN_WORDS", note="来函拒绝")
    effect = {"number": "函1", "addressee": "云岭公司", "day": await case.today()}

    assert await refusal(case, Act.CLOSE_RECTIFICATION, rectification, **effect) == "HEARING_FIRST"
    await warned(case, rectification)
    assert await refusal(case, Act.CLOSE_RECTIFICATION, rectification, **effect) == "REQUIRED"
    assert await refusal(case, Act.CLOSE_RECTIFICATION, rectification, **effect, announcement="javascript:x") == (
        "INVALID"
    )
    await case.city.do(Act.CLOSE_RECTIFICATION, case.bureau, rectification, **effect, announcement=ANNOUNCED)
    found = await case.city.one("Rectification", rectification)
    assert (found["effect"], found["announcement"]) == ("TITLE_REVOKED", ANNOUNCED)


async def test_the_holder_states_by_its_own_operator_and_nobody_elses(case: Case) -> None:
    subsidy, _ = await a_paid_base(case)
    recovery = await case.proposed(subsidy, RecoveryGround.FUND_MISUSE, **MISUSE)
    await case.told(recovery)

    for entity, expected in ((await case.city.holder(), "FORBIDDEN"), (case.holder, None)):
        account = (await case.city.person(Role.OPERATOR)).account
        operator = Actor(Role.OPERATOR, account, None, {"entity": frozenset({entity}), "platform": frozenset[UUID]()})
        if expected is None:
            await case.city.do(Act.STATE_ON_RECOVERY, operator, recovery, statement="车系租用")
            continue
        with pytest.raises(Violation) as refused:
            await case.city.do(Act.STATE_ON_RECOVERY, operator, recovery, statement="无关")
        assert code(refused) in (expected, "NOT_FOUND")

    assert (await case.city.one("Recovery", recovery))["statement"] == "车系租用"
