"""Schemes of indicators: the default index as lines, the checks of a scheme, and a round's copy (Art. 16; weights are ours)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from domain.evaluation.scoring import FULL, ScoredLine
from domain.kernel.change import Change, New
from domain.kernel.units import Hundredths, as_points
from domain.kernel.violations import Code, Violation
from domain.regulation.rulepack import PackIndicator, RulePack
from domain.terms import Kind
from domain.terms.evaluation import IndicatorGroup, IndicatorSource, Lens, Method

ART16: Final = "第十六条"
SECTIONS: Final = {"A": IndicatorGroup.CONSTRUCTION, "B": IndicatorGroup.PERFORMANCE, "C": IndicatorGroup.INNOVATION}
SOURCES: Final = {
    "A1": IndicatorSource.TEAM,
    "A2": IndicatorSource.FLOOR_AREA,
    "A4": IndicatorSource.DISCLOSURES,
    "A6": IndicatorSource.ARCHIVES,
    "A7": IndicatorSource.FILINGS,
    "B1": IndicatorSource.ACTIVITIES,
    "B2": IndicatorSource.ENTERPRISES,
    "B3": IndicatorSource.PERSONS,
    "B4": IndicatorSource.POSTS,
    "B5": IndicatorSource.PARTNERS,
    "B6": IndicatorSource.REPORTING,
    "B7": IndicatorSource.SATISFACTION,
    "B8": IndicatorSource.FOLLOW_UPS,
    "B9": IndicatorSource.PUBLIC_SERVICE,
}
"""Where records of this system tell the input; all else is declared or scored by experts."""
LENSES: Final = {
    **dict.fromkeys(("B1", "B2", "B3", "B10"), Lens.SCOPE),
    **dict.fromkeys(("A1", "B5", "C1", "C2", "C3"), Lens.DEPTH),
    **dict.fromkeys(("A3", "A4", "A6", "B7", "B8"), Lens.QUALITY),
    **dict.fromkeys(("B9", "B11"), Lens.EFFECT),
}
"""Which of the four lenses of Art. 15 an indicator of the default index speaks of (ours)."""
NEEDED: Final[Mapping[Method, tuple[str, ...]]] = {
    Method.LINEAR: ("target",),
    Method.TIERED: ("tiers",),
    Method.RATIO: (),
    Method.CHECKLIST: ("items",),
    Method.DEDUCT: ("each",),
    Method.PER_UNIT_CAP: ("each",),
    Method.EXPERT: (),
}


@dataclass(frozen=True)
class SchemeLine:
    """A scheme's line is the scored line, with lens and basis for readers alone."""

    line: ScoredLine
    lens: Lens | None
    basis: str


def default_lines(pack: RulePack) -> tuple[SchemeLine, ...]:
    """The pack's default index has a line for each kind and each indicator with a weight for that kind."""
    return tuple(
        _line(indicator, kind) for kind in Kind for indicator in pack.indicators.value if indicator.weights[kind]
    )


def _line(indicator: PackIndicator, kind: Kind) -> SchemeLine:
    method = Method(indicator.method)
    source = (
        IndicatorSource.EXPERTS if method is Method.EXPERT else SOURCES.get(indicator.code, IndicatorSource.DECLARED)
    )
    weight = Hundredths(indicator.weights[kind] * 100)
    line = ScoredLine(
        kind,
        indicator.code,
        SECTIONS[indicator.code[0]],
        indicator.name,
        weight,
        method,
        source,
        parameters_of(indicator.parameters),
    )
    return SchemeLine(line, LENSES.get(indicator.code), indicator.basis)


