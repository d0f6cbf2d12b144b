"""The events of the simulated city in their order: quarters, rounds and named turns of fate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from api.demo.archives import Archives
from api.demo.changes import Changes
from api.demo.demands import Demands
from api.demo.districts import Districts
from api.demo.filings import Filings, quarters, settles
from api.demo.inhabitants import Town
from api.demo.memory import Row
from api.demo.network import Network
from api.demo.outcomes import Outcomes
from api.demo.promises import Promises
from api.demo.services import Services
from api.demo.supervising import Supervision
from api.demo.yearly import Dates, DemoRound, Yearly
from domain.calendar import KUNMING
from domain.kernel.units import Quarter, yuan
from domain.kernel.violations import Code, Violation
from domain.regulation.packs.kunming_2020 import QUALIFIED
from domain.terms import Grade, Kind, Level
from domain.terms.evaluation import EvaluationState
from domain.terms.registry import SuccessionKind, TitleEnd
from resolvers.evaluation.rounds import strike_subject
from resolvers.money.caps import record_opening_balance
from resolvers.money.successions import record_succession
from resolvers.registry.registry import move_platform
from resolvers.registry.titles import end_title
from resolvers.reporting.reporting_norm import set_reporting_norm
from schema.registry.title import TitleRow

S = EvaluationState
ALL: Final = tuple(Kind)
TOUR: Final = ("530103", "530111")
"""Districts of which one platform each is left in the drafted round: one hands in, one says nothing."""
STAND: Final = (S.WITH_DEPARTMENT, S.OPEN, S.REVIEWED, S.WITH_BUREAU, S.IN_PANEL, S.SCORED, S.DECIDED, S.RETURNED)
"""Where the centres of the open round are, one after the other."""

TURNS: Final = (
    ("mending_base", "2020Q2", "MISSING"),
    ("extended", "2020Q1", "MISSING"),
    ("extended", "2020Q4", "LATE"),
    ("corrected", "2021Q1", "RETURNED"),
    ("corrected", "2021Q2", "AMENDED"),
    ("capped_base", "2021Q4", "SENT_BACK"),
    ("capped_base", "2020Q3", "RECALLED"),
    ("new_hands", "2022Q3", "RETURNED"),
)
"""What becomes of some reports in every city."""


def happen(town: Town, scale: float) -> None:
    """Plan everything from the first quarter on."""
    services = Services(town, scale)
    services.eager |= {town.cast[name].id for name in ("corrected", "recovered_base", "capped_base", "trio_base")}
    filings = Filings(town, services)
    _quarters(town, filings, Districts(town, filings))
    for platform in town.platforms:
        if platform.founded_on.year < 2019:  # noqa: PLR2004 (it has a ledger of that year)
            services.last_year(platform)
    yearly = Yearly(town, services, filings)
    outcomes = Outcomes(town, yearly)
    _rounds(town, yearly, outcomes)
    _registry(town, outcomes)
    Changes(town).plan()
    Demands(town).plan()
    Archives(town).plan()
    Network(town, services).plan()
    Promises(town).plan()
    Supervision(town).plan()


def _quarters(town: Town, filings: Filings, districts: Districts) -> None:
    """Every quarter's beginning, the settling of its routes, and what the municipal centre does about it."""
    city = town.city
    for quarter in quarters("2020Q1", "2022Q4"):
        filings.wake(quarter.first_day)
        filings.wake(settles(quarter))
        city.at(
            datetime.combine(quarter.first_day, time(0, 5), KUNMING), lambda quarter=quarter: districts.plan(quarter)
        )
    norm = {"report_day": 15, "consolidation_day": 25, "form_version": 1, "document": "昆企服〔2020〕9号"}
    city.at(
        city.office_hour(date(2020, 9, 7)),
        lambda: city.do(town.people.centre, set_reporting_norm, from_quarter=Quarter("2020Q4"), **norm),
    )
    for name, quarter, turn in TURNS:
        filings.turns[town.cast[name].id, quarter] = turn
    city.at(city.office_hour(date(2020, 4, 9)), lambda: districts.excuse(Quarter("2020Q1")))
    city.at(city.office_hour(date(2022, 3, 8)), lambda: districts.extend(Quarter("2022Q1")))
    city.at(city.office_hour(date(2022, 10, 9)), filings.begin_some)


