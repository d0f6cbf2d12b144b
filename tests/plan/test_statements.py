"""How many statements an operation costs: one to read, however nested; five around a rule's own to write."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from random import Random
from typing import Any, Final

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from api.app import door_of, limits_of
from api.database.database import open_database
from api.settings import Settings
from resolvers.plan.city import open_city
from resolvers.root import schema
from tests.api.client import Client
from tests.builders.reports import FIGURES, OF_A_BASE, owed
from tests.conftest import City
from tests.plan.operations import UNTABLED, Operations
from tests.plan.reference import Rows

GRAPH: Any = schema._schema
ROOTS = sorted(GRAPH.query_type.fields)
PEOPLE = (
    "bureau",
    "finance",
    "center",
    "oversight",
    "expert-1",
    "530102-department",
    "530102-center",
    "530102-operator",
)


class Counted:
    """A client, and what its requests said to the database."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.statements: list[str] = []

    def log(self, record: Any) -> None:
        # The driver asks for a type it has not met yet, once a connection.
        if not any(word in record.query for word in ("typeinfo_tree", "'jit'")):
            self.statements.append(record.query)

    async def since(self) -> list[str]:
        # The driver tells its listeners on the loop's next turn.
        await asyncio.sleep(0.002)
        said, self.statements = self.statements, []
        return said


@asynccontextmanager
async def counting(settings: Settings) -> AsyncGenerator[Counted]:
    """The API with one connection to read and one to write, each of them listened to."""
    single = settings.model_copy(update={"read_connections": 1, "write_connections": 1})
    async with await open_database(single) as opened:
        door = door_of(single)
        transport = httpx.ASGITransport(Starlette(routes=[Route("/graphql", door)]))
        async with httpx.AsyncClient(transport=transport, base_url="http://dianchi") as http:
            counted = Counted(Client(http))
            async with opened.pool.read() as reading, opened.pool.write() as writing:
                door.pool, door.city = opened.pool, await open_city(reading, opened.keyring)
                door.limits = limits_of(single, opened.pool.write)
                door.policy = single.door_policy(demonstration=True)
                reading.add_query_logger(counted.log)
                writing.add_query_logger(counted.log)
            yield counted


@pytest.fixture
async def counted(city_settings: Settings) -> AsyncGenerator[Counted]:
    async with counting(city_settings) as found:
        yield found


async def test_a_query_is_one_statement_for_every_root_and_nest_as_everyone(
    counted: Counted, city: City, city_rows: Rows
) -> None:
    random = Random(7)
    del city
    for name in PEOPLE:
        person = await counted.client.signed_in(name)
        for root in ROOTS:
            operations = Operations(GRAPH, city_rows, random, small=True)
            field = operations.field(root, GRAPH.query_type.fields[root], 0 if root in UNTABLED else 4)
            declared = ", ".join(f"${name}: {of}" for name, (of, _) in operations.variables.items())
            text = f"query{f'({declared})' if declared else ''} {{ {field} }} {' '.join(operations.fragments)}"
            await counted.since()

            await person.query(text, **{name: value for name, (_, value) in operations.variables.items()})

            session, *said = await counted.since()
            assert "from session" in session
            assert len(said) == 1, (name, text, said)


async def test_many_roots_are_still_one_statement(counted: Counted) -> None:
    await counted.client.query(
        "{ platforms { nodes { name region { name } } } rounds { totalCount } notices { nodes { number } } clock { today } rulePack { code } figures { reportCount } }"
    )

    assert len(await counted.since()) == 1


async def test_who_owes_what_how_late_and_on_whose_desk_is_one_statement_for_all_the_city(counted: Counted) -> None:
    bureau = await counted.client.signed_in("bureau")
    await counted.since()

    found = await bureau.query(
        """{ obligations(first: 100, orderBy: EFFECTIVE_ASC, filter: {outcome: {eq: MISSING}}) { nodes {
          effective outcome daysLate owedBy waitingOn region { name } platform { name }
          report { state waitingOn reviews { nodes { desk daysHeld } } } } } }"""
    )

    _session, *said = await counted.since()
    late = [each["daysLate"] for each in found["obligations"]["nodes"]]
    assert len(said) == 1
    assert late
    assert all(days > 0 for days in late)


REPORT = "report { id version state }"


OWN: Final = {"startReport": 3, "saveReportDraft": 3, "submitReport": 4, "acceptReport": 3}
"""How many statements a rule's own facts take."""


async def test_a_mutation_is_five_statements_around_its_rule(counted: Counted) -> None:
    operator, desk = await counted.client.signed_in("530112-operator"), await counted.client.signed_in("530112-center")
    obligation = (await owed(operator, "REPORT", "2022Q4"))[0]
    figures = FIGURES | (OF_A_BASE if obligation["platform"]["kind"] == "DEMO_BASE" else {})
    report: Any = None
    for who, act, input in (
        (operator, "startReport", dict[str, Any](obligation=obligation["id"])),
        (operator, "saveReportDraft", dict[str, Any](figures=figures)),
        (operator, "submitReport", dict[str, Any]()),
        (desk, "acceptReport", dict[str, Any]()),
    ):
        known = {} if report is None else {"id": report["id"], "expectedVersion": report["version"]}
        await counted.since()

        report = (await who.do(act, REPORT, **known, **input))["report"]

        _session, *said = await counted.since()
        assert (said[0], said[-1]) == ("begin", "commit")
        assert len(said) <= 5 + OWN[act], (act, said)
