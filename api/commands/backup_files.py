"""The files that a saved database names: copied beside the archive, brought back, and looked for by their hash (Art. 11).

They are copied after the database: a file is in the store before its row is, and never leaves it, so that a copy made
later has whatever the archive names. All archives of one folder share one copy.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from api.files.store import key_of, outlast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from api.files.store import Store

FOLDER: Final = "saved-files"
MOST_NAMED: Final = 5
"""How many of the missing are named in the line that tells of them; all are in `missing`."""


@dataclass(frozen=True)
class Looked:
    """The files that a database names, counted by whether they are there."""

    named: int
    missing: Sequence[str]
    where: str
    by: str

    def __str__(self) -> str:
        """The counts in a line."""
        if not self.missing:
            return f"{self.named} files in {self.where}, each there {self.by}"
        some = ", ".join(self.missing[:MOST_NAMED]) + (" …" if len(self.missing) > MOST_NAMED else "")
        return f"MISSING: {len(self.missing)} of {self.named} files are not in {self.where} {self.by}: {some}"


def copied_to(archive: Path) -> Path:
    """The folder that the archives beside it share."""
    return archive.parent / FOLDER


async def save(named: Mapping[str, int], store: Store, archive: Path) -> Looked:
    """Copy what a database names beside its archive; of a store that is saved by its own means look for the names."""
    if store.folder is None:
        return await look(named, store)
    source, target = store.folder, copied_to(archive)
    missing = [name for name in named if not await asyncio.to_thread(copied, name, source, target)]
    return Looked(len(named), missing, str(source), "with its SHA-256, and copied")


async def bring_back(named: Mapping[str, int], store: Store, archive: Path) -> Looked:
    """Put what was copied beside an archive into a store, and look whether all that the database names is there."""
    for name, size in named.items():
        source = copied_to(archive) / key_of(name)
        if await asyncio.to_thread(whole, source, name):
            await store.keep(source, name, size)
    return await look(named, store)


async def look(named: Mapping[str, int], store: Store) -> Looked:
    """Look whether a store has all that is named: in a folder by hash, elsewhere by name and size."""
    if store.folder is None:
        there = await store.sizes()
        missing = [name for name, size in named.items() if there.get(name) != size]
        return Looked(len(named), missing, store.where, "by name and size; that store is saved by its own means")
    folder = store.folder
    missing = [name for name in named if not await asyncio.to_thread(whole, folder / key_of(name), name)]
    return Looked(len(named), missing, store.where, "with its SHA-256")


def copied(name: str, source: Path, target: Path) -> bool:
    """Copy a content unless it is there already, whole and on the disk or not at all; tell whether it is there now."""
    there = target / key_of(name)
    if whole(there, name):
        return True
    if not whole(source / key_of(name), name):
        return False
    there.parent.mkdir(parents=True, exist_ok=True)
    partial = there.with_name(f"{name}.partial")
    shutil.copyfile(source / key_of(name), partial)
    outlast(partial, target)
    partial.replace(there)
    outlast(there, target)
    return True


def whole(path: Path, name: str) -> bool:
    """Whether a file is there, and is the content that its name says."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == name
    except FileNotFoundError:
        return False
