"""Both walks of the yearly work over HTTP, as the right roles; at every step every wrong role is refused."""

from typing import Any

from tests.api.client import Client
from tests.api.people import People
from tests.builders.reports import FIGURES, OF_A_BASE, owed


async def test_a_quarterly_report_from_draft_to_the_municipal_centre(anyone: Client):
    people = await People.of(anyone)
    operator, report = people["530102-operator"], "report { id version state waitingOn }"
    await people["bureau"].do("advanceClock", "clock { today }", to="2022-12-12")
    [obligation] = await owed(operator, "REPORT", "2022Q4")
    platform = obligation["platform"]
    enterprises = [
        each["id"]
        for each in (await operator.query("{ enterprises(first: 3) { nodes { id } } }"))["enterprises"]["nodes"]
    ]
    entry = {
        "day": "2022-12-08",
        "function": "HR_AND_TRAINING",
        "nature": "PUBLIC_BENEFIT",
        "mode": "OFFLINE",
        "subject": "财税合规实务培训",
        "persons": 26,
        "training": True,
        "enterprises": enterprises,
    }

    await people.step(
        "530102-operator", "recordActivity", "activity { id quarter }", platform=platform["id"], entry=entry
    )
    begun = await people.step("530102-operator", "startReport", report, obligation=obligation["id"])
    at = {"id": begun["id"], "expectedVersion": begun["version"]}
    figures = FIGURES | (OF_A_BASE if platform["kind"] == "DEMO_BASE" else {})
    saved = await people.step("530102-operator", "saveReportDraft", report, **at, figures=figures)
    handed = await people.step("530102-operator", "submitReport", report, **at | {"expectedVersion": saved["version"]})
    assert (handed["state"], handed["waitingOn"]) == ("SUBMITTED", "DISTRICT_CENTER")

    reasons = [{"item": "expertCount", "reason": "与专家名册不符，请核对"}]
    returned = await people.step(
        "530102-center", "returnReport", report, **at | {"expectedVersion": handed["version"]}, items=reasons
    )
    assert returned["state"] == "RETURNED"
    saved = await people.step(
        "530102-operator",
        "saveReportDraft",
        report,
        **at | {"expectedVersion": returned["version"]},
        figures={"expertCount": 8},
    )
    handed = await people.step("530102-operator", "submitReport", report, **at | {"expectedVersion": saved["version"]})
    accepted = await people.step("530102-center", "acceptReport", report, **at | {"expectedVersion": handed["version"]})
    assert accepted["state"] == "ACCEPTED"

    consolidation = "consolidation { id version state waitingOn }"
    [obligation] = [
        each
        for each in await owed(people["530102-center"], "CONSOLIDATION", "2022Q4")
        if each["region"]["code"] == "530102"
    ]
    begun = await people.step("530102-center", "startConsolidation", consolidation, obligation=obligation["id"])
    at = {"id": begun["id"], "expectedVersion": begun["version"]}
    saved = await people.step(
        "530102-center",
        "saveConsolidationDraft",
        consolidation,
        **at,
        texts={"featureText": "辖区平台集中开展财税培训。", "demoEffectText": "示范作用明显。"},
    )
    handed = await people.step(
        "530102-center", "submitConsolidation", consolidation, **at | {"expectedVersion": saved["version"]}
    )
    assert (handed["state"], handed["waitingOn"]) == ("WITH_DEPARTMENT", "DISTRICT_DEPARTMENT")
    passed = await people.step(
        "530102-department",
        "passConsolidation",
        consolidation,
        **at | {"expectedVersion": handed["version"]},
        opinion="情况属实，同意报送。",
    )
    assert (passed["state"], passed["waitingOn"]) == ("WITH_MUNICIPAL_CENTER", "MUNICIPAL_CENTER")
    received = await people.step(
        "center", "receiveConsolidation", consolidation, **at | {"expectedVersion": passed["version"]}
    )

    assert received["state"] == "RECEIVED"
    shown = await people["center"].query(
        "query($id: ID!) { node(id: $id) { ... on Consolidation { acceptedVersion { n items(first: 50) { nodes { reportVersion { n report { id } } gap } } } } } }",
        id=at["id"],
    )
    items = shown["node"]["acceptedVersion"]["items"]["nodes"]
    assert [
        each["reportVersion"]["n"]
        for each in items
        if each["reportVersion"] and each["reportVersion"]["report"]["id"] == accepted["id"]
    ] == [2]


