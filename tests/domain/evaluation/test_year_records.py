"""What the records tell of a graded year: what happened in it, and what stood on its last day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from domain.evaluation.scoring import YearFigures
from domain.evaluation.year_records import (
    DisclosedVersion,
    Filed,
    Noted,
    OwedReport,
    PlatformYear,
    YearActivity,
    YearFollowUp,
    disclosed,
    letter_signed,
    unfiled,
    year_of,
)
from domain.kernel.units import Hundredths
from domain.network.partner import Dated
from domain.reporting.figures import PartnerPeriod
from domain.terms.demands import FollowUpState
from domain.terms.network import DatedState
from domain.terms.registry import FilingState
from domain.terms.reporting import Nature, Outcome
from domain.terms.services import DisclosureItem, DisclosureState
from domain.terms.targets import TargetMeasure
from tests.builders.filings import PACK, an_id, at

YEAR, TODAY = 2021, date(2022, 3, 1)
FIRST, LAST, AFTER = date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 1)


def counted(**records: Any) -> YearFigures:
    return year_of(YEAR, PlatformYear(**records), PACK.satisfied_from.value, TODAY)


def follow_up(enterprise: str, rating: int | None, state: FollowUpState = FollowUpState.RECORDED) -> YearFollowUp:
    return YearFollowUp(state, LAST, met=True, further=False, rating=rating, enterprise_id=an_id(enterprise))


def test_a_year_without_records_is_all_zeros_and_nothing_is_missing_that_was_not_owed():
    assert counted() == YearFigures()


@pytest.mark.requirement("R16.3")
def test_a_year_is_counted():
    found = counted(
        activities=[
            YearActivity(an_id("a"), Nature.PUBLIC_BENEFIT, 20, archive_complete=True),
            YearActivity(an_id("b"), Nature.MARKET, 5, archive_complete=False),
        ],
        served=[an_id("x"), an_id("y"), an_id("x")],
        owed=[OwedReport(Outcome.ON_TIME, transitional=False), OwedReport(Outcome.LATE, transitional=False)],
        posts=9,
        follow_ups=[
            follow_up("x", 5),
            follow_up("x", 3),
            follow_up("never served", 4),
            follow_up("y", 1, FollowUpState.WITHDRAWN),
            follow_up("x", None),
        ],
        partners=[
            PartnerPeriod(DatedState.CURRENT, FIRST, None, "A"),
            PartnerPeriod(DatedState.CURRENT, LAST, None, "A"),
            PartnerPeriod(DatedState.ENDED, FIRST, AFTER, "B"),
            PartnerPeriod(DatedState.ENDED, FIRST, LAST, "C"),
            PartnerPeriod(DatedState.CURRENT, AFTER, None, "D"),
        ],
        team=[Dated(DatedState.CURRENT, LAST, None), Dated(DatedState.CURRENT, AFTER, None)],
        letter_signed=False,
        floor_area=Hundredths(820_99),
        targets={TargetMeasure.ACTIVITIES: 12, TargetMeasure.PUBLIC_BENEFIT: 6},
    )

    assert found == YearFigures(
        activities=2,
        enterprises=2,
        persons=25,
        public_service=1,
        reports_owed=2,
        reports_on_time=1,
        reports_late=1,
        staff=1,
        floor_area=820,
        archives=1,
        letter_missing=True,
        posts=9,
        partners=2,
        ratings=3,
        satisfied=2,
        followed_up=1,
        activities_target=12,
    )


@pytest.mark.parametrize(
    ("outcome", "transitional", "late", "missing"),
    [
        (Outcome.LATE, False, 1, 0),
        (Outcome.LATE, True, 0, 0),
        (Outcome.MISSING, False, 0, 1),
        (Outcome.MISSING, True, 0, 1),
    ],
)
def test_excuses_are_counted_beside_the_lateness(outcome: Outcome, transitional: bool, late: int, missing: int):
    """A1."""
    year = counted(owed=[OwedReport(outcome, transitional, at("2021-04-01 12:00"))])

    assert (year.reports_owed, year.excused_late, year.excused_missing) == (1, late, missing)


@pytest.mark.parametrize(("signed", "missing"), [(True, False), (False, True), (None, False)])
@pytest.mark.requirement("R12.2")
def test_only_who_signs_letters_can_lack_one(signed: bool | None, missing: bool):
    assert counted(letter_signed=signed).letter_missing is missing


@pytest.mark.requirement("R12.2")
@pytest.mark.parametrize(
    ("moments", "signed"),
    [
        ([], False),
        ([None], False),
        ([at("2021-01-01 00:00")], True),
        ([at("2021-12-31 23:59")], True),
        ([at("2022-01-01 00:00")], False),
        ([at("2020-12-31 23:59")], False),
        ([at("2022-09-10 12:00"), at("2021-03-01 12:00")], True),
    ],
)
def test_a_letter_is_signed_within_its_year(moments: list[datetime | None], signed: bool):
    assert letter_signed(YEAR, moments) is signed


def a_version(
    since: date,
    until: date | None = None,
    superseded: date | None = None,
    state: DisclosureState = DisclosureState.PUBLISHED,
    published: str = "2021-12-31 23:59",
) -> DisclosedVersion:
    return DisclosedVersion(DisclosureItem.FEES, state, since, until, superseded, at(published))


@pytest.mark.parametrize(
    ("version", "in_force"),
    [
        (a_version(LAST), True),
        (a_version(AFTER), False),
        (a_version(FIRST, until=LAST), False),
        (a_version(FIRST, until=AFTER), True),
        (a_version(FIRST, superseded=LAST), False),
        (a_version(FIRST, superseded=AFTER), True),
        (a_version(FIRST, state=DisclosureState.WITHDRAWN), False),
        (a_version(FIRST, published="2022-01-01 00:00"), False),
    ],
)
@pytest.mark.requirement("R11.1")
def test_an_item_is_disclosed_by_the_version_in_force_on_the_day(version: DisclosedVersion, in_force: bool):
    assert disclosed([version], LAST) == (("收费标准",) if in_force else ())


def test_items_are_named_in_the_order_of_the_article_each_once():
    versions = [
        DisclosedVersion(item, DisclosureState.PUBLISHED, FIRST, None, None, at("2021-01-04 09:00"))
        for item in [*reversed(DisclosureItem)] * 2
    ]

    assert disclosed(versions, LAST) == ("服务内容", "服务流程", "服务标准", "收费标准", "服务时间")


def a_filing(
    name: str = "f",
    state: FilingState = FilingState.FILED,
    completed: date = date(2021, 6, 1),
    due: date = date(2021, 6, 16),
    *,
    on_time: bool | None = True,
) -> Filed:
    return Filed(an_id(name), state, completed, due, on_time)


OPEN: dict[str, Any] = {"state": FilingState.OPEN, "on_time": None}


@pytest.mark.parametrize(
    ("filings", "noted", "count"),
    [
        ([a_filing()], [], 0),
        ([a_filing(on_time=False)], [], 1),
        ([a_filing(**OPEN)], [], 1),
        ([a_filing(**OPEN, completed=LAST, due=TODAY)], [], 0),
        ([a_filing(on_time=False, completed=date(2020, 12, 31))], [], 0),
        ([], [Noted(LAST, date(2022, 1, 17), None)], 1),
        ([], [Noted(LAST, TODAY, None)], 0),
        ([], [Noted(AFTER, date(2022, 1, 17), None)], 0),
        ([a_filing()], [Noted(LAST, date(2022, 1, 17), an_id("f"))], 0),
        ([a_filing(on_time=False)], [Noted(LAST, date(2022, 1, 17), an_id("f"))], 1),
        ([a_filing(on_time=False, completed=AFTER)], [Noted(LAST, date(2022, 1, 17), an_id("f"))], 1),
        ([a_filing(on_time=False, completed=AFTER)], [Noted(AFTER, date(2022, 1, 17), an_id("f"))], 0),
        ([a_filing(**OPEN, completed=AFTER, due=TODAY)], [Noted(LAST, date(2022, 1, 17), an_id("f"))], 1),
        ([a_filing(state=FilingState.WITHDRAWN, on_time=None)], [Noted(LAST, date(2022, 1, 17), an_id("f"))], 1),
    ],
)
@pytest.mark.requirement("R12.4")
def test_a_change_counts_once_when_it_was_filed_late_or_not_at_all(
    filings: list[Filed], noted: list[Noted], count: int
):
    assert unfiled(YEAR, filings, noted, TODAY) == count
