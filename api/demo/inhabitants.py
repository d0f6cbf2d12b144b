"""The inhabitants of the simulated city: legal persons, platforms with their titles, and accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Final
from uuid import UUID

from api.demo.deeds import DemoCity, an_id
from api.demo.memory import Row
from api.demo.names import short_of, spelled
from domain.calendar import KUNMING
from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.people import people
from domain.people.administrators import Proposer
from domain.people.people import OfficeFacts
from domain.registry.first_day import regions
from domain.terms import Kind, Level, Role
from domain.terms.registry import AccountState, OfficeState
from resolvers.people.people import confirm_office
from resolvers.registry.entities import register_entity
from resolvers.registry.registry import RecognitionInput, found_center, register_platform
from resolvers.registry.titles import recognise_title
from schema.people.account import AccountRow, OfficeRow
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow

ENTERED: Final = datetime(2019, 12, 23, 9, tzinfo=KUNMING)
"""When the registry is entered, before the first quarter."""
WITHOUT_CENTRE: Final = ("530128", "530129", "530128401", "530129405", "DIANZHONG", "532823106")
FOUNDED_LATE: Final = ("530115", date(2021, 5, 12))
"""A centre founded in mid-quarter: its district reports by itself until then."""
TRIO: Final = "530114"
"""The district whose centre's holder also bears a platform and a base."""
URBAN: Final = ("530102", "530103", "530111", "530112", "530114", "530102401", "530111402", "530181")
FIRST: Final = {
    Role.SYSTEM_ADMINISTRATOR: ("system", "赵启明", "0871-00000001"),
    Role.SECURITY_ADMINISTRATOR: ("security", "钱守正", "0871-00000002"),
    Role.AUDIT_ADMINISTRATOR: ("audit", "孙明察", "0871-00000003"),
}
"""The three administrators' accounts: user name, name and telephone."""
MUNICIPAL: Final = "昆明市工业和信息化局"
HIGHER: Final = {Level.PROVINCIAL: "云南省工业和信息化厅", Level.NATIONAL: "工业和信息化部"}


@dataclass
class People:
    """The offices of the city, by those for whom they act."""

    administrators: dict[Role, Row]
    bureau: Row
    password_hash: str
    finance: Row = None
    centre: Row = None
    oversight: Row = None
    departments: dict[UUID, Row] = field(default_factory=dict[UUID, Row])
    centres: dict[UUID, Row] = field(default_factory=dict[UUID, Row])
    operators: dict[UUID, Row] = field(default_factory=dict[UUID, Row])
    """By the entity they act for."""
    experts: list[tuple[Row, Row]] = field(default_factory=list[tuple[Row, Row]])
    """Each expert with the office."""


@dataclass
class Town:
    """The city and those who live in it."""

    city: DemoCity
    people: People
    regions: dict[str, Row] = field(default_factory=dict[str, Row])
    platforms: list[Row] = field(default_factory=list[Row])
    cast: dict[str, Row] = field(default_factory=dict[str, Row])
    """Those to whom something particular happens."""
    hands: dict[UUID, int] = field(default_factory=dict[UUID, int])
    contents: dict[str, bytes] = field(default_factory=dict[str, bytes])
    """The bytes of files, by their hash."""

    def operator_of(self, platform: Row) -> Row:
        """The office that reports for a platform today."""
        return self.people.operators[platform.operator_id or platform.holder_id]

    @property
    def districts(self) -> list[Row]:
        """Every region under the city."""
        return [region for region in self.regions.values() if region.parent_id is not None]

    def centre(self, region: UUID) -> Row | None:
        """The centre a district has today."""
        centres = [
            one
            for one in self.city.memory.all(PlatformRow, region_id=region, kind=Kind.SERVICE_CENTER)
            if one.abolished_on is None
        ]
        return centres[0] if centres else None


# the ground everything stands on


