"""Enterprises' demands, with their matches and results (Art. 7(3))."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.life import Life
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.units import Fen, Quarter, yuan
from domain.kernel.violations import Code, Violation
from domain.network.partner import Dated, its_own, lasted
from domain.registry import credit_code
from domain.registry.registry import in_being, not_ahead, not_before
from domain.rights.scope import Actor
from domain.services.activity import LedgerPlace
from domain.terms.demands import DemandSource, DemandState
from domain.terms.reporting import ServiceFunction

S = DemandState
LONGEST: Final = 2000
PROVIDER: Final = 200
MOST_FINANCING: Final = yuan(100_000_000_000)
"""More than that one match does not bring (ours): it was mistyped, and sums of many stay within the database's."""

LIFE: Final = Life(
    "Demand",
    {
        (S.OPEN, Act.MATCH_DEMAND): S.MATCHED,
        (S.MATCHED, Act.RECORD_MATCH_RESULT): (S.RESOLVED, S.OPEN),
        (S.OPEN, Act.CLOSE_DEMAND): S.UNMET,
        (S.MATCHED, Act.CLOSE_DEMAND): S.UNMET,
        **{(state, Act.WITHDRAW_DEMAND): S.WITHDRAWN for state in S if state is not S.WITHDRAWN},
    },
)


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """A demand is bound by state and rights alone."""
    return None


@dataclass(frozen=True)
class DemandContent:
    """A demand's content is its day, source and wording."""

    day: date
    source: DemandSource
    function: ServiceFunction
    content: str


@dataclass(frozen=True)
class DemandFacts:
    """A demand has a state, a day and its matches."""

    id: UUID
    state: DemandState
    platform_id: UUID
    enterprise_id: UUID
    function: ServiceFunction
    day: date
    matched_on: date | None


def record(place: LedgerPlace, enterprise: UUID, demand: DemandContent, *, at: datetime, today: date) -> New:
    """The platform records a demand collected on a day of its service. Source: Art. 7(3).

    “开展辖区、产业聚集区内中小企业服务需求调查” (Art. 7(3)).
    """
    not_ahead(demand.day, today)
    in_being(place.lifetime, demand.day)
    content = a_text(demand.content, "content", "需求内容", LONGEST)
    anchors = {"platform_id": place.platform_id, "region_id": place.region_id, "enterprise_id": enterprise}
    stands = {"state": S.OPEN, "quarter": Quarter.of(demand.day), "recorded_at": at}
    return New("Demand", {**vars(demand), "content": content, **anchors, **stands})


# matching


@dataclass(frozen=True)
class Gathered(Dated):
    """A partner has the name and the code that a match copies."""

    id: UUID
    platform_id: UUID
    name: str
    uscc: str


@dataclass(frozen=True)
class Provider:
    """A provider is a partner of the platform, or a body by its typed name and credit code."""

    name: str | None
    uscc: str | None
    partner: Gathered | None = None

    def columns(self, place: LedgerPlace, day: date) -> dict[str, object]:
        """The columns copy a partner's name and code of today; the partner belongs to the platform on the day of the match."""
        if self.partner is None:
            code = (
                None
                if self.uscc is None or not self.uscc.strip()
                else credit_code.checked(self.uscc, ("provider_uscc",))
            )
            return {"provider": a_text(self.name, "provider", "服务机构", PROVIDER), "provider_uscc": code}
        if any((typed or "").strip() for typed in (self.name, self.uscc)):
            why = ("已选择合作机构，不再另填名称或代码", "a partner is named, so neither name nor code is typed")
            facts: dict[str, object] = {"field": "服务机构", "why": why[0], "why_en": why[1]}
            raise Violation(Code.INVALID, path=("provider",), facts=facts)
        its_own(self.partner.platform_id, place, "partner")
        lasted(self.partner, day, "partner", "合作机构")
        return {"partner_id": self.partner.id, "provider": self.partner.name, "provider_uscc": self.partner.uscc}


def match(
    row: DemandFacts,
    place: LedgerPlace,
    provider: Provider,
    day: date,
    note: str | None,
    *,
    at: datetime,
    today: date,
    last_result: date | None = None,
) -> Change:
    """A match joins a demand and a provider, no earlier than the demand and the result of its last match. Source: Art. 7(3).

    “根据服务需求发布服务信息、组织服务对接,以服务需求为导向” (Art. 7(3)).
    """
    state = LIFE.move(row.state, Act.MATCH_DEMAND)
    not_ahead(day, today)
    in_being(place.lifetime, day)
    not_before(day, row.day, ("对接日", "the day of the match"), ("需求收集日", "the day it was collected"))
    if last_result is not None:
        not_before(
            day, last_result, ("对接日", "the day of the match"), ("上次对接结果日", "the day of the last result")
        )
    anchors = {"platform_id": row.platform_id, "region_id": place.region_id}
    copied = {"demand_id": row.id, "enterprise_id": row.enterprise_id, "function": row.function}
    particulars = {"day": day, "quarter": Quarter.of(day), "note": maybe_text(note, "note", "说明", LONGEST)}
    made = New("Match", {**anchors, **copied, **provider.columns(place, day), **particulars, "recorded_at": at})
    return Change({"state": state, "matched_on": row.matched_on or day}, [made])


