"""Disclosures and change filings on a real database: versions, copies, what the registry shows unfiled (Art. 11, 12)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from domain.kernel.acts import Act
from domain.kernel.units import Quarter
from domain.kernel.violations import Code
from domain.regulation.packs.kunming_2020 import GOOD
from domain.rights.scope import Actor
from domain.terms import Kind, Role
from domain.terms.registry import ChangeKind, FilingCopyState, FilingRecipient, SuccessionKind
from domain.terms.services import DisclosureItem
from resolvers.evaluation.year_records import records_of
from schema.registry.change_filing import FilingCopyRow
from tests.builders.change_filings import SAID, copies, file
from tests.builders.working_days import loading
from tests.resolvers.acting import shown
from tests.resolvers.district import District, refused

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

R, K = FilingRecipient, ChangeKind
FREE: dict[str, Any] = {"item": DisclosureItem.FEES, "place": "大厅公示栏", "proof": "照片3号"}


async def unfiled(district: District) -> list[str]:
    """The kinds of change that the database tells to be unfiled today."""
    return [row["kind"] for row in await district.fetch("select kind from unfiled_change order by kind")]


async def change_holder(district: District, day: str = "2022-09-01", **more: Any) -> UUID:
    """The bureau records another holder."""
    bureau, holder = await district.person(Role.MUNICIPAL_BUREAU), await district.holder()
    await district.add(
        "PlatformEntity",
        platform_id=district.platform,
        entity_id=(await district.one("Platform", district.platform))["holder_id"],
        bearing="HOLDER",
        valid_from=date(2015, 1, 1),
    )
    said: dict[str, Any] = {"holder": shown("Entity", holder), "day": date.fromisoformat(day), **more}
    return await district.do(Act.CHANGE_HOLDER, bureau, district.platform, **said)


# disclosures (Art. 11)


@pytest.mark.requirement("R11.1")
async def test_each_item_is_in_force_expired_or_missing(district: District):
    async def publish(since: str, to: str | None, **said: Any) -> UUID:
        days: dict[str, Any] = {"valid_from": date.fromisoformat(since), "valid_to": to and date.fromisoformat(to)}
        whose: dict[str, Any] = {"platform": shown("Platform", district.platform), "text": "免费"}
        return await district.do(Act.PUBLISH_DISCLOSURE, district.operator, **FREE | whose | days | said)

    async def states() -> dict[str, str]:
        sql = "select item, status from disclosure_standing where platform_id = $1 and status <> 'MISSING'"
        return {row["item"]: row["status"] for row in await district.fetch(sql, district.platform)}

    first = await publish("2021-01-01", None)
    await publish("2021-01-01", "2022-09-12", item=DisclosureItem.HOURS)
    await publish("2022-10-01", None, item=DisclosureItem.CONTENT)
    assert await states() == {"FEES": "IN_FORCE", "HOURS": "IN_FORCE"}

    second = await publish("2022-09-01", "2022-09-30")
    assert (await district.one("Disclosure", first))["superseded_on"] == date(2022, 9, 1)
    await district.now("2022-10-01 00:01")
    assert await states() == {"FEES": "EXPIRED", "HOURS": "EXPIRED", "CONTENT": "IN_FORCE"}

    await district.do(Act.WITHDRAW_DISCLOSURE, district.operator, second, reason="误填")
    assert await states() == {"FEES": "IN_FORCE", "HOURS": "EXPIRED", "CONTENT": "IN_FORCE"}
    assert (await district.one("Disclosure", first))["state"] == "PUBLISHED"
    missing = await district.fetch(
        "select count(*) from disclosure_standing where status = 'MISSING' group by platform_id"
    )
    assert sorted(row[0] for row in missing) == [2, 5, 5]


async def test_nobody_publishes_for_another(district: District):
    said: dict[str, Any] = {
        **FREE,
        "text": "免费",
        "valid_from": date(2022, 1, 1),
        "platform": shown("Platform", district.platform),
    }

    assert await refused(district.do(Act.PUBLISH_DISCLOSURE, district.centre_operator, **said)) is Code.FORBIDDEN
    assert await refused(district.do(Act.PUBLISH_DISCLOSURE, district.department, **said)) is Code.FORBIDDEN


# filings (Art. 12)


@pytest.mark.parametrize(
    ("done", "due"), [("2018-07-02", None), ("2020-03-18", None), ("2020-03-19", date(2020, 4, 2))]
)
async def test_what_was_complete_before_the_measures_is_a_plain_record(district: District, done: str, due: date | None):
    """A5: in a city where every weekday is worked."""
    filing = await file(district, R.DEPARTMENT, R.MUNICIPAL_CENTER, done=done)
    await change_holder(district, done)

    row = await district.one("ChangeFiling", filing)
    [entry] = await district.fetch("select due_on from registry_change")
    assert (row["state"], row["due_on"], row["on_time"]) == ("FILED", due, None if due is None else False)
    assert entry["due_on"] == due
    await district.now("2022-10-08 09:00")
    assert await district.fetch("select 1 from unfiled_change") == []


@pytest.mark.requirement("R12.5")
async def test_each_recipient_is_sent_its_copy_and_the_later_sending_counts(district: District):
    filing = await file(district, R.DEPARTMENT)
    assert (await district.one("ChangeFiling", filing))["state"] == "OPEN"

    await district.now("2022-09-15 23:59")
    centre = (await copies(district, filing))["MUNICIPAL_CENTER"]["id"]
    await district.do(Act.SEND_FILING_COPY, district.operator, centre)

    row = await district.one("ChangeFiling", filing)
    assert (row["state"], row["due_on"], row["on_time"]) == ("FILED", date(2022, 9, 15), True)
    assert row["filed_at"] == (await copies(district, filing))["MUNICIPAL_CENTER"]["first_sent_at"]


async def test_one_sending_too_late_makes_it_late(district: District):
    filing = await file(district, R.MUNICIPAL_CENTER)
    await district.now("2022-09-16 00:01")

    await district.do(Act.SEND_FILING_COPY, district.operator, (await copies(district, filing))["DEPARTMENT"]["id"])

    row = await district.one("ChangeFiling", filing)
    assert (row["state"], row["on_time"]) == ("FILED", False)


async def test_a_return_for_what_is_missing_keeps_the_first_time(district: District):
    filing = await file(district, R.DEPARTMENT, R.MUNICIPAL_CENTER)
    copy, centre = (row["id"] for _, row in sorted((await copies(district, filing)).items()))

    await district.do(Act.RETURN_FILING_COPY, district.department, copy, missing="缺营业执照副本")
    await district.now("2022-09-30 09:00")
    await district.do(Act.COMPLETE_FILING_COPY, district.operator, copy, supplement="附营业执照副本")
    await district.do(Act.ACKNOWLEDGE_FILING_COPY, district.department, copy)
    await district.do(Act.ACKNOWLEDGE_FILING_COPY, district.city_centre, centre)

    found = await copies(district, filing)
    assert {row["state"] for row in found.values()} == {"ACKNOWLEDGED"}
    assert found["DEPARTMENT"]["first_sent_at"] < found["DEPARTMENT"]["sent_at"]
    assert (await district.one("ChangeFiling", filing))["on_time"] is True
    events = await district.fetch("select event, noun from outbox where event like 'FILING%' order by id")
    assert [tuple(row) for row in events] == [
        ("FILING_SENT", "FilingCopy"),
        ("FILING_SENT", "FilingCopy"),
        ("FILING_RETURNED", "FilingCopy"),
        ("FILING_SENT", "FilingCopy"),
        ("FILING_ACKNOWLEDGED", "FilingCopy"),
        ("FILING_ACKNOWLEDGED", "FilingCopy"),
    ]


async def test_nobody_answers_the_copy_of_another_desk(district: District):
    found = await copies(district, await file(district, R.DEPARTMENT, R.MUNICIPAL_CENTER))
    there = await district.reaching(Role.DISTRICT_DEPARTMENT, region=await district.district())

    for desk, whose in ((district.city_centre, "DEPARTMENT"), (district.department, "MUNICIPAL_CENTER")):
        assert await refused(district.do(Act.ACKNOWLEDGE_FILING_COPY, desk, found[whose]["id"])) is Code.FORBIDDEN
    refusal = refused(district.do(Act.ACKNOWLEDGE_FILING_COPY, there, found["DEPARTMENT"]["id"]))
    assert await refusal is Code.NOT_FOUND


async def test_a_filing_sent_to_nobody_is_the_operators_own(district: District):
    filing = await file(district)
    copy = (await copies(district, filing))["DEPARTMENT"]["id"]

    assert await refused(district.do(Act.WITHDRAW_FILING, district.department, filing, reason="x")) is Code.NOT_FOUND
    await district.do(Act.WITHDRAW_FILING, district.operator, filing, reason="误填")
    assert await refused(district.do(Act.SEND_FILING_COPY, district.operator, copy)) is Code.WRONG_STATE
    assert await district.fetch("select 1 from outbox where event like 'FILING%'") == []


@pytest.mark.requirement("R12.3")
@pytest.mark.parametrize("kind", [Kind.SERVICE_CENTER, Kind.DEMO_BASE])
async def test_centres_and_bases_file_as_platforms_do(district: District, kind: Kind):
    unit = district.centre if kind is Kind.SERVICE_CENTER else await district.platform_of(kind, await district.holder())
    operator = await district.reaching(Role.OPERATOR, platform=unit)
    said: dict[str, Any] = {**SAID, "kind": K.OTHER, "subject": "增设分中心", "completed_on": date(2022, 9, 1)}

    filing = await district.do(Act.FILE_CHANGE, operator, platform=shown("Platform", unit), **said)

    assert set(await copies(district, filing)) == {"DEPARTMENT", "MUNICIPAL_CENTER"}


@pytest.mark.requirement("R12.4")
async def test_an_open_due_day_follows_a_calendar_loaded_later(district: District, tmp_path: Path):
    opened, filed = await file(district), await file(district, R.DEPARTMENT, R.MUNICIPAL_CENTER)
    await district.add("RegistryChange", **await _registered(district))

    loaded = await loading(district.database, tmp_path, "2022-09-14,REST,,文,")

    days = {row["id"]: row["due_on"] for row in await district.fetch("select id, due_on from change_filing")}
    noted = await district.fetch("select due_on from registry_change")
    # Mid-autumn, which the calendar of the tests does not know, is on the 12th.
    assert (days[opened], days[filed]) == (date(2022, 9, 19), date(2022, 9, 15))
    assert [row["due_on"] for row in noted] == [date(2022, 9, 19)]
    told = await district.fetch("select row_id from outbox where event = 'FILING_RECKONED'")
    assert ([row["row_id"] for row in told], loaded.filings) == ([opened], 1)


async def _registered(district: District) -> dict[str, Any]:
    days = {"completed_on": date(2022, 9, 1), "due_on": date(2022, 9, 15), "working_days": 10}
    return {"platform_id": district.platform, "region_id": district.region, "kind": "OPERATOR", **days}


# what the registry shows


@pytest.mark.case("1-21")
async def test_a_change_of_the_registry_that_nobody_filed_is_flagged_once_its_day_is_over(district: District):
    await change_holder(district)
    await district.now("2022-09-15 23:59")
    before = await unfiled(district)
    await district.now("2022-09-16 00:01")

    assert (before, await unfiled(district)) == ([], ["HOLDER"])
    await file(district, R.DEPARTMENT)
    assert await unfiled(district) == ["HOLDER"]


@pytest.mark.case("1-21")
async def test_another_name_address_or_head_of_the_unit_is_to_be_filed_of_all_that_it_runs(district: District):
    bureau, unit = await district.person(Role.MUNICIPAL_BUREAU), await district.holder()
    await district.set("entity", unit, address="北京路8号", legal_representative="张三")
    await district.set("platform", district.platform, operator_id=unit)
    await district.set("platform", district.silent, holder_id=unit)
    said: dict[str, Any] = {
        "name": "某某（昆明）公司",
        "address": None,
        "legal_representative": "李四",
        "day": date(2022, 8, 20),
    }

    await district.do(Act.UPDATE_ENTITY, bureau, unit, **said)

    noted = await district.fetch("select platform_id, kind, due_on, before, after from registry_change")
    assert sorted((row["kind"], row["before"], row["after"]) for row in noted) == sorted(
        2 * [("NAME", "某某公司", "某某（昆明）公司"), ("LEGAL_REPRESENTATIVE", "张三", "李四")]
    )
    assert {row["platform_id"] for row in noted} == {district.platform, district.silent}
    assert await unfiled(district) == ["LEGAL_REPRESENTATIVE"] * 2 + ["NAME"] * 2


@pytest.mark.case("1-21")
async def test_a_report_keeps_the_names_it_was_handed_in_under(district: District):
    report = await district.reported(district.platform, district.operator)
    platform, bureau = await district.one("Platform", district.platform), await district.person(Role.MUNICIPAL_BUREAU)
    then = (platform["name"], (await district.one("Entity", platform["holder_id"]))["name"])
    said: dict[str, Any] = {"name": "更名后公司", "address": None, "legal_representative": None}

    await district.do(Act.UPDATE_ENTITY, bureau, platform["holder_id"], **said, day=date(2022, 9, 1))
    assert await versions(district, report) == [then]

    await district.do(Act.RECALL_REPORT, district.operator, report)
    await district.do(Act.SUBMIT_REPORT, district.operator, report)
    await change_holder(district)
    await district.set("platform", district.platform, name="更名后平台")
    assert await versions(district, report) == [then, (then[0], "更名后公司")]
    await district.now("2022-09-16 00:01")
    assert await unfiled(district) == ["HOLDER", "NAME"]


async def versions(district: District, report: UUID) -> list[tuple[str, str]]:
    """What platform and holder are called in each version of a report."""
    sql = "select platform_name, holder_name from report_version where report_id = $1 order by n"
    return [(row[0], row[1]) for row in await district.fetch(sql, report)]


async def test_an_operator_who_enters_another_address_has_to_file_it(district: District):
    await district.set("platform", district.platform, address="北京路8号")

    await district.do(Act.UPDATE_PLATFORM, district.operator, district.platform, address="北京路9号")

    [noted] = await district.fetch("select * from registry_change")
    assert (noted["kind"], noted["before"], noted["after"]) == ("ADDRESS", "北京路8号", "北京路9号")


@pytest.mark.parametrize("first", ["filing", "registry"])
async def test_a_filing_answers_for_the_change_of_its_kind_nearest_in_time(district: District, first: str):
    if first == "filing":
        filing = await file(district, R.DEPARTMENT, R.MUNICIPAL_CENTER)
        await file(district, R.DEPARTMENT, R.MUNICIPAL_CENTER, kind=K.ADDRESS)
        await change_holder(district)
    else:
        await change_holder(district)
        await file(district, kind=K.ADDRESS)
        filing = await file(district, R.DEPARTMENT, R.MUNICIPAL_CENTER)
    await district.now("2022-10-01 00:01")

    [noted] = await district.fetch("select filing_id from registry_change")
    assert (noted["filing_id"], await unfiled(district)) == (filing, [])


async def test_what_is_taken_back_answers_no_more(district: District):
    await change_holder(district)
    filing = await file(district, R.DEPARTMENT, R.MUNICIPAL_CENTER)
    await district.now("2022-10-01 00:01")
    before = await unfiled(district)

    await district.do(Act.WITHDRAW_FILING, district.operator, filing, reason="误填")

    assert (before, await unfiled(district)) == ([], ["HOLDER"])


@pytest.mark.requirement("R12.4")
@pytest.mark.parametrize("first", ["filing", "registry"])
async def test_no_later_day_typed_makes_a_late_filing_timely(district: District, first: str):
    both = (R.DEPARTMENT, R.MUNICIPAL_CENTER)
    if first == "registry":
        await change_holder(district, "2022-07-01")
    filing = await file(district, *both, done="2022-09-09")
    if first == "filing":
        await change_holder(district, "2022-07-01")

    row = await district.one("ChangeFiling", filing)
    assert (row["state"], row["on_time"], row["registry_due_on"]) == ("FILED", False, date(2022, 7, 15))
    assert await unfiled(district) == []
    async with district.working(district.department) as work:
        assert (await records_of(work, district.platform, 2022))[0].changes_unfiled == 1


async def test_a_filing_that_was_received_is_not_taken_back(district: District):
    filing = await file(district, R.DEPARTMENT, R.MUNICIPAL_CENTER)
    copy = (await copies(district, filing))["DEPARTMENT"]["id"]

    await district.do(Act.RETURN_FILING_COPY, district.department, copy, missing="缺营业执照副本")

    assert await refused(district.do(Act.WITHDRAW_FILING, district.operator, filing, reason="误填")) is Code.WRONG_STATE


async def test_whoever_was_sent_a_copy_hears_that_the_filing_is_taken_back(district: District):
    filing = await file(district, R.MUNICIPAL_CENTER)

    await district.do(Act.WITHDRAW_FILING, district.operator, filing, reason="误填")

    told = await district.fetch("select row_id from outbox where event = 'FILING_WITHDRAWN'")
    sent = (await copies(district, filing))["MUNICIPAL_CENTER"]
    assert [row["row_id"] for row in told] == [sent["id"]]
    assert FilingCopyRow(recipient=R.MUNICIPAL_BUREAU, state=FilingCopyState.SENT).waiting_on is Role.MUNICIPAL_BUREAU


async def test_a_late_filing_names_the_change_it_is_of(district: District):
    await change_holder(district)
    [noted] = await district.fetch("select id from registry_change")
    change = shown("RegistryChange", noted["id"])

    far = await file(district, done="2020-03-02")
    named = await file(district, R.DEPARTMENT, R.MUNICIPAL_CENTER, done="2020-03-02", change=change)

    assert (
        [row["filing_id"] for row in await district.fetch("select filing_id from registry_change")] == [named] != [far]
    )
    assert await refused(file(district, change=change)) is Code.ALREADY_EXISTS


# what follows


@pytest.mark.requirement("R12.6")
async def test_a_move_shows_its_filing_and_the_new_department_gets_a_copy(district: District):
    filing, there = await file(district, R.DEPARTMENT, kind=K.ADDRESS), await district.district()
    await district.add(
        "PlatformRegion", platform_id=district.platform, region_id=district.region, valid_from=date(2015, 1, 1)
    )
    bureau = await district.person(Role.MUNICIPAL_BUREAU)
    said: dict[str, Any] = {
        "region": shown("Region", there),
        "day": date(2022, 9, 1),
        "filing": shown("ChangeFiling", filing),
    }

    await district.do(Act.MOVE_PLATFORM, bureau, district.platform, **said)

    [noted] = await district.fetch("select * from registry_change")
    found = await copies(district, filing)
    assert (noted["filing_id"], noted["region_id"]) == (filing, district.region)
    assert {to: row["region_id"] for to, row in found.items()} == {
        "DEPARTMENT": district.region,
        "MUNICIPAL_CENTER": district.region,
        "NEW_DEPARTMENT": there,
    }
    desk = await district.reaching(Role.DISTRICT_DEPARTMENT, region=there, platform=district.platform)
    await district.do(Act.ACKNOWLEDGE_FILING_COPY, desk, found["NEW_DEPARTMENT"]["id"])
    await district.do(Act.ACKNOWLEDGE_FILING_COPY, district.department, found["DEPARTMENT"]["id"])


async def test_who_files_after_the_move_files_where_it_was(district: District):
    there = await district.district()
    for region, since, until in (
        (district.region, date(2015, 1, 1), date(2022, 9, 1)),
        (there, date(2022, 9, 1), None),
    ):
        await district.add(
            "PlatformRegion", platform_id=district.platform, region_id=region, valid_from=since, valid_to=until
        )
    await district.set("platform", district.platform, region_id=there)

    found = await copies(district, await file(district, kind=K.ADDRESS))

    assert (found["DEPARTMENT"]["region_id"], found["NEW_DEPARTMENT"]["region_id"]) == (district.region, there)


@pytest.mark.requirement("R12.6")
async def test_both_of_a_merger_have_to_file_it_and_what_they_received_follows(district: District):
    filing = await file(district, R.DEPARTMENT, R.MUNICIPAL_CENTER, kind=K.RESTRUCTURING)
    bureau = await district.person(Role.MUNICIPAL_BUREAU)
    said: dict[str, Any] = {
        "predecessor": shown("Platform", district.silent),
        "successor": shown("Platform", district.platform),
        "kind": SuccessionKind.MERGE,
        "day": date(2022, 9, 1),
        "document": "昆工信备〔2022〕3号",
        "filing": shown("ChangeFiling", filing),
    }
    await district.do(Act.RECORD_SUCCESSION, bureau, **said)
    await district.now("2022-10-01 00:01")

    noted = await district.fetch("select platform_id, filing_id from registry_change")
    assert {row["platform_id"]: row["filing_id"] for row in noted} == {district.platform: filing, district.silent: None}
    assert [row[0] for row in await district.fetch("select platform_id from unfiled_change")] == [district.silent]


async def test_only_a_filing_of_the_same_platform_and_change_is_named(district: District):
    address = await file(district, R.DEPARTMENT, kind=K.ADDRESS)
    unsent = await file(district)

    for filing, code in ((address, Code.FILING_DIFFERS), (unsent, Code.NOT_FOUND)):
        assert await refused(change_holder(district, filing=shown("ChangeFiling", filing))) is code
        await district.as_owner("delete from platform_entity")


@pytest.mark.parametrize("held", [False, True])
async def test_an_unfiled_change_of_holder_holds_payment_back_where_the_norm_says_so(district: District, held: bool):
    people: list[Actor] = [await district.person(role) for role in (Role.MUNICIPAL_BUREAU, Role.FINANCE_BUREAU)]
    bureau, finance = people
    norm: dict[str, Any] = {"from_quarter": Quarter("2022Q4"), "hold_unfiled_holder": held}
    await district.do(Act.SET_REPORTING_NORM, district.city_centre, **norm)
    await change_holder(district)
    holder = (await district.one("Platform", district.platform))["holder_id"]
    await district.evaluation(district.platform, GOOD, await district.round(2021))
    await district.now("2022-10-08 09:00")
    claim = await district.do(Act.CALCULATE_SUBSIDY, bureau, holder=shown("Entity", holder), graded_year=2021)
    subsidy = (await district.one("Claim", claim))["subsidy_id"]
    await district.do(Act.APPROVE_SUBSIDY, bureau, subsidy)
    await district.do(Act.CONFIRM_SUBSIDY, finance, subsidy)

    if held:
        assert (
            await refused(district.do(Act.PAY_SUBSIDY, finance, subsidy, instruction="昆财1号")) is Code.CHANGE_UNFILED
        )
        await file(district, R.DEPARTMENT, R.MUNICIPAL_CENTER)
    await district.do(Act.PAY_SUBSIDY, finance, subsidy, instruction="昆财1号")

    assert (await district.one("Subsidy", subsidy))["state"] == "PAYING"
