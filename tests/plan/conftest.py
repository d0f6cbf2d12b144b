"""The owner of a city whose rows are changed past what the database keeps."""

from collections.abc import AsyncGenerator
from typing import Any

import asyncpg
import pytest

from api.settings import Settings


@pytest.fixture
async def changed(city_settings: Settings) -> AsyncGenerator[Any]:
    """The owner of a city in which platforms move, people hold two offices and offices end, as each seed has it."""
    owner = await asyncpg.connect(city_settings.database_url)
    await owner.execute("set session_replication_role = replica")
    yield owner
    await owner.close()
