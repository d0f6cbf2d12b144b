"""A district's quarterly consolidation: by its centre and past the department, or by the department itself (Art. 14).

A silent platform blocks nobody: each expected report is taken in, or its gap is named. Amendment and return are ours.
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
from domain.reporting import form
from domain.reporting import obligation as obligation_rules
from domain.reporting import review as review_rules
from domain.reporting.form import Answers, CountedService
from domain.reporting.obligation import ObligationFacts
from domain.reporting.review import Findings, ReviewFacts
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.reporting import ConsolidationState, Decision, Gap, ObligationKind, Outcome, ReportState, Route

S = ConsolidationState
CENTRE, DEPARTMENT, MUNICIPAL = Role.DISTRICT_CENTER, Role.DISTRICT_DEPARTMENT, Role.MUNICIPAL_CENTER
WRITES: Final = {CENTRE: "第十四条（一）", DEPARTMENT: "第十四条（二）"}
"""What says whose the district's filing is."""

LIFE: Final = Life(
    "Consolidation",
    {
        (S.DRAFT, Act.SAVE_CONSOLIDATION_DRAFT): S.DRAFT,
        (S.RETURNED, Act.SAVE_CONSOLIDATION_DRAFT): S.RETURNED,
        (S.DRAFT, Act.SUBMIT_CONSOLIDATION): (S.WITH_DEPARTMENT, S.WITH_MUNICIPAL_CENTER),
        (S.RETURNED, Act.SUBMIT_CONSOLIDATION): (S.WITH_DEPARTMENT, S.WITH_MUNICIPAL_CENTER),
        (S.WITH_DEPARTMENT, Act.PASS_CONSOLIDATION): S.WITH_MUNICIPAL_CENTER,
        (S.WITH_DEPARTMENT, Act.RETURN_CONSOLIDATION): S.RETURNED,
        (S.WITH_MUNICIPAL_CENTER, Act.RECEIVE_CONSOLIDATION): S.RECEIVED,
        (S.WITH_MUNICIPAL_CENTER, Act.RETURN_CONSOLIDATION): S.RETURNED,
        (S.RECEIVED, Act.AMEND_CONSOLIDATION): S.DRAFT,
        (S.DRAFT, Act.DISCARD_CONSOLIDATION_AMENDMENT): S.RECEIVED,
        (S.RETURNED, Act.DISCARD_CONSOLIDATION_AMENDMENT): S.RECEIVED,
    },
)

NEEDS: Final = ("author", "waiting_on", "submitter_id", "accepted_version_id")
DESK_ACTS: Final = (Act.PASS_CONSOLIDATION, Act.RETURN_CONSOLIDATION, Act.RECEIVE_CONSOLIDATION)


@dataclass(frozen=True)
class ConsolidationFacts:
    """A consolidation has a state, an author and a district."""

    id: UUID
    region_id: UUID
    quarter: Quarter
    state: ConsolidationState
    author: Role
    waiting_on: Role | None
    submitter_id: UUID | None
    first_submitted_at: datetime | None
    latest_version_id: UUID | None
    accepted_version_id: UUID | None
    versions_count: int
    amendment_reason: str | None


def condition(act: Act, row: Mapping[str, Any], actor: Actor, _today: date) -> Violation | None:
    """The condition refuses an act that the state allows."""
    author: Role = row["author"]
    if act in DESK_ACTS:
        return _not_for_this_desk(row, actor)
    if author is not actor.role:
        return Violation(Code.NOT_THE_AUTHOR, WRITES[author], facts={"author": author.label, "author_en": author.value})
    if act is Act.DISCARD_CONSOLIDATION_AMENDMENT and row["accepted_version_id"] is None:
        return Violation(Code.NOT_AN_AMENDMENT)
    return None


def _not_for_this_desk(row: Mapping[str, Any], actor: Actor) -> Violation | None:
    desk: Role | None = row["waiting_on"]
    if desk is not None and desk is not actor.role:
        return Violation(Code.NOT_YOUR_DESK, facts={"desk": desk.label, "desk_en": desk.value})
    if actor.account is not None and actor.account == row["submitter_id"]:
        return Violation(Code.OWN_FILING)
    return None


def _move(
    facts: ConsolidationFacts, act: Act, actor: Actor, today: date, chosen: ConsolidationState | None = None
) -> ConsolidationState:
    """The next state, or the refusal that `allowedActions` shows."""
    state = LIFE.move(facts.state, act, chosen)
    if refusal := condition(act, vars(facts), actor, today):
        raise refusal
    return state


# what a consolidation takes in


