"""Tortoise's query sets on a connection of ours, inside the transaction already open on it."""

from typing import TypeVar

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.models import Model
from tortoise.queryset import QuerySet

M = TypeVar("M", bound=Model)


def wrapped(connection: "asyncpg.Connection[asyncpg.Record]") -> TransactionWrapper:
    """A connection as Tortoise wants it."""
    client = AsyncpgDBClient(connection_name="default")
    client._connection = connection  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]  (Tortoise offers no other way in)
    return TransactionWrapper(client)


def query(row: type[M], client: TransactionWrapper) -> QuerySet[M]:
    """All rows of a class through a connection; Tortoise has no connection of its own to ask what it can do."""
    found: QuerySet[M] = QuerySet(row)
    found._db = client  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]  (as above)
    found._capabilities = client.capabilities  # pyright: ignore[reportPrivateUsage]
    return found
