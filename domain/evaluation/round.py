"""A round of the yearly evaluation from draft to close: its subjects, its dates, its scheme (Art. 15, 17; readings L1, L17, L19)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from domain.calendar import Calendar, Deadline, day_of, due, explained, still_open
from domain.evaluation.evaluation import NOTICE
from domain.evaluation.scheme import snapshot
from domain.evaluation.scoring import FULL, CutOffs, ScoredLine
from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.far_days import within_a_year
from domain.kernel.life import Life
from domain.kernel.units import Hundredths
from domain.kernel.violations import Code, Violation
from domain.registry.registry import Lifetime, Period, evaluated, on
from domain.regulation.pack_copy import frozen
from domain.regulation.rulepack import LOAD, RulePack, may_be_called
from domain.rights.scope import Actor
from domain.terms import Grade, Kind, Role
from domain.terms.evaluation import EvaluationState, RoundState, SubjectBasis, Veto
from domain.terms.registry import DayBasis
from domain.terms.reporting import ObligationKind

S = RoundState
ART15 = "第十五条"
NOTHING: Final = Hundredths(0)

LIFE: Final = Life(
    "Round",
    {
        (S.DRAFT, Act.SAVE_ROUND): S.DRAFT,
        (S.DRAFT, Act.ADD_SUBJECT): S.DRAFT,
        (S.DRAFT, Act.STRIKE_SUBJECT): S.DRAFT,
        (S.DRAFT, Act.CALL_ROUND): S.CALLED,
        (S.DRAFT, Act.WITHDRAW_ROUND): S.WITHDRAWN,
        (S.CALLED, Act.HAND_IN_DISTRICT): S.CALLED,
        (S.CALLED, Act.WITHDRAW_ROUND): S.WITHDRAWN,
        (S.CALLED, Act.COMPLETE_ROUND): S.DECIDED,
        (S.DECIDED, Act.PUBLISH_NOTICE): S.IN_PUBLICITY,
        (S.IN_PUBLICITY, Act.PUBLISH_NOTICE): S.IN_PUBLICITY,
        (S.CLOSED, Act.PUBLISH_NOTICE): S.CLOSED,
        (S.IN_PUBLICITY, Act.CLOSE_ROUND): S.CLOSED,
    },
)
RUNNING: Final = frozenset({S.DRAFT, S.CALLED})
"""States of a round whose due days still count."""
UNDECIDED: Final = frozenset(
    {
        EvaluationState.OPEN,
        EvaluationState.RETURNED,
        EvaluationState.WITH_DEPARTMENT,
        EvaluationState.REVIEWED,
        EvaluationState.WITH_BUREAU,
        EvaluationState.IN_PANEL,
        EvaluationState.SCORED,
    }
)
"""States of an evaluation that has no result, or none that stands."""


def condition(act: Act, row: Mapping[str, Any], _actor: Actor, today: date) -> Violation | None:
    """A round goes out with its document number, and grades the year before."""
    if act is not Act.CALL_ROUND:
        return None
    if not row["notice_number"]:
        return Violation(Code.NOTICE_NUMBER, path=("notice_number",))
    if row["graded_year"] != today.year - 1:
        return Violation(Code.NOT_THE_YEAR_BEFORE, "第十八条", path=("graded_year",), facts={"year": today.year - 1})
    return None


# the draft


@dataclass(frozen=True)
class RoundTerms:
    """The terms of a round are the dates and figures of its notice."""

    title: str
    graded_year: int
    kinds: tuple[Kind, ...]
    subject_day: date
    materials_due: date
    district_due: date
    cut_offs: CutOffs
    vetoes: tuple[Veto, ...] = ()
    bonus_most: Hundredths = NOTHING
    trimming: bool = False
    notice_number: str | None = None
    notice_url: str | None = None
    notice_text: str | None = None


@dataclass(frozen=True)
class RoundFacts:
    """A round has a state, a graded year and its terms."""

    id: UUID
    state: RoundState
    title: str
    graded_year: int
    subject_day: date
    materials_due: date
    materials_effective: date
    district_due: date
    district_effective: date
    notice_number: str | None
    cut_offs: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class SchemeFacts:
    """A scheme has indicators for its kinds."""

    id: UUID
    kinds: frozenset[Kind]


def draft(
    terms: RoundTerms,
    scheme: SchemeFacts,
    taken: Collection[Kind],
    pack: RulePack,
    *,
    at: datetime,
    account: UUID | None,
    calendar: Calendar,
) -> Change:
    """The bureau begins a round, in the graded year or the year after.

    Its kinds are held for the year until it is withdrawn: `taken` are those another round holds. Source: Art. 15, 17(1).
    """
    drafted_in = day_of(at).year
    if terms.graded_year not in (drafted_in - 1, drafted_in):
        raise Violation(Code.NOT_THE_YEAR_BEFORE, "第十八条", path=("graded_year",), facts={"year": drafted_in - 1})
    if twice := [kind for kind in terms.kinds if kind in taken]:
        facts: dict[str, object] = {"year": terms.graded_year, "kind": twice[0].label, "kind_en": twice[0].value}
        raise Violation(Code.KIND_TWICE, ART15, ("kinds",), facts)
    values = _columns(terms, scheme.kinds, pack, calendar)
    new = New(
        "Round",
        {
            **values,
            "graded_year": terms.graded_year,
            "scheme": scheme.id,
            "drafted_at": at,
            "drafted_by": account,
            "state": S.DRAFT,
        },
    )
    return Change(adds=[new, *_kinds(new, terms.kinds, terms.graded_year)])


def save(row: RoundFacts, terms: RoundTerms, scheme: SchemeFacts, pack: RulePack, *, calendar: Calendar) -> Change:
    """The bureau changes a draft's terms; year and kinds stay."""
    LIFE.move(row.state, Act.SAVE_ROUND)
    return Change(set={**_columns(terms, scheme.kinds, pack, calendar), "scheme_id": scheme.id})


