"""Tortoise's query sets on a connection of ours, inside the transaction already open on it."""

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper


def wrapped(connection: "asyncpg.Connection[asyncpg.Record]") -> TransactionWrapper:
    """A connection as Tortoise wants it."""
    client = AsyncpgDBClient(connection_name="default")
    client._connection = connection  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]  (Tortoise offers no other way in)
    return TransactionWrapper(client)
