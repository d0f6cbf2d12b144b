"""What the process counts, in Prometheus's words: at `/metrics`, for whoever asks from the machine itself unless told otherwise."""

import asyncio
import os
from contextlib import suppress
from ipaddress import ip_address
from typing import Any, Final

import asyncpg
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.database.database import Busy, Pool
from api.http.health import ANSWER_SECONDS
from api.settings import Settings
from domain.kernel.violations import Code
from resolvers.letters import outgoing
from resolvers.plan.database_refusals import Lost
from schema.noun.noun import NOW

REQUESTS: Final = Counter(
    "dianchi_requests", "GraphQL requests answered, by kind and by the code of what was wrong.", ["kind", "code"]
)
SECONDS: Final = Histogram(
    "dianchi_request_seconds",
    "Time to answer a GraphQL request, by kind.",
    ["kind"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 3, 5, 10),
)
PROBLEMS: Final = Counter("dianchi_problems", "Acts that were refused, by the code of the first problem.", ["code"])
CONNECTIONS: Final = Gauge(
    "dianchi_connections_lent", "Connections of the pool at work.", ["kind"], multiprocess_mode="livesum"
)
WAITING: Final = Gauge("dianchi_outbox_waiting", "Events nobody was told of yet.", multiprocess_mode="mostrecent")
AGE: Final = Gauge(
    "dianchi_outbox_age_seconds", "How long the oldest of them waits, in city time.", multiprocess_mode="mostrecent"
)
LETTERS: Final = Gauge("dianchi_letters", "Letters by state.", ["state"], multiprocess_mode="mostrecent")
OUTBOX: Final = f"select count(*) as waiting, coalesce(extract(epoch from {NOW} - min(at)), 0) as age from outbox where addressed_at is null"  # noqa: S608 (a constant of ours)


def count(kind: str, code: str, seconds: float) -> None:
    """Count a request that was answered."""
    REQUESTS.labels(kind, code).inc()
    SECONDS.labels(kind).observe(seconds)


def count_refusal(code: Code) -> None:
    """Count an act that was refused."""
    PROBLEMS.labels(code.value).inc()


class Metrics:
    """The endpoint; the pool is given to it once open."""

    pool: Pool

    def __init__(self, settings: Settings) -> None:
        self._open = settings.open_metrics

    async def respond(self, request: Request) -> Response:
        """What was counted so far; nothing where the asker is not of this machine."""
        if not (self._open or here(request)):
            return PlainTextResponse("not from here\n", 404)
        for kind, lent in self.pool.lent.items():
            CONNECTIONS.labels(kind).set(lent)
        with suppress(Busy, Lost, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            # What the process knows by itself is wanted most while the database is out of reach.
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._look()
        return Response(generate_latest(registry()), media_type=CONTENT_TYPE_LATEST)

    async def _look(self) -> None:
        """Read what only the database knows."""
        async with self.pool.read() as connection:
            found: Any = await connection.fetchrow(OUTBOX)
            for state, letters in (await outgoing.counts(connection)).items():
                LETTERS.labels(state).set(letters)
        WAITING.set(found["waiting"])
        AGE.set(float(found["age"]))


def registry() -> CollectorRegistry:
    """What this process counted, or all workers of this server together."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together


def here(request: Request) -> bool:
    """Whether the asker sits on this machine; one behind a trusted proxy sits where the proxy says."""
    try:
        return request.client is None or ip_address(request.client.host).is_loopback
    except ValueError:
        return False
