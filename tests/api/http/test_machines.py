"""Other agencies' machines over real HTTP: registered by one, appointed by another, refused for every reason, and kept to their scopes."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any, Final

import asyncpg
import pytest

from api.demo.agency import TOKEN
from api.settings import Settings
from resolvers.people.client_tokens import checksum, new_token, presented
from schema.noun.constraints import table_of
from schema.noun.noun import rows
from tests.api.client import Client, Refusal, serving
from tests.api.machines import FOUND, HERE, WHOLE, Machine, confirmed, registered
from tests.pace import comes

CLOCK: Final = "{ clock { today } }"
SEEN: Final = "{ reports { totalCount } consolidations { totalCount } obligations { totalCount } evaluations { totalCount } complaints { totalCount } demands { totalCount } }"
REFUSED: Final = "query($by: ID!) { audits(filter: {account: {eq: $by}, act: {eq: CALL_API}}) { nodes { problem role office { id } sender } } }"


@pytest.fixture
async def owner(city_settings: Settings) -> AsyncGenerator[Any]:
    """A connection of the database's owner."""
    connection = await asyncpg.connect(city_settings.database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def administrators(anyone: Client) -> tuple[Client, Client]:
    """The system administrator and the security administrator."""
    return await anyone.signed_in("system"), await anyone.signed_in("security")


async def refusal(client: Client, **headers: str) -> tuple[int, str]:
    """How a call is refused: status and code; 200 and nothing where it is answered."""
    response = await client.raw(CLOCK, None, **headers)
    errors = response.json().get("errors")
    return response.status_code, errors[0]["extensions"]["code"] if errors else ""


async def problems(client: Client, act: str, **input: Any) -> list[tuple[str, list[str]]]:
    """What refuses an act: each code with its path."""
    return [(each["code"], each["path"]) for each in (await client.try_(act, **input))["problems"]]


async def noted(anyone: Client, machine: Machine) -> list[dict[str, Any]]:
    """What the audit says of a machine's refused calls."""
    audit = await anyone.signed_in("audit")
    return (await audit.query(REFUSED, by=machine.account))["audits"]["nodes"]


async def test_a_machine_calls_once_another_administrator_confirmed_its_scopes(
    anyone: Client, administrators: tuple[Client, Client]
) -> None:
    system, security = administrators
    machine = await registered(system)

    assert await refusal(machine.client) == (403, "SCOPE_PROPOSED")
    assert await problems(system, "confirmClient", **machine.named) == [("FORBIDDEN", [])]
    await security.do("confirmClient", **machine.named)

    assert await refusal(machine.client) == (200, "")
    seen = {name: each["totalCount"] for name, each in (await machine.client.query(SEEN)).items()}
    assert all(seen[name] > 0 for name in ("reports", "consolidations", "obligations", "evaluations"))
    assert (seen["complaints"], seen["demands"]) == (0, 0)
    assert await problems(security, "confirmClient", **machine.named) == [("WRONG_STATE", [])]
    [told] = await noted(anyone, machine)
    assert told == {"problem": "SCOPE_PROPOSED", "role": "AGENCY", "office": None, "sender": "127.0.0.1"}


async def test_only_the_system_administrator_registers_and_nobody_else_sees_machines(anyone: Client) -> None:
    names = ("security", "audit", "bureau", "finance", "530102-department", "530102-operator")
    people = dict(zip(names, await asyncio.gather(*map(anyone.signed_in, names)), strict=True))
    given = {"username": "another", "agency": "部门", "scopes": WHOLE, "networks": HERE}

    found = {name: await problems(person, "createClient", **given) for name, person in people.items()}
    seen = {
        name: (await each.query("{ clients { totalCount } }"))["clients"]["totalCount"] for name, each in people.items()
    }

    assert {name for name, codes in found.items() if codes != [("FORBIDDEN", [])]} == set()
    assert {name for name, count in seen.items() if count} == {"security", "audit"}


async def test_a_machine_reads_the_regions_of_each_scope_and_nothing_on_the_way_there(
    anyone: Client, administrators: tuple[Client, Client]
) -> None:
    system, security = administrators
    nodes = (await anyone.query("{ regions(first: 50) { nodes { id code } } }"))["regions"]["nodes"]
    region = {each["code"]: each["id"] for each in nodes}
    scopes = [{"noun": "REPORTS", "region": region["530102"]}, {"noun": "OUTCOMES", "region": region["530103"]}]
    machine = await confirmed(system, security, scopes=scopes)

    found = await machine.client.query(
        "{ reports(first: 100) { nodes { state draft { version } waitingOn amendmentReason region { code } acceptedVersion { n } reviews { totalCount } versions { totalCount } } }"
        " obligations(first: 100) { nodes { outcome kind exemptionReason region { code } } } consolidations { totalCount } evaluations { totalCount } }"
    )

    reports, obligations = found["reports"]["nodes"], found["obligations"]["nodes"]
    assert reports
    for each in reports:
        assert (each["state"], each["region"]["code"], each["waitingOn"], each["draft"]) == (
            "ACCEPTED",
            "530102",
            None,
            None,
        )
        assert (each["versions"]["totalCount"], each["reviews"]["totalCount"]) == (1, 0)
        assert each["acceptedVersion"] is not None
    assert {each["region"]["code"] for each in obligations} == {"530103"}
    assert "PENDING" not in {each["outcome"] for each in obligations}
    assert found["consolidations"]["totalCount"] == found["evaluations"]["totalCount"] == 0


async def test_a_token_is_over_when_its_days_are_and_never_renewed(
    anyone: Client, administrators: tuple[Client, Client], owner: Any
) -> None:
    machine = await confirmed(*administrators, tokenDays=30)
    issued, ends = await owner.fetchrow(
        "select issued_at, expires_at from client_token where digest = $1", digest_of(machine)
    )
    assert (ends - issued).days == 30

    assert await refusal(machine.client) == (200, "")
    assert await owner.fetchval("select expires_at from client_token where digest = $1", digest_of(machine)) == ends
    await owner.execute(
        "update client_token set issued_at = issued_at - interval '30 days', expires_at = expires_at - interval '30 days'"
    )
    found = [await refusal(machine.client) for _ in range(3)]

    assert found == [(401, "TOKEN_OVER")] * 3
    assert [each["problem"] for each in await noted(anyone, machine)] == ["TOKEN_OVER"]  # thrice within a minute


def digest_of(machine: Machine) -> str:
    """The digest by which a machine's token is kept."""
    known = presented(machine.token)
    assert known is not None
    return known.digest


async def test_the_token_before_lives_on_for_the_overlap_and_no_longer(
    administrators: tuple[Client, Client], owner: Any
) -> None:
    system, _ = administrators
    machine = await confirmed(*administrators)

    made = await system.do(
        "rotateClientToken", "token client { tokens { nodes { handle } } }", overlapHours=2, **machine.named
    )
    new = Client(system.http, made["token"])

    assert [each["handle"] for each in made["client"]["tokens"]["nodes"]] == [made["token"][8:24], machine.token[8:24]]
    assert [await refusal(each) for each in (machine.client, new)] == [(200, ""), (200, "")]
    await owner.execute(
        "update client_token set issued_at = issued_at - interval '2 hours', expires_at = expires_at - interval '2 hours'"
    )
    assert [await refusal(each) for each in (machine.client, new)] == [(401, "TOKEN_OVER"), (200, "")]
    at_once = await system.do("rotateClientToken", "token", overlapHours=0, **machine.named)
    assert await refusal(new) == (401, "TOKEN_OVER")
    assert await refusal(Client(system.http, at_once["token"])) == (200, "")


@pytest.mark.parametrize("by", ["system", "security"])
async def test_a_revoked_machine_calls_no_more(anyone: Client, administrators: tuple[Client, Client], by: str) -> None:
    machine = await confirmed(*administrators)
    administrator = administrators[by == "security"]

    revoked = await administrator.do(
        "revokeClient", "client { id version state revokeReason }", reason="协议到期", **machine.named
    )

    assert await refusal(machine.client) == (401, "CLIENT_REVOKED")
    assert [each["problem"] for each in await noted(anyone, machine)] == ["CLIENT_REVOKED"]
    named = {"id": machine.id, "expectedVersion": revoked["client"]["version"]}
    for act in ("rotateClientToken", "confirmClient"):
        who = administrators[0] if act == "rotateClientToken" else administrators[1]
        assert await problems(who, act, **named) == [("WRONG_STATE", [])]


async def test_a_machine_whose_account_is_shut_calls_no_more(administrators: tuple[Client, Client]) -> None:
    system, _ = administrators
    machine = await confirmed(*administrators)

    await system.do("disableAccount", id=machine.account, expectedVersion=1, reason="停用")

    assert await refusal(machine.client) == (401, "CLIENT_REVOKED")


@pytest.mark.parametrize(
    ("networks", "address", "admitted"),
    [
        (["10.1.2.3"], "10.1.2.3", True),
        (["10.1.2.3"], "10.1.2.4", False),
        (["10.1.0.0/16"], "10.1.255.7", True),
        (["10.1.0.0/16"], "::ffff:10.1.255.7", True),
        (["10.1.0.0/16"], "10.2.0.1", False),
        (["2001:db8:7::/48"], "2001:db8:7:1::9", True),
        (["2001:db8:7::/48"], "2001:db8:8::9", False),
        (["10.0.0.0/8", "2001:db8::1"], "2001:db8::1", True),
        (["0.0.0.0/0"], "2001:db8::1", False),
        (["0.0.0.0/0"], "unknown", False),
    ],
)
async def test_a_machine_calls_from_where_it_may_behind_the_trusted_proxy(
    anyone: Client, administrators: tuple[Client, Client], networks: list[str], address: str, admitted: bool
) -> None:
    machine = await confirmed(*administrators, networks=networks)

    found = await refusal(machine.client, **{"X-Forwarded-For": address})

    assert found == ((200, "") if admitted else (403, "ADDRESS_REFUSED"))
    told = await noted(anyone, machine)
    assert [each["problem"] for each in told] == ([] if admitted else ["ADDRESS_REFUSED"])


async def test_a_forwarding_header_is_not_believed_from_elsewhere(city_settings: Settings) -> None:
    async with serving(city_settings.model_copy(update={"trusted_proxies": "10.9.9.9"})) as anyone:
        machine = await confirmed(
            await anyone.signed_in("system"), await anyone.signed_in("security"), networks=["10.1.2.3"]
        )

        assert await refusal(machine.client, **{"X-Forwarded-For": "10.1.2.3"}) == (403, "ADDRESS_REFUSED")


async def test_a_machine_has_a_limit_of_its_own_over_all_its_tokens(city_settings: Settings) -> None:
    async with serving(city_settings.model_copy(update={"calls_by_client": 3})) as anyone:
        system, security = await anyone.signed_in("system"), await anyone.signed_in("security")
        machine = await confirmed(system, security)
        made = await system.do("rotateClientToken", "token", **machine.named)
        new, other = Client(anyone.http, made["token"]), Client(anyone.http, TOKEN)

        found = [await refusal(each) for each in (machine.client, new, machine.client, new, other)]

        assert found == [(200, "")] * 3 + [(429, "TOO_OFTEN"), (200, "")]


async def test_no_text_that_is_not_a_token_opens_and_none_is_looked_up_for_a_wrong_letter(
    administrators: tuple[Client, Client],
) -> None:
    system, _ = administrators
    machine = await confirmed(*administrators)
    token, stranger = machine.token, new_token()
    forged = token[:24] + stranger[24:67]
    wrong = [
        token[:-1],
        token[:-1] + "-",
        token + "0",
        token.swapcase(),
        stranger,
        forged + checksum(forged),
        "dianchi_",
        "dianchi_" + "滇" * 65,
    ]

    found = [await refusal(Client(system.http, each)) for each in wrong if each.isascii()]

    assert set(found) == {(401, "NOT_SIGNED_IN")}
    assert [presented(each) for each in (token[:-1] + "-", token + "0", "dianchi_" + "滇" * 65)] == [None] * 3
    assert presented(token) is not None


async def test_tokens_and_keys_are_shown_once_and_kept_nowhere(
    anyone: Client, administrators: tuple[Client, Client], owner: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    system, security = administrators
    given: dict[str, Any] = {"username": "once", "agency": "部门", "scopes": WHOLE, "networks": HERE}
    made = await system.do("createClient", FOUND, key="client-once", **given)
    again = await system.try_("createClient", "token signingKey client { id }", key="client-once", **given)
    named: dict[str, Any] = {"id": made["client"]["id"], "expectedVersion": 1}
    await security.do("confirmClient", **named)
    rotated = await system.do("rotateClientToken", "token signingKey", key="token-once", **named)
    repeated = await system.try_("rotateClientToken", "token signingKey", key="token-once", **named)
    await Client(anyone.http, made["token"]).query(CLOCK)

    for each in (again, repeated):
        assert (each["token"], each["signingKey"]) == (None, None)
        assert [problem["code"] for problem in each["problems"]] == ["SHOWN_ONCE"]
    secrets = [made["token"], made["signingKey"], rotated["token"], rotated["signingKey"]]
    assert len({*secrets}) == 4
    secrets += [secret[24:] for secret in secrets if secret.startswith("dianchi_")]
    kept = list[str]()
    for row in rows().values():
        kept += [each[0] for each in await owner.fetch(f"select t::text from {table_of(row)} t")]
    assert len(kept) > 1000
    assert [text for text in kept if any(secret in text for secret in secrets)] == []
    digests = [each[0] for each in await owner.fetch("select digest from client_token")]
    told = await owner.fetch(
        "select changes::text from audit union all select before::text from audit union all select extras::text from idempotency"
    )
    assert [text for (text,) in told if text and any(each in text for each in digests)] == []
    out, err = capfd.readouterr()
    assert [secret for secret in (*secrets, *digests) if secret in out + err] == []


async def test_a_machine_writes_complaints_of_its_regions_and_nothing_else(
    anyone: Client, administrators: tuple[Client, Client]
) -> None:
    system, security = administrators
    nodes = (await anyone.query("{ platforms(first: 100) { nodes { id region { id code } } } }"))["platforms"]["nodes"]
    of = {each["region"]["code"]: each for each in nodes}
    here, elsewhere = of["530102"], of["530103"]
    scopes = [{"noun": "COMPLAINTS", "region": here["region"]["id"]}]
    machine, reader = await confirmed(system, security, scopes=scopes), await confirmed(system, security, "reader")
    complaint = {"kind": "OTHER", "content": "热线转办：服务收费与公示不符。"}

    raised = await machine.client.do("raiseComplaint", "receipt complaint { id }", platform=here["id"], **complaint)

    assert raised["receipt"]
    assert raised["complaint"] is None
    assert await problems(machine.client, "raiseComplaint", platform=elsewhere["id"], **complaint) == [
        ("FORBIDDEN", [])
    ]
    assert await problems(reader.client, "raiseComplaint", platform=here["id"], **complaint) == [("FORBIDDEN", [])]
    audit = await anyone.signed_in("audit")
    found = await audit.query(
        "query($by: ID!) { audits(filter: {account: {eq: $by}, act: {eq: RAISE_COMPLAINT}}) { nodes { problem role account { username } } } }",
        by=machine.account,
    )
    assert sorted(found["audits"]["nodes"], key=lambda each: str(each["problem"])) == [
        {"problem": "FORBIDDEN", "role": "AGENCY", "account": {"username": "tax-bureau"}},
        {"problem": None, "role": "AGENCY", "account": {"username": "tax-bureau"}},
    ]
    for act, input in (
        (
            "changePassword",
            {"id": machine.account, "expectedVersion": 1, "present": "x", "password": "Chosen-2022-own"},
        ),
        ("enrolSecondFactor", {"id": machine.account, "expectedVersion": 1}),
        ("signOut", {"everywhere": True}),
        ("signIn", {"username": "bureau", "password": "dianchi-demo"}),
        ("createClient", {"username": "mine", "agency": "部门", "scopes": WHOLE, "networks": HERE}),
    ):
        assert [code for code, _ in await problems(machine.client, act, **input)] == ["FORBIDDEN"], act


async def test_what_is_newly_asked_for_waits_and_what_is_asked_for_no_more_ends(
    administrators: tuple[Client, Client],
) -> None:
    system, security = administrators
    machine = await confirmed(system, security, scopes=[{"noun": "REPORTS"}, {"noun": "GRADES"}])
    given: dict[str, Any] = {
        "agency": "税务部门",
        "networks": HERE,
        "scopes": [{"noun": "REPORTS"}, {"noun": "OUTCOMES"}],
    }

    changed = await system.do("updateClient", "client { version }", **machine.named, **given)

    seen = {name: each["totalCount"] for name, each in (await machine.client.query(SEEN)).items()}
    assert seen["reports"] > 0
    assert (seen["evaluations"], seen["obligations"]) == (0, 0)
    assert await problems(security, "confirmClient", **machine.named) == [("CONFLICT", ["expectedVersion"])]
    await security.do("confirmClient", id=machine.id, expectedVersion=changed["client"]["version"])
    seen = {name: each["totalCount"] for name, each in (await machine.client.query(SEEN)).items()}
    assert (seen["evaluations"], seen["obligations"] > 0) == (0, True)


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"networks": []}, "REQUIRED", ["networks"]),
        ({"networks": ["10.0.0.0/8", "10.0.0.1/8"]}, "INVALID", ["networks", "1"]),
        ({"networks": ["everywhere"]}, "INVALID", ["networks", "0"]),
        ({"networks": ["::ffff:10.0.0.1"]}, "INVALID", ["networks", "0"]),
        ({"networks": ["10.0.0.1"] * 51}, "TOO_MANY", ["networks"]),
        ({"scopes": []}, "REQUIRED", ["scopes"]),
        ({"scopes": [{"noun": "REPORTS"}, {"noun": "REPORTS"}]}, "TWICE", ["scopes", "1"]),
        ({"scopes": [{"noun": "REPORTS", "region": "UmVnaW9uOjA="}]}, "NOT_FOUND", ["scopes", "0", "region"]),
        ({"scopes": [{"noun": "REPORTS"}] * 151}, "TOO_MANY", ["scopes"]),
        ({"tokenDays": 0}, "INVALID", ["tokenDays"]),
        ({"tokenDays": 91}, "INVALID", ["tokenDays"]),
        ({"agency": " "}, "REQUIRED", ["agency"]),
        ({"agency": "部" * 101}, "TOO_LONG", ["agency"]),
        ({"username": "no"}, "INVALID", ["username"]),
        ({"username": "system"}, "ALREADY_EXISTS", ["username"]),
        ({"entity": "RW50aXR5OjA="}, "NOT_FOUND", ["entity"]),
    ],
)
async def test_a_wrong_input_is_refused_at_its_place_and_changes_nothing(
    anyone: Client, owner: Any, wrong: dict[str, Any], code: str, path: list[str]
) -> None:
    system = await anyone.signed_in("system")
    counted = (
        "select (select count(*) from client), (select count(*) from account), (select count(*) from client_token)"
    )
    before = await owner.fetchrow(counted)
    given = {"username": "another", "agency": "部门", "scopes": WHOLE, "networks": HERE, **wrong}

    assert await problems(system, "createClient", **given) == [(code, path)]
    assert await owner.fetchrow(counted) == before


