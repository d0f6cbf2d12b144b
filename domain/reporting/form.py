"""The quarterly form is one list of figures, each with unit, source, sum and checks (Art. 14(1)).

Columns, shown fields and inputs follow this list; a test compares them. The figures themselves are ours: the Measures
name 服务业绩, 特色服务, 示范效应 and 服务工作台账.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from domain.kernel.typed_text import camel
from domain.kernel.units import HUNDRED_PERCENT, Fen, Hundredths, half_up, percentage
from domain.kernel.violations import Code, Violation, refuse_all
from domain.rights.scope import Actor
from domain.terms import Kind, Severity
from domain.terms.registry import SizeClass
from domain.terms.reporting import Aggregation, Mode, Nature, Source, Unit

LONGEST_TEXT: Final = 2000
MOST: Final = 2_147_483_647
"""The largest count a column holds."""


@dataclass(frozen=True)
class Field:
    """One figure or text of the form. `name` is its column; `code` what clients call it."""

    name: str
    label: str
    unit: Unit
    agg: Aggregation | None
    source: Source
    says: str
    bases_only: bool = False

    @property
    def code(self) -> str:
        """The code is the field's name in the API: `activityCount`."""
        return camel(self.name)

    @property
    def shown(self) -> str:
        """The description notes that a typed figure may be left open."""
        left_open = self.source is not Source.LEDGER and "null" not in self.says.lower()
        return f"{self.says} Null where nothing was told." if left_open else self.says

    @property
    def is_text(self) -> bool:
        """A text field holds words."""
        return self.unit is Unit.CHARACTERS


def _text(name: str, label: str, says: str) -> Field:
    return Field(name, label, Unit.CHARACTERS, None, Source.TYPED, says)


_SUM, _DISTINCT, _LAST = Aggregation.SUM, Aggregation.DISTINCT, Aggregation.LAST
_LEDGER, _TYPED = Source.LEDGER, Source.TYPED

