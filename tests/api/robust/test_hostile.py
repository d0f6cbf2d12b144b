"""Every argument of every field against what nobody should send: a coded answer, and nothing half written.

Arguments are found in the schema, so that a new verb is attacked as soon as it is there. An update is
aimed at a record on which its act is allowed, so that the rule behind it is reached.
"""

import base64
import json
import os
import unicodedata
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

import asyncpg
import pytest
import pytest_asyncio

from api.database.database import create_database
from api.keyring import Keyring
from api.settings import Settings
from domain.kernel.acts import Act
from domain.rights.authority import roles_of
from resolvers.root import VERBS, schema
from tests.api.client import Client, serving
from tests.api.hostile import HALF, NEVER, TEXTS, UNSEEN, Argument, arguments, kind, plausible, replaced
from tests.conftest import at, drop

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG: Final = bool(os.environ.get("DIANCHI_LONG"))
SAMPLE: Final = 3
"""Bad values of each argument in the short form."""
GRAPH: Final[Any] = schema._schema
PEOPLE: Final = (
    "bureau",
    "finance",
    "center",
    "expert-1",
    "530102-department",
    "530102-center",
    "530102-operator",
    "530128-department",
)
READ: Final = frozenset({"Money", "Score", "Date", "DateTime", "Quarter"})
"""Scalars of which nothing ends a request in the input of an act: the form tells it."""
NOTED: Final = ("audit", "session", "stranger", "touched")
"""What a refusal is noted in."""
CALLED: Final = {
    "holder": "Entity",
    "operator": "Entity",
    "replaces": "Activity",
    "predecessor": "Platform",
    "successor": "Platform",
    "item": "NoticeItem",
    "seat": "PanelMember",
}
"""The nouns of arguments that are not called by them."""
WATCH: Final = """
create unlogged table touched (name text);
create function touch() returns trigger language plpgsql security definer as
  $$ begin insert into touched values (tg_table_name); return null; end $$;
"""


Target = tuple[str, str, str, int]
"""The noun of a record, who may do something to it, its id and version."""


@dataclass
class Town:
    """A city in which everything that is written is noticed."""

    people: dict[str, Client]
    roles: Mapping[str, str]
    owner: Any
    digest: Callable[[object], str]
    own: frozenset[str]
    """The accounts and offices of those who attack, whom an act on these would send away."""
    ids: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    targets: dict[str, list[Target]] = field(default_factory=dict[str, list[Target]])
    keys: int = 0

    async def written(self) -> set[str]:
        """The tables that were written to since this was asked last."""
        rows = await self.owner.fetch(
            "with gone as (delete from touched returning name) select distinct name from gone"
        )
        return {row["name"] for row in rows} - set(NOTED)

    async def look(self, noun: str | None = None, act: Act | None = None) -> None:
        """Find some records, of every noun or of one, and who may do what to which; by those alone who may do one act."""
        roles = set(self.roles.values()) if act is None else {role.value for role in roles_of(act)}
        self.targets = {
            act: kept for act, found in self.targets.items() if (kept := [each for each in found if each[0] != noun])
        }
        for name, person in self.people.items():
            for root, gtype in lists().items() if self.roles[name] in roles else ():
                if noun in (None, gtype.name):
                    await self._look_at(name, person, root, gtype)

    async def _look_at(self, name: str, person: Client, root: str, gtype: Any) -> None:
        acts = "allowedActions { action allowed }" if "allowedActions" in gtype.fields else ""
        version = "version" if "version" in gtype.fields else ""
        page = await person.query(f"{{ {root}(first: 50) {{ nodes {{ id {version} {acts} }} }} }}")
        for node in page[root]["nodes"]:
            if node["id"] in self.own:
                continue
            self.ids.setdefault(gtype.name, []).append(node["id"])
            for each in node.get("allowedActions", ()):
                if each["allowed"]:
                    target = (gtype.name, name, node["id"], node.get("version", 1))
                    self.targets.setdefault(each["action"], []).append(target)

    def valid(self, verb: str) -> tuple[str, dict[str, Any]]:
        """Who may do an act, and an input that is well formed and, for an update, names a record it is allowed on."""
        act: Act = VERBS[verb].act
        of = input_type(verb)
        pick = {
            name: self.ids.get(CALLED.get(name, name[:1].upper() + name[1:]), [unknown("Region")])[0]
            for name in named_ids(of)
        }
        noun = getattr(VERBS[verb].noun, "name", "")
        who = next(
            (name for name in self.people if self.roles[name] in {role.value for role in roles_of(act)}), "bureau"
        )
        made = plausible(of, {"": unknown(noun), **pick})
        if "expectedVersion" in of.fields:
            aimed = self.targets.get(act.value) or [(noun, who, (self.ids.get(noun) or [unknown(noun)])[0], 1)]
            _, who, made["id"], made["expectedVersion"] = aimed[0]
        return who, made


