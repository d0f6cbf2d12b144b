"""Where an act comes from, for the audit: set at the door for the task that carries the act out (ours)."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Origin:
    """The address of a request with its number, or the system's user who gave a command."""

    sender: str | None = None
    request: str | None = None


NOWHERE: Final = Origin()
ORIGIN: Final = ContextVar("origin", default=NOWHERE)
"""The origin of what this task does."""
