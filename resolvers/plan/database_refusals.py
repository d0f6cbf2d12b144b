"""The refusals of the database as refusals of ours: one map from constraint to code."""

import re
from collections.abc import Collection
from typing import Final

import asyncpg

from domain.kernel.violations import Code, Violation

BY_KIND: tuple[tuple[str, Code], ...] = (
    ("_unique", Code.ALREADY_EXISTS),
    ("_fkey", Code.NOT_FOUND),
    ("_follows", Code.NOT_FOUND),
    ("_points", Code.NOT_FOUND),
    ("_check", Code.INVALID),
    ("_key", Code.ALREADY_EXISTS),
)
"""What the kind of a constraint, told by the end of its name, means to a client."""

CONSTRAINTS: dict[str, Code] = {
    "platform_region_id_unique": Code.CENTRE_EXISTS,
    # money (Art. 18)
    "cap_account_cap_kept_check": Code.CAP_EXCEEDED,
    "cap_entry_account_id_unique": Code.ALREADY_OPENED,
    "money_return_voucher_unique": Code.VOUCHER_USED,
    "payment_instruction_unique": Code.INSTRUCTION_USED,
    "payment_subsidy_id_unique": Code.PAYMENT_UNSETTLED,
    "recovery_subsidy_id_unique": Code.PAYMENT_UNSETTLED,
    "subsidy_four_eyes_check": Code.SAME_PERSON,
    "subsidy_supplement_decided_check": Code.DECISION_REQUIRED,
}
"""Constraints with a meaning of their own."""

UNSEEN: dict[str, object] = {
    "region": "该地区",
    "region_en": "The district",
    "headroom": "不足",
    "headroom_en": "less than this amount",
    "version": "未知",
    "version_en": "unknown",
}
"""What is said in place of facts that the database does not tell with its refusal."""

STILL_NAMED = "is still referenced"
"""Before PostgreSQL 18, by which alone a row that others rest on differs from one that is not there."""

COLUMNS: Final = re.compile(r"Key \(([^)]+)\)")
"""How PostgreSQL names the columns of a violated key."""

ALTERED = (asyncpg.InvalidCachedStatementError, asyncpg.OutdatedSchemaCacheError)
"""A table was altered since the connection last asked for it."""
TRANSIENT = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, *ALTERED)
"""Worth another try from the beginning."""
OVERLOADED = (asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError)
"""Somebody else holds what is needed, and for too long."""


class Lost(Exception):
    """The connection to the database was lost; whether an act was kept, its idempotency key tells."""


def constraint_of(error: asyncpg.PostgresError) -> str:
    """The constraint that was violated; empty where none was."""
    return getattr(error, "constraint_name", None) or ""


def made_meanwhile(error: asyncpg.UniqueViolationError) -> bool:
    """A unique violation by a simultaneous act, of an only child or of an idempotency key, passes at the next try."""
    name = constraint_of(error)
    return name.endswith("_key") or name.startswith("idempotency_")


def field_of(error: asyncpg.PostgresError, fields: Collection[str]) -> tuple[str, ...]:
    """The input field of a key that exists already; the last field of a key of several."""
    columns = COLUMNS.search(getattr(error, "detail", None) or "")
    named = [] if columns is None else [name.strip().removesuffix("_id") for name in columns[1].split(",")]
    return tuple(name for name in named if name in fields)[-1:]


def refusal_of(error: asyncpg.PostgresError, fields: Collection[str] = ()) -> Violation | None:
    """The refusal a constraint or an impossible value means, or None where the fault is ours. `fields` are the input's."""
    if isinstance(error, asyncpg.DataError):
        what: dict[str, object] = {
            "field": "输入",
            "field_en": "the input",
            "why": "含有无法保存的字符或数值",
            "why_en": "it holds a character or number that cannot be kept",
        }
        return Violation(Code.INVALID, facts=what)
    name = constraint_of(error)
    code = CONSTRAINTS.get(name) or next((code for end, code in BY_KIND if name.endswith(end)), None)
    if isinstance(error, asyncpg.RestrictViolationError) or STILL_NAMED in (getattr(error, "detail", None) or ""):
        code = Code.IN_USE
    if code is None:
        return None
    column = name.split("_", 1)[-1].rsplit("_", 1)[0]
    facts = {"field": column, "why": "与已有记录或规则不符", "why_en": "it contradicts what is stored"}
    return Violation(code, path=field_of(error, fields), facts=UNSEEN | facts)
