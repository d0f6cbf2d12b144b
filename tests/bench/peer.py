"""The same two endpoints written by hand with Starlette and asyncpg, as a competent user would: what ours is measured against.

`asyncpg.create_pool`, JSON made by PostgreSQL and sent as it is; `submit` is one transaction of one statement a step.
"""

import hashlib
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import jwt
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain import form
from domain.form import Held, Served
from domain.terms import Kind, Mode, Nature, SizeClass
from resolvers.work import uuid7
from tests.bench import peer_sql as sql

URL, SECRET = "PEER_URL", "PEER_SECRET"
SETTINGS: Final = {
    "timezone": "Asia/Shanghai",
    "random_page_cost": "1.1",
    "plan_cache_mode": "force_generic_plan",
    "statement_timeout": "5000",
    "lock_timeout": "2000",
}

Connection = Any
Row = Mapping[str, Any]


Audited = tuple[str, UUID, int, Mapping[str, Any]]
"""A noun, its id, its version and what changed."""


class Refused(Exception):
    """Status and reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


async def signed_in(connection: Connection, request: Request) -> Row:
    """Who asks: the session that the bearer token names."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        raise Refused(401, "no token")
    try:
        session = UUID(jwt.decode(token, os.environ[SECRET], ["HS256"], options={"require": ["exp", "sid"]})["sid"])  # pyright: ignore[reportUnknownMemberType]  (a key may be of a package we have not)
    except (jwt.InvalidTokenError, ValueError):
        raise Refused(401, "bad token") from None
    row = await connection.fetchrow(sql.SESSION, session)
    if row is None:
        raise Refused(401, "session over")
    return row


def answers(json: str) -> Response:
    return Response(json, media_type="application/json")


async def refused(_request: Request, error: Exception) -> Response:
    """What was refused, and why."""
    assert isinstance(error, Refused)
    return Response(orjson.dumps({"error": str(error)}), error.status, media_type="application/json")


async def platforms(request: Request) -> Response:
    """Fifty platforms with their reports and reviews, for the bureau."""
    async with request.app.state.pool.acquire() as connection:
        if (await signed_in(connection, request))["role"] != "MUNICIPAL_BUREAU":
            raise Refused(403, "not yours to see")
        return answers(await connection.fetchval(sql.LIST))


async def submit(request: Request) -> Response:
    """Hand a report in."""
    body = await request.body()
    asked = orjson.loads(body)
    async with request.app.state.pool.acquire() as connection:
        actor = await signed_in(connection, request)
        async with connection.transaction():
            spent = await connection.fetchrow(sql.KEY, actor["account_id"], asked["idempotencyKey"])
            digest = hashlib.sha256(body).hexdigest()
            if spent is None:
                await hand_in(connection, actor, asked, digest)
            elif spent["body_hash"] != digest:
                raise Refused(409, "key used before")
            return answers(await connection.fetchval(sql.SHOW, UUID(asked["id"]), actor["entity_id"]))


