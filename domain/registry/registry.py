"""The registry: founding, a platform's state on a day, and the changes of its region, bearers and titles (Art. 2, 12).

Every period is half open: `valid_from` is its first day, `valid_to` the first day after it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.violations import Code, Violation
from domain.rights.scope import Actor
from domain.terms import Kind, Level
from domain.terms.registry import Bearing, PlatformState, RegionKind, SuccessionKind

S = PlatformState
ART2, ART12, ART14 = "第二条", "第十二条", "第十四条（一）"
ZONES: Final = (RegionKind.NEW_AREA, RegionKind.DEVELOPMENT_ZONE, RegionKind.RESORT_ZONE, RegionKind.FTZ)

LIFE: Final = Life(
    "Platform",
    {
        (S.OPERATING, Act.UPDATE_PLATFORM): S.OPERATING,
        (S.OPERATING, Act.MOVE_PLATFORM): S.OPERATING,
        (S.OPERATING, Act.CHANGE_HOLDER): S.OPERATING,
        (S.OPERATING, Act.CHANGE_OPERATOR): S.OPERATING,
        (S.OPERATING, Act.RECOGNISE_TITLE): S.OPERATING,
        (S.OPERATING, Act.RECORD_SUCCESSION): S.OPERATING,
        (S.ABOLISHED, Act.RECORD_SUCCESSION): S.ABOLISHED,
        (S.OPERATING, Act.RECORD_ACTIVITY): S.OPERATING,
        (S.OPERATING, Act.PUBLISH_DISCLOSURE): S.OPERATING,
        (S.OPERATING, Act.FILE_CHANGE): S.OPERATING,
        (S.ABOLISHED, Act.FILE_CHANGE): S.ABOLISHED,
        (S.OPERATING, Act.ABOLISH_PLATFORM): S.ABOLISHED,
    },
)


def condition(act: Act, row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """A platform's kind refuses some acts: centres have no titles and do not move."""
    if row["kind"] is not Kind.SERVICE_CENTER:
        return None
    if act is Act.MOVE_PLATFORM:
        return Violation(Code.CENTRE_STAYS)
    return Violation(Code.CENTRES_HAVE_NO_TITLE, ART2) if act is Act.RECOGNISE_TITLE else None


# what was on a day


def runs(valid_from: date, valid_to: date | None, day: date) -> bool:
    """Whether a period contains a day."""
    return valid_from <= day and (valid_to is None or day < valid_to)


@dataclass(frozen=True)
class Period:
    """A dated row: who or what it names, and from when to when."""

    valid_from: date
    valid_to: date | None
    names: UUID | None = None


@dataclass(frozen=True)
class Lifetime:
    """A platform's lifetime has its kind, founding and abolition."""

    kind: Kind
    founded_on: date
    abolished_on: date | None
    municipal: bool = False

    def in_being(self, day: date) -> bool:
        """Whether a platform was founded by a day and not abolished."""
        return runs(self.founded_on, self.abolished_on, day)


@dataclass(frozen=True)
class Bearers:
    """A platform's bearers are its holder and its operator."""

    id: UUID
    holder_id: UUID
    operator_id: UUID | None

    @property
    def entities(self) -> frozenset[UUID]:
        """The entities are holder and operator."""
        return frozenset({self.holder_id} | ({self.operator_id} if self.operator_id else set()))


def apart(platform: Bearers, centre: Bearers) -> bool:
    """Whether a centre has nothing of its own in a platform: it is another, with another holder and operator."""
    return platform.id != centre.id and not platform.entities & centre.entities


def on(periods: Iterable[Period], day: date) -> Period | None:
    """The period that contains a day."""
    return next((period for period in periods if runs(period.valid_from, period.valid_to, day)), None)


def evaluated(platform: Lifetime, titles: Iterable[Period], day: date) -> bool:
    """A platform is what Articles 15, 18 and 19 speak of: a centre in operation, or one with a municipal title, on a day. Readings L1, L19.

    `titles` are those of the evaluated level alone.
    """
    if not platform.in_being(day):
        return False
    return platform.kind is Kind.SERVICE_CENTER or on(titles, day) is not None


