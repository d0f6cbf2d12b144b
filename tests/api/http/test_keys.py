"""An answer that was lost is given again for its key, with all that stood beside the record; lists have an end."""

from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.violations import Violation
from domain.rights.scope import PUBLIC
from resolvers.plan.pages import LISTED
from resolvers.work.call import keyed
from tests.api.client import Client
from tests.builders.reports import FIGURES, OF_A_BASE, owed

LOST: Final = "the answer was lost"


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

    objection = {"item": item["id"], "content": "评价结果有误"}
    for who, key, act, shown, input in (
        (bureau, LOST, "draftRound", "round { id } warnings", drafted),
        (bureau, LOST, "raiseObjection", "objection { state } receipt", objection),
        (anyone, str(uuid4()), "raiseObjection", "objection { state } receipt", objection),
    ):
        first = await who.try_(act, shown, key=key, **input)
        assert first == await who.try_(act, shown, key=key, **input)
        assert first["problems"] == []
        # The regulation ends with 2022, and the round would be called in 2023.
        assert first.get("receipt") or "不在现行办法的有效期内，通知无法下达" in first["warnings"][0]


GUESSABLE: Final = (
    "1",
    LOST,
    "complaint-1",
    "a" * 31,
    "a" * 33,
    "g" * 32,
    "０" * 32,
    str(UUID(int=7))[:-1],
    f" {UUID(int=7)}",
)


@pytest.mark.parametrize("key", GUESSABLE)
async def test_without_signing_in_a_key_that_others_could_hit_upon_is_refused(anyone: Client, key: str) -> None:
    [platform] = (await anyone.query("{ platforms(first: 1) { nodes { id } } }"))["platforms"]["nodes"]
    complaint = {"platform": platform["id"], "kind": "OTHER", "content": "咨询后无人答复"}

    refused = await anyone.try_("raiseComplaint", "receipt", key=key, **complaint)
    again = await anyone.try_("raiseComplaint", "receipt", key=uuid4().hex, **complaint)

    [problem] = refused["problems"]
    assert (refused["receipt"], problem["code"], problem["path"]) == (None, "INVALID", ["idempotencyKey"])
    assert again["receipt"]


@given(st.uuids(), st.booleans(), st.booleans())
def test_a_key_made_at_random_is_taken_in_either_form_and_case(key: Any, plain: bool, capitals: bool) -> None:
    text = key.hex if plain else str(key)

    keyed(text.upper() if capitals else text, PUBLIC)


@given(st.text(max_size=40))
def test_no_other_key_is_taken_without_signing_in(key: str) -> None:
    with pytest.raises(Violation) as refusal:
        keyed(key, PUBLIC)

    assert refusal.value.path == ("idempotencyKey",)


@pytest.mark.parametrize("count", [LISTED, LISTED + 1])
async def test_a_filter_lists_so_many_values_and_no_more(anyone: Client, count: int) -> None:
    query = "query($codes: [String!]) { regions(filter: { code: { in: $codes } }) { nodes { code } } }"

    answer = (await anyone.raw(query, {"codes": ["530102"] * count})).json()

    if count > LISTED:
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["LIST_TOO_LONG"]
    else:
        assert answer["data"]["regions"]["nodes"] == [{"code": "530102"}]
