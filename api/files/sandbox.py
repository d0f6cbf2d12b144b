"""A file is examined by a process of its own within bounds of memory and time; a file beyond the bounds is refused.

Run as `python -m api.files.sandbox FILE ENDING` it tells in JSON what the file is, or why it is not taken.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.kernel.violations import Code, Violation
from domain.services.picture_hash import Print

MEMORY: Final = 320 << 20
"""Bytes that looking into one file may take, beside Python itself."""
PROCESSOR: Final = 30
"""Seconds of a processor that it may take, and by the clock twice as many."""
HOUSE: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Content:
    """A file's media type and, of a picture, its print."""

    media_type: str
    seen: Print | None


def look_into(path: Path, name: str) -> Content:
    """A file's content; a file of no kind of ours, damaged, mixed, misnamed or too large to examine is refused."""
    ending = "".join(filter(str.isalnum, name.rpartition(".")[2].lower()))
    command = [sys.executable, "-m", "api.files.sandbox", str(path.resolve()), ending]
    try:
        done = subprocess.run(command, cwd=HOUSE, capture_output=True, timeout=2 * PROCESSOR, check=False)
        report = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        # It was ended for what it took, or fell over what it read.
        raise too_much() from None
    if "code" in report:
        raise Violation(Code(report["code"]), path=("file",), facts=report["facts"])
    return Content(report["media_type"], None if report["seen"] is None else Print(*report["seen"]))


def too_much() -> Violation:
    """The refusal of a file that bursts its bounds."""
    facts: dict[str, object] = {"why": "解析所需的内存或时间过多", "why_en": "it takes too much memory or time to read"}
    return Violation(Code.FILE_SUSPECT, path=("file",), facts=facts)


def bound() -> None:
    """Give this process no more than a file is worth; where the system knows no such bounds there are only those of the formats."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 (Windows has none)

        most = mapped(resource.getpagesize()) + MEMORY
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def mapped(page: int) -> int:
    """Bytes of address space that this process has by now; more where a system maps all its languages at once."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * page
    return 0


def main(path: str, ending: str) -> None:
    """Look into a file, and print the report."""
    from api.files.file_kinds import kind_and_greys  # noqa: PLC0415 (this process alone unpacks anything)
    from domain.services.picture_hash import print_of  # noqa: PLC0415 (as above)

    bound()
    try:
        media_type, greys = kind_and_greys(Path(path), ending)
        seen = None if greys is None else print_of(greys)
        report = {"media_type": media_type, "seen": seen and (seen.short, seen.long)}
    except Violation as refusal:
        report = {"code": refusal.code.value, "facts": dict(refusal.facts)}
    print(json.dumps(report))


if __name__ == "__main__":
    main(*sys.argv[1:])
