"""Signed requests over real HTTP: of the present, as they were signed, and each once, whichever server answers."""

import asyncio
import json
import re
import sys
import time
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import asyncpg
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.request import Head
from api.http.signature import expect_signed
from api.keyring import Key, Keyring
from api.settings import Settings
from domain.kernel.violations import Code, Violation
from tests.api.client import Client, serving
from tests.api.machines import Machine, confirmed, signature_of

CLOCK: Final = "{ clock { today } }"
PAGE: Final = Path(__file__).parents[3] / "docs" / "machines.md"
BOTH: Final = pytest.mark.parametrize("algorithm", ["HMAC-SHA256", "HMAC-SM3"])


@pytest.fixture
async def machine(anyone: Client) -> Machine:
    """A machine whose requests must be signed."""
    return await confirmed(await anyone.signed_in("system"), await anyone.signed_in("security"), signed=True)


def told(response: httpx.Response) -> tuple[int, str]:
    """Status and code of an answer; no code where it was answered."""
    errors = response.json().get("errors")
    return response.status_code, errors[0]["extensions"]["code"] if errors else ""


@BOTH
async def test_a_signed_request_is_answered_and_none_that_is_not(machine: Machine, algorithm: str) -> None:
    assert told(await machine.signed(CLOCK, algorithm=algorithm)) == (200, "")
    assert told(await machine.client.raw(CLOCK)) == (401, "SIGNATURE_REQUIRED")


@BOTH
async def test_what_was_altered_on_the_way_is_refused(machine: Machine, algorithm: str) -> None:
    altered: list[dict[str, Any]] = [
        {"body": b'{"query":"{ viewer { username } }"}'},
        {"path": "/graphql?x=1"},
        {"signature": f"{algorithm} {'0' * 64}"},
        {"signature": f"{algorithm} {'0' * 63}"},
        {"signature": "0" * 64},
        {"signature": f"HMAC-MD5 {'0' * 64}"},
    ]

    found = [told(await machine.signed(CLOCK, algorithm=algorithm, **each)) for each in altered]

    assert found == [(401, "SIGNATURE_WRONG")] * len(altered)


async def test_another_clients_key_does_not_sign(anyone: Client, machine: Machine) -> None:
    other = await confirmed(await anyone.signed_in("system"), await anyone.signed_in("security"), "other", signed=True)
    machine.key = other.key

    assert told(await machine.signed(CLOCK)) == (401, "SIGNATURE_WRONG")


@pytest.mark.parametrize(
    ("seconds", "code"), [(-290, ""), (290, ""), (-310, "SIGNATURE_STALE"), (310, "SIGNATURE_STALE")]
)
async def test_a_request_is_of_the_present(machine: Machine, seconds: int, code: str) -> None:
    found = await machine.signed(CLOCK, timestamp=str(int(time.time()) + seconds))

    assert told(found) == ((401, code) if code else (200, ""))


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1.5", "9" * 13, "1e9"])
async def test_a_time_that_is_none_is_refused(machine: Machine, timestamp: str) -> None:
    assert told(await machine.signed(CLOCK, timestamp=timestamp)) == (401, "SIGNATURE_WRONG")


@pytest.mark.parametrize("nonce", ["", "short", "x" * 65, "with blank in it", "with/slash/and=equals"])
async def test_a_nonce_that_is_none_is_refused(machine: Machine, nonce: str) -> None:
    assert told(await machine.signed(CLOCK, nonce=nonce)) == (401, "SIGNATURE_WRONG")


async def test_a_request_that_comes_again_is_refused_even_at_once_and_at_another_server(
    machine: Machine, city_settings: Settings
) -> None:
    nonce = uuid4().hex
    async with serving(city_settings) as elsewhere:
        there = Machine(Client(elsewhere.http, machine.token), *list(vars(machine).values())[1:])
        sent = [(machine, there)[n % 2].signed(CLOCK, nonce=nonce) for n in range(20)]
        found = sorted(map(told, await asyncio.gather(*sent)))

    assert found == [(200, "")] + [(401, "NONCE_USED")] * 19


async def test_nonces_that_would_be_stale_make_room(machine: Machine, city_settings: Settings) -> None:
    owner = await asyncpg.connect(city_settings.database_url)
    for _ in range(5):
        assert told(await machine.signed(CLOCK)) == (200, "")
    await owner.execute("update client_nonce set until = until - interval '20 minutes'")
    for _ in range(5):
        assert told(await machine.signed(CLOCK)) == (200, "")

    assert await owner.fetchval("select count(*) from client_nonce") == 5
    await owner.close()