_FIELDS: Final = (
    Field("activity_count", "服务活动场次", Unit.SESSIONS, _SUM, _LEDGER, "Service activities held in the quarter; counted from the ledger."),
    Field("activity_online_count", "其中：线上", Unit.SESSIONS, _SUM, _LEDGER, "Of the activities held, those online; counted from the ledger."),
    Field("enterprise_count", "服务企业户数（去重）", Unit.ENTERPRISES, _DISTINCT, _LEDGER, "Enterprises served, each credit code once, self-employed households included; counted from the ledger."),
    Field("enterprise_visits", "服务企业户次", Unit.VISITS, _SUM, _LEDGER, "Enterprises served, once for each activity; counted from the ledger."),
    Field("micro_small_count", "其中：小微企业", Unit.ENTERPRISES, _DISTINCT, _LEDGER, "Of the enterprises served, small and micro ones, each once; counted from the ledger."),
    Field("self_employed_count", "其中：个体工商户", Unit.ENTERPRISES, _DISTINCT, _LEDGER, "Of the enterprises served, self-employed households, each once; counted from the ledger."),
    Field("person_count", "服务人次", Unit.PERSON_TIMES, _SUM, _LEDGER, "Persons served, once for each activity; counted from the ledger."),
    Field("training_person_count", "其中：培训", Unit.PERSON_TIMES, _SUM, _LEDGER, "Of the persons served, those in trainings; counted from the ledger."),
    Field("policy_info_count", "发布政策信息", Unit.ITEMS, _SUM, _LEDGER, "Items of policy information published in the quarter; counted from the posts."),
    Field("service_info_count", "发布服务信息/项目", Unit.ITEMS, _SUM, _LEDGER, "Items of service information and projects published in the quarter; counted from the posts."),
    Field("demand_collected", "收集需求", Unit.DEMANDS, _SUM, _LEDGER, "Demands of enterprises collected in the quarter; counted from the demands."),
    Field("demand_matched", "对接需求", Unit.DEMANDS, _SUM, _LEDGER, "Demands first matched with a provider in the quarter; counted from the demands."),
    Field("partner_agency_count", "集聚服务机构（期末）", Unit.AGENCIES, _LAST, _LEDGER, "Partner organisations, each once, on the last day of the quarter, or today while it runs; counted from the partners."),
    Field("partner_agency_new", "新增服务机构", Unit.AGENCIES, _SUM, _LEDGER, "Partner organisations, each once, that joined in the quarter without having been partners the day before; counted from the partners."),
    Field("expert_count", "专家（期末）", Unit.PERSONS, _LAST, _TYPED, "Experts on the platform's list, at the end of the quarter."),
    Field("financing_amount", "促成融资金额", Unit.YUAN, _SUM, _LEDGER, "Financing that matches brought in the quarter, in yuan; counted from their results."),
    Field("financing_enterprises", "促成融资户数", Unit.ENTERPRISES, _DISTINCT, _LEDGER, "Enterprises that matches brought financing in the quarter, each once; counted from their results."),
    Field("service_revenue", "服务收入", Unit.YUAN, _SUM, _LEDGER, "Income from the activities of the quarter, in yuan; counted from the ledger."),
    Field("public_service_count", "公益性及优惠服务场次", Unit.SESSIONS, _SUM, _LEDGER, "Activities for the public good or at preferential prices; counted from the ledger."),
    Field("public_service_ratio", "公益性服务占比", Unit.PERCENT, Aggregation.RATIO, Source.DERIVED, "Percent of the activities that are for the public good, two digits; null without activities. Computed."),
    Field("satisfaction", "满意度", Unit.PERCENT, Aggregation.WEIGHTED, Source.DERIVED, "Percent of the ratings that are satisfied, two digits; null without ratings. Computed from the follow-ups (Art. 11)."),
    Field("survey_answers", "评价份数", Unit.ANSWERS, _SUM, _LEDGER, "Ratings given in follow-ups of the quarter; counted from the follow-ups (Art. 11)."),
    Field("follow_up_count", "回访户次", Unit.VISITS, _SUM, _LEDGER, "Follow-ups of enterprises served, in the quarter; counted from the follow-ups (Art. 11)."),
    Field("complaint_count", "投诉/意见（已办结）", Unit.CASES, _SUM, _LEDGER, "Complaints and opinions answered in the quarter; counted from the complaints."),
    Field("staff_count", "服务人员（期末）", Unit.PERSONS, _LAST, _LEDGER, "Service staff on the last day of the quarter, or today while it runs; counted from the team."),
    Field("resident_enterprises", "入驻企业（期末）", Unit.ENTERPRISES, _LAST, _TYPED, "A base: resident enterprises, at the end of the quarter. Null for other kinds.", bases_only=True),
    Field("resident_employees", "带动就业（期末）", Unit.PERSONS, _LAST, _TYPED, "A base: people working in it, at the end of the quarter. Null for other kinds.", bases_only=True),
    Field("graduated_enterprises", "毕业企业", Unit.ENTERPRISES, _SUM, _TYPED, "A base: enterprises that graduated in the quarter. Null for other kinds.", bases_only=True),
    Field("floor_area", "场地面积（期末）", Unit.SQUARE_METRES, _LAST, _TYPED, "Floor area in square metres, two digits, at the end of the quarter."),
    _text("feature_text", "特色服务", "Special services of the quarter, at most 2000 characters."),
    _text("demo_effect_text", "示范效应", "Demonstration effect of the quarter, at most 2000 characters."),
    _text("problem_text", "问题与建议", "Problems and suggestions, at most 2000 characters."),
)

FORM: Final[Mapping[str, Field]] = {field.name: field for field in _FIELDS}
"""Every figure and text by the name of its column."""
TEXTS: Final = tuple(field.name for field in _FIELDS if field.is_text)
FIGURES: Final = tuple(field.name for field in _FIELDS if not field.is_text)
TYPED: Final = tuple(field.name for field in _FIELDS if field.source is Source.TYPED)
"""What may be typed, texts included."""
COUNTED_BY_LEDGER: Final = tuple(field.name for field in _FIELDS if field.source is Source.LEDGER)
CODES: Final = frozenset(field.code for field in _FIELDS)

