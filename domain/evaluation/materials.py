"""Evaluation materials: the operator's submission, and the department's opinion on that submission (Art. 16, 17(2))."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

from domain.evaluation.evaluation import (
    LIFE,
    PANEL_ARTICLE,
    WAITING_ON,
    EvaluationFacts,
    in_state,
    own_evaluation,
    refuse,
)
from domain.evaluation.scoring import (
    MeasuredInput,
    ScoredLine,
    YearFigures,
    computed,
    not_applicable,
    rounded,
    share,
    spread,
)
from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.events import Event
from domain.kernel.typed_text import camel, named_once
from domain.kernel.units import Hundredths
from domain.kernel.violations import Code, Violation, refuse_all
from domain.reporting.obligation import ObligationFacts, first_filed
from domain.reporting.review import Findings, opened
from domain.terms import Role
from domain.terms.evaluation import Applicability, EvaluationState, IndicatorSource, Method

S = EvaluationState
COUNTED_BY: Final[Mapping[Method, frozenset[str]]] = {
    Method.LINEAR: frozenset({"count", "of"}),
    Method.TIERED: frozenset({"count", "of"}),
    Method.RATIO: frozenset({"count", "of"}),
    Method.CHECKLIST: frozenset({"items"}),
    Method.DEDUCT: frozenset({"count"}),
    Method.PER_UNIT_CAP: frozenset({"count"}),
    Method.EXPERT: frozenset(),
}
"""Which parts of a measure a method looks at."""


@dataclass(frozen=True)
class DeclaredValue:
    """A declared value is the self-assessment of one indicator."""

    code: str
    measure: MeasuredInput
    note: str | None = None


@dataclass(frozen=True)
class Handing:
    """A submission consists of draft, year's records and indicators."""

    summary: str
    declared: Sequence[DeclaredValue]
    records: YearFigures
    activities: Sequence[UUID]
    indicators: Mapping[str, UUID]
    """The scheme's indicators by code."""
    n: int


def measure_data(measure: MeasuredInput | None) -> dict[str, object] | None:
    """An input is stored as JSON."""
    if measure is None:
        return None
    return {
        "count": measure.count,
        "of": measure.of,
        "late": measure.late,
        "items": None if measure.items is None else list(measure.items),
        "target": measure.target,
    }


def measure_of(data: Mapping[str, Any] | None) -> MeasuredInput | None:
    """An input is read from stored JSON."""
    if data is None:
        return None
    items = data.get("items")
    named: dict[str, Any] = {name: data.get(name) for name in ("count", "of", "late", "target")}
    return MeasuredInput(**named, items=None if items is None else tuple(items))


RECORDED: Final[Mapping[str, str]] = {each.name: camel(each.name) for each in fields(YearFigures)}
"""What records tell by the names they are stored under."""


def records_data(records: YearFigures) -> dict[str, object]:
    """The year's figures are stored as JSON."""
    figures = {name: getattr(records, field) for field, name in RECORDED.items()}
    return {**figures, "disclosed": list(records.disclosed), "reportsMissing": records.reports_missing}


def records_of(data: Mapping[str, Any]) -> YearFigures:
    """The year's figures are read from stored JSON."""
    figures: dict[str, Any] = {field: data[name] for field, name in RECORDED.items() if name in data}
    figures["disclosed"] = tuple(figures["disclosed"])
    return YearFigures(**figures)


def check_declared(lines: Sequence[ScoredLine], declared: Sequence[DeclaredValue], path: str = "declared") -> None:
    """Refuse declared values of other indicators, of one indicator twice, of a measure not its method's, or of items off the list."""
    known = {line.code: line for line in lines if line.source is IndicatorSource.DECLARED}
    named_once([each.code for each in declared], path)
    refuse_all(
        wrong
        for n, each in enumerate(declared)
        for wrong in _wrong_with(known.get(each.code), each.code, each.measure, (path, str(n)))
    )


