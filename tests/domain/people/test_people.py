"""Accounts and offices (ours)."""

from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import pytest

from domain.kernel.change import Change
from domain.kernel.violations import Code
from domain.people import people
from domain.people.administrators import Proposer
from domain.people.people import OfficeFacts
from domain.people.session import PasswordFacts
from domain.terms import Role
from domain.terms.registry import RegionKind
from tests.builders.registry import HOLDER, OTHER, PANLONG, TODAY, WUHUA, a_region, code_of, day, refusal_of

ACCOUNT = UUID(int=90)
SECURITY = Proposer(Role.SECURITY_ADMINISTRATOR, UUID(int=91))
APPOINTED = [role for role in Role if role not in (Role.AGENCY, Role.PUBLIC, Role.CLOCK)]


def an_office(
    role: Role,
    *,
    region: UUID | None = None,
    entity: UUID | None = None,
    since: str = "2022-01-01",
    to: str | None = None,
) -> OfficeFacts:
    anchor = people.ANCHORS.get(role)
    region = region or (WUHUA if anchor == "region" else None)
    entity = entity or (HOLDER if anchor == "entity" else None)
    return OfficeFacts(role, region, entity, day(since), (to and day(to)) or None)


def appoint(
    new: OfficeFacts, *others: OfficeFacts, centre: bool = True, kind: RegionKind = RegionKind.DISTRICT
) -> Change:
    region = None if new.region_id is None else a_region(kind)
    return people.appoint(ACCOUNT, new, others, by=SECURITY, region=region, region_has_centre=centre)


@pytest.mark.requirement("RX.3")
@pytest.mark.parametrize("role", APPOINTED)
def test_every_role_is_given_with_its_own_anchor(role: Role):
    values = appoint(an_office(role)).adds[0].values

    assert (values["account_id"], values["role"]) == (ACCOUNT, role)


@pytest.mark.parametrize(
    ("role", "region", "entity"),
    [
        (Role.DISTRICT_DEPARTMENT, None, None),
        (Role.DISTRICT_CENTER, None, HOLDER),
        (Role.DISTRICT_CENTER, WUHUA, HOLDER),
        (Role.OPERATOR, WUHUA, None),
        (Role.OPERATOR, None, None),
        (Role.MUNICIPAL_BUREAU, WUHUA, None),
        (Role.EXPERT, None, HOLDER),
    ],
)
def test_a_wrong_anchor_is_refused_and_the_right_one_named(role: Role, region: UUID | None, entity: UUID | None):
    refusal = refusal_of(lambda: appoint(OfficeFacts(role, region, entity, TODAY, None)))

    assert refusal.code is Code.OFFICE_ANCHOR
    assert people.NAMES[people.ANCHORS.get(role)][0] in refusal.message()


@pytest.mark.parametrize("role", [Role.AGENCY, Role.PUBLIC, Role.CLOCK])
def test_nobody_is_appointed_a_machine_the_public_or_the_clock(role: Role):
    assert code_of(lambda: appoint(OfficeFacts(role, None, None, TODAY, None))) is Code.INVALID


@pytest.mark.requirement("RX.3")
@pytest.mark.parametrize(("one", "other"), [pair for pair in product(APPOINTED, APPOINTED) if pair[0] is not pair[1]])
def test_different_roles_exclude_each_other_but_for_a_centres_own_staff(one: Role, other: Role):
    together = {one, other} in ({Role.OPERATOR, Role.DISTRICT_CENTER}, {Role.OPERATOR, Role.MUNICIPAL_CENTER})

    if together:
        assert appoint(an_office(one), an_office(other)).adds
    else:
        assert code_of(lambda: appoint(an_office(one), an_office(other))) is Code.OFFICES_CLASH


def test_an_office_of_the_past_excludes_nothing():
    past = an_office(Role.MUNICIPAL_BUREAU, since="2021-01-01", to="2022-01-01")

    assert appoint(an_office(Role.FINANCE_BUREAU), past).adds


