"""The README's tour, operation by operation, as a newcomer pastes it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from tests.api.client import Client

README: Final = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
PUBLIC: Final = "public"


@dataclass(frozen=True)
class Operation:
    """One operation of a page: who runs it, what of the answer is kept, and how it is refused."""

    accounts: tuple[str, ...]
    keeps: tuple[tuple[str, str], ...]
    refused: frozenset[str]
    document: str


def operations(page: str) -> list[Operation]:
    """The operations of a page, in order."""
    return [read(block) for block in re.findall(r"```graphql\n(.*?)```", page, re.DOTALL)]


def read(block: str) -> Operation:
    """A block with its notes."""
    [accounts] = re.findall(r"^# as (.*)$", block, re.MULTILINE)
    keeps = re.findall(r"^# keep (\w+) = ([\w.]+)$", block, re.MULTILINE)
    refused = re.findall(r"^# refused (.*)$", block, re.MULTILINE)
    return Operation(
        tuple(accounts.split(", ")),
        tuple(keeps),
        frozenset(code for line in refused for code in line.split(", ")),
        block,
    )


def in_turn(page: Iterable[Operation]) -> Iterator[tuple[str, Operation]]:
    """Who runs what: several accounts run the operations of one line after each other."""
    for accounts, several in groupby(page, key=lambda operation: operation.accounts):
        same = list(several)
        for account in accounts:
            for operation in same:
                yield account, operation


def part(answer: Any, path: str) -> Any:
    """The part of an answer that a path names."""
    for step in path.split("."):
        answer = answer[int(step)] if step.isdigit() else answer[step]
    assert answer is not None, path
    return answer


async def test_the_tour_of_the_readme_runs_as_it_is_printed(anyone: Client) -> None:
    people, variables, answers = {PUBLIC: anyone}, dict[str, Any](), dict[str, Any]()
    tour = operations(README)
    assert len(tour) > 40

    for account, operation in in_turn(tour):
        if account not in people:
            people[account] = await anyone.signed_in(account)
        answer = await people[account].query(operation.document, **variables)
        codes = {
            problem["code"]
            for field in answer.values()
            if field and "problems" in field
            for problem in field["problems"]
        }
        as_told = codes <= operation.refused and bool(codes) == bool(operation.refused)
        assert as_told, (account, operation.document, answer)
        variables |= {name: part(answer, path) for name, path in operation.keeps}
        answers |= answer

    subsidy = answers["recordPaymentOutcome"]["subsidy"]
    assert (subsidy["state"], subsidy["amount"]) == ("PAID", answers["calculateSubsidy"]["claim"]["payable"])
    assert any(step["article"] and step["article"].startswith("第十八条") for step in subsidy["derivation"])
    assert answers["receiveConsolidation"]["consolidation"]["state"] == "RECEIVED"
    assert answers["acceptReport"]["report"]["acceptedVersion"]["n"] == 2
    assert {item["grade"] for item in answers["notices"]["nodes"][0]["items"]["nodes"]} == {"GOOD", "UNQUALIFIED"}
    assert answers["audits"]["nodes"]
