"""What an auditor of the money would ask about, from the day it arises (Art. 13, 15-18)."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.money.watch import APPROVED_DAYS, ARRIVAL_DAYS, OBJECTION_DAYS
from domain.terms.money import MoneyWatchKind
from schema.money.payment import Recovery
from schema.money.subsidy import Subsidy
from schema.noun.noun import TODAY, View, key_of, noun, parent, shown, word
from schema.noun.vocabulary import Money, Node

if TYPE_CHECKING:
    from schema.evaluation.evaluation import Evaluation
    from schema.evaluation.objection import Objection
    from schema.registry.entity import Entity
    from schema.registry.platform import Platform
    from schema.registry.region import Region
    from schema.registry.title import Title
    from schema.reporting.obligation_decision import ObligationDecision

ON: Final = "({} at time zone 'Asia/Shanghai')::date"
"""The business date of a moment."""
PAST: Final = """(select d::date from generate_series({since} + 1, {since} + 10 + 3 * {days}, interval '1 day') d
  left join calendar_day c on c.day = d::date and c.region_id is null
  where coalesce(c.is_workday, extract(isodow from d) < 6) order by d offset {days} limit 1)"""
"""The first working day after so many full ones."""


def past(moment: str, days: int) -> str:
    """The first day on which something has waited for more than some working days."""
    return PAST.format(since=ON.format(moment), days=days)


EARNED: Final = """select e.holder_id, e.graded_year, bool_and(e.state = 'FINAL') as final, max(e.final_at) as final_at,
  max(least(case when v.revoked then 0 else coalesce(n.nominal, 0) end, greatest(coalesce(a.cap - a.carried - a.transferred - a.awarded + coalesce(o.own, 0), n.nominal), 0))) as due
from evaluation e left join notice_item n on n.notice_id = e.notice_id and n.evaluation_id = e.id
left join cap_account a on a.platform_id = e.platform_id
left join lateral (
  select sum(s.amount - s.returned) as own from subsidy s join cap_entry t on t.subsidy_id = s.id and t.kind = 'AWARD'
  where t.account_id = a.id and s.holder_id = e.holder_id and s.graded_year = e.graded_year and s.state <> 'CANCELLED'
) o on true
left join lateral (
  select true as revoked from title t join round r on r.id = e.round_id and t.valid_to > r.subject_day
  where t.platform_id = e.platform_id and t.level = 'MUNICIPAL' and t.end_reason = 'REVOKED'
    and not exists (select from title b where b.restores_id = t.id)
    and not exists (select from subsidy s where s.platform_id = e.platform_id and s.graded_year = e.graded_year
      and s.state in ('PAID', 'RECOVERY_ORDERED'))
  limit 1
) v on true
where e.state <> 'WITHDRAWN' group by e.holder_id, e.graded_year"""
"""What a holder's year is worth by its grades of today, under what its caps leave."""
HELD: Final = """select s.holder_id, s.graded_year, sum(s.amount - s.returned + s.forfeited) as held, max(s.paid_at) as paid_at,
  (array_agg(s.id order by s.n desc))[1] as subsidy_id
from subsidy s where s.state in ('PAID', 'RECOVERY_ORDERED', 'RETURNED') group by s.holder_id, s.graded_year"""
"""What was paid and kept of a holder's year, forfeited sums too."""
COLUMNS: Final = (
    "kind, since, holder_id, platform_id, region_id, graded_year, amount, subsidy_id, recovery_id, evaluation_id, "
    "objection_id, decision_id, title_id, note, key"
)


def one(kind: str, since: str, of: str, **columns: str) -> str:
    """One kind of the list: its day, its rows, its columns."""
    types = {"amount": "bigint", "graded_year": "int", "note": "text"}
    given = {"key": "''", **columns}
    named = [
        f"({given[name]})" if name in given else f"null::{types.get(name, 'uuid')}" for name in COLUMNS.split(", ")[2:]
    ]
    return f"select {kind}, {since}, {', '.join(named)} from {of}"


def _subsidy(alias: str = "s") -> dict[str, str]:
    names = ("holder_id", "platform_id", "region_id", "graded_year", "amount")
    return {**{name: f"{alias}.{name}" for name in names}, "subsidy_id": f"{alias}.id", "key": f"{alias}.id::text"}


