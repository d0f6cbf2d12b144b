"""A quarter of a district on a real database: the clock, the operator, the desks (Art. 14)."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from domain.calendar import Calendar
from domain.kernel.acts import Act
from domain.kernel.violations import Code
from domain.reporting import form
from domain.terms import Kind, Role
from domain.terms.registry import SizeClass
from resolvers.plan.city import City
from resolvers.reporting.desk_inputs import ItemReasonInput
from resolvers.reporting.figures_input import FiguresInput
from resolvers.reporting.reports import AcceptReportsInput, EachReportInput, accept_reports
from resolvers.work.unit_of_work import working
from tests.builders.filings import at
from tests.builders.keys import KEYS
from tests.resolvers.acting import shown
from tests.resolvers.district import District, refused

WRONG = {"items": [ItemReasonInput(item="expertCount", reason="与上季度不符")]}


# the clock


async def test_everybody_owes_from_the_first_day_and_once(district: District):
    kinds = await district.fetch("select kind, count(*) from obligation group by kind order by kind")

    assert [tuple(each) for each in kinds] == [("CONSOLIDATION", 1), ("REPORT", 3)]
    assert await district.now("2022-09-10 12:01") == 0


async def test_who_enters_in_mid_quarter_owes_from_that_day(district: District):
    late = await district.platform_of(Kind.DEMO_BASE, await district.holder())
    await district.fetch("update title set valid_from = '2022-09-12' where platform_id = $1", late)

    await district.now("2022-09-11 12:00")
    before = await district.fetch("select 1 from obligation where platform_id = $1", late)
    await district.now("2022-09-12 00:00")

    assert not before
    assert (await district.obligation(late))["outcome"] == "PENDING"


async def test_what_nobody_hands_in_goes_missing_and_the_next_quarter_begins(district: District):
    await district.now("2022-10-01 00:00")

    outcomes = await district.fetch("select quarter, outcome, count(*) from obligation group by 1, 2 order by 1, 2")
    assert [tuple(each) for each in outcomes] == [("2022Q3", "MISSING", 4), ("2022Q4", "PENDING", 4)]


async def test_each_due_thing_is_recorded_with_its_own_now(district: District):
    await district.now("2022-10-05 12:00")

    rows = await district.fetch(
        "select distinct act, at from audit where act in ('RECORD_MISSING', 'SETTLE_ROUTES', 'MAKE_OBLIGATIONS') and at > '2022-09-10' order by at"
    )
    assert [(row["act"], row["at"]) for row in rows] == [
        ("RECORD_MISSING", at("2022-09-16 00:00")),
        ("SETTLE_ROUTES", at("2022-09-26 00:00")),
        ("RECORD_MISSING", at("2022-09-27 00:00")),
        ("MAKE_OBLIGATIONS", at("2022-10-01 00:00")),
    ]


async def test_who_left_the_reporting_set_by_the_25th_is_exempt(district: District):
    await district.fetch("update title set valid_to = '2022-09-25' where platform_id = $1", district.silent)

    await district.now("2022-09-26 00:00")

    assert (
        (await district.obligation(district.silent))["outcome"],
        (await district.obligation(district.platform))["route_fixed"],
    ) == ("EXEMPT", True)


async def test_the_desk_of_a_centre_that_ended_passes_to_the_department(district: District):
    report = await district.reported(district.platform, district.operator)
    own = await district.reported(district.centre, district.centre_operator)
    owed = await district.obligation(None)
    row = await district.do(Act.START_CONSOLIDATION, district.centre_desk, obligation=shown("Obligation", owed["id"]))
    await district.fetch(
        "update platform set state = 'ABOLISHED', abolished_on = '2022-09-12' where id = $1", district.centre
    )

    await district.now("2022-09-12 08:00")

    desks = await district.fetch(
        "select desk, decision from review where report_id = any($1) order by closed_at nulls last, desk", [report, own]
    )
    assert [tuple(each) for each in desks] == [
        ("DISTRICT_CENTER", "HANDED_OVER"),
        ("DISTRICT_DEPARTMENT", None),
        ("DISTRICT_DEPARTMENT", None),
    ]
    assert (await district.one("Consolidation", row))["author"] == "DISTRICT_DEPARTMENT"
    await district.do(Act.ACCEPT_REPORT, district.department, own)


# reports


@pytest.mark.case("2-13")
async def test_two_tabs_begin_one_report(district: District):
    owed = shown("Obligation", (await district.obligation(district.platform))["id"])

    found = await asyncio.gather(*(district.do(Act.START_REPORT, district.operator, obligation=owed) for _ in range(2)))

    assert found[0] == found[1]
    assert len(await district.fetch("select 1 from report_draft")) == 1


@pytest.mark.reading("L6")
async def test_a_report_counts_the_ledger_and_freezes_it(district: District):
    await district.served(district.platform, times=2)
    await district.served(district.platform, size=SizeClass.MEDIUM)

    await district.reported(district.platform, district.operator)

    [version] = await district.fetch("select * from report_version")
    told = {
        name: version[name]
        for name in (
            "activity_count",
            "enterprise_count",
            "enterprise_visits",
            "micro_small_count",
            "person_count",
            "expert_count",
        )
    }
    assert told == {
        "activity_count": 3,
        "enterprise_count": 2,
        "enterprise_visits": 3,
        "micro_small_count": 1,
        "person_count": 15,
        "expert_count": 7,
    }
    assert len(await district.fetch("select 1 from report_version_activity")) == 3
    assert [
        row["visits"] for row in await district.fetch("select visits from report_version_enterprise order by visits")
    ] == [1, 2]
    assert (
        (await district.obligation(district.platform))["outcome"],
        len(await district.fetch("select 1 from review where closed_at is null")),
    ) == ("ON_TIME", 1)


async def test_a_recall_undoes_the_first_submission(district: District):
    report = await district.reported(district.platform, district.operator)

    await district.do(Act.RECALL_REPORT, district.operator, report)

    owed, [review] = await district.obligation(district.platform), await district.fetch("select decision from review")
    assert (owed["outcome"], owed["submitted_at"], review["decision"]) == ("PENDING", None, "RECALLED")


@pytest.mark.case("2-15")
async def test_a_returned_report_gets_a_new_review_and_the_old_one_stays(district: District):
    report = await district.reported(district.platform, district.operator)
    await district.do(Act.RETURN_REPORT, district.centre_desk, report, **WRONG)

    await district.do(Act.SUBMIT_REPORT, district.operator, report)
    await district.do(Act.ACCEPT_REPORT, district.centre_desk, report)

    reviews = await district.fetch("select decision, item_reasons from review order by opened_at, closed_at")
    assert [row["decision"] for row in reviews] == ["RETURNED", "ACCEPTED"]
    assert reviews[0]["item_reasons"] == [{"item": "expertCount", "reason": "与上季度不符"}]


@pytest.mark.case("2-17")
async def test_an_amendment_leaves_the_accepted_version_in_force_until_accepted_again(district: District):
    report = await district.reported(district.platform, district.operator)
    await district.do(Act.ACCEPT_REPORT, district.centre_desk, report)
    first = (await district.one("Report", report))["accepted_version_id"]
    await district.do(Act.AMEND_REPORT, district.operator, report, reason="补报")
    await district.do(Act.SAVE_REPORT_DRAFT, district.operator, report, figures=FiguresInput(expert_count=9))
    await district.do(Act.SUBMIT_REPORT, district.operator, report)

    waiting = await district.one("Report", report)
    await district.do(Act.ACCEPT_REPORT, district.centre_desk, report)

    assert waiting["accepted_version_id"] == first != waiting["latest_version_id"]
    assert (await district.one("Report", report))["accepted_version_id"] == waiting["latest_version_id"]


async def test_an_amendment_given_up_restores_the_draft(district: District):
    report = await district.reported(district.platform, district.operator)
    await district.do(Act.ACCEPT_REPORT, district.centre_desk, report)
    await district.do(Act.AMEND_REPORT, district.operator, report, reason="补报")
    await district.do(Act.SAVE_REPORT_DRAFT, district.operator, report, figures=FiguresInput(expert_count=9))

    await district.do(Act.DISCARD_REPORT_AMENDMENT, district.operator, report)

    [draft] = await district.fetch("select expert_count from report_draft")
    assert draft["expert_count"] == 7


async def test_a_report_sent_back_stays_in_force_and_must_be_corrected(district: District):
    report = await district.reported(district.platform, district.operator)
    await district.do(Act.ACCEPT_REPORT, district.centre_desk, report)
    await district.do(Act.SEND_BACK_REPORT, district.centre_desk, report, **WRONG)

    assert (await district.one("Report", report))["accepted_version_id"] is not None
    assert await refused(district.do(Act.DISCARD_REPORT_AMENDMENT, district.operator, report)) is Code.MUST_CORRECT


async def test_a_report_of_the_centres_own_entity_goes_to_the_department(district: District):
    entity = (await district.one("Platform", district.centre))["holder_id"]
    await district.fetch("update platform set operator_id = $1 where id = $2", entity, district.platform)

    report = await district.reported(district.platform, district.operator)

    assert (await district.one("Report", report))["desk"] == "DISTRICT_DEPARTMENT"
    assert await refused(district.do(Act.ACCEPT_REPORT, district.centre_desk, report)) is Code.NOT_YOUR_DESK


async def test_the_operator_of_another_platform_finds_nothing(district: District):
    report = await district.began(district.platform, district.operator)
    owed = shown("Obligation", (await district.obligation(district.platform))["id"])

    assert await refused(district.do(Act.SUBMIT_REPORT, district.centre_operator, report)) is Code.NOT_FOUND
    assert await refused(district.do(Act.START_REPORT, district.centre_operator, obligation=owed)) is Code.NOT_FOUND
    assert await refused(district.do(Act.START_REPORT, district.city_centre, obligation=owed)) is Code.FORBIDDEN


# consolidations


@pytest.mark.requirement("R5.3")
async def test_a_quarter_goes_all_the_way(district: District):
    await district.served(district.platform)
    report = await district.reported(district.platform, district.operator)
    own = await district.reported(district.centre, district.centre_operator)
    await district.do(Act.ACCEPT_REPORT, district.centre_desk, report)

    row = await district.consolidated()
    assert await refused(district.do(Act.RECALL_REPORT, district.centre_operator, own)) is Code.TAKEN_IN
    await district.do(Act.PASS_CONSOLIDATION, district.department, row, opinion="情况属实")
    await district.do(Act.RECEIVE_CONSOLIDATION, district.city_centre, row)

    [version] = await district.fetch("select * from consolidation_version")
    gaps = await district.fetch("select platform_id, gap from consolidation_item where gap is not null")
    assert (
        version["reports_taken"],
        version["gaps"],
        version["expert_count"],
        version["enterprise_count"],
        version["feature_text"],
    ) == (2, 1, 14, 1, "夜校")
    assert [tuple(gap) for gap in gaps] == [(district.silent, "NOT_SUBMITTED")]
    assert ((await district.one("Report", own))["state"], (await district.one("Consolidation", row))["state"]) == (
        "ACCEPTED",
        "RECEIVED",
    )
    desks = await district.fetch(
        "select desk, decision from review where consolidation_id = $1 order by opened_at, closed_at", row
    )
    assert [tuple(each) for each in desks] == [("DISTRICT_DEPARTMENT", "PASSED"), ("MUNICIPAL_CENTER", "RECEIVED")]


async def test_a_returned_consolidation_returns_the_centres_own_report(district: District):
    own = await district.reported(district.centre, district.centre_operator)
    row = await district.consolidated()

    await district.do(Act.RETURN_CONSOLIDATION, district.department, row, **WRONG)

    assert ((await district.one("Report", own))["state"], (await district.one("Consolidation", row))["state"]) == (
        "RETURNED",
        "RETURNED",
    )


async def test_what_is_accepted_later_enters_by_an_amendment(district: District):
    row = await district.consolidated()
    await district.do(Act.PASS_CONSOLIDATION, district.department, row, opinion="情况属实")
    await district.do(Act.RECEIVE_CONSOLIDATION, district.city_centre, row)
    report = await district.reported(district.platform, district.operator)
    await district.do(Act.ACCEPT_REPORT, district.centre_desk, report)

    await district.do(Act.AMEND_CONSOLIDATION, district.centre_desk, row, reason="补报一家")
    await district.do(Act.SUBMIT_CONSOLIDATION, district.centre_desk, row)

    versions = await district.fetch("select n, reports_taken, gaps, reason from consolidation_version order by n")
    assert [tuple(each) for each in versions] == [(1, 0, 3, None), (2, 1, 2, "补报一家")]


async def test_without_a_centre_the_department_reports_by_the_day_of_the_measures(district: District):
    await district.as_owner("delete from obligation")
    await district.fetch(
        "update platform set state = 'ABOLISHED', abolished_on = '2022-06-30' where id = $1", district.centre
    )
    await district.now("2022-09-10 13:00")
    owed = await district.obligation(None)

    row = await district.do(Act.START_CONSOLIDATION, district.department, obligation=shown("Obligation", owed["id"]))
    await district.do(Act.SUBMIT_CONSOLIDATION, district.department, row)

    assert (owed["basis"], owed["nominal"].day, owed["effective"].day, owed["route"]) == ("LAW", 25, 26, "DEPARTMENT")
    assert (await district.one("Consolidation", row))["state"] == "WITH_MUNICIPAL_CENTER"


# obligations


async def test_the_city_centre_excuses_and_extends(district: District):
    silent, owed = await district.obligation(district.silent), await district.obligation(district.platform)

    await district.do(Act.EXEMPT_OBLIGATION, district.city_centre, silent["id"], reason="停业整顿")
    await district.do(Act.EXTEND_OBLIGATION, district.city_centre, owed["id"], until=date(2022, 9, 20), reason="停电")

    assert (await district.obligation(district.silent))["outcome"] == "EXEMPT"
    assert (await district.obligation(district.platform))["effective"] == date(2022, 9, 20)
    assert (
        await refused(district.do(Act.EXEMPT_OBLIGATION, district.department, owed["id"], reason="停业"))
        is Code.FORBIDDEN
    )


async def test_every_typed_figure_survives_the_way_into_a_version(district: District):
    values = {
        name: number
        for number, name in enumerate(
            (name for name in form.TYPED if not form.FORM[name].is_text and not form.FORM[name].bases_only), 1
        )
    }
    report = await district.began(district.platform, district.operator)
    await district.do(Act.SAVE_REPORT_DRAFT, district.operator, report, figures=FiguresInput(**values))

    await district.do(Act.SUBMIT_REPORT, district.operator, report)

    [version] = await district.fetch("select * from report_version")
    assert {name: version[name] for name in values} == values


async def test_a_draft_moves_with_its_platform_until_the_25th_and_a_submission_does_not(district: District):
    report = await district.reported(district.platform, district.operator)
    await district.do(Act.RECALL_REPORT, district.operator, report)
    own = await district.reported(district.centre, district.centre_operator)
    other = await district.district()
    await district.fetch(
        "update platform set region_id = $1 where id = any($2)", other, [district.platform, district.centre]
    )

    await district.now("2022-09-26 00:00")

    [version] = await district.fetch("select region_id from report_version where report_id = $1", report)
    assert ((await district.one("Report", report))["region_id"], version["region_id"]) == (other, other)
    assert (await district.one("Report", own))["region_id"] == district.region


async def test_a_submission_before_the_25th_goes_to_the_district_of_that_day(district: District):
    report = await district.began(district.platform, district.operator)
    other = await district.district()
    await district.fetch("update platform set region_id = $1 where id = $2", other, district.platform)

    await district.do(Act.SUBMIT_REPORT, district.operator, report)

    found = await district.one("Report", report)
    assert (found["region_id"], found["desk"]) == (other, "DISTRICT_DEPARTMENT")
    assert (
        (await district.obligation(district.platform))["region_id"],
        (await district.obligation(district.platform))["route"],
    ) == (other, "DEPARTMENT")


@pytest.mark.case("2-37")
async def test_several_reports_are_accepted_at_once_each_audited_or_none(district: District):
    silent_operator = await district.reaching(Role.OPERATOR, platform=district.silent)
    reports = [
        await district.reported(district.platform, district.operator),
        await district.reported(district.silent, silent_operator),
    ]
    asked = [
        EachReportInput(id=shown("Report", id), expected_version=(await district.one("Report", id))["version"])
        for id in reports
    ]
    stale = EachReportInput(id=asked[1].id, expected_version=1)

    async def accept(*each: EachReportInput) -> dict[str, int]:
        city = City(Calendar({}), 0, KEYS)
        async with working(district.database.pool.write, city, district.centre_desk, Act.ACCEPT_REPORTS) as work:
            return (await accept_reports(work, AcceptReportsInput(idempotency_key="1", reports=list(each))))[1]

    assert await refused(accept(asked[0], stale)) is Code.CONFLICT
    assert {(await district.one("Report", id))["state"] for id in reports} == {"SUBMITTED"}
    assert await accept(*asked) == {"reports": 2}
    assert (
        len(
            await district.fetch(
                "select 1 from audit where act = 'ACCEPT_REPORTS' and noun = 'Report' and problem is null"
            )
        )
        == 2
    )
