"""The city that is measured: 20 regions, 2,000 platforms, 16,000 reports, 48,000 reviews, and drafts to hand in. The same each time."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

import asyncpg

import resolvers.root  # noqa: F401  # pyright: ignore[reportUnusedImport]  (binds the row classes to their tables)
from domain.calendar import KUNMING
from domain.kernel.units import Quarter
from domain.registry.regions import CITY, REGIONS, Seed
from domain.reporting import form
from domain.terms import Kind, Role
from domain.terms.demands import DemandSource
from domain.terms.network import ChannelKind, PostSource, PostTopic, ServiceWay
from domain.terms.registry import Industry, SizeClass, UsccClass
from domain.terms.reporting import ActivityState, Decision, Mode, Nature, Outcome, Route, ServiceFunction
from resolvers.work.write import cast_of, stored_as, with_defaults
from schema.noun.constraints import table_of
from schema.noun.noun import rows

PLATFORMS: Final = 2000
OF: Final = REGIONS[:20]
QUARTERS: Final = tuple(Quarter(f"{year}Q{n}") for year in (2020, 2021, 2022) for n in (1, 2, 3, 4))[3:11]
"""Of which every platform's report is accepted: eight, to 2022Q3."""
OPEN: Final = Quarter("2022Q4")
TODAY: Final = datetime(2022, 12, 5, 9, tzinfo=KUNMING)
"""Where the city's clock stands: the reports of the open quarter are due on the 15th."""
ENTERPRISES: Final = 4000
ACTIVITIES: Final = 3
"""Of each platform in the open quarter, each serving two enterprises."""
BUREAU: Final = "bureau"


@cache
def row_id(noun: str, *place: int) -> UUID:
    """The id of a row: version 7, in the order of making, told by its noun and place."""
    number = 0
    for step in place:
        number = number << 16 | step
    return UUID(int=0x018000000000 << 80 | 7 << 76 | sum(noun.encode()) % 4096 << 64 | 2 << 62 | number)


def moment(day: date, hour: int) -> datetime:
    """An hour of a day in Kunming."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=KUNMING)


def plain(value: Any) -> Any:
    """What the driver writes as it is."""
    return value


CONVERTS: Final[dict[str, Any]] = {"jsonb": json.dumps, "text": str}


@dataclass
class Rows:
    """Rows to be, by noun."""

    made: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])

    def add(self, noun: str, row: UUID, **values: Any) -> UUID:
        """Add one; what is left out has its default."""
        self.made.setdefault(noun, []).append({"id": row, **values})
        return row

    async def copy(self, connection: asyncpg.Connection[asyncpg.Record], *nouns: str) -> None:
        """Write the rows of some nouns, in an order in which each finds its parents."""
        for noun in nouns:
            kind, found = rows()[noun], self.made.pop(noun)
            defaults = with_defaults(kind, {})
            columns = list(dict.fromkeys([*defaults, *(name for row in found for name in row)]))
            stored = [stored_as(kind, name) for name in columns]
            converts = [CONVERTS.get(cast_of(kind, column), plain) for column in stored]
            pairs = list(zip(columns, converts, strict=True))
            records = [
                [
                    convert(value) if (value := row.get(name, defaults.get(name))) is not None else None
                    for name, convert in pairs
                ]
                for row in found
            ]
            await connection.copy_records_to_table(table_of(kind), columns=stored, records=records)


def is_centre(platform: int) -> bool:
    """Whether it is its region's centre; the first of each region is."""
    return platform < len(OF)


def region_of(platform: int) -> UUID:
    return row_id("Region", platform % len(OF) + 1)


def name_of(platform: int) -> str:
    """What a platform is called."""
    return f"{OF[platform % len(OF)].name}中小企业公共服务平台第{platform}号"


def holder_of(platform: int) -> str:
    """What its holder is called."""
    return f"昆明中小企业服务有限公司第{platform}号"


def submitters() -> Iterator[int]:
    """The platforms with a draft that a desk will receive."""
    return (platform for platform in range(PLATFORMS) if not is_centre(platform))


