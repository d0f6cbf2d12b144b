"""How long sessions and passwords last (ours)."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.kernel.violations import Code
from domain.people.session import DoorPolicy, PasswordFacts, aged, expired

NOW = datetime(2022, 6, 1, 9, tzinfo=UTC)


def test_a_session_ends_after_its_hours() -> None:
    assert DoorPolicy(session_hours=12).ends(NOW) == NOW + timedelta(hours=12)


@pytest.mark.parametrize(
    ("days", "since", "over"),
    [(7, 7, True), (7, 6, False), (0, 5000, False), (1, 1, True), (7, None, False)],
)
def test_a_period_is_over_after_its_days_and_one_of_none_never(days: int, since: int | None, over: bool) -> None:
    begun = None if since is None else NOW - timedelta(days=since)

    refusal = expired(begun, DoorPolicy(first_password_days=days), NOW)

    assert (refusal and refusal.code) == (Code.PASSWORD_EXPIRED if over else None)
    assert aged(begun, DoorPolicy(password_days=days), NOW) is over


def test_five_passwords_of_ones_own_choice_are_remembered_and_none_that_was_given() -> None:
    past = [f"past-{n}" for n in range(5)]

    chosen = PasswordFacts("own", past, NOW, None)
    assert chosen.kept == ["own", *past[:4]]
    assert chosen.remembered == ["own", *past[:4]]
    given = PasswordFacts("given", past, NOW, NOW)
    assert given.kept == past
    assert given.remembered == ["given", *past]
    assert PasswordFacts("first", None, None, NOW).kept == []
