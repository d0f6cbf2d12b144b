"""A picture or a film ends by its own account, and bytes after that end are refused."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from domain.kernel.violations import Code, Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIECE: Final = 1 << 18
STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers of a JPEG that no length follows."""
EOI, SOS = 0xD9, 0xDA
HEAD: Final = 8
LONG_HEAD: Final = 16
PADDING: Final = b"\0"
MARKUP: Final = (b"<script", b"<!doctype", b"<html", b"<iframe", b"<?php", b"javascript:")
"""What a browser or a server would run; no picture holds it, and no film beside its stream."""


def suspect(why: str, why_en: str) -> Violation:
    """The refusal of a file of two kinds at once."""
    return Violation(Code.FILE_SUSPECT, path=("file",), facts={"why": why, "why_en": why_en})


def broken(why: str, why_en: str) -> Violation:
    """A file that is not whole."""
    return Violation(Code.FILE_BROKEN, path=("file",), facts={"why": why, "why_en": why_en})


CUT: Final = ("内容不完整", "it ends too early")
MORE: Final = ("结尾之后还有内容", "something follows its end")


def size_of(file: IO[bytes]) -> int:
    """How many bytes a file has; leaves it at its start."""
    size = file.seek(0, 2)
    file.seek(0)
    return size


def alone(file: IO[bytes], signs: tuple[bytes, ...], why: str, why_en: str) -> None:
    """Refuse a file in which one of these signs stands anywhere, in capitals or not."""
    file.seek(0)
    alone_in(file.read, b"", why, why_en, signs)


def alone_in(
    read: Callable[[int], bytes],
    head: bytes,
    why: str,
    why_en: str,
    signs: tuple[bytes, ...] = MARKUP,
    *,
    watched: bool = True,
) -> None:
    """Read a stream on from its head to its end; refuse a watched stream with one of these signs."""
    longest, kept, piece = max(map(len, signs)) - 1, b"", head
    small = tuple(sign.lower() for sign in signs)
    while piece := piece or read(PIECE):
        looked_at = kept + piece.lower()
        if watched and any(sign in looked_at for sign in small):
            raise suspect(why, why_en)
        kept, piece = looked_at[-longest:], b""


def png_ends(file: IO[bytes]) -> None:
    """Refuse a PNG that does not end with its last chunk."""
    size, at = size_of(file), HEAD
    while at + 12 <= size:
        file.seek(at)
        head = file.read(HEAD)
        at += int.from_bytes(head[:4]) + 12
        if head[4:] == b"IEND":
            if at != size:
                raise suspect(*MORE) if at < size else broken(*CUT)
            return
    raise broken(*CUT)


def webp_ends(file: IO[bytes]) -> None:
    """Refuse a WebP of another length than its head says."""
    size = size_of(file)
    declared = int.from_bytes(file.read(HEAD)[4:], "little") + HEAD
    if declared != size:
        raise suspect(*MORE) if declared < size else broken(*CUT)


def mp4_ends(file: IO[bytes]) -> None:
    """Refuse a film with boxes that do not fill the file, without a track, or with markup beside its stream."""
    names = dict[bytes, int]()
    for name, at, end in boxes(file, 0, size_of(file)):
        names[name] = max(names.get(name, 0), end - at)
        if name == b"moov":
            inner = {each for each, _, _ in boxes(file, at, end)}
            if not {b"mvhd", b"trak"} <= inner:
                raise broken("视频没有画面", "the film has no track")
        if name != b"mdat":
            file.seek(at)
            alone_in(stretch(file, end), b"", "视频中含有脚本或网页代码", "a film with a script or a page in it")
    if not {b"ftyp", b"moov", b"mdat"} <= {name for name, size in names.items() if size}:
        raise broken("不是完整的视频", "it is no whole film")


def boxes(file: IO[bytes], at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes that fill a stretch of a film: name, where the content begins, and where it ends."""
    while at < end:
        file.seek(at)
        head = file.read(LONG_HEAD)
        length, begins = int.from_bytes(head[:4]), HEAD
        if length == 1:
            length, begins = int.from_bytes(head[8:]), LONG_HEAD
        if length < begins or at + length > end or not head[4:HEAD].strip().isalnum():
            raise broken(*CUT)
        yield head[4:HEAD], at + begins, at + length
        at += length


def stretch(file: IO[bytes], end: int) -> Callable[[int], bytes]:
    """A file's bytes from its position up to a place, piece by piece."""
    return lambda size: file.read(min(size, end - file.tell()))


def jpeg_ends(file: IO[bytes]) -> None:
    """Refuse a JPEG after which anything but further JPEGs or padding comes, as phones put them there."""
    size, at = size_of(file), 0
    while at < size:
        file.seek(at)
        if file.read(3) != b"\xff\xd8\xff":
            file.seek(at)
            while piece := file.read(PIECE):
                if piece.strip(PADDING):
                    raise suspect(*MORE)
            return
        at = _end_of_jpeg(file, at + 2)


def _end_of_jpeg(file: IO[bytes], at: int) -> int:
    """The end of the picture that begins before a place."""
    while True:
        file.seek(at)
        head = file.read(4)
        if len(head) < 2 or head[0] != 0xFF:  # noqa: PLR2004 (a marker)
            raise broken(*CUT)
        marker = head[1]
        if marker == EOI:
            return at + 2
        if marker == 0xFF or marker in STANDALONE:  # noqa: PLR2004 (padding of a marker)
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004 (as above)
            continue
        if len(head) < 4:  # noqa: PLR2004 (a marker and a length)
            raise broken(*CUT)
        at += 2 + int.from_bytes(head[2:])
        if marker == SOS:
            at = _after_scan(file, at)


def _after_scan(file: IO[bytes], at: int) -> int:
    """The place of the next marker that is no part of the picture's own stream."""
    file.seek(at)
    while len(piece := file.read(PIECE)) > 1:
        place = piece.find(b"\xff")
        while 0 <= place < len(piece) - 1:
            marker = piece[place + 1]
            if marker not in (0x00, 0xFF) and marker not in STANDALONE:
                return at + place
            place = piece.find(b"\xff", place + 1)
        # The last byte may be half a marker.
        at += len(piece) - 1
        file.seek(at)
    raise broken(*CUT)
