"""The tour of `docs/tour.md`, operation by operation, as a newcomer pastes it."""

import re
from typing import Any, Final

from api.http.tour import TOUR, in_turn, operations
from tests.api.client import Client

PUBLIC: Final = "public"
HAN: Final = re.compile(r"[\u4e00-\u9fff]")


def part(answer: Any, path: str) -> Any:
    """The part of an answer that a path names."""
    for step in path.split("."):
        answer = answer[int(step)] if step.isdigit() else answer[step]
    assert answer is not None, path
    return answer


async def test_the_tour_runs_as_it_is_printed(anyone: Client) -> None:
    people, variables, answers = {PUBLIC: anyone}, dict[str, Any](), dict[str, Any]()
    tour = list(operations(TOUR.read_text("utf-8")))
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


def test_what_the_tour_says_is_said_in_chinese_with_the_english_below() -> None:
    prose = re.sub(r"^```graphql\n.*?^```$", "", TOUR.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    paragraphs = re.split(r"\n{2,}", prose.strip())

    for chinese, english in zip(paragraphs[::2], paragraphs[1::2], strict=True):
        assert HAN.search(chinese), chinese
        assert not chinese.startswith(">"), chinese
        assert english.startswith("> "), chinese


def test_every_step_of_the_tour_stands_under_chinese_words() -> None:
    steps = list(operations(TOUR.read_text("utf-8")))

    assert [each.heading for each in steps if not HAN.search(each.heading)] == []
    assert [each.says for each in steps if each.says and not HAN.search(each.says)] == []
    assert len([each for each in steps if each.says]) > 15
