"""An audit of some length, sealed and signed, as of another day where one is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from api.keyring import Keyring
from api.mail.worker import check
from resolvers.people.sealing import Sealer

if TYPE_CHECKING:
    from api.database.database import Database
    from api.settings import Settings
    from domain.people.audit_chain import Checkpoint

NOTED: Final = """insert into audit (id, act, noun, role, at, recorded_at, changes)
select gen_random_uuid(), 'SIGN_OUT', $1, 'PUBLIC', now(), clock_timestamp(), jsonb_build_object('n', n, 'amount', 1.10)
from generate_series(1, $2) n"""
"""Records of a noun, so many."""
BACK: Final = """update audit_checkpoint set made_at = made_at - make_interval(hours => 24 * $1)
where size = (select max(size) from audit_checkpoint)"""


@dataclass(frozen=True)
class BackDated(Keyring):
    """A keyring that signs as of so many days ago."""

    days_ago: int = 0

    def sign(self, checkpoint: Checkpoint, at: datetime) -> str:
        return super().sign(checkpoint, at - timedelta(days=self.days_ago))


async def signed(database: Database, settings: Settings, owner: Any, records: int, *, days_ago: int = 0) -> None:
    """Records come, are sealed, and a checkpoint is signed, so many days ago."""
    await owner.execute(NOTED, "Signature", records)
    await Sealer(database.pool.write).seal()
    await check(database.pool, BackDated(Keyring.of(settings).keys, days_ago=days_ago), settings)
    await owner.execute(BACK, days_ago)
