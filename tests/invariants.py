"""What must hold of a database after any fault, read by its owner from the database alone; what clients say of it is `tests/history.py`.

An `Image` is what the database held at a moment. Since then no row may have gone, what never changes has not, and
whatever else changed did so version by version, as the audit tells.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import orjson

from domain.evaluation import evaluation as evaluation_rules
from domain.evaluation import notice as notice_rules
from domain.evaluation import panel as panel_rules
from domain.evaluation import round as round_rules
from domain.kernel.acts import Act
from domain.kernel.life import Life
from domain.money import recovery as recovery_rules
from domain.money import subsidy as subsidy_rules
from domain.rectification import rectification as rectification_rules
from domain.registry import change_filing as change_filing_rules
from domain.registry import registry
from domain.reporting import consolidation as consolidation_rules
from domain.reporting import report as report_rules
from domain.services import activity as activity_rules
from domain.supervision import circular as circular_rules
from domain.supervision import difficulty as difficulty_rules
from domain.supervision import inspection as inspection_rules
from domain.supervision import task as task_rules
from resolvers import root
from resolvers.work.write import SECRET, left_out, stored_as
from schema.noun.constraints import Follows, Unique, fields_of, table_of, view_of
from schema.noun.noun import Stored, rows
from tests.pace import paced

BOUND: Final = root.schema
"""Building the schema binds the rows to their tables."""
Json = dict[str, Any]
Digests = dict[UUID, str]
CHAPTERS: Final = (
    circular_rules,
    consolidation_rules,
    difficulty_rules,
    evaluation_rules,
    inspection_rules,
    activity_rules,
    panel_rules,
    notice_rules,
    recovery_rules,
    rectification_rules,
    registry,
    report_rules,
    round_rules,
    subsidy_rules,
    task_rules,
)
LIVES: Final[Mapping[str, Life[Any]]] = {
    life.noun: life for life in (*(chapter.LIFE for chapter in CHAPTERS), change_filing_rules.COPY_LIFE)
}
TELLING: Final = {
    "SUBMIT_REPORT": ("Report", "REPORT_SUBMITTED"),
    "RECALL_REPORT": ("Report", "REPORT_RECALLED"),
    "ACCEPT_REPORT": ("Report", "REPORT_ACCEPTED"),
    "RETURN_REPORT": ("Report", "REPORT_RETURNED"),
    "SEND_BACK_REPORT": ("Report", "REPORT_RETURNED"),
    "AMEND_REPORT": ("Report", "REPORT_AMENDED"),
    "SUBMIT_CONSOLIDATION": ("Consolidation", "CONSOLIDATION_SUBMITTED"),
    "PASS_CONSOLIDATION": ("Consolidation", "CONSOLIDATION_PASSED"),
    "RECEIVE_CONSOLIDATION": ("Consolidation", "CONSOLIDATION_RECEIVED"),
    "APPROVE_SUBSIDY": ("Subsidy", "SUBSIDY_APPROVED"),
    "CONFIRM_SUBSIDY": ("Subsidy", "SUBSIDY_CONFIRMED"),
    "CANCEL_SUBSIDY": ("Subsidy", "SUBSIDY_CANCELLED"),
    "PAY_SUBSIDY": ("Subsidy", "SUBSIDY_PAYING"),
    "REGISTER_PLATFORM": ("Platform", "PLATFORM_REGISTERED"),
    "APPOINT_OFFICE": ("Office", "OFFICE_APPOINTED"),
}
"""Acts that always tell something of the record they are of."""
BY_LETTERS: Final = {"Obligation": "told_at", "Evaluation": "reminded_on"}
"""What is noted beside the audit, which tells no letters: that somebody was told of a filing."""
BESIDE: Final = frozenset({"Audit", "AuditSeal", "AuditCheckpoint", "Idempotency", "Delivery"})
"""What is kept beside an act, and of the worker that a letter arrived: of it no audit tells but itself."""
SENDING: Final = ("version", "addressed_at", "attempts", "retry_at", "problem")
"""What the worker changes of an outbox row, on its own account."""
IDLE_SECONDS: Final = 10
CALMING_SECONDS: Final = 10


@dataclass(frozen=True)
class Image:
    """What a database held at a moment: the digest of every row that never changes, and the rows that do."""

    fixed: Mapping[str, Digests] = field(default_factory=dict[str, Digests])
    living: Mapping[str, Mapping[UUID, Json]] = field(default_factory=dict[str, Mapping[UUID, Json]])


@cache
def nouns() -> Mapping[str, type[Stored]]:
    """The row classes of what is kept, by noun."""
    return dict(sorted((noun, row) for noun, row in rows().items() if not view_of(row)))


async def image(connection: Any) -> Image:
    """Look at the whole database."""
    fixed, living = dict[str, Digests](), dict[str, Mapping[UUID, Json]]()
    for noun, row in nouns().items():
        sent = ", ".join(f"'{name}'" for name in SENDING)
        if noun == "Outbox" or row.append_only:
            whole = f"to_jsonb(t) - array[{sent}]" if noun == "Outbox" else "to_jsonb(t)"
            found = await connection.fetch(f"select id, md5(({whole})::text) as is from {table_of(row)} t")
            fixed[noun] = {one["id"]: one["is"] for one in found}
        else:
            found = await connection.fetch(f"select id, to_jsonb(t)::text as is from {table_of(row)} t")
            living[noun] = {one["id"]: orjson.loads(one["is"]) for one in found}
    return Image(fixed, living)


async def broken(connection: Any, since: Image | None = None) -> list[str]:
    """All that is wrong with a database, in words; nothing when all is well."""
    since, now = since or Image(), await image(connection)
    audits = await audited(connection, since)
    return [
        *gone(since, now),
        *Chains(since, now, audits).broken(),
        *unaudited(since, now, audits),
        *(lived for each in audits.values() for lived in unlived(since, each)),
        *await untold(connection, since, audits),
        *await dangling(connection),
        *await unlike(connection),
        *await doubled(connection),
        *await gapped(connection),
        *await miscounted(connection),
        *await unkeyed(connection),
        *await held_up(connection),
    ]


# rows


def gone(since: Image, now: Image) -> Iterator[str]:
    """What was there and is not, or is not what it was though it never changes."""
    for noun, before in since.fixed.items():
        yield from (f"{noun} {id} is gone" for id in before.keys() - now.fixed[noun].keys())
        yield from (f"{noun} {id} was altered" for id, was in before.items() if now.fixed[noun].get(id, was) != was)
    for noun, before in since.living.items():
        yield from (f"{noun} {id} is gone" for id in before.keys() - now.living[noun].keys())


Audits = Mapping[tuple[str, UUID], list[Json]]


async def audited(connection: Any, since: Image) -> Audits:
    """What was done since, by the record it was done to, version by version."""
    found = await connection.fetch(
        "select id, act, noun, row_id, row_version, at, changes::text as changes from audit"
        " where problem is null and row_id is not null order by noun, row_id, row_version, recorded_at"
    )
    known = since.fixed.get("Audit", {})
    fresh = [{**one, "changes": orjson.loads(one["changes"])} for one in found if one["id"] not in known]
    return {of: list(group) for of, group in groupby(fresh, lambda one: (one["noun"], one["row_id"]))}


@dataclass
class Chains:
    """Every change of a row is one version and one audit, and the audits add up to the row."""

    since: Image
    now: Image
    audits: Audits

    def broken(self) -> Iterator[str]:
        """What does not add up."""
        for noun, living in self.now.living.items():
            if noun == "Letter":
                continue  # a record of what was told, which the worker alone writes
            before = self.since.living.get(noun, {})
            for id, row in living.items():
                audits = self.audits.get((noun, id), [])
                if audits or row != before.get(id):
                    yield from self._follows(noun, id, row, before.get(id), audits)
        for noun, id in self.audits:
            there = self.now.living.get(noun) or self.now.fixed.get(noun, {})
            if id not in there:
                yield f"{noun} {id} was audited and is not there"

    def _follows(self, noun: str, id: UUID, row: Json, before: Json | None, audits: list[Json]) -> Iterator[str]:
        first = before["version"] if before else 0
        if not self.since.living:  # the beginning may have been written in bulk, without an audit
            first = audits[0]["row_version"] - 1 if audits else row["version"]
        versions = [one["row_version"] for one in audits]
        if versions != list(range(first + 1, row["version"] + 1)):
            yield f"{noun} {id} is at version {row['version']}, was {first}, and its audits tell of {versions}"
        elif self.since.living:
            wrong = {name for name, value in expected(noun, before, audits).items() if not same(row.get(name), value)}
            if wrong:
                yield f"{noun} {id} is not what its audits make of it: {', '.join(sorted(wrong))}"


def unaudited(since: Image, now: Image, audits: Audits) -> Iterator[str]:
    """Rows that never change and of which no audit tells that they were made, by themselves or within the row they are a part of."""
    if not since.living:
        return  # the beginning may have been written in bulk, without an audit
    told = Counter(noun for noun, _ in audits)
    for done in audits.values():
        for one in done:
            told.update({noun: len(parts) for noun, parts in one["changes"].items() if noun in nouns()})
    for noun, row in nouns().items():
        if not row.append_only or noun in BESIDE:
            continue
        made = now.fixed[noun].keys() - since.fixed.get(noun, {}).keys()
        if row.part_of:
            if len(made) > told[noun]:
                yield f"{len(made)} rows of {noun} were made, and audits tell of {told[noun]}"
            continue
        yield from (f"{noun} {id} has no audit" for id in made if (noun, id) not in audits)


def expected(noun: str, before: Json | None, audits: Iterable[Json]) -> Json:
    """What the audits make of a row, as far as they tell."""
    row, values = nouns()[noun], dict(before or {})
    secret = set[str]()
    for audit in audits:
        changes = {stored_as(row, name): value for name, value in audit["changes"].items()}
        secret |= {name for name, value in changes.items() if value == SECRET}
        if raised := noun == "CapAccount" and audit["act"] == Act.APPROVE_SUBSIDY and audit["row_version"] > 1:
            changes["awarded"] += values["awarded"]  # of a raise the audit keeps by how much
        if before is None and audit["row_version"] == 1 and not raised:
            rest = left_out(row, tuple(changes))
            values |= {name: default for name, default in rest if not callable(default)}
        values |= changes
    return {name: value for name, value in values.items() if name not in {"version", BY_LETTERS.get(noun), *secret}}


def same(kept: object, expected: object) -> bool:
    """Whether a value as the database shows it is what was said: moments in any zone, numbers in any writing."""
    if kept == expected:
        return True
    if isinstance(kept, str) and isinstance(expected, str):
        try:
            return datetime.fromisoformat(kept) == datetime.fromisoformat(expected)
        except (ValueError, TypeError):
            return False
    return False


def unlived(since: Image, audits: list[Json]) -> Iterator[str]:
    """States that were reached without what leads there."""
    noun, id = audits[0]["noun"], audits[0]["row_id"]
    life = LIVES.get(noun)
    before = since.living.get(noun, {}).get(id)
    state = before["state"] if before and life else None
    for audit in audits if life else ():
        after = audit["changes"].get("state", state)
        if life and state is not None and Act(audit["act"]) in life.acts:
            to = next((to for (was, act), to in life.moves.items() if (was, act) == (state, audit["act"])), ())
            if after not in (to if isinstance(to, tuple) else (to,)):
                yield f"{noun} {id} went from {state} to {after} by {audit['act']}"
        state = after


# what is said beside the rows


async def untold(connection: Any, since: Image, audits: Audits) -> list[str]:
    """One outbox row for what an act tells, and none that no act told."""
    owed = [
        (TELLING[one["act"]][1], noun, id, one["at"])
        for (noun, id), done in audits.items()
        for one in done
        if TELLING.get(one["act"], ("", ""))[0] == noun
    ]
    before = since.fixed.get("Outbox", {})
    fresh = [
        one
        for one in await connection.fetch("select id, event, noun, row_id, rung, at from outbox")
        if one["id"] not in before
    ]
    done = {(noun, id, one["at"]) for (noun, id), each in audits.items() for one in each}
    # A rung is reached because time passed: nothing was done.
    changing = [one for one in fresh if one["noun"] in since.living and one["rung"] is None]
    baseless = [one for one in changing if (one["noun"], one["row_id"], one["at"]) not in done]
    twice = Counter((one["event"], one["noun"], one["row_id"], one["at"]) for one in fresh)
    return [
        *(
            f"{noun} {id} told {event} {twice[of]} times"
            for of in owed
            if twice[of] != 1
            for event, noun, id, _ in [of]
        ),
        *(f"{of[0]} of {of[1]} {of[2]} is told twice" for of, times in twice.items() if times > 1),
        *(f"{one['event']} {one['id']} is told of nothing that was done" for one in baseless),
    ]


async def unkeyed(connection: Any) -> list[str]:
    """Keys that stand for nothing."""
    spent = await connection.fetch("select key, noun, row_id from idempotency where row_id <> $1", UUID(int=0))
    found = list[str]()
    for one in spent:
        row = nouns().get(one["noun"])
        if row is None or not await connection.fetchval(
            f"select true from {table_of(row)} where id = $1", one["row_id"]
        ):
            found.append(f"key {one['key']} stands for {one['noun']} {one['row_id']}, which is not there")
    return found


# what the database is told to keep


async def dangling(connection: Any) -> list[str]:
    """Rows that name others which are not there."""
    queries = list[str]()
    for noun, row in nouns().items():
        for name, of in fields_of(row).items():
            if type(of).__name__ in ("ForeignKeyFieldInstance", "OneToOneFieldInstance"):
                column, above = of.source_field or f"{name}_id", table_of(of.related_model)
                queries.append(
                    f"select '{noun}' as noun, c.id, '{name}' as name from {table_of(row)} c"
                    f" where c.{column} is not null and not exists (select from {above} p where p.id = c.{column})"
                )
    found = await connection.fetch(" union all ".join(queries))
    return [f"{one['noun']} {one['id']} names a {one['name']} that is not there" for one in found]


async def unlike(connection: Any) -> list[str]:
    """Facts copied from a parent that are not the parent's."""
    found = list[str]()
    for noun, row in nouns().items():
        for each in row.rules:
            if isinstance(each, Follows):
                pairs = each.facts.items() if isinstance(each.facts, Mapping) else [(name, name) for name in each.facts]
                parent = nouns()[fields_of(row)[each.parent].related_model.__name__.removesuffix("Row")]
                columns = [(stored_as(row, ours), stored_as(parent, theirs)) for ours, theirs in pairs]
                other = " or ".join(f"c.{ours} is distinct from p.{theirs}" for ours, theirs in columns)
                wrong = await connection.fetch(
                    f"select c.id from {table_of(row)} c join {table_of(parent)} p on p.id = c.{stored_as(row, each.parent)} where {other}"
                )
                found += [f"{noun} {one['id']} differs from its {each.parent}" for one in wrong]
    return found


