"""The refusals of the database as refusals of ours: one map from constraint to code."""

import asyncpg

from domain.violations import Code, Violation

BY_KIND: tuple[tuple[str, Code], ...] = (
    ("_unique", Code.ALREADY_EXISTS),
    ("_fkey", Code.NOT_FOUND),
    ("_follows", Code.NOT_FOUND),
    ("_points", Code.NOT_FOUND),
    ("_check", Code.INVALID),
)
"""What the kind of a constraint, told by the end of its name, means to a client."""

CONSTRAINTS: dict[str, Code] = {
    "platform_region_id_unique": Code.CENTRE_EXISTS,
}
"""Constraints with a meaning of their own."""

TRANSIENT = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
"""Worth another try from the beginning."""
OVERLOADED = (asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError, TimeoutError)


def refusal_of(error: asyncpg.PostgresError) -> Violation | None:
    """The refusal a constraint means, or None where the fault is ours."""
    name = getattr(error, "constraint_name", None) or ""
    code = CONSTRAINTS.get(name) or next((code for end, code in BY_KIND if name.endswith(end)), None)
    if code is None:
        return None
    column = name.split("_", 1)[-1].rsplit("_", 1)[0]
    return Violation(
        code, facts={"field": column, "why": "与已有记录或规则不符", "why_en": "it contradicts what is stored"}
    )
