"""Bearer token to actor: the token is signed and names a session; the session's row says who acts."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, cast
from uuid import UUID

import jwt
import orjson
from graphql import FieldNode, value_from_ast_untyped

from api.database.pool import Pool
from api.http.request import BadRequest, BadToken
from domain.kernel.violations import Code
from domain.people.session import DoorPolicy
from domain.rights.scope import PUBLIC, Actor
from resolvers.plan.actors import session_actor
from resolvers.plan.cache import Operation
from resolvers.plan.pages import global_id

ALGORITHM = "HS256"
REMEMBERED = 4096
"""Tokens whose signature need not be checked again."""
LONGEST: Final = 1024
"""Characters of a token of ours, and more than any has."""
SIGNATURES: Final = jwt.PyJWS()

BEFORE_A_PASSWORD: Final = frozenset({"viewer", "clock", "node"})
"""What may be read under a password that somebody else chose, and without the second factor that the role demands."""


def signer(secret: str) -> Callable[[UUID, datetime], str]:
    """How tokens are made."""
    return lambda session, expires: jwt.encode({"sid": str(session), "exp": expires}, secret, ALGORITHM)


def verified(token: str, secrets: Iterable[str], *names: str) -> tuple[int, list[str]]:
    """Until when a token of ours holds, in seconds since 1970, and the texts that it claims under these names.

    One of the secrets signed it: those of before a rotation still verify. Raises BadToken where a claim is missing,
    of another kind, or one too many.
    """
    claims: object = signed(token, secrets)
    if not isinstance(claims, dict) or claims.keys() != {"exp", *names}:
        raise BadToken
    told = cast("dict[str, object]", claims)
    until, texts = told["exp"], [text for name in names if isinstance(text := told[name], str)]
    if not isinstance(until, int) or isinstance(until, bool) or len(texts) < len(names):
        raise BadToken
    return until, texts


def signed(token: str, secrets: Iterable[str]) -> Any:
    """What stands in a token that one of the secrets signed; raises BadToken for any other."""
    for secret in secrets if len(token) <= LONGEST else ():
        try:
            return orjson.loads(SIGNATURES.decode(token, secret, [ALGORITHM]))
        except jwt.InvalidSignatureError:
            continue
        except (jwt.InvalidTokenError, ValueError):
            break
    raise BadToken


def bearer(header: str | None) -> str | None:
    """The token that a request bears, null where it bears none."""
    if header is None:
        return None
    kind, _, token = header.partition(" ")
    if kind.lower() != "bearer":
        raise BadToken
    return token.strip()


async def actor_of(pool: Pool, header: str | None, secrets: tuple[str, ...], policy: DoorPolicy) -> Actor:
    """Who asks, and in which session. Without a token: anyone."""
    token = bearer(header)
    if token is None:
        return PUBLIC
    session = named(token, secrets)
    actor = await pool.reading(lambda connection: session_actor(connection, session, policy))
    if actor is None:
        raise BadToken
    return actor


def named(token: str, secrets: tuple[str, ...]) -> UUID:
    """The session a token names."""
    session, until = claimed(token, secrets)
    if until <= time.time():
        raise BadToken
    return session


@lru_cache(REMEMBERED)
def claimed(token: str, secrets: tuple[str, ...]) -> tuple[UUID, int]:
    """What a token of ours says: its session, and until when. A signature once found right stays right."""
    until, [session] = verified(token, secrets, "sid")
    try:
        return UUID(session), until
    except ValueError:
        raise BadToken from None


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
