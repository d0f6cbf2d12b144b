"""The embedded PostgreSQL as a program sees it: open a folder, get a URL, close it."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from api.database.keeper import OWNER, PORT, CannotKeepError, alone, process, runs_on, serving, unprivileged

READY_SECONDS: Final = 60.0
KEPT_SECONDS: Final = 5.0
CLOSE_SECONDS: Final = 30.0
LONGEST_LOG: Final = 4_000_000  # bytes, before the log starts anew
PAUSE: Final = 0.01
ROOT: Final = Path(__file__).resolve().parents[2]


def kept(folder: Path) -> int | None:
    """Return the pid of the folder's living keeper, 0 of a keeper that has not written its pid yet."""
    claim = os.open(folder / "keeper", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if alone(claim):
            return None
        # Until a new keeper writes there, the file names the one before, whose pid may be anybody's.
        pid = int(os.read(claim, 20) or b"0")
        return pid if pid and runs_on(pid, folder) else 0
    finally:
        os.close(claim)


def start_keeper(folder: Path, *, durable: bool) -> None:
    """Start a keeper that outlives this program and hears none of its terminal's signals."""
    path = folder / "log"
    if path.exists() and path.stat().st_size > LONGEST_LOG:
        path.replace(folder / "log.1")
    with open(path, "ab", opener=partial(os.open, mode=0o600)) as log:
        # The keeper is not waited for: it outlives us, or is reaped when the last program closes.
        subprocess.Popen(
            [sys.executable, "-m", "api.database.keeper", str(folder), "durable" if durable else "fast"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


class Embedded:
    """A claim on the embedded server of a folder, which lives as long as any claim on it."""

    def __init__(self, folder: Path, lock: int, home: Path) -> None:
        self.folder = folder
        self.home = home
        self._lock: int | None = lock

    @classmethod
    def open(cls, folder: Path, *, durable: bool = True) -> Embedded:
        """Claim the server of a folder, starting it, its keeper and the folder itself as needed."""
        folder = folder.resolve()
        # As `nobody` the server must pass through; what lies within stays closed to others.
        _, account = unprivileged()
        try:
            folder.mkdir(mode=0o700 if account is None else 0o711, parents=True, exist_ok=True)
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise CannotKeepError(f"{folder} cannot be written: {error.strerror}. Choose another --data.") from error
        # Waits for a keeper that is just stopping, which holds it exclusively.
        fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            return cls(folder, lock, ready(folder, durable=durable))
        except BaseException:
            os.close(lock)
            raise

    def url(self, database: str = OWNER, user: str = OWNER) -> str:
        """Address a database of this server, for any client of PostgreSQL."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.home))}&port={PORT}"

    def close(self) -> None:
        """Give the claim up; the last one waits until the server is gone."""
        lock, self._lock = self._lock, None
        if lock is None:
            return
        try:
            if alone(lock):
                # Nobody else can come in before the lock is closed, so the server is ours to stop.
                end(self.folder)
        finally:
            os.close(lock)


def ready(folder: Path, *, durable: bool) -> Path:
    """Wait for the folder's server and return where its socket is."""
    failed = folder / "failed"
    failed.unlink(missing_ok=True)
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if kept(folder) is None:
            # Several programs may see this at once: one keeper gets the claim, the others leave.
            start_keeper(folder, durable=durable)
            wait_kept(folder)
        elif (home := serving(folder / "postgres")) is not None:
            return home
        if failed.exists():
            raise CannotKeepError(failed.read_text("utf-8"))
        time.sleep(PAUSE)
    raise CannotKeepError(f"PostgreSQL was not ready within {READY_SECONDS:.0f} s. See {folder / 'log'}.")


def end(folder: Path) -> None:
    """End the folder's server through its keeper, or through a new one where it outlived its own."""
    until = time.monotonic() + CLOSE_SECONDS
    while time.monotonic() < until:
        if keeper := kept(folder):
            with suppress(ProcessLookupError):
                os.kill(keeper, signal.SIGTERM)
            wait_gone(folder, keeper)
        elif process(folder / "postgres") is None:
            return
        elif keeper is None:
            start_keeper(folder, durable=True)
            wait_kept(folder)
        else:
            time.sleep(PAUSE)


def wait_kept(folder: Path) -> None:
    """Wait until the new keeper has its claim, or has said why it cannot."""
    until = time.monotonic() + KEPT_SECONDS
    while kept(folder) is None and not (folder / "failed").exists() and time.monotonic() < until:
        time.sleep(PAUSE)


def wait_gone(folder: Path, keeper: int) -> None:
    """Wait until the keeper is gone, reaping it where it is our child."""
    until = time.monotonic() + CLOSE_SECONDS
    while kept(folder) == keeper and time.monotonic() < until:
        time.sleep(PAUSE)
    try:
        os.waitpid(keeper, 0)
    except ChildProcessError:
        return