def registry(made: Rows) -> None:
    """Regions, entities and platforms."""
    for place, seed in enumerate((CITY, *OF)):
        region(made, place, seed)
    for n in range(PLATFORMS):
        made.add(
            "Entity",
            row_id("Entity", n),
            uscc=f"91530100{n:010d}",
            uscc_class=UsccClass.ENTERPRISE,
            name=holder_of(n),
            name_sort=f"kunming fuwu {n:05d}",
            legal_representative="李华",
        )
        kind = Kind.SERVICE_CENTER if is_centre(n) else (Kind.DEMO_PLATFORM, Kind.DEMO_BASE)[n % 2]
        founding = (
            {"founding_body": "县区人民政府", "founding_document": f"政办发〔2019〕{n + 1}号"} if is_centre(n) else {}
        )
        own = {
            "name": name_of(n),
            "name_sort": f"pingtai {n * 7919 % PLATFORMS:05d}",
            "founded_on": date(2019, 1, 1) + timedelta(n % 300),
        }
        made.add(
            "Platform",
            row_id("Platform", n),
            kind=kind,
            region_id=region_of(n),
            holder_id=row_id("Entity", n),
            address="人民路1号",
            contact_name="王芳",
            **own,
            **founding,
        )


def region(made: Rows, place: int, seed: Seed) -> None:
    above = None if place == 0 else row_id("Region", 0)
    made.add(
        "Region",
        row_id("Region", place),
        code=seed.code,
        name=seed.name,
        kind=seed.kind,
        zone_level=seed.zone_level,
        founder=seed.founder,
        parent_id=above,
        sort_key=place,
        former_codes=list(seed.former_codes),
        valid_from=seed.valid_from,
    )


def people(made: Rows) -> None:
    """Everybody who signs in: the bureau, a desk, and an operator for each draft."""
    person(made, BUREAU, 0, Role.MUNICIPAL_BUREAU)
    person(made, "desk", 1, Role.DISTRICT_CENTER, region_id=row_id("Region", 1))
    for n in range(PLATFORMS):
        person(made, f"operator{n}", n + 2, Role.OPERATOR, entity_id=row_id("Entity", n))


def person(made: Rows, username: str, n: int, role: Role, **anchor: UUID) -> None:
    account = made.add(
        "Account",
        row_id("Account", n),
        username=username,
        name=username,
        name_sort=username,
        password_hash="-",
        must_change_password=False,
    )
    office = made.add(
        "Office", row_id("Office", n), account_id=account, role=role, valid_from=date(2019, 1, 1), **anchor
    )
    made.add(
        "Session",
        row_id("Session", n),
        account_id=account,
        office_id=office,
        issued_at=datetime.now(UTC),
        expires_at=datetime.now(UTC) + timedelta(days=1),
    )


def operator(platform: int) -> int:
    """The number of the account that hands in for a platform."""
    return platform + 2


def filed(made: Rows) -> None:
    """Accepted reports: each handed in three times, twice returned."""
    for q, quarter in enumerate(QUARTERS):
        for n in range(PLATFORMS):
            report = row_id("Report", q, n)
            obligation(
                made, q, n, quarter, outcome=Outcome.ON_TIME, submitted_at=handed_in(quarter, 1), route_fixed=True
            )
            made.add(
                "Report",
                report,
                obligation_id=row_id("Obligation", q, n),
                platform_id=row_id("Platform", n),
                region_id=region_of(n),
                quarter=quarter,
                version=7,
                versions_count=3,
                submitter_id=row_id("Account", operator(n)),
            )
            for version in (1, 2, 3):
                reviewed(made, (q, n, version), quarter)


def obligation(made: Rows, q: int, n: int, quarter: Quarter, **known: Any) -> None:
    due = quarter.day_of_last_month(15)
    made.add(
        "Obligation",
        row_id("Obligation", q, n),
        kind="REPORT",
        region_id=region_of(n),
        platform_id=row_id("Platform", n),
        quarter=quarter,
        route=Route.CENTER,
        nominal=due,
        effective=due,
        basis="NORM",
        **known,
    )


def handed_in(quarter: Quarter, version: int) -> datetime:
    return moment(quarter.day_of_last_month(2 + 3 * version), 9)


