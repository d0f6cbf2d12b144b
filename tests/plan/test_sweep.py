"""Filters, orders, cursors, counts, figures and nested paths, swept for each role against an oracle that shares nothing with the table of rights."""

import ast
import os
from pathlib import Path
from typing import Any, Final

from api.database.database import open_database
from api.settings import Settings
from domain.rights.scope import Actor
from tests.plan import oracle
from tests.plan.changed_city import a_city
from tests.plan.oracle import Eye
from tests.plan.sweep import NOUN_NAMES

CELLS: Final = 1_000_000 if os.environ.get("DIANCHI_LONG") else 20_000
SEED: Final = int(os.environ.get("DIANCHI_SEED", "20221201"))


async def test_no_cell_differs_from_what_the_oracle_says(changed: Any, city_settings: Settings) -> None:
    cells, asked, seed = 0, set[tuple[str, str]](), SEED
    by_role = dict[str, list[tuple[Actor, Eye]]]()
    async with await open_database(city_settings) as database, database.pool.read() as connection:
        while cells < CELLS:
            sweep, by_role = await a_city(changed, connection, database.keyring, seed)
            for name in NOUN_NAMES:
                for letter, people in by_role.items():
                    await sweep.noun(*sweep.random.choice(people), name)
                    asked.add((letter, name))
            for people in by_role.values():
                await sweep.figures(*sweep.random.choice(people))
            assert sweep.differences == [], sweep.differences[:20]
            cells, seed = cells + sweep.cells, seed + 1
    print(f"\n{cells} cells in {seed - SEED} cities")
    letters = {letter for letter, _ in asked}
    assert len(asked) == len(NOUN_NAMES) * len(letters)
    assert len(letters) >= 9
    assert "A" in letters


def test_the_oracle_imports_nothing_of_ours() -> None:
    tree = ast.parse(Path(oracle.__file__).read_text("utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }

    assert imported <= {"collections", "dataclasses", "datetime", "typing", "uuid"}
