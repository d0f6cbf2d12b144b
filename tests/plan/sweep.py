"""Sweeps what the planner answers against the oracle, cell by cell: an actor, a record, and a field or a condition."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any, Final

import orjson
from strawberry.utils.str_converters import to_camel_case

from domain.calendar import KUNMING
from domain.kernel.masking import masked
from domain.rights.scope import PUBLIC, Actor
from resolvers.plan.bind import Children, Column, OnlyChild, Parent
from resolvers.plan.cache import Guard, Plans
from resolvers.plan.city import City
from resolvers.root import CONFIG, LISTS, schema
from schema.noun.constraints import column_of, table_of
from schema.noun.noun import NOUNS, Noun
from tests.plan import oracle
from tests.plan.answers import as_json
from tests.plan.operations import Operations, as_argument, encode
from tests.plan.oracle import Eye
from tests.plan.reference import Reference, Rows, in_order, specs_of

GRAPH: Any = schema._schema
UNBOUNDED: Final = Guard(
    lambda _document: None, lambda _schema, _operation, _fragments: None, lambda _cost, _asked: None
)
ROOTS: Final = {noun: to_camel_case(root) for root, noun in LISTS.items()}
NOUN_NAMES: Final = sorted(NOUNS)
PAGE: Final = 100
RECORDS: Final = 4
"""How many records of a noun are asked for by their ids, of those that are seen and of any."""


@dataclass
class Sweep:
    """One city, and how many cells were compared; `differences` say which differ."""

    rows: Rows
    connection: Any
    city: City
    random: Random
    plans: Plans = field(default_factory=lambda: Plans(GRAPH, CONFIG, UNBOUNDED))
    cells: int = 0
    differences: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.specs = specs_of(GRAPH)
        self.tables = self.rows.tables
        self.operations = Operations(GRAPH, self.rows, self.random)
        self.compare = Reference(GRAPH, self.rows, PUBLIC, date.min)
        self.children: dict[tuple[str, str], dict[Any, list[Any]]] = {}

    async def answer(self, actor: Actor, text: str, variables: Mapping[str, Any] | None = None) -> Any:
        """The data that the planner answers with."""
        operation = self.plans.operation(text, None)
        asked = self.plans.coerced(operation, dict(variables or {})).coerced
        plan = self.plans.query(operation, asked, actor.role)
        raw = await plan.find(self.connection, self.city, plan.binds.values(asked, actor))
        return orjson.loads(plan.fill(raw, actor, "zh", operation.normal.aliases))["data"]

    def same(self, found: object, expected: object, *place: object) -> None:
        """One cell."""
        self.cells += 1
        if found != expected:
            self.differences.append(f"{' '.join(map(str, place))}: {str(found)[:80]} / {str(expected)[:80]}")

    async def noun(self, actor: Actor, eye: Eye, name: str) -> None:
        """All that is asked of one noun."""
        await self.records(actor, eye, NOUNS[name].__noun__)
        if name in ROOTS:
            await self.listing(actor, eye, NOUNS[name].__noun__)

    # single records, their fields, and what hangs on them

    async def records(self, actor: Actor, eye: Eye, noun: Noun) -> None:
        """Records by id, seen and unseen, with every column, parent and page of children."""
        every = list(self.tables[table_of(noun.row)].values())
        seen = [each for each in self.random.sample(every, min(len(every), 60)) if oracle.sees(eye, noun.name, each)]
        rows = {each["id"]: each for each in (*seen[:RECORDS], *self.random.sample(every, min(len(every), RECORDS)))}
        if not rows:
            return
        gtype = GRAPH.type_map[noun.name]
        shown = " ".join(part for name in gtype.fields if (part := self.selected(noun, name)))
        text = f"query($id: ID!) {{ node(id: $id) {{ id ... on {noun.name} {{ {shown} }} }} }}"
        for row in rows.values():
            found: Any = (await self.answer(actor, text, {"id": encode(noun.name, row["id"])}))["node"]
            self.same(found is not None, oracle.sees(eye, noun.name, row), eye.letter, "node", noun.name, row["id"])
            for name in found or ():
                if name != "id":
                    self.cell(eye, noun, name, row, found[name])

    def selected(self, noun: Noun, name: str) -> str:
        """How a field is asked for; empty where it is for Python to work out."""
        match self.specs.get((noun.name, name)):
            case Column(record=None):
                return name
            case Column(record=_):
                return f"{name} {{ __typename }}"
            case Parent() | OnlyChild():
                return f"{name} {{ id }}"
            case Children():
                return f"{name}(first: {PAGE}) {{ totalCount nodes {{ id }} }}"
            case _:
                return ""

    def cell(self, eye: Eye, noun: Noun, name: str, row: Mapping[str, Any], found: Any) -> None:
        """One field of one record that is seen."""
        place = (eye.letter, noun.name, name, row["id"])
        match self.specs[noun.name, name]:
            case Column(name=column) as spec:
                shown = row[column] is not None and oracle.reveals(eye, noun.name, self.python(noun, name), row)
                plain = shown and spec.record is None and not spec.listed
                expected = row[column] if isinstance(row[column], datetime) else as_argument(spec, row)
                if plain and not oracle.unmasks(eye, noun.name, self.python(noun, name), row):
                    expected = masked(expected)
                self.same(as_text(found) if plain else found is not None, as_text(expected) if plain else shown, *place)
            case Parent(noun=above, key=key):
                parent = self.tables[table_of(above.row)].get(row[key])
                expected = parent is not None and oracle.sees(eye, above.name, parent)
                self.same(found and found["id"], encode(above.name, row[key]) if expected else None, *place)
            case OnlyChild(noun=child, back=back):
                ids = [each["id"] for each in self.below(child, back, row["id"]) if oracle.sees(eye, child.name, each)]
                self.same(found and found["id"], encode(child.name, ids[0]) if ids else None, *place)
            case Children(noun=child, back=back):
                ids = {
                    each["id"]
                    for each in self.below(child, back or "", row["id"])
                    if oracle.sees(eye, child.name, each)
                }
                self.same(found["totalCount"], len(ids), *place)
                if len(ids) <= PAGE:
                    self.same({each["id"] for each in found["nodes"]}, {encode(child.name, id) for id in ids}, *place)
            case spec:
                raise AssertionError(spec)

    def python(self, noun: Noun, name: str) -> str:
        """The Python name of a shown field."""
        return GRAPH.type_map[noun.name].fields[name].extensions["strawberry-definition"].python_name

    def below(self, child: Noun, back: str, id: Any) -> list[Any]:
        """The rows of a noun that name a record."""
        known = self.children.get((child.name, back))
        if known is None:
            known = self.children[child.name, back] = {}
            for each in self.tables[table_of(child.row)].values():
                known.setdefault(each[back], []).append(each)
        return known.get(id, [])

    # lists

    async def listing(self, actor: Actor, eye: Eye, noun: Noun) -> None:
        """A list under a filter, in an order, after a cursor of any record, seen or not: whom it holds and how many."""
        self.operations.variables, self.operations.fragments = {}, []
        of: Any = GRAPH.type_map.get(f"{noun.name}Filter")
        filter = {} if of is None or self.random.random() < 0.3 else self.operations.filter(of, 1)
        every = list(self.tables[table_of(noun.row)].values())
        key = self.random.choice(noun.order)
        column, falls = column_of(noun.row, key.removeprefix("-")), key.startswith("-")
        word = f"{column_name(key)}_{'DESC' if falls else 'ASC'}"
        orders: Any = GRAPH.query_type.fields[ROOTS[noun.name]].args["orderBy"].type
        order = f", orderBy: {word}" if word in orders.values else ""
        arguments = f"first: {PAGE}{order}{', filter: $filter' if of is not None else ''}"
        declared = f"($filter: {of.name})" if of is not None else ""
        text = f"query{declared} {{ found: {ROOTS[noun.name]}({arguments}) {{ totalCount pageInfo {{ hasNextPage }} nodes {{ id }} edges {{ cursor }} }} }}"
        found = (await self.answer(actor, text, {"filter": filter} if of is not None else {}))["found"]
        given = self.plans.coerced(self.plans.operation(text, None), {"filter": filter}).coerced.get("filter")
        seen = {each["id"] for each in every if oracle.sees(eye, noun.name, each)}
        held = [each for each in every if each["id"] in seen and self.compare.passes(noun, each, given)]
        place = (eye.letter, noun.name, word, filter)
        self.same(found["totalCount"], len(held), *place, "totalCount")
        self.same(found["pageInfo"]["hasNextPage"], len(held) > PAGE, *place, "hasNextPage")
        shown = {each["id"] for each in found["nodes"]}
        whole = len(held) <= PAGE
        ids = {encode(noun.name, each["id"]) for each in held}
        for each in self.random.sample(every, min(len(every), 20)):
            id = encode(noun.name, each["id"])
            self.same(id in shown, id in ids and (whole or id in shown), *place, id)
        self.same(shown <= ids and len(shown) == min(len(held), PAGE), True, *place, "nodes")
        if order and found["edges"]:
            await self.after((actor, eye), noun, (text, filter, of), found["edges"], held, (column, falls))

    async def after(
        self,
        looker: tuple[Actor, Eye],
        noun: Noun,
        asked: tuple[str, Any, Any],
        edges: list[Any],
        held: list[Any],
        order: tuple[str, bool],
    ) -> None:
        """The page after a cursor goes on where the list left off, and counts alike."""
        (actor, eye), (text, filter, of) = looker, asked
        at = self.random.randrange(len(edges))
        text = text.replace(f"first: {PAGE}", f'first: {PAGE}, after: "{edges[at]["cursor"]}"')
        found = (await self.answer(actor, text, {"filter": filter} if of is not None else {}))["found"]
        column, falls = order
        following = in_order(held, column, falls=falls)[at + 1 : at + 1 + PAGE]
        ids = [encode(noun.name, each["id"]) for each in following]
        self.same([each["id"] for each in found["nodes"]], ids, eye.letter, noun.name, "after", column)

    # figures and codes

    async def figures(self, actor: Actor, eye: Eye) -> None:
        """The figures are of the reports that one sees, and an enterprise is found by its code by whoever may."""
        reports = [each for each in self.tables["report"].values() if each["accepted_version_id"] is not None]
        chosen = self.random.choice(reports)
        for name, column, of in (
            ("regions", "region_id", "Region"),
            ("platforms", "platform_id", "Platform"),
            ("quarters", "quarter", None),
        ):
            value = encode(of, chosen[column]) if of else str(chosen[column])
            text = f'{{ figures(filter: {{{name}: ["{value}"]}}) {{ reportCount platformCount activityCount }} }}'
            found = (await self.answer(actor, text))["figures"]
            held = [each for each in reports if each[column] == chosen[column] and oracle.sees(eye, "Report", each)]
            versions = [self.tables["report_version"][each["accepted_version_id"]] for each in held]
            expected = {
                "reportCount": len(held),
                "platformCount": len({each["platform_id"] for each in held}),
                "activityCount": sum(each["activity_count"] for each in versions),
            }
            for key, value in expected.items():
                self.same(found[key], value, eye.letter, "figures", name, key)
        enterprise = self.random.choice(list(self.tables["enterprise"].values()))
        found = await self.answer(actor, f'{{ enterpriseByCode(code: "{enterprise["uscc"]}") {{ employees }} }}')
        self.same(found["enterpriseByCode"] is not None, oracle.looks_up(eye, enterprise), eye.letter, "code")
        figure = found["enterpriseByCode"] and found["enterpriseByCode"]["employees"]
        shown = oracle.reveals(eye, "Enterprise", "employees", enterprise) and oracle.looks_up(eye, enterprise)
        self.same(figure, enterprise["employees"] if shown else None, eye.letter, "employees by code")


def column_name(key: str) -> str:
    """An order's key as clients write it."""
    return key.removeprefix("-").upper()


def as_text(value: Any) -> Any:
    """A value as JSON and a row agree on it."""
    return as_json(value.astimezone(KUNMING) if isinstance(value, datetime) else value)
