"""The application's role: it signs in by itself, under a password that no statement has in clear, and the owner's login serves nothing."""

import base64
import hashlib
import hmac
from pathlib import Path
from typing import Any, Final

import asyncpg
import pytest
from pydantic import SecretStr, ValidationError

from api.database.application_role import owner_signed_in, signing_in, verifier
from api.database.database import open_database
from api.migrations.runner import migrate
from api.settings import Settings
from tests.api.process import finished, served

PASSWORD: Final = "Of one installation@:/?#"


@pytest.mark.parametrize("command", ["serve", "worker"])
async def test_the_owners_login_is_refused_in_a_line_that_says_what_to_do(
    settings: Settings, command: str, tmp_path: Path
) -> None:
    at = {"DATABASE_URL": str(settings.database_url), "DIANCHI_SECRET": "x" * 40, "DIANCHI_DATA": str(tmp_path)}

    refused = finished(command, **at, DIANCHI_PORT="0", DIANCHI_APP_PASSWORD="")

    assert refused.returncode == 1
    [line] = refused.stderr.splitlines()
    assert "DIANCHI_APP_PASSWORD" in line
    assert "postgresql://dianchi_app:" in line


async def test_the_application_serves_by_its_own_login_whichever_setting_names_it(settings: Settings) -> None:
    own = signing_in(str(settings.database_url), "dianchi_app", PASSWORD)

    for at in ({"DIANCHI_APP_DATABASE_URL": own}, {"DATABASE_URL": own}, {"DIANCHI_APP_PASSWORD": PASSWORD}):
        more: dict[str, Any] = {"DIANCHI_APP_PASSWORD": "", **at}
        async with served(settings, **more) as (_, client):
            assert (await client.get("/readyz")).status_code == 200


async def test_the_doctor_finds_the_owners_login(settings: Settings) -> None:
    at = {"DATABASE_URL": str(settings.database_url), "DIANCHI_SECRET": "x" * 40}

    owner, own = (finished("doctor", **at, DIANCHI_APP_PASSWORD=password).stdout for password in ("", PASSWORD))

    assert any(line.startswith("FIX") and "the owner" in line for line in owner.splitlines())
    assert "ok    the programs sign in as dianchi_app" in own


async def test_the_application_is_no_owner_and_the_owner_is_known_under_any_role(settings: Settings) -> None:
    for password, login in ((None, True), (PASSWORD, False)):
        told = Settings(
            database_url=settings.database_url,
            data=settings.data,
            app_password=SecretStr(password) if password else None,
        )
        async with await open_database(told) as opened, opened.pool.read() as connection:
            assert await connection.fetchval("select current_user") == "dianchi_app"
            assert (await owner_signed_in(connection) is not None) == login


async def test_migrating_gives_the_role_its_password_again_and_again(empty: str) -> None:
    for password in (PASSWORD, PASSWORD, "another of them"):
        await migrate(empty, password=password)
        owner = await asyncpg.connect(empty)
        kept = await owner.fetchval("select rolpassword from pg_authid where rolname = 'dianchi_app'")
        await owner.close()
        assert proves(kept, password)
        assert not proves(kept, f"{password}x")


def proves(kept: str, password: str) -> bool:
    """Whether a client that knows the password is let in by what the server keeps (RFC 5802, 3)."""
    method, cost, keys = kept.split("$")
    iterations, salt = cost.split(":")
    stored, _ = keys.split(":")
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(salt), int(iterations))
    key = hmac.digest(salted, b"Client Key", "sha256")
    return method == "SCRAM-SHA-256" and hashlib.sha256(key).digest() == base64.b64decode(stored)


def test_no_two_verifiers_are_alike() -> None:
    assert verifier(PASSWORD) != verifier(PASSWORD)
    assert PASSWORD not in verifier(PASSWORD)


@pytest.mark.parametrize(
    ("url", "to"),
    [
        (
            "postgresql://owner:secret@h:5433/city?sslmode=require",
            "postgresql://app:p%40%2F@h:5433/city?sslmode=require",
        ),
        (
            "postgresql://owner@/city?host=%2Frun%2Fpg&user=x&password=y",
            "postgresql://app:p%40%2F@/city?host=%2Frun%2Fpg",
        ),
        ("postgres://h/city", "postgres://app:p%40%2F@h/city"),
    ],
)
def test_an_address_for_the_application_differs_in_the_login_alone(url: str, to: str) -> None:
    assert signing_in(url, "app", "p@/") == to


@pytest.mark.parametrize("password", ["2short2", "滇池滇池滇池滇池滇池滇池", "x" * 201, "line\nbreak in it"])
def test_a_password_that_clients_would_write_differently_is_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(ValidationError, match="app_password") as refused:
        Settings(app_password=SecretStr(password))

    assert password not in str(refused.value)
