"""How many administrators of a kind are left when one goes."""

from collections.abc import Iterable
from uuid import UUID

from domain.people import administrators
from domain.people.administrators import ADMINISTRATORS
from domain.terms import Role
from domain.terms.registry import AccountState, OfficeState
from resolvers.work.unit_of_work import UnitOfWork
from schema.people.account import AccountRow, OfficeRow


async def stay_manned(work: UnitOfWork, roles: Iterable[Role], going: UUID) -> None:
    """Refuse that an account goes which alone holds an administrator's office for good; no other of the kind goes meanwhile."""
    for role in sorted(set(roles) & {*ADMINISTRATORS}):
        offices = work.rows_of(OfficeRow, role=role, state=OfficeState.CONFIRMED, valid_to=None)
        others = {each.account_id for each in await offices.ordered("id").lock()} - {going}
        left = await work.rows_of(AccountRow, id=others, state=AccountState.ACTIVE).count() if others else 0
        administrators.not_the_last(role, left)
