"""Targets, letters of responsibility and assessments on a real database: who may, in which order, and what follows (Art. 4, 12)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from domain.kernel.acts import Act
from domain.kernel.units import Quarter, half_up
from domain.kernel.violations import Code
from domain.targets.target import percent, shortfall
from domain.terms import Role
from domain.terms.registry import SizeClass
from domain.terms.reporting import ActivityState, Mode, Nature, ServiceFunction
from domain.terms.services import DisclosureItem
from domain.terms.targets import AssessmentResult, TargetMeasure
from resolvers.evaluation.year_records import records_of
from resolvers.targets.letter_paper import paper_of
from schema.targets.responsibility_letter import ResponsibilityLetterRow
from tests.builders.filings import at
from tests.resolvers.acting import DAY, shown
from tests.resolvers.district import District, refused

if TYPE_CHECKING:
    from uuid import UUID

    from api.database.database import Database
    from domain.rights.scope import Actor
    from resolvers.targets.letter_paper import Paper


@dataclass
class Promised(District):
    """A district in the autumn of 2022 whose bureau, centre and department make targets and letters."""

    bureau: Any = None

    async def settle(self) -> None:
        await super().settle()
        self.bureau = await self.person(Role.MUNICIPAL_BUREAU)

    async def target(self, amount: int = 40, measure: TargetMeasure = TargetMeasure.ACTIVITIES) -> UUID:
        """The district's target."""
        given: dict[str, Any] = {"year": 2022, "measure": measure, "amount": amount, "document": None}
        return await self.do(Act.SET_TARGET, self.bureau, region=shown("Region", self.region), **given)

    async def part(self, platform: UUID, amount: int = 30, measure: TargetMeasure = TargetMeasure.ACTIVITIES) -> UUID:
        """A platform's."""
        given: dict[str, Any] = {"year": 2022, "measure": measure, "amount": amount, "document": None}
        return await self.do(Act.SET_TARGET, self.department, platform=shown("Platform", platform), **given)

    async def drafted(self) -> UUID:
        """A draft of the district's letter."""
        given: dict[str, Any] = {"platform": shown("Platform", self.centre), "year": 2022, "text": "落实目标任务。"}
        return await self.do(Act.DRAFT_RESPONSIBILITY_LETTER, self.city_centre, **given)

    async def offered(self) -> UUID:
        """One that waits for its signatures."""
        await self.target()
        row = await self.drafted()
        return await self.do(Act.OFFER_RESPONSIBILITY_LETTER, self.city_centre, row)

    async def signed(self, row: UUID) -> None:
        """Let all three sign."""
        await self.do(Act.SIGN_RESPONSIBILITY_LETTER, self.centre_desk, row)
        await self.do(Act.COUNTERSIGN_RESPONSIBILITY_LETTER, self.department, row)
        await self.do(Act.COUNTERSIGN_RESPONSIBILITY_LETTER, self.city_centre, row)

    async def paper(self, row: UUID, reader: Actor) -> Paper:
        """What the PDF of a letter says to somebody."""
        async with self.working(reader) as work:
            return await paper_of(work, await work.find(ResponsibilityLetterRow, row))

    async def letters(self) -> list[str]:
        """Where the letters of the centre stand, the first one first."""
        rows = await self.fetch("select state from responsibility_letter order by drafted_at, id")
        return [row["state"] for row in rows]


@pytest.fixture
async def place(database: Database) -> Promised:
    found = Promised(database)
    await found.settle()
    moved = at("2022-10-10 09:00") - datetime.now(UTC)
    await found.fetch("update city_clock set movable = true, offset_seconds = $1", moved.total_seconds())
    return found


# targets


@pytest.mark.requirement("R4.1")
@pytest.mark.requirement("R12.1")
async def test_the_bureau_sets_the_districts_and_the_district_its_platforms(place: Promised):
    above = await place.target(40)
    first = await place.part(place.platform, 30)
    given: dict[str, Any] = {"year": 2022, "measure": TargetMeasure.ACTIVITIES, "amount": 30, "document": None}
    second = await place.do(Act.SET_TARGET, place.centre_desk, platform=shown("Platform", place.silent), **given)

    assert [(await place.one("Target", each))["parent_id"] for each in (above, first, second)] == [None, above, above]
    for who, whose in ((place.bureau, "platform"), (place.department, "region"), (place.city_centre, "region")):
        whom: dict[str, Any] = {whose: shown(whose.title(), place.platform if whose == "platform" else place.region)}
        assert await refused(place.do(Act.SET_TARGET, who, **whom, **given)) is Code.FORBIDDEN


