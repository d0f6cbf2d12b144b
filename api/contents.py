"""What a file is by its content, and whether it is that alone: whole, of one kind, and no bigger than it looks.

A kind is told by the first bytes; then the file is walked to its last one. What is two kinds at once, or hides what a
program would run or unpack without end, is refused: it would be one thing for us and another for whoever opens it.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Final

from api.boxes import broken, jpeg_ends, mp4_ends, png_ends, suspect, webp_ends
from api.pictures import greys_of
from domain.violations import Code, Violation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ZIP: Final = b"PK\x03\x04"
LAST: Final = b"PK\x05\x06".ljust(22)
"""How an archive without a comment ends: its sign, in so many bytes."""
UNPACKED: Final = 1 << 30
"""Bytes of a document, unpacked."""
RATIO: Final = 200
ENTRIES: Final = 10_000
PIECE: Final = 1 << 18
LOOK: Final = 1024
MARKUP: Final = (b"<script", b"<!doctype", b"<html", b"<iframe", b"<?php", b"javascript:")
"""What a browser or a server would run; no picture and no film holds it."""
ACTIVE: Final = (b"/JavaScript", b"/Launch", b"/RichMedia", b"/EmbeddedFile")
AFTER_PDF: Final = 1024
KINDS: Final = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/webp": ("webp",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "video/mp4": ("mp4", "m4v"),
}
"""What is taken, and how such a name ends."""
DOCX, XLSX = tuple(kind for kind in KINDS if "openxml" in kind)
PARTS: Final = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}


def kind_and_greys(path: Path, ending: str) -> tuple[str, bytes | None]:
    """What a file is, and a picture's greys. Refuses whatever is not one of our kinds, whole and that alone, or is named as another."""
    with path.open("rb") as file:
        media_type = kind_of(file.read(LOOK))
        media_type = of_archive(file) if media_type == DOCX else media_type
        if ending not in KINDS[media_type]:
            raise unknown(
                f"文件名与内容不符，内容为{KINDS[media_type][0]}",
                f"its name says otherwise than its content, {media_type}",
            )
        return media_type, WALKS[media_type](file)


def unknown(why: str, why_en: str) -> Violation:
    """A kind that is not taken."""
    return Violation(Code.FILE_KIND, path=("file",), facts={"why": why, "why_en": why_en})


def kind_of(head: bytes) -> str:
    """The kind that the first bytes tell."""
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "video/mp4"
    if head.startswith(ZIP):
        return DOCX
    raise unknown("仅接受PDF、PNG、JPEG、WebP、DOCX、XLSX和MP4", "send PDF, PNG, JPEG, WebP, DOCX, XLSX or MP4")


def alone(file: IO[bytes], signs: tuple[bytes, ...], why: str, why_en: str) -> None:
    """Refuse a file in which one of these signs stands anywhere, in capitals or not."""
    longest, kept = max(map(len, signs)) - 1, b""
    small = tuple(sign.lower() for sign in signs)
    file.seek(0)
    while piece := file.read(PIECE):
        looked_at = kept + piece.lower()
        if any(sign in looked_at for sign in small):
            raise suspect(why, why_en)
        kept = looked_at[-longest:]


def no_archive(file: IO[bytes]) -> None:
    """Refuse a file that opens as an archive too."""
    if zipfile.is_zipfile(file):
        raise suspect("文件同时是压缩包", "it is an archive too")


def picture(ends: Callable[[IO[bytes]], None], form: str) -> Callable[[IO[bytes]], bytes]:
    """How a picture of a form is walked."""

    def walk(file: IO[bytes]) -> bytes:
        ends(file)
        no_archive(file)
        alone(file, MARKUP, "图片中含有脚本或网页代码", "a picture with a script or a page in it")
        file.seek(0)
        return greys_of(file, form)

    return walk


def pdf(file: IO[bytes]) -> None:
    """Walk a PDF: it ends where it says, holds nothing that runs, and is nothing else."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(LOOK).lower()
    if any(sign in head for sign in MARKUP):
        raise suspect("PDF开头含有网页代码", "a page stands before the document")
    file.seek(max(0, size - AFTER_PDF))
    end = file.read().rpartition(b"%%EOF")
    if not end[1]:
        raise broken("PDF没有结尾", "the PDF has no end")
    if end[2].strip(b"\r\n\t \0"):
        raise suspect("PDF结尾之后还有内容", "something follows the end of the PDF")
    no_archive(file)
    alone(file, ACTIVE, "PDF含有脚本、程序或内嵌文件", "the PDF holds a script, a program or a file")


def mp4(file: IO[bytes]) -> None:
    """Walk a film: its boxes fill the file, and it is nothing else."""
    mp4_ends(file)
    no_archive(file)


def office(file: IO[bytes]) -> None:
    """Walk a document: unpack every part of it to its end, and keep nothing."""
    size = file.seek(0, 2)
    file.seek(max(0, size - len(LAST)))
    if not file.read().startswith(LAST[:4]):
        raise suspect("压缩包之后还有内容", "something stands after its archive")
    try:
        with zipfile.ZipFile(file) as archive:
            modest(archive, size)
            for entry in archive.infolist():
                part(archive, entry)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error):
        raise broken("压缩包结构有误", "its archive is damaged") from None


def modest(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse what would not unpack to a document: too much, encrypted, named to break out, with programs, glued."""
    entries = archive.infolist()
    unpacked, packed = sum(each.file_size for each in entries), sum(each.compress_size for each in entries)
    if len(entries) > ENTRIES or unpacked > min(UNPACKED, RATIO * max(size, PIECE)) or packed > size:
        raise suspect("解压后过大", "it would unpack to too much")
    if min((each.header_offset for each in entries), default=1) != 0:
        raise suspect("压缩包之前还有内容", "something stands before its archive")
    names = [each.filename for each in entries]
    if len(set(names)) < len(names) or any(
        each.startswith(("/", "\\")) or ".." in each or ":" in each for each in names
    ):
        raise suspect("压缩包内的名称有误", "its archive holds impossible names")
    if any(each.flag_bits & 1 for each in entries) or any(
        "vbaproject" in each.lower() or "activex" in each.lower() for each in names
    ):
        raise suspect("文档已加密或含有宏", "it is encrypted, or holds macros")


def part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpack one part to its end, which proves its size and sum, and look at what would be read as XML."""
    kept, is_xml = b"", entry.filename.endswith((".xml", ".rels"))
    with archive.open(entry) as opened:
        while piece := opened.read(PIECE):
            if is_xml and any(sign in kept + piece for sign in (b"<!DOCTYPE", b"<!ENTITY")):
                raise suspect("文档含有实体声明", "it declares entities")
            kept = piece[-8:]


def of_archive(file: IO[bytes]) -> str:
    """Which document an archive is."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise broken("压缩包结构有误", "its archive is damaged") from None
    found = [kind for name, kind in PARTS.items() if name in names]
    if len(found) != 1 or "[Content_Types].xml" not in names:
        raise unknown("压缩包不是DOCX或XLSX", "an archive that is neither DOCX nor XLSX")
    return found[0]


WALKS: Final[dict[str, Callable[[IO[bytes]], bytes | None]]] = {
    "application/pdf": pdf,
    "image/png": picture(png_ends, "PNG"),
    "image/jpeg": picture(jpeg_ends, "JPEG"),
    "image/webp": picture(webp_ends, "WEBP"),
    DOCX: office,
    XLSX: office,
    "video/mp4": mp4,
}
