"""The pool: held connections, a bounded wait, and nothing lent twice that might be broken."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest

from api.database.database import Busy, Database, open_database
from api.settings import Settings
from tests.pace import paced


async def pid(connection: asyncpg.Connection[asyncpg.Record]) -> int:
    return await connection.fetchval("SELECT pg_backend_pid()")


async def test_a_connection_is_held_and_lent_again(database: Database):
    async with database.pool.read() as connection:
        first = await pid(connection)
    async with database.pool.read() as connection:
        assert await pid(connection) == first


async def test_plans_are_generic_and_both_kinds_keep_city_time(database: Database):
    async with database.pool.read() as connection:
        assert await connection.fetchval("SHOW plan_cache_mode") == "force_generic_plan"
        assert await connection.fetchval("SHOW timezone") == "Asia/Shanghai"
    async with database.pool.write() as connection:
        assert await connection.fetchval("SHOW plan_cache_mode") == "force_generic_plan"
        assert await connection.fetchval("SHOW statement_timeout") == "5s"
        assert await connection.fetchval("SHOW lock_timeout") == "1500ms"


async def test_json_comes_back_as_values_and_text_goes_in_as_json(database: Database):
    async with database.pool.read() as connection:
        assert await connection.fetchval("SELECT $1::jsonb", {"名": [1]}) == {"名": [1]}
        assert await connection.fetchval("SELECT $1::jsonb", '{"名": [1]}') == {"名": [1]}


async def test_waiting_in_vain_is_told_as_busy(settings: Settings):
    tight = settings.model_copy(update={"read_connections": 1, "acquire_seconds": paced(0.05)})
    async with await open_database(tight) as database, database.pool.read():
        with pytest.raises(Busy):
            async with database.pool.read():
                pass


async def test_a_broken_connection_is_replaced(database: Database):
    async with database.pool.write() as connection:
        first = await pid(connection)
        async with database.pool.read() as other:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await other.execute("SELECT pg_reload_conf()")
        connection.terminate()

    async with database.pool.write() as connection:
        assert await pid(connection) != first


async def test_a_refused_statement_costs_no_connection(database: Database):
    async with database.pool.write() as connection:
        first = await pid(connection)
        with pytest.raises(asyncpg.DivisionByZeroError):
            await connection.fetchval("SELECT 1/0")
    async with database.pool.write() as connection:
        assert await pid(connection) == first


async def test_a_connection_left_in_a_transaction_is_not_lent_again(database: Database):
    async with database.pool.write() as connection:
        first = await pid(connection)
        await connection.execute("BEGIN")
    async with database.pool.write() as connection:
        assert await pid(connection) != first


async def test_a_connection_cut_off_in_mid_command_is_not_lent_again(database: Database):
    async def dawdle() -> None:
        async with database.pool.read() as connection:
            await connection.execute("SELECT pg_sleep(5)")

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(dawdle(), 0.2)

    async with database.pool.read() as connection:
        assert await connection.fetchval("SELECT 1") == 1


async def test_a_server_out_of_reach_is_told_as_busy(tmp_path: Path):
    database = await open_database(Settings(database_url=f"postgresql://nobody@/nothing?host={tmp_path}"))

    with pytest.raises(Busy):
        async with database.pool.read():
            pass
