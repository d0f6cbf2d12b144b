"""Demands, complaints and follow-ups by their verbs, on a real database (Art. 7(1), 7(3), 11, 13)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from domain.demands import follow_up as follow_up_rules
from domain.demands.follow_up import Answered
from domain.kernel.acts import Act
from domain.kernel.units import Quarter, yuan
from domain.kernel.violations import Code
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.rights.scope import PUBLIC, Actor
from domain.terms import Role
from domain.terms.demands import ComplaintKind, DemandSource, FollowUpState
from domain.terms.reporting import Mode, Nature, ServiceFunction
from resolvers.evaluation.year_records import records_of
from resolvers.services.activities import EntryInput
from resolvers.work.unit_of_work import uuid7
from tests.builders.demands import FINANCING, concluded, demand, matched, of
from tests.builders.partners import a_code, a_partner
from tests.resolvers.acting import shown
from tests.resolvers.district import District, refused

if TYPE_CHECKING:
    from uuid import UUID

Q3 = Quarter("2022Q3")


# demands


@pytest.mark.requirement("R7.3")
async def test_a_demand_is_followed_from_survey_to_result_and_counted_on_the_way(district: District):
    enterprise = await district.served(district.platform)
    row = await demand(district, enterprise)
    other = await demand(district, enterprise, function=ServiceFunction.RESEARCH_SERVICES, day=date(2022, 6, 30))
    await matched(district, row)
    await concluded(district, row, date(2022, 8, 20), met=False, financing=yuan(200_000))
    await matched(district, row, date(2022, 9, 1))
    await concluded(district, row, date(2022, 9, 9), met=True, financing=yuan(1_300_000))
    await district.do(Act.CLOSE_DEMAND, district.operator, other, reason="本地尚无承接机构")

    await district.reported(district.platform, district.operator)
    demands = await district.fetch("select state from demand")
    [told] = await district.fetch(
        "select demand_collected, demand_matched, financing_amount, financing_enterprises from report_version"
    )
    assert sorted(each["state"] for each in demands) == ["RESOLVED", "UNMET"]
    assert tuple(told) == (1, 1, yuan(1_500_000), 1)


@pytest.mark.requirement("R7.3")
async def test_a_demand_is_matched_with_a_partner_of_the_platforms_own(district: District):
    row = await demand(district, await district.served(district.platform))
    ours = await district.do(Act.RECORD_PARTNER, district.operator, **a_partner(district.platform))
    theirs = await district.do(Act.RECORD_PARTNER, district.centre_operator, **a_partner(district.centre))

    async def match(partner: UUID, **input: Any) -> None:
        told = {"partner": shown("Partner", partner), "day": date(2022, 8, 10), **input}
        await district.do(Act.MATCH_DEMAND, district.operator, row, **told)

    assert await refused(match(theirs)) is Code.NOT_YOUR_PLATFORM
    assert await refused(match(uuid7())) is Code.NOT_FOUND
    assert await refused(match(ours, provider="某银行盘龙支行")) is Code.INVALID
    await match(ours)

    [kept] = await district.fetch("select partner_id, provider, provider_uscc from match")
    assert tuple(kept) == (ours, "昆明某某事务所", a_code())
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await district.fetch("update match set partner_id = $1", theirs)


async def test_a_demand_has_one_running_match(district: District):
    row = await demand(district, await district.served(district.platform))
    await matched(district, row)

    assert await refused(matched(district, row)) is Code.WRONG_STATE
    columns = (
        "demand_id, platform_id, region_id, enterprise_id, function, provider, day, quarter, recorded_at, withdrawn"
    )
    with pytest.raises(asyncpg.UniqueViolationError):
        await district.fetch(f"insert into match (id, version, {columns}) select $1, 1, {columns} from match", uuid7())


@pytest.mark.requirement("R7.3")
@pytest.mark.parametrize("act", [Act.CLOSE_DEMAND, Act.WITHDRAW_DEMAND])
async def test_no_match_runs_on_when_its_demand_ends(district: District, act: Act):
    row = await demand(district, await district.served(district.platform))
    await matched(district, row)
    await concluded(district, row, date(2022, 8, 20), met=False, financing=yuan(200_000))
    assert await refused(matched(district, row, date(2022, 8, 19))) is Code.DATES_ORDER
    await matched(district, row, date(2022, 8, 20))

    await district.do(act, district.operator, row, reason="企业已停业")

    found = await district.fetch("select met, result, result_day, withdrawn from match order by id")
    gone = act is Act.WITHDRAW_DEMAND
    assert tuple(found[0]) == (False, "未通过授信", date(2022, 8, 20), gone)
    assert tuple(found[1]) == (False, "企业已停业", date(2022, 9, 10), gone)
    assert (await district.one("Demand", row))["matched_on"] == date(2022, 8, 10)


async def test_a_withdrawn_demand_says_why_and_goes_no_further(district: District):
    row = await demand(district, await district.served(district.platform))
    await district.do(Act.WITHDRAW_DEMAND, district.operator, row, reason="重复登记")

    kept = await district.one("Demand", row)
    assert (kept["state"], kept["reason"]) == ("WITHDRAWN", "重复登记")
    assert await refused(matched(district, row)) is Code.WRONG_STATE


@pytest.mark.parametrize(
    "tampered",
    [
        "update demand set function = 'RESEARCH_SERVICES'",
        "update match set financing = 0",
        "update match set enterprise_id = (select id from enterprise where id <> match.enterprise_id)",
        "update match set result = null",
        "update demand set resolved_on = null",
        "update demand set reason = 'x'",
    ],
)
async def test_the_database_keeps_the_chain_whole(district: District, tampered: str):
    row = await demand(district, await district.served(district.platform))
    await district.served(district.platform)
    await matched(district, row)
    await concluded(district, row, date(2022, 8, 20), met=True, financing=yuan(1))

    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await district.fetch(tampered)


async def test_only_the_platforms_own_operator_enters_its_demands(district: District):
    enterprise = await district.served(district.platform)
    elsewhere = await district.reaching(Role.OPERATOR, platform=district.silent)
    row = await demand(district, enterprise)

    for actor in (elsewhere, district.department):
        told = {"day": date(2022, 8, 1), "source": DemandSource.VISIT, "function": FINANCING, "content": "贷款"}
        given: dict[str, Any] = of(district, enterprise) | told
        assert await refused(district.do(Act.RECORD_DEMAND, actor, **given)) is Code.FORBIDDEN
    assert await refused(district.do(Act.CLOSE_DEMAND, elsewhere, row, reason="x")) is Code.NOT_FOUND


# complaints


async def complaint(district: District, actor: Actor = PUBLIC, **input: Any) -> UUID:
    usual: dict[str, Any] = {"kind": ComplaintKind.RESTRICTION, "content": "拒绝本公司入驻", "name": "某人"}
    given: dict[str, Any] = (
        usual | {"contact": "0871-00000000", "platform": shown("Platform", district.platform)} | input
    )
    return await district.do(Act.RAISE_COMPLAINT, actor, **given)


@pytest.mark.requirement("R7.1")
async def test_anyone_complains_and_the_department_answers(district: District):
    row = await complaint(district)
    await district.do(Act.TAKE_UP_COMPLAINT, district.department, row)
    answer = {"upheld": True, "findings": "查阅入驻协议", "answer": "已责令改正"}

    assert await refused(district.do(Act.ANSWER_COMPLAINT, district.city_centre, row, **answer)) is Code.NOT_YOUR_DESK
    await district.do(Act.ANSWER_COMPLAINT, district.department, row, **answer)

    kept = await district.one("Complaint", row)
    assert (kept["state"], kept["desk"], kept["upheld"]) == ("ANSWERED", "DISTRICT_DEPARTMENT", True)
    told = await district.fetch("select event from outbox where row_id = $1 order by at, id", row)
    assert [each["event"] for each in told] == ["COMPLAINT_RECEIVED", "COMPLAINT_ANSWERED"]


async def test_a_department_passes_on_what_the_municipal_centre_is_to_answer(district: District):
    row = await complaint(district, district.operator, name=None)
    await district.do(Act.PASS_ON_COMPLAINT, district.department, row, reason="涉及多个区县")

    again = district.do(Act.PASS_ON_COMPLAINT, district.department, row, reason="涉及多个区县")
    assert await refused(again) is Code.NOT_YOUR_DESK
    await district.do(Act.ANSWER_COMPLAINT, district.city_centre, row, upheld=False, findings="无", answer="不属实")
    assert (await district.one("Complaint", row))["desk"] == "MUNICIPAL_CENTER"


@pytest.mark.requirement("R13.2")
async def test_a_tip_off_on_funds_reaches_oversight_which_only_reads(district: District):
    oversight = await district.person(Role.OVERSIGHT)
    fund, other = await complaint(district, kind=ComplaintKind.FUND_USE), await complaint(district)

    assert await refused(district.do(Act.TAKE_UP_COMPLAINT, oversight, fund)) is Code.FORBIDDEN
    assert await refused(district.do(Act.TAKE_UP_COMPLAINT, oversight, other)) is Code.NOT_FOUND
    told = await district.fetch("select event from outbox where row_id = $1", fund)
    assert [each["event"] for each in told] == ["FUND_TIP_OFF_RECEIVED"]


@pytest.mark.requirement("R7.1")
async def test_nobody_judges_in_its_own_cause(district: District):
    [own] = await district.fetch("update platform set municipal = true where kind = 'SERVICE_CENTER' returning id")
    row = await complaint(district, platform=shown("Platform", own["id"]))
    bureau = await district.person(Role.MUNICIPAL_BUREAU)

    assert await refused(district.do(Act.TAKE_UP_COMPLAINT, district.city_centre, row)) is Code.NOT_FOUND
    assert await refused(district.do(Act.TAKE_UP_COMPLAINT, bureau, await complaint(district))) is Code.NOT_FOUND
    await district.do(Act.TAKE_UP_COMPLAINT, bureau, row)
    await district.do(Act.ANSWER_COMPLAINT, bureau, row, upheld=True, findings="查实", answer="已责令改正")
    assert (await district.one("Complaint", row))["desk"] == "MUNICIPAL_BUREAU"


async def test_another_districts_department_knows_nothing_of_it(district: District):
    row = await complaint(district)
    elsewhere = await district.reaching(Role.DISTRICT_DEPARTMENT, region=uuid7())

    assert await refused(district.do(Act.TAKE_UP_COMPLAINT, elsewhere, row)) is Code.NOT_FOUND
    assert await refused(district.do(Act.TAKE_UP_COMPLAINT, district.operator, row)) is Code.NOT_FOUND


# follow-ups


async def follow_up(district: District, enterprise: UUID, **input: Any) -> UUID:
    usual: dict[str, Any] = {"day": date(2022, 9, 1), "met": True, "further": False, "rating": 5}
    given: dict[str, Any] = of(district, enterprise) | usual | input
    return await district.do(Act.RECORD_FOLLOW_UP, district.operator, **given)


@pytest.mark.requirement("R11.3")
async def test_follow_ups_say_what_was_heard_and_done_and_give_the_rates(district: District):
    enterprise = await district.served(district.platform, 2)
    first = await follow_up(
        district, enterprise, met=False, further=True, rating=3, opinions="太短", suggestions="加场"
    )
    await follow_up(district, enterprise, day=date(2022, 9, 2))
    mistaken = await follow_up(district, enterprise, day=date(2022, 9, 3), rating=1)
    await district.do(Act.WITHDRAW_FOLLOW_UP, district.operator, mistaken, reason="误录")
    await district.do(
        Act.RECORD_FOLLOW_UP_ACTION, district.operator, first, action="增加一场实操课", day=date(2022, 9, 5)
    )

    rows = await district.fetch("select state, day, met, further, rating from follow_up")
    heard = [Answered(FollowUpState(each["state"]), *tuple(each)[1:]) for each in rows]
    found = follow_up_rules.figures_of(Q3, heard, KUNMING_2020.satisfied_from.value)
    assert (found.follow_up_count, found.survey_answers) == (2, 2)
    assert (found.satisfaction, found.met_rate, found.further_rate) == (50_00, 50_00, 50_00)
    again = district.do(Act.RECORD_FOLLOW_UP_ACTION, district.operator, first, action="再加", day=date(2022, 9, 6))
    assert await refused(again) is Code.WRONG_STATE
    kept = await district.one("FollowUp", first)
    assert (kept["action"], kept["opinions"], kept["suggestions"]) == ("增加一场实操课", "太短", "加场")


async def test_only_whom_the_platform_has_served_by_then_is_followed_up(district: District):
    ours, theirs = await district.served(district.platform), await district.served(district.silent)

    assert await refused(follow_up(district, theirs)) is Code.NOT_SERVED
    assert await refused(follow_up(district, ours, day=date(2022, 7, 31))) is Code.NOT_SERVED
    await follow_up(district, ours, day=date(2022, 8, 1))


async def test_a_service_taken_back_is_not_followed_up_any_more(district: District):
    enterprise = await district.served(district.platform)
    [activity] = await district.fetch("select activity_id as id from activity_enterprise")
    await follow_up(district, enterprise, activity=shown("Activity", activity["id"]))
    await district.do(Act.WITHDRAW_ACTIVITY, district.operator, activity["id"], reason="误录")

    assert await refused(follow_up(district, enterprise)) is Code.NOT_SERVED
    named = follow_up(district, enterprise, activity=shown("Activity", activity["id"]))
    assert await refused(named) is Code.NOT_SERVED


@pytest.mark.requirement("R11.3")
async def test_one_service_is_asked_about_once_a_day(district: District):
    enterprise = await district.served(district.platform)
    first = await follow_up(district, enterprise, rating=1)

    assert await refused(follow_up(district, enterprise)) is Code.ALREADY_EXISTS
    await district.do(Act.WITHDRAW_FOLLOW_UP, district.operator, first, reason="误录")
    second = await follow_up(district, enterprise)
    with pytest.raises(asyncpg.UniqueViolationError):
        await district.fetch("update follow_up set state = 'RECORDED', reason = null where id <> $1", second)


@pytest.mark.parametrize(("correction", "counted"), [("same", 1), ("later", 0), ("other", 0), ("withdrawn", 0)])
async def test_a_follow_up_counts_as_long_as_the_service_stands(district: District, correction: str, counted: int):
    enterprise, other = [await district.served(district.platform) for _ in range(2)]
    [activity] = await district.fetch(
        "select activity_id as id from activity_enterprise where enterprise_id = $1", enterprise
    )
    await follow_up(district, enterprise)
    if correction == "withdrawn":
        await district.do(Act.WITHDRAW_ACTIVITY, district.operator, activity["id"], reason="误录")
    else:
        entry = EntryInput(
            day=date(2022, 9, 2) if correction == "later" else date(2022, 8, 1),
            function=ServiceFunction.IT_SERVICES,
            nature=Nature.MARKET,
            mode=Mode.OFFLINE,
            subject="更正",
            persons=3,
            enterprises=[shown("Enterprise", other if correction == "other" else enterprise)],
        )
        await district.do(Act.REPLACE_ACTIVITY, district.operator, activity["id"], entry=entry, reason="误录")

    await district.reported(district.platform, district.operator)
    [told] = await district.fetch("select follow_up_count, survey_answers from report_version")
    assert tuple(told) == (counted, counted)
    async with district.working(district.department) as work:
        year, _ = await records_of(work, district.platform, 2022)
    assert (year.ratings, year.followed_up) == (counted, counted)
    [row] = await district.fetch(
        "select f.state, a.state as service from follow_up f join activity_enterprise e on e.id = f.service_id"
        " join activity a on a.id = e.activity_id"
    )
    assert tuple(row) in [("RECORDED", "RECORDED"), ("WITHDRAWN", "REPLACED"), ("WITHDRAWN", "WITHDRAWN")]


async def test_the_database_knows_that_whoever_was_followed_up_was_served(district: District):
    await follow_up(district, await district.served(district.platform))
    await district.served(district.platform)

    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await district.fetch("update follow_up set enterprise_id = (select max(id::text)::uuid from enterprise)")
