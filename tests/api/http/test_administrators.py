"""Three administrators: what each may, and that nobody comes to money or administration by one of them alone."""

import asyncio
from typing import Any

import pytest

from tests.api.client import Client, Refusal

FIRST = "First-pass-1"
OFFICES = "{ offices(first: 100, filter: {role: {eq: ROLE}}) { nodes { id version held account { username } } } }"


async def opened(system: Client, username: str) -> str:
    """The id of a new account without an office."""
    made = await system.do("createAccount", "account { id }", username=username, name="新人", password=FIRST)
    return made["account"]["id"]


async def refused(person: Client, act: str, **input: Any) -> list[str]:
    return [problem["code"] for problem in (await person.try_(act, **input))["problems"]]


@pytest.mark.parametrize("role", ["FINANCE_BUREAU", "SYSTEM_ADMINISTRATOR", "AUDIT_ADMINISTRATOR"])
async def test_nobody_pays_or_administers_before_an_administrator_of_another_kind_confirmed(
    anyone: Client, role: str
) -> None:
    system, security, audit, bureau = [
        await anyone.signed_in(name) for name in ("system", "security", "audit", "bureau")
    ]
    account = await opened(system, "newcomer")
    shown = "office { id version state held proposedBy { username } confirmedBy { username } }"

    proposed = (await security.do("appointOffice", shown, account=account, role=role))["office"]

    assert (proposed["state"], proposed["held"], proposed["proposedBy"]) == (
        "PROPOSED",
        False,
        {"username": "security"},
    )
    with pytest.raises(Refusal) as refusal:
        await anyone.signed_in("newcomer", FIRST)
    assert refusal.value.codes == ["SIGN_IN_FAILED"]
    office = {"id": proposed["id"], "expectedVersion": proposed["version"]}
    assert await refused(security, "confirmOffice", **office) == ["SECOND_PERSON"]
    assert await refused(audit, "confirmOffice", **office) == ["FORBIDDEN"]
    assert await refused(bureau, "confirmOffice", **office) == ["FORBIDDEN"]
    confirmed = (await system.do("confirmOffice", shown, **office))["office"]
    assert (confirmed["state"], confirmed["held"], confirmed["confirmedBy"]) == (
        "CONFIRMED",
        True,
        {"username": "system"},
    )
    assert (await anyone.signed_in("newcomer", FIRST)).token


async def test_a_proposal_is_taken_back_and_can_then_no_longer_be_confirmed(anyone: Client) -> None:
    system, security = await anyone.signed_in("system"), await anyone.signed_in("security")
    account = await opened(system, "newcomer")
    shown = "office { id version }"
    office = (await security.do("appointOffice", shown, account=account, role="FINANCE_BUREAU"))["office"]

    await security.do("endOffice", id=office["id"], expectedVersion=office["version"], reason="人选有误")

    again = {"id": office["id"], "expectedVersion": office["version"] + 1}
    assert await refused(system, "confirmOffice", **again) == ["WRONG_STATE"]


@pytest.mark.parametrize("role", ["SYSTEM", "SECURITY", "AUDIT"])
async def test_the_last_administrator_of_a_kind_stays(anyone: Client, role: str) -> None:
    security = await anyone.signed_in("security")
    asked = OFFICES.replace("ROLE", f"{role}_ADMINISTRATOR")
    [office] = (await security.query(asked))["offices"]["nodes"]
    assert office["held"]

    ended = await refused(security, "endOffice", id=office["id"], expectedVersion=office["version"], reason="调离")

    assert ended == ["LAST_ADMINISTRATOR"]


async def test_each_administrator_has_acts_of_its_own_and_the_bureau_none_of_them(anyone: Client) -> None:
    names = ("system", "security", "audit", "bureau", "oversight")
    people = dict(zip(names, await asyncio.gather(*map(anyone.signed_in, names)), strict=True))
    account = await opened(people["system"], "newcomer")
    acts = {
        "createAccount": ({"username": "another", "name": "新人", "password": FIRST}, "system"),
        "appointOffice": ({"account": account, "role": "EXPERT"}, "security"),
    }
    for act, (input, only) in acts.items():
        may = {name for name, person in people.items() if await refused(person, act, **input) == []}
        assert may == {only}, act
    audits = [name for name in names if (await people[name].query("{ audits { totalCount } }"))["audits"]["totalCount"]]
    assert audits == ["audit", "bureau", "oversight"]


async def test_contacts_are_for_those_who_keep_accounts(anyone: Client) -> None:
    names = ("system", "security", "audit", "bureau", "oversight", "center")
    people = dict(zip(names, await asyncio.gather(*map(anyone.signed_in, names)), strict=True))
    contacts = {"phone": "0871-00000000", "email": "new@example.org"}
    made = await people["system"].do(
        "createAccount", "account { id }", username="newcomer", name="新人", password=FIRST, **contacts
    )
    asked = "query($id: ID!) { node(id: $id) { ... on Account { phone email } } }"

    read = {name: (await each.query(asked, id=made["account"]["id"]))["node"] for name, each in people.items()}

    none = dict.fromkeys(contacts)
    assert read == {
        "system": contacts,
        "security": {"phone": "087*****0000", "email": "n***@example.org"},
        "audit": none,
        "bureau": none,
        "oversight": none,
        "center": None,
    }
