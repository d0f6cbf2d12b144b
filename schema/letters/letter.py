"""Letters to offices about events and due filings, and the outcome of their mail (ours)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.kernel.events import Event
from domain.letters import letter as letter_rules
from domain.terms.letters import LetterState
from schema.noun.constraints import Check, Index, Unique
from schema.noun.noun import Row, actions, many, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Connection, Node
from schema.people.account import Account
from schema.reporting.obligation import Obligation


class LetterRow(Row):
    """One letter to one account, rendered once. A waiting letter is due at `next_at`, under no lease."""

    personal = {"address": "发送信函"}

    event: Event | None = word(Event, null=True)
    outbox = parent("Outbox", null=True)
    outbox_id: UUID | None
    obligation = parent("Obligation", null=True)
    obligation_id: UUID | None
    rung = column.IntField(null=True)
    digest = parent("Letter", null=True)
    digest_id: UUID | None
    digest_of = column.DateField(null=True)
    account = parent("Account")
    account_id: UUID
    address = column.CharField(max_length=254, null=True)
    message_id = column.CharField(max_length=200)
    subject = column.CharField(max_length=200)
    text = column.TextField()
    html = column.TextField()
    state: LetterState = word(LetterState)
    made_at = column.DatetimeField()
    attempts = column.IntField(default=0)
    next_at = column.DatetimeField()
    leased_until = column.DatetimeField(null=True)
    last_reply = column.CharField(max_length=500, null=True)
    sent_at = column.DatetimeField(null=True)

    rules = (
        Unique(("outbox", "account")),
        Unique(("obligation", "rung", "account"), where="rung is not null"),
        Unique(("account", "digest_of"), where="digest_of is not null"),
        Unique(("message_id",)),
        Check("of_an_event", "(digest_of is null) = (event is not null and outbox_id is not null)"),
        Check("rung", "rung is null or outbox_id is not null"),
        Check("digest", "(state = 'IN_DIGEST') = (digest_id is not null)"),
        Check("sent", "(state = 'SENT') = (sent_at is not null) or state = 'IN_DIGEST'"),
        Check("address", "address is not null or state in ('ONLINE', 'IN_DIGEST')"),
        Check("one_line", "subject !~ '[[:cntrl:]]' and message_id !~ '[[:cntrl:][:space:]]'"),
        Check("attempts", "attempts >= 0"),
        Index(("made_at", "id")),
        Index(("next_at", "id"), where="state in ('WAITING', 'DEFERRED')"),
        Index(("leased_until",), where="state = 'SENDING'"),
        Index(("account", "made_at"), where="state = 'FOR_DIGEST'"),
        Index(("account", "made_at", "id")),
    )

    class Meta:
        table = "letter"


@noun(LetterRow, order=("-made_at",), filter=("event", "state", "made_at", "account", "obligation", "rung"))
class Letter(Node):
    """A letter to one account. Its words are for the addressee alone; the bureau sees what became of it."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    event: Event | None = shown("What it tells; null for a daily digest.")
    obligation: Obligation | None = shown("The filing it tells of; null when it tells of something else.")
    rung: int | None = shown(
        "Which rung of the ladder of reminders: working days after the due day, negative before it; null when it is no reminder."
    )
    digest_of: date | None = shown("The day it sums up; null when it is no digest.")
    digest: Annotated["Letter", strawberry.lazy("schema.letters.letter")] | None = shown(
        "The daily digest it went into; null when it goes alone."
    )
    letters: Connection[Annotated["Letter", strawberry.lazy("schema.letters.letter")]] = many(
        "The letters a digest sums up.", via="digest"
    )
    account: Account | None = shown("To whom; null when not for you to see.")
    address: str | None = shown("The address it goes to; null when it is not mailed.")
    message_id: str = shown("Its Message-ID, the same at every try.")
    subject: str | None = shown("Its subject, in Chinese; null for all but the addressee.")
    text: str | None = shown("What it says, as plain text; null for all but the addressee.")
    html: str | None = shown("What it says, as HTML; null for all but the addressee.")
    state: LetterState = shown("Where it stands.")
    made_at: datetime = shown("When it was addressed, in city time.")
    attempts: int = shown("How often it was tried.")
    next_at: datetime = shown("When it is tried next, by the database's own clock; past once it is sent or given up.")
    last_reply: str | None = shown("What the mail server last said; null before the first try.")
    sent_at: datetime | None = shown("When the mail server took it, in city time; null before.")
    allowed_actions: list[AllowedAction] = actions(letter_rules.LIFE, letter_rules.condition)
