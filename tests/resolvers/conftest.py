"""What tests of the verbs stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.resolvers.district import District

if TYPE_CHECKING:
    from api.database.database import Database


@pytest.fixture
async def district(database: Database) -> District:
    found = District(database)
    await found.settle()
    await found.now("2022-09-10 12:00")
    return found
