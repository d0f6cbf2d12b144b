"""What a desk says when it decides, as every desk's verb takes it."""

import strawberry

from domain import reviewing
from domain.form import CODES
from domain.reviewing import Findings, ItemReason
from resolvers.mutation import Update, given


@strawberry.input(description="What is wrong with one item.")
class ItemReasonInput:
    item: str = given(
        "The item meant: a field of the form in camel case, such as `activityCount`, or `activities`, `enterprises`, `whole`."
    )
    reason: str = given("What is wrong with it.")


@strawberry.input(description="A decision, with an opinion where there is something to say.")
class DecideInput(Update):
    opinion: str | None = given("The desk's opinion; at most 2000 characters.", default=None)


@strawberry.input(description="A return: what is wrong with which item.")
class ReturnInput(DecideInput):
    items: list[ItemReasonInput] = given("At least one item with its reason.")


def findings_of(input: DecideInput) -> Findings:
    """What was said, checked."""
    items = input.items if isinstance(input, ReturnInput) else []
    return reviewing.said(input.opinion, [ItemReason(one.item, one.reason) for one in items], CODES)
