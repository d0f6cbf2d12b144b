"""The README's tour, operation by operation, as a newcomer pastes it."""

from typing import Any, Final

from api.http.tour import README, in_turn, operations
from tests.api.client import Client

PUBLIC: Final = "public"


def part(answer: Any, path: str) -> Any:
    """The part of an answer that a path names."""
    for step in path.split("."):
        answer = answer[int(step)] if step.isdigit() else answer[step]
    assert answer is not None, path
    return answer


async def test_the_tour_of_the_readme_runs_as_it_is_printed(anyone: Client) -> None:
    people, variables, answers = {PUBLIC: anyone}, dict[str, Any](), dict[str, Any]()
    tour = list(operations(README.read_text("utf-8")))
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
