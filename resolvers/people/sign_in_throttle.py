"""Names that nobody has: they lock as accounts do, so that locking tells nobody which names there are."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from resolvers.work.read import row_of
from resolvers.work.unit_of_work import UnitOfWork, uuid7
from schema.people.account import PLACES, StrangerRow

TAKEN: Final = """
insert into stranger as s (id, place, name_hash, failed_sign_ins) values ($1, $2, $3, 0)
on conflict (place) do update set name_hash = excluded.name_hash,
  failed_sign_ins = case when s.name_hash = excluded.name_hash then s.failed_sign_ins else 0 end,
  locked_until = case when s.name_hash = excluded.name_hash then s.locked_until end
returning s.*
"""
COUNTED: Final = "update stranger set failed_sign_ins = $2, locked_until = $3 where id = $1"
NEVER: Final = datetime.fromtimestamp(0, UTC)


async def stranger(username: str, sign: Callable[[UUID, datetime], str], work: UnitOfWork) -> StrangerRow:
    """What is remembered of a name, locked; only the server's secret tells which names share a place."""
    found = hashlib.sha256(sign(uuid5(NAMESPACE_OID, username), NEVER).encode())
    place = int.from_bytes(found.digest()) % PLACES
    return row_of(StrangerRow, await work.connection.fetchrow(TAKEN, uuid7(), place, found.hexdigest()))


async def count(row: StrangerRow, failed_sign_ins: int, locked_until: datetime | None, work: UnitOfWork) -> None:
    """Remember a failure; nothing is audited, for nobody's record changed."""
    await work.connection.execute(COUNTED, row.id, failed_sign_ins, locked_until)
