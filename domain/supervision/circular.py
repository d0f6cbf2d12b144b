"""Circulars on a quarter's service work: drafted from its records, published, archived (Art. 5, 14)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.calendar import day_of
from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.units import Quarter
from domain.kernel.violations import Code, Violation
from domain.rights.scope import Actor
from domain.terms.reporting import ObligationKind, Outcome
from domain.terms.supervision import CircularState

S = CircularState
O = Outcome  # noqa: E741 (read beside S)
LONG: Final = 20_000
CITY: Final = "全市"

LIFE: Final = Life(
    "Circular",
    {
        (S.DRAFT, Act.SAVE_CIRCULAR): S.DRAFT,
        (S.DRAFT, Act.PUBLISH_CIRCULAR): S.PUBLISHED,
        (S.PUBLISHED, Act.ARCHIVE_CIRCULAR): S.ARCHIVED,
    },
)

Figures = Mapping[str, Any]
"""What is stored: `districts`, a line each, and `city`, their total."""


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """A circular is bound by rights and state alone."""
    return None


def districts(row: Mapping[str, Any], _actor: Actor, _today: date) -> Sequence[Mapping[str, object]]:
    """The line of each district."""
    return row["figures"]["districts"]


def city(row: Mapping[str, Any], _actor: Actor, _today: date) -> Mapping[str, object]:
    """The total of the city."""
    return row["figures"]["city"]


# the figures of a quarter


@dataclass(frozen=True)
class QuarterlyReturn:
    """A quarterly return has its district, kind and outcome."""

    region_id: UUID
    kind: ObligationKind
    outcome: Outcome


@dataclass(frozen=True)
class Taken:
    """A report in force: taken in by a received consolidation, or accepted where none is received."""

    id: UUID
    region_id: UUID
    activity_count: int
    person_count: int


@dataclass(frozen=True)
class CityQuarter:
    """The quarter's records; `regions` by name in official order, `served` pairs a report with an enterprise it counts."""

    regions: Mapping[UUID, str]
    filings: Sequence[QuarterlyReturn]
    taken: Sequence[Taken]
    served: Iterable[tuple[UUID, UUID]]


@dataclass(frozen=True)
class QuarterLine:
    """A district's quarter, or the city's. `owed`, without the exempt, is the sum of the four figures after it."""

    region: str
    owed: int
    on_time: int
    late: int
    missing: int
    pending: int
    exempt: int
    consolidation: Outcome | None
    activities: int
    enterprises: int
    persons: int


def figures(records: CityQuarter) -> Figures:
    """Count a quarter by district and in all; an enterprise counts once in each district and once in the city. Source: Art. 5, 14.

    “督促各服务平台规范运行,协调解决服务平台、服务网络日常运营中的困难和问题,通报全市中小企业服务活动开展情况” (Art. 5).
    """
    if not records.filings:
        facts: dict[str, object] = {"field": "季度", "why": "该季度没有报送任务", "why_en": "nothing is owed of it"}
        raise Violation(Code.INVALID, path=("quarter",), facts=facts)
    served: dict[UUID, set[UUID]] = {}
    for report, enterprise in records.served:
        served.setdefault(report, set()).add(enterprise)
    regions = {one.region_id for one in records.filings}
    lines = [_line(name, (id,), records, served) for id, name in records.regions.items() if id in regions]
    total = _line(CITY, tuple(records.regions), records, served)
    return {"districts": [asdict(each) for each in lines], "city": asdict(total)}


def _line(name: str, regions: Sequence[UUID], records: CityQuarter, served: Mapping[UUID, set[UUID]]) -> QuarterLine:
    filings = [one for one in records.filings if one.region_id in regions]
    reports = Counter(one.outcome for one in filings if one.kind is ObligationKind.REPORT)
    consolidations = [one.outcome for one in filings if one.kind is ObligationKind.CONSOLIDATION]
    taken = [one for one in records.taken if one.region_id in regions]
    return QuarterLine(
        region=name,
        owed=reports.total() - reports[O.EXEMPT],
        on_time=reports[O.ON_TIME],
        late=reports[O.LATE],
        missing=reports[O.MISSING],
        pending=reports[O.PENDING],
        exempt=reports[O.EXEMPT],
        consolidation=consolidations[0] if len(regions) == 1 and consolidations else None,
        activities=sum(one.activity_count for one in taken),
        enterprises=len(set[UUID]().union(*(served.get(one.id, set()) for one in taken))),
        persons=sum(one.person_count for one in taken),
    )


