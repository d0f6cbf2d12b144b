"""The rectification of a failed evaluation: notice, delivery, check, and the two effects (Art. 19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.calendar import Calendar, Deadline, day_of, explained, on_time
from domain.kernel.acts import Act
from domain.kernel.basis import Basis, BasisSource
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.far_days import within_a_year
from domain.kernel.life import Life
from domain.kernel.typed_text import a_link, a_text
from domain.kernel.violations import Code, Violation
from domain.money.hearing import Procedure, a_statement, an_answer, heard_until, unheard
from domain.rectification.delivery import Handover, delivered
from domain.registry.registry import not_ahead, not_before
from domain.regulation.rulepack import RulePack
from domain.reporting.obligation import ObligationFacts
from domain.reporting.obligation_decision import Ruling, decision, void
from domain.rights.scope import Actor
from domain.terms import Kind
from domain.terms.evaluation import EvaluationState
from domain.terms.rectification import RectificationEffect, RectificationState, RefusalKind
from domain.terms.registry import DayBasis
from domain.terms.reporting import ObligationDecisionKind, ObligationKind, Outcome

R = RectificationState
ARTICLE: Final = "第十九条"
LONG: Final = 5000
NOTICE: Final = Basis(BasisSource.NOTICE, words="整改通知")

LIFE: Final = Life(
    "Rectification",
    {
        (R.ISSUED, Act.RECORD_DELIVERY): R.DELIVERED,
        (R.CLOSED, Act.RECORD_DELIVERY): R.CLOSED,
        (R.ISSUED, Act.EXTEND_RECTIFICATION): R.ISSUED,
        (R.DELIVERED, Act.EXTEND_RECTIFICATION): R.DELIVERED,
        (R.DELIVERED, Act.REPORT_RECTIFICATION): R.REPORTED,
        (R.DELIVERED, Act.RECORD_REFUSAL): R.REFUSED,
        (R.REPORTED, Act.RECHECK_RECTIFICATION): (R.PASSED, R.FAILED),
        (R.FAILED, Act.NOTIFY_REVOCATION): R.FAILED,
        (R.REFUSED, Act.NOTIFY_REVOCATION): R.REFUSED,
        (R.FAILED, Act.STATE_ON_REVOCATION): R.FAILED,
        (R.REFUSED, Act.STATE_ON_REVOCATION): R.REFUSED,
        (R.FAILED, Act.CLOSE_RECTIFICATION): R.CLOSED,
        (R.REFUSED, Act.CLOSE_RECTIFICATION): R.CLOSED,
        **{(state, Act.ANNUL_RECTIFICATION): R.ANNULLED for state in R if state is not R.ANNULLED},
    },
)
AWAITED: Final = frozenset({R.ISSUED, R.DELIVERED})
"""States in which the due day still counts."""
NEEDS: Final = (
    "extensions_left",
    "due_effective",
    "kind",
    "heard_until",
    "evaluation.grade",
    "evaluation.state",
    "result.grade",
)
DUE_NEEDS: Final = ("due_nominal", "due_effective")


GOING_ON: Final = frozenset(
    {
        Act.REPORT_RECTIFICATION,
        Act.RECHECK_RECTIFICATION,
        Act.RECORD_REFUSAL,
        Act.NOTIFY_REVOCATION,
        Act.STATE_ON_REVOCATION,
        Act.CLOSE_RECTIFICATION,
    }
)
"""Acts that wait while the result is open again, and are over once its grade is another."""


def condition(act: Act, row: Mapping[str, Any], _actor: Actor, today: date) -> Violation | None:
    """Why an act is refused beyond rights and state: no extension left, the result open again, the grade unchanged."""
    failed = row["evaluation"]["grade"] == row["result"]["grade"]
    if act in GOING_ON:
        void = why_void(row["evaluation"]["state"], failed=failed)
        return void or about_revocation(act, row["kind"], row["heard_until"])
    if act is Act.EXTEND_RECTIFICATION:
        return spent(row["state"], row["extensions_left"]) or too_late(row["state"], row["due_effective"], today)
    if act is Act.ANNUL_RECTIFICATION:
        return unchanged(row["evaluation"]["state"], failed=failed)
    return None


def about_revocation(act: Act, kind: Kind, until: date | None) -> Violation | None:
    """Whoever has a title to lose is told and may answer then; a centre has none. Reading L55."""
    if act is Act.NOTIFY_REVOCATION and kind is Kind.SERVICE_CENTER:
        return Violation(Code.CENTRES_HAVE_NO_TITLE)
    return Violation(Code.HEARING_FIRST) if act is Act.STATE_ON_REVOCATION and until is None else None


def spent(state: RectificationState, extensions_left: int) -> Violation | None:
    """A second extension is refused; an extension of an undelivered notice does not count (ours)."""
    out = state is not R.ISSUED and extensions_left == 0
    return Violation(Code.ALREADY_EXTENDED) if out else None


def too_late(state: RectificationState, due: date, today: date) -> Violation | None:
    """The day of a delivered notice is not extended once it is over; that of an undelivered one binds nobody yet (ours)."""
    over = state is not R.ISSUED and today > due
    return Violation(Code.DAY_OVER, facts={"due": due}, hint="excuseObligation") if over else None


def why_void(state: EvaluationState, *, failed: bool) -> Violation | None:
    """A rectification does not go on while its result is open again, or once it is final with another grade. Source: Art. 17(4), 19."""
    if state is not EvaluationState.FINAL:
        return Violation(Code.STILL_OPEN, "第十七条（四）")
    return None if failed else Violation(Code.NOT_UNQUALIFIED, ARTICLE, hint="annulRectification")


def unchanged(state: EvaluationState, *, failed: bool) -> Violation | None:
    """A rectification is not annulled before another grade is final. Source: Art. 17(4), 19."""
    changed = state is EvaluationState.FINAL and not failed
    return None if changed else Violation(Code.GRADE_UNCHANGED)


def due_date(row: Mapping[str, Any], calendar: Calendar, _today: date) -> Deadline:
    """The API shows the due date of the answer."""
    nominal, effective = row["due_nominal"], row["due_effective"]
    return Deadline(
        nominal,
        effective,
        NOTICE,
        provisional=False,
        explanation=explained(nominal, nominal, effective, str(NOTICE.words), calendar, provisional=False),
    )


@dataclass(frozen=True)
class FailedFacts:
    """A failed evaluation carries the notice."""

    id: UUID
    published_result_id: UUID | None
    platform_id: UUID
    region_id: UUID
    holder_id: UUID
    kind: Kind
    state: EvaluationState
    failed: bool
    """Whether its grade is one that rectification follows."""
    evaluated: bool
    """Whether it was a centre in operation or had a municipal title on the subject day."""
    issued: bool
    """Whether that result has its notice."""


@dataclass(frozen=True)
class NoticeDue:
    """A notice's due day has a nominal and an effective day."""

    nominal: date
    effective: date


