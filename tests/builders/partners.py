"""Partners of the service network."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from domain.registry.credit_code import check_character
from domain.terms.network import ServiceWay
from domain.terms.reporting import ServiceFunction
from tests.resolvers.acting import shown

if TYPE_CHECKING:
    from uuid import UUID


F = ServiceFunction


def a_code(serial: int = 1) -> str:
    """A credit code that passes its check."""
    first = f"91530100MA6K{serial:05d}"
    return first + check_character(first)


def a_partner(platform: UUID, since: str = "2022-01-01", uscc: str | None = None, **more: Any) -> dict[str, Any]:
    """What recordPartner is told."""
    fields = {
        "name": "昆明某某事务所",
        "way": ServiceWay.BOTH,
        "functions": [F.MANAGEMENT_CONSULTING, F.BUSINESS_SERVICES],
    }
    return {
        "platform": shown("Platform", platform),
        "uscc": uscc or a_code(),
        **fields,
        "valid_from": date.fromisoformat(since),
        **more,
    }
