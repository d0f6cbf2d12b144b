"""A district with a centre and two platforms on a real database, and how a quarter goes there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from domain.calendar import Calendar
from domain.kernel.acts import Act
from domain.kernel.violations import Code, Violation
from domain.rights.scope import CLOCK, Actor
from domain.terms import Kind, Role
from domain.terms.registry import SizeClass, UsccClass
from domain.terms.reporting import Mode, Nature, ServiceFunction
from resolvers.plan.city import City
from resolvers.plan.sql import quote
from resolvers.reporting.figures_input import FiguresInput, TextsInput
from resolvers.root import FALLS
from resolvers.time.falls_due import advance
from resolvers.work.unit_of_work import uuid7, working
from tests.builders.filings import Q3, answers, at
from tests.builders.keys import KEYS
from tests.resolvers.acting import Acting, shown

if TYPE_CHECKING:
    from uuid import UUID


@dataclass
class District(Acting):
    """A district in the third quarter of 2022, with a centre and two platforms."""

    region: Any = None
    centre: Any = None
    platform: Any = None
    silent: Any = None
    operator: Any = None
    centre_operator: Any = None
    centre_desk: Any = None
    department: Any = None
    city_centre: Any = None

    async def settle(self) -> None:
        """Found it."""
        self.region = await self.district()
        holders = [await self.holder() for _ in range(3)]
        self.centre = await self.platform_of(Kind.SERVICE_CENTER, holders[0])
        self.platform = await self.platform_of(Kind.DEMO_PLATFORM, holders[1])
        self.silent = await self.platform_of(Kind.DEMO_PLATFORM, holders[2])
        self.operator = await self.reaching(Role.OPERATOR, platform=self.platform)
        self.centre_operator = await self.reaching(Role.OPERATOR, platform=self.centre)
        self.centre_desk = await self.reaching(Role.DISTRICT_CENTER, region=self.region)
        self.department = await self.reaching(Role.DISTRICT_DEPARTMENT, region=self.region)
        self.city_centre = await self.person(Role.MUNICIPAL_CENTER)

    async def platform_of(self, kind: Kind, holder: UUID) -> UUID:
        return await super().platform(kind, holder, self.region)

    async def reaching(self, role: Role, **reach: UUID) -> Actor:
        """Somebody whose office covers this."""
        return replace(await self.person(role), reach={anchor: frozenset({id}) for anchor, id in reach.items()})

    async def now(self, text: str) -> int:
        """Move on, recording what falls due on the way; how many acts that took."""
        until = at(text)
        city = City(Calendar({}), 0, KEYS)
        city.edition = (await self.fetch("select version from city_clock"))[0]["version"]
        acts = await advance(
            lambda act, moment: working(self.database.pool.write, city, CLOCK, act, moment), until, FALLS
        )
        await self.fetch(
            "update city_clock set movable = true, offset_seconds = extract(epoch from $1::timestamptz - now())", until
        )
        return acts

    async def obligation(self, platform: UUID | None) -> Any:
        """The obligation of a platform, or of the district, for the quarter."""
        which = f"platform_id = {quote(str(platform))}" if platform else "kind = 'CONSOLIDATION'"
        [found] = await self.fetch(f"select * from obligation where quarter = '{Q3}' and {which}")
        return found

    async def began(self, platform: UUID, operator: Actor) -> UUID:
        """A report begun and typed."""
        owed = await self.obligation(platform)
        report = await self.do(Act.START_REPORT, operator, obligation=shown("Obligation", owed["id"]))
        await self.do(Act.SAVE_REPORT_DRAFT, operator, report, figures=FiguresInput(**answers(expert_count=7)))
        return report

    async def reported(self, platform: UUID, operator: Actor) -> UUID:
        """A report handed in."""
        return await self.do(Act.SUBMIT_REPORT, operator, await self.began(platform, operator))

    async def consolidated(self) -> UUID:
        """A consolidation handed to the department."""
        owed = await self.obligation(None)
        row = await self.do(Act.START_CONSOLIDATION, self.centre_desk, obligation=shown("Obligation", owed["id"]))
        await self.do(Act.SAVE_CONSOLIDATION_DRAFT, self.centre_desk, row, texts=TextsInput(feature_text="夜校"))
        return await self.do(Act.SUBMIT_CONSOLIDATION, self.centre_desk, row)

    async def served(self, platform: UUID, times: int = 1, *, size: SizeClass = SizeClass.SMALL) -> UUID:
        """An enterprise, served by so many activities of a platform."""
        anchors = {"platform_id": platform, "region_id": self.region}
        kept = {
            "uscc": uuid7().hex[-18:].upper(),
            "uscc_class": UsccClass.ENTERPRISE,
            "name": "企业",
            "name_sort": "qiye",
        }
        enterprise = await self.add("Enterprise", **kept, industry="OTHER", size=size, size_table="2017", **anchors)
        for _ in range(times):
            says = {
                "function": ServiceFunction.STARTUP_COACHING,
                "nature": Nature.PUBLIC_BENEFIT,
                "mode": Mode.ONLINE,
                "subject": "讲座",
                "persons": 5,
            }
            when = {"day": date(2022, 8, 1), "quarter": Q3, "recorded_at": at("2022-08-01 12:00")}
            activity = await self.add("Activity", **says, **when, **anchors)
            await self.add(
                "ActivityEnterprise",
                activity_id=activity,
                enterprise_id=enterprise,
                size=size,
                self_employed=False,
                **anchors,
            )
        return enterprise


async def refused(act: Any) -> Code:
    with pytest.raises(Violation) as refusal:
        await act
    return refusal.value.code
