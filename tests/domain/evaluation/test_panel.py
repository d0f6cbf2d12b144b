"""Panels: enough experts, none in conflict, each blind to the others (Art. 17(3))."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.evaluation import panel as panel_rules
from domain.evaluation.panel import Employment, Mark, conflict, since
from domain.kernel.acts import Act
from domain.kernel.units import Hundredths
from domain.kernel.violations import Code
from domain.rights.authority import scope_of
from domain.rights.grant import READ
from domain.rights.scope import Actor, holds
from domain.terms import Role
from domain.terms.evaluation import EvaluationState, Interest, PanelSeatState
from tests.builders.judging import (
    HOLDER,
    NOON,
    RUNNER,
    TODAY,
    a_panel,
    a_seat,
    an_expert,
    an_id,
    day,
    lines,
    new_of,
    refusal,
)

S = PanelSeatState
THREE = [an_expert("甲"), an_expert("乙"), an_expert("丙")]
PARTIES = [HOLDER, RUNNER]
PARTNER = panel_rules.EvaluatedParty("91530100MA6K000005", "昆明某某事务所", Interest.PARTNER)
THREE_SEATS = [a_seat(name) for name in "甲乙丙"]
FULL_MARKS = {"B11": Hundredths(300), "C1": Hundredths(800), "C2": Hundredths(600), "C3": Hundredths(600)}


def assigned(experts: Any, seats: Any = (), state: EvaluationState = EvaluationState.WITH_BUREAU):
    return panel_rules.assign(a_panel(state), experts, seats, PARTIES, 3, at=NOON, today=TODAY)


# the life of a seat

MOVES = {
    (S.SCORING, Act.SAVE_SCORES): S.SCORING,
    (S.SCORING, Act.CLOSE_SCORES): S.CLOSED,
    (S.SCORING, Act.RECUSE): S.RECUSED,
    (S.SCORING, Act.REPLACE_EXPERT): S.REPLACED,
    (S.CLOSED, Act.REPLACE_EXPERT): S.REPLACED,
    (S.CLOSED, Act.VOID_SCORE): S.VOIDED,
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", panel_rules.LIFE.acts)
def test_the_life_of_a_seat(state: PanelSeatState, act: Act):
    if (state, act) in MOVES:
        assert panel_rules.LIFE.move(state, act) is MOVES[state, act]
    else:
        assert refusal(lambda: panel_rules.LIFE.move(state, act)).code is Code.WRONG_STATE


# enough experts


@pytest.mark.reading("L21")
def test_three_experts_make_a_panel():
    change = assigned(THREE)

    assert (change.set["state"], change.set["panel_closed"]) == (EvaluationState.IN_PANEL, False)
    assert [row["expert"] for row in new_of(change, "PanelMember")] == [an_id("甲"), an_id("乙"), an_id("丙")]


@pytest.mark.parametrize("experts", [[], THREE[:1], THREE[:2], [THREE[0], THREE[0], THREE[1]]])
def test_fewer_than_three_do_not(experts: Any):
    assert refusal(lambda: assigned(experts)).code is Code.TOO_FEW_EXPERTS


def test_nobody_sits_twice_nor_after_leaving_the_register():
    assert refusal(lambda: assigned([*THREE, THREE[0]])).code is Code.EXPERT_TWICE
    assert (
        refusal(
            lambda: assigned(
                [an_expert("甲")], [a_seat("甲", S.RECUSED), a_seat("乙"), a_seat("丙")], EvaluationState.IN_PANEL
            )
        ).code
        is Code.EXPERT_TWICE
    )
    assert refusal(lambda: assigned([*THREE[:2], an_expert("丁", retired="2022-03-01")])).code is Code.EXPERT_RETIRED
    assert assigned([*THREE[:2], an_expert("丁", retired="2022-03-02")]).adds


def test_a_panel_that_lost_an_expert_is_filled_again():
    seats = [a_seat("甲", S.RECUSED), a_seat("乙", S.CLOSED), a_seat("丙", S.CLOSED)]

    change = assigned([an_expert("丁")], seats, EvaluationState.IN_PANEL)

    assert change.set["state"] is EvaluationState.IN_PANEL
    assert (
        refusal(lambda: assigned([an_expert("丁")], seats[:2], EvaluationState.IN_PANEL)).code is Code.TOO_FEW_EXPERTS
    )


# conflicts of interest


@pytest.mark.reading("L29")
@pytest.mark.case("2-25")
@pytest.mark.parametrize("party", PARTIES)
def test_an_expert_of_holder_or_operator_is_barred_whatever_is_declared(party: panel_rules.EvaluatedParty):
    insider = an_expert(
        "丁", Employment("91530100MA6K999999", day("2010-01-01"), None), Employment(party.uscc, day("2021-05-01"), None)
    )

    found = refusal(lambda: assigned([*THREE[:2], insider]))

    assert (found.code, found.facts["party"]) == (Code.CONFLICT_OF_INTEREST, party.name)


@pytest.mark.reading("L29")
def test_an_expert_of_a_partner_is_barred_and_told_so():
    insider = an_expert("丁", Employment(PARTNER.uscc, day("2021-05-01"), None))

    found = refusal(
        lambda: panel_rules.assign(a_panel(), [insider], THREE_SEATS, [*PARTIES, PARTNER], 3, at=NOON, today=TODAY)
    )

    assert found.code is Code.CONFLICT_OF_INTEREST
    assert "合作机构“昆明某某事务所”" in found.message()
    assert "a partner of the platform" in found.message("en")


@pytest.mark.case("2-25")
@pytest.mark.parametrize(
    ("valid_from", "valid_to", "barred"),
    [
        ("2015-01-01", "2021-01-01", False),
        ("2015-01-01", "2021-01-02", True),
        ("2022-02-28", "2022-03-01", True),
        ("2022-03-01", None, True),
        ("2022-03-02", None, False),
    ],
)
def test_employments_count_from_the_graded_years_first_day_to_today(
    valid_from: str, valid_to: str | None, barred: bool
):
    expert = an_expert("丁", Employment(HOLDER.uscc, day(valid_from), (valid_to and day(valid_to)) or None))

    assert (conflict(expert, PARTIES, since(2021), TODAY) == HOLDER) is barred


@given(some.lists(some.sampled_from(["91530100MA6K000003", "91530100MA6K000004"])))
def test_employers_elsewhere_never_bar(codes: list[str]):
    expert = an_expert("丁", *(Employment(code, day("2000-01-01"), None) for code in codes))

    assert conflict(expert, PARTIES, since(2021), TODAY) is None


@pytest.mark.case("2-25")
def test_a_conflict_bars_a_replacement_too():
    insider = an_expert("丁", Employment(RUNNER.uscc, day("2021-05-01"), None))

    def replaced(expert: Any) -> Any:
        return panel_rules.replace(a_panel(), a_seat("甲"), expert, [a_seat("甲")], PARTIES, at=NOON, today=TODAY)

    assert refusal(lambda: replaced(insider)).code is Code.CONFLICT_OF_INTEREST
    assert new_of(replaced(an_expert("戊")), "PanelMember")[0]["expert"] == an_id("戊")


# seats that end


@pytest.mark.parametrize(
    ("state", "act", "ended"),
    [
        (S.SCORING, Act.RECUSE, S.RECUSED),
        (S.SCORING, Act.REPLACE_EXPERT, S.REPLACED),
        (S.CLOSED, Act.VOID_SCORE, S.VOIDED),
    ],
)
def test_a_seat_ends_with_a_reason_and_counts_no_more(state: PanelSeatState, act: Act, ended: PanelSeatState):
    change = panel_rules.end(a_seat("甲", state), act, "亲属任职", at=NOON)

    assert (change.set["state"], change.set["live"], change.set["end_reason"]) == (ended, False, "亲属任职")
    assert refusal(lambda: panel_rules.end(a_seat("甲", state), act, " ", at=NOON)).code is Code.REASON_REQUIRED


@pytest.mark.parametrize(
    "state", [EvaluationState.SCORED, EvaluationState.DECIDED, EvaluationState.UNDER_INVESTIGATION]
)
def test_a_voided_score_opens_the_panel_and_its_blindness_again(state: EvaluationState):
    evaluation, seat = panel_rules.void(a_panel(state), a_seat("甲", S.CLOSED), "事后发现利益关系", at=NOON)

    assert (evaluation.set["state"], evaluation.set["panel_closed"], evaluation.set["experts_grade"]) == (
        EvaluationState.IN_PANEL,
        False,
        None,
    )
    assert seat.set["state"] is S.VOIDED


# scores


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        (Mark("C1", Hundredths(-1)), Code.SCORE_RANGE),
        (Mark("C1", Hundredths(801)), Code.SCORE_RANGE),
        (Mark("A1", Hundredths(1)), Code.NOT_SCORED_BY_EXPERTS),
        (Mark("Z9", Hundredths(1)), Code.NOT_SCORED_BY_EXPERTS),
        (Mark("C1", Hundredths(0)), None),
        (Mark("C1", Hundredths(800)), None),
    ],
)
def test_experts_score_their_indicators_within_bounds(mark: Mark, code: Code | None):
    def save() -> None:
        panel_rules.save_scores(a_panel(), a_seat("甲"), [mark], lines(), account=an_id("account of 甲"))

    if code is None:
        save()
    else:
        assert refusal(save).code is code


def test_an_indicator_is_scored_once_in_one_saving():
    marks = [Mark("C1", Hundredths(100)), Mark("C1", Hundredths(800))]

    refused = refusal(
        lambda: panel_rules.save_scores(a_panel(), a_seat("甲"), marks, lines(), account=an_id("account of 甲"))
    )
    assert (refused.code, refused.path) == (Code.TWICE, ("scores", "1", "code"))


def test_nobody_scores_closes_or_leaves_for_another():
    other = an_id("account of 乙")

    for act in (
        lambda: panel_rules.save_scores(a_panel(), a_seat("甲"), [], lines(), account=other),
        lambda: panel_rules.close_scores(a_seat("甲"), FULL_MARKS, lines(), account=other, at=NOON),
        lambda: panel_rules.recuse(a_seat("甲"), "回避", account=other, at=NOON),
    ):
        assert refusal(act).code is Code.NOT_YOUR_SEAT


def test_allowed_actions_say_so_too():
    row = {"account_id": an_id("account of 甲"), "evaluation": {"state": EvaluationState.IN_PANEL}}

    for act in panel_rules.OWN:
        stranger = panel_rules.condition(act, row, Actor(Role.EXPERT, an_id("account of 乙")), TODAY)
        assert stranger is not None
        assert stranger.code is Code.NOT_YOUR_SEAT
        assert panel_rules.condition(act, row, Actor(Role.EXPERT, an_id("account of 甲")), TODAY) is None


@pytest.mark.parametrize("state", EvaluationState)
@pytest.mark.parametrize("act", panel_rules.LIFE.acts)
def test_an_act_on_a_seat_waits_for_the_evaluations_state(act: Act, state: EvaluationState):
    voidable = (EvaluationState.SCORED, EvaluationState.DECIDED, EvaluationState.UNDER_INVESTIGATION)
    fits = state in voidable if act is Act.VOID_SCORE else state is EvaluationState.IN_PANEL
    row = {"account_id": an_id("account of 甲"), "evaluation": {"state": state}}

    found = panel_rules.condition(act, row, Actor(Role.EXPERT, an_id("account of 甲")), TODAY)

    assert (found is None) is fits
    assert found is None or found.code is Code.WRONG_STATE


def test_nobody_scores_what_is_withdrawn():
    withdrawn, mine = a_panel(EvaluationState.WITHDRAWN), an_id("account of 甲")

    refused = refusal(lambda: panel_rules.save_scores(withdrawn, a_seat("甲"), [], lines(), account=mine))

    assert refused.code is Code.WRONG_STATE


def test_scores_close_when_complete_and_only_once():
    mine = an_id("account of 甲")

    closed = panel_rules.close_scores(a_seat("甲"), FULL_MARKS, lines(), account=mine, at=NOON)

    assert (closed.set["state"], closed.set["points"], closed.set["closed_at"]) == (S.CLOSED, 2300, NOON)
    lacking = {code: mark for code, mark in FULL_MARKS.items() if code != "C2"}
    assert (
        refusal(lambda: panel_rules.close_scores(a_seat("甲"), lacking, lines(), account=mine, at=NOON)).facts["code"]
        == "C2"
    )
    assert (
        refusal(
            lambda: panel_rules.close_scores(a_seat("甲", S.CLOSED), FULL_MARKS, lines(), account=mine, at=NOON)
        ).code
        is Code.WRONG_STATE
    )
    assert (
        refusal(lambda: panel_rules.save_scores(a_panel(), a_seat("甲", S.CLOSED), [], lines(), account=mine)).code
        is Code.WRONG_STATE
    )


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ([S.CLOSED, S.CLOSED, S.SCORING], EvaluationState.IN_PANEL),
        ([S.CLOSED, S.CLOSED, S.CLOSED], EvaluationState.SCORED),
        ([S.CLOSED, S.CLOSED, S.RECUSED], EvaluationState.IN_PANEL),
        ([S.CLOSED, S.CLOSED, S.VOIDED, S.CLOSED], EvaluationState.SCORED),
        ([S.CLOSED, S.CLOSED, S.CLOSED, S.RECUSED], EvaluationState.SCORED),
        ([S.CLOSED, S.CLOSED, S.CLOSED, S.SCORING], EvaluationState.IN_PANEL),
    ],
)
def test_the_last_expert_of_a_full_panel_closes_it(states: list[PanelSeatState], state: EvaluationState):
    seats = [a_seat(str(n), each) for n, each in enumerate(states)]

    assert panel_rules.after(a_panel(), Act.CLOSE_SCORES, seats, 3) is state
    assert panel_rules.after(a_panel(), Act.RECUSE, seats, 3) is state


def test_a_seat_as_a_change_leaves_it():
    assert (
        panel_rules.as_left(
            a_seat("甲"),
            panel_rules.close_scores(a_seat("甲"), FULL_MARKS, lines(), account=an_id("account of 甲"), at=NOON),
        ).state
        is S.CLOSED
    )


# blindness is a matter of rights


@pytest.mark.parametrize(("closed", "seen"), [(False, False), (True, True)])
def test_scores_of_others_are_hidden_until_all_have_closed(closed: bool, seen: bool):
    mine, theirs = an_id("account of 甲"), an_id("account of 乙")
    expert = Actor(Role.EXPERT, mine, reach={"evaluation": frozenset({an_id("evaluation")})})
    row = {"account_id": theirs, "evaluation_id": an_id("evaluation"), "evaluation": {"panel_closed": closed}}

    assert holds(scope_of(Role.EXPERT, READ, "ExpertScore"), expert, row) is seen
    assert holds(scope_of(Role.EXPERT, READ, "ExpertScore"), expert, {**row, "account_id": mine}) is True
    assert holds(scope_of(Role.EXPERT, READ, "ExpertScore"), replace(expert, reach={}), row) is False
    for role in (Role.MUNICIPAL_BUREAU, Role.OVERSIGHT):
        assert holds(scope_of(role, READ, "ExpertScore"), Actor(role, theirs), row) is seen


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.MUNICIPAL_BUREAU, Role.OVERSIGHT, Role.EXPERT)]
)
@pytest.mark.parametrize("noun", ["Expert", "ExpertEmployer", "PanelMember", "ExpertScore"])
def test_who_judges_is_hidden_from_those_judged_and_everybody_else(role: Role, noun: str):
    everything = {key: frozenset({an_id("x")}) for key in ("region", "platform", "entity", "evaluation", "office")}
    row = dict.fromkeys(("id", "account_id", "region_id", "platform_id", "evaluation_id"), an_id("x")) | {
        "evaluation": {"panel_closed": True}
    }

    assert holds(scope_of(role, READ, noun), Actor(role, an_id("x"), reach=everything), row) is False
