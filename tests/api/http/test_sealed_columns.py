"""What is sealed in the database: it opens at its own place alone, by its own key, and the newest key is taken over."""

import secrets
from pathlib import Path

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.keyring import Key, Keyring
from api.settings import Settings
from resolvers.plan.city import SealedError
from schema.noun.constraints import table_of
from schema.noun.noun import rows
from tests.api.client import PASSWORD, Client, serving
from tests.api.factors import enrolled
from tests.api.process import finished

OLD, NEW = Key("old", b"o" * 32), Key("new", b"n" * 32)
PLACE = "account.factor_seed 1"
COUNTS = [f"(select count({column}) from {table_of(row)})" for row in rows().values() for column in row.sealed]
"""How much is sealed, column by column."""


@given(value=st.text(), cipher=st.sampled_from(["aes", "sm4"]))
def test_what_is_sealed_opens_at_its_place_and_by_any_key_kept(value: str, cipher: str) -> None:
    sealed = Keyring((OLD,), cipher).seal(value, PLACE)

    assert Keyring((NEW, OLD)).unseal(sealed, PLACE) == value
    assert Keyring((OLD,), cipher).seal(value, PLACE) != sealed
    with pytest.raises(SealedError):
        Keyring((OLD,)).unseal(sealed, "account.factor_seed 2")
    with pytest.raises(SealedError):
        Keyring((NEW,)).unseal(sealed, PLACE)


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_an_altered_value_does_not_open(cipher: str) -> None:
    keyring = Keyring((OLD,), cipher)
    sealed = keyring.seal("a seed", PLACE)
    start = len(keyring.seal_mark)

    for at in range(start, len(sealed) - 2):
        altered = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
        with pytest.raises(SealedError):
            keyring.unseal(altered, PLACE)
    with pytest.raises(SealedError):
        keyring.unseal(f"{keyring.seal_mark}AAAA", PLACE)
    with pytest.raises(SealedError):
        keyring.unseal(sealed.replace("aes", "sm_").replace("sm4", "aes").replace("sm_", "sm4"), PLACE)


async def test_a_seed_is_kept_sealed_and_its_codes_open_while_keys_change(
    city_settings: Settings, tmp_path: Path
) -> None:
    file, old, new = tmp_path / "keys", city_settings.key_lines(), f"new {secrets.token_hex(32)}\n"
    file.write_text(old)
    settings = city_settings.model_copy(update={"second_factor": True, "key_file": file})
    owner = await asyncpg.connect(city_settings.database_url)
    seeds = "select factor_seed from account where factor_seed is not null"
    try:
        async with serving(settings) as client:
            factor = await enrolled(await client.signed_in("bureau"))
        sealed = await owner.fetchval(seeds)
        assert sealed.startswith(Keyring.of(settings).seal_mark)
        assert factor.seed not in sealed
        total = await owner.fetchval(f"select {' + '.join(COUNTS)}")
        assert total > 1

        # As a version before kept it, and then under a new key.
        await owner.execute("update account set factor_seed = $1 where factor_seed is not null", factor.seed)
        assert "run `keys seal`" in told(settings, "migrate")
        file.write_text(new + old)
        assert f"FIX   {total} values wait for the newest key" in told(settings, "doctor")
        assert f"{total} values sealed" in told(settings, "keys", "seal")
        assert "0 values sealed" in told(settings, "keys", "seal")
        assert "run `keys seal`" not in told(settings, "migrate")
        assert (await owner.fetchval(seeds)).startswith(Keyring.of(settings).seal_mark)
        async with serving(settings) as client:
            assert await refused(client, "not a code") == ["WRONG_FACTOR"]
            assert await refused(client, factor.code()) == []

        # A database that was restored without its keys.
        file.write_text(old)
        assert f"FIX   {total} sealed values do not open" in told(settings, "doctor")
    finally:
        await owner.close()


async def refused(client: Client, code: str) -> list[str]:
    """Why a code does not sign in."""
    answer = await client.try_("signIn", username="bureau", password=PASSWORD, code=code)
    return [each["code"] for each in answer["problems"]]


def told(settings: Settings, *command: str) -> str:
    """What a command prints, run by itself."""
    url, file = str(settings.database_url), str(settings.key_file)
    return finished(*command, DATABASE_URL=url, DIANCHI_SECRET="x" * 40, DIANCHI_KEY_FILE=file).stdout