async def test_who_need_not_sign_is_held_to_a_signature_that_is_sent(anyone: Client) -> None:
    machine = await confirmed(await anyone.signed_in("system"), await anyone.signed_in("security"))

    assert told(await machine.client.raw(CLOCK)) == (200, "")
    assert told(await machine.signed(CLOCK)) == (200, "")
    assert told(await machine.signed(CLOCK, signature=f"HMAC-SHA256 {'0' * 64}")) == (401, "SIGNATURE_WRONG")


async def test_a_query_by_get_is_signed_with_its_parameters(machine: Machine) -> None:
    target, timestamp, nonce = "/graphql?query=%7Bclock%7Btoday%7D%7D", str(int(time.time())), uuid4().hex
    signature = signature_of(machine.key, "GET", target, b"", timestamp, nonce)
    headers = {"Dianchi-Timestamp": timestamp, "Dianchi-Nonce": nonce, "Dianchi-Signature": signature}

    answered = await machine.client.get(target, **headers)
    other = await machine.client.get(target + "%20", **{**headers, "Dianchi-Nonce": uuid4().hex})

    assert [told(answered), told(other)] == [(200, ""), (401, "SIGNATURE_WRONG")]


def test_a_key_more_in_the_file_of_keys_leaves_what_machines_sign_with() -> None:
    old, new = Key("1", b"1" * 32), Key("2", b"2" * 32)

    assert Keyring((new, old)).client_key("handle") == Keyring((old,)).client_key("handle")
    others = [
        Keyring((new,)).client_key("handle"),
        Keyring((old,)).client_key("another"),
        Keyring((old,)).digest("handle"),
    ]
    assert Keyring((old,)).client_key("handle") not in others


def a_head(body: bytes, target: bytes, **headers: str) -> Head:
    path, _, query = target.partition(b"?")
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    head = Head({"method": "POST", "path": path.decode(), "raw_path": path, "query_string": query, "headers": sent})
    head.body = body
    return head


@given(
    body=st.binary(max_size=200),
    at=st.integers(0),
    bit=st.integers(0, 7),
    algorithm=st.sampled_from(["HMAC-SHA256", "HMAC-SM3"]),
)
def test_no_bit_of_a_body_can_be_turned(body: bytes, at: int, bit: int, algorithm: str) -> None:
    timestamp, nonce = str(int(time.time())), "n" * 32
    signature = signature_of("key", "POST", "/graphql?a=b", body, timestamp, nonce, algorithm=algorithm)
    sent = {"dianchi_timestamp": timestamp, "dianchi_nonce": nonce, "dianchi_signature": signature}

    assert expect_signed(a_head(body, b"/graphql?a=b", **sent), "key") == nonce
    turned = bytearray(body or b"\0")
    turned[at % len(turned)] ^= 1 << bit
    with pytest.raises(Violation) as refusal:
        expect_signed(a_head(bytes(turned), b"/graphql?a=b", **sent), "key")
    assert refusal.value.code is Code.SIGNATURE_WRONG


async def test_the_program_that_the_page_shows_asks_and_signs(city_settings: Settings) -> None:
    [program] = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    async with serving(city_settings) as anyone:
        machine = await confirmed(await anyone.signed_in("system"), await anyone.signed_in("security"), signed=True)
        settings = {"DIANCHI_URL": str(anyone.http.base_url).rstrip("/"), "DIANCHI_TOKEN": machine.token}
        running = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            program,
            env={**settings, "DIANCHI_SIGNING_KEY": machine.key},
            stdout=asyncio.subprocess.PIPE,
        )
        printed, _ = await running.communicate()

    assert running.returncode == 0
    assert int(printed) > 0


async def test_the_page_and_the_readme_tell_the_demonstrations_token(anyone: Client) -> None:
    for page in (PAGE, PAGE.parents[1] / "README.md"):
        [token] = re.findall(r"dianchi_[0-9A-Za-z]{65}", page.read_text("utf-8"))
        assert told(await Client(anyone.http, token).raw(CLOCK)) == (200, "")
    [document] = re.findall(r"-d '(.*)'", PAGE.read_text("utf-8"))
    assert "errors" not in (await Client(anyone.http, token).raw(json.loads(document)["query"])).json()