@dataclass(frozen=True)
class NoticeText:
    """A notice's text has number, content and required evidence."""

    number: str
    content: str
    evidence: str


@dataclass(frozen=True)
class RectificationFacts:
    """One rectification, with how its evaluation stands today."""

    id: UUID
    platform_id: UUID
    region_id: UUID
    kind: Kind
    state: RectificationState
    due_effective: date
    extensions_left: int
    issued_at: datetime
    checked_at: datetime | None
    refused_at: datetime | None
    heard_until: date | None
    statement: str | None
    effect_on: date | None
    evaluation_state: EvaluationState
    failed: bool
    """Whether the grade is still the one that the notice was issued for."""

    def go_on(self, act: Act, to: RectificationState | None = None) -> RectificationState:
        """The next state of a rectification whose result still fails."""
        state = LIFE.move(self.state, act, to)
        void = why_void(self.evaluation_state, failed=self.failed)
        if refusal := void or about_revocation(act, self.kind, self.heard_until):
            raise refusal
        return state


def issue(
    failed: FailedFacts, notice: NoticeText, due: NoticeDue, pack: RulePack, *, at: datetime, today: date
) -> Change:
    """Issue the notice of a final result that failed, with the obligation to answer it. Source: Art. 19; readings L1, L16.

    A subject that the bureau added without a municipal title has none to lose, and no notice (ours).

    “对未通过绩效评价的,由市工业和信息化局下达整改通知” (Art. 19).
    """
    if failed.state is not EvaluationState.FINAL or not failed.failed:
        raise Violation(Code.NOT_UNQUALIFIED, ARTICLE, path=("evaluation",))
    if not failed.evaluated:
        raise Violation(Code.NO_MUNICIPAL_TITLE, path=("evaluation",))
    if failed.issued:
        raise Violation(Code.ALREADY_EXISTS, path=("evaluation",))
    if due.effective <= today:
        raise Violation(Code.DUE_DAY_PASSED, path=("due_on",))
    within_a_year(due.effective, today, "due_on")
    columns = {
        **_rests_on(failed),
        **_notice_columns(notice),
        "due_nominal": due.nominal,
        "due_effective": due.effective,
        "extensions_left": pack.rectification_extensions.value,
        "state": R.ISSUED,
        "issued_at": at,
    }
    rectification = New("Rectification", columns)
    columns["obligation_id"] = obligation = New("Obligation", {**_owed(failed, due), "rectification_id": rectification})
    return Change(adds=[rectification, obligation], events=[Event.RECTIFICATION_ISSUED])


