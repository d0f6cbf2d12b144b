"""Where machines call from, what they are appointed to, how long a token holds (ours)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.violations import Code, Violation
from domain.people import client
from domain.people.administrators import Proposer
from domain.people.client import CallFacts, ClientFacts, ScopeFacts, TokenFacts, Wanted
from domain.terms import Role
from domain.terms.people import ClientNoun, ClientState
from domain.terms.registry import AccountState, OfficeState
from tests.builders.registry import code_of

NOW = datetime(2022, 10, 10, 9, tzinfo=UTC)
HERE = UUID(int=1)
SYSTEM, SECURITY = UUID(int=11), UUID(int=12)


def a_call(
    *,
    state: ClientState = ClientState.ACTIVE,
    account: AccountState = AccountState.ACTIVE,
    hours: int = 1,
    revoked: bool = False,
) -> CallFacts:
    return CallFacts(
        NOW + timedelta(hours=hours), NOW if revoked else None, state, account, ["10.0.0.0/8", "2001:db8::/32"]
    )


def admitted(call: CallFacts, address: str | None = "10.1.1.1") -> Code | None:
    try:
        client.expect_admitted(call, address, at=NOW)
    except Violation as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (a_call(), None),
        (a_call(state=ClientState.REVOKED), Code.CLIENT_REVOKED),
        (a_call(account=AccountState.DISABLED), Code.CLIENT_REVOKED),
        (a_call(revoked=True), Code.TOKEN_OVER),
        (a_call(hours=0), Code.TOKEN_OVER),
        (a_call(hours=-1), Code.TOKEN_OVER),
    ],
)
def test_who_is_let_in(call: CallFacts, code: Code | None) -> None:
    assert admitted(call) is code


@given(st.ip_addresses())
def test_an_address_is_let_in_that_lies_in_a_network_and_no_other(address: object) -> None:
    inside = str(address).startswith(("10.", "2001:db8:"))

    assert admitted(a_call(), str(address)) is (None if inside else Code.ADDRESS_REFUSED)


@pytest.mark.parametrize("address", [None, "", "unknown", "10.1.1", "10.1.1.1:443", "10.1.1.1/32", "localhost"])
def test_an_address_that_is_none_is_let_in_nowhere(address: str | None) -> None:
    assert not client.comes_from(["0.0.0.0/0", "::/0"], address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_within_ipv6_is_that_address(address: object) -> None:
    assert client.comes_from([str(address)], f"::ffff:{address}")


def test_networks_are_kept_once_and_in_one_way_of_writing() -> None:
    written = [" 10.0.0.0/8", "10.0.0.0/255.0.0.0", "2001:DB8:0:0::1", "2001:db8::1/128", "192.168.1.1"]

    assert client.networks_of(written) == ["10.0.0.0/8", "2001:db8::1/128", "192.168.1.1/32"]


@given(left=st.integers(0, 90 * 24), hours=st.integers(0, client.MOST_OVERLAP))
def test_an_overlap_never_makes_a_token_hold_longer(left: int, hours: int) -> None:
    ends = NOW + timedelta(hours=left)
    change = client.outlived(TokenFacts(ends, None), hours, at=NOW)

    assert change.set["expires_at"] == NOW + timedelta(hours=min(left, hours))


@pytest.mark.parametrize("days", [1, 90])
def test_a_token_holds_within_bounds(days: int) -> None:
    assert client.terms("部门", ["10.0.0.1"], signed=False, token_days=days, most_days=90)["token_days"] == days


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_a_token_holds_not_beyond(days: int) -> None:
    refused = code_of(lambda: client.terms("部门", ["10.0.0.1"], signed=False, token_days=days, most_days=90))

    assert refused is Code.INVALID


def test_nobody_confirms_what_was_proposed_by_the_same_account() -> None:
    scope = ScopeFacts(ClientNoun.REPORTS, None, OfficeState.PROPOSED, SYSTEM)

    assert code_of(lambda: client.confirmed(scope, Proposer(Role.SECURITY_ADMINISTRATOR, SYSTEM))) is Code.SECOND_PERSON
    change = client.confirmed(scope, Proposer(Role.SECURITY_ADMINISTRATOR, SECURITY))
    assert change.set == {"state": OfficeState.CONFIRMED, "confirmed_by_id": SECURITY}


def test_what_a_machine_is_appointed_to_is_named_once_and_is_something() -> None:
    twice = [Wanted(ClientNoun.REPORTS, HERE), Wanted(ClientNoun.REPORTS), Wanted(ClientNoun.REPORTS, HERE)]

    assert code_of(lambda: client.asked_for([])) is Code.REQUIRED
    assert code_of(lambda: client.asked_for(twice)) is Code.TWICE
    assert client.asked_for(twice[:2]) == twice[:2]


def test_a_machine_reaches_the_regions_of_each_noun_and_without_any_it_is_refused() -> None:
    reach = client.reach_of([("REPORTS", HERE)])

    assert reach.keys() == {noun.value.lower() for noun in ClientNoun}
    assert {anchor for anchor, regions in reach.items() if regions} == {"reports"}
    assert code_of(lambda: client.reach_of([])) is Code.SCOPE_PROPOSED


def test_a_client_is_revoked_once_and_for_a_reason() -> None:
    assert code_of(lambda: client.revoked(ClientFacts(ClientState.ACTIVE), " ", at=NOW)) is Code.REASON_REQUIRED
    assert code_of(lambda: client.revoked(ClientFacts(ClientState.REVOKED), "协议到期", at=NOW)) is Code.WRONG_STATE
    change = client.revoked(ClientFacts(ClientState.ACTIVE), "协议到期", at=NOW)
    assert change.set == {"state": ClientState.REVOKED, "revoked_at": NOW, "revoke_reason": "协议到期"}
