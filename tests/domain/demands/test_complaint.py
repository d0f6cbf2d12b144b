"""Complaints: who has them in hand, and who reads what of them (Art. 7(1), 13)."""

from collections.abc import Callable
from dataclasses import replace as but
from datetime import datetime
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from domain.demands import complaint as complaint_rules
from domain.demands.complaint import LIFE, About, ComplaintAnswer, ComplaintFacts
from domain.kernel.acts import Act
from domain.kernel.events import Event
from domain.kernel.typed_text import Grievance
from domain.kernel.units import Quarter
from domain.kernel.violations import Code
from domain.letters.recipients import LETTERS, Audience, Whom
from domain.registry.registry import Bearers
from domain.rights.allowed_actions import allowed_actions
from domain.rights.authority import hidden, scope_of, who_may
from domain.rights.grant import ANYONE, READ
from domain.rights.scope import Actor, Nothing, holds
from domain.terms import Role
from domain.terms.demands import ComplaintKind, ComplaintState
from tests.builders.filings import NOON, OTHER_REGION, PLATFORM, REGION, TODAY, an_id, at
from tests.builders.refusing import refused

S = ComplaintState
DEPARTMENT, CENTER = Role.DISTRICT_DEPARTMENT, Role.MUNICIPAL_CENTER
ANSWER = ComplaintAnswer(upheld=True, findings="查阅合同", answer="已责令改正", answered_by=an_id("somebody"))
PERSONAL = ("receipt", "content", "name", "contact", "findings", "pass_reason")


def a_complaint(state: ComplaintState = S.RECEIVED, desk: Role | None = None) -> ComplaintFacts:
    return ComplaintFacts(an_id("complaint"), state, desk)


def raised(
    kind: ComplaintKind = ComplaintKind.RESTRICTION,
    *,
    municipal: bool = False,
    centre: Bearers | None = None,
    **said: Any,
) -> Any:
    about = About(Bearers(PLATFORM, an_id("holder"), None), REGION, municipal, centre)
    return complaint_rules.raised(about, kind, Grievance(**{"content": "拒绝入驻", **said}), "0F", at=NOON)


def do(act: Act, row: ComplaintFacts, desk: Role) -> Any:
    acts: dict[Act, Callable[[], Any]] = {
        Act.TAKE_UP_COMPLAINT: lambda: complaint_rules.take_up(row, desk, at=NOON),
        Act.PASS_ON_COMPLAINT: lambda: complaint_rules.pass_on(row, desk, "涉及市级机构", at=NOON),
        Act.ANSWER_COMPLAINT: lambda: complaint_rules.answer(row, desk, ANSWER, at=NOON),
    }
    return acts[act]()


# the life


@pytest.mark.parametrize(("state", "act"), list(product(S, LIFE.acts)))
def test_each_act_in_each_state_is_allowed_or_refused_as_the_life_says(state: ComplaintState, act: Act):
    row = a_complaint(state, None if state is S.RECEIVED else DEPARTMENT)

    if (state, act) in LIFE.moves:
        assert do(act, row, DEPARTMENT).set["state"] is LIFE.moves[state, act]
    else:
        assert refused(lambda: do(act, row, DEPARTMENT)) is Code.WRONG_STATE


@pytest.mark.parametrize("act", LIFE.acts)
def test_every_act_of_the_life_is_somebodys(act: Act):
    assert who_may(act, "Complaint")[0]


@pytest.mark.parametrize("act", [Act.PASS_ON_COMPLAINT, Act.ANSWER_COMPLAINT])
@pytest.mark.parametrize(("desk", "other"), [(DEPARTMENT, CENTER), (CENTER, DEPARTMENT)])
def test_whoever_has_it_in_hand_goes_on_with_it_and_nobody_else(act: Act, desk: Role, other: Role):
    row = {"state": S.IN_HAND, "desk": desk, "region_id": REGION, "city_desk": CENTER}

    assert refused(lambda: do(act, a_complaint(S.IN_HAND, desk), other)) is Code.NOT_YOUR_DESK
    shown = {
        role: {each.action: each.allowed for each in allowed_actions(LIFE, complaint_rules.condition, row, who, TODAY)}
        for role in (desk, other)
        if (who := Actor(role, reach={"region": frozenset({REGION})}))
    }
    assert not shown[other][act]
    assert shown[desk][act] is (act is Act.ANSWER_COMPLAINT or desk is DEPARTMENT)


