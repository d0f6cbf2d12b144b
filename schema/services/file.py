"""Files sent, of a kind known by content; the bytes lie in a store under their hash (Art. 11)."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from schema.noun.constraints import Check, Index
from schema.noun.noun import Record, noun, parent, shown
from schema.noun.vocabulary import Node

if TYPE_CHECKING:
    from schema.registry.platform import Platform
    from schema.registry.region import Region


class FileRow(Record):
    """One sending of a file. The same bytes sent twice are two rows and one thing in the store; neither is ever deleted."""

    platform = parent("Platform", null=True)
    platform_id: UUID | None
    region = parent("Region")
    region_id: UUID
    uploaded_by = parent("Account")
    uploaded_by_id: UUID
    name = column.CharField(max_length=200)
    media_type = column.CharField(max_length=100)
    size = column.IntField()
    sha256 = column.CharField(max_length=64)
    short_print = column.BigIntField(null=True)
    long_print = column.CharField(max_length=64, null=True)
    uploaded_at = column.DatetimeField()

    rules = (
        Check("size", "size > 0"),
        Check("sha256", "sha256 ~ '^[0-9a-f]{64}$'"),
        Check("printed", "(short_print IS NULL) = (long_print IS NULL)"),
        Index(("uploaded_at", "id")),
        Index(("sha256",)),
    )

    class Meta:
        table = "file"


@noun(FileRow, order=("-uploaded_at",), filter=("platform", "region", "media_type", "sha256"))
class File(Node):
    """A file that was sent by `POST /files`. Its bytes are had by the link that `openFile` answers with."""

    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] | None = shown(
        "The platform it was sent for; null where it is a desk's own."
    )
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] = shown(
        "The region that answered for it then."
    )
    name: str = shown("Its name.")
    media_type: str = shown('What it is by its content, such as "image/jpeg".')
    size: int = shown("How many bytes it has.")
    sha256: str = shown("SHA-256 of its bytes, in hexadecimal digits.")
    uploaded_at: datetime = shown("When it was sent.")
