"""PostgreSQL's own programs, of the version that fits the server: pg_dump writes an archive, pg_restore reads it."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from api import OperatorError
from api.database.keeper import CannotKeepError, binaries

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS: Final = ("/usr/lib/postgresql/{major}/bin", "/usr/pgsql-{major}/bin")
"""Where Debian and Red Hat keep the programs of each version beside the others'."""
TOLERANT: Final = 17
"""The first server that takes what a later pg_restore says before it begins: 15 and 16 know no `transaction_timeout`."""
VERSION: Final = re.compile(r" (\d+)[.\d]*")


class NotDone(OperatorError):
    """A backup or restore that cannot be, with what to do about it."""


def candidates(name: str, server: int) -> Iterator[str]:
    """Name the places of a program, the embedded server's own and the operating system's."""
    with suppress(CannotKeepError):
        yield str(binaries() / name)
    yield from (f"{folder.format(major=server)}/{name}" for folder in FOLDERS)
    if on_path := shutil.which(name):
        yield on_path


async def program(name: str, server: int) -> str:
    """Choose a program of the server's own version, else the first later one that such a server takes."""
    versions = {path: await version(path) for path in candidates(name, server) if os.access(path, os.X_OK)}
    later = [path for path, major in versions.items() if server >= TOLERANT and major > server]
    for path in [path for path, major in versions.items() if major == server] + later:
        return path
    raise NotDone(
        f"the server is PostgreSQL {server} and no {name} of that version is here: "
        f"install postgresql-client-{server}, or put its programs on the PATH"
    )


async def version(path: str) -> int:
    """Read the major version of a program; 0 where it tells none."""
    child = await asyncio.create_subprocess_exec(path, "--version", stdout=asyncio.subprocess.PIPE)
    printed, _ = await child.communicate()
    major = VERSION.search(printed.decode(errors="replace"))
    return int(major[1]) if major else 0


async def run(path: str, url: str, *arguments: str) -> None:
    """Run a program on the database of a URL, the password in its environment, where nobody sees it."""
    parts = urlsplit(url)
    environment = {**os.environ, "PGPASSWORD": parts.password or os.environ.get("PGPASSWORD", "")}
    open_url = parts._replace(netloc=re.sub(r":[^@:]*@", "@", parts.netloc)).geturl()
    await printed(path, f"--dbname={open_url}", *arguments, environment=environment)


async def grants_of(path: str, archive: Path) -> str:
    """Read the rights that an archive gives, as SQL, by way of its list of contents."""
    contents = await printed(path, "--list", str(archive))
    with NamedTemporaryFile("w", encoding="utf-8") as chosen:
        chosen.writelines(f"{line}\n" for line in contents.splitlines() if " ACL " in line)
        chosen.flush()
        script = await printed(path, f"--use-list={chosen.name}", "--file=-", str(archive))
    # What stands around them is for psql alone.
    return "\n".join(line for line in script.splitlines() if line.startswith(("GRANT ", "REVOKE ")))


async def printed(path: str, *arguments: str, environment: dict[str, str] | None = None) -> str:
    """Run a program and return what it prints."""
    child = await asyncio.create_subprocess_exec(
        path, *arguments, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        output, complaint = await child.communicate()
    except BaseException:
        child.kill()
        raise
    if child.returncode:
        raise NotDone(f"{Path(path).name} failed: {complaint.decode(errors='replace').strip()}")
    return output.decode()