def test_what_is_passed_on_lies_with_the_municipal_centre():
    change = complaint_rules.pass_on(a_complaint(), DEPARTMENT, "涉及市级机构", at=NOON)

    assert (change.set["state"], change.set["desk"]) == (S.IN_HAND, CENTER)
    assert refused(lambda: complaint_rules.pass_on(a_complaint(), DEPARTMENT, " ", at=NOON)) is Code.REASON_REQUIRED


@pytest.mark.parametrize("field", ["findings", "answer"])
def test_an_answer_says_what_was_found_and_what_is_answered(field: str):
    empty = but(ANSWER, **{field: " "})

    assert (
        refused(lambda: complaint_rules.answer(a_complaint(S.IN_HAND, CENTER), CENTER, empty, at=NOON)) is Code.REQUIRED
    )


# raising


@pytest.mark.parametrize(
    ("said", "anonymous"),
    [
        ({}, True),
        ({"name": "某人"}, True),
        ({"contact": "0871-00000000"}, True),
        ({"name": "某人", "contact": " "}, True),
        ({"name": "某人", "contact": "0871-00000000"}, False),
    ],
)
def test_a_complaint_is_taken_with_or_without_a_name(said: dict[str, Any], anonymous: bool):
    [new] = raised(**said).adds

    assert (new.values["state"], new.values["anonymous"]) == (S.RECEIVED, anonymous)


def test_a_complaint_says_something():
    assert refused(lambda: raised(content=" ")) is Code.REQUIRED


@pytest.mark.parametrize("role", [role for role in ANYONE if role is not Role.AGENCY])
def test_any_person_may_complain(role: Role):
    assert holds(scope_of(role, Act.RAISE_COMPLAINT, "Complaint"), Actor(role), {})


def test_a_machine_hands_on_complaints_of_the_regions_it_was_given():
    scope, elsewhere = scope_of(Role.AGENCY, Act.RAISE_COMPLAINT, "Complaint"), uuid4()
    machine = Actor(Role.AGENCY, reach={"complaints": frozenset({REGION})})

    assert holds(scope, machine, {"region_id": REGION})
    assert not holds(scope, machine, {"region_id": elsewhere})
    assert not holds(scope, Actor(Role.AGENCY, reach={"complaints": frozenset()}), {"region_id": REGION})


# who reads what


@pytest.mark.requirement("R7.1")
@pytest.mark.parametrize("kind", ComplaintKind)
@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("city", [CENTER, Role.MUNICIPAL_BUREAU])
@pytest.mark.parametrize("center_may", [True, False])
def test_who_reads_a_complaint(kind: ComplaintKind, state: ComplaintState, city: Role, center_may: bool):
    row = {
        "kind": kind,
        "state": state,
        "region_id": REGION,
        "platform_id": PLATFORM,
        "city_desk": city,
        "center_may": center_may,
    }
    near = {"region": frozenset({REGION}), "platform": frozenset({PLATFORM})}
    far = {"region": frozenset({OTHER_REGION}), "platform": frozenset({an_id("another platform")})}

    def reads(role: Role, reach: dict[str, Any]) -> bool:
        return holds(scope_of(role, READ, "Complaint"), Actor(role, reach=reach), row)

    assert {role for role in ANYONE if reads(role, near)} == {
        DEPARTMENT,
        city,
        *({Role.DISTRICT_CENTER} if center_may else set[Role]()),
        *({Role.OVERSIGHT} if kind is ComplaintKind.FUND_USE else set[Role]()),
        *({Role.OPERATOR} if state is S.ANSWERED else set[Role]()),
    }
    assert not reads(DEPARTMENT, far)
    assert not reads(Role.DISTRICT_CENTER, far)
    assert not reads(Role.OPERATOR, far)


