"""Limits of costly acts: a number of uses within a while, counted by key."""

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from domain.kernel.violations import Code, Violation
from resolvers.work.unit_of_work import Write, uuid7
from schema.people.limit_count import PLACES

COUNTED: Final = """
insert into limit_count as c (id, place, key_hash, used, until) values ($1, $2, $3, 1, now() + make_interval(secs => $4))
on conflict (place) do update set key_hash = excluded.key_hash,
  used = case when c.key_hash = excluded.key_hash and c.until > now() then c.used + 1 else 1 end,
  until = case when c.key_hash = excluded.key_hash and c.until > now() then c.until else excluded.until end
returning used, extract(epoch from until - now())::float8 as left
"""
FORGOTTEN: Final = "update limit_count set used = 0 where place = $1 and key_hash = $2"


class Limit(NamedTuple):
    """A limit is a number of uses within a number of seconds from the first use."""

    most: int
    seconds: int


class Counts(Protocol):
    """Uses are counted by a digest of their key."""

    async def used(self, key: bytes, seconds: int) -> tuple[int, float]:
        """Count one use; the answer is the uses so far, and the seconds until those are forgotten."""
        ...

    async def forget(self, key: bytes) -> None:
        """Forget the uses of a key."""
        ...


@dataclass
class InMemory(Counts):
    """Counts of one process; the oldest make room, so that no crowd of keys takes its memory."""

    clock: Callable[[], float] = time.monotonic
    counts: OrderedDict[bytes, tuple[int, float]] = field(default_factory=OrderedDict[bytes, tuple[int, float]])

    async def used(self, key: bytes, seconds: int) -> tuple[int, float]:
        """Count one use."""
        now = self.clock()
        used, until = self.counts.pop(key, (0, 0.0))
        used, until = (used + 1, until) if until > now else (1, now + seconds)
        self.counts[key] = used, until
        if len(self.counts) > PLACES:
            self.counts.popitem(last=False)
        return used, until - now

    async def forget(self, key: bytes) -> None:
        """Forget the uses of a key."""
        self.counts.pop(key, None)


@dataclass
class InDatabase(Counts):
    """Counts of all servers, in a fixed number of places; two keys of one place forget each other."""

    write: Write
    secret: str

    async def used(self, key: bytes, seconds: int) -> tuple[int, float]:
        """Count one use."""
        place, digest = self._place(key)
        async with self.write() as connection:
            record = await connection.fetchrow(COUNTED, uuid7(), place, digest, seconds)
        return record["used"], record["left"]

    async def forget(self, key: bytes) -> None:
        """Forget the uses of a key."""
        async with self.write() as connection:
            await connection.execute(FORGOTTEN, *self._place(key))

    def _place(self, key: bytes) -> tuple[int, str]:
        """The place of a key, and its name there: only the server's secret tells which keys share a place."""
        digest = hashlib.blake2b(key, key=self.secret.encode()[:64], digest_size=32)
        return int.from_bytes(digest.digest()) % PLACES, digest.hexdigest()


@dataclass(frozen=True)
class UseLimits:
    """The limits of an installation, and where the uses are counted."""

    counts: Counts = field(default_factory=InMemory)
    sign_ins: Limit = field(default_factory=lambda: Limit(30, 60))
    """Of one address."""
    guesses: Limit = field(default_factory=lambda: Limit(10, 900))
    """At one account's password, from one address or in its own sessions."""
    acts: Limit = field(default_factory=lambda: Limit(20, 3600))
    """Of one address without signing in."""
    acts_on_one: Limit = field(default_factory=lambda: Limit(5, 86400))
    """Of one address on one record without signing in."""
    acts_on_one_of_all: Limit = field(default_factory=lambda: Limit(100, 86400))
    """On one record without signing in, from all addresses together."""
    calls: Limit = field(default_factory=lambda: Limit(600, 60))
    """Of one machine."""
    refused_calls: Limit = field(default_factory=lambda: Limit(1, 60))
    """Of one machine for one reason, that are audited: what refuses a thousand says no more than what refuses one."""

    async def spend(self, limit: Limit, *key: str, code: Code = Code.TOO_OFTEN) -> None:
        """Count a use, or refuse one too many."""
        used, left = await self.counts.used(digest_of(key), limit.seconds)
        if used > limit.most:
            raise Violation(code, facts={"minutes": math.ceil(left / 60)})

    async def forget(self, *key: str) -> None:
        """Forget the uses of a key."""
        await self.counts.forget(digest_of(key))


def digest_of(key: tuple[str, ...]) -> bytes:
    """A digest of a key's parts, as short as any other."""
    return hashlib.sha256("\0".join(key).encode("utf-8", "surrogatepass")).digest()
