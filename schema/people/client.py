"""Other agencies' machines, what they are appointed to, and the tokens they call by (ours)."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.people import client as client_rules
from domain.terms import Role
from domain.terms.people import ClientNoun, ClientState
from domain.terms.registry import OfficeState
from schema.noun.constraints import Check, Index, Unique
from schema.noun.noun import Row, Stored, actions, many, noun, parent, secret, shown, sole_parent, word
from schema.noun.vocabulary import AllowedAction, Connection, Node
from schema.people.account import Account
from schema.registry.entity import Entity
from schema.registry.region import Region

HANDLE: Final = 16
"""Characters by which a token is found, which are no secret."""


class ClientRow(Row):
    """A program of another agency, acting by an account of its own that holds no office."""

    account = sole_parent("Account")
    account_id: UUID
    agency = column.CharField(max_length=100)
    name_sort = column.CharField(max_length=1000)
    entity = parent("Entity", null=True)
    entity_id: UUID | None
    state: ClientState = word(ClientState, default=ClientState.ACTIVE)
    networks = column.JSONField[list[str]]()
    signed = column.BooleanField(default=False)
    token_days = column.IntField()
    last_used_at = column.DatetimeField(null=True)
    revoked_at = column.DatetimeField(null=True)
    revoke_reason = column.TextField(null=True)

    rules = (
        Check("revoked", "(state = 'REVOKED') = (num_nonnulls(revoked_at, revoke_reason) = 2)"),
        Check("token_days", "token_days >= 1"),
        Index(("name_sort", "id")),
    )

    class Meta:
        table = "client"


class ClientScopeRow(Row):
    """What a client is appointed to, of a region or of the whole city; ended where it is asked for no more."""

    client = parent("Client")
    client_id: UUID
    noun: ClientNoun = word(ClientNoun)
    region = parent("Region", null=True)
    region_id: UUID | None
    state: OfficeState = word(OfficeState, default=OfficeState.PROPOSED)
    proposed_by = parent("Account", null=True)
    proposed_by_id: UUID | None
    proposed_as: Role | None = word(Role, null=True)
    confirmed_by = parent("Account", null=True)
    confirmed_by_id: UUID | None
    ended_at = column.DatetimeField(null=True)

    rules = (
        Check("two_persons", "confirmed_by_id <> proposed_by_id"),
        Check("confirmed", "(state = 'CONFIRMED') = (confirmed_by_id IS NOT NULL)"),
        Unique(("client", "noun"), where="ended_at is null and region_id is null"),
        Unique(("client", "noun", "region"), where="ended_at is null and region_id is not null"),
        Index(("client", "id")),
    )

    class Meta:
        table = "client_scope"


class ClientTokenRow(Row):
    """A token of a client, as a digest; by the database's own time."""

    client = parent("Client")
    client_id: UUID
    handle = column.CharField(max_length=HANDLE)
    digest = secret(column.CharField(max_length=64))
    issued_at = column.DatetimeField()
    expires_at = column.DatetimeField()
    revoked_at = column.DatetimeField(null=True)
    last_used_at = column.DatetimeField(null=True)
    address = column.CharField(max_length=45, null=True)

    rules = (Unique(("handle",)), Check("period", "expires_at >= issued_at"), Index(("client", "issued_at")))

    class Meta:
        table = "client_token"


class ClientNonceRow(Stored):
    """What a signed request was told apart by, until it would be stale anyway; then another takes its row."""

    token = parent("ClientToken")
    token_id: UUID
    nonce_hash = column.CharField(max_length=64)
    until = column.DatetimeField()

    rules = (Unique(("token", "nonce_hash")), Index(("token", "until")))

    class Meta:
        table = "client_nonce"


@noun(ClientRow, order=("name_sort",), filter=("agency", "state", "entity", "account", "signed", "last_used_at"))
class Client(Node):
    """A program of another agency that calls by tokens of its own. A machine sees itself, administrators see all."""

    agency: str = shown("The agency whose program it is.")
    account: Account | None = shown("The account the audit names it by; null when not for you to see.")
    entity: Entity | None = shown("The agency as a legal person; null where it is none that the registry has.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    state: ClientState = shown("Whether it may call.")
    networks: list[str] = shown("The addresses and networks it may call from.")
    signed: bool = shown("Whether its requests must be signed.")
    token_days: int = shown("How many days a new token of it holds.")
    last_used_at: datetime | None = shown("When it last called, to the minute; null when never.")
    revoked_at: datetime | None = shown("When it was revoked, null while it was not.")
    revoke_reason: str | None = shown("Why it was revoked, null while it was not.")
    scopes: Connection[Annotated["ClientScope", strawberry.lazy("schema.people.client")]] = many(
        "What it is or was appointed to, and what waits for a second administrator."
    )
    tokens: Connection[Annotated["ClientToken", strawberry.lazy("schema.people.client")]] = many(
        "Its tokens, those over too; never what they read."
    )
    allowed_actions: list[AllowedAction] = actions(client_rules.LIFE, client_rules.nothing_else, ("account_id",))


@noun(ClientScopeRow)
class ClientScope(Node):
    """What a client is appointed to: a noun, of one region or of the whole city."""

    noun: ClientNoun = shown("What it reads, or hands in.")
    region: Region | None = shown("Of which region; null for the whole city.")
    state: OfficeState = shown("Whether it took effect, or waits for a second administrator.")
    proposed_by: Account | None = shown("Who proposed it; null when not for you to see.")
    confirmed_by: Account | None = shown("Who confirmed it; null before, and when not for you to see.")
    ended_at: datetime | None = shown("Since when it is no more; null while it stands.")


@noun(ClientTokenRow, order=("-issued_at",))
class ClientToken(Node):
    """A token of a client: how long it holds and when it was used. What it reads was shown once."""

    handle: str = shown("What it begins with after `dianchi_`: by this a leaked one is found.")
    issued_at: datetime = shown("When it was made.")
    expires_at: datetime = shown("When it ends; it is never renewed.")
    revoked_at: datetime | None = shown("When it was ended before its time, null when it was not.")
    last_used_at: datetime | None = shown("When it was last used, to the minute; null when never.")
    address: str | None = shown("The address it was last used from; null when never.")
