"""A form with one file as it arrives: short fields in memory, the file on the disk, hashed on the way (RFC 7578)."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.http.request import BadRequest
from domain.kernel.typed_text import UNWRITABLE
from domain.kernel.violations import Code, Violation

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_FIELD: Final = 1024
MOST_FIELDS: Final = 10
LONGEST_NAME: Final = 200
LONGEST_HEAD: Final = 8192
AFTER: Final = re.compile(r"[\\/]")
MB: Final = 1 << 20


class Form:
    """A form as far as it has come. `take` takes its body piece by piece."""

    def __init__(self, content_type: str, path: Path, longest: int) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise BadRequest(415, "CONTENT_TYPE", "Send multipart/form-data with one file.")
        self.fields: dict[str, str] = {}
        self.name: str | None = None
        self.size = 0
        self.whole = False
        self._longest, self._hash = longest, hashlib.sha256()
        self._to = path.open("wb", buffering=MB)
        self._head: list[bytes] = [b"", b""]
        self._heads: dict[str, bytes] = {}
        self._field: str | None = None
        self._value = b""
        self._parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._more(0, data[start:end]),
                "on_header_value": lambda data, start, end: self._more(1, data[start:end]),
                "on_header_end": self._head_end,
                "on_headers_finished": self._headed,
                "on_part_data": lambda data, start, end: self._data(data[start:end]),
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
        )

    @property
    def sha256(self) -> str:
        """The hash of the file."""
        return self._hash.hexdigest()

    def take(self, piece: bytes) -> None:
        """Take the next bytes of the body."""
        try:
            self._parser.write(piece)
        except FormParserError:
            raise BadRequest(400, "SHAPE", "The body is no multipart/form-data.") from None

    def finish(self) -> None:
        """The body is over; refuses one that is not whole, or holds no file."""
        self._to.close()
        if not self.whole:
            raise BadRequest(400, "SHAPE", "The body ends before its last boundary.")
        if self.name is None:
            raise Violation(Code.REQUIRED, path=("file",), facts={"field": "文件"})
        if self.size == 0:
            raise Violation(Code.FILE_EMPTY, path=("file",))

    def close(self) -> None:
        """Let go of the file."""
        self._to.close()

    # the parser's calls

    def _begin(self) -> None:
        self._heads, self._head, self._value = {}, [b"", b""], b""

    def _more(self, place: int, data: bytes) -> None:
        self._head[place] += data
        if len(self._head[place]) > LONGEST_HEAD or len(self._heads) > MOST_FIELDS:
            raise BadRequest(400, "SHAPE", "The head of a part is too long.")

    def _head_end(self) -> None:
        name, value = self._head
        self._heads[name.decode("latin-1").lower()] = value
        self._head = [b"", b""]

    def _headed(self) -> None:
        _, options = parse_options_header(self._heads.get("content-disposition", b""))
        name = options.get(b"name", b"").decode("utf-8", "replace")
        file_name = options.get(b"filename")
        if file_name is None:
            if name in self.fields or len(self.fields) >= MOST_FIELDS:
                raise BadRequest(400, "SHAPE", "A field is given twice, or there are too many.")
            self._field = name
            return
        if self.name is not None:
            raise Violation(Code.TWICE, path=("file",), facts={"what": "file"})
        self._field, self.name = None, named(file_name.decode("utf-8", "replace"))

    def _data(self, data: bytes) -> None:
        if self._field is not None:
            self._value += data
            if len(self._value) > LONGEST_FIELD:
                raise Violation(
                    Code.TOO_LONG, path=(self._field,), facts={"field": self._field, "limit": LONGEST_FIELD}
                )
            return
        self.size += len(data)
        if self.size > self._longest:
            raise too_large(self._longest)
        self._hash.update(data)
        self._to.write(data)

    def _part_end(self) -> None:
        if self._field is not None:
            self.fields[self._field] = self._value.decode("utf-8", "replace")
        self._field = None

    def _end(self) -> None:
        self.whole = True


def too_large(longest: int) -> Violation:
    """A file above the limit."""
    return Violation(
        Code.FILE_TOO_LARGE, path=("file",), facts={"limit": f"{longest // MB} MB" if longest >= MB else f"{longest} B"}
    )


def named(filename: str) -> str:
    """A kept file's name is the last part of the sent name, without invisible characters, and bounded in length."""
    name = " ".join(UNWRITABLE.sub("", AFTER.split(filename)[-1]).split()).strip(". ")
    stem, dot, end = name.rpartition(".")
    if len(name) > LONGEST_NAME:
        name = f"{stem[: LONGEST_NAME - len(end) - 1]}{dot}{end}"[:LONGEST_NAME]
    return name
