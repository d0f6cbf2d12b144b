"""A score follows from records and experts' marks, and a grade from the score (Art. 16, 17; weights and methods are ours).

Points are exact fractions of hundredths until the one rounding of the final sum, half up.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from domain.kernel.derivation import DerivationStep
from domain.kernel.units import Hundredths, as_points, half_up
from domain.kernel.violations import Code, Violation
from domain.terms import Grade, Kind
from domain.terms.evaluation import IndicatorGroup, IndicatorSource, Method
from domain.terms.reporting import Outcome

O = Outcome  # noqa: E741 (as other chapters name it)
FULL: Final = Hundredths(100_00)
TRIMMED_FROM: Final = 5
"""From how many experts on the highest and the lowest are left out, where the notice trims."""


@dataclass(frozen=True)
class ScoredLine:
    """A scored line is one indicator of a scheme for one kind."""

    kind: Kind
    code: str
    section: IndicatorGroup
    name: str
    weight: Hundredths
    method: Method
    source: IndicatorSource
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class MeasuredInput:
    """What an indicator is computed from: a count, a part `of` a whole, or the items in place.

    `target` is the platform's own of the year (Art. 12); where it has none the scheme's figure stands.
    """

    count: int | None = None
    of: int | None = None
    late: int | None = None
    items: tuple[str, ...] | None = None
    target: int | None = None


@dataclass(frozen=True)
class YearFigures:
    """The year's figures are counted from one platform's records."""

    activities: int = 0
    enterprises: int = 0
    persons: int = 0
    public_service: int = 0
    reports_owed: int = 0
    reports_on_time: int = 0
    reports_late: int = 0
    excused_late: int = 0
    excused_missing: int = 0
    staff: int = 0
    floor_area: int | None = None
    disclosed: tuple[str, ...] = ()
    archives: int = 0
    changes_unfiled: int = 0
    letter_missing: bool = False
    posts: int = 0
    partners: int = 0
    ratings: int = 0
    satisfied: int = 0
    followed_up: int = 0
    activities_target: int | None = None
    enterprises_target: int | None = None
    persons_target: int | None = None

    @property
    def reports_missing(self) -> int:
        """Missing reports are the owed ones that were never handed in."""
        return self.reports_owed - self.reports_on_time - self.reports_late

    @property
    def forgiven(self) -> "YearFigures":
        """The year with its excuses counted: an excused late report is as good as in time, an excused missing one as if not owed."""
        return replace(
            self,
            reports_owed=self.reports_owed - self.excused_missing,
            reports_on_time=self.reports_on_time + self.excused_late,
            reports_late=self.reports_late - self.excused_late,
        )


def reported(filings: Iterable[tuple[Outcome, bool]]) -> tuple[int, int, int]:
    """Quarterly reports are counted as owed, on time and late; a late `transitional` report counts as on time (ours). Source: Art. 14, 16(2)."""
    counted = [
        O.ON_TIME if transitional and outcome == O.LATE else outcome
        for outcome, transitional in filings
        if outcome not in (O.EXEMPT, O.PENDING)
    ]
    return len(counted), counted.count(O.ON_TIME), counted.count(O.LATE)


CutOffs = Mapping[Grade, Hundredths]
"""The lowest score of each grade but the lowest, as a notice lays it down."""
Marks = Mapping[str, Hundredths]
"""What one expert gives, by code of the indicator."""


@dataclass(frozen=True)
class ExactScore:
    """An exact score is the sum of exact parts."""

    weights: Mapping[str, Fraction]
    points: Mapping[str, Fraction]
    experts: Fraction
    score: Hundredths


Source = IndicatorSource
EXCUSED_COUNTS: Final = "excusedCounts"
"""The parameter of a reporting indicator that says whether an excuse counts."""
MEASURES: Final[Mapping[IndicatorSource, Callable[[YearFigures], MeasuredInput | None]]] = {
    Source.ACTIVITIES: lambda year: MeasuredInput(year.activities, target=year.activities_target),
    Source.ENTERPRISES: lambda year: MeasuredInput(year.enterprises, target=year.enterprises_target),
    Source.PERSONS: lambda year: MeasuredInput(year.persons, target=year.persons_target),
    Source.PUBLIC_SERVICE: lambda year: MeasuredInput(year.public_service, year.activities),
    Source.REPORTING: lambda year: MeasuredInput(
        year.reports_on_time + year.reports_late, year.reports_owed, year.reports_late
    ),
    Source.TEAM: lambda year: MeasuredInput(year.staff),
    Source.FLOOR_AREA: lambda year: None if year.floor_area is None else MeasuredInput(year.floor_area),
    Source.DISCLOSURES: lambda year: MeasuredInput(items=year.disclosed),
    Source.ARCHIVES: lambda year: MeasuredInput(year.archives, year.activities),
    Source.FILINGS: lambda year: MeasuredInput(year.changes_unfiled + year.letter_missing),
    Source.POSTS: lambda year: MeasuredInput(year.posts),
    Source.PARTNERS: lambda year: MeasuredInput(year.partners),
    Source.SATISFACTION: lambda year: MeasuredInput(year.satisfied, year.ratings),
    Source.FOLLOW_UPS: lambda year: MeasuredInput(year.followed_up, year.enterprises),
}
"""How the input of an indicator follows from the records, by where it comes from; no other source is of records.

