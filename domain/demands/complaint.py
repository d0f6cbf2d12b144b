"""What anyone may say against a platform: restrictions, discrimination, the use of funds (Art. 7(1), 13)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.calendar import day_of
from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.typed_text import Grievance, a_text
from domain.kernel.units import Quarter
from domain.kernel.violations import Code, Violation
from domain.registry.registry import Bearers, apart
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.demands import ComplaintKind, ComplaintState

S = ComplaintState
LONGEST: Final = 5000

LIFE: Final = Life(
    "Complaint",
    {
        (S.RECEIVED, Act.TAKE_UP_COMPLAINT): S.IN_HAND,
        (S.RECEIVED, Act.PASS_ON_COMPLAINT): S.IN_HAND,
        (S.IN_HAND, Act.PASS_ON_COMPLAINT): S.IN_HAND,
        (S.IN_HAND, Act.ANSWER_COMPLAINT): S.ANSWERED,
    },
)

EVENTS: Final = {
    (False, False): Event.COMPLAINT_RECEIVED,
    (True, False): Event.FUND_TIP_OFF_RECEIVED,
    (False, True): Event.CENTER_COMPLAINT_RECEIVED,
    (True, True): Event.CENTER_TIP_OFF_RECEIVED,
}
"""Who hears of it, by whether it is about funds, and about the city's own centre."""


def condition(_act: Act, row: Mapping[str, Any], actor: Actor, _today: date) -> Violation | None:
    """A complaint is handled by the desk that has it in hand, and by no other."""
    return _elsewhere(row["desk"], actor.role)


def _elsewhere(desk: Role | None, role: Role) -> Violation | None:
    if desk is None or desk is role:
        return None
    return Violation(Code.NOT_YOUR_DESK, facts={"desk": desk.label, "desk_en": desk.value})


@dataclass(frozen=True)
class About:
    """The platform complained of, the region that answers for it, whether it is the city's own centre, and the district's centre."""

    platform: Bearers
    region_id: UUID
    municipal: bool
    centre: Bearers | None = None

    @property
    def center_may(self) -> bool:
        """Whether the district's centre may look into it: not where it is about itself, its holder or its operator (ours)."""
        return not self.municipal and self.centre is not None and apart(self.platform, self.centre)


@dataclass(frozen=True)
class ComplaintFacts:
    """A complaint has a state and a desk that handles it."""

    id: UUID
    state: ComplaintState
    desk: Role | None


def raised(
    about: About,
    kind: ComplaintKind,
    grievance: Grievance,
    receipt: str,
    *,
    at: datetime,
    another_waits: bool = False,
) -> Change:
    """Anyone raises a complaint, with or without a name; one about the city's own centre is the bureau's (ours). Source: Art. 5, 7(1), 13; reading L34.

    The desks are told of the first of a kind and day that waits; `another_waits` says that this is a later one (ours).

    “对辖区内各类服务平台运营进行监督、管理” (Art. 5).
    “不得因自身利益而对服务提供商或服务需求者设置限制或歧视性措施” (Art. 7(1)).
    “财政专项经费的使用接受财政、审计、监察部门和社会的监督” (Art. 13).
    """
    a_text(grievance.content, "content", "投诉内容", LONGEST)
    desk = Role.MUNICIPAL_BUREAU if about.municipal else Role.MUNICIPAL_CENTER
    anchors = {"platform_id": about.platform.id, "region_id": about.region_id, "city_desk": desk}
    stands = {"center_may": about.center_may, "kind": kind, "state": S.RECEIVED, "receipt": receipt, "received_at": at}
    event = EVENTS[kind is ComplaintKind.FUND_USE, about.municipal]
    return Change(
        adds=[New("Complaint", {**anchors, **stands, **grievance.columns})], events=[] if another_waits else [event]
    )


def take_up(row: ComplaintFacts, desk: Role, *, at: datetime) -> Change:
    """The desk takes the complaint up. Source: Art. 7(1)."""
    return Change({"state": _move(row, Act.TAKE_UP_COMPLAINT, desk), "desk": desk, "taken_up_at": at})


def pass_on(row: ComplaintFacts, desk: Role, reason: str | None, *, at: datetime) -> Change:
    """A desk of the district passes the complaint to the municipal centre with a reason (ours)."""
    state = _move(row, Act.PASS_ON_COMPLAINT, desk)
    columns: dict[str, object] = {"desk": Role.MUNICIPAL_CENTER, "passed_on_at": at, "pass_reason": a_reason(reason)}
    return Change({"state": state, **columns}, events=[Event.COMPLAINT_PASSED_ON])


@dataclass(frozen=True)
class ComplaintAnswer:
    """A complaint's answer states the findings, whether the complaint is upheld, and the reply."""

    upheld: bool
    findings: str
    answer: str
    answered_by: UUID | None

    @property
    def columns(self) -> dict[str, object]:
        """The columns hold the answer as it is stored."""
        texts = {
            "findings": a_text(self.findings, "findings", "调查情况", LONGEST),
            "answer": a_text(self.answer, "answer", "答复", LONGEST),
        }
        return {"upheld": self.upheld, **texts, "answered_by_id": self.answered_by}


def answer(row: ComplaintFacts, desk: Role, content: ComplaintAnswer, *, at: datetime) -> Change:
    """The desk answers the complaint, also where nobody can be reached: the receipt shows the answer. Source: Art. 7(1).

    “不得因自身利益而对服务提供商或服务需求者设置限制或歧视性措施” (Art. 7(1)).
    """
    state = _move(row, Act.ANSWER_COMPLAINT, desk)
    return Change({"state": state, **content.columns, "answered_at": at}, events=[Event.COMPLAINT_ANSWERED])


def _move(row: ComplaintFacts, act: Act, desk: Role) -> ComplaintState:
    state = LIFE.move(row.state, act)
    if refusal := _elsewhere(row.desk, desk):
        raise refusal
    return state


def dealt_with(quarter: Quarter, answered: Iterable[datetime | None]) -> int:
    """Complaints count in the quarter of their answer."""
    return sum(moment is not None and Quarter.of(day_of(moment)) == quarter for moment in answered)
