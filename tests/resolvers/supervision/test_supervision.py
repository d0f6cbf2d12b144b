"""Tasks, inspections, difficulties and circulars on a real database (Art. 4-6, 13)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from domain.kernel.acts import Act
from domain.kernel.units import yuan
from domain.kernel.violations import Code
from domain.terms import Role
from domain.terms.supervision import InspectionAspect
from resolvers.supervision.inspections import FoundInput
from tests.builders.demands import concluded, demand, matched
from tests.builders.filings import Q3
from tests.resolvers.acting import shown
from tests.resolvers.district import District, refused

if TYPE_CHECKING:
    from uuid import UUID

    from domain.rights.scope import Actor

TASK: dict[str, Any] = {"title": "政策宣讲", "text": "举办一场宣讲会", "due_on": date(2022, 9, 30)}


async def assigned(district: District, issuer: Actor, **to: Any) -> UUID:
    """The one assignment of a task just given."""
    task = await district.do(Act.ISSUE_TASK, issuer, **TASK, **to)
    [row] = await district.fetch("select id from assignment where task_id = $1", task)
    return row["id"]


async def state_of(district: District, noun: str, id: UUID) -> str:
    return (await district.one(noun, id))["state"]


async def events_of(district: District, id: UUID) -> list[str]:
    return [
        row["event"] for row in await district.fetch("select event from outbox where row_id = $1 order by at, id", id)
    ]


@pytest.mark.requirement("R4.1")
async def test_the_bureau_gives_a_task_to_a_platform_a_department_and_a_centre(district: District):
    bureau, region = await district.person(Role.MUNICIPAL_BUREAU), [shown("Region", district.region)]

    task = await district.do(
        Act.ISSUE_TASK,
        bureau,
        **TASK,
        platforms=[shown("Platform", district.platform)],
        departments=region,
        centers=region,
    )

    rows = await district.fetch(
        "select assignee, platform_id, state from assignment where task_id = $1 order by 1", task
    )
    assert [tuple(row) for row in rows] == [
        ("DISTRICT_CENTER", None, "ISSUED"),
        ("DISTRICT_DEPARTMENT", None, "ISSUED"),
        ("OPERATOR", district.platform, "ISSUED"),
    ]


@pytest.mark.requirement("R6.1")
async def test_an_operator_takes_a_task_up_and_reports_until_the_issuer_is_content(district: District):
    one = await assigned(district, district.department, platforms=[shown("Platform", district.platform)])

    await district.do(Act.ACKNOWLEDGE_ASSIGNMENT, district.operator, one)
    await district.do(Act.REPORT_ASSIGNMENT, district.operator, one, result="举办一场，46家企业参加")
    await district.do(Act.RETURN_ASSIGNMENT, district.department, one, reason="请附签到表")
    await district.do(Act.REPORT_ASSIGNMENT, district.operator, one, result="已附签到表")
    await district.do(Act.CLOSE_ASSIGNMENT, district.department, one)

    assert await state_of(district, "Assignment", one) == "CLOSED"
    assert await events_of(district, one) == [
        "ASSIGNMENT_ISSUED",
        "ASSIGNMENT_REPORTED",
        "ASSIGNMENT_RETURNED",
        "ASSIGNMENT_REPORTED",
        "ASSIGNMENT_CLOSED",
    ]


@pytest.mark.requirement("R5.2")
async def test_a_centre_answers_to_the_municipal_centre_and_to_its_department_each_for_its_own(district: District):
    centre = {"centers": [shown("Region", district.region)]}
    above = await assigned(district, district.city_centre, **centre)
    beside = await assigned(district, district.department, **centre)

    for one in (above, beside):
        await district.do(Act.ACKNOWLEDGE_ASSIGNMENT, district.centre_desk, one)
        await district.do(Act.REPORT_ASSIGNMENT, district.centre_desk, one, result="已办理")
    crossed = [
        await refused(district.do(Act.CLOSE_ASSIGNMENT, district.department, above)),
        await refused(district.do(Act.CLOSE_ASSIGNMENT, district.city_centre, beside)),
    ]
    await district.do(Act.CLOSE_ASSIGNMENT, district.city_centre, above)
    await district.do(Act.CLOSE_ASSIGNMENT, district.department, beside)

    assert crossed == [Code.FORBIDDEN, Code.FORBIDDEN]
    for inspector in (district.city_centre, district.department):
        assert await planned(district, inspector, district.centre)
    assert await refused(planned(district, district.centre_desk, district.centre)) is Code.FORBIDDEN
    assert await refused(assigned(district, district.centre_desk, **centre)) is Code.FORBIDDEN


async def planned(district: District, inspector: Actor, platform: UUID) -> UUID:
    return await district.do(
        Act.PLAN_INSPECTION,
        inspector,
        platform=shown("Platform", platform),
        aspect=InspectionAspect.SERVICE,
        planned_on=date(2022, 9, 10),
        content="抽查服务活动档案",
    )


async def inspected(district: District, inspector: Actor, platform: UUID) -> UUID:
    """An inspection whose findings are to be answered."""
    one = await planned(district, inspector, platform)
    findings = [
        FoundInput(problem="两场活动没有签到表", demand="补齐"),
        FoundInput(problem="公开栏过期", demand="更新"),
    ]
    seen = {"record": "现场查看", "day": date(2022, 9, 10), "due_on": date(2022, 9, 20)}
    return await district.do(Act.CARRY_OUT_INSPECTION, inspector, one, **seen, findings=findings)


@pytest.mark.requirement("R13.1")
@pytest.mark.requirement("R6.1")
async def test_the_municipal_centre_inspects_and_the_operator_answers(district: District):
    one = await inspected(district, district.city_centre, district.platform)

    await district.do(Act.REPLY_INSPECTION, district.operator, one, reply="已补齐")
    await district.do(Act.ASK_AGAIN_INSPECTION, district.city_centre, one, reason="公开栏呢", due_on=date(2022, 9, 25))
    await district.do(Act.REPLY_INSPECTION, district.operator, one, reply="已更新")
    await district.do(Act.CLOSE_INSPECTION, district.city_centre, one, opinion="整改到位")

    findings = await district.fetch(
        "select n, problem from inspection_finding where inspection_id = $1 order by n", one
    )
    assert [tuple(row) for row in findings] == [(1, "两场活动没有签到表"), (2, "公开栏过期")]
    assert await state_of(district, "Inspection", one) == "CLOSED"
    assert await events_of(district, one) == [
        "INSPECTION_PLANNED",
        "FINDINGS_SENT",
        "INSPECTION_REPLIED",
        "INSPECTION_ASKED_AGAIN",
        "INSPECTION_REPLIED",
        "INSPECTION_CLOSED",
    ]


@pytest.mark.requirement("R5.3")
async def test_a_centre_inspects_in_its_district_and_nowhere_else(district: District):
    one = await inspected(district, district.centre_desk, district.platform)
    elsewhere = await district.reaching(Role.DISTRICT_CENTER, region=await district.district())

    assert await state_of(district, "Inspection", one) == "FINDINGS_SENT"
    assert await refused(planned(district, elsewhere, district.platform)) is Code.FORBIDDEN
    cancelled = await planned(district, district.centre_desk, district.platform)
    await district.do(Act.CANCEL_INSPECTION, district.centre_desk, cancelled, reason="改期")
    assert await state_of(district, "Inspection", cancelled) == "CANCELLED"


@pytest.mark.requirement("R5.1")
async def test_a_difficulty_is_a_ticket_with_an_owner_until_whoever_raised_it_is_content(district: District):
    raised: dict[str, Any] = {
        "subject": "场地到期",
        "content": "租约年底到期",
        "platform": shown("Platform", district.platform),
    }
    one = await district.do(Act.RAISE_DIFFICULTY, district.operator, **raised)
    nobodys = await refused(district.do(Act.RESOLVE_DIFFICULTY, district.department, one, resolution="已办"))

    await district.do(Act.ASSIGN_DIFFICULTY, district.city_centre, one, owner=Role.DISTRICT_DEPARTMENT)
    await district.do(Act.RESOLVE_DIFFICULTY, district.department, one, resolution="已协调续租")
    await district.do(Act.REOPEN_DIFFICULTY, district.operator, one, reason="租金仍未落实")
    await district.do(Act.ASSIGN_DIFFICULTY, district.city_centre, one, owner=Role.MUNICIPAL_CENTER)
    anothers = await refused(district.do(Act.RESOLVE_DIFFICULTY, district.department, one, resolution="已办"))
    await district.do(Act.RESOLVE_DIFFICULTY, district.city_centre, one, resolution="租金减免一年")
    await district.do(Act.CLOSE_DIFFICULTY, district.operator, one)

    assert (nobodys, anothers) == (Code.FORBIDDEN, Code.FORBIDDEN)
    assert await state_of(district, "Difficulty", one) == "CLOSED"


async def test_a_districts_own_difficulty_names_no_platform(district: District):
    one = await district.do(Act.RAISE_DIFFICULTY, district.centre_desk, subject="人手不足", content="缺两名专员")

    of_the_department = await district.do(
        Act.RAISE_DIFFICULTY, district.department, subject="无服务中心", content="尚未设立"
    )

    row = await district.one("Difficulty", one)
    assert (row["platform_id"], row["region_id"], row["raised_by"]) == (None, district.region, "DISTRICT_CENTER")
    row = await district.one("Difficulty", of_the_department)
    assert (row["region_id"], row["raised_by"], row["state"]) == (district.region, "DISTRICT_DEPARTMENT", "OPEN")
    assert (
        await refused(district.do(Act.RAISE_DIFFICULTY, district.operator, subject="x", content="y")) is Code.REQUIRED
    )


@pytest.mark.requirement("R5.1")
async def test_a_circular_says_what_the_records_say_and_is_frozen_when_it_is_out(district: District):
    await district.served(district.platform, times=2)
    report = await district.reported(district.platform, district.operator)
    one = await district.do(Act.DRAFT_CIRCULAR, district.city_centre, quarter=Q3, title="三季度通报")
    early = await refused(district.do(Act.PUBLISH_CIRCULAR, district.city_centre, one, number="昆企服〔2022〕9号"))
    await district.do(Act.ACCEPT_REPORT, district.centre_desk, report)
    await district.now("2022-10-08 09:00")

    stale = await refused(district.do(Act.PUBLISH_CIRCULAR, district.city_centre, one, number="昆企服〔2022〕9号"))
    await district.do(Act.SAVE_CIRCULAR, district.city_centre, one, title="三季度通报")
    await district.do(Act.PUBLISH_CIRCULAR, district.city_centre, one, number="昆企服〔2022〕9号")

    row = await district.one("Circular", one)
    assert (early, stale) == (Code.QUARTER_RUNS, Code.FIGURES_CHANGED)
    assert ("共开展服务活动2场" in row["text"], row["state"]) == (True, "PUBLISHED")
    await district.now("2022-10-15 00:00")
    assert (await district.one("Circular", one))["figures"] == row["figures"]
    twice = district.do(Act.DRAFT_CIRCULAR, district.city_centre, quarter=Q3, title="又一份")
    assert await refused(twice) is Code.ALREADY_EXISTS
    await district.do(Act.ARCHIVE_CIRCULAR, district.city_centre, one, reason="数据更正，另行通报")
    assert await district.do(Act.DRAFT_CIRCULAR, district.city_centre, quarter=Q3, title="更正通报")


async def test_an_enterprise_that_only_money_came_to_is_not_told_as_served(district: District):
    await district.served(district.platform)
    financed = await demand(district, await district.served(district.silent))
    await matched(district, financed)
    await concluded(district, financed, date(2022, 8, 20), met=True, financing=yuan(200_000))
    report = await district.reported(district.platform, district.operator)
    await district.do(Act.ACCEPT_REPORT, district.centre_desk, report)

    one = await district.do(Act.DRAFT_CIRCULAR, district.city_centre, quarter=Q3, title="三季度通报")

    [version] = await district.fetch("select enterprise_count, financing_enterprises from report_version")
    assert tuple(version.values()) == (1, 1)
    assert (await district.one("Circular", one))["figures"]["city"]["enterprises"] == 1
