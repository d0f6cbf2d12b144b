"""Rounds: whom they judge, when they may be called, what they copy (Art. 15, 17; readings L1, L17, L19)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.evaluation import round as round_rules
from domain.evaluation.round import RoundFacts, Subject, is_stated, subjects
from domain.evaluation.scheme import default_lines
from domain.kernel.acts import Act
from domain.kernel.units import Hundredths
from domain.kernel.violations import Code
from domain.regulation.pack_copy import thawed
from domain.regulation.packs.kunming_2020 import EXCELLENT, GOOD, QUALIFIED
from domain.regulation.rulepack import Figure, PackBy, RulePack, pack_for_round
from domain.rights.scope import Actor
from domain.terms import Kind, Role
from domain.terms.evaluation import EvaluationState, RoundState, SubjectBasis
from domain.terms.registry import DayBasis
from domain.terms.reporting import ObligationKind
from tests.builders.calendar import published
from tests.builders.judging import (
    ALL_KINDS,
    CUT_OFFS,
    NOON,
    PACK,
    SCHEME,
    TODAY,
    a_candidate,
    a_round,
    an_id,
    calendar,
    day,
    new_of,
    refusal,
    terms,
)

S = RoundState
LAST = day("2021-12-31")
LINES = [each.line for each in default_lines(PACK)]
BUREAU = Actor(Role.MUNICIPAL_BUREAU)


def drafted(**facts: Any):
    at = facts.pop("at", NOON)
    return round_rules.draft(terms(**facts), SCHEME, set(), PACK, at=at, account=None, calendar=calendar())


def called(
    row: RoundFacts | None = None,
    chosen: list[Subject] | None = None,
    today: date = TODAY,
    pack: RulePack = PACK,
):
    chosen = chosen or subjects([a_candidate("甲平台")], ALL_KINDS, {}, LAST)
    row = row or a_round()
    governing = pack_for_round((pack,), today, row.graded_year)
    return round_rules.call(row, chosen, LINES, governing, at=NOON, today=today)


# the life

MOVES = {
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
    (S.IN_PUBLICITY, Act.CLOSE_ROUND): S.CLOSED,
    (S.CLOSED, Act.PUBLISH_NOTICE): S.CLOSED,
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", round_rules.LIFE.acts)
def test_the_life_of_a_round(state: RoundState, act: Act):
    if (state, act) in MOVES:
        assert round_rules.LIFE.move(state, act) is MOVES[state, act]
    else:
        assert refusal(lambda: round_rules.LIFE.move(state, act)).code is Code.WRONG_STATE


# the draft


@pytest.mark.case("1-7")
def test_a_due_day_on_a_sunday_of_a_break_is_warned_of_and_moves():
    materials = day("2019-09-15")

    drawn_up = {"at": NOON.replace(year=2019), "graded_year": 2018, "subject_day": day("2018-12-31")}
    [new, *_] = drafted(materials_due=materials, district_due=day("2019-09-30"), **drawn_up).adds
    [warning] = round_rules.warnings(materials, calendar())

    assert (new.values["materials_due"], new.values["materials_effective"]) == (materials, day("2019-09-16"))
    assert "2019年9月15日为休息日，参照《民法总则》第二百零三条顺延至2019年9月16日" in warning
    assert round_rules.warnings(day("2019-09-16"), calendar()) == []


@pytest.mark.parametrize(
    ("year", "code"), [(2020, Code.NOT_THE_YEAR_BEFORE), (2021, None), (2022, None), (2023, Code.NOT_THE_YEAR_BEFORE)]
)
def test_a_round_that_could_never_be_called_is_not_begun(year: int, code: Code | None):
    def draft() -> Any:
        return drafted(graded_year=year, subject_day=day(f"{year}-12-31"))

    if code is None:
        assert draft().adds
    else:
        assert (refusal(draft).code, refusal(draft).path) == (code, ("graded_year",))


def test_both_days_are_shown():
    found = round_rules.materials_due(
        {"materials_due": day("2019-09-15"), "materials_effective": day("2019-09-16")}, published(), TODAY
    )

    assert (found.nominal, found.effective, found.article) == (day("2019-09-15"), day("2019-09-16"), None)


def test_a_draft_holds_its_kinds_for_the_year():
    change = drafted(kinds=(Kind.DEMO_BASE, Kind.DEMO_BASE))

    assert [(kind["kind"], kind["graded_year"]) for kind in new_of(change, "RoundKind")] == [(Kind.DEMO_BASE, 2021)]


def test_no_kind_is_evaluated_twice_in_a_year():
    taken = {Kind.DEMO_BASE}

    found = refusal(lambda: round_rules.draft(terms(), SCHEME, taken, PACK, at=NOON, account=None, calendar=calendar()))

    assert (found.code, found.facts["kind_en"]) == (Code.KIND_TWICE, "DEMO_BASE")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"kinds": ()}, Code.NO_KINDS),
        ({"subject_day": day("2020-12-31")}, Code.SUBJECT_DAY_YEAR),
        ({"subject_day": day("2023-01-01")}, Code.SUBJECT_DAY_YEAR),
        ({"district_due": day("2022-03-30")}, Code.DATES_ORDER),
        ({"bonus_most": Hundredths(-1)}, Code.INVALID),
        ({"bonus_most": Hundredths(100_01)}, Code.INVALID),
        ({"cut_offs": {EXCELLENT: Hundredths(9000)}}, Code.CUT_OFFS),
        ({"cut_offs": {**CUT_OFFS, GOOD: Hundredths(9000)}}, Code.CUT_OFFS),
        ({"cut_offs": {**CUT_OFFS, QUALIFIED: Hundredths(0)}}, Code.CUT_OFFS),
        ({"cut_offs": {**CUT_OFFS, EXCELLENT: Hundredths(100_01)}}, Code.CUT_OFFS),
    ],
)
def test_what_the_form_of_a_notice_refuses(facts: dict[str, Any], code: Code):
    assert refusal(lambda: drafted(**facts)).code is code


def test_a_scheme_must_have_indicators_for_every_kind_called():
    scheme = replace(SCHEME, kinds=frozenset({Kind.SERVICE_CENTER}))

    found = refusal(lambda: round_rules.draft(terms(), scheme, set(), PACK, at=NOON, account=None, calendar=calendar()))

    assert found.code is Code.SCHEME_LACKS_KIND


# whom it judges


@pytest.mark.reading("L1")
@pytest.mark.requirement("R15.1")
@pytest.mark.parametrize(
    ("candidate", "stated"),
    [
        (a_candidate("中心", Kind.SERVICE_CENTER, title=None), True),
        (a_candidate("市中心", Kind.SERVICE_CENTER, title=None, municipal=True), True),
        (a_candidate("撤销的中心", Kind.SERVICE_CENTER, title=None, abolished="2021-12-31"), False),
        (a_candidate("次日撤销的中心", Kind.SERVICE_CENTER, title=None, abolished="2022-01-01"), True),
        (a_candidate("平台"), True),
        (a_candidate("没有市级称号的平台", title=None), False),
        (a_candidate("称号当日终止的平台", title=("2018-07-01", "2021-12-31")), False),
        (a_candidate("称号次日终止的平台", title=("2018-07-01", "2022-01-01")), True),
        (a_candidate("当日授予的基地", Kind.DEMO_BASE, title=("2021-12-31", None)), True),
        (a_candidate("次日授予的基地", Kind.DEMO_BASE, title=("2022-01-01", None)), False),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_article_15_states_every_centre_and_every_municipal_title_of_the_subject_day(
    candidate: round_rules.Candidate, stated: bool
):
    assert is_stated(candidate, LAST) is stated


def test_the_bureau_adds_and_strikes_and_other_kinds_are_left_out():
    centre, platform, struck = (
        a_candidate("中心", Kind.SERVICE_CENTER, title=None),
        a_candidate("平台"),
        a_candidate("剔除的平台"),
    )
    added, base = a_candidate("增列的平台", title=None), a_candidate("基地", Kind.DEMO_BASE)
    named = {struck.id: SubjectBasis.STRUCK, added.id: SubjectBasis.ADDED}

    found = subjects([centre, platform, struck, added, base], {Kind.SERVICE_CENTER, Kind.DEMO_PLATFORM}, named, LAST)

    assert [(each.platform.name, each.basis) for each in found] == [
        ("中心", SubjectBasis.STATED),
        ("平台", SubjectBasis.STATED),
        ("增列的平台", SubjectBasis.ADDED),
    ]


@pytest.mark.reading("L19")
def test_the_payee_is_the_holder_of_the_subject_day():
    then, now = an_id("then"), an_id("now")
    platform = replace(
        a_candidate("平台"),
        holders=(
            round_rules.Period(day("2018-05-01"), day("2022-01-01"), then),
            round_rules.Period(day("2022-01-01"), None, now),
        ),
    )

    [before], [after] = (
        subjects([platform], ALL_KINDS, {}, LAST),
        subjects([platform], ALL_KINDS, {}, day("2022-01-01")),
    )

    assert (before.holder, after.holder) == (then, now)


def test_a_subject_without_a_holder_is_refused_by_name():
    found = refusal(lambda: subjects([a_candidate("平台", has_holder=False)], ALL_KINDS, {}, LAST))

    assert (found.code, found.facts["name"]) == (Code.NO_HOLDER, "平台")


def test_a_round_without_subjects_is_refused():
    assert refusal(lambda: subjects([a_candidate("平台", title=None)], ALL_KINDS, {}, LAST)).code is Code.NO_SUBJECTS


def test_adding_and_striking_need_a_reason_and_sense():
    stated, other, base = (
        a_candidate("平台"),
        a_candidate("无称号的平台", title=None),
        a_candidate("基地", Kind.DEMO_BASE),
    )
    kinds = {Kind.DEMO_PLATFORM}

    [added] = round_rules.add_subject(a_round(), other, kinds, "市政府要求", NOON).adds
    [struck] = round_rules.strike_subject(a_round(), stated, kinds, "停业整顿", NOON).adds

    assert (added.values["basis"], added.values["reason"]) == (SubjectBasis.ADDED, "市政府要求")
    assert (struck.values["basis"], struck.values["reason"]) == (SubjectBasis.STRUCK, "停业整顿")
    assert refusal(lambda: round_rules.add_subject(a_round(), stated, kinds, "理由", NOON)).code is Code.ALREADY_STATED
    assert refusal(lambda: round_rules.strike_subject(a_round(), other, kinds, "理由", NOON)).code is Code.NOT_STATED
    assert refusal(lambda: round_rules.add_subject(a_round(), base, kinds, "理由", NOON)).code is Code.NOT_OF_THE_KINDS
    assert refusal(lambda: round_rules.add_subject(a_round(), other, kinds, "  ", NOON)).code is Code.REASON_REQUIRED
    assert (
        refusal(lambda: round_rules.strike_subject(a_round(S.CALLED), stated, kinds, "理由", NOON)).code
        is Code.WRONG_STATE
    )


# the call


@pytest.mark.parametrize(
    ("today", "graded_year", "by_call", "by_year"),
    [
        ("2020-03-18", 2019, False, False),
        ("2020-03-19", 2019, True, False),
        ("2021-06-01", 2020, True, True),
        ("2022-12-31", 2021, True, True),
        ("2023-01-01", 2022, False, True),
        ("2024-03-01", 2023, False, False),
    ],
)
def test_which_years_may_be_called(today: str, graded_year: int, by_call: bool, by_year: bool):
    year_pack = replace(PACK, pack_by=Figure(PackBy.GRADED_YEAR))
    row = a_round(
        graded_year=graded_year,
        subject_day=day(f"{graded_year}-12-31"),
        materials_due=day(today),
        materials_effective=day(f"{graded_year + 2}-12-31"),
        district_due=day(today),
    )

    for pack, allowed in ((PACK, by_call), (year_pack, by_year)):
        if allowed:
            assert called(row, today=day(today), pack=pack).set["state"] is S.CALLED
        else:
            assert refusal(lambda pack=pack: called(row, today=day(today), pack=pack)).code is Code.NO_RULE_PACK


@pytest.mark.parametrize(("materials", "districts"), [("2022-03-31", "2024-04-15"), ("2122-03-31", "2122-04-15")])
def test_no_day_of_a_round_lies_beyond_a_year_after_the_call(materials: str, districts: str):
    """A7."""
    days = {"materials_due": day(materials), "materials_effective": day(materials), "district_due": day(districts)}

    assert refusal(lambda: called(replace(a_round(), **days))).code is Code.TOO_FAR


def test_a_round_grades_the_year_before_its_call():
    assert refusal(lambda: called(a_round(graded_year=2020))).code is Code.NOT_THE_YEAR_BEFORE


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"notice_number": None}, Code.NOTICE_NUMBER),
        ({"subject_day": day("2022-03-02")}, Code.SUBJECT_DAY_YEAR),
        ({"materials_effective": TODAY}, Code.DATES_ORDER),
    ],
)
def test_what_stands_against_a_call(facts: dict[str, Any], code: Code):
    assert refusal(lambda: called(a_round(**facts))).code is code


def test_allowed_actions_say_the_same_of_a_call():
    row = {"graded_year": 2021, "notice_number": "昆工信通〔2022〕1号"}

    assert round_rules.condition(Act.CALL_ROUND, row, BUREAU, TODAY) is None
    for facts, code in (
        ({"notice_number": None}, Code.NOTICE_NUMBER),
        ({"graded_year": 2020}, Code.NOT_THE_YEAR_BEFORE),
    ):
        found = round_rules.condition(Act.CALL_ROUND, {**row, **facts}, BUREAU, TODAY)
        assert found is not None
        assert found.code is code


@pytest.mark.requirement("R17.1")
def test_a_call_copies_pack_and_scheme_and_opens_every_evaluation_with_its_obligation():
    centre, city = (
        a_candidate("中心", Kind.SERVICE_CENTER, title=None),
        a_candidate("市中心", Kind.SERVICE_CENTER, title=None, municipal=True),
    )
    chosen = subjects([centre, city], ALL_KINDS, {}, LAST)

    change = called(chosen=chosen)

    assert change.set["pack"] == "KUNMING_2020"
    copied: Any = change.set
    assert thawed(copied["pack_snapshot"]).publicity_days == PACK.publicity_days
    assert len(copied["scheme_snapshot"]) == len(LINES)
    assert [row["basis"] for row in new_of(change, "RoundSubject")] == [SubjectBasis.STATED] * 2
    first, second = [new for new in change.adds if new.noun == "Evaluation"]
    owed, _ = [new for new in change.adds if new.noun == "Obligation"]
    assert (first.values["state"], first.values["waiting_on"], first.values["straight_to_bureau"]) == (
        EvaluationState.OPEN,
        Role.OPERATOR,
        False,
    )
    assert second.values["straight_to_bureau"] is True
    assert (owed.values["kind"], owed.values["basis"], owed.values["effective"]) == (
        ObligationKind.MATERIALS,
        DayBasis.NOTICE,
        day("2022-03-31"),
    )
    assert owed.values["evaluation"] is first
    assert first.values["obligation"] is owed


# withdrawal, completion, close


def test_a_round_is_withdrawn_before_any_decision_and_with_a_reason():
    assert round_rules.withdraw(a_round(S.CALLED), 0, "通知有误", NOON).set["state"] is S.WITHDRAWN
    assert refusal(lambda: round_rules.withdraw(a_round(S.CALLED), 1, "通知有误", NOON)).code is Code.ALREADY_DECIDED
    assert refusal(lambda: round_rules.withdraw(a_round(S.CALLED), 0, "", NOON)).code is Code.REASON_REQUIRED
    assert refusal(lambda: round_rules.withdraw(a_round(S.DECIDED), 0, "通知有误", NOON)).code is Code.WRONG_STATE


def test_a_round_is_decided_with_its_last_evaluation():
    done = round_rules.complete(a_round(S.CALLED), 0, NOON)

    assert done is not None
    assert done.set["state"] is S.DECIDED
    assert round_rules.complete(a_round(S.CALLED), 1, NOON) is None
    assert round_rules.complete(a_round(S.CLOSED), 0, NOON) is None


def test_a_round_closes_with_its_last_final_result_and_stays_closed():
    done = round_rules.close(a_round(S.IN_PUBLICITY), 0, NOON)

    assert done is not None
    assert done.set["state"] is S.CLOSED
    assert round_rules.close(a_round(S.IN_PUBLICITY), 1, NOON) is None
    assert round_rules.close(a_round(S.CLOSED), 0, NOON) is None


def test_a_draft_is_saved_and_a_called_round_is_not():
    assert round_rules.save(a_round(), terms(title="更正"), SCHEME, PACK, calendar=calendar()).set["title"] == "更正"
    assert (
        refusal(lambda: round_rules.save(a_round(S.CALLED), terms(), SCHEME, PACK, calendar=calendar())).code
        is Code.WRONG_STATE
    )
