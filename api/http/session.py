"""Bearer token to actor: the token is signed and names a session; the session's row says who acts."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import jwt
from graphql import FieldNode, value_from_ast_untyped

from api.database.pool import Pool
from api.http.request import BadRequest
from domain.kernel.violations import Code
from domain.people.session import DoorPolicy
from domain.rights.scope import PUBLIC, Actor
from resolvers.plan.actors import session_actor
from resolvers.plan.cache import Operation
from resolvers.plan.pages import global_id

ALGORITHM = "HS256"
REMEMBERED = 4096
"""Tokens whose signature need not be checked again."""


BEFORE_A_PASSWORD: Final = frozenset({"viewer", "clock", "node"})
"""What may be read under a password that somebody else chose, and without the second factor that the role demands."""


class BadToken(Exception):
    """A token that is not ours, or whose session is over."""


def signer(secret: str) -> Callable[[UUID, datetime], str]:
    """How tokens are made."""
    return lambda session, expires: jwt.encode({"sid": str(session), "exp": expires}, secret, ALGORITHM)


def verified(token: str, secrets: Iterable[str], *claims: str) -> dict[str, Any]:
    """The claims of a token that one of the secrets signed: those of before a rotation still verify."""
    for secret in secrets:
        with suppress(jwt.InvalidSignatureError):
            return jwt.decode(token, secret, [ALGORITHM], options={"require": list(claims)})
    raise jwt.InvalidSignatureError


async def actor_of(pool: Pool, header: str | None, secrets: tuple[str, ...], policy: DoorPolicy) -> Actor:
    """Who asks, and in which session. Without a token: anyone."""
    if header is None:
        return PUBLIC
    kind, _, token = header.partition(" ")
    if kind.lower() != "bearer":
        raise BadToken
    session = named(token.strip(), secrets)
    actor = await pool.reading(lambda connection: session_actor(connection, session, policy))
    if actor is None:
        raise BadToken
    return actor


def named(token: str, secrets: tuple[str, ...]) -> UUID:
    """The session a token names."""
    try:
        session, until = claimed(token, secrets)
    except (jwt.InvalidTokenError, ValueError):
        raise BadToken from None
    if until <= time.time():
        raise BadToken
    return session


@lru_cache(REMEMBERED)
def claimed(token: str, secrets: tuple[str, ...]) -> tuple[UUID, float]:
    """What a token of ours says: its session, and until when. A signature once found right stays right."""
    claims = verified(token, secrets, "exp", "sid")
    return UUID(claims["sid"]), float(claims["exp"])


def of_oneself(operation: Operation, variables: Mapping[str, Any], actor: Actor) -> None:
    """Refuse what asks for more than oneself and the time: records are whatever has fields of its own."""
    for field in selecting(operation):
        name = field.name.value
        if name not in BEFORE_A_PASSWORD or (name == "node" and not names(field, variables, actor)):
            code = Code.PASSWORD_FIRST if actor.password_first else Code.FACTOR_FIRST
            raise BadRequest(403, "PASSWORD_FIRST" if actor.password_first else "FACTOR_FIRST", code.says)


def selecting(operation: Operation) -> Iterator[FieldNode]:
    """Every field of an operation that selects others, through fragments."""
    pending: list[Any] = [operation.node, *operation.fragments.values()]
    while pending:
        for node in pending.pop().selection_set.selections:
            if getattr(node, "selection_set", None) is not None:
                pending.append(node)
                if isinstance(node, FieldNode):
                    yield node


def names(field: FieldNode, variables: Mapping[str, Any], actor: Actor) -> bool:
    """Whether a field is given the id of the account that asks."""
    given: list[Any] = [value_from_ast_untyped(each.value, dict(variables)) for each in field.arguments or ()]
    return [global_id(each, "Account") for each in given] == [actor.account]
