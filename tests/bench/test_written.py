"""The bench can undo what it measured in the schema of today."""

import asyncpg

from api.settings import Settings
from tests.bench.written import WROTE, undo, written


async def test_what_was_handed_in_is_undone(settings: Settings) -> None:
    owner = await asyncpg.connect(str(settings.database_url))

    await undo(owner)

    assert await written(owner) == {table: [] for table in WROTE}
    await owner.close()
