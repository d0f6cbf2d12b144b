"""Who reads over HTTP what subsidised money was spent on (Art. 13)."""

import pytest

from tests.api.client import Client

ASKED = "{ fundUses(first: 100) { nodes { id state purpose amount day voucher payee subject } } }"
UNSEEN = ("voucher", "payee", "subject")


@pytest.mark.requirement("R13.2")
async def test_society_reads_amounts_and_uses_and_those_who_oversee_the_vouchers_too(anyone: Client) -> None:
    society = (await anyone.query(ASKED))["fundUses"]["nodes"]
    assert society
    assert {each["state"] for each in society} == {"RECORDED"}
    assert all(each["purpose"] and each["amount"] and each["day"] for each in society)
    assert {each[field] for each in society for field in UNSEEN} == {None}

    for office in ("finance", "oversight"):
        overseen = (await (await anyone.signed_in(office)).query(ASKED))["fundUses"]["nodes"]
        assert {each["id"] for each in society} <= {each["id"] for each in overseen}
        assert all(each[field] for each in overseen for field in UNSEEN)
