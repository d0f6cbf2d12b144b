"""The figures of a filter are one scan of the reports, whoever asks for them and however often."""

from typing import Any, Final

import pytest

from domain.terms import Role
from resolvers.plan.cache import Plans
from resolvers.root import CONFIG, schema
from tests.plan.operations import UNBOUNDED

PLANS: Final = Plans(schema._schema, CONFIG, UNBOUNDED)
SCAN: Final = "join report_version v on v.id = r.accepted_version_id"


def sql(text: str, **given: Any) -> str:
    operation = PLANS.operation(text, None)
    return PLANS.query(operation, PLANS.coerced(operation, given).coerced, Role.PUBLIC).sql


@pytest.mark.parametrize(
    ("one", "other", "scans"),
    [
        ("", "", 1),
        ("", "(filter: {})", 1),
        ("(filter: null)", "(filter: {quarters: null})", 1),
        ("(filter: $w)", "(filter: $w)", 1),
        ('(filter: {quarters: ["2022Q1", $q]})', '(filter: {quarters: [$q, "2022Q1"]})', 1),
        (
            '(filter: {quarters: ["2022Q1"], kinds: [DEMO_BASE]})',
            '(filter: {kinds: [DEMO_BASE], quarters: ["2022Q1"]})',
            1,
        ),
        ('(filter: {quarters: ["2022Q1"]})', '(filter: {quarters: ["2022Q2"]})', 2),
        ('(filter: {quarters: ["2022Q1"]})', "(filter: $w)", 2),
    ],
)
def test_equal_filters_are_one_scan(one: str, other: str, scans: int) -> None:
    uses = "".join(
        f"${name}: {of} " for name, of in {"w": "FiguresFilter", "q": "Quarter!"}.items() if f"${name}" in one + other
    )
    text = f"query{f'({uses})' if uses else ''} {{ a: figures{one} {{ enterpriseCount reportCount }} ...F }} fragment F on Query {{ b: figures{other} {{ enterpriseCount microSmallCount }} }}"

    found = sql(text, w={"quarters": ["2022Q1"]}, q="2022Q2")

    assert found.count(SCAN) == scans
    assert found.count("from report_version_enterprise") == scans