def has_centre(platforms: Iterable[Lifetime], day: date) -> bool:
    """A region has a centre on a day while one of its platforms is a centre in being; pauses and operators change nothing. Source: Art. 14."""
    return any(platform.kind is Kind.SERVICE_CENTER and platform.in_being(day) for platform in platforms)


def reports(platform: Lifetime, titles: Iterable[Period], day: date) -> bool:
    """Whether a platform is in the reporting set on a day: a centre but the city's own, or any running title. Source: Art. 14(1); reading L27."""
    if not platform.in_being(day) or platform.municipal:
        return False
    return platform.kind is Kind.SERVICE_CENTER or on(titles, day) is not None


# founding and recognition


@dataclass(frozen=True)
class RegionFacts:
    """A region has its kind, level and period."""

    id: UUID
    name: str
    kind: RegionKind
    zone_level: Level | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class BearerAndOperator:
    """A platform has a bearer, and an operator where another runs the platform."""

    holder_id: UUID
    operator_id: UUID | None


def founds_centres(region: RegionFacts) -> bool:
    """Whether the region's own authority may found a centre: city, county, or a national or provincial zone. Source: Art. 2.

    “经市县两级人民政府、各国家级省级开发(度假)区管委会批准成立的中小企业服务中心” (Art. 2).
    """
    return region.kind not in ZONES or region.zone_level in (Level.NATIONAL, Level.PROVINCIAL)


def found_center(
    region: RegionFacts,
    bearers: BearerAndOperator,
    columns: Mapping[str, object],
    founded_on: date,
    *,
    has_one: bool,
    today: date,
) -> Change:
    """Enter a centre of a region; `columns` are its name and its founding act. Refuses municipal zones. Source: Art. 2."""
    if not founds_centres(region):
        raise Violation(Code.NO_CENTRE_HERE, ART2, ("region",), {"region": region.name, "level": Level.MUNICIPAL.label})
    if has_one:
        raise Violation(Code.CENTRE_EXISTS, path=("region",), facts={"region": region.name})
    municipal = region.kind is RegionKind.MUNICIPALITY
    return _enter({"kind": Kind.SERVICE_CENTER, "municipal": municipal, **columns}, region, bearers, founded_on, today)


def register(
    kind: Kind,
    region: RegionFacts,
    bearers: BearerAndOperator,
    columns: Mapping[str, object],
    founded_on: date,
    *,
    today: date,
) -> Change:
    """Enter a demonstration platform or base; its title is recognised in the same act. Source: Art. 2."""
    if kind is Kind.SERVICE_CENTER:
        raise Violation(Code.CENTRES_HAVE_NO_TITLE, ART2, ("kind",))
    in_a_district(region.kind, region.name)
    return _enter({"kind": kind, "municipal": False, **columns}, region, bearers, founded_on, today)


def _enter(
    values: Mapping[str, object], region: RegionFacts, bearers: BearerAndOperator, day: date, today: date
) -> Change:
    """A platform with its first region and bearers."""
    not_ahead(day, today, "founded_on")
    exists(region, day)
    if bearers.operator_id == bearers.holder_id:
        raise Violation(Code.OPERATOR_IS_HOLDER, path=("operator",))
    first = {"region_id": region.id, "holder_id": bearers.holder_id, "operator_id": bearers.operator_id}
    platform = New("Platform", {**values, **first, "state": S.OPERATING, "founded_on": day})
    document = values.get("founding_document")
    adds = [
        platform,
        _region(platform, region.id, day, document),
        _bearer(platform, bearers.holder_id, Bearing.HOLDER, day, document),
    ]
    if bearers.operator_id is not None:
        adds.append(_bearer(platform, bearers.operator_id, Bearing.OPERATOR, day, document))
    return Change(adds=adds, events=[Event.PLATFORM_REGISTERED])


def _region(platform: object, region: UUID, day: date, document: object) -> New:
    return New(
        "PlatformRegion", {"platform_id": platform, "region_id": region, "valid_from": day, "document": document}
    )


