"""PostgreSQL's own programs fit the server they work on."""

from pathlib import Path

import pytest

from api.commands.client_programs import NotDone, program
from api.database.keeper import binaries


def a_program(folder: Path, name: str, version: str) -> Path:
    """An executable that tells a version and nothing else."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n", "utf-8")
    path.chmod(0o700)
    return path


async def test_the_server_s_own_version_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = a_program(tmp_path, "pg_restore", "14.9 (Debian 14.9-1)")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    assert await program("pg_restore", 14) == str(own)
    assert await program("pg_restore", 18) == str(binaries() / "pg_restore")


async def test_a_later_version_works_on_the_servers_that_take_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_program(tmp_path, "pg_dump", "19.1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    assert await program("pg_dump", 19) == str(tmp_path / "pg_dump")
    with pytest.raises(NotDone, match=r"server is PostgreSQL 13 and no pg_dump .* install postgresql-client-13"):
        await program("pg_dump", 13)
    with pytest.raises(NotDone, match="postgresql-client-20"):
        await program("pg_dump", 20)