@pytest.mark.parametrize("field", PERSONAL)
def test_the_platform_never_reads_who_complained_of_what(field: str):
    assert hidden(Role.OPERATOR, "Complaint", field) == Nothing()
    assert {
        hidden(role, "Complaint", field) for role in (DEPARTMENT, Role.DISTRICT_CENTER, CENTER, Role.OVERSIGHT)
    } == {None}


@pytest.mark.requirement("R13.2")
def test_oversight_hears_of_how_funds_are_used_and_of_nothing_else():
    told = {kind: LETTERS[raised(kind).events[0]] for kind in ComplaintKind}

    assert {kind for kind, to in told.items() if isinstance(to, Audience) and Role.OVERSIGHT in to.to} == {
        ComplaintKind.FUND_USE
    }
    assert all(isinstance(to, Audience) and {DEPARTMENT, CENTER} <= {*to.to} for to in told.values())
    assert raised(ComplaintKind.OTHER).events == [Event.COMPLAINT_RECEIVED]


@pytest.mark.reading("L31")
@pytest.mark.requirement("R5.2")
@pytest.mark.parametrize(
    ("centre", "may"),
    [
        (Bearers(an_id("centre"), an_id("its body"), None), True),
        (Bearers(an_id("centre"), an_id("its body"), an_id("its operator")), True),
        (None, False),
        (Bearers(PLATFORM, an_id("holder"), None), False),
        (Bearers(an_id("centre"), an_id("holder"), None), False),
        (Bearers(an_id("centre"), an_id("its body"), an_id("holder")), False),
    ],
)
def test_the_districts_centre_looks_into_complaints_but_for_its_own(centre: Bearers | None, may: bool):
    """C6: those about itself, or about what its holder or operator bears, are the department's."""
    change = raised(centre=centre)
    to = LETTERS[change.events[0]]

    assert change.adds[0].values["center_may"] is may
    assert isinstance(to, Audience)
    assert Whom.CENTER_THAT_MAY in to.to
    assert not raised(centre=centre, municipal=True).adds[0].values["center_may"]


@pytest.mark.parametrize("act", [Act.TAKE_UP_COMPLAINT, Act.PASS_ON_COMPLAINT, Act.ANSWER_COMPLAINT])
@pytest.mark.parametrize("may", [True, False])
def test_the_districts_centre_acts_on_what_it_may_look_into(act: Act, may: bool):
    """C6."""
    row = {"region_id": REGION, "center_may": may, "city_desk": CENTER}
    centre = Actor(Role.DISTRICT_CENTER, reach={"region": frozenset({REGION})})

    assert holds(scope_of(Role.DISTRICT_CENTER, act, "Complaint"), centre, row) is may


@pytest.mark.reading("L28")
@pytest.mark.requirement("R7.1")
@pytest.mark.parametrize("kind", ComplaintKind)
def test_of_the_citys_own_centre_the_bureau_hears_and_that_centre_does_not(kind: ComplaintKind):
    change = raised(kind, municipal=True)
    to = LETTERS[change.events[0]]

    assert change.adds[0].values["city_desk"] is Role.MUNICIPAL_BUREAU
    assert isinstance(to, Audience)
    assert {*to.to} == {Role.MUNICIPAL_BUREAU, *({Role.OVERSIGHT} if kind is ComplaintKind.FUND_USE else ())}


def test_a_quarter_counts_what_was_answered_in_it_in_kunming():
    moments: list[datetime | None] = [
        at("2022-06-30 23:59"),
        at("2022-07-01 00:00"),
        at("2022-09-30 23:59"),
        at("2022-10-01 00:00"),
        None,
    ]

    assert complaint_rules.dealt_with(Quarter("2022Q3"), moments) == 2
