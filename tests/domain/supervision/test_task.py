"""Tasks given downward (Art. 4-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.kernel.acts import Act
from domain.kernel.events import Event
from domain.kernel.violations import Code
from domain.registry.registry import Lifetime, RegionFacts
from domain.rights.authority import scope_of
from domain.rights.scope import Actor, holds
from domain.supervision import task as task_rules
from domain.supervision.task import Assignee, TaskContent, ToDesk, ToPlatform
from domain.terms import Kind, Role
from domain.terms.registry import RegionKind
from domain.terms.supervision import AssignmentState
from tests.builders.money import NOON, TODAY, an_id
from tests.builders.refusing import refused

S = AssignmentState
ORDER = TaskContent("专精特新政策宣讲", "每个平台至少举办一场宣讲会", date(2022, 11, 30))
PLATFORM = ToPlatform(an_id("platform"), an_id("region"), Lifetime(Kind.DEMO_PLATFORM, date(2018, 1, 1), None))
REGION = RegionFacts(an_id("region"), "盘龙区", RegionKind.DISTRICT, None, date(1949, 1, 1), None)
DEPARTMENT = ToDesk(REGION, Role.DISTRICT_DEPARTMENT, has_centre=False)
CENTRE = ToDesk(REGION, Role.DISTRICT_CENTER, has_centre=True)


def issued(*to: Assignee, **order: Any) -> Any:
    return task_rules.issue(replace(ORDER, **order), Role.MUNICIPAL_BUREAU, None, to, at=NOON, today=TODAY)


def test_each_of_those_named_gets_the_task_and_a_letter() -> None:
    task, changes = issued(PLATFORM, DEPARTMENT, CENTRE)

    given = [change.adds[0].values for change in changes]
    assert [(one["platform_id"], one["region_id"], one["assignee"]) for one in given] == [
        (an_id("platform"), an_id("region"), Role.OPERATOR),
        (None, an_id("region"), Role.DISTRICT_DEPARTMENT),
        (None, an_id("region"), Role.DISTRICT_CENTER),
    ]
    assert all(one["task_id"] is task and one["due_on"] == ORDER.due_on for one in given)
    assert all(list(change.events) == [Event.ASSIGNMENT_ISSUED] for change in changes)


@pytest.mark.parametrize(
    ("to", "order", "code"),
    [
        ((), {}, Code.REQUIRED),
        ((PLATFORM,), {"due_on": TODAY}, Code.DUE_DAY_PASSED),
        ((PLATFORM,), {"title": " "}, Code.REQUIRED),
        ((PLATFORM, PLATFORM), {}, Code.TWICE),
        ((CENTRE, DEPARTMENT, CENTRE), {}, Code.TWICE),
        ((replace(CENTRE, has_centre=False),), {}, Code.REGION_HAS_NO_CENTRE),
        ((replace(DEPARTMENT, region=replace(REGION, kind=RegionKind.MUNICIPALITY)),), {}, Code.NOT_A_DISTRICT),
        ((replace(DEPARTMENT, region=replace(REGION, valid_to=date(2020, 1, 1))),), {}, Code.REGION_ENDED),
        (
            (replace(PLATFORM, lifetime=Lifetime(Kind.DEMO_BASE, date(2018, 1, 1), date(2022, 1, 1))),),
            {},
            Code.AFTER_ABOLITION,
        ),
    ],
)
def test_what_is_refused(to: tuple[Assignee, ...], order: dict[str, Any], code: Code) -> None:
    assert refused(lambda: issued(*to, **order)) is code


def test_a_task_is_taken_up_reported_returned_and_closed() -> None:
    assert task_rules.acknowledge(S.ISSUED, at=NOON).set["state"] is S.ACKNOWLEDGED
    assert task_rules.report(S.ACKNOWLEDGED, "已举办", at=NOON).set["state"] is S.REPORTED
    assert task_rules.send_back(S.REPORTED, "请补充签到表").set["state"] is S.ACKNOWLEDGED
    assert task_rules.close(S.REPORTED, at=NOON).set["state"] is S.CLOSED
    assert refused(lambda: task_rules.report(S.ISSUED, "已举办", at=NOON)) is Code.WRONG_STATE
    assert refused(lambda: task_rules.send_back(S.REPORTED, " ")) is Code.REASON_REQUIRED


@pytest.mark.parametrize("state", AssignmentState)
def test_what_is_over_is_withdrawn_no_more(state: AssignmentState) -> None:
    if state in (S.CLOSED, S.WITHDRAWN):
        assert refused(lambda: task_rules.withdraw(state, "不再需要", at=NOON)) is Code.WRONG_STATE
    else:
        assert task_rules.withdraw(state, "不再需要", at=NOON).set["state"] is S.WITHDRAWN


@pytest.mark.parametrize(
    ("state", "day", "late"),
    [
        (S.ISSUED, date(2022, 12, 1), True),
        (S.ACKNOWLEDGED, date(2022, 12, 1), True),
        (S.ISSUED, date(2022, 11, 30), False),
        (S.REPORTED, date(2022, 12, 1), False),
        (S.WITHDRAWN, date(2022, 12, 1), False),
    ],
)
def test_overdue_is_what_is_awaited_past_its_day(state: AssignmentState, day: date, late: bool) -> None:
    row = {"state": state, "due_on": ORDER.due_on}

    assert task_rules.overdue(row, Actor(Role.PUBLIC), day) is late


@pytest.mark.requirement("R5.2")
@pytest.mark.parametrize(
    ("issuer", "to_platform", "to_department", "to_centre"),
    [
        (Role.MUNICIPAL_BUREAU, True, True, True),
        (Role.MUNICIPAL_CENTER, True, False, True),
        (Role.DISTRICT_DEPARTMENT, True, False, True),
        (Role.DISTRICT_CENTER, True, False, False),
        (Role.OPERATOR, False, False, False),
    ],
)
def test_who_may_give_a_task_to_whom(issuer: Role, to_platform: bool, to_department: bool, to_centre: bool) -> None:
    scope = scope_of(issuer, Act.ISSUE_TASK, "Assignment")
    here = Actor(issuer, reach={"region": frozenset({an_id("region")})})
    elsewhere = replace(here, reach={"region": frozenset({an_id("elsewhere")})})

    _, changes = issued(PLATFORM, DEPARTMENT, CENTRE)
    rows = [change.adds[0].values for change in changes]

    assert [holds(scope, here, row) for row in rows] == [to_platform, to_department, to_centre]
    if issuer in (Role.DISTRICT_DEPARTMENT, Role.DISTRICT_CENTER):
        assert not any(holds(scope, elsewhere, row) for row in rows)