@pytest.mark.parametrize("hours", [-1, 169])
async def test_an_overlap_has_bounds(administrators: tuple[Client, Client], hours: int) -> None:
    machine = await registered(administrators[0])

    found = await problems(administrators[0], "rotateClientToken", overlapHours=hours, **machine.named)

    assert found == [("INVALID", ["overlapHours"])]


async def test_a_machines_account_holds_no_office_and_signs_in_nowhere(administrators: tuple[Client, Client]) -> None:
    system, security = administrators
    machine = await confirmed(system, security)

    assert await problems(security, "appointOffice", account=machine.account, role="EXPERT") == [
        ("MACHINES_HOLD_NO_OFFICE", ["account"])
    ]
    assert await problems(security, "appointOffice", account=machine.account, role="AGENCY") != []
    given = await system.do("resetPassword", "password", id=machine.account, expectedVersion=1)
    with pytest.raises(Refusal) as found:
        await system.signed_in("tax-bureau", given["password"])
    assert found.value.codes == ["SIGN_IN_FAILED"]


async def test_files_are_not_for_machines(administrators: tuple[Client, Client]) -> None:
    machine = await confirmed(*administrators)

    sent = await machine.client.http.post("/files", headers=machine.client.headers, files={"file": ("a.txt", b"text")})

    assert sent.status_code == 401