async def test_a_department_gives_targets_of_its_own_which_a_later_one_of_the_district_takes_in(place: Promised):
    own = await place.part(place.platform)
    apart = await place.part(place.platform, 500, TargetMeasure.PERSONS)
    assert (await place.one("Target", own))["parent_id"] is None

    above = await place.target()

    assert (await place.one("Target", own))["parent_id"] == above
    assert (await place.one("Target", apart))["parent_id"] is None


async def test_a_target_is_given_once_and_again_when_it_was_withdrawn(place: Promised):
    row = await place.target()
    assert await refused(place.target()) is Code.ALREADY_EXISTS

    await place.do(Act.CHANGE_TARGET, place.bureau, row, amount=50, reason="任务调整")
    await place.do(Act.WITHDRAW_TARGET, place.bureau, row, reason="重复下达")

    assert await place.target() != row
    assert (await place.one("Target", row))["amount"] == 50


@pytest.mark.parametrize("year", [2019, 2023, -1, 100_000])
async def test_no_target_of_a_year_without_a_regulation(place: Promised, year: int):
    given: dict[str, Any] = {"year": year, "measure": TargetMeasure.ACTIVITIES, "amount": 1, "document": None}

    code = await refused(place.do(Act.SET_TARGET, place.bureau, region=shown("Region", place.region), **given))

    assert code is (Code.NO_RULE_PACK if year in (2019, 2023) else Code.INVALID)


async def test_nothing_is_promised_of_a_year_before_the_founding(place: Promised):
    await place.set("platform", place.platform, founded_on=date(2022, 9, 1))
    await place.set("platform", place.centre, founded_on=date(2022, 9, 1))
    given: dict[str, Any] = {"year": 2021, "measure": TargetMeasure.ACTIVITIES, "amount": 1, "document": None}
    letter: dict[str, Any] = {"platform": shown("Platform", place.centre), "year": 2021, "text": "落实目标任务。"}

    target = place.do(Act.SET_TARGET, place.department, platform=shown("Platform", place.platform), **given)
    assert await refused(target) is Code.BEFORE_FOUNDING
    drafted = place.do(Act.DRAFT_RESPONSIBILITY_LETTER, place.city_centre, **letter)
    assert await refused(drafted) is Code.BEFORE_FOUNDING


async def test_a_target_is_for_one_district_or_platform_and_not_for_the_city(place: Promised):
    given: dict[str, Any] = {"year": 2022, "measure": TargetMeasure.ACTIVITIES, "amount": 1, "document": None}
    both: dict[str, Any] = {"region": shown("Region", place.region), "platform": shown("Platform", place.platform)}
    [city] = await place.fetch("select id from region where kind = 'MUNICIPALITY'")

    assert await refused(place.do(Act.SET_TARGET, place.bureau, **given)) is Code.REQUIRED
    assert await refused(place.do(Act.SET_TARGET, place.bureau, **both, **given)) is Code.REQUIRED
    whole = place.do(Act.SET_TARGET, place.bureau, region=shown("Region", city["id"]), **given)
    assert await refused(whole) is Code.NOT_A_DISTRICT


# progress


async def done(
    place: Promised, platform: UUID, quarter: str, *, persons: int, public: bool = True, **more: Any
) -> UUID:
    """An activity of a quarter."""
    quarter_ = Quarter(quarter)
    says: dict[str, Any] = {
        "function": ServiceFunction.STARTUP_COACHING,
        "nature": Nature.PUBLIC_BENEFIT if public else Nature.MARKET,
        "mode": Mode.ONLINE,
        "subject": "讲座",
        "persons": persons,
        "day": quarter_.first_day,
        "quarter": quarter_,
        "recorded_at": at("2022-08-01 12:00"),
    }
    return await place.add("Activity", platform_id=platform, region_id=place.region, **says, **more)


