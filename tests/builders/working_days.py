"""A calendar that is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.commands.calendar_file import declared
from domain.calendar import Calendar
from resolvers.plan.city import City
from resolvers.time.working_days import Loaded, load
from tests.builders.keys import KEYS

if TYPE_CHECKING:
    from pathlib import Path

    from api.database.database import Database


HEADER = "day,kind,name,source,region"


async def loading(database: Database, folder: Path, *lines: str, header: str = HEADER) -> Loaded:
    """Load a file of these lines."""
    file = folder / "days.csv"
    file.write_text("\n".join((header, *lines)), "utf-8")
    return await load(database.pool.write, City(Calendar({}), 0, KEYS), lambda regions: declared(file, regions))
