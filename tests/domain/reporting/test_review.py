"""Reviews: opened when a version reaches a desk, closed once, by somebody else (Art. 14, 17(2))."""

from __future__ import annotations

from datetime import date

import pytest

from domain.kernel.violations import Code, Violation
from domain.reporting import review as review_rules
from domain.reporting.form import CODES
from domain.reporting.review import Findings, ItemFinding
from domain.terms import Role
from domain.terms.reporting import Decision
from tests.builders.filings import AGREED, CENTRE, NOON, OPERATOR, WRONG, a_review, an_id, at, calendar

BY = CENTRE.account
DESK = Role.DISTRICT_CENTER


def refused(act: object) -> Code:
    with pytest.raises(Violation) as refusal:
        act()  # pyright: ignore[reportCallIssue]
    return refusal.value.code


@pytest.mark.case("2-15")
def test_a_new_review_is_empty():
    new = review_rules.opened({"report_version_id": an_id("version 2")}, DESK, at=NOON)

    assert new.noun == "Review"
    assert dict(new.values) == {"report_version_id": an_id("version 2"), "desk": DESK, "opened_at": NOON}


def test_a_review_is_closed_with_what_was_said():
    change = review_rules.closed(a_review(), Decision.RETURNED, WRONG, by=BY, at=NOON)

    assert change.set == {
        "closed_at": NOON,
        "decision": Decision.RETURNED,
        "decider_id": BY,
        "opinion": None,
        "item_reasons": [{"item": "expertCount", "reason": "与上季度不符"}],
    }


@pytest.mark.case("2-15")
@pytest.mark.parametrize("decision", list(Decision))
def test_a_review_is_closed_once(decision: Decision):
    assert (
        refused(lambda: review_rules.closed(a_review(closed_at=NOON), decision, AGREED, by=BY, at=NOON))
        is Code.REVIEW_CLOSED
    )
    assert refused(lambda: review_rules.closed(None, decision, AGREED, by=BY, at=NOON)) is Code.REVIEW_CLOSED


@pytest.mark.requirement("RX.3")
@pytest.mark.parametrize("decision", [one for one in Decision if one not in (Decision.RECALLED, Decision.HANDED_OVER)])
def test_nobody_decides_on_what_they_handed_in(decision: Decision):
    assert (
        refused(lambda: review_rules.closed(a_review(submitter=BY), decision, AGREED, by=BY, at=NOON))
        is Code.OWN_FILING
    )
    assert (
        refused(lambda: review_rules.at_once({"submitter_id": BY}, DESK, decision, WRONG, by=BY, at=NOON))
        is Code.OWN_FILING
    )


@pytest.mark.parametrize("decision", [Decision.RECALLED, Decision.HANDED_OVER])
def test_a_recall_or_handing_over_has_no_decider(decision: Decision):
    change = review_rules.closed(a_review(), decision, by=OPERATOR.account, at=NOON)

    assert change.set["decider_id"] is None


def test_what_is_decided_at_once_is_opened_and_closed_together():
    new = review_rules.at_once(
        {"submitter_id": OPERATOR.account}, DESK, Decision.SENT_BACK, WRONG, by=BY, at=NOON
    ).values

    assert (new["opened_at"], new["closed_at"], new["decision"], new["decider_id"]) == (
        NOON,
        NOON,
        Decision.SENT_BACK,
        BY,
    )


# what a desk says

KNOWN = CODES | review_rules.PARTS


@pytest.mark.parametrize("item", ["activityCount", "featureText", "whole", "activities", "enterprises"])
def test_items_are_fields_of_the_form_or_its_parts(item: str):
    assert review_rules.findings_of(None, [ItemFinding(item, " 有误 ")], KNOWN) == Findings(
        None, [ItemFinding(item, "有误")]
    )


@pytest.mark.parametrize(
    ("opinion", "items", "code"),
    [
        (None, [ItemFinding("activity_count", "有误")], Code.UNKNOWN_ITEM),
        (None, [ItemFinding("expertCount", " ")], Code.REASON_REQUIRED),
        ("字" * 2001, [], Code.TOO_LONG),
    ],
)
def test_what_cannot_be_said(opinion: str | None, items: list[ItemFinding], code: Code):
    assert refused(lambda: review_rules.findings_of(opinion, items, KNOWN)) is code


def test_a_refusal_tells_which_of_several_items_is_meant():
    right = ItemFinding("expertCount", "不实")
    with pytest.raises(Violation) as refusal:
        review_rules.findings_of(None, [right, ItemFinding("Z9", "不实")], {"expertCount"}, "reasons")
    assert refusal.value.path == ("reasons", "1", "item")


def test_a_return_says_what_is_wrong_with_which_item():
    assert refused(lambda: review_rules.reasons(Findings("请修改"))) is Code.ITEM_REASONS_REQUIRED


def test_passing_on_needs_an_opinion():
    assert refused(lambda: review_rules.an_opinion(review_rules.findings_of("  ", [], KNOWN))) is Code.OPINION_REQUIRED
    assert review_rules.an_opinion(AGREED) is AGREED


# how long


@pytest.mark.requirement("R14.2")
@pytest.mark.parametrize(
    ("opened", "closed", "days"),
    [
        ("2022-09-08 09:00", "2022-09-13 17:00", 2),  # Mid-Autumn break 10 to 12
        ("2022-09-14 08:00", "2022-09-14 20:00", 0),
        ("2022-09-10 23:50", "2022-09-12 00:10", 0),
        ("2022-09-14 20:00", None, 3),
    ],
)
def test_a_desk_is_charged_the_working_days_it_held_a_version(opened: str, closed: str | None, days: int):
    row = {"opened_at": at(opened), "closed_at": closed and at(closed), "region_id": an_id("region")}

    assert review_rules.days_held(row, calendar(), date(2022, 9, 19)) == days