async def served(place: Promised, activity: UUID, *enterprises: UUID) -> None:
    """Whom it served."""
    kept: dict[str, Any] = {"size": SizeClass.SMALL, "self_employed": False, "region_id": place.region}
    row = await place.one("Activity", activity)
    for each in enterprises:
        values: dict[str, Any] = {
            "activity_id": activity,
            "enterprise_id": each,
            "platform_id": row["platform_id"],
            **kept,
        }
        await place.add("ActivityEnterprise", **values)


async def counted(place: Promised, target: UUID) -> list[tuple[object, ...]]:
    """What the view tells of a target, quarter by quarter."""
    rows = await place.fetch("select * from target_progress where target_id = $1 order by quarter", target)
    return [(row["quarter"], row["within"], row["cumulative"], percent(row, place.bureau, DAY)) for row in rows]


@pytest.mark.requirement("R12.1")
async def test_progress_is_what_the_ledger_tells_quarter_by_quarter(place: Promised):
    of_district = [await place.target(4, each) for each in TargetMeasure]
    of_platform = [await place.part(place.platform, 3, each) for each in TargetMeasure]
    one, other = [await place.served(place.silent, 0) for _ in range(2)]
    await served(place, await done(place, place.platform, "2022Q1", persons=10), one)
    await served(place, await done(place, place.platform, "2022Q2", persons=5, public=False), one, other)
    await served(place, await done(place, place.silent, "2022Q2", persons=7), other)
    await done(place, place.platform, "2022Q2", persons=99, state=ActivityState.WITHDRAWN, reason="误录")
    await done(place, place.platform, "2021Q4", persons=99)

    q = ("2022Q1", "2022Q2", "2022Q3", "2022Q4")
    expected = {
        TargetMeasure.ACTIVITIES: ([1, 2, 0, 0], [1, 3, 3, 3], [1, 1, 0, 0], [1, 2, 2, 2]),
        TargetMeasure.ENTERPRISES: ([1, 2, 0, 0], [1, 2, 2, 2], [1, 2, 0, 0], [1, 2, 2, 2]),
        TargetMeasure.PERSONS: ([10, 12, 0, 0], [10, 22, 22, 22], [10, 5, 0, 0], [10, 15, 15, 15]),
        TargetMeasure.PUBLIC_BENEFIT: ([1, 1, 0, 0], [1, 2, 2, 2], [1, 0, 0, 0], [1, 1, 1, 1]),
    }
    for above, own, (within, up_to, within_own, up_to_own) in zip(
        of_district, of_platform, expected.values(), strict=True
    ):
        shares = [half_up(value * 10_000, 4) for value in up_to]
        assert await counted(place, above) == list(zip(q, within, up_to, shares, strict=True))
        shares = [half_up(value * 10_000, 3) for value in up_to_own]
        assert await counted(place, own) == list(zip(q, within_own, up_to_own, shares, strict=True))


@pytest.mark.requirement("R12.1")
async def test_progress_knows_what_was_broken_down_and_only_quarters_that_have_begun(place: Promised):
    above = await place.target(40)
    for platform, amount in ((place.platform, 15), (place.silent, 5)):
        await place.part(platform, amount)
    await place.fetch("update city_clock set offset_seconds = offset_seconds - 120 * 86400")

    rows = await place.fetch("select * from target_progress where target_id = $1 order by quarter", above)

    assert [(row["quarter"], row["broken_down"], shortfall(row, place.bureau, DAY)) for row in rows] == [
        ("2022Q1", 20, 20),
        ("2022Q2", 20, 20),
    ]
    await place.do(Act.WITHDRAW_TARGET, place.bureau, above, reason="重复下达")
    assert await counted(place, above) == []


# letters of responsibility


@pytest.mark.requirement("R12.2")
async def test_three_persons_sign_and_the_letter_is_in_force(place: Promised):
    row = await place.offered()
    await place.signed(row)

    signatures = await place.fetch("select role, body, account_id, signed_at from signature order by signed_at, id")
    assert await place.letters() == ["SIGNED"]
    assert [(each["role"], each["body"]) for each in signatures] == [
        ("DISTRICT_CENTER", "中小企业服务中心"),
        ("DISTRICT_DEPARTMENT", "盘龙区中小企业主管部门"),
        ("MUNICIPAL_CENTER", "市中小企业服务中心"),
    ]
    assert len({each["account_id"] for each in signatures}) == 3
    assert all(each["signed_at"].date().isoformat() == "2022-10-10" for each in signatures)


