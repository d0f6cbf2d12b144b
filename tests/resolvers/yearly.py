"""A yearly round with its people on a real database, and how it is brought to where a test begins."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from domain.kernel.acts import Act
from domain.rights.authority import scope_of
from domain.rights.scope import CLOCK, PUBLIC, Actor
from domain.terms import Kind, Role
from resolvers.evaluation import falls_due
from resolvers.evaluation.evaluations import CheckInput, DeclarationInput, MeasureInput
from resolvers.evaluation.panels import ScoreInput
from resolvers.evaluation.rounds import RoundTermsInput
from resolvers.plan.scope import Binds, where
from schema.evaluation.result import ResultRow
from schema.noun.vocabulary import Score
from tests.resolvers.acting import Acting, shown

if TYPE_CHECKING:
    from uuid import UUID

    from api.database.database import Database

EXPERT_CODES = {"B11": 300, "C1": 800, "C2": 600, "C3": 600}


class Yearly:
    """A city with one platform of a district, its desks, and five experts."""

    city: Acting
    bureau: Actor
    department: Actor
    operator: Actor
    experts: list[UUID]
    seated: list[Actor]
    region: UUID
    holder: UUID
    platform: UUID
    round: UUID
    evaluation: UUID

    @classmethod
    async def of(cls, database: Database, platforms: int = 1) -> Yearly:
        case = cls()
        city = case.city = Acting(database)
        if not await city.fetch("select 1 from city_clock"):
            await city.add("CityClock")
        await case.at("2022-03-01")
        case.region, case.holder = await city.district(), await city.holder()
        case.platform = await case.titled()
        for _ in range(platforms - 1):
            await case.titled()
        case.bureau = await city.person(Role.MUNICIPAL_BUREAU)
        case.department = within(await city.person(Role.DISTRICT_DEPARTMENT), region=case.region)
        case.operator = within(await city.person(Role.OPERATOR), platform=case.platform)
        people = [await city.person(Role.EXPERT) for _ in range(5)]
        case.experts = [
            await city.do(
                Act.REGISTER_EXPERT, case.bureau, account=shown("Account", one.account), name=f"专家{n}", field="管理"
            )
            for n, one in enumerate(people)
        ]
        case.seated = people
        return case

    async def titled(self) -> UUID:
        """A platform with its title, holder and region on record."""
        id = await self.city.platform(Kind.DEMO_PLATFORM, self.holder, self.region)
        since: dict[str, Any] = {"platform_id": id, "valid_from": date(2015, 1, 1)}
        await self.city.add("PlatformEntity", entity_id=self.holder, bearing="HOLDER", **since)
        await self.city.add("PlatformRegion", region_id=self.region, **since)
        return id

    async def at(self, day: str, hour: int = 12) -> None:
        """Set the city's clock."""
        moment = datetime.fromisoformat(f"{day}T{hour:02d}:00:00+08:00")
        offset = math.ceil((moment - datetime.now(UTC)).total_seconds())
        async with self.city.connection() as connection:
            await connection.execute("update city_clock set movable = true, offset_seconds = $1", offset)

    async def called(self, *, added: str | None = None) -> None:
        """A round of demonstration platforms that went out; `added` is why the platform is named for it."""
        do = self.city.do
        scheme = await do(Act.SAVE_SCHEME, self.bureau, code="DEFAULT", name="默认评价体系")
        terms = RoundTermsInput(
            title="关于开展2021年度绩效评价的通知",
            scheme=shown("Scheme", scheme),
            materials_due=date(2022, 3, 31),
            district_due=date(2022, 4, 15),
            notice_number="昆工信通〔2022〕1号",
        )
        self.round = await do(Act.DRAFT_ROUND, self.bureau, graded_year=2021, kinds=[Kind.DEMO_PLATFORM], terms=terms)
        if added:
            subject: dict[str, Any] = {
                "round": shown("Round", self.round),
                "platform": shown("Platform", self.platform),
            }
            await do(Act.ADD_SUBJECT, self.bureau, **subject, reason=added)
        await do(Act.CALL_ROUND, self.bureau, self.round)
        [found] = await self.city.fetch("select id from evaluation where platform_id = $1", self.platform)
        self.evaluation = found["id"]

    async def do(self, act: Act, actor: Actor, **input: Any) -> None:
        """An act on the evaluation."""
        await self.city.do(act, actor, self.evaluation, **input)

    async def row(self) -> Any:
        return await self.city.one("Evaluation", self.evaluation)

    async def submitted(self) -> None:
        """Handed in to the department."""
        declared = [
            DeclarationInput(code="A3", measure=MeasureInput(items=["管理制度", "服务流程", "收费标准", "优惠标准"])),
            DeclarationInput(code="A5", measure=MeasureInput(items=["年度计划", "年度总结"])),
        ]
        await self.do(Act.SAVE_EVALUATION_DRAFT, self.operator, summary="全年开展服务活动二十四场。", declared=declared)
        await self.do(Act.SUBMIT_EVALUATION, self.operator)

    async def with_bureau(self) -> None:
        """Reviewed and handed in with its district."""
        await self.submitted()
        checks = [CheckInput(code="A5", measure=MeasureInput(items=["年度计划"]), note="未见年度总结")]
        await self.do(Act.REVIEW_EVALUATION, self.department, opinion="属实，同意上报。", checks=checks)
        await self.hand_in()

    async def hand_in(self, **gaps: Any) -> None:
        await self.city.do(
            Act.HAND_IN_DISTRICT,
            self.department,
            round=shown("Round", self.round),
            region=shown("Region", self.region),
            opinion="已审核汇总",
            **gaps,
        )

    async def seats(self) -> list[Any]:
        return await self.city.fetch(
            "select * from panel_member where evaluation_id = $1 order by assigned_at, id", self.evaluation
        )

    async def panelled(self, *names: int) -> None:
        """Experts seated."""
        await self.do(Act.ASSIGN_PANEL, self.bureau, experts=[shown("Expert", self.experts[n]) for n in names])

    async def close(self, seat: Any, share: int = 100) -> None:
        """An expert scores and closes."""
        expert = within(Actor(Role.EXPERT, seat["account_id"]), evaluation=self.evaluation)
        scores = [ScoreInput(code=each, score=Score(most * share // 100)) for each, most in EXPERT_CODES.items()]
        await self.city.do(Act.SAVE_SCORES, expert, seat["id"], scores=scores)
        await self.city.do(Act.CLOSE_SCORES, expert, seat["id"])

    async def scored(self) -> None:
        await self.with_bureau()
        await self.panelled(0, 1, 2)
        for seat in await self.seats():
            await self.close(seat)

    async def publish(self, posted: date = date(2022, 6, 1), **input: Any) -> UUID:
        fields: dict[str, Any] = {
            "title": "公示",
            "url": "http://gxj.km.gov.cn",
            "posted_on": posted,
            "proof": "存档",
            "channel": "电话",
            **input,
        }
        return await self.city.do(
            Act.PUBLISH_NOTICE,
            self.bureau,
            round=shown("Round", self.round),
            **fields,
            number=f"昆工信公示〔2022〕{posted.day}号",
        )

    async def published(self) -> None:
        await self.scored()
        await self.do(Act.DECIDE_EVALUATION, self.bureau)
        await self.at("2022-06-01")
        await self.publish()

    async def object(self, **input: Any) -> UUID:
        """Somebody without a name objects."""
        [item] = await self.city.fetch(
            "select id from notice_item where evaluation_id = $1 order by id desc limit 1", self.evaluation
        )
        return await self.city.do(
            Act.RAISE_OBJECTION, PUBLIC, item=shown("NoticeItem", item["id"]), content="服务企业数不实", **input
        )

    async def reads(self, actor: Actor) -> list[int]:
        """Which results of the evaluation somebody reads."""
        binds = Binds()
        scope = where(scope_of(actor.role, Act.READ, "Result"), ResultRow, "t", binds)
        found = await self.city.fetch(f"select n from result t where {scope} order by n", *binds.values({}, actor))
        return [each["n"] for each in found]

    async def passes(self) -> None:
        """The clock records what fell due."""
        async with self.city.working(CLOCK) as work:
            await falls_due.finalise(work)
        async with self.city.working(CLOCK) as work:
            await falls_due.close_round(work)


def within(actor: Actor, **reach: UUID) -> Actor:
    """An actor whose office reaches something."""
    return Actor(actor.role, actor.account, actor.office, {anchor: frozenset({id}) for anchor, id in reach.items()})