def settle(city: DemoCity, password_hash: str) -> Town:
    """Regions, and the first accounts: the administrators', and the bureau's."""
    city.now = ENTERED
    administrators = {role: _administrator(city, role, password_hash) for role in FIRST}
    id = city.new_id()
    bureau = _at_first(city, Role.MUNICIPAL_BUREAU, id, _columns(city, "bureau", "李春城", password_hash), city.new_id)
    town = Town(city, People(administrators, bureau, password_hash))
    memory = city.memory
    ids = {each: city.new_id() for each in regions()}
    for each, id in ids.items():
        above = each.values["parent_id"]
        values = {**each.values, "parent_id": ids[above] if isinstance(above, New) else None}
        row = memory.tables[RegionRow].insert(id, values)
        town.regions[row.code] = row
    return town


# accounts


def _columns(
    city: DemoCity, username: str, name: str, password_hash: str, phone: str | None = None
) -> dict[str, object]:
    known = {
        "username": username,
        "name": name,
        "name_sort": spelled(name[:1], name[1:]),
        "phone": city.names.phone() if phone is None else phone,
        "email": f"{username}@dianchi.invalid",
    }
    return {
        **known,
        "state": AccountState.ACTIVE,
        "password_hash": password_hash,
        "must_change_password": False,
        "password_changed_at": city.now,
    }


def _administrator(city: DemoCity, role: Role, password_hash: str) -> Row:
    """An administrator, by a chance of its own: who else lives in the city does not hang on it."""
    username, name, phone = FIRST[role]
    random = Random(username)  # noqa: S311 (a simulation)
    columns = _columns(city, username, name, password_hash, phone)
    return _at_first(city, role, an_id(city.now, random), columns, partial(an_id, city.now, random))


def _at_first(city: DemoCity, role: Role, id: UUID, columns: dict[str, object], new_id: Callable[[], UUID]) -> Row:
    """An account that was there before there were acts, with its office."""
    account = city.memory.tables[AccountRow].insert(id, columns)
    office = {"account_id": account.id, "role": role, "valid_from": city.today}
    return city.memory.tables[OfficeRow].insert(new_id(), office)


def open_account(town: Town, username: str, role: Role, region: Row | None = None, entity: Row | None = None) -> Row:
    """An account with its office."""
    crew = town.people
    values = _columns(town.city, username, town.city.names.person(), crew.password_hash)
    system = crew.administrators[Role.SYSTEM_ADMINISTRATOR]
    account = town.city.enter(system, Act.CREATE_ACCOUNT, New("Account", values))
    return appoint(town, account.id, role, region, entity)


def appoint(town: Town, account: UUID, role: Role, region: Row | None = None, entity: Row | None = None) -> Row:
    """An office, beside those an account has: security appoints, and the system administrator confirms where a second has to."""
    city, administrators = town.city, town.people.administrators
    security, system = administrators[Role.SECURITY_ADMINISTRATOR], administrators[Role.SYSTEM_ADMINISTRATOR]
    office = OfficeFacts(role, region and region.id, entity and entity.id, city.today, None)
    others = [row.facts(OfficeFacts) for row in city.memory.all(OfficeRow, account_id=account)]
    by = Proposer(security.role, security.account_id)
    row = city.enter(security, Act.APPOINT_OFFICE, people.appoint(account, office, others, by=by))
    if row.state is OfficeState.PROPOSED:
        city.do(system, confirm_office, row)
    return row


def appoint_city(town: Town) -> None:
    """The city's own offices, and every district's department."""
    crew = town.people
    crew.finance = open_account(town, "finance", Role.FINANCE_BUREAU)
    crew.centre = open_account(town, "center", Role.MUNICIPAL_CENTER)
    crew.oversight = open_account(town, "oversight", Role.OVERSIGHT)
    for region in town.districts:
        crew.departments[region.id] = open_account(
            town, f"{region.code.lower()}-department", Role.DISTRICT_DEPARTMENT, region
        )


