"""Accounts from the first day to the last: opened one by one and in bulk, mended, locked out, shut and opened again."""

from itertools import pairwise
from typing import Any, Literal

import asyncpg
import pytest
from argon2 import PasswordHasher

from api.settings import Settings
from resolvers.people.one_time import one_time
from resolvers.work import passwords
from schema.noun.constraints import table_of
from schema.noun.noun import NOUNS, rows, secrets_of
from tests.api.client import Client, Refusal

ASKED = "query($name: String!) { accounts(filter: {username: {eq: $name}}) { nodes { id version state stateReason lockedUntil signedInAt passwordGivenAt allowedActions { action allowed } } } }"
OWN = "Chosen-2022-own"


async def account(system: Client, username: str) -> dict[str, Any]:
    """An account as the system administrator reads it."""
    [found] = (await system.query(ASKED, name=username))["accounts"]["nodes"]
    return found


async def change(system: Client, act: str, username: str, show: str = "", **more: Any) -> Any:
    """One act on an account."""
    known = await account(system, username)
    return await system.do(act, show, id=known["id"], expectedVersion=known["version"], **more)


async def codes(anyone: Client, username: str, password: str) -> list[str]:
    """How a signing-in is refused."""
    return [each["code"] for each in (await anyone.try_("signIn", username=username, password=password))["problems"]]


async def over(person: Client) -> bool:
    """Whether a session is over."""
    return (await person.raw("{ viewer { username } }")).status_code == 401


async def test_a_reset_password_is_shown_once_and_ends_what_was_open(anyone: Client) -> None:
    system, operator = await anyone.signed_in("system"), await anyone.signed_in("530102-operator")
    known = await account(system, "530102-operator")
    input = {"id": known["id"], "expectedVersion": known["version"]}

    given = await system.do("resetPassword", "password account { mustChangePassword }", key="reset-once", **input)
    again = await system.try_("resetPassword", "password account { id }", key="reset-once", **input)

    assert given["account"] == {"mustChangePassword": True}
    assert again["password"] is None
    assert [each["code"] for each in again["problems"]] == ["SHOWN_ONCE"]
    assert await over(operator)
    assert await codes(anyone, "530102-operator", "dianchi-demo") == ["SIGN_IN_FAILED"]
    new = await anyone.signed_in("530102-operator", given["password"])
    me = (await new.query("{ viewer { account version mustChangePassword } }"))["viewer"]
    assert me["mustChangePassword"]
    await new.do(
        "changePassword", id=me["account"], expectedVersion=me["version"], present=given["password"], password=OWN
    )
    assert await codes(anyone, "530102-operator", given["password"]) == ["SIGN_IN_FAILED"]
    assert (await account(system, "530102-operator"))["passwordGivenAt"] is None
    assert (await anyone.signed_in("530102-operator", OWN)).token


async def test_nobody_learns_a_one_time_password_but_from_the_first_answer(
    anyone: Client, city_settings: Settings
) -> None:
    system = await anyone.signed_in("system")
    opened = await system.do("createAccount", "password account { id }", username="newcomer", name="新人")
    several = await system.do("createAccounts", "accounts { password }", accounts=[{"username": "zhou", "name": "周"}])
    reset = await change(system, "resetPassword", "newcomer", "password")
    secrets = [opened["password"], reset["password"], several["accounts"][0]["password"]]

    connection = await asyncpg.connect(city_settings.database_url)
    try:
        tables = [each.__name__ for each in rows().values()]
        kept = list[str]()
        for row in rows().values():
            kept += [each[0] for each in await connection.fetch(f"select t::text from {table_of(row)} t")]
        assert len(kept) > len(tables)
        assert [text for text in kept if any(secret in text for secret in secrets)] == []
        hashes = [each[0] for each in await connection.fetch("select password_hash from account")]
        noted = await connection.fetch("select changes::text from audit union all select extras::text from idempotency")
        assert [text for (text,) in noted if any(each in text for each in hashes)] == []
    finally:
        await connection.close()


def test_no_secret_column_is_shown() -> None:
    assert "password_hash" in secrets_of(rows()["Account"])
    for name, shown in NOUNS.items():
        assert secrets_of(shown.__noun__.row).isdisjoint(shown.__annotations__), name


class Counting(PasswordHasher):
    """A hasher that counts what it verified at its own cost."""

    dear = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.dear += not self.check_needs_rehash(hash)
        return super().verify(hash, password)


def test_an_answer_takes_as_long_whatever_hash_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    served = passwords.HASHER
    counting = Counting(served.time_cost, served.memory_cost, served.parallelism)
    monkeypatch.setattr(passwords, "HASHER", counting)
    password, quick = one_time()

    tried = list[tuple[bool, int]]()
    for hash in (counting.hash(password), quick, None):
        counting.dear = 0
        tried.append((passwords.fits(hash, password), counting.dear))

    assert tried == [(True, 1), (True, 1), (False, 1)]


