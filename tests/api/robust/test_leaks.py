"""Nothing of a record out of scope comes out over HTTP: not by id, list, filter, order, cursor, count, sum or refusal."""

import asyncio
import base64
import pathlib
import re
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from random import Random
from typing import Any, Final, cast
from uuid import UUID

import asyncpg
import jwt
import pytest
import pytest_asyncio
from graphql import GraphQLInputObjectType, get_named_type

from api.database.database import create_database
from api.demo.agency import TOKEN
from api.keyring import Keyring
from api.settings import Settings
from domain.rights.authority import GRANTS, hidden
from domain.rights.grant import READ
from domain.rights.scope import PUBLIC, Actor, holds
from resolvers.plan.bind import bind
from resolvers.root import LISTS, VERBS, schema
from schema.noun.constraints import column_of, table_of
from schema.noun.noun import NOUNS, NOW, Noun
from schema.people.account import OfficeRow, SessionRow
from schema.people.client import ClientRow
from tests.api.client import INPUTS, Client, serving
from tests.builders.inputs import UNKNOWN, Path, filled
from tests.conftest import at, drop
from tests.plan.answers import as_json
from tests.plan.operations import as_argument, encode
from tests.plan.people import actor_of, machine_of
from tests.plan.reference import Reference, Rows, cursor_of, in_order, load

pytestmark = pytest.mark.asyncio(loop_scope="module")

GRAPH: Final[Any] = schema._schema
SPECS: Final = bind(GRAPH)
SHOWN: Final = {name: of.__noun__ for name, of in sorted(NOUNS.items()) if name != "Viewer"}
ROOTS: Final = 15
"""How many root fields go into one request."""
PEOPLE: Final = (
    "system",
    "security",
    "audit",
    "bureau",
    "finance",
    "center",
    "oversight",
    "expert-1",
    "530102-department",
    "530128-department",
    "530102-center",
    "530102-operator",
    "530103-operator",
)


class Known(Reference):
    """Plain resolvers that remember what one person sees."""

    def __init__(self, rows: Rows, actor: Actor, today: date) -> None:
        super().__init__(GRAPH, rows, actor, today)
        self.known = dict[tuple[str, UUID], bool]()

    def sees(self, noun: Noun, values: Mapping[str, Any]) -> bool:
        key = (noun.name, values["id"])
        if key not in self.known:
            self.known[key] = super().sees(noun, values)
        return self.known[key]

    def seen(self, noun: Noun) -> list[dict[str, Any]]:
        return [each for each in self.rows.of(noun.row) if self.sees(noun, each)]

    def out_of_sight(self, noun: Noun, most: int, random: Random) -> list[dict[str, Any]]:
        """Some rows this person must not learn of."""
        found = [each for each in self.rows.of(noun.row) if not self.sees(noun, each)]
        return random.sample(found, min(most, len(found)))


@dataclass
class Town:
    """A small city that is served, and those who come to it with what they act as."""

    settings: Settings
    people: dict[str, Client]
    actors: dict[str, Actor] = field(default_factory=dict[str, Actor])

    async def known(self) -> dict[str, Known]:
        """What everybody may see, by the table of rights over all rows as they are now."""
        connection = await asyncpg.connect(self.settings.database_url)
        try:
            for kind in ("json", "jsonb"):
                await connection.set_type_codec(kind, encoder=str, decoder=as_is, schema="pg_catalog")
            rows = await load(connection, Keyring.of(self.settings).unseal)
            today = await connection.fetchval(f"select (({NOW}) at time zone 'Asia/Shanghai')::date")
        finally:
            await connection.close()
        for name, client in self.people.items():
            self.actors.setdefault(name, acts_as(client, rows))
        return {name: Known(rows, self.actors[name], today) for name in self.people}


def as_is(text: str) -> Any:
    """JSON that nobody here looks into."""
    return {"json": text}


