"""Enterprises served (Art. 11, 16)."""

from uuid import UUID

from tortoise import fields as column

from domain.registry.credit_code import code_notes
from domain.terms.registry import Industry, SizeClass, UsccClass
from schema.noun.constraints import Check, Index, Unique
from schema.noun.noun import Row, computed, noun, parent, shown, word
from schema.noun.vocabulary import UNUSUAL, Money, Node
from schema.registry.platform import Platform
from schema.registry.region import Region


class EnterpriseRow(Row):
    """An enterprise served, once for the whole city, by its credit code."""

    uscc = column.CharField(max_length=18)
    uscc_class = word(UsccClass)
    name = column.CharField(max_length=200)
    name_sort = column.CharField(max_length=1000)
    industry = word(Industry)
    employees = column.IntField(null=True)
    revenue = column.BigIntField(null=True)
    assets = column.BigIntField(null=True)
    size = word(SizeClass)
    size_table = column.CharField(max_length=20)
    self_employed = column.BooleanField(default=False)
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID

    rules = (
        Unique(("uscc",)),
        Check("employees", "employees >= 0"),
        Check("revenue", "revenue >= 0"),
        Check("assets", "assets >= 0"),
        Check("self_employed", "self_employed = (uscc_class = 'SELF_EMPLOYED')"),
        Index(("name_sort", "id")),
    )

    class Meta:
        table = "enterprise"


@noun(
    EnterpriseRow, order=("name_sort", "uscc"), filter=("uscc", "name", "size", "industry", "self_employed", "platform")
)
class Enterprise(Node):
    """An enterprise that platforms serve; it is one record for the whole city, so that it is counted once (Art. 16(2))."""

    uscc: str = shown("Unified social credit code, 18 characters.")
    uscc_class: UsccClass = shown("What kind of body its code says it is.")
    code_notes: list[str] = computed(code_notes, ("uscc",), UNUSUAL)
    name: str = shown("Registered Chinese name.")
    industry: Industry = shown("The industry whose size limits apply.")
    employees: int | None = shown("Staff; null when not recorded or not for you to see.")
    revenue: Money | None = shown("Yearly revenue; null when not recorded or not for you to see.")
    assets: Money | None = shown("Total assets; null when not recorded or not for you to see.")
    size: SizeClass = shown("Its size by the limits of its industry.")
    size_table: str = shown("Which table of limits was applied, by the year it dates from.")
    self_employed: bool = shown("Whether it is a self-employed household, which is counted apart.")
    platform: Platform = shown("The platform that entered it.")
    region: Region = shown("The region of that platform then.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
