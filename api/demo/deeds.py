"""The city in motion: its clock, its people, and every act done by the verb that serves it, kept in memory."""

from __future__ import annotations

import heapq
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import Any, Final, TypeVar
from uuid import UUID

from asyncpg.pgproto import pgproto

from api.demo.memory import Answers, Memory, Row
from api.demo.names import Names
from domain.calendar import KUNMING, Calendar
from domain.kernel.acts import Act
from domain.kernel.change import Change, Increment, New
from domain.kernel.violations import Code, Violation
from domain.rights.allowed_actions import forbidden
from domain.rights.authority import scope_of
from domain.rights.scope import CLOCK, PUBLIC, Actor, Scope, holds
from domain.terms import Role
from resolvers.plan.city import WITHOUT_KEYS, Keys
from resolvers.plan.pages import global_id
from resolvers.root import FALLS, VERBS
from resolvers.time import falls_due
from resolvers.work.unit_of_work import UnitOfWork
from resolvers.work.write import audited
from schema.noun.noun import Stored

R = TypeVar("R", bound=Stored)
Doing = Callable[[], None]

TODAY: Final = datetime(2022, 10, 10, 9, tzinfo=KUNMING)
"""The moment at which the simulated city is met."""


BETWEEN: Final = 40
"""How many things happen from one pause to the next."""


def _id(value: int) -> UUID:
    """A UUIDv7, of the driver's own class, which is quicker than Python's."""
    return pgproto.UUID((value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62).to_bytes(16, "big"))


def an_id(at: datetime, random: Random) -> UUID:
    """A UUIDv7 of a moment."""
    return _id(int(at.timestamp() * 1000) << 80 | random.getrandbits(80))


def sync(doing: Coroutine[Any, Any, Any]) -> Any:
    """Run what never waits."""
    try:
        doing.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("it waits for something outside the city")


class Facts(Mapping[str, Any]):
    """A row as scopes read it: columns, and parents by their name."""

    def __init__(self, memory: Memory, row: Row) -> None:
        self.memory, self.row = memory, row

    def __getitem__(self, name: str) -> Any:
        if name in self.row.__dict__:
            return self.row.__dict__[name]
        parent = self.memory.parent(self.row, name)
        return None if parent is None else Facts(self.memory, parent)

    def __iter__(self) -> Any:
        return iter(self.row.__dict__)

    def __len__(self) -> int:
        return len(self.row.__dict__)


class Deed(UnitOfWork):
    """A unit of work on the city in memory."""

    demo: DemoCity

    @cached_property
    def reader(self) -> Answers:
        """The reader of rows in memory."""
        return self.demo.memory.reader

    async def get(self, row: type[R], input: Any) -> R:
        """The row an update acts on, in the act's scope."""
        noun = row.__name__.removesuffix("Row")
        found = self.demo.memory.tables[row].rows[input.id]
        if not holds(scope_of(self.actor.role, self.act, noun), self.actor, Facts(self.demo.memory, found)):
            raise forbidden(self.act, noun)
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
        """Another row."""
        found = self.demo.memory.tables[row].rows.get(
            id if isinstance(id, UUID) else global_id(id, row.__name__.removesuffix("Row"))
        )
        if found is None:
            raise Violation(Code.NOT_FOUND, path=path)
        return found

    def add(self, new: New) -> UUID:
        """Add a row; its id is made of the city's time and chance."""
        if new not in self.ids:
            self.ids[new] = self.demo.new_id()
            self.added.append(new)
        return self.ids[new]

    def permit(self, noun: str, facts: Mapping[str, object]) -> None:
        """Refuse a row that would lie outside the act's scope."""
        table = self.demo.memory.by_noun[noun]
        if not holds(
            scope_of(self.actor.role, self.act, noun),
            self.actor,
            {table.column(name): value for name, value in facts.items()},
        ):
            raise forbidden(self.act, noun)

    def finish(self) -> None:
        """Write all changes applied, with audit and outbox."""
        memory, ids = self.demo.memory, self.ids
        self.demo.audit(self.act, self.actor, self.now, self.changed.values(), self.added, ids)
        for new in self.added:
            memory.by_noun[new.noun].insert(ids[new], new.values, ids)
        for row, changes in self.changed.values():
            values = {name: self._value(row, name, value) for name, value in changes.items()}
            memory.tables[type(row)].update(row, {**values, "version": row.version + 1})
        for each in self.events:
            self.demo.events.append((each.event, each.noun, each.row_id, self.now))

    def _value(self, row: Row, name: str, value: object) -> object:
        if isinstance(value, Increment):
            raised = getattr(row, name) + value.by
            if value.to_at_most is not None and raised > value.to_at_most:
                raise value.refusal
            return raised
        return self.ids[value] if isinstance(value, New) else value


