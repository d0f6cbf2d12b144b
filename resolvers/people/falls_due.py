"""The audit's checkpoint of a day falls due as a letter to its administrators (ours)."""

from datetime import datetime

from domain.calendar import start_of
from domain.kernel.events import Event
from resolvers.work.unit_of_work import UnitOfWork
from schema.people.audit import OutboxRow
from schema.people.audit_seal import AuditCheckpointRow


async def a_day_began(work: UnitOfWork) -> datetime | None:
    """The beginning of the day, where a checkpoint was signed that no letter told, and the day had none yet."""
    last = await work.rows_of(AuditCheckpointRow).ordered("-size").first()
    if last is None:
        return None
    told = await work.rows_of(OutboxRow, event=Event.CHECKPOINT_SIGNED).ordered("-at").first()
    begins = start_of(work.today)
    return None if told is not None and (told.row_id == last.id or told.at >= begins) else begins


async def tell_checkpoint(work: UnitOfWork) -> int:
    """The last checkpoint is told, which stands for all before it."""
    last = await work.rows_of(AuditCheckpointRow).ordered("-size").first()
    if last is None:
        return 0
    work.emit(Event.CHECKPOINT_SIGNED, last)
    return 1
