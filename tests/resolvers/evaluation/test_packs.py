"""What was called under a pack is paid and rectified under it, though another is loaded since (reading L17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.kernel.acts import Act
from domain.kernel.units import yuan
from domain.regulation.pack_copy import frozen
from domain.regulation.packs.kunming_2020 import GOOD, KUNMING_2020, UNQUALIFIED
from domain.regulation.rulepack import Cited
from domain.terms import Kind
from resolvers.work import unit_of_work
from tests.resolvers.acting import Acting, shown
from tests.resolvers.payable import Case

if TYPE_CHECKING:
    from api.database.database import Database
    from domain.regulation.rulepack import RulePack


def figure(pack: RulePack, **values: Any) -> RulePack:
    return replace(pack, **{name: Cited(value, "第一条") for name, value in values.items()})


RICHER = figure(
    KUNMING_2020,
    amounts={Kind.DEMO_PLATFORM: {GOOD: yuan(90_000)}, Kind.SERVICE_CENTER: {}},
    caps={Kind.DEMO_PLATFORM: yuan(300_000)},
    rectification_extensions=3,
)


@pytest.fixture
async def city(database: Database) -> Acting:
    acting = Acting(database)
    if not await acting.fetch("select 1 from city_clock"):
        await acting.add("CityClock")
    return acting


@pytest.mark.reading("L17")
async def test_an_old_round_is_paid_under_its_own_copy(city: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    case = await Case.of(city)
    platform = await case.platform(Kind.DEMO_PLATFORM)
    await case.opened(platform, yuan(120_000))
    await case.graded(platform, GOOD)
    monkeypatch.setattr(unit_of_work, "PACKS", (RICHER,))

    subsidy = await case.calculate()

    assert (subsidy["amount"], subsidy["pack"]) == (yuan(30_000), "KUNMING_2020")
    await case.pay(subsidy)
    assert (await case.used(platform), await case.state(subsidy)) == (yuan(150_000), "PAID")


async def test_a_later_round_is_paid_under_its_own_and_raises_the_cap(city: Acting) -> None:
    case = await Case.of(city)
    platform = await case.platform(Kind.DEMO_PLATFORM)
    await case.opened(platform, yuan(120_000))
    await case.graded(platform, GOOD, 2020)
    await case.pay(await case.calculate(2020))
    later = await city.round(2021)
    await city.fetch("update round set pack_snapshot = $2 where id = $1", later, {**frozen(RICHER), "code": "NEXT"})
    await city.evaluation(platform, GOOD, later)

    subsidy = await case.calculate()

    assert (subsidy["amount"], subsidy["pack"]) == (yuan(90_000), "NEXT")
    await case.pay(subsidy)
    [account] = await city.fetch("select cap from cap_account where platform_id = $1", platform)
    assert (await case.used(platform), account["cap"]) == (yuan(240_000), yuan(300_000))


async def test_a_notice_gives_as_many_extensions_as_its_rounds_pack(
    city: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await Case.of(city)
    failed = await case.graded(await case.platform(Kind.DEMO_PLATFORM), UNQUALIFIED)
    monkeypatch.setattr(unit_of_work, "PACKS", (RICHER,))
    said: dict[str, Any] = {
        "number": "1",
        "content": "整改",
        "evidence": "证明",
        "due_on": await case.today() + timedelta(days=30),
    }

    issued = await city.do(Act.ISSUE_RECTIFICATION, case.bureau, evaluation=shown("Evaluation", failed), **said)

    assert (await city.one("Rectification", issued))["extensions_left"] == 1
