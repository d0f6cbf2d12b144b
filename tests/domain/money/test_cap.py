"""The lifetime cap of one platform or base (Art. 18; reading L12)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.change import Increment
from domain.kernel.units import Fen, yuan
from domain.kernel.violations import Code, Violation
from domain.money import cap as cap_rules
from domain.money.cap import CapFacts
from domain.terms import Kind
from domain.terms.money import CapEntryKind
from tests.builders.money import NOON, PACK, Accounts, an_id


def an_account(*, carried: int = 0, awarded: int = 0, cap: int = 150_000) -> CapFacts:
    over = yuan(max(0, carried + awarded - cap))
    return CapFacts(an_id("account"), an_id("platform"), yuan(cap), yuan(carried), Fen(0), yuan(awarded), over)


def test_an_account_begins_empty_under_the_cap_of_its_kind() -> None:
    new = cap_rules.a_new_account(an_id("platform"), Kind.DEMO_BASE, PACK)

    assert (new.values["cap"], new.values["carried"], new.values["awarded"]) == (yuan(400_000), 0, 0)


def test_a_centre_has_no_cap() -> None:
    with pytest.raises(Violation) as refused:
        cap_rules.a_new_account(an_id("platform"), Kind.SERVICE_CENTER, PACK)

    assert refused.value.code is Code.NO_CAP


@pytest.mark.case("2-19")
@pytest.mark.parametrize(("amount", "allowed"), [(20_000, True), (20_001, False), (50_000, False)])
def test_an_award_takes_no_more_than_is_left(amount: int, allowed: bool) -> None:
    account = an_account(carried=130_000)

    if not allowed:
        with pytest.raises(Violation) as refused:
            cap_rules.taken(account, account.cap, yuan(amount), an_id("subsidy"), at=NOON)
        assert refused.value.message() == "累计上限余额仅20000.00元。"
        return
    raised = cap_rules.taken(account, account.cap, yuan(amount), an_id("subsidy"), at=NOON).set["awarded"]
    assert isinstance(raised, Increment)
    assert (raised.by, raised.to_at_most) == (yuan(20_000), yuan(20_000))


@pytest.mark.case("2-19")
def test_the_bound_of_the_raise_holds_whatever_was_awarded_meanwhile() -> None:
    seen = an_account(carried=30_000, awarded=20_000)
    raised = cap_rules.taken(seen, seen.cap, yuan(50_000), an_id("subsidy"), at=NOON).set["awarded"]

    assert isinstance(raised, Increment)
    assert raised.to_at_most is not None
    fits = [awarded for awarded in range(0, 150_001, 10_000) if yuan(awarded) + raised.by <= raised.to_at_most]
    assert max(fits) == 70_000, "30,000 carried, 70,000 awarded and 50,000 more are the cap"


def test_an_opening_balance_is_recorded_once() -> None:
    cap_rules.opened(an_account(), yuan(130_000), "2019年台账", before=False, at=NOON)

    with pytest.raises(Violation) as refused:
        cap_rules.opened(an_account(), yuan(1), "2019年台账", before=True, at=NOON)
    assert refused.value.code is Code.ALREADY_OPENED


def test_an_opening_balance_above_the_cap_leaves_nothing_and_is_no_error() -> None:
    accounts = Accounts()
    one = accounts.open("old", Kind.DEMO_PLATFORM)

    accounts.apply(one, cap_rules.opened(accounts.accounts[one], yuan(200_000), "x", before=False, at=NOON))

    assert accounts.accounts[one].headroom == 0


@pytest.mark.parametrize(
    ("opening", "awarded"), [(160_000, 0), (120_000, 50_000), (100_001, 100_000), (400_000, 150_000)]
)
def test_what_was_awarded_stays_so_when_an_opening_balance_passes_the_cap(opening: int, awarded: int) -> None:
    """13 E1."""
    accounts = Accounts()
    one = accounts.open("old", Kind.DEMO_PLATFORM)
    for number in range(0, awarded, 50_000):
        accounts.take(one, yuan(50_000), an_id(str(number)))

    accounts.apply(one, cap_rules.opened(accounts.accounts[one], yuan(opening), "x", before=False, at=NOON))

    now = accounts.accounts[one]
    assert (now.carried, now.transferred, now.awarded) == (yuan(opening), 0, yuan(awarded))
    assert (now.over, now.headroom) == (
        yuan(max(0, opening + awarded - 150_000)),
        yuan(max(0, 150_000 - opening - awarded)),
    )


def test_a_transfer_passes_the_cap_and_what_comes_back_lessens_it_first() -> None:
    """13 E1."""
    accounts = Accounts()
    left, right = (accounts.open(name, Kind.DEMO_PLATFORM) for name in ("left", "right"))
    for number, one in enumerate((left, right, left, right, right)):
        accounts.take(one, yuan(40_000), an_id(str(number)))
    accounts.merge(right, [left])
    joined = accounts.accounts[right]
    assert (joined.carried, joined.transferred, joined.awarded) == (0, yuan(80_000), yuan(120_000))
    assert joined.over == yuan(50_000)

    accounts.give_back(yuan(30_000), an_id("0"))

    after = accounts.accounts[right]
    assert (after.transferred, after.awarded, after.over) == (yuan(50_000), yuan(120_000), yuan(20_000))
    accounts.give_back(yuan(40_000), an_id("1"))
    after = accounts.accounts[right]
    assert (after.transferred, after.awarded, after.over, after.headroom) == (
        yuan(50_000),
        yuan(80_000),
        0,
        yuan(20_000),
    )


def test_a_merger_adds_up_what_both_received() -> None:
    accounts = Accounts()
    left, right, merged = (accounts.open(name, Kind.DEMO_BASE) for name in ("left", "right", "merged"))
    accounts.take(left, yuan(100_000), an_id("1"))
    accounts.take(right, yuan(200_000), an_id("2"))

    accounts.merge(merged, [left, right])

    assert accounts.headroom(merged) == yuan(100_000)


def test_a_split_burdens_each_successor_with_the_whole() -> None:
    accounts = Accounts()
    whole, east, west = (accounts.open(name, Kind.DEMO_BASE) for name in ("whole", "east", "west"))
    accounts.take(whole, yuan(300_000), an_id("1"))

    accounts.merge(east, [whole])
    accounts.merge(west, [whole])

    assert [accounts.headroom(one) for one in (east, west)] == [yuan(100_000)] * 2


def test_a_merger_above_the_cap_is_kept_and_leaves_nothing() -> None:
    accounts = Accounts()
    left, right = (accounts.open(name, Kind.DEMO_PLATFORM) for name in ("left", "right"))
    for number, one in enumerate((left, right, left, right)):
        accounts.take(one, yuan(50_000), an_id(str(number)))

    accounts.merge(right, [left])

    assert (accounts.accounts[right].used, accounts.headroom(right)) == (yuan(200_000), 0)


def test_what_comes_back_after_a_merger_is_given_back_to_the_successor_too() -> None:
    accounts = Accounts()
    left, right = (accounts.open(name, Kind.DEMO_PLATFORM) for name in ("left", "right"))
    accounts.take(left, yuan(50_000), an_id("award"))
    accounts.take(right, yuan(50_000), an_id("other"))
    accounts.merge(right, [left])

    accounts.give_back(yuan(20_000), an_id("award"))

    assert accounts.accounts[left].used == yuan(30_000)
    assert accounts.accounts[right].used == yuan(80_000)


def test_a_late_award_of_a_merged_platform_is_borne_by_both_and_given_back_once() -> None:
    accounts = Accounts()
    left, right = (accounts.open(name, Kind.DEMO_PLATFORM) for name in ("left", "right"))
    accounts.take(right, yuan(100_000), an_id("other"))
    accounts.merge(right, [left])

    assert accounts.headroom(left) == yuan(50_000), "the successor's cap counts"
    accounts.take(left, yuan(50_000), an_id("late"))
    assert accounts.headroom(right) == 0

    accounts.give_back(yuan(50_000), an_id("late"))
    assert (accounts.accounts[left].used, accounts.accounts[right].used) == (0, yuan(100_000))


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.integers(0, 3), st.integers(1, 120_000_00)),
        st.tuples(st.just("back"), st.integers(0, 40), st.integers(1, 100)),
        st.tuples(st.just("merge"), st.integers(0, 3), st.integers(0, 3)),
    ),
    max_size=40,
)


@given(MOVES)
def test_whatever_happens_no_award_passes_a_cap_and_the_entries_add_up(moves: list[tuple[str, int, int]]) -> None:
    accounts = Accounts()
    ids = [accounts.open(f"platform {number}", Kind.DEMO_PLATFORM) for number in range(4)]
    taken: dict[int, int] = {}

    for number, (move, first, second) in enumerate(moves):
        if move == "take":
            before = accounts.headroom(ids[first])
            if second <= before:
                accounts.take(ids[first], Fen(second), an_id(f"award {number}"))
                taken[number] = second
        elif move == "back" and taken.get(first):
            part = min(second * 100, taken[first])
            accounts.give_back(Fen(part), an_id(f"award {first}"))
            taken[first] -= part
        elif move == "merge" and first < second and ids[second] not in accounts.successors.get(ids[first], []):
            accounts.merge(ids[second], [ids[first]])
        for one in ids:
            account = accounts.accounts[one]
            assert accounts.total(one) == account.used
            own = sum(
                e["amount"] for e in accounts.entries if e["account_id"] == one and e["kind"] is CapEntryKind.AWARD
            )
            assert account.awarded <= min(own, account.cap)


def test_what_was_split_and_merged_again_is_given_back_as_often_as_it_was_carried() -> None:
    accounts = Accounts()
    whole, east, west, again = (accounts.open(name, Kind.DEMO_BASE) for name in ("whole", "east", "west", "again"))
    accounts.take(whole, yuan(100_000), an_id("award"))
    accounts.merge(east, [whole])
    accounts.merge(west, [whole])
    accounts.merge(again, [east, west])
    assert accounts.accounts[again].used == yuan(200_000)

    own = cap_rules.own_burden(accounts.facts(), {an_id("award"): yuan(100_000)})
    accounts.give_back(yuan(100_000), an_id("award"))

    assert own[again] == yuan(200_000)
    assert [one.used for one in accounts.accounts.values()] == [0, 0, 0, 0]
