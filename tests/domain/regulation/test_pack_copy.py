"""The copy a round keeps of its pack reads back as it was."""

import json
from dataclasses import fields

from domain.regulation.pack_copy import frozen, thawed
from domain.regulation.packs.kunming_2020 import KUNMING_2020


def test_a_copy_reads_back_as_the_pack_it_was_made_of() -> None:
    stored = json.loads(json.dumps(frozen(KUNMING_2020)))
    again = thawed(stored)

    assert frozen(again) == stored
    for one in fields(KUNMING_2020):
        # The parameters of an indicator are free JSON: a list stays one.
        if one.name != "indicators":
            assert getattr(again, one.name) == getattr(KUNMING_2020, one.name)


def test_what_is_read_back_is_of_its_own_kind_again() -> None:
    again = thawed(json.loads(json.dumps(frozen(KUNMING_2020))))

    assert [type(each) for each in (again.valid_to.value, again.first_quarter.value, again.tie.value)] == [
        type(each) for each in (KUNMING_2020.valid_to.value, KUNMING_2020.first_quarter.value, KUNMING_2020.tie.value)
    ]
    assert all(
        again.amount(kind, grade) == fen for kind, by in KUNMING_2020.amounts.value.items() for grade, fen in by.items()
    )
