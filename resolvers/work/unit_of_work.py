"""The unit of work: one transaction in which a verb finds rows in its scope, applies changes, and everything is kept at once."""

import os
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, Final, TypeVar
from uuid import UUID

import asyncpg

from domain.calendar import Calendar, day_of
from domain.kernel.acts import Act
from domain.kernel.change import Change, Increment, New
from domain.kernel.events import Event
from domain.kernel.violations import Code, Violation
from domain.regulation.pack_copy import thawed
from domain.regulation.packs import PACKS
from domain.regulation.rulepack import RulePack, governing, pack_on
from domain.rights.allowed_actions import forbidden
from domain.rights.authority import known, scope_of
from domain.rights.grant import READ
from domain.rights.scope import Actor, Scope, holds
from domain.terms import Role
from resolvers.plan.city import EDITION, City
from resolvers.plan.database_refusals import UNSEEN
from resolvers.plan.pages import NOBODY, global_id
from resolvers.plan.scope import Binds, where
from resolvers.work.loader import Together
from resolvers.work.origin import ORIGIN
from resolvers.work.read import ConnectionReader, row_of
from resolvers.work.rows import Either, Reader, Rows
from resolvers.work.slow import WITHIN
from resolvers.work.write import RECORDED, Statement, audited, closed, row_class, stored_as, with_defaults
from schema.noun.constraints import fields_of, table_of
from schema.noun.noun import NOW, Row, Stored, sealed_place

R = TypeVar("R", bound=Stored)
AT_ONCE: Final = 200
"""How many rows one act of the clock takes; what is left falls due again at the same moment."""


def uuid7() -> UUID:
    """A new id that sorts by its time of making."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    return UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)


@dataclass(frozen=True)
class IdempotencyKey:
    """An idempotency key belongs to one operation and one body."""

    operation: str
    key: str
    body_hash: str


@dataclass
class KeySpent(Exception):
    """A spent key names its row; `extras` are the answer's other fields."""

    row_id: UUID
    extras: dict[str, Any]


@dataclass(frozen=True)
class RefusedOf:
    """What the audit keeps of a refused act beside its code: the record it was about, and what was said."""

    row_id: UUID | None = None
    said: Mapping[str, object] = field(default_factory=dict[str, object])


NOBODYS: Final = RefusedOf()


@dataclass(frozen=True)
class EmittedEvent:
    """An emitted event belongs to one row; `rung` is the step of a reminder, `payload` what its letters say of the act."""

    event: Event
    row_id: UUID
    noun: str
    rung: int | None = None
    payload: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])


