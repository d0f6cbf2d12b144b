"""The planner's answers equal those of plain resolvers, for random operations, viewers and rows; the two readings of every scope agree."""

import os
from random import Random
from typing import Any, cast

import orjson

from domain.rights.authority import GRANTS, scope_of
from domain.rights.scope import holds
from resolvers.plan.cache import Plans
from resolvers.plan.city import open_city
from resolvers.plan.scope import Binds, where
from resolvers.root import CONFIG, schema
from schema.noun.constraints import table_of
from schema.noun.noun import rows as row_classes
from tests.conftest import City
from tests.plan.answers import as_json
from tests.plan.operations import UNBOUNDED, Operations
from tests.plan.people import anyone, one_of_each
from tests.plan.reference import Reference, Rows

GRAPH: Any = schema._schema
OPERATIONS = int(os.environ.get("DIANCHI_OPERATIONS", "300"))


def difference(found: Any, expected: Any, path: str = "") -> str | None:
    """Where two answers first differ."""
    ours, theirs = parts(found), parts(expected)
    if ours and ours.keys() == theirs.keys():
        return next((told for key in ours if (told := difference(ours[key], theirs[key], f"{path}.{key}"))), None)
    return None if found == expected else f"{path}: planner {str(found)[:300]} / plain {str(expected)[:300]}"


def parts(value: Any) -> dict[Any, Any]:
    """What an object or a list is made of, by name or place."""
    if isinstance(value, list):
        return dict(enumerate(cast("list[Any]", value)))
    return cast("dict[Any, Any]", value) if isinstance(value, dict) else {}


async def test_random_operations_get_the_answers_of_plain_resolvers(city: City, city_rows: Rows) -> None:
    plans, random = Plans(GRAPH, CONFIG, UNBOUNDED), Random(int(os.environ.get("DIANCHI_SEED", "20221010")))
    async with city.pool.read() as connection:
        today = await connection.fetchval(
            "select ((now() + make_interval(secs => (select offset_seconds from city_clock))) at time zone 'Asia/Shanghai')::date"
        )
        known = await open_city(connection, city.keys)
        for number in range(OPERATIONS):
            actor = anyone(city_rows, today, random)
            text, given = Operations(GRAPH, city_rows, random).operation()
            operation = plans.operation(text, None)
            asked = plans.coerced(operation, given).coerced
            plan = plans.query(operation, asked, actor.role)
            raw = await plan.find(connection, known, plan.binds.values(asked, actor))
            document = plan.fill(raw, actor, "zh", operation.normal.aliases)
            assert not {1, 2} & {*document}, (number, text, given, document)
            found = orjson.loads(document)["data"]
            expected = as_json(Reference(GRAPH, city_rows, actor, today).answer(text, given))
            assert difference(found, expected) is None, (number, actor.role, text, given)


async def test_the_two_readings_of_every_scope_agree(city: City, city_rows: Rows) -> None:
    actors, questions = one_of_each(city_rows, city.today), sorted({(grant.act, grant.noun) for grant in GRANTS})
    async with city.pool.read() as connection:
        for act, noun in questions:
            row = row_classes().get(noun)
            if row is None:
                continue
            facts = [city_rows.facts(row, each) for each in city_rows.of(row)]
            for scope, actor in {scope_of(actor.role, act, noun): actor for actor in actors}.items():
                binds = Binds()
                sql = f"select t.id from {table_of(row)} t where {where(scope, row, 't', binds)}"
                found = {record["id"] for record in await connection.fetch(sql, *binds.values({}, actor))}
                assert found == {each["id"] for each in facts if holds(scope, actor, each)}, (act, noun, actor.role)
