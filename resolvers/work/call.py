"""One call of one verb: permission, retries, idempotency and the audit of refusals, whoever calls it."""

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, partial
from typing import Any, Final, Generic, NamedTuple, Self, TypeVar, cast
from uuid import UUID

import asyncpg

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.typed_text import camel
from domain.kernel.violations import Code, Violation
from domain.people.people import own_password_first
from domain.people.second_factor import factor_first
from domain.people.session import DoorPolicy
from domain.rights.allowed_actions import forbidden
from domain.rights.authority import roles_of
from domain.rights.scope import Actor
from resolvers.plan.city import City
from resolvers.plan.database_refusals import OVERLOADED, TRANSIENT, Lost, made_meanwhile, refusal_of
from resolvers.plan.pages import NOBODY, global_id
from resolvers.work.limits import UseLimits
from resolvers.work.passwords import HASHING, Hashing
from resolvers.work.tries import TRIES, breathe, tried
from resolvers.work.unit_of_work import NOBODYS, IdempotencyKey, KeySpent, RefusedOf, UnitOfWork, Write, transaction
from schema.noun.noun import Noun, Row

S = TypeVar("S")
KEY_LONGEST: Final = 100
TOO_MUCH: Final = frozenset({Code.BUSY, Code.TOO_OFTEN})
"""Refusals of strangers that the audit does not keep: they are there to save the work."""
UNGUESSABLE: Final = re.compile("[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""A key of whoever has not signed in: all of them share one space, and another's key would show another's receipt."""


class Once(NamedTuple):
    """A field of an answer that is a secret: it is shown once, and kept nowhere."""

    of: Any
    says: str


@dataclass(frozen=True)
class Verb:
    """One act as it is called: what it shows, its function, its input. A verb without a noun answers with `extras` only.

    `before` does what is slow, outside every transaction; what it yields is handed to the function. `once` tells that a document
    may ask for it once only, `target` which of its arguments names the record on which strangers' acts are counted, and `names` whom
    a refused act of somebody who has not signed in is audited of. `updates` tells that the input names an existing row; a `direct` verb gets its caller and opens its own units of work.
    """

    act: Act
    noun: Noun | None
    run: Callable[..., Awaitable[Any]]
    input: type[Any]
    extras: Mapping[str, tuple[Any, str]]
    direct: bool = False
    updates: bool = False
    before: Callable[..., Awaitable[Any]] | None = None
    once: bool = False
    target: str = ""
    names: Callable[[UnitOfWork, Any], Awaitable[tuple[str, RefusedOf]]] | None = None

    @classmethod
    def of(
        cls,
        act: Act,
        shown: type[Any] | None,
        run: Callable[..., Awaitable[Any]],
        extras: Mapping[str, tuple[Any, str]] | None = None,
        **more: Any,
    ) -> Self:
        """The verb that a function carries out; the function's annotations name the input."""
        noun = getattr(shown, "__noun__", None)
        return cls(act, noun, run, run.__annotations__["input"], extras or {}, **more)

    @cached_property
    def name(self) -> str:
        """The verb's name in GraphQL."""
        return camel(self.act.value.lower())

    @cached_property
    def shown_once(self) -> frozenset[str]:
        """The fields of the answer that are shown once."""
        return frozenset(name for name, each in self.extras.items() if isinstance(each, Once))

    @cached_property
    def shown(self) -> str | None:
        """The payload's field for the noun, by Python name."""
        return (
            None
            if self.noun is None
            else "".join(f"_{c.lower()}" if c.isupper() else c for c in self.noun.name).lstrip("_")
        )


@dataclass(frozen=True)
class Caller:
    """A caller of verbs: the actor, and the database and the city that the verbs act in."""

    write: Write
    city: City
    actor: Actor
    hashing: Hashing = field(default=HASHING, kw_only=True)
    limits: UseLimits = field(default_factory=UseLimits, kw_only=True)
    policy: DoorPolicy = field(default_factory=DoorPolicy, kw_only=True)
    network: str = field(default="", kw_only=True)
    """Where the call comes from, as limits count it; empty where that is not known."""


@dataclass(frozen=True)
class Asked:
    """An input in order, and the bytes by which one key's second use is told from its first."""

    input: Any
    content: bytes


@dataclass(frozen=True)
class Done(Generic[S]):
    """The effect of a call: its input, the row acted on, what the verb says beside it, and what is shown of the row."""

    input: Any
    row_id: UUID
    extras: Mapping[str, Any]
    shown: S | None


class Call(Generic[S]):
    """A call reads its input once its actor is admitted, acts, and shows the row in the same transaction."""

    def __init__(
        self,
        caller: Caller,
        verb: Verb,
        read: Callable[[], Awaitable[Asked]],
        show: Callable[[Any, UUID], Awaitable[S]] | None = None,
    ) -> None:
        self.caller, self.verb, self.read, self.show = caller, verb, read, show
        self.asked: Asked | None = None
        self.ready: tuple[Any, ...] = ()
        """What the verb's `before` yielded."""
        self.work: UnitOfWork | None = None

    async def done(self) -> Done[S]:
        """The effect of the call; a refusal is audited before it is raised."""
        try:
            return await self._tried()
        except Violation as refusal:
            try:
                await tried(partial(self._audit, refusal))
            except KeySpent:  # the same key at the same time, and the other was faster
                return await tried(self._once)
            raise

    async def _tried(self) -> Done[S]:
        """The effect of the first try that the database lets through."""
        own_password_first(self.verb.act, self.caller.actor)
        factor_first(self.verb.act, self.caller.actor)
        self._admit()
        self.asked = await self.read()
        await self._limited(self.asked.input)
        if self.verb.before is not None:
            self.ready = (await self.verb.before(self.caller, self.asked.input),)
        lost: Lost | None = None
        for attempt in range(TRIES):
            try:
                return await self._once()
            except (*TRANSIENT, Lost) as error:
                lost = error if isinstance(error, Lost) else lost
                if lost and (self.verb.direct or self._key() is None):
                    raise  # without a key, again might be twice
                await breathe(attempt)
            except asyncpg.UniqueViolationError as error:
                if not made_meanwhile(error) or attempt == TRIES - 1:
                    raise self._refusal(error) or error from None
            except OVERLOADED:
                break
            except asyncpg.PostgresError as error:
                raise self._refusal(error) or error from None
        raise lost or Violation(Code.BUSY)

    def _admit(self) -> None:
        """Refuse a role that has no such act before the rule is asked: what it would answer is not for everybody.

        A machine, which changes no password and signs in nowhere, is refused all that the table does not give it.
        """
        if (self.verb.direct or self.verb.updates) and self.caller.actor.token is None:
            return
        if self.caller.actor.role not in roles_of(self.verb.act):
            raise forbidden(self.verb.act, self.verb.noun.name if self.verb.noun else "")

    async def _limited(self, input: Any) -> None:
        """Refuse whoever has not signed in and acts too often, or on one record too often."""
        if self.verb.direct or self.caller.actor.account is not None:
            return
        self._key()  # what is refused for its key is no use
        limits, network = self.caller.limits, self.caller.network
        await limits.spend(limits.acts, "acts", network)
        if self.verb.target:
            record = str(getattr(input, self.verb.target))
            await limits.spend(limits.acts_on_one, "acts on one", network, record)
            await limits.spend(limits.acts_on_one_of_all, "acts on one of all", record)

    def _refusal(self, error: asyncpg.PostgresError) -> Violation | None:
        """The refusal of the database, with the field that brought it, under the regulation that the rule asked last."""
        refusal = refusal_of(error, [each.name for each in fields(self.verb.input)])
        return refusal.under(self.work.law or self.work.pack) if refusal and self.work else refusal

    async def _once(self) -> Done[S]:
        assert self.asked is not None
        input = self.asked.input
        if self.verb.direct:
            return Done(input, NOBODY, await self.verb.run(self.caller, input), None)
        async with self.caller.write() as connection:
            work = UnitOfWork(connection, self.caller.actor, self.verb.act, self.caller.city, key=self._key())
            async with transaction(connection):
                row_id, extras = await self._act(work, input)
                shown = await self.show(connection, row_id) if self.show else None
            return Done(input, row_id, extras, shown)

    async def _act(self, work: UnitOfWork, input: Any) -> tuple[UUID, Mapping[str, Any]]:
        noun = self.verb.noun
        row: Any = noun.row if noun is not None and issubclass(noun.row, Row) else None
        target = global_id(getattr(input, "id", ""), noun.name) if noun else NOBODY
        try:
            await work.open(row if self.verb.updates else None, target)
        except KeySpent as spent:
            if self.verb.shown_once - spent.extras.keys():
                raise Violation(Code.SHOWN_ONCE) from None
            return spent.row_id, spent.extras
        self.work = work
        try:
            done = await self.verb.run(work, input, *self.ready)
            done, extras = (
                cast("tuple[Any, Mapping[str, Any]]", done) if isinstance(done, tuple) else (done, dict[str, Any]())
            )
            row_id = NOBODY if done is None else work.ids[done] if isinstance(done, New) else done.id
            kept = {name: value for name, value in extras.items() if name not in self.verb.shown_once or value is None}
            await work.keep((noun.name if noun else self.verb.name, row_id), kept)
        except Violation as refusal:
            await work.cited(refusal)
            raise
        return row_id, extras

    def _key(self) -> IdempotencyKey | None:
        """The idempotency key of the input, where it bears one."""
        text = None if self.asked is None else getattr(self.asked.input, "idempotency_key", None)
        if self.asked is None or text is None:
            return None
        keyed(text, self.caller.actor)
        return IdempotencyKey(self.verb.name, text, hashlib.sha256(self.asked.content).hexdigest())

    async def _audit(self, refusal: Violation) -> None:
        """Note a refusal, in a transaction of its own; raises `KeySpent` where its key has meanwhile been spent on the same."""
        key = None if refusal.path == ("idempotencyKey",) else self._key()
        actor = self.caller.actor
        names = None if self.asked is None or refusal.code in TOO_MUCH else self.verb.names
        if refusal.code is Code.BUSY or (actor.account is None and key is None and names is None):
            return  # to be busy is no decision, and to note it would want what there is too little of
        async with self.caller.write() as connection:
            work = UnitOfWork(connection, actor, self.verb.act, self.caller.city, key=key)
            await work.open()
            noun, of = self.verb.noun.name if self.verb.noun else "", NOBODYS
            if names is not None and self.asked is not None:
                noun, of = await names(work, self.asked.input)
            if actor.account is not None or names is not None:
                await work.refused(refusal.code, noun, of)


def keyed(text: str, actor: Actor) -> None:
    """Refuse an idempotency key that is too short or too long, or that others could hit upon without signing in."""
    if actor.account is None:
        fits, why, why_en = UNGUESSABLE.fullmatch(text), "未登录时须为32位十六进制数字或UUID", "32 hex digits or a UUID"
    else:
        fits = 1 <= len(text) <= KEY_LONGEST
        why, why_en = f"长度须为1至{KEY_LONGEST}", f"1 to {KEY_LONGEST} characters"
    if not fits:
        facts: dict[str, object] = {"field": "idempotencyKey", "why": why, "why_en": why_en}
        raise Violation(Code.INVALID, path=("idempotencyKey",), facts=facts)
