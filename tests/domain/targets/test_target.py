"""Targets, letters of responsibility and assessments: who gives whom what, who signs in which order, what is refused (Art. 4, 12)."""

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from domain.kernel.change import Change
from domain.kernel.violations import Code, Violation
from domain.registry.registry import Lifetime
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.rights.scope import Actor
from domain.targets import assessment as assessment_rules
from domain.targets import responsibility_letter as responsibility_letter_rules
from domain.targets import target as target_rules
from domain.targets.assessment import Assessed
from domain.targets.responsibility_letter import (
    FIRST,
    PARTIES,
    Aim,
    Centre,
    ResponsibilityLetterFacts,
    Signatory,
    Wording,
)
from domain.targets.target import Goal, TargetFacts, Whose
from domain.terms import Kind, Role
from domain.terms.targets import (
    AssessmentResult,
    AssessmentState,
    ResponsibilityState,
    TargetLevel,
    TargetMeasure,
    TargetState,
)
from tests.builders.filings import at

NOW = at("2022-03-01 10:00")
REGION, PLATFORM = UUID(int=1), UUID(int=2)
S = ResponsibilityState


def refused(act: Any, *given: Any, **named: Any) -> Code:
    with pytest.raises(Violation) as refusal:
        act(*given, **named)
    return refusal.value.code


# targets


@pytest.mark.parametrize(
    ("whose", "level"),
    [(Whose(REGION), TargetLevel.DISTRICT), (Whose(REGION, PLATFORM), TargetLevel.PLATFORM)],
)
def test_a_target_is_a_districts_or_a_platforms(whose: Whose, level: TargetLevel):
    values = (
        target_rules.set_target(whose, Goal(2022, TargetMeasure.ACTIVITIES, 40, " 昆工信〔2022〕5号 "), at=NOW)
        .adds[0]
        .values
    )

    assert (values["level"], values["document"], values["state"]) == (level, "昆工信〔2022〕5号", TargetState.SET)


@pytest.mark.parametrize("amount", [0, -1, target_rules.MOST + 1])
def test_an_amount_is_more_than_nothing_and_within_reason(amount: int):
    goal = Goal(2022, TargetMeasure.PERSONS, amount, None)

    assert refused(target_rules.set_target, Whose(REGION), goal, at=NOW) is Code.INVALID
    assert refused(target_rules.change, TargetFacts(TargetState.SET, 5), amount, "疫情") is Code.INVALID


def test_a_change_says_why_and_changes_something():
    one = TargetFacts(TargetState.SET, 40)

    assert target_rules.change(one, 30, " 疫情 ").set == {"state": TargetState.SET, "amount": 30, "reason": "疫情"}
    assert refused(target_rules.change, one, 40, "疫情") is Code.SAME_AS_BEFORE
    assert refused(target_rules.change, one, 30, " ") is Code.REASON_REQUIRED


def test_what_is_withdrawn_is_neither_changed_nor_withdrawn_again():
    gone = TargetFacts(TargetState.WITHDRAWN, 40)

    assert target_rules.withdraw(TargetFacts(TargetState.SET, 40), "重复下达").set["state"] is TargetState.WITHDRAWN
    assert refused(target_rules.change, gone, 30, "疫情") is Code.WRONG_STATE
    assert refused(target_rules.withdraw, gone, "疫情") is Code.WRONG_STATE


# letters of responsibility


A_CENTRE = Centre(
    PLATFORM,
    REGION,
    "盘龙区中小企业服务中心",
    Kind.SERVICE_CENTER,
    Lifetime(Kind.SERVICE_CENTER, date(2012, 1, 1), None),
    taken=False,
)
SAYS = Wording("按照年度工作目标，落实各项任务。", None)
AIMS = [Aim("盘龙区", TargetLevel.DISTRICT, TargetMeasure.ACTIVITIES, 40)]


def a_letter(state: ResponsibilityState = S.OFFERED, *signed: Role) -> ResponsibilityLetterFacts:
    by = {role.value: str(UUID(int=n)) for n, role in enumerate(signed, 100)}
    return ResponsibilityLetterFacts(UUID(int=9), PLATFORM, REGION, 2022, state, "正文", None, by)


def somebody(role: Role, n: int = 1) -> Signatory:
    return Signatory(Actor(role, UUID(int=n), UUID(int=n + 1000)), "某人", "某单位")


def signing(one: ResponsibilityLetterFacts, who: Signatory) -> Change:
    act = responsibility_letter_rules.sign if who.actor.role is FIRST else responsibility_letter_rules.countersign
    return act(one, who, at=NOW)


@pytest.mark.requirement("R12.2")
@pytest.mark.parametrize("kind", [Kind.DEMO_PLATFORM, Kind.DEMO_BASE])
def test_platforms_and_bases_sign_no_letter(kind: Kind):
    platform = replace(A_CENTRE, kind=kind)

    assert refused(responsibility_letter_rules.draft, platform, 2022, SAYS, at=NOW) is Code.ONLY_CENTRES_SIGN
    assert responsibility_letter_rules.draft(A_CENTRE, 2022, SAYS, at=NOW).adds[0].values["state"] is S.DRAFT


@pytest.mark.parametrize(
    ("centre", "code"),
    [
        (replace(A_CENTRE, lifetime=replace(A_CENTRE.lifetime, municipal=True)), Code.ONLY_CENTRES_SIGN),
        (replace(A_CENTRE, lifetime=replace(A_CENTRE.lifetime, abolished_on=date(2022, 1, 1))), Code.AFTER_ABOLITION),
        (replace(A_CENTRE, taken=True), Code.ALREADY_EXISTS),
        (replace(A_CENTRE, lifetime=replace(A_CENTRE.lifetime, founded_on=date(2023, 1, 1))), Code.BEFORE_FOUNDING),
    ],
)
def test_centres_without_a_letter_of_their_own(centre: Centre, code: Code):
    assert refused(responsibility_letter_rules.draft, centre, 2022, SAYS, at=NOW) is code


