"""A look at a personal value that is shown masked is on record with its reason (ours)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from domain.kernel.change import New, a_reason
from domain.kernel.typed_text import camel
from domain.kernel.violations import Code, Violation
from domain.rights.scope import Actor


def look(noun: str, row_id: UUID, column: str, reason: str, actor: Actor, *, at: datetime) -> New:
    """Record who looked at which field of which record, when and why; what was seen is not kept."""
    return New(
        "Reveal",
        {
            "noun": noun,
            "row_id": row_id,
            "field": camel(column),
            "reason": a_reason(reason),
            "account": actor.account,
            "role": actor.role,
            "at": at,
        },
    )


def personal_column(personal: Mapping[str, str], field: str) -> str:
    """The personal column that a field shows; refuses any other field."""
    for column in personal:
        if camel(column) == field:
            return column
    raise Violation(
        Code.INVALID,
        path=("field",),
        facts={
            "field": "field",
            "why": "该栏不是个人信息" if personal else "这类记录没有个人信息",
            "why_en": "no personal field of this record",
        },
    )
