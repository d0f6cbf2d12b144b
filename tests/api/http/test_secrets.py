"""The secrets that sign tokens and links: long, never shown, and changed without sending anybody away."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import jwt
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.files.downloads import key_of, linked, linker
from api.http.request import BadToken
from api.http.session import named, signer
from api.settings import Settings
from domain.kernel.violations import Violation
from tests.api.client import Client, serving
from tests.api.process import finished

OLD, NEW = "o" * 32, "n" * 32
FAR: Final = 4_102_444_800
"""The year 2100, in seconds since 1970."""
VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text() | st.just(str(uuid4())),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=3), below, max_size=3),
    max_leaves=5,
)
NAMES: Final = st.sampled_from(["sid", "exp", "file", "of", "iat", "nbf", "aud", "iss", "sub", "jti"])
CLAIM: Final = VALUES | st.just(FAR)
CLAIMS: Final = st.one_of(
    st.dictionaries(NAMES, CLAIM, max_size=6),
    st.fixed_dictionaries({"sid": CLAIM, "exp": CLAIM}),
    st.fixed_dictionaries({"file": CLAIM, "of": CLAIM, "exp": CLAIM}),
)
"""What nobody signs but who has the secret: claims of every kind."""


def signed(payload: bytes, secret: str = NEW) -> str:
    """A token of ours with whatever in it."""
    return jwt.PyJWS().encode(payload, secret, "HS256")


@pytest.mark.parametrize("secret", ["short", "x" * 31, f"{NEW},short", f"{NEW},", ",", "滇" * 10])
def test_a_secret_that_could_be_guessed_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(ValidationError, match="32 bytes or more") as refusal:
        Settings(secret=secret)

    assert "short" not in str(refusal.value)


def test_the_command_says_which_setting_is_wrong_and_what_to_do() -> None:
    told = finished("serve", DIANCHI_SECRET="short", DIANCHI_PORT="8000")
    port = finished("serve", DIANCHI_PORT="99999")

    assert told.returncode == port.returncode == 1
    assert told.stderr.startswith("DIANCHI_SECRET needs 32 bytes or more")
    assert "openssl rand -hex 32" in told.stderr
    assert port.stderr.startswith("DIANCHI_PORT: ")
    assert "Traceback" not in told.stderr + port.stderr


def test_the_first_secret_signs_and_all_verify() -> None:
    session, until = uuid4(), datetime.now(UTC) + timedelta(minutes=5)
    secrets = Settings(secret=f"{NEW}, {OLD}").signing_secrets()
    assert secrets == (NEW, OLD)

    for secret in secrets:
        assert named(signer(secret)(session, until), secrets) == session
        link = linker(secret)("File:1", session, until).partition("link=")[2]
        assert linked(link, secrets) == ("File:1", session)
    with pytest.raises(BadToken):
        named(signer("z" * 32)(session, until), secrets)
    with pytest.raises(Violation):
        linked(signer(NEW)(session, until), secrets)


@given(CLAIMS)
def test_a_token_with_any_claims_is_ours_or_refused(claims: dict[str, Any]) -> None:
    token, fits = signed(as_json(claims)), claims.keys() == {"sid", "exp"} and whole(claims["sid"], claims["exp"])

    if fits:
        assert str(named(token, (NEW,))) == claims["sid"]
    else:
        with pytest.raises(BadToken):
            named(token, (NEW,))


@given(CLAIMS)
def test_a_link_with_any_claims_is_ours_or_refused(claims: dict[str, Any]) -> None:
    link = signed(as_json(claims), key_of(NEW))

    if (
        claims.keys() == {"file", "of", "exp"}
        and whole(claims["of"], claims["exp"])
        and isinstance(claims["file"], str)
    ):
        assert linked(link, (NEW,)) == (claims["file"], UUID(claims["of"]))
    else:
        with pytest.raises(Violation):
            linked(link, (NEW,))


@given(st.binary(max_size=60) | st.sampled_from([b"[" * 2000, b'{"a":' * 300, b"[]", b"null", b"1e999", b"\xff"]))
def test_a_token_with_no_claims_is_refused(payload: bytes) -> None:
    with pytest.raises(BadToken):
        named(signed(payload), (NEW,))


def as_json(claims: dict[str, Any]) -> bytes:
    """Claims in JSON, with numbers that the standard knows and orjson does not."""
    return json.dumps(claims).encode("utf-8", "surrogatepass")


def whole(session: Any, until: Any) -> bool:
    """Whether the claims of a token are such as ours has."""
    return (
        isinstance(session, str)
        and len(session) == 36
        and session.count("-") == 4
        and type(until) is int
        and 2e9 < until < 2**64
    )


OTHER_KINDS: Final[tuple[Any, ...]] = (5, None, [], {}, True, "x", 1.5)


@pytest.mark.parametrize("sid", OTHER_KINDS)
async def test_a_session_of_another_kind_is_no_fault_of_ours(city_settings: Settings, sid: Any) -> None:
    claims = {"sid": sid, "exp": FAR}
    async with serving(city_settings.model_copy(update={"secret": NEW})) as anyone:
        answer = await Client(anyone.http, signed(orjson.dumps(claims))).raw("{ __typename }")
        file = await Client(anyone.http, signed(orjson.dumps(claims))).get("/files/x?link=y")

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "NOT_SIGNED_IN")
    assert file.status_code == 403


async def test_a_rotation_sends_nobody_away(city_settings: Settings) -> None:
    def under(secret: str) -> Settings:
        return city_settings.model_copy(update={"secret": secret})

    async with serving(under(OLD)) as before:
        early = await before.signed_in("bureau")
    async with serving(under(f"{NEW},{OLD}")) as meanwhile:
        late = await meanwhile.signed_in("bureau")
        for token in (early.token, late.token):
            assert (await Client(meanwhile.http, token).query("{ viewer { name } }"))["viewer"]
    async with serving(under(NEW)) as after:
        assert (await Client(after.http, late.token).query("{ viewer { name } }"))["viewer"]
        assert (await Client(after.http, early.token).raw("{ viewer { name } }")).status_code == 401


def test_programs_that_start_at_once_keep_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(Settings.signing_secrets, [Settings(data=tmp_path)] * 8))

    assert len(set(made)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