def _evaluation(alias: str = "e") -> dict[str, str]:
    names = ("holder_id", "platform_id", "region_id", "graded_year")
    return {**{name: f"{alias}.{name}" for name in names}, "evaluation_id": f"{alias}.id", "key": f"{alias}.id::text"}


KINDS: Final = (
    one(
        "case when h.held > y.due then 'OVERPAID' else 'UNDERPAID' end",
        ON.format("greatest(y.final_at, h.paid_at)"),
        f"({EARNED}) y join ({HELD}) h on h.holder_id = y.holder_id and h.graded_year = y.graded_year "
        "join subsidy s on s.id = h.subsidy_id where y.final and h.held <> y.due and h.held > 0",
        **{**_subsidy(), "amount": "abs(h.held - y.due)"},
    ),
    one(
        "'OVERRIDDEN'",
        ON.format("r.decided_at"),
        "evaluation e join result r on r.id = coalesce(e.published_result_id, e.latest_result_id) "
        "where e.state <> 'WITHDRAWN' and r.experts_grade is not null and r.experts_grade <> r.grade",
        **{**_evaluation(), "note": "r.reason", "key": "r.id::text"},
    ),
    one(
        "'STRUCK'",
        ON.format("greatest(t.named_at, r.called_at)"),
        "round_subject t join round r on r.id = t.round_id join platform p on p.id = t.platform_id "
        "where t.basis = 'STRUCK' and r.state not in ('DRAFT', 'WITHDRAWN')",
        holder_id="p.holder_id",
        platform_id="p.id",
        region_id="p.region_id",
        graded_year="r.graded_year",
        note="t.reason",
        key="t.id::text",
    ),
    one(
        "case d.kind when 'EXTENSION' then 'EXTENDED' when 'EXEMPTION' then 'EXEMPTED' when 'EXCUSE' then 'EXCUSED' "
        "else 'CORRECTED' end",
        ON.format("coalesce(d.confirmed_at, d.decided_at)"),
        "obligation_decision d left join platform p on p.id = d.platform_id where d.state = 'IN_FORCE'",
        holder_id="p.holder_id",
        platform_id="d.platform_id",
        region_id="d.region_id",
        decision_id="d.id",
        note="d.reason",
        key="d.id::text",
    ),
    one(
        "'BACKDATED'",
        ON.format("u.at"),
        "title t join platform p on p.id = t.platform_id "
        "join lateral (select min(a.at) as at from audit a where a.noun = 'Title' and a.row_id = t.id "
        "and a.problem is null) u on true "
        "join lateral (select r.id, r.graded_year from round r where r.called_at < u.at "
        "and t.valid_from <= r.subject_day and (t.valid_to is null or t.valid_to > r.subject_day) "
        "and r.state not in ('DRAFT', 'WITHDRAWN') and t.restores_id is null and t.level = 'MUNICIPAL' "
        "and t.kind in (select k.kind from round_kind k where k.round_id = r.id)) r on true",
        holder_id="p.holder_id",
        platform_id="p.id",
        region_id="p.region_id",
        graded_year="r.graded_year",
        title_id="t.id",
        key="t.id::text || r.id::text",
    ),
    one(
        "'BACKDATED'",
        ON.format("u.at"),
        "platform p "
        "join lateral (select min(a.at) as at from audit a where a.noun = 'Platform' and a.row_id = p.id "
        "and a.problem is null) u on true "
        "join lateral (select r.id, r.graded_year from round r where r.called_at < u.at "
        "and p.founded_on <= r.subject_day and r.state not in ('DRAFT', 'WITHDRAWN') "
        "and p.kind in (select k.kind from round_kind k where k.round_id = r.id)) r on true "
        "where p.kind = 'SERVICE_CENTER'",
        holder_id="p.holder_id",
        platform_id="p.id",
        region_id="p.region_id",
        graded_year="r.graded_year",
        key="p.id::text || r.id::text",
    ),
    one(
        "'OBJECTION_UNDECIDED'",
        past("o.received_at", OBJECTION_DAYS),
        "objection o join evaluation e on e.id = o.evaluation_id where o.decided_at is null",
        **{**_evaluation(), "objection_id": "o.id", "key": "o.id::text"},
    ),
    one(
        "'APPROVED_UNPAID'",
        past("s.approved_at", APPROVED_DAYS),
        "subsidy s where s.state in ('APPROVED', 'CONFIRMED', 'PAYMENT_FAILED')",
        **_subsidy(),
    ),
    one(
        "'NOT_ARRIVED'",
        past("p.instructed_at", ARRIVAL_DAYS),
        "payment p join subsidy s on s.id = p.subsidy_id where p.state = 'OPEN'",
        **{**_subsidy(), "note": "p.instruction", "key": "p.id::text"},
    ),
    one(
        "'RECOVERY_OVERDUE'",
        "r.pay_by + 1",
        "recovery r join subsidy s on s.id = r.subsidy_id where r.state in ('OPEN', 'WITHDRAWING') and r.pay_by is not null",
        **{**_subsidy(), "amount": "r.amount - r.returned", "recovery_id": "r.id", "key": "r.id::text"},
    ),
)
COUNTS: Final = f"""
with w ({COLUMNS}) as ({" union all ".join(KINDS)})
select {key_of("w.kind", "w.key")} as id, {COLUMNS.removesuffix(", key")} from w where w.since <= {TODAY}
"""


