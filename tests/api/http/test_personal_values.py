"""Personal values: sealed where they are kept, masked for whoever need not know them, revealed with a reason, and nowhere else."""

import re
from typing import Any, Final

import asyncpg
import pytest

from api.settings import Settings
from schema.noun.constraints import column_of, table_of
from schema.noun.noun import rows
from tests.api.client import Client, serving

NAME, PHONE = "王小明", "13812345678"
PLATFORM: Final = (
    "{ platforms(first: 1, filter: {kind: {eq: DEMO_PLATFORM}}) { nodes { id version region { code } } } }"
)
COMPLAINT: Final = "{ complaints(first: 1) { nodes { id version name contact desk } } }"
REVEALS: Final = "{ reveals(first: 9) { nodes { noun field reason role account { username } record { id } } } }"
UPDATE: Final = "mutation($input: UpdatePlatformInput!) { updatePlatform(input: $input) { problems { code } } }"
CANARY: Final = "canary"


async def raised(anyone: Client, **more: Any) -> tuple[Client, dict[str, Any]]:
    """A complaint about misuse of funds, and the department it comes to."""
    [platform] = (await anyone.query(PLATFORM))["platforms"]["nodes"]
    said = {"kind": "FUND_USE", "content": "补助资金用途不明", "name": NAME, "contact": PHONE, **more}
    await anyone.do("raiseComplaint", "receipt", platform=platform["id"], **said)
    department = await anyone.signed_in(f"{platform['region']['code'].lower()}-department")
    return department, (await department.query(COMPLAINT))["complaints"]["nodes"][0]


async def test_who_complained_is_masked_until_a_desk_has_it_in_hand(anyone: Client) -> None:
    department, complaint = await raised(anyone)
    oversight = await anyone.signed_in("oversight")
    assert (complaint["name"], complaint["contact"]) == ("王**", "138****5678")

    await department.do("takeUpComplaint", id=complaint["id"], expectedVersion=complaint["version"])

    [mine] = (await department.query(COMPLAINT))["complaints"]["nodes"]
    [theirs] = (await oversight.query(COMPLAINT))["complaints"]["nodes"]
    assert (mine["name"], mine["contact"]) == (NAME, PHONE)
    assert (theirs["name"], theirs["contact"]) == ("王**", "138****5678")


async def test_a_masked_value_is_revealed_with_a_reason_that_stays_on_record(anyone: Client) -> None:
    _, complaint = await raised(anyone)
    oversight, audit, bureau = [await anyone.signed_in(name) for name in ("oversight", "audit", "bureau")]
    asked: dict[str, Any] = {"id": complaint["id"], "field": "contact", "reason": "核实资金举报，需联系本人"}

    told = await oversight.do("reveal", "value reveal { field role }", key="a" * 32, **asked)
    again = await oversight.try_("reveal", "value", key="a" * 32, **asked)

    assert told["value"] == PHONE
    assert told["reveal"] == {"field": "contact", "role": "OVERSIGHT"}
    assert (again["value"], again["problems"][0]["code"]) == (None, "SHOWN_ONCE")
    [noted] = (await audit.query(REVEALS))["reveals"]["nodes"]
    assert noted == {
        "noun": "Complaint",
        "field": "contact",
        "reason": "核实资金举报，需联系本人",
        "role": "OVERSIGHT",
        "account": {"username": "oversight"},
        "record": {"id": complaint["id"]},
    }
    assert (await bureau.query(REVEALS))["reveals"]["nodes"] == []
    audited = (
        "{ audits(first: 1, filter: {act: {eq: REVEAL}}) { nodes { account { username } changes { field value } } } }"
    )
    assert PHONE not in str((await audit.query(audited))["audits"]["nodes"])


@pytest.mark.parametrize(
    ("who", "change", "code", "path"),
    [
        ("oversight", {"reason": " "}, "REASON_REQUIRED", ["reason"]),
        ("oversight", {"field": "content"}, "INVALID", ["field"]),
        ("oversight", {"field": "nothing"}, "INVALID", ["field"]),
        ("oversight", {"id": "nonsense"}, "NOT_FOUND", ["id"]),
        ("audit", {}, "FORBIDDEN", None),
        ("bureau", {}, "NOT_FOUND", ["id"]),
        ("finance", {}, "FORBIDDEN", None),
        (None, {}, "FORBIDDEN", None),
    ],
)
async def test_nothing_is_revealed_without_right_or_reason(
    anyone: Client, who: str | None, change: dict[str, Any], code: str, path: list[str] | None
) -> None:
    _, complaint = await raised(anyone)
    person = anyone if who is None else await anyone.signed_in(who)
    asked = {"id": complaint["id"], "field": "contact", "reason": "核实", **change}

    told = await person.try_("reveal", "value", **asked)

    assert told["value"] is None
    assert [each["code"] for each in told["problems"]] == [code]
    assert path is None or told["problems"][0]["path"] == path
    assert (await (await anyone.signed_in("audit")).query(REVEALS))["reveals"]["nodes"] == []