def acts_as(client: Client, rows: Rows) -> Actor:
    """Who a client acts as: by its token, its session and that session's office."""
    if client.token is None:
        return PUBLIC
    if client.token == TOKEN:
        return machine_of(next(iter(rows.of(ClientRow))), rows)
    claims: dict[str, Any] = jwt.decode(client.token, options={"verify_signature": False})
    named = UUID(claims["sid"])
    session = rows.tables[table_of(SessionRow)][named]
    return actor_of(rows.tables[table_of(OfficeRow)][session["office_id"]], rows)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town(
    server: str, city_template: str, city_keys: pathlib.Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Town]:
    name = f"{city_template}_leaks"
    await create_database(server, name, city_template)
    settings = Settings(
        database_url=at(server, name), data=tmp_path_factory.mktemp("leaks"), key_file=city_keys, demo=True
    )
    async with serving(settings) as anyone:
        signed_in = await asyncio.gather(*(anyone.signed_in(each) for each in PEOPLE))
        people = dict(zip(PEOPLE, signed_in, strict=True))
        yield Town(settings, people | {"agency": Client(anyone.http, TOKEN), "public": anyone})
    await drop(server, name)


def parts(found: Sequence[Any], size: int = ROOTS) -> Iterator[Sequence[Any]]:
    """As many as one request may ask for, at a time."""
    return (found[n : n + size] for n in range(0, len(found), size))


async def read(client: Client, roots: Sequence[tuple[str, Mapping[str, tuple[str, Any]]]]) -> tuple[Any, str, Any]:
    """Ask for root fields at once; each names its variables as `$name` with their types and values. Also the operation."""
    declared, given, fields = list[str](), dict[str, Any](), list[str]()
    for n, (text, variables) in enumerate(roots):
        numbered = re.sub(r"[$]([a-z]+)", rf"$\g<1>{n}", text)
        fields.append(f"r{n}: {numbered}")
        declared += [f"${name}{n}: {of}" for name, (of, _) in variables.items()]
        given |= {f"{name}{n}": value for name, (_, value) in variables.items()}
    document = f"query({', '.join(declared)}) {{ {' '.join(fields)} }}" if declared else f"{{ {' '.join(fields)} }}"
    return await client.query(document, **given), document, given


async def test_a_record_out_of_scope_is_like_none(town: Town) -> None:
    random = Random(1)
    for name, known in (await town.known()).items():
        expected = list[tuple[str, bool]]()
        for noun in SHOWN.values():
            seen = known.seen(noun)
            some = random.sample(seen, min(3, len(seen)))
            expected += [(encode(noun.name, each["id"]), True) for each in some]
            expected += [(encode(noun.name, each["id"]), False) for each in known.out_of_sight(noun, 4, random)]
            expected.append((encode(noun.name, UNKNOWN), False))
        assert {True, False} == {there for _, there in expected}
        for batch in parts(expected):
            answer, _, _ = await read(
                town.people[name], [("node(id: $id) { id }", {"id": ("ID!", id)}) for id, _ in batch]
            )
            for (id, there), found in zip(batch, answer.values(), strict=True):
                assert found == ({"id": id} if there else None), (name, base64.b64decode(id))


def orders(noun: Noun) -> list[tuple[str, str]]:
    """The orders of a list, each with the word its cursors carry."""
    return [
        (key, getattr(value.value, "value", value.value))
        for key, value in GRAPH.type_map[f"{noun.name}Order"].values.items()
    ]


def ids_in_order(noun: Noun, word: str, rows: Iterable[Mapping[str, Any]]) -> list[UUID]:
    """Ids of rows in an order of a list."""
    key, way = word.split(" ")
    return [each["id"] for each in in_order([*rows], column_of(noun.row, key), falls=way == "desc")]


async def test_lists_show_and_count_what_is_in_scope_in_every_order(town: Town) -> None:
    for name, known in (await town.known()).items():
        roots, expected = list[Any](), list[Any]()
        for list_, noun in ((list_of(root), SHOWN[of]) for root, of in LISTS.items()):
            seen = known.seen(noun)
            for order, word in orders(noun):
                roots.append((f"{list_}(first: 40, orderBy: {order}) {{ totalCount nodes {{ id }} }}", {}))
                ids = [encode(noun.name, id) for id in ids_in_order(noun, word, seen)[:40]]
                expected.append({"totalCount": len(seen), "nodes": [{"id": id} for id in ids]})
        for batch, right in zip(parts(roots), parts(expected), strict=True):
            answer, document, _ = await read(town.people[name], batch)
            assert list(answer.values()) == list(right), (name, document)


def list_of(root: str) -> str:
    """A root list's GraphQL name."""
    head, *rest = root.split("_")
    return head + "".join(word.capitalize() for word in rest)


