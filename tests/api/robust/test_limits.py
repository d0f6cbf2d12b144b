"""Whoever tries too often is refused, by address, account and record; nobody else is, and a lock keeps out strangers alone."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

import asyncpg
import pytest

from api.http.networks import network_of
from api.settings import Settings
from resolvers.work import passwords
from tests.api.client import PASSWORD, Client, serving
from tests.pace import HANGING, come

SIGN_IN: Final = "signIn(input: {username: $name, password: $password}) { token problems { code } }"
KEPT: Final = pytest.mark.parametrize("kept", ["memory", "database"])


class From(Client):
    """Somebody at an address, as the proxy on this machine tells it."""

    def at(self, address: str) -> Client:
        self.headers["X-Forwarded-For"] = address
        return self


@asynccontextmanager
async def limited(settings: Settings, **limits: Any) -> AsyncGenerator[Client]:
    async with serving(settings.model_copy(update=limits)) as anyone:
        yield anyone


async def tried(anyone: Client, address: str, username: str, password: str = "wrong") -> str:
    """The code that a try to sign in is refused with; empty where it is not."""
    found = await From(anyone.http).at(address).try_("signIn", "token", username=username, password=password)
    assert bool(found["token"]) != bool(found["problems"])
    return "".join(each["code"] for each in found["problems"])


class Counting:
    """A hasher that counts, and that holds all back where it is told to."""

    def __init__(self, like: Any) -> None:
        self.like, self.verified, self.go = like, 0, threading.Event()
        self.go.set()

    def check_needs_rehash(self, password_hash: str) -> bool:
        return self.like.check_needs_rehash(password_hash)

    def verify(self, password_hash: str, password: str) -> bool:
        self.verified += 1
        assert self.go.wait(HANGING)
        return self.like.verify(password_hash, password)


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Counting:
    counting = Counting(passwords.HASHER)
    monkeypatch.setattr(passwords, "HASHER", counting)
    return counting


@pytest.mark.parametrize(
    "fields",
    [
        " ".join(f"a{n}: {SIGN_IN}" for n in range(20)),
        f"a: {SIGN_IN} clock: __typename b: {SIGN_IN}",
        f"{SIGN_IN} ...more ... on Mutation {{ c: {SIGN_IN} }}",
    ],
)
async def test_a_document_signs_in_once(anyone: Client, hasher: Counting, fields: str) -> None:
    more = f" fragment more on Mutation {{ b: {SIGN_IN} }}" if "...more" in fields else ""
    document = f"mutation($name: String!, $password: String!) {{ {fields} }}{more}"

    answer = (await anyone.raw(document, {"name": "bureau", "password": PASSWORD})).json()

    assert [each["extensions"]["code"] for each in answer["errors"]] == ["ONCE_ONLY"]
    assert "data" not in answer
    assert hasher.verified == 0


async def test_where_too_many_wait_the_next_is_told_to_come_again_and_nobody_else_waits(
    city_settings: Settings, hasher: Counting
) -> None:
    document = f"mutation($name: String!, $password: String!) {{ {SIGN_IN} }}"
    async with limited(city_settings, hashing_threads=1, hashing_waiting=1) as anyone:
        hasher.go.clear()
        tries = [asyncio.create_task(anyone.raw(document, {"name": "bureau", "password": PASSWORD})) for _ in range(8)]
        await come(lambda: sum(each.done() for each in tries) == 6)
        assert (await anyone.query("{ platforms { totalCount } }"))["platforms"]["totalCount"]
        hasher.go.set()
        answers = await asyncio.gather(*tries)

    refused = [answer for answer in answers if answer.status_code == 503]
    assert len(refused) == 6
    assert {answer.json()["errors"][0]["extensions"]["code"] for answer in refused} == {"BUSY"}
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
    assert all(answer.json()["data"]["signIn"]["token"] for answer in answers if answer.status_code == 200)


@KEPT
async def test_an_address_tries_so_often_and_another_goes_on(
    city_settings: Settings, hasher: Counting, kept: str
) -> None:
    async with limited(city_settings, limits=kept, sign_ins_by_address=3) as anyone:
        codes = [await tried(anyone, "2001:db8:1:2::5", f"nobody-{n}") for n in range(3)]
        same = [await tried(anyone, f"2001:db8:1:2:{n}::9", "bureau", PASSWORD) for n in range(2)]
        others = [await tried(anyone, each, "bureau", PASSWORD) for each in ("2001:db8:1:3::5", "203.0.113.7")]

    assert codes == ["SIGN_IN_FAILED"] * 3
    assert same == ["TOO_OFTEN"] * 2
    assert others == ["", ""]
    assert hasher.verified == 5


async def test_a_lock_keeps_out_strangers_and_nobody_where_the_account_is_at_home(
    anyone: Client, hasher: Counting
) -> None:
    home, elsewhere, third = "198.51.100.1", "203.0.113.7", "192.0.2.3"
    assert await tried(anyone, home, "bureau", PASSWORD) == ""

    assert [await tried(anyone, elsewhere, "bureau") for _ in range(6)] == ["SIGN_IN_FAILED"] * 5 + ["LOCKED_OUT"]
    before = hasher.verified
    for username in ("bureau", "nobody-at-all"):
        if username != "bureau":
            assert [await tried(anyone, elsewhere, username) for _ in range(5)] == ["SIGN_IN_FAILED"] * 5
            before = hasher.verified
        assert [await tried(anyone, each, username, PASSWORD) for each in (elsewhere, third)] == ["LOCKED_OUT"] * 2
        assert hasher.verified == before  # what is locked is not hashed, whether there is such a name or not
    assert await tried(anyone, home, "bureau", PASSWORD) == ""


async def test_at_home_too_a_password_is_not_guessed_without_end(city_settings: Settings) -> None:
    async with limited(city_settings, guesses_by_account=7) as anyone:
        assert await tried(anyone, "198.51.100.1", "bureau", PASSWORD) == ""
        codes = [await tried(anyone, "198.51.100.1", "bureau") for _ in range(7)]

        assert codes == ["SIGN_IN_FAILED"] * 7
        assert await tried(anyone, "198.51.100.1", "bureau", PASSWORD) == "LOCKED_OUT"
        assert await tried(anyone, "198.51.100.1", "finance", PASSWORD) == ""


async def test_many_guesses_at_once_are_counted_one_by_one(city_settings: Settings, hasher: Counting) -> None:
    async with limited(city_settings, guesses_by_account=4, hashing_waiting=100) as anyone:
        codes = await asyncio.gather(*(tried(anyone, "203.0.113.7", "bureau") for _ in range(30)))

    assert codes.count("SIGN_IN_FAILED") == 4
    assert codes.count("LOCKED_OUT") == 26
    assert hasher.verified == 4


async def test_wrong_guesses_of_ones_own_password_are_counted(city_settings: Settings, hasher: Counting) -> None:
    async with limited(city_settings, guesses_by_account=3) as anyone:
        someone = await anyone.signed_in("finance")
        me = (await someone.query("{ viewer { account version } }"))["viewer"]
        change = {"id": me["account"], "expectedVersion": me["version"], "password": "Another-pass-2"}
        before = hasher.verified
        refused = [await someone.try_("changePassword", present=f"guess {n}", **change) for n in range(5)]
        right = await someone.try_("changePassword", present=PASSWORD, **change)
        assert await tried(anyone, "198.51.100.1", "finance", PASSWORD) == ""

    codes = [each["problems"][0]["code"] for each in (*refused, right)]
    assert codes == ["WRONG_PASSWORD"] * 3 + ["LOCKED_OUT"] * 3
    assert hasher.verified == before + 4


async def complaint(anyone: Client) -> dict[str, str]:
    [platform] = (await anyone.query("{ platforms(first: 1) { nodes { id } } }"))["platforms"]["nodes"]
    return {"platform": platform["id"], "kind": "OTHER", "content": "咨询后无人答复"}


@KEPT
async def test_without_signing_in_an_address_acts_so_often(city_settings: Settings, kept: str) -> None:
    async with limited(city_settings, limits=kept, acts_by_address=4) as anyone:
        told, keys = await complaint(anyone), [uuid4().hex for _ in range(8)]
        here, there = From(anyone.http).at("203.0.113.7"), From(anyone.http).at("198.51.100.1")
        made = [await here.try_("raiseComplaint", "receipt", key=key, **told) for key in keys]
        again = await here.try_("raiseComplaint", "receipt", key=keys[0], **told)
        other = await there.try_("raiseComplaint", "receipt", **told)
        signed_in = await (await anyone.signed_in("bureau")).try_("raiseComplaint", "receipt", **told)

    assert [bool(each["receipt"]) for each in made] == [True] * 4 + [False] * 4
    assert {problem["code"] for each in made for problem in each["problems"]} == {"TOO_OFTEN"}
    assert again == made[0]  # what was done is told again, however often
    assert other["receipt"]
    assert signed_in["receipt"]


async def test_without_signing_in_one_record_is_acted_on_so_often(city_settings: Settings) -> None:
    async with limited(city_settings, acts_by_address_and_record=2, acts_by_record=5) as anyone:
        told, people = await complaint(anyone), [From(anyone.http).at(f"203.0.113.{n}") for n in range(4)]
        made = [[await each.try_("raiseComplaint", "receipt", **told) for _ in range(3)] for each in people]
        platforms = (await anyone.query("{ platforms(first: 2) { nodes { id } } }"))["platforms"]["nodes"]
        other = await people[3].try_("raiseComplaint", "receipt", **{**told, "platform": platforms[1]["id"]})

    done = [[bool(each["receipt"]) for each in of] for of in made]
    assert done == [[True, True, False], [True, True, False], [True, False, False], [False, False, False]]
    assert other["receipt"]


OUTBOX: Final = "select event, count(*) from outbox where at >= $1 group by event order by event"


async def test_whoever_is_told_of_what_strangers_write_is_told_once_a_day(
    anyone: Client, city_settings: Settings
) -> None:
    today, told = (await anyone.query("{ clock { today now } }"))["clock"], await complaint(anyone)
    asked = "{ notices(first: 1) { nodes { items(first: 1) { nodes { id } } } } }"
    [line] = (await anyone.query(asked))["notices"]["nodes"][0]["items"]["nodes"]
    for n in range(6):
        assert (await anyone.do("raiseComplaint", "receipt", **{**told, "content": f"第{n}次"}))["receipt"]
        assert (await anyone.do("raiseObjection", "receipt", item=line["id"], content=f"第{n}次"))["receipt"]
    assert (await anyone.do("raiseComplaint", "receipt", **{**told, "kind": "FUND_USE"}))["receipt"]

    owner = await asyncpg.connect(city_settings.database_url)
    try:
        found: list[Any] = await owner.fetch(OUTBOX, datetime.fromisoformat(today["now"]))
    finally:
        await owner.close()
    counts: dict[str, int] = {each["event"]: each["count"] for each in found}
    assert counts.pop("COMPLAINT_RECEIVED") == 1
    assert counts.pop("FUND_TIP_OFF_RECEIVED") == 1
    assert set(counts) <= {"OBJECTION_RECEIVED", "TIP_OFF_RECEIVED", "EVALUATION_REOPENED"}
    assert set(counts.values()) == {1}


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("x", ""),
        ("203.0.113.7:80", ""),
        ("", ""),
    ],
)
def test_an_address_is_counted_by_its_network(address: str, network: str) -> None:
    assert network_of({"type": "http", "client": (address, 1)}) == network
    assert network_of({"type": "http", "client": None}) == ""
