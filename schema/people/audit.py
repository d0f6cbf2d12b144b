"""The records beside every change: audits, outbox and idempotency keys (ours)."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any, cast
from uuid import UUID

import strawberry
from strawberry.utils.str_converters import to_camel_case
from tortoise import fields as column

from domain.kernel.acts import Act
from domain.kernel.events import Event
from domain.kernel.violations import Code
from domain.rights.authority import shown_in_audit
from domain.rights.scope import Actor
from domain.terms import Role
from schema.noun.constraints import Check, Index, Unique
from schema.noun.noun import NOUNS, Record, Row, Shown, computed, noun, parent, shown, word
from schema.noun.vocabulary import Node, global_text
from schema.people.account import Account, Office


class AuditRow(Record):
    """One act, done or refused."""

    act = word(Act)
    noun = column.CharField(max_length=40)
    row_id = column.UUIDField(null=True)
    row_version = column.IntField(null=True)
    account = parent("Account", null=True)
    account_id: UUID | None
    office = parent("Office", null=True)
    office_id: UUID | None
    role = word(Role)
    at = column.DatetimeField()
    recorded_at = column.DatetimeField()
    changes = column.JSONField[dict[str, Any]](default=dict)
    before = column.JSONField[dict[str, Any]](null=True)
    sender = column.CharField(max_length=100, null=True)
    request = column.CharField(max_length=64, null=True)
    problem = word(Code, null=True)

    rules = (
        Index(("noun", "row_id", "at")),
        Index(("at", "id")),
        Index(("recorded_at", "id")),
        Index(("account", "at", "id")),
    )

    class Meta:
        table = "audit"


class OutboxRow(Row):
    """An event for others, written in the transaction of its change; a worker addresses the letters afterwards.

    What cannot be addressed stays, with the reason, and is tried again after `retry_at`.
    """

    event = word(Event)
    noun = column.CharField(max_length=40)
    row_id = column.UUIDField()
    payload = column.JSONField[dict[str, Any]](default=dict)
    account = parent("Account", null=True)
    account_id: UUID | None
    rung: int | None = column.IntField(null=True)
    at = column.DatetimeField()
    addressed_at = column.DatetimeField(null=True)
    attempts = column.IntField(default=0)
    retry_at = column.DatetimeField(null=True)
    problem = column.TextField(null=True)

    rules = (
        Index(("at", "id"), where="addressed_at is null"),
        Index(("event", "at")),
        # Each rung of the ladder of reminders is reached once a filing or another duty.
        Unique(("row_id", "rung"), where="rung is not null"),
        Check("attempts", "attempts >= 0"),
    )

    class Meta:
        table = "outbox"


class IdempotencyRow(Record):
    """A used key with its effect; the nil account stands for nobody. `extras` are the answer's fields beside the record."""

    account_id = column.UUIDField()
    operation = column.CharField(max_length=60)
    key = column.CharField(max_length=100)
    body_hash = column.CharField(max_length=64)
    noun = column.CharField(max_length=40)
    row_id = column.UUIDField()
    extras = column.JSONField[dict[str, Any]](default=dict)

    rules = (Unique(("account_id", "operation", "key")),)

    class Meta:
        table = "idempotency"


@strawberry.type(description="One field that an act set.")
class FieldChange:
    field: str = strawberry.field(
        description="Which, by the schema's name; by the name it is kept under where the schema does not show it."
    )
    value: str | None = strawberry.field(
        description="To what: text as it is, all else as JSON; null where emptied. Of what is personal a digest, after a dot: equal values have equal ones."
    )
    before: str | None = strawberry.field(
        description="From what, written alike; null where the record was new, where the field was empty, and in audits of before this was kept."
    )


@strawberry.type(description="The record an act was done to.")
class AuditedRecord:
    id: strawberry.ID = strawberry.field(description="Its global id, for `node(id:)`.")


def _changes(row: Mapping[str, Any], actor: Actor, _today: date) -> list[dict[str, str | None]]:
    shown_names, before = names_of(row["noun"]), cast("Mapping[str, object]", row["before"] or {})
    readable = (each for each in row["changes"].items() if shown_in_audit(actor.role, row["noun"], each[0]))
    return sorted(
        (
            {
                "field": shown_names.get(name, to_camel_case(name)),
                "value": _text(value),
                "before": _text(before.get(name)),
            }
            for name, value in readable
        ),
        key=itemgetter("field"),
    )


@cache
def names_of(noun: str) -> Mapping[str, str]:
    """The names under which a noun shows its columns, by column and by domain word."""
    made = NOUNS.get(noun)
    if made is None:
        return {}
    fields = [(each, each.metadata.get("shown")) for each in made.__strawberry_definition__.fields]
    keys = [(spec.key or each.python_name, each.python_name) for each, spec in fields if isinstance(spec, Shown)]
    return {column: to_camel_case(name) for key, name in keys for column in (key, f"{key}_id", key.removesuffix("_id"))}


def _sender(row: Mapping[str, Any], _actor: Actor, _today: date) -> str | None:
    """An anonymous complaint or objection bears no address in the audit either."""
    return None if row["role"] is Role.PUBLIC and row["act"] is not Act.SIGN_IN else row["sender"]


def record_of(row: Mapping[str, Any], _actor: Actor, _today: date) -> dict[str, str] | None:
    """The record that an act was done to, by its global id."""
    if row["row_id"] is None:
        return None
    return {"id": global_text(row["noun"], row["row_id"])}


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@noun(
    AuditRow,
    order=("-at", "recorded_at"),
    filter=("act", "noun", "record", "account", "office", "role", "at", "problem", "request"),
)
class Audit(Node):
    """One act that was done or refused: who, in which office, to what, when. It is only ever added to."""

    act: Act = shown("What was done.")
    noun: str = shown("The type of the record it was done to.")
    record: AuditedRecord | None = computed(
        record_of,
        ("noun", "row_id"),
        "The record it was done to; null when refused before it was found.",
        compares="row_id",
    )
    row_version: int | None = shown("The version of that record afterwards; null when refused or never changing.")
    account: Account | None = shown(
        "Who did it, or whose user name a refused sign-in told; null for the clock and for anybody else not signed in."
    )
    office: Office | None = shown(
        "In which office, which a sign-in or a switch enters; null for the clock, for machines and for anybody not signed in."
    )
    role: Role = shown("In which role.")
    at: datetime = shown("When, in city time.")
    recorded_at: datetime = shown("When, by the database's own clock.")
    changes: list[FieldChange] = computed(
        _changes, ("changes", "before", "noun"), "What was set to what, as far as you may read it of every such record."
    )
    sender: str | None = computed(
        _sender,
        ("sender", "role", "act"),
        "The address it was sent from, or the system's user who gave a command; null of what the public sent but to sign in, and in audits of before this was kept.",
    )
    request: str | None = shown("The number of the request, as answers and logs bear it; null where none was made.")
    problem: Code | None = shown("Why it was refused, null when it was done.")
