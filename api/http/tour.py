"""The tour of `docs/tour.md`, as steps that can be walked: who runs what, in which order, and what is kept of the answer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

TOUR: Final = Path(__file__).resolve().parents[2] / "docs" / "tour.md"


@dataclass(frozen=True)
class TourOperation:
    """One operation of a page: under which heading and sentence it stands, who runs it, what is kept, how it is refused."""

    heading: str
    says: str
    accounts: tuple[str, ...]
    keeps: tuple[tuple[str, str], ...]
    refused: frozenset[str]
    document: str


def operations(page: str) -> Iterator[TourOperation]:
    """The operations of a page, in order."""
    heading = ""
    before, *blocks = re.split(r"^```graphql\n(.*?)^```\n?", page, flags=re.DOTALL | re.MULTILINE)
    for block, after in zip(blocks[::2], blocks[1::2], strict=True):
        *_, heading = (heading, *re.findall(r"^#+ (.*)$", before, re.MULTILINE))
        yield read(heading, before, block)
        before = after


def read(heading: str, before: str, block: str) -> TourOperation:
    """A block with its notes, and the Chinese paragraph it follows; the English below that is quoted."""
    [accounts] = re.findall(r"^# as (.*)$", block, re.MULTILINE)
    refused = re.findall(r"^# refused (.*)$", block, re.MULTILINE)
    *_, says = ("", *(each for each in before.strip().split("\n\n") if not each.startswith(">")))
    return TourOperation(
        heading,
        "" if says.startswith("#") else says,
        tuple(accounts.split(", ")),
        tuple(re.findall(r"^# keep (\w+) = ([\w.]+)$", block, re.MULTILINE)),
        frozenset(code for line in refused for code in line.split(", ")),
        block,
    )


def in_turn(page: Iterable[TourOperation]) -> Iterator[tuple[str, TourOperation]]:
    """Who runs what: several accounts run the operations of one line after each other."""
    for accounts, several in groupby(page, key=lambda operation: operation.accounts):
        same = list(several)
        for account in accounts:
            for operation in same:
                yield account, operation
