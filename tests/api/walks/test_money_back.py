"""Who reads over HTTP what bears on money, and how paid money came back (13 E2, E3; Art. 13)."""

import pytest

from tests.api.client import Client

WATCHED = """{ moneyWatch(first: 100, orderBy: SINCE_ASC) { nodes {
  kind since amount note gradedYear platform { name } region { name } holder { name }
  subsidy { id } recovery { id } evaluation { id } objection { id } decision { id } title { id } } } }"""
RECOVERIES = """{ recoveries(first: 10) { nodes { state ground amount returned reason noticeNumber heardUntil orderNumber
  payBy deliveredOn derivation { says amount } returns { nodes { amount } } deliveries { nodes { how proof } }
  allowedActions { action allowed } } } }"""


@pytest.mark.requirement("R13.2")
async def test_oversight_and_bureau_read_what_bears_on_money_and_nobody_else(anyone: Client) -> None:
    for office in ("oversight", "bureau"):
        found = (await (await anyone.signed_in(office)).query(WATCHED))["moneyWatch"]["nodes"]
        assert {each["kind"] for each in found} >= {"OVERRIDDEN", "EXTENDED", "EXCUSED"}
        assert all(each["evaluation"] for each in found if each["kind"] == "OVERRIDDEN")
    for office in ("finance", "530102-operator"):
        assert (await (await anyone.signed_in(office)).query(WATCHED))["moneyWatch"]["nodes"] == []
    assert (await anyone.query(WATCHED))["moneyWatch"]["nodes"] == []


async def test_a_recovery_of_the_city_explains_itself(anyone: Client) -> None:
    [one] = (await (await anyone.signed_in("finance")).query(RECOVERIES))["recoveries"]["nodes"]

    assert (one["state"], one["ground"], one["returned"]) == ("RETURNED", "LOWER_GRADE", one["amount"])
    assert all(one[name] for name in ("reason", "noticeNumber", "heardUntil", "orderNumber", "payBy", "deliveredOn"))
    assert len(one["deliveries"]["nodes"]) == 2
    assert one["derivation"][-1]["says"].startswith("拟追回")
    assert not any(each["allowed"] for each in one["allowedActions"])
    assert (await anyone.query(RECOVERIES))["recoveries"]["nodes"] == []
