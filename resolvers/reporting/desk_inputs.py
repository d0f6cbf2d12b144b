"""The inputs of a desk's decision, shared by the verbs of every desk."""

from typing import TypeVar

import strawberry

from domain.kernel.change import Change
from domain.reporting import review as review_rules
from domain.reporting.form import CODES
from domain.reporting.review import Findings, ItemFinding, ReviewFacts
from resolvers.work.mutation import Update, argument
from resolvers.work.unit_of_work import UnitOfWork
from schema.noun.noun import Row
from schema.reporting.review import ReviewRow

R = TypeVar("R", bound=Row)


@strawberry.input(description="What is wrong with one item.")
class ItemReasonInput:
    item: str = argument(
        "The item meant: a field of the form in camel case, such as `activityCount`, or `activities`, `enterprises`, `whole`."
    )
    reason: str = argument("What is wrong with it.")


@strawberry.input(description="A decision, with an opinion where there is something to say.")
class DecideInput(Update):
    opinion: str | None = argument("The desk's opinion; at most 2000 characters.", default=None)


@strawberry.input(description="A return: what is wrong with which item.")
class ReturnInput(DecideInput):
    items: list[ItemReasonInput] = argument("At least one item with its reason.")


def findings_of(input: DecideInput) -> Findings:
    """A desk's findings are checked."""
    items = input.items if isinstance(input, ReturnInput) else []
    return review_rules.findings_of(
        input.opinion, [ItemFinding(one.item, one.reason) for one in items], CODES | review_rules.PARTS
    )


def review_facts(review: ReviewRow | None) -> ReviewFacts | None:
    """A review's facts are read for the rule."""
    return None if review is None else review.facts(ReviewFacts)


def decided(work: UnitOfWork, row: R, review: ReviewRow | None, changes: tuple[Change, Change | None]) -> R:
    """A decision changes the record, and the review of its version."""
    own, closing = changes
    work.apply(row, own)
    if review is not None and closing is not None:
        work.apply(review, closing)
    return row
