"""An answer that was lost is given again for its key, with all that stood beside the record; lists have an end."""

from typing import Any

import pytest

from resolvers.plan.pages import LISTED
from tests.api.client import Client
from tests.builders.reports import FIGURES, OF_A_BASE, owed

LOST = "the answer was lost"


async def handed_in(anyone: Client) -> dict[str, Any]:
    """A report on its centre's desk."""
    operator = await anyone.signed_in("530102-operator")
    [owing] = await owed(operator, "REPORT", "2022Q4")
    figures = FIGURES | (OF_A_BASE if owing["platform"]["kind"] == "DEMO_BASE" else {})
    shown = "report { id version state }"
    report = (await operator.do("startReport", shown, obligation=owing["id"]))["report"]
    steps: list[tuple[str, dict[str, Any]]] = [("saveReportDraft", {"figures": figures}), ("submitReport", {})]
    for act, more in steps:
        report = (await operator.do(act, shown, id=report["id"], expectedVersion=report["version"], **more))["report"]
    return report


@pytest.mark.case("2-35")
async def test_how_many_reports_were_accepted_is_told_again(anyone: Client) -> None:
    report, centre = await handed_in(anyone), await anyone.signed_in("530102-center")
    named = {"id": report["id"], "expectedVersion": report["version"]}

    first = await centre.do("acceptReports", "reports", key=LOST, reports=[named])
    again = await centre.do("acceptReports", "reports", key=LOST, reports=[named])

    assert first == again == {"reports": 1, "problems": []}


@pytest.mark.case("2-35")
async def test_warnings_and_receipts_are_told_again(anyone: Client) -> None:
    bureau = await anyone.signed_in("bureau")
    scheme = (await bureau.query("{ schemes(first: 1) { nodes { id } } }"))["schemes"]["nodes"][0]["id"]
    terms = {"title": "年度评价", "scheme": scheme, "materialsDue": "2023-05-07", "districtDue": "2023-05-15"}
    drafted: dict[str, Any] = {"gradedYear": 2022, "kinds": ["SERVICE_CENTER"], "terms": terms}
    item = (await anyone.query("{ notices(first: 1) { nodes { items(first: 1) { nodes { id } } } } }"))["notices"]
    [item] = item["nodes"][0]["items"]["nodes"]

    for act, shown, input in (
        ("draftRound", "round { id } warnings", drafted),
        ("raiseObjection", "objection { state } receipt", {"item": item["id"], "content": "评价结果有误"}),
    ):
        first = await bureau.try_(act, shown, key=LOST, **input)
        assert first == await bureau.try_(act, shown, key=LOST, **input)
        assert first["problems"] == []
        # The regulation ends with 2022, and the round would be called in 2023.
        assert first.get("receipt") or "不在现行办法的有效期内，通知无法下达" in first["warnings"][0]


@pytest.mark.parametrize("count", [LISTED, LISTED + 1])
async def test_a_filter_lists_so_many_values_and_no_more(anyone: Client, count: int) -> None:
    query = "query($codes: [String!]) { regions(filter: { code: { in: $codes } }) { nodes { code } } }"

    answer = (await anyone.raw(query, {"codes": ["530102"] * count})).json()

    if count > LISTED:
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["LIST_TOO_LONG"]
    else:
        assert answer["data"]["regions"]["nodes"] == [{"code": "530102"}]
