"""Counts, sums and seals are compared with their records, row by row, in one snapshot, at night."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.commands.audit_files import UnprovedAuditError, checkpoint_of
from api.commands.diagnosis import Diagnosis
from domain.people.audit_chain import Examination
from domain.reporting.form import FORM
from domain.terms.reporting import Aggregation
from resolvers.people.redacting import left
from resolvers.people.sealing import chain_after, chain_begins, handed_out
from resolvers.plan.pages import NOBODY
from schema.noun.constraints import table_of, view_of
from schema.noun.noun import rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

NAMED: Final = 20
"""Records that one line names; it tells how many there are."""
SECONDS: Final = 600
"""For one look."""
CHECKPOINTS: Final = 10_000
SUMMED: Final = tuple(name for name, field in FORM.items() if field.agg in (Aggregation.SUM, Aggregation.LAST))


@dataclass(frozen=True)
class Agreement:
    """Two figures of a noun's record agree; `sql` yields the id and both figures of each record without agreement."""

    holds: str
    noun: str
    sql: str
    remedy: str = "look at the audit of each, and put it right by the act that corrects it"


AGREEMENTS: Final = (
    Agreement(
        "each cap account is the sum of its entries",
        "CapAccount",
        """select a.id, array[a.carried, a.transferred, a.awarded] as one, array[e.carried, e.transferred, e.awarded] as other
        from cap_account a cross join lateral (
            select coalesce(sum(amount) filter (where kind = 'OPENING'), 0) as carried,
                coalesce(sum(case when kind = 'TRANSFER' then amount when kind = 'GIVEN_BACK' and not own then -amount end), 0) as transferred,
                coalesce(sum(case when kind = 'AWARD' then amount when kind = 'GIVEN_BACK' and own then -amount end), 0) as awarded
            from (select t.*, exists (select from cap_entry w where w.account_id = t.account_id and w.kind = 'AWARD'
                and w.subsidy_id = t.subsidy_id) as own from cap_entry t where t.account_id = a.id) entries) e
        where (a.carried, a.transferred, a.awarded) <> (e.carried, e.transferred, e.awarded)""",
    ),
    Agreement(
        "no cap account is beyond its cap",
        "CapAccount",
        """select id, carried + transferred + awarded as one, cap + over as other from cap_account
        where carried + transferred + awarded > cap + over or over > greatest(0, carried + transferred + awarded - cap)""",
    ),
    Agreement(
        "an approved subsidy counts once under its platform's cap, with its amount",
        "Subsidy",
        """select s.id, case when s.approved_at is null then 0 else s.amount end as one, coalesce(sum(e.amount), 0) as other
        from subsidy s join cap_account a on a.platform_id = s.platform_id
        left join cap_entry e on e.subsidy_id = s.id and e.kind = 'AWARD'
        group by s.id having case when s.approved_at is null then 0 else s.amount end <> coalesce(sum(e.amount), 0)""",
    ),
    Agreement(
        "what is given back to a cap is no more than what it was charged",
        "Subsidy",
        """select s.id, s.amount as one, sum(e.amount) as other from subsidy s
        join cap_entry e on e.subsidy_id = s.id and e.kind = 'GIVEN_BACK' group by s.id having sum(e.amount) > s.amount""",
    ),
    Agreement(
        "a subsidy is paid once at most, and with its amount",
        "Subsidy",
        """select s.id, s.amount as one, sum(p.amount) as other from subsidy s
        join payment p on p.subsidy_id = s.id and p.state <> 'FAILED' group by s.id having sum(p.amount) <> s.amount""",
    ),
    Agreement(
        "a subsidy that counts as paid has a payment that arrived",
        "Subsidy",
        """select s.id, 1 as one, 0 as other from subsidy s where s.state in ('PAID', 'RECOVERY_ORDERED', 'RETURNED')
        and not exists (select from payment p where p.subsidy_id = s.id and p.state = 'PAID')""",
    ),
    Agreement(
        "what came back of a recovery is the sum of its returns",
        "Recovery",
        """select r.id, r.returned as one, coalesce(sum(m.amount), 0) as other from recovery r
        left join money_return m on m.recovery_id = r.id group by r.id having r.returned <> coalesce(sum(m.amount), 0)""",
    ),
    Agreement(
        "what came back of a subsidy is the sum of its recoveries",
        "Subsidy",
        """select s.id, s.returned as one, coalesce(sum(r.returned), 0) as other from subsidy s
        left join recovery r on r.subsidy_id = s.id group by s.id having s.returned <> coalesce(sum(r.returned), 0)""",
    ),
    Agreement(
        "the first award of a year is what its claim comes to",
        "Subsidy",
        """select s.id, s.amount as one, c.payable as other from subsidy s join claim c on c.id = s.claim_id
        where s.kind = 'AWARD' and s.amount <> c.payable""",
    ),
    Agreement(
        "a published score and grade are those of the result that was published",
        "Evaluation",
        """select e.id, e.score as one, r.score as other from evaluation e join result r on r.id = e.published_result_id
        where e.score is distinct from r.score or e.grade is distinct from r.grade""",
    ),
    Agreement(
        "each report has the versions it counts, the last of which is its latest",
        "Report",
        """select r.id, r.versions_count as one, count(v.id) as other from report r left join report_version v on v.report_id = r.id
        group by r.id having r.versions_count <> count(v.id) or r.latest_version_id is distinct from
            (select l.id from report_version l where l.report_id = r.id order by n desc limit 1)""",
    ),
    Agreement(
        "each version of a report has the activities it counts",
        "ReportVersion",
        """select v.id, v.activity_count as one, count(a.id) as other from report_version v
        left join report_version_activity a on a.report_version_id = v.id group by v.id having v.activity_count <> count(a.id)""",
    ),
    Agreement(
        "each version of a report has the enterprises it counts",
        "ReportVersion",
        """select v.id, v.enterprise_count as one, count(e.id) as other from report_version v
        left join report_version_enterprise e on e.report_version_id = v.id and e.visits > 0
        group by v.id having v.enterprise_count <> count(e.id)""",
    ),
    Agreement(
        "each consolidation has the versions it counts",
        "Consolidation",
        """select c.id, c.versions_count as one, count(v.id) as other from consolidation c
        left join consolidation_version v on v.consolidation_id = c.id group by c.id having c.versions_count <> count(v.id)""",
    ),
    Agreement(
        "each consolidated figure is the sum of the reports taken in",
        "ConsolidationVersion",
        f"""select c.id, c.reports_taken as one, s.taken as other from consolidation_version c join (
            select i.consolidation_version_id as of, count(v.id) as taken, {", ".join(f"sum(v.{name}) as {name}" for name in SUMMED)}
            from consolidation_item i left join report_version v on v.id = i.report_version_id group by 1) s on s.of = c.id
        where c.reports_taken <> s.taken or {" or ".join(f"coalesce(c.{name}, 0) <> coalesce(s.{name}, 0)" for name in SUMMED)}""",  # noqa: S608 (names of columns)
    ),
    Agreement(
        "each filing is on time or late by the day it was handed in",
        "Obligation",
        """select id, (submitted_at at time zone 'Asia/Shanghai')::date as one, effective as other from obligation
        where outcome in ('ON_TIME', 'LATE') and (outcome = 'ON_TIME') <> ((submitted_at at time zone 'Asia/Shanghai')::date <= effective)""",
    ),
    Agreement(
        "no filing that is owed or missing was handed in",
        "Obligation",
        "select id, outcome as one, submitted_at as other from obligation where outcome in ('PENDING', 'MISSING') and submitted_at is not null",
    ),
)
BATCH: Final = "select id, one::text, other::text, count(*) over () as all from ({}) found order by id limit {}"


