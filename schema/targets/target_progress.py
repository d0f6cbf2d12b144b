"""A target's progress, quarter by quarter, counted from the service ledger (Art. 12)."""

from typing import Final
from uuid import UUID

from tortoise import fields as column

from domain.targets import target as target_rules
from domain.terms.targets import TargetLevel, TargetMeasure
from schema.noun.noun import TODAY, QuarterField, View, computed, key_of, noun, parent, shown, word
from schema.noun.vocabulary import Node, Quarter, Score
from schema.registry.platform import Platform
from schema.registry.region import Region
from schema.targets.target import Target

PLAIN: Final = """(select case t.measure when 'PERSONS' then coalesce(sum(a.persons), 0)
when 'PUBLIC_BENEFIT' then count(*) filter (where a.nature = 'PUBLIC_BENEFIT') else count(*) end
from activity a where {here})"""
DISTINCT: Final = """(select count(distinct e.enterprise_id)
from activity a join activity_enterprise e on e.activity_id = a.id where {here})"""


def tally(quarters: str) -> str:
    """The service ledger's count for a target in some quarters; an index of its own leads each branch."""

    def of(anchor: str) -> str:
        here = f"a.{anchor} = t.{anchor} and a.state = 'RECORDED' and {quarters}"
        distinct, plain = DISTINCT.format(here=here), PLAIN.format(here=here)
        return f"case t.measure when 'ENTERPRISES' then {distinct} else {plain} end"

    return f"(case t.level when 'DISTRICT' then {of('region_id')} else {of('platform_id')} end)::int"


class TargetProgressRow(View):
    """A set target, in one begun quarter of its year."""

    target = parent("Target")
    target_id: UUID
    region = parent("Region")
    region_id: UUID
    platform = parent("Platform", null=True)
    platform_id: UUID | None
    level: TargetLevel = word(TargetLevel)
    year = column.IntField()
    quarter = QuarterField()
    measure: TargetMeasure = word(TargetMeasure)
    amount = column.IntField()
    within = column.IntField()
    cumulative = column.IntField()
    broken_down = column.IntField(null=True)

    counts = f"""select {key_of("t.id", "q.quarter")} as id, t.id as target_id, t.region_id, t.platform_id,
t.level, t.year, q.quarter, t.measure, t.amount,
{tally("a.quarter = q.quarter")} as within,
{tally("a.quarter between q.first and q.quarter")} as cumulative,
case t.level when 'DISTRICT' then coalesce((select sum(p.amount) from target p
where p.parent_id = t.id and p.state = 'SET'), 0)::int end as broken_down
from target t cross join lateral (
select (t.year || 'Q' || n)::varchar(6) as quarter, (t.year || 'Q1')::varchar(6) as first
from generate_series(1, 4) n where make_date(t.year, 3 * n - 2, 1) <= {TODAY}) q
where t.state = 'SET'"""

    class Meta:
        table = "target_progress"


@noun(
    TargetProgressRow,
    order=("-quarter",),
    filter=("year", "quarter", "level", "measure", "region", "platform", "target"),
)
class TargetProgress(Node):
    """How far a target is achieved in a quarter and up to it, counted from the service ledger as it stands now (Art. 12)."""

    target: Target = shown("The target; only targets that stand are counted.")
    region: Region = shown("Its district.")
    platform: Platform | None = shown("Whose it is; null where it is the district's.")
    level: TargetLevel = shown("Whether it is a district's or a platform's.")
    year: int = shown("The calendar year.")
    quarter: Quarter = shown("The quarter; those that have not begun are left out.")
    measure: TargetMeasure = shown("What is counted.")
    amount: int = shown("How much of it is to be achieved in the year.")
    within: int = shown("How much was done in this quarter. An enterprise served in several quarters counts in each.")
    cumulative: int = shown(
        "How much was done from the year's beginning to this quarter's end. An enterprise counts once."
    )
    percent: Score = computed(
        target_rules.percent, ("cumulative", "amount"), "Of the year's amount, in percent; may exceed 100."
    )
    broken_down: int | None = shown(
        "What its platforms were given of it in all; it may exceed the amount. Null for a platform's target."
    )
    shortfall: int | None = computed(
        target_rules.shortfall,
        ("amount", "broken_down"),
        "By how much what its platforms were given falls short of it: more than 0 is worth a warning. Null for a platform's target.",
    )
