"""What a platform reports over the API, and which reports it owes."""

from typing import Any

from tests.api.client import Client

FIGURES = {
    "expertCount": 6,
    "floorArea": "820.00",
    "featureText": "围绕园区企业开展“一企一策”诊断。",
    "demoEffectText": "周边园区前来交流两批次。",
}


OF_A_BASE = {"residentEnterprises": 31, "residentEmployees": 420, "graduatedEnterprises": 2}


async def owed(person: Client, kind: str, quarter: str) -> Any:
    """The one filing of a kind that somebody owes for a quarter."""
    query = "query($quarter: Quarter!, $kind: ObligationKind!) { obligations(filter: {quarter: {eq: $quarter}, kind: {eq: $kind}}) { nodes { id region { code } platform { id kind } } } }"
    return (await person.query(query, quarter=quarter, kind=kind))["obligations"]["nodes"]