@dataclass(frozen=True)
class MatchResult:
    """A match's result says whether the demand was met; `financing` is the money that the enterprise obtained."""

    day: date
    met: bool
    says: str
    financing: Fen | None = None


def conclude(row: DemandFacts, matched_on: date, result: MatchResult, *, today: date) -> tuple[Change, Change]:
    """The result concludes the running match: changes of the demand and of the match. Source: Art. 7(3).

    A demand that was not met is open again. Only a demand of financing brings money.

    “以服务需求为导向,带动服务资源聚集和服务产品的策划与提供” (Art. 7(3)).
    """
    state = LIFE.move(row.state, Act.RECORD_MATCH_RESULT, S.RESOLVED if result.met else S.OPEN)
    not_ahead(result.day, today)
    not_before(result.day, matched_on, ("结果日", "the day of the result"), ("对接日", "the day of the match"))
    _may_bring(row.function, result.financing)
    outcome = {"result": a_text(result.says, "result", "对接结果", LONGEST), "financing": result.financing}
    when = {"result_day": result.day, "result_quarter": Quarter.of(result.day)}
    demand: dict[str, object] = {"state": state, **({"resolved_on": result.day} if result.met else {})}
    return Change(demand), Change({"met": result.met, **outcome, **when})


def _may_bring(function: ServiceFunction, financing: Fen | None) -> None:
    """Refuse money that no demand of financing brought, and an amount of nothing."""
    if financing is None:
        return
    if function is not ServiceFunction.FINANCING_SERVICES:
        facts: dict[str, object] = {"function": function.label, "function_en": function.value}
        raise Violation(Code.NOT_FINANCING, path=("financing",), facts=facts)
    if financing <= 0:
        raise Violation(Code.NOT_POSITIVE, path=("financing",))
    if financing > MOST_FINANCING:
        facts = {"field": "融资金额", "field_en": "the financing"}
        facts |= {"why": "不应超过1000亿元", "why_en": "it is at most 100 billion yuan"}
        raise Violation(Code.INVALID, path=("financing",), facts=facts)


# the end


def close(row: DemandFacts, reason: str | None) -> Change:
    """The platform closes a demand that nobody could meet, with a reason; the running match ends by `broken_off`. Source: Art. 7(3)."""
    return Change({"state": LIFE.move(row.state, Act.CLOSE_DEMAND), "reason": a_reason(reason)})


def withdraw(row: DemandFacts, reason: str | None) -> Change:
    """The platform withdraws a demand entered by mistake, with a reason; its matches no longer count either."""
    return Change({"state": LIFE.move(row.state, Act.WITHDRAW_DEMAND), "reason": a_reason(reason)})


def broken_off(reason: str | None, *, today: date) -> Change:
    """The running match of a closed or withdrawn demand ends unmet, for the same reason (ours)."""
    when = {"result_day": today, "result_quarter": Quarter.of(today)}
    return Change({"met": False, "result": a_reason(reason), **when})


WITHDRAWN: Final = Change({"withdrawn": True})
"""What becomes of the matches of a demand that is withdrawn."""


# what a quarter's report counts


@dataclass(frozen=True)
class Collected:
    """A counted demand has the days of its collection, first match and fulfilment."""

    id: UUID
    state: DemandState
    day: date
    matched_on: date | None
    resolved_on: date | None


@dataclass(frozen=True)
class Brought:
    """A counted result has its day and the financing obtained."""

    demand_id: UUID
    enterprise_id: UUID
    result_day: date | None
    financing: Fen | None


@dataclass(frozen=True)
class DemandFigures:
    """A quarter's demand figures count collected, matched and met demands; `financed` are the enterprises with financing, each once."""

    collected: int
    matched: int
    resolved: int
    financing_amount: Fen
    financed: frozenset[UUID]


def figures_of(quarter: Quarter, demands: Iterable[Collected], matches: Iterable[Brought]) -> DemandFigures:
    """A quarter counts each demand by the days of its collection, first match and fulfilment, and money by the day of its result.

    What was withdrawn counts nowhere. Source: Art. 7(3), 14(1).

    “加强服务需求对接和服务能力提升,开展辖区、产业聚集区内中小企业服务需求调查” (Art. 7(3)).
    """

    def within(day: date | None) -> bool:
        return day is not None and Quarter.of(day) == quarter

    counted = {each.id: each for each in demands if each.state is not S.WITHDRAWN}
    money = [
        each for each in matches if each.demand_id in counted and each.financing is not None and within(each.result_day)
    ]
    return DemandFigures(
        collected=sum(within(each.day) for each in counted.values()),
        matched=sum(within(each.matched_on) for each in counted.values()),
        resolved=sum(within(each.resolved_on) for each in counted.values()),
        financing_amount=Fen(sum(each.financing or 0 for each in money)),
        financed=frozenset(each.enterprise_id for each in money),
    )