def _kinds(new: New, kinds: Iterable[Kind], graded_year: int) -> list[New]:
    return [New("RoundKind", {"round": new, "kind": kind, "graded_year": graded_year}) for kind in dict.fromkeys(kinds)]


def _columns(
    terms: RoundTerms, scheme_kinds: Collection[Kind], pack: RulePack, calendar: Calendar
) -> dict[str, object]:
    """The columns of a draft, checked. A due day on a rest day is effective on the next working day."""
    _check(terms, scheme_kinds)
    _check_cut_offs(terms.cut_offs, pack)
    return {
        "title": terms.title,
        "subject_day": terms.subject_day,
        "materials_due": terms.materials_due,
        "materials_effective": last_day(terms.materials_due, calendar),
        "district_due": terms.district_due,
        "district_effective": last_day(terms.district_due, calendar),
        "cut_offs": [{"grade": grade, "from": least} for grade, least in terms.cut_offs.items()],
        "vetoes": [veto.value for veto in terms.vetoes],
        "bonus_most": terms.bonus_most,
        "trimming": terms.trimming,
        "notice_number": terms.notice_number,
        "notice_url": terms.notice_url,
        "notice_text": terms.notice_text,
    }


def _check(terms: RoundTerms, scheme_kinds: Collection[Kind]) -> None:
    """Refuse terms that the form of a notice does not allow."""
    if not terms.kinds:
        raise Violation(Code.NO_KINDS, path=("kinds",))
    if lacking := [kind for kind in terms.kinds if kind not in scheme_kinds]:
        raise Violation(
            Code.SCHEME_LACKS_KIND, path=("scheme",), facts={"kind": lacking[0].label, "kind_en": lacking[0].value}
        )
    if not terms.graded_year <= terms.subject_day.year <= terms.graded_year + 1:
        raise Violation(Code.SUBJECT_DAY_YEAR, path=("subject_day",))
    if terms.district_due < terms.materials_due:
        facts: dict[str, object] = {
            "later": "属地汇总截止日",
            "earlier": "材料报送截止日",
            "later_en": "the districts' due day",
            "earlier_en": "the materials' due day",
        }
        raise Violation(Code.DATES_ORDER, path=("district_due",), facts=facts)
    if not 0 <= terms.bonus_most <= FULL:
        raise Violation(
            Code.INVALID,
            None,
            ("bonus_most",),
            {"field": "加分上限", "why": "应在0至100分之间", "why_en": "between 0 and 100"},
        )


