"""The dated figures of one regulation, each cited or ours, and the choice among regulations.

A pack is an argument of every rule that needs a figure; the figures themselves stand in `packs/`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Final, Generic, TypeVar, cast

from domain.kernel.basis import Basis, basis_of
from domain.kernel.units import Fen, Hundredths, Quarter, WorkingDays, as_yuan
from domain.kernel.violations import Code, Violation
from domain.terms import Grade, Kind, Level, Term

T = TypeVar("T")

LOAD: Final = (
    "请先载入后续办法，或市工业和信息化局与市财政局联合发布的延期文件。",
    "Load a successor regulation first, or an extension issued by both bureaus.",
)


@dataclass(frozen=True)
class Figure(Generic[T]):
    """A value of the pack and where it comes from: an article, or our own decision with its reason."""

    value: T
    article: str | None = None
    why: str | None = None
    reading: str | None = None


def Cited(value: T, article: str) -> Figure[T]:  # noqa: N802 (reads as a kind of figure)
    """A figure the text states."""
    return Figure(value, article)


def Ours(value: T, why: str, reading: str | None = None) -> Figure[T]:  # noqa: N802 (as above)
    """A figure the text leaves open, decided here; `reading` is its number in `docs/readings.md`.

    “本办法由市工业和信息化局、市财政局负责解释” (Art. 20).
    """
    return Figure(value, None, why, reading)


class Shift(Term):
    """A due day on a rest day moves back, forward or stays."""

    NEXT = "NEXT", "顺延至下一工作日", "To the next working day."
    PREVIOUS = "PREVIOUS", "提前至上一工作日", "To the working day before."
    NONE = "NONE", "不调整", "It stays."


class PackBy(Term):
    """A round is governed by the day of its call or by its graded year."""

    ROUND_CALLED = "ROUND_CALLED", "按通知下达日期", "The day the round is called lies in their validity."
    GRADED_YEAR = "GRADED_YEAR", "按考核年度", "The graded year lies in their validity."


class HighestBy(Term):
    """Claims compare before or after their caps."""

    PAYABLE = "PAYABLE", "按扣除累计上限后的应补金额", "By what is payable after the cap."
    NOMINAL = "NOMINAL", "按名义标准", "By the nominal amount."


class Tie(Term):
    """Which of two equal claims goes first."""

    UNCAPPED_FIRST = (
        "UNCAPPED_FIRST",
        "无累计上限者优先，再按剩余额度从大到小",
        "The one without a cap, then the larger remainder.",
    )


class Remainder(Term):
    """A nearly used cap pays its remainder or nothing."""

    PAID = "PAID", "按剩余额度补助", "What is left of it."
    NOTHING = "NOTHING", "不再补助", "Nothing, unless the whole amount fits."


class ReadingOfDay(Term):
    """A day "before" which something is due includes that day or not."""

    INCLUSIVE = "INCLUSIVE", "含当日", "The day itself still counts, to its end."
    EXCLUSIVE = "EXCLUSIVE", "不含当日", "The day before is the last."


@dataclass(frozen=True)
class PackIndicator:
    """One indicator of the default index: its weight in points by kind, how it is computed and on what basis."""

    code: str
    name: str
    weights: Mapping[Kind, int]
    method: str
    parameters: Mapping[str, Any]
    basis: str


@dataclass(frozen=True)
class DaysSince:
    """A number of days that holds from a day on, until another takes its place."""

    since: date
    days: int


@dataclass(frozen=True)
class RulePack:
    """One regulation as dated data: every `Figure` cites its article, or is ours with a reason.

    “全面规范中小企业服务平台管理监督和绩效评价工作,特制定本办法” (Art. 1).
    """

    code: str
    title: Figure[str]
    issuers: Figure[tuple[str, ...]]
    superior_documents: Figure[tuple[str, ...]]
    source_hash: Figure[str]

    # how long it governs (Art. 21)
    in_force_from: Figure[date]
    valid_from: Figure[date]
    valid_to: Figure[date]
    first_quarter: Figure[Quarter]
    last_quarter: Figure[Quarter]
    pack_by: Figure[PackBy]

    # follow-ups (Art. 11)
    satisfied_from: Figure[int]

    # change filings (Art. 12)
    change_filing_days: Figure[WorkingDays]

    # quarterly reports (Art. 14)
    department_due_day: Figure[int]
    due_day_reading: Figure[ReadingOfDay]
    quarter_deadline_shift: Figure[Shift]
    route_fixed_day: Figure[int]
    report_due_day: Figure[int]
    consolidation_due_day: Figure[int]
    ladder: Figure[tuple[int, ...]]
    transitional_quarters: Figure[tuple[Quarter, ...]]

    # evaluation (Art. 15-17)
    evaluated_level: Figure[Level]
    subject_day: Figure[tuple[int, int]]
    grades: Figure[tuple[Grade, ...]]
    """From the best down to the one below all cut-offs."""
    thresholds: Figure[Mapping[Grade, Hundredths]]
    experts_minimum: Figure[int]
    publicity_days: Figure[WorkingDays]
    indicators: Figure[tuple[PackIndicator, ...]]

    # subsidy (Art. 18)
    amounts: Figure[Mapping[Kind, Mapping[Grade, Fen]]]
    caps: Figure[Mapping[Kind, Fen]]
    highest_by: Figure[HighestBy]
    tie: Figure[Tie]
    remainder: Figure[Remainder]

    # rectification (Art. 19)
    rectification_extensions: Figure[int]

    # A figure that came later is `Figure[…] | None = None`: copies of before it read as without.
    statement_days: Figure[WorkingDays] | None = None
    answer_days: Figure[WorkingDays] | None = None
    announcement_days: Figure[tuple[DaysSince, ...]] | None = None

    articles: Mapping[str, str] = field(default_factory=dict[str, str])
    """Which article of this regulation a name is that rules cite, where it is another than in the Measures of 2020."""

    def basis(self, cites: Figure[Any] | str) -> Basis:
        """A rule rests on a figure's own article, or on the article that its name stands for in this regulation."""
        if isinstance(cites, str):
            return basis_of(cites).under(self)
        return replace(basis_of(cites.article), regulation=self.code)

    def day_of(self, graded_year: int) -> date:
        """The default subject day of a graded year; refuses what is no year. Reading L19."""
        if not date.min.year <= graded_year <= date.max.year:
            raise Violation(
                Code.INVALID,
                path=("graded_year",),
                facts={"field": "考核年度", "field_en": "gradedYear", "why": "不是年份", "why_en": "it is no year"},
            )
        month, day = self.subject_day.value
        return date(graded_year, month, day)

    def amount(self, kind: Kind, grade: Grade) -> Fen:
        """The yearly subsidy of a grade before caps. Source: Art. 18."""
        return self.amounts.value.get(kind, {}).get(grade, Fen(0))

    def cap(self, kind: Kind) -> Fen | None:
        """The lifetime cap of one platform or base; None where there is none. Source: Art. 18."""
        return self.caps.value.get(kind)

    @property
    def lowest(self) -> Grade:
        """The lowest grade is for a score below all cut-offs, for missing materials and for a veto."""
        return self.grades.value[-1]

    @property
    def cut_off(self) -> Sequence[Grade]:
        """The grades that begin at a score of their own."""
        return self.grades.value[:-1]

    def own(self, grade: str, field: str = "grade") -> Grade:
        """A grade of this pack by its code, with its label; refuses what is none. Source: Art. 17(4)."""
        for each in self.grades.value:
            if each == grade:
                return each
        facts = {
            "field": "评价等次",
            "why": f"本次评价没有“{grade}”这一等次",
            "why_en": f"no grade of this round is {grade}",
        }
        raise Violation(Code.INVALID, "第十七条（四）", (field,), dict(facts))

    def fails(self, grade: str) -> bool:
        """Whether rectification follows a grade. Source: Art. 19."""
        return self.own(grade).fails

    def governs_quarter(self, quarter: Quarter) -> bool:
        """Whether the reports of a quarter fall under this pack."""
        return self.first_quarter.value <= quarter <= self.last_quarter.value

    def governs_round(self, called_on: date, graded_year: int) -> bool:
        """A pack governs the rounds that grade the year before their call. Readings L14, L17."""
        if graded_year != called_on.year - 1:
            return False
        if self.pack_by.value is PackBy.GRADED_YEAR:
            return self.valid_from.value.year <= graded_year <= self.valid_to.value.year
        return self.in_force_from.value <= called_on <= self.valid_to.value


