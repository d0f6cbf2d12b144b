"""Entities: the legal persons that bear or run platforms (Art. 2, 12)."""

from typing import TYPE_CHECKING, Annotated

import strawberry
from tortoise import fields as column

from domain.registry.credit_code import code_notes
from domain.terms.registry import UsccClass
from schema.noun.constraints import Index, Unique
from schema.noun.noun import Row, computed, many, noun, shown, word
from schema.noun.vocabulary import UNUSUAL, Connection, Node

if TYPE_CHECKING:
    from schema.registry.platform import Platform


class EntityRow(Row):
    """A legal person, once, by its credit code."""

    personal = {"legal_representative": "办理变更备案（第十二条）"}

    uscc = column.CharField(max_length=18)
    uscc_class = word(UsccClass)
    name = column.CharField(max_length=200)
    name_sort = column.CharField(max_length=1000)
    address = column.CharField(max_length=200, null=True)
    legal_representative = column.CharField(max_length=100, null=True)

    rules = (Unique(("uscc",)), Index(("name_sort", "id")))

    class Meta:
        table = "entity"


@noun(EntityRow, order=("name_sort", "uscc"), filter=("uscc", "uscc_class", "name"))
class Entity(Node):
    """A legal person that bears or runs platforms; one of them may hold several, and is paid once a year (Art. 18)."""

    uscc: str = shown("Unified social credit code, 18 characters.")
    uscc_class: UsccClass = shown("What kind of body its code says it is.")
    code_notes: list[str] = computed(code_notes, ("uscc",), UNUSUAL)
    name: str = shown("Registered Chinese name.")
    address: str | None = shown("Registered address, null when not recorded.")
    legal_representative: str | None = shown(
        "Name of the legal representative; null when not recorded or not for you to see."
    )
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    held: Connection[Annotated["Platform", strawberry.lazy("schema.registry.platform")]] = many(
        "The platforms it bears today.", via="holder"
    )
    run: Connection[Annotated["Platform", strawberry.lazy("schema.registry.platform")]] = many(
        "The platforms of others that it runs today.", via="operator"
    )
