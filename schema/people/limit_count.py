"""The uses of limits that several servers count together (ours)."""

from typing import Final

from tortoise import fields as column

from schema.noun.constraints import Check, Unique
from schema.noun.noun import Stored

PLACES: Final = 1 << 16
"""How many counts are remembered; the next takes another's place."""


class LimitCountRow(Stored):
    """The uses of one limit under one key, in one of a fixed number of places."""

    place = column.IntField()
    key_hash = column.CharField(max_length=64)
    used = column.IntField(default=0)
    until = column.DatetimeField()

    rules = (Unique(("place",)), Check("place", f"place BETWEEN 0 AND {PLACES - 1}"), Check("used", "used >= 0"))

    class Meta:
        table = "limit_count"
