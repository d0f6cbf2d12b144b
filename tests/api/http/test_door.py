"""Signing in, what the door refuses, and that a clock moves."""

import re
import socket
import subprocess
import sys
import warnings
from importlib.metadata import version
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Literal

import asyncpg
import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from api.settings import Settings
from domain.rights.scope import All, Scope
from resolvers.root import schema
from resolvers.work import passwords
from tests.api.client import INPUTS, Client, Refusal
from tests.api.hiring import hired
from tests.builders.inputs import filled

FIRST, SECOND = "First-pass-1", "Second-pass-2"


async def test_people_sign_in_act_in_their_office_and_sign_out(anyone: Client) -> None:
    bureau = await anyone.signed_in("bureau")
    viewer = (await bureau.query("{ viewer { username role offices { nodes { role } } } }"))["viewer"]
    assert (viewer["username"], viewer["role"]) == ("bureau", "MUNICIPAL_BUREAU")

    await bureau.do("signOut")

    answer = await bureau.raw("{ viewer { username } }")
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_SIGNED_IN"


@pytest.mark.parametrize(("username", "password"), [("bureau", "wrong"), ("nobody", "dianchi-demo")])
async def test_a_wrong_name_and_a_wrong_password_are_refused_alike(
    anyone: Client, username: str, password: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        await anyone.signed_in(username, password)

    assert refusal.value.codes == ["SIGN_IN_FAILED"]


class Noting(PasswordHasher):
    """A hasher that notes at what cost it verified."""

    def __init__(self, like: PasswordHasher) -> None:
        super().__init__(like.time_cost, like.memory_cost, like.parallelism)
        self.costs = list[Parameters]()

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.costs.append(extract_parameters(hash if isinstance(hash, str) else hash.decode()))
        return super().verify(hash, password)


async def test_a_name_that_nobody_has_locks_as_an_account_does(anyone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    told, costs = dict[str, list[tuple[str, str]]](), dict[str, list[Parameters]]()
    for name in ("finance", "nobody-at-all", "Finance ", " NOBODY-at-all"):
        noting = Noting(passwords.HASHER)
        monkeypatch.setattr(passwords, "HASHER", noting)
        answers = [await anyone.try_("signIn", "token", username=name, password="wrong") for _ in range(6)]
        costs[name] = noting.costs
        told[name] = [(each["problems"][0]["code"], each["problems"][0]["message"]) for each in answers]

    assert [code for code, _ in told["finance"]] == ["SIGN_IN_FAILED"] * 5 + ["LOCKED_OUT"]
    assert told["nobody-at-all"] == told["finance"]
    assert {code for name in ("Finance ", " NOBODY-at-all") for code, _ in told[name]} == {"LOCKED_OUT"}
    assert told[" NOBODY-at-all"] == told["Finance "]
    # The answer takes as long where there is no account, since as dear a hash is verified as often.
    assert costs["nobody-at-all"] == costs["finance"]
    assert costs[" NOBODY-at-all"] == costs["Finance "]
    assert len(costs["finance"]) >= 5
    refused = await anyone.try_("signIn", "token", username="another-nobody", password="wrong")
    assert [problem["code"] for problem in refused["problems"]] == ["SIGN_IN_FAILED"]


def test_a_password_is_hashed_at_the_recommended_cost_and_nobodys_as_dearly() -> None:
    found = find_spec("resolvers.work.passwords")
    assert found is not None
    assert found.loader is not None
    as_served = module_from_spec(found)  # tests themselves hash at the least cost
    found.loader.exec_module(as_served)

    assert extract_parameters(as_served.HASHER.hash("a password")) == RFC_9106_LOW_MEMORY
    assert extract_parameters(as_served.NOBODYS) == RFC_9106_LOW_MEMORY


@pytest.mark.parametrize(("failed", "code"), [(4, "LOCKED_OUT"), (3, "SIGN_IN_FAILED")])
async def test_names_that_nobody_has_fill_no_more_than_their_places(
    anyone: Client, city_settings: Settings, monkeypatch: pytest.MonkeyPatch, failed: int, code: str
) -> None:
    monkeypatch.setattr("resolvers.people.sign_in_throttle.PLACES", 1)
    for name in ("passer-by", *["nobody-at-all"] * failed, "nobody-at-all"):
        await anyone.try_("signIn", "token", username=name, password="wrong")

    refused = await anyone.try_("signIn", "token", username="nobody-at-all", password="wrong")

    assert [problem["code"] for problem in refused["problems"]] == [code]
    connection = await asyncpg.connect(city_settings.database_url)
    try:
        assert await connection.fetchval("select count(*) from stranger") == 1
    finally:
        await connection.close()


async def newcomer(anyone: Client) -> Client:
    """Somebody of the finance bureau who signed in for the first time."""
    system, security = await anyone.signed_in("system"), await anyone.signed_in("security")
    await hired(system, security, "newcomer", "FINANCE_BUREAU", FIRST)
    return await anyone.signed_in("newcomer", FIRST)


ONESELF = "account username mustChangePassword version"


async def test_nothing_is_done_under_a_first_password_but_changing_it(anyone: Client) -> None:
    new = await newcomer(anyone)
    [me] = (await new.query(f"{{ viewer {{ {ONESELF} }} }}")).values()

    for verb in sorted(set(INPUTS) - {"signIn", "signOut", "changePassword"}):
        input = filled(schema._schema.type_map[INPUTS[verb].removesuffix("!")], None, me["account"])
        input |= {"idempotencyKey": f"first {verb}"} if "idempotencyKey" in input else {}
        query = f"mutation($input: {INPUTS[verb]}) {{ {verb}(input: $input) {{ problems {{ code }} }} }}"
        assert (await new.query(query, input=input))[verb]["problems"] == [{"code": "PASSWORD_FIRST"}], verb

    change = {"id": me["account"], "expectedVersion": me["version"], "present": FIRST, "password": SECOND}
    assert (await new.do("changePassword", "account { mustChangePassword }", **change))["account"] == {
        "mustChangePassword": False
    }
    again = await anyone.signed_in("newcomer", SECOND)
    assert (await again.query("{ subsidies { totalCount } platforms { totalCount } }"))["platforms"]["totalCount"] > 0


@pytest.mark.parametrize(
    ("asked", "open_"),
    [
        ("{ __typename viewer { id ... on Viewer { name } } clock { today } node(id: $me) { id } }", True),
        ("{ ...mine } fragment mine on Query { node(id: $me) { ... on Account { username } } }", True),
        ("{ platforms { totalCount } node(id: $me) { id } }", False),
        ("{ node(id: $other) { id } viewer { id } me: node(id: $me) { id } }", False),
        ("{ viewer { offices { nodes { role } } } node(id: $me) { id } }", False),
        ("{ node(id: $me) { ... on Account { offices { totalCount } } } }", False),
        ("{ node(id: $me) { id } ...rest } fragment rest on Query { figures { reportCount } }", False),
        ("{ viewer: platforms { totalCount } node(id: $me) { id } }", False),
    ],
)
async def test_nothing_but_oneself_is_read_under_a_first_password(anyone: Client, asked: str, open_: bool) -> None:
    bureau = await anyone.signed_in("bureau")
    new = await newcomer(anyone)
    [found] = (await bureau.query("{ platforms(first: 1) { nodes { id } } }"))["platforms"]["nodes"]
    me = (await new.query("{ viewer { account } }"))["viewer"]["account"]
    heads = "$me: ID!" + (", $other: ID!" if "$other" in asked else "")

    answer = await new.raw(f"query({heads}) {asked}", {"me": me, "other": found["id"]})

    body = answer.json()
    assert answer.status_code == (200 if open_ else 403), body
    assert open_ or (body["errors"][0]["extensions"]["code"] == "PASSWORD_FIRST" and "data" not in body)
    await new.do("signOut")


async def test_the_bureau_moves_the_clock_on_and_nobody_moves_it_back(anyone: Client) -> None:
    bureau = await anyone.signed_in("bureau")
    assert (await bureau.query("{ clock { today } }"))["clock"]["today"] == "2022-10-10"

    moved = await bureau.do("advanceClock", "clock { today }", workingDays=5)

    assert moved["clock"]["today"] == "2022-10-17"
    assert (await bureau.query("{ clock { today } }"))["clock"]["today"] == "2022-10-17"
    for day, code in (("2022-10-14", "CLOCK_BACK"), ("2022-10-17", "CLOCK_BACK"), ("2199-12-31", "INVALID")):
        refused = await bureau.try_("advanceClock", "clock { today }", to=day)
        assert [(problem["code"], problem["path"]) for problem in refused["problems"]] == [(code, ["to"])]
    traces = (
        "audits(filter: {act: {eq: ADVANCE_CLOCK}, problem: {isNull: true}}) { nodes { role account { username } } }"
    )
    assert (await bureau.query(f"{{ {traces} }}"))["audits"]["nodes"] == [
        {"role": "MUNICIPAL_BUREAU", "account": {"username": "bureau"}}
    ]


@pytest.mark.parametrize("username", ["center", "finance", "530102-operator"])
async def test_only_the_bureau_moves_the_clock(anyone: Client, username: str) -> None:
    someone = await anyone.signed_in(username)

    refused = await someone.try_("advanceClock", "clock { today }", workingDays=1)

    assert [problem["code"] for problem in refused["problems"]] == ["FORBIDDEN"]


async def test_without_signing_in_there_is_no_viewer_but_the_public_registry(anyone: Client) -> None:
    data = await anyone.query("{ viewer { username } platforms { totalCount } reports { totalCount } }")

    assert data["viewer"] is None
    assert data["platforms"]["totalCount"] > 10
    assert data["reports"]["totalCount"] == 0


OF_AN_ACCOUNT = "{ offices(first: 100, filter: {role: {eq: OPERATOR}}) { nodes { id version account { username } } } }"


@pytest.mark.case("2-33")
async def test_a_session_ends_at_once_with_its_office(anyone: Client) -> None:
    security, operator = await anyone.signed_in("security"), await anyone.signed_in("530102-operator")
    second = await anyone.signed_in("530102-operator")
    assert (await operator.query("{ obligations { totalCount } }"))["obligations"]["totalCount"] > 0
    offices = (await security.query(OF_AN_ACCOUNT))["offices"]["nodes"]
    [office] = [each for each in offices if each["account"]["username"] == "530102-operator"]

    await security.do("endOffice", id=office["id"], expectedVersion=office["version"], reason="调离")

    for session in (operator, second):
        for asked in (
            "{ obligations { totalCount } }",
            "{ platforms { totalCount } }",
            "mutation { signOut(input: {}) { problems { code } } }",
        ):
            answer = await session.raw(asked)
            assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "NOT_SIGNED_IN")
            assert "data" not in answer.json()
    with pytest.raises(Refusal) as refusal:
        await anyone.signed_in("530102-operator")
    assert refusal.value.codes == ["SIGN_IN_FAILED"]


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a.b.c",
        "eyJhbGciOiJub25lIn0.eyJzaWQiOiIwMTgzOGYyMC00NDAwLTdkODctYTQ2YS0yYTcxMWIyN2JjYzUiLCJleHAiOjk5OTk5OTk5OTl9.",
    ],
)
async def test_a_token_of_ones_own_making_opens_nothing(anyone: Client, token: str) -> None:
    answer = await anyone.raw("{ platforms { totalCount } }", Authorization=f"Bearer {token}")

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "NOT_SIGNED_IN")


