"""The life of a quarterly report (Art. 14(1))."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from domain.kernel.acts import Act
from domain.kernel.events import Event
from domain.kernel.violations import Code
from domain.registry.registry import Bearers
from domain.reporting import form
from domain.reporting import report as report_rules
from domain.reporting.form import FORM
from domain.reporting.report import LIFE, Destination
from domain.reporting.review import Findings
from domain.rights.allowed_actions import allowed_actions
from domain.rights.scope import Actor
from domain.terms import Kind, Role
from domain.terms.reporting import Decision, ObligationKind, ReportState, Route
from tests.builders.filings import (
    AGREED,
    CALLED,
    CENTRE,
    DEPARTMENT,
    NOON,
    OPERATOR,
    OTHER_REGION,
    PLATFORM,
    REGION,
    TO_CENTRE,
    TODAY,
    WITH_CONSOLIDATION,
    WRONG,
    a_report,
    a_review,
    after,
    an_id,
    an_obligation,
    answers,
    at,
    handed_in,
    recorded_figures,
)
from tests.builders.refusing import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.kernel.change import Change
    from domain.reporting.report import ReportFacts

S = ReportState
VERSION = {**dict.fromkeys(FORM), **answers(expert_count=12, feature_text="夜校")}
BY_DESK = {Act.ACCEPT_REPORT, Act.RETURN_REPORT, Act.SEND_BACK_REPORT}


def do(act: Act, report: ReportFacts, actor: Actor | None = None) -> Change:
    """An act that nothing but the state could forbid: its change of the report."""
    who = actor or (CENTRE if act in BY_DESK else OPERATOR)
    when: dict[str, Any] = {"at": NOON, "today": TODAY}
    acts: dict[Act, Callable[[], Change | tuple[Change, Change | None]]] = {
        Act.SAVE_REPORT_DRAFT: lambda: report_rules.save(report, answers(), who, **when),
        Act.SUBMIT_REPORT: lambda: report_rules.submit(report, handed_in(), TO_CENTRE, who, **when),
        Act.ACCEPT_REPORT: lambda: report_rules.accept(report, a_review(), Findings(), who, **when),
        Act.RETURN_REPORT: lambda: report_rules.turn_back(report, a_review(), WRONG, who, **when),
        Act.RECALL_REPORT: lambda: report_rules.recall(report, NOON, a_review(), who, **when),
        Act.AMEND_REPORT: lambda: report_rules.amend(report, VERSION, "补报", who, **when),
        Act.SEND_BACK_REPORT: lambda: report_rules.send_back(report, OPERATOR.account, WRONG, who, **when),
        Act.DISCARD_REPORT_AMENDMENT: lambda: report_rules.discard(report, VERSION, who, **when),
    }
    done = acts[act]()
    return done[0] if isinstance(done, tuple) else done


def an_amendment(state: ReportState = S.DRAFT, **given: Any) -> ReportFacts:
    """A report whose version 1 is in force while another is written."""
    usual = {
        "accepted_version_id": an_id("version 1"),
        "latest_version_id": an_id("version 1"),
        "first_submitted_at": NOON,
        "versions_count": 1,
        "desk": Role.DISTRICT_CENTER,
    }
    return a_report(state, **{**usual, **given})


# every (state, act) pair


@pytest.mark.parametrize(("state", "act"), list(product(S, LIFE.acts)))
def test_the_life_of_a_report(state: ReportState, act: Act):
    report = an_amendment(state) if act is Act.DISCARD_REPORT_AMENDMENT else a_report(state)

    if (state, act) in LIFE.moves:
        assert do(act, report).set["state"] is LIFE.moves[state, act]
    else:
        assert refused(lambda: do(act, report)) is Code.WRONG_STATE


@pytest.mark.parametrize(("state", "act"), list(product(S, LIFE.acts)))
def test_allowed_actions_tell_what_the_rules_do(state: ReportState, act: Act):
    report = a_report(state)
    who = Actor(
        CENTRE.role if act in BY_DESK else OPERATOR.role,
        an_id("somebody"),
        None,
        {"region": frozenset({REGION}), "platform": frozenset({PLATFORM})},
    )

    told = next(
        each for each in allowed_actions(LIFE, report_rules.condition, vars(report), who, TODAY) if each.action is act
    )

    if told.allowed:
        assert do(act, report, who).set["state"]
    elif told.why_not is not None and told.why_not.code is not Code.FORBIDDEN:  # rights are not the chapter's
        assert refused(lambda: do(act, report, who)) is told.why_not.code


# who receives it


CENTRE_PLATFORM = Bearers(an_id("centre"), an_id("centre's entity"), an_id("centre's operator"))


@pytest.mark.parametrize(
    ("platform", "centre", "fixed", "desk"),
    [
        (Bearers(PLATFORM, an_id("a"), None), CENTRE_PLATFORM, None, Role.DISTRICT_CENTER),
        (Bearers(PLATFORM, an_id("a"), an_id("b")), CENTRE_PLATFORM, Route.CENTER, Role.DISTRICT_CENTER),
        (Bearers(PLATFORM, an_id("a"), None), None, None, Role.DISTRICT_DEPARTMENT),
        (Bearers(PLATFORM, an_id("a"), None), None, Route.CENTER, Role.DISTRICT_DEPARTMENT),
        (Bearers(PLATFORM, an_id("a"), None), CENTRE_PLATFORM, Route.DEPARTMENT, Role.DISTRICT_DEPARTMENT),
        (Bearers(PLATFORM, an_id("centre's entity"), None), CENTRE_PLATFORM, None, Role.DISTRICT_DEPARTMENT),
        (Bearers(PLATFORM, an_id("a"), an_id("centre's entity")), CENTRE_PLATFORM, None, Role.DISTRICT_DEPARTMENT),
        (Bearers(PLATFORM, an_id("centre's operator"), None), CENTRE_PLATFORM, None, Role.DISTRICT_DEPARTMENT),
        (CENTRE_PLATFORM, CENTRE_PLATFORM, None, None),
        (CENTRE_PLATFORM, None, Route.CENTER, Role.DISTRICT_DEPARTMENT),
    ],
)
def test_the_receiving_desk(platform: Bearers, centre: Bearers | None, fixed: Route | None, desk: Role | None):
    assert report_rules.receiving_desk(platform, centre, fixed) is desk


# the operator


def test_a_report_begins_with_an_empty_draft():
    report, draft = report_rules.start(an_obligation(), PLATFORM, Kind.DEMO_BASE, at=NOON).adds

    assert (report.noun, report.values["obligation_id"], report.values["waiting_on"]) == (
        "Report",
        an_obligation().id,
        Role.OPERATOR,
    )
    assert (draft.noun, draft.values["report_id"], draft.values["kind"]) == ("ReportDraft", report, Kind.DEMO_BASE)


def test_a_report_answers_an_obligation_of_its_kind():
    owed = an_obligation(kind=ObligationKind.MATERIALS)

    assert refused(lambda: report_rules.start(owed, PLATFORM, Kind.DEMO_BASE, at=NOON)) is Code.NOT_OWED


def test_a_draft_may_hold_errors_and_blanks():
    _, draft = report_rules.save(a_report(), {"expert_count": -1, "feature_text": " "}, OPERATOR, at=NOON, today=TODAY)

    assert draft.set == {"expert_count": -1, "feature_text": None, "saved_at": NOON}


def test_a_submission_is_a_version_with_all_it_counts_and_a_review():
    change = report_rules.submit(a_report(), handed_in(expert_count=12), TO_CENTRE, OPERATOR, at=NOON, today=TODAY)

    version, activity, enterprise, review = change.adds
    assert (version.values["n"], version.values["expert_count"], version.values["activity_count"]) == (1, 12, 1)
    assert (
        activity.values["report_version_id"]
        is enterprise.values["report_version_id"]
        is review.values["report_version_id"]
        is version
    )
    assert (change.set["latest_version_id"], change.set["first_submitted_at"], change.set["waiting_on"]) == (
        version,
        NOON,
        Role.DISTRICT_CENTER,
    )
    assert change.events == [Event.REPORT_SUBMITTED]


def test_a_version_keeps_what_platform_and_holder_are_called():
    version = report_rules.submit(a_report(), handed_in(), TO_CENTRE, OPERATOR, at=NOON, today=TODAY).adds[0]

    assert (version.values["platform_name"], version.values["holder_name"]) == ("某某平台", "某某公司")


def test_the_ledger_cannot_be_typed_over():
    change = report_rules.submit(a_report(), handed_in(activity_count=99), TO_CENTRE, OPERATOR, at=NOON, today=TODAY)

    assert change.adds[0].values["activity_count"] == 1


def test_a_report_without_activities_is_a_report():
    change = report_rules.submit(
        a_report(),
        report_rules.HandedIn(CALLED, Kind.DEMO_PLATFORM, answers(), recorded_figures(), [], ()),
        TO_CENTRE,
        OPERATOR,
        at=NOON,
        today=TODAY,
    )

    assert change.adds[0].values["public_service_ratio"] is None


def test_a_form_with_an_error_is_not_handed_in():
    assert (
        refused(
            lambda: report_rules.submit(
                a_report(), handed_in(expert_count=None), TO_CENTRE, OPERATOR, at=NOON, today=TODAY
            )
        )
        is Code.REQUIRED
    )


def test_the_district_is_frozen_in_the_report_and_all_it_hands_in():
    change = report_rules.submit(
        a_report(), handed_in(), Destination(OTHER_REGION, Role.DISTRICT_CENTER), OPERATOR, at=NOON, today=TODAY
    )

    assert change.set["region_id"] == OTHER_REGION
    assert {new.values["region_id"] for new in change.adds} == {OTHER_REGION}


def test_a_first_submission_is_remembered_whatever_follows():
    again = report_rules.submit(
        a_report(S.RETURNED), handed_in(), TO_CENTRE, OPERATOR, at=at("2022-09-20 08:00"), today=TODAY
    )

    assert again.set["first_submitted_at"] == NOON


def test_recalling_version_1_undoes_the_first_submission_and_closes_the_review():
    change, close = report_rules.recall(a_report(S.SUBMITTED), NOON, a_review(), OPERATOR, at=NOON, today=TODAY)

    assert change.set["first_submitted_at"] is None
    assert close is not None
    assert close.set["decision"] is Decision.RECALLED


def test_recalling_a_version_after_one_that_a_desk_returned_undoes_nothing():
    again, later = a_report(S.SUBMITTED, versions_count=2), at("2022-09-20 08:00")

    change, _ = report_rules.recall(again, later, a_review(), OPERATOR, at=later, today=TODAY)

    assert "first_submitted_at" not in change.set


def test_a_filing_is_not_in_time_by_being_handed_in_and_recalled_twice():
    sent = a_report(S.SUBMITTED)
    recalled = after(sent, report_rules.recall(sent, NOON, a_review(), OPERATOR, at=NOON, today=TODAY)[0])
    later = at("2022-09-20 08:00")
    again = after(recalled, report_rules.submit(recalled, handed_in(), TO_CENTRE, OPERATOR, at=later, today=TODAY))

    change, _ = report_rules.recall(again, later, a_review(), OPERATOR, at=later, today=TODAY)

    assert again.first_submitted_at == later
    assert change.set["first_submitted_at"] is None


# amendments and the chain of versions


def test_an_amendment_begins_as_a_copy_and_leaves_the_accepted_version_in_force():
    report = a_report(S.ACCEPTED)

    change, draft = report_rules.amend(report, VERSION, " 补报一场活动 ", OPERATOR, at=NOON, today=TODAY)

    assert draft.set == {**{name: VERSION[name] for name in form.TYPED}, "saved_at": NOON}
    assert "accepted_version_id" not in change.set
    assert change.set["amendment_reason"] == "补报一场活动"


def test_the_reason_stays_with_the_new_version():
    report = an_amendment(amendment_reason="补报")

    change = report_rules.submit(report, handed_in(), TO_CENTRE, OPERATOR, at=NOON, today=TODAY)

    assert (change.adds[0].values["n"], change.adds[0].values["reason"]) == (2, "补报")


@pytest.mark.case("2-11")
def test_two_amendments_at_once_one_wins_the_other_is_refused():
    report = a_report(S.ACCEPTED)
    change = do(Act.AMEND_REPORT, report)

    assert refused(lambda: do(Act.AMEND_REPORT, after(report, change))) is Code.WRONG_STATE


@pytest.mark.case("2-11")
def test_the_chain_of_versions_is_linear():
    report, numbers = a_report(), list[Any]()
    for act in (
        Act.SUBMIT_REPORT,
        Act.RETURN_REPORT,
        Act.SUBMIT_REPORT,
        Act.ACCEPT_REPORT,
        Act.AMEND_REPORT,
        Act.SUBMIT_REPORT,
        Act.ACCEPT_REPORT,
    ):
        change = do(act, report)
        numbers += [new.values["n"] for new in change.adds if new.noun == "ReportVersion"]
        named = {"latest_version_id": an_id(f"version {len(numbers)}")}
        report = after(report, change, **named)

    assert numbers == [1, 2, 3]
    assert report.accepted_version_id == an_id("version 3")


@pytest.mark.case("2-15")
def test_a_second_round_gets_a_new_empty_review_on_the_new_version():
    again = report_rules.submit(a_report(S.RETURNED), handed_in(), TO_CENTRE, OPERATOR, at=NOON, today=TODAY)

    review = next(new for new in again.adds if new.noun == "Review")
    assert review.values["report_version_id"] is again.adds[0]
    assert not {"opinion", "decision", "item_reasons", "closed_at"} & set(review.values)


@pytest.mark.case("2-17")
def test_rewriting_what_was_accepted_voids_the_approval():
    report = a_report(S.ACCEPTED)
    amended = after(report, do(Act.AMEND_REPORT, report))
    submitted = after(amended, do(Act.SUBMIT_REPORT, amended), latest_version_id=an_id("version 2"))

    assert (submitted.state, submitted.accepted_version_id) == (S.SUBMITTED, an_id("version 1"))
    assert after(submitted, do(Act.ACCEPT_REPORT, submitted)).accepted_version_id == an_id("version 2")


def test_an_amendment_may_be_given_up():
    change, draft = report_rules.discard(
        an_amendment(S.RETURNED, amendment_reason="补报"), VERSION, OPERATOR, at=NOON, today=TODAY
    )

    assert change.set == {"state": S.ACCEPTED, "waiting_on": None, "amendment_reason": None}
    assert draft.set["expert_count"] == 12


def test_a_first_report_cannot_be_given_up():
    assert refused(lambda: do(Act.DISCARD_REPORT_AMENDMENT, a_report(S.RETURNED))) is Code.NOT_AN_AMENDMENT


def test_what_was_sent_back_must_be_corrected():
    report = a_report(S.ACCEPTED)
    sent_back = after(report, do(Act.SEND_BACK_REPORT, report))

    assert sent_back.accepted_version_id == report.accepted_version_id
    assert refused(lambda: do(Act.DISCARD_REPORT_AMENDMENT, sent_back)) is Code.MUST_CORRECT


def test_a_corrected_report_that_is_accepted_may_be_amended_freely_again():
    corrected = a_report(S.SUBMITTED, sent_back=True, versions_count=2, latest_version_id=an_id("version 2"))

    assert do(Act.ACCEPT_REPORT, corrected).set["sent_back"] is False


def test_sending_back_leaves_a_review_of_the_accepted_version():
    report = a_report(S.ACCEPTED, latest_version_id=an_id("version 2"))

    (review,) = do(Act.SEND_BACK_REPORT, report).adds

    assert (review.values["report_version_id"], review.values["decision"]) == (an_id("version 1"), Decision.SENT_BACK)


# the desk


@pytest.mark.parametrize("act", sorted(BY_DESK))
def test_only_the_desk_it_lies_on_decides(act: Act):
    report = a_report(S.ACCEPTED if act is Act.SEND_BACK_REPORT else S.SUBMITTED)

    assert refused(lambda: do(act, report, DEPARTMENT)) is Code.NOT_YOUR_DESK


@pytest.mark.requirement("RX.3")
@pytest.mark.parametrize("act", sorted(BY_DESK))
def test_who_handed_it_in_does_not_decide(act: Act):
    report = a_report(S.ACCEPTED if act is Act.SEND_BACK_REPORT else S.SUBMITTED)

    assert refused(lambda: do(act, report, Actor(Role.DISTRICT_CENTER, OPERATOR.account))) is Code.OWN_FILING


def test_acceptance_and_review_go_together():
    change, close = report_rules.accept(a_report(S.SUBMITTED), a_review(), AGREED, CENTRE, at=NOON, today=TODAY)

    assert (change.set["accepted_version_id"], change.set["waiting_on"]) == (an_id("version 1"), None)
    assert (close.set["decision"], close.set["opinion"]) == (Decision.ACCEPTED, "情况属实")


def test_a_return_without_reasons_is_refused():
    assert (
        refused(lambda: report_rules.turn_back(a_report(S.SUBMITTED), a_review(), AGREED, CENTRE, at=NOON, today=TODAY))
        is Code.ITEM_REASONS_REQUIRED
    )


# a centre's own report (reading L4)


def own(**given: Any) -> ReportFacts:
    return a_report(S.SUBMITTED, **{"desk": None, "waiting_on": Role.DISTRICT_CENTER, **given})


@pytest.mark.reading("L4")
def test_a_centres_own_report_has_no_desk_and_no_review():
    change = report_rules.submit(
        a_report(), handed_in(Kind.SERVICE_CENTER), WITH_CONSOLIDATION, OPERATOR, at=NOON, today=TODAY
    )

    assert (change.set["desk"], change.set["waiting_on"]) == (None, Role.DISTRICT_CENTER)
    assert "Review" not in {new.noun for new in change.adds}


@pytest.mark.parametrize("actor", [CENTRE, DEPARTMENT])
def test_nobody_decides_on_it_alone(actor: Actor):
    assert refused(lambda: do(Act.ACCEPT_REPORT, own(), actor)) is Code.NOT_YOUR_DESK


def test_it_may_be_recalled_until_the_department_has_the_consolidation():
    waiting = own()

    assert report_rules.rides_along(waiting)
    assert do(Act.RECALL_REPORT, waiting).set["state"] is S.DRAFT
    assert refused(lambda: do(Act.RECALL_REPORT, after(waiting, report_rules.taken_in()))) is Code.TAKEN_IN


def test_the_departments_decision_accepts_or_returns_it():
    inside = own(waiting_on=Role.DISTRICT_DEPARTMENT)

    assert not report_rules.rides_along(inside)
    assert report_rules.accepted(inside).set["accepted_version_id"] == an_id("version 1")
    assert report_rules.returned(inside).set == {"state": S.RETURNED, "waiting_on": Role.OPERATOR}


# when a centre ends


def test_what_lay_on_the_desk_of_a_centre_that_ended_passes_to_the_department():
    change, close = report_rules.handed_over(a_report(S.SUBMITTED), a_review(), at=NOON)

    (review,) = change.adds
    assert close is not None
    assert close.set["decision"] is Decision.HANDED_OVER
    assert (review.values["desk"], review.values["report_version_id"]) == (Role.DISTRICT_DEPARTMENT, an_id("version 1"))
    assert change.set == {"desk": Role.DISTRICT_DEPARTMENT, "waiting_on": Role.DISTRICT_DEPARTMENT}


def test_what_was_decided_changes_its_desk_alone():
    change, close = report_rules.handed_over(a_report(S.ACCEPTED), None, at=NOON)

    assert (change.set, list(change.adds), close) == ({"desk": Role.DISTRICT_DEPARTMENT}, [], None)
