"""One of the two servers, in a process of its own: `python -m tests.bench.serve ours|peer FD`, on a socket it inherits."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import uvicorn

ROOT: Final = Path(__file__).resolve().parents[2]
READY_SECONDS: Final = 30


def application(name: str) -> Any:
    """The application measured under a name."""
    if name == "peer":
        from tests.bench.peer import build as build_peer  # noqa: PLC0415 (each process loads its own alone)

        return build_peer()
    from api.app import build  # noqa: PLC0415 (as above)
    from api.settings import Settings  # noqa: PLC0415 (as above)

    return build(Settings(demo=True))  # its clock stands in 2022


def main(name: str, fd: int) -> None:
    """Serve until told to stop; the options are the same for both."""
    config = uvicorn.Config(
        application(name),
        loop="uvloop",
        http="httptools" if name == "peer" else "api.http.sockets:TimedSocket",
        access_log=False,
        log_level="warning",
        server_header=False,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=fd)])


@contextmanager
def serving(name: str, environment: Mapping[str, str]) -> Generator[int]:
    """A server for the length of a block, and its port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        command = [sys.executable, "-m", "tests.bench.serve", name, str(listener.fileno())]
        child = subprocess.Popen(command, cwd=ROOT, env={**inherited, **environment}, pass_fds=[listener.fileno()])
    try:
        ready(child, port)
        yield port
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def ready(child: subprocess.Popen[bytes], port: int) -> None:
    """Wait until it answers."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if child.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"a server did not start ({child.poll()})")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