async def test_when_a_machine_called_last_and_from_where_is_told(administrators: tuple[Client, Client]) -> None:
    system, _ = administrators
    machine = await confirmed(*administrators)
    asked = "query($agency: String!) { clients(filter: {agency: {eq: $agency}}) { nodes { lastUsedAt tokens { nodes { lastUsedAt address } } } } }"

    async def used() -> bool:
        [found] = (await system.query(asked, agency="税务部门"))["clients"]["nodes"]
        [token] = found["tokens"]["nodes"]
        return None not in (found["lastUsedAt"], token["lastUsedAt"]) and token["address"] == "127.0.0.1"

    assert not await used()
    await machine.client.query(CLOCK)
    await comes(used)


async def test_a_machine_sees_itself_and_how_long_its_token_holds(administrators: tuple[Client, Client]) -> None:
    machine = await confirmed(*administrators)
    await confirmed(*administrators, username="another")

    found = await machine.client.query(
        "{ viewer { username role } clients { nodes { id scopes { nodes { noun state proposedBy { id } } } tokens { nodes { handle expiresAt } } } } }"
    )

    assert found["viewer"] == {"username": "tax-bureau", "role": "AGENCY"}
    [itself] = found["clients"]["nodes"]
    assert itself["id"] == machine.id
    assert len(itself["scopes"]["nodes"]) == len(WHOLE)
    assert {each["proposedBy"] for each in itself["scopes"]["nodes"]} == {None}
    assert [each["handle"] for each in itself["tokens"]["nodes"]] == [machine.token[8:24]]


async def test_in_the_demonstration_everybody_tries_the_machine_of_an_agency(anyone: Client) -> None:
    found = await Client(anyone.http, TOKEN).query(SEEN)

    assert all(found[name]["totalCount"] > 0 for name in ("reports", "consolidations", "obligations", "evaluations"))