class MoneyWatchRow(View):
    """One thing that bears on money and asks for a look."""

    kind: MoneyWatchKind = word(MoneyWatchKind)
    since = column.DateField()
    holder = parent("Entity", null=True)
    holder_id: UUID | None
    platform = parent("Platform", null=True)
    platform_id: UUID | None
    region = parent("Region")
    region_id: UUID
    graded_year = column.IntField(null=True)
    amount = column.BigIntField(null=True)
    subsidy = parent("Subsidy", null=True)
    subsidy_id: UUID | None
    recovery = parent("Recovery", null=True)
    recovery_id: UUID | None
    evaluation = parent("Evaluation", null=True)
    evaluation_id: UUID | None
    objection = parent("Objection", null=True)
    objection_id: UUID | None
    decision = parent("ObligationDecision", null=True)
    decision_id: UUID | None
    title = parent("Title", null=True)
    title_id: UUID | None
    note = column.TextField(null=True)

    counts = COUNTS

    class Meta:
        table = "money_watch"


@noun(MoneyWatchRow, order=("-since", "kind"), filter=("kind", "since", "region", "platform", "holder"))
class MoneyWatch(Node):
    """What bears on money and asks for a look, from the day it arises, read by oversight and the bureau (ours; Art. 13)."""

    kind: MoneyWatchKind = shown("What it is.")
    since: date = shown("The day it arose.")
    holder: Annotated["Entity", strawberry.lazy("schema.registry.entity")] | None = shown(
        "Whose money it is; null where no platform is concerned."
    )
    platform: Annotated["Platform", strawberry.lazy("schema.registry.platform")] | None = shown(
        "The platform; null where a district's own filing is concerned."
    )
    region: Annotated["Region", strawberry.lazy("schema.registry.region")] = shown("The district or zone.")
    graded_year: int | None = shown("The graded year; null of what belongs to none.")
    amount: Money | None = shown("The sum in question, of a difference the difference; null where there is none.")
    subsidy: Subsidy | None = shown("The subsidy; null where it is about something else.")
    recovery: Recovery | None = shown("The recovery; null where it is about something else.")
    evaluation: Annotated["Evaluation", strawberry.lazy("schema.evaluation.evaluation")] | None = shown(
        "The evaluation; null where it is about something else."
    )
    objection: Annotated["Objection", strawberry.lazy("schema.evaluation.objection")] | None = shown(
        "The objection; null where it is about something else."
    )
    decision: Annotated["ObligationDecision", strawberry.lazy("schema.reporting.obligation_decision")] | None = shown(
        "The decision on a filing; null where it is about something else."
    )
    title: Annotated["Title", strawberry.lazy("schema.registry.title")] | None = shown(
        "The title; null where it is about something else."
    )
    note: str | None = shown("The reason given, or the number of an instruction; null where there is none.")
