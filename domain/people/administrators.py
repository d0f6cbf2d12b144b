"""The three administrators: apart from each other and from all work, and none of them alone makes a hand that pays (ours).

Source: GB/T 22239-2019, 8.1.4.2 (the system, the security and the audit administrator are three persons).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from domain.kernel.change import Change
from domain.kernel.events import Event
from domain.kernel.violations import Code, Violation
from domain.terms import Role
from domain.terms.registry import OfficeState

ADMINISTRATORS: Final[tuple[Role, ...]] = (
    Role.SYSTEM_ADMINISTRATOR,
    Role.SECURITY_ADMINISTRATOR,
    Role.AUDIT_ADMINISTRATOR,
)
APPOINTS: Final = Role.SECURITY_ADMINISTRATOR
"""Who gives offices; what the system administrator proposes beside an account waits for this one."""
SECONDED: Final = frozenset({Role.FINANCE_BUREAU, *ADMINISTRATORS})
"""Roles in which nobody acts before a second administrator confirmed the appointment."""


@dataclass(frozen=True)
class Proposer:
    """Who proposes an appointment, in which role; without an account the system itself."""

    role: Role
    account: UUID | None = None


@dataclass(frozen=True)
class ProposalFacts:
    """A proposed appointment: whose it is, who proposed it in which role, and from when it is to run."""

    account_id: UUID
    state: OfficeState
    proposed_by_id: UUID | None
    proposed_as: Role | None
    valid_from: date
    valid_to: date | None


def awaits_another(role: Role, proposer: Role) -> bool:
    """An appointment awaits a second administrator: to money or administration always, to all else unless security made it."""
    return role in SECONDED or proposer is not APPOINTS


def confirm(proposal: ProposalFacts, by: Proposer, *, today: date) -> Change:
    """Confirm a proposed appointment, which then runs from today on, or from its first day where that is later."""
    if proposal.state is not OfficeState.PROPOSED or (proposal.valid_to is not None and proposal.valid_to <= today):
        state = proposal.state if proposal.state is not OfficeState.PROPOSED else None
        facts = {"state": state.label, "state_en": state.value} if state else {"state": "已免职", "state_en": "ended"}
        raise Violation(Code.WRONG_STATE, facts=dict(facts))
    if by.role is proposal.proposed_as or by.account in (proposal.proposed_by_id, proposal.account_id):
        raise Violation(Code.SECOND_PERSON)
    values = {"confirmed_by_id": by.account, "valid_from": max(today, proposal.valid_from)}
    return Change({"state": OfficeState.CONFIRMED, **values}, events=[Event.OFFICE_APPOINTED])


def not_the_last(role: Role, others: int) -> None:
    """Refuse to take away the last administrator of a kind; `others` count those who are left and can sign in."""
    if role in ADMINISTRATORS and others == 0:
        raise Violation(Code.LAST_ADMINISTRATOR, facts={"role": role.label, "role_en": role.value})