# its words


def proposed(quarter: Quarter, figures: Figures) -> str:
    """The proposed text states the figures until an officer rewrites the text."""
    name, total = f"{quarter.year}年第{'一二三四'[quarter.number - 1]}季度", figures["city"]
    reports = f"应报送季度报告{total['owed']}份，按时报送{total['on_time']}份，逾期报送{total['late']}份，未报送{total['missing']}份"
    if total["pending"]:
        reports += f"，尚未到期{total['pending']}份"
    served = f"服务企业{total['enterprises']}户（同一企业只计一户），服务{total['persons']}人次"
    parts = [
        f"{name}，全市各服务平台{reports}。",
        f"已接收的报告显示，全市共开展服务活动{total['activities']}场，{served}。",
        _behind("季度汇总未报送的地区", [one for one in figures["districts"] if one["consolidation"] == O.MISSING]),
        _behind("季度汇总逾期报送的地区", [one for one in figures["districts"] if one["consolidation"] == O.LATE]),
        _behind("有平台未报送季度报告的地区", [one for one in figures["districts"] if one["missing"]]),
        "请各地区、各平台按照《办法》第十四条的规定，按时如实报送服务绩效信息。",
    ]
    return "\n".join(part for part in parts if part)


def _behind(what: str, lines: Sequence[Mapping[str, Any]]) -> str:
    return f"{what}：{'、'.join(line['region'] for line in lines)}。" if lines else ""


# its life


@dataclass(frozen=True)
class CircularFacts:
    """A circular has its quarter, figures and state."""

    quarter: Quarter
    state: CircularState
    figures: Figures


@dataclass(frozen=True)
class CircularText:
    """A circular's text is typed, or proposed where none is."""

    title: str
    text: str | None


def draft(quarter: Quarter, words: CircularText, figures: Figures, *, at: datetime) -> New:
    """Begin a circular on a quarter with its figures as they stand. Source: Art. 5."""
    return New("Circular", {"quarter": quarter, "drafted_at": at, **_written(quarter, words, figures)})


def save(one: CircularFacts, words: CircularText, figures: Figures) -> Change:
    """The centre saves the circular with the figures of now."""
    state = LIFE.move(one.state, Act.SAVE_CIRCULAR)
    return Change({"state": state, **_written(one.quarter, words, figures)})


def _written(quarter: Quarter, words: CircularText, figures: Figures) -> dict[str, object]:
    text = maybe_text(words.text, "text", "正文", LONG) or proposed(quarter, figures)
    return {"title": a_text(words.title, "title", "标题", 200), "text": text, "figures": figures}


def publish(one: CircularFacts, number: str, figures: Figures, *, at: datetime) -> Change:
    """The centre publishes a circular once its quarter is over; refused where the records say other figures than it. Source: Art. 5."""
    state = LIFE.move(one.state, Act.PUBLISH_CIRCULAR)
    if day_of(at) <= one.quarter.last_day:
        raise Violation(Code.QUARTER_RUNS, facts={"quarter": one.quarter})
    if figures != one.figures:
        raise Violation(Code.FIGURES_CHANGED, hint="saveCircular")
    columns = {"state": state, "number": a_text(number, "number", "文号", 100), "published_at": at}
    return Change(columns, events=[Event.CIRCULAR_PUBLISHED])


def archive(one: CircularFacts, reason: str, *, at: datetime) -> Change:
    """File a published circular away."""
    state = LIFE.move(one.state, Act.ARCHIVE_CIRCULAR)
    return Change({"state": state, "archive_reason": a_reason(reason), "archived_at": at})