def employ(town: Town, entity: Row, region: Row) -> None:
    """An account that acts for an entity."""
    crew = town.people
    if entity.id in crew.operators:
        return
    count = town.hands[region.id] = town.hands.get(region.id, 0) + 1
    username = f"{region.code.lower()}-operator{'' if count == 1 else f'-{count}'}"
    crew.operators[entity.id] = open_account(town, username, Role.OPERATOR, entity=entity)


# bodies and platforms


def an_entity(town: Town, kind: Kind, region: Row, name: str | None = None, leading: str = "91") -> Row:
    """A legal person."""
    city, names = town.city, town.city.names
    short = short_of(region.name)
    code, name = names.uscc(leading, region.code), name or names.entity(kind, short)
    return city.do(
        town.people.bureau,
        register_entity,
        uscc=code,
        name=name,
        address=names.address(short),
        legal_representative=names.person(),
    )


def a_centre(town: Town, region: Row, founded_on: date) -> Row:
    """A district's centre, borne by a public institution, with the account that is its desk and writes its own report."""
    city, crew, short = town.city, town.people, short_of(region.name)
    name = f"{short}中小企业服务中心"
    holder = an_entity(town, Kind.SERVICE_CENTER, region, f"{short}中小企业服务促进中心", "12")
    operator = an_entity(town, Kind.SERVICE_CENTER, region) if city.likely(0.3) else None
    particulars = {
        "address": city.names.address(short),
        "service_phone": city.names.phone(),
        "founding_document": f"{short}政办〔{founded_on.year}〕{city.random.randrange(1, 90)}号",
    }
    platform = city.do(
        crew.bureau,
        found_center,
        name=name,
        region=region.id,
        holder=holder.id,
        operator=operator and operator.id,
        founded_on=founded_on,
        **particulars,
    )
    desk = (
        crew.centre
        if platform.municipal
        else open_account(town, f"{region.code.lower()}-center", Role.DISTRICT_CENTER, region)
    )
    if not platform.municipal:
        crew.centres[region.id] = desk
    crew.operators[(operator or holder).id] = appoint(town, desk.account_id, Role.OPERATOR, entity=operator or holder)
    town.platforms.append(platform)
    return platform


@dataclass(frozen=True)
class Certificate:
    """A title to be given with a platform's entry."""

    level: Level
    since: date
    until: date | None = None


def a_platform(town: Town, kind: Kind, region: Row, title: Certificate, holder: Row | None = None) -> Row:
    """A demonstration platform or base with its first title."""
    city, short = town.city, short_of(region.name)
    body: Row = holder or an_entity(town, kind, region)
    name = city.names.platform(kind, body.name, short)
    founded = title.since - timedelta(days=city.random.randrange(200, 900))
    particulars = {
        "address": city.names.address(short),
        "service_phone": city.names.phone(),
        "founded_on": founded,
        "title": _recognition(city, title),
    }
    platform = city.do(
        town.people.bureau,
        register_platform,
        name=name,
        kind=kind,
        region=region.id,
        holder=body.id,
        operator=None,
        **particulars,
    )
    employ(town, body, region)
    town.platforms.append(platform)
    return platform


def _recognition(city: DemoCity, title: Certificate) -> RecognitionInput:
    by = HIGHER.get(title.level, MUNICIPAL)
    mark = {Level.MUNICIPAL: "KM", Level.PROVINCIAL: "YN", Level.NATIONAL: "CN"}[title.level]
    return RecognitionInput(
        level=title.level,
        certificate=f"{mark}-{title.since.year}-{city.random.randrange(10000):04d}",
        recognised_by=by,
        valid_from=title.since,
        valid_to=title.until,
    )


def recognised(town: Town, platform: Row, title: Certificate) -> Row:
    """A further title."""
    recognition = vars(_recognition(town.city, title))
    return town.city.do(town.people.bureau, recognise_title, platform=platform.id, **recognition)
