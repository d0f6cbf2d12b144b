"""Regions: the city, its counties and districts, and the zones beside them, each with its own code (Art. 2, 4)."""

from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.terms import Level
from domain.terms.registry import RegionKind
from schema.noun.constraints import Check, Index, Unique
from schema.noun.noun import Row, many, noun, parent, shown, word
from schema.noun.vocabulary import Connection, Node

if TYPE_CHECKING:
    from schema.registry.platform import Platform


class RegionRow(Row):
    """A region; its rows never follow from a code's first digits."""

    code = column.CharField(max_length=12)
    name = column.CharField(max_length=100)
    kind = word(RegionKind)
    zone_level = word(Level, null=True)
    founder = column.CharField(max_length=100)
    parent = parent("Region", null=True)
    parent_id: UUID | None
    sort_key = column.IntField()
    former_codes = column.JSONField[list[str]](default=list)
    valid_from = column.DateField()
    valid_to = column.DateField(null=True)

    rules = (
        Unique(("code",)),
        Check("period", "valid_to > valid_from"),
        Check(
            "zone",
            "(zone_level is not null) = (kind in ('NEW_AREA', 'DEVELOPMENT_ZONE', 'RESORT_ZONE', 'FTZ'))",
        ),
        Check("parent", "(parent_id is null) = (kind = 'MUNICIPALITY')"),
        Index(("sort_key", "id")),
    )

    class Meta:
        table = "region"


@noun(RegionRow, order=("sort_key", "code"), filter=("code", "kind", "name", "parent"))
class Region(Node):
    """The city, or one of its counties, districts and zones, whose department and centre answer for the platforms in it."""

    code: str = shown(
        "Official code: six digits for county-level units, nine statistical ones for zones; letters where nobody has given one. Never tells what belongs to what."
    )
    name: str = shown("Full Chinese name.")
    kind: RegionKind = shown("What kind of region it is.")
    zone_level: Level | None = shown(
        "Whose zone it is; null for the city, counties and districts. Only national and provincial zones found service centres (Art. 2)."
    )
    founder: str = shown(
        "The government or committee that may found a service centre here, and is told when one fails (Art. 2, 19)."
    )
    parent: "Region | None" = shown("The region above, null for the city.")
    sort_key: int = shown("Its place in official lists.")
    former_codes: list[str] = shown("Codes it had before; they still stand inside older credit codes.")
    valid_from: date = shown("The first day it exists under this name and code.")
    valid_to: date | None = shown("The first day it no longer exists, null while it does.")
    platforms: Connection[Annotated["Platform", strawberry.lazy("schema.registry.platform")]] = many(
        "The platforms that lie in it today."
    )
