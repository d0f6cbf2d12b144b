"""Letters to accounts, rendered when written and sent by the worker (ours)."""

from uuid import UUID

from tortoise import fields as column

from domain.terms.letters import LetterState
from schema.constraints import Check, Index, Unique
from schema.noun import Row, parent, word


class LetterRow(Row):
    """One letter to one account. Its pauses and leases count the database's own time."""

    never_deleted = True

    account = parent("Account")
    account_id: UUID
    address = column.CharField(max_length=254)
    message_id = column.CharField(max_length=200)
    subject = column.CharField(max_length=200)
    text = column.TextField()
    html = column.TextField()
    made_at = column.DatetimeField()
    state: LetterState = word(LetterState)
    attempts = column.IntField(default=0)
    next_at = column.DatetimeField()
    leased_until = column.DatetimeField(null=True)
    sent_at = column.DatetimeField(null=True)
    last_reply = column.CharField(max_length=500, null=True)

    rules = (
        Unique(("message_id",)),
        Check("attempts", "attempts >= 0"),
        Check("lease", "leased_until is not null or state <> 'SENDING'"),
        Check("sent", "(sent_at is not null) = (state = 'SENT')"),
        Index(("next_at", "id"), where="state in ('WAITING', 'DEFERRED')"),
        Index(("leased_until",), where="state = 'SENDING'"),
    )

    class Meta:
        """Tortoise's."""

        table = "letter"