def _bearer(platform: object, entity: UUID, bearing: Bearing, day: date, document: object) -> New:
    values = {"platform_id": platform, "entity_id": entity, "bearing": bearing, "valid_from": day, "document": document}
    return New("PlatformEntity", values)


# changes of a platform


@dataclass(frozen=True)
class PlatformFacts:
    """A platform has its kind, lifetime, region and bearers."""

    id: UUID
    kind: Kind
    state: PlatformState
    founded_on: date
    abolished_on: date | None
    region_id: UUID
    holder_id: UUID
    operator_id: UUID | None


def move(
    platform: PlatformFacts, current: Period, to: RegionFacts, day: date, document: str | None, *, today: date
) -> Change:
    """The platform moves to another region from a day on; `close` ends the current period. Source: Art. 12."""
    LIFE.move(platform.state, Act.MOVE_PLATFORM)
    if platform.kind is Kind.SERVICE_CENTER:
        raise Violation(Code.CENTRE_STAYS, path=("id",))
    _differs(platform.region_id, to.id, "region")
    in_a_district(to.kind, to.name)
    exists(to, day)
    _after(current, day, today)
    adds = [_region(platform.id, to.id, day, document)]
    return Change({"region_id": to.id}, adds, [Event.PLATFORM_MOVED])


def change_holder(
    platform: PlatformFacts, current: Period, to: UUID, day: date, document: str | None, *, today: date
) -> Change:
    """The platform gets another bearer from a day on; money received stays the platform's. Source: Art. 12."""
    LIFE.move(platform.state, Act.CHANGE_HOLDER)
    _differs(platform.holder_id, to, "holder")
    if platform.operator_id == to:
        raise Violation(
            Code.OPERATOR_IS_HOLDER, path=("holder",), hint=("请先变更运营机构。", "Change the operator first.")
        )
    _after(current, day, today)
    return Change({"holder_id": to}, [_bearer(platform.id, to, Bearing.HOLDER, day, document)], [Event.HOLDER_CHANGED])


def change_operator(
    platform: PlatformFacts, latest: Period | None, to: UUID | None, day: date, document: str | None, *, today: date
) -> Change:
    """The platform gets another operator from a day on; None is its holder. Source: Art. 12, 19."""
    LIFE.move(platform.state, Act.CHANGE_OPERATOR)
    _differs(platform.operator_id, to, "operator")
    if to == platform.holder_id:
        raise Violation(Code.OPERATOR_IS_HOLDER, path=("operator",))
    not_ahead(day, today)
    in_being(platform, day)
    if latest is not None and day < (latest.valid_to or latest.valid_from):
        raise Violation(Code.PERIODS_OVERLAP, path=("day",), facts={"since": latest.valid_from})
    adds = [] if to is None else [_bearer(platform.id, to, Bearing.OPERATOR, day, document)]
    return Change({"operator_id": to}, adds, [Event.OPERATOR_CHANGED])


def close(current: Period, day: date) -> Change:
    """A period ends on the day of its successor's beginning, and never on its own first day."""
    if day <= current.valid_from:
        raise Violation(Code.PERIODS_OVERLAP, path=("day",), facts={"since": current.valid_from})
    return Change({"valid_to": day})


def abolish(platform: PlatformFacts, day: date, document: str, reason: str, *, changed_on: date, today: date) -> Change:
    """A platform is abolished from a day on, not before its last change of region or bearers; its titles end by `titles.end`."""
    state = LIFE.move(platform.state, Act.ABOLISH_PLATFORM)
    not_ahead(day, today)
    if day <= platform.founded_on:
        raise Violation(Code.EMPTY_PERIOD, path=("day",))
    not_before(day, changed_on, ("撤销日", "the day of abolition"), ("最近一次变更日", "the day of its last change"))
    values = {"state": state, "abolished_on": day, "abolition_document": document, "abolition_reason": reason}
    return Change(values, events=[Event.PLATFORM_ABOLISHED])


