"""Every code a client may meet is catalogued, with what to do about it."""

import ast
from collections import Counter
from pathlib import Path
from typing import Final

from api.commands.errors import BROKEN, page
from api.http.outage import KINDS
from domain.kernel.advice import CHAPTERS
from domain.kernel.violations import Code

ROOT: Final = Path(__file__).parents[1]
RAISED: Final = {"BadRequest": 1, "BadArgument": 0, "Refused": 0, "wrong": 1}
"""How each way of refusing a request is called, and which argument of it is the code."""


def test_every_refusal_stands_in_one_chapter() -> None:
    found = Counter(code for chapter in CHAPTERS for code in chapter.remedies)

    assert {code.value for code in Code if found[code] != 1} == set()


def test_every_code_of_a_broken_request_is_catalogued_and_no_other() -> None:
    found = set[str]()
    for path in (path for floor in ("api", "resolvers") for path in (ROOT / floor).rglob("*.py")):
        if "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            place = RAISED.get(getattr(node.func, "id", "")) if isinstance(node, ast.Call) else None
            if place is not None and isinstance(node, ast.Call) and len(node.args) > place:
                found |= codes_in(node.args[place])

    # Four are made from the name of a limit, and those of outages stand beside their messages.
    made = {
        "TOO_MANY_ALIASES",
        "TOO_MANY_DIRECTIVES",
        "TOO_MANY_REPEATS",
        "TOO_MANY_SCHEMAS",
        *(outage.code for _, outage in KINDS),
    }
    assert found | made == set(BROKEN)


def codes_in(node: ast.expr) -> set[str]:
    """The codes written in an argument."""
    texts = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))
    return {text for text in texts if isinstance(text, str) and text.isupper() and not text.endswith("_")}


def test_the_page_holds_every_code_in_one_line() -> None:
    lines = [line.split(" | ")[0].strip("| `") for line in page().splitlines() if line.startswith("| `")]

    assert sorted(lines) == sorted([*BROKEN, *(code.value for code in Code)])
    assert all(line.count("|") == 5 for line in page().splitlines() if line.startswith("| `"))
