"""The audit of the door: sign-ins, done and refused, name the account; a name that nobody has leaves a digest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import asyncpg

if TYPE_CHECKING:
    from api.settings import Settings
    from tests.api.client import Client

GIVEN = "Kunming-2021-first"
OWN = "Kunming-2021-chosen"

ASKED = """query($account: ID!) { audits(first: 100, filter: {account: {eq: $account}}) { nodes {
    act noun problem role sender request record { id } account { id } office { role } changes { field value } } } }"""
NAMELESS = """{ audits(first: 100, filter: {act: {eq: SIGN_IN}, account: {isNull: true}}) { nodes {
    problem sender record { id } changes { field value before } } } }"""
ACCOUNTS = "query($name: String!) { accounts(filter: {username: {eq: $name}}) { nodes { id } } }"


async def of_account(reader: Client, name: str) -> tuple[str, list[dict[str, Any]]]:
    """An account's id, and what the audit has of it, oldest first."""
    [account] = (await reader.query(ACCOUNTS, name=name))["accounts"]["nodes"]
    told = (await reader.query(ASKED, account=account["id"]))["audits"]["nodes"][::-1]
    # What the city was peopled by came by no request.
    return account["id"], [each for each in told if each["request"]]


async def test_a2_a_sign_in_names_account_office_and_address_done_or_refused(anyone: Client) -> None:
    audit = await anyone.signed_in("audit")
    for password in ("wrong", "another wrong one"):
        await anyone.try_("signIn", "token", username=" Finance", password=password)
    person = await anyone.signed_in("finance")
    await person.try_("signIn", "token", username="center", password="wrong")
    await person.do("signOut")

    id, told = await of_account(audit, "finance")

    refused = [each for each in told if each["problem"]]
    assert [(each["act"], each["problem"]) for each in refused] == [("SIGN_IN", "SIGN_IN_FAILED")] * 2
    assert all(each["record"]["id"] == each["account"]["id"] == id for each in refused)
    entered = [each for each in told if each["noun"] == "Session"]
    assert [(each["act"], each["role"], each["office"]["role"]) for each in entered] == [
        ("SIGN_IN", "FINANCE_BUREAU", "FINANCE_BUREAU"),
        ("SIGN_OUT", "FINANCE_BUREAU", "FINANCE_BUREAU"),
    ]
    assert {each["sender"] for each in told} == {"127.0.0.1"}
    # Whoever is signed in as one and tries to be another is audited as whom the sign-in names.
    _, center = await of_account(audit, "center")
    assert [each["problem"] for each in center if each["act"] == "SIGN_IN" and each["problem"]] == ["SIGN_IN_FAILED"]


async def test_a2_a_lock_and_a_shut_account_are_audited_too(anyone: Client) -> None:
    audit, system = [await anyone.signed_in(name) for name in ("audit", "system")]
    for _ in range(6):
        await anyone.try_("signIn", "token", username="finance", password="wrong")
    [oversight] = (await system.query('{ accounts(filter: {username: {eq: "oversight"}}) { nodes { id version } } }'))[
        "accounts"
    ]["nodes"]
    await system.do("disableAccount", id=oversight["id"], expectedVersion=oversight["version"], reason="调离")
    await anyone.try_("signIn", "token", username="oversight", password="dianchi-demo")

    problems = [each["problem"] for each in (await of_account(audit, "finance"))[1] if each["problem"]]
    assert problems == ["SIGN_IN_FAILED"] * 5 + ["LOCKED_OUT"]
    assert "SIGN_IN_FAILED" in [each["problem"] for each in (await of_account(audit, "oversight"))[1]]


async def test_a2_an_unknown_name_leaves_a_digest_and_equal_names_an_equal_one(anyone: Client) -> None:
    audit = await anyone.signed_in("audit")
    typed = "My-Password-2021!"
    for name in (typed, typed.upper(), "another-nobody"):
        await anyone.try_("signIn", "token", username=name, password="wrong")

    nodes = (await audit.query(NAMELESS))["audits"]["nodes"]

    assert [(each["problem"], each["record"], each["sender"]) for each in nodes] == [
        ("SIGN_IN_FAILED", None, "127.0.0.1")
    ] * 3
    other, second, first = [each["changes"][0] for each in nodes]
    assert {each["field"] for each in (first, second, other)} == {"username"}
    assert first["value"] == second["value"] != other["value"]
    assert first["value"].startswith("•")
    assert len(first["value"]) > 20
    assert typed.lower() not in str(nodes).lower()


async def test_a2_password_office_and_second_factor_name_the_account(anyone: Client) -> None:
    system, security, audit = [await anyone.signed_in(name) for name in ("system", "security", "audit")]
    answer = await system.do("createAccount", "account { id version }", username="clerk", name="新人", password=GIVEN)
    account = answer["account"]["id"]
    office = (await security.do("appointOffice", "office { id }", account=account, role="MUNICIPAL_CENTER"))["office"][
        "id"
    ]
    person = await anyone.signed_in("clerk", GIVEN)
    me = (await person.query("{ viewer { account version } }"))["viewer"]
    wrong = {"id": me["account"], "expectedVersion": me["version"], "present": "wrong", "password": OWN}
    await person.try_("changePassword", "account { id }", **wrong)
    await person.do("changePassword", **{**wrong, "present": GIVEN})
    person = await anyone.signed_in("clerk", OWN)
    await person.do("switchOffice", "token", office=office)
    me = (await person.query("{ viewer { account version } }"))["viewer"]
    await person.do("enrolSecondFactor", "seed", id=me["account"], expectedVersion=me["version"])

    acts = [(each["act"], each["problem"]) for each in (await of_account(audit, "clerk"))[1]]

    for done in (
        ("CHANGE_PASSWORD", "WRONG_PASSWORD"),
        ("CHANGE_PASSWORD", None),
        ("SWITCH_OFFICE", None),
        ("ENROL_SECOND_FACTOR", None),
    ):
        assert done in acts, acts


async def test_a2_an_anonymous_complaint_leaves_no_address_even_in_the_database(
    anyone: Client, city_settings: Settings
) -> None:
    [platform] = (await anyone.query("{ platforms(first: 1) { nodes { id } } }"))["platforms"]["nodes"]
    await anyone.do("raiseComplaint", platform=platform["id"], key=f"{1:032x}", kind="OTHER", content="咨询后无人答复")

    connection = await asyncpg.connect(city_settings.database_url)
    try:
        kept = await connection.fetch(
            "select sender, request from audit where act = 'RAISE_COMPLAINT' order by recorded_at"
        )
    finally:
        await connection.close()

    assert kept
    assert kept[-1]["sender"] is None
    assert kept[-1]["request"]