def succeed(
    before: PlatformFacts,
    after: PlatformFacts,
    kind: SuccessionKind,
    day: date,
    columns: Mapping[str, object],
    *,
    followers: Collection[UUID],
    today: date,
) -> Change:
    """One platform follows another; `columns` is the document and a note, `followers` are all that followed the successor.

    What both have received is the money chapter's.

    “发生主体变更、地址或法定代表人变更、重组等重大调整事项的” (Art. 12).
    """
    not_ahead(day, today)
    if before.kind is not after.kind:
        raise Violation(Code.KINDS_DIFFER, path=("successor",))
    if before.id in {after.id, *followers}:
        raise Violation(Code.GOES_IN_CIRCLES, path=("successor",))
    in_being(after, day)
    values = {"predecessor_id": before.id, "successor_id": after.id, "kind": kind, "day": day, **columns}
    return Change(adds=[New("Succession", values)], events=[Event.PLATFORMS_SUCCEEDED])


# what every dated entry must meet


def not_ahead(day: date, today: date, field: str = "day") -> None:
    """Refuse a day still to come: the last row of the registry is always today's."""
    if day > today:
        raise Violation(Code.FUTURE_DAY, path=(field,), facts={"day": day})


def served_on(lifetime: Lifetime, day: date, today: date, *, field: str = "day") -> None:
    """Refuse a day that has not come, or on which the platform did not serve."""
    if day > today:
        raise Violation(Code.FUTURE_DAY, path=(field,), facts={"day": day})
    if day < lifetime.founded_on:
        raise Violation(Code.BEFORE_FOUNDING, path=(field,), facts={"day": day, "founded": lifetime.founded_on})
    if not lifetime.in_being(day):
        raise Violation(Code.AFTER_ABOLITION, path=(field,), facts={"abolished": lifetime.abolished_on})


def not_before(
    day: date,
    since: date,
    later: tuple[str, str],
    earlier: tuple[str, str],
    *,
    field: str = "day",
) -> None:
    """Refuse a day before an earlier event; both events are named in Chinese and English."""
    if day < since:
        named: dict[str, object] = {
            "later": later[0],
            "later_en": later[1],
            "earlier": earlier[0],
            "earlier_en": earlier[1],
        }
        raise Violation(Code.DATES_ORDER, path=(field,), facts={**named, "day": day, "since": since})


def in_a_district(kind: RegionKind, name: str) -> None:
    """Refuse the city itself where a county, district or zone answers: its own centre alone lies in it."""
    if kind is RegionKind.MUNICIPALITY:
        raise Violation(Code.NOT_A_DISTRICT, path=("region",), facts={"region": name})


def exists(region: RegionFacts, day: date) -> None:
    """Refuse a region that does not exist on a day."""
    if not runs(region.valid_from, region.valid_to, day):
        raise Violation(Code.REGION_ENDED, path=("region",), facts={"region": region.name, "day": day})


def in_being(platform: PlatformFacts | Lifetime, day: date) -> None:
    """Refuse a day on which the platform was not in being."""
    if day < platform.founded_on:
        raise Violation(Code.BEFORE_FOUNDING, path=("day",), facts={"day": day, "founded": platform.founded_on})
    if platform.abolished_on is not None and day >= platform.abolished_on:
        raise Violation(Code.AFTER_ABOLITION, path=("day",), facts={"abolished": platform.abolished_on})


def in_being_within(lifetime: Lifetime, year: int) -> None:
    """Refuse a calendar year in which the platform was not in being at all."""
    if year < lifetime.founded_on.year:
        facts: dict[str, object] = {"day": f"{year}年", "day_en": year, "founded": lifetime.founded_on}
        raise Violation(Code.BEFORE_FOUNDING, path=("year",), facts=facts)
    if lifetime.abolished_on is not None and year > lifetime.abolished_on.year:
        raise Violation(Code.AFTER_ABOLITION, path=("year",), facts={"abolished": lifetime.abolished_on})


def _differs(now: UUID | None, to: UUID | None, field: str) -> None:
    if now == to:
        raise Violation(Code.SAME_AS_BEFORE, path=(field,))


def _after(current: Period, day: date, today: date) -> None:
    not_ahead(day, today)
    close(current, day)
