"""The platforms' services: served enterprises, and the entries of the ledgers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from api.demo.inhabitants import Town
from api.demo.memory import Row
from api.demo.names import CHANNELS, ROADS, SUBJECTS
from domain.calendar import KUNMING
from domain.kernel.acts import Act
from domain.kernel.units import Fen, Quarter, yuan
from domain.registry import bodies, registry
from domain.registry.bodies import Scale
from domain.registry.registry import Lifetime, Period
from domain.services import activity as activity_rules
from domain.services.activity import Entry, LedgerPlace, ServedEnterprise
from domain.terms import Kind
from domain.terms.registry import Industry
from domain.terms.reporting import Mode, Nature, ServiceFunction
from resolvers.services.activities import EntryInput, replace_activity, withdraw_activity
from schema.reporting.report import ReportRow

ENTERPRISES: Final = 5000
INDUSTRIES: Final = (
    Industry.INDUSTRY,
    Industry.SOFTWARE,
    Industry.WHOLESALE,
    Industry.RETAIL,
    Industry.CATERING,
    Industry.AGRICULTURE,
    Industry.CONSTRUCTION,
    Industry.TRANSPORT,
    Industry.LEASING_BUSINESS,
    Industry.OTHER,
)
HOUSEHOLDS: Final = 0.12
UNTOLD: Final = 0.03
MISTAKEN: Final = 0.012
FUNCTIONS: Final = tuple(ServiceFunction)
OUTSIDERS: Final = 0.15
"""Of those a platform serves, so many lie in another district."""


@dataclass
class Manner:
    """A platform's manner: amount of services, diligence in reporting, served enterprises."""

    vigour: float
    diligence: float
    clients: list[Row]