async def test_an_account_is_shut_with_a_reason_and_opened_again(anyone: Client) -> None:
    system, operator = await anyone.signed_in("system"), await anyone.signed_in("530102-operator")

    await change(system, "disableAccount", "530102-operator", reason="调离岗位")

    assert await over(operator)
    assert await codes(anyone, "530102-operator", "dianchi-demo") == ["SIGN_IN_FAILED"]
    shut = await account(system, "530102-operator")
    assert (shut["state"], shut["stateReason"]) == ("DISABLED", "调离岗位")
    assert {each["action"] for each in shut["allowedActions"] if each["allowed"]} == {
        "UPDATE_ACCOUNT",
        "ENABLE_ACCOUNT",
    }
    await change(system, "enableAccount", "530102-operator", reason="复岗")
    assert (await anyone.signed_in("530102-operator")).token
    assert (await account(system, "530102-operator"))["signedInAt"] is not None


@pytest.mark.parametrize(
    ("act", "username", "code"),
    [
        ("disableAccount", "system", "OWN_ACCOUNT"),
        ("disableAccount", "security", "LAST_ADMINISTRATOR"),
        ("disableAccount", "audit", "LAST_ADMINISTRATOR"),
        ("resetPassword", "system", "OWN_ACCOUNT"),
    ],
)
async def test_no_administrator_is_left_without(anyone: Client, act: str, username: str, code: str) -> None:
    system = await anyone.signed_in("system")
    more = {"reason": "调离"} if act == "disableAccount" else {}

    with pytest.raises(Refusal) as refusal:
        await change(system, act, username, **more)

    assert refusal.value.codes == [code]


async def test_who_is_locked_out_is_let_in_by_the_administrator(anyone: Client) -> None:
    system = await anyone.signed_in("system")
    for _ in range(5):
        await codes(anyone, "530102-operator", "wrong")
    assert await codes(anyone, "530102-operator", "dianchi-demo") == ["LOCKED_OUT"]
    assert (await account(system, "530102-operator"))["lockedUntil"] is not None

    await change(system, "unlockAccount", "530102-operator")

    assert (await anyone.signed_in("530102-operator")).token


async def test_sessions_are_ended_by_the_administrator(anyone: Client) -> None:
    system = await anyone.signed_in("system")
    first, second = [await anyone.signed_in("530102-operator") for _ in range(2)]

    await change(system, "revokeSessions", "530102-operator")

    assert [await over(each) for each in (first, second)] == [True, True]
    assert not await over(system)


async def test_name_and_contacts_are_corrected(anyone: Client) -> None:
    system = await anyone.signed_in("system")
    shown = "account { name phone email username }"

    corrected = await change(system, "updateAccount", "530102-operator", shown, name="王新", email="wang@example.org")

    assert corrected["account"] == {
        "name": "王新",
        "phone": None,
        "email": "wang@example.org",
        "username": "530102-operator",
    }


async def test_two_hundred_accounts_are_opened_with_their_offices_at_once(anyone: Client) -> None:
    system, security = await anyone.signed_in("system"), await anyone.signed_in("security")
    found = (await system.query('{ regions(first: 100, filter: {code: {eq: "530103"}}) { nodes { id } } }'))["regions"]
    region = found["nodes"][0]["id"]
    several: list[dict[str, Any]] = [
        {"username": f"clerk-{n}", "name": f"科员{n}", "role": "DISTRICT_DEPARTMENT", "region": region}
        for n in range(200)
    ]

    opened = (await system.do("createAccounts", "accounts { id username password }", accounts=several))["accounts"]

    assert [each["username"] for each in opened] == [each["username"] for each in several]
    assert len({each["password"] for each in opened}) == 200
    assert await codes(anyone, "clerk-0", opened[0]["password"]) == ["SIGN_IN_FAILED"]
    asked = "query($after: String) { offices(first: 100, after: $after, filter: {state: {eq: PROPOSED}}) { nodes { id version } pageInfo { endCursor } } }"
    first = (await security.query(asked))["offices"]
    rest = (await security.query(asked, after=first["pageInfo"]["endCursor"]))["offices"]
    offices = [{"id": each["id"], "expectedVersion": each["version"]} for each in (*first["nodes"], *rest["nodes"])]
    refused = await system.try_("confirmOffices", "offices", offices=offices)
    assert [(each["code"], each["path"]) for each in refused["problems"]] == [("SECOND_PERSON", ["offices", "0"])]
    assert (await security.do("confirmOffices", "offices", offices=offices))["offices"] == 200
    assert (await anyone.signed_in("clerk-199", opened[199]["password"])).token


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"username": "System", "name": "新人"}, "ALREADY_EXISTS", ["accounts", "1", "username"]),
        ({"username": "clerk-0", "name": "新人"}, "TWICE", ["accounts", "1", "username"]),
        ({"username": "x", "name": "新人"}, "INVALID", ["accounts", "1", "username"]),
        ({"username": "clerk-1", "name": " "}, "REQUIRED", ["accounts", "1", "name"]),
        ({"username": "clerk-1", "name": "新人", "role": "OPERATOR"}, "OFFICE_ANCHOR", ["accounts", "1", "entity"]),
    ],
)
async def test_one_that_is_wrong_stops_all_and_is_named(
    anyone: Client, wrong: dict[str, Any], code: str, path: list[str]
) -> None:
    system = await anyone.signed_in("system")
    several = [{"username": "clerk-0", "name": "科员"}, wrong]

    refused = await system.try_("createAccounts", "accounts { id }", accounts=several)

    assert refused["accounts"] is None
    assert [(each["code"], each["path"]) for each in refused["problems"]] == [(code, path)]
    assert (await system.query(ASKED, name="clerk-0"))["accounts"]["nodes"] == []