“包括服务活动开展情况(活动场次数、服务企业户数、服务人数等)” (Art. 16(2)).
"""


def computed(line: ScoredLine, records: YearFigures) -> MeasuredInput | None:
    """An indicator's input is counted from records; None where experts, the platform or nobody gives the input."""
    measure = MEASURES.get(line.source)
    return measure and measure(_under(line, records))


def _under(line: ScoredLine, records: YearFigures) -> YearFigures:
    """The year as an indicator reads it: excuses count unless the scheme says otherwise (ours; reading L31)."""
    return records.forgiven if line.parameters.get(EXCUSED_COUNTS, True) else records


def not_applicable(lines: Iterable[ScoredLine], records: YearFigures) -> frozenset[str]:
    """The indicators of reporting do not apply to a graded year without an owed quarter. Reading L26."""
    return frozenset(
        line.code
        for line in lines
        if line.source is IndicatorSource.REPORTING and _under(line, records).reports_owed == 0
    )


def spread(lines: Sequence[ScoredLine], missing: Collection[str]) -> dict[str, Fraction]:
    """The weights of indicators that do not apply are spread over their group, in proportion.

    A group of which nothing applies is spread over the others. The sum stays what it was.
    """
    live = [line for line in lines if line.code not in missing]
    if not live:
        raise Violation(Code.NOTHING_TO_SCORE)
    whole = sum(line.weight for line in lines)
    groups: dict[IndicatorGroup, tuple[int, int]] = {}
    for group in {line.section for line in live}:
        total = sum(line.weight for line in lines if line.section is group)
        groups[group] = (total, sum(line.weight for line in live if line.section is group))
    applicable = sum(total for total, _ in groups.values())
    return {
        line.code: Fraction(line.weight * groups[line.section][0] * whole, groups[line.section][1] * applicable)
        for line in live
    }


def level(measure: MeasuredInput) -> Fraction:
    """The level of an input is its count, or the percentage of a whole."""
    if measure.of is None:
        return Fraction(measure.count or 0)
    return Fraction(100 * (measure.count or 0), measure.of) if measure.of else Fraction(0)