def _rests_on(failed: FailedFacts) -> dict[str, object]:
    return {
        "evaluation_id": failed.id,
        "result_id": failed.published_result_id,
        "holder_id": failed.holder_id,
        "platform_id": failed.platform_id,
        "region_id": failed.region_id,
        "kind": failed.kind,
    }


def _notice_columns(notice: NoticeText) -> dict[str, object]:
    return {
        "number": a_text(notice.number, "number", "文号", 100),
        "content": a_text(notice.content, "content", "整改内容", LONG),
        "evidence": a_text(notice.evidence, "evidence", "应提交的证明", LONG),
    }


def _owed(failed: FailedFacts, due: NoticeDue) -> dict[str, object]:
    """Make the obligation's columns but for its subject."""
    day = {"nominal": due.nominal, "effective": due.effective, "basis": DayBasis.NOTICE}
    return {
        "kind": ObligationKind.RECTIFICATION,
        "platform_id": failed.platform_id,
        "region_id": failed.region_id,
        **day,
    }


def deliver(one: RectificationFacts, handover: Handover, pack: RulePack, *, at: datetime, today: date) -> Change:
    """Record the proven delivery of the notice, within the time it gives: past it the due day is extended first (ours).

    Once the effect took place, the delivery is that of its document. Source: Art. 19; reading L56.
    """
    state = LIFE.move(one.state, Act.RECORD_DELIVERY)
    about = {"rectification_id": one.id, "platform_id": one.platform_id, "region_id": one.region_id}
    since = one.effect_on or day_of(one.issued_at)
    proof, day = delivered(handover, about, since, pack, at=at, today=today)
    if state is R.CLOSED:
        return Change(set={"state": state, "effect_delivered_on": day}, adds=[proof])
    if day > one.due_effective:
        named = {
            "later": "整改期限",
            "later_en": "the due day",
            "earlier": "送达日",
            "earlier_en": "the day of delivery",
        }
        raise Violation(
            Code.DATES_ORDER, path=("day",), facts={**named, "due": one.due_effective}, hint="extendRectification"
        )
    return Change(set={"state": state, "delivered_on": day}, adds=[proof], events=[Event.RECTIFICATION_DELIVERED])


