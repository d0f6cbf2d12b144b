"""Each platform's disclosure of each of the five items today, counted from the versions (Art. 11)."""

from datetime import date
from typing import Final
from uuid import UUID

from tortoise import fields as column

from domain.terms.services import DisclosureItem, DisclosureStatus
from schema.noun.noun import TODAY, View, key_of, noun, parent, shown, word
from schema.noun.vocabulary import Node
from schema.registry.platform import Platform
from schema.registry.region import Region
from schema.services.disclosure import Disclosure

ITEMS: Final = ", ".join(f"('{item}')" for item in DisclosureItem)
COUNTS: Final = f"""
select {key_of("p.id", "i.item")} as id, p.id as platform_id, p.region_id, i.item,
  case when d.id is null then 'MISSING' when d.valid_to <= {TODAY} then 'EXPIRED' else 'IN_FORCE' end as status,
  d.id as disclosure_id, case when d.valid_to <= {TODAY} then d.valid_to end as expired_on
from platform p cross join (values {ITEMS}) i(item)
left join lateral (
  select v.id, v.valid_to from disclosure v
  where v.platform_id = p.id and v.item = i.item and v.state <> 'WITHDRAWN' and v.valid_from <= {TODAY}
  order by v.valid_from desc limit 1
) d on true
where p.state = 'OPERATING'
"""


class DisclosureStandingRow(View):
    """A platform that is in being, and an item."""

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    item: DisclosureItem = word(DisclosureItem)
    status: DisclosureStatus = word(DisclosureStatus)
    disclosure = parent("Disclosure", null=True)
    disclosure_id: UUID | None
    expired_on = column.DateField(null=True)

    counts = COUNTS

    class Meta:
        table = "disclosure_standing"


@noun(DisclosureStandingRow, order=("item", "status"), filter=("platform", "region", "item", "status"))
class DisclosureStanding(Node):
    """Whether a platform discloses one of the five items today (Art. 11); what is MISSING or EXPIRED is to be put right."""

    platform: Platform = shown("Whose disclosure it is.")
    region: Region = shown("The district or zone that answers for the platform today.")
    item: DisclosureItem = shown("Which of the five it is.")
    status: DisclosureStatus = shown("Whether it is disclosed today.")
    disclosure: Disclosure | None = shown("The version in force, or the one that expired; null where it is missing.")
    expired_on: date | None = shown("The first day without a version in force; null unless it is EXPIRED.")
