"""The same two endpoints written by hand with Starlette and asyncpg, as a competent user would: what ours is measured against.

`asyncpg.create_pool`, JSON made by PostgreSQL and sent as it is; `submit` is one transaction of one statement a step.
"""

import hashlib
import os
import secrets
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
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

from domain.kernel.units import Quarter
from domain.reporting import form
from domain.reporting.figures import enterprises_of
from domain.reporting.form import CountedService, LedgerActivity
from domain.terms import Kind
from domain.terms.registry import SizeClass
from domain.terms.reporting import Mode, Nature
from resolvers.work.unit_of_work import uuid7
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
        session = UUID(jwt.decode(token, os.environ[SECRET], ["HS256"], options={"require": ["exp", "sid"]})["sid"])
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
    fields = orjson.loads(body)
    async with request.app.state.pool.acquire() as connection:
        actor = await signed_in(connection, request)
        async with connection.transaction():
            spent = await connection.fetchrow(sql.KEY, actor["account_id"], fields["idempotencyKey"])
            digest = hashlib.sha256(body).hexdigest()
            if spent is None:
                await hand_in(connection, actor, fields, digest, request.client.host if request.client else "")
            elif spent["body_hash"] != digest:
                raise Refused(409, "key used before")
            return answers(await connection.fetchval(sql.SHOW, UUID(fields["id"]), actor["entity_id"]))


@dataclass(frozen=True)
class Act:
    """One submission: on which connection, by whom, when, of which report as it was, in which district to which desk."""

    connection: Connection
    actor: Row
    now: datetime
    report: Row
    region: UUID
    has_centre: bool
    desk: str | None
    sender: str
    audits: list[tuple[Any, ...]] = field(default_factory=list)

    def audit(self, noun: str, row: UUID, version: int, changes: Row, before: Row | None = None) -> None:
        """Note one change, with what stood there before."""
        was = None if before is None else text({name: before[name] for name in changes})
        self.audits.append((uuid7(), noun, row, version, text(changes), was))

    async def keep_audits(self) -> None:
        """Write what was noted, all at once."""
        who = (self.actor["account_id"], self.actor["office_id"], self.actor["role"], self.sender, self.now)
        request = secrets.token_hex(8)
        await self.connection.executemany(sql.AUDIT, [(*audit, *who, request) for audit in self.audits])


def text(columns: Row) -> str:
    return orjson.dumps(columns, default=str).decode()


async def hand_in(connection: Connection, actor: Row, fields: Row, digest: str, sender: str) -> None:
    """The transaction, step by step."""
    act = await begun(connection, actor, fields, sender)
    version = await add_version(act)
    if act.desk is not None:
        await open_review(act, version)
    await change_report(act, version)
    if act.report["submitted_at"] is None:
        await change_obligation(act)
    await act.keep_audits()
    await connection.execute(sql.OUTBOX, uuid7(), act.report["id"], actor["account_id"], act.now)
    await connection.execute(
        sql.SPEND, uuid7(), actor["account_id"], fields["idempotencyKey"], digest, act.report["id"]
    )


async def begun(connection: Connection, actor: Row, fields: Row, sender: str) -> Act:
    """Load and lock the report, and see that it may be handed in and to whom."""
    report = await connection.fetchrow(sql.LOAD, UUID(fields["id"]), actor["entity_id"])
    if actor["role"] != "OPERATOR" or report is None:
        raise Refused(404, "no such report")
    if report["version"] != fields["expectedVersion"] or report["state"] not in ("DRAFT", "RETURNED"):
        raise Refused(409, "it has changed")
    settled = report["route_fixed"] or report["submitted_at"] is not None
    region = report["region_id"] if settled else report["platform_region_id"]
    centre = await connection.fetchrow(sql.CENTRE, region, report["today"])
    return Act(connection, actor, report["now"], report, region, centre is not None, desk_of(report, centre), sender)