def _wrong_with(
    line: ScoredLine | None, code: str, measure: MeasuredInput, here: tuple[str, ...]
) -> Iterator[Violation]:
    if line is None:
        yield Violation(Code.NOT_DECLARED, path=(*here, "code"), facts={"code": code})
    else:
        yield from _wrong_measure(line, measure, (*here, "measure"))


def _wrong_measure(line: ScoredLine, measure: MeasuredInput, here: tuple[str, ...]) -> Iterator[Violation]:
    """Yield the refusals of a measure that its indicator's method cannot count; an absent measure is none."""
    figures = {"count": measure.count, "of": measure.of}
    for name, figure in figures.items():
        if figure is not None and figure < 0:
            yield Violation(Code.NEGATIVE, path=(*here, name), facts={"field": line.name, "field_en": line.code})
    fits = COUNTED_BY[line.method]
    for name, value in {**figures, "items": measure.items}.items():
        if value is not None and name not in fits:
            facts: dict[str, object] = {"code": line.code, "method": line.method.label, "method_en": line.method.value}
            yield Violation(Code.NOT_ITS_MEASURE, path=(*here, name), facts=facts)
    if line.method is Method.RATIO and (measure.count or 0) > (measure.of or 0):
        yield Violation(Code.MORE_THAN_WHOLE, path=(*here, "count"), facts={"code": line.code})
    if off := [item for item in measure.items or () if item not in line.parameters.get("items", ())]:
        yield Violation(Code.NOT_ON_THE_LIST, path=(*here, "items"), facts={"code": line.code, "item": off[0]})


def save_draft(row: EvaluationFacts, lines: Sequence[ScoredLine], declared: Sequence[DeclaredValue]) -> None:
    """An unfinished draft is saved, and a draft with impossible values refused. Source: Art. 17(2)."""
    LIFE.move(row.state, Act.SAVE_EVALUATION_DRAFT)
    check_declared(lines, declared)


def declared_data(declared: Sequence[DeclaredValue]) -> list[dict[str, object]]:
    """A self-assessment is stored as JSON."""
    return [{"code": each.code, "measure": measure_data(each.measure), "note": each.note} for each in declared]


def declared_of(data: Sequence[Mapping[str, Any]]) -> list[DeclaredValue]:
    """A self-assessment is read from stored JSON."""
    return [
        DeclaredValue(each["code"], measure_of(each["measure"]) or MeasuredInput(), each.get("note")) for each in data
    ]


def submit(
    row: EvaluationFacts,
    handing: Handing,
    lines: Sequence[ScoredLine],
    *,
    at: datetime,
    account: UUID | None,
    first: bool,
) -> Change:
    """Hand in a version; it never changes. The municipal centre's own goes straight to the bureau. Source: Art. 17(2).

    “各评价对象按照当年绩效评价通知,严格按要求准备年度绩效评价材料和工作台账” (Art. 17(2)).
    """
    to = S.WITH_BUREAU if row.straight_to_bureau else S.WITH_DEPARTMENT
    state = LIFE.move(row.state, Act.SUBMIT_EVALUATION, to)
    if not handing.summary.strip():
        raise Violation(Code.REQUIRED, path=("summary",), facts={"field": "自评总结", "field_en": "summary"})
    check_declared(lines, handing.declared)
    material = _version(row, handing, account, at)
    desk = WAITING_ON[state] or Role.MUNICIPAL_BUREAU
    review = opened({"material_id": material, **row.anchors, "submitter_id": account}, desk, at=at)
    adds = [material, *_values(row, material, handing, lines), review, *_ledger(row, material, handing)]
    columns: dict[str, object] = {**in_state(state), "latest_material_id": material, "submitter_id": account}
    if first:
        columns["first_submitted_at"] = at
    return Change(set=columns, adds=adds, events=[Event.EVALUATION_SUBMITTED])


