"""The registry: who founds a centre, what was on a day, how a platform changes (Art. 2, 12, 14)."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.kernel.acts import Act
from domain.kernel.change import Change
from domain.kernel.events import Event
from domain.kernel.violations import Code
from domain.registry import registry
from domain.registry.regions import CITY, REGIONS
from domain.registry.registry import LIFE, Lifetime, Period, PlatformFacts
from domain.rights.scope import PUBLIC
from domain.terms import Kind, Level
from domain.terms.registry import Bearing, PlatformState, RegionKind, SuccessionKind
from tests.builders.registry import (
    FOUNDED,
    HOLDER,
    NAMED,
    OTHER,
    PANLONG,
    PLATFORM,
    RUNNER,
    TODAY,
    WUHUA,
    a_period,
    a_platform,
    a_region,
    bearers,
    code_of,
    day,
    refusal_of,
)

ZONE = RegionKind.DEVELOPMENT_ZONE
CENTRE = Kind.SERVICE_CENTER


def a_centre(region: registry.RegionFacts, founded_on: str = "2018-05-01", *, has_one: bool = False) -> Change:
    return registry.found_center(region, bearers(), FOUNDED, day(founded_on), has_one=has_one, today=TODAY)


# founding (Art. 2)


@pytest.mark.requirement("R2.2")
@pytest.mark.parametrize(
    ("kind", "level", "allowed"),
    [
        (RegionKind.MUNICIPALITY, None, True),
        (RegionKind.DISTRICT, None, True),
        (RegionKind.COUNTY, None, True),
        (RegionKind.CITY, None, True),
        (RegionKind.NEW_AREA, Level.NATIONAL, True),
        (RegionKind.FTZ, Level.NATIONAL, True),
        (ZONE, Level.NATIONAL, True),
        (ZONE, Level.PROVINCIAL, True),
        (RegionKind.RESORT_ZONE, Level.PROVINCIAL, True),
        (ZONE, Level.MUNICIPAL, False),
        (RegionKind.RESORT_ZONE, Level.MUNICIPAL, False),
    ],
)
def test_only_governments_and_committees_of_national_or_provincial_zones_found_centres(
    kind: RegionKind, level: Level | None, allowed: bool
):
    region = a_region(kind, level)

    assert registry.founds_centres(region) is allowed
    if allowed:
        assert a_centre(region).adds[0].values["kind"] is CENTRE
    else:
        refusal = refusal_of(lambda: a_centre(region))
        assert (refusal.code, refusal.article, refusal.path) == (Code.NO_CENTRE_HERE, "第二条", ("region",))
        assert "市级开发" in refusal.message()


def test_a_centre_begins_with_its_region_its_holder_and_its_founding_act():
    change = a_centre(a_region())

    platform, region, holder = change.adds
    assert (platform.noun, region.noun, holder.noun) == ("Platform", "PlatformRegion", "PlatformEntity")
    assert platform.values["founding_document"] == "五政发〔2018〕1号"
    assert platform.values["state"] is PlatformState.OPERATING
    assert region.values == {
        "platform_id": platform,
        "region_id": WUHUA,
        "valid_from": day("2018-05-01"),
        "document": "五政发〔2018〕1号",
    }
    assert (holder.values["entity_id"], holder.values["bearing"]) == (HOLDER, Bearing.HOLDER)
    assert change.events == [Event.PLATFORM_REGISTERED]


def test_only_the_citys_own_centre_is_municipal():
    assert a_centre(a_region(RegionKind.MUNICIPALITY)).adds[0].values["municipal"] is True
    assert a_centre(a_region()).adds[0].values["municipal"] is False


def test_a_region_has_one_centre():
    assert code_of(lambda: a_centre(a_region(), has_one=True)) is Code.CENTRE_EXISTS


def test_nothing_is_founded_tomorrow_or_in_a_region_that_does_not_exist_yet():
    assert code_of(lambda: a_centre(a_region(), "2022-06-02")) is Code.FUTURE_DAY
    assert a_centre(a_region(), "2022-06-01").adds
    assert code_of(lambda: a_centre(a_region(since="2019-01-01"))) is Code.REGION_ENDED
    assert code_of(lambda: a_centre(a_region(to="2018-05-01"))) is Code.REGION_ENDED


def test_a_platform_run_by_another_body_records_both():
    change = registry.register(Kind.DEMO_BASE, a_region(), bearers(RUNNER), NAMED, day("2018-05-01"), today=TODAY)

    assert [new.values.get("bearing") for new in change.adds[2:]] == [Bearing.HOLDER, Bearing.OPERATOR]
    assert change.adds[0].values["operator_id"] == RUNNER


def test_the_holder_is_not_recorded_as_its_own_operator():
    assert (
        code_of(lambda: registry.register(Kind.DEMO_BASE, a_region(), bearers(HOLDER), NAMED, TODAY, today=TODAY))
        is Code.OPERATOR_IS_HOLDER
    )


@pytest.mark.requirement("R2.1")
def test_a_centre_is_founded_not_recognised():
    refused = code_of(lambda: registry.register(CENTRE, a_region(), bearers(), NAMED, TODAY, today=TODAY))

    assert refused is Code.CENTRES_HAVE_NO_TITLE


# what was on a day


@pytest.mark.requirement("R14.5")
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2020-03-24", False),
        ("2020-03-25", True),
        ("2022-01-09", True),
        ("2022-01-10", False),
        ("2022-06-24", False),
        ("2022-06-25", True),
    ],
)
def test_a_region_has_a_centre_from_its_founding_to_the_day_before_its_end(on: str, expected: bool):
    platforms = [
        Lifetime(CENTRE, day("2020-03-25"), day("2022-01-10")),
        Lifetime(CENTRE, day("2022-06-25"), None),
        Lifetime(Kind.DEMO_BASE, day("2010-01-01"), None),
    ]

    assert registry.has_centre(platforms, day(on)) is expected


def test_a_region_without_platforms_has_no_centre():
    assert not registry.has_centre([], TODAY)


@pytest.mark.reading("L27")
@pytest.mark.parametrize(
    ("platform", "titles", "expected"),
    [
        (Lifetime(CENTRE, day("2018-01-01"), None), [], True),
        (Lifetime(CENTRE, day("2018-01-01"), None, municipal=True), [], False),
        (Lifetime(CENTRE, day("2018-01-01"), TODAY), [], False),
        (Lifetime(Kind.DEMO_BASE, day("2018-01-01"), None), [], False),
        (Lifetime(Kind.DEMO_BASE, day("2018-01-01"), None), [a_period("2020-01-01", "2022-06-01")], False),
        (Lifetime(Kind.DEMO_BASE, day("2018-01-01"), None), [a_period("2020-01-01", "2022-06-02")], True),
        (
            Lifetime(Kind.DEMO_BASE, day("2018-01-01"), None),
            [a_period("2020-01-01", "2021-01-01"), a_period("2021-05-01")],
            True,
        ),
        (Lifetime(Kind.DEMO_BASE, day("2018-01-01"), day("2022-05-01")), [a_period("2020-01-01")], False),
    ],
)
def test_the_reporting_set_is_every_centre_but_the_citys_and_every_running_title(
    platform: Lifetime, titles: list[Period], expected: bool
):
    assert registry.reports(platform, titles, TODAY) is expected


# changes


def test_a_move_ends_the_old_region_on_the_day_the_new_one_begins():
    current = a_period()

    change = registry.move(a_platform(), current, a_region(id=PANLONG), day("2022-04-01"), "文号", today=TODAY)
    closed = registry.close(current, day("2022-04-01"))

    assert change.set == {"region_id": PANLONG}
    assert change.adds[0].values == {
        "platform_id": PLATFORM,
        "region_id": PANLONG,
        "valid_from": day("2022-04-01"),
        "document": "文号",
    }
    assert closed.set == {"valid_to": day("2022-04-01")}
    assert change.events == [Event.PLATFORM_MOVED]


@pytest.mark.parametrize(
    ("platform", "region", "on", "code"),
    [
        (a_platform(CENTRE), a_region(id=PANLONG), "2022-04-01", Code.CENTRE_STAYS),
        (a_platform(), a_region(), "2022-04-01", Code.SAME_AS_BEFORE),
        (a_platform(), a_region(id=PANLONG), "2022-06-02", Code.FUTURE_DAY),
        (a_platform(), a_region(id=PANLONG), "2018-05-01", Code.PERIODS_OVERLAP),
        (a_platform(), a_region(id=PANLONG, to="2022-01-01"), "2022-04-01", Code.REGION_ENDED),
        (a_platform(abolished="2022-01-01"), a_region(id=PANLONG), "2022-04-01", Code.WRONG_STATE),
    ],
)
def test_moves_that_are_refused(platform: registry.PlatformFacts, region: registry.RegionFacts, on: str, code: Code):
    assert code_of(lambda: registry.move(platform, a_period(), region, day(on), None, today=TODAY)) is code


def test_another_holder_from_a_day_on():
    change = registry.change_holder(a_platform(), a_period(names=HOLDER), OTHER, day("2022-04-01"), None, today=TODAY)

    assert change.set == {"holder_id": OTHER}
    assert change.adds[0].values["bearing"] is Bearing.HOLDER


def test_the_operator_becomes_the_holder_only_after_it_ended_as_operator():
    platform = a_platform(operator=RUNNER)

    assert (
        code_of(lambda: registry.change_holder(platform, a_period(), RUNNER, day("2022-04-01"), None, today=TODAY))
        is Code.OPERATOR_IS_HOLDER
    )
    assert (
        code_of(lambda: registry.change_operator(platform, a_period(), HOLDER, day("2022-04-01"), None, today=TODAY))
        is Code.OPERATOR_IS_HOLDER
    )


def test_an_operator_comes_goes_and_comes_back_without_overlap():
    change = registry.change_operator(a_platform(), None, RUNNER, day("2020-01-01"), None, today=TODAY)
    assert (change.set, change.adds[0].values["entity_id"]) == ({"operator_id": RUNNER}, RUNNER)

    change = registry.change_operator(
        a_platform(operator=RUNNER), a_period("2020-01-01"), None, day("2021-01-01"), None, today=TODAY
    )
    assert (change.set, list(change.adds)) == ({"operator_id": None}, [])

    ended = a_period("2020-01-01", "2021-01-01")
    assert (
        code_of(lambda: registry.change_operator(a_platform(), ended, OTHER, day("2020-12-31"), None, today=TODAY))
        is Code.PERIODS_OVERLAP
    )
    assert registry.change_operator(a_platform(), ended, OTHER, day("2021-01-01"), None, today=TODAY).adds


def abolished(platform: PlatformFacts, on: date, *, changed_on: str = "2018-05-01") -> Change:
    return registry.abolish(platform, on, "文号", "并入", changed_on=day(changed_on), today=TODAY)


def test_abolishing_ends_a_platform_once_and_not_before_its_last_change():
    change = abolished(a_platform(), TODAY)

    assert (change.set["state"], change.set["abolished_on"]) == (PlatformState.ABOLISHED, TODAY)
    assert code_of(lambda: abolished(a_platform(abolished="2022-01-01"), TODAY)) is Code.WRONG_STATE
    assert code_of(lambda: abolished(a_platform(), day("2018-05-01"))) is Code.EMPTY_PERIOD
    assert code_of(lambda: abolished(a_platform(), day("2021-12-31"), changed_on="2022-01-01")) is Code.DATES_ORDER


def test_platforms_and_bases_lie_in_a_district_not_in_the_city_itself():
    city, current = a_region(RegionKind.MUNICIPALITY, id=PANLONG), a_period("2018-05-01", names=WUHUA)

    for entered in (
        lambda: registry.register(Kind.DEMO_BASE, city, bearers(), NAMED, day("2020-01-01"), today=TODAY),
        lambda: registry.move(a_platform(), current, city, TODAY, None, today=TODAY),
    ):
        assert code_of(entered) is Code.NOT_A_DISTRICT


@pytest.mark.requirement("R12.6")
def test_a_platform_follows_another_of_its_kind_and_never_itself():
    before, after = a_platform(abolished="2022-05-01"), a_platform(id=OTHER)

    def follow(
        one: registry.PlatformFacts, other: registry.PlatformFacts, on: str = "2022-05-01", *followers: UUID
    ) -> Change:
        told = {"document": "文号"}
        return registry.succeed(one, other, SuccessionKind.MERGE, day(on), told, followers=followers, today=TODAY)

    assert follow(before, after).adds[0].values["successor_id"] == OTHER
    assert code_of(lambda: follow(before, before)) is Code.GOES_IN_CIRCLES
    assert follow(before, after, "2022-05-01", uuid4()).adds
    assert code_of(lambda: follow(before, after, "2022-05-01", uuid4(), before.id)) is Code.GOES_IN_CIRCLES
    assert code_of(lambda: follow(before, a_platform(Kind.DEMO_BASE, id=OTHER))) is Code.KINDS_DIFFER
    assert code_of(lambda: follow(after, before)) is Code.AFTER_ABOLITION
    assert code_of(lambda: follow(before, after, "2018-04-30")) is Code.BEFORE_FOUNDING


@pytest.mark.parametrize("state", PlatformState)
def test_a_platform_no_longer_in_being_may_only_be_followed_and_file_what_became_of_it(state: PlatformState):
    possible = {act for act in LIFE.acts if LIFE.refusal(state, act) is None}

    assert possible == (
        set(LIFE.acts) if state is PlatformState.OPERATING else {Act.RECORD_SUCCESSION, Act.FILE_CHANGE}
    )


def test_what_is_offered_for_a_centre_leaves_out_moving_and_titles():
    def why_not(act: Act, kind: Kind) -> Code | None:
        refusal = registry.condition(act, {"kind": kind}, PUBLIC, TODAY)
        return refusal and refusal.code

    assert why_not(Act.MOVE_PLATFORM, CENTRE) is Code.CENTRE_STAYS
    assert why_not(Act.RECOGNISE_TITLE, CENTRE) is Code.CENTRES_HAVE_NO_TITLE
    assert why_not(Act.CHANGE_OPERATOR, CENTRE) is None
    assert why_not(Act.MOVE_PLATFORM, Kind.DEMO_BASE) is None


# always


@pytest.mark.requirement("R2.4")
@given(some.lists(some.integers(1, 400), min_size=1, max_size=8, unique=True))
def test_any_row_of_moves_leaves_one_region_on_every_day(gaps: list[int]):
    start = day("2018-05-01")
    periods = [Period(start, None, WUHUA)]
    now = TODAY + timedelta(days=4000)

    for number, gap in enumerate(gaps):
        current = periods[-1]
        to = PANLONG if number % 2 == 0 else WUHUA
        on = current.valid_from + timedelta(days=gap)
        platform = registry.PlatformFacts(
            PLATFORM, Kind.DEMO_BASE, PlatformState.OPERATING, start, None, current.names or WUHUA, HOLDER, None
        )
        change = registry.move(platform, current, a_region(id=to), on, None, today=now)
        periods[-1] = Period(current.valid_from, registry.close(current, on).set["valid_to"], current.names)  # pyright: ignore[reportArgumentType]
        periods.append(Period(on, None, change.set["region_id"]))  # pyright: ignore[reportArgumentType]

    for n in range((periods[-1].valid_from - start).days + 2):
        of: date = start + timedelta(days=n)
        assert sum(registry.runs(period.valid_from, period.valid_to, of) for period in periods) == 1


# the seed


def test_the_fourteen_county_level_units_and_the_zones_beside_them():
    units = [region for region in REGIONS if region.kind not in registry.ZONES]

    assert [
        sum(unit.kind is kind for unit in units) for kind in (RegionKind.DISTRICT, RegionKind.COUNTY, RegionKind.CITY)
    ] == [7, 6, 1]
    assert all(len(unit.code) == 6 and unit.zone_level is None for unit in units)
    assert all(region.zone_level is not None for region in REGIONS if region.kind in registry.ZONES)
    assert len({region.code for region in (CITY, *REGIONS)}) == len(REGIONS) + 1


@pytest.mark.requirement("R2.4")
def test_a_code_does_not_tell_what_belongs_to_the_city():
    assert any(not region.code.startswith("5301") for region in REGIONS)


def test_only_the_municipal_zone_founds_no_centre():
    barred = [
        region.name for region in REGIONS if not registry.founds_centres(a_region(region.kind, region.zone_level))
    ]

    assert barred == ["昆明倘甸产业园区轿子山旅游开发区"]
