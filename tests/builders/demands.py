"""Demands, matched and concluded."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from domain.kernel.acts import Act
from domain.terms.demands import DemandSource
from domain.terms.reporting import ServiceFunction
from tests.resolvers.acting import shown
from tests.resolvers.district import District

if TYPE_CHECKING:
    from uuid import UUID


FINANCING = ServiceFunction.FINANCING_SERVICES


async def demand(district: District, enterprise: UUID, **input: Any) -> UUID:
    usual: dict[str, Any] = {"day": date(2022, 8, 1), "source": DemandSource.SURVEY, "function": FINANCING}
    fields: dict[str, Any] = of(district, enterprise) | usual | {"content": "流动资金贷款"} | input
    return await district.do(Act.RECORD_DEMAND, district.operator, **fields)


def of(district: District, enterprise: UUID) -> dict[str, Any]:
    return {"platform": shown("Platform", district.platform), "enterprise": shown("Enterprise", enterprise)}


async def matched(district: District, row: UUID, day: date = date(2022, 8, 10)) -> None:
    await district.do(Act.MATCH_DEMAND, district.operator, row, provider="某银行盘龙支行", day=day)


async def concluded(district: District, row: UUID, day: date, *, met: bool, financing: int | None = None) -> None:
    fields = {"day": day, "met": met, "result": "已放款" if met else "未通过授信", "financing": financing}
    await district.do(Act.RECORD_MATCH_RESULT, district.operator, row, **fields)
