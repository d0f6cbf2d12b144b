"""After how many working days what waits is to be looked at (ours). Reading L58."""

from typing import Final

from domain.kernel.units import WorkingDays

OBJECTION_DAYS: Final = WorkingDays(15)
"""An objection that is not decided."""
APPROVED_DAYS: Final = WorkingDays(15)
"""A subsidy that was approved and is not paid."""
ARRIVAL_DAYS: Final = WorkingDays(15)
"""A payment that was instructed and has not arrived."""
