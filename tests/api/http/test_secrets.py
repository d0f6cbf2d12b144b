"""The secrets that sign tokens and links: long, never shown, and changed without sending anybody away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import ValidationError

from api.files.downloads import linked, linker
from api.http.session import BadToken, named, signer
from api.settings import Settings
from domain.kernel.violations import Violation
from tests.api.client import Client, serving
from tests.api.process import finished

OLD, NEW = "o" * 32, "n" * 32


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
