"""A document of Office is that alone: parts only to show, XML that reads as XML, nothing fetched from elsewhere."""

from __future__ import annotations

import re
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final
from xml.parsers import expat

from api.files.image_formats import alone_in, broken, suspect

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

LAST: Final = b"PK\x05\x06".ljust(22)
"""How an archive without a comment ends: its sign, in so many bytes."""
UNPACKED: Final = 1 << 30
"""Bytes of a document, unpacked."""
RATIO: Final = 200
ENTRIES: Final = 10_000
PIECE: Final = 1 << 18
TYPES: Final = "[Content_Types].xml"
XML: Final = (".xml", ".rels")
SHOWN: Final = (
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".bmp",
    ".tif",
    ".tiff",
    ".emf",
    ".wmf",
    ".wdp",
    ".svg",
    ".vml",
    ".odttf",
)
"""Pictures, drawings and fonts."""
PRINTER: Final = re.compile(r"(word|xl)/printersettings/printersettings\d*\.bin")
PROGRAMS: Final = (b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"#!", b"%PDF")
"""How a program, an old document or an archive begins, as which nothing of these may open."""
PLAIN: Final = re.compile(r".*[+/]xml|image/.*|.*\.(printersettings|vmldrawing|obfuscatedfont)")
RUNS: Final = re.compile(r"macro|vba|activex|oleobject")
LINK: Final = "/hyperlink"
SCRIPT: Final = ("javascript:", "vbscript:", "data:")


def office(file: IO[bytes]) -> None:
    """Walk a document: unpack every part of it to its end, and keep nothing."""
    size = file.seek(0, 2)
    file.seek(max(0, size - len(LAST)))
    if not file.read().startswith(LAST[:4]):
        raise suspect("压缩包之后还有内容", "something stands after its archive")
    with opened(file) as archive:
        modest(archive, size)
        typed(archive)
        for entry in archive.infolist():
            part(archive, entry)


@contextmanager
def opened(file: IO[bytes]) -> Generator[zipfile.ZipFile]:
    """An archive, for the length of a block; refused where it is damaged."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error):
        raise broken("压缩包结构有误", "its archive is damaged") from None


def modest(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse what would not unpack to a document: too much, encrypted, named to break out, glued."""
    entries = archive.infolist()
    unpacked, packed = sum(each.file_size for each in entries), sum(each.compress_size for each in entries)
    if len(entries) > ENTRIES or unpacked > min(UNPACKED, RATIO * max(size, PIECE)) or packed > size:
        raise suspect("解压后过大", "it would unpack to too much")
    if min((each.header_offset for each in entries), default=1) != 0:
        raise suspect("压缩包之前还有内容", "something stands before its archive")
    names = [each.filename.lower() for each in entries]
    if len(set(names)) < len(names) or any(
        each.startswith(("/", "\\")) or ".." in each or ":" in each for each in names
    ):
        raise suspect("压缩包内的名称有误", "its archive holds impossible names")
    if any(each.flag_bits & 1 for each in entries):
        raise suspect("文档已加密", "it is encrypted")
    for name in names:
        if not (name.endswith(("/", *XML, *SHOWN)) or PRINTER.fullmatch(name)):
            raise foreign(name)


def foreign(name: str) -> Exception:
    """A part that no plain document has."""
    return suspect(f"文档含有宏、控件或内嵌文件（{name}）", f"it holds a macro, a control or a file: {name}")


def typed(archive: zipfile.ZipFile) -> None:
    """Refuse a document with parts declared as anything but text and pictures."""
    by_name, by_ending = dict[str, str](), dict[str, str]()

    def begin(name: str, of: dict[str, str]) -> None:
        kind = of.get("ContentType", "").lower()
        if name.endswith("Override"):
            by_name[of.get("PartName", "").lower().lstrip("/")] = kind
        elif name.endswith("Default"):
            by_ending[of.get("Extension", "").lower()] = kind

    with archive.open(TYPES) as opened:
        read_xml(opened, begin)
    for name in archive.namelist():
        part = name.lower()
        kind = by_name.get(part) or by_ending.get(part.rpartition(".")[2], "")
        if part != TYPES.lower() and not part.endswith("/") and (not PLAIN.fullmatch(kind) or RUNS.search(kind)):
            raise foreign(name)


def part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpack one part to its end, which proves its size and sum, and read the part by its kind."""
    name = entry.filename.lower()
    with archive.open(entry) as opened:
        if name.endswith(XML):
            read_xml(opened, related if name.endswith(".rels") else None)
            return
        head = opened.read(PIECE)
        if head.startswith(PROGRAMS):
            raise foreign(entry.filename)
        markup = name.endswith((".svg", ".vml"))
        alone_in(opened.read, head, "文档内的图形含有脚本", "a drawing in it holds a script", watched=markup)


def related(name: str, of: dict[str, str]) -> None:
    """Refuse a part that is fetched from elsewhere when the document is opened."""
    if not name.endswith("Relationship"):
        return
    target, kind = of.get("Target", "").strip().lower(), of.get("Type", "")
    if of.get("TargetMode", "").lower() == "external" and not kind.endswith(LINK):
        what = kind.rpartition("/")[2]
        raise suspect(
            f"文档引用外部内容（{what}），请断开链接后另存",
            f"it fetches something from elsewhere ({what}); break the link and save it anew",
        )
    if target.startswith(SCRIPT):
        raise suspect("文档的超链接含有脚本", "a link in it is a script")


def read_xml(opened: IO[bytes], begin: Callable[[str, dict[str, str]], None] | None = None) -> None:
    """Read XML to its end in its own encoding; other text, and XML with declarations, are refused."""

    def declared(*_: object) -> None:
        raise suspect("文档含有实体声明", "it declares entities")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.StartElementHandler = begin
    try:
        while piece := opened.read(PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError):
        raise broken("文档内的XML有误", "the XML in it is none") from None
