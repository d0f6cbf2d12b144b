"""What is wrong with a form is told at once, one problem for each field."""

from tests.api.client import Client
from tests.builders.reports import FIGURES, OF_A_BASE, owed


async def test_a_report_handed_in_with_three_errors_is_refused_with_three_problems(anyone: Client) -> None:
    operator = await anyone.signed_in("530102-operator")
    [owing] = await owed(operator, "REPORT", "2022Q4")
    figures = FIGURES | (OF_A_BASE if owing["platform"]["kind"] == "DEMO_BASE" else {})
    wrong = {"expertCount": -2, "floorArea": None, "featureText": "长" * 2001}
    report = (await operator.do("startReport", "report { id version }", obligation=owing["id"]))["report"]
    at = {"id": report["id"], "expectedVersion": report["version"]}
    saved = (await operator.do("saveReportDraft", "report { id version }", **at, figures=figures | wrong))["report"]

    refused = await operator.try_("submitReport", id=saved["id"], expectedVersion=saved["version"])

    assert sorted((each["path"], each["code"]) for each in refused["problems"]) == [
        (["expertCount"], "NEGATIVE"),
        (["featureText"], "TOO_LONG"),
        (["floorArea"], "REQUIRED"),
    ]
