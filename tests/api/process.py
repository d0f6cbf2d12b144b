"""Our commands as processes of their own, as whoever operates the system starts them."""

import asyncio
import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import IO, Final

import httpx
import pytest

from api.__main__ import main
from api.settings import Settings
from tests.pace import HANGING

ROOT: Final = Path(__file__).parents[2]
LIMITS: Final = (
    "SIGN_INS_BY_ADDRESS",
    "GUESSES_BY_ACCOUNT",
    "ACTS_BY_ADDRESS",
    "ACTS_BY_ADDRESS_AND_RECORD",
    "ACTS_BY_RECORD",
    "CALLS_BY_CLIENT",
)
APP_PASSWORD: Final = "of-the-tests-alone"
"""By which programs sign in to PostgreSQL beside its owner."""
UNLIMITED: Final = {f"DIANCHI_{limit}": "1000000" for limit in LIMITS}
"""Settings of tests, which come from one address, and more often than people do; those about limits set their own."""


def environment_of(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command, without what this test run was told."""
    ours = ("DIANCHI_", "DATABASE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, **UNLIMITED, "DIANCHI_APP_PASSWORD": APP_PASSWORD, **more}


def started(
    *arguments: str, log: IO[bytes] | int | None = None, prefix: Sequence[str] = (), **environment: str
) -> subprocess.Popen[bytes]:
    """Start a command of ours, by another program where a prefix names one; what it writes goes to `log`."""
    errors = subprocess.STDOUT if log is not None else None
    return subprocess.Popen(
        [*prefix, sys.executable, "-m", "api", *arguments],
        cwd=ROOT,
        env=environment_of(environment),
        stdout=log,
        stderr=errors,
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@asynccontextmanager
async def served(
    settings: Settings,
    command: str = "serve",
    log: IO[bytes] | None = None,
    prefix: Sequence[str] = (),
    **more: str,
) -> AsyncGenerator[tuple[subprocess.Popen[bytes], httpx.AsyncClient]]:
    """`serve`, or `run`, in a process of its own."""
    port = free_port()
    options = {
        "DATABASE_URL": str(settings.database_url),
        "DIANCHI_SECRET": "x" * 40,
        "DIANCHI_PORT": str(port),
        **({} if settings.key_file is None else {"DIANCHI_KEY_FILE": str(settings.key_file)}),
        **more,
    }
    server = started(command, log=log, prefix=prefix, **options)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=HANGING) as client:
            await answering(server, client)
            yield server, client
    finally:
        server.kill()
        server.wait()


async def answering(server: subprocess.Popen[bytes], client: httpx.AsyncClient, seconds: float = HANGING) -> None:
    """Wait until the server is ready."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            if (await client.get("/readyz")).status_code == 200:
                return
        except httpx.TransportError:
            await asyncio.sleep(0.1)
    raise AssertionError("the server did not begin to serve")


def ended(*arguments: str, **environment: str) -> tuple[int | str | None, str]:
    """Run a command of ours to its end in this process, where what a process begins with is not in question; how it ended, and what it wrote."""
    before, written = dict(os.environ), io.StringIO()
    try:
        os.environ.update(environment)
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(written), redirect_stderr(written):
            patch.setattr(sys, "argv", ["api", *arguments])
            with pytest.raises(SystemExit) as end:
                main()
    finally:
        os.environ.clear()
        os.environ.update(before)
    return end.value.code, written.getvalue()


def finished(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours to its end."""
    return subprocess.run(
        [sys.executable, "-m", "api", *arguments],
        cwd=ROOT,
        env=environment_of(environment),
        capture_output=True,
        text=True,
        timeout=HANGING,
        check=False,
    )
