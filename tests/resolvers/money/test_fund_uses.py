"""The use of subsidised money on a real database (Art. 13, 18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from domain.kernel.acts import Act
from domain.kernel.units import yuan
from domain.kernel.violations import Violation
from domain.regulation.packs.kunming_2020 import GOOD
from domain.terms import Kind, Role
from domain.terms.money import FundPurpose
from resolvers.money.fund_uses import FundUseInput
from schema.noun.vocabulary import Money
from tests.resolvers.acting import Acting, code
from tests.resolvers.payable import Case

if TYPE_CHECKING:
    from api.database.database import Database
    from domain.rights.scope import Actor


@pytest.fixture
async def city(database: Database) -> Acting:
    acting = Acting(database)
    if not await acting.fetch("select 1 from city_clock"):
        await acting.add("CityClock")
    return acting


async def paid(city: Acting) -> tuple[Any, Actor]:
    """A paid subsidy of 50,000, and somebody of its holder."""
    case = await Case.of(city)
    await case.graded(await case.platform(Kind.DEMO_PLATFORM), GOOD)
    subsidy = await case.calculate()
    await case.pay(subsidy)
    operator = await city.person(Role.OPERATOR)
    return subsidy, replace(operator, reach={"entity": frozenset({case.holder})})


def a_use(amount: int, purpose: FundPurpose = FundPurpose.ACTIVITY) -> FundUseInput:
    return FundUseInput(
        purpose=purpose,
        amount=Money(amount),
        day=date(2022, 3, 1),
        voucher=f"记-{purpose.value}-{amount}",
        payee="云岭会展公司",
        subject="场地",
    )


@pytest.mark.requirement("R13.2")
async def test_vouchers_are_counted_against_the_award(city: Acting) -> None:
    subsidy, operator = await paid(city)

    uses = [a_use(yuan(20_000)), a_use(yuan(5_000), FundPurpose.OTHER)]
    await city.do(Act.RECORD_FUND_USE, operator, subsidy["id"], total=yuan(25_000), uses=uses)

    [balance] = await city.fetch("select * from fund_balance")
    assert (balance["kept"], balance["activity"], balance["other"]) == (yuan(50_000), yuan(20_000), yuan(5_000))
    assert balance["unused"] == yuan(25_000)
    assert [row["event"] for row in await city.fetch("select event from outbox where event = 'FUND_FINDING'")]
    with pytest.raises(Violation) as refused:
        await city.do(Act.RECORD_FUND_USE, operator, subsidy["id"], total=yuan(25_001), uses=[a_use(yuan(25_001))])
    assert code(refused) == "TOO_MUCH"


@pytest.mark.requirement("R13.2")
async def test_a_holder_enters_a_voucher_once(city: Acting) -> None:
    subsidy, operator = await paid(city)
    one: dict[str, Any] = {"total": yuan(1_000), "uses": [a_use(yuan(1_000))]}
    await city.do(Act.RECORD_FUND_USE, operator, subsidy["id"], **one)

    with pytest.raises(Violation) as refused:
        await city.do(Act.RECORD_FUND_USE, operator, subsidy["id"], **one)
    assert code(refused) == "ALREADY_EXISTS"
    await city.do(Act.RECORD_FUND_USE, operator, subsidy["id"], total=yuan(1_001), uses=[a_use(yuan(1_001))])
    with pytest.raises(asyncpg.UniqueViolationError):
        await city.fetch("update fund_use set voucher = 'X'")


async def test_what_is_withdrawn_may_be_spent_again(city: Acting) -> None:
    subsidy, operator = await paid(city)
    whole = {"total": yuan(50_000), "uses": [a_use(yuan(50_000))]}
    await city.do(Act.RECORD_FUND_USE, operator, subsidy["id"], **whole)
    [use] = await city.fetch("select id from fund_use")

    await city.do(Act.WITHDRAW_FUND_USE, operator, use["id"], reason="凭证录错")
    await city.do(Act.RECORD_FUND_USE, operator, subsidy["id"], **whole)

    [balance] = await city.fetch("select unused from fund_balance")
    assert balance["unused"] == 0