def extend(one: RectificationFacts, due: NoticeDue, owed: ObligationFacts, ruling: Ruling) -> tuple[Change, Change]:
    """The bureau extends the due day once before it is over (ours), on the rectification and on its obligation. Source: Art. 19; readings L16, L31.

    Before delivery the day only moves with the notice, as often as it takes: the extension is the holder's, who knows of none yet.
    """
    state = LIFE.move(one.state, Act.EXTEND_RECTIFICATION)
    if refusal := spent(state, one.extensions_left):
        raise refusal
    if refusal := too_late(state, one.due_effective, ruling.today):
        raise refusal
    _later(due.effective, one.due_effective, ruling.today)
    columns = {
        "state": state,
        "due_nominal": due.nominal,
        "due_effective": due.effective,
        "extensions_left": one.extensions_left - (state is not R.ISSUED),
    }
    granted = decision(owed, ObligationDecisionKind.EXTENSION, ruling, day_after=due.effective)
    moved = {
        "nominal": due.nominal,
        "effective": due.effective,
        "extended_from": one.due_effective,
        "extended_at": ruling.at,
        "extension_reason": granted.values["reason"],
        **({"outcome": Outcome.PENDING} if state is R.ISSUED else {}),
    }
    return Change(set=columns, events=[Event.RECTIFICATION_EXTENDED]), Change(set=moved, adds=[granted])


def _later(day: date, before: date, today: date) -> None:
    """A new due day lies after the one before and after today, within a year."""
    if day <= before:
        raise Violation(Code.NOT_LATER, path=("due_on",), facts={"due": before})
    if day <= today:
        raise Violation(Code.DUE_DAY_PASSED, path=("due_on",))
    within_a_year(day, max(before, today), "due_on")


def reckoned(to: date) -> Change:
    """A rectification still `AWAITED` follows the last day that a changed calendar gave its obligation."""
    return Change({"due_effective": to}, events=[Event.RECTIFICATION_RECKONED])


def report(one: RectificationFacts, text: str, *, at: datetime) -> tuple[Change, Change]:
    """The holder reports the rectification done: changes of the rectification and of its obligation. A late report counts until a refusal is recorded (ours). Source: Art. 19."""
    state = one.go_on(Act.REPORT_RECTIFICATION)
    text = a_text(text, "report", "整改报告", LONG)
    outcome = Outcome.ON_TIME if on_time(at, one.due_effective) else Outcome.LATE
    change = Change(set={"state": state, "report": text, "reported_at": at}, events=[Event.RECTIFICATION_REPORTED])
    return change, Change(set={"outcome": outcome, "submitted_at": at})


def recheck(one: RectificationFacts, opinion: str, *, passed: bool, at: datetime) -> Change:
    """The bureau checks a reported rectification; the grade stays either way. Source: Art. 19."""
    state = one.go_on(Act.RECHECK_RECTIFICATION, R.PASSED if passed else R.FAILED)
    event = Event.RECTIFICATION_PASSED if passed else Event.RECTIFICATION_FAILED
    return Change(set={"state": state, "opinion": a_reason(opinion), "checked_at": at}, events=[event])


def refuse(one: RectificationFacts, kind: RefusalKind, note: str, *, at: datetime, today: date) -> Change:
    """Record a refusal: in words at any time after delivery, or that the due day passed without an answer. Source: Art. 19."""
    state = one.go_on(Act.RECORD_REFUSAL)
    if kind is RefusalKind.NO_ANSWER and today <= one.due_effective:
        raise Violation(Code.STILL_IN_TIME, NOTICE, facts={"due": one.due_effective})
    columns = {"state": state, "refusal": kind, "refusal_note": a_reason(note), "refused_at": at}
    return Change(set=columns, events=[Event.RECTIFICATION_REFUSED])


def notify_revocation(one: RectificationFacts, number: str, handover: Handover, when: Procedure) -> Change:
    """The holder was told that its title is to be revoked, and may make a statement. Source: Art. 19; reading L55.

    “整改不合格或拒不整改的示范平台、示范基地将取消市级示范称号” (Art. 19).
    """
    state = one.go_on(Act.NOTIFY_REVOCATION)
    about = {"rectification_id": one.id, "platform_id": one.platform_id, "region_id": one.region_id}
    found = day_of(one.checked_at or one.refused_at or one.issued_at)
    proof, day = delivered(handover, about, found, when.pack, at=when.at, today=when.today)
    until = heard_until(day, when, one.region_id, before=one.heard_until)
    columns = {"state": state, "hearing_number": a_text(number, "number", "文号", 100), "heard_until": until}
    return Change(columns, [proof], [Event.REVOCATION_PROPOSED])