async def reconciled(connection: Any) -> AsyncIterator[Diagnosis]:
    """Every agreement, the receipts and the audit; the connection is left as it was found."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(f"set local statement_timeout = '{SECONDS}s'")
        await connection.execute("set local idle_in_transaction_session_timeout = 0")
        for each in AGREEMENTS:
            found = await connection.fetch(BATCH.format(each.sql, NAMED), timeout=SECONDS)
            yield Diagnosis(*told(each, found)) if found else Diagnosis(each.holds)
        async for finding in receipts(connection):
            yield finding
        async for finding in chained(connection):
            yield finding


def told(agreement: Agreement, found: list[Mapping[str, Any]]) -> tuple[str, str]:
    """What does not agree, record by record."""
    named = ", ".join(f"{agreement.noun} {each['id']} ({each['one']}, not {each['other']})" for each in found)
    more = f", and {found[0]['all'] - len(found)} more" if found[0]["all"] > len(found) else ""
    return f"not so: {agreement.holds}: {named}{more}", agreement.remedy


async def receipts(connection: Any) -> AsyncIterator[Diagnosis]:
    """Whether what was acknowledged under a key is there."""
    lost = list[str]()
    nouns: list[str] = [
        each[0] for each in await connection.fetch("select distinct noun from idempotency where row_id <> $1", NOBODY)
    ]
    for noun in nouns:
        row = rows().get(noun)
        if row is None or view_of(row):
            continue
        missing = f"select row_id from idempotency i where noun = $1 and row_id <> $2 and not exists (select from {table_of(row)} t where t.id = i.row_id) limit {NAMED}"  # noqa: S608 (names of ours)
        lost += [f"{noun} {each[0]}" for each in await connection.fetch(missing, noun, NOBODY, timeout=SECONDS)]
    if lost:
        yield Diagnosis(f"acknowledged and not there: {', '.join(lost)}", "restore them from the last backup")
    else:
        yield Diagnosis("whatever was acknowledged is there")


async def chained(connection: Any) -> AsyncIterator[Diagnosis]:
    """Whether the audit holds together from where it begins here, leads to each checkpoint, and bears no personal value."""
    if await left(connection):
        yield Diagnosis(
            "the audit holds personal values as they were entered", "run `python -m api audit redact`, as the owner"
        )
    why, seq = "", 0
    examination = Examination(begins=await chain_begins(connection))
    begins = examination.end.size
    try:
        told = await handed_out(connection, CHECKPOINTS)
        examination = Examination(map(checkpoint_of, told), examination.end)
    except UnprovedAuditError as error:
        why, seq = str(error), begins
    while not why and (batch := await chain_after(connection, examination.end.size)):
        if found := next(filter(None, map(examination.take, batch)), None):
            why, seq = found.why, found.seq
    if not why and (found := examination.over()):
        why, seq = found.why, found.seq
    remedy = "keep this database as it is, and compare it with the last export and the checkpoints kept elsewhere"
    since = f", from {begins + 1:,} on" if begins else ""
    held = f"{examination.end.size - begins:,} records of the audit hold together{since}"
    yield Diagnosis(f"the audit does not hold together at record {seq}: {why}", remedy) if why else Diagnosis(held)
