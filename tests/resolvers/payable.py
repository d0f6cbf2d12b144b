"""Cases of money on a real database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.units import Fen
from domain.regulation.packs.kunming_2020 import KUNMING_2020, UNQUALIFIED
from domain.terms import Grade, Kind, Role
from domain.terms.money import RecoveryGround
from domain.terms.rectification import DeliveryMethod, RefusalKind
from tests.resolvers.acting import Acting, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.rights.scope import Actor


SERVED: Final[Mapping[str, Any]] = {"how": DeliveryMethod.POST, "to_whom": "负责人", "proof": "EMS 3"}
ANNOUNCED: Final = "https://gxj.km.gov.cn/revoked/1"


class Case:
    """A holder with its platforms, and the two bureaus."""

    city: Acting
    bureau: Actor
    finance: Actor
    region: UUID
    holder: UUID

    @classmethod
    async def of(cls, city: Acting) -> Case:
        case = cls()
        case.city, case.region, case.holder = city, await city.district(), await city.holder()
        case.bureau, case.finance = await city.person(Role.MUNICIPAL_BUREAU), await city.person(Role.FINANCE_BUREAU)
        return case

    async def platform(self, kind: Kind) -> UUID:
        return await self.city.platform(kind, self.holder, self.region)

    async def opened(self, platform: UUID, amount: Fen) -> None:
        """What a platform had received before the system began."""
        named = shown("Platform", platform)
        await self.city.do(Act.RECORD_OPENING_BALANCE, self.bureau, platform=named, amount=amount, reason="2019年台账")

    async def graded(self, platform: UUID, grade: Grade, year: int = 2021) -> UUID:
        return await self.city.evaluation(platform, grade, await self.city.round(year))

    async def noticed(self, evaluation: UUID, grade: Grade, n: int = 1) -> UUID:
        """A grade stands in a notice, and earns its amount."""
        row, now = await self.city.one("Evaluation", evaluation), datetime.now(UTC)
        anchors = {name: row[name] for name in ("platform_id", "region_id")}
        decided: dict[str, Any] = {
            "experts_grade": grade,
            "grade": grade,
            "steps": [],
            "inputs": {},
            "decided_at": now,
            **anchors,
        }
        result = await self.city.add("Result", evaluation_id=evaluation, n=n + 1, **decided)
        days = {"posted_on": date(2022, 6, 1), "first_day": date(2022, 6, 2), "window_end": date(2022, 6, 9)}
        texts = {"title": "公示", "url": ANNOUNCED, "proof": "存档", "channel": "电话", "content_hash": "0" * 64}
        posted: dict[str, Any] = {**days, **texts, "tallies": [], "nominal_total": 0, "published_at": now}
        number = f"公示〔2022〕{n}号"
        notice = await self.city.add("Notice", round_id=row["round_id"], number=number, **posted)
        names = {"name": "平台", "region_name": "盘龙区", "holder_name": "云岭公司"}
        kind = Kind(row["kind"])
        line = {"kind": kind, "grade": grade, "nominal": KUNMING_2020.amount(kind, grade), **names, **anchors}
        await self.city.add("NoticeItem", notice_id=notice, evaluation_id=evaluation, result_id=result, **line)
        await self.city.set("evaluation", evaluation, notice_id=notice, published_result_id=result)
        return notice

    async def calculate(self, year: int = 2021) -> Any:
        """The subsidy a calculation led to, or None."""
        claim = await self.city.do(
            Act.CALCULATE_SUBSIDY, self.bureau, holder=shown("Entity", self.holder), graded_year=year
        )
        found = await self.city.one("Claim", claim)
        return found["subsidy_id"] and await self.city.one("Subsidy", found["subsidy_id"])

    async def approve(self, subsidy: Any) -> None:
        await self.city.do(Act.APPROVE_SUBSIDY, self.bureau, subsidy["id"])

    async def pay(self, subsidy: Any) -> None:
        await self.approve(subsidy)
        await self.city.do(Act.CONFIRM_SUBSIDY, self.finance, subsidy["id"])
        await self.city.do(Act.PAY_SUBSIDY, self.finance, subsidy["id"], instruction=f"昆财{subsidy['id']}")
        await self.city.do(
            Act.RECORD_PAYMENT_OUTCOME, self.finance, subsidy["id"], arrived=True, day=await self.today()
        )

    async def proposed(self, subsidy: Any, ground: RecoveryGround, **more: Any) -> UUID:
        """A recovery, proposed."""
        named = shown("Subsidy", subsidy["id"])
        facts: dict[str, Any] = {"subsidy": named, "ground": ground, "facts": "经查实", **more}
        return await self.city.do(Act.PROPOSE_RECOVERY, self.bureau, **facts)

    async def told(self, recovery: UUID) -> None:
        """Its holder was told long ago."""
        served = {**SERVED, "day": await self.today()}
        await self.city.do(Act.NOTIFY_RECOVERY, self.bureau, recovery, number="告1号", **served)
        await self.city.set("recovery", recovery, heard_until=await self.today() - timedelta(days=1))

    async def ordered(self, recovery: UUID) -> None:
        """Decided by the bureau and confirmed by finance."""
        pay_by = await self.today() + timedelta(days=30)
        await self.city.do(Act.ORDER_RECOVERY, self.bureau, recovery, number="决1号", pay_by=pay_by)
        await self.city.do(Act.DECIDE_RECOVERY, self.finance, recovery, agreed=True)

    async def recovery(self, subsidy: Any, ground: RecoveryGround, **more: Any) -> UUID:
        """Ordered back, from proposal to confirmation."""
        recovery = await self.proposed(subsidy, ground, **more)
        if ground is not RecoveryGround.PAYMENT_ERROR:
            await self.told(recovery)
        await self.ordered(recovery)
        return recovery

    async def today(self) -> Any:
        [row] = await self.city.fetch("select (now() at time zone 'Asia/Shanghai')::date as today")
        return row["today"]

    async def used(self, platform: UUID) -> int:
        found = await self.city.fetch(
            "select carried + transferred + awarded as used from cap_account where platform_id = $1", platform
        )
        return found[0]["used"] if found else 0

    async def state(self, subsidy: Any) -> str:
        return (await self.city.one("Subsidy", subsidy["id"]))["state"]


async def issued(case: Case, platform: UUID) -> UUID:
    evaluation = await case.graded(platform, UNQUALIFIED)
    day = await case.today() + timedelta(days=30)
    return await case.city.do(
        Act.ISSUE_RECTIFICATION,
        case.bureau,
        evaluation=shown("Evaluation", evaluation),
        number=f"整{platform}",
        content="补齐",
        evidence="复印件",
        due_on=day,
    )


async def delivered(case: Case, rectification: UUID) -> None:
    await case.city.do(
        Act.RECORD_DELIVERY,
        case.bureau,
        rectification,
        how=DeliveryMethod.POST,
        day=await case.today(),
        to_whom="负责人",
        proof="EMS 1",
    )


async def refused(case: Case, rectification: UUID) -> None:
    await delivered(case, rectification)
    await case.city.do(Act.RECORD_REFUSAL, case.bureau, rectification, kind=RefusalKind.IN_WORDS, note="来函拒绝")
    if (await case.city.one("Rectification", rectification))["kind"] != Kind.SERVICE_CENTER:
        await warned(case, rectification)
    await case.city.do(
        Act.CLOSE_RECTIFICATION,
        case.bureau,
        rectification,
        number="函1",
        addressee="盘龙区人民政府",
        day=await case.today(),
        announcement=ANNOUNCED,
    )


async def warned(case: Case, rectification: UUID) -> None:
    """Told long ago that the title is to be revoked."""
    served = {**SERVED, "day": await case.today()}
    await case.city.do(Act.NOTIFY_REVOCATION, case.bureau, rectification, number="告2号", **served)
    await case.city.set("rectification", rectification, heard_until=await case.today() - timedelta(days=1))