async def test_two_hundred_and_one_are_too_many(anyone: Client) -> None:
    system = await anyone.signed_in("system")
    several = [{"username": f"clerk-{n}", "name": "科员"} for n in range(201)]

    refused = await system.try_("createAccounts", "accounts { id }", accounts=several)

    assert [(each["code"], each["path"]) for each in refused["problems"]] == [("TOO_MANY", ["accounts"])]


async def test_accounts_are_listed_by_name_and_found_by_when_they_last_came(anyone: Client) -> None:
    system, audit, operator = [await anyone.signed_in(name) for name in ("system", "audit", "530102-operator")]
    never = "{ accounts(first: 100, filter: {signedInAt: {isNull: true}}) { totalCount nodes { username } } }"

    listed = (await system.query(never))["accounts"]

    assert listed["totalCount"] > 50
    assert not {"system", "audit", "530102-operator"} & {each["username"] for each in listed["nodes"]}
    assert (await audit.query("{ accounts { totalCount } }"))["accounts"]["totalCount"] > 50
    mine = (await operator.query("{ accounts { nodes { username } } }"))["accounts"]["nodes"]
    assert mine == [{"username": "530102-operator"}]


@pytest.mark.parametrize("way", ["DESC", "ASC"])
async def test_accounts_are_ordered_by_when_they_last_came_and_who_never_did_is_last(anyone: Client, way: str) -> None:
    people = [await anyone.signed_in(name) for name in ("530102-operator", "center", "system")]
    page = "query($after: String) { accounts(first: 7, after: $after, orderBy: SIGNED_IN_AT_%s) { totalCount pageInfo { hasNextPage endCursor } nodes { id signedInAt } } }"

    found, after = list[Any](), None
    while True:
        listed = (await people[-1].query(page % way, after=after))["accounts"]
        found, after = found + listed["nodes"], listed["pageInfo"]["endCursor"]
        if not listed["pageInfo"]["hasNextPage"]:
            break

    assert len(found) == len({each["id"] for each in found}) == listed["totalCount"]
    came = [each["signedInAt"] for each in found if each["signedInAt"]]
    assert len(came) >= len(people)
    assert came == sorted(came, reverse=way == "DESC")
    assert [each["signedInAt"] for each in found[len(came) :]] == [None] * (len(found) - len(came))


async def test_none_of_the_last_five_passwords_is_chosen_again(anyone: Client) -> None:
    chosen = ["dianchi-demo", *(f"Chosen-2022-{n}" for n in range(1, 6))]

    async def choose(present: str, password: str) -> list[str]:
        person = await anyone.signed_in("530102-operator", present)
        me = (await person.query("{ viewer { account version } }"))["viewer"]
        known = {"id": me["account"], "expectedVersion": me["version"]}
        answer = await person.try_("changePassword", present=present, password=password, **known)
        return [each["code"] for each in answer["problems"]]

    for before, after in pairwise(chosen):
        assert await choose(before, after) == []
    for used in chosen[1:]:
        assert await choose(chosen[-1], used) == ["PASSWORD_USED"]
    assert await choose(chosen[-1], "Chosen-2022-6") == []
    assert await choose("Chosen-2022-6", chosen[1]) == []
    system = await anyone.signed_in("system")
    given = (await change(system, "resetPassword", "530102-operator", "password"))["password"]
    assert await choose(given, chosen[1]) == ["PASSWORD_USED"]
    assert await choose(given, given) == ["PASSWORD_USED"]
