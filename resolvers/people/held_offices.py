"""The offices an account may act in today, and the one it does."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from domain.kernel.violations import Code, Violation
from domain.terms import Role
from domain.terms.registry import AccountState, OfficeState
from resolvers.plan.pages import global_id
from resolvers.work.rows import AtMost
from resolvers.work.unit_of_work import UnitOfWork
from schema.people.account import AccountRow, OfficeRow

RANKS: Final = list(Role)
"""The order of a choice that is not made: a desk's own report is the lesser of its holder's offices."""


async def held_offices(account: UUID, work: UnitOfWork) -> Sequence[OfficeRow]:
    """The offices that an account holds today, the one it acts in first where it names none."""
    begun = work.rows_of(
        OfficeRow, account_id=account, state=OfficeState.CONFIRMED, valid_from=AtMost(work.today)
    ).ordered("valid_from", "id")
    return sorted(
        (each for each in await begun if each.valid_to is None or each.valid_to > work.today),
        key=lambda each: RANKS.index(each.role),
    )


async def chosen(account: AccountRow, office: str | None, work: UnitOfWork) -> OfficeRow:
    """The office to act in, among those held today."""
    offices = await held_offices(account.id, work)
    if office is not None:
        offices = [each for each in offices if each.id == global_id(office, "Office")]
    if not offices or account.state is not AccountState.ACTIVE:
        raise Violation(Code.SIGN_IN_FAILED)
    return offices[0]
