"""Platforms that follow one another in chains: no circle, and every one bears what came before it (Art. 12, 18)."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from domain.kernel.acts import Act
from domain.kernel.units import yuan
from domain.kernel.violations import Violation
from domain.regulation.packs.kunming_2020 import GOOD
from domain.terms import Kind
from domain.terms.registry import SuccessionKind
from tests.resolvers.acting import Acting, code, shown
from tests.resolvers.payable import Case

if TYPE_CHECKING:
    from api.database.database import Database


@pytest.fixture
async def case(database: Database) -> Case:
    acting = Acting(database)
    if not await acting.fetch("select 1 from city_clock"):
        await acting.add("CityClock")
    return await Case.of(acting)


async def platforms(case: Case, count: int) -> list[UUID]:
    return [await case.platform(Kind.DEMO_BASE) for _ in range(count)]


async def follow(case: Case, before: UUID, after: UUID) -> None:
    names: dict[str, Any] = {"predecessor": shown("Platform", before), "successor": shown("Platform", after)}
    told: dict[str, Any] = {"kind": SuccessionKind.MERGE, "day": await case.today(), "document": f"合{before}"[:40]}
    await case.city.do(Act.RECORD_SUCCESSION, case.bureau, **names, **told)


@pytest.mark.parametrize("length", [1, 2, 3, 5])
async def test_no_chain_closes(case: Case, length: int) -> None:
    chain = await platforms(case, length)
    for before, after in itertools.pairwise(chain):
        await follow(case, before, after)

    with pytest.raises(Violation) as refused:
        await follow(case, chain[-1], chain[0])

    assert code(refused) == "GOES_IN_CIRCLES"


async def test_two_at_once_do_not_close_a_circle_between_them(case: Case) -> None:
    one, two, three, four = await platforms(case, 4)
    await follow(case, one, two)
    await follow(case, three, four)

    await asyncio.gather(follow(case, two, three), follow(case, four, one), return_exceptions=True)

    assert len(await case.city.fetch("select 1 from succession")) == 3


@pytest.mark.parametrize("late_first", [False, True])
async def test_whoever_is_last_bears_what_all_before_had_received(case: Case, *, late_first: bool) -> None:
    one, two, three = await platforms(case, 3)
    await case.opened(one, yuan(100_000))
    await case.opened(two, yuan(50_000))
    steps = [(one, two), (two, three)]

    for before, after in reversed(steps) if late_first else steps:
        await follow(case, before, after)

    assert [await case.used(each) for each in (one, two, three)] == [yuan(100_000), yuan(150_000), yuan(150_000)]


async def test_an_award_given_back_frees_the_whole_chain(case: Case) -> None:
    one, two, three = await platforms(case, 3)
    await case.graded(one, GOOD)
    subsidy = await case.calculate()
    await case.approve(subsidy)
    await follow(case, two, three)
    await follow(case, one, two)
    assert await case.used(three) == yuan(100_000)

    await case.city.do(Act.CANCEL_SUBSIDY, case.bureau, subsidy["id"], reason="撤回")

    assert [await case.used(each) for each in (one, two, three)] == [0, 0, 0]


async def test_an_opening_balance_recorded_late_is_borne_by_all_that_followed(case: Case) -> None:
    one, two, three = await platforms(case, 3)
    await case.opened(two, yuan(50_000))
    await follow(case, one, two)
    await follow(case, two, three)

    await case.opened(one, yuan(100_000))

    assert [await case.used(each) for each in (one, two, three)] == [yuan(100_000), yuan(150_000), yuan(150_000)]
    with pytest.raises(Violation) as refused:
        await case.opened(one, yuan(1))
    assert code(refused) == "ALREADY_OPENED"