DECLARED = [
    {"code": "A3", "measure": {"items": ["管理制度", "服务流程", "收费标准", "优惠标准"]}},
    {"code": "A5", "measure": {"items": ["年度计划", "年度总结"]}},
    {"code": "A6", "measure": {"count": 20, "of": 20}},
]
SCORES = [
    {"code": "B11", "score": "3.00"},
    {"code": "C1", "score": "7.50"},
    {"code": "C2", "score": "6.00"},
    {"code": "C3", "score": "5.50"},
]


async def the_draft(people: People, platform: str) -> Any:
    """The drafted round of demonstration platforms, with the other subject struck too."""
    asked = "{ rounds(filter: {state: {eq: DRAFT}}) { nodes { id version subjects(first: 100) { nodes { platform { id } } } } } platforms(first: 100, filter: {kind: {eq: DEMO_PLATFORM}}) { nodes { id titles { nodes { level validTo } } } } }"
    found = await people["bureau"].query(asked)
    [drafted] = found["rounds"]["nodes"]
    struck = {platform, *(each["platform"]["id"] for each in drafted["subjects"]["nodes"])}
    stated = [
        each["id"]
        for each in found["platforms"]["nodes"]
        if any(title["level"] == "MUNICIPAL" and title["validTo"] is None for title in each["titles"]["nodes"])
    ]
    [other] = [each for each in stated if each not in struck]
    await people.step(
        "bureau",
        "strikeSubject",
        "roundSubject { id basis }",
        round=drafted["id"],
        platform=other,
        reason="本轮只评一家",
    )
    return drafted


