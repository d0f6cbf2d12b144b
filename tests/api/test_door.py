"""Signing in, what the door refuses, and that a clock moves."""

import pytest

from tests.api.client import Client, Refusal


async def test_people_sign_in_act_in_their_office_and_sign_out(anyone: Client) -> None:
    bureau = await anyone.signed_in("bureau")
    viewer = (await bureau.query("{ viewer { username role offices { nodes { role } } } }"))["viewer"]
    assert (viewer["username"], viewer["role"]) == ("bureau", "MUNICIPAL_BUREAU")

    await bureau.do("signOut")

    answer = await bureau.raw("{ viewer { username } }")
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_SIGNED_IN"


@pytest.mark.parametrize(("username", "password"), [("bureau", "wrong"), ("nobody", "dianchi-demo")])
async def test_a_wrong_name_and_a_wrong_password_are_refused_alike(anyone: Client, username: str, password: str) -> None:
    with pytest.raises(Refusal) as refusal:
        await anyone.signed_in(username, password)

    assert refusal.value.codes == ["SIGN_IN_FAILED"]


async def test_the_bureau_moves_the_clock_on_and_nobody_moves_it_back(anyone: Client) -> None:
    bureau = await anyone.signed_in("bureau")
    assert (await bureau.query("{ clock { today } }"))["clock"]["today"] == "2022-10-10"

    moved = await bureau.do("advanceClock", "clock { today }", workingDays=5)

    assert moved["clock"]["today"] == "2022-10-17"
    assert (await bureau.query("{ clock { today } }"))["clock"]["today"] == "2022-10-17"
    back = await bureau.try_("advanceClock", "clock { today }", to="2022-10-14")
    assert [problem["code"] for problem in back["problems"]] == ["CLOCK_BACK"]


@pytest.mark.parametrize("username", ["center", "finance", "530102-operator"])
async def test_only_the_bureau_moves_the_clock(anyone: Client, username: str) -> None:
    someone = await anyone.signed_in(username)

    refused = await someone.try_("advanceClock", "clock { today }", workingDays=1)

    assert [problem["code"] for problem in refused["problems"]] == ["FORBIDDEN"]


async def test_without_signing_in_there_is_no_viewer_but_the_public_registry(anyone: Client) -> None:
    data = await anyone.query("{ viewer { username } platforms { totalCount } reports { totalCount } }")

    assert data["viewer"] is None
    assert data["platforms"]["totalCount"] > 10
    assert data["reports"]["totalCount"] == 0
