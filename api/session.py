"""Bearer token to actor: the token is signed and names a session; the session's row says who acts."""

import time
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import jwt

from api.pool import Pool
from domain.scope import PUBLIC, Actor
from resolvers.plan.actors import session_actor

ALGORITHM = "HS256"
REMEMBERED = 4096
"""Tokens whose signature need not be checked again."""


class BadToken(Exception):
    """A token that is not ours, or whose session is over."""


def signer(secret: str) -> Callable[[UUID, datetime], str]:
    """How tokens are made."""
    return lambda session, expires: jwt.encode({"sid": str(session), "exp": expires}, secret, ALGORITHM)


async def actor_of(pool: Pool, header: str | None, secret: str) -> tuple[Actor, UUID | None]:
    """Who asks, and in which session. Without a token: anyone."""
    if header is None:
        return PUBLIC, None
    kind, _, token = header.partition(" ")
    if kind.lower() != "bearer":
        raise BadToken
    session = named(token.strip(), secret)
    actor = await pool.reading(lambda connection: session_actor(connection, session))
    if actor is None:
        raise BadToken
    return actor, session


def named(token: str, secret: str) -> UUID:
    """The session a token names."""
    try:
        session, until = claimed(token, secret)
    except (jwt.InvalidTokenError, ValueError):
        raise BadToken from None
    if until <= time.time():
        raise BadToken
    return session


@lru_cache(REMEMBERED)
def claimed(token: str, secret: str) -> tuple[UUID, float]:
    """What a token of ours says: its session, and until when. A signature once found right stays right."""
    claims = jwt.decode(token, secret, [ALGORITHM], options={"require": ["exp", "sid"]})
    return UUID(claims["sid"]), float(claims["exp"])