async def doubled(connection: Any) -> list[str]:
    """Rows that agree where no two may."""
    found = list[str]()
    for noun, row in nouns().items():
        keys = [(each.fields, each.where) for each in row.rules if isinstance(each, Unique)]
        keys += [((name,), None) for name, of in fields_of(row).items() if getattr(of, "unique", False)]
        for names, where in keys:
            columns = ", ".join(stored_as(row, name) for name in names)
            present = " and ".join(f"{stored_as(row, name)} is not null" for name in names)
            twice = await connection.fetch(
                f"select {columns} from {table_of(row)} where {where or 'true'} and {present} group by {columns} having count(*) > 1"
            )
            found += [f"two {noun} agree on {columns}: {', '.join(map(str, one))}" for one in twice]
    return found


async def gapped(connection: Any) -> list[str]:
    """Numbered versions of a record that are not 1 to n."""
    found = list[str]()
    for noun, row in nouns().items():
        for each in row.rules:
            if isinstance(each, Unique) and len(each.fields) == 2 and each.fields[1] == "n":
                parent = stored_as(row, each.fields[0])
                wrong = await connection.fetch(
                    f"select {parent} as of from {table_of(row)} group by 1 having min(n) <> 1 or max(n) <> count(*)"
                )
                found += [f"the {noun}s of {one['of']} are not numbered 1 to n" for one in wrong]
    return found