def in_force(packs: Sequence[RulePack], day: date) -> bool:
    """Whether some regulation is in force on a day. Source: Art. 21."""
    return any(pack.in_force_from.value <= day <= pack.valid_to.value for pack in packs)


def may_be_called(packs: Sequence[RulePack], graded_year: int, today: date) -> bool:
    """A round may be called while a pack governs its graded year on some day from today on. Source: Art. 17, 21."""
    first, last = max(today, date(graded_year + 1, 1, 1)), date(graded_year + 1, 12, 31)
    days = {first, *(pack.in_force_from.value for pack in packs)}
    return any(pack.governs_round(day, graded_year) for pack in packs for day in days if first <= day <= last)


def pack_on(packs: Sequence[RulePack], day: date) -> RulePack:
    """The pack in force on a day, for what belongs to no round and no quarter; before the first the first, after the last the last."""
    return next((pack for pack in reversed(packs) if pack.in_force_from.value <= day), packs[0])


def governing(packs: Sequence[RulePack], name: str | None, day: date) -> RulePack:
    """The governing pack is that of a record's code or quarter; without either, the pack in force on a day."""
    for pack in packs:
        if pack.code == name or (isinstance(name, Quarter) and pack.governs_quarter(name)):
            return pack
    return pack_on(packs, day)


