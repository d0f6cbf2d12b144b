"""The service network of the simulated city: partners, products, teams, channels, posts and support, with some functions left open."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from api.demo.filings import quarters
from api.demo.inhabitants import Town
from api.demo.memory import Row
from api.demo.names import FIRST, ROADS, SECOND, Names, spelled
from api.demo.services import Services
from domain.calendar import KUNMING
from domain.kernel.acts import Act
from domain.kernel.units import Quarter, yuan
from domain.network import partner as partner_rules
from domain.network import post as post_rules
from domain.network import support as support_rules
from domain.network.partner import Dated, Joining
from domain.network.post import PostContent, Used
from domain.network.support import SupportContent
from domain.services.activity import LedgerPlace
from domain.terms import Kind
from domain.terms.network import ChannelKind, PostSource, PostTopic, ServiceWay, SupportKind
from domain.terms.reporting import Nature, ServiceFunction
from resolvers.network.partners import end_partner, end_team_member
from resolvers.network.support import withdraw_support

F = ServiceFunction
CHANCE: Final = 310
TRADES: Final = (
    ("会计师事务所", (F.MANAGEMENT_CONSULTING, F.BUSINESS_SERVICES)),
    ("律师事务所", (F.BUSINESS_SERVICES,)),
    ("管理咨询有限公司", (F.MANAGEMENT_CONSULTING, F.MARKET_PLANNING)),
    ("检测技术有限公司", (F.TECHNICAL_SERVICES, F.PRODUCTION_SUPPORT)),
    ("知识产权代理有限公司", (F.INNOVATION_SUPPORT, F.RESEARCH_SERVICES)),
    ("人力资源有限公司", (F.HR_AND_TRAINING,)),
    ("信息技术有限公司", (F.IT_SERVICES,)),
    ("融资担保有限公司", (F.FINANCING_SERVICES,)),
    ("创业孵化有限公司", (F.STARTUP_COACHING, F.INNOVATION_SUPPORT)),
)
"""What partners are called by what they do."""
AGENCIES: Final = 54
POSTS: Final = (
    (PostTopic.POLICY, "支持中小微企业纾困发展政策解读"),
    (PostTopic.POLICY, "小微企业税费优惠政策一览"),
    (PostTopic.ECONOMY, "一季度中小企业经济运行情况"),
    (PostTopic.INDUSTRY, "花卉产业链供需信息"),
    (PostTopic.TECHNOLOGY, "绿色制造适用技术推荐"),
    (PostTopic.MARKET, "南博会参展信息"),
    (PostTopic.SERVICE, "企业上云服务券申领通知"),
    (PostTopic.SERVICE, "检测设备开放共享目录"),
)
STAFF: Final = ("负责人", "项目主管", "服务专员", "信息管理员", "活动策划")
GUIDED: Final = ("服务规范和档案管理现场指导", "平台运营人员业务培训", "服务大厅建设指导")


@dataclass(frozen=True)
class Agency:
    """An organisation that serves at several platforms."""

    uscc: str
    name: Mapping[str, object]
    functions: tuple[ServiceFunction, ...]
    way: ServiceWay


class Network:
    """The platforms' partners, products, posts and support, by chances of their own, so that nothing else changes."""

    def __init__(self, town: Town, services: Services) -> None:
        self.town, self.city, self.services = town, town.city, services
        self.chance = Random(CHANCE)  # noqa: S311 (a simulation)
        self.names = Names(self.chance)
        self.names.bodies = 700_000
        self.agencies = [self._agency(number) for number in range(AGENCIES)]
        self.channels: dict[UUID, list[Row]] = {}
        self.partners: list[Row] = []
        self.team: list[Row] = []

    def _agency(self, number: int) -> Agency:
        trade, functions = TRADES[number % len(TRADES)]
        words = self.chance.choice(FIRST), self.chance.choice(SECOND), trade
        name = {"name": "".join(words), "name_sort": spelled(*words)}
        return Agency(self.names.uscc("91", "530100"), name, functions, self.chance.choice(tuple(ServiceWay)))

    def plan(self) -> None:
        """Let it be recorded before the reports of a quarter are due, and what stands out at the end."""
        last = self.city.until.date() - timedelta(days=1)
        for quarter in quarters("2020Q1", "2022Q4"):
            on = min(quarter.day_of_last_month(27 if quarter == "2020Q1" else 6), max(last, quarter.first_day))
            self.city.at(datetime.combine(on, time(16), KUNMING), lambda quarter=quarter: self.quarter(quarter))

    @contextmanager
    def _by_itself(self) -> Generator[None]:
        others, self.city.random = self.city.random, self.chance
        try:
            yield
        finally:
            self.city.random = others

    def quarter(self, quarter: Quarter) -> None:
        """Every platform records its network's part of a quarter."""
        with self._by_itself():
            for number, platform in enumerate(self.town.platforms):
                if platform.abolished_on is None and platform.founded_on <= self.city.today:
                    if platform.id not in self.channels:
                        self._begin(platform)
                    self._publish(platform, quarter)
                    if (number + quarter.number) % 9 == 0:
                        self._support(platform, number)
            self._leave()
            if quarter == Quarter("2022Q4"):
                self._employer_of_an_expert()

    # what lasts

    def _begin(self, platform: Row) -> None:
        """A platform's network as it is first recorded; one has a team and nothing to offer."""
        office, since = self.town.operator_of(platform), max(platform.founded_on, date(2020, 1, 1))
        place = self._place(platform, since)
        channels = [
            (ChannelKind.WEBSITE, "平台网站", None),
            (ChannelKind.HALL_SCREEN, "服务大厅电子显示屏", self._address()),
        ]
        channels = channels if platform.kind is Kind.SERVICE_CENTER else channels[:1]
        self.channels[platform.id] = [
            self._last(office, Act.RECORD_CHANNEL, "Channel", place, since, {"kind": kind, "name": name, "address": at})
            for kind, name, at in channels
        ]
        known = set[str]()
        for number in range(24 if platform.id in self.services.eager else self.chance.randrange(4, 18)):
            post = STAFF[min(number, len(STAFF) - 1)]
            name = next(each for each in iter(self.names.person, None) if each not in known)
            known.add(name)
            values = {"name": name, "post": post, "full_time": self.chance.random() < 0.8}  # noqa: PLR2004 (most)
            self.team.append(self._last(office, Act.RECORD_TEAM_MEMBER, "TeamMember", place, since, values))
        if platform is not self.town.cast["silent"]:
            self._offer(platform, office, place, since)

    def _address(self) -> str:
        return f"{self.chance.choice(ROADS)}{self.chance.randrange(1, 300)}号"

    def _offer(self, platform: Row, office: Row, place: LedgerPlace, since: date) -> None:
        """Partners, and a product of each."""
        partners = 6 if platform.id in self.services.eager else self.chance.randrange(2, 7)
        for number, agency in enumerate(self.chance.sample(self.agencies, partners)):
            partner = self._join(office, place, since, agency)
            self.partners.append(partner)
            function = agency.functions[number % len(agency.functions)]
            public = platform.kind is Kind.SERVICE_CENTER or self.chance.random() < 0.6  # noqa: PLR2004 (most)
            words = function.label, "一站式服务" if number else "核心服务包"
            values = {
                "partner_id": partner.id if number else None,
                "function": function,
                "nature": Nature.PUBLIC_BENEFIT if public else Nature.MARKET,
                "name": "".join(words),
                "name_sort": spelled(*words),
                "fee_standard": "免费" if public else f"每次{self.chance.randrange(5, 40) * 100}元，会员八折",
                "core": number == 0,
            }
            self._last(office, Act.RECORD_PRODUCT, "Product", place, since, values)

    def _join(self, office: Row, place: LedgerPlace, since: date, agency: Agency) -> Row:
        joining = Joining(agency.uscc, agency.way, agency.functions)
        columns = {**agency.name, "contact_name": self.names.person(), "contact_phone": self.names.phone()}
        change = partner_rules.join(place, since, joining, columns, before=(), at=self.city.now, today=self.city.today)
        return self.city.enter(office, Act.RECORD_PARTNER, change)

    def _last(self, office: Row, act: Act, noun: str, place: LedgerPlace, since: date, columns: dict[str, Any]) -> Row:
        return self.city.enter(
            office, act, partner_rules.begin(noun, place, since, columns, at=self.city.now, today=self.city.today)
        )

    def _place(self, platform: Row, day: date) -> LedgerPlace:
        return self.services.place(platform, day)

    def _leave(self) -> None:
        """One partnership ends, and somebody leaves a team."""
        for rows, verb in ((self.partners, end_partner), (self.team, end_team_member)):
            row = rows.pop(self.chance.randrange(len(rows)))
            platform = self.city.memory.parent(row, "platform")
            if platform is not None and platform.abolished_on is None and row.valid_from < self.city.today:
                self.city.do(self.town.operator_of(platform), verb, row, day=self.city.today, reason="合同期满")

    def _employer_of_an_expert(self) -> None:
        """A platform of the round that begins becomes partner of a body for which an expert works."""
        expert, _ = self.town.people.experts[0]
        [employer] = self.city.memory.by_noun["ExpertEmployer"].index("expert_id")[expert.id].values()
        platform, since = self.town.cast["moved"], date(2022, 9, 1)
        name = {"name": employer.name, "name_sort": spelled(employer.name)}
        agency = Agency(employer.uscc, name, (F.RESEARCH_SERVICES,), ServiceWay.OFFLINE)
        self._join(self.town.operator_of(platform), self._place(platform, since), since, agency)

    # what happens

    def _publish(self, platform: Row, quarter: Quarter) -> None:
        office, channels = self.town.operator_of(platform), self.channels[platform.id]
        first = max(quarter.first_day, platform.founded_on, channels[0].valid_from)
        for _ in range(6 if platform.id in self.services.eager else self.chance.randrange(2, 6)):
            day = first + timedelta(days=self.chance.randrange((self.city.today - first).days + 1))
            (topic, title), channel = self.chance.choice(POSTS), self.chance.choice(channels)
            source = self.chance.choice((PostSource.UPPER, PostSource.UPPER, PostSource.LOCAL))
            used = Used(channel.id, platform.id, channel.facts(Dated))
            item = PostContent(day, source, topic, title, None)
            place = self._place(platform, day)
            self.city.enter(
                office,
                Act.RECORD_POST,
                post_rules.record(place, item, used, at=self.city.now, today=self.city.today),
            )

    def _support(self, platform: Row, number: int) -> None:
        """Money of the bureau's, a policy of the department's, guidance of the centre's, in turn; one was recorded by mistake."""
        people, day = self.town.people, self.city.today
        place = self._place(platform, day)
        department, centre = people.departments.get(place.region_id), people.centres.get(place.region_id)
        turns = (
            (
                people.bureau,
                SupportContent(
                    SupportKind.FUNDS,
                    day,
                    "服务能力提升项目补助",
                    yuan(50_000),
                    f"昆工信通〔{day.year}〕{number + 20}号",
                ),
            ),
            (department, SupportContent(SupportKind.POLICY, day, "纳入本地区企业服务券使用范围", None, None)),
            (centre, SupportContent(SupportKind.GUIDANCE, day, self.chance.choice(GUIDED), None, None)),
        )
        office, content = turns[number % len(turns)]
        if office is None:
            office, content = turns[0]
        change = support_rules.record(
            place, content, office.role, account=office.account_id, at=self.city.now, today=day
        )
        made = self.city.enter(office, Act.RECORD_SUPPORT, change)
        if number == 8:  # noqa: PLR2004 (its first quarters)
            self.city.do(office, withdraw_support, made, reason="重复登记，该笔补助已在上季度登记")