def lists() -> dict[str, Any]:
    """Every list of records, with the type of its nodes."""
    found: dict[str, Any] = {}
    for name, each in GRAPH.query_type.fields.items():
        page = each.type.of_type if kind(each.type) == "NonNull" else each.type
        if getattr(page, "name", "").endswith("Connection"):
            found[name] = page.fields["nodes"].type.of_type.of_type.of_type
    return found


def input_type(verb: str) -> Any:
    """What a mutation takes."""
    return GRAPH.mutation_type.fields[verb].args["input"].type.of_type


def named_ids(of: Any) -> set[str]:
    """The names of the arguments that are ids."""
    return {
        next(
            str(step).removesuffix("s" if 0 in each.path else "")
            for step in reversed(each.path)
            if isinstance(step, str)
        )
        for each in arguments(of)
        if each.of.name == "ID"
    }


def unknown(noun: str) -> str:
    """The id of no record."""
    return as_id(f"{noun}:01838f20-4400-7d87-a46a-2a711b27bcc5")


def as_id(text: str) -> str:
    """A global id."""
    return base64.b64encode(text.encode()).decode()


async def own_ids(owner: Any) -> frozenset[str]:
    """The ids of the attackers' accounts and offices."""
    rows = await owner.fetch(
        "select a.id as account, o.id as office from account a join office o on o.account_id = a.id "
        "where a.username = any($1)",
        list(PEOPLE),
    )
    return frozenset(as_id(each) for row in rows for each in (f"Account:{row['account']}", f"Office:{row['office']}"))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town(
    server: str, city_template: str, city_keys: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Town]:
    """One for all attacks: what one of them changes, the next one finds."""
    name = f"{city_template}_hostile"
    await create_database(server, name, city_template)
    owner = await asyncpg.connect(at(server, name))
    await owner.execute(WATCH)
    for row in await owner.fetch(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    ):
        if row["relname"] not in NOTED:
            table = row["relname"]
            await owner.execute(
                f'create trigger touched after insert or update or delete on "{table}" for each statement execute function touch()'
            )
    settings = Settings(
        database_url=at(server, name), data=tmp_path_factory.mktemp("hostile"), key_file=city_keys, demo=True
    )
    async with serving(settings) as anyone:
        people = {each: await anyone.signed_in(each) for each in PEOPLE}
        roles = {name: (await each.query("{ viewer { role } }"))["viewer"]["role"] for name, each in people.items()}
        found = Town(people, roles, owner, Keyring.of(settings).digest, await own_ids(owner))
        await found.look()
        yield found
    await owner.close()
    await drop(server, name)


async def test_no_argument_of_a_mutation_takes_what_it_should_not_or_writes_half_of_it(town: Town) -> None:
    aimed, chance, attacks, accepted = 0, Random(19), Counter[str](), list[tuple[str, tuple[str | int, ...], Any]]()
    foreign = tuple(ids[0] for ids in town.ids.values())
    await town.written()  # from here on each attack reads what it wrote itself
    for verb in sorted(VERBS):
        noun = getattr(VERBS[verb].noun, "name", "")
        await town.look(noun, VERBS[verb].act)
        aimed += VERBS[verb].act.value in town.targets
        who, given = town.valid(verb)
        for argument in arguments(input_type(verb)):
            ids = (
                "",
                "x",
                "====",
                as_id("Region"),
                as_id("Nothing:1"),
                as_id("Region:' or 1=1"),
                unknown("Region"),
                *foreign,
            )
            values = argument.bad(ids)
            for value in values if LONG else chance.sample(values, min(SAMPLE, len(values))):
                took = await attacked(town, who, verb, argument, value, given)
                attacks[verb] += 1
                if took:
                    accepted.append((verb, argument.path, value))
                    await town.look(noun, VERBS[verb].act)
                    who, given = town.valid(verb)

    assert set(attacks) == set(VERBS)
    print(
        f"\n{sum(attacks.values())} attacks on {len(attacks)} acts, {len(accepted)} taken as they were; {aimed} acts aimed at a record"
    )
    assert aimed > 25


