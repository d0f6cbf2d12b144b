"""Size classes by the limits of 2017."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.kernel.units import Fen, yuan
from domain.registry.enterprise_size import CLASSES, SIZES_2017, SizeTable, size_of, table_on
from domain.terms.registry import Industry, SizeClass, UsccClass

WAN = 10_000


def size(industry: Industry, staff: int | None = None, revenue: int | None = None, assets: int | None = None):
    """The class of an enterprise, money in 万元."""
    money = [None if amount is None else yuan(amount * WAN) for amount in (revenue, assets)]
    return size_of(industry, UsccClass.ENTERPRISE, SIZES_2017, staff=staff, revenue=money[0], assets=money[1])


@pytest.mark.parametrize(
    ("industry", "staff", "revenue", "expected"),
    [
        (Industry.INDUSTRY, 1000, 40000, SizeClass.LARGE),
        (Industry.INDUSTRY, 1000, 39999, SizeClass.MEDIUM),
        (Industry.INDUSTRY, 299, 50000, SizeClass.SMALL),
        (Industry.INDUSTRY, 19, 999999, SizeClass.MICRO),
        (Industry.INDUSTRY, 20, 300, SizeClass.SMALL),
        (Industry.STORAGE, 150, 2000, SizeClass.MEDIUM),
        (Industry.INFO_TRANSMISSION, 2000, 10000, SizeClass.MEDIUM),
        (Industry.INFO_TRANSMISSION, 2000, 99999, SizeClass.MEDIUM),
    ],
)
def test_staff_and_revenue(industry: Industry, staff: int, revenue: int, expected: SizeClass):
    assert size(industry, staff, revenue) is expected


def test_real_estate_is_measured_by_revenue_and_assets():
    assert size(Industry.REAL_ESTATE_DEV, revenue=1000, assets=1999) is SizeClass.MICRO
    assert size(Industry.REAL_ESTATE_DEV, revenue=200000, assets=10000) is SizeClass.LARGE


def test_other_services_are_measured_by_staff_alone():
    assert size(Industry.OTHER, 10) is SizeClass.SMALL
    assert size(Industry.OTHER, 9) is SizeClass.MICRO


def test_one_fen_below_a_limit_is_below_it():
    below = Fen(yuan(300 * WAN) - 1)

    assert (
        size_of(Industry.INDUSTRY, UsccClass.ENTERPRISE, SIZES_2017, staff=20, revenue=below, assets=None)
        is SizeClass.MICRO
    )


def test_a_figure_that_is_not_recorded_is_never_guessed():
    assert size(Industry.INDUSTRY, 1000) is SizeClass.UNKNOWN
    assert size(Industry.LEASING_BUSINESS, 300, revenue=1) is SizeClass.UNKNOWN


def test_industries_without_limits_and_households_have_no_size():
    assert size(Industry.NOT_COVERED, 5, 5, 5) is SizeClass.NOT_APPLICABLE
    household = size_of(Industry.RETAIL, UsccClass.SELF_EMPLOYED, SIZES_2017, staff=3, revenue=yuan(WAN), assets=None)
    assert household is SizeClass.NOT_APPLICABLE


@pytest.mark.parametrize("industry", sorted(SIZES_2017.limits))
def test_at_a_limit_it_is_of_the_class_and_one_below_in_any_measure_of_the_next(industry: Industry):
    measures = {name: bounds for name, bounds in vars(SIZES_2017.limits[industry]).items() if bounds is not None}
    for number, of in enumerate((SizeClass.LARGE, SizeClass.MEDIUM, SizeClass.SMALL)):
        at_limit = {name: bounds[number] for name, bounds in measures.items()}
        assert size(industry, **at_limit) is of
        for name, value in at_limit.items():
            assert size(industry, **{**at_limit, name: value - 1}) is CLASSES[CLASSES.index(of) + 1]


def test_every_industry_with_limits_has_them_falling():
    for measures in SIZES_2017.limits.values():
        for bounds in (measures.staff, measures.revenue, measures.assets):
            assert bounds is None or bounds[0] > bounds[1] > bounds[2] > 0


def test_the_edition_in_force_on_the_day_is_taken():
    later = SizeTable("2030", "", date(2030, 1, 1), {})

    assert table_on(date(2029, 12, 31), (SIZES_2017, later)) is SIZES_2017
    assert table_on(date(2030, 1, 1), (SIZES_2017, later)) is later
    assert table_on(date(2011, 1, 1), (SIZES_2017, later)) is SIZES_2017


@given(
    some.sampled_from(sorted(SIZES_2017.limits)),
    some.integers(0, 3000),
    some.integers(0, 3000),
    some.integers(0, 300000),
    some.integers(0, 300000),
)
def test_growing_never_makes_smaller(industry: Industry, staff: int, more: int, revenue: int, assets: int):
    now, later = size(industry, staff, revenue, assets), size(industry, staff + more, revenue + more, assets + more)

    assert CLASSES.index(later) <= CLASSES.index(now)