def _check_cut_offs(cut_offs: CutOffs, pack: RulePack) -> None:
    """Each grade of the pack but the lowest begins at a score, the better the higher. Source: Art. 17(4); reading L10."""
    if set(cut_offs) != set(pack.cut_off):
        raise Violation(Code.CUT_OFFS, path=("cut_offs",))
    scores = [cut_offs[grade] for grade in pack.cut_off]
    if any(lower >= higher for higher, lower in pairwise(scores)) or not 0 < scores[-1] <= scores[0] <= FULL:
        raise Violation(Code.CUT_OFFS, path=("cut_offs",))


def cut_offs_of(kept: Iterable[Mapping[str, Any]], pack: RulePack) -> dict[Grade, Hundredths]:
    """The cut-offs as a round stores them, each with the grade of its pack."""
    return {pack.own(each["grade"]): Hundredths(each["from"]) for each in kept}


def last_day(nominal: date, calendar: Calendar) -> date:
    """The last day that counts of a day the notice names."""
    return due(nominal, calendar, basis=NOTICE).effective


def warnings(nominal: date, calendar: Calendar) -> list[str]:
    """Warnings at the draft name a due day on a rest day, or of a year whose calendar is not published."""
    found = due(nominal, calendar, basis=NOTICE)
    return [found.explanation] if found.effective != nominal or found.provisional else []


def unregulated(packs: Sequence[RulePack], graded_year: int, today: date) -> list[str]:
    """A warning at the draft says that no loaded regulation will govern the round's call. Source: Art. 21."""
    return (
        []
        if may_be_called(packs, graded_year, today)
        else [f"{graded_year}年度的评价不在现行办法的有效期内，通知无法下达。{LOAD[0]}"]
    )


def _due(nominal: date, effective: date, calendar: Calendar) -> Deadline:
    words = explained(nominal, nominal, effective, str(NOTICE.words), calendar, provisional=False)
    return Deadline(nominal, effective, NOTICE, False, words)


def materials_due(row: Mapping[str, Any], calendar: Calendar, _today: date) -> Deadline:
    """The API shows the operators' due date."""
    return _due(row["materials_due"], row["materials_effective"], calendar)


def district_due(row: Mapping[str, Any], calendar: Calendar, _today: date) -> Deadline:
    """The API shows the departments' due date."""
    return _due(row["district_due"], row["district_effective"], calendar)


def reckoned(row: RoundFacts, calendar: Calendar, *, today: date) -> Change | None:
    """A round follows a changed calendar while its notice's days count; None where nothing moves. A draft sends no letter.

    The days named stay: only what a rest day makes of them moves.
    """
    if row.state not in RUNNING:
        return None
    named = {"materials_effective": row.materials_due, "district_effective": row.district_due}
    known = {name: getattr(row, name) for name in named}
    again = {name: still_open(known[name], last_day(day, calendar), today) for name, day in named.items()}
    moved = {name: day for name, day in again.items() if day != known[name]}
    tells = [Event.ROUND_RECKONED] if row.state is S.CALLED else []
    return Change(moved, events=tells) if moved else None


# subjects


@dataclass(frozen=True)
class Candidate:
    """A platform as the registry knows it, with its dated regions, holders and municipal titles."""

    id: UUID
    name: str
    life: Lifetime
    titles: tuple[Period, ...]
    """Of the evaluated level alone."""
    regions: tuple[Period, ...]
    holders: tuple[Period, ...]


