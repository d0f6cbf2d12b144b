"""Passwords, hashed by argon2 in a thread: a tenth of a second that must not hold up the others."""

import asyncio
from collections.abc import Sequence
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER: Final = PasswordHasher()
NOBODYS: Final = "$argon2id$v=19$m=65536,t=3,p=4$qxGAvZzl65n0IxDW9LJ7ng$w8gMTnlVK9nWxJ6cNJ6MM6kkvoZnV5ZxD2J76bdx9j0"
"""The hash of a password nobody has, verified where there is no account, so that the answer takes as long."""


async def hashed(password: str) -> str:
    """A new hash of a password."""
    return await asyncio.to_thread(HASHER.hash, password)


async def matches(password_hash: str | None, password: str) -> bool:
    """Whether a password is the one hashed."""
    return await asyncio.to_thread(fits, password_hash, password)


def fits(password_hash: str | None, password: str) -> bool:
    """Whether a password is the one hashed; beside a quick hash nobody's is verified too, so that the answer takes as long."""
    quick = password_hash is not None and HASHER.check_needs_rehash(password_hash)
    if password_hash is None or quick:
        verified(NOBODYS, password)
    return password_hash is not None and verified(password_hash, password)


def verified(password_hash: str, password: str) -> bool:
    """Whether a hash is of this password."""
    try:
        return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


async def used(hashes: Sequence[str], password: str) -> bool:
    """Whether a password is one of several hashed."""
    return await asyncio.to_thread(lambda: any(verified(each, password) for each in hashes))