async def add_version(act: Act) -> UUID:
    """Count the ledger and write the version with what it hands in."""
    report, version = act.report, uuid7()
    activities = await act.connection.fetch(sql.ACTIVITIES, report["platform_id"], report["quarter"])
    served = await act.connection.fetch(sql.ENTERPRISES, report["platform_id"], report["quarter"])
    quarter = Quarter(report["quarter"])
    days = (quarter.first_day, quarter.last_day, report["today"])
    counts = dict(await act.connection.fetchrow(sql.RECORDS, report["platform_id"], quarter, *days) or {})
    ids = counts.pop("financed")
    financed: list[Row] = await act.connection.fetch(sql.FINANCED, ids) if ids else []
    enterprises = enterprises_of(
        [CountedService(row["enterprise_id"], SizeClass(row["size"]), row["self_employed"]) for row in served],
        [CountedService(row["id"], SizeClass(row["size"]), row["self_employed"]) for row in financed],
    )
    ledger = [
        LedgerActivity(row["id"], Mode(row["mode"]), Nature(row["nature"]), row["persons"], row["training"], row["fee"])
        for row in activities
    ]
    figures = {name: report[name] for name in form.TYPED} | form.from_ledger(ledger, enterprises) | counts
    form.checked(Kind(report["kind"]), figures)
    where = {"platform_id": report["platform_id"], "region_id": act.region}
    row = {
        "report_id": report["id"],
        **where,
        "quarter": report["quarter"],
        "n": report["versions_count"] + 1,
        "submitter_id": act.actor["account_id"],
        "submitted_at": act.now,
        "reason": report["amendment_reason"],
        "platform_name": report["platform_name"],
        "holder_name": report["holder_name"],
        **{name: figures[name] for name in sql.FIGURES},
    }
    await act.connection.execute(sql.VERSION, version, *row.values())
    of = {"report_version_id": version}
    activities = [of | {"activity_id": each.id} | where for each in ledger]
    counts = ("enterprise_id", "size", "self_employed", "financed", "visits")
    counted = [of | {name: getattr(each, name) for name in counts} | where for each in enterprises]
    lines = {"ReportVersionActivity": activities, "ReportVersionEnterprise": counted}
    for noun, rows in lines.items():
        await act.connection.executemany(sql.VERSION_LINE[noun], [(uuid7(), *each.values()) for each in rows])
    act.audit("ReportVersion", version, 1, row | lines)
    return version


async def open_review(act: Act, version: UUID) -> None:
    """Lay the version on the desk."""
    review = uuid7()
    row = {
        "report_version_id": version,
        "report_id": act.report["id"],
        "submitter_id": act.actor["account_id"],
        "platform_id": act.report["platform_id"],
        "region_id": act.region,
        "desk": act.desk,
        "opened_at": act.now,
    }
    await act.connection.execute(sql.REVIEW, review, *row.values())
    act.audit("Review", review, 1, row)


async def change_report(act: Act, version: UUID) -> None:
    """Say where it stands."""
    changes = {
        "state": "SUBMITTED",
        "waiting_on": act.desk or "DISTRICT_CENTER",
        "desk": act.desk,
        "region_id": act.region,
        "submitter_id": act.actor["account_id"],
        "first_submitted_at": act.report["first_submitted_at"] or act.now,
        "latest_version_id": version,
        "versions_count": act.report["versions_count"] + 1,
    }
    before = {**act.report, "region_id": act.report["report_region_id"]}
    await act.connection.execute(sql.REPORT, act.report["id"], *changes.values())
    act.audit("Report", act.report["id"], act.report["version"] + 1, changes, before)


async def change_obligation(act: Act) -> None:
    """A first submission decides whether it was on time, and by which route it went."""
    report = act.report
    route = report["route"] if report["route_fixed"] else "CENTER" if act.has_centre else "DEPARTMENT"
    changes = {"submitted_at": act.now, "outcome": outcome_of(report)}
    if (act.region, route) != (report["region_id"], report["route"]):
        changes |= {"region_id": act.region, "route": route}
    await act.connection.execute(
        sql.OBLIGATION, report["obligation_id"], act.now, changes["outcome"], act.region, route
    )
    act.audit("Obligation", report["obligation_id"], report["obligation_version"] + 1, changes, report)


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