@dataclass
class UnitOfWork:
    """One act of one actor. Rows are found in scope; what is applied is written by `keep`, all or nothing."""

    connection: Any
    actor: Actor
    act: Act
    city: City
    now: datetime = field(init=False)
    database_now: datetime = field(init=False)
    calendar: Calendar = field(init=False)
    key: IdempotencyKey | None = None
    opened: Stored | None = None
    may: bool = False
    law: RulePack | None = None
    """The pack that a rule was asked under last: a refusal cites its articles."""
    governed: Stored | None = None
    """The row found last that a pack governs."""
    ids: dict[New, UUID] = field(default_factory=dict[New, UUID])
    added: list[New] = field(default_factory=list[New])
    events: list[EmittedEvent] = field(default_factory=list[EmittedEvent])
    changed: dict[UUID, tuple[Row, dict[str, object]]] = field(
        default_factory=dict[UUID, tuple[Row, dict[str, object]]]
    )

    @property
    def today(self) -> date:
        """The business date of `now`."""
        return day_of(self.now)

    @property
    def packs(self) -> Sequence[RulePack]:
        """The rule packs that are loaded, oldest first."""
        return PACKS

    @property
    def pack(self) -> RulePack:
        """The rule pack in force today, for what belongs to no round and no quarter."""
        return pack_on(self.packs, self.today)

    def pack_of(self, copy: Mapping[str, Any] | None) -> RulePack:
        """The pack a round was called under, from its copy; a draft has none and goes by the pack in force today (reading L17)."""
        self.law = thawed(copy, self.packs) if copy else self.pack
        return self.law

    async def cited(self, refusal: Violation) -> Violation:
        """A refusal with the articles of the pack that governs what the act is about (Art. 21; reading L17)."""
        law = self.law
        row = self.opened if self.opened is not None and self.opened.governed_by else self.governed
        if law is None and row is not None and row.governed_by and len(self.packs) > 1:
            law = governing(self.packs, await self._named(row), self.today)
        return refusal.under(law or self.pack)

    async def _named(self, row: Stored) -> str | None:
        """The code or the quarter that names the regulation a row falls under."""
        *parents, name = row.governed_by.split(".")
        for parent in parents:
            above: type[Stored] = fields_of(type(row))[parent].related_model
            row = await self.rows_of(above, id=getattr(row, f"{parent}_id")).one()
        return getattr(row, name)

    # opening

    async def open(self, row: type[Row] | None = None, row_id: UUID = NOBODY, at: datetime | None = None) -> None:
        """Look up time, key and, where given, the row acted on: readable, locked, and whether the act's scope holds it."""
        record = await self._opening(row, row_id)
        if record is None:
            record, row = await self._opening(None, NOBODY), None
        self.now, self.database_now = at or record["city_now"], record["database_now"]
        self.calendar = await self.city.current(record["city_edition"], self.connection)
        if record["spent"] is not None:
            self._replay(record["spent"])
        if row is not None:
            self.opened, self.may = row_of(row, record), bool(record["may_act"])

    async def _opening(self, row: type[Row] | None, row_id: UUID) -> Any:
        sql, binds = opening(row, self.actor.role, self.act, keyed=self.key is not None)
        return await self.connection.fetchrow(sql, *binds.values({"id": row_id, "key": self.key}, self.actor))

    def _replay(self, spent: Mapping[str, Any]) -> None:
        if self.key is None or spent["body_hash"] != self.key.body_hash:
            raise Violation(Code.KEY_REUSED, path=("idempotencyKey",))
        raise KeySpent(UUID(spent["row_id"]), spent["extras"])

    # finding

    async def get(self, row: type[R], input: Any) -> R:
        """The row an update acts on: in the act's scope, locked, at the version the client saw."""
        found = self.opened
        if not isinstance(found, row):
            raise Violation(Code.NOT_FOUND, path=("id",))
        if not self.may:
            raise forbidden(self.act, row.__name__.removesuffix("Row"))
        version = getattr(found, "version", None)
        if input.expected_version != version:
            raise Violation(Code.CONFLICT, path=("expectedVersion",), facts={"version": version})
        return found

    async def find(
        self,
        row: type[R],
        id: object,
        path: tuple[str, ...] = ("id",),
        *,
        lock: bool = False,
        within: Scope | None = None,
    ) -> R:
        """Another row, by global id or uuid, of those that the actor may name, or of a scope."""
        noun = row.__name__.removesuffix("Row")
        row_id = id if isinstance(id, UUID) else global_id(id, noun)
        binds = Binds()
        guard = where(within or known(self.actor.role, noun), row, "t", binds)
        at = binds.constant(row_id, "uuid")
        sql = f"select t.* from {table_of(row)} t where t.id = {at} and {guard}{' for update' if lock else ''}"
        record = await self.connection.fetchrow(sql, *binds.values({}, self.actor))
        if record is None:
            raise Violation(Code.NOT_FOUND, path=path)
        found = row_of(row, record)
        if row.governed_by:
            self.governed = found
        return found

    @cached_property
    def reader(self) -> Reader:
        """The reader of rows in this transaction and in no scope."""
        return ConnectionReader(self.connection)

    def rows_of(self, row: type[R], *either: Either, **holds: object) -> Rows[R]:
        """The rows of a class that hold these values, and one of each alternative: for rules that need more than their row."""
        return Rows(self.reader, row, either, holds)

    async def read(self, *questions: Rows[Any]) -> list[list[Any]]:
        """Several lists of rows at once."""
        return await self.reader.lists(questions)

    @cached_property
    def together(self) -> Together:
        """Tasks beside each other share their reads while no row read is changed."""
        return Together(self.connection)

    def opened_value(self, row: Stored, column: str) -> str | None:
        """The value of a sealed column as it was entered."""
        value = getattr(row, column)
        return None if value is None else self.city.keys.unseal(value, sealed_place(type(row), column, row.id))

    # changing

    def apply(self, row: Row, change: Change) -> None:
        """The change of a row is taken, and written at the end of the verb."""
        _, pending = self.changed.setdefault(row.id, (row, {}))
        pending.update(change.set)
        for new in change.adds:
            self.add(new)
        for event in change.events:
            self.emit(event, row, says=change.says)

    def emit(
        self, event: Event, row: Stored | New, rung: int | None = None, says: Mapping[str, str | None] | None = None
    ) -> None:
        """The unit of work emits an event of a row, stored or added; `rung` is the step of the ladder of reminders."""
        id, noun = (
            (self.ids[row], row.noun) if isinstance(row, New) else (row.id, type(row).__name__.removesuffix("Row"))
        )
        self.events.append(EmittedEvent(event, id, noun, rung, says or {}))

    def add(self, new: New) -> UUID:
        """Add a row; its id is known at once."""
        if new not in self.ids:
            self.ids[new] = uuid7()
            self.added.append(new)
        return self.ids[new]

    def create(self, change: Change | New) -> New:
        """A created row is the first row of its change, and must lie in the act's scope."""
        change = Change(adds=(change,)) if isinstance(change, New) else change
        new = change.adds[0]
        self.permit(new.noun, new.values)
        for each in change.adds:
            self.add(each)
        self.events.extend(EmittedEvent(event, self.ids[new], new.noun, payload=change.says) for event in change.events)
        return new

    def permit(self, noun: str, facts: Mapping[str, object]) -> None:
        """Refuse a row that would lie outside the act's scope."""
        row = row_class(noun)
        facts = {stored_as(row, name): value for name, value in facts.items()}
        if not holds(scope_of(self.actor.role, self.act, noun), self.actor, facts):
            raise forbidden(self.act, noun)

    # whose act it is

    def named(self, account: UUID) -> None:
        """The audit names the account that whoever has not signed in says to be."""
        self.actor = replace(self.actor, account=account)

    def acts_in(self, office: UUID, role: Role, account: UUID) -> None:
        """The audit names the office that is entered by this act, and its account."""
        self.actor = replace(self.actor, role=role, account=account, office=office)

    # keeping

    async def keep(self, shown: tuple[str, UUID] | None, extras: Mapping[str, Any] | None = None) -> None:
        """All changes are written in one statement; `shown` is the noun and row of the key, `extras` the answer's other fields."""
        statement = Statement()
        for row, changes in self.changed.values():
            statement.update(row, self._closed(type(row), row.id, changes), self.ids)
        for noun, listed in batches(self.added, self.ids):
            row = row_class(noun)
            statement.insert(row, [self._closed(row, each["id"], each) for each in listed], self.ids)
        self._record(statement, shown, extras or {})
        if statement.parts:
            kept = await self.connection.fetchval(statement.sql, *statement.values)
            if kept != len(self.changed):
                raise self._lost()

    def _closed(self, row: type[Stored], id: object, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values of a row with its sealed columns enciphered."""
        plain = row.sealed & values.keys()
        if not plain:
            return values
        return {**values, **{name: closed(row, name, id, values[name], self.city.keys.seal) for name in plain}}

    def _lost(self) -> Violation:
        raises = [
            value for _, changes in self.changed.values() for value in changes.values() if isinstance(value, Increment)
        ]
        return raises[0].refusal if raises else Violation(Code.CONFLICT, facts=UNSEEN)

    def _who(self) -> dict[str, object]:
        """The audit's columns of actor, act, moment and origin."""
        origin = ORIGIN.get()
        # An anonymous complaint or objection leaves no address, in no export of the audit either.
        anonymous = self.actor.role is Role.PUBLIC and self.act is not Act.SIGN_IN
        return {
            "sender": None if anonymous else origin.sender,
            "request": origin.request,
            "account_id": self.actor.account,
            "office_id": self.actor.office,
            "role": self.actor.role,
            "act": self.act,
            "at": self.now,
            "recorded_at": RECORDED,
        }

    def _record(self, statement: Statement, shown: tuple[str, UUID] | None, extras: Mapping[str, Any]) -> None:
        """Audit, outbox and key."""
        who = self._who()
        written = audited(self.changed.values(), self.added, self.ids, self.city.keys.digest, self.opened_value)
        audit = [{"id": uuid7(), **each, **who} for each in written]
        if audit:
            statement.insert(row_class("Audit"), audit, {})
        if self.events:
            statement.insert(
                row_class("Outbox"),
                [
                    {
                        "id": uuid7(),
                        **vars(each),
                        "account_id": self.actor.account,
                        "at": self.now,
                        "attempts": 0,
                        "version": 1,
                    }
                    for each in self.events
                ],
                {},
            )
        if self.key is not None and shown is not None:
            spent = {
                "id": uuid7(),
                "account_id": self.actor.account or NOBODY,
                "operation": self.key.operation,
                "key": self.key.key,
                "body_hash": self.key.body_hash,
                "noun": shown[0],
                "row_id": shown[1],
                "extras": extras,
            }
            statement.insert(row_class("Idempotency"), [spent], {})

    async def note(self, noun: str, row_id: UUID | None, said: Mapping[str, object] | None = None) -> None:
        """Audit an act that changes nothing, with what it said."""
        await self._note({"noun": noun, "row_id": row_id, "changes": said or {}})

    async def refused(self, code: Code, noun: str, of: RefusedOf = NOBODYS) -> None:
        """Audit that the act was refused; nothing else is kept."""
        await self._note({"noun": noun, "row_id": of.row_id, "changes": of.said, "problem": code})

    async def _note(self, audit: Mapping[str, object]) -> None:
        statement = Statement()
        statement.insert(row_class("Audit"), [{"id": uuid7(), **audit, **self._who()}], {})
        await self.connection.execute(statement.sql, *statement.values)


Write = Callable[[], AbstractAsyncContextManager[Any]]
"""Lends a connection to write on."""


@asynccontextmanager
async def transaction(connection: Any) -> AsyncGenerator[None]:
    """Commit at the end of the block, or roll back; where the connection is cut off or lost, the database does so itself."""
    await connection.execute("begin")
    WITHIN.set(True)
    try:
        yield
    except Exception as error:
        if not connection.is_closed() and not isinstance(error, TimeoutError | asyncpg.InterfaceError):
            await connection.execute("rollback")
        raise
    finally:
        WITHIN.set(False)
    await connection.execute("commit")


@asynccontextmanager
async def working(
    write: Write, city: City, actor: Actor, act: Act, at: datetime | None = None
) -> AsyncGenerator[UnitOfWork]:
    """A unit of work in a transaction of its own, kept and committed at the end of the block; at another moment where one is given."""
    async with write() as connection:
        work = UnitOfWork(connection, actor, act, city)
        async with transaction(connection):
            await work.open(at=at)
            yield work
            await work.keep(None)


REPLAYING: Final = 0x636C6F63
"""The advisory lock of whoever replays what fell due."""


@asynccontextmanager
async def alone(write: Write) -> AsyncGenerator[None]:
    """One process replays at a time; others wait for their turn."""
    async with write() as connection:
        await connection.execute(f"select pg_advisory_lock({REPLAYING})")
        try:
            yield
        finally:
            await connection.execute(f"select pg_advisory_unlock({REPLAYING})")


def batches(added: list[New], ids: Mapping[New, UUID]) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """New rows with their defaults, grouped so that each group names the same columns."""
    groups: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for new in added:
        values = with_defaults(row_class(new.noun), {"id": ids[new], **new.values})
        groups.setdefault((new.noun, *values), []).append(values)
    return ((key[0], values) for key, values in groups.items())


@cache
def opening(row: type[Row] | None, role: Role, act: Act, *, keyed: bool) -> tuple[str, Binds]:
    """The statement that opens a unit of work; it is bound by the row's `id` and the `key`."""
    binds = Binds()
    spent = "null::jsonb"
    if keyed:
        mine = (
            binds.add(lambda _variables, actor: actor.account or NOBODY, "uuid"),
            binds.add(lambda variables, _actor: variables["key"].operation, "text"),
            binds.add(lambda variables, _actor: variables["key"].key, "text"),
        )
        same = " and ".join(
            f"k.{name} = {at}" for name, at in zip(("account_id", "operation", "key"), mine, strict=True)
        )
        spent = f"(select to_jsonb(k) from idempotency k where {same})"
    common = f"now() as database_now, {NOW} as city_now, {EDITION} as city_edition, {spent} as spent"
    if row is None:
        return f"select {common}", binds
    noun = row.__name__.removesuffix("Row")
    may = where(scope_of(role, act, noun), row, "t", binds)
    seen = where(scope_of(role, READ, noun), row, "t", binds)
    at = binds.add(lambda variables, _actor: variables["id"], "uuid")
    return (
        f"select {common}, {may} as may_act, t.* from {table_of(row)} t where t.id = {at} and ({may} or {seen}) for update of t",
        binds,
    )
