"""Registered operations by their hash, the published schema, and what of either a stranger may have."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from api.__main__ import command_line
from api.http.registered import read
from api.settings import Settings
from tests.api.client import SCHEMA, Client, serving

KNOWN = "query Today { clock { today } }\n"
UNKNOWN = "query Today { clock { now } }"


def hashed(text: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256(text.encode()).hexdigest()}}


@pytest.fixture
def registered(tmp_path: Path) -> Path:
    """The file that the command writes from a folder of documents."""
    folder = tmp_path / "client" / "queries"
    folder.mkdir(parents=True)
    (folder / "today.graphql").write_text(KNOWN, "utf-8")
    (folder / "who.gql").write_text("query Who { viewer { ...Name } } fragment Name on Viewer { name }", "utf-8")
    (folder / "readme.md").write_text("not GraphQL", "utf-8")
    file = tmp_path / "operations.json"
    done = CliRunner().invoke(
        command_line("operations"), ["operations", str(tmp_path / "client"), "--write", str(file)]
    )
    assert done.exit_code == 0, done.output
    return file


def code(answer: httpx.Response) -> str | None:
    errors = answer.json().get("errors")
    return errors and errors[0]["extensions"]["code"]


async def send(client: Client, **body: Any) -> httpx.Response:
    return await client.http.post("/graphql", json=body, headers=client.headers)


async def test_a_hash_is_answered_from_the_file_alone(city_settings: Settings, registered: Path) -> None:
    settings = city_settings.model_copy(update={"registered_operations": registered})
    async with serving(settings) as client:
        known = await send(client, extensions=hashed(KNOWN))
        stripped = await send(client, extensions=hashed(KNOWN.strip()))
        beside = await send(client, query=UNKNOWN, extensions=hashed(UNKNOWN))
        never = await send(client, extensions=hashed(UNKNOWN))
        mistaken = await send(client, query=UNKNOWN, extensions=hashed(KNOWN))
        free = await send(client, query=UNKNOWN)
        url = f"/graphql?extensions=%7B%22persistedQuery%22:%7B%22sha256Hash%22:%22{sha256(KNOWN.encode()).hexdigest()}%22%7D%7D"
        got = await client.http.get(url, headers=client.headers)

    assert known.json()["data"] == stripped.json()["data"] == got.json()["data"]
    assert code(beside) is code(free) is None
    assert (never.status_code, code(never)) == (400, "PERSISTED_QUERY_NOT_FOUND")
    assert code(mistaken) == "PERSISTED_QUERY_MISMATCH"


@pytest.mark.parametrize("digest", ["", "0" * 63, "g" * 64, "0" * 100_000, 5, None, {}])
async def test_a_hash_that_is_none_is_refused(anyone: Client, digest: Any) -> None:
    answer = await send(anyone, extensions={"persistedQuery": {"version": 1, "sha256Hash": digest}})

    assert (answer.status_code, code(answer)) == (400, "SHAPE")


async def test_without_a_file_no_hash_is_known(anyone: Client) -> None:
    assert code(await send(anyone, extensions=hashed(KNOWN))) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(("only", "strangers", "known"), [("everybody", False, False), ("unsigned", False, True), ("nobody", True, True)])  # fmt: skip
async def test_who_may_send_registered_operations_alone(
    city_settings: Settings, registered: Path, only: str, strangers: bool, known: bool
) -> None:
    async with serving(city_settings) as client:
        bureau = await client.signed_in("bureau")
    settings = city_settings.model_copy(update={"registered_operations": registered, "only_registered": only})
    async with serving(settings) as client:
        bureau = Client(client.http, bureau.token)
        answers = [await send(each, query=text) for each in (client, bureau) for text in (KNOWN, UNKNOWN)]

    assert [code(answer) for answer in answers] == [
        None,
        None if strangers else "NOT_REGISTERED",
        None,
        None if known else "NOT_REGISTERED",
    ]


@pytest.mark.parametrize("text", ["{ nothing }", "{ platforms(first: 999) { nodes { id } } }", "{", "fragment F on Query { clock { now } }"])  # fmt: skip
def test_a_document_that_would_be_refused_is_not_registered(tmp_path: Path, text: str) -> None:
    (tmp_path / "wrong.graphql").write_text(text, "utf-8")

    done = CliRunner().invoke(command_line("operations"), ["operations", str(tmp_path / "wrong.graphql")])

    assert done.exit_code != 0


def test_an_altered_file_and_a_missing_one_are_refused(registered: Path, tmp_path: Path) -> None:
    assert len(read(registered)) == 3
    altered = tmp_path / "altered.json"
    altered.write_text(registered.read_text("utf-8").replace("today }", "now }"), "utf-8")
    for path in (altered, tmp_path / "none.json"):
        with pytest.raises(Exception, match=path.name):
            read(path)
    with pytest.raises(ValueError, match="DIANCHI_REGISTERED_OPERATIONS"):
        Settings(only_registered="everybody")


async def test_the_published_schema_is_told_once(anyone: Client) -> None:
    first = await anyone.http.get("/schema.graphql")
    tag = first.headers["etag"]
    again = await anyone.http.get("/schema.graphql", headers={"If-None-Match": f'"other", W/{tag}'})
    other = await anyone.http.get("/schema.graphql", headers={"If-None-Match": '"other"'})
    head = await anyone.http.head("/schema.graphql")

    assert (first.status_code, first.text) == (200, SCHEMA)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (other.status_code, head.status_code, head.content) == (200, 200, b"")
    assert (head.headers["etag"], head.headers["content-length"]) == (tag, str(len(SCHEMA.encode())))


@pytest.mark.parametrize(
    ("settings", "tells"),
    [({}, False), ({"demo": True}, True), ({"graphiql": True}, True), ({"introspection": True}, True), ({"demo": True, "introspection": False}, False)],
)  # fmt: skip
def test_the_schema_is_told_by_introspection_where_that_is_meant(settings: dict[str, Any], tells: bool) -> None:
    assert Settings(**settings).tells_schema == tells
