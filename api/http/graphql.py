"""One GraphQL request: body in, plan or verb, bytes out."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
import structlog
from graphql import GraphQLError, OperationType, get_introspection_query
from graphql.execution.values import VariableValues
from starlette.types import Receive, Scope, Send

from api.database.pool import Pool
from api.http.endpoint import STATUSES
from api.http.guard import ABOUT_THE_SCHEMA
from api.http.log import request_answered
from api.http.machines import Machines
from api.http.metrics import count, count_refusal
from api.http.outage import BUSY, Outage, outage_of
from api.http.presence import Presence
from api.http.reading import Reading
from api.http.registered import Registered, registered
from api.http.request import (
    ALWAYS,
    CLOSE,
    GRAPHQL,
    JSON,
    BadRequest,
    BadToken,
    Gone,
    Head,
    Parameters,
    errors,
    parameters_of,
)
from api.http.session import actor_of, bearer, of_oneself
from api.settings import Settings
from domain.kernel.violations import Violation
from domain.people.session import DoorPolicy
from domain.rights.scope import PUBLIC, Actor
from domain.terms import Role
from resolvers.people.client_tokens import PREFIX
from resolvers.plan.cache import Bounded, Operation, Plans, Refused
from resolvers.plan.city import City
from resolvers.plan.introspection import Introspection, TooMuch, introspection_of
from resolvers.plan.normal import put_back
from resolvers.plan.pages import BadArgument
from resolvers.root import FALLS, VERBS
from resolvers.work.limits import UseLimits
from resolvers.work.mutation import Door, run_fields
from resolvers.work.origin import ORIGIN, Origin
from resolvers.work.passwords import Hashing

LOG: Any = structlog.get_logger()
SIGN_IN: Final = frozenset({"signIn"})
ABOUT_NAMES: Final = frozenset({"VALIDATION", "VARIABLES"})
UNTOLD: Final = "This does not fit the schema, which is published as /schema.graphql."
INTROSPECTIONS: Final = 16 << 20
"""Bytes of answers about the schema that are kept: each takes long to make, and never changes. The whole schema takes 1.6 million, and has to be worth keeping."""
ENTRY: Final = 500
"""Of them for each answer, whatever it says."""

TOLD: Final = {401: ((b"www-authenticate", b"Bearer"),), 429: ((b"retry-after", b"60"),)}
"""Headers of an answer that refuses whoever asks."""


@dataclass(frozen=True)
class GraphQLResponse:
    """What goes back: the body, what kind of request it answers (`refused` where it was none), and what is wrong."""

    body: bytes
    kind: str
    code: str = ""
    status: int = 200
    headers: tuple[tuple[bytes, bytes], ...] = ()
    fields: frozenset[str] = frozenset()
    """The root fields that were asked for, where it answers an operation."""


def wrong(status: int, code: str, *found: object, headers: tuple[tuple[bytes, bytes], ...] = ()) -> GraphQLResponse:
    """An answer without data."""
    return GraphQLResponse(errors(code, *found), "refused", code, status, headers)


def unavailable(outage: Outage) -> GraphQLResponse:
    """An answer that says when to come again."""
    return wrong(503, outage.code, outage.message, headers=((b"retry-after", b"%d" % outage.retry_after),))


@dataclass
class GraphQL:
    """The ASGI application behind `/graphql`."""

    plans: Plans
    secrets: tuple[str, ...]
    sign: Callable[[UUID, datetime], str]
    link: Callable[[str, UUID, datetime], str]
    settings: Settings
    hashing: Hashing
    policy: DoorPolicy = field(init=False)
    pool: Pool = field(init=False)
    limits: UseLimits = field(init=False)
    city: City = field(init=False)
    registered: Registered = field(init=False)
    introspection: Introspection = field(init=False)
    reading: Reading = field(init=False)
    introspections: Bounded = field(default_factory=lambda: Bounded(INTROSPECTIONS, lambda told: ENTRY + len(told)))
    introspecting: asyncio.Lock = field(default_factory=asyncio.Lock)
    presence: Presence = field(default_factory=Presence)
    running: int = 0
    """Requests at work."""

    def __post_init__(self) -> None:
        self.registered = registered(self.settings)
        self.introspection = introspection_of(self.plans.schema)
        self.reading = Reading(self.plans)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun, head = time.perf_counter(), Head(scope)
        structlog.contextvars.bind_contextvars(request=(number := head.number))
        ORIGIN.set(Origin(head.address, number))
        try:
            answer = await self._responded(head, receive, number)
        except Gone:
            return
        headers = [
            (b"content-type", f"{head.media or JSON}; charset=utf-8".encode()),
            (b"content-length", str(len(answer.body)).encode()),
            (b"x-request-id", number.encode()),
            *ALWAYS,
            *answer.headers,
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})
        self.presence.seen(self.pool, head.actor, head.address)
        taken = time.perf_counter() - begun
        count(answer.kind, answer.code, taken)
        request_answered(self.settings, answer.kind, answer.code, taken, answer.fields)

    async def _responded(self, head: Head, receive: Receive, number: str) -> GraphQLResponse:
        """The answer, or what is wrong; a fault of ours is masked, and in the log under the request's number."""
        # An answer in plain JSON that a GraphQL server made has status 200 (GraphQL over HTTP 6.4.1).
        refused = 400 if head.media == GRAPHQL else 200
        try:
            async with asyncio.timeout(self.settings.request_seconds):
                return await self._respond(head, receive)
        except BadRequest as bad:
            return wrong(bad.status, bad.code, str(bad), headers=bad.headers)
        except Refused as found:
            return wrong(refused, found.code, *self._told(found, head.actor))
        except GraphQLError as error:
            return wrong(refused, "SYNTAX", error)
        except BadToken:
            return wrong(401, "NOT_SIGNED_IN", "This session is over; sign in again.", headers=TOLD[401])
        except Violation as refusal:
            count_refusal(refusal.code)
            status = STATUSES.get(refusal.code, 400)
            return wrong(status, refusal.code.value, refusal.message(head.language), headers=TOLD.get(status, ()))
        except BadArgument as bad:
            return wrong(refused, bad.code, str(bad))
        except RecursionError:
            return wrong(refused, "TOO_DEEP", "The document or its variables nest too deep.")
        except asyncpg.DataError:
            return wrong(refused, "BAD_VALUE", "A value given cannot be compared with what is stored.")
        except Gone:
            raise
        except Exception as error:
            if outage := outage_of(error):
                return unavailable(outage)
            LOG.exception("fault")
            return wrong(500, "INTERNAL", f"Something went wrong on our side; it is logged as {number}.")

    def _told(self, found: Refused, actor: Actor) -> tuple[object, ...]:
        """What is wrong with a document, in words that tell a stranger nothing of the schema where that is not told."""
        hushed = found.code in ABOUT_NAMES and actor.account is None and not self.settings.tells_schema
        return (UNTOLD,) if hushed else found.errors

    async def _respond(self, head: Head, receive: Receive) -> GraphQLResponse:
        if head.media is None:
            raise BadRequest(406, "NOT_ACCEPTABLE", f"Answers are {GRAPHQL} or {JSON}.")
        parameters = await self._parameters(head, receive)
        if self.running >= self.settings.concurrent_requests:
            return unavailable(BUSY)
        self.running += 1
        try:
            return await self._answered(head, parameters)
        finally:
            self.running -= 1

    async def _parameters(self, head: Head, receive: Receive) -> Parameters:
        """What is asked, if it arrives in time."""
        longest, by_get = self.settings.longest_body, self.settings.queries_by_get
        arriving = asyncio.timeout(self.settings.body_seconds)
        try:
            async with arriving:
                return await parameters_of(head, receive, longest, by_get=by_get)
        except TimeoutError:
            raise BadRequest(408, "SLOW", "The request did not arrive in time.", CLOSE) from None

    async def _answered(self, head: Head, parameters: Parameters) -> GraphQLResponse:
        try:
            actor = head.actor = await self._actor(head)
        except BadToken:
            if not await self._signs_in(parameters):
                raise
            actor = PUBLIC
        operation = await self._operation(parameters, actor)
        variables = await self.reading.coerced(operation, parameters.variables)
        if introspects(operation):
            return GraphQLResponse(await self._introspected(operation, variables), "introspection")
        if operation.node.operation is OperationType.QUERY:
            if actor.password_first or actor.factor_first:
                of_oneself(operation, variables.coerced, actor)
            return GraphQLResponse(
                await self._read(operation, variables.coerced, actor, head.language), "query", fields=operation.roots
            )
        if parameters.only_reads:
            raise BadRequest(405, "METHOD", "Send mutations by POST.", (b"allow", b"POST"))
        door = Door(
            self.pool.write,
            self.city,
            actor,
            VERBS,
            FALLS,
            head.language,
            self.plans,
            self.sign,
            self.link,
            count_refusal,
            self.settings.demo,
            head.address,
            head.device,
            hashing=self.hashing,
            limits=self.limits,
            policy=self.policy,
            network=head.network,
        )
        return GraphQLResponse(await run_fields(door, operation, variables), "mutation", fields=operation.roots)

    async def _operation(self, parameters: Parameters, actor: Actor) -> Operation:
        """The operation that is asked for, where whoever asks may send its document."""
        text = self.registered.text(parameters.query, parameters.digest, signed_in=actor.account is not None)
        return await self.reading.operation(text, parameters.operation_name)

    async def _signs_in(self, parameters: Parameters) -> bool:
        """Whether nothing is asked for but to sign in, which a session that is over is no obstacle to."""
        try:
            return (await self._operation(parameters, PUBLIC)).roots == SIGN_IN
        except (BadRequest, Refused, GraphQLError, RecursionError):
            return False

    async def _actor(self, head: Head) -> Actor:
        """Who asks: a machine by its token, a person in a session, or anyone."""
        header = head.field(b"authorization")
        if (token := bearer(header)) is not None and token.startswith(PREFIX):
            return await Machines(self.pool, self.city, self.limits).actor_of(head, token)
        return await actor_of(self.pool, header, self.secrets, self.policy)

    async def _read(self, operation: Operation, variables: Mapping[str, Any], actor: Actor, language: str) -> bytes:
        """One statement, whatever the operation asks."""
        plan = await self.reading.plan(operation, variables, actor.role)
        values = plan.binds.values(variables, actor)
        found = await self.pool.reading(lambda connection: plan.find(connection, self.city, values))
        return plan.fill(found, actor, language, operation.normal.aliases)

    async def learn_the_schema(self) -> None:
        """Put together what tools ask first, so that nobody waits for the tree to be made."""
        operation = self.plans.operation(get_introspection_query(), None)
        await self._introspected(operation, self.plans.coerced(operation, {}))

    async def _introspected(self, operation: Operation, variables: VariableValues) -> bytes:
        """What the schema says of itself, put together beside the loop, one answer at a time."""
        if not self.settings.tells_schema:
            raise BadRequest(400, "INTROSPECTION_OFF", "The schema is published as /schema.graphql.")
        given = sha256(orjson.dumps(variables.coerced, option=orjson.OPT_SORT_KEYS)).digest()
        key = (operation.normal.digest, given)
        async with self.introspecting:
            if (found := self.introspections.known(key)) is None:
                compiler = self.plans.compiler(operation, variables.coerced, Role.PUBLIC)
                try:
                    found = await asyncio.to_thread(self.introspection.answer, compiler, [operation.node], variables)
                except TooMuch:
                    found = b""
                self.introspections.keep(key, found)
            if not found:
                raise TooMuch
            return await asyncio.to_thread(put_back, found, operation.normal.aliases)


def introspects(operation: Operation) -> bool:
    """Whether the operation asks for the schema; mixing that with data is refused."""
    if not (asked := operation.roots & ABOUT_THE_SCHEMA):
        return False
    if asked != operation.roots:
        raise BadRequest(400, "MIXED", "Ask for the schema and for data in two operations.")
    return True
