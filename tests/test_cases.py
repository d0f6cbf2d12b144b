"""Every case from the field that this system already answers is settled by a test that bears its number."""

import re
from pathlib import Path
from typing import Final

import pytest

TESTS: Final = Path(__file__).parent
BEARS: Final = re.compile(r"mark\.case\(\"([^\"]+)\"\)")
SETTLED: Final = (
    *(f"1-{n}" for n in (1, 3, 5, 7, 9, 11, 17, 19, 21)),
    *(f"2-{n}" for n in (1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 43, 45, 51)),
)
"""What may not be without a test."""
LATER: Final = (
    *(f"1-{n}" for n in (13, 15, 23)),
    *(f"2-{n}" for n in (47, 49, 53)),
)
"""Funds, other cities, letters, imports and exports: settled, where they are, ahead of time."""


def bearing() -> dict[str, list[str]]:
    """The files whose tests bear each number."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for number in BEARS.findall(path.read_text("utf-8")):
            found.setdefault(number, []).append(path.relative_to(TESTS).as_posix())
    return found


@pytest.mark.parametrize("number", SETTLED)
def test_a_case_has_its_test(number: str) -> None:
    assert number in bearing()


def test_no_test_bears_a_number_that_no_case_has() -> None:
    assert set(bearing()) <= {*SETTLED, *LATER}
