"""13 F2: what a scalar cannot read is told in the form of an act, and ends the request of a query; both name its place."""

from typing import Any, Final

import pytest
import pytest_asyncio

from tests.api.client import Client

USE: Final = {"payee": "某某公司", "purpose": "ACTIVITY", "subject": "培训", "voucher": "记-1"}
TOLD: Final = "problems { code path message }"
BY_VARIABLE: Final = f"mutation($input: RecordFundUseInput!) {{ recordFundUse(input: $input) {{ {TOLD} }} }}"


def fund_use(total: Any, *uses: tuple[Any, Any]) -> dict[str, Any]:
    """An input of `recordFundUse` with a total, and an amount and a day for each line."""
    lines = [{**USE, "amount": amount, "day": day} for amount, day in uses]
    return {"idempotencyKey": "one", "id": "U3Vic2lkeTox", "expectedVersion": 1, "total": total, "uses": lines}


@pytest_asyncio.fixture
async def operator(anyone: Client) -> Client:
    return await anyone.signed_in("530102-operator")


async def told(client: Client, query: str, variables: dict[str, Any] | None = None, **headers: str) -> Any:
    return (await client.raw(query, variables, **headers)).json()


async def test_a_form_tells_all_that_cannot_be_read_each_at_its_place(operator: Client) -> None:
    input_ = fund_use("1,234.50", ("12.30", "2022-02-30"), ("１２", "2022-10-10"), ("7.", "2022年10月10日"))

    answer = await told(operator, BY_VARIABLE, {"input": input_})

    problems = answer["data"]["recordFundUse"]["problems"]
    assert {each["code"] for each in problems} == {"INVALID"}
    assert [each["path"] for each in problems] == [
        ["total"],
        ["uses", "0", "day"],
        ["uses", "1", "amount"],
        ["uses", "2", "amount"],
        ["uses", "2", "day"],
    ]
    assert "半角数字" in problems[0]["message"]
    assert "write" not in problems[0]["message"]


async def test_it_is_told_in_the_language_of_whoever_asks(operator: Client) -> None:
    input_ = fund_use("one", ("1.00", "2022-10-10"))

    answer = await told(operator, BY_VARIABLE, {"input": input_}, **{"Accept-Language": "en"})

    [problem] = answer["data"]["recordFundUse"]["problems"]
    assert "decimal string" in problem["message"]
    assert "请" not in problem["message"]


@pytest.mark.parametrize(
    ("input_", "path"),
    [
        ('{idempotencyKey: "a", fromQuarter: "2022Q5", reportDay: 5, consolidationDay: 9}', ["fromQuarter"]),
        ('{idempotencyKey: "a", fromQuarter: "二季度", reportDay: 5, consolidationDay: 9}', ["fromQuarter"]),
        ('{idempotencyKey: "a", fromQuarter: 20223, reportDay: 5, consolidationDay: 9}', ["fromQuarter"]),
    ],
)
async def test_a_literal_is_told_as_a_variable_is(anyone: Client, input_: str, path: list[str]) -> None:
    centre = await anyone.signed_in("center")
    answer = await told(centre, f"mutation {{ setReportingNorm(input: {input_}) {{ {TOLD} }} }}")

    [problem] = answer["data"]["setReportingNorm"]["problems"]
    assert (problem["code"], problem["path"]) == ("INVALID", path)


@pytest.mark.parametrize(
    ("query", "variables", "path"),
    [
        ("query($d: Date) { obligations(filter: {effective: {lte: $d}}) { totalCount } }", {"d": "2022-13-01"}, ["d"]),
        (
            "query($f: ObligationFilter) { obligations(filter: $f) { totalCount } }",
            {"f": {"and": [{"effective": {"lte": "2022-10-10"}}, {"effective": {"gte": "today"}}]}},
            ["f", "and", "1", "effective", "gte"],
        ),
        (
            '{ obligations(filter: {or: [{effective: {lte: "10.10"}}]}) { totalCount } }',
            {},
            ["filter", "or", "0", "effective", "lte"],
        ),
    ],
)
async def test_in_a_query_it_ends_the_request(
    operator: Client, query: str, variables: dict[str, Any], path: list[str]
) -> None:
    [error] = (await told(operator, query, variables))["errors"]

    assert error["extensions"]["code"] in ("VARIABLES", "VALIDATION")
    assert error["extensions"]["path"] == path


FILED: Final = "changeFilings(filter: {completedOn: {lte: $d}}) { totalCount }"


@pytest.mark.parametrize(("asked", "fragment"), [(FILED, ""), ("...F", f"fragment F on Platform {{ {FILED} }}")])
async def test_what_an_act_is_asked_to_show_is_a_query(operator: Client, asked: str, fragment: str) -> None:
    query = f"""mutation($id: ID!, $d: Date) {{
      updatePlatform(input: {{idempotencyKey: "a", id: $id, expectedVersion: 1}}) {{ platform {{ {asked} }} }}
    }} {fragment}"""

    [error] = (await told(operator, query, {"id": "x", "d": "never"}))["errors"]

    assert (error["extensions"]["code"], error["extensions"]["path"]) == ("VARIABLES", ["d"])