@dataclass(frozen=True)
class Subject:
    """A subject is an evaluated platform, with its region and holder of the subject day."""

    platform: Candidate
    basis: SubjectBasis
    region: UUID
    holder: UUID


def is_stated(platform: Candidate, day: date) -> bool:
    """Whether Art. 15 makes a platform a subject: a centre in operation, or a municipal title held, on the subject day. Readings L1, L19."""
    return evaluated(platform.life, platform.titles, day)


def subjects(
    candidates: Iterable[Candidate], kinds: Collection[Kind], named: Mapping[UUID, SubjectBasis], day: date
) -> list[Subject]:
    """The subjects of a round are those of Art. 15, with the bureau's additions and without its strikes. Source: Art. 15.

    “每年组织对中小企业服务中心及市级示范平台、示范基地从服务范围、服务深度、服务质量和服务效果等方面进行绩效评价” (Art. 15).
    """
    chosen: list[Subject] = []
    for platform in candidates:
        basis = named.get(platform.id, SubjectBasis.STATED)
        if basis is SubjectBasis.STRUCK or platform.life.kind not in kinds:
            continue
        if basis is SubjectBasis.ADDED or is_stated(platform, day):
            chosen.append(_subject(platform, basis, day))
    if not chosen:
        raise Violation(Code.NO_SUBJECTS)
    return chosen


def _subject(platform: Candidate, basis: SubjectBasis, day: date) -> Subject:
    """Region and payee of the subject day. Reading L19."""
    region, holder = on(platform.regions, day), on(platform.holders, day)
    if region is None or region.names is None or holder is None or holder.names is None:
        raise Violation(Code.NO_HOLDER, facts={"name": platform.name})
    return Subject(platform, basis, region.names, holder.names)


def add_subject(
    row: RoundFacts, platform: Candidate, kinds: Collection[Kind], reason: str | None, at: datetime
) -> Change:
    """Name a platform that Art. 15 does not state. Reading L1."""
    LIFE.move(row.state, Act.ADD_SUBJECT)
    _of_the_kinds(platform, kinds)
    if is_stated(platform, row.subject_day):
        raise Violation(Code.ALREADY_STATED, ART15, ("platform",), {"name": platform.name})
    _subject(platform, SubjectBasis.ADDED, row.subject_day)
    return Change(adds=[_named(row.id, platform.id, SubjectBasis.ADDED, a_reason(reason), at)])


def strike_subject(
    row: RoundFacts, platform: Candidate, kinds: Collection[Kind], reason: str | None, at: datetime
) -> Change:
    """Leave out a platform that Art. 15 states. Reading L1."""
    LIFE.move(row.state, Act.STRIKE_SUBJECT)
    _of_the_kinds(platform, kinds)
    if not is_stated(platform, row.subject_day):
        raise Violation(Code.NOT_STATED, path=("platform",), facts={"name": platform.name})
    return Change(adds=[_named(row.id, platform.id, SubjectBasis.STRUCK, a_reason(reason), at)])


def _of_the_kinds(platform: Candidate, kinds: Collection[Kind]) -> None:
    if platform.life.kind not in kinds:
        kind = platform.life.kind
        raise Violation(Code.NOT_OF_THE_KINDS, path=("platform",), facts={"kind": kind.label, "kind_en": kind.value})


def _named(round_id: UUID, platform: UUID, basis: SubjectBasis, reason: str | None, at: datetime) -> New:
    return New(
        "RoundSubject", {"round": round_id, "platform": platform, "basis": basis, "reason": reason, "named_at": at}
    )


# call, withdrawal, completion