def state_on_revocation(one: RectificationFacts, statement: str, *, at: datetime) -> Change:
    """The holder's statement is taken until the title is revoked. Reading L55."""
    state = one.go_on(Act.STATE_ON_REVOCATION)
    columns = {"state": state, "statement": a_statement(statement), "stated_at": at}
    return Change(columns, events=[Event.REVOCATION_STATED])


@dataclass(frozen=True)
class Notification:
    """An effect's document has a number, an addressee and a day; a revoked title also the public announcement, and the answer to a statement."""

    number: str
    addressee: str
    day: date
    announcement: str | None = None
    answer: str | None = None


def effect_of(kind: Kind, *, title_runs: bool) -> RectificationEffect:
    """The effect of a failed or refused rectification: advice for a centre, the municipal title for the others. Source: Art. 19.

    “整改不合格或拒不整改的中小企业服务中心,将通报属地政府或开发区管委会,建议调整运营机构” (Art. 19).
    """
    if kind is Kind.SERVICE_CENTER:
        return RectificationEffect.ADVISED_GOVERNMENT
    return RectificationEffect.TITLE_REVOKED if title_runs else RectificationEffect.TITLE_ALREADY_ENDED


def close(
    one: RectificationFacts, notification: Notification, title_id: UUID | None, *, at: datetime, today: date
) -> Change:
    """Record that the effect took place; `title_id` is the running municipal title, which the same act ends. Source: Art. 19.

    “将通报属地政府或开发区管委会,建议调整运营机构” (Art. 19).
    """
    state = one.go_on(Act.CLOSE_RECTIFICATION)
    not_ahead(notification.day, today)
    if failed_at := one.checked_at or one.refused_at:
        label = ("整改不合格或拒不整改认定日", "the day it was found failed or refused")
        not_before(notification.day, day_of(failed_at), ("文书日期", "the day of the document"), label)
    effect = effect_of(one.kind, title_runs=title_id is not None)
    number, addressee = (
        a_text(notification.number, "number", "文号", 100),
        a_text(notification.addressee, "addressee", "主送单位", 200),
    )
    document = {"effect_document": number, "effect_addressee": addressee, "effect_on": notification.day}
    revoked = _revoked(one, notification, title_id, today) if effect is RectificationEffect.TITLE_REVOKED else {}
    return Change(
        set={"state": state, "effect": effect, "title_id": None, "closed_at": at, **document, **revoked},
        events=[Event.RECTIFICATION_CLOSED],
    )


def _revoked(
    one: RectificationFacts, notification: Notification, title_id: UUID | None, today: date
) -> dict[str, object]:
    """A title is revoked once its holder was heard, and the revocation is announced in public. Reading L55."""
    if refusal := unheard(one.heard_until, today):
        raise refusal
    link = a_link(notification.announcement, "announcement", "公告网址", 500)
    return {"title_id": title_id, "announcement": link, "answer": an_answer(one.statement, notification.answer)}


def falls_away(outcome: Outcome, reason: str) -> Change:
    """The obligation to answer an annulled notice falls away; an answer handed in stays. Source: Art. 19."""
    return void(outcome, reason) if outcome in (Outcome.PENDING, Outcome.MISSING) else Change(set={})


def annul(one: RectificationFacts, reason: str, *, at: datetime) -> Change:
    """The bureau annuls a rectification whose final grade changed; the revoked title is restored by its own change. Source: Art. 17(4), 19."""
    after = LIFE.move(one.state, Act.ANNUL_RECTIFICATION)
    if refusal := unchanged(one.evaluation_state, failed=one.failed):
        raise refusal
    return Change(
        set={"state": after, "annulled_at": at, "annul_reason": a_reason(reason)}, events=[Event.RECTIFICATION_ANNULLED]
    )
