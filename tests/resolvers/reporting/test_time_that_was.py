"""Time that was, stays, on a real database: extensions, excuses, corrections, outages (Art. 14; reading L31)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from domain.kernel.acts import Act
from domain.kernel.violations import Code
from domain.terms import Role
from domain.terms.reporting import ExcuseGround, FaultCause, Outcome
from tests.builders.filings import at
from tests.resolvers.district import District, refused

if TYPE_CHECKING:
    from domain.rights.scope import Actor

PROVEN: dict[str, Any] = {"reason": "停电三日", "proof": "供电所证明"}


async def decisions(district: District) -> list[tuple[Any, ...]]:
    rows = await district.fetch("select kind, state, role, reason from obligation_decision order by decided_at, id")
    return [tuple(row) for row in rows]


async def events(district: District) -> list[str]:
    return [row["event"] for row in await district.fetch("select event from outbox order by at, id")]


@pytest.mark.parametrize("handed_in", [True, False])
async def test_what_is_late_or_missing_stays_so_and_is_excused_beside(district: District, handed_in: bool):
    """A1: due on 15 September; nothing given afterwards makes it timely."""
    await district.now("2022-09-16 10:00")
    if handed_in:
        await district.reported(district.platform, district.operator)
    owed = await district.obligation(district.platform)
    late = "LATE" if handed_in else "MISSING"
    assert owed["outcome"] == late

    later = {"until": date(2022, 9, 30), "reason": "停电"}
    assert (
        await refused(district.do(Act.EXTEND_OBLIGATION, district.city_centre, owed["id"], **later)) is Code.WRONG_STATE
    )
    assert (
        await refused(district.do(Act.EXEMPT_OBLIGATION, district.city_centre, owed["id"], reason="停业"))
        is Code.WRONG_STATE
    )
    await district.do(
        Act.EXCUSE_OBLIGATION, district.city_centre, owed["id"], ground=ExcuseGround.FORCE_MAJEURE, **PROVEN
    )

    after = await district.obligation(district.platform)
    assert (after["outcome"], after["excused_at"] is not None, after["effective"]) == (late, True, date(2022, 9, 15))
    assert await decisions(district) == [("EXCUSE", "IN_FORCE", "MUNICIPAL_CENTER", "停电三日")]
    assert "OBLIGATION_EXCUSED" in await events(district)


async def test_a_first_submission_makes_late_and_its_recall_missing_again(district: District):
    """A1: a recall undoes its own submission and nothing else."""
    await district.now("2022-09-16 10:00")
    assert (await district.obligation(district.platform))["outcome"] == "MISSING"

    report = await district.reported(district.platform, district.operator)
    assert (await district.obligation(district.platform))["outcome"] == "LATE"
    await district.do(Act.RECALL_REPORT, district.operator, report)

    assert (await district.obligation(district.platform))["outcome"] == "MISSING"


@pytest.mark.parametrize("agreed", [True, False])
async def test_a_fault_is_put_right_by_two_persons(district: District, agreed: bool):
    """A1: the first word is kept."""
    await district.now("2022-09-16 10:00")
    await district.reported(district.platform, district.operator)
    owed = await district.obligation(district.platform)
    fault = {"outcome": Outcome.ON_TIME, "cause": FaultCause.PORTAL, **PROVEN}

    await district.do(Act.CORRECT_OUTCOME, district.city_centre, owed["id"], **fault)
    colleague: Actor = await district.person(Role.MUNICIPAL_CENTER)
    [proposed] = await district.fetch("select id from obligation_decision")
    said = {"agreed": agreed, "opinion": "经核实"}
    again = district.do(Act.CORRECT_OUTCOME, colleague, owed["id"], **fault)
    own = district.do(Act.DECIDE_CORRECTION, district.city_centre, proposed["id"], **said)
    assert await refused(again) is Code.PROPOSED_ALREADY
    assert await refused(own) is Code.ANOTHER_PERSON
    assert (await district.obligation(district.platform))["outcome"] == "LATE"

    await district.do(Act.DECIDE_CORRECTION, colleague, proposed["id"], **said)

    after = await district.obligation(district.platform)
    assert (after["outcome"], after["first_outcome"]) == (("ON_TIME", "LATE") if agreed else ("LATE", None))
    assert ("OUTCOME_CORRECTED" in await events(district)) is agreed


@pytest.mark.parametrize("role", [Role.DISTRICT_DEPARTMENT, Role.OVERSIGHT, Role.FINANCE_BUREAU, Role.MUNICIPAL_BUREAU])
async def test_nobody_else_decides_about_a_day_of_the_norm(district: District, role: Role):
    """A2: NORM the municipal centre."""
    somebody = await district.person(role)
    owed = await district.obligation(district.platform)

    code = await refused(district.do(Act.EXEMPT_OBLIGATION, somebody, owed["id"], reason="停业"))

    assert code in (Code.FORBIDDEN, Code.NOT_FOUND)
    assert await decisions(district) == []


async def test_a_duty_that_the_law_sets_is_excused_and_no_more(district: District):
    """A2: route 14(2)."""
    await district.as_owner("delete from obligation")
    await district.fetch(
        "update platform set state = 'ABOLISHED', abolished_on = '2022-06-30' where id = $1", district.centre
    )
    await district.now("2022-09-10 13:00")
    owed = await district.obligation(None)
    assert owed["basis"] == "LAW"

    for act, more in ((Act.EXTEND_OBLIGATION, {"until": date(2022, 10, 10)}), (Act.EXEMPT_OBLIGATION, {})):
        code = await refused(district.do(act, district.city_centre, owed["id"], reason="停电", **more))
        assert code is Code.LAW_SETS_THE_DAY
    await district.now("2022-09-27 09:00")
    ground = {"ground": ExcuseGround.OTHER_GOOD_REASON, **PROVEN}
    await district.do(Act.EXCUSE_OBLIGATION, district.city_centre, owed["id"], **ground)

    after = await district.obligation(None)
    assert (after["outcome"], after["excused_at"] is not None) == ("MISSING", True)


async def test_an_outage_on_the_last_day_moves_it_for_all(district: District):
    """A1: who handed in on the next day was late, and is in time by the new one; the silent one owes again."""
    await district.now("2022-09-16 09:00")
    await district.reported(district.platform, district.operator)
    lasted = {"since": at("2022-09-15 16:00"), "until": at("2022-09-15 23:30")}
    before = await district.fetch("select version from city_clock")

    await district.do(Act.RECORD_OUTAGE, district.city_centre, **lasted, **PROVEN)

    filed, silent = await district.obligation(district.platform), await district.obligation(district.silent)
    assert (filed["outcome"], filed["first_outcome"], filed["effective"]) == ("ON_TIME", "LATE", date(2022, 9, 16))
    assert (silent["outcome"], silent["effective"]) == ("PENDING", date(2022, 9, 16))
    assert (await district.obligation(None))["effective"] == date(2022, 9, 26)
    assert (await district.fetch("select version from city_clock"))[0]["version"] == before[0]["version"] + 1

    await district.now("2022-09-17 00:00")
    assert (await district.obligation(district.silent))["outcome"] == "MISSING"
