"""The peopling of the simulated city: platforms by region, their bearers, their titles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from api.demo.inhabitants import (
    FOUNDED_LATE,
    TRIO,
    URBAN,
    WITHOUT_CENTRE,
    Certificate,
    Town,
    a_centre,
    a_platform,
    appoint_city,
    employ,
    open_account,
    recognised,
)
from api.demo.memory import Row
from domain.terms import Kind, Level, Role
from resolvers.evaluation.panels import record_employer, register_expert
from schema.registry.entity import EntityRow

PLATFORMS: Final = 150
BASES: Final = (1, 3)
"""Of the others than centres, one in three is a base."""
INSTITUTES: Final = [
    "滇池理工学院",
    "翠湖财经研究所",
    "金马科技咨询研究院",
    "碧鸡会计师事务所",
    "春城产业经济研究中心",
    "云岭质量技术研究院",
    "西山数字技术研究所",
    "盘龙创业指导中心",
]
FIELDS: Final = ["产业经济", "财务会计", "信息技术", "企业管理", "质量检测", "创业辅导", "知识产权", "人力资源"]
EXPERTS: Final = 12
FATES: Final = 14
"""Platforms and bases that come beside the many."""


def people_the_city(town: Town, scale: float) -> None:
    """Everybody who is there when the first quarter begins, and who is to come later."""
    appoint_city(town)
    _centres(town)
    total = max(round(PLATFORMS * scale), len(town.platforms) + len(town.districts) + 3)
    for place, region in enumerate(_places(town, max(total - len(town.platforms) - FATES, len(town.districts)))):
        kind = Kind.DEMO_BASE if place % BASES[1] < BASES[0] else Kind.DEMO_PLATFORM
        _one_more(town, kind, region, place)
    _bearers_of_several(town)
    _with_a_fate(town)
    _experts(town)


def _centres(town: Town) -> None:
    city = town.city
    a_centre(town, town.regions["530100"], date(2009, 6, 1))
    for region in town.districts:
        if region.code in WITHOUT_CENTRE:
            continue
        if region.code == FOUNDED_LATE[0]:
            city.at(
                city.office_hour(FOUNDED_LATE[1]),
                lambda region=region: town.cast.update(late_centre=a_centre(town, region, FOUNDED_LATE[1])),
            )
            continue
        a_centre(
            town,
            region,
            date(2010 + city.random.randrange(8), 1 + city.random.randrange(12), 1 + city.random.randrange(28)),
        )


def _places(town: Town, count: int) -> Iterator[Row]:
    """Each region once, then mostly the urban ones."""
    yield from town.districts
    for _ in range(count - len(town.districts)):
        code = town.city.random.choice(URBAN) if town.city.likely(0.7) else None
        yield town.regions[code] if code else town.city.random.choice(town.districts)


def _one_more(town: Town, kind: Kind, region: Row, place: int) -> None:
    """One platform or base; most have run for years, some are recognised later, some by others than the city."""
    city, chance = town.city, town.city.random
    since = date(2014 + chance.randrange(6), 1 + chance.randrange(11), 1 + chance.randrange(28))
    fate = place % 16 if place >= len(town.districts) else 0
    match fate:
        case 13:
            later = date(2020 + chance.randrange(2), 2 + chance.randrange(10), 1 + chance.randrange(28))
            city.at(
                city.office_hour(later), lambda: a_platform(town, kind, region, Certificate(Level.MUNICIPAL, later))
            )
        case 14:
            a_platform(town, kind, region, Certificate(Level.PROVINCIAL, since))
        case 15:
            made = a_platform(town, kind, region, Certificate(Level.MUNICIPAL, since))
            recognised(
                town, made, Certificate(chance.choice((Level.PROVINCIAL, Level.NATIONAL)), since + timedelta(days=400))
            )
        case _:
            a_platform(town, kind, region, Certificate(Level.MUNICIPAL, since))


def _bearers_of_several(town: Town) -> None:
    """One legal person with three platforms, one of each kind; some with two."""
    region = town.regions[TRIO]
    centre = town.centre(region.id)
    assert centre is not None
    holder = town.city.memory.tables[EntityRow].rows[centre.holder_id]
    if holder.id not in town.people.operators:
        employ(town, holder, region)
    town.cast["trio_centre"] = centre
    town.cast["trio_platform"] = a_platform(
        town, Kind.DEMO_PLATFORM, region, Certificate(Level.MUNICIPAL, date(2016, 9, 1)), holder
    )
    town.cast["trio_base"] = a_platform(
        town, Kind.DEMO_BASE, region, Certificate(Level.MUNICIPAL, date(2017, 3, 1)), holder
    )
    alone = [one for one in town.platforms if one.kind is Kind.DEMO_PLATFORM and one.holder_id != holder.id]
    for one in town.city.random.sample(alone, max(2, len(alone) // 20)):
        region = town.city.memory.by_noun["Region"].rows[one.region_id]
        a_platform(
            town,
            Kind.DEMO_BASE,
            region,
            Certificate(Level.MUNICIPAL, date(2018, 5, 1)),
            town.city.memory.tables[EntityRow].rows[one.holder_id],
        )


def _with_a_fate(town: Town) -> None:
    """The platforms with a named turn of fate."""
    wide, near, far = town.regions["530102"], town.regions["530103"], town.regions["530111"]
    revoked = a_platform(town, Kind.DEMO_PLATFORM, wide, Certificate(Level.MUNICIPAL, date(2016, 5, 1)))
    recognised(town, revoked, Certificate(Level.PROVINCIAL, date(2018, 1, 1)))
    failing = town.centre(town.regions["530125"].id)
    assert failing is not None
    town.cast |= {
        "revoked": revoked,
        "failing_centre": failing,
        "capped_base": a_platform(town, Kind.DEMO_BASE, wide, Certificate(Level.MUNICIPAL, date(2015, 4, 1))),
        "mending_base": a_platform(town, Kind.DEMO_BASE, far, Certificate(Level.MUNICIPAL, date(2017, 6, 1))),
        "recovered_base": a_platform(town, Kind.DEMO_BASE, wide, Certificate(Level.MUNICIPAL, date(2016, 7, 1))),
        "extended": a_platform(town, Kind.DEMO_PLATFORM, far, Certificate(Level.MUNICIPAL, date(2018, 3, 1))),
        "silent": a_platform(town, Kind.DEMO_PLATFORM, near, Certificate(Level.MUNICIPAL, date(2017, 10, 1))),
        "corrected": a_platform(town, Kind.DEMO_PLATFORM, near, Certificate(Level.MUNICIPAL, date(2016, 2, 1))),
        "moved": a_platform(town, Kind.DEMO_PLATFORM, near, Certificate(Level.MUNICIPAL, date(2018, 8, 1))),
        "retiring": a_platform(town, Kind.DEMO_PLATFORM, far, Certificate(Level.MUNICIPAL, date(2016, 11, 1))),
        "new_hands": a_platform(town, Kind.DEMO_PLATFORM, wide, Certificate(Level.MUNICIPAL, date(2017, 1, 1))),
    }


def _experts(town: Town) -> None:
    """Experts with their employers, one of which is evaluated itself."""
    city, bureau = town.city, town.people.bureau
    employers = [(city.names.uscc("12", "530100"), name) for name in INSTITUTES]
    platform = town.platforms[-1]
    for number in range(1, EXPERTS + 1):
        office = open_account(town, f"expert-{number}", Role.EXPERT)
        account = city.memory.parent(office, "account")
        assert account is not None
        expert = city.do(
            bureau, register_expert, account=account.id, name=account.name, field=FIELDS[number % len(FIELDS)]
        )
        uscc, name = employers[number % len(employers)]
        if number == EXPERTS:
            holder = city.memory.parent(platform, "holder")
            assert holder is not None
            uscc, name = holder.uscc, holder.name
        city.do(bureau, record_employer, expert=expert.id, uscc=uscc, name=name, valid_from=date(2015, 7, 1))
        town.people.experts.append((expert, office))
