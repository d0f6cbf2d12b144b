"""What is personal is declared where its column is."""

import re
from typing import Final

import schema.nouns
from schema.noun.constraints import fields_of
from schema.noun.noun import rows

LOOKS_PERSONAL: Final = re.compile(r"phone|mobile|mail|contact|representative|(^|_)address$")
NOBODYS: Final = {
    "Channel.address": "where a service channel is found",
    "ClientToken.address": "from where a machine called last",
    "Entity.address": "the seat of a legal person",
    "Letter.address": "a letter says where it went",
    "Platform.address": "where a platform serves",
    "Platform.service_phone": "a platform's public line",
    "Session.address": "from where a session was begun, which whoever audits asks for",
}
"""Columns that look personal and are not declared so, each with its reason."""


def test_a_column_that_looks_personal_is_declared_so_or_says_why_not() -> None:
    assert schema.nouns
    found = {
        f"{noun}.{column}"
        for noun, row in rows().items()
        for column in fields_of(row)
        if LOOKS_PERSONAL.search(column) and column not in row.personal
    }

    assert found == set(NOBODYS)


def test_what_is_declared_personal_or_sealed_is_a_column() -> None:
    for noun, row in rows().items():
        assert row.personal | row.sealed <= set(fields_of(row)), noun
