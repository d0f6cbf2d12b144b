"""The audit as a chain and as a tree: what is rewritten, left out or put elsewhere afterwards no longer fits (ours).

Each record's link rests on the link before it, so that the first record that was altered is found. A tree over all
records (RFC 6962, section 2) proves a single record to somebody who has nothing but a checkpoint.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from domain.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


class Digest(Term):
    """A hash that a chain is made with."""

    SHA256 = "SHA256", "SHA-256", "SHA-256 (FIPS 180-4)."
    SM3 = "SM3", "SM3", "SM3 (GB/T 32905-2016)."

    def of(self, content: bytes) -> bytes:
        """The digest of some bytes: 32 bytes."""
        return hashlib.new(self.value.lower(), content).digest()


BEFORE_THE_FIRST: Final = bytes(32)
"""The link that the first record rests on."""


def content_of(record: Mapping[str, Any]) -> bytes:
    """Write a record in the one way that is hashed: JSON in UTF-8, keys in order, no blanks, nothing that is null.

    A column that was added later is null in older records, whose content stays as it was.
    """
    present = {name: value for name, value in record.items() if value is not None}
    return json.dumps(present, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def leaf(content: bytes, digest: Digest = Digest.SHA256) -> bytes:
    """Hash a record's content as a leaf of the tree."""
    return digest.of(b"\0" + content)