@pytest.mark.requirement("R12.2")
async def test_platforms_sign_nothing_and_nobody_signs_out_of_turn(place: Promised):
    row = await place.offered()
    elsewhere = await place.reaching(Role.DISTRICT_CENTER, region=await place.district())

    assert (
        await refused(place.do(Act.COUNTERSIGN_RESPONSIBILITY_LETTER, place.department, row)) is Code.CENTRE_SIGNS_FIRST
    )
    assert await refused(place.do(Act.SIGN_RESPONSIBILITY_LETTER, elsewhere, row)) is Code.NOT_FOUND
    for stranger in (place.centre_operator, place.department, place.city_centre, place.bureau):
        assert await refused(place.do(Act.SIGN_RESPONSIBILITY_LETTER, stranger, row)) is Code.FORBIDDEN
    await place.do(Act.SIGN_RESPONSIBILITY_LETTER, place.centre_desk, row)
    assert await refused(place.do(Act.SIGN_RESPONSIBILITY_LETTER, place.centre_desk, row)) is Code.SIGNED_ALREADY
    twice = replace(place.department, account=place.centre_desk.account)
    assert await refused(place.do(Act.COUNTERSIGN_RESPONSIBILITY_LETTER, twice, row)) is Code.SIGNED_ALREADY
    assert await place.letters() == ["OFFERED"]


async def test_an_offer_holds_the_targets_as_they_stood(place: Promised):
    row = await place.offered()
    [target] = await place.fetch("select id from target")
    await place.do(Act.CHANGE_TARGET, place.bureau, target["id"], amount=99, reason="任务调整")

    kept = await place.fetch("select targets->0->>'amount' as amount from responsibility_letter where id = $1", row)
    assert kept[0]["amount"] == "40"


async def test_a_paper_holds_the_names_its_parties_signed_under(place: Promised):
    row = await place.offered()
    before = await place.paper(row, place.department)
    await place.signed(row)
    signed = await place.paper(row, place.department)
    [centre] = await place.fetch("select holder_id from platform where id = $1", place.centre)
    await place.do(Act.UPDATE_ENTITY, place.bureau, centre["holder_id"], name="新单位")
    await place.fetch("update platform set name = '新中心' where id = $1", place.centre)
    await place.fetch("update region set name = '新区' where id = $1", place.region)

    assert await place.paper(row, place.department) == signed
    assert [each.signed_at for each in before.parties] == [None, None, None]
    assert [each.body for each in signed.parties] == [
        "中小企业服务中心",
        "市中小企业服务中心",
        "盘龙区中小企业主管部门",
    ]
    assert [each.body for each in before.parties] == [each.body for each in signed.parties]
    assert (signed.holder, signed.mark, len(signed.targets)) == ("某某公司", None, 1)


@pytest.mark.requirement("R12.2")
async def test_who_may_not_know_the_persons_that_signed_does_not_read_them_on_paper_either(place: Promised):
    row = await place.offered()
    await place.signed(row)

    hidden = await place.paper(row, place.centre_operator)
    told = await place.paper(row, place.centre_desk)

    assert [each.person for each in told.parties] == ["某人"] * 3
    assert [each.person for each in hidden.parties] == [None] * 3
    assert [each.signed_at for each in hidden.parties] == [each.signed_at for each in told.parties]


async def test_an_offer_taken_back_voids_its_signatures_and_is_offered_anew(place: Promised):
    row = await place.offered()
    await place.do(Act.SIGN_RESPONSIBILITY_LETTER, place.centre_desk, row)
    assert (
        await refused(place.do(Act.SAVE_RESPONSIBILITY_LETTER, place.city_centre, row, text="新")) is Code.WRONG_STATE
    )

    await place.do(Act.WITHDRAW_OFFER, place.city_centre, row, reason="任务调整")
    unseen = place.do(Act.SIGN_RESPONSIBILITY_LETTER, place.centre_desk, row)
    assert await refused(unseen) is Code.NOT_FOUND
    await place.do(Act.SAVE_RESPONSIBILITY_LETTER, place.city_centre, row, text="新")
    await place.do(Act.OFFER_RESPONSIBILITY_LETTER, place.city_centre, row)
    await place.signed(row)

    void = await place.fetch("select void, count(*) from signature group by void order by void")
    assert [tuple(each) for each in void] == [(False, 3), (True, 1)]


