"""Passwords, hashed by argon2 in threads of their own: a tenth of a second and 64 MB each, which must not hold up the others."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Semaphore
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from resolvers.work.slow import expect_no_transaction

T = TypeVar("T")
HASHER: Final = PasswordHasher()
NOBODYS: Final = "$argon2id$v=19$m=65536,t=3,p=4$qxGAvZzl65n0IxDW9LJ7ng$w8gMTnlVK9nWxJ6cNJ6MM6kkvoZnV5ZxD2J76bdx9j0"
"""The hash of a password nobody has, verified where there is no account, so that the answer takes as long."""


class Crowded(Exception):
    """More passwords wait to be hashed than may."""


@dataclass(eq=False)
class Hashing:
    """The threads that hash passwords, and how many passwords may wait for one; the next is refused at once by `Crowded`."""

    threads: int = 2
    waiting: int = 30
    _pool: ThreadPoolExecutor = field(init=False)
    _room: Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(self.threads, "hashing")
        self._room = Semaphore(self.threads + self.waiting)

    async def hashed(self, password: str) -> str:
        """A new hash of a password."""
        return await self._apart(HASHER.hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether a password is the one hashed."""
        return await self._apart(fits, password_hash, password)

    async def used(self, hashes: Sequence[str], password: str) -> bool:
        """Whether a password is one of several hashed."""
        return await self._apart(one_of, password, *hashes)

    def close(self) -> None:
        """Let the threads end."""
        self._pool.shutdown(wait=False)

    async def _apart(self, do: Callable[..., T], *of: str | None) -> T:
        expect_no_transaction()
        if not self._room.acquire(blocking=False):
            raise Crowded
        job = self._pool.submit(do, *of)
        # A thread works on when whoever asked is gone, and its place is taken until it is done.
        job.add_done_callback(lambda _job: self._room.release())
        return await asyncio.wrap_future(job)


def fits(password_hash: str | None, password: str) -> bool:
    """A password fits its hash; beside a quick hash a stranger's hash is verified too, so that every answer takes as long."""
    quick = password_hash is not None and HASHER.check_needs_rehash(password_hash)
    if password_hash is None or quick:
        verified(NOBODYS, password)
    return password_hash is not None and verified(password_hash, password)


def one_of(password: str, *hashes: str) -> bool:
    """Whether a password is one of several hashed."""
    return any(verified(each, password) for each in hashes)


def verified(password_hash: str, password: str) -> bool:
    """A hash is verified against a password."""
    try:
        return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


HASHING: Final = Hashing()
"""The threads of whoever was given none of their own: commands and the demonstration city."""