def pack_for_quarter(packs: Sequence[RulePack], quarter: Quarter, field: str = "quarter") -> RulePack:
    """The pack whose reporting duties cover a quarter; refuses a quarter that no pack covers. Source: Art. 21.

    “本办法自发布之日起施行,有效期三年(2020年1月至2022年12月31日止)” (Art. 21).
    """
    for pack in packs:
        if pack.governs_quarter(quarter):
            return pack
    raise Violation(
        Code.NO_RULE_PACK,
        "第二十一条",
        path=(field,),
        facts={"what": f"{quarter}季度", "what_en": f"quarter {quarter}"},
        hint=LOAD,
    )


def pack_for_round(packs: Sequence[RulePack], called_on: date, graded_year: int) -> RulePack:
    """A round is called, and later finished, under one pack. Source: Art. 21; reading L17.

    “本办法自发布之日起施行,有效期三年(2020年1月至2022年12月31日止)” (Art. 21).
    """
    if graded_year != called_on.year - 1:
        raise Violation(Code.NOT_THE_YEAR_BEFORE, "第十八条", path=("graded_year",), facts={"year": called_on.year - 1})
    for pack in packs:
        if pack.governs_round(called_on, graded_year):
            return pack
    facts: dict[str, object] = {
        "what": f"{called_on}下达的{graded_year}年度评价",
        "what_en": f"a round called on {called_on} for {graded_year}",
    }
    raise Violation(Code.NO_RULE_PACK, "第二十一条", path=("graded_year",), facts=facts, hint=LOAD)


LABELS: Final[Mapping[str, str]] = {
    "title": "名称",
    "issuers": "发布机关",
    "superior_documents": "上位文件",
    "source_hash": "文本校验值",
    "in_force_from": "施行日期",
    "valid_from": "有效期起",
    "valid_to": "有效期止",
    "first_quarter": "首个报送季度",
    "last_quarter": "末个报送季度",
    "pack_by": "评价适用办法的依据",
    "satisfied_from": "回访评价计为满意的最低评分（1至5分）",
    "change_filing_days": "变更备案期限（工作日）",
    "department_due_day": "未建中心地区季末月报送日",
    "due_day_reading": "“日前”的理解",
    "quarter_deadline_shift": "报送日遇休息日",
    "route_fixed_day": "报送义务确定日",
    "report_due_day": "平台季末月报送日",
    "consolidation_due_day": "汇总季末月报送日",
    "ladder": "期限前后提醒（工作日，负数为提前）",
    "transitional_quarters": "过渡季度",
    "evaluated_level": "参评称号级别",
    "subject_day": "评价基准日（月、日）",
    "grades": "评价等次",
    "thresholds": "等次分数线",
    "experts_minimum": "专家最少人数",
    "publicity_days": "公示期（工作日）",
    "indicators": "评价指标",
    "amounts": "补助标准",
    "caps": "累计补助上限",
    "highest_by": "就高不重复的比较",
    "tie": "金额相同时",
    "remainder": "剩余额度",
    "rectification_extensions": "整改延期次数",
    "statement_days": "陈述申辩期限（工作日）",
    "answer_days": "退款期限至少距送达（工作日）",
    "announcement_days": "公告送达期限（日）",
}
"""What people call each figure."""
UNITS: Final[Mapping[str, str]] = {"amounts": "元", "caps": "元", "thresholds": "分"}
"""The figures counted in hundredths, and of what."""


def describe(pack: RulePack) -> Sequence[tuple[str, str, str, str | None, str | None]]:
    """List every figure as (key, Chinese label, value in words, article, our reason); exactly one of the last two is given."""
    figures: list[tuple[str, Any]] = [(one.name, getattr(pack, one.name)) for one in fields(pack) if one.name in LABELS]
    return [
        (key, LABELS[key], in_words(key, figure.value), figure.article, figure.why) for key, figure in figures if figure
    ]


def in_words(key: str, value: Any) -> str:
    """Say a figure's value as a person reads it."""
    if isinstance(value, Mapping):
        pairs = cast("Mapping[Any, Any]", value).items()
        return "；".join(f"{in_words(key, name)}：{in_words(key, each)}" for name, each in pairs)
    if isinstance(value, tuple):
        words = [in_words(key, each) for each in cast("tuple[Any, ...]", value)]
        return "{}月{}日".format(*words) if key == "subject_day" else "、".join(words)
    return _word(key, value)


def _word(key: str, value: object) -> str:
    """Say a single value."""
    match value:
        case PackIndicator():
            return f"{value.code} {value.name}"
        case DaysSince():
            return f"{value.since}起{value.days}日"
        case Term() | Grade():
            return value.label
        case int() if key in UNITS:
            return f"{as_yuan(Fen(value))}{UNITS[key]}"
        case _:
            return str(value)
