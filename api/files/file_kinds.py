"""A file's kind by its content: whole, of that kind alone, and no bigger than the file looks.

A kind is told by the first bytes; then the file is walked to its last one. What is two kinds at once, or hides what a
program would run or unpack without end, is refused: it would be one thing for us and another for whoever opens it.
"""

from __future__ import annotations

import zipfile
from typing import IO, TYPE_CHECKING, Final

from api.files.greyscale import greys_of
from api.files.image_formats import MARKUP, alone, jpeg_ends, mp4_ends, png_ends, suspect, webp_ends
from api.files.ooxml import TYPES, office, opened
from api.files.pdf import pdf
from domain.kernel.violations import Code, Violation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ZIP: Final = b"PK\x03\x04"
PIECE: Final = 1 << 18
LOOK: Final = 1024
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
    """A file's kind, and a picture's greys; a file of no kind of ours, damaged, mixed or misnamed, is refused."""
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


def no_archive(file: IO[bytes]) -> None:
    """Refuse a file that opens as an archive too."""
    if zipfile.is_zipfile(file):
        raise suspect("文件同时是压缩包", "it is an archive too")


def picture(ends: Callable[[IO[bytes]], None], form: str) -> Callable[[IO[bytes]], bytes]:
    """The walk through a picture of a format."""

    def walk(file: IO[bytes]) -> bytes:
        ends(file)
        no_archive(file)
        alone(file, MARKUP, "图片中含有脚本或网页代码", "a picture with a script or a page in it")
        file.seek(0)
        return greys_of(file, form)

    return walk


def mp4(file: IO[bytes]) -> None:
    """Walk a film, whose boxes fill the file without a script or a page outside its stream."""
    mp4_ends(file)
    no_archive(file)


def of_archive(file: IO[bytes]) -> str:
    """Which document an archive is."""
    with opened(file) as archive:
        names = set(archive.namelist())
    kinds = [kind for name, kind in PARTS.items() if name in names]
    if len(kinds) != 1 or TYPES not in names:
        raise unknown("压缩包不是DOCX或XLSX", "an archive that is neither DOCX nor XLSX")
    return kinds[0]


WALKS: Final[dict[str, Callable[[IO[bytes]], bytes | None]]] = {
    "application/pdf": pdf,
    "image/png": picture(png_ends, "PNG"),
    "image/jpeg": picture(jpeg_ends, "JPEG"),
    "image/webp": picture(webp_ends, "WEBP"),
    DOCX: office,
    XLSX: office,
    "video/mp4": mp4,
}
