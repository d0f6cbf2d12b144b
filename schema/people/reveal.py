"""Looks at personal values that are shown masked (ours)."""

from datetime import datetime
from uuid import UUID

from tortoise import fields as column

from domain.terms import Role
from schema.noun.constraints import Index
from schema.noun.noun import Record, computed, noun, parent, shown, word
from schema.noun.vocabulary import Node
from schema.people.account import Account
from schema.people.audit import AuditedRecord, record_of


class RevealRow(Record):
    """One look of one account at one field of one record; what was seen is not kept."""

    noun = column.CharField(max_length=40)
    row_id = column.UUIDField()
    field = column.CharField(max_length=60)
    reason = column.TextField()
    account = parent("Account")
    account_id: UUID
    role: Role = word(Role)
    at = column.DatetimeField()

    rules = (Index(("at", "id")), Index(("noun", "row_id", "at")), Index(("account", "at")))

    class Meta:
        table = "reveal"


@noun(RevealRow, order=("-at",), filter=("noun", "record", "field", "account", "role", "at"))
class Reveal(Node):
    """One look at a personal value that is shown masked: who looked, at what, when and why. What was seen is not kept."""

    noun: str = shown("The type of the record looked at.")
    record: AuditedRecord | None = computed(
        record_of, ("noun", "row_id"), "The record looked at; never null.", compares="row_id"
    )
    field: str = shown("Which field of it, by the schema's name.")
    reason: str = shown("Why it had to be seen.")
    account: Account | None = shown("Who looked; null when not for you to see.")
    role: Role = shown("In which role.")
    at: datetime = shown("When, in city time.")