async def test_a_round_from_notice_to_subsidy(anyone: Client):
    people = await People.of(anyone)
    bureau, operator = people["bureau"], people["530103-operator"]
    platforms = await operator.query(
        '{ obligations(filter: {quarter: {eq: "2022Q4"}}) { nodes { platform { id kind region { id } holder { id } } } } }'
    )
    [platform] = [
        each["platform"] for each in platforms["obligations"]["nodes"] if each["platform"]["kind"] == "DEMO_PLATFORM"
    ]
    drafted = await the_draft(people, platform["id"])

    called = await people.step(
        "bureau",
        "callRound",
        "round { id version state evaluations { nodes { id version } } }",
        id=drafted["id"],
        expectedVersion=drafted["version"],
    )
    [evaluation] = called["evaluations"]["nodes"]
    show = "evaluation { id version state waitingOn }"

    def at(row: Any) -> dict[str, Any]:
        return {"id": evaluation["id"], "expectedVersion": row["version"]}

    saved = await people.step(
        "530103-operator",
        "saveEvaluationDraft",
        show,
        **at(evaluation),
        summary="全年服务企业二百余家。",
        declared=DECLARED,
    )
    handed = await people.step("530103-operator", "submitEvaluation", show, **at(saved))
    reviewed = await people.step(
        "530103-department", "reviewEvaluation", show, **at(handed), opinion="属实，同意上报。"
    )
    await people.step(
        "530103-department",
        "handInDistrict",
        "districtSubmission { id n }",
        round=drafted["id"],
        region=platform["region"]["id"],
        opinion="已审核汇总。",
    )
    reviewed["version"] += 1

    experts = {
        each["name"]: each["id"]
        for each in (await bureau.query("{ experts { nodes { id name } } }"))["experts"]["nodes"]
    }
    names = [(await people[f"expert-{number}"].query("{ viewer { name } }"))["viewer"]["name"] for number in (1, 2, 3)]
    seated = await people.step("bureau", "assignPanel", show, **at(reviewed), experts=[experts[name] for name in names])
    assert seated["state"] == "IN_PANEL"
    for number in (1, 2, 3):
        await scores(people, f"expert-{number}", evaluation["id"])
    scored = (
        await bureau.query(
            "query($id: ID!) { node(id: $id) { ... on Evaluation { version state expertsScore expertsGrade scoreSteps { article says } } } }",
            id=evaluation["id"],
        )
    )["node"]
    assert (scored["state"], scored["scoreSteps"] is not None) == ("SCORED", True)

    grade = "GOOD" if scored["expertsGrade"] != "GOOD" else "EXCELLENT"
    decided = await people.step(
        "bureau", "decideEvaluation", show, **at(scored), grade=grade, reason="综合主管部门意见评定"
    )
    assert decided["state"] == "DECIDED"
    posted = {
        "round": drafted["id"],
        "number": "昆工信公示〔2022〕9号",
        "title": "2021年度绩效评价结果公示",
        "url": "https://example.invalid/9",
        "postedOn": "2022-10-10",
        "proof": "网页存档",
        "channel": "0871-00000000",
    }
    short = await bureau.try_("publishNotice", "notice { id }", **posted, windowEnd="2022-10-14")
    assert [(problem["code"], problem["article"], problem["path"]) for problem in short["problems"]] == [
        ("WINDOW_TOO_SHORT", "第十七条（四）", ["windowEnd"])
    ]
    assert "2022-10-17" in short["problems"][0]["hint"]
    asked = "mutation($input: PublishNoticeInput!) { publishNotice(input: $input) { problems { message } } }"
    english = await bureau.raw(
        asked,
        {"input": {**posted, "windowEnd": "2022-10-14", "idempotencyKey": "in English"}},
        **{"Accept-Language": "en"},
    )
    assert "4 full working day(s)" in english.json()["data"]["publishNotice"]["problems"][0]["message"]
    notice = await people.step(
        "bureau", "publishNotice", "notice { id windowEnd nominalTotal items { nodes { id grade } } }", **posted
    )
    assert (notice["windowEnd"], notice["nominalTotal"]) == ("2022-10-17", "50000.00")

    payee: dict[str, Any] = {"holder": platform["holder"]["id"], "gradedYear": 2021}
    early = await bureau.try_("calculateSubsidy", "claim { id }", **payee)
    assert [problem["code"] for problem in early["problems"]] == ["NOT_ALL_FINAL"]
    for moved, state in ((4, "IN_PUBLICITY"), (1, "IN_PUBLICITY"), (1, "FINAL")):
        await bureau.do("advanceClock", "clock { today }", workingDays=moved)
        found = await bureau.query(
            "query($id: ID!) { clock { today } node(id: $id) { ... on Evaluation { state grade round { state } } } }",
            id=evaluation["id"],
        )
        assert found["node"]["state"] == state, found
    assert (found["clock"]["today"], found["node"]["grade"], found["node"]["round"]["state"]) == (
        "2022-10-18",
        grade,
        "CLOSED",
    )

    claim = await people.step(
        "bureau",
        "calculateSubsidy",
        "claim { nominal payable steps { article says amount } subsidy { id version amount } }",
        **payee,
    )
    assert claim["subsidy"]["amount"] == claim["payable"]
    show, subsidy = "subsidy { id version state amount derivation { article says amount } }", claim["subsidy"]

    def at_money(row: Any) -> dict[str, Any]:
        return {"id": subsidy["id"], "expectedVersion": row["version"]}

    approved = await people.step("bureau", "approveSubsidy", show, **at_money(subsidy))
    confirmed = await people.step("finance", "confirmSubsidy", show, **at_money(approved))
    paying = await people.step("finance", "paySubsidy", show, **at_money(confirmed), instruction="昆财拨〔2022〕301号")
    paid = await people.step(
        "finance", "recordPaymentOutcome", show, **at_money(paying), arrived=True, day="2022-10-18"
    )
    assert (paid["state"], paid["amount"]) == ("PAID", claim["payable"])
    assert any(step["article"] and step["article"].startswith("第十八条") for step in paid["derivation"])


async def scores(people: People, name: str, evaluation: str) -> None:
    """An expert scores and closes; no other expert may touch the seat."""
    asked = "query($id: ID!) { node(id: $id) { ... on Evaluation { panel { nodes { id version } } } } }"
    [seat] = (await people[name].query(asked, id=evaluation))["node"]["panel"]["nodes"]
    show = "panelMember { id version state }"
    saved = await people.step(name, "saveScores", show, id=seat["id"], expectedVersion=seat["version"], scores=SCORES)
    closed = await people.step(name, "closeScores", show, id=seat["id"], expectedVersion=saved["version"])
    assert closed["state"] == "CLOSED"
