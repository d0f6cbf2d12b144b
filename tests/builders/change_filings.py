"""Change filings and their copies."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from domain.kernel.acts import Act
from domain.terms.registry import ChangeKind, FilingRecipient
from tests.resolvers.acting import shown
from tests.resolvers.district import District

if TYPE_CHECKING:
    from uuid import UUID


SAID: dict[str, Any] = {"before": "甲公司", "after": "乙公司", "proof": "登记通知书〔2022〕7号"}


async def file(
    district: District,
    *send_to: FilingRecipient,
    kind: ChangeKind = ChangeKind.HOLDER,
    done: str = "2022-09-01",
    **more: Any,
) -> UUID:
    """The operator files a change."""
    filing: dict[str, Any] = {
        **SAID,
        "kind": kind,
        "completed_on": date.fromisoformat(done),
        "send_to": list(send_to),
        **more,
    }
    return await district.do(
        Act.FILE_CHANGE, district.operator, platform=shown("Platform", district.platform), **filing
    )


async def copies(district: District, filing: UUID) -> dict[str, Any]:
    found = await district.fetch("select * from filing_copy where filing_id = $1", filing)
    return {row["recipient"]: row for row in found}