@pytest.mark.case("2-29")
async def test_an_edit_is_seen_at_once_by_whoever_may_and_by_nobody_else(anyone: Client) -> None:
    bureau, mine, theirs = [await anyone.signed_in(name) for name in ("bureau", "530102-operator", "530103-operator")]
    asked = "query($id: ID!) { node(id: $id) { ... on Platform { name contactName version } } }"
    [platform] = (await mine.query("{ obligations(first: 1) { nodes { platform { id } } } }"))["obligations"]["nodes"]
    id = platform["platform"]["id"]

    for name in ("张三", "李四"):
        before = (await mine.query(asked, id=id))["node"]
        await mine.do("updatePlatform", id=id, expectedVersion=before["version"], contactName=name)
        for person, contact in ((mine, name), (theirs, None), (bureau, name), (anyone, None)):
            assert (await person.query(asked, id=id))["node"]["contactName"] == contact


@pytest.mark.case("2-27")
@pytest.mark.parametrize("query", ["{ platforms { totalCount nodes { id } } }", "{ figures { activityCount } }"])
async def test_a_right_that_is_an_unawaited_promise_opens_nothing_and_is_not_told(
    anyone: Client, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    async def promised(*_asked: object) -> Scope:
        return All()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # that it is never awaited is the case
        monkeypatch.setattr("resolvers.plan.compile.scope_of", promised)

        answer = await anyone.raw(query)

        [error] = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]["code"]) == (500, "INTERNAL")
        assert "data" not in answer.json()
        assert not re.search(r"promised|coroutine|Scope|platform", error["message"])


