"""What connections keep in PostgreSQL: a text is prepared when it comes again, within a number of bytes, and connections wear out."""

import pytest

from api.database.database import open_database
from api.database.statements import PREPARED_BYTES, FrugalConnection, Prepared
from api.settings import Settings

KEPT = "select count(*)::int4, coalesce(sum(length(statement)), 0)::int4 from pg_prepared_statements"


async def test_a_text_is_prepared_when_it_comes_again_on_whatever_connection(settings: Settings) -> None:
    async with (
        await open_database(settings) as database,
        database.pool.read() as one,
        database.pool.read() as other,
    ):

        async def names(connection: FrugalConnection) -> int:
            return len(
                [
                    each
                    for each in await connection.fetch("select statement from pg_prepared_statements")
                    if "1 + 2" in each[0]
                ]
            )

        await names(one)
        await names(other)
        assert await one.fetchval("select 1 + 2") == 3
        assert await names(one) == 0
        assert await other.fetchval("select 1 + 2") == 3
        assert (await names(one), await names(other)) == (0, 1)
        assert await one.fetchval("select 1 + 2") == 3
        assert (await names(one), await names(other)) == (1, 1)


@pytest.mark.parametrize("times", [1, 3])
async def test_unlike_texts_take_no_more_than_the_budget(settings: Settings, times: int) -> None:
    most = 1 << 20
    async with (
        await open_database(settings.model_copy(update={"statement_bytes": most})) as database,
        database.pool.read() as connection,
    ):
        for n in range(300):
            for _ in range(times):
                assert await connection.fetchval(f"select {n} + length('{'x' * 1000}')") == n + 1000
        count, length = await connection.fetchrow(KEPT) or (0, 0)
        cache = connection._stmt_cache

    assert count <= (5 if times == 1 else 60)
    assert length * PREPARED_BYTES <= most
    assert isinstance(cache, Prepared)


async def test_what_is_kept_is_used_and_what_was_let_go_is_prepared_anew(settings: Settings) -> None:
    async with (
        await open_database(settings.model_copy(update={"statement_bytes": 1 << 20})) as database,
        database.pool.write() as connection,
    ):
        texts = [f"select $1::int4 + {n} + length('{'x' * 1000}')" for n in range(30)]
        for _ in range(5):
            async with connection.transaction():
                assert [await connection.fetchval(text, 1) for text in texts] == [n + 1001 for n in range(30)]


@pytest.mark.parametrize(
    ("worn", "renewed"),
    [({"connection_statements": 20}, True), ({"connection_seconds": 1e-9}, True), ({}, False)],
)
async def test_a_worn_connection_is_renewed(settings: Settings, worn: dict[str, float], renewed: bool) -> None:
    one = settings.model_copy(update={"read_connections": 1, **worn})
    async with await open_database(one) as database:
        servers = set[int]()
        for n in range(60):
            async with database.pool.read() as connection:
                assert await connection.fetchval(f"select {n}") == n
                servers.add(connection.get_server_pid())

        assert (len(servers) > 1) == renewed
