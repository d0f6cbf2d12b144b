"""A platform's quarterly report: written by its operator, handed to the receiving desk, accepted, returned, recalled, amended (Art. 14(1)).

Who receives it is the law's; recall, amendment and sending back are ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.units import Quarter
from domain.kernel.violations import Code, Violation
from domain.registry.registry import Bearers, apart
from domain.reporting import form
from domain.reporting import obligation as obligation_rules
from domain.reporting import review as review_rules
from domain.reporting.form import Answers, CountedService, LedgerActivity
from domain.reporting.obligation import ObligationFacts
from domain.reporting.review import Findings, ReviewFacts
from domain.rights.scope import Actor
from domain.terms import Kind, Role
from domain.terms.reporting import Decision, ObligationKind, ReportState, Route

S = ReportState

LIFE: Final = Life(
    "Report",
    {
        (S.DRAFT, Act.SAVE_REPORT_DRAFT): S.DRAFT,
        (S.RETURNED, Act.SAVE_REPORT_DRAFT): S.RETURNED,
        (S.DRAFT, Act.SUBMIT_REPORT): S.SUBMITTED,
        (S.RETURNED, Act.SUBMIT_REPORT): S.SUBMITTED,
        (S.SUBMITTED, Act.ACCEPT_REPORT): S.ACCEPTED,
        (S.SUBMITTED, Act.RETURN_REPORT): S.RETURNED,
        (S.SUBMITTED, Act.RECALL_REPORT): S.DRAFT,
        (S.ACCEPTED, Act.AMEND_REPORT): S.DRAFT,
        (S.ACCEPTED, Act.SEND_BACK_REPORT): S.RETURNED,
        (S.DRAFT, Act.DISCARD_REPORT_AMENDMENT): S.ACCEPTED,
        (S.RETURNED, Act.DISCARD_REPORT_AMENDMENT): S.ACCEPTED,
    },
)

NEEDS: Final = ("desk", "waiting_on", "submitter_id", "accepted_version_id", "sent_back")
DESK_ACTS: Final = (Act.ACCEPT_REPORT, Act.RETURN_REPORT, Act.SEND_BACK_REPORT)


@dataclass(frozen=True)
class ReportFacts:
    """A report has its state, desk and versions."""

    id: UUID
    platform_id: UUID
    region_id: UUID
    quarter: Quarter
    state: ReportState
    waiting_on: Role | None
    desk: Role | None
    submitter_id: UUID | None
    first_submitted_at: datetime | None
    latest_version_id: UUID | None
    accepted_version_id: UUID | None
    versions_count: int
    sent_back: bool
    amendment_reason: str | None


def condition(act: Act, row: Mapping[str, Any], actor: Actor, _today: date) -> Violation | None:
    """The condition refuses an act that the state allows."""
    if act in DESK_ACTS:
        return _not_for_this_desk(row, actor)
    if act is Act.RECALL_REPORT and row["desk"] is None and row["waiting_on"] is Role.DISTRICT_DEPARTMENT:
        return Violation(Code.TAKEN_IN)
    if act is Act.DISCARD_REPORT_AMENDMENT and row["accepted_version_id"] is None:
        return Violation(Code.NOT_AN_AMENDMENT)
    if act is Act.DISCARD_REPORT_AMENDMENT and row["sent_back"]:
        return Violation(Code.MUST_CORRECT)
    return None


def _not_for_this_desk(row: Mapping[str, Any], actor: Actor) -> Violation | None:
    desk: Role | None = row["desk"]
    if desk is not actor.role:
        reviewer = desk or Role.DISTRICT_DEPARTMENT
        hint = (
            None
            if desk
            else ("服务中心自身的报告随季度汇总一并审核。", "A centre's own report is reviewed with the consolidation.")
        )
        return Violation(Code.NOT_YOUR_DESK, facts={"desk": reviewer.label, "desk_en": reviewer.value}, hint=hint)
    if actor.account is not None and actor.account == row["submitter_id"]:
        return Violation(Code.OWN_FILING)
    return None


def _move(report: ReportFacts, act: Act, actor: Actor, today: date) -> ReportState:
    """The next state, or the refusal that `allowedActions` shows."""
    state = LIFE.move(report.state, act)
    if refusal := condition(act, vars(report), actor, today):
        raise refusal
    return state


# who receives it


def receiving_desk(platform: Bearers, centre: Bearers | None, fixed: Route | None) -> Role | None:
    """The desk that receives a report on the day of submission: the district's centre, else the department.

    No desk judges its own entity's report: it goes to the department. A centre's own report has no desk (None): it is
    decided with the consolidation. `fixed` is the route once settled: a centre founded later changes nothing any more.
    Source: Art. 14; readings L4, L9.
    """
    if centre is None or fixed is Route.DEPARTMENT:
        return Role.DISTRICT_DEPARTMENT
    if platform.id == centre.id:
        return None
    return Role.DISTRICT_CENTER if apart(platform, centre) else Role.DISTRICT_DEPARTMENT


# the operator


def start(obligation: ObligationFacts, platform: UUID, kind: Kind, *, at: datetime) -> Change:
    """Begin the report an obligation asks for, with its empty draft."""
    obligation_rules.must_be(obligation, ObligationKind.REPORT)
    own = {
        "obligation_id": obligation.id,
        "platform_id": platform,
        "region_id": obligation.region_id,
        "quarter": obligation.quarter,
    }
    report = New("Report", {**own, "waiting_on": Role.OPERATOR})
    draft = New("ReportDraft", {"report_id": report, "platform_id": platform, "kind": kind, "saved_at": at})
    return Change(adds=[report, draft])


def save(report: ReportFacts, answers: Answers, actor: Actor, *, at: datetime, today: date) -> tuple[Change, Change]:
    """Save what is typed: the changes of the report and of its draft. A draft may hold errors."""
    state = _move(report, Act.SAVE_REPORT_DRAFT, actor, today)
    return Change({"state": state}), Change({**form.typed(answers), "saved_at": at})


@dataclass(frozen=True)
class Called:
    """The names of a platform and its holder on the day of submission, which the version keeps (ours)."""

    platform_name: str
    holder_name: str


@dataclass(frozen=True)
class HandedIn:
    """A submission holds its platform's names, the typed answers, the recorded figures, the activities and each enterprise once."""

    called: Called
    kind: Kind
    answers: Answers
    recorded: Answers
    activities: Sequence[LedgerActivity]
    enterprises: Sequence[CountedService]


