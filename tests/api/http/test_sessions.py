"""Sessions: seen with address and device, ended one by one, left idle, and beside each other in several offices."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import asyncpg
import pytest

from api.settings import Settings
from tests.api.client import Client, Refusal, serving
from tests.pace import comes

ASKED = "{ viewer { sessions { nodes { id current address device issuedAt expiresAt lastSeenAt revokedAt office { role } } } } }"
BACK = "update session set issued_at = issued_at - $1::interval, last_seen_at = last_seen_at - $1::interval"


async def sessions(person: Client) -> list[dict[str, Any]]:
    """One's own sessions, latest first."""
    return (await person.query(ASKED))["viewer"]["sessions"]["nodes"]


async def over(person: Client) -> bool:
    """Whether a session is over."""
    return (await person.raw("{ viewer { username } }")).status_code == 401


@asynccontextmanager
async def owner(settings: Settings) -> AsyncGenerator[Any]:
    """A connection of the database's owner."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        yield connection
    finally:
        await connection.close()


async def test_one_sees_ones_sessions_and_ends_one_or_all(anyone: Client) -> None:
    anyone.http.headers["User-Agent"] = "Browser/1.0 " + "x" * 300
    first, second, third = [await anyone.signed_in("530102-operator") for _ in range(3)]

    seen = await sessions(first)

    assert [each["current"] for each in seen] == [False, False, True]
    assert {each["address"] for each in seen} == {"127.0.0.1"}
    assert {each["device"] for each in seen} == {("Browser/1.0 " + "x" * 300)[:200]}
    await first.do("signOut", session=seen[0]["id"])
    assert [await over(each) for each in (first, second, third)] == [False, False, True]
    with pytest.raises(Refusal) as refusal:
        await first.do("signOut", session=seen[0]["id"])
    assert refusal.value.codes == ["NOT_FOUND"]
    await first.do("signOut", everywhere=True)
    assert [await over(each) for each in (first, second)] == [True, True]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ('mutation { signIn(input: {username: "530102-operator", password: "dianchi-demo"}) { token } }', 200),
        ('mutation { s: signIn(input: {username: "center", password: "dianchi-demo"}) { token } }', 200),
        ('mutation { signIn(input: {username: "a", password: "b"}) { token } __typename }', 401),
        ("mutation { signOut(input: {}) { problems { code } } }", 401),
        ("{ platforms { totalCount } }", 401),
        ("{ nothing", 401),
    ],
)
async def test_whose_session_is_over_may_sign_in_again_and_nothing_else(
    anyone: Client, query: str, status: int
) -> None:
    person = await anyone.signed_in("530102-operator")
    await person.do("signOut", everywhere=True)

    answer = await person.raw(query)

    assert answer.status_code == status
    assert status == 401 or [each["token"] for each in answer.json()["data"].values()] != [None]


async def test_nobody_reads_or_ends_the_sessions_of_others_but_the_system_administrator(anyone: Client) -> None:
    operator, other, system = [await anyone.signed_in(n) for n in ("530102-operator", "530103-operator", "system")]
    [mine, *_] = await sessions(operator)
    asked = "query($id: ID!) { node(id: $id) { ... on Session { device } } }"

    assert (await other.query(asked, id=mine["id"]))["node"] is None
    assert (await system.query(asked, id=mine["id"]))["node"] is not None
    for person in (other, system):
        refused = await person.try_("signOut", session=mine["id"])
        assert [each["code"] for each in refused["problems"]] == ["NOT_FOUND"]
    assert not await over(operator)


async def test_a_second_office_gets_a_token_of_its_own_and_the_first_lives(anyone: Client) -> None:
    center = await anyone.signed_in("530102-center")
    offices = (await center.query("{ viewer { offices { nodes { id role } } } }"))["viewer"]["offices"]["nodes"]
    [own] = [each["id"] for each in offices if each["role"] == "OPERATOR"]
    [before] = await sessions(center)

    given = await center.do("switchOffice", "token expiresAt", office=own)

    operator = Client(anyone.http, given["token"])
    asked = "{ viewer { role } }"
    assert (await operator.query(asked))["viewer"] == {"role": "OPERATOR"}
    assert (await center.query(asked))["viewer"] == {"role": "DISTRICT_CENTER"}
    assert datetime.fromisoformat(given["expiresAt"]) == datetime.fromisoformat(before["expiresAt"])
    assert [each["office"]["role"] for each in await sessions(operator)] == ["OPERATOR", "DISTRICT_CENTER"]


async def test_nobody_switches_to_an_office_of_somebody_else_or_without_a_session(anyone: Client) -> None:
    security, center = await anyone.signed_in("security"), await anyone.signed_in("530102-center")
    asked = "{ offices(first: 1, filter: {role: {eq: MUNICIPAL_BUREAU}}) { nodes { id } } }"
    [other] = (await security.query(asked))["offices"]["nodes"]

    for person, code in ((center, "NOT_FOUND"), (anyone, "NOT_SIGNED_IN")):
        refused = await person.try_("switchOffice", "token", office=other["id"])
        assert refused["token"] is None
        assert [each["code"] for each in refused["problems"]] == [code]


async def test_a_token_tells_when_it_ends(city_settings: Settings) -> None:
    async with serving(city_settings.model_copy(update={"session_hours": 3})) as anyone:
        begun = datetime.now(UTC)
        given = await anyone.do("signIn", "token expiresAt", username="bureau", password="dianchi-demo")
        lasts = datetime.fromisoformat(given["expiresAt"]) - begun
        assert timedelta(hours=3, minutes=-1) < lasts < timedelta(hours=3, minutes=1)


@pytest.mark.parametrize(
    ("username", "ends"), [("bureau", True), ("530102-department", True), ("530102-operator", False)]
)
async def test_a_session_left_idle_at_a_desk_of_the_authorities_ends(
    anyone: Client, city_settings: Settings, username: str, ends: bool
) -> None:
    person = await anyone.signed_in(username)
    async with owner(city_settings) as connection:
        await connection.execute(BACK, timedelta(minutes=29))
        assert not await over(person)
        noted = "select bool_and(last_seen_at > issued_at) from session where issued_at < now() - interval '1 minute'"
        await comes(partial(connection.fetchval, noted))
        await connection.execute("update session set last_seen_at = null, issued_at = now() - interval '31 minutes'")
        assert await over(person) is ends


async def test_a_session_is_noted_as_seen_once_a_minute_after_the_answer(
    anyone: Client, city_settings: Settings
) -> None:
    person = await anyone.signed_in("bureau")
    async with owner(city_settings) as connection:

        async def seen() -> datetime | None:
            return await connection.fetchval("select last_seen_at from session order by issued_at desc limit 1")

        await sessions(person)
        await connection.execute(BACK, timedelta(minutes=2))
        await sessions(person)
        await comes(seen)
        first = await seen()
        await sessions(person)
        assert await seen() == first
        await connection.execute(BACK, timedelta(minutes=29))
        assert not await over(person)


async def test_a_first_password_expires(anyone: Client, city_settings: Settings) -> None:
    system = await anyone.signed_in("system")
    [known] = (
        await system.query('{ accounts(filter: {username: {eq: "530102-operator"}}) { nodes { id version } } }')
    )["accounts"]["nodes"]
    given = await system.do("resetPassword", "password", id=known["id"], expectedVersion=known["version"])
    assert (await anyone.signed_in("530102-operator", given["password"])).token
    async with owner(city_settings) as connection:
        await connection.execute("update account set password_given_at = password_given_at - interval '8 days'")

    for password, code in ((given["password"], "PASSWORD_EXPIRED"), ("wrong", "SIGN_IN_FAILED")):
        refused = await anyone.try_("signIn", "token", username="530102-operator", password=password)
        assert [each["code"] for each in refused["problems"]] == [code]


@pytest.mark.parametrize(("days", "first"), [(90, True), (0, False)])
async def test_an_old_password_is_changed_before_anything_else(city_settings: Settings, days: int, first: bool) -> None:
    async with owner(city_settings) as connection:
        await connection.execute("update account set password_changed_at = now() - interval '91 days'")
    async with serving(city_settings.model_copy(update={"password_days": days})) as anyone:
        bureau = await anyone.signed_in("bureau")
        asked = "{ viewer { mustChangePassword } }"
        assert (await bureau.query(asked))["viewer"] == {"mustChangePassword": first}
