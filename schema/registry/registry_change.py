"""Changes that the registry shows and nobody filed in time (Art. 12)."""

from datetime import date
from typing import Final
from uuid import UUID

from tortoise import fields as column

from domain.terms.registry import ChangeKind
from schema.noun.noun import TODAY, View, noun, parent, shown, word
from schema.noun.vocabulary import Node
from schema.registry.change_filing import ChangeFiling, RegistryChange
from schema.registry.platform import Platform
from schema.registry.region import Region

COUNTS: Final = f"""
select c.id, c.id as change_id, c.platform_id, c.region_id, c.kind, c.completed_on, c.due_on, c.before, c.after, c.filing_id
from registry_change c left join change_filing f on f.id = c.filing_id
where c.due_on < {TODAY} and f.state is distinct from 'FILED'
"""


class UnfiledChangeRow(View):
    """A change of the registry without a filing that is on record, once the day to file it is over."""

    change = parent("RegistryChange")
    change_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    kind: ChangeKind = word(ChangeKind)
    completed_on = column.DateField()
    due_on = column.DateField()
    before = column.TextField(null=True)
    after = column.TextField(null=True)
    filing = parent("ChangeFiling", null=True)
    filing_id: UUID | None

    counts = COUNTS

    class Meta:
        table = "unfiled_change"


@noun(
    UnfiledChangeRow,
    order=("-completed_on", "-due_on"),
    filter=("platform", "region", "kind", "completed_on", "due_on"),
)
class UnfiledChange(Node):
    """A change that the registry shows and that was not filed within its ten working days (Art. 12): a flag in the platform's dossier. It goes once the filing is sent to everybody it has to be sent to."""

    change: RegistryChange = shown("The change.")
    platform: Platform = shown("The platform.")
    region: Region = shown("The district or zone that answered for it until then.")
    kind: ChangeKind = shown("What changed.")
    completed_on: date = shown("Since when it is so by the registry.")
    due_on: date = shown("The last day on which it could be filed in time.")
    before: str | None = shown("What was so before; null where nothing was, and where you may not read it.")
    after: str | None = shown("What is so since; null where nothing is, and where you may not read it.")
    filing: ChangeFiling | None = shown(
        "The filing that is entered and not yet sent to everybody; null without one, and where you may not see it."
    )