async def attacked(town: Town, who: str, verb: str, argument: Argument, value: Any, given: Any) -> bool:
    """Send an input with one bad value; whether it was taken. Everything an answer must be is asserted."""
    town.keys += 1
    keyed = {**given, "idempotencyKey": f"hostile-{town.keys}"} if "idempotencyKey" in given else given
    input_ = replaced(keyed, argument.path, value)
    query = f"mutation($input: {input_type(verb).name}!) {{ {verb}(input: $input) {{ problems {{ code message path source article }} }} }}"
    answer = await town.people[who].raw(query, {"input": input_})

    told, written, what = (
        answer.json(),
        await town.written(),
        (who, verb, argument.path, str(value)[:60], answer.text[:300]),
    )
    if "errors" in told:
        assert answer.status_code in (400, 413), what
        assert all(each["extensions"]["code"] for each in told["errors"]), what
        places = [each["extensions"]["path"] for each in told["errors"]] if answer.status_code == 400 else []
        assert all(place[0] == "input" and is_of(input_type(verb), place[1:]) for place in places), what
        told_in_form = argument.of.name in READ and value is not None and not isinstance(value, list | dict)
        assert not told_in_form or [str(step) for step in argument.path] not in [place[1:] for place in places], what
        problems = told["errors"]
    else:
        problems = told["data"][verb]["problems"]
        assert all(each["code"] and each["message"] for each in problems), what
        assert "BUSY" not in {each["code"] for each in problems}, what
        assert all(is_of(input_type(verb), each["path"]) for each in problems), what
        assert all((each["source"] == "TEXT") == (each["article"] is not None) for each in problems), what
    assert not (problems and written), (what, written)
    if not problems:
        if verb == "signOut":
            town.people[who] = await Client(town.people[who].http).signed_in(who)
            await town.written()
        assert argument.of.name not in NEVER or is_amount(value), what
        assert not isinstance(value, str) or value not in UNSEEN | {TEXTS[-1]}, what
        if argument.of.name == "String" and argument.path[-1] not in (
            "idempotencyKey",
            "password",
            "newPassword",
            "firstPassword",
        ):
            await kept(town, str(value), what)  # pyright: ignore[reportUnknownArgumentType]  (any of the bad values)
    return not problems


def is_of(of: Any, path: list[str]) -> bool:
    """Whether a path leads from the root of an input to one of its fields, an entry of a list by its place."""
    of = of.of_type if kind(of) == "NonNull" else of
    if not path:
        return True
    if kind(of) == "List":
        return path[0].isdecimal() and is_of(of.of_type, path[1:])
    return kind(of) == "InputObject" and path[0] in of.fields and is_of(of.fields[path[0]].type, path[1:])


def is_amount(value: Any) -> bool:
    """Whether a value is an amount after all, which a rule may or may not take."""
    return value in ("-0.01", "", True)


async def kept(town: Town, value: str, what: Any) -> None:
    """A text that was taken is kept as it was written, without the blanks around it, or as a digest where it is personal."""
    if not value.strip():
        return
    changes = await town.owner.fetchval(
        "select jsonb_agg(changes) from audit where recorded_at > now() - interval '30 seconds'"
    )
    assert (
        json.dumps(value.strip(), ensure_ascii=False) in json.dumps(json.loads(changes or "[]"), ensure_ascii=False)
        or folded(value) in folded(changes or "")
        or town.digest(value.strip()) in (changes or "")
    ), what


def folded(text: str) -> str:
    """A text as a code or user name is kept: in one case, with plain digits."""
    return unicodedata.normalize("NFKC", text).casefold()


async def test_no_argument_of_a_query_is_a_fault_of_ours(town: Town) -> None:
    chance, attacks = Random(20), 0
    for root, each in GRAPH.query_type.fields.items():
        for name, taken in each.args.items():
            for argument in arguments(taken.type, (name,)):
                ids = ("", "x", as_id("Nothing:1"), as_id("Region:' or 1=1"), unknown("Region"))
                values = argument.bad(ids)
                for value in values if LONG else chance.sample(values, min(SAMPLE, len(values))):
                    given = replaced(plausible_args(each.args), argument.path, value)
                    declared = ", ".join(f"${key}: {each.args[key].type}" for key in given)
                    passed = ", ".join(f"{key}: ${key}" for key in given)
                    below = selection(each.type)
                    who = chance.choice(("bureau", "530102-operator"))
                    answer = await town.people[who].raw(f"query({declared}) {{ {root}({passed}){below} }}", given)
                    attacks += 1
                    assert answer.status_code in (200, 400, 413), (root, argument, value, answer.text)
                    if answer.status_code != 200:
                        assert all(error["extensions"]["code"] for error in answer.json()["errors"])
    assert not await town.written()
    assert attacks > 1000
    print(f"\n{attacks} attacks on queries")


def plausible_args(args: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that must be given."""
    return {
        name: plausible(each.type, {"": unknown("Region")})
        for name, each in args.items()
        if kind(each.type) == "NonNull"
    }


def selection(of: Any) -> str:
    """Something to ask of an answer."""
    return "" if kind(of.of_type if kind(of) == "NonNull" else of) in ("Scalar", "Enum") else " { __typename }"


@pytest.mark.parametrize("half", [HALF, '"\\udc00x"'])
async def test_half_of_a_pair_is_no_text(town: Town, half: str) -> None:
    body = f'{{"query": "mutation($u: String!) {{ signIn(input: {{username: $u, password: \\"x\\"}}) {{ problems {{ code }} }} }}", "variables": {{"u": {half}}}}}'
    answer = await town.people["bureau"].http.post(
        "/graphql", content=body.encode(), headers={"Content-Type": "application/json"}
    )

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "JSON")


async def test_a_megabyte_is_refused_before_it_is_read(town: Town) -> None:
    answer = await town.people["bureau"].raw("query($t: String!) { __typename }", {"t": "x" * 1_000_000})

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (413, "TOO_LARGE")