def written() -> str:
    """The columns that a report's draft and its versions share, as a condition that they differ."""
    typed = fields_of(nouns()["ReportDraft"]).keys() & fields_of(nouns()["ReportVersion"]).keys()
    own = {"id", "report", "report_id", "platform", "platform_id", "version", "kind"}
    return " or ".join(f"v.{name} is distinct from d.{name}" for name in sorted(typed - own))


COUNTED: Final = {
    "ReportVersion {} is not what was written": f"""
        select v.id from report r join report_version v on v.id = r.latest_version_id join report_draft d on d.report_id = r.id
        where r.state in ('SUBMITTED', 'ACCEPTED') and ({written()})""",
    "ReportVersion {} was not handed in by whom and when the audit says": """
        select v.id from audit a join report_version v on v.id = (a.changes->>'latest_version_id')::uuid
        where a.noun = 'Report' and a.act = 'SUBMIT_REPORT' and (v.submitter_id is distinct from a.account_id or v.submitted_at <> a.at)""",
    "Audit {} names an office that its account does not hold": """
        select a.id from audit a join office o on o.id = a.office_id
        where o.account_id is distinct from a.account_id or o.role <> a.role""",
    "Report {} has not the versions it counts": """
        select id from report r where versions_count <> (select count(*) from report_version v where v.report_id = r.id)""",
    "Consolidation {} has not the versions it counts": """
        select id from consolidation c where versions_count <> (select count(*) from consolidation_version v where v.consolidation_id = c.id)""",
    "ReportVersion {} has not the activities it counts": """
        select id from report_version v
        where activity_count <> (select count(*) from report_version_activity a where a.report_version_id = v.id)""",
    "ReportVersion {} has not the enterprises it counts": """
        select id from report_version v
        where enterprise_count <> (select count(*) from report_version_enterprise e where e.report_version_id = v.id and e.visits > 0)""",
    "CapAccount {} is not the sum of its entries": """
        select id from cap_account a where carried + transferred + awarded <> (
            select coalesce(sum(case kind when 'GIVEN_BACK' then -amount else amount end), 0) from cap_entry e where e.account_id = a.id)""",
    "CapAccount {} is beyond its cap": "select id from cap_account where carried + transferred + awarded > cap + over or over <> greatest(0, carried + transferred + awarded - cap)",
    "Subsidy {} is counted under a cap though it is not approved, or not though it is": """
        select s.id from subsidy s where exists (select from cap_account a where a.platform_id = s.platform_id)
        and (s.approved_at is not null) <> exists (select from cap_entry e where e.subsidy_id = s.id and e.kind = 'AWARD')""",
}


async def miscounted(connection: Any) -> list[str]:
    """Sums and counts that are not what they are of."""
    return [says.format(one["id"]) for says, query in COUNTED.items() for one in await connection.fetch(query)]


# who is still there


async def held_up(connection: Any) -> list[str]:
    """Transactions that nobody goes on with, and advisory locks that nobody gives back."""
    found = list[str]()
    for _ in range(round(paced(CALMING_SECONDS)) * 5):
        found = [
            *(
                f"backend {one['pid']} is idle in a transaction since {one['since']}"
                for one in await connection.fetch(
                    "select pid, state_change as since from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'"
                    f" and pid <> pg_backend_pid() and state_change < clock_timestamp() - interval '{IDLE_SECONDS} s'"
                )
            ),
            *(
                f"backend {one['pid']} keeps an advisory lock"
                for one in await connection.fetch(
                    "select pid from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()"
                    " and database = (select oid from pg_database where datname = current_database())"
                )
            ),
        ]
        if not found:
            break
        await asyncio.sleep(0.2)
    return found
