"""From a final UNQUALIFIED to its effect (Art. 19; reading L16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any, Final, cast

import pytest

from domain.kernel.acts import Act
from domain.kernel.violations import Code, Violation
from domain.rectification import delivery as delivery_rules
from domain.rectification import rectification as rectification_rules
from domain.rectification.rectification import (
    LIFE,
    FailedFacts,
    NoticeDue,
    NoticeText,
    RectificationFacts,
)
from domain.regulation.packs.kunming_2020 import QUALIFIED, UNQUALIFIED
from domain.reporting.obligation_decision import Ruling
from domain.rights.authority import who_may
from domain.terms import Grade, Kind, Role
from domain.terms.evaluation import EvaluationState
from domain.terms.rectification import (
    DeliveryKind,
    RectificationEffect,
    RectificationState,
    RefusalKind,
)
from domain.terms.registry import DayBasis
from domain.terms.reporting import ObligationKind, Outcome
from tests.builders.filings import an_obligation
from tests.builders.money import BUREAU, NOON, PACK, TODAY, an_id
from tests.builders.rectification import TITLE, TOLD, WHEN, a_handover, a_rectification
from tests.builders.refusing import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.kernel.change import Change

R = RectificationState
LATER = TODAY + timedelta(days=30)


def a_failure(**facts: Any) -> FailedFacts:
    usual = FailedFacts(
        an_id("evaluation"),
        an_id("result"),
        an_id("platform"),
        an_id("region"),
        an_id("holder"),
        Kind.DEMO_PLATFORM,
        EvaluationState.FINAL,
        failed=True,
        issued=False,
        evaluated=True,
    )
    return replace(usual, **facts)


def a_day(day: date) -> NoticeDue:
    return NoticeDue(day, day)


NOTICE = NoticeText("昆工信整〔2022〕3号", "补齐服务档案", "档案复印件")


def extended(one: RectificationFacts, until: date = LATER) -> tuple[Change, Change]:
    """A later day, granted at noon."""
    owed = an_obligation(kind=ObligationKind.RECTIFICATION, basis=DayBasis.NOTICE, effective=one.due_effective)
    return rectification_rules.extend(one, a_day(until), owed, Ruling(BUREAU, NOON, "设备未到货"))


def do(act: Act, one: RectificationFacts) -> Any:
    """An act that nothing but the state could forbid."""
    acts: dict[Act, Callable[[], Any]] = {
        Act.RECORD_DELIVERY: lambda: rectification_rules.deliver(one, a_handover(), PACK, at=NOON, today=TODAY),
        Act.EXTEND_RECTIFICATION: lambda: extended(one),
        Act.REPORT_RECTIFICATION: lambda: rectification_rules.report(one, "已补齐", at=NOON),
        Act.RECHECK_RECTIFICATION: lambda: rectification_rules.recheck(one, "符合要求", passed=True, at=NOON),
        Act.RECORD_REFUSAL: lambda: rectification_rules.refuse(
            one, RefusalKind.IN_WORDS, "来函拒绝", at=NOON, today=TODAY
        ),
        Act.NOTIFY_REVOCATION: lambda: rectification_rules.notify_revocation(
            replace(one, heard_until=None), "告1号", a_handover(), WHEN
        ),
        Act.STATE_ON_REVOCATION: lambda: rectification_rules.state_on_revocation(one, "已补齐", at=NOON),
        Act.CLOSE_RECTIFICATION: lambda: rectification_rules.close(one, TOLD, TITLE, at=NOON, today=TODAY),
        Act.ANNUL_RECTIFICATION: lambda: rectification_rules.annul(replace(one, failed=False), "复查改判", at=NOON),
    }
    return acts[act]()


@pytest.mark.parametrize(("state", "act"), list(product(RectificationState, LIFE.acts)))
def test_each_act_in_each_state_is_allowed_or_refused_as_the_life_says(state: RectificationState, act: Act) -> None:
    one = a_rectification(state=state)

    if (state, act) not in LIFE.moves:
        with pytest.raises(Violation) as refused:
            do(act, one)
        assert (refused.value.code, refused.value.article) == (Code.WRONG_STATE, None)
        return
    done = do(act, one)
    change: Change = cast("Any", done[0]) if isinstance(done, tuple) else done
    to = LIFE.moves[state, act]
    assert change.set["state"] in (to if isinstance(to, tuple) else (to,))


@pytest.mark.parametrize("act", LIFE.acts)
def test_every_act_of_the_life_is_somebodys(act: Act) -> None:
    assert who_may(act, "Rectification")[0]


# the notice


def test_a_notice_brings_its_obligation_with_it() -> None:
    rectified, owed = rectification_rules.issue(
        a_failure(), NOTICE, NoticeDue(LATER, LATER), PACK, at=NOON, today=TODAY
    ).adds

    assert rectified.values["obligation_id"] is owed
    assert owed.values["rectification_id"] is rectified
    assert (owed.values["kind"], owed.values["basis"], owed.values["effective"]) == (
        ObligationKind.RECTIFICATION,
        DayBasis.NOTICE,
        LATER,
    )
    assert rectified.values["extensions_left"] == 1


@pytest.mark.parametrize("state", [state for state in EvaluationState if state is not EvaluationState.FINAL])
def test_only_a_final_result_is_followed_by_a_notice(state: EvaluationState) -> None:
    assert (
        refused(
            lambda: rectification_rules.issue(a_failure(state=state), NOTICE, a_day(LATER), PACK, at=NOON, today=TODAY)
        )
        is Code.NOT_UNQUALIFIED
    )


def test_only_a_failure_is_followed_by_a_notice() -> None:
    assert (
        refused(
            lambda: rectification_rules.issue(a_failure(failed=False), NOTICE, a_day(LATER), PACK, at=NOON, today=TODAY)
        )
        is Code.NOT_UNQUALIFIED
    )


@pytest.mark.parametrize("kind", [*Kind])
def test_nothing_of_article_19_follows_without_a_municipal_title(kind: Kind) -> None:
    """D1: a subject that was added without a municipal title fails without a notice of rectification."""

    def issue(*, evaluated: bool) -> Change:
        failed = a_failure(kind=kind, evaluated=evaluated)
        return rectification_rules.issue(failed, NOTICE, a_day(LATER), PACK, at=NOON, today=TODAY)

    assert refused(lambda: issue(evaluated=False)) is Code.NO_MUNICIPAL_TITLE
    assert issue(evaluated=True).adds


def test_a_failure_is_followed_by_one_notice() -> None:
    twice = a_failure(issued=True)

    assert (
        refused(lambda: rectification_rules.issue(twice, NOTICE, a_day(LATER), PACK, at=NOON, today=TODAY))
        is Code.ALREADY_EXISTS
    )


def test_a_notice_sets_a_day_that_has_not_come() -> None:
    assert (
        refused(lambda: rectification_rules.issue(a_failure(), NOTICE, a_day(TODAY), PACK, at=NOON, today=TODAY))
        is Code.DUE_DAY_PASSED
    )


@pytest.mark.requirement("R19.1")
@pytest.mark.parametrize("field", ["number", "content", "evidence"])
def test_a_notice_says_what_to_do_and_how_to_prove_it(field: str) -> None:
    empty = replace(NOTICE, **{field: "  "})

    with pytest.raises(Violation) as refused:
        rectification_rules.issue(a_failure(), empty, a_day(LATER), PACK, at=NOON, today=TODAY)

    assert (refused.value.code, refused.value.path) == (Code.REQUIRED, (field,))


# delivery


def test_delivery_is_proven() -> None:
    change = rectification_rules.deliver(a_rectification(), a_handover(), PACK, at=NOON, today=TODAY)

    [proof] = change.adds
    assert (proof.noun, proof.values["kind"], proof.values["rectification_id"]) == (
        "Delivery",
        DeliveryKind.DELIVERY,
        an_id("rectification"),
    )
    assert change.set["delivered_on"] == TODAY


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"proof": " "}, Code.PROOF_REQUIRED),
        ({"to_whom": ""}, Code.REQUIRED),
        ({"day": TODAY + timedelta(days=1)}, Code.FUTURE_DAY),
    ],
)
def test_a_delivery_without_proof_addressee_or_day_is_none(facts: dict[str, Any], code: Code) -> None:
    assert (
        refused(lambda: rectification_rules.deliver(a_rectification(), a_handover(**facts), PACK, at=NOON, today=TODAY))
        is code
    )
    assert refused(lambda: delivery_rules.reminded(a_handover(**facts), {}, TODAY, at=NOON, today=TODAY)) is code


@pytest.mark.parametrize(
    ("day", "refuses"),
    [
        (TODAY - timedelta(days=21), True),
        (TODAY - timedelta(days=20), False),
        (TODAY - timedelta(days=5), False),
        (TODAY - timedelta(days=4), True),
    ],
)
def test_a_delivery_lies_between_the_notice_and_its_due_day(day: date, refuses: bool) -> None:
    one = a_rectification(due_effective=TODAY - timedelta(days=5))

    def deliver() -> object:
        return rectification_rules.deliver(one, a_handover(day=day), PACK, at=NOON, today=TODAY)

    if refuses:
        with pytest.raises(Violation) as refusal:
            deliver()
        assert (refusal.value.code, refusal.value.path) == (Code.DATES_ORDER, ("day",))
    else:
        assert deliver()


def test_nobody_is_reminded_before_anything_is_owed() -> None:
    assert delivery_rules.reminded(a_handover(day=TODAY), {}, TODAY, at=NOON, today=TODAY).adds
    with pytest.raises(Violation) as refusal:
        delivery_rules.reminded(a_handover(day=TODAY - timedelta(days=1)), {}, TODAY, at=NOON, today=TODAY)
    assert (refusal.value.code, refusal.value.path) == (Code.DATES_ORDER, ("day",))


@pytest.mark.parametrize("outcome", Outcome)
def test_nothing_more_is_owed_once_it_is_annulled(outcome: Outcome) -> None:
    after = rectification_rules.falls_away(outcome, "复查改判").set

    still = outcome in (Outcome.PENDING, Outcome.MISSING)
    first = {"first_outcome": outcome} if outcome is Outcome.MISSING else {}
    assert after == ({"outcome": Outcome.EXEMPT, "exemption_reason": "复查改判", **first} if still else {})


# silence, and words


@pytest.mark.parametrize(("days_over", "allowed"), [(-1, False), (0, False), (1, True)])
def test_silence_is_a_refusal_only_after_the_due_day(days_over: int, allowed: bool) -> None:
    one = a_rectification(state=R.DELIVERED, due_effective=TODAY - timedelta(days=days_over))

    def refuse() -> object:
        return rectification_rules.refuse(one, RefusalKind.NO_ANSWER, "查无答复", at=NOON, today=TODAY).set["state"]

    if allowed:
        assert refuse() is R.REFUSED
    else:
        assert refused(refuse) is Code.STILL_IN_TIME


@pytest.mark.requirement("R19.2")
def test_without_proven_delivery_silence_is_no_refusal() -> None:
    one = a_rectification(due_effective=TODAY - timedelta(days=99))

    assert (
        refused(lambda: rectification_rules.refuse(one, RefusalKind.NO_ANSWER, "查无答复", at=NOON, today=TODAY))
        is Code.WRONG_STATE
    )


@pytest.mark.parametrize(("days_over", "outcome"), [(0, Outcome.ON_TIME), (1, Outcome.LATE)])
def test_a_late_answer_is_taken_and_called_late(days_over: int, outcome: Outcome) -> None:
    one = a_rectification(state=R.DELIVERED, due_effective=TODAY - timedelta(days=days_over))

    _, owed = rectification_rules.report(one, "已补齐", at=NOON)

    assert owed.set == {"outcome": outcome, "submitted_at": NOON}


# the one extension


@pytest.mark.reading("L16")
def test_a_due_day_is_extended_once() -> None:
    one = a_rectification(state=R.DELIVERED)

    change, owed = extended(one)

    assert (change.set["extensions_left"], change.set["due_effective"]) == (0, LATER)
    assert (owed.set["effective"], owed.set["extended_from"], owed.set["extended_at"]) == (
        LATER,
        one.due_effective,
        NOON,
    )
    assert "outcome" not in owed.set
    [granted] = owed.adds
    assert (granted.values["role"], granted.values["day_after"]) == (Role.MUNICIPAL_BUREAU, LATER)
    assert refused(lambda: extended(replace(one, extensions_left=0))) is Code.ALREADY_EXTENDED


@pytest.mark.parametrize("left", [0, 1])
def test_a_notice_that_arrived_too_late_moves_its_day_and_is_delivered_with_the_extension_kept(left: int) -> None:
    overdue = a_rectification(due_effective=TODAY - timedelta(days=5), extensions_left=left)
    assert (
        refused(lambda: rectification_rules.deliver(overdue, a_handover(), PACK, at=NOON, today=TODAY))
        is Code.DATES_ORDER
    )

    moved, _ = extended(overdue)
    again = replace(overdue, due_effective=moved.set["due_effective"], extensions_left=moved.set["extensions_left"])

    assert moved.set["extensions_left"] == left
    assert rectification_rules.deliver(again, a_handover(), PACK, at=NOON, today=TODAY).set["state"] is R.DELIVERED


def test_an_extension_gives_a_later_day_that_has_not_passed() -> None:
    overdue = a_rectification(due_effective=TODAY - timedelta(days=20))

    assert refused(lambda: extended(a_rectification(), a_rectification().due_effective)) is Code.NOT_LATER
    assert refused(lambda: extended(overdue, TODAY - timedelta(days=1))) is Code.DUE_DAY_PASSED


@pytest.mark.parametrize(("state", "days"), [(R.DELIVERED, 0), (R.DELIVERED, 1), (R.DELIVERED, 60), (R.ISSUED, 60)])
def test_the_day_of_a_delivered_notice_is_not_moved_once_it_is_over(state: RectificationState, days: int) -> None:
    """A1: no extension turns lateness back; A7: nor does a day lie beyond a year."""
    one = a_rectification(state=state, due_effective=TODAY - timedelta(days=days))

    if state is R.DELIVERED and days:
        assert refused(lambda: extended(one)) is Code.DAY_OVER
    else:
        assert extended(one)[0].set["due_effective"] == LATER
        assert refused(lambda: extended(one, date(TODAY.year + 2, 1, 1))) is Code.TOO_FAR


# the two effects


@pytest.mark.parametrize(
    ("kind", "title", "effect", "ends"),
    [
        (Kind.SERVICE_CENTER, None, RectificationEffect.ADVISED_GOVERNMENT, None),
        (Kind.DEMO_PLATFORM, TITLE, RectificationEffect.TITLE_REVOKED, TITLE),
        (Kind.DEMO_BASE, TITLE, RectificationEffect.TITLE_REVOKED, TITLE),
        (Kind.DEMO_PLATFORM, None, RectificationEffect.TITLE_ALREADY_ENDED, None),
        (Kind.DEMO_BASE, None, RectificationEffect.TITLE_ALREADY_ENDED, None),
    ],
)
@pytest.mark.parametrize("state", [R.FAILED, R.REFUSED])
def test_the_effect_fits_the_kind(
    state: RectificationState, kind: Kind, title: object, effect: RectificationEffect, ends: object
) -> None:
    change = rectification_rules.close(a_rectification(state=state, kind=kind), TOLD, title, at=NOON, today=TODAY)  # pyright: ignore[reportArgumentType]

    assert (change.set["state"], change.set["effect"], change.set["title_id"]) == (R.CLOSED, effect, ends)


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"number": ""}, Code.REQUIRED), ({"addressee": " "}, Code.REQUIRED), ({"day": LATER}, Code.FUTURE_DAY)],
)
def test_an_effect_names_its_document(facts: dict[str, Any], code: Code) -> None:
    assert (
        refused(
            lambda: rectification_rules.close(
                a_rectification(state=R.FAILED), replace(TOLD, **facts), TITLE, at=NOON, today=TODAY
            )
        )
        is code
    )


@pytest.mark.parametrize("since", [{"state": R.FAILED, "checked_at": NOON}, {"state": R.REFUSED, "refused_at": NOON}])
def test_no_effect_is_older_than_what_it_follows_from(since: dict[str, Any]) -> None:
    one, early = a_rectification(**since), replace(TOLD, day=TODAY - timedelta(days=1))

    assert refused(lambda: rectification_rules.close(one, early, TITLE, at=NOON, today=TODAY)) is Code.DATES_ORDER
    assert rectification_rules.close(one, replace(TOLD, day=TODAY), TITLE, at=NOON, today=TODAY)


@pytest.mark.parametrize(("passed", "state"), [(True, R.PASSED), (False, R.FAILED)])
def test_the_bureau_checks_and_says_why(passed: bool, state: RectificationState) -> None:
    one = a_rectification(state=R.REPORTED)

    assert rectification_rules.recheck(one, "现场查看", passed=passed, at=NOON).set == {
        "state": state,
        "opinion": "现场查看",
        "checked_at": NOON,
    }
    assert refused(lambda: rectification_rules.recheck(one, "", passed=passed, at=NOON)) is Code.REASON_REQUIRED


# a changed grade


NOTICED: Final[dict[str, Any]] = {"extensions_left": 1, "due_effective": LATER, "result": {"grade": UNQUALIFIED}}
"""What its notice was issued for, as a shown row tells."""


@pytest.mark.parametrize(
    ("state", "grade", "allowed"),
    [
        (EvaluationState.FINAL, QUALIFIED, True),
        (EvaluationState.FINAL, UNQUALIFIED, False),
        (EvaluationState.UNDER_INVESTIGATION, UNQUALIFIED, False),
        (EvaluationState.DECIDED, QUALIFIED, False),
    ],
)
def test_only_a_changed_final_grade_annuls(state: EvaluationState, grade: Grade, allowed: bool) -> None:
    one = a_rectification(state=R.CLOSED, evaluation_state=state, failed=grade == UNQUALIFIED)
    row = NOTICED | {"evaluation": {"state": state, "grade": grade}}

    shown = rectification_rules.condition(Act.ANNUL_RECTIFICATION, row, BUREAU, TODAY)

    assert (shown is None) is allowed
    if allowed:
        assert rectification_rules.annul(one, "复查改判", at=NOON).set["state"] is R.ANNULLED
    else:
        assert refused(lambda: rectification_rules.annul(one, "复查改判", at=NOON)) is Code.GRADE_UNCHANGED


@pytest.mark.parametrize(
    ("state", "grade", "code"),
    [
        (EvaluationState.UNDER_INVESTIGATION, UNQUALIFIED, Code.STILL_OPEN),
        (EvaluationState.DECIDED, UNQUALIFIED, Code.STILL_OPEN),
        (EvaluationState.IN_PUBLICITY, QUALIFIED, Code.STILL_OPEN),
        (EvaluationState.FINAL, QUALIFIED, Code.NOT_UNQUALIFIED),
    ],
)
@pytest.mark.parametrize(
    ("act", "at"),
    [
        (Act.REPORT_RECTIFICATION, R.DELIVERED),
        (Act.RECORD_REFUSAL, R.DELIVERED),
        (Act.RECHECK_RECTIFICATION, R.REPORTED),
        (Act.CLOSE_RECTIFICATION, R.FAILED),
    ],
)
def test_it_waits_while_its_result_is_open_again_and_ends_with_the_grade(
    act: Act, at: RectificationState, state: EvaluationState, grade: Grade, code: Code
) -> None:
    row = NOTICED | {"evaluation": {"state": state, "grade": grade}}

    shown = rectification_rules.condition(act, row, BUREAU, TODAY)

    assert shown is not None
    assert shown.code is code
    assert (
        refused(lambda: do(act, a_rectification(state=at, evaluation_state=state, failed=grade == UNQUALIFIED))) is code
    )


def test_the_shown_condition_says_what_the_rule_says_of_extensions() -> None:
    failed = {"state": EvaluationState.FINAL, "grade": UNQUALIFIED}
    row = NOTICED | {"extensions_left": 0, "evaluation": failed}

    shown = rectification_rules.condition(Act.EXTEND_RECTIFICATION, row | {"state": R.DELIVERED}, BUREAU, TODAY)

    assert shown is not None
    assert shown.code is Code.ALREADY_EXTENDED
    assert rectification_rules.condition(Act.EXTEND_RECTIFICATION, row | {"state": R.ISSUED}, BUREAU, TODAY) is None
