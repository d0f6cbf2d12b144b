"""Difficulties and who has them in hand (Art. 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.kernel.change import Change
from domain.kernel.events import Event
from domain.kernel.violations import Code
from domain.supervision import difficulty as difficulty_rules
from domain.supervision.difficulty import OWNERS, DifficultyFacts, Raised
from domain.terms import Role
from domain.terms.supervision import DifficultyState
from tests.builders.money import NOON, an_id
from tests.builders.refusing import refused

S = DifficultyState
OPEN = DifficultyFacts(S.OPEN, None, "盘龙区", region_has_centre=True)


def assigned(to: Role, **facts: Any) -> Change:
    return difficulty_rules.assign(replace(OPEN, **facts), to, " ", at=NOON)


def test_a_difficulty_goes_from_whoever_raised_it_to_an_owner_and_back() -> None:
    raised = difficulty_rules.raise_(
        Raised(an_id("platform"), an_id("region"), "场地到期", "租约年底到期"), Role.OPERATOR, at=NOON
    )

    assert list(raised.events) == [Event.DIFFICULTY_RAISED]
    assert difficulty_rules.resolve(S.IN_HAND, "已协调续租", at=NOON).set["state"] is S.RESOLVED
    assert difficulty_rules.reopen(S.RESOLVED, "租金仍未落实").set["state"] is S.IN_HAND
    assert difficulty_rules.close(S.RESOLVED, at=NOON).set["state"] is S.CLOSED
    assert refused(lambda: difficulty_rules.close(S.IN_HAND, at=NOON)) is Code.WRONG_STATE
    assert refused(lambda: difficulty_rules.resolve(S.OPEN, "已协调", at=NOON)) is Code.WRONG_STATE


@pytest.mark.parametrize("owner", Role)
def test_only_the_three_coordinate(owner: Role) -> None:
    if owner in OWNERS:
        assert assigned(owner).set == {"state": S.IN_HAND, "owner": owner, "note": None, "assigned_at": NOON}
    else:
        assert refused(lambda: assigned(owner)) is Code.INVALID


def test_another_may_take_it_over_but_not_a_centre_that_is_not_there() -> None:
    in_hand: dict[str, Any] = {"state": S.IN_HAND, "owner": Role.DISTRICT_DEPARTMENT}

    assert assigned(Role.MUNICIPAL_CENTER, **in_hand).set["owner"] is Role.MUNICIPAL_CENTER
    assert refused(lambda: assigned(Role.DISTRICT_DEPARTMENT, **in_hand)) is Code.SAME_AS_BEFORE
    assert refused(lambda: assigned(Role.DISTRICT_CENTER, region_has_centre=False)) is Code.REGION_HAS_NO_CENTRE
    assert refused(lambda: assigned(Role.DISTRICT_CENTER, state=S.CLOSED)) is Code.WRONG_STATE