def test_an_offer_rests_on_the_districts_targets_and_freezes_them():
    draft = a_letter(S.DRAFT)
    parts = [replace(AIMS[0], level=TargetLevel.PLATFORM)]

    assert refused(responsibility_letter_rules.offer, draft, parts, "中心", "某单位", at=NOW) is Code.NO_TARGETS
    frozen = responsibility_letter_rules.offer(draft, AIMS, "中心", "某单位", at=NOW).set
    assert (frozen["targets"], frozen["centre"], frozen["holder"]) == ([vars(AIMS[0])], "中心", "某单位")


@pytest.mark.requirement("R12.2")
@pytest.mark.parametrize("order", list(permutations(PARTIES)))
def test_the_centre_signs_first_and_the_third_signature_puts_it_in_force(order: tuple[Role, ...]):
    states, one = list[object](), a_letter()
    for n, role in enumerate(order):
        if role is not FIRST and FIRST not in one.signed_by:
            assert refused(signing, one, somebody(role, n)) is Code.CENTRE_SIGNS_FIRST
            return
        change = signing(one, somebody(role, n))
        states.append(change.set["state"])
        one = replace(one, state=change.set["state"], signed_by=change.set["signed_by"])

    assert states == [S.OFFERED, S.OFFERED, S.SIGNED]
    assert set(one.signed_by) == {role.value for role in PARTIES}


@pytest.mark.requirement("R12.2")
def test_nobody_signs_twice_nor_for_two_sides():
    once = a_letter(S.OFFERED, FIRST, Role.MUNICIPAL_CENTER)

    assert refused(signing, once, somebody(FIRST)) is Code.SIGNED_ALREADY
    assert refused(signing, once, somebody(Role.MUNICIPAL_CENTER)) is Code.SIGNED_ALREADY
    assert refused(signing, once, somebody(Role.DISTRICT_DEPARTMENT, 100)) is Code.SIGNED_ALREADY
    assert signing(once, somebody(Role.DISTRICT_DEPARTMENT, 102)).set["state"] is S.SIGNED


@pytest.mark.parametrize("state", [S.DRAFT, S.SIGNED, S.AMENDED])
def test_only_what_is_offered_is_signed(state: ResponsibilityState):
    for role in PARTIES:
        assert refused(signing, a_letter(state, FIRST), somebody(role)) is Code.WRONG_STATE


def test_an_offer_taken_back_is_a_draft_without_signatures():
    change = responsibility_letter_rules.withdraw_offer(a_letter(S.OFFERED, FIRST), "任务调整")

    assert (change.set["state"], change.set["signed_by"], change.set["targets"]) == (S.DRAFT, {}, [])
    assert refused(responsibility_letter_rules.withdraw_offer, a_letter(), "") is Code.REASON_REQUIRED


@pytest.mark.parametrize(
    ("state", "withdrawn", "mark"),
    [
        (S.DRAFT, False, "草稿"),
        (S.DRAFT, True, "已撤回"),
        (S.OFFERED, False, "草稿（待签署）"),
        (S.SIGNED, False, None),
        (S.AMENDED, False, "已变更"),
    ],
)
def test_only_a_letter_in_force_bears_no_mark(state: ResponsibilityState, mark: str | None, *, withdrawn: bool):
    assert responsibility_letter_rules.mark(state, withdrawn=withdrawn) == mark


def test_what_amends_begins_with_the_words_of_what_it_amends():
    values = responsibility_letter_rules.amend(a_letter(S.SIGNED), "任务调整", at=NOW).adds[0].values

    assert (values["text"], values["state"], values["replaces_id"]) == ("正文", S.DRAFT, UUID(int=9))
    assert refused(responsibility_letter_rules.amend, a_letter(S.OFFERED), "任务调整", at=NOW) is Code.WRONG_STATE


# assessments


OF = Assessed(PLATFORM, REGION, Lifetime(Kind.DEMO_BASE, date(2020, 5, 1), date(2021, 6, 1)))


@pytest.mark.parametrize(
    ("year", "code"), [(2019, Code.BEFORE_FOUNDING), (2022, Code.AFTER_ABOLITION), (2023, Code.FUTURE_DAY)]
)
def test_a_year_that_has_not_begun_or_was_not_served_is_not_assessed(year: int, code: Code):
    given = (OF, year, AssessmentResult.PARTLY, "属实")

    assert refused(assessment_rules.record, *given, at=NOW, today=NOW.date()) is code


@pytest.mark.requirement("R4.1")
def test_an_assessment_is_a_result_with_its_reason_and_no_grade():
    change = assessment_rules.record(OF, 2021, AssessmentResult.PARTLY, " 公益活动不足。 ", at=NOW, today=NOW.date())

    assert change.adds[0].values["opinion"] == "公益活动不足。"
    assert not set(AssessmentResult) & set(KUNMING_2020.grades.value)
    assert (
        refused(assessment_rules.record, OF, 2021, AssessmentResult.PARTLY, " ", at=NOW, today=NOW.date())
        is Code.REQUIRED
    )
    assert refused(assessment_rules.withdraw, AssessmentState.WITHDRAWN, "误登") is Code.WRONG_STATE