async def test_a_record_out_of_scope_reveals_nothing(anyone: Client) -> None:
    """A complaint of another kind is none of oversight's, nor is another district's the department's."""
    department, complaint = await raised(anyone, kind="OTHER")
    other = (
        "530103-department"
        if "530102" in str(await department.query("{ viewer { username } }"))
        else "530102-department"
    )

    for who in ("oversight", other):
        person = await anyone.signed_in(who)
        told = await person.try_("reveal", "value", id=complaint["id"], field="name", reason="核实")
        assert (told["value"], told["problems"][0]["code"]) == (None, "NOT_FOUND")


async def test_each_personal_value_stands_in_its_own_column_alone(
    city_settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in the audit, nor in another table, a letter, a log line, an address or a refusal; and sealed where it is to be."""
    owner = await asyncpg.connect(city_settings.database_url)
    mark = f"{CANARY}{{}}@example.org".format
    async with serving(city_settings) as anyone:
        system, bureau, operator = [await anyone.signed_in(name) for name in ("system", "bureau", "530102-operator")]
        of_mine = "{ reports(first: 1) { nodes { platform { id version } } } }"
        mine = (await operator.query(of_mine))["reports"]["nodes"][0]["platform"]
        await system.do(
            "createAccount", username="newcomer", name=mark(1), password="First-pass-1", phone=mark(2), email=mark(3)
        )
        await raised(anyone, name=mark(4), contact=mark(5))
        item = "{ notices(first: 1) { nodes { items(first: 1) { nodes { id } } } } }"
        line = (await anyone.query(item))["notices"]["nodes"][0]["items"]["nodes"][0]["id"]
        await anyone.do("raiseObjection", "receipt", item=line, content="有误", name=mark(6), contact=mark(7))
        entered: dict[str, Any] = {
            "platform": mine["id"],
            "name": mark(8),
            "post": "顾问",
            "fullTime": True,
            "validFrom": "2022-09-01",
        }
        await operator.do("recordTeamMember", **entered)
        seen: dict[str, Any] = {"id": mine["id"], "expectedVersion": mine["version"]}
        await operator.do("updatePlatform", **seen, contactName=mark(9), contactPhone=f"{CANARY}10")
        refusals = [
            await anyone.raw("query($x: ID!) { node(id: $x) { id } }", {"x": mark(11)}),
            await operator.raw(f'mutation {{ updatePlatform(input: {{id: "{mark(12)}"}}) {{ problems {{ code }} }} }}'),
            await anyone.raw(f'{{ objection(receipt: "{mark(13)}") {{ nothing }} }}'),
            *[await operator.raw(UPDATE, {"input": each}) for each in wrong(mark(15))],
        ]
        named = "query($name: String!) { accounts(first: 1, filter: {name: {eq: $name}}) { nodes { id } } }"
        await bureau.query(named, name=mark(14))
        assert not [each.text for each in refusals if CANARY in each.text]
    found = await places(owner)
    await owner.close()
    noun_of = {table_of(row): row for row in rows().values()}
    astray = {
        (table, column)
        for table, column in found
        if column
        not in {column_of(noun_of[table], each) for each in noun_of[table].personal.keys() - noun_of[table].sealed}
    }
    assert found >= {("account", "name"), ("account", "email"), ("team_member", "name"), ("platform", "contact_name")}
    assert not astray
    logged = "".join(capfd.readouterr())
    assert '"event": "' in logged
    assert CANARY not in logged


def wrong(value: str) -> list[Any]:
    """Inputs of `updatePlatform` that do not fit, with a personal value where something else is to be."""
    fits = {"id": "1", "expectedVersion": 1, "idempotencyKey": "k"}
    return [
        value,
        [value],
        {},
        {**fits, "id": {value: value}},
        *({**fits, name: [value]} for name in fits),
        {**fits, "expectedVersion": value},
    ]


async def places(owner: Any) -> set[tuple[str, str]]:
    """Every column of every table in which a canary sits."""
    columns = await owner.fetch(
        "select table_name, column_name from information_schema.columns "
        "join information_schema.tables using (table_schema, table_name) "
        "where table_schema = 'public' and table_type = 'BASE TABLE'"
    )
    found = set[tuple[str, str]]()
    for table, column in columns:
        if await owner.fetchval(f'select exists (select from "{table}" where "{column}"::text ~* $1)', CANARY):
            found.add((table, column))
    return found


async def test_complainants_and_objectors_are_kept_sealed(anyone: Client, city_settings: Settings) -> None:
    """Those of the demonstration as well as one that comes."""
    await raised(anyone)
    owner = await asyncpg.connect(city_settings.database_url)
    for table in ("complaint", "objection"):
        for column in ("name", "contact"):
            values = [each[0] for each in await owner.fetch(f"select {column} from {table} where {column} is not null")]
            assert values
            assert all(re.fullmatch(r"~aes\.[0-9a-f]{8}\.[\w=-]+", each) for each in values)
    await owner.close()


async def test_a_database_without_its_keys_says_so_and_shows_nothing_else(city_settings: Settings) -> None:
    lost = city_settings.model_copy(update={"key_file": None})
    async with serving(lost) as anyone:
        department, bureau = [await anyone.signed_in(name) for name in ("530102-department", "bureau")]
        for person, asked in (
            (department, "{ complaints(first: 50) { nodes { id name } } }"),
            (bureau, "{ objections(first: 50) { nodes { contact } } }"),
        ):
            answer = await person.raw(asked)
            assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "SEALED")
        assert (await bureau.query("{ objections(first: 1) { nodes { id state } } }"))["objections"]["nodes"]
