"""What a process takes: its processor's time, and its memory now and at its highest."""

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

MEGABYTE: Final = 1 << 20
BACKENDS: Final = "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"


@dataclass(frozen=True)
class Process:
    """A process of this machine."""

    pid: int

    @property
    def seconds(self) -> float:
        """Of a processor, since it began, all its threads together."""
        # The clock of a process, as clock_getcpuclockid(3) names it.
        return time.clock_gettime((~self.pid << 3) | 2)

    def forget(self) -> None:
        """Begin anew to note the highest."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5", "ascii")

    @property
    def resident(self) -> int:
        """Bytes of memory."""
        return self._told("status", "VmRSS")

    @property
    def highest(self) -> int:
        """Bytes of memory at the most, since it was told to forget."""
        return self._told("status", "VmHWM")

    @property
    def own(self) -> int:
        """Bytes of memory, what is shared divided among those who share it."""
        return self._told("smaps_rollup", "Pss")

    def _told(self, file: str, what: str) -> int:
        text = Path(f"/proc/{self.pid}/{file}").read_text("ascii")
        [kilobytes] = re.findall(rf"^{what}:\s+(\d+) kB$", text, re.MULTILINE)
        return int(kilobytes) * 1024


async def backends(owner: Any) -> list[Process]:
    """The processes of PostgreSQL that serve the others who are connected to a database."""
    return [Process(row["pid"]) for row in await owner.fetch(BACKENDS)]
