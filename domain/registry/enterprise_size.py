"""Size classes of enterprises: the table of limits, dated, and the class they give (工信部联企业〔2011〕300号, ours to apply).

Large, medium and small need every listed lower limit; one that is missed puts the enterprise a class down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from domain.kernel.units import Fen, yuan
from domain.terms.registry import Industry, SizeClass, UsccClass

Limits = tuple[int, int, int]
"""Lower limits of large, medium and small."""
CLASSES: Final = (SizeClass.LARGE, SizeClass.MEDIUM, SizeClass.SMALL, SizeClass.MICRO)


@dataclass(frozen=True)
class Measures:
    """The limits of one industry; None where a measure plays no part. Staff in persons, money in 万元."""

    staff: Limits | None = None
    revenue: Limits | None = None
    assets: Limits | None = None


@dataclass(frozen=True)
class SizeTable:
    """One edition of the limits."""

    code: str
    title: str
    valid_from: date
    limits: Mapping[Industry, Measures]


SIZES_2017: Final = SizeTable(
    "2017",
    "统计上大中小微型企业划分办法（2017）",
    date(2017, 12, 28),
    MappingProxyType(
        {
            Industry.AGRICULTURE: Measures(revenue=(20000, 500, 50)),
            Industry.INDUSTRY: Measures((1000, 300, 20), (40000, 2000, 300)),
            Industry.CONSTRUCTION: Measures(revenue=(80000, 6000, 300), assets=(80000, 5000, 300)),
            Industry.WHOLESALE: Measures((200, 20, 5), (40000, 5000, 1000)),
            Industry.RETAIL: Measures((300, 50, 10), (20000, 500, 100)),
            Industry.TRANSPORT: Measures((1000, 300, 20), (30000, 3000, 200)),
            Industry.STORAGE: Measures((200, 100, 20), (30000, 1000, 100)),
            Industry.POST: Measures((1000, 300, 20), (30000, 2000, 100)),
            Industry.LODGING: Measures((300, 100, 10), (10000, 2000, 100)),
            Industry.CATERING: Measures((300, 100, 10), (10000, 2000, 100)),
            Industry.INFO_TRANSMISSION: Measures((2000, 100, 10), (100000, 1000, 100)),
            Industry.SOFTWARE: Measures((300, 100, 10), (10000, 1000, 50)),
            Industry.REAL_ESTATE_DEV: Measures(revenue=(200000, 1000, 100), assets=(10000, 5000, 2000)),
            Industry.PROPERTY_MGMT: Measures((1000, 300, 100), (5000, 1000, 500)),
            Industry.LEASING_BUSINESS: Measures((300, 100, 10), assets=(120000, 8000, 100)),
            Industry.OTHER: Measures((300, 100, 10)),
        }
    ),
)

TABLES: Final = (SIZES_2017,)
"""Every edition known, the oldest first. A later one is added, never written over."""


def table_on(day: date, tables: Sequence[SizeTable] = TABLES) -> SizeTable:
    """The edition in force on a day; the first one for days before it."""
    return max(
        (table for table in tables if table.valid_from <= day), key=lambda table: table.valid_from, default=tables[0]
    )


def size_of(
    industry: Industry,
    uscc_class: UsccClass,
    table: SizeTable,
    *,
    staff: int | None,
    revenue: Fen | None,
    assets: Fen | None,
) -> SizeClass:
    """An enterprise's size class is the lowest class of its measures, and UNKNOWN while a measure is not recorded."""
    limits = table.limits.get(industry)
    if limits is None or uscc_class is UsccClass.SELF_EMPLOYED:
        return SizeClass.NOT_APPLICABLE
    lowest = 0
    for bounds, measured, unit in (
        (limits.staff, staff, 1),
        (limits.revenue, revenue, yuan(10_000)),
        (limits.assets, assets, yuan(10_000)),
    ):
        if bounds is None:
            continue
        if measured is None:
            return SizeClass.UNKNOWN
        lowest = max(lowest, _rank(measured, bounds, unit))
    return CLASSES[lowest]


def _rank(measured: int, bounds: Limits, unit: int) -> int:
    """The number of classes that one measure lies below large."""
    return sum(measured < bound * unit for bound in bounds)