Answers = Mapping[str, Any]
"""What a form says, by column; what is left out is null."""


@dataclass(frozen=True)
class FormFinding:
    """A finding on a form is an error, which stops the form, or a warning."""

    severity: Severity
    violation: Violation


# what the ledger tells


@dataclass(frozen=True)
class LedgerActivity:
    """A ledger activity is counted by day, nature and persons."""

    id: UUID
    mode: Mode
    nature: Nature
    persons: int
    training: bool
    fee: Fen


@dataclass(frozen=True)
class CountedService:
    """A counted service links an activity or version to an enterprise with its size of then; one without a visit is financing alone."""

    enterprise_id: UUID
    size: SizeClass
    self_employed: bool
    financed: bool = False
    visits: int = 1


def each_once(served: Sequence[CountedService]) -> tuple[CountedService, ...]:
    """Each enterprise once; of several sizes the one recorded last stands, visits add up."""
    services: dict[UUID, CountedService] = {}
    for one in served:
        before = services.get(one.enterprise_id)
        visits = one.visits + (before.visits if before else 0)
        financed = one.financed or (before is not None and before.financed)
        services[one.enterprise_id] = CountedService(one.enterprise_id, one.size, one.self_employed, financed, visits)
    return tuple(services.values())


def distinct(enterprises: Sequence[CountedService]) -> dict[str, int]:
    """The figures that count each enterprise once. Give each enterprise once. Source: Art. 16(2)."""
    micro_small = (SizeClass.SMALL, SizeClass.MICRO)
    visited = [one for one in enterprises if one.visits]
    return {
        "enterprise_count": len(visited),
        "micro_small_count": sum(one.size in micro_small and not one.self_employed for one in visited),
        "self_employed_count": sum(one.self_employed for one in visited),
        "financing_enterprises": sum(one.financed for one in enterprises),
    }


def from_ledger(activities: Sequence[LedgerActivity], enterprises: Sequence[CountedService]) -> dict[str, int | None]:
    """Every figure of the service ledger for one platform and quarter. Give each enterprise once."""
    public = sum(one.nature is Nature.PUBLIC_BENEFIT for one in activities)
    return {
        "activity_count": len(activities),
        "activity_online_count": sum(one.mode is Mode.ONLINE for one in activities),
        **distinct(enterprises),
        "enterprise_visits": sum(one.visits for one in enterprises),
        "person_count": sum(one.persons for one in activities),
        "training_person_count": sum(one.persons for one in activities if one.training),
        "service_revenue": sum(one.fee for one in activities),
        "public_service_count": public,
        "public_service_ratio": percentage(public, len(activities)),
    }


# several reports as one


def together(reports: Sequence[Answers], enterprises: Sequence[CountedService]) -> dict[str, Any]:
    """The figures of several platforms in one quarter. Give each enterprise once, over all of them.

    A figure that nobody reported stays null. Source: Art. 14(1).
    """
    figures: dict[str, Any] = {name: _sum(reports, name) for name in FIGURES if FORM[name].agg in (_SUM, _LAST)}
    figures |= {name: figures[name] or 0 for name in COUNTED_BY_LEDGER if name in figures}
    figures |= distinct(enterprises)
    figures["public_service_ratio"] = percentage(figures["public_service_count"], figures["activity_count"])
    figures["satisfaction"] = _weighted(reports)
    return figures


def _sum(reports: Sequence[Answers], name: str) -> int | None:
    figures = [report[name] for report in reports if report.get(name) is not None]
    return sum(figures) if figures else None


def _weighted(reports: Sequence[Answers]) -> Hundredths | None:
    """Satisfaction weighted by the number of answers."""
    pairs = [(report["satisfaction"], report["survey_answers"]) for report in reports if report.get("satisfaction") is not None and report.get("survey_answers")]
    answers = sum(count for _, count in pairs)
    return Hundredths(half_up(sum(percent * count for percent, count in pairs), answers)) if answers else None


# checks


