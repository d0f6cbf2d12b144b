"""What is no fault of the request's nor of ours: the database is busy, restarting, out of reach, a disk is full, or keys are missing."""

from __future__ import annotations

import errno
from typing import Any, Final, NamedTuple

import asyncpg
import structlog

from api.database.pool import Busy
from resolvers.plan.city import SealedError
from resolvers.plan.database_refusals import Lost
from resolvers.work.passwords import Crowded

LOG: Final[Any] = structlog.get_logger()
KEY_ADVICE: Final = "what became of an act, its idempotency key tells when sent again."
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class Outage(NamedTuple):
    """A code with its message, and the seconds after which another try is worth it."""

    code: str
    message: str
    retry_after: int = 1


BUSY: Final = Outage("BUSY", "The system is busy; try again shortly.")
INTERRUPTED: Final = Outage("INTERRUPTED", f"The database was lost on the way; {KEY_ADVICE}")
TIMEOUT: Final = Outage("TIMEOUT", f"It took too long and was stopped; {KEY_ADVICE}")
DISK_FULL: Final = Outage("DISK_FULL", "The disk is full and nothing was kept; whoever runs the system makes room.", 60)
SEALED: Final = Outage(
    "SEALED", "The keys at hand do not open a value that is kept sealed; whoever runs the system puts them back.", 60
)
KINDS: Final[tuple[tuple[type[Exception], Outage], ...]] = (
    (Lost, INTERRUPTED),
    (TimeoutError, TIMEOUT),
    (asyncpg.DiskFullError, DISK_FULL),
    (SealedError, SEALED),
    (Busy, BUSY),
    (Crowded, BUSY),
    (ConnectionError, BUSY),
    (asyncpg.PostgresConnectionError, BUSY),
    (asyncpg.OperatorInterventionError, BUSY),
    (asyncpg.InsufficientResourcesError, BUSY),
    (asyncpg.LockNotAvailableError, BUSY),
)
"""The first kind that fits counts."""


def outage_of(error: Exception) -> Outage | None:
    """The outage behind an error; None where there is none. What stays so until somebody acts is logged."""
    outage = next((outage for kind, outage in KINDS if isinstance(error, kind)), None)
    if isinstance(error, OSError) and error.errno in FULL:
        outage = DISK_FULL
    if outage is DISK_FULL:
        LOG.error("disk full", of="database" if isinstance(error, asyncpg.PostgresError) else "files")
    if outage is SEALED:
        LOG.error("keys missing", why=str(error))
    return outage
