"""With the second factor on: who sets one up before anything else, and how signing in asks for it."""

from collections.abc import AsyncGenerator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from api.settings import Settings
from tests.api.client import PASSWORD, Client, Refusal, serving
from tests.api.factors import enrolled

ME = "{ viewer { account version factorSince } }"


@pytest_asyncio.fixture
async def strict(city_settings: Settings) -> AsyncGenerator[Client]:
    """Somebody who has not signed in, where the second factor is on."""
    async with serving(city_settings.model_copy(update={"second_factor": True})) as client:
        yield client


async def me(person: Client) -> dict[str, Any]:
    """One's own account, as an update names it."""
    found = (await person.query(ME))["viewer"]
    return {"id": found["account"], "expectedVersion": found["version"]}


async def codes(person: Client, act: str, **input: Any) -> list[str]:
    """How an act is refused."""
    return [each["code"] for each in (await person.try_(act, **input))["problems"]]


async def sign_in(anyone: Client, username: str, code: str | None = None) -> list[str]:
    """How a signing-in with the right password is refused."""
    return await codes(anyone, "signIn", username=username, password=PASSWORD, code=code)


@pytest.mark.parametrize(
    ("username", "demanded"),
    [
        ("system", True),
        ("security", True),
        ("audit", True),
        ("finance", True),
        ("bureau", False),
        ("530102-operator", False),
    ],
)
async def test_who_administers_or_pays_sets_one_up_before_anything_else(
    strict: Client, username: str, demanded: bool
) -> None:
    person = await strict.signed_in(username)
    asked = "{ platforms { totalCount } }"
    before = await person.raw(asked)
    assert before.status_code == (403 if demanded else 200)
    assert not demanded or before.json()["errors"][0]["extensions"]["code"] == "FACTOR_FIRST"
    account = await me(person)
    choices = {"choices": [{"event": "REPORT_ACCEPTED", "way": "MAIL"}]}
    assert await codes(person, "chooseLetters", **account, **choices) == (["FACTOR_FIRST"] if demanded else [])

    await enrolled(person)

    assert (await person.raw(asked)).status_code == 200
    assert (await person.query(ME))["viewer"]["factorSince"] is not None


async def test_a_setting_demands_it_of_further_roles(city_settings: Settings) -> None:
    more = {"second_factor": True, "second_factor_roles": ("MUNICIPAL_BUREAU",)}
    async with serving(Settings.model_validate(city_settings.model_dump() | more)) as anyone:
        bureau = await anyone.signed_in("bureau")
        assert (await bureau.raw("{ platforms { totalCount } }")).status_code == 403


async def test_a_demonstration_city_demands_none(anyone: Client) -> None:
    system = await anyone.signed_in("system")

    assert (await system.query("{ accounts { totalCount } }"))["accounts"]["totalCount"] > 50


async def test_signing_in_asks_for_a_code_that_counts_once(strict: Client) -> None:
    person, other = await strict.signed_in("bureau"), await strict.signed_in("bureau")
    factor = await enrolled(person)

    assert (await other.raw(ME)).status_code == 401
    assert await sign_in(strict, "bureau") == ["SECOND_FACTOR"]
    assert await codes(strict, "signIn", username="bureau", password="wrong", code=factor.code()) == ["SIGN_IN_FAILED"]
    code = factor.code()
    assert await sign_in(strict, "bureau", code) == []
    assert await sign_in(strict, "bureau", code) == ["WRONG_FACTOR"]
    later = factor.code(1)
    assert await sign_in(strict, "bureau", f"{later[:3]} {later[3:]}") == []
    assert await sign_in(strict, "bureau", factor.code(9)) == ["WRONG_FACTOR"]


async def test_each_recovery_code_opens_once(strict: Client) -> None:
    factor = await enrolled(await strict.signed_in("bureau"))
    assert len(set(factor.recovery_codes)) == 10
    first, second, *_ = factor.recovery_codes

    tried = [await sign_in(strict, "bureau", code) for code in (first, first, second.upper().replace("-", " "))]

    assert tried == [[], ["WRONG_FACTOR"], []]


async def test_wrong_codes_lock_as_wrong_passwords_do(strict: Client) -> None:
    factor = await enrolled(await strict.signed_in("bureau"))

    stranger = Client(strict.http)
    stranger.headers["X-Forwarded-For"] = "203.0.113.9"

    for _ in range(5):
        assert await sign_in(stranger, "bureau", "no code") == ["WRONG_FACTOR"]

    assert await sign_in(stranger, "bureau", factor.code()) == ["LOCKED_OUT"]


async def test_a_seed_counts_once_its_first_code_was_told_and_is_not_replaced(strict: Client) -> None:
    person = await strict.signed_in("bureau")
    assert await codes(person, "confirmSecondFactor", code="000000", **await me(person)) == ["WRONG_STATE"]
    key: dict[str, Any] = {"key": "enrol-once", **await me(person)}
    given = await person.do("enrolSecondFactor", "seed uri", **key)
    again = await person.try_("enrolSecondFactor", "seed uri", **key)
    assert given["seed"] in given["uri"]
    assert (again["seed"], again["uri"], [each["code"] for each in again["problems"]]) == (None, None, ["SHOWN_ONCE"])
    assert await codes(person, "confirmSecondFactor", code="none", **await me(person)) == ["WRONG_FACTOR"]
    assert await sign_in(strict, "bureau") == []

    await enrolled(person)

    assert await codes(person, "enrolSecondFactor", **await me(person)) == ["WRONG_STATE"]
    assert await codes(person, "confirmSecondFactor", code="000000", **await me(person)) == ["WRONG_STATE"]


async def test_a_lost_one_is_taken_away_by_the_security_administrator_alone(strict: Client) -> None:
    system, security = await strict.signed_in("system"), await strict.signed_in("security")
    for each in (system, security):
        await enrolled(each)
    bureau = await strict.signed_in("bureau")
    await enrolled(bureau)
    lost: dict[str, Any] = {**await me(bureau), "reason": "手机遗失"}
    assert await codes(system, "resetSecondFactor", **lost) == ["FORBIDDEN"]
    assert await codes(security, "resetSecondFactor", **await me(security), reason="遗失") == ["OWN_ACCOUNT"]

    await security.do("resetSecondFactor", **lost)

    assert (await bureau.raw(ME)).status_code == 401
    assert await sign_in(strict, "bureau") == []


async def test_neither_seed_nor_recovery_codes_stand_in_the_records(strict: Client, city_settings: Settings) -> None:
    factor = await enrolled(await strict.signed_in("bureau"))

    connection = await asyncpg.connect(city_settings.database_url)
    try:
        kept = "select t::text from audit t union all select t::text from idempotency t union all select t::text from letter t"
        records = [each[0] for each in await connection.fetch(kept)]
        accounts = [each[0] for each in await connection.fetch("select t::text from account t")]
    finally:
        await connection.close()
    assert any("CONFIRM_SECOND_FACTOR" in each for each in records)
    for secret in (factor.seed, *factor.recovery_codes):
        assert not any(secret in each for each in records)
    assert not any(code in each for code in factor.recovery_codes for each in accounts)


async def test_a_code_is_not_asked_for_before_the_password_is_right(strict: Client) -> None:
    await enrolled(await strict.signed_in("bureau"))

    with pytest.raises(Refusal) as refusal:
        await strict.signed_in("bureau", "wrong")

    assert refusal.value.codes == ["SIGN_IN_FAILED"]