def share(method: Method, parameters: Mapping[str, Any], measure: MeasuredInput | None) -> Fraction:
    """A measure earns a part of the weight, 0 to 1; an unrecorded measure earns 0."""
    if measure is None or (measure.count is None and measure.items is None):
        return Fraction(0)
    match method:
        case Method.LINEAR:
            earned = level(measure) / (measure.target or parameters["target"])
        case Method.TIERED:
            reached = [tier["share"] for tier in parameters["tiers"] if level(measure) >= tier["from"]]
            earned = Fraction(max(reached, default=0), 100)
        case Method.RATIO:
            earned = level(measure) / 100 - Fraction((measure.late or 0) * parameters.get("late", 0), 100)
        case Method.CHECKLIST:
            earned = Fraction(len(set(measure.items or ()) & set(parameters["items"])), len(parameters["items"]))
        case Method.DEDUCT:
            earned = max(
                Fraction(100 - parameters["each"] * (measure.count or 0), 100),
                Fraction(parameters.get("floor", 0), 100),
            )
        case Method.PER_UNIT_CAP:
            earned = Fraction(parameters["each"] * (measure.count or 0), 100)
        case Method.EXPERT:
            raise AssertionError("experts score it, not a measure")
    return min(max(earned, Fraction(0)), Fraction(1))


def experts_part(
    lines: Sequence[ScoredLine], weights: Mapping[str, Fraction], marks: Sequence[Marks], *, trimming: bool
) -> Fraction:
    """The mean of the experts over the indicators they score; a spread weight scales their scores."""
    scored = [line for line in lines if line.method is Method.EXPERT and line.code in weights]
    if not scored or not marks:
        return Fraction(0)
    totals = sorted(
        sum((weights[line.code] * one[line.code] / line.weight for line in scored), Fraction(0)) for one in marks
    )
    if trimming and len(totals) >= TRIMMED_FROM:
        totals = totals[1:-1]
    return sum(totals, Fraction(0)) / len(totals)


def tally(
    lines: Sequence[ScoredLine],
    measures: Mapping[str, MeasuredInput | None],
    marks: Sequence[Marks],
    missing: Collection[str] = (),
    *,
    trimming: bool = False,
) -> ExactScore:
    """The score of one platform: the indicators' points and the mean of the experts, rounded once. Source: Art. 16, 17(3).

    “组织专家按评价体系标准进行专家评审,确定评价结果” (Art. 17(3)).
    """
    weights = spread(lines, missing)
    points = {
        line.code: weights[line.code] * share(line.method, line.parameters, measures.get(line.code))
        for line in lines
        if line.method is not Method.EXPERT and line.code in weights
    }
    experts = experts_part(lines, weights, marks, trimming=trimming)
    exact = sum(points.values(), experts)
    return ExactScore(weights, points, experts, rounded(exact))


def rounded(exact: Fraction) -> Hundredths:
    """Exact hundredths are rounded half up."""
    return Hundredths(half_up(exact.numerator, exact.denominator))


def grade_of(score: Hundredths, cut_offs: CutOffs, lowest: Grade) -> Grade:
    """The grade of a rounded score under the notice's cut-offs, the lowest below them. Source: Art. 17(4); reading L10."""
    reached = (grade for grade, least in sorted(cut_offs.items(), key=lambda each: -each[1]) if score >= least)
    return next(reached, lowest)


def steps(lines: Sequence[ScoredLine], tally: ExactScore, experts: int, grade: Grade) -> list[DerivationStep]:
    """The steps explain score and grade in words."""
    derivation: list[DerivationStep] = []
    for group in IndicatorGroup:
        codes = [line.code for line in lines if line.section is group and line.code in tally.points]
        if not codes:
            continue
        part = rounded(sum((tally.points[code] for code in codes), Fraction(0)))
        derivation.append(
            DerivationStep("第十六条", f"{group.label}：按记录和核定的自评计{as_points(part)}分（{'、'.join(codes)}）")
        )
    spread_out = [line.code for line in lines if line.code not in tally.weights]
    if spread_out:
        derivation.append(
            DerivationStep(None, f"当年无相应义务的指标（{'、'.join(spread_out)}）不计分，其权重按比例分摊至同组")
        )
    derivation.append(DerivationStep("第十七条（三）", f"{experts}位专家评分平均{as_points(rounded(tally.experts))}分"))
    derivation.append(DerivationStep(None, f"合计{as_points(tally.score)}分（各项精确相加后四舍五入一次）"))
    derivation.append(DerivationStep("第十七条（四）", f"按通知分数线评为{grade.label}"))
    return derivation
