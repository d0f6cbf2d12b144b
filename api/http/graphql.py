"""One GraphQL request: body in, plan or verb, bytes out."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
import structlog
from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationType,
    execute_sync,  # pyright: ignore[reportUnknownVariableType]  (open generics)
)
from starlette.types import Receive, Scope, Send

from api.database.pool import Pool
from api.http.log import request_answered
from api.http.metrics import count, count_refusal
from api.http.outage import Outage, outage_of
from api.http.presence import Presence
from api.http.request import ALWAYS, GRAPHQL, JSON, BadRequest, Gone, Head, Parameters, errors, parameters_of
from api.http.session import BadToken, actor_of, of_oneself
from api.settings import Settings
from domain.people.session import DoorPolicy
from domain.rights.scope import Actor
from resolvers.plan.cache import Bounded, Operation, Plans, Refused
from resolvers.plan.city import City
from resolvers.plan.pages import BadArgument
from resolvers.root import FALLS, VERBS
from resolvers.work.mutation import Door, run_fields

LOG: Any = structlog.get_logger()
ABOUT_THE_SCHEMA: Final = frozenset({"__schema", "__type"})
INTROSPECTIONS = 20
"""Answers about the schema that are kept: each takes long to make, and never changes."""


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
    policy: DoorPolicy = field(init=False)
    pool: Pool = field(init=False)
    city: City = field(init=False)
    presence: Presence = field(default_factory=Presence)
    introspections: Bounded = field(default_factory=lambda: Bounded(INTROSPECTIONS))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun, head = time.perf_counter(), Head(scope)
        structlog.contextvars.bind_contextvars(request=(number := head.number))
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
        self.presence.seen(self.pool, head.actor)
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
            return wrong(refused, found.code, *found.errors)
        except GraphQLError as error:
            return wrong(refused, "SYNTAX", error)
        except BadToken:
            challenge = (b"www-authenticate", b"Bearer")
            return wrong(401, "NOT_SIGNED_IN", "This session is over; sign in again.", headers=(challenge,))
        except BadArgument as bad:
            return wrong(refused, bad.code, str(bad))
        except asyncpg.DataError:
            return wrong(refused, "BAD_VALUE", "A value given cannot be compared with what is stored.")
        except Gone:
            raise
        except Exception as error:
            if outage := outage_of(error):
                return unavailable(outage)
            LOG.exception("fault")
            return wrong(500, "INTERNAL", f"Something went wrong on our side; it is logged as {number}.")

    async def _respond(self, head: Head, receive: Receive) -> GraphQLResponse:
        if head.media is None:
            raise BadRequest(406, "NOT_ACCEPTABLE", f"Answers are {GRAPHQL} or {JSON}.")
        parameters = await parameters_of(head, receive, self.settings.longest_body, by_get=self.settings.queries_by_get)
        actor = await actor_of(self.pool, head.field(b"authorization"), self.secrets, self.policy)
        head.actor = actor
        operation = self.plans.operation(parameters.query, parameters.operation_name)
        variables = self.plans.coerced(operation, parameters.variables)
        if introspects(operation):
            return GraphQLResponse(self._introspected(operation, parameters), "introspection")
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
            self.policy,
            self.settings.demo,
            head.address,
            head.device,
        )
        return GraphQLResponse(await run_fields(door, operation, variables), "mutation", fields=operation.roots)

    async def _read(self, operation: Operation, variables: Mapping[str, Any], actor: Actor, language: str) -> bytes:
        """One statement, whatever the operation asks."""
        plan = self.plans.query(operation, variables, actor.role)
        values = plan.binds.values(variables, actor)
        found = await self.pool.reading(lambda connection: plan.find(connection, self.city, values))
        return plan.fill(found, actor, language)

    def _introspected(self, operation: Operation, parameters: Parameters) -> bytes:
        if not self.settings.introspection:
            raise BadRequest(400, "INTROSPECTION_OFF", "The schema is published as schema.graphql.")
        key = (
            parameters.query,
            parameters.operation_name,
            orjson.dumps(parameters.variables, option=orjson.OPT_SORT_KEYS),
        )
        return self.introspections.recall(key, lambda: introspection(self.plans, operation, parameters))


def introspection(plans: Plans, operation: Operation, parameters: Parameters) -> bytes:
    """What the schema says of itself."""
    result = execute_sync(
        plans.schema,
        operation.document,
        variable_values=dict(parameters.variables),
        operation_name=parameters.operation_name,
    )
    assert isinstance(result, ExecutionResult)
    return orjson.dumps(result.formatted)


def introspects(operation: Operation) -> bool:
    """Whether the operation asks for the schema; mixing that with data is refused."""
    if not (asked := operation.roots & ABOUT_THE_SCHEMA):
        return False
    if asked != operation.roots:
        raise BadRequest(400, "MIXED", "Ask for the schema and for data in two operations.")
    return True