async def hand_in(connection: Connection, actor: Row, asked: Row, digest: str) -> None:
    """The transaction, step by step."""
    report = await connection.fetchrow(sql.LOAD, UUID(asked["id"]), actor["entity_id"])
    if actor["role"] != "OPERATOR" or report is None:
        raise Refused(404, "no such report")
    if report["version"] != asked["expectedVersion"] or report["state"] not in ("DRAFT", "RETURNED"):
        raise Refused(409, "it has changed")
    now: datetime = report["now"]
    settled = report["route_fixed"] or report["submitted_at"] is not None
    region = report["region_id"] if settled else report["platform_region_id"]
    centre = await connection.fetchrow(sql.CENTRE, region, report["today"])
    desk = desk_of(report, centre)
    activities = await connection.fetch(sql.ACTIVITIES, report["platform_id"], report["quarter"])
    served = await connection.fetch(sql.ENTERPRISES, report["platform_id"], report["quarter"])
    enterprises = form.each_once(
        [Served(row["enterprise_id"], SizeClass(row["size"]), row["self_employed"]) for row in served]
    )
    held = [
        Held(row["id"], Mode(row["mode"]), Nature(row["nature"]), row["persons"], row["training"]) for row in activities
    ]
    figures = {name: report[name] for name in form.TYPED} | form.from_ledger(held, enterprises)
    form.checked(Kind(report["kind"]), figures)

    version, n, who = uuid7(), report["versions_count"] + 1, actor["account_id"]
    own = (report["id"], report["platform_id"], region)
    await connection.execute(
        sql.VERSION,
        version,
        *own,
        report["quarter"],
        n,
        who,
        now,
        report["amendment_reason"],
        *(figures[name] for name in sql.FIGURES),
    )
    await connection.execute(
        sql.VERSION_ACTIVITIES, [uuid7() for _ in held], version, [one.id for one in held], *own[1:]
    )
    columns = [
        [getattr(one, name) for one in enterprises]
        for name in ("enterprise_id", "size", "self_employed", "financed", "visits")
    ]
    await connection.execute(sql.VERSION_ENTERPRISES, [uuid7() for _ in enterprises], version, *columns, *own[1:])
    review = uuid7() if desk else None
    if review:
        await connection.execute(sql.REVIEW, review, version, *own, desk, who, now)
    changes = {
        "state": "SUBMITTED",
        "waiting_on": desk or "DISTRICT_CENTER",
        "desk": desk,
        "region_id": region,
        "submitter_id": who,
        "first_submitted_at": report["first_submitted_at"] or now,
        "latest_version_id": version,
        "versions_count": n,
    }
    await connection.execute(sql.REPORT, report["id"], *changes.values())
    audited: list[Audited] = [("Report", report["id"], report["version"] + 1, changes)]
    if report["submitted_at"] is None:
        outcome = {"submitted_at": now, "outcome": outcome_of(report)} | (
            {} if report["route_fixed"] else {"region_id": region, "route": "CENTER" if centre else "DEPARTMENT"}
        )
        await connection.execute(
            sql.OBLIGATION,
            report["obligation_id"],
            now,
            outcome["outcome"],
            region,
            outcome.get("route", report["route"]),
        )
        audited.append(("Obligation", report["obligation_id"], report["obligation_version"] + 1, outcome))
    if review:
        audited.append(
            (
                "Review",
                review,
                1,
                {
                    "report_version_id": version,
                    "report_id": own[0],
                    "submitter_id": who,
                    "platform_id": own[1],
                    "region_id": own[2],
                    "desk": desk,
                    "opened_at": now,
                },
            )
        )
    await record(connection, actor, now, audited)
    await connection.execute(sql.OUTBOX, uuid7(), report["id"], now)
    await connection.execute(sql.SPEND, uuid7(), who, asked["idempotencyKey"], digest, report["id"])


async def record(connection: Connection, actor: Row, now: datetime, audited: list[Audited]) -> None:
    """Audit what was changed, in one statement."""
    nouns, ids, versions = ([each[at] for each in audited] for at in (0, 1, 2))
    changes = [orjson.dumps(each[3], default=str).decode() for each in audited]
    await connection.execute(
        sql.AUDIT,
        [uuid7() for _ in audited],
        nouns,
        ids,
        versions,
        changes,
        actor["account_id"],
        actor["office_id"],
        actor["role"],
        now,
    )


def desk_of(report: Row, centre: Row | None) -> str | None:
    """Who receives it: the district's centre, else its department; a centre's own report has no desk."""
    if centre is None or (report["route_fixed"] and report["route"] == "DEPARTMENT"):
        return "DISTRICT_DEPARTMENT"
    if centre["id"] == report["platform_id"]:
        return None
    theirs = {centre["holder_id"], centre["operator_id"]} - {None}
    return "DISTRICT_DEPARTMENT" if theirs & {report["holder_id"], report["operator_id"]} else "DISTRICT_CENTER"


def outcome_of(report: Row) -> str:
    if report["outcome"] == "EXEMPT":
        return "EXEMPT"
    return "ON_TIME" if report["today"] <= report["effective"] else "LATE"


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncGenerator[None]:
    """Hold the pool."""
    async with asyncpg.create_pool(os.environ[URL], server_settings=SETTINGS, min_size=10, max_size=10) as pool:
        app.state.pool = pool
        yield


def build() -> Starlette:
    """The application."""
    routes = [Route("/platforms", platforms), Route("/submit", submit, methods=["POST"])]
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers={Refused: refused})
