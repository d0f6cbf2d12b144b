"""A citizen's ID number passes no door at which a credit code is typed, and is kept nowhere; a stored one is found by the doctor."""

from collections.abc import AsyncGenerator
from datetime import date
from typing import Any, Final

import asyncpg
import pytest

from api.commands.doctor import examined
from api.settings import Settings
from tests.api.client import Client
from tests.builders.codes import ambiguous_numbers

BORN: Final = date(1971, 3, 4)
NUMBERS: Final = (*ambiguous_numbers("530102", BORN), *ambiguous_numbers("115301", BORN))
"""Each passes as a credit code by its last character, the later ones by class of body and province too."""


@pytest.fixture
async def owner(city_settings: Settings) -> AsyncGenerator[Any]:
    connection = await asyncpg.connect(city_settings.database_url)
    yield connection
    await connection.close()


async def one(who: Client, root: str, show: str = "id", filter: str = "") -> Any:
    """Some record that somebody reads."""
    found = await who.query(f"{{ {root}(first: 1{filter}) {{ nodes {{ {show} }} }} }}")
    return found[root]["nodes"][0]


async def doors(anyone: Client) -> list[tuple[Client, str, str, str, dict[str, Any]]]:
    """Every door: who stands at it, the act, what it shows, the field, and the rest of its input."""
    bureau, operator = await anyone.signed_in("bureau"), await anyone.signed_in("530102-operator")
    own = (await one(operator, "reports", "platform { id }"))["platform"]["id"]
    demand = await one(operator, "demands", "id version day", ", filter: {state: {eq: OPEN}}")
    day = (await operator.query("{ viewer { today } }"))["viewer"]["today"]
    partner = {"platform": own, "way": "BOTH", "functions": ["MANAGEMENT_CONSULTING"], "validFrom": "2022-09-01"}
    expert = {"expert": (await one(bureau, "experts"))["id"], "validFrom": "2020-01-01"}
    match = {"id": demand["id"], "expectedVersion": demand["version"], "provider": "某机构", "day": day}
    named = {"name": "某某有限公司"}
    return [
        (bureau, "registerEntity", "entity { uscc }", "uscc", named),
        (operator, "registerEnterprise", "enterprise { uscc }", "uscc", named | {"platform": own, "scale": {"industry": "RETAIL"}}),
        (operator, "recordPartner", "partner { uscc }", "uscc", named | partner),
        (bureau, "recordEmployer", "expertEmployer { uscc }", "uscc", named | expert),
        (operator, "matchDemand", "demand { id }", "providerUscc", match),
    ]  # fmt: skip


async def test_no_door_takes_an_id_number_and_none_keeps_it(anyone: Client, owner: Any) -> None:
    for who, act, show, field, rest in await doors(anyone):
        for number in NUMBERS:
            typed = f"{number[:6]} {number[6:]}".lower()
            [problem] = (await who.try_(act, show, **rest, **{field: typed}))["problems"]
            assert (problem["code"], problem["path"]) == ("BAD_CREDIT_CODE", [field]), act
            assert "公民身份号码" in problem["message"]
            assert number[6:14] not in str(problem)

    tables = await owner.fetch(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    )
    for (table,) in tables:
        kept = await owner.fetchval(
            f"""select count(*) from "{table}" t where t::text ~* any($1::text[])""", [number[6:] for number in NUMBERS]
        )
        assert not kept, table


async def test_a_code_of_a_county_that_never_was_is_taken_with_a_note_at_every_door(anyone: Client) -> None:
    unknown = "91530199MA6K00001G"
    notes = {"entity": "codeNotes", "enterprise": "codeNotes", "partner": "codeNotes", "expertEmployer": "codeNotes"}
    for who, act, show, field, rest in await doors(anyone):
        noun = show.split()[0]
        asked = (
            f"{noun} {{ {notes[noun]} }}"
            if noun in notes
            else "demand { matches(first: 1) { nodes { providerNotes } } }"
        )
        done = await who.do(act, asked, **rest, **{field: unknown})
        assert "530199" in str(done), act


async def test_the_doctor_lists_what_is_stored_by_record_and_prints_no_number(
    city_settings: Settings, owner: Any
) -> None:
    entities = [row["id"] for row in await owner.fetch("select id from entity order by id limit 2")]
    employer = await owner.fetchval("select id from expert_employer limit 1")
    person, unlisted = NUMBERS[0], "99530102MA6K000011"
    before = [str(each) async for each in examined(city_settings)]
    await owner.execute("update entity set uscc = $2 where id = $1", entities[0], person)
    await owner.execute("update entity set uscc = $2 where id = $1", entities[1], unlisted)
    await owner.execute("update expert_employer set uscc = $2 where id = $1", employer, person)

    after = [str(each) async for each in examined(city_settings)]

    found = [line for line in after if line not in before]
    assert not any("credit codes" in line for line in before)
    assert [line.split(":")[0] for line in found] == [
        "FIX   2 stored credit codes are built as a citizen's ID number",
        "ok    1 stored credit codes would be refused today, and stay",
    ]
    assert all(str(id) in found[0] for id in (entities[0], employer))
    assert str(entities[1]) in found[1]
    assert not any(code in line for line in after for code in (person, unlisted))
