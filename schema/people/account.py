"""Accounts, the offices they hold, and the sessions they act in (ours)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.people import account as account_rules
from domain.people import people
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.registry import AccountState, OfficeState
from schema.noun.constraints import Check, Index, Unique
from schema.noun.noun import Row, Stored, actions, computed, many, noun, parent, secret, shown, word
from schema.noun.vocabulary import AllowedAction, Connection, Node
from schema.registry.entity import Entity
from schema.registry.region import Region

PLACES: Final = 1 << 16
"""How many names that nobody has are remembered; the next one takes another's place."""


class AccountRow(Row):
    """A person's or a machine's account. Lock-outs count the database's own time."""

    personal = {
        "name": "标明办理人",
        "name_sort": "按姓名排序",
        "phone": "联系办理人",
        "email": "发送信函",
    }
    sealed = frozenset({"factor_seed"})

    username = column.CharField(max_length=60)
    name = column.CharField(max_length=100)
    name_sort = column.CharField(max_length=1000)
    state = word(AccountState, default=AccountState.ACTIVE)
    phone = column.CharField(max_length=40, null=True)
    email = column.CharField(max_length=200, null=True)
    letters = column.JSONField[dict[str, str]](default=dict)
    password_hash = secret(column.CharField(max_length=200))
    past_passwords = secret(column.JSONField[list[str]](null=True))
    must_change_password = column.BooleanField(default=True)
    password_changed_at = column.DatetimeField(null=True)
    password_given_at = column.DatetimeField(null=True)
    state_reason = column.TextField(null=True)
    failed_sign_ins = column.IntField(default=0)
    locked_until = column.DatetimeField(null=True)
    signed_in_at = column.DatetimeField(null=True)
    factor_seed = secret(column.CharField(max_length=200, null=True))
    factor_since = column.DatetimeField(null=True)
    factor_step: int | None = column.BigIntField(null=True)
    factor_reset_reason = column.TextField(null=True)
    recovery_hashes = secret(column.JSONField[list[str]](null=True))

    rules = (
        Unique(("username",)),
        Check("failed_sign_ins", "failed_sign_ins >= 0"),
        Check("username", "username = lower(username)"),
        Check("email", "email !~ '[[:cntrl:][:space:]]' AND email LIKE '_%@_%'"),
        Index(("name_sort", "id")),
        Index(("signed_in_at", "id")),
    )

    class Meta:
        table = "account"


class OfficeRow(Row):
    """In which role, for which region or entity and how long an account acts."""

    account = parent("Account")
    account_id: UUID
    role = word(Role)
    region = parent("Region", null=True)
    region_id: UUID | None
    entity = parent("Entity", null=True)
    entity_id: UUID | None
    valid_from = column.DateField()
    valid_to = column.DateField(null=True)
    end_reason = column.TextField(null=True)
    state: OfficeState = word(OfficeState, default=OfficeState.CONFIRMED, db_default=OfficeState.CONFIRMED)
    proposed_by = parent("Account", null=True)
    proposed_by_id: UUID | None
    proposed_as: Role | None = word(Role, null=True)
    confirmed_by = parent("Account", null=True)
    confirmed_by_id: UUID | None

    rules = (
        Check("two_persons", "confirmed_by_id <> proposed_by_id"),
        Check("persons", "role not in ('PUBLIC', 'CLOCK')"),
        Check("region", "(region_id is not null) = (role in ('DISTRICT_DEPARTMENT', 'DISTRICT_CENTER'))"),
        Check("entity", "(entity_id is not null) = (role = 'OPERATOR')"),
        # An office ended on the day it began was never held.
        Check("period", "valid_to >= valid_from"),
        Unique(("account", "role"), where="valid_to is null and region_id is null and entity_id is null"),
        Unique(("account", "role", "region"), where="valid_to is null and region_id is not null"),
        Unique(("account", "role", "entity"), where="valid_to is null and entity_id is not null"),
        Index(("valid_from", "id")),
    )

    class Meta:
        table = "office"


