"""Whoever objected finds by the receipt where it stands, and nobody else finds anything."""

from typing import Any

import pytest

from tests.api.client import Client

ASKED = "query($receipt: String!) { objection(receipt: $receipt) { state answer decidedAt platform { id } } }"
ITEM = "{ notices(first: 1) { nodes { items(first: 1) { nodes { id } } } } }"


async def test_an_objection_is_found_by_its_receipt_until_it_is_answered(anyone: Client) -> None:
    bureau = await anyone.signed_in("bureau")
    item = (await anyone.query(ITEM))["notices"]["nodes"][0]["items"]["nodes"][0]["id"]
    said = {"item": item, "content": "评价结果有误", "name": "某人", "contact": "0871-00000000"}
    receipt = (await anyone.do("raiseObjection", "receipt", **said))["receipt"]

    before = (await anyone.query(ASKED, receipt=receipt))["objection"]
    assert (before["state"], before["answer"], before["decidedAt"]) == ("RECEIVED", None, None)

    found = "{ objections(first: 1) { nodes { id version receipt platform { id } } } }"
    [mine] = (await bureau.query(found))["objections"]["nodes"]
    assert mine["receipt"] == receipt
    decision: dict[str, Any] = {"upheld": False, "findings": "向某人核实", "answer": "结果无误"}
    steps: list[tuple[str, int, dict[str, Any]]] = [("investigateObjection", 0, {}), ("decideObjection", 1, decision)]
    for act, version, more in steps:
        await bureau.do(act, id=mine["id"], expectedVersion=mine["version"] + version, **more)

    after = (await anyone.query(ASKED, receipt=f" {receipt.lower()} "))["objection"]
    assert (after["state"], after["answer"], after["platform"]) == ("REJECTED", "结果无误", mine["platform"])
    assert after["decidedAt"] is not None


@pytest.mark.parametrize("receipt", ["", "0000000000000000", "%", "x" * 5000])
async def test_what_is_no_receipt_finds_nothing(anyone: Client, receipt: str) -> None:
    assert (await anyone.query(ASKED, receipt=receipt))["objection"] is None


async def test_neither_who_objected_nor_what_was_said_can_be_asked_for(anyone: Client) -> None:
    for field in ("content", "name", "contact", "receipt", "findings"):
        refused = await anyone.raw(f'{{ objection(receipt: "x") {{ {field} }} }}')
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (400, "VALIDATION")


STANDING = "query($receipt: String!) { complaint(receipt: $receipt) { kind state desk answer upheld answeredAt } }"
PLATFORM = "{ platforms(first: 1, filter: {kind: {eq: DEMO_PLATFORM}}) { nodes { id region { code } } } }"
READ = "query($id: ID!) { node(id: $id) { ... on Complaint { version state receipt content name contact findings answer } } }"
SAID = {"kind": "DISCRIMINATION", "content": "对外地机构另收费用", "name": "赵某", "contact": "0871-00000000"}


@pytest.mark.requirement("R7.1")
async def test_a_complaint_is_followed_by_its_receipt_and_its_author_stays_unknown(anyone: Client) -> None:
    [platform] = (await anyone.query(PLATFORM))["platforms"]["nodes"]
    receipt = (await anyone.do("raiseComplaint", "receipt", platform=platform["id"], **SAID))["receipt"]
    assert (await anyone.query(STANDING, receipt=receipt))["complaint"]["state"] == "RECEIVED"

    department = await anyone.signed_in(f"{platform['region']['code'].lower()}-department")
    found = "{ complaints(first: 1) { nodes { id receipt name } } }"
    [mine] = (await department.query(found))["complaints"]["nodes"]
    assert (mine["receipt"], mine["name"]) == (receipt, "赵*")
    answer: dict[str, Any] = {"upheld": True, "findings": "向赵某核实", "answer": "已责令退还"}
    await department.do("takeUpComplaint", id=mine["id"], expectedVersion=1)
    await department.do("answerComplaint", id=mine["id"], expectedVersion=2, **answer)

    after = (await anyone.query(STANDING, receipt=f" {receipt.lower()} "))["complaint"]
    assert (after["state"], after["desk"], after["answer"]) == ("ANSWERED", "DISTRICT_DEPARTMENT", "已责令退还")
    assert after["answeredAt"] is not None
    assert (await department.query(READ, id=mine["id"]))["node"]["findings"] == "向赵某核实"
    assert (await anyone.query(READ, id=mine["id"]))["node"] is None
    assert (await anyone.query(STANDING, receipt="0" * 16))["complaint"] is None


@pytest.mark.parametrize("field", ["content", "name", "contact", "receipt", "findings", "passReason"])
async def test_neither_who_complained_nor_of_what_can_be_asked_for(anyone: Client, field: str) -> None:
    refused = await anyone.raw(f'{{ complaint(receipt: "x") {{ {field} }} }}')

    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (400, "VALIDATION")


async def test_a_platform_reads_the_answers_about_itself_and_nothing_that_tells_of_whom(anyone: Client) -> None:
    center = await anyone.signed_in("center")
    listed = (
        "{ complaints(first: 100, filter: {state: {eq: ANSWERED}}) { nodes { id platform { id region { code } } } } }"
    )
    answered = (await center.query(listed))["complaints"]["nodes"]
    assert answered

    for each in answered:
        code = each["platform"]["region"]["code"].lower()
        own = None
        for name in (f"{code}-operator", *(f"{code}-operator-{n}" for n in range(2, 9))):
            own = (await (await anyone.signed_in(name)).query(READ, id=each["id"]))["node"]
            if own is not None:
                break
        assert own is not None
        assert own["answer"]
        assert {own[field] for field in ("receipt", "content", "name", "contact", "findings")} == {None}


@pytest.mark.requirement("R7.3")
async def test_the_chain_from_demand_to_result_is_counted_by_state_function_quarter_and_region(anyone: Client) -> None:
    center = await anyone.signed_in("center")

    async def count(root: str, **filter: Any) -> int:
        of = f"{root[0].upper()}{root[1:]}".removesuffix("es" if root == "matches" else "s")
        document = f"query($f: {of}Filter) {{ {root}(first: 1, filter: $f) {{ totalCount }} }}"
        return (await center.query(document, f=filter))[root]["totalCount"]

    states = ("OPEN", "MATCHED", "RESOLVED", "UNMET", "WITHDRAWN")
    everything = await count("demands")
    assert everything == sum([await count("demands", state={"eq": state}) for state in states]) > 0
    quarters = [await count("demands", quarter={"eq": f"{year}Q{n}"}) for year in (2021, 2022) for n in (1, 2, 3, 4)]
    assert sum(quarters) == everything
    resolved = await count("demands", resolvedOn={"isNull": False}, state={"eq": "RESOLVED"})
    assert resolved == await count("demands", state={"eq": "RESOLVED"})
    regions = (await center.query("{ regions(first: 100) { nodes { id } } }"))["regions"]["nodes"]
    assert everything == sum([await count("demands", region={"eq": each["id"]}) for each in regions])
    assert 0 < await count("matches", partner={"isNull": False}) < await count("matches")
    met = await count("matches", met={"eq": True})
    assert 0 < met <= await count("matches", met={"isNull": False}) <= await count("matches")
    money = await count("matches", financing={"gte": "0.01"})
    assert 0 < money == await count("matches", financing={"gte": "0.01"}, function={"eq": "FINANCING_SERVICES"})
