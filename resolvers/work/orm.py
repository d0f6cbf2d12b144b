"""Tortoise's models bound to their tables, and its migrations on a connection of ours."""

from collections.abc import Iterable
from types import ModuleType
from typing import Final

import asyncpg
from pypika_tortoise.queries import Table
from tortoise import Tortoise
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import ConnectionHandler
from tortoise.context import TortoiseContext, set_global_context

from schema.noun.constraints import meta_of
from schema.noun.noun import rows

LABEL: Final = "dianchi"
CLIENT: Final = AsyncpgDBClient(connection_name="default")


def wrapped(connection: "asyncpg.Connection[asyncpg.Record]") -> TransactionWrapper:
    """A connection as Tortoise wants it."""
    client = AsyncpgDBClient(connection_name="default")
    client._connection = connection
    return TransactionWrapper(client)


class NoConnections(ConnectionHandler):
    """Tortoise reads the capabilities of PostgreSQL here. The object belongs to no event loop and never connects."""

    def get(self, conn_alias: str) -> BaseDBAsyncClient:
        return CLIENT


def prepare(modules: Iterable[ModuleType]) -> None:
    """Bind the row classes to their tables, as `Tortoise.init` does, without a database."""
    context = TortoiseContext()
    context._connections = NoConnections()
    with context:
        Tortoise.init_models(modules, LABEL)
        for row in rows().values():
            meta = meta_of(row)
            meta.default_connection = CLIENT.connection_name
            meta.finalise_model()
            meta.basetable = Table(name=meta.db_table)
            meta.basequery = CLIENT.query_class.from_(meta.basetable)
            meta.basequery_all_fields = meta.basequery.select(*meta.db_fields)
    set_global_context(context)
