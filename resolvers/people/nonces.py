"""The nonces of signed requests: remembered in the database, whichever server answers, until they would be stale anyway."""

import hashlib
from typing import Any, Final
from uuid import UUID

import asyncpg

from domain.kernel.violations import Code, Violation
from resolvers.work.unit_of_work import uuid7

REMEMBERED: Final = """
with stale as (select id from client_nonce where token_id = $1 and until < now() order by until limit 1 for update skip locked),
taken as (update client_nonce n set nonce_hash = $2, until = now() + interval '11 minutes' from stale where n.id = stale.id returning 1)
insert into client_nonce (id, token_id, nonce_hash, until) select $3, $1, $2, now() + interval '11 minutes' where not exists (select from taken)
"""
"""A row whose nonce is forgotten takes the next one, so that there are no more than a machine's limit lets come meanwhile."""


async def expect_new(connection: Any, token: UUID, nonce: str) -> None:
    """Remember a nonce; refuses one that came before, be it at this very moment at another server."""
    found = hashlib.sha256(nonce.encode()).hexdigest()
    try:
        await connection.execute(REMEMBERED, token, found, uuid7())
    except asyncpg.UniqueViolationError:
        raise Violation(Code.NONCE_USED) from None
