"""Two at once, over HTTP: one effect, one chain, and a trace of each."""

import asyncio
from typing import Any

import pytest

from tests.api.client import Client
from tests.builders.reports import FIGURES, OF_A_BASE, owed


@pytest.mark.case("2-13")
async def test_two_tabs_that_begin_one_report_get_the_same_draft(anyone: Client):
    operator = await anyone.signed_in("530112-operator")
    obligation = (await owed(operator, "REPORT", "2022Q4"))[0]

    tabs = await asyncio.gather(
        *(operator.do("startReport", "report { id version }", obligation=obligation["id"]) for _ in range(5))
    )

    assert len({tab["report"]["id"] for tab in tabs}) == 1
    again = await operator.do("startReport", "report { id }", obligation=obligation["id"])
    assert again["report"]["id"] == tabs[0]["report"]["id"]


async def accepted(operator: Client, desk: Client) -> Any:
    """A report of the present quarter that its centre accepted."""
    obligation = (await owed(operator, "REPORT", "2022Q4"))[0]
    report = (await operator.do("startReport", "report { id version }", obligation=obligation["id"]))["report"]
    figures = FIGURES | (OF_A_BASE if obligation["platform"]["kind"] == "DEMO_BASE" else {})
    for who, act, input in (
        (operator, "saveReportDraft", dict[str, Any](figures=figures)),
        (operator, "submitReport", dict[str, Any]()),
        (desk, "acceptReport", dict[str, Any]()),
    ):
        report = (
            await who.do(
                act, "report { id version state }", id=report["id"], expectedVersion=report["version"], **input
            )
        )["report"]
    return report


@pytest.mark.case("2-11")
async def test_of_two_who_amend_one_report_at_once_one_wins_and_the_chain_stays_a_line(anyone: Client):
    operator, desk = await anyone.signed_in("530102-operator"), await anyone.signed_in("530102-center")
    report = await accepted(operator, desk)

    def amend(reason: str) -> Any:
        return operator.try_(
            "amendReport",
            "report { id version state }",
            id=report["id"],
            expectedVersion=report["version"],
            reason=reason,
        )

    answers = await asyncio.gather(*(amend(f"更正之{number}") for number in range(4)))
    refused = [[problem["code"] for problem in each["problems"]] for each in answers if each["problems"]]
    [won] = [each["report"] for each in answers if not each["problems"]]
    assert refused == [["CONFLICT"]] * 3
    handed = (await operator.do("submitReport", "report { version }", id=report["id"], expectedVersion=won["version"]))[
        "report"
    ]
    await desk.do("acceptReport", id=report["id"], expectedVersion=handed["version"])

    shown = (
        await operator.query(
            "query($id: ID!) { node(id: $id) { ... on Report { state acceptedVersion { n } versions { nodes { n } } } } }",
            id=report["id"],
        )
    )["node"]
    assert (
        shown["state"],
        shown["acceptedVersion"]["n"],
        sorted(each["n"] for each in shown["versions"]["nodes"]),
    ) == ("ACCEPTED", 2, [1, 2])


@pytest.mark.case("2-37")
async def test_of_many_accepted_at_once_each_has_its_own_trace(anyone: Client):
    desk, bureau = await anyone.signed_in("530102-center"), await anyone.signed_in("bureau")
    handed = list[dict[str, Any]]()
    for name in ("530102-operator-2", "530102-operator-3"):
        operator = await anyone.signed_in(name)
        obligation = (await owed(operator, "REPORT", "2022Q4"))[0]
        report = (await operator.do("startReport", "report { id version }", obligation=obligation["id"]))["report"]
        figures = FIGURES | (OF_A_BASE if obligation["platform"]["kind"] == "DEMO_BASE" else {})
        for act, input in (("saveReportDraft", dict[str, Any](figures=figures)), ("submitReport", dict[str, Any]())):
            report = (
                await operator.do(
                    act, "report { id version }", id=report["id"], expectedVersion=report["version"], **input
                )
            )["report"]
        handed.append({"id": report["id"], "expectedVersion": report["version"]})

    stale = await desk.try_("acceptReports", "reports", reports=[handed[0], {**handed[1], "expectedVersion": 1}])
    assert [(problem["code"], problem["path"]) for problem in stale["problems"]] == [
        ("CONFLICT", ["reports", "1", "expectedVersion"])
    ]
    states = '{ reports(filter: {quarter: {eq: "2022Q4"}}) { nodes { id state reviews { nodes { decision decidedAt: closedAt } } } } }'
    assert (await desk.do("acceptReports", "reports", reports=handed))["reports"] == 2

    shown = (await desk.query(states))["reports"]["nodes"]
    mine = [each for each in shown if each["id"] in {one["id"] for one in handed}]
    assert [each["state"] for each in mine] == ["ACCEPTED", "ACCEPTED"]
    assert all(
        review["decision"] == "ACCEPTED" and review["decidedAt"] for each in mine for review in each["reviews"]["nodes"]
    )
    audited = (
        await bureau.query("{ audits(first: 50, filter: {act: {eq: ACCEPT_REPORTS}}) { nodes { noun problem } } }")
    )["audits"]["nodes"]
    assert sum(each["noun"] == "Report" and each["problem"] is None for each in audited) == 2