def reviewed(made: Rows, place: tuple[int, int, int], quarter: Quarter) -> None:
    """One submitted version and what its desk decided."""
    q, n, version = place
    own = {
        "report_id": row_id("Report", q, n),
        "platform_id": row_id("Platform", n),
        "region_id": region_of(n),
        "submitter_id": row_id("Account", operator(n)),
    }
    at, desk = handed_in(quarter, version), Role.DISTRICT_DEPARTMENT if is_centre(n) else Role.DISTRICT_CENTER
    made.add(
        "ReportVersion",
        row_id("ReportVersion", *place),
        quarter=quarter,
        n=version,
        submitted_at=at,
        platform_name=name_of(n),
        holder_name=holder_of(n),
        **own,
        **typed((n + q) % 499),
        **counted(n),
    )
    decision, opinion = (Decision.ACCEPTED, "材料齐全，同意接收。") if version == 3 else (Decision.RETURNED, None)
    reasons = [] if version == 3 else [{"item": "serviceRevenue", "reason": "请核对“服务收入”与台账是否一致"}]
    closed = {
        "closed_at": at + timedelta(days=1, minutes=n),
        "decision": decision,
        "decider_id": row_id("Account", 1),
        "opinion": opinion,
        "item_reasons": reasons,
    }
    made.add(
        "Review",
        row_id("Review", *place),
        report_version_id=row_id("ReportVersion", *place),
        desk=desk,
        opened_at=at,
        version=2,
        **own,
        **closed,
    )


@cache
def typed(seed: int) -> dict[str, Any]:
    """What an operator types."""
    figures = {
        name: (seed * 7 + at) % 90
        for at, name in enumerate(form.TYPED)
        if name not in form.TEXTS and not form.FORM[name].bases_only
    }
    return {
        **figures,
        "feature_text": "开展“专精特新”培育与融资对接，服务企业满意。",
    }


def counted(seed: int) -> dict[str, Any]:
    """What the records told then."""
    activities = seed % 9 + 1
    return {
        "financing_amount": seed * 10_000_00,
        "service_revenue": seed * 1_234_56,
        "satisfaction": 90_00 + seed % 1000,
        "survey_answers": 20,
        "activity_count": activities,
        "enterprise_count": activities,
        "enterprise_visits": activities * 2,
        "micro_small_count": activities,
        "person_count": activities * 20,
        "public_service_count": activities,
        "public_service_ratio": 100_00,
    }


def ledger(made: Rows) -> None:
    """The activities of the open quarter, and drafts that are ready to be handed in."""
    for n in range(ENTERPRISES):
        made.add(
            "Enterprise",
            row_id("Enterprise", n),
            uscc=f"91530102{n:010d}",
            uscc_class=UsccClass.ENTERPRISE,
            name=f"云南某某科技有限公司第{n}号",
            name_sort=f"keji {n:05d}",
            industry=Industry.SOFTWARE,
            employees=12,
            revenue=300_000_00,
            size=SizeClass.MICRO,
            size_table="2011",
            platform_id=row_id("Platform", n % PLATFORMS),
            region_id=region_of(n % PLATFORMS),
        )
    for n in range(PLATFORMS):
        obligation(made, len(QUARTERS), n, OPEN)
    for n in submitters():
        where = {"platform_id": row_id("Platform", n), "region_id": region_of(n)}
        for k in range(ACTIVITIES):
            made.add(
                "Activity",
                row_id("Activity", n, k),
                state=ActivityState.RECORDED,
                day=date(2022, 11, 1 + k),
                quarter=OPEN,
                function=ServiceFunction.FINANCING_SERVICES,
                nature=Nature.PUBLIC_BENEFIT,
                mode=(Mode.ONLINE, Mode.OFFLINE)[k % 2],
                subject="政策宣讲与融资对接",
                persons=20 + k,
                recorded_at=moment(date(2022, 11, 2 + k), 9),
                **where,
            )
            for e in (0, 1):
                made.add(
                    "ActivityEnterprise",
                    row_id("ActivityEnterprise", n, k, e),
                    activity_id=row_id("Activity", n, k),
                    enterprise_id=row_id("Enterprise", (n * 2 + k + e) % ENTERPRISES),
                    size=SizeClass.MICRO,
                    self_employed=False,
                    **where,
                )
        worked(made, n, where)
        draft(made, n)