class SessionRow(Row):
    """One signing-in, by the database's own time, and the network it came from: an IPv4 address, or an IPv6 network of 64 bits."""

    account = parent("Account")
    account_id: UUID
    office = parent("Office", null=True)
    office_id: UUID | None
    issued_at = column.DatetimeField()
    expires_at = column.DatetimeField()
    revoked_at = column.DatetimeField(null=True)
    network = column.CharField(max_length=45, null=True)
    last_seen_at = column.DatetimeField(null=True)
    address = column.CharField(max_length=45, null=True)
    device = column.CharField(max_length=200, null=True)

    rules = (Check("period", "expires_at > issued_at"),)

    class Meta:
        table = "session"


class StrangerRow(Stored):
    """Failed signings-in under a name nobody has: counted as an account's are, in as many places as there are and no more."""

    place = column.IntField()
    name_hash = column.CharField(max_length=64)
    failed_sign_ins = column.IntField(default=0)
    locked_until = column.DatetimeField(null=True)

    rules = (Unique(("place",)), Check("place", f"place BETWEEN 0 AND {PLACES - 1}"))

    class Meta:
        table = "stranger"


@noun(AccountRow, order=("name_sort", "username", "signed_in_at"), filter=("username", "name", "state", "signed_in_at"))
class Account(Node):
    """A person's or a machine's account; you see your own, administrators and the bureau see all."""

    username: str = shown("The name to sign in with.")
    name: str = shown("The person's name.")
    state: AccountState = shown("Whether it may sign in.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    phone: str | None = shown("Office telephone, null when not recorded.")
    email: str | None = shown("The address letters go to, null when not recorded: they can then be read here alone.")
    must_change_password: bool = shown("Whether the password must be changed before anything else.")
    password_changed_at: datetime | None = shown("When the password was last changed, null while it is the first.")
    password_given_at: datetime | None = shown(
        "When somebody else gave it the password it has, null while that is of its own choice."
    )
    signed_in_at: datetime | None = shown("When it last signed in, null when never.")
    factor_since: datetime | None = shown("Since when signing in asks for a second factor, null when it does not.")
    locked_until: datetime | None = shown("Until when it is locked out after wrong passwords, null when it never was.")
    state_reason: str | None = shown("Why it was shut or opened again, null when never.")
    offices: Connection[Annotated["Office", strawberry.lazy("schema.people.account")]] = many(
        "The offices it holds or held, and those it is proposed for.", via="account"
    )
    sessions: Connection[Annotated["Session", strawberry.lazy("schema.people.account")]] = many(
        "The sessions that were begun, those over too."
    )
    allowed_actions: list[AllowedAction] = actions(account_rules.LIFE, account_rules.condition, ("id",))


@noun(OfficeRow, order=("valid_from",), filter=("role", "region", "entity", "account", "state"))
class Office(Node):
    """In which role, for which region or entity and how long an account acts. A session acts in one office."""

    account: Account | None = shown("Whose office it is; null when not for you to see.")
    role: Role = shown("The role.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    region: Region | None = shown("The region, for departments and centres of districts; null otherwise.")
    entity: Entity | None = shown("The legal person, for operators; null otherwise.")
    valid_from: date = shown("The first day.")
    valid_to: date | None = shown("The first day after, null while it lasts.")
    end_reason: str | None = shown("Why it was ended, null while it lasts.")
    state: OfficeState = shown("Whether it took effect, or waits for a second administrator.")
    proposed_by: Account | None = shown("Who appointed; null for the system, and when not for you to see.")
    confirmed_by: Account | None = shown("Who confirmed it; null where none had to, and when not for you to see.")
    held: bool = computed(people.held_today, ("state", "valid_from", "valid_to"), "Whether it is held today.")


def _current(row: Mapping[str, Any], actor: Actor, _today: date) -> bool:
    return row["id"] == actor.session


@noun(SessionRow, order=("-issued_at",), filter=("revoked_at", "expires_at"))
class Session(Node):
    """One signing-in, in one office; its times are the database's own, not the city's."""

    office: Office | None = shown("The office it acts in; null when not for you to see.")
    issued_at: datetime = shown("When it began.")
    expires_at: datetime = shown("When it ends at the latest.")
    last_seen_at: datetime | None = shown(
        "When it last asked for something, to the minute; null when not since it began."
    )
    revoked_at: datetime | None = shown("When it was ended before its time, null when it was not.")
    address: str | None = shown("The address it was begun from, null when not known.")
    device: str | None = shown("What the client called itself, at most 200 characters; null when it did not.")
    current: bool = computed(_current, ("id",), "Whether it is the session that asks.")