# the rounds


def _rounds(town: Town, yearly: Yearly, outcomes: Outcomes) -> None:
    cast = town.cast
    for name, year, quality in (
        ("revoked", 2019, 0.15),
        ("failing_centre", 2020, 0.2),
        ("mending_base", 2020, 0.2),
        ("extended", 2020, 0.2),
        ("capped_base", 2019, 1.0),
        ("capped_base", 2020, 1.0),
        ("corrected", 2020, 0.98),
        ("recovered_base", 2020, 1.0),
        ("trio_base", 2019, 0.97),
        ("trio_platform", 2019, 0.95),
        ("trio_centre", 2019, 0.9),
        ("trio_base", 2020, 0.98),
        ("trio_centre", 2020, 0.97),
    ):
        yearly.quality[cast[name].id, year] = quality
    municipal = town.platforms[0]
    yearly.quality |= {(municipal.id, year): 0.97 for year in (2019, 2020, 2021)}
    yearly.silent.add((cast["silent"].id, 2020))
    outcomes.fates |= {
        cast["revoked"].id: "REFUSED",
        cast["failing_centre"].id: "FAILED",
        cast["extended"].id: "EXTENDED",
    }

    def closing(*objections: tuple[Row, str, Grade | None]) -> Callable[[DemoRound], None]:
        def decided(round_: DemoRound) -> None:
            outcomes.publish(round_)
            for platform, content, grade in objections:
                town.city.at(
                    town.city.after(2),
                    lambda platform=platform, content=content, grade=grade: outcomes.object(
                        round_, platform, content, grade
                    ),
                )

        return decided

    number = "昆工信通〔{}〕{}号".format
    title = "关于开展{}年度昆明市中小企业{}绩效评价的通知".format
    of_2019 = Dates(
        date(2020, 4, 13), date(2020, 4, 20), date(2020, 5, 22), date(2020, 6, 5), date(2020, 6, 15), date(2020, 8, 10)
    )
    of_2020 = Dates(
        date(2021, 3, 15), date(2021, 3, 22), date(2021, 4, 23), date(2021, 5, 10), date(2021, 5, 17), date(2021, 7, 12)
    )
    bases = Dates(
        date(2022, 5, 5), date(2022, 5, 9), date(2022, 6, 6), date(2022, 6, 20), date(2022, 7, 4), date(2022, 9, 29)
    )
    centres = Dates(date(2022, 8, 8), date(2022, 8, 15), date(2022, 9, 30), date(2022, 10, 14), date(2022, 9, 5))
    platforms = Dates(date(2022, 10, 8), None, date(2022, 11, 4), date(2022, 11, 18), date(2022, 11, 28))
    wrong = "该平台公示等次与实际服务情况不符，部分服务活动重复登记。"
    same = "认为该平台评价等次偏高，请核实。"
    yearly.plan(
        DemoRound(
            2019,
            ALL,
            title(2019, "服务平台"),
            number(2020, 126),
            "2020-1",
            of_2019,
            decided=closing((cast["trio_platform"], same, None)),
        )
    )
    of_2020_round = DemoRound(
        2020,
        ALL,
        title(2020, "服务平台"),
        number(2021, 118),
        "2021-1",
        of_2020,
        decided=closing((cast["corrected"], wrong, QUALIFIED), (cast["new_hands"], same, None)),
    )
    yearly.plan(of_2020_round)
    city, tells = town.city, "该基地申报材料中的入驻企业数与工商登记不符。"
    city.at(
        city.office_hour(date(2021, 12, 6)),
        lambda: outcomes.tip_off(of_2020_round, cast["recovered_base"], tells, QUALIFIED),
    )
    city.at(
        city.office_hour(date(2021, 12, 14)),
        lambda: outcomes.tip_off(of_2020_round, cast["trio_platform"], "停车不便。", None),
    )
    yearly.plan(
        DemoRound(
            2021,
            (Kind.DEMO_BASE,),
            title(2021, "创业创新示范基地"),
            number(2022, 131),
            "2022-1",
            bases,
            decided=closing((cast["trio_base"], "该基地入驻企业数量与实际不符。", None)),
        )
    )
    yearly.plan(
        DemoRound(
            2021,
            (Kind.SERVICE_CENTER,),
            title(2021, "服务中心"),
            number(2022, 157),
            "2022-1",
            centres,
            stops=EvaluationStates(town),
        )
    )
    drafted = DemoRound(
        2021, (Kind.DEMO_PLATFORM,), title(2021, "公共服务示范平台"), number(2022, 172), "2022-1", platforms
    )
    yearly.plan(drafted)
    city.at(city.office_hour(date(2022, 10, 9)), lambda: _narrow(town, drafted))