@dataclass(frozen=True)
class Expected:
    """One expected report of the district and quarter, as it stands; without a report its columns are None."""

    obligation_id: UUID
    platform_id: UUID
    outcome: Outcome
    state: ReportState | None = None
    desk: Role | None = None
    first_submitted_at: datetime | None = None
    latest_version_id: UUID | None = None
    accepted_version_id: UUID | None = None

    @property
    def taken(self) -> UUID | None:
        """A report's version in force is taken in; of a centre's own report, the submitted version. Reading L4."""
        own = self.state is ReportState.SUBMITTED and self.desk is None
        return self.latest_version_id if own else self.accepted_version_id

    @property
    def gap(self) -> Gap:
        """A gap names the reason of a missing report."""
        return obligation_rules.gap(self.outcome, self.state if self.first_submitted_at else None)


@dataclass(frozen=True)
class Contents:
    """The expected reports, the figures of the versions taken in, and the enterprises of all of them, each once."""

    expected: Sequence[Expected]
    figures: Sequence[Answers]
    enterprises: Sequence[CountedService]


def _items(version: New, region: UUID, expected: Sequence[Expected]) -> list[New]:
    """An item for every expected report: the version taken in, or the gap with its reason."""
    return [
        New(
            "ConsolidationItem",
            {
                "consolidation_version_id": version,
                "obligation_id": each.obligation_id,
                "platform_id": each.platform_id,
                "region_id": region,
                "report_version_id": each.taken,
                "gap": None if each.taken else each.gap,
            },
        )
        for each in expected
    ]


# the author


def author_of(fixed: Route | None, *, has_centre: bool) -> Role:
    """A consolidation's author is the district's centre, or where there is none the department. `fixed` is the route once settled.

    A centre founded after that changes nothing; one that ended leaves it to the department. Source: Art. 14; reading L9.
    """
    return CENTRE if has_centre and fixed is not Route.DEPARTMENT else DEPARTMENT


def start(obligation: ObligationFacts, author: Role, *, at: datetime) -> Change:
    """Begin the consolidation an obligation asks for, with its empty draft."""
    obligation_rules.must_be(obligation, ObligationKind.CONSOLIDATION)
    own = {"region_id": obligation.region_id, "author": author}
    row = New(
        "Consolidation", {"obligation_id": obligation.id, "quarter": obligation.quarter, "waiting_on": author, **own}
    )
    draft = New("ConsolidationDraft", {"consolidation_id": row, "saved_at": at, **own})
    return Change(adds=[row, draft])


def save(
    facts: ConsolidationFacts, texts: Answers, actor: Actor, *, at: datetime, today: date
) -> tuple[Change, Change]:
    """The author saves the texts: changes of the consolidation and of its draft."""
    state = _move(facts, Act.SAVE_CONSOLIDATION_DRAFT, actor, today)
    return Change({"state": state}), Change({**form.typed(texts), "saved_at": at})


def submit(
    facts: ConsolidationFacts, texts: Answers, contents: Contents, actor: Actor, *, at: datetime, today: date
) -> Change:
    """Hand a consolidation on: from a centre to the department, from a department to the municipal centre.

    Figures are computed from the versions taken in; enterprises count once each over all of them. Source: Art. 14.

    “检查服务执行情况,定期汇总并向上级中心报送服务绩效数据” (Art. 5).
    """
    desk, chosen = (DEPARTMENT, S.WITH_DEPARTMENT) if facts.author is CENTRE else (MUNICIPAL, S.WITH_MUNICIPAL_CENTER)
    state = _move(facts, Act.SUBMIT_CONSOLIDATION, actor, today, chosen)
    form.texts_fit(texts)
    own = {"consolidation_id": facts.id, "region_id": facts.region_id, "submitter_id": actor.account}
    version = New("ConsolidationVersion", {**own, **texts, **_version_columns(facts, contents, at)})
    review = review_rules.opened({"consolidation_version_id": version, **own}, desk, at=at)
    columns = {
        "state": state,
        "waiting_on": desk,
        "submitter_id": actor.account,
        "first_submitted_at": facts.first_submitted_at or at,
        "latest_version_id": version,
        "versions_count": facts.versions_count + 1,
    }
    return Change(
        columns,
        [version, *_items(version, facts.region_id, contents.expected), review],
        [Event.CONSOLIDATION_SUBMITTED],
    )


def _version_columns(facts: ConsolidationFacts, contents: Contents, at: datetime) -> dict[str, Any]:
    """A version has its number, the figures added up, and how many reports it takes in."""
    taken = sum(each.taken is not None for each in contents.expected)
    return {
        "quarter": facts.quarter,
        "n": facts.versions_count + 1,
        "author": facts.author,
        "submitted_at": at,
        "reason": facts.amendment_reason,
        **form.together(contents.figures, contents.enterprises),
        "reports_taken": taken,
        "gaps": len(contents.expected) - taken,
    }


