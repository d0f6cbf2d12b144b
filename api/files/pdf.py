"""A PDF is that alone: pages to show, and nothing to run, to fetch or to unpack.

Each object of it is read, those in packed streams too, with names as a reader of PDF understands them. How much memory and
time that takes is bounded by `api.files.sandbox`.
"""

from __future__ import annotations

import logging
import zipfile
from typing import IO, TYPE_CHECKING, Final, cast

from api.files.image_formats import MARKUP, alone, broken, suspect
from domain.kernel.violations import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdf import PdfReader

LOOK: Final = 1024
AFTER: Final = 1024
ACTIVE: Final = ("/JavaScript", "/Launch", "/RichMedia", "/EmbeddedFile")
"""What no plain PDF names anywhere, neither in what is shown nor in what an earlier state of it left."""
RUNS: Final = {
    *ACTIVE,
    "/JS",
    "/EmbeddedFiles",
    "/EF",
    "/XFA",
    "/ImportData",
    "/SubmitForm",
    "/Rendition",
    "/Movie",
    "/GoToE",
}
WHY: Final = ("PDF含有脚本、程序或内嵌文件", "the PDF holds a script, a program or a file")
OBJECTS: Final = 200_000


def pdf(file: IO[bytes]) -> None:
    """Walk a PDF, which ends at its own end, has pages, and holds nothing encrypted or to run."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(LOOK).lower()
    if any(sign in head for sign in MARKUP):
        raise suspect("PDF开头含有网页代码", "a page stands before the document")
    file.seek(max(0, size - AFTER))
    end = file.read().rpartition(b"%%EOF")
    if not end[1]:
        raise broken("PDF没有结尾", "the PDF has no end")
    if end[2].strip(b"\r\n\t \0"):
        raise suspect("PDF结尾之后还有内容", "something follows the end of the PDF")
    if zipfile.is_zipfile(file):
        raise suspect("文件同时是压缩包", "it is an archive too")
    alone(file, tuple(each.encode() for each in ACTIVE), *WHY)
    objects(file)


def objects(file: IO[bytes]) -> None:
    """Read each object of a PDF; an object to run, and a file that is no PDF, are refused."""
    try:
        pages = pages_of(file)
    except Violation:
        raise
    except Exception:  # noqa: BLE001 (what is no PDF makes a reader fall in many ways)
        raise broken("PDF结构有误，请重新导出", "the PDF's structure is damaged; export it anew") from None
    if not pages:
        raise broken("PDF没有页面", "the PDF has no page")


def pages_of(file: IO[bytes]) -> int:
    """The number of pages of a PDF without anything to run."""
    from pypdf import PdfReader  # noqa: PLC0415 (a third of a second, for PDFs alone)

    logging.getLogger("pypdf").addHandler(Twice())
    logging.getLogger("pypdf").propagate = False
    file.seek(0)
    reader = PdfReader(file)
    if reader.is_encrypted:
        raise suspect("PDF已加密，请去除密码后另存", "the PDF is encrypted; save it without a password")
    if any(RUNS & set(names(each)) for each in every(reader)):
        raise suspect(*WHY)
    return len(reader.pages)


class Twice(logging.Handler):
    """A dictionary with one key twice is refused, since readers differ in which one they take."""

    def emit(self, record: logging.LogRecord) -> None:
        if "Multiple definitions" in record.getMessage():
            raise suspect("PDF中同一项有两个值，请重新导出", "the PDF says one thing twice; export it anew")


def every(reader: PdfReader) -> Iterator[object]:
    """Each object of a PDF, one in memory at a time."""
    from pypdf.generic import IndirectObject  # noqa: PLC0415 (as above)

    yield reader.trailer
    known = [(number, at) for at, those in reader.xref.items() for number in those]
    known += [(number, 0) for number in reader.xref_objStm]
    if len(known) > OBJECTS:
        raise suspect("PDF对象过多", "the PDF has too many objects")
    for number, generation in known:
        yield reader.get_object(IndirectObject(number, generation, reader))
        reader.resolved_objects.clear()


def names(of: object) -> Iterator[str]:
    """Each name and key in an object, however deep it lies."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject  # noqa: PLC0415 (as above)

    left = [of]
    while left:
        match left.pop():
            case NameObject() as name:
                yield str(name)
            case DictionaryObject() as those:
                # As a plain dictionary: its own way to its values follows references.
                plain = cast("dict[object, object]", those)
                yield from map(str, dict[object, object].keys(plain))
                left += dict[object, object].values(plain)
            case ArrayObject() as those:
                left += list[object].__iter__(cast("list[object]", those))
            case _:
                pass
