"""What a submission wrote, table by table, so that both servers can be seen to do the same work; and how it is undone."""

import re
from typing import Any, Final

from tests.bench.city import OPEN

UNDO: Final = f"""
update report set state = 'DRAFT', waiting_on = 'OPERATOR', desk = null, submitter_id = null, first_submitted_at = null, latest_version_id = null, versions_count = 0, version = 1
  where quarter = '{OPEN}' and latest_version_id is not null;
truncate report_version_activity, report_version_enterprise, audit, audit_seal, audit_checkpoint, outbox, letter, idempotency cascade;
delete from review w using report_version v where v.id = w.report_version_id and v.quarter = '{OPEN}';
delete from report_version where quarter = '{OPEN}';
update obligation set outcome = 'PENDING', submitted_at = null, version = 1 where quarter = '{OPEN}' and submitted_at is not null;
"""
"""The tables that are emptied hold nothing but what was handed in here."""

WROTE: Final = {
    "report": f"quarter = '{OPEN}' and latest_version_id is not null",
    "obligation": f"quarter = '{OPEN}' and submitted_at is not null",
    "report_version": f"quarter = '{OPEN}'",
    "review": f"report_version_id in (select id from report_version where quarter = '{OPEN}')",
    "report_version_activity": "true",
    "report_version_enterprise": "true",
    "audit": "true",
    "outbox": "true",
    "idempotency": "true",
}
NEW_ID: Final = re.compile(r"(?!01800000-)[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+\d\d:\d\d")
CHANCE: Final = re.compile(r'"(body_hash|request)": "([0-9a-f]{64}|[0-9a-f]{16})"')


async def undo(connection: Any) -> None:
    """Make every submitted report a draft again, as if nothing had been."""
    await connection.execute(UNDO)
    await connection.execute("vacuum (analyze) report, obligation, report_version, review")
    await connection.execute("checkpoint")


async def written(connection: Any) -> dict[str, list[str]]:
    """The rows written since, without what chance and the clock decide."""
    found: dict[str, list[str]] = {}
    for table, where in WROTE.items():
        rows = await connection.fetch(f"select to_jsonb(t)::text as row from {table} t where {where}")
        found[table] = sorted(CHANCE.sub("", TIME.sub("time", NEW_ID.sub("new", row["row"]))) for row in rows)
    return found
