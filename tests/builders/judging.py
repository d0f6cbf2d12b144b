"""Builders of what the tests of the yearly round speak of."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from api.database import calendar_seed
from domain.calendar import Calendar
from domain.evaluation.evaluation import WAITING_ON, EvaluationFacts
from domain.evaluation.materials import Handing
from domain.evaluation.panel import Employment, EvaluatedParty, ExpertFacts, PanelFacts, Seat
from domain.evaluation.result import DecideFacts, NoticeTerms
from domain.evaluation.round import Candidate, RoundFacts, RoundTerms, SchemeFacts
from domain.evaluation.scheme import default_lines
from domain.evaluation.scoring import ScoredLine, YearFigures
from domain.kernel.change import Change
from domain.kernel.units import Hundredths
from domain.kernel.violations import Violation
from domain.registry.registry import Lifetime, Period
from domain.regulation.packs.kunming_2020 import GOOD, KUNMING_2020
from domain.terms import Kind
from domain.terms.evaluation import EvaluationState, Method, PanelSeatState, RoundState
from domain.terms.evaluation import IndicatorSource as Source

PACK = KUNMING_2020
NOON = datetime(2022, 3, 1, 4, tzinfo=UTC)
TODAY = date(2022, 3, 1)
CUT_OFFS = dict(PACK.thresholds.value)
ALL_KINDS = frozenset(Kind)


@cache
def calendar() -> Calendar:
    """The published calendar, 2004 to 2026."""
    return Calendar({(None, row["day"]): row["is_workday"] for row in calendar_seed.rows(range(2019, 2027))})


def an_id(name: str) -> UUID:
    return uuid5(UUID(int=0), name)


def day(text: str) -> date:
    return date.fromisoformat(text)


def points(text: str) -> Hundredths:
    """A score as people write it."""
    whole, _, rest = text.partition(".")
    return Hundredths(int(whole) * 100 + int((rest + "00")[:2]))


def lines(kind: Kind = Kind.DEMO_PLATFORM) -> tuple[ScoredLine, ...]:
    """The default index of a kind."""
    return tuple(each.line for each in default_lines(PACK) if each.line.kind is kind)


LEDGER = {Source.ACTIVITIES, Source.ENTERPRISES, Source.PERSONS, Source.PUBLIC_SERVICE, Source.REPORTING}


def few_records(kind: Kind = Kind.DEMO_PLATFORM) -> tuple[ScoredLine, ...]:
    """The default index as a notice states it for a year of which only the ledger and the reports tell: all else is declared."""
    return tuple(
        line if line.source in LEDGER or line.method is Method.EXPERT else replace(line, source=Source.DECLARED)
        for line in lines(kind)
    )


def terms(**facts: Any) -> RoundTerms:
    usual: dict[str, Any] = {
        "title": "关于开展2021年度绩效评价的通知",
        "graded_year": 2021,
        "kinds": tuple(Kind),
        "subject_day": day("2021-12-31"),
        "materials_due": day("2022-03-31"),
        "district_due": day("2022-04-15"),
        "cut_offs": CUT_OFFS,
        "notice_number": "昆工信通〔2022〕1号",
    }
    return RoundTerms(**{**usual, **facts})


SCHEME = SchemeFacts(an_id("scheme"), ALL_KINDS)


def a_round(state: RoundState = RoundState.DRAFT, **facts: Any) -> RoundFacts:
    usual: dict[str, Any] = {
        "id": an_id("round"),
        "title": "关于开展2021年度绩效评价的通知",
        "graded_year": 2021,
        "subject_day": day("2021-12-31"),
        "materials_due": day("2022-03-31"),
        "materials_effective": day("2022-03-31"),
        "district_due": day("2022-04-15"),
        "district_effective": day("2022-04-15"),
        "notice_number": "昆工信通〔2022〕1号",
        "cut_offs": [{"grade": str(grade), "from": least} for grade, least in CUT_OFFS.items()],
    }
    return RoundFacts(state=state, **{**usual, **facts})


def a_candidate(
    name: str,
    kind: Kind = Kind.DEMO_PLATFORM,
    *,
    title: tuple[str, str | None] | None = ("2020-07-01", None),
    abolished: str | None = None,
    municipal: bool = False,
    has_holder: bool = True,
) -> Candidate:
    life = Lifetime(kind, day("2018-05-01"), (abolished and day(abolished)) or None, municipal)
    titles = () if title is None else (Period(day(title[0]), (title[1] and day(title[1])) or None),)
    holders = (Period(day("2018-05-01"), None, an_id(f"holder of {name}")),) if has_holder else ()
    return Candidate(an_id(name), name, life, titles, (Period(day("2018-05-01"), None, an_id("wuhua")),), holders)


def an_evaluation(state: EvaluationState = EvaluationState.OPEN, **facts: Any) -> EvaluationFacts:
    usual: dict[str, Any] = {
        "id": an_id("evaluation"),
        "platform_id": an_id("platform"),
        "region_id": an_id("wuhua"),
        "straight_to_bureau": False,
        "submitter_id": an_id("operator"),
        "waiting_on": WAITING_ON[state],
        "latest_material_id": an_id("material"),
    }
    return EvaluationFacts(state=state, **{**usual, **facts})


def to_decide(
    state: EvaluationState = EvaluationState.SCORED, score: str | None = "85.00", **facts: Any
) -> DecideFacts:
    usual: dict[str, Any] = {
        "id": an_id("evaluation"),
        "platform_id": an_id("platform"),
        "region_id": an_id("wuhua"),
        "latest_material_id": an_id("material"),
        "experts_score": None if score is None else points(score),
        "experts_grade": None if score is None else GOOD,
        "decided_grade": GOOD,
        "grade": GOOD,
        "window_end": day("2022-06-10"),
        "open_objections": 0,
        "reopened_at": None,
    }
    return DecideFacts(state=state, **{**usual, **facts})


NOTICE_TERMS = NoticeTerms(PACK, CUT_OFFS)


def a_handing(**facts: Any) -> Handing:
    usual: dict[str, Any] = {
        "summary": "全年开展服务活动二十四场。",
        "declared": (),
        "records": YearFigures(24, 150, 600, 12, 4, 4, 0, staff=12, disclosed=("服务内容",)),
        "activities": (an_id("activity"),),
        "indicators": {line.code: an_id(line.code) for line in lines()},
        "n": 1,
    }
    return Handing(**{**usual, **facts})


def a_panel(state: EvaluationState = EvaluationState.IN_PANEL) -> PanelFacts:
    return PanelFacts(an_id("evaluation"), state, an_id("platform"), an_id("wuhua"), 2021)


def an_expert(name: str, *employments: Employment, retired: str | None = None) -> ExpertFacts:
    return ExpertFacts(an_id(name), an_id(f"account of {name}"), name, (retired and day(retired)) or None, employments)


def a_seat(name: str, state: PanelSeatState = PanelSeatState.SCORING) -> Seat:
    return Seat(an_id(f"seat of {name}"), an_id(name), an_id(f"account of {name}"), state)


HOLDER = EvaluatedParty("91530100MA6K000001", "昆明某科技有限公司")
RUNNER = EvaluatedParty("91530100MA6K000002", "昆明某运营有限公司")


def refusal(act: Any) -> Violation:
    """What a rule raises."""
    try:
        act()
    except Violation as violation:
        return violation
    raise AssertionError("nothing was refused")


def new_of(change: Change, noun: str) -> list[Any]:
    """The values of the new rows of a noun."""
    return [new.values for new in change.adds if new.noun == noun]
