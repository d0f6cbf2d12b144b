"""Reminders of what the duties of Articles 4 to 13 ask for by a day: who hears of a filing, a task, findings; once, and only while true."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pytest

from domain.kernel.acts import Act
from domain.terms import Role
from domain.terms.registry import ChangeKind, FilingRecipient
from domain.terms.supervision import InspectionAspect
from resolvers.letters import recipients
from resolvers.plan.city import open_city
from resolvers.supervision.inspections import FoundInput
from tests.builders.change_filings import copies, file
from tests.builders.reminders import MAILED, rungs
from tests.builders.working_days import loading
from tests.resolvers.acting import shown
from tests.resolvers.district import District

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

R = FilingRecipient
DUE: Final = date(2022, 9, 20)
DONE: Final = "2022-09-06"
"""Ten working days before."""
NOON: Final = ("09-12", "09-13", "09-14", "09-19", "09-20", "09-21", "09-22", "09-27", "09-28", "10-20")
BEFORE: Final = [-10, -5, -1, 0]
LATE: Final = [1, 5]

Made = Callable[[District], Awaitable["UUID"]]
Settled = Callable[[District, "UUID"], Awaitable[object]]


async def a_filing(district: District) -> UUID:
    """A filing that was sent to one of the two."""
    return await file(district, R.DEPARTMENT, done=DONE)


async def an_entry(district: District, platform: UUID | None = None) -> UUID:
    """A change that the registry shows, and that nobody filed."""
    days = {"completed_on": date.fromisoformat(DONE), "due_on": DUE, "working_days": 10}
    whose = {"platform_id": platform or district.platform, "region_id": district.region}
    return await district.add("RegistryChange", kind=ChangeKind.HOLDER, **whose, **days)


async def a_task(district: District, due_on: date = DUE, **to: Any) -> UUID:
    """A task given to one."""
    said = {"title": "政策宣讲", "text": "举办一场宣讲会", "due_on": due_on}
    whom = to or {"platforms": [shown("Platform", district.platform)]}
    task = await district.do(Act.ISSUE_TASK, district.department, **said, **whom)
    [row] = await district.fetch("select id from assignment where task_id = $1", task)
    return row["id"]


async def findings(district: District) -> UUID:
    """Findings that wait for a reply."""
    what: dict[str, Any] = {"aspect": InspectionAspect.SERVICE, "planned_on": date(2022, 9, 10), "content": "抽查档案"}
    whose = shown("Platform", district.platform)
    one = await district.do(Act.PLAN_INSPECTION, district.department, platform=whose, **what)
    found = [FoundInput(problem="两场活动没有签到表", demand="补齐")]
    seen = {"record": "现场查看", "day": date(2022, 9, 10), "due_on": DUE}
    return await district.do(Act.CARRY_OUT_INSPECTION, district.department, one, **seen, findings=found)


@dataclass
class Post:
    """Everybody who might hear of something, and what of it they heard."""

    district: District
    names: dict[UUID, str] = field(default_factory=dict["UUID", str])

    @classmethod
    async def of(cls, district: District) -> Post:
        """Somebody in each office, in the district and beside it."""
        post = cls(district)
        bearers = {
            whose: (await district.one("Platform", each))["holder_id"]
            for whose, each in (("operator", district.platform), ("stranger", district.silent))
        }
        for whose, entity in bearers.items():
            await post.seated(whose, Role.OPERATOR, entity_id=entity)
        await post.seated("department", Role.DISTRICT_DEPARTMENT, region_id=district.region)
        await post.seated("desk", Role.DISTRICT_CENTER, region_id=district.region)
        await post.seated("department elsewhere", Role.DISTRICT_DEPARTMENT, region_id=await district.district())
        await post.seated("centre", Role.MUNICIPAL_CENTER)
        await post.seated("bureau", Role.MUNICIPAL_BUREAU)
        return post

    async def seated(self, name: str, role: Role, **place: UUID) -> None:
        who = (await self.district.person(role)).account
        assert who is not None
        await self.district.add("Office", account_id=who, role=role, valid_from=date(2020, 1, 1), **place)
        self.names[who] = name

    async def delivered(self) -> None:
        """Address all there is."""
        async with self.district.connection() as connection:
            city = await open_city(connection)
        while await recipients.address(self.district.database.pool.write, city, MAILED):
            continue

    async def rungs_of(self, id: UUID) -> dict[str, list[int]]:
        """The rungs that each was told of a row, in order."""
        found = await self.district.fetch(
            "select l.account_id, l.rung from letter l join outbox o on o.id = l.outbox_id "
            "where o.row_id = $1 and l.rung is not null order by o.at",
            id,
        )
        told = dict[str, list[int]]()
        for each in found:
            told.setdefault(self.names[each["account_id"]], []).append(each["rung"])
        return told

    async def subjects(self, id: UUID, name: str = "operator") -> list[str]:
        """What the reminders that somebody got are called."""
        found = await self.district.fetch(
            "select l.account_id, l.subject from letter l join outbox o on o.id = l.outbox_id "
            "where o.row_id = $1 and l.rung is not null order by o.at",
            id,
        )
        return [each["subject"] for each in found if self.names[each["account_id"]] == name]


async def until(post: Post, *days: str) -> None:
    """At noon of each of these days what fell due is recorded, twice, and told."""
    for day in days:
        await post.district.now(f"2022-{day} 12:00")
        await post.district.now(f"2022-{day} 12:30")
        await post.delivered()


ABOVE: Final = {"department": LATE, "centre": [5]}


@pytest.mark.parametrize(
    ("made", "above"),
    [
        pytest.param(a_filing, ABOVE, marks=pytest.mark.requirement("R12.4")),
        pytest.param(an_entry, ABOVE, marks=pytest.mark.requirement("R12.4")),
        pytest.param(a_task, {}, marks=pytest.mark.requirement("R4.1")),
        pytest.param(findings, {}, marks=pytest.mark.requirement("R13.1")),
    ],
)
async def test_each_duty_is_told_before_its_day_on_it_and_after_once(
    district: District, made: Made, above: dict[str, list[int]]
) -> None:
    id, post = await made(district), await Post.of(district)

    await until(post, *NOON)

    assert await rungs(district, id) == [
        *(("DUTY_DUE", rung) for rung in BEFORE),
        *(("DUTY_LATE", rung) for rung in LATE),
    ]
    assert await post.rungs_of(id) == {"operator": [*BEFORE, *LATE], **above}


@pytest.mark.parametrize("desk", ["departments", "centers"])
async def test_a_task_of_a_district_is_told_to_its_desk(district: District, desk: str) -> None:
    region, bureau = [shown("Region", district.region)], await district.person(Role.MUNICIPAL_BUREAU)
    said: dict[str, Any] = {"title": "政策宣讲", "text": "举办一场宣讲会", "due_on": DUE}
    whom: dict[str, Any] = {desk: region}
    task = await district.do(Act.ISSUE_TASK, bureau, **said, **whom)
    [row] = await district.fetch("select id from assignment where task_id = $1", task)
    post = await Post.of(district)

    await until(post, *NOON)

    assert await post.rungs_of(row["id"]) == {
        "department" if desk == "departments" else "desk": [*BEFORE, *LATE],
    }


async def sent(district: District, id: UUID) -> object:
    copy = (await copies(district, id))["MUNICIPAL_CENTER"]["id"]
    return await district.do(Act.SEND_FILING_COPY, district.operator, copy)


async def taken_back(district: District, id: UUID) -> object:
    return await district.do(Act.WITHDRAW_FILING, district.operator, id, reason="误填")


async def filed(district: District, _id: UUID) -> object:
    return await file(district, R.DEPARTMENT, R.MUNICIPAL_CENTER, done=DONE)


async def reported(district: District, id: UUID) -> object:
    await district.do(Act.ACKNOWLEDGE_ASSIGNMENT, district.operator, id)
    return await district.do(Act.REPORT_ASSIGNMENT, district.operator, id, result="已举办")


async def withdrawn(district: District, id: UUID) -> object:
    return await district.do(Act.WITHDRAW_ASSIGNMENT, district.department, id, reason="另行安排")


async def replied(district: District, id: UUID) -> object:
    return await district.do(Act.REPLY_INSPECTION, district.operator, id, reply="已补齐")


ENDS: Final = [
    (a_filing, sent),
    (a_filing, taken_back),
    (an_entry, filed),
    (a_task, reported),
    (a_task, withdrawn),
    (findings, replied),
]


@pytest.mark.parametrize(("made", "settled"), ENDS)
async def test_what_is_done_or_not_asked_for_is_told_no_more(district: District, made: Made, settled: Settled) -> None:
    id, post = await made(district), await Post.of(district)
    await until(post, "09-12", "09-19")
    await settled(district, id)

    await until(post, *NOON[4:])

    assert await post.rungs_of(id) == {"operator": [-10, -1]}


@pytest.mark.parametrize(("made", "settled"), ENDS)
async def test_a_reminder_that_is_no_longer_true_is_not_sent(district: District, made: Made, settled: Settled) -> None:
    id, post = await made(district), await Post.of(district)
    await district.now("2022-09-12 12:00")
    await settled(district, id)
    await post.delivered()

    assert await rungs(district, id) == [("DUTY_DUE", -10)]
    assert await post.rungs_of(id) == {}


@pytest.mark.requirement("R12.4")
async def test_a_change_and_its_filing_are_told_once_and_of_the_filing_while_it_stands(district: District) -> None:
    entry, post = await an_entry(district), await Post.of(district)
    await until(post, "09-12")
    filing = await file(district, done=DONE)
    await until(post, "09-12", "09-13")
    await taken_back(district, filing)
    await until(post, "09-19", "09-20")
    again = await file(district, done=DONE)
    await until(post, "09-20", "09-21", "09-27")

    assert await post.rungs_of(entry) == {"operator": [-10, -1, 0]}
    assert await post.rungs_of(filing) == {"operator": [-5]}
    # Sent to nobody; but the registry shows the change to those above.
    assert await post.rungs_of(again) == {"operator": LATE, **ABOVE}


async def test_a_filing_that_nobody_else_may_read_is_told_to_its_operator_alone(district: District) -> None:
    filing, post = await file(district, done=DONE), await Post.of(district)

    await until(post, *NOON)

    assert await post.rungs_of(filing) == {"operator": [*BEFORE, *LATE]}


async def test_the_citys_own_centre_files_with_the_bureau_which_hears_that_it_is_late(district: District) -> None:
    await district.set("platform", district.centre, municipal=True)
    entry, post = await an_entry(district, district.centre), await Post.of(district)

    await until(post, "09-20", "09-21")

    assert await post.rungs_of(entry) == {"bureau": [1]}


@pytest.mark.requirement("R12.4")
async def test_a_moved_day_moves_what_was_not_told(district: District, tmp_path: Path) -> None:
    filing, post = await a_filing(district), await Post.of(district)
    await until(post, "09-12", "09-13")
    await loading(district.database, tmp_path, "2022-09-15,REST,,文,")
    due = (await district.one("ChangeFiling", filing))["due_on"]
    await until(post, "09-19", "09-20")
    before = await post.rungs_of(filing)
    await until(post, "09-21", "09-22")

    assert due == date(2022, 9, 22)  # nor is the 12th a working day by the calendar that was loaded
    assert before == {"operator": [-10, -5]}
    assert (await post.rungs_of(filing))["operator"] == [-10, -5, -1, 0]


async def test_a_reminder_that_waited_says_nothing_of_a_day_that_moved(district: District) -> None:
    one, post = await findings(district), await Post.of(district)
    await district.now("2022-09-21 12:00")
    await replied(district, one)
    again = {"reason": "公开栏呢", "due_on": date(2022, 9, 30)}
    await district.do(Act.ASK_AGAIN_INSPECTION, district.department, one, **again)
    await post.delivered()

    assert await rungs(district, one) == [("DUTY_LATE", 1)]
    assert await post.rungs_of(one) == {}


async def test_a_reminder_says_how_much_time_is_left(district: District) -> None:
    short, rest = await a_task(district, date(2022, 9, 15)), await a_task(district, date(2022, 9, 24))
    post = await Post.of(district)
    await until(post, "09-12", "09-14", "09-15", "09-16", "09-23", "09-26")
    name = (await district.one("Platform", district.platform))["name"]
    what = f"：{name}任务“政策宣讲”结果报告"

    assert await post.subjects(short) == [
        f"{left}{what}"
        for left in ("还有3个工作日截止", "还有1个工作日截止", "今日截止", "已逾期1个工作日", "已逾期6个工作日")
    ]
    assert await post.subjects(rest) == [
        f"{left}{what}"
        for left in ("还有9个工作日截止", "还有5个工作日截止", "今日为截止前最后一个工作日", "已逾期1个工作日")
    ]