async def test_without_targets_nothing_is_offered(place: Promised):
    await place.part(place.platform)

    row = await place.drafted()

    assert await refused(place.do(Act.OFFER_RESPONSIBILITY_LETTER, place.city_centre, row)) is Code.NO_TARGETS


@pytest.mark.requirement("R12.2")
async def test_one_letter_is_in_force_and_an_amending_one_takes_its_place_when_signed(place: Promised):
    first = await place.offered()
    await place.signed(first)
    assert await refused(place.drafted()) is Code.ALREADY_EXISTS

    second = await place.do(Act.AMEND_RESPONSIBILITY_LETTER, place.city_centre, first, reason="任务调整")
    again = place.do(Act.AMEND_RESPONSIBILITY_LETTER, place.city_centre, first, reason="任务调整")
    assert await refused(again) is Code.ALREADY_EXISTS
    await place.do(Act.OFFER_RESPONSIBILITY_LETTER, place.city_centre, second)
    assert await place.letters() == ["SIGNED", "OFFERED"]
    await place.signed(second)

    assert await place.letters() == ["AMENDED", "SIGNED"]


@pytest.mark.requirement("R16.3")
async def test_past_years_are_not_mended_afterwards(place: Promised):
    async def warned(year: int) -> tuple[bool, tuple[str, ...]]:
        async with place.working(place.department) as work:
            found, _ = await records_of(work, place.centre, year)
        return found.letter_missing, found.disclosed

    public: dict[str, Any] = {"item": DisclosureItem.FEES, "text": "免费", "place": "大厅", "proof": "照片"}
    public |= {"platform": shown("Platform", place.centre), "valid_from": date(2021, 1, 1)}
    first = await place.offered()
    await place.signed(first)
    await place.do(Act.PUBLISH_DISCLOSURE, place.centre_operator, **public)
    assert await warned(2022) == (False, ("收费标准",))
    await place.do(Act.AMEND_RESPONSIBILITY_LETTER, place.city_centre, first, reason="任务调整")
    await place.fetch("update responsibility_letter set year = 2021")

    assert await warned(2021) == (True, ())
    await place.fetch(
        "update responsibility_letter set signed_at = signed_at - interval '1 year' where signed_at is not null"
    )
    await place.fetch("update disclosure set published_at = published_at - interval '1 year'")
    assert await warned(2021) == (False, ("收费标准",))


async def test_letters_are_for_centres(place: Promised):
    given: dict[str, Any] = {"platform": shown("Platform", place.platform), "year": 2022, "text": "落实目标任务。"}

    assert (
        await refused(place.do(Act.DRAFT_RESPONSIBILITY_LETTER, place.city_centre, **given)) is Code.ONLY_CENTRES_SIGN
    )


# assessments


@pytest.mark.requirement("R4.1")
async def test_a_department_assesses_the_platforms_of_its_own_district_once_a_year(place: Promised):
    given: dict[str, Any] = {"year": 2021, "result": AssessmentResult.PARTLY, "opinion": "公益活动不足。"}
    whose: dict[str, Any] = {"platform": shown("Platform", place.platform)}
    row = await place.do(Act.RECORD_ASSESSMENT, place.department, **whose, **given)
    elsewhere = await place.reaching(Role.DISTRICT_DEPARTMENT, region=await place.district())

    assert await refused(place.do(Act.RECORD_ASSESSMENT, place.department, **whose, **given)) is Code.ALREADY_EXISTS
    for stranger in (elsewhere, place.centre_desk, place.bureau):
        assert await refused(place.do(Act.RECORD_ASSESSMENT, stranger, **whose, **given)) is Code.FORBIDDEN
    await place.do(Act.WITHDRAW_ASSESSMENT, place.department, row, reason="误登")
    assert await place.do(Act.RECORD_ASSESSMENT, place.department, **whose, **given) != row
    assert not await place.fetch("select from evaluation")