def node(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours as the node above them."""
    return Digest.SHA256.of(b"\1" + left + right)


def link(previous: bytes, content: bytes, digest: Digest) -> bytes:
    """Make a record's link from the link before it and its content."""
    return digest.of(previous + leaf(content, digest))


@dataclass(frozen=True)
class Frontier:
    """The roots of the whole subtrees of a tree that grows, largest first: all that its next leaf needs."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def grown(self, leaves: Iterable[bytes]) -> Frontier:
        """Append leaves."""
        size, peaks = self.size, list(self.peaks)
        for each in leaves:
            peaks.append(each)
            size += 1
            # As many subtrees close as the size now ends in zeros.
            for _ in range((size & -size).bit_length() - 1):
                right = peaks.pop()
                peaks.append(node(peaks.pop(), right))
        return Frontier(size, tuple(peaks))

    @property
    def root(self) -> bytes:
        """The root of the tree; the digest of nothing for an empty one."""
        if not self.peaks:
            return Digest.SHA256.of(b"")
        *rest, root = self.peaks
        for left in reversed(rest):
            root = node(left, root)
        return root

    @property
    def subtrees(self) -> dict[tuple[int, int], bytes]:
        """The roots of the whole subtrees, by the place where each begins and how many leaves it has."""
        found, start = dict[tuple[int, int], bytes](), 0
        for peak in self.peaks:
            size = 1 << (self.size - start).bit_length() - 1
            found[start, size] = peak
            start += size
        return found


EMPTY: Final = Frontier()


def _split(size: int) -> int:
    """The largest power of two below a size of two or more."""
    return 1 << (size - 1).bit_length() - 1


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaves."""
    return Frontier().grown(leaves).root


def proof_of(leaves: Sequence[bytes], index: int, before: Frontier = EMPTY) -> list[bytes]:
    """The audit path of a leaf, nearest first: about as many digests as the number of leaves has bits.

    `leaves` are those after `before`, whose subtrees stand for the records that are elsewhere.
    """
    known = before.subtrees

    def root(start: int, size: int) -> bytes:
        if start >= before.size:
            return root_of(leaves[start - before.size : start - before.size + size])
        if (start, size) in known:
            return known[start, size]
        split = _split(size)
        return node(root(start, split), root(start + split, size - split))

    def path(start: int, size: int) -> list[bytes]:
        if size == 1:
            return []
        split = _split(size)
        if index < start + split:
            return [*path(start, split), root(start + split, size - split)]
        return [*path(start + split, size - split), root(start, split)]

    return path(0, before.size + len(leaves))


def proved_root(of: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf and its audit path lead to; None where the path is not one of such a tree."""
    left = list(path)

    def climb(index: int, size: int) -> bytes | None:
        if size == 1:
            return of
        if not left:
            return None
        sibling, split = left.pop(), _split(size)
        if index < split:
            below = climb(index, split)
            return None if below is None else node(below, sibling)
        below = climb(index - split, size - split)
        return None if below is None else node(sibling, below)

    if not 0 <= index < size:
        return None
    root = climb(index, size)
    return None if left else root


@dataclass(frozen=True)
class Sealed:
    """A record under its seal: its place in the chain, its content, and the link that was kept of it by each digest."""

    seq: int
    content: bytes
    links: Mapping[Digest, bytes]


@dataclass(frozen=True)
class Break:
    """The first place at which a chain does not hold, and why: `seq` is the place, counted from 1."""

    seq: int
    why: str


@dataclass(frozen=True)
class Checkpoint:
    """What was signed of the chain: how many records it had, its last links, the root of its tree."""

    size: int
    links: Mapping[Digest, bytes]
    root: bytes


@dataclass(frozen=True)
class ChainEnd:
    """Where a chain stands: its last links, and the tree over all its records."""

    links: Mapping[Digest, bytes] = field(default_factory=lambda: dict.fromkeys(Digest, BEFORE_THE_FIRST))
    frontier: Frontier = EMPTY

    @property
    def size(self) -> int:
        """How many records the chain has."""
        return self.frontier.size

    def grown(self, content: bytes) -> ChainEnd:
        """Where the chain stands after one record more."""
        links = {digest: link(self.links[digest], content, digest) for digest in Digest}
        return ChainEnd(links, self.frontier.grown([leaf(content)]))

    def is_at(self, checkpoint: Checkpoint) -> bool:
        """Whether this is the end that a checkpoint was made of."""
        same = self.size == checkpoint.size and self.frontier.root == checkpoint.root
        return same and all(self.links[digest] == checkpoint.links[digest] for digest in Digest)


class Examination:
    """A chain is examined record by record from where it begins, and against what was signed of it.

    A tail that was cut off, and a chain that was made anew as a whole, show against a checkpoint kept elsewhere.
    Checkpoints of before the beginning say nothing of what follows.
    """

    def __init__(self, checkpoints: Iterable[Checkpoint] = (), begins: ChainEnd | None = None) -> None:
        self.end = begins or ChainEnd()
        since = [each for each in checkpoints if each.size >= self.end.size]
        self.due = deque(sorted(since, key=lambda each: each.size))

    def take(self, record: Sealed) -> Break | None:
        """The next record; what does not hold of it."""
        if found := self._contradicted():
            return found
        seq = self.end.size + 1
        if record.seq != seq:
            return Break(seq, f"record {seq} is missing: {record.seq} stands in its place")
        end = self.end.grown(record.content)
        for digest in Digest:
            if record.links.get(digest) != end.links[digest]:
                return Break(seq, f"its {digest.label} link is not that of its content and of the record before")
        self.end = end
        return self._contradicted()

    def over(self, last: int = 0) -> Break | None:
        """After the last record that is there, where `last` should be: what is missing."""
        if found := self._contradicted():
            return found
        counted = max((each.size for each in self.due), default=0)
        if counted:
            return Break(
                self.end.size + 1, f"the records after {self.end.size} are missing: a checkpoint counts {counted}"
            )
        if self.end.size < last:
            return Break(self.end.size + 1, f"the records after {self.end.size} are missing: the last is {last}")
        return None

    def _contradicted(self) -> Break | None:
        while self.due and self.due[0].size == self.end.size:
            if not self.end.is_at(self.due.popleft()):
                return Break(self.end.size, "the chain leads to another end than the checkpoint signed here")
        return None


def broken(chain: Iterable[Sealed], checkpoints: Iterable[Checkpoint] = ()) -> Break | None:
    """Find the first place at which a whole chain does not hold, or does not lead to a checkpoint; None where all fits."""
    examination = Examination(checkpoints)
    found = next(filter(None, map(examination.take, chain)), None)
    return found or examination.over()


def sealed(contents: Iterable[bytes], after: int = 0, links: Mapping[Digest, bytes] | None = None) -> Iterator[Sealed]:
    """Put contents under seal, after the last one and its links."""
    last = dict.fromkeys(Digest, BEFORE_THE_FIRST) if links is None else dict(links)
    for seq, content in enumerate(contents, after + 1):
        last = {digest: link(last[digest], content, digest) for digest in Digest}
        yield Sealed(seq, content, last)
