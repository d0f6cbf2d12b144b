"""Rows of no importance, to try the migrator on: a circle of keys, each kind of rule, a column class of ours."""

# A row's column is a field in its class and a value in its instances.
# pyright: reportIncompatibleVariableOverride=false

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from tortoise import fields as column
from tortoise.models import Model

from schema.noun.constraints import Check, Follows, Index, Rule, Unique


class Kind(StrEnum):
    """Kinds of house."""

    POND = "POND"
    CAGE = "CAGE"


class ShortField(column.CharField[str]):
    """A column class with its own width."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(max_length=6, **arguments)


def parent(row: str, **arguments: Any) -> Any:
    """A foreign key."""
    kind: Any = column.OneToOneField if arguments.pop("sole", False) else column.ForeignKeyField
    return kind(f"dianchi.{row}", related_name=False, on_delete=column.RESTRICT, **arguments)


class HouseRow(Model):
    """A house; its favourite closes the circle of keys."""

    id = column.UUIDField(primary_key=True)
    name = ShortField()
    kind = column.CharEnumField(Kind, max_length=40, description="", default=Kind.CAGE)
    favourite = parent("AnimalRow", null=True)
    rules: ClassVar[tuple[Rule, ...]] = (Unique(("name",)), Unique(("kind",), where="kind = 'POND'"))

    class Meta:
        table = "house"


class AnimalRow(Model):
    """An animal, whose kind of house follows its house."""

    id = column.UUIDField(primary_key=True)
    house = parent("HouseRow")
    kind = column.CharEnumField(Kind, max_length=40, description="")
    weight = column.BigIntField(default=0)
    rules: ClassVar[tuple[Rule, ...]] = (
        Follows("house", ("kind",)),
        Check("weight", "weight >= 0"),
        Index(("house", "-weight", "id")),
    )

    class Meta:
        table = "animal"


class FeedingRow(Model):
    """What was fed, never to be changed."""

    id = column.UUIDField(primary_key=True)
    animal = parent("AnimalRow", sole=True)
    rules: ClassVar[tuple[Rule, ...]] = ()
    append_only: ClassVar[bool] = True

    class Meta:
        table = "feeding"


class HerdRow(Model):
    """A view: how many animals a house has."""

    id = column.UUIDField(primary_key=True)
    house = parent("HouseRow")
    animals = column.IntField()
    rules: ClassVar[tuple[Rule, ...]] = ()
    append_only: ClassVar[bool] = True
    counts: ClassVar[str] = (
        "select h.id, h.id as house_id, count(a.id) as animals from house h left join animal a on a.house_id = h.id group by h.id"
    )

    class Meta:
        table = "herd"


ROWS: tuple[type[Model], ...] = (AnimalRow, FeedingRow, HerdRow, HouseRow)