def worked(made: Rows, n: int, where: dict[str, UUID]) -> None:
    """What else a platform recorded that its report counts."""
    recorded = {"recorded_at": moment(date(2022, 11, 20), 9), **where}
    lasting = {"valid_from": date(2021, 3, 1), **recorded}
    channel = made.add("Channel", row_id("Channel", n), kind=ChannelKind.WEBSITE, name="平台网站", **lasting)
    for k in range(4):
        day = {"day": date(2022, 11, 3 + k), "quarter": OPEN}
        organisation = {"uscc": f"9153010{k}{n:010d}", "name": f"服务机构{k}", "name_sort": f"jigou {k}"}
        made.add("Partner", row_id("Partner", n, k), way=ServiceWay.ONLINE, **organisation, **lasting)
        staff = {"name": f"职员{k}", "post": "服务专员", "full_time": True}
        made.add("TeamMember", row_id("TeamMember", n, k), **staff, **lasting)
        says = {"source": PostSource.UPPER, "topic": PostTopic.POLICY, "title": "政策解读"}
        made.add("Post", row_id("Post", n, k), channel_id=channel, **says, **day, **recorded)
        needed = {"enterprise_id": row_id("Enterprise", (n * 2 + k) % ENTERPRISES), "content": "流动资金贷款"}
        demand = {"source": DemandSource.SURVEY, "function": ServiceFunction.FINANCING_SERVICES}
        made.add("Demand", row_id("Demand", n, k), **needed, **demand, **day, **recorded)
    for k in range(ACTIVITIES):
        service = {"service_id": row_id("ActivityEnterprise", n, k, 0)}
        service["enterprise_id"] = row_id("Enterprise", (n * 2 + k) % ENTERPRISES)
        answer = {"met": True, "further": False, "rating": 3 + k, "day": date(2022, 11, 20), "quarter": OPEN}
        made.add("FollowUp", row_id("FollowUp", n, k), **service, **answer, **recorded)


def draft(made: Rows, n: int) -> None:
    report = made.add(
        "Report",
        draft_id(n),
        obligation_id=row_id("Obligation", len(QUARTERS), n),
        platform_id=row_id("Platform", n),
        region_id=region_of(n),
        quarter=OPEN,
    )
    kind = (Kind.DEMO_PLATFORM, Kind.DEMO_BASE)[n % 2]
    bases = (
        dict.fromkeys((name for name in form.TYPED if form.FORM[name].bases_only), 5) if kind is Kind.DEMO_BASE else {}
    )
    made.add(
        "ReportDraft",
        row_id("ReportDraft", n),
        report_id=report,
        platform_id=row_id("Platform", n),
        kind=kind,
        saved_at=moment(date(2022, 12, 1), 9),
        **typed(n % 499),
        **bases,
    )


def draft_id(platform: int) -> UUID:
    """The report that a platform can hand in."""
    return row_id("Report", len(QUARTERS), platform)


LAST_WORD: Final = """
update report r set state = 'ACCEPTED', waiting_on = null, desk = v.desk, first_submitted_at = v.first, latest_version_id = v.id, accepted_version_id = v.id
from (select v.id, v.report_id, w.desk, min(v.submitted_at) over (partition by v.report_id) as first, v.n from report_version v join review w on w.report_version_id = v.id) v
where v.report_id = r.id and v.n = 3"""
"""A report names its versions, which name it: it is written first as a draft."""

ORDER: Final = (
    "Region",
    "Entity",
    "Account",
    "Office",
    "Session",
    "Platform",
    "Enterprise",
    "Activity",
    "ActivityEnterprise",
    "Channel",
    "Partner",
    "TeamMember",
    "Post",
    "Demand",
    "FollowUp",
    "Obligation",
    "Report",
    "ReportDraft",
    "ReportVersion",
    "Review",
)


async def settle(url: str, makers: Iterable[Any] = (registry, people, filed, ledger)) -> None:
    """People a migrated, empty database; every constraint is in force meanwhile."""
    made = Rows()
    gc.disable()  # nothing made here is garbage before it is written
    for make in makers:
        make(made)
    gc.enable()
    connection = await asyncpg.connect(url, server_settings={"statement_timeout": "0", "timezone": "Asia/Shanghai"})
    try:
        await connection.execute(
            "update city_clock set movable = true, offset_seconds = extract(epoch from $1::timestamptz - now())::int8, version = version + 1",
            TODAY,
        )
        await made.copy(connection, *ORDER)
        await connection.execute(LAST_WORD)
        await connection.execute("alter system set autovacuum = off")  # it would come in the middle of a pass
        await connection.execute("select pg_reload_conf()")
        await connection.execute("vacuum (full) report")
        await connection.execute("vacuum (freeze, analyze)")
        await connection.execute("checkpoint")
    finally:
        await connection.close()
