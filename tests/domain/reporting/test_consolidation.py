"""The life of a district's consolidation, by its centre or by its department (Art. 14)."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.kernel.acts import Act
from domain.kernel.violations import Code
from domain.reporting import consolidation as consolidation_rules
from domain.reporting import form
from domain.reporting.consolidation import LIFE, Contents, Expected
from domain.reporting.form import FORM
from domain.reporting.review import Findings
from domain.rights.allowed_actions import allowed_actions
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.reporting import ConsolidationState, Decision, Gap, ObligationKind, Outcome, ReportState, Route
from tests.builders.filings import (
    AGREED,
    CENTRE,
    CITY_CENTRE,
    DEPARTMENT,
    NOON,
    REGION,
    TODAY,
    WRONG,
    a_consolidation,
    a_review,
    after,
    an_activity,
    an_id,
    an_obligation,
    answers,
    at,
    recorded_figures,
    served,
)
from tests.builders.refusing import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.kernel.change import Change
    from domain.reporting.consolidation import ConsolidationFacts

S, R = ConsolidationState, ReportState
TEXTS = {"feature_text": "夜校", "demo_effect_text": None, "problem_text": None}
NOTHING = Contents([], [], ())
DESK_OF = {S.WITH_DEPARTMENT: DEPARTMENT, S.WITH_MUNICIPAL_CENTER: CITY_CENTRE}


def do(act: Act, row: ConsolidationFacts, actor: Actor | None = None) -> Change:
    """An act that nothing but the state could forbid: its change of the consolidation."""
    desk = DESK_OF.get(row.state, DEPARTMENT)
    who = actor or {
        Act.PASS_CONSOLIDATION: DEPARTMENT,
        Act.RECEIVE_CONSOLIDATION: CITY_CENTRE,
        Act.RETURN_CONSOLIDATION: desk,
    }.get(act, CENTRE)
    when: dict[str, Any] = {"at": NOON, "today": TODAY}
    review = a_review(who.role, CENTRE.account)
    acts: dict[Act, Callable[[], Change | tuple[Change, Change | None]]] = {
        Act.SAVE_CONSOLIDATION_DRAFT: lambda: consolidation_rules.save(row, TEXTS, who, **when),
        Act.SUBMIT_CONSOLIDATION: lambda: consolidation_rules.submit(row, TEXTS, NOTHING, who, **when),
        Act.PASS_CONSOLIDATION: lambda: consolidation_rules.pass_on(row, review, AGREED, who, **when),
        Act.RETURN_CONSOLIDATION: lambda: consolidation_rules.turn_back(row, review, WRONG, who, **when),
        Act.RECEIVE_CONSOLIDATION: lambda: consolidation_rules.receive(row, review, Findings(), who, **when),
        Act.AMEND_CONSOLIDATION: lambda: consolidation_rules.amend(row, TEXTS, "补充", who, **when),
        Act.DISCARD_CONSOLIDATION_AMENDMENT: lambda: consolidation_rules.discard(row, TEXTS, who, **when),
    }
    done = acts[act]()
    return done[0] if isinstance(done, tuple) else done


# every (state, act) pair


@pytest.mark.parametrize(("state", "act"), list(product(S, LIFE.acts)))
def test_the_life_of_a_consolidation(state: ConsolidationState, act: Act):
    amending = {"accepted_version_id": an_id("version 1")} if act is Act.DISCARD_CONSOLIDATION_AMENDMENT else {}
    row = a_consolidation(state, **amending)

    if (state, act) in LIFE.moves:
        to = LIFE.moves[state, act]
        assert do(act, row).set["state"] in (to if isinstance(to, tuple) else (to,))
    else:
        assert refused(lambda: do(act, row)) is Code.WRONG_STATE


@pytest.mark.parametrize(
    ("state", "act", "role"), list(product(S, LIFE.acts, (CENTRE.role, DEPARTMENT.role, CITY_CENTRE.role)))
)
def test_allowed_actions_tell_what_the_rules_do(state: ConsolidationState, act: Act, role: Role):
    row = a_consolidation(state)
    who = Actor(role, an_id("somebody"), None, {"region": frozenset({REGION})})

    told = next(
        each
        for each in allowed_actions(LIFE, consolidation_rules.condition, vars(row), who, TODAY)
        if each.action is act
    )

    if told.allowed:
        assert do(act, row, who).set["state"]
    elif told.why_not is not None and told.why_not.code is not Code.FORBIDDEN:
        assert refused(lambda: do(act, row, who)) is told.why_not.code


@pytest.mark.parametrize(
    ("author", "actor", "state", "desk"),
    [
        (Role.DISTRICT_CENTER, CENTRE, S.WITH_DEPARTMENT, Role.DISTRICT_DEPARTMENT),
        (Role.DISTRICT_DEPARTMENT, DEPARTMENT, S.WITH_MUNICIPAL_CENTER, Role.MUNICIPAL_CENTER),
    ],
)
def test_both_routes(author: Role, actor: Actor, state: ConsolidationState, desk: Role):
    change = consolidation_rules.submit(a_consolidation(author=author), TEXTS, NOTHING, actor, at=NOON, today=TODAY)

    review = change.adds[-1]
    assert (change.set["state"], change.set["waiting_on"], review.values["desk"]) == (state, desk, desk)


@pytest.mark.parametrize(
    ("fixed", "has_centre", "author"),
    [
        (None, True, Role.DISTRICT_CENTER),
        (None, False, Role.DISTRICT_DEPARTMENT),
        (Route.CENTER, True, Role.DISTRICT_CENTER),
        (Route.CENTER, False, Role.DISTRICT_DEPARTMENT),
        (Route.DEPARTMENT, True, Role.DISTRICT_DEPARTMENT),
    ],
)
def test_who_writes_it(fixed: Route | None, has_centre: bool, author: Role):
    assert consolidation_rules.author_of(fixed, has_centre=has_centre) is author


def test_only_the_author_writes():
    for act in (Act.SAVE_CONSOLIDATION_DRAFT, Act.SUBMIT_CONSOLIDATION):
        assert refused(lambda act=act: do(act, a_consolidation(), DEPARTMENT)) is Code.NOT_THE_AUTHOR


def test_a_consolidation_begins_with_an_empty_draft():
    owed = an_obligation(kind=ObligationKind.CONSOLIDATION, platform_id=None)

    row, draft = consolidation_rules.start(owed, Role.DISTRICT_CENTER, at=NOON).adds

    assert (row.values["obligation_id"], row.values["author"], row.values["waiting_on"]) == (
        owed.id,
        Role.DISTRICT_CENTER,
        Role.DISTRICT_CENTER,
    )
    assert (draft.values["consolidation_id"], draft.values["author"]) == (row, Role.DISTRICT_CENTER)


def test_a_consolidation_answers_an_obligation_of_its_kind():
    assert refused(lambda: consolidation_rules.start(an_obligation(), Role.DISTRICT_CENTER, at=NOON)) is Code.NOT_OWED


# what it takes in


def expected(
    name: str, outcome: Outcome = Outcome.ON_TIME, state: ReportState | None = R.ACCEPTED, **given: Any
) -> Expected:
    sent = state is not None
    usual: dict[str, Any] = {
        "desk": Role.DISTRICT_CENTER if sent else None,
        "first_submitted_at": NOON if sent else None,
        "latest_version_id": an_id(f"{name} latest") if sent else None,
        "accepted_version_id": an_id(f"{name} accepted") if state is R.ACCEPTED else None,
    }
    return Expected(an_id(f"{name} obligation"), an_id(name), outcome, state, **{**usual, **given})


@pytest.mark.parametrize(
    ("each", "taken", "gap"),
    [
        (expected("a"), "a accepted", None),
        (expected("a", state=R.DRAFT, accepted_version_id=an_id("a accepted")), "a accepted", None),
        (expected("a", state=R.SUBMITTED, accepted_version_id=an_id("a accepted")), "a accepted", None),
        (expected("a", state=R.SUBMITTED, desk=None), "a latest", None),
        (expected("a", state=R.SUBMITTED, desk=None, accepted_version_id=an_id("a accepted")), "a latest", None),
        (expected("a", Outcome.MISSING, None), None, Gap.NOT_SUBMITTED),
        (expected("a", Outcome.MISSING, R.DRAFT, first_submitted_at=None), None, Gap.NOT_SUBMITTED),
        (expected("a", state=R.SUBMITTED), None, Gap.UNDER_REVIEW),
        (expected("a", state=R.RETURNED), None, Gap.RETURNED),
        (expected("a", Outcome.EXEMPT, None), None, Gap.EXEMPT),
    ],
)
def test_a_version_is_taken_in_or_a_gap_is_named(each: Expected, taken: str | None, gap: Gap | None):
    change = consolidation_rules.submit(
        a_consolidation(), TEXTS, Contents([each], [], ()), CENTRE, at=NOON, today=TODAY
    )

    item = next(new for new in change.adds if new.noun == "ConsolidationItem")
    assert item.values["report_version_id"] == (an_id(taken) if taken else None)
    assert item.values["gap"] is gap


@pytest.mark.requirement("R14.2")
@given(some.lists(some.sampled_from([*R, None]), max_size=8))
def test_a_silent_platform_blocks_nobody(states: list[ReportState | None]):
    reports = [
        expected(str(n), Outcome.PENDING if state is None else Outcome.ON_TIME, state) for n, state in enumerate(states)
    ]

    change = consolidation_rules.submit(
        a_consolidation(), TEXTS, Contents(reports, [], ()), CENTRE, at=NOON, today=TODAY
    )

    version, *items, _ = change.adds
    assert change.set["state"] is S.WITH_DEPARTMENT
    assert len(items) == len(states)
    assert all((item.values["report_version_id"] is None) != (item.values["gap"] is None) for item in items)
    taken = sum(state is R.ACCEPTED for state in states)
    assert (version.values["reports_taken"], version.values["gaps"]) == (taken, len(states) - taken)


def test_figures_are_computed_and_enterprises_count_once():
    both, one = served("in both"), served("in one")
    reports = [
        answers(expert_count=3, **recorded_figures([an_activity()], [both])),
        answers(expert_count=4, **recorded_figures([an_activity()], [both, one])),
    ]

    change = consolidation_rules.submit(
        a_consolidation(), TEXTS, Contents([], reports, form.each_once([both, both, one])), CENTRE, at=NOON, today=TODAY
    )

    version = change.adds[0].values
    assert (
        version["enterprise_count"],
        version["activity_count"],
        version["expert_count"],
        version["feature_text"],
    ) == (2, 2, 7, "夜校")
    assert set(FORM) <= set(version)


def test_a_text_that_is_too_long_stops_it():
    too_long = {**TEXTS, "problem_text": "字" * 2001}

    assert (
        refused(lambda: consolidation_rules.submit(a_consolidation(), too_long, NOTHING, CENTRE, at=NOON, today=TODAY))
        is Code.TOO_LONG
    )


# the desks


@pytest.mark.reading("L30")
def test_the_authors_first_submission_decides_whatever_later_desks_do():
    again = consolidation_rules.submit(
        a_consolidation(S.RETURNED), TEXTS, NOTHING, CENTRE, at=at("2022-10-20 08:00"), today=TODAY
    )

    assert again.set["first_submitted_at"] == NOON


def test_passing_on_closes_one_review_and_opens_the_next():
    change, close = consolidation_rules.pass_on(
        a_consolidation(S.WITH_DEPARTMENT),
        a_review(DEPARTMENT.role, CENTRE.account),
        AGREED,
        DEPARTMENT,
        at=NOON,
        today=TODAY,
    )

    (review,) = change.adds
    assert close.set["decision"] is Decision.PASSED
    assert (review.values["desk"], review.values["consolidation_version_id"]) == (
        Role.MUNICIPAL_CENTER,
        an_id("version 1"),
    )


def test_passing_on_without_an_opinion_is_refused():
    row = a_consolidation(S.WITH_DEPARTMENT)

    assert (
        refused(lambda: consolidation_rules.pass_on(row, a_review(), Findings(), DEPARTMENT, at=NOON, today=TODAY))
        is Code.OPINION_REQUIRED
    )


@pytest.mark.case("2-17")
def test_what_was_passed_must_be_passed_again_after_a_return():
    row = a_consolidation(S.WITH_MUNICIPAL_CENTER)
    returned = after(row, do(Act.RETURN_CONSOLIDATION, row))

    assert (returned.state, returned.waiting_on) == (S.RETURNED, Role.DISTRICT_CENTER)
    assert do(Act.SUBMIT_CONSOLIDATION, returned).set["state"] is S.WITH_DEPARTMENT


@pytest.mark.parametrize("state", [S.WITH_DEPARTMENT, S.WITH_MUNICIPAL_CENTER])
def test_only_the_desk_it_lies_on_returns_it(state: ConsolidationState):
    other = CITY_CENTRE if state is S.WITH_DEPARTMENT else DEPARTMENT

    assert refused(lambda: do(Act.RETURN_CONSOLIDATION, a_consolidation(state), other)) is Code.NOT_YOUR_DESK


@pytest.mark.requirement("RX.3")
def test_who_handed_it_in_does_not_pass_it():
    row = a_consolidation(S.WITH_DEPARTMENT)

    assert (
        refused(lambda: do(Act.PASS_CONSOLIDATION, row, Actor(Role.DISTRICT_DEPARTMENT, CENTRE.account)))
        is Code.OWN_FILING
    )


def test_receiving_puts_the_version_in_force():
    assert do(Act.RECEIVE_CONSOLIDATION, a_consolidation(S.WITH_MUNICIPAL_CENTER)).set["accepted_version_id"] == an_id(
        "version 1"
    )


@pytest.mark.case("2-11")
def test_two_amendments_at_once_one_wins_the_other_is_refused():
    row = a_consolidation(S.RECEIVED)
    change = do(Act.AMEND_CONSOLIDATION, row)

    assert "accepted_version_id" not in change.set
    assert refused(lambda: do(Act.AMEND_CONSOLIDATION, after(row, change))) is Code.WRONG_STATE


def test_a_first_consolidation_cannot_be_given_up():
    assert (
        refused(lambda: do(Act.DISCARD_CONSOLIDATION_AMENDMENT, a_consolidation(S.RETURNED))) is Code.NOT_AN_AMENDMENT
    )


# time


def test_nothing_submitted_yet_follows_the_route():
    change = consolidation_rules.rerouted(a_consolidation(), Role.DISTRICT_DEPARTMENT)

    assert change is not None
    assert change.set == {"author": Role.DISTRICT_DEPARTMENT, "waiting_on": Role.DISTRICT_DEPARTMENT}


@pytest.mark.parametrize("row", [a_consolidation(S.WITH_DEPARTMENT), a_consolidation(author=Role.DISTRICT_DEPARTMENT)])
def test_what_was_submitted_or_is_right_already_stays(row: ConsolidationFacts):
    assert consolidation_rules.rerouted(row, Role.DISTRICT_DEPARTMENT) is None


@pytest.mark.parametrize(
    ("state", "waiting"),
    [
        (S.DRAFT, Role.DISTRICT_DEPARTMENT),
        (S.RETURNED, Role.DISTRICT_DEPARTMENT),
        (S.WITH_DEPARTMENT, Role.DISTRICT_DEPARTMENT),
        (S.WITH_MUNICIPAL_CENTER, Role.MUNICIPAL_CENTER),
        (S.RECEIVED, None),
    ],
)
def test_when_a_centre_ends_the_department_finishes_it(state: ConsolidationState, waiting: Role | None):
    handed = after(a_consolidation(state), consolidation_rules.handed_over(a_consolidation(state)))

    assert (handed.author, handed.waiting_on) == (Role.DISTRICT_DEPARTMENT, waiting)
    if state in (S.DRAFT, S.RETURNED):
        assert do(Act.SUBMIT_CONSOLIDATION, handed, DEPARTMENT).set["state"] is S.WITH_MUNICIPAL_CENTER