@pytest.mark.case("2-27")
def test_no_right_hangs_on_the_frameworks_checks_and_its_version_fails_closed() -> None:
    assert tuple(map(int, version("strawberry-graphql").split("."))) >= (0, 326, 1)
    fields = [each for of in schema.schema_converter.type_map.values() for each in getattr(of.definition, "fields", ())]
    assert len(fields) > 500
    assert not any(each.permission_classes for each in fields)


@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_port_that_is_taken_is_told_before_anything_is_started(tmp_path: Path, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port, data = str(taken.getsockname()[1]), tmp_path / "数据 夹"
        told = subprocess.run(
            [sys.executable, "-m", "api", command, "--port", port, "--data", data],
            capture_output=True,
            text=True,
            check=False,
        )

    assert (told.returncode, told.stdout) == (1, "")
    assert "--port" in told.stderr
    assert not data.exists()


async def test_an_audit_tells_what_was_changed_and_no_secret(anyone: Client) -> None:
    system, bureau, audit = [await anyone.signed_in(name) for name in ("system", "bureau", "audit")]
    more = {"phone": "0871-00000000", "email": "new@example.org"}
    await system.do("createAccount", username="newcomer", name="新人", password=FIRST, **more)
    asked = "{ audits(first: 1, filter: {act: {eq: CREATE_ACCOUNT}}) { nodes { changes { field value } } } }"
    told = dict[str, dict[str, str]]()
    for name, person in (("bureau", bureau), ("audit", audit)):
        [audit] = (await person.query(asked))["audits"]["nodes"]
        told[name] = {each["field"]: each["value"] for each in audit["changes"]}

    assert told["bureau"]["username"] == "newcomer"
    assert told["bureau"]["mustChangePassword"] == "true"
    assert told["bureau"]["passwordHash"] == "•"
    # What is personal leaves a digest, and even that is for those alone who read the field.
    assert told["audit"] == told["bureau"]
    assert not more.keys() & told["audit"].keys()
    assert not any(value in str(told) for value in more.values())


@pytest.mark.parametrize("noun", ["ExpertScore", "ReportDraft", "ConsolidationDraft", "EvaluationDraft", "Session"])
async def test_an_audit_tells_no_scores_and_no_drafts(anyone: Client, noun: str) -> None:
    asked = "query($noun: String!) { audits(first: 100, filter: {noun: {eq: $noun}}) { nodes { changes { value } } } }"
    for name in ("bureau", "oversight"):
        person = await anyone.signed_in(name)
        audits = (await person.query(asked, noun=noun))["audits"]["nodes"]
        assert [each for each in audits if each["changes"]] == []