def errors(kind: Kind, answers: Answers) -> Iterator[Violation]:
    """Errors keep a form from being handed in."""
    for field in _FIELDS:
        yield from _field_errors(field, kind, answers.get(field.name))
    for part, whole in PARTS:
        if _more(answers, part, whole):
            yield _invalid(part, f"不能大于“{FORM[whole].label}”", f"more than {FORM[whole].code}")


PARTS: Final = (
    ("activity_online_count", "activity_count"),
    ("micro_small_count", "enterprise_count"),
    ("self_employed_count", "enterprise_count"),
    ("training_person_count", "person_count"),
    ("public_service_count", "activity_count"),
)
"""Figures that are part of another."""


def _field_errors(field: Field, kind: Kind, value: Any) -> Iterator[Violation]:
    if field.bases_only and kind is not Kind.DEMO_BASE:
        if value is not None:
            yield _invalid(field.name, "只由示范基地填报", "for demonstration bases only")
    elif field.is_text:
        if value is not None and len(value) > LONGEST_TEXT:
            yield Violation(Code.TOO_LONG, path=(field.code,), facts={"field": field.label, "field_en": field.code, "limit": LONGEST_TEXT})
    elif value is None:
        if field.source is Source.TYPED:
            yield _required(field.name)
    elif value < 0:
        yield Violation(Code.NEGATIVE, path=(field.code,), facts={"field": field.label, "field_en": field.code})
    elif field.unit is Unit.PERCENT and value > HUNDRED_PERCENT:
        yield _invalid(field.name, "不能超过100", "over 100")
    elif field.unit is not Unit.YUAN and value > MOST:
        yield _invalid(field.name, "数值过大", "too large")


def warnings_of(answers: Answers) -> Iterator[Violation]:
    """Warnings name figures that are odd but possible."""
    if answers.get("activity_count") == 0:
        yield _invalid("activity_count", "本季度没有服务活动，请核实", "no activities in the quarter")
    if answers.get("activity_count") and not answers.get("person_count"):
        yield _invalid("person_count", "有活动而没有服务人次，请核实", "activities without persons")
    if _more(answers, "demand_matched", "demand_collected"):
        yield _invalid("demand_matched", "大于本季度收集需求，请核实", "more than were collected in the quarter")
    if _more(answers, "partner_agency_new", "partner_agency_count"):
        yield _invalid("partner_agency_new", "大于期末集聚服务机构，请核实", "more than there are at the end of the quarter")


def _more(answers: Answers, part: str, whole: str) -> bool:
    return answers.get(part) is not None and answers.get(whole) is not None and answers[part] > answers[whole]


def _invalid(name: str, why: str, why_en: str) -> Violation:
    facts: dict[str, object] = {"field": FORM[name].label, "field_en": FORM[name].code, "why": why, "why_en": why_en}
    return Violation(Code.INVALID, path=(FORM[name].code,), facts=facts)


def _required(name: str) -> Violation:
    return Violation(Code.REQUIRED, path=(FORM[name].code,), facts={"field": FORM[name].label, "field_en": FORM[name].code})


def findings(kind: Kind, answers: Answers) -> list[FormFinding]:
    """Errors first, then warnings."""
    found = [FormFinding(Severity.ERROR, each) for each in errors(kind, answers)]
    return found + [FormFinding(Severity.WARNING, each) for each in warnings_of(answers)]


def checked(kind: Kind, answers: Answers) -> None:
    """Refuse a form with errors."""
    refuse_all(errors(kind, answers))


def texts_fit(texts: Answers) -> None:
    """Refuse texts that are too long."""
    refuse_all(each for name in TEXTS for each in _field_errors(FORM[name], Kind.SERVICE_CENTER, texts.get(name)))


def typed(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Typed texts lose their surrounding blanks, and empty ones are null."""
    return {name: (value.strip() or None) if isinstance(value, str) else value for name, value in answers.items()}


# as the API tells it


def warnings(row: Answers, _actor: Actor, _today: date) -> list[Violation]:
    """A submitted version keeps its warnings."""
    return list(warnings_of(row))


def draft_findings(row: Answers, _actor: Actor, _today: date) -> list[Violation]:
    """The findings on a draft; the ledger's figures are not known yet."""
    return [finding.violation for finding in findings(row["kind"], row)]
