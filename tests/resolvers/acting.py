"""Acts on a real database without a network: rows written directly, verbs run in a unit of work of their own."""

from __future__ import annotations

import base64
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import UUID

import asyncpg
import strawberry

from domain.calendar import Calendar
from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.violations import Violation
from domain.regulation.pack_copy import frozen
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.rights.scope import Actor
from domain.terms import Grade, Kind, Level, Role
from domain.terms.evaluation import EvaluationState, RoundState
from resolvers import root
from resolvers.plan.city import City
from resolvers.plan.database_refusals import refusal_of
from resolvers.plan.pages import NOBODY
from resolvers.root import VERBS
from resolvers.work.unit_of_work import UnitOfWork, uuid7
from resolvers.work.write import Statement, row_class, with_defaults
from schema.noun.constraints import table_of
from tests.builders.keys import KEYS

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from api.database.database import Database

BOUND: Final = root.schema
"""Building the schema binds the rows to their tables."""
THEN: Final = datetime(2021, 12, 31, tzinfo=UTC)
DAY: Final = date(2021, 12, 31)


@dataclass
class Acting:
    """A city in a database."""

    database: Database

    async def add(self, noun: str, **values: Any) -> UUID:
        """Write a row, with its defaults."""
        row = row_class(noun)
        id = uuid7()
        statement = Statement()
        statement.insert(row, [with_defaults(row, {"id": id, **values})], {})
        async with self.connection() as connection:
            await connection.fetchval(statement.sql, *statement.values)
        return id

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[asyncpg.Connection[asyncpg.Record]]:
        """A connection of the application's."""
        async with self.database.pool.write() as connection:
            yield connection

    async def fetch(self, sql: str, *values: object) -> list[Any]:
        """Read as the application."""
        async with self.connection() as connection:
            return await connection.fetch(sql, *values)

    async def as_owner(self, sql: str, *values: object) -> None:
        """Alter what no act does, as whoever owns the database can."""
        owner = await asyncpg.connect(self.database.owner_url)
        try:
            await owner.execute(sql, *values)
        finally:
            await owner.close()

    async def one(self, noun: str, id: UUID) -> Any:
        """One row by its id."""
        [found] = await self.fetch(f"select * from {table_of(row_class(noun))} where id = $1", id)
        return found

    async def do(self, act: Act, actor: Actor, row_id: UUID | None = None, **input: Any) -> UUID:
        """Run one verb; the id of what it acted on. Raises the refusal."""
        verb = next(verb for verb in VERBS.values() if verb.act is act)
        async with self.connection() as connection:
            version = None if row_id is None else (await self._version(connection, verb.noun, row_id))
            known = {} if row_id is None else {"id": "", "expected_version": version}
            fields = verb.input(idempotency_key=str(uuid7()), **known, **input)
            await connection.execute("begin")
            try:
                done = await self._run(connection, verb, actor, row_id, fields)
            except BaseException as error:
                await connection.execute("rollback")
                if isinstance(error, asyncpg.PostgresError) and (refusal := refusal_of(error)):
                    raise refusal from error
                raise
            await connection.execute("commit")
            return done

    @asynccontextmanager
    async def working(self, actor: Actor) -> AsyncGenerator[UnitOfWork]:
        """A unit of work that is kept at the end of the block."""
        async with self.connection() as connection, connection.transaction():
            work = UnitOfWork(connection, actor, Act.READ, City(Calendar({}), 0, KEYS))
            work.city.edition = await connection.fetchval("select version from city_clock")
            await work.open()
            yield work
            await work.keep(None)

    async def _run(self, connection: Any, verb: Any, actor: Actor, row_id: UUID | None, fields: Any) -> UUID:
        work = UnitOfWork(connection, actor, verb.act, City(Calendar({}), 0, KEYS))
        work.city.edition = await connection.fetchval("select version from city_clock")
        await work.open(verb.noun.row if row_id else None, row_id or NOBODY)
        try:
            done: Any = await verb.run(work, fields)
        except Violation as refusal:
            await work.cited(refusal)
            raise
        done = cast("Any", done[0]) if isinstance(done, tuple) else done
        id: UUID = work.ids[done] if isinstance(done, New) else done.id
        await work.keep((verb.noun.name, id))
        return id

    async def _version(self, connection: Any, noun: Any, row_id: UUID) -> int:
        return await connection.fetchval(f"select version from {table_of(noun.row)} where id = $1", row_id)

    # a city

    async def person(self, role: Role) -> Actor:
        """Somebody in an office."""
        id = uuid7()
        account = await self.add("Account", username=f"u{id.hex}", name="某人", name_sort="mouren", password_hash="x")
        return Actor(role, account)

    async def district(self) -> UUID:
        """A district of the city."""
        city = await self.add(
            "Region",
            code=uuid7().hex[-12:],
            name="昆明市",
            kind="MUNICIPALITY",
            founder="昆明市人民政府",
            sort_key=0,
            valid_from=date(1949, 1, 1),
        )
        return await self.add(
            "Region",
            code=uuid7().hex[-12:],
            name="盘龙区",
            kind="DISTRICT",
            founder="盘龙区人民政府",
            parent_id=city,
            sort_key=1,
            valid_from=date(1949, 1, 1),
        )

    async def holder(self) -> UUID:
        """A legal person."""
        return await self.add(
            "Entity", uscc=uuid7().hex[-18:].upper(), uscc_class="ENTERPRISE", name="某某公司", name_sort="moumou"
        )

    async def platform(self, kind: Kind, holder: UUID, region: UUID) -> UUID:
        """A platform, with its municipal title where it may have one."""
        founding = (
            {"founding_body": "盘龙区人民政府", "founding_document": "盘政1号"} if kind is Kind.SERVICE_CENTER else {}
        )
        id = await self.add(
            "Platform",
            kind=kind,
            name=kind.label,
            name_sort="x",
            region_id=region,
            holder_id=holder,
            founded_on=date(2015, 1, 1),
            **founding,
        )
        if kind is not Kind.SERVICE_CENTER:
            await self.add(
                "Title",
                platform_id=id,
                kind=kind,
                level=Level.MUNICIPAL,
                certificate="1",
                recognised_by="市工信局",
                valid_from=date(2016, 1, 1),
            )
        return id

    async def round(self, graded_year: int) -> UUID:
        """A round that was called, long ago."""
        scheme = await self.add("Scheme", code=uuid7().hex, name="示例", pack="KUNMING_2020", saved_at=THEN)
        dates = dict.fromkeys(
            ("subject_day", "materials_due", "materials_effective", "district_due", "district_effective"), DAY
        )
        called: dict[str, Any] = {
            "called_at": THEN,
            "pack": "KUNMING_2020",
            "scheme_snapshot": [],
            "pack_snapshot": frozen(KUNMING_2020),
            "notice_number": "1",
        }
        return await self.add(
            "Round",
            title="年度评价",
            graded_year=graded_year,
            state=RoundState.CLOSED,
            scheme_id=scheme,
            cut_offs=[],
            drafted_at=THEN,
            **dates,
            **called,
        )

    async def evaluation(self, platform: UUID, grade: Grade, round_id: UUID) -> UUID:
        """A final evaluation with its published result."""
        row, year = await self.one("Platform", platform), (await self.one("Round", round_id))["graded_year"]
        anchors = {"platform_id": platform, "region_id": row["region_id"]}
        state = {"state": EvaluationState.FINAL, "experts_grade": grade, "grade": grade, "final_at": THEN}
        id = await self.add(
            "Evaluation",
            round_id=round_id,
            holder_id=row["holder_id"],
            kind=Kind(row["kind"]),
            graded_year=year,
            **anchors,
            **state,
        )
        result = await self.add(
            "Result",
            evaluation_id=id,
            n=1,
            experts_grade=grade,
            grade=grade,
            reason="示例",
            steps=[],
            inputs={},
            decided_at=THEN,
            **anchors,
        )
        await self.set("evaluation", id, latest_result_id=result, published_result_id=result)
        return id

    async def set(self, table: str, id: UUID, **columns: object) -> None:
        """Change a row behind the verbs' back."""
        sets = ", ".join(f"{name} = ${n}" for n, name in enumerate(columns, 2))
        async with self.connection() as connection:
            values = [str(value) if isinstance(value, Grade | EvaluationState) else value for value in columns.values()]
            await connection.execute(f"update {table} set {sets}, version = version + 1 where id = $1", id, *values)


def shown(noun: str, id: object) -> strawberry.ID:
    """A global id, without the padding that clients may leave out."""
    return strawberry.ID(base64.urlsafe_b64encode(f"{noun}:{id}".encode()).decode().rstrip("="))


def code(refused: Any) -> str:
    """The code of a refusal."""
    violation: Violation = refused.value
    return violation.code.value