async def test_filters_by_what_a_hidden_record_holds_find_what_is_in_scope_alone(town: Town) -> None:
    random, tried = Random(2), 0
    for name, known in (await town.known()).items():
        roots = list[Any]()
        for list_, noun in ((list_of(root), SHOWN[of]) for root, of in LISTS.items()):
            filter: Any = GRAPH.type_map.get(f"{noun.name}Filter")
            for row in known.out_of_sight(noun, 2, random):
                for key in filter.fields if filter else ():
                    if key not in ("and", "or") and (value := as_argument(SPECS[noun.name, key], row)) is not None:
                        given = {"given": (filter.name, {key: {"eq": value}})}
                        roots.append((f"{list_}(filter: $given, first: 5) {{ totalCount nodes {{ id }} }}", given))
        tried += len(roots)
        for batch in parts(roots):
            answer, document, given = await read(town.people[name], batch)
            assert answer == as_json(known.answer(document, given)), (name, document, given)
    assert tried > 500


async def test_a_cursor_of_a_hidden_record_is_a_position_and_nothing_more(town: Town) -> None:
    random, tried = Random(3), 0
    for name, known in (await town.known()).items():
        roots, expected = list[Any](), list[Any]()
        for list_, noun in ((list_of(root), SHOWN[of]) for root, of in LISTS.items()):
            for row in known.out_of_sight(noun, 1, random):
                for order, word in orders(noun):
                    column = column_of(noun.row, word.split(" ")[0])
                    cursor = cursor_of(word, row, column)
                    arguments = f"first: 5, orderBy: {order}, after: $after"
                    roots.append(
                        (f"{list_}({arguments}) {{ totalCount nodes {{ id }} }}", {"after": ("String", cursor)})
                    )
                    placed = ids_in_order(noun, word, [*known.seen(noun), row])
                    nodes = [{"id": encode(noun.name, id)} for id in placed[placed.index(row["id"]) + 1 :][:5]]
                    expected.append({"totalCount": len(placed) - 1, "nodes": nodes})
        tried += len(roots)
        for batch, right in zip(parts(roots), parts(expected), strict=True):
            answer, document, given = await read(town.people[name], batch)
            assert list(answer.values()) == list(right), (name, document, given)
    assert tried > 200


async def test_sums_take_in_what_is_in_scope_alone(town: Town) -> None:
    random, report = Random(4), SHOWN["Report"]
    for name, known in (await town.known()).items():
        accepted = [each for each in known.seen(report) if each["accepted_version_id"] is not None]
        answer = await town.people[name].query("{ figures { reportCount } }")
        assert answer["figures"]["reportCount"] == len(accepted), name
        for row in known.out_of_sight(report, 5, random):
            which = {"platforms": [encode("Platform", row["platform_id"])], "quarters": [row["quarter"]]}
            answer = await town.people[name].query(
                "query($which: FiguresFilter) { figures(filter: $which) { reportCount enterpriseCount personCount } }",
                which=which,
            )
            same = (row["platform_id"], row["quarter"])
            assert answer["figures"]["reportCount"] == sum(
                (each["platform_id"], each["quarter"]) == same for each in accepted
            )
            if not answer["figures"]["reportCount"]:
                assert answer["figures"] == {"reportCount": 0, "enterpriseCount": 0, "personCount": 0}


HIDES: Final = sorted({(grant.noun, name) for grant in GRANTS if grant.act is READ for name in grant.hides})


