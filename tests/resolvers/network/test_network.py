"""The service network on a real database: what is recorded, by whom, and what is missing (Art. 3, 7-10)."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from domain.kernel.acts import Act
from domain.kernel.violations import Code, Violation
from domain.terms import Kind, Role
from domain.terms.network import ChannelKind, PostSource, PostTopic, SupportKind
from domain.terms.reporting import Nature
from schema.noun.vocabulary import Money
from tests.builders.partners import F, a_partner
from tests.resolvers.acting import Acting, shown
from tests.resolvers.district import District, refused
from tests.resolvers.yearly import Yearly

if TYPE_CHECKING:
    from uuid import UUID

    from api.database.database import Database


def a_product(platform: UUID, **more: Any) -> dict[str, Any]:
    """What recordProduct is told."""
    told: dict[str, Any] = {
        "function": F.RESEARCH_SERVICES,
        "nature": Nature.PUBLIC_BENEFIT,
        "name": "科技成果对接",
        "fee_standard": "免费",
        "core": True,
        "valid_from": date(2022, 3, 1),
    }
    return {"platform": shown("Platform", platform), **told, **more}


async def covered(
    district: District, platform: UUID | None, level: str = "PLATFORM"
) -> dict[str, tuple[int, int, int]]:
    """What covers each function that is covered."""
    rows = await district.fetch(
        "select * from coverage where covered and level = $1 and ($2::uuid is null or platform_id = $2)",
        level,
        platform,
    )
    return {row["function"]: (row["partners"], row["products"], row["activities"]) for row in rows}


# partners


@pytest.mark.requirement("R3.1")
async def test_a_partner_is_recorded_with_its_functions_and_ends(district: District):
    partner = await district.do(Act.RECORD_PARTNER, district.operator, **a_partner(district.platform))
    row = await district.one("Partner", partner)
    functions = await district.fetch("select function from partner_function where partner_id = $1", partner)

    assert (row["state"], row["way"], row["region_id"]) == ("CURRENT", "BOTH", district.region)
    assert {each["function"] for each in functions} == {"MANAGEMENT_CONSULTING", "BUSINESS_SERVICES"}

    await district.do(Act.END_PARTNER, district.operator, partner, day=date(2022, 9, 1))
    ended = await district.one("Partner", partner)

    assert (ended["state"], ended["valid_to"]) == ("ENDED", date(2022, 9, 1))


@pytest.mark.requirement("R3.1")
async def test_an_organisation_may_serve_several_platforms_but_each_once_at_a_time(district: District):
    first = await district.do(Act.RECORD_PARTNER, district.operator, **a_partner(district.platform))
    other = await district.do(Act.RECORD_PARTNER, district.centre_operator, **a_partner(district.centre))

    again = district.do(Act.RECORD_PARTNER, district.operator, **a_partner(district.platform, "2022-05-01"))
    assert first != other
    assert await refused(again) is Code.PERIODS_OVERLAP

    await district.do(Act.END_PARTNER, district.operator, first, day=date(2022, 5, 1))
    await district.do(Act.RECORD_PARTNER, district.operator, **a_partner(district.platform, "2022-05-01"))


async def test_two_tabs_make_one_partner(district: District):
    both = await asyncio.gather(
        *(district.do(Act.RECORD_PARTNER, district.operator, **a_partner(district.platform)) for _ in range(2)),
        return_exceptions=True,
    )

    [refusal] = [each for each in both if isinstance(each, Violation)]
    assert refusal.code in (Code.ALREADY_EXISTS, Code.PERIODS_OVERLAP)


async def test_a_partner_entered_by_mistake_is_withdrawn_and_makes_room(district: District):
    wrong = await district.do(Act.RECORD_PARTNER, district.operator, **a_partner(district.platform))

    assert await refused(district.do(Act.END_PARTNER, district.operator, wrong)) is Code.REASON_REQUIRED
    await district.do(Act.END_PARTNER, district.operator, wrong, reason="误录")
    await district.do(Act.RECORD_PARTNER, district.operator, **a_partner(district.platform))

    assert (await district.one("Partner", wrong))["state"] == "WITHDRAWN"


async def test_only_its_own_operator_records(district: District):
    theirs = a_partner(district.silent)

    for actor in (district.operator, district.department, district.centre_desk, district.city_centre):
        assert await refused(district.do(Act.RECORD_PARTNER, actor, **theirs)) is Code.FORBIDDEN


# products


@pytest.mark.requirement("R10.1")
async def test_a_product_says_its_nature_and_what_it_costs(district: District):
    product = await district.do(Act.RECORD_PRODUCT, district.operator, **a_product(district.platform))
    row = await district.one("Product", product)

    assert (row["nature"], row["fee_standard"], row["core"]) == ("PUBLIC_BENEFIT", "免费", True)
    silent = district.do(Act.RECORD_PRODUCT, district.operator, **a_product(district.platform, fee_standard=" "))
    assert await refused(silent) is Code.REQUIRED
    await district.do(Act.END_PRODUCT, district.operator, product, day=date(2022, 8, 1))


async def test_a_product_comes_from_a_partner_of_the_same_platform(district: District):
    mine = await district.do(Act.RECORD_PARTNER, district.operator, **a_partner(district.platform))
    theirs = await district.do(Act.RECORD_PARTNER, district.centre_operator, **a_partner(district.centre))

    await district.do(
        Act.RECORD_PRODUCT, district.operator, **a_product(district.platform, partner=shown("Partner", mine))
    )
    foreign = a_product(district.platform, partner=shown("Partner", theirs))
    assert await refused(district.do(Act.RECORD_PRODUCT, district.operator, **foreign)) is Code.NOT_YOUR_PLATFORM


# posts and channels, teams


async def a_channel(district: District, **more: Any) -> UUID:
    told: dict[str, Any] = {
        "platform": shown("Platform", district.platform),
        "kind": ChannelKind.HALL_SCREEN,
        "name": "服务大厅电子显示屏",
        "valid_from": date(2022, 2, 1),
    }
    return await district.do(Act.RECORD_CHANNEL, district.operator, **told | more)


def a_post(district: District, channel: UUID, day: str = "2022-08-05", **more: Any) -> dict[str, Any]:
    return {
        "platform": shown("Platform", district.platform),
        "channel": shown("Channel", channel),
        "day": date.fromisoformat(day),
        "source": PostSource.UPPER,
        "topic": PostTopic.POLICY,
        "title": "减税降费政策解读",
        **more,
    }


@pytest.mark.requirement("R7.2")
async def test_posts_are_dated_counted_and_tell_their_source(district: District):
    channel = await a_channel(district)
    for day, source in (
        ("2022-06-30", PostSource.UPPER),
        ("2022-07-01", PostSource.LOCAL),
        ("2022-07-02", PostSource.UPPER),
    ):
        await district.do(Act.RECORD_POST, district.operator, **a_post(district, channel, day, source=source))
    wrong = await district.do(Act.RECORD_POST, district.operator, **a_post(district, channel))
    await district.do(Act.WITHDRAW_POST, district.operator, wrong, reason="重复登记")

    counted = await district.fetch(
        "select quarter, source, count(*) from post where state = 'RECORDED' group by 1, 2 order by 1, 2"
    )
    assert [tuple(each) for each in counted] == [("2022Q2", "UPPER", 1), ("2022Q3", "LOCAL", 1), ("2022Q3", "UPPER", 1)]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,1", "ftp://km.gov.cn/1", "https:///1"])
async def test_e7_a_post_and_a_channel_lead_to_a_server_or_nowhere(district: District, link: str):
    """E7: a link that is no http or https address with a host is refused of posts and of channels of every kind."""
    channel = await a_channel(district)
    post = district.do(Act.RECORD_POST, district.operator, **a_post(district, channel, url=link))
    assert await refused(post) is Code.INVALID
    for kind in ChannelKind:
        assert await refused(a_channel(district, kind=kind, address=link)) is Code.INVALID


async def test_e7_a_website_is_a_link_and_a_notice_board_hangs_in_town(district: District):
    """E7: what is no website may be told in words."""
    assert await refused(a_channel(district, kind=ChannelKind.WEBSITE, address="门户网站首页")) is Code.INVALID
    await a_channel(district, kind=ChannelKind.WEBSITE, address="https://sme.km.gov.cn/")
    await a_channel(district, kind=ChannelKind.NOTICE_BOARD, address="人民中路1号一楼")


async def test_a_post_stands_in_a_channel_that_was_in_use(district: District):
    channel = await a_channel(district)

    early = district.do(Act.RECORD_POST, district.operator, **a_post(district, channel, "2022-01-31"))
    assert await refused(early) is Code.DATES_ORDER
    await district.do(Act.END_CHANNEL, district.operator, channel, day=date(2022, 8, 1))
    late = district.do(Act.RECORD_POST, district.operator, **a_post(district, channel, "2022-08-01"))
    assert await refused(late) is Code.DATES_ORDER
    await district.do(Act.RECORD_POST, district.operator, **a_post(district, channel, "2022-07-31"))


@pytest.mark.requirement("R9.1")
async def test_a_centre_keeps_its_team_and_its_channels(district: District):
    told: dict[str, Any] = {
        "platform": shown("Platform", district.centre),
        "post": "服务专员",
        "full_time": True,
        "valid_from": date(2021, 7, 1),
    }
    first = await district.do(Act.RECORD_TEAM_MEMBER, district.centre_operator, name="李云", **told)
    await district.do(Act.RECORD_TEAM_MEMBER, district.centre_operator, name="周岚", **told)
    twice = district.do(Act.RECORD_TEAM_MEMBER, district.centre_operator, name="周岚", **told)
    assert await refused(twice) is Code.ALREADY_EXISTS
    await district.do(Act.END_TEAM_MEMBER, district.centre_operator, first, day=date(2022, 7, 1))
    await a_channel(district)

    team = await district.fetch(
        "select name from team_member where state = 'CURRENT' and platform_id = $1", district.centre
    )
    channels = await district.fetch("select kind from channel where state = 'CURRENT'")
    assert ([each["name"] for each in team], [each["kind"] for each in channels]) == (["周岚"], ["HALL_SCREEN"])


# support


def support(platform: UUID, kind: SupportKind = SupportKind.GUIDANCE, **more: Any) -> dict[str, Any]:
    return {
        "platform": shown("Platform", platform),
        "kind": kind,
        "day": date(2022, 4, 1),
        "content": "场地租金补贴",
        **more,
    }


@pytest.mark.requirement("R8.1")
async def test_each_level_records_what_it_gave_and_the_operator_is_told(district: District):
    bureau = await district.person(Role.MUNICIPAL_BUREAU)
    money = support(district.platform, SupportKind.FUNDS, amount=Money(200_000_00), document="昆工信〔2022〕8号")

    given = [
        await district.do(Act.RECORD_SUPPORT, bureau, **money),
        await district.do(Act.RECORD_SUPPORT, district.department, **support(district.platform, SupportKind.POLICY)),
        await district.do(Act.RECORD_SUPPORT, district.centre_desk, **support(district.platform)),
    ]

    rows = [await district.one("Support", each) for each in given]
    assert [(row["giver"], row["amount"]) for row in rows] == [
        ("MUNICIPAL_BUREAU", 200_000_00),
        ("DISTRICT_DEPARTMENT", None),
        ("DISTRICT_CENTER", None),
    ]
    assert len(await district.fetch("select 1 from outbox where event = 'SUPPORT_RECORDED'")) == len(given)


@pytest.mark.requirement("R8.1")
async def test_support_stays_within_the_district_and_with_its_giver(district: District):
    elsewhere = await Acting.platform(district, Kind.DEMO_BASE, await district.holder(), await district.district())
    given = await district.do(Act.RECORD_SUPPORT, district.department, **support(district.platform))

    for actor in (district.department, district.centre_desk):
        assert await refused(district.do(Act.RECORD_SUPPORT, actor, **support(elsewhere))) is Code.FORBIDDEN
    for actor in (district.centre_desk, district.operator, district.city_centre):
        withdrawn = district.do(Act.WITHDRAW_SUPPORT, actor, given, reason="误")
        assert await refused(withdrawn) is Code.FORBIDDEN
    assert (
        await refused(district.do(Act.RECORD_SUPPORT, district.operator, **support(district.platform)))
        is Code.FORBIDDEN
    )
    await district.do(Act.WITHDRAW_SUPPORT, district.department, given, reason="登记错误")


# coverage


@pytest.mark.requirement("R7.4")
async def test_each_platform_and_function_is_covered_or_a_gap(district: District):
    await district.do(Act.RECORD_PARTNER, district.operator, **a_partner(district.platform))
    await district.do(Act.RECORD_PRODUCT, district.operator, **a_product(district.platform))
    await district.served(district.platform, times=2)

    assert await covered(district, district.platform) == {
        "STARTUP_COACHING": (0, 0, 2),
        "MANAGEMENT_CONSULTING": (1, 0, 0),
        "BUSINESS_SERVICES": (1, 0, 0),
        "RESEARCH_SERVICES": (0, 1, 0),
    }
    counts = await district.fetch("select level, count(*) from coverage group by level order by level")
    assert [tuple(each) for each in counts] == [("CITY", 11), ("DISTRICT", 11), ("PLATFORM", 33)]


@pytest.mark.requirement("R7.4")
async def test_a_district_and_the_city_are_the_sums_of_their_platforms(district: District):
    await district.do(Act.RECORD_PARTNER, district.operator, **a_partner(district.platform))
    await district.do(Act.RECORD_PARTNER, district.centre_operator, **a_partner(district.centre))
    await district.served(district.centre)
    summed = {"BUSINESS_SERVICES": (2, 0, 0), "MANAGEMENT_CONSULTING": (2, 0, 0), "STARTUP_COACHING": (0, 0, 1)}

    assert await covered(district, None, "DISTRICT") == summed
    assert await covered(district, None, "CITY") == summed
    [row] = await district.fetch(
        "select platforms, covering from coverage where level = 'DISTRICT' and function = 'BUSINESS_SERVICES'"
    )
    assert tuple(row) == (3, 2)


async def test_what_ended_was_withdrawn_or_lies_in_another_year_covers_nothing(district: District):
    partner = await district.do(Act.RECORD_PARTNER, district.operator, **a_partner(district.platform))
    product = await district.do(Act.RECORD_PRODUCT, district.operator, **a_product(district.platform))
    await district.served(district.platform)
    await district.do(Act.END_PARTNER, district.operator, partner, reason="误录")
    await district.do(Act.END_PRODUCT, district.operator, product, day=date(2022, 9, 10))
    await district.now("2023-01-01 00:01")

    assert await covered(district, district.platform) == {}


# experts


async def test_an_expert_of_a_partner_cannot_be_seated(database: Database):
    case = await Yearly.of(database)
    await case.called()
    await case.with_bureau()
    told = a_partner(case.platform, "2021-01-01", name="昆明某某事务所")
    partner = await case.city.do(Act.RECORD_PARTNER, case.operator, **told)
    await case.city.do(
        Act.RECORD_EMPLOYER,
        case.bureau,
        expert=shown("Expert", case.experts[0]),
        uscc=told["uscc"],
        name="昆明某某事务所",
        valid_from=date(2021, 6, 1),
    )

    with pytest.raises(Violation) as barred:
        await case.panelled(0, 1, 2)
    assert "合作机构“昆明某某事务所”" in barred.value.message()
    await case.city.do(Act.END_PARTNER, case.operator, partner, reason="误录")
    await case.panelled(0, 1, 2)
