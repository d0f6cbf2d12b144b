"""docs/operating.md is followed line by line, from nothing to a system restored elsewhere, on PostgreSQL 15 and on the embedded server."""

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from api.database.keeper import unprivileged
from tests.api.process import ROOT, environment_of, free_port

FIFTEEN: Final = Path("/usr/lib/postgresql/15/bin")
OWN: Final = "# own server"
EXPECTED: Final = ("regulation", "working days")
"""What the doctor rightly finds amiss: it is today, and neither next year's days nor a successor's rules are loaded."""


def lines(*, own: bool) -> list[str]:
    """The lines of the page, in its order."""
    page = (ROOT / "docs" / "operating.md").read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if own or OWN not in line]


def script(own: bool, places: Mapping[str, str]) -> str:
    """The page as a shell follows it, each line shown before it runs, with places of this machine for those of the page."""
    text = "\n".join(f"printf '%s\\n' {shlex.quote('$ ' + line)}\n{line}" for line in lines(own=own))
    for place, ours in places.items():
        assert place in text or own is False
        text = text.replace(place, ours)
    # The doctor fails where it finds anything; what it finds is looked at below.
    return "set -eu\n" + text.replace("dev.py api doctor\n", "dev.py api doctor || true\n")


@contextmanager
def fifteen(folder: Path) -> Generator[Mapping[str, str]]:
    """A PostgreSQL 15 of the test's own, as its superuser finds it."""
    if not FIFTEEN.exists():
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing(f"PostgreSQL 15 is not on this machine ({FIFTEEN}): install postgresql-15")
    prefix, account = unprivileged()
    cluster, port = folder / "fifteen", str(free_port())
    cluster.mkdir(mode=0o700)
    if account is not None:
        os.chown(cluster, account, account)
    start: dict[str, Any] = {"env": environment_of({}), "user": account, "group": account, "stdout": subprocess.DEVNULL}
    subprocess.run(
        [*prefix, str(FIFTEEN / "initdb"), "-D", str(cluster), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"],
        check=True,
        **start,
    )
    rules = cluster / "pg_hba.conf"
    rules.write_text(f"host all dianchi_app 127.0.0.1/32 scram-sha-256\n{rules.read_text()}")
    options = ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-p", port, "-k", ""]
    server = subprocess.Popen(
        [*prefix, str(FIFTEEN / "postgres"), "-D", str(cluster), *options], stderr=subprocess.DEVNULL, **start
    )
    try:
        ask = [str(FIFTEEN / "pg_isready"), "-h", "127.0.0.1", "-p", port]
        while subprocess.run(ask, stdout=subprocess.DEVNULL, check=False).returncode:
            assert server.poll() is None
        yield {"PGHOST": "127.0.0.1", "PGPORT": port, "PGUSER": "postgres"}
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def followed(own: bool, folder: Path, more: Mapping[str, str]) -> str:
    """Follow the page; what it printed."""
    port = str(free_port())
    places = {"/var/lib/dianchi": folder / "here", "/elsewhere/dianchi": folder / "there", "/backups": folder / "saved"}
    moved = {**{place: str(ours) for place, ours in places.items()}, "127.0.0.1:8000": f"127.0.0.1:{port}"}
    if own:
        moved |= {"127.0.0.1:5432": f"127.0.0.1:{more['PGPORT']}", "/etc/dianchi.keys": str(folder / "keys")}
    (folder / "saved").mkdir()
    path = f"{FIFTEEN}:{Path(sys.base_prefix) / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh"],
        input=script(own, moved),
        cwd=ROOT,
        env=environment_of({**more, "PATH": path, "DIANCHI_PORT": port, "DIANCHI_DURABLE": "false"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def look_at(printed: str, server: str) -> None:
    """Find in what was printed that everything went as the page says."""
    assert printed.count(f"ok    {server}") == 2
    amiss = [line for line in printed.splitlines() if line.startswith("FIX")]
    assert [line for line in amiss if not any(each in line for each in EXPECTED)] == []
    assert printed.count('{"ready":true,"why":null}') == 2
    saved, restored = re.findall(r"^\d+ rows of \d+ tables, sha256 \w+$", printed, re.MULTILINE)
    assert saved == restored
    assert "ok    3 accounts can sign in" in printed.partition("api restore")[2]


def test_on_postgresql_15_the_page_leads_from_nothing_to_a_system_restored_elsewhere(tmp_path: Path) -> None:
    with fifteen(tmp_path) as server:
        printed = followed(own=True, folder=tmp_path, more=server)

    look_at(printed, "PostgreSQL 15.")


def test_on_the_embedded_server_the_page_leads_from_nothing_to_a_system_restored_elsewhere(tmp_path: Path) -> None:
    printed = followed(own=False, folder=tmp_path, more={})

    look_at(printed, "PostgreSQL 18.")
