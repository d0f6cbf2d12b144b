"""The method of clairvoyance (https://github.com/nikitastupin/clairvoyance): to learn a schema from what errors say; ours say nothing."""

import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from api.database.database import create_database
from api.settings import Settings
from resolvers.root import schema
from tests.api.client import Client, serving
from tests.conftest import at, drop

pytestmark = pytest.mark.asyncio(loop_scope="module")

GRAPH: Final[Any] = schema._schema
WRONG: Final = "IAmWrongField"
"""What the tool sends where it wants to be told the type of what is around it."""
WORDS: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
BUCKET: Final = 64
SHAPES: Final = (
    ("{ FUZZ }", 20),
    ("mutation { FUZZ }", 20),
    ("subscription { FUZZ }", 20),
    ("{ platforms { nodes { FUZZ } } }", 64),
    ("{ platforms { pageInfo { FUZZ } } }", 64),
    ("{ clock { FUZZ } }", 64),
    ("{ ... on FUZZ { id } }", 1),
    ("fragment F on Platform { FUZZ } { __typename }", 64),
    ("{ platforms(filter: { FUZZ: { eq: 7 } }) { totalCount } }", 1),
    ("{ platforms(orderBy: FUZZ) { totalCount } }", 1),
    ("{ clock { today @FUZZ } }", 1),
)
"""Where a word list is tried, and how many words at once."""
PROBES: Final = (
    "{ platforms }",
    "{ clock { today { x } } }",
    "{ clock { today(x: 7) } }",
    "{ node { id } }",
    "{ node(id: {}) { id } }",
    "{ node(id: 7.5) { id } }",
    "{ platforms(first: true) { totalCount } }",
    "{ platforms(filter: 7) { totalCount } }",
    "{ platforms(filter: {kind: {eq: x}}) { totalCount } }",
    "{ platforms(orderBy: x) { totalCount } }",
    "mutation { raiseComplaint { receipt } }",
    "mutation { raiseComplaint(input: {}) { receipt } }",
    'mutation { raiseComplaint(input: {kind: x, content: 7, platform: {}, idempotencyKey: ["x"]}) { receipt } }',
    "mutation { signIn(input: {username: 7}) { token } }",
    f"{{ {WRONG} }}",
    f"mutation {{ {WRONG} }}",
    f"{{ platforms {{ nodes {{ {WRONG} }} }} }}",
    f"query(${WRONG}: {WRONG}) {{ __typename }}",
    "{ ...F } fragment F on Query { clock }",
    "{ ...F } fragment F on String { x }",
    "{ __typename @skip }",
    "{ __typename @skip(if: 7) }",
    "{ platforms { nodes { ... on Report { id } } } }",
)
"""How types are inferred: each fits in some way or not, and an error could tell which."""
VALUES: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("query($f: PlatformFilter) { platforms(filter: $f) { totalCount } }", {"f": {"x": 7}}),
    ("query($f: PlatformFilter) { platforms(filter: $f) { totalCount } }", {"f": {"kind": {"eq": "x"}}}),
    ("query($f: PlatformFilter!) { platforms(filter: $f) { totalCount } }", {}),
    ("query($o: PlatformOrder) { platforms(orderBy: $o) { totalCount } }", {"o": "x"}),
    ("mutation($i: RaiseComplaintInput!) { raiseComplaint(input: $i) { receipt } }", {"i": {}}),
    ("mutation($i: RaiseComplaintInput!) { raiseComplaint(input: $i) { receipt } }", {"i": {"kind": 7, "x": 7}}),
    ("query($n: Int) { platforms(filter: $n) { totalCount } }", {"n": 7}),
)
"""The same by variables."""


UNTOLD: Final = {
    "message": "This does not fit the schema, which is published as /schema.graphql.",
    "extensions": {"code": "VALIDATION"},
}
"""All that is told of what does not fit."""


