"""Builders of what the rules of quarterly reporting ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID, uuid5

from api.database import calendar_seed
from domain.calendar import KUNMING, Calendar
from domain.kernel.change import Change
from domain.kernel.units import Fen, Quarter
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.reporting import figures, form
from domain.reporting import obligation as obligation_rules
from domain.reporting.consolidation import ConsolidationFacts
from domain.reporting.figures import QuarterRecords
from domain.reporting.form import CountedService, LedgerActivity
from domain.reporting.obligation import ObligationFacts, ObligationTerms, Owing
from domain.reporting.report import Called, Destination, HandedIn, ReportFacts
from domain.reporting.review import Findings, ItemFinding, ReviewFacts
from domain.rights.scope import Actor
from domain.terms import Kind, Role
from domain.terms.registry import DayBasis, SizeClass
from domain.terms.reporting import ConsolidationState, Mode, Nature, ObligationKind, Outcome, ReportState, Route

PACK: Final = KUNMING_2020
Q3: Final = Quarter("2022Q3")
TODAY: Final = date(2022, 9, 10)
NAMES: Final = UUID(int=14)
CALLED: Final = Called("某某平台", "某某公司")


def an_id(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(NAMES, name)


def at(text: str) -> datetime:
    """A moment in Kunming."""
    return datetime.fromisoformat(text).replace(tzinfo=KUNMING)


NOON: Final = at("2022-09-10 12:00")
OPERATOR: Final = Actor(Role.OPERATOR, an_id("operator"))
CENTRE: Final = Actor(Role.DISTRICT_CENTER, an_id("centre"))
DEPARTMENT: Final = Actor(Role.DISTRICT_DEPARTMENT, an_id("department"))
CITY_CENTRE: Final = Actor(Role.MUNICIPAL_CENTER, an_id("city centre"))
REGION: Final = an_id("Wuhua")
OTHER_REGION: Final = an_id("Panlong")
PLATFORM: Final = an_id("platform")
WRONG: Final = Findings(None, [ItemFinding("expertCount", "与上季度不符")])
AGREED: Final = Findings("情况属实")


@cache
def calendar() -> Calendar:
    """The published working days of the years in force."""
    return Calendar({(None, row["day"]): row["is_workday"] for row in calendar_seed.rows(range(2019, 2024))})


def terms(quarter: Quarter = Q3, pack: Any = PACK) -> ObligationTerms:
    """A quarter under the default norm."""
    return ObligationTerms(quarter, obligation_rules.norm_of(pack), calendar(), pack)


def after(facts: Any, change: Change, **ids: object) -> Any:
    """The facts once a change is written; `ids` stand for the new rows it names."""
    return type(facts)(
        **{**vars(facts), **{name: value for name, value in change.set.items() if name in vars(facts)}, **ids}
    )


def an_obligation(**facts: Any) -> ObligationFacts:
    """A report owed for 2022Q3 through the district's centre."""
    usual: dict[str, Any] = {
        "id": an_id("obligation"),
        "platform_id": PLATFORM,
        "kind": ObligationKind.REPORT,
        "region_id": REGION,
        "quarter": Q3,
        "route": Route.CENTER,
        "route_fixed": False,
        "nominal": date(2022, 9, 15),
        "effective": date(2022, 9, 15),
        "basis": DayBasis.NORM,
        "outcome": Outcome.PENDING,
        "submitted_at": None,
        "extended_from": None,
    }
    return ObligationFacts(**{**usual, **facts})


def owing(region: UUID = REGION, *, has_centre: bool = True, platform: UUID | None = PLATFORM) -> Owing:
    """A platform of a district with a centre."""
    return Owing(region, has_centre, platform)