def call(
    row: RoundFacts,
    chosen: Sequence[Subject],
    lines: Iterable[ScoredLine],
    pack: RulePack,
    *,
    at: datetime,
    today: date,
) -> Change:
    """Send the notice out: pack and scheme are copied, and every subject gets its evaluation with its obligation.

    Refuses a draft without its document number, dates that have passed, and cut-offs of other grades than the pack's.
    Source: Art. 17(1), (2).

    “(一)年度评价由市工业和信息化局组织开展” (Art. 17(1)).
    """
    state = LIFE.move(row.state, Act.CALL_ROUND)
    _check_call(row, today)
    _check_cut_offs({Grade(each["grade"]): Hundredths(each["from"]) for each in row.cut_offs}, pack)
    by_law = [each.platform.id for each in chosen if each.basis is SubjectBasis.STATED]
    stated = [_named(row.id, platform, SubjectBasis.STATED, None, at) for platform in by_law]
    evaluations = [new for each in chosen for new in opened(row, each)]
    copied = {"pack": pack.code, "pack_snapshot": frozen(pack), "scheme_snapshot": snapshot(lines)}
    return Change(
        set={"state": state, "called_at": at, **copied}, adds=[*stated, *evaluations], events=[Event.ROUND_CALLED]
    )


def _check_call(row: RoundFacts, today: date) -> None:
    """Refuse a call without a number, on an early subject day, or with materials due at once."""
    if not row.notice_number:
        raise Violation(Code.NOTICE_NUMBER, path=("notice_number",))
    if row.subject_day > today:
        raise Violation(Code.SUBJECT_DAY_YEAR, path=("subject_day",))
    if row.materials_effective <= today:
        facts: dict[str, object] = {
            "later": "材料报送截止日",
            "earlier": "下达次日",
            "later_en": "the materials' due day",
            "earlier_en": "the day after the call",
        }
        raise Violation(Code.DATES_ORDER, path=("materials_due",), facts=facts)
    within_a_year(row.materials_due, today, "materials_due")
    within_a_year(row.district_due, today, "district_due")


def opened(row: RoundFacts, subject: Subject) -> tuple[New, New]:
    """A subject's evaluation, and its obligation to hand in materials; each names the other."""
    where: dict[str, object] = {"platform": subject.platform.id, "region": subject.region}
    values: dict[str, object] = {
        **where,
        "round": row.id,
        "holder": subject.holder,
        "kind": subject.platform.life.kind,
        "graded_year": row.graded_year,
        "straight_to_bureau": subject.platform.life.municipal,
        "state": EvaluationState.OPEN,
        "waiting_on": Role.OPERATOR,
    }
    evaluation = New("Evaluation", values)
    due = {"nominal": row.materials_due, "effective": row.materials_effective, "basis": DayBasis.NOTICE}
    obligation = New("Obligation", {**where, **due, "kind": ObligationKind.MATERIALS, "evaluation": evaluation})
    values["obligation"] = obligation
    return evaluation, obligation


def withdraw(row: RoundFacts, decided: int, reason: str | None, at: datetime) -> Change:
    """Withdraw a round before anything is decided, voided since or not; its kinds are free again."""
    state = LIFE.move(row.state, Act.WITHDRAW_ROUND)
    if decided:
        raise Violation(Code.ALREADY_DECIDED)
    return Change(
        set={"state": state, "withdrawn_at": at, "withdraw_reason": a_reason(reason)}, events=[Event.ROUND_WITHDRAWN]
    )


def complete(row: RoundFacts, undecided: int, at: datetime) -> Change | None:
    """A round is complete once its last evaluation is decided; None before, and afterwards."""
    if undecided or row.state is not S.CALLED:
        return None
    return Change(
        set={"state": LIFE.move(row.state, Act.COMPLETE_ROUND), "decided_at": at}, events=[Event.ROUND_DECIDED]
    )


def close(row: RoundFacts, not_final: int, at: datetime) -> Change | None:
    """A round closes with its last final result; None before. A reopened result leaves the round closed."""
    if not_final or row.state is not S.IN_PUBLICITY:
        return None
    return Change(set={"state": LIFE.move(row.state, Act.CLOSE_ROUND), "closed_at": at}, events=[Event.ROUND_CLOSED])