def names() -> Iterator[str]:
    """Every name of the schema: types, fields, arguments and values of enums."""
    for of in GRAPH.type_map.values():
        if of.name.startswith("__"):
            continue
        yield of.name
        if isinstance(of, GraphQLEnumType):
            yield from of.values
        elif isinstance(of, GraphQLInputObjectType):
            yield from of.fields
        elif isinstance(of, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in of.fields.items():
                yield name
                yield from field.args


NAMES: Final = frozenset(names())


def near(name: str) -> Iterator[str]:
    """Words that are a slip away: of these the suggestions of other servers are made."""
    at_ = len(name) // 2
    yield from (name[:at_] + name[at_ + 1 :] or "x", name + "s", name[:at_] + "x" + name[at_:], name.swapcase())


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def closed(
    server: str, city_template: str, city_keys: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Client]:
    """A stranger at a server that does not tell its schema."""
    name = f"{city_template}_closed"
    await create_database(server, name, city_template)
    settings = Settings(
        database_url=at(server, name),
        data=tmp_path_factory.mktemp("closed"),
        key_file=city_keys,
        demo=True,
        introspection=False,
        acts_by_address=10_000,
    )
    async with serving(settings) as client:
        yield client
    await drop(server, name)


def learnt(answer: httpx.Response, sent: str) -> set[str]:
    """The names of the schema in what an answer says is wrong that were not in what was sent."""
    said = [each["message"] for each in answer.json().get("errors", ())]
    return {word for text in said for word in WORDS.findall(text)} & NAMES - {*WORDS.findall(sent)}


def buckets(words: Sequence[str]) -> Iterator[Sequence[str]]:
    return (words[n : n + BUCKET] for n in range(0, len(words), BUCKET))


async def test_near_misses_of_every_name_are_met_with_one_sentence(closed: Client) -> None:
    missed = sorted({word for name in NAMES for word in near(name)} - NAMES)
    assert len(missed) > 3 * len(NAMES)
    for n, bucket in enumerate(buckets(Random(1).sample(missed, len(missed)))):
        shape, most = SHAPES[n % len(SHAPES)]
        sent = shape.replace("FUZZ", " ".join(bucket[:most]))
        answer = await closed.raw(sent)

        assert answer.status_code == 400, sent
        assert answer.json()["errors"] == [UNTOLD], sent


@pytest.mark.parametrize("shape", [shape for shape, _ in SHAPES])
async def test_a_list_of_all_real_names_teaches_none_that_it_does_not_hold(closed: Client, shape: str) -> None:
    for name in Random(2).sample(sorted(NAMES), 150):
        sent = shape.replace("FUZZ", name)
        answer = await closed.raw(sent)

        assert answer.status_code < 500
        assert learnt(answer, sent) == set(), (sent, answer.text)


@pytest.mark.parametrize("document", PROBES)
async def test_no_type_is_inferred(closed: Client, document: str) -> None:
    answer = await closed.raw(document)

    assert answer.status_code == 400
    assert answer.json()["errors"] == [UNTOLD]


@pytest.mark.parametrize(("document", "variables"), VALUES)
async def test_no_type_is_inferred_by_variables(closed: Client, document: str, variables: dict[str, Any]) -> None:
    [error] = (await closed.raw(document, variables)).json()["errors"]

    assert error["message"] == UNTOLD["message"]
    assert error["extensions"]["code"] in ("VALIDATION", "VARIABLES")


async def test_whoever_signed_in_is_told_what_is_wrong_and_nothing_is_suggested(closed: Client) -> None:
    desk = await closed.signed_in("finance")
    for word in sorted({word for name in GRAPH.query_type.fields for word in near(name)} - NAMES)[:200]:
        sent = f"{{ {word} {{ id }} }}"
        answer = await desk.raw(sent)

        quoted = {each for error in answer.json()["errors"] for each in re.findall(r"'(\w+)'", error["message"])}
        assert quoted == {word, "Query"}, answer.text
