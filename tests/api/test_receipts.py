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
