"""What is personal is declared where its column is."""

import re
from typing import Final

from schema.noun.constraints import fields_of
from schema.noun.noun import rows

LOOKS_PERSONAL: Final = re.compile(
    r"phone|mobile|mail|contact|representative|(^|_)address$|(^|_)name$|to_whom|signator|payee|addressee"
)
NO_PERSON: Final = re.compile(
    r"(CalendarDay|Channel|Enterprise|Entity|ExpertEmployer|Indicator|Partner|Platform|Product|Region|Scheme)\.name"
    r"|\w+\.(holder|platform|region)_name|NoticeItem\.name"
)
"""Names of things, places and legal persons."""
NOBODYS: Final = {
    "Channel.address": "where a service channel is found",
    "ClientToken.address": "from where a machine called last",
    "Entity.address": "the seat of a legal person",
    "File.name": "what a file was called; its contents are the archive's",
    "FundUse.payee": "whom money of the subsidy was paid to, which is disclosed (Art. 13)",
    "Platform.address": "where a platform serves",
    "Platform.service_phone": "a platform's public line",
    "Rectification.effect_addressee": "the government or committee that is told (Art. 19)",
    "Session.address": "from where a session was begun, which whoever audits asks for",
}
"""Columns that look personal and are not declared so, each with its reason."""


def test_a_column_that_looks_personal_is_declared_so_or_says_why_not() -> None:
    found = {
        f"{noun}.{column}"
        for noun, row in rows().items()
        for column in fields_of(row)
        if LOOKS_PERSONAL.search(column) and column not in row.personal and not NO_PERSON.fullmatch(f"{noun}.{column}")
    }

    assert found == set(NOBODYS)


def test_what_is_declared_personal_or_sealed_is_a_column() -> None:
    for noun, row in rows().items():
        assert row.personal.keys() | row.sealed <= set(fields_of(row)), noun