def test_one_role_may_be_held_for_several_anchors_but_once_for_each():
    here, there = an_office(Role.DISTRICT_CENTER), an_office(Role.DISTRICT_CENTER, region=PANLONG)

    assert appoint(there, here).adds
    assert appoint(an_office(Role.OPERATOR, entity=OTHER), an_office(Role.OPERATOR)).adds
    assert code_of(lambda: appoint(here, here)) is Code.ALREADY_EXISTS


@pytest.mark.parametrize("role", [Role.DISTRICT_DEPARTMENT, Role.DISTRICT_CENTER])
def test_the_city_itself_is_nobodys_district(role: Role):
    refusal = refusal_of(lambda: appoint(an_office(role), kind=RegionKind.MUNICIPALITY))

    assert (refusal.code, refusal.article, refusal.path) == (Code.NOT_A_DISTRICT, None, ("region",))


@pytest.mark.requirement("R14.5")
def test_a_region_without_a_centre_has_nobody_at_its_centre():
    refusal = refusal_of(lambda: appoint(an_office(Role.DISTRICT_CENTER), centre=False))

    assert (refusal.code, refusal.article) == (Code.REGION_HAS_NO_CENTRE, None)
    assert appoint(an_office(Role.DISTRICT_DEPARTMENT), centre=False).adds


def test_an_office_is_held_from_its_first_day_to_the_day_before_its_end():
    assert not people.runs_on(day("2022-06-02"), None, TODAY)
    assert people.runs_on(TODAY, None, TODAY)
    assert people.runs_on(day("2022-01-01"), day("2022-06-02"), TODAY)
    assert not people.runs_on(day("2022-01-01"), TODAY, TODAY)


def test_an_office_ends_today_and_one_not_begun_was_never_held():
    assert people.end(an_office(Role.EXPERT), "调离", today=TODAY).set == {"valid_to": TODAY, "end_reason": "调离"}
    assert people.end(an_office(Role.EXPERT, since="2022-07-01"), "调离", today=TODAY).set["valid_to"] == day(
        "2022-07-01"
    )
    assert code_of(lambda: people.end(an_office(Role.EXPERT, to="2022-06-01"), "调离", today=TODAY)) is Code.WRONG_STATE
    assert code_of(lambda: people.end(an_office(Role.EXPERT), "", today=TODAY)) is Code.REASON_REQUIRED


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Dianchi-2022", None),
        ("滇池dianchi2022Q1", None),
        ("Dianch-22", "10"),
        ("dianchi2022lake", "三种"),
        ("Wuhua.Centre.1x", "用户名"),
        ("A1-" + "x" * 198, "200"),
    ],
)
def test_what_a_password_must_be(password: str, why: str | None):
    problem = people.password_problem(password, "wuhua.centre")

    assert (problem is None) is (why is None)
    assert problem is None or why is None or why in problem.message()


@pytest.mark.parametrize(("typed", "stored"), [(" Wuhua.Centre ", "wuhua.centre"), ("zhang_san-2", "zhang_san-2")])
def test_user_names_are_stored_in_small_letters(typed: str, stored: str):
    assert people.username_of(typed) == stored


@pytest.mark.parametrize("typed", ["ab", "", "张三丰", "a b c", "x" * 61, "...", "a@b.cn"])
def test_user_names_that_are_refused(typed: str):
    assert code_of(lambda: people.username_of(typed)) is Code.INVALID


def test_a_first_password_must_be_changed_and_a_changed_one_need_not():
    at = datetime(2022, 6, 1, tzinfo=UTC)
    opened = people.open_account({"username": "zhang", "name": "张三"}, "hash", at=at).adds[0].values

    assert opened["must_change_password"] is True
    first = PasswordFacts("hash", None, None, at)
    assert people.change_password(first, "other", at=at).set == {
        "password_hash": "other",
        "past_passwords": [],
        "must_change_password": False,
        "password_given_at": None,
        "password_changed_at": at,
    }
