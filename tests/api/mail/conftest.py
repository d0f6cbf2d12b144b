"""The mailroom that these tests share."""

from collections.abc import AsyncGenerator

import pytest

from api.database.database import open_database
from api.settings import Settings
from resolvers.plan.city import open_city
from tests.api.mailserver import mailserver
from tests.builders.mailroom import QUICK, Mailroom


@pytest.fixture
async def office(settings: Settings) -> AsyncGenerator[Mailroom]:
    async with mailserver() as server, await open_database(settings) as database:
        async with database.pool.read() as connection:
            city = await open_city(connection)
        quick = settings.model_copy(update={**QUICK, "smtp_port": server.port})
        yield Mailroom(quick, database, city, server)