def _version(row: EvaluationFacts, handing: Handing, account: UUID | None, at: datetime) -> New:
    """A version has its summary, its self-assessment and the year's figures."""
    content = {"summary": handing.summary.strip(), "declared": declared_data(handing.declared)}
    who = {"n": handing.n, "submitted_at": at, "submitter": account}
    records = records_data(handing.records)
    return New("EvaluationMaterial", {"evaluation": row.id, **row.anchors, **who, **content, "records": records})


def _ledger(row: EvaluationFacts, material: New, handing: Handing) -> list[New]:
    """A version lists the ledger entries handed in."""
    named = ({"material": material, "activity": activity, **row.anchors} for activity in handing.activities)
    return [New("EvaluationMaterialActivity", values) for values in named]


def answered(owed: ObligationFacts, *, at: datetime) -> Change | None:
    """The first version settles the obligation, on time or late; later versions change nothing (None)."""
    if owed.submitted_at is not None:
        return None
    return Change({"submitted_at": at, "outcome": first_filed(owed.outcome, at, owed.effective)})


def _values(row: EvaluationFacts, material: New, handing: Handing, lines: Sequence[ScoredLine]) -> list[New]:
    """A version has a value of every indicator, with its inputs and its points so far."""
    missing = not_applicable(lines, handing.records)
    weights = spread(lines, missing)
    declared = {each.code: each.measure for each in handing.declared}
    made: list[New] = []
    for line in lines:
        applies = line.code in weights
        typed, found = declared.get(line.code), computed(line, handing.records)
        points = (
            None if line.method is Method.EXPERT or not applies else points_of(line, found or typed, weights[line.code])
        )
        inputs: dict[str, object] = {"declared": measure_data(typed), "computed": measure_data(found), "points": points}
        named: dict[str, object] = {
            "material": material,
            "indicator": handing.indicators[line.code],
            "code": line.code,
            **row.anchors,
        }
        word = Applicability.APPLIES if applies else Applicability.NOT_APPLICABLE
        made.append(
            New(
                "IndicatorValue",
                {**named, **inputs, "applicability": word, "weight": rounded(weights[line.code]) if applies else 0},
            )
        )
    return made


def points_of(line: ScoredLine, measure: MeasuredInput | None, weight: Fraction) -> Hundredths:
    """An indicator's points, rounded for display alone."""
    return rounded(weight * share(line.method, line.parameters, measure))


# the department's review


@dataclass(frozen=True)
class Checked:
    """A checked value replaces the declared one by the department's finding."""

    code: str
    measure: MeasuredInput
    note: str


def review(
    row: EvaluationFacts,
    opinion: str | None,
    checks: Sequence[Checked],
    lines: Sequence[ScoredLine],
    *,
    account: UUID | None,
    at: datetime,
) -> tuple[Change, Findings]:
    """The department gives its opinion, never empty, with the values it corrects. Source: Art. 17(2).

    “经属地中小企业主管部门审核、汇总后报市工业和信息化局” (Art. 17(2)).
    """
    state = LIFE.move(row.state, Act.REVIEW_EVALUATION)
    refuse(own_evaluation(row.submitter_id, account))
    if opinion is None or not opinion.strip():
        raise Violation(Code.OPINION_REQUIRED, PANEL_ARTICLE, path=("opinion",))
    check_declared(lines, [DeclaredValue(each.code, each.measure) for each in checks], "checks")
    if silent := [n for n, each in enumerate(checks) if not each.note.strip()]:
        raise Violation(Code.REASON_REQUIRED, path=("checks", str(silent[0]), "note"))
    return Change({**in_state(state), "reviewed_at": at}, events=[Event.EVALUATION_REVIEWED]), Findings(opinion.strip())


def check_value(line: ScoredLine, weight: Fraction, checked: Checked) -> Change:
    """The department corrects the value of one indicator."""
    return Change(
        {
            "checked": measure_data(checked.measure),
            "check_note": checked.note.strip(),
            "points": points_of(line, checked.measure, weight),
        }
    )
