"""The three administrators: who waits for a second, who that may be, and that none of a kind is the last to go (ours)."""

from itertools import product
from uuid import UUID

import pytest

from domain.kernel.events import Event
from domain.kernel.violations import Code
from domain.people import administrators
from domain.people.administrators import ADMINISTRATORS, ProposalFacts, Proposer
from domain.people.people import OfficeFacts, appoint
from domain.terms import Role
from domain.terms.registry import OfficeState
from tests.builders.registry import HOLDER, TODAY, WUHUA, code_of, day, refusal_of

SYSTEM, SECURITY, AUDIT = ADMINISTRATORS
HOLDS, PROPOSES, CONFIRMS = UUID(int=90), UUID(int=91), UUID(int=92)
PLACE = {Role.DISTRICT_DEPARTMENT: (WUHUA, None), Role.DISTRICT_CENTER: (WUHUA, None), Role.OPERATOR: (None, HOLDER)}
APPOINTED = [role for role in Role if role not in (Role.AGENCY, Role.PUBLIC, Role.CLOCK)]


def proposal(role: Role = SECURITY, since: str = "2022-01-01", to: str | None = None, **more: OfficeState):
    state = more.get("state", OfficeState.PROPOSED)
    return ProposalFacts(HOLDS, state, PROPOSES, role, day(since), None if to is None else day(to))


@pytest.mark.parametrize(("role", "proposer"), list(product(APPOINTED, ADMINISTRATORS)))
def test_money_and_administration_wait_for_a_second_person_and_so_does_all_that_security_did_not_give(
    role: Role, proposer: Role
):
    office = OfficeFacts(role, *PLACE.get(role, (None, None)), TODAY, None)

    change = appoint(HOLDS, office, [], by=Proposer(proposer, PROPOSES))

    waits = role in {Role.FINANCE_BUREAU, SYSTEM, SECURITY, AUDIT} or proposer is not SECURITY
    assert change.adds[0].values["state"] is (OfficeState.PROPOSED if waits else OfficeState.CONFIRMED)
    assert change.adds[0].values["proposed_by_id"] == PROPOSES
    assert change.events == [Event.OFFICE_PROPOSED if waits else Event.OFFICE_APPOINTED]


@pytest.mark.parametrize(("proposer", "confirmer"), list(product((SYSTEM, SECURITY), repeat=2)))
@pytest.mark.parametrize("account", [HOLDS, PROPOSES, CONFIRMS])
def test_an_administrator_of_another_kind_confirms_and_neither_who_proposed_nor_whom_it_is_for(
    proposer: Role, confirmer: Role, account: UUID
):
    by = Proposer(confirmer, account)

    if proposer is not confirmer and account is CONFIRMS:
        change = administrators.confirm(proposal(proposer), by, today=TODAY)
        assert change.set == {"state": OfficeState.CONFIRMED, "confirmed_by_id": CONFIRMS, "valid_from": TODAY}
        assert change.events == [Event.OFFICE_APPOINTED]
    else:
        assert code_of(lambda: administrators.confirm(proposal(proposer), by, today=TODAY)) is Code.SECOND_PERSON


def test_a_confirmed_office_runs_from_its_first_day_where_that_is_still_to_come():
    change = administrators.confirm(proposal(since="2022-07-01"), Proposer(SYSTEM, CONFIRMS), today=TODAY)

    assert change.set["valid_from"] == day("2022-07-01")


@pytest.mark.parametrize("over", [proposal(state=OfficeState.CONFIRMED), proposal(to="2022-06-01")])
def test_what_is_confirmed_or_ended_is_not_confirmed_again(over: ProposalFacts):
    assert over.valid_to is None or over.valid_to <= TODAY

    refusal = refusal_of(lambda: administrators.confirm(over, Proposer(SYSTEM, CONFIRMS), today=TODAY))

    assert refusal.code is Code.WRONG_STATE


@pytest.mark.parametrize(("role", "others"), list(product(APPOINTED, (0, 1, 2))))
def test_the_last_administrator_of_a_kind_stays(role: Role, others: int):
    if role in ADMINISTRATORS and others == 0:
        assert refusal_of(lambda: administrators.not_the_last(role, others)).code is Code.LAST_ADMINISTRATOR
    else:
        administrators.not_the_last(role, others)


@pytest.mark.parametrize(
    ("one", "other"), [pair for pair in product(ADMINISTRATORS, APPOINTED) if pair[0] is not pair[1]]
)
def test_an_administrator_holds_nothing_else_proposed_or_held(one: Role, other: Role):
    held = OfficeFacts(other, *PLACE.get(other, (None, None)), day("2022-01-01"), None)
    new = OfficeFacts(one, None, None, TODAY, None)

    assert code_of(lambda: appoint(HOLDS, new, [held], by=Proposer(SECURITY, PROPOSES))) is Code.OFFICES_CLASH
