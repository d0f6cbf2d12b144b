"""What the audit keeps of the rows that an act writes."""

from uuid import uuid4

import pytest

from domain.kernel.change import New
from resolvers.work.write import audited
from schema.noun.noun import rows

PARTS = sorted(noun for noun, row in rows().items() if row.part_of)


@pytest.mark.parametrize("ending", ["", "_id"], ids=["by the parent's name", "by its id"])
@pytest.mark.parametrize("noun", PARTS)
def test_a_part_stands_in_the_record_of_the_row_it_is_made_with(noun: str, ending: str) -> None:
    owner = New("Platform", {"name": "五华区中小企业服务中心"})
    part = New(noun, {f"{rows()[noun].part_of}{ending}": owner})
    ids = {owner: uuid4(), part: uuid4()}

    [record] = audited([], [owner, part], ids, str)

    assert record["noun"] == "Platform"
    assert record["changes"] == {"name": owner.values["name"], noun: [{next(iter(part.values)): str(ids[owner])}]}


@pytest.mark.parametrize("noun", PARTS)
def test_a_part_that_is_added_later_has_a_record_of_its_own(noun: str) -> None:
    part = New(noun, {rows()[noun].part_of: uuid4()})

    [record] = audited([], [part], {part: uuid4()}, str)

    assert record["noun"] == noun