def shown_as(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


@pytest.mark.case("1-17")
async def test_no_field_has_room_for_an_identity_document() -> None:
    fields = [name for of in GRAPH.type_map.values() for name in getattr(of, "fields", None) or ()]

    assert len(fields) > 500
    assert not [name for name in fields if re.search(r"id_?card|resident_?id|identity|身份证", name, re.IGNORECASE)]


@pytest.mark.parametrize(("noun", "name"), HIDES)
async def test_a_field_hidden_from_somebody_is_no_key_to_anything(town: Town, noun: str, name: str) -> None:
    of, public = NOUNS[noun].__noun__, town.people["public"]

    assert name not in of.filter
    assert name not in {each.removeprefix("-") for each in of.order}
    root = next((list_of(root) for root, each in LISTS.items() if each == noun), None)
    if root is not None:
        for arguments in (f"filter: {{{shown_as(name)}: {{isNull: false}}}}", f"orderBy: {name.upper()}_ASC"):
            refused = await public.raw(f"{{ {root}({arguments}) {{ totalCount }} }}")
            assert refused.status_code == 400, refused.text
            assert "data" not in refused.json()


async def test_a_hidden_field_is_null_though_the_record_is_shown(town: Town) -> None:
    random, nulled = Random(5), set[tuple[str, str]]()
    for name, known in (await town.known()).items():
        roots = list[tuple[str, str, UUID, str, Any]]()
        for noun, column in HIDES:
            scope = hidden(known.actor.role, noun, column)
            if scope is None:
                continue
            rows = known.seen(SHOWN[noun])
            masked = [
                each
                for each in rows
                if not holds(scope, known.actor, known.rows.facts(SHOWN[noun].row, each))
                and each[column] not in (None, [], "")
            ]
            inner = (
                "{ __typename }"
                if GRAPH.type_map[noun].fields[shown_as(column)].type.__class__.__name__ == "GraphQLList"
                else ""
            )
            roots += [
                (noun, column, each["id"], shown_as(column), inner)
                for each in random.sample(masked, min(2, len(masked)))
            ]
        for batch in parts(roots):
            text = [
                f"node(id: $id) {{ ... on {noun} {{ hidden: {key} {inner} }} }}" for noun, _, _, key, inner in batch
            ]
            given = [{"id": ("ID!", encode(noun, id))} for noun, _, id, _, _ in batch]
            answer, document, _ = await read(town.people[name], list(zip(text, given, strict=True)))
            assert all(found == {"hidden": None} for found in answer.values()), (name, document)
            nulled |= {(noun, column) for noun, column, *_ in batch}
    assert len(nulled) > len(HIDES) / 2, sorted(set(HIDES) - nulled)


# refusals


NAMED: Final = {
    "item": "NoticeItem",
    "holder": "Entity",
    "operator": "Entity",
    "predecessor": "Platform",
    "successor": "Platform",
    "filing": "ChangeFiling",
    "change": "RegistryChange",
    "departments": "Region",
    "centers": "Region",
}


def ids_in(of: Any, path: Path = ()) -> Iterator[Path]:
    """Where an input names records."""
    for name, each in of.fields.items():
        inner = cast("Any", get_named_type)(each.type)
        if isinstance(inner, GraphQLInputObjectType):
            yield from ids_in(inner, (*path, name))
        elif inner.name == "ID":
            yield (*path, name)


def noun_at(verb: str, path: Path) -> str:
    """What an input's id names."""
    *above, last = path
    if last == "id" and not above:
        return VERBS[verb].noun.name  # pyright: ignore[reportOptionalMemberAccess]
    last = above[-1] if last == "id" else last
    return NAMED.get(last, last[0].upper() + last.removesuffix("s")[1:])


async def refused(client: Client, verb: str, path: Path, id: str, key: str) -> Any:
    """What an act with an id at a path is answered with."""
    input = filled(GRAPH.type_map[INPUTS[verb].removesuffix("!")], path, id)
    if "idempotencyKey" in input:
        input["idempotencyKey"] = key
    shown = "" if VERBS[verb].shown is None else f"{shown_as(VERBS[verb].shown or '')} {{ id }}"
    query = f"mutation($input: {INPUTS[verb]}) {{ {verb}(input: $input) {{ {shown} problems {{ code message article path hint }} }} }}"
    answer = await client.raw(query, {"input": input})
    return answer.status_code, answer.json()


async def test_an_act_answers_alike_for_a_hidden_record_and_for_none(town: Town) -> None:
    random, tried = Random(6), 0
    everybody = await town.known()
    for verb in sorted(set(VERBS) - {"signIn"}):
        for path in ids_in(GRAPH.type_map[INPUTS[verb].removesuffix("!")]):
            noun = SHOWN[noun_at(verb, path)]
            for name, known in everybody.items():
                act = partial(refused, town.people[name], verb, path)
                out = known.out_of_sight(noun, 2, random)
                none = await act(encode(noun.name, UNKNOWN), f"none {verb} {path} {name}") if out else None
                for n, row in enumerate(out):
                    there = await act(encode(noun.name, row["id"]), f"hidden {n} {verb} {path} {name}")
                    assert there == none, (name, verb, path, row["id"])
                    assert there[0] == 200
                    assert there[1]["data"][verb]["problems"], (name, verb, path)
                    tried += 1
    assert tried > 500