def parameters_of(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A method's parameters in the stored shape: tiers as `{from, share}`, lists, numbers; nothing that is null."""
    stored: dict[str, Any] = {name: value for name, value in parameters.items() if value is not None}
    if "tiers" in stored:
        stored["tiers"] = [
            tier if isinstance(tier, dict) else {"from": tier[0], "share": tier[1]} for tier in stored["tiers"]
        ]
    if "items" in stored:
        stored["items"] = list(stored["items"])
    return stored


def check(lines: Sequence[ScoredLine]) -> None:
    """Refuse a scheme that does not sum to 100 for a kind, leaves out a group of Art. 16, or lacks what a method needs.

    “第十六条 评价内容包括但不限于以下内容。” (Art. 16).
    """
    if not lines:
        raise Violation(Code.NOTHING_TO_SCORE, path=("indicators",))
    for line in lines:
        _check_line(line)
    for kind in dict.fromkeys(line.kind for line in lines):
        _check_kind(kind, [line for line in lines if line.kind is kind])


def _check_kind(kind: Kind, lines: Sequence[ScoredLine]) -> None:
    facts: dict[str, object] = {"kind": kind.label, "kind_en": kind.value}
    codes = [line.code for line in lines]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise _bad(twice, "编号重复", "its code stands twice")
    if (total := sum(line.weight for line in lines)) != FULL:
        raise Violation(Code.SCHEME_SUM, path=("indicators",), facts={**facts, "sum": as_points(total)})
    for section in IndicatorGroup:
        if all(line.section is not section for line in lines):
            raise Violation(
                Code.SCHEME_SECTION,
                ART16,
                ("indicators",),
                {**facts, "section": section.label, "section_en": section.value},
            )


def _check_line(line: ScoredLine) -> None:
    if line.weight <= 0:
        raise _bad(line.code, "权重应大于零", "its weight is not positive")
    if (line.method is Method.EXPERT) != (line.source is IndicatorSource.EXPERTS):
        raise _bad(line.code, "专家评分指标的数据来源应为专家", "experts' method and experts' source go together")
    if (line.method is Method.CHECKLIST) != (
        line.source is IndicatorSource.DISCLOSURES
    ) and line.source is not IndicatorSource.DECLARED:
        raise _bad(
            line.code,
            "五公开记录只能用于清单式指标，其他记录不能",
            "records of disclosures, and no others, tell items of a checklist",
        )
    if lacking := [name for name in NEEDED[line.method] if not line.parameters.get(name)]:
        raise _bad(line.code, f"缺少参数{'、'.join(lacking)}", f"it lacks {', '.join(lacking)}")
    figures = [value for value in line.parameters.values() if isinstance(value, int)]
    tiers = [tier[name] for tier in line.parameters.get("tiers", ()) for name in ("from", "share")]
    if any(figure < 0 for figure in (*figures, *tiers)):
        raise _bad(line.code, "参数不能为负数", "a parameter is negative")
    shares = [line.parameters.get(name, 0) for name in ("each", "floor", "late")] + [
        tier["share"] for tier in line.parameters.get("tiers", ())
    ]
    if any(share > 100 for share in shares):  # noqa: PLR2004 (a percentage)
        raise _bad(line.code, "比例不能超过100%", "a share exceeds 100 %")


def _bad(code: str, why: str, why_en: str) -> Violation:
    return Violation(Code.SCHEME_LINE, path=("indicators",), facts={"code": code, "why": why, "why_en": why_en})


def save(
    code: str,
    name: str,
    note: str | None,
    lines: Sequence[SchemeLine],
    pack: RulePack,
    *,
    ours: bool,
    account: UUID | None,
    at: datetime,
) -> Change:
    """Save a scheme; it never changes afterwards."""
    check([each.line for each in lines])
    scheme = New(
        "Scheme",
        {
            "code": code,
            "name": name,
            "pack": pack.code,
            "ours": ours,
            "note": note,
            "saved_by": account,
            "saved_at": at,
        },
    )
    return Change(adds=[scheme, *(New("Indicator", _stored(scheme, each)) for each in lines)])


def _stored(scheme: New, each: SchemeLine) -> dict[str, object]:
    line = each.line
    heading: dict[str, object] = {
        "kind": line.kind,
        "code": line.code,
        "section": line.section,
        "name": line.name,
        "weight": line.weight,
    }
    return {
        "scheme": scheme,
        **heading,
        "lens": each.lens,
        "method": line.method,
        "source": line.source,
        "parameters": dict(line.parameters),
        "basis": each.basis,
    }


def snapshot(lines: Iterable[ScoredLine]) -> list[dict[str, Any]]:
    """A round's copy of its scheme, as stored."""
    return [
        {
            "kind": line.kind.value,
            "code": line.code,
            "section": line.section.value,
            "name": line.name,
            "weight": line.weight,
            "method": line.method.value,
            "source": line.source.value,
            "parameters": dict(line.parameters),
        }
        for line in lines
    ]


def lines_of(kept: Iterable[Mapping[str, Any]], kind: Kind) -> tuple[ScoredLine, ...]:
    """The lines of one kind from a round's copy."""
    wanted = kind.value
    return tuple(
        ScoredLine(
            kind,
            each["code"],
            IndicatorGroup[each["section"]],
            each["name"],
            Hundredths(each["weight"]),
            Method[each["method"]],
            IndicatorSource[each["source"]],
            each["parameters"],
        )
        for each in kept
        if each["kind"] == wanted
    )
