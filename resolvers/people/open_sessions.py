"""The sessions of an account or an office that are not over, and their end."""

from domain.kernel.change import Change
from resolvers.work.unit_of_work import UnitOfWork
from schema.people.account import SessionRow


async def end_sessions(work: UnitOfWork, **of: object) -> None:
    """End every session of this account or office; their tokens are worth nothing from then on."""
    for session in await work.rows_of(SessionRow, revoked_at=None, **of):
        work.apply(session, Change({"revoked_at": work.database_now}))
