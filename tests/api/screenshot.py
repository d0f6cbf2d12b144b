"""The README's picture: a step of the tour, run at the demonstration city that `dev.py run` serves."""

import asyncio
import sys
from pathlib import Path
from typing import Final

from tests.api.browser import visiting

PICTURE: Final = Path(__file__).resolve().parents[2] / "docs" / "graphiql.png"


async def take(url: str) -> None:
    """Sign in and run a step, and picture what is shown."""
    async with visiting(url) as visit:
        await visit.open_step("WhatIOwe")
        await visit.run()
        await visit.page.screenshot(path=PICTURE)


if __name__ == "__main__":
    asyncio.run(take(*sys.argv[1:] or ["http://127.0.0.1:8000"]))