class Services:
    """The enterprises of the city and what is done for them."""

    def __init__(self, town: Town, scale: float) -> None:
        self.town, self.city, self.chance = town, town.city, town.city.random
        self.enterprises: dict[UUID, list[Row]] = {}
        self.served_as: dict[UUID, ServedEnterprise] = {}
        self.manners: dict[UUID, Manner] = {}
        self.eager: set[UUID] = set()
        """Those who do more than others."""
        self.generous = 0.5 + min(scale, 1) / 2
        """In a small city each activity serves fewer."""
        self._enter(max(round(ENTERPRISES * scale), 12 * len(town.regions)))

    # enterprises

    def _enter(self, count: int) -> None:
        """Enterprises, each entered by a platform of its district."""
        at_home: dict[UUID, list[Row]] = {}
        for platform in self.town.platforms:
            at_home.setdefault(platform.region_id, []).append(platform)
        for number in range(count):
            region = (
                self.town.districts[number % len(self.town.districts)]
                if number % 2
                else self.chance.choice(self.town.districts[:8])
            )
            self._one(region, self.chance.choice(at_home[region.id]))

    def _one(self, region: Row, platform: Row) -> None:
        city, office = self.city, self.town.operator_of(platform)
        if self.city.likely(HOUSEHOLDS):
            code, (name, key), scale = (
                city.names.uscc("92", region.code),
                city.names.household(),
                Scale(Industry.RETAIL, None, None, None),
            )
        else:
            industry = self.chance.choice(INDUSTRIES)
            code, (name, key), scale = (
                city.names.uscc("91", region.code),
                city.names.enterprise(industry),
                self._scale(industry),
            )
        anchors = {"platform_id": platform.id, "region_id": platform.region_id}
        change = bodies.register_enterprise(code, {"name": name, "name_sort": key}, scale, anchors, today=city.today)
        made = city.enter(office, Act.REGISTER_ENTERPRISE, change)
        self.enterprises.setdefault(region.id, []).append(made)
        self.served_as[made.id] = made.facts(ServedEnterprise)

    def _scale(self, industry: Industry) -> Scale:
        if self.city.likely(UNTOLD):
            return Scale(industry, None, None, None)
        staff = int(self.chance.lognormvariate(3.0, 1.1)) + 1
        revenue = Fen(yuan(10_000) * staff * self.chance.randrange(10, 60))
        return Scale(industry, staff, revenue, Fen(revenue // 2))

    def manner(self, platform: Row) -> Manner:
        """A platform's manner of working, decided at its first use."""
        manner = self.manners.get(platform.id)
        if manner is None:
            vigour, diligence = self.chance.triangular(0.3, 1.4, 1.05), self.chance.triangular(0.8, 1.0, 0.99)
            if platform.id in self.eager:
                vigour = 1.9
            manner = self.manners[platform.id] = Manner(
                vigour, diligence, self._clients(platform, round(60 + 130 * vigour))
            )
        return manner

    def _clients(self, platform: Row, count: int) -> list[Row]:
        near = self.enterprises.get(platform.region_id) or [
            each for those in self.enterprises.values() for each in those
        ]
        clients = self.chance.sample(near, min(count, len(near)))
        for _ in range(max(round(count * OUTSIDERS), count - len(clients))):
            clients.append(self.chance.choice(self.enterprises[self.chance.choice(self.town.districts).id]))
        return clients

    # the ledger

    def last_year(self, platform: Row) -> None:
        """The ledger of 2019, entered afterwards for the first evaluation."""
        first = max(date(2019, 1, 1), platform.founded_on)
        for _ in range(round(8 * self.manner(platform).vigour * self.generous)):
            day = first + timedelta(days=self.chance.randrange((date(2019, 12, 20) - first).days))
            self.city.at(
                self.city.office_hour(date(2020, 3, 23) + timedelta(days=self.chance.randrange(20))),
                lambda day=day: self.record(platform, day, 10),
            )

    def plan(self, platform: Row, quarter: Quarter) -> None:
        """The activities of a quarter: most of them before reports are due, some after."""
        manner, city = self.manner(platform), self.city
        first = max(quarter.first_day, platform.founded_on, city.today)
        for _ in range(max(1, round(3.8 * manner.vigour * self.generous + self.chance.uniform(-1, 1)))):
            last = quarter.last_day if self.city.likely(0.15) else quarter.day_of_last_month(12)
            if last <= first:
                continue
            day = first + timedelta(days=self.chance.randrange((last - first).days))
            entered = datetime.combine(day, time(17, 30), KUNMING) + timedelta(
                days=self.chance.randrange(3), minutes=self.chance.randrange(240)
            )
            city.at(entered, lambda day=day: self.record(platform, day, round(1.5 + 4.4 * manner.vigour)))

    def record(self, platform: Row, day: date, about: int) -> Row | None:
        """Enter one activity."""
        city, chance = self.city, self.chance
        if platform.abolished_on is not None:
            return None
        clients = self.manner(platform).clients
        served = chance.sample(
            clients, min(len(clients), max(1, round(self.generous * chance.randrange(max(1, about - 3), about + 4))))
        )
        entry = self._entry(platform, day, len(served))
        change = activity_rules.record(
            self.place(platform, day),
            entry,
            [self.served_as[row.id] for row in served],
            at=city.now,
            late=self._late(platform, day),
        )
        made = city.enter(self.town.operator_of(platform), Act.RECORD_ACTIVITY, change)
        if (luck := chance.random()) < MISTAKEN:
            city.at(
                city.now + timedelta(days=1 + chance.randrange(20)),
                lambda: self.correct(platform, made, served, wholly=luck < MISTAKEN / 3),
            )
        return made

    def correct(self, platform: Row, row: Row, served: list[Row], *, wholly: bool) -> None:
        """Take an entry back, or correct how many took part."""
        office = self.town.operator_of(platform)
        if wholly:
            self.city.do(office, withdraw_activity, row, reason="误录，同一活动已由协办平台登记")
            return
        kept = {
            name: getattr(row, name)
            for name in ("day", "function", "nature", "mode", "subject", "place", "training", "fee")
        }
        entry = EntryInput(**kept, persons=row.persons + 2, enterprises=[one.id for one in served])
        self.city.do(office, replace_activity, row, entry=entry, reason="签到表复核，参加人数更正")

    def _entry(self, platform: Row, day: date, served: int) -> Entry:
        chance = self.chance
        public = platform.kind is Kind.SERVICE_CENTER or self.city.likely(0.65)
        online = self.city.likely(0.6 if day.year == 2020 and day.month < 7 else 0.3)  # noqa: PLR2004 (the spring of 2020 went online)
        place = chance.choice(CHANNELS) if online else f"{chance.choice(ROADS)}会议室"
        subject = chance.choice(SUBJECTS)
        return Entry(
            day,
            chance.choice(FUNCTIONS),
            Nature.PUBLIC_BENEFIT if public else Nature.MARKET,
            Mode.ONLINE if online else Mode.OFFLINE,
            subject,
            place,
            served + chance.randrange(3, 40),
            "培训" in subject or "讲座" in subject,
            Fen(0) if public else yuan(chance.randrange(5, 60) * 100),
        )

    def place(self, platform: Row, day: date) -> LedgerPlace:
        """Where a record of a day belongs."""
        rows = self.city.memory.by_noun["PlatformRegion"].index("platform_id").get(platform.id, {}).values()
        then = registry.on([Period(row.valid_from, row.valid_to, row.region_id) for row in rows], day)
        region = then.names if then is not None and then.names is not None else platform.region_id
        return LedgerPlace(
            platform.id, region, Lifetime(platform.kind, platform.founded_on, platform.abolished_on, platform.municipal)
        )

    def _late(self, platform: Row, day: date) -> bool:
        reports = self.city.memory.tables[ReportRow].index("platform_id").get(platform.id, {}).values()
        quarter = Quarter.of(day)
        return any(one.quarter == quarter and one.first_submitted_at is not None for one in reports)
