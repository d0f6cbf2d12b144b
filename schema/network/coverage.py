"""The coverage of the eleven functions, with the gaps (Art. 7(4))."""

from typing import ClassVar, Final
from uuid import UUID

from tortoise import fields as column

from domain.terms.network import CoverageLevel
from domain.terms.reporting import ServiceFunction
from schema.noun.noun import TODAY, View, key_of, noun, parent, shown, word
from schema.noun.vocabulary import Node
from schema.registry.platform import Platform
from schema.registry.region import Region

FUNCTIONS: Final = f"unnest(array[{', '.join(repr(each.value) for each in ServiceFunction)}]) as f(function)"
EACH: Final = f"""
    select p.id as platform_id, p.region_id, p.municipal, c.* from platform p cross join lateral (
        select f.function, count(e.partner) as partners, count(e.product) as products, count(e.activity) as activities
        from {FUNCTIONS} left join (
            select x.function, 1 as partner, null::int as product, null::int as activity from partner_function x
                join partner y on y.id = x.partner_id where x.platform_id = p.id and y.state = 'CURRENT'
            union all select function, null, 1, null from product where platform_id = p.id and state = 'CURRENT'
            union all select function, null, null, 1 from activity
                where platform_id = p.id and state = 'RECORDED' and day >= date_trunc('year', {TODAY})::date
        ) e on e.function = f.function group by f.function
    ) c where p.state = 'OPERATING'"""
"""Each platform in being with each function, and what there is of it."""
COVERS: Final = "c.partners + c.products + c.activities > 0"
SUMS: Final = f"""
    count(c.platform_id)::int as platforms, (count(*) filter (where {COVERS}))::int as covering,
    coalesce(sum(c.partners), 0)::int as partners, coalesce(sum(c.products), 0)::int as products,
    coalesce(sum(c.activities), 0)::int as activities, coalesce(bool_or({COVERS}), false) as covered"""


def _summed(level: CoverageLevel, regions: str, of: str) -> str:
    """The sums of some regions, over their platforms."""
    return f"""
    select {key_of("r.id", "f.function")} as id, '{level}'::varchar(40) as level, null::uuid as platform_id,
        r.id as region_id, f.function, {SUMS}
    from region r cross join {FUNCTIONS} left join ({EACH}) c on {of} and c.function = f.function
    where {regions} group by r.id, f.function"""


class CoverageRow(View):
    """One function at one platform, in one district, or in the city.

    “为一体的服务网络,补齐服务短板、提升服务质量” (Art. 7(4)).
    """

    level: CoverageLevel = word(CoverageLevel)
    platform = parent("Platform", null=True)
    platform_id: UUID | None
    region = parent("Region")
    region_id: UUID
    function: ServiceFunction = word(ServiceFunction)
    platforms = column.IntField()
    covering = column.IntField()
    partners = column.IntField()
    products = column.IntField()
    activities = column.IntField()
    covered = column.BooleanField()

    counts: ClassVar[str] = f"""
    select {key_of("c.platform_id", "c.function")} as id, '{
        CoverageLevel.PLATFORM
    }'::varchar(40) as level, c.platform_id,
        c.region_id, c.function, 1 as platforms, ({COVERS})::int as covering,
        c.partners::int as partners, c.products::int as products, c.activities::int as activities, {COVERS} as covered
    from ({EACH}) c
    union all {
        _summed(
            CoverageLevel.DISTRICT,
            f"r.parent_id is not null and r.valid_from <= {TODAY} and (r.valid_to is null or r.valid_to > {TODAY})",
            "c.region_id = r.id",
        )
    }
    union all {_summed(CoverageLevel.CITY, "r.parent_id is null", "true")}"""

    class Meta:
        table = "coverage"


@noun(
    CoverageRow,
    order=("function", "-partners", "-products", "-activities", "covering"),
    filter=("level", "platform", "region", "function", "covered"),
)
class Coverage(Node):
    """One of the eleven functions of service at one platform, in one district or in the city: what there is of it today, or that it is missing (Art. 7(4))."""

    level: CoverageLevel = shown("Of whom it is told.")
    platform: Platform | None = shown("The platform; null where it is told of a district or the city.")
    region: Region = shown("The platform's region today, the district, or the city.")
    function: ServiceFunction = shown("The function.")
    platforms: int = shown("How many platforms are in being there; 1 of a platform.")
    covering: int = shown("How many of them cover the function.")
    partners: int = shown("Partners that serve it today; one of two platforms counts twice.")
    products: int = shown("Products offered today.")
    activities: int = shown("Activities recorded in the running year.")
    covered: bool = shown("Whether there is a partner, a product or an activity of it; a gap where false (ours).")
