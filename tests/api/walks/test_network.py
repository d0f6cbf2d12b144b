"""The service network over HTTP: who reads which of it, the gaps by platform, district and city, the share of public benefit (Art. 3, 7-10)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Client

ELEVEN = 11


async def coverages(who: Client, filter: str) -> list[dict[str, Any]]:
    """Coverage as somebody reads it, within a hundred rows."""
    found = await who.query(
        f"{{ coverages(first: 100, filter: {{{filter}}}) {{ nodes {{ function covered covering platforms partners products activities platform {{ id }} region {{ code }} }} }} }}"
    )
    return found["coverages"]["nodes"]


@pytest.mark.requirement("R7.4")
async def test_gaps_are_asked_for_by_platform_by_district_and_for_the_city(anyone: Client) -> None:
    bureau = await anyone.signed_in("bureau")
    wuhua = (await bureau.query('{ regions(filter: {code: {eq: "530102"}}) { nodes { id } } }'))["regions"]["nodes"][0]
    here = f'region: {{eq: "{wuhua["id"]}"}}'

    city = await coverages(bureau, "level: {eq: CITY}")
    district = await coverages(bureau, f"level: {{eq: DISTRICT}}, {here}")
    gaps = await coverages(bureau, f"level: {{eq: PLATFORM}}, covered: {{eq: false}}, {here}")

    assert (len(city), len(district)) == (ELEVEN, ELEVEN)
    assert [row["function"] for row in district] == sorted(row["function"] for row in city)
    for row in district:
        missing = sum(gap["function"] == row["function"] for gap in gaps)
        assert row["covering"] + missing == row["platforms"]
        assert row["covered"] is (row["covering"] > 0)
    assert gaps
    assert not any(gap["partners"] + gap["products"] + gap["activities"] for gap in gaps)


async def test_who_reads_coverage_is_who_is_answerable_for_it(anyone: Client) -> None:
    operator, department = await anyone.signed_in("530102-operator"), await anyone.signed_in("530102-department")

    own, theirs = await coverages(operator, ""), await coverages(department, "level: {in: [DISTRICT, CITY]}")

    assert own
    assert all(row["platform"] for row in own)
    assert {row["region"]["code"] for row in theirs} == {"530102"}
    assert await coverages(anyone, "") == []


async def test_society_sees_the_network_and_none_of_its_people(anyone: Client) -> None:
    asked = "{ partners { nodes { name contactName contactPhone reason state functions { nodes { function } } } } teamMembers { nodes { id } } supports { nodes { id } } products(filter: {state: {eq: CURRENT}}) { nodes { nature feeStandard } } posts { nodes { title channel { kind } } } }"

    found = await anyone.query(asked)

    partners = found["partners"]["nodes"]
    assert all(each["functions"]["nodes"] and each["state"] != "WITHDRAWN" for each in partners)
    assert {(each["contactName"], each["contactPhone"], each["reason"]) for each in partners} == {(None, None, None)}
    assert (found["teamMembers"]["nodes"], found["supports"]["nodes"]) == ([], [])
    assert all(each["feeStandard"] for each in found["products"]["nodes"])
    assert found["posts"]["nodes"]


@pytest.mark.requirement("R10.1")
async def test_the_share_of_public_benefit_is_asked_for_and_follows_from_the_ledger(anyone: Client) -> None:
    bureau = await anyone.signed_in("bureau")

    found = await bureau.query(
        '{ figures(filter: {quarters: ["2022Q2"]}) { activityCount publicServiceCount publicServiceRatio } }'
    )

    figures = found["figures"]
    exact = 10_000 * figures["publicServiceCount"] / figures["activityCount"]
    assert abs(round(float(figures["publicServiceRatio"]) * 100) - exact) <= 0.5
    entries = await bureau.query(
        "{ all: activities { totalCount } public: activities(filter: {nature: {eq: PUBLIC_BENEFIT}}) { totalCount nodes { nature fee } } }"
    )
    assert 0 < entries["public"]["totalCount"] < entries["all"]["totalCount"]
    assert {each["nature"] for each in entries["public"]["nodes"]} == {"PUBLIC_BENEFIT"}
