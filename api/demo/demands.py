"""What enterprises need, say afterwards and complain of: the last quarters of every platform."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from api.demo.inhabitants import Town
from api.demo.memory import Row
from domain.calendar import KUNMING
from domain.demands import demand as demand_rules
from domain.demands import follow_up as follow_up_rules
from domain.demands.demand import DemandContent
from domain.demands.follow_up import FollowUpContent, Service
from domain.kernel.acts import Act
from domain.kernel.units import Quarter, yuan
from domain.registry.registry import Lifetime
from domain.services.activity import LedgerPlace
from domain.terms.demands import ComplaintKind, ComplaintState, DemandSource, DemandState, FollowUpState
from domain.terms.network import DatedState
from domain.terms.reporting import ActivityState, ServiceFunction
from resolvers.demands.complaints import answer_complaint, pass_on_complaint, raise_complaint, take_up_complaint
from resolvers.demands.demands import close_demand, match_demand, record_match_result, withdraw_demand
from resolvers.demands.follow_ups import record_follow_up_action
from schema.noun.vocabulary import Money

F = ServiceFunction
QUARTERS: Final = tuple(Quarter(f"{year}Q{n}") for year in (2021, 2022) for n in (1, 2, 3, 4))
SOURCES: Final = tuple(DemandSource)
NEEDS: Final = (
    (F.FINANCING_SERVICES, "需流动资金贷款，希望对接信用贷款产品", "云岭农商银行科创支行"),
    (F.FINANCING_SERVICES, "设备更新缺少资金，咨询融资租赁", "昆明春城融资担保有限公司"),
    (F.STARTUP_COACHING, "拟设立分公司，需要创业辅导和注册指引", "五华创业辅导工作室"),
    (F.TECHNICAL_SERVICES, "产品出厂检测项目需委托第三方", "云南滇池检测技术有限公司"),
    (F.HR_AND_TRAINING, "招聘焊工、电工等技能人员", "昆明盘江人力资源有限公司"),
    (F.IT_SERVICES, "进销存系统上云，寻找服务商", "云南翠湖信息技术有限公司"),
    (F.BUSINESS_SERVICES, "劳动合同审查，需要法律服务", "云南金碧律师事务所"),
    (F.MARKET_PLANNING, "拓展省外市场，需要品牌策划", "昆明花城品牌策划有限公司"),
)
OPINIONS: Final = (None, "老师讲得清楚，案例贴近企业。", "场地较远，停车不便。", "时间偏短，实操内容不够。")
SUGGESTIONS: Final = (None, None, "希望增加上门服务。", "建议分行业举办。")
ACTIONS: Final = ("增加一场实操课", "改在园区内举办", "已安排专人上门辅导")
COMPLAINTS: Final = (
    (
        "corrected",
        ComplaintKind.RESTRICTION,
        "要求入驻机构只能与其关联公司合作，否则不予推荐。",
        ComplaintState.ANSWERED,
    ),
    ("trio_base", ComplaintKind.DISCRIMINATION, "对外地服务机构另行收取对接费用。", ComplaintState.IN_HAND),
    ("capped_base", ComplaintKind.FUND_USE, "反映运营补助用于与公共服务活动无关的支出。", ComplaintState.RECEIVED),
    ("recovered_base", ComplaintKind.FUND_USE, "反映第三方服务采购未公开比选。", ComplaintState.ANSWERED),
    ("new_hands", ComplaintKind.OTHER, "服务热线多次无人接听。", ComplaintState.RECEIVED),
)
"""Of whom, what about, and how far it has come."""


class Demands:
    """Demands, follow-ups and complaints; with chances of their own, so that nothing else happens otherwise."""

    def __init__(self, town: Town) -> None:
        self.town, self.city, self.chance = town, town.city, Random(713)  # noqa: S311 (a simulation)

    def _apart(self, doing: Callable[[], object]) -> None:
        kept, self.city.random = self.city.random, self.chance
        try:
            doing()
        finally:
            self.city.random = kept

    def at(self, moment: datetime, doing: Callable[[], object]) -> None:
        """Let something happen apart from the rest of the city."""
        self.city.at(moment, lambda: self._apart(doing))

    def plan(self) -> None:
        """Plan the quarters and the complaints."""
        for quarter in QUARTERS:
            self.at(
                datetime.combine(quarter.first_day, time(0, 10), KUNMING), lambda quarter=quarter: self.begin(quarter)
            )
        for place, (who, kind, content, state) in enumerate(COMPLAINTS):
            day = date(2022, 9 if state is ComplaintState.RECEIVED else 8, 14) + timedelta(days=5 * place)
            complaint = (self.town.cast[who], kind, content, state)
            self._apart(
                lambda day=day, complaint=complaint: self.at(
                    self.city.office_hour(day), lambda: self.complain(*complaint)
                )
            )

    def begin(self, quarter: Quarter) -> None:
        """The demands and follow-ups of a quarter, platform by platform."""
        for platform in self.town.platforms:
            for doing in (self.collect, self.collect, *[self.follow_up] * 4):
                day = max(quarter.first_day, platform.founded_on) + timedelta(days=self.chance.randrange(85))
                self.at(self.city.office_hour(day), lambda doing=doing, platform=platform: doing(platform))

    def soon(self, most: int, doing: Callable[[], object]) -> None:
        """Let something follow within some working days."""
        self.at(self.city.after(self.chance.randrange(1, most)), doing)

    # demands

    def _served(self, platform: Row) -> tuple[Row, Row] | None:
        """A service of a platform that still counts, and its activity."""
        activities = self.city.memory.by_noun["Activity"].index("platform_id").get(platform.id)
        activity = None if not activities else self.chance.choice(list(activities.values()))
        if activity is None or activity.state is not ActivityState.RECORDED or platform.abolished_on is not None:
            return None
        served = self.city.memory.by_noun["ActivityEnterprise"].index("activity_id").get(activity.id)
        return (self.chance.choice(list(served.values())), activity) if served else None

    def _place(self, platform: Row) -> LedgerPlace:
        being = Lifetime(platform.kind, platform.founded_on, platform.abolished_on, platform.municipal)
        return LedgerPlace(platform.id, platform.region_id, being)

    def collect(self, platform: Row) -> None:
        """A demand of somebody the platform knows."""
        if (found := self._served(platform)) is None:
            return
        function, content, provider = self.chance.choice(NEEDS)
        demand = DemandContent(self.city.today, self.chance.choice(SOURCES), function, content)
        new = demand_rules.record(
            self._place(platform), found[0].enterprise_id, demand, at=self.city.now, today=self.city.today
        )
        row = self.city.enter(self.town.operator_of(platform), Act.RECORD_DEMAND, new)
        if self.city.likely(0.04):
            self.soon(5, lambda: self._end(platform, row, withdraw_demand, "与此前登记的需求重复"))
        elif self.city.likely(0.85):
            self.soon(15, lambda: self.match(platform, row, provider))

    def match(self, platform: Row, row: Row, provider: str) -> None:
        """A demand is matched with a provider; the result follows some weeks later."""
        partner = self._partner(platform, row.function)
        who = {"provider": provider} if partner is None else {"partner": partner.id}
        self.city.do(self.town.operator_of(platform), match_demand, row, **who, day=self.city.today)
        self.soon(25, lambda: self.conclude(platform, row, provider))

    def _partner(self, platform: Row, function: ServiceFunction) -> Row | None:
        """A partner of a platform today who serves a function."""
        nouns = self.city.memory.by_noun
        for partner in nouns["Partner"].index("platform_id").get(platform.id, {}).values():
            served = nouns["PartnerFunction"].index("partner_id")[partner.id].values()
            if partner.state is DatedState.CURRENT and any(each.function is function for each in served):
                return partner
        return None

    def conclude(self, platform: Row, row: Row, provider: str) -> None:
        """A match's result: met, tried again, or given up."""
        met, office = self.city.likely(0.75), self.town.operator_of(platform)
        money = (
            Money(yuan(self.chance.randrange(20, 300) * 10_000))
            if row.function is F.FINANCING_SERVICES and met
            else None
        )
        outcome = {"met": met, "result": "双方签约" if met else "条件未谈拢", "financing": money}
        self.city.do(office, record_match_result, row, day=self.city.today, **outcome)
        if row.state is DemandState.OPEN and self.city.likely(0.5):
            self.soon(10, lambda: self._end(platform, row, close_demand, "企业已自行解决"))
        elif row.state is DemandState.OPEN:
            self.soon(10, lambda: self.match(platform, row, provider))

    def _end(self, platform: Row, row: Row, verb: Callable[..., object], reason: str) -> None:
        self.city.do(self.town.operator_of(platform), verb, row, reason=reason)

    # follow-ups

    def follow_up(self, platform: Row) -> None:
        """Ask somebody served; sometimes something is done about the answer."""
        if (found := self._served(platform)) is None:
            return
        served, activity = found
        rating = self.chance.choice((5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 3, None))
        words = self.chance.choice(OPINIONS), self.chance.choice(SUGGESTIONS)
        content = FollowUpContent(self.city.today, self.city.likely(0.88), self.city.likely(0.35), rating, *words)
        days = [each.day for each in self._follow_ups(served) if each.state is not FollowUpState.WITHDRAWN]
        if self.city.today in days:
            return
        service = Service(served.id, served.enterprise_id, activity.day, days)
        new = follow_up_rules.record(self._place(platform), service, content, at=self.city.now, today=self.city.today)
        row = self.city.enter(self.town.operator_of(platform), Act.RECORD_FOLLOW_UP, new)
        if any(words) and self.city.likely(0.6):
            self.soon(15, lambda: self.improve(platform, row))

    def _follow_ups(self, served: Row) -> list[Row]:
        """The follow-ups of a service."""
        return list(self.city.memory.by_noun["FollowUp"].index("service_id").get(served.id, {}).values())

    def improve(self, platform: Row, row: Row) -> None:
        """The platform acts on a follow-up."""
        if row.state is FollowUpState.RECORDED:
            office, action = self.town.operator_of(platform), self.chance.choice(ACTIONS)
            self.city.do(office, record_follow_up_action, row, action=action, day=self.city.today)

    # complaints

    def complain(self, platform: Row, kind: ComplaintKind, content: str, state: ComplaintState) -> None:
        """Somebody complains; the desks handle the complaint up to its state."""
        known = {} if kind is ComplaintKind.OTHER else {"name": "赵某", "contact": "0871-00009137"}
        row = self.city.do(None, raise_complaint, platform=platform.id, kind=kind, content=content, **known)
        department, centre = self.town.people.departments[platform.region_id], self.town.people.centre
        if state is ComplaintState.RECEIVED:
            return
        if kind is ComplaintKind.RESTRICTION:
            self.soon(3, lambda: self.city.do(department, take_up_complaint, row))
        else:
            reason = "涉及多个区县，请市中心统一办理"
            self.soon(3, lambda: self.city.do(department, pass_on_complaint, row, reason=reason))
        if state is ComplaintState.ANSWERED:
            desk = department if kind is ComplaintKind.RESTRICTION else centre
            answer = {"upheld": True, "findings": "查阅协议、询问双方。", "answer": "情况属实，已责令改正。"}
            self.at(self.city.after(8), lambda: self.city.do(desk, answer_complaint, row, **answer))