def _narrow(town: Town, drafted: DemoRound) -> None:
    """Leave two subjects in a draft, so that a newcomer can walk the round in one sitting."""
    platforms = [one for one in town.platforms if one.kind is Kind.DEMO_PLATFORM]
    left = [next(one for one in platforms if one.region_id == town.regions[code].id).id for code in TOUR]
    for one in platforms:
        if one.id not in left:
            try:
                town.city.do(
                    town.people.bureau,
                    strike_subject,
                    round=drafted.row.id,
                    platform=one.id,
                    reason="演示：本轮只评两家，便于一次走完全程",
                )
            except Violation as refusal:
                if refusal.code is not Code.NOT_STATED:
                    raise


class EvaluationStates(dict[UUID, EvaluationState]):
    """The evaluations' states to come, worked out on demand, so that a centre founded later has one too."""

    def __init__(self, town: Town) -> None:
        super().__init__()
        self.town = town

    def get(self, platform: UUID, default: EvaluationState | None = None) -> EvaluationState | None:  # type: ignore[override]
        """The state in which a centre's evaluation is to be."""
        self._fill()
        return super().get(platform, default)

    def __contains__(self, platform: object) -> bool:
        self._fill()
        return super().__contains__(platform)

    def _fill(self) -> None:
        centres = [one for one in self.town.platforms if one.kind is Kind.SERVICE_CENTER]
        if len(self) != len(centres):
            municipal, *others = centres
            self[municipal.id] = S.WITH_BUREAU
            order = {region.id: place for place, region in enumerate(self.town.districts)}
            for place, one in enumerate(sorted(others, key=lambda one: order[one.region_id])):
                self[one.id] = STAND[place % len(STAND)]


# the registry


def _registry(town: Town, outcomes: Outcomes) -> None:
    """Opening balances, and what changes of platforms."""
    city, cast, bureau = town.city, town.cast, town.people.bureau
    city.at(
        city.office_hour(date(2020, 4, 15)),
        lambda: city.do(
            bureau,
            record_opening_balance,
            platform=cast["capped_base"].id,
            amount=yuan(300_000),
            reason="昆财企〔2019〕88号及以前年度拨款凭证",
        ),
    )
    city.at(
        city.office_hour(date(2021, 11, 3)),
        lambda: city.do(
            bureau,
            move_platform,
            cast["moved"],
            region=town.regions["530102401"].id,
            day=city.today,
            document="昆工信备〔2021〕14号",
        ),
    )
    city.at(city.office_hour(date(2021, 8, 17)), lambda: _retire(town, cast["retiring"]))
    city.at(
        city.office_hour(date(2022, 3, 15)),
        lambda: city.do(
            bureau,
            record_succession,
            predecessor=cast["retiring"].id,
            successor=cast["new_hands"].id,
            kind=SuccessionKind.MERGE,
            day=city.today,
            document="昆工信备〔2022〕3号",
        ),
    )
    city.at(
        city.office_hour(date(2021, 9, 1)), lambda: outcomes.another_operator(cast["new_hands"], "昆工信备〔2021〕11号")
    )


def _retire(town: Town, platform: Row) -> None:
    """A platform gives its title up."""
    title = town.city.memory.one(TitleRow, platform_id=platform.id, level=Level.MUNICIPAL)
    town.city.do(
        town.people.bureau,
        end_title,
        title,
        reason=TitleEnd.WITHDRAWN,
        day=town.city.today,
        document="昆工信备〔2021〕9号",
        note="主营业务调整，主动退出",
    )
