"""The copy a round keeps of its pack reads back as it was."""

import json
from dataclasses import MISSING, fields
from typing import Any, Final

from domain.regulation.pack_copy import frozen, thawed
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.regulation.rulepack import RulePack
from tests.builders.successor import RICHER, SUCCESSOR, Richer, earlier


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


def stored(pack: RulePack) -> dict[str, Any]:
    """A copy as the database gives it back."""
    return json.loads(json.dumps(frozen(pack)))


def test_a_copy_kept_before_a_figure_was_added_reads_it_as_absent() -> None:
    before, after = thawed(stored(KUNMING_2020), of=Richer), thawed(stored(RICHER), of=Richer)

    assert isinstance(before, Richer)
    assert isinstance(after, Richer)
    assert (before.digital_share, after.digital_share) == (None, RICHER.digital_share)
    assert thawed(stored(RICHER)) == thawed(stored(SUCCESSOR))


def test_a_copy_kept_before_grades_bore_their_words_reads_as_its_pack() -> None:
    again = thawed(earlier(stored(KUNMING_2020)), (SUCCESSOR, KUNMING_2020))

    assert [(each, each.label, each.fails) for each in again.grades.value] == [
        (each, each.label, each.fails) for each in KUNMING_2020.grades.value
    ]
    assert (again.lowest, again.articles) == ("UNQUALIFIED", {})


FIRST: Final = 36
"""How many things the copies tell that were kept first."""


def test_what_came_after_the_first_copies_may_be_absent() -> None:
    required = [one.name for one in fields(RulePack) if one.default is MISSING and one.default_factory is MISSING]

    assert len(required) <= FIRST, (
        "give a figure that came later the default None: the copies of running rounds lack it"
    )