@dataclass(frozen=True)
class Destination:
    """A report's destination is a district and its desk (None: with the consolidation)."""

    region_id: UUID
    desk: Role | None


def submit(
    report: ReportFacts, handed: HandedIn, to: Destination, actor: Actor, *, at: datetime, today: date
) -> Change:
    """The operator submits a report: a version that never changes, and an empty review at the receiving desk.

    The records as they stand now are the cut-off. What was approved before approves nothing of this version.
    Source: Art. 14(1); reading L6.

    “各服务平台按季度在线向属地中小企业服务中心报送平台建设及运营情况” (Art. 14(1)).
    """
    state = _move(report, Act.SUBMIT_REPORT, actor, today)
    answers = {**handed.answers, **handed.recorded}
    form.checked(handed.kind, answers)
    where = {"platform_id": report.platform_id, "region_id": to.region_id}
    own = {"report_id": report.id, "submitter_id": actor.account, **where}
    which = {
        "quarter": report.quarter,
        "n": report.versions_count + 1,
        "submitted_at": at,
        "reason": report.amendment_reason,
    }
    version = New("ReportVersion", {**own, **which, **vars(handed.called), **answers})
    adds = [version, *_contents(version, where, handed)]
    if to.desk is not None:
        adds.append(review_rules.opened({"report_version_id": version, **own}, to.desk, at=at))
    columns = {
        "state": state,
        "waiting_on": to.desk or Role.DISTRICT_CENTER,
        "desk": to.desk,
        "region_id": to.region_id,
        "submitter_id": actor.account,
        "first_submitted_at": report.first_submitted_at or at,
        "latest_version_id": version,
        "versions_count": report.versions_count + 1,
    }
    return Change(columns, adds, [Event.REPORT_SUBMITTED])


def _contents(version: New, where: Mapping[str, object], handed: HandedIn) -> list[New]:
    """A version lists its activities and the enterprises it counts."""
    activities = [
        New("ReportVersionActivity", {"report_version_id": version, "activity_id": each.id, **where})
        for each in handed.activities
    ]
    return activities + [
        New("ReportVersionEnterprise", {"report_version_id": version, **vars(each), **where})
        for each in handed.enterprises
    ]


def recall(
    report: ReportFacts,
    sent_at: datetime | None,
    review: ReviewFacts | None,
    actor: Actor,
    *,
    at: datetime,
    today: date,
) -> tuple[Change, Change | None]:
    """Take the version sent at a moment back before the desk decides: the changes of the report and of the desk's review.

    The first submission is undone if this was it: version 1, or the next one where all before were recalled too. Ours.
    """
    state = _move(report, Act.RECALL_REPORT, actor, today)
    columns: dict[str, object] = {"state": state, "waiting_on": Role.OPERATOR}
    if report.first_submitted_at == sent_at:
        columns["first_submitted_at"] = None
    close = None if review is None else review_rules.closed(review, Decision.RECALLED, by=None, at=at)
    return Change(columns, events=[Event.REPORT_RECALLED]), close


def amend(
    report: ReportFacts, accepted: Answers, reason: str | None, actor: Actor, *, at: datetime, today: date
) -> tuple[Change, Change]:
    """Begin an amendment: the changes of the report and of its draft, which becomes a copy of the accepted version. Ours."""
    state = _move(report, Act.AMEND_REPORT, actor, today)
    columns = {"state": state, "waiting_on": Role.OPERATOR, "amendment_reason": a_reason(reason)}
    return Change(columns, events=[Event.REPORT_AMENDED]), Change({**copied(accepted), "saved_at": at})


