"""A question for rows is answered alike by the database and by the memory in which the demonstration is made."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pytest

from api.demo.memory import Memory
from domain.terms.evaluation import EvaluationState
from domain.terms.reporting import ObligationKind, Outcome
from resolvers.work.read import ConnectionReader
from resolvers.work.rows import Above, AtLeast, AtMost, Below, Between, Either, Rows, Starting, other_than, parent
from schema.evaluation.evaluation import EvaluationRow
from schema.noun.noun import Stored
from schema.registry.platform import PlatformRow
from schema.reporting.obligation import ObligationRow
from tests.conftest import City

DAY: Final = date(2021, 7, 20)
KEPT: Final[tuple[type[Stored], ...]] = (PlatformRow, EvaluationRow, ObligationRow)
QUESTIONS: Final[Mapping[str, dict[str, Any]]] = {
    "all": {},
    "equal": {"kind": ObligationKind.REPORT},
    "one of several": {"kind": [ObligationKind.REPORT, ObligationKind.MATERIALS], "outcome": Outcome.LATE},
    "none of none": {"kind": []},
    "nothing there": {"platform_id": None},
    "something there": {"evaluation_id": other_than(None)},
    "another": {"outcome": other_than(Outcome.ON_TIME)},
    "another or nothing": {"quarter": other_than("2021Q2")},
    "none of several": {"kind": other_than([ObligationKind.REPORT])},
    "none of several or nothing": {"quarter": other_than(["2021Q2", "2021Q3"])},
    "at most": {"effective": AtMost(DAY)},
    "below": {"effective": Below(DAY)},
    "at least": {"effective": AtLeast(DAY)},
    "above": {"effective": Above(DAY)},
    "between": {"effective": Between((DAY, date(2021, 12, 31)))},
    "starting": {"quarter": Starting("2021Q")},
    "of a parent": {"platform": parent(municipal=True)},
    "of a parent that may be none": {"evaluation": parent(state=EvaluationState.FINAL, reopened_at=None)},
}
EITHER: Final[Either] = (
    {"evaluation_id": None, "kind": ObligationKind.CONSOLIDATION},
    {"evaluation": parent(state=other_than(EvaluationState.FINAL))},
)


async def kept(connection: Any) -> Memory:
    """The same rows in memory."""
    memory = Memory()
    for row in KEPT:
        table = memory.tables[row]
        for each in await Rows[Any](ConnectionReader(connection), row, (), {}):
            table.insert(each.id, {name: vars(each)[name] for name in table.columns if name != "id"})
    return memory


@pytest.mark.parametrize("either", [(), (EITHER,)], ids=["plain", "either"])
async def test_the_database_and_the_memory_answer_alike(city: City, either: tuple[Either, ...]):
    async with city.pool.write() as connection:
        memory, database = await kept(connection), ConnectionReader(connection)
        for name, holds in QUESTIONS.items():
            stored = Rows[Any](database, ObligationRow, either, holds)
            known = Rows[Any](memory.reader, ObligationRow, either, holds)
            for order in (("id",), ("-effective", "id"), ("kind", "-id"), ("-platform__founded_on", "id")):
                one, other = stored.ordered(*order), known.ordered(*order)
                if order[0] == "-platform__founded_on":
                    one, other = one.that(platform_id=other_than(None)), other.that(platform_id=other_than(None))
                assert [each.id for each in await one] == [each.id for each in await other], (name, order)
                assert [each.id for each in await one.limited(3)] == [each.id for each in await other.limited(3)], name
                assert getattr(await one.first(), "id", None) == getattr(await other.first(), "id", None), name
            assert await stored.count() == await known.count(), name
            assert await stored.exists() is await known.exists(), name
            assert [each.id for each in await stored.parents("platform")] == [
                each.id for each in await known.parents("platform")
            ], name


async def test_several_lists_in_one_round_trip_are_the_lists_asked_one_by_one(city: City):
    async with city.pool.write() as connection:
        database = ConnectionReader(connection)
        asked = [Rows[Any](database, ObligationRow, (EITHER,), holds) for holds in QUESTIONS.values()]

        lists = await database.lists(asked)

        assert [[each.id for each in found] for found in lists] == [
            [each.id for each in await one.ordered("id")] for one in asked
        ]
        assert sum(map(len, lists)) > len(asked)


async def test_one_is_one_and_maybe_at_most_one(city: City):
    async with city.pool.write() as connection:
        database = ConnectionReader(connection)
        many, none = (
            Rows[Any](database, ObligationRow, (), holds)
            for holds in ({"kind": ObligationKind.REPORT}, {"kind": ObligationKind.REPORT, "platform_id": None})
        )

        for question in (many.one(), many.maybe(), none.one()):
            with pytest.raises(LookupError):
                await question
        assert await none.maybe() is None