def amend(
    facts: ConsolidationFacts, received: Answers, reason: str | None, actor: Actor, *, at: datetime, today: date
) -> tuple[Change, Change]:
    """Begin an amendment: the changes of the consolidation and of its draft, a copy of the received version's texts. Ours."""
    state = _move(facts, Act.AMEND_CONSOLIDATION, actor, today)
    columns = {"state": state, "waiting_on": facts.author, "amendment_reason": a_reason(reason)}
    return Change(columns, events=[Event.CONSOLIDATION_AMENDED]), Change({**copied(received), "saved_at": at})


def discard(
    facts: ConsolidationFacts, received: Answers, actor: Actor, *, at: datetime, today: date
) -> tuple[Change, Change]:
    """Give an amendment up: the received version stands, and the draft is its copy again. Ours."""
    state = _move(facts, Act.DISCARD_CONSOLIDATION_AMENDMENT, actor, today)
    return Change({"state": state, "waiting_on": None, "amendment_reason": None}), Change(
        {**copied(received), "saved_at": at}
    )


def copied(version: Answers) -> dict[str, Any]:
    """A version's texts are copied to a draft."""
    return {name: version[name] for name in form.TEXTS}


# the desks


def pass_on(
    facts: ConsolidationFacts,
    review: ReviewFacts | None,
    findings: Findings,
    actor: Actor,
    *,
    at: datetime,
    today: date,
) -> tuple[Change, Change]:
    """The department passes a consolidation with an opinion: the changes of the consolidation and of its review. Source: Art. 14(1).

    “汇总辖区内服务平台运营情况经属地中小企业主管部门审核后报市中小企业服务中心” (Art. 14(1)).
    """
    state = _move(facts, Act.PASS_CONSOLIDATION, actor, today)
    close = review_rules.closed(review, Decision.PASSED, review_rules.an_opinion(findings), by=actor.account, at=at)
    subject = {
        "consolidation_version_id": facts.latest_version_id,
        "consolidation_id": facts.id,
        "region_id": facts.region_id,
        "submitter_id": facts.submitter_id,
    }
    next_desk = review_rules.opened(subject, MUNICIPAL, at=at)
    return Change({"state": state, "waiting_on": MUNICIPAL}, [next_desk], [Event.CONSOLIDATION_PASSED]), close


def receive(
    facts: ConsolidationFacts,
    review: ReviewFacts | None,
    findings: Findings,
    actor: Actor,
    *,
    at: datetime,
    today: date,
) -> tuple[Change, Change]:
    """The municipal centre receives a consolidation, whose version is in force. Source: Art. 14.

    “检查服务执行情况,定期汇总并向上级中心报送服务绩效数据” (Art. 5).
    """
    state = _move(facts, Act.RECEIVE_CONSOLIDATION, actor, today)
    close = review_rules.closed(review, Decision.RECEIVED, findings, by=actor.account, at=at)
    columns = {
        "state": state,
        "waiting_on": None,
        "accepted_version_id": facts.latest_version_id,
        "amendment_reason": None,
    }
    return Change(columns, events=[Event.CONSOLIDATION_RECEIVED]), close


def turn_back(
    facts: ConsolidationFacts,
    review: ReviewFacts | None,
    findings: Findings,
    actor: Actor,
    *,
    at: datetime,
    today: date,
) -> tuple[Change, Change]:
    """Return a consolidation to its author, with reasons; the department must pass the next version too."""
    state = _move(facts, Act.RETURN_CONSOLIDATION, actor, today)
    close = review_rules.closed(review, Decision.RETURNED, review_rules.reasons(findings), by=actor.account, at=at)
    return Change({"state": state, "waiting_on": facts.author}, events=[Event.CONSOLIDATION_RETURNED]), close


# time


def rerouted(facts: ConsolidationFacts, author: Role) -> Change | None:
    """An unsubmitted consolidation whose route moved gets another author; None where nothing differs. Reading L9."""
    if facts.author is author or facts.first_submitted_at is not None:
        return None
    return Change({"author": author, "waiting_on": author}, events=[Event.DESK_HANDED_OVER])


def handed_over(facts: ConsolidationFacts) -> Change:
    """The department finishes the consolidation of an ended centre; due day and route stay. Ours."""
    waiting = DEPARTMENT if facts.state in (S.DRAFT, S.RETURNED) else facts.waiting_on
    return Change({"author": DEPARTMENT, "waiting_on": waiting}, events=[Event.DESK_HANDED_OVER])