def discard(
    report: ReportFacts, accepted: Answers, actor: Actor, *, at: datetime, today: date
) -> tuple[Change, Change]:
    """Give an amendment up: the accepted version stands, and the draft is its copy again. Ours."""
    state = _move(report, Act.DISCARD_REPORT_AMENDMENT, actor, today)
    columns = {"state": state, "waiting_on": None, "amendment_reason": None}
    return Change(columns), Change({**copied(accepted), "saved_at": at})


def copied(version: Answers) -> dict[str, Any]:
    """A version's typed answers are copied to a draft."""
    return {name: version[name] for name in form.TYPED}


# the desk


def accept(
    report: ReportFacts, review: ReviewFacts | None, opinion: Findings, actor: Actor, *, at: datetime, today: date
) -> tuple[Change, Change]:
    """Accept the submitted version: the changes of the report and of the review. Source: Art. 14(1)."""
    _move(report, Act.ACCEPT_REPORT, actor, today)
    return accepted(report), review_rules.closed(review, Decision.ACCEPTED, opinion, by=actor.account, at=at)


def accepted(report: ReportFacts) -> Change:
    """The submitted version is in force; for a centre's own report by the department's passing of the consolidation."""
    state = LIFE.move(report.state, Act.ACCEPT_REPORT)
    columns = {
        "state": state,
        "waiting_on": None,
        "accepted_version_id": report.latest_version_id,
        "sent_back": False,
        "amendment_reason": None,
    }
    return Change(columns, events=[Event.REPORT_ACCEPTED])


def turn_back(
    report: ReportFacts, review: ReviewFacts | None, findings: Findings, actor: Actor, *, at: datetime, today: date
) -> tuple[Change, Change]:
    """Return the submitted version, with what is wrong with which item: the changes of the report and of the review."""
    _move(report, Act.RETURN_REPORT, actor, today)
    return returned(report), review_rules.closed(
        review, Decision.RETURNED, review_rules.reasons(findings), by=actor.account, at=at
    )


def returned(report: ReportFacts) -> Change:
    """A report goes back to its operator; a centre's own by the department's return of the consolidation."""
    state = LIFE.move(report.state, Act.RETURN_REPORT)
    return Change({"state": state, "waiting_on": Role.OPERATOR}, events=[Event.REPORT_RETURNED])


def send_back(
    report: ReportFacts, submitter: UUID | None, findings: Findings, actor: Actor, *, at: datetime, today: date
) -> Change:
    """The desk sends an accepted report back, with reasons; the accepted version stays in force until the next acceptance. Ours.

    `submitter` is who handed the accepted version in.
    """
    state = _move(report, Act.SEND_BACK_REPORT, actor, today)
    subject = {"report_version_id": report.accepted_version_id, "report_id": report.id, "submitter_id": submitter}
    where = {"platform_id": report.platform_id, "region_id": report.region_id}
    review = review_rules.at_once(
        {**subject, **where}, actor.role, Decision.SENT_BACK, review_rules.reasons(findings), by=actor.account, at=at
    )
    columns = {"state": state, "waiting_on": Role.OPERATOR, "sent_back": True, "amendment_reason": "接收后退回"}
    return Change(columns, [review], [Event.REPORT_RETURNED])


# time and other nouns


def rides_along(report: ReportFacts) -> bool:
    """Whether a report is a centre's own, waiting to be taken into a consolidation. Reading L4."""
    return report.state is S.SUBMITTED and report.desk is None and report.waiting_on is Role.DISTRICT_CENTER


def taken_in() -> Change:
    """A centre's own report lies with the department, inside the consolidation: no recall any more."""
    return Change({"waiting_on": Role.DISTRICT_DEPARTMENT})


def handed_over(report: ReportFacts, review: ReviewFacts | None, *, at: datetime) -> tuple[Change, Change | None]:
    """A report on the desk of an ended centre passes to the department, and its open review to a new review there. Ours."""
    close = None if review is None else review_rules.closed(review, Decision.HANDED_OVER, by=None, at=at)
    columns: dict[str, object] = {"desk": Role.DISTRICT_DEPARTMENT}
    adds: list[New] = []
    if report.state is S.SUBMITTED:
        columns["waiting_on"] = Role.DISTRICT_DEPARTMENT
        subject = {
            "report_version_id": report.latest_version_id,
            "report_id": report.id,
            "submitter_id": report.submitter_id,
        }
        where = {"platform_id": report.platform_id, "region_id": report.region_id}
        adds.append(review_rules.opened({**subject, **where}, Role.DISTRICT_DEPARTMENT, at=at))
    return Change(columns, adds, [Event.DESK_HANDED_OVER]), close
