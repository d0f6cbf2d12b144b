"""What a letter says is what the event said, whatever its record became before the letter was written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from domain.kernel.acts import Act
from domain.kernel.events import Event
from domain.terms import Role
from resolvers.letters import recipients
from resolvers.plan.city import open_city
from tests.builders.reminders import MAILED
from tests.resolvers.yearly import Yearly

if TYPE_CHECKING:
    from api.database.database import Database

OBJECTED = "收到对该结果的异议或者线索。"


async def final(database: Database) -> Yearly:
    """A final result whose operator is told of what happens to it."""
    case = await Yearly.of(database)
    office: dict[str, Any] = {"role": Role.OPERATOR, "valid_from": date(2020, 1, 1), "entity_id": case.holder}
    await case.city.add("Office", account_id=case.operator.account, **office)
    await case.called()
    await case.published()
    await case.at("2022-06-09")
    await case.passes()
    return case


async def reasons(case: Yearly, database: Database) -> set[str]:
    """The reasons named by the letters about the result's reopenings, a letter each."""
    async with case.city.connection() as connection:
        city = await open_city(connection)
    await recipients.address(database.pool.write, city, MAILED)
    found = await case.city.fetch("select text from letter where event = $1", Event.EVALUATION_REOPENED)
    assert len(found) == 2
    return {line for each in found for line in each["text"].splitlines() if line.startswith("原因：")}


async def test_letters_of_two_reopenings_each_name_their_own_reason(database: Database):
    """D7: written late, they name the reason of then, not the last one, and no objection that never came."""
    case = await final(database)
    for why in ("发现新证据", "评分表复核有误"):
        await case.do(Act.REOPEN_EVALUATION, case.bureau, reason=why)
        await case.do(Act.CONCLUDE_REOPENING, case.bureau)

    assert await reasons(case, database) == {"原因：发现新证据", "原因：评分表复核有误"}


async def test_a_tip_off_taken_up_before_a_reopening_is_told_as_a_tip_off(database: Database):
    """D7: what came from outside is told as such, though the bureau reopened the result afterwards of itself."""
    case = await final(database)
    tip_off = await case.object()
    await case.city.do(Act.TAKE_UP_TIP_OFF, case.bureau, tip_off)
    await case.city.do(Act.DECIDE_OBJECTION, case.bureau, tip_off, upheld=False, findings="查无实据", answer="不成立")
    await case.do(Act.REOPEN_EVALUATION, case.bureau, reason="审计发现问题")

    assert await reasons(case, database) == {f"原因：{OBJECTED}", "原因：审计发现问题"}