def a_report(state: ReportState = ReportState.DRAFT, **facts: Any) -> ReportFacts:
    """A report in a state as it comes to be: submitted ones by the operator, on the centre's desk."""
    sent = state is not ReportState.DRAFT
    desk = Role.DISTRICT_CENTER if sent else None
    waiting = {ReportState.SUBMITTED: desk, ReportState.ACCEPTED: None}.get(state, Role.OPERATOR)
    usual: dict[str, Any] = {
        "id": an_id("report"),
        "platform_id": PLATFORM,
        "region_id": REGION,
        "quarter": Q3,
        "state": state,
        "waiting_on": waiting,
        "desk": desk,
        "submitter_id": OPERATOR.account if sent else None,
        "first_submitted_at": NOON if sent else None,
        "latest_version_id": an_id("version 1") if sent else None,
        "accepted_version_id": an_id("version 1") if state is ReportState.ACCEPTED else None,
        "versions_count": int(sent),
        "sent_back": False,
        "amendment_reason": None,
    }
    return ReportFacts(**{**usual, **facts})


def a_consolidation(state: ConsolidationState = ConsolidationState.DRAFT, **facts: Any) -> ConsolidationFacts:
    """A consolidation of a centre in a state as it comes to be."""
    s = ConsolidationState
    sent = state is not s.DRAFT
    waiting = {
        s.WITH_DEPARTMENT: Role.DISTRICT_DEPARTMENT,
        s.WITH_MUNICIPAL_CENTER: Role.MUNICIPAL_CENTER,
        s.RECEIVED: None,
    }
    usual: dict[str, Any] = {
        "id": an_id("consolidation"),
        "region_id": REGION,
        "quarter": Q3,
        "state": state,
        "author": Role.DISTRICT_CENTER,
        "waiting_on": waiting.get(state, Role.DISTRICT_CENTER),
        "submitter_id": CENTRE.account if sent else None,
        "first_submitted_at": NOON if sent else None,
        "latest_version_id": an_id("version 1") if sent else None,
        "accepted_version_id": an_id("version 1") if state is s.RECEIVED else None,
        "versions_count": int(sent),
        "amendment_reason": None,
    }
    return ConsolidationFacts(**{**usual, **facts})


def a_review(desk: Role = Role.DISTRICT_CENTER, submitter: UUID | None = OPERATOR.account, **facts: Any) -> ReviewFacts:
    """An open review."""
    usual: dict[str, Any] = {"id": an_id("review"), "desk": desk, "submitter_id": submitter, "closed_at": None}
    return ReviewFacts(**{**usual, **facts})


def answers(**typed: Any) -> dict[str, Any]:
    """A form filled in for any kind but a base: zeros."""
    usual = {name: None if form.FORM[name].bases_only or form.FORM[name].is_text else 0 for name in form.TYPED}
    return {**usual, **typed}


def an_activity(
    name: str = "activity",
    *,
    persons: int = 10,
    online: bool = False,
    public: bool = True,
    training: bool = False,
    fee: int = 0,
) -> LedgerActivity:
    """An activity of the ledger."""
    return LedgerActivity(
        an_id(name),
        Mode.ONLINE if online else Mode.OFFLINE,
        Nature.PUBLIC_BENEFIT if public else Nature.MARKET,
        persons,
        training,
        Fen(fee),
    )


def served(
    name: str, size: SizeClass = SizeClass.SMALL, *, self_employed: bool = False, visits: int = 1
) -> CountedService:
    """An enterprise served."""
    return CountedService(an_id(name), size, self_employed, visits=visits)


def recorded_figures(
    activities: Sequence[LedgerActivity] = (), enterprises: Sequence[CountedService] = ()
) -> dict[str, Any]:
    """What records tell of a quarter in which nothing was recorded but these."""
    return figures.figures_of(Q3, QuarterRecords(activities), enterprises, PACK.satisfied_from.value, TODAY)


def handed_in(kind: Kind = Kind.DEMO_PLATFORM, **typed: Any) -> HandedIn:
    """A full submission."""
    activities, enterprises = [an_activity()], [served("an enterprise")]
    return HandedIn(CALLED, kind, answers(**typed), recorded_figures(activities, enterprises), activities, enterprises)


TO_CENTRE: Final = Destination(REGION, Role.DISTRICT_CENTER)
WITH_CONSOLIDATION: Final = Destination(REGION, None)
