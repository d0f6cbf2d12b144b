"""Inspections of centres and platforms (Art. 5, 6, 13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.kernel.acts import Act
from domain.kernel.change import Change
from domain.kernel.events import Event
from domain.kernel.violations import Code
from domain.registry.registry import Lifetime
from domain.rights.authority import scope_of
from domain.rights.scope import Actor, holds
from domain.services.activity import LedgerPlace
from domain.supervision import inspection as inspection_rules
from domain.supervision.inspection import InspectionFacts, InspectionPlan, Seen, Shortcoming
from domain.terms import Kind, Role
from domain.terms.supervision import InspectionAspect, InspectionState
from tests.builders.money import NOON, TODAY, an_id
from tests.builders.refusing import refused

S = InspectionState
PLACE = LedgerPlace(an_id("platform"), an_id("region"), Lifetime(Kind.DEMO_PLATFORM, date(2018, 1, 1), None))
PLAN = InspectionPlan(InspectionAspect.SERVICE, TODAY, "抽查活动档案")
FOUND = Shortcoming("两场活动没有签到表", "补齐签到表")
SEEN = Seen("现场查看并抽查档案", TODAY, (FOUND,), date(2022, 11, 10))
ONE = InspectionFacts(an_id("inspection"), an_id("platform"), an_id("region"), S.PLANNED, NOON)


def planned(**how: Any) -> Change:
    return inspection_rules.plan(
        PLACE, Kind.DEMO_PLATFORM, Role.MUNICIPAL_CENTER, replace(PLAN, **how), at=NOON, today=TODAY
    )


def carried_out(state: S = S.PLANNED, **how: Any) -> Change:
    return inspection_rules.carry_out(replace(ONE, state=state), replace(SEEN, **how), at=NOON, today=TODAY)


def test_findings_are_numbered_and_go_to_the_operator() -> None:
    change = carried_out(findings=(FOUND, Shortcoming("公开栏过期", "更新")))

    assert change.set["state"] is S.FINDINGS_SENT
    assert [(new.values["n"], new.values["problem"]) for new in change.adds] == [(1, FOUND.problem), (2, "公开栏过期")]
    assert list(change.events) == [Event.FINDINGS_SENT]


def test_the_citys_own_centre_does_not_inspect_itself() -> None:
    own = replace(PLACE, lifetime=Lifetime(Kind.SERVICE_CENTER, date(2018, 1, 1), None, municipal=True))

    def plan(place: LedgerPlace) -> Change:
        return inspection_rules.plan(place, Kind.SERVICE_CENTER, Role.MUNICIPAL_CENTER, PLAN, at=NOON, today=TODAY)

    assert refused(lambda: plan(own)) is Code.OWN_CAUSE
    assert plan(PLACE).adds


def test_an_inspection_that_found_nothing_is_closed() -> None:
    change = carried_out(findings=(), due_on=None)

    assert (change.set["state"], change.set["due_on"], list(change.adds)) == (S.CLOSED, None, [])


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"due_on": None}, Code.REQUIRED),
        ({"due_on": TODAY}, Code.DUE_DAY_PASSED),
        ({"findings": ()}, Code.REQUIRED),
        ({"record": " "}, Code.REQUIRED),
        ({"findings": (Shortcoming("问题", " "),)}, Code.REQUIRED),
        ({"day": TODAY + timedelta(1)}, Code.FUTURE_DAY),
        ({"day": TODAY - timedelta(1)}, Code.DATES_ORDER),
        ({"state": S.CANCELLED}, Code.WRONG_STATE),
    ],
)
def test_what_is_refused(how: dict[str, Any], code: Code) -> None:
    assert refused(lambda: carried_out(**how)) is code


@given(some.integers(-400, 400))
def test_none_is_planned_for_a_day_that_is_over_or_more_than_a_year_ahead(days: int) -> None:
    day = TODAY + timedelta(days)

    if 0 <= days <= 365:
        assert planned(planned_on=day).adds[0].values["planned_on"] == day
    else:
        assert refused(lambda: planned(planned_on=day)) is (Code.DATES_ORDER if days < 0 else Code.INVALID)


def test_a_reply_may_be_asked_for_again_by_a_day_ahead() -> None:
    replied = replace(ONE, state=S.REPLIED)

    assert inspection_rules.reply(replace(ONE, state=S.FINDINGS_SENT), "已补齐", at=NOON).set["state"] is S.REPLIED
    again = inspection_rules.ask_again(replied, "照片不清楚", date(2022, 11, 20), today=TODAY)
    assert (again.set["state"], again.set["due_on"]) == (S.FINDINGS_SENT, date(2022, 11, 20))
    assert refused(lambda: inspection_rules.ask_again(replied, "照片不清楚", TODAY, today=TODAY)) is Code.DUE_DAY_PASSED
    assert inspection_rules.close(replied, "已整改到位", at=NOON).set["state"] is S.CLOSED
    assert refused(lambda: inspection_rules.cancel(replied, "改期", at=NOON)) is Code.WRONG_STATE


@pytest.mark.parametrize(
    ("state", "day", "late"),
    [
        (S.FINDINGS_SENT, date(2022, 11, 11), True),
        (S.FINDINGS_SENT, date(2022, 11, 10), False),
        (S.REPLIED, date(2022, 11, 11), False),
        (S.PLANNED, date(2022, 11, 11), False),
    ],
)
def test_overdue_is_a_reply_that_is_awaited_past_its_day(state: S, day: date, late: bool) -> None:
    due = None if state is S.PLANNED else SEEN.due_on

    assert inspection_rules.overdue({"state": state, "due_on": due}, Actor(Role.PUBLIC), day) is late


@pytest.mark.requirement("R5.3")
@pytest.mark.parametrize(
    ("inspector", "platform", "centre", "elsewhere"),
    [
        (Role.MUNICIPAL_CENTER, True, True, True),
        (Role.DISTRICT_DEPARTMENT, True, True, False),
        (Role.DISTRICT_CENTER, True, False, False),
        (Role.OPERATOR, False, False, False),
    ],
)
def test_who_inspects_whom(inspector: Role, platform: bool, centre: bool, elsewhere: bool) -> None:
    scope = scope_of(inspector, Act.PLAN_INSPECTION, "Inspection")
    actor = Actor(inspector, reach={"region": frozenset({an_id("region")})})
    row = planned().adds[0].values

    assert holds(scope, actor, row) is platform
    assert holds(scope, actor, {**row, "kind": Kind.SERVICE_CENTER}) is centre
    assert holds(scope, actor, {**row, "region_id": an_id("elsewhere")}) is elsewhere
