"""The store of files' bytes: each content once, under its SHA-256, in a folder or in any store that speaks S3."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence

    from obstore import ObjectMeta
    from obstore.store import ObjectStore

    from api.settings import Settings

SYSTEM_ERROR: Final = re.compile(r"\(os error (\d+)\)")
PIECE: Final = 1 << 18
PART: Final = 5 << 20
"""Of a sending to the store: the least that S3 takes."""
AT_ONCE: Final = 1
"""Parts under way to the store."""


class Store:
    """Keeps bytes and gives them back; it never changes or removes any."""

    def __init__(self, settings: Settings) -> None:
        self.folder = None if settings.files_url else settings.data / "files"
        self.where = settings.files_url or str(self.folder)
        self._durable = settings.durable
        self._store = opened(settings, self.folder)

    async def keep(self, path: Path, sha256: str, size: int) -> None:
        """Keep the bytes of a file; whole and on the disk, or not there at all."""
        key = key_of(sha256)
        if await self.size(sha256) != size:
            await self._put(key, path)
        if self.folder is not None and self._durable:
            await asyncio.to_thread(outlast, self.folder / key, self.folder)

    async def _put(self, key: str, path: Path) -> None:
        try:
            await obstore.put_async(self._store, key, path, chunk_size=PART, max_concurrency=AT_ONCE)
        except BaseError as error:
            # The store's errors have no number but in their words.
            if number := SYSTEM_ERROR.search(str(error)):
                raise OSError(int(number[1]), os.strerror(int(number[1]))) from error
            raise

    async def keep_all(self, contents: Mapping[str, bytes]) -> None:
        """Keep many small contents, by their hash, of which none is to outlive a power cut."""
        for sha256, content in contents.items():
            await obstore.put_async(self._store, key_of(sha256), content)

    async def size(self, sha256: str) -> int | None:
        """The size of a stored content in bytes; None of a missing one."""
        try:
            return (await obstore.head_async(self._store, key_of(sha256)))["size"]
        except FileNotFoundError:
            return None

    async def sizes(self) -> dict[str, int]:
        """The size of each stored content in bytes, by hash."""
        listed = cast("AsyncIterator[Sequence[ObjectMeta]]", obstore.list(self._store))  # pyright: ignore[reportUnknownMemberType]
        return {each["path"].rpartition("/")[2]: each["size"] async for some in listed for each in some}

    async def bytes_of(self, sha256: str, start: int, end: int) -> AsyncGenerator[bytes]:
        """The bytes from one place up to another, piece by piece."""
        found = await obstore.get_async(self._store, key_of(sha256), options={"range": (start, end)})
        async for piece in found.stream(min_chunk_size=PIECE):
            yield bytes(piece)


def opened(settings: Settings, folder: Path | None) -> ObjectStore:
    """The store that the settings name."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(folder)
    secret = settings.files_secret and settings.files_secret.get_secret_value()
    options = {
        "endpoint": settings.files_endpoint,
        "region": settings.files_region,
        "access_key_id": settings.files_key,
    }
    chosen = {name: value for name, value in {**options, "secret_access_key": secret}.items() if value}
    plain = (settings.files_endpoint or "").startswith("http://")
    return S3Store.from_url(settings.files_url or "", client_options={"allow_http": plain}, **chosen)  # pyright: ignore[reportArgumentType]  (names of S3's)


def key_of(sha256: str) -> str:
    """Where a content lies."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def outlast(path: Path, root: Path) -> None:
    """Have a file, and the folders in which it is named, outlive a power cut."""
    for each in (path, *(above for above in path.parents if above == root or root in above.parents)):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