@dataclass(frozen=True)
class Scripted:
    """One act as it was done, so that it can be done again through the API."""

    at: datetime
    office: UUID | None
    act: Act
    input: Any
    shown: UUID


@dataclass
class DemoCity:
    """The simulated city: its rows in memory, and the happenings still to come."""

    random: Random
    calendar: Calendar
    now: datetime
    until: datetime
    memory: Memory = field(default_factory=Memory)
    audits: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    events: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    script: list[Scripted] = field(default_factory=list[Scripted])
    ahead: list[tuple[datetime, int, Doing]] = field(default_factory=list[tuple[datetime, int, Doing]])
    actors: dict[UUID, tuple[int, Actor]] = field(default_factory=dict[UUID, tuple[int, Actor]])
    made: int = 0
    stamped: datetime | None = None
    stamp: int = 0
    keys: Keys = WITHOUT_KEYS

    def __post_init__(self) -> None:
        self.names = Names(self.random)

    @property
    def today(self) -> date:
        return self.now.date()

    def new_id(self) -> UUID:
        """An id that sorts by the city's time."""
        if self.now is not self.stamped:
            self.stamped, self.stamp = self.now, int(self.now.timestamp() * 1000) << 80
        return _id(self.stamp | self.random.getrandbits(80))

    # what is to come

    def at(self, moment: datetime, doing: Doing) -> None:
        """Let something happen at a moment; never before now, and not at all after the end."""
        if moment <= self.until:
            self.made += 1
            heapq.heappush(self.ahead, (max(moment, self.now), self.made, doing))

    def run(self) -> Iterator[None]:
        """Let everything happen in its order; pauses now and then, so that something else may be done meanwhile."""
        done = 0
        while self.ahead:
            self.now, _, doing = heapq.heappop(self.ahead)
            doing()
            done += 1
            if done % BETWEEN == 0:
                yield
        self.now = self.until

    def likely(self, share: float) -> bool:
        """A chance of `share` between 0 and 1 decides."""
        return self.random.random() < share

    def office_hour(self, day: date) -> datetime:
        """Some moment of the working hours of a day, or of the next working day."""
        day = self.calendar.next_workday(day)
        return datetime.combine(day, time(9), KUNMING) + timedelta(
            minutes=self.random.randrange(8 * 60), seconds=self.random.randrange(60)
        )

    def after(self, workdays: int) -> datetime:
        """Some moment of the working hours some working days from now."""
        return max(self.office_hour(self.calendar.add_workdays(self.today, workdays)), self.now + timedelta(minutes=1))

    # acting

    def actor(self, office: Row | None) -> Actor:
        """The actor of an office, with its reach of today."""
        if office is None:
            return PUBLIC
        seen = self.memory.by_noun["PanelMember" if office.role is Role.EXPERT else "Platform"].changes
        known = self.actors.get(office.id)
        if known is None or known[0] != seen:
            known = self.actors[office.id] = seen, Actor(office.role, office.account_id, office.id, self._reach(office))
        return known[1]

    def _reach(self, office: Row) -> dict[str, frozenset[UUID]]:
        reach = {
            "region": _one(office.region_id),
            "entity": _one(office.entity_id),
            "office": _one(office.id),
            "platform": frozenset[UUID](),
            "evaluation": frozenset[UUID](),
        }
        platforms = self.memory.by_noun["Platform"]
        if office.role is Role.OPERATOR:
            reach["platform"] = frozenset(platforms.index("holder_id").get(office.entity_id, {})) | frozenset(
                platforms.index("operator_id").get(office.entity_id, {})
            )
        elif office.region_id is not None:
            reach["platform"] = frozenset(platforms.index("region_id").get(office.region_id, {}))
        elif office.role is Role.EXPERT:
            seats = self.memory.by_noun["PanelMember"].index("account_id").get(office.account_id, {}).values()
            reach["evaluation"] = frozenset(seat.evaluation_id for seat in seats if seat.live)
        return reach

    def work(self, actor: Actor, act: Act, at: datetime | None = None) -> Deed:
        """A unit of work at this moment."""
        deed = Deed(None, actor, act, None)  # pyright: ignore[reportArgumentType]  (the city it asks is this one)
        deed.demo, deed.now, deed.database_now, deed.calendar = self, at or self.now, self.now, self.calendar
        return deed

    def do(self, office: Row | None, verb: Callable[..., Any], row: Row | None = None, **fields: Any) -> Row:
        """Do one act by its verb; returns the row it shows."""
        name, act = _NAMED[verb]
        more = {} if row is None else {"id": row.id, "expected_version": row.version}
        input = verb.__annotations__["input"](idempotency_key=name, **more, **fields)
        deed = self.work(self.actor(office), act)
        answer: Any = sync(verb(deed, input))
        deed.finish()
        shown = self._shown(deed, answer)
        if shown is not None:
            self.script.append(Scripted(self.now, None if office is None else office.id, act, input, shown.id))
        return shown

    def _shown(self, deed: Deed, payload: Any) -> Row:
        """The row a verb answered with."""
        done: Any = payload[0] if isinstance(payload, tuple) else payload  # pyright: ignore[reportUnknownVariableType] # of any verb
        return self.memory.by_noun[done.noun].rows[deed.ids[done]] if isinstance(done, New) else done  # pyright: ignore[reportUnknownVariableType] # as above

    def enter(self, office: Row, act: Act, change: Change | New) -> Row:
        """Do one act by its rule alone, where there is no verb for it or there are thousands of it."""
        adds = (change,) if isinstance(change, New) else change.adds
        actor, first = self.actor(office), adds[0]
        table = self.memory.by_noun[first.noun]
        values = {table.column(name): value for name, value in first.values.items()}
        if not holds(scope_of(actor.role, act, first.noun), actor, values):
            raise forbidden(act, first.noun)
        ids = {new: self.new_id() for new in adds}
        made = [self.memory.by_noun[new.noun].insert(ids[new], new.values, ids) for new in adds]
        self.audit(act, actor, self.now, (), adds, ids)
        if isinstance(change, Change):
            self.events.extend((event, first.noun, made[0].id, self.now) for event in change.events)
        return made[0]

    def change(self, office: Row, act: Act, row: Row, change: Change) -> None:
        """Change a row by one act's rule alone, as `enter` makes one."""
        actor, noun = self.actor(office), type(row).__name__.removesuffix("Row")
        self.audit(act, actor, self.now, [(row, change.set)], (), {})
        self.memory.by_noun[noun].update(row, {**change.set, "version": row.version + 1})

    def audit(
        self,
        act: Act,
        actor: Actor,
        at: datetime,
        changed: Iterable[tuple[Row, Mapping[str, object]]],
        added: Iterable[New],
        ids: Mapping[New, UUID],
    ) -> None:
        """Note an act in the audit, before it is done."""
        who = (actor.account, actor.office, actor.role, at)
        self.audits.extend(
            (act, each["noun"], each["row_id"], each["row_version"], *who, each["changes"], each["before"])
            for each in audited(changed, added, ids, self.keys.digest)
        )

    # the clock

    def fall_due(self) -> None:
        """Record what has fallen due by now."""

        @asynccontextmanager
        async def open_work(act: Act, at: datetime) -> AsyncGenerator[UnitOfWork]:
            deed = self.work(CLOCK, act, at)
            yield deed
            deed.finish()

        # Nobody is reminded of what is long past.
        sync(falls_due.advance(open_work, self.now, [each for each in FALLS if each.act is not Act.REMIND]))


def _one(value: UUID | None) -> frozenset[UUID]:
    return frozenset() if value is None else frozenset({value})


_NAMED: dict[Any, tuple[str, Act]] = {verb.run: (name, verb.act) for name, verb in VERBS.items()}
