"""Documents, variables and headers of which no two are alike: whatever a server remembers of them, its memory and the database's stay as they are."""

import asyncio
import json
import os
import time
from collections.abc import AsyncGenerator
from random import Random
from typing import Any, Final
from uuid import uuid4

import asyncpg
import pytest
from graphql import is_leaf_type

from api.settings import Settings
from resolvers.plan.arguments import named
from resolvers.root import schema
from tests.api.process import served
from tests.api.robust.attack import Address, posted, told
from tests.api.robust.footprint import MEGABYTE, Process, backends

GRAPH: Final[Any] = schema._schema
SECONDS: Final = 300 if os.environ.get("DIANCHI_LONG") else 30
SEED: Final = int(os.environ.get("DIANCHI_SEED", "20221201"))
AT_ONCE: Final = 4
FLAT: Final = 100 * MEGABYTE
ROOTS: Final = [
    name
    for name, field in GRAPH.query_type.fields.items()
    if getattr(named(field.type), "name", "").endswith("Connection")
]
LONG: Final = 3000
"""Signs of what is long, of which nothing need be remembered."""


class Unlike:
    """Makes requests of which no two are alike."""

    def __init__(self, seed: int) -> None:
        self.random, self.number = Random(seed), 0

    def request(self) -> bytes:
        self.number += 1
        kind = self.random.choice(
            (self.selection, self.selection, self.filtered, self.introspection, self.named, self.wrong)
        )
        query, variables = kind()
        head = f"X-A: {uuid4()}\r\nAccept-Language: zh;q=0.{self.number % 1000:03}, {self.long('x')}\r\nUser-Agent: {self.long('u')}\r\n"
        return posted(json.dumps({"query": query, "variables": variables}).encode(), head.encode())

    def long(self, sign: str) -> str:
        return f"{self.number}{sign * self.random.randrange(LONG)}"

    def fields(self, of: Any, depth: int) -> str:
        """A choice of fields."""
        found = list[str]()
        for name in self.random.sample(sorted(of.fields), min(len(of.fields), 8)):
            field = of.fields[name]
            below = named(field.type)
            if any("!" in str(each.type) for each in field.args.values()):
                continue
            if is_leaf_type(below):
                found.append(name)
            elif depth and below.name.endswith("Connection"):
                found.append(
                    f"{name}(first: {self.random.randint(1, 3)}) {{ nodes {{ {self.fields(named(below.fields['nodes'].type), depth - 1)} }} }}"
                )
            elif depth and getattr(below, "fields", None):
                found.append(f"{name} {{ {self.fields(below, depth - 1)} }}")
        return " ".join((*found, "__typename"))

    def selection(self) -> tuple[str, dict[str, Any]]:
        parts = list[str]()
        for root in self.random.sample(ROOTS, self.random.randint(1, 4)):
            noun = named(named(GRAPH.query_type.fields[root].type).fields["nodes"].type)
            parts.append(f"{root}(first: {self.random.randint(1, 3)}) {{ nodes {{ {self.fields(noun, 2)} }} }}")
        return f"query Q{self.number} {{ {' '.join(parts)} }}", {}

    def filtered(self) -> tuple[str, dict[str, Any]]:
        """One document under filters of other shapes, with words in them that nobody has said."""

        def part(depth: int) -> dict[str, Any]:
            ways: tuple[dict[str, Any], ...] = (
                {"name": {"startsWith": self.long("n")}},
                {"name": None, "kind": None},
                {"kind": {"isNull": self.random.choice((True, False))}},
            )
            if not depth:
                return self.random.choice(ways)
            key = self.random.choice(("and", "or"))
            return {key: [part(depth - 1) for _ in range(self.random.randint(1, 8))]}

        return "query($f: PlatformFilter) { platforms(filter: $f, first: 1) { totalCount } }", {"f": part(3)}

    def introspection(self) -> tuple[str, dict[str, Any]]:
        return "query($n: String!) { __type(name: $n) { name } }", {"n": self.long("N")}

    def named(self) -> tuple[str, dict[str, Any]]:
        return f"query {'Q' * self.random.randint(1, LONG)}{self.number} {{ clock {{ today }} }} # {self.long('r')}", {}

    def wrong(self) -> tuple[str, dict[str, Any]]:
        return f"{{ platforms {{ nodes {{ x{self.long('y')} }} }} }}", {}


@pytest.fixture
async def owner(city_settings: Settings) -> AsyncGenerator[Any]:
    connection = await asyncpg.connect(city_settings.database_url)
    yield connection
    await connection.close()


async def test_memory_stays_as_it_is_under_requests_of_which_no_two_are_alike(
    city_settings: Settings, owner: Any, tmp_path: Any
) -> None:
    alone = {"DIANCHI_TICK_SECONDS": "9999", "DIANCHI_POLL_SECONDS": "9999", "DIANCHI_DATA": str(tmp_path)}
    async with served(city_settings, "run", None, (), **alone) as (process, http):
        address, server = Address(http.base_url.host, http.base_url.port or 0), Process(process.pid)
        unlike, codes = Unlike(SEED), dict[str, int]()

        async def send(until: float) -> None:
            while time.monotonic() < until:
                code = told(await address.answer(unlike.request()))
                codes[code] = codes.get(code, 0) + 1

        async def for_a_while(seconds: float) -> tuple[int, int]:
            await asyncio.gather(*(send(time.monotonic() + seconds) for _ in range(AT_ONCE)))
            return server.resident, sum(each.own for each in await backends(owner))

        before = await for_a_while(SECONDS / 10)
        seen = [await for_a_while(SECONDS / 10) for _ in range(9)]

    print(
        f"\n{sum(codes.values())} requests, {codes}; MB {[tuple(each // MEGABYTE for each in one) for one in (before, *seen)]}"
    )
    assert codes.keys() <= {"200", "VALIDATION", "TOO_COSTLY", "TOO_DEEP", "BUSY"}
    assert codes["200"] > sum(codes.values()) / 2
    for of in (0, 1):
        assert max(one[of] for one in seen) - before[of] < FLAT
