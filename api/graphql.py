"""One GraphQL request: body in, plan or verb, bytes out."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
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
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.pool import Busy, Pool
from api.session import BadToken, actor_of
from domain.scope import Actor
from resolvers.city import City
from resolvers.mutation import Door, answer
from resolvers.plan.cache import Operation, Plans, Refused
from resolvers.plan.pages import BadArgument
from resolvers.plan.told import fill

LOG: Any = structlog.get_logger()
LARGEST = 262_144
KINDS = {"application/json", "application/graphql-response+json"}


class BadRequest(Exception):
    """A request that is no GraphQL request: HTTP status, code and message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass
class GraphQL:
    """The ASGI application behind `/graphql`."""

    plans: Plans
    secret: str
    sign: Callable[[UUID, datetime], str]
    demo: bool = False
    introspection: bool = True
    pool: Pool = field(init=False)
    city: City = field(init=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = Response(*await self._answered(request), media_type="application/json")
        await response(scope, receive, send)

    async def _answered(self, request: Request) -> tuple[bytes, int]:
        """The body and status of the answer; a fault of ours is masked, with an id that is in the log."""
        try:
            return await self._answer(request), 200
        except BadRequest as bad:
            return errors(bad.code, str(bad)), bad.status
        except Refused as refused:
            return errors(refused.code, *refused.errors), 400
        except GraphQLError as error:
            return errors("SYNTAX", error), 400
        except BadToken:
            return errors("NOT_SIGNED_IN", "This session is over; sign in again."), 401
        except BadArgument as bad:
            return errors(bad.code, str(bad)), 400
        except asyncpg.DataError:
            return errors("BAD_VALUE", "A value given cannot be compared with what is stored."), 400
        except (Busy, TimeoutError):
            return errors("BUSY", "The system is busy; try again shortly."), 503
        except Exception:
            number = uuid.uuid4().hex
            LOG.exception("fault", id=number)
            return errors("INTERNAL", f"Something went wrong on our side; it is logged as {number}."), 500

    async def _answer(self, request: Request) -> bytes:
        body = await read(request)
        actor, session = await actor_of(self.pool, request.headers.get("authorization"), self.secret)
        operation = self.plans.operation(body["query"], body.get("operationName"))
        variables = self.plans.coerced(operation, body.get("variables") or {})
        language = "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh"
        if introspects(operation):
            return self._introspected(operation, body)
        if operation.node.operation is OperationType.MUTATION:
            return await answer(
                Door(self.pool.write, self.city, actor, language, self.plans, self.sign, session, self.demo),
                operation,
                variables,
            )
        return await self._read(operation, variables.coerced, actor, language)

    async def _read(self, operation: Operation, asked: Mapping[str, Any], actor: Actor, language: str) -> bytes:
        """One statement, whatever the operation asks."""
        plan = self.plans.query(operation, asked, actor.role)
        values = plan.binds.values(asked, actor)
        async with self.pool.read() as connection:
            record = await connection.fetchrow(plan.sql, *values)
        assert record is not None
        document: bytes = record["document"]
        return fill(document, plan.holes, actor, record["today"], language) if plan.holes else document

    def _introspected(self, operation: Operation, body: Mapping[str, Any]) -> bytes:
        if not self.introspection:
            raise BadRequest(400, "INTROSPECTION_OFF", "The schema is published as schema.graphql.")
        result = execute_sync(
            self.plans.schema,
            operation.document,
            variable_values=body.get("variables") or {},
            operation_name=body.get("operationName"),
        )
        assert isinstance(result, ExecutionResult)
        return orjson.dumps(result.formatted)


def introspects(operation: Operation) -> bool:
    """Whether the operation asks for the schema; mixing that with data is refused."""
    names = [getattr(node, "name", None) for node in operation.node.selection_set.selections]
    asked = [name is not None and name.value in ("__schema", "__type") for name in names]
    if any(asked) and not all(asked):
        raise BadRequest(400, "MIXED", "Ask for the schema and for data in two operations.")
    return any(asked)


async def read(request: Request) -> dict[str, Any]:
    """The request's parameters; refused in GraphQL's shape when they are not such."""
    if request.method != "POST":
        raise BadRequest(405, "METHOD", "Send operations by POST.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in KINDS:
        raise BadRequest(415, "CONTENT_TYPE", "Send application/json.")
    parts = bytearray()
    async for chunk in request.stream():
        parts += chunk
        if len(parts) > LARGEST:
            raise BadRequest(413, "TOO_LARGE", f"A request has at most {LARGEST} bytes.")
    try:
        body = orjson.loads(bytes(parts))
    except orjson.JSONDecodeError:
        raise BadRequest(400, "JSON", "The body is not JSON.") from None
    if not isinstance(body, dict) or not shaped(cast("dict[str, Any]", body)):
        raise BadRequest(400, "SHAPE", "Send an object with query, and where needed operationName and variables.")
    return cast("dict[str, Any]", body)


def shaped(body: Mapping[str, Any]) -> bool:
    """Whether the parameters have the shape of GraphQL over HTTP."""
    name, variables = body.get("operationName"), body.get("variables")
    return (
        isinstance(body.get("query"), str)
        and (name is None or isinstance(name, str))
        and (variables is None or isinstance(variables, dict))
    )


def errors(code: str, *found: Any) -> bytes:
    """An answer without data."""
    shown = [
        {**(each.formatted if isinstance(each, GraphQLError) else {"message": str(each)}), "extensions": {"code": code}}
        for each in found or (code,)
    ]
    return orjson.dumps({"errors": shown})
